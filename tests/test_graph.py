"""Questions to GitHub's GraphQL API: what is sent, where it goes, and that whatever comes back is read or refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.evidence.confirm.github import GitHub
from ladderci.evidence.target import Target, Thing
from ladderci.github import Patience, ServiceError
from ladderci.github.graph import Graph
from ladderci.github.queries import CommitQuestion, NumberQuestion, ReleaseQuestion, can_be_asked, query_of
from ladderci.github.reading import thing
from ladderci.github.shapes import MisshapenError
from ladderci.model.fact import Obstacle, Seen, State, Unseen
from tests.peers.faults import changed
from tests.peers.forge import Author, Commit, Issue, Pull, Release, Remark, Repository, Review
from tests.peers.github import TOKEN, send
from tests.peers.graphql import GraphQLStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.github.queries import Question
    from ladderci.model.fact import Sight

SHORT = Patience(answer=10.0, waiting=0.6, total=30.0, tries=3, pause=0.02, limit_pause=0.1)
HOST = "github.com"
REPOSITORY = "acme/ranker"
WRITTEN = "1f" * 20


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def ranker() -> Repository:
    """Return a repository without anything in it."""
    return Repository(REPOSITORY)


@pytest.fixture
def forge(ranker: Repository) -> Iterator[GraphQLStandIn]:
    with GraphQLStandIn(ranker) as running:
        yield running
        assert running.deprecated == []


@pytest.fixture
def graph(forge: GraphQLStandIn) -> Iterator[Graph]:
    with Graph(forge.address, TOKEN, SHORT) as running:
        yield running


def look(graph: Graph, what: Thing, name: object) -> Sight:
    """Return what is seen of one thing of the repository."""
    wanted = Target(what, HOST, REPOSITORY, str(name))
    return GitHub(graph, HOST, ["main"]).look([wanted])[wanted]


def seen(graph: Graph, what: Thing, name: object) -> Seen:
    sight = look(graph, what, name)
    assert isinstance(sight, Seen)
    return sight


# What is sent

HOSTILE: list[Question] = [
    NumberQuestion('acme/a"){x}', 1),
    NumberQuestion("acme/..", 1),
    NumberQuestion("acme", 1),
    NumberQuestion(f"acme/{'a' * 101}", 1),
    NumberQuestion(REPOSITORY, 0),
    NumberQuestion(REPOSITORY, 2**31),
    CommitQuestion(REPOSITORY, "main"),
    CommitQuestion(REPOSITORY, "1F3C9AB"),
    CommitQuestion(REPOSITORY, "1f3c9"),
    CommitQuestion(REPOSITORY, WRITTEN, ("main\n",)),
    ReleaseQuestion(REPOSITORY, ""),
    ReleaseQuestion(REPOSITORY, "v1..v2"),
    ReleaseQuestion(REPOSITORY, "v 1"),
    ReleaseQuestion(REPOSITORY, "v1\x00"),
    ReleaseQuestion(REPOSITORY, "\ud800"),
    ReleaseQuestion(REPOSITORY, "v@{1}"),
    ReleaseQuestion(REPOSITORY, "x" * 256),
]


def test_what_can_be_no_name_is_never_sent_and_stays_unverified(forge: GraphQLStandIn, graph: Graph) -> None:
    assert not any(map(can_be_asked, HOSTILE))
    assert len(graph.ask(HOSTILE)) == len(HOSTILE)
    assert forge.requests == []
    assert isinstance(look(graph, Thing.RELEASE, "v 1"), Unseen)


@pytest.mark.parametrize("tag", ['v1"){viewer{login}}#', "v1}", "$owner0", "ü/1.0", "it's"])
def test_a_name_travels_as_a_variable(forge: GraphQLStandIn, ranker: Repository, graph: Graph, tag: str) -> None:
    ranker.releases.append(Release(tag))
    assert seen(graph, Thing.RELEASE, tag).title == "The first one"
    assert tag not in forge.queries[0].text or tag == "$owner0"


def test_no_value_stands_in_the_text_of_a_query() -> None:
    questions: list[Question] = [NumberQuestion("acme/ranker", 812), CommitQuestion("acme/ranker", WRITTEN, ("main",))]
    text = query_of([*questions, ReleaseQuestion("acme/ranker", "v1")]).text
    assert not any(value in text for value in ("acme", "ranker", "812", WRITTEN, "heads/main", "v1"))


@pytest.mark.parametrize("text", [None, True, 3, "x", [], {}, [None], {"nodes": None}, 2**70, "x#discussion_r"])
def test_whatever_stands_in_an_answer_it_is_read_or_refused(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph, text: object
) -> None:
    ranker.pulls.append(
        Pull(
            3,
            commits=(Commit(WRITTEN, (Author("ada"), Author(""))),),
            reviews=(Review("eve", remarks=(Remark("eve"),)),),
        )
    )
    ranker.issues.append(Issue(11, assignees=("ada",), participants=("bob",)))
    ranker.commits.append(Commit(WRITTEN))
    ranker.releases.append(Release("v1.0"))
    whole: list[dict[str, Any]] = []
    forge.fail(changed(whole.append), after=True)
    asked: list[Question] = [
        NumberQuestion(REPOSITORY, 3, has_remarks=True),
        NumberQuestion(REPOSITORY, 11),
        CommitQuestion(REPOSITORY, WRITTEN, ("main",)),
        ReleaseQuestion(REPOSITORY, "v1.0"),
    ]
    graph.ask(asked)
    for index, question in enumerate(asked):
        data = json.dumps(whole[0]["data"][f"t{index}"])
        for path in list(paths(json.loads(data))):
            try:
                thing(put(json.loads(data), path, text), question)
            except MisshapenError:
                continue


def paths(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        yield from paths(part, (*path, key))


def put(data: Any, path: tuple[str | int, ...], value: object) -> object:  # noqa: ANN401  (JSON)
    if not path:
        return value
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("content", "obstacle", "words"),
    [
        (
            {"message": "You have exceeded a secondary rate limit", "documentation_url": ""},
            Obstacle.LIMITED,
            "gets too many requests",
        ),
        (
            {"errors": [{"path": ["query", "t0", "x"], "extensions": {"code": "undefinedField"}, "message": TOKEN}]},
            Obstacle.UNREACHABLE,
            "GitHub Enterprise Server may be too old",
        ),
    ],
)
def test_what_github_says_beside_the_data_is_understood(
    forge: GraphQLStandIn, graph: Graph, content: dict[str, object], obstacle: Obstacle, words: str
) -> None:
    forge.fail(lambda handler, _: send(handler, 200, json.dumps(content).encode()))
    sight = look(graph, Thing.PULL_REQUEST, 1)
    assert isinstance(sight, Unseen)
    assert sight.obstacle is obstacle
    assert words in sight.reason
    assert TOKEN not in sight.reason


# Where it asks


@pytest.mark.parametrize(
    ("api", "graphql", "address"),
    [
        ("https://api.github.com", "", "https://api.github.com/graphql"),
        ("https://api.github.com/", "", "https://api.github.com/graphql"),
        ("https://acme.example/api/v3", "", "https://acme.example/api/graphql"),
        ("https://acme.example/api/v3/", "", "https://acme.example/api/graphql"),
        ("https://api.acme.ghe.com", "", "https://api.acme.ghe.com/graphql"),
        ("https://api.github.com", "https://other.example/graphql/", "https://other.example/graphql"),
    ],
)
def test_the_address_follows_from_the_apis_unless_it_is_given(api: str, graphql: str, address: str) -> None:
    with Graph(api, TOKEN, graphql=graphql) as graph:
        assert graph.address == address
        assert TOKEN not in repr(graph)


@pytest.mark.parametrize(
    "address",
    [
        "http://api.github.com/graphql",
        "https://api.github.com",
        "ftp://api.github.com/graphql",
        f"https://ada:{TOKEN}@api.github.com/graphql",
        "https://api.github.com/graphql?x=1",
        "https://api.github.com/graphql#x",
        "https://[::1/graphql",
    ],
)
def test_a_token_goes_to_no_address_that_is_unsafe(address: str) -> None:
    with pytest.raises(ServiceError, match="GITHUB_GRAPHQL_URL is not an API's address") as caught:
        Graph("https://api.github.com", TOKEN, graphql=address)
    assert TOKEN not in str(caught.value)


def test_a_server_has_its_graphql_beside_its_rest() -> None:
    ranker = Repository(REPOSITORY, pulls=[Pull(1)])
    with GraphQLStandIn(ranker, is_enterprise=True) as forge, Graph(forge.address, TOKEN, SHORT) as graph:
        assert seen(graph, Thing.PULL_REQUEST, 1).state is State.MERGED

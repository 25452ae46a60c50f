"""What somebody did, as GitHub's search lists it: nothing missed, nothing claimed wrongly, and gaps are told."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.evidence.collect.github import Collected, collect
from ladderci.evidence.target import Thing
from ladderci.github import Patience
from ladderci.github.graph import Graph
from ladderci.model import Period
from ladderci.model.fact import Part
from tests.peers.faults import changed
from tests.peers.forge import Commit, Issue, Pull, Release, Repository, Review
from tests.peers.github import TOKEN, send
from tests.peers.graphql import GraphQLStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

    from tests.peers.github import Answer

SHORT = Patience(answer=10.0, waiting=0.6, total=30.0, tries=3, pause=0.02, limit_pause=0.1)
PERIOD = Period(date(2026, 7, 1), date(2026, 12, 31))
BEFORE, AFTER = "2026-06-30T23:59:59Z", "2027-01-01T00:00:00Z"
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


# What somebody did


def gathered(graph: Graph, *repositories: str) -> Collected:
    return collect(graph, HOST, "ada", PERIOD, repositories or (REPOSITORY,))


def told(found: Collected) -> list[tuple[str, Part, str]]:
    assert found.gaps == ()
    return [(one.url.removeprefix(f"https://{HOST}/"), one.part, one.title) for one in found.activities]


def test_collecting_finds_what_the_person_did_in_the_period_and_nothing_else(ranker: Repository, graph: Graph) -> None:
    at = [f"2026-08-0{day}T10:00:00Z" for day in range(1, 10)]
    ranker.pulls += [
        Pull(1, title="Wrote", merged_at=at[0], closes=(11,), head_ref_name="feed", commits=(Commit(WRITTEN),)),
        Pull(
            2,
            "grace",
            "Reviewed",
            at[8],
            reviews=(Review("ada", 7, submitted_at=at[1]), Review("ada", 8, submitted_at=at[7])),
        ),
        Pull(3, "grace", "Reviewed while open", None, reviews=(Review("ada", 9, submitted_at=at[2]),)),
        Pull(4, "grace", "Reviewed before", at[3], reviews=(Review("ada", 10, submitted_at=BEFORE),)),
        Pull(5, title="Merged before", merged_at=BEFORE),
        Pull(6, title="Merged after", merged_at=AFTER),
        Pull(7, title="Open", merged_at=None),
        Pull(8, "grace", "Somebody else's", at[3], reviews=(Review("eve"),)),
        Pull(9, title="Reviewed by herself", merged_at=at[4], reviews=(Review("ada", state="COMMENTED"),)),
    ]
    ranker.issues += [
        Issue(11, closed_at=at[5], assignees=("ada",), closer="ada"),
        Issue(12, title="Hers", closed_at=at[6], assignees=("ada",)),
        Issue(13, closed_at=BEFORE, assignees=("ada",)),
        Issue(14, closed_at=at[6]),
    ]
    ranker.releases += [Release("v1", published_at=at[7]), Release("v2", "grace"), Release("v0", published_at=BEFORE)]
    found = gathered(graph)
    assert told(found) == [
        ("acme/ranker/pull/1", Part.AUTHOR, "Wrote"),
        ("acme/ranker/pull/2#pullrequestreview-7", Part.REVIEWER, "Reviewed"),
        ("acme/ranker/pull/3#pullrequestreview-9", Part.REVIEWER, "Reviewed while open"),
        ("acme/ranker/pull/9", Part.AUTHOR, "Reviewed by herself"),
        ("acme/ranker/issues/11", Part.CLOSER, "The feed is slow"),
        ("acme/ranker/issues/12", Part.ASSIGNEE, "Hers"),
        ("acme/ranker/releases/tag/v1", Part.AUTHOR, "The first one"),
    ]
    first = found.activities[0]
    assert (first.branch, first.pull_request, first.closes) == ("feed", 1, ("acme/ranker#11",))
    assert (first.commits, first.reference, first.by) == ((WRITTEN,), "acme/ranker#1", "github")


def test_collecting_stays_in_the_repositories_that_count(forge: GraphQLStandIn, graph: Graph) -> None:
    names = ("acme/ranker", "acme/feed", "other/thing", "another/thing")
    forge.repositories[:] = [Repository(name, pulls=[Pull(1)], releases=[Release("v1")]) for name in names]
    found = gathered(graph, "acme/*", "other/thing")
    assert {one.repository for one in found.activities} == {"acme/ranker", "acme/feed", "other/thing"}
    assert {one.thing for one in found.activities} == {Thing.PULL_REQUEST, Thing.RELEASE}
    assert {one.repository for one in collect(graph, HOST, "ada", PERIOD).activities} == set(names)


def test_many_repositories_are_searched_in_parts(forge: GraphQLStandIn, graph: Graph) -> None:
    names = [f"acme/part-{index}" for index in range(25)]
    forge.repositories[:] = [Repository(name, pulls=[Pull(1)]) for name in names]
    assert {one.repository for one in gathered(graph, *names).activities} == set(names)


def test_a_search_that_is_cut_off_says_so_and_ends(forge: GraphQLStandIn, ranker: Repository, graph: Graph) -> None:
    ranker.pulls += [Pull(number) for number in range(1, 51)]

    def go_on(content: dict[str, Any]) -> None:
        found = content["data"]["t0"]
        if found.get("issueCount"):
            found |= {"issueCount": 1_101, "pageInfo": {"hasNextPage": True, "endCursor": "Y3Vyc29yOjA="}}

    forge.fail(changed(go_on), after=True)
    found = gathered(graph)
    assert len(found.activities) == 50
    assert len(found.gaps) == 1
    assert "lists 1,000 of 1,101 merged pull requests: name fewer repositories" in found.gaps[0]


def test_a_search_that_is_too_much_is_asked_for_in_smaller_pages(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.pulls += [Pull(number) for number in range(1, 101)]

    def fail_beyond(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
        assert answer
        nodes = json.loads(answer.body)["data"]["t0"].get("nodes") or ()
        send(handler, *((502, b"") if len(nodes) > 20 else (200, answer.body)))

    forge.fail(fail_beyond, after=True)
    assert len(gathered(graph).activities) == 100


def test_when_github_does_not_answer_what_was_found_stays_and_a_line_says_so(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.pulls.append(Pull(1))
    forge.fail(lambda handler, answer: send(handler, 200, answer.body if answer else b""), times=1, after=True)
    forge.fail(lambda handler, _: send(handler, 401, b"{}"))
    found = gathered(graph)
    assert len(found.activities) == 1
    assert len(found.gaps) == 1
    assert "does not accept the token (401)" in found.gaps[0]


@pytest.mark.parametrize(
    "content",
    [
        {"data": {"t0": {"nodes": [{}], "issueCount": 1, "pageInfo": {"hasNextPage": False, "endCursor": None}}}},
        {"data": {"t0": None}},
        {"data": {"t0": {"nameWithOwner": "acme/ranker", "releases": {}}}},
        {"data": {"t0": None}, "errors": [{"type": "FORBIDDEN", "path": ["t0"], "message": TOKEN}]},
        {"data": {"t0": None}, "errors": [{"message": TOKEN, "path": ["t0", "nodes", 0]}]},
    ],
)
def test_a_search_that_goes_wrong_is_one_line(
    forge: GraphQLStandIn, graph: Graph, content: dict[str, object], capfd: pytest.CaptureFixture[str]
) -> None:
    forge.fail(lambda handler, _: send(handler, 200, json.dumps(content).encode()))
    found = gathered(graph)
    assert found.activities == ()
    assert len(found.gaps) == 1
    assert "\n" not in found.gaps[0]
    assert TOKEN not in found.gaps[0] + "".join(capfd.readouterr())


def test_releases_in_another_shape_are_one_line_and_the_rest_stays(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.pulls.append(Pull(1))
    forge.fail(changed(lambda content: content["data"]["t0"].pop("releases", None)), after=True)
    found = gathered(graph)
    assert len(found.activities) == 1
    assert "in another shape" in found.gaps[0]


def test_of_many_repositories_the_releases_of_thirty_are_listed(forge: GraphQLStandIn, graph: Graph) -> None:
    names = [f"acme/part-{index}" for index in range(31)]
    forge.repositories[:] = [Repository(name, releases=[Release("v1")]) for name in names]
    found = gathered(graph, *names)
    assert len(found.activities) == 30
    assert found.gaps == ("releases were listed of 30 of 31 repositories only",)


def test_releases_that_may_be_missing_are_spoken_of(forge: GraphQLStandIn, ranker: Repository, graph: Graph) -> None:
    ranker.releases += [Release(f"v{index}") for index in range(101)]
    found = gathered(graph, REPOSITORY, "acme/hidden")
    assert len(found.activities) == 100
    assert found.gaps == (
        "of acme/ranker only the last 100 releases were listed",
        "GitHub shows this token no repository acme/hidden: give one that may read it",
    )
    assert all("hidden" not in query.text for query in forge.queries)


@pytest.mark.parametrize("login", ["", "ada is:pr", "ada[bot]", "-ada", "ada\n"])
def test_what_is_no_login_is_not_searched_for(forge: GraphQLStandIn, graph: Graph, login: str) -> None:
    assert collect(graph, HOST, login, PERIOD).activities == ()
    assert forge.requests == []


def test_collecting_is_the_same_in_every_order(ranker: Repository, graph: Graph) -> None:
    ranker.pulls += [Pull(number, closes=()) for number in range(1, 40)]
    once = gathered(graph)
    random.Random(4).shuffle(ranker.pulls)
    assert gathered(graph) == once

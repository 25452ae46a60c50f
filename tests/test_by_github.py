"""What GitHub confirms and refutes, in few requests, asked of a stand-in that executes queries by GitHub's schema."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.evidence import reader_of
from ladderci.evidence.confirm.cache import Kept
from ladderci.evidence.confirm.confirmer import sights
from ladderci.evidence.confirm.github import GitHub
from ladderci.evidence.confirm.standing import Terms, facts
from ladderci.evidence.people import Claimant
from ladderci.evidence.target import Target, Thing, target_of
from ladderci.github import Patience
from ladderci.github.graph import BATCH, Graph
from ladderci.model import Citation, Period
from ladderci.model.fact import Fact, Objection, Obstacle, Part, Seen, Standing, State, Unseen
from tests.peers.faults import changed
from tests.peers.forge import Author, Commit, Issue, Pull, Release, Remark, Repository, Review
from tests.peers.github import TOKEN, send
from tests.peers.graphql import GraphQLStandIn
from tests.workspace import shipped_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ladderci.model.fact import Sight

SHORT = Patience(answer=10.0, waiting=0.6, total=30.0, tries=3, pause=0.02, limit_pause=0.1)
PERIOD = Period(date(2026, 7, 1), date(2026, 12, 31))
HOST = "github.com"
REPOSITORY = "acme/ranker"
LINK = f"https://github.com/{REPOSITORY}"
BEFORE, AFTER = "2026-06-30T23:59:59Z", "2027-01-01T00:00:00Z"
REVIEW, REMARK = 3_300_000_001, 3_300_000_002
WRITTEN, FORKED, AUTHORED = "1f" * 20, "2e" * 20, "3d" * 20


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def ranker() -> Repository:
    """Return a repository without anything in it."""
    return Repository(REPOSITORY, branches=("release/2026",))


@pytest.fixture
def forge(ranker: Repository) -> Iterator[GraphQLStandIn]:
    with GraphQLStandIn(ranker) as running:
        yield running
        assert running.deprecated == []


@pytest.fixture
def graph(forge: GraphQLStandIn) -> Iterator[Graph]:
    with Graph(forge.address, TOKEN, SHORT) as running:
        yield running


def target(what: Thing, name: str, repository: str = REPOSITORY) -> Target:
    return Target(what, HOST, repository, name)


def look(graph: Graph, what: Thing, name: object, branches: Iterable[str] = ("main",)) -> Sight:
    """Return what is seen of one thing of the repository."""
    wanted = target(what, str(name))
    return GitHub(graph, HOST, branches).look([wanted])[wanted]


def seen(graph: Graph, what: Thing, name: object, branches: Iterable[str] = ("main",)) -> Seen:
    sight = look(graph, what, name, branches)
    assert isinstance(sight, Seen)
    return sight


def had(sight: Seen) -> list[tuple[Part, str]]:
    """Return who had which part."""
    return [(one.part, one.login or one.email) for one in sight.people]


def judged(graph: Graph, links: Iterable[str], claimant: str = "ada") -> tuple[Fact, ...]:
    """Return what is true of links that somebody cites."""
    policy = shipped_policy()
    reader = reader_of(policy)
    references = [reader.read(Citation(("work", "it", "evidence", i), link), ()) for i, link in enumerate(links)]
    wanted = [one for one in map(target_of, references) if one]
    found = sights(wanted, [GitHub(graph, HOST, policy.branches)])
    return facts(references, found, Terms(Claimant(claimant), policy, policy, PERIOD))


# Every fact, confirmed and refuted

MERGED = "2026-08-03T10:00:00Z"
FACTS: dict[str, tuple[str, tuple[Objection, ...], Part | None]] = {
    "wrote it": (f"{LINK}/pull/1", (), Part.AUTHOR),
    "co-wrote it": (f"{LINK}/pull/2", (), Part.CO_AUTHOR),
    "reviewed it": (f"{LINK}/pull/3", (), Part.REVIEWER),
    "somebody else's": (f"{LINK}/pull/9", (Objection.NOT_BY_SUBJECT,), None),
    "open": (f"{LINK}/pull/5", (Objection.NOT_MERGED,), Part.AUTHOR),
    "closed without a merge": (f"{LINK}/pull/6", (Objection.NOT_MERGED,), Part.AUTHOR),
    "merged before": (f"{LINK}/pull/7", (Objection.OUTSIDE_PERIOD,), Part.AUTHOR),
    "merged after": (f"{LINK}/pull/8", (Objection.OUTSIDE_PERIOD,), Part.AUTHOR),
    "a review": (f"{LINK}/pull/3#pullrequestreview-{REVIEW}", (), Part.REVIEWER),
    "a remark": (f"{LINK}/pull/3#discussion_r{REMARK}", (), Part.REVIEWER),
    "a review of one's own": (f"{LINK}/pull/1#pullrequestreview-1", (Objection.OWN_REVIEW,), Part.REVIEWER),
    "a review before": (f"{LINK}/pull/4#pullrequestreview-2", (Objection.OUTSIDE_PERIOD,), Part.REVIEWER),
    "somebody else's review": (f"{LINK}/pull/4#pullrequestreview-3", (Objection.NOT_BY_SUBJECT,), None),
    "a draft of a review": (f"{LINK}/pull/4#pullrequestreview-4", (Objection.NOT_MERGED,), Part.REVIEWER),
    "a commit": (f"acme/ranker@{WRITTEN}", (), Part.AUTHOR),
    "a commit, in short": (f"acme/ranker@{WRITTEN[:7]}", (), Part.AUTHOR),
    "a fork's commit": (f"acme/ranker@{FORKED}", (Objection.OFF_BRANCH,), Part.AUTHOR),
    "somebody else's commit": (f"acme/ranker@{AUTHORED}", (Objection.NOT_BY_SUBJECT,), None),
    "an issue": (f"{LINK}/issues/11", (), Part.ASSIGNEE),
    "somebody else's issue": (f"{LINK}/issues/12", (Objection.NOT_BY_SUBJECT,), None),
    "a number that is a pull request": ("acme/ranker#1", (), Part.AUTHOR),
    "a number that is an issue": ("acme/ranker#11", (), Part.ASSIGNEE),
    "a release": (f"{LINK}/releases/tag/v1.0", (), Part.AUTHOR),
    "a release with a slash": (f"{LINK}/releases/tag/ranker%2Fv1", (), Part.AUTHOR),
    "somebody else's release": (f"{LINK}/releases/tag/v1.1", (Objection.NOT_BY_SUBJECT,), None),
    "a draft of a release": (f"{LINK}/releases/tag/v1.2", (Objection.NOT_MERGED,), Part.AUTHOR),
    "a release after": (f"{LINK}/releases/tag/v1.3", (Objection.OUTSIDE_PERIOD,), Part.AUTHOR),
}


def furnish(ranker: Repository) -> None:
    """Put in the repository what is cited."""
    ada, grace = Author("ada"), Author("grace")
    ranker.pulls += [
        Pull(1, reviews=(Review("ada", 1, "COMMENTED"),)),
        Pull(2, "grace", commits=(Commit("4c" * 20, (grace, ada)),)),
        Pull(3, "grace", reviews=(Review("ada", REVIEW, remarks=(Remark("ada", REMARK),)),)),
        Pull(
            4,
            "grace",
            reviews=(
                Review("ada", 4, "PENDING", None),
                Review("ada", 2, submitted_at=BEFORE),
                Review("eve", 3),
            ),
        ),
        Pull(5, merged_at=None),
        Pull(6, merged_at=None, closed_at=MERGED),
        Pull(7, merged_at=BEFORE),
        Pull(8, merged_at=AFTER),
        Pull(9, "grace", reviews=(Review("eve"),)),
    ]
    ranker.commits += [Commit(WRITTEN), Commit(FORKED, branches=()), Commit(AUTHORED, (grace,))]
    ranker.issues += [Issue(11, assignees=("ada",)), Issue(12)]
    ranker.releases += [
        Release("v1.0"),
        Release("ranker/v1"),
        Release("v1.1", "grace"),
        Release("v1.2", is_draft=True, published_at=None),
        Release("v1.3", published_at=AFTER),
    ]


def test_every_fact_is_confirmed_or_refuted_in_one_request(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    furnish(ranker)
    found = judged(graph, [link for link, _, _ in FACTS.values()])
    said = {name: (fact.objections, fact.part) for name, fact in zip(FACTS, found, strict=True)}
    assert said == {name: (objections, part) for name, (_, objections, part) in FACTS.items()}
    assert len(forge.queries) == 1


def test_the_same_is_refuted_for_somebody_who_had_no_part_in_it(ranker: Repository, graph: Graph) -> None:
    furnish(ranker)
    confirmed = [link for link, objections, _ in FACTS.values() if not objections]
    found = judged(graph, confirmed, claimant="mallory")
    assert {fact.standing for fact in found} == {Standing.REFUTED}


# What is seen


def test_of_a_merged_pull_request_all_is_seen_that_matters(ranker: Repository, graph: Graph) -> None:
    commit = Commit("4c" * 20, (Author("ada"), Author("grace"), Author("", "hal@acme.example")))
    reviews = (Review("ada", state="COMMENTED"), Review("eve"), Review("eve"), Review("bob", state="PENDING"))
    ranker.pulls.append(Pull(1, title="Move <it>", base_ref_name="release/2026", commits=(commit,), reviews=reviews))
    found = seen(graph, Thing.PULL_REQUEST, 1)
    assert (found.url, found.repository, found.state) == (f"{LINK}/pull/1", REPOSITORY, State.MERGED)
    assert (found.title, found.branch, found.by) == ("Move <it>", "release/2026", "GitHub")
    assert found.at == datetime(2026, 8, 3, 10, tzinfo=UTC)
    assert had(found) == [
        (Part.AUTHOR, "ada"),
        (Part.CO_AUTHOR, "grace"),
        (Part.CO_AUTHOR, "hal@acme.example"),
        (Part.REVIEWER, "eve"),
    ]
    assert found.is_final
    assert found.is_attributed


@pytest.mark.parametrize("author", ["dependabot[bot]", "ada[mannequin]", ""])
def test_what_no_person_of_this_host_wrote_is_nobodys(ranker: Repository, graph: Graph, author: str) -> None:
    ranker.pulls.append(Pull(1, author))
    ranker.issues.append(Issue(2, author))
    ranker.releases.append(Release("v1", author if author != "ada[mannequin]" else ""))
    for what, name in ((Thing.PULL_REQUEST, 1), (Thing.ISSUE, 2), (Thing.RELEASE, "v1")):
        found = seen(graph, what, name)
        assert not found.is_attributed
        assert "ada" not in [one.login for one in found.people]


def test_a_program_cannot_be_taken_for_the_person_of_its_name(ranker: Repository, graph: Graph) -> None:
    ranker.pulls.append(Pull(1, "ada[bot]", reviews=(Review("eve[bot]"),)))
    assert had(seen(graph, Thing.PULL_REQUEST, 1)) == [(Part.AUTHOR, "ada[bot]"), (Part.REVIEWER, "eve[bot]")]


def test_of_an_issue_everybody_is_seen_who_had_a_part_in_it(ranker: Repository, graph: Graph) -> None:
    ranker.issues.append(Issue(1, "grace", closer="eve", assignees=("ada",), participants=("grace", "bob")))
    found = seen(graph, Thing.ISSUE, 1)
    assert had(found) == [
        (Part.AUTHOR, "grace"),
        (Part.ASSIGNEE, "ada"),
        (Part.CLOSER, "eve"),
        (Part.PARTICIPANT, "grace"),
        (Part.PARTICIPANT, "bob"),
    ]
    assert (found.state, found.is_final) == (State.CLOSED, False)


def test_a_remark_can_be_deleted_and_a_review_cannot(ranker: Repository, graph: Graph) -> None:
    ranker.pulls.append(Pull(1, "grace", reviews=(Review("ada", REVIEW, remarks=(Remark("ada", REMARK),)),)))
    ranker.pulls.append(Pull(2, "grace", merged_at=None, reviews=(Review("ada", 7),)))
    assert seen(graph, Thing.REVIEW, f"1/{REVIEW}").is_final
    assert not seen(graph, Thing.REVIEW_COMMENT, f"1/{REMARK}").is_final
    assert not seen(graph, Thing.REVIEW, "2/7").is_final


def test_a_number_leads_to_what_it_is_whatever_was_cited(ranker: Repository, graph: Graph) -> None:
    ranker.pulls.append(Pull(1))
    ranker.issues.append(Issue(2))
    assert seen(graph, Thing.ISSUE, 1).url == f"{LINK}/pull/1"
    assert seen(graph, Thing.PULL_REQUEST, 2).url == f"{LINK}/issues/2"


@pytest.mark.parametrize("amount", [99, 100, 101, 250])
def test_the_last_of_many_reviews_and_commits_is_found(ranker: Repository, graph: Graph, amount: int) -> None:
    reviews = (*(Review("eve") for _ in range(amount - 1)), Review("ada", REVIEW, remarks=(Remark("ada", REMARK),)))
    commits = (*(Commit(f"{index:040x}", (Author("grace"),)) for index in range(amount - 1)), Commit("5b" * 20))
    ranker.pulls.append(Pull(1, "grace", reviews=reviews, commits=commits))
    found = seen(graph, Thing.PULL_REQUEST, 1)
    assert had(found) == [
        (Part.AUTHOR, "grace"),
        (Part.CO_AUTHOR, "ada"),
        (Part.REVIEWER, "eve"),
        (Part.REVIEWER, "ada"),
    ]
    assert found.is_attributed
    assert had(seen(graph, Thing.REVIEW_COMMENT, f"1/{REMARK}")) == [(Part.REVIEWER, "ada")]


def test_more_authors_than_are_asked_for_are_said_to_be_missing(ranker: Repository, graph: Graph) -> None:
    crowd = tuple(Author(f"person-{index}") for index in range(11))
    ranker.pulls.append(Pull(1, commits=(Commit("5b" * 20, crowd),)))
    ranker.commits.append(Commit("6a" * 20, crowd))
    for what, name in ((Thing.PULL_REQUEST, 1), (Thing.COMMIT, "6a" * 20)):
        found = seen(graph, what, name)
        assert (found.is_attributed, found.is_final) == (False, False)


def test_a_list_that_goes_on_for_ever_ends_and_is_not_whole(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.pulls.append(Pull(1, commits=(Commit("5b" * 20),)))

    def go_on(content: dict[str, Any]) -> None:
        content["data"]["t0"]["issueOrPullRequest"].setdefault("commits", {"nodes": [], "totalCount": 1})[
            "pageInfo"
        ] = {
            "hasNextPage": True,
            "endCursor": "Y3Vyc29yOjA=",
        }

    forge.fail(changed(go_on), after=True)
    assert not seen(graph, Thing.PULL_REQUEST, 1).is_attributed
    assert len(forge.requests) == 10


def test_where_the_next_page_does_not_come_the_first_one_holds(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.pulls.append(Pull(1, commits=tuple(Commit(f"{index:040x}") for index in range(101))))
    forge.fail(lambda handler, answer: send(handler, 200, answer.body if answer else b""), times=1, after=True)
    forge.fail(lambda handler, _: send(handler, 403, b"{}"))
    found = seen(graph, Thing.PULL_REQUEST, 1)
    assert had(found)[0] == (Part.AUTHOR, "ada")
    assert (found.is_attributed, found.is_final) == (False, False)


# Commits and branches


def test_a_commit_counts_on_a_branch_of_the_policy_or_on_the_default_one(ranker: Repository, graph: Graph) -> None:
    ranker.commits += [Commit("5b" * 20, branches=("release/2026",)), Commit("6a" * 20, is_tip_of=("main",))]
    name = "5b" * 20
    assert seen(graph, Thing.COMMIT, name, ["main", "release/2026"]).branch == "release/2026"
    assert not seen(graph, Thing.COMMIT, name, ["main", "gone"]).is_on_counting_branch
    assert not seen(graph, Thing.COMMIT, name, []).is_final
    tip = seen(graph, Thing.COMMIT, "6a" * 20, [])
    assert (tip.branch, tip.is_final, tip.url) == ("main", True, f"{LINK}/commit/{'6a' * 20}")


def test_a_branch_that_is_called_like_a_commit_is_not_it(ranker: Repository, graph: Graph) -> None:
    ranker.branches = ("1f1f1f1",)
    ranker.commits += [Commit(WRITTEN), Commit("6a" * 20, is_tip_of=("1f1f1f1",))]
    assert isinstance(look(graph, Thing.COMMIT, "1f1f1f1"), Unseen)


def test_what_an_abbreviated_id_was_not_compared_by_is_asked_again_in_full(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.commits.append(Commit(WRITTEN))

    def leave_out(content: dict[str, Any]) -> None:
        content["data"]["t0"]["default"]["compare"] = content["data"]["t0"]["b0"]["compare"] = None

    forge.fail(changed(leave_out), times=1, after=True)
    assert seen(graph, Thing.COMMIT, WRITTEN[:7]).is_final
    assert len(forge.queries) == 2
    forge.fail(changed(leave_out), after=True)
    sight = look(graph, Thing.COMMIT, WRITTEN)
    assert isinstance(sight, Unseen)
    assert sight.obstacle is Obstacle.UNREACHABLE


def test_what_is_no_commit_or_shared_by_several_is_not_shown(ranker: Repository, graph: Graph) -> None:
    ranker.commits += [Commit("1f1f1f1a" * 5), Commit("1f1f1f1b" * 5)]
    sight = look(graph, Thing.COMMIT, "1f1f1f1")
    assert isinstance(sight, Unseen)
    assert "write it in full" in sight.cure


# Few requests


def many(ranker: Repository) -> list[Target]:
    """Fill a repository, and return 200 things of it that can no longer change."""
    ranker.pulls += [Pull(number, "grace", reviews=(Review("ada", number),)) for number in range(1, 81)]
    ranker.commits += [Commit(f"{index:07x}{'0' * 33}") for index in range(1, 81)]
    return [
        *(target(Thing.NUMBERED if number % 2 else Thing.PULL_REQUEST, str(number)) for number in range(1, 81)),
        *(target(Thing.REVIEW, f"{number}/{number}") for number in range(1, 41)),
        *(target(Thing.COMMIT, f"{index:07x}" if index % 2 else f"{index:07x}{'0' * 33}") for index in range(1, 81)),
    ]


def test_200_citations_take_at_most_10_requests_and_the_second_run_takes_none(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph, tmp_path: Path
) -> None:
    wanted = many(ranker)
    first = Kept(GitHub(graph, HOST, ["main"]), tmp_path / "cache", graph.address, ["main"]).look(wanted)
    assert len(first) == len(wanted) == 200
    assert all(isinstance(sight, Seen) and sight.is_final for sight in first.values())
    requests = len(forge.requests)
    assert requests <= 10
    assert sum(query.cost for query in forge.queries) <= 200
    second = Kept(GitHub(graph, HOST, ["main"]), tmp_path / "cache", graph.address, ["main"]).look(wanted)
    assert second == first
    assert len(forge.requests) == requests


def test_all_that_stands_in_one_pull_request_is_one_question(
    forge: GraphQLStandIn, ranker: Repository, graph: Graph
) -> None:
    ranker.pulls.append(Pull(1, reviews=tuple(Review("eve", number) for number in range(1, 91))))
    wanted = [target(Thing.REVIEW, f"1/{number}") for number in range(1, 91)]
    assert len(GitHub(graph, HOST).look([*wanted, target(Thing.PULL_REQUEST, "1")])) == 91
    assert len(forge.queries) == 1
    assert forge.queries[0].text.count(":repository(") == 1


def test_a_request_has_at_most_30_questions(forge: GraphQLStandIn, ranker: Repository, graph: Graph) -> None:
    many(ranker)
    GitHub(graph, HOST).look([target(Thing.PULL_REQUEST, str(number)) for number in range(1, 66)])
    assert [query.text.count(":repository(") for query in forge.queries] == [BATCH, BATCH, 5]


def test_nothing_is_asked_where_nothing_is_wanted(forge: GraphQLStandIn, graph: Graph) -> None:
    github = GitHub(graph, HOST)
    assert github.look([]) == {}
    assert github.look([Target(Thing.COMMIT, "gitlab.example", REPOSITORY, WRITTEN)]) == {}
    assert forge.requests == []

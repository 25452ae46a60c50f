"""Whatever goes wrong on the way to GitHub: nothing is refuted or lost by it, nothing spills, everything ends in time.

The faults are made at the socket; the client is the one that people run.
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.evidence import reader_of
from ladderci.evidence.confirm.confirmer import sights
from ladderci.evidence.confirm.github import GitHub
from ladderci.evidence.confirm.standing import Terms, facts
from ladderci.evidence.people import Claimant
from ladderci.evidence.target import target_of
from ladderci.github import Patience
from ladderci.github.graph import Graph
from ladderci.model import Citation, Period
from ladderci.model.fact import Fact, Obstacle, Seen, Standing, Unseen
from tests.forges import ALL, CITED, TIP, ranker
from tests.peers import faults
from tests.peers import github as peer
from tests.peers.faults import HOUR, Listener, beyond, changed, clock, empty, errors, every_second
from tests.peers.github import TOKEN, Fault, refuse
from tests.peers.graphql import GraphQLStandIn
from tests.workspace import shipped_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ladderci.evidence.target import Target
    from ladderci.model.fact import Sight

SHORT = Patience(answer=10.0, waiting=0.6, total=20.0, tries=3, pause=0.02, limit_pause=0.1)
HASTY = replace(SHORT, answer=0.3, total=2.0)
"""For what never answers; a true answer may take longer on a busy machine."""
SLACK = 5
"""Seconds beyond the bound that a busy machine may take."""
OTHER_TOKEN = "ghp_0Tr7AnotherTokenThatMustNeverShow"  # noqa: S105  (nobody's)


@dataclass(frozen=True)
class Run:
    """What came of one run."""

    facts: tuple[Fact, ...]
    sights: Mapping[Target, Sight]
    seconds: float

    @property
    def unverified(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.standing is Standing.UNVERIFIED)

    @property
    def obstacles(self) -> set[Obstacle | None]:
        return {fact.obstacle for fact in self.unverified}

    @property
    def reasons(self) -> set[str]:
        return {fact.reason for fact in self.unverified}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(autouse=True)
def _no_token_in_any_output(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    said = "".join(capfd.readouterr())
    assert TOKEN not in said
    assert OTHER_TOKEN not in said


@pytest.fixture
def forge() -> Iterator[GraphQLStandIn]:
    with GraphQLStandIn(ranker()) as running:
        yield running


def run(
    address: str, cited: Iterable[str] = CITED, token: str = TOKEN, patience: Patience = SHORT, graphql: str = ""
) -> Run:
    """Look at what is cited as Ada's; whatever comes of it, it is bounded, complete, and fit to be shown."""
    begun = time.monotonic()
    policy = shipped_policy()
    reader = reader_of(policy)
    references = [reader.read(Citation(("work", "it", "evidence", i), link), ()) for i, link in enumerate(cited)]
    wanted = [target for target in map(target_of, references) if target]
    assert len(wanted) == len(references)
    with Graph(address, token, patience, graphql=graphql) as graph:
        seen = sights(wanted, [GitHub(graph, "github.com", policy.branches)])
    known = facts(
        references, seen, Terms(Claimant("ada"), policy, policy, Period(date(2026, 7, 1), date(2026, 12, 31)))
    )
    took = time.monotonic() - begun
    assert took < patience.total + SLACK
    assert set(seen) == set(wanted)
    assert len(known) == len(references)
    for fact in known:
        is_fit_to_be_shown(fact)
    assert all(isinstance(sight, Seen | Unseen) for sight in seen.values())
    return Run(known, seen, took)


def is_fit_to_be_shown(fact: Fact) -> None:
    """Nothing is refuted; what is not verified says why and what to do, in one line, without the other side's words."""
    assert fact.standing is not Standing.REFUTED, fact
    assert TOKEN not in repr(fact)
    assert OTHER_TOKEN not in repr(fact)
    if fact.standing is Standing.UNVERIFIED:
        assert fact.obstacle
        for words in (fact.reason, fact.cure):
            assert words.isprintable()
            assert words
            assert not words.endswith(".")
            assert "::" not in words
            assert "Something went wrong" not in words


@pytest.fixture(scope="module")
def truth() -> dict[str, Fact]:
    """What is known of each citation where nothing goes wrong."""
    with GraphQLStandIn(ranker()) as forge:
        found = run(forge.address, ALL).facts
    assert {fact.standing for fact in found} == {Standing.CONFIRMED}
    return dict(zip(ALL, found, strict=True))


def is_true(found: Run, cited: Iterable[str], truth: Mapping[str, Fact]) -> bool:
    """Return whether everything was found out, as where nothing goes wrong."""
    return [replace(fact, path=()) for fact in found.facts] == [replace(truth[link], path=()) for link in cited]


def what_is_known_is_true(found: Run, cited: Iterable[str], truth: Mapping[str, Fact]) -> None:
    for fact, link in zip(found.facts, cited, strict=True):
        if fact.standing is Standing.CONFIRMED:
            assert replace(fact, path=()) == replace(truth[link], path=())


def test_nothing_is_asked_for_that_will_go(forge: GraphQLStandIn) -> None:
    assert len(run(forge.address, ALL).facts) == len(ALL)
    assert forge.deprecated == []
    assert len(forge.queries) == 3


# Faults that stay

LIMIT = "gets too many requests"
UNWELL = "is not well"
SLOW = "takes too long"
EARLY = "sends answers that end too early"
ABUSE = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(frozen=True)
class Trouble:
    """A fault, what is said of it, and whether it is planned after the request was carried out."""

    fault: Fault
    obstacle: Obstacle
    words: str
    is_after: bool = False
    patience: Patience = SHORT


AWAY, LIMITED, FORBIDDEN = Obstacle.UNREACHABLE, Obstacle.LIMITED, Obstacle.FORBIDDEN
STAYING = {
    "hang": Trouble(peer.hang, AWAY, SLOW, patience=HASTY),
    "drip": Trouble(peer.drip, AWAY, SLOW, patience=HASTY),
    "hung up": Trouble(peer.lose, AWAY, "cannot be reached, or hangs up"),
    "no HTTP": Trouble(peer.speak_otherwise, AWAY, "cannot be reached"),
    "429": Trouble(refuse(429), LIMITED, f"{LIMIT} (429)"),
    "429, at once": Trouble(refuse(429, "", {"Retry-After": "0"}), LIMITED, LIMIT),
    "429, in an hour": Trouble(refuse(429, "", {"Retry-After": "3600"}), LIMITED, "in 3600 seconds at the earliest"),
    "429, in words": Trouble(refuse(429, "", {"Retry-After": "soon"}), LIMITED, LIMIT),
    "secondary limit": Trouble(refuse(403, ABUSE, {"Retry-After": "60"}), LIMITED, "in 60 seconds at the earliest"),
    "secondary limit, no wait": Trouble(refuse(403, ABUSE), LIMITED, f"{LIMIT} (403)"),
    "secondary limit, 200": Trouble(errors("", ABUSE), LIMITED, LIMIT),
    "points used up": Trouble(errors("RATE_LIMITED", "API rate limit exceeded for user ID 1."), LIMITED, LIMIT),
    "points used up, today's words": Trouble(errors("RATE_LIMIT", "API rate limit already exceeded"), LIMITED, LIMIT),
    "400": Trouble(refuse(400), AWAY, "refuses this (400)"),
    "403": Trouble(refuse(403, "Resource not accessible by integration"), FORBIDDEN, "does not allow this (403)"),
    "404": Trouble(refuse(404), AWAY, "has no GraphQL API at this address"),
    "500": Trouble(refuse(500), AWAY, f"{UNWELL} (500)"),
    "501": Trouble(refuse(501), AWAY, f"{UNWELL} (501)"),
    "502": Trouble(refuse(502), AWAY, f"{UNWELL} (502)"),
    "503": Trouble(refuse(503), AWAY, f"{UNWELL} (503)"),
    "503, in an hour": Trouble(refuse(503, "", {"Retry-After": "3600"}), AWAY, UNWELL),
    "504": Trouble(refuse(504), AWAY, f"{UNWELL} (504)"),
    "cut": Trouble(peer.cut, AWAY, EARLY),
    "cut, length unknown": Trouble(peer.cut_unannounced, AWAY, EARLY),
    "cut in the middle": Trouble(faults.half, AWAY, EARLY, is_after=True),
    "a page": Trouble(faults.page_with_status, AWAY, "answers with a page instead of JSON"),
    "a page of an error": Trouble(peer.page(502), AWAY, f"{UNWELL} (502)"),
    "errors": Trouble(errors("SERVICE_UNAVAILABLE"), AWAY, "could not answer"),
    "errors without a type": Trouble(errors(""), AWAY, "could not answer"),
    "data of nothing": Trouble(empty(), AWAY, "in another shape"),
    "data of nothing, timed out": Trouble(empty("", "timeout"), AWAY, "in another shape"),
    "resources used up": Trouble(errors("RESOURCE_LIMITS_EXCEEDED"), AWAY, "could not answer"),
    "resources used up, data of nothing": Trouble(empty("RESOURCE_LIMITS_EXCEEDED"), AWAY, "could not answer"),
    "no scope": Trouble(errors("INSUFFICIENT_SCOPES"), FORBIDDEN, "lacks a right"),
    "no right": Trouble(errors("FORBIDDEN"), FORBIDDEN, "lacks a right"),
}


@pytest.mark.parametrize("name", STAYING)
def test_a_fault_that_stays_leaves_everything_unverified_and_says_why(forge: GraphQLStandIn, name: str) -> None:
    trouble = STAYING[name]
    forge.fail(trouble.fault, after=trouble.is_after)
    found = run(forge.address, ALL, patience=trouble.patience)
    assert len(found.unverified) == len(ALL)
    assert found.obstacles == {trouble.obstacle}
    assert any(trouble.words in reason for reason in found.reasons), found.reasons
    assert len(forge.requests) < len(ALL) / 2


@pytest.mark.parametrize("name", ["hang", "429", "503", "cut", "hung up", "a page", "errors", "resources used up"])
def test_what_was_seen_before_a_fault_stays_seen(forge: GraphQLStandIn, truth: Mapping[str, Fact], name: str) -> None:
    trouble = STAYING[name]
    forge.fail(beyond(100, trouble.fault), times=1, after=True)
    forge.fail(trouble.fault, after=trouble.is_after)
    found = run(forge.address, ALL, patience=replace(trouble.patience, answer=max(trouble.patience.answer, 1.0)))
    assert 0 < len(found.unverified) < len(ALL)
    what_is_known_is_true(found, ALL, truth)


# Faults that pass


@pytest.mark.parametrize(
    "name", [name for name, trouble in STAYING.items() if trouble.obstacle is not FORBIDDEN and "hour" not in name]
)
def test_a_fault_that_passes_leaves_no_trace_or_says_so(
    forge: GraphQLStandIn, truth: Mapping[str, Fact], name: str
) -> None:
    trouble = STAYING[name]
    forge.fail(trouble.fault, times=1, after=trouble.is_after)
    found = run(forge.address, ALL, patience=replace(trouble.patience, total=20.0))
    what_is_known_is_true(found, ALL, truth)
    if name in PASSING:
        assert is_true(found, ALL, truth), found.reasons


PASSING = frozenset(
    [
        *("hang", "drip", "hung up", "no HTTP", "429", "429, at once", "429, in words", "secondary limit, no wait"),
        *("secondary limit, 200", "points used up", "points used up, today's words", "500", "502", "503", "504"),
        *("cut", "cut, length unknown", "cut in the middle", "a page of an error", "errors", "resources used up"),
        *("resources used up, data of nothing", "errors without a type"),
    ]
)
"""Those after which everything is found out, since asking again helped."""


def test_nobody_listens() -> None:
    found = run(faults.nobody(), ALL)
    assert found.obstacles == {AWAY}
    assert len(found.unverified) == len(ALL)
    assert any("cannot be reached" in reason for reason in found.reasons)


# Answers that are not whole


@pytest.mark.parametrize("kind", ["NOT_FOUND", "FORBIDDEN", "RESOURCE_LIMITS_EXCEEDED", "SERVICE_UNAVAILABLE", ""])
def test_of_an_answer_in_part_the_rest_holds(forge: GraphQLStandIn, truth: Mapping[str, Fact], kind: str) -> None:
    forge.fail(every_second(kind), after=True)
    found = run(forge.address, ALL)
    assert 0 < len(found.unverified) < len(ALL)
    what_is_known_is_true(found, ALL, truth)


def test_what_an_answer_leaves_out_is_unverified(forge: GraphQLStandIn, truth: Mapping[str, Fact]) -> None:
    forge.fail(changed(faults.missing_keys), after=True)
    found = run(forge.address, ALL)
    assert 0 < len(found.unverified) < len(ALL)
    assert found.obstacles == {AWAY}
    what_is_known_is_true(found, ALL, truth)


@pytest.mark.parametrize("kind", ["NOT_FOUND", "FORBIDDEN", "RESOURCE_LIMITS_EXCEEDED", "", "SOMETHING_NEW"])
def test_a_hole_anywhere_refutes_nothing(forge: GraphQLStandIn, truth: Mapping[str, Fact], kind: str) -> None:
    whole: list[Any] = []
    forge.fail(changed(whole.append), times=1, after=True)
    run(forge.address)
    places = list(paths_of(whole[0]["data"]))
    assert len(places) > 100
    for place in random.Random(kind).sample(places, 25):
        forge.fail(changed(partial(make_hole, path=place, kind=kind)), times=1, after=True)
        what_is_known_is_true(run(forge.address), CITED, truth)


@pytest.mark.parametrize("kind", ["NOT_FOUND", "SERVICE_UNAVAILABLE", None])
def test_a_commit_that_was_not_compared_is_on_no_branch_that_anybody_knows_of(
    forge: GraphQLStandIn, truth: Mapping[str, Fact], kind: str | None
) -> None:
    def compare_nothing(content: dict[str, Any]) -> None:
        places = [path for path in paths_of(content["data"]) if path[-1] == "compare"]
        for place in places:
            make_hole(content, place, kind or "")
        if kind is None:
            content.pop("errors", None)

    forge.fail(changed(compare_nothing), after=True)
    found = run(forge.address)
    assert found.obstacles == {AWAY}
    assert {fact.url.split("/")[5] for fact in found.unverified} == {"commit"}
    what_is_known_is_true(found, CITED, truth)


def paths_of(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything in an answer but the whole."""
    if path:
        yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in parts:
        yield from paths_of(part, (*path, key))


def make_hole(content: dict[str, Any], path: tuple[str | int, ...], kind: str) -> None:
    """Put null where something was, with an error that says so, as GraphQL does."""
    inner: Any = content["data"]
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = None
    content.setdefault("errors", []).append({"type": kind, "path": list(path), "message": TOKEN})


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"null", b"3", b"{}", b'{"data": []}', b'{"data": {}}', b'{"data": {"t0": 3, "t1": []}}'),
        *(b'{"data": {"t0": {}}, "errors": {}}', b'{"data": {}, "errors": [null]}', b'{"errors": []}'),
        *(b'{"data": {}, "errors": [{"path": {}, "type": []}]}', b"[" * 100_000, b"\xff\xfe{}", b"NaN"),
    ],
)
def test_an_answer_in_another_shape_leaves_everything_unverified(forge: GraphQLStandIn, body: bytes) -> None:
    forge.fail(lambda handler, _: peer.send(handler, 200, body))
    found = run(forge.address)
    assert found.obstacles <= {AWAY, Obstacle.HIDDEN}
    assert len(found.unverified) == len(CITED)


# Too much at once


@pytest.mark.parametrize("most", [1, 4, 16])
@pytest.mark.parametrize("name", ["502", "504", "errors", "resources used up", "resources used up, data of nothing"])
def test_what_was_too_much_is_asked_again_in_smaller_batches(
    forge: GraphQLStandIn, truth: Mapping[str, Fact], name: str, most: int
) -> None:
    forge.fail(beyond(most, STAYING[name].fault), after=True)
    found = run(forge.address, ALL, patience=replace(SHORT, pause=0.001, waiting=5.0))
    assert is_true(found, ALL, truth), found.reasons


@pytest.mark.parametrize("budget", [4, 10, 30])
def test_a_budget_is_kept_within(forge: GraphQLStandIn, truth: Mapping[str, Fact], budget: int) -> None:
    forge.budget = budget
    assert is_true(run(forge.address, ALL), ALL, truth)


def test_what_is_too_much_by_itself_stays_unverified(forge: GraphQLStandIn, truth: Mapping[str, Fact]) -> None:
    forge.budget = 1
    found = run(forge.address)
    assert found.obstacles == {AWAY}
    assert {fact.url.split("/")[5] for fact in found.unverified} == {"commit"}
    what_is_known_is_true(found, CITED, truth)


# Where a token goes


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_other_host_hears_nothing(forge: GraphQLStandIn, status: int) -> None:
    with Listener() as listener:
        forge.fail(peer.redirect(f"{listener.address}/graphql", status))
        found = run(forge.address, ALL)
        assert listener.heard == []
    assert len(forge.requests) == 1
    assert found.obstacles == {AWAY}
    assert any("a token does not travel" in reason for reason in found.reasons)


def test_a_redirect_within_the_host_is_not_followed(forge: GraphQLStandIn) -> None:
    forge.fail(peer.redirect(f"{forge.address}/elsewhere", 307))
    assert len(run(forge.address).unverified) == len(CITED)
    assert len(forge.requests) == 1


def test_no_address_that_an_answer_names_is_asked(forge: GraphQLStandIn) -> None:
    with Listener() as listener:

        def point_elsewhere(content: dict[str, Any]) -> None:
            text = json.dumps(content).replace("https://github.com", listener.address)
            content.update(json.loads(text))

        forge.fail(changed(point_elsewhere), after=True)
        found = run(forge.address)
        assert listener.heard == []
    assert not any(listener.address in repr(fact) for fact in found.facts)


def test_a_wrong_token(forge: GraphQLStandIn) -> None:
    found = run(forge.address, ALL, OTHER_TOKEN)
    assert (found.obstacles, len(found.unverified)) == ({FORBIDDEN}, len(ALL))
    assert any("does not accept the token (401)" in reason for reason in found.reasons)
    assert len(forge.requests) == 1


@pytest.mark.parametrize(
    "fields", [("issueOrPullRequest",), ("object",), ("release",), ("issueOrPullRequest", "object")]
)
def test_a_token_without_the_right(forge: GraphQLStandIn, truth: Mapping[str, Fact], fields: tuple[str, ...]) -> None:
    forge.repositories[0].forbidden = fields
    found = run(forge.address, ALL)
    assert found.obstacles == {FORBIDDEN}
    assert 0 < len(found.unverified) < len(ALL)
    what_is_known_is_true(found, ALL, truth)


def test_a_token_that_did_not_sign_in_with_the_organisation(forge: GraphQLStandIn) -> None:
    forge.repositories[0].is_behind_saml = True
    assert run(forge.address).obstacles == {FORBIDDEN}


# What is not there, or is somewhere else


def test_what_is_not_shown_is_unverified_and_never_missing(forge: GraphQLStandIn, truth: Mapping[str, Fact]) -> None:
    forge.repositories.append(replace(ranker(name="acme/secret"), is_private=True))
    gone = (
        "acme/ranker#9999",
        "acme/nothing#1",
        "acme/secret#12",
        f"acme/secret@{TIP}",
        f"acme/ranker@{'d4' * 20}",
        "https://github.com/acme/ranker/releases/tag/v9",
        "https://github.com/acme/ranker/pull/21#pullrequestreview-1",
        "https://github.com/acme/ranker/pull/21#discussion_r1",
    )
    found = run(forge.address, gone + CITED)
    assert [fact.obstacle for fact in found.facts[: len(gone)]] == [Obstacle.HIDDEN] * len(gone)
    assert all("give a token that may read" in fact.cure for fact in found.facts[: len(gone)])
    assert is_true(replace(found, facts=found.facts[len(gone) :]), CITED, truth)


def test_a_repository_that_was_renamed_is_found_under_its_old_name(
    forge: GraphQLStandIn, truth: Mapping[str, Fact]
) -> None:
    forge.renamed["acme/feed"] = "acme/ranker"
    found = run(forge.address, [link.replace("acme/ranker", "acme/feed") for link in CITED])
    assert [fact.url for fact in found.facts] == [truth[link].url for link in CITED]
    assert {fact.standing for fact in found.facts} == {Standing.CONFIRMED}
    assert not any(sight.is_final for sight in found.sights.values() if isinstance(sight, Seen))


# Clocks


@pytest.mark.parametrize("off", [-HOUR, HOUR])
def test_a_clock_that_is_wrong_changes_nothing(forge: GraphQLStandIn, truth: Mapping[str, Fact], off: float) -> None:
    forge.fail(clock(off), after=True)
    assert is_true(run(forge.address, ALL), ALL, truth)


@pytest.mark.parametrize("off", [-HOUR, 0, HOUR])
def test_a_limit_ends_when_the_clock_that_named_its_end_says_so(
    forge: GraphQLStandIn, truth: Mapping[str, Fact], off: float
) -> None:
    forge.fail(faults.limit_by_clock(off, 1), times=1)
    found = run(forge.address, patience=replace(SHORT, waiting=4.0))
    assert is_true(found, CITED, truth)
    assert found.seconds > 1


@pytest.mark.parametrize("off", [-HOUR, 0, HOUR])
def test_a_limit_that_lasts_too_long_ends_the_run_at_once(forge: GraphQLStandIn, off: float) -> None:
    forge.fail(faults.limit_by_clock(off, HOUR / 2))
    found = run(forge.address, ALL)
    assert found.obstacles == {LIMITED}
    assert any("seconds at the earliest" in reason for reason in found.reasons)
    assert len(forge.requests) == 1


def test_points_that_are_used_up_on_the_way_leave_the_rest_unverified(
    forge: GraphQLStandIn, truth: Mapping[str, Fact]
) -> None:
    forge.remaining = 1
    found = run(forge.address, ALL)
    assert found.obstacles == {LIMITED}
    assert len(found.unverified) < len(ALL)
    what_is_known_is_true(found, ALL, truth)

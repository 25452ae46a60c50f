"""What was seen against what is claimed: every part, state, day, branch and kind, and that doubt refutes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.evidence import Reference, reader_of
from ladderci.evidence.confirm.standing import Terms, facts, narrowed
from ladderci.evidence.people import Claimant
from ladderci.evidence.target import Target, target_of
from ladderci.model import Citation, EvidenceKind, Period, Policy
from ladderci.model.fact import (
    Absent,
    Fact,
    Objection,
    Obstacle,
    Part,
    Participant,
    Seen,
    Sight,
    Standing,
    State,
    Unseen,
)
from tests.workspace import shipped_policy

ADA: Final = Claimant("ada-quill", ("ada@acme.example",))
PERIOD: Final = Period(date(2026, 7, 1), date(2026, 12, 31))
POLICY: Final = shipped_policy()
TERMS: Final = Terms(ADA, POLICY, replace(POLICY, show_titles=("acme/handbook",)), PERIOD)
BASE: Final = "https://github.com/acme/ranker"
URLS: Final = {
    "pull-request": f"{BASE}/pull/812",
    "commit": f"{BASE}/commit/{'1f3c9ab' * 5}",
    "code-review": f"{BASE}/pull/812#pullrequestreview-7",
    "remark": f"{BASE}/pull/812#discussion_r7",
    "issue": f"{BASE}/issues/812",
    "release": f"{BASE}/releases/tag/v1",
}
STATES: Final = {
    "pull-request": (State.OPEN, State.CLOSED, State.MERGED),
    "commit": (State.COMMITTED,),
    "code-review": (State.PENDING, State.PUBLISHED),
    "remark": (State.PENDING, State.PUBLISHED),
    "issue": (State.OPEN, State.CLOSED),
    "release": (State.PENDING, State.PUBLISHED),
}
DONE: Final = {name: states[-1] for name, states in STATES.items()}
PARTS: Final = {
    "pull-request": (Part.AUTHOR, Part.CO_AUTHOR, Part.REVIEWER),
    "commit": (Part.AUTHOR, Part.CO_AUTHOR, Part.REVIEWER),
    "code-review": (Part.AUTHOR,),
    "remark": (Part.AUTHOR,),
    "issue": (Part.AUTHOR, Part.ASSIGNEE, Part.CLOSER, Part.PARTICIPANT),
    "release": (Part.AUTHOR,),
}
"""The parts that count in each, best first."""
DAYS: Final = {
    "before": datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC),
    "first": datetime(2026, 7, 1, tzinfo=UTC),
    "last": datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
    "after": datetime(2027, 1, 1, tzinfo=UTC),
}


def cite(link: str, kind: str = "", at: int = 0) -> Reference:
    return reader_of(POLICY).read(Citation(("work", "x", "evidence", at), link, kind), ())


def seen(thing: str, *people: Participant, at: str = "first", state: State | None = None) -> Seen:
    return Seen(URLS[thing], "acme/ranker", state or DONE[thing], at=DAYS[at], people=people, by="git")


def known(reference: Reference, sight: Sight, terms: Terms = TERMS) -> Fact:
    target = target_of(reference)
    assert target
    (fact,) = facts([reference], {target: sight}, terms)
    return fact


def of(thing: str, sight: Sight, terms: Terms = TERMS) -> Fact:
    return known(cite(URLS[thing]), sight, terms)


def ada(part: Part) -> Participant:
    return Participant(part, "Ada-Quill")


def bo(part: Part = Part.AUTHOR) -> Participant:
    return Participant(part, "bo-tanaka")


# --- the table ------------------------------------------------------------------------------------------------------

TABLE: Final = [
    (thing, state, part, day, counts)
    for thing in URLS
    for state, part, day, counts in product(STATES[thing], (*Part, None), DAYS, (True, False))
    if counts or thing == "commit"
]


def late_or_early(thing: str, part: Part | None, day: str) -> bool:
    """Return whether a day is outside the period; what a closed issue's day says of somebody's part in it."""
    if thing == "issue" and day == "after":
        return part is Part.CLOSER
    if thing == "issue" and day == "before":
        return part is not Part.PARTICIPANT
    return day in {"before", "after"}


@pytest.mark.parametrize(("thing", "state", "part", "day", "counts"), TABLE)
def test_every_part_state_day_branch_and_kind(
    thing: str,
    state: State,
    part: Part | None,
    day: str,
    counts: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    people = (bo(), ada(part)) if part else (bo(),)
    sight = replace(seen(thing, *people, at=day, state=state), is_on_counting_branch=counts)
    fact = of(thing, sight)
    has_part = part in PARTS[thing] or (part is Part.REVIEWER and thing in {"code-review", "remark"})
    is_done = state is DONE[thing] or thing == "issue"
    expected = {
        Objection.NOT_MERGED: not is_done,
        Objection.NOT_BY_SUBJECT: not has_part,
        Objection.OUTSIDE_PERIOD: is_done and late_or_early(thing, part if has_part else None, day),
        Objection.OFF_BRANCH: not counts,
    }
    assert fact.objections == tuple(objection for objection, is_there in expected.items() if is_there)
    assert fact.standing is (Standing.REFUTED if any(expected.values()) else Standing.CONFIRMED)
    shown = Part.REVIEWER if thing in {"code-review", "remark"} else part
    assert fact.part is (shown if has_part else None)
    assert (fact.state, fact.at, fact.url, fact.by) == (state, DAYS[day], URLS[thing], "git")


# --- what is shown --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("thing", ["pull-request", "commit", "issue"])
def test_the_best_part_is_shown(thing: str) -> None:
    for at, best in enumerate(PARTS[thing]):
        fact = of(thing, seen(thing, *(ada(part) for part in reversed(PARTS[thing][at:]))))
        assert fact.part is best


def test_who_else_wrote_a_thing_is_named_by_login_or_name_and_never_by_address() -> None:
    wrote = (
        Participant(Part.CO_AUTHOR, email="c@x.example", name="Carol"),
        Participant(Part.AUTHOR, "bo-tanaka", "bo@x.example", "Bo"),
        Participant(Part.CO_AUTHOR, email="only@x.example"),
        Participant(Part.REVIEWER, "grace-osei"),
    )
    assert of("pull-request", seen("pull-request", *wrote)).people == ("bo-tanaka", "Carol")
    assert of("pull-request", seen("pull-request", *wrote, ada(Part.CO_AUTHOR))).people == ("bo-tanaka", "Carol")
    assert of("pull-request", seen("pull-request", *wrote, ada(Part.AUTHOR))).people == ()
    assert of("code-review", seen("code-review", bo(Part.REVIEWER))).people == ("bo-tanaka",)


@pytest.mark.parametrize(
    ("repository", "title"), [("acme/Handbook", "Drill"), ("acme/ranker", ""), ("acme/secret", "")]
)
def test_a_title_is_shown_where_the_living_policy_covers_the_repository_of_today(repository: str, title: str) -> None:
    sight = replace(seen("pull-request", ada(Part.AUTHOR)), repository=repository, title="Drill")
    assert of("pull-request", sight).title == title


def test_a_day_is_a_day_in_utc() -> None:
    east = timezone(timedelta(hours=9))
    sight = replace(seen("pull-request", ada(Part.AUTHOR)), at=datetime(2026, 7, 1, 8, tzinfo=east))
    assert of("pull-request", sight).objections == (Objection.OUTSIDE_PERIOD,)


def test_facts_come_in_the_order_of_the_citations_and_only_for_what_counts() -> None:
    links = (
        f"{BASE}/pull/2",
        "https://docs.acme.example/a",
        "elsewhere/x#1",
        "https://pastes.example/a",
        f"{BASE}/wiki/x",
        "no-such-item",
        "acme/ranker#1",
    )
    testimony = Citation(("work", "x", "evidence", 9), "", "feedback", "grace-osei", plain=False)
    references = [*(cite(link, at=at) for at, link in enumerate(links)), reader_of(POLICY).read(testimony, ())]
    found = facts(references, {}, TERMS)
    assert [(fact.path[-1], fact.obstacle) for fact in found] == [
        (0, Obstacle.NO_CONFIRMER),
        (1, Obstacle.NOBODY_LOOKS),
        (6, Obstacle.NO_CONFIRMER),
    ]


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    [
        Participant(Part.AUTHOR, "ADA-QUILL"),
        Participant(Part.AUTHOR, email="Ada@Acme.Example"),
        Participant(Part.AUTHOR, email="123+ada-quill@users.noreply.github.com"),
    ],
)
def test_the_subject_is_known_by_login_and_by_address(person: Participant) -> None:
    assert of("commit", seen("commit", person)).standing is Standing.CONFIRMED


@pytest.mark.parametrize("thing", ["pull-request", "release", "commit"])
def test_what_a_program_did_is_neither_confirmed_nor_refuted_as_anybodys(thing: str) -> None:
    sight = replace(seen(thing, Participant(Part.AUTHOR, "releaser[bot]")), is_attributed=False)
    fact = of(thing, sight)
    assert (fact.standing, fact.part, fact.objections) == (Standing.UNVERIFIED, None, ())
    assert "whose it is" in fact.reason


@pytest.mark.parametrize(
    "stranger", [Participant(Part.AUTHOR, email="who@home.example", name="Who"), Participant(Part.AUTHOR, name="Who")]
)
def test_people_that_the_roster_cannot_be_compared_with_refute_nothing(stranger: Participant) -> None:
    unknown = replace(TERMS, claimant=Claimant("ada-quill"))
    fact = of("commit", seen("commit", stranger), unknown)
    assert (fact.standing, fact.obstacle) == (Standing.UNVERIFIED, Obstacle.INCOMPLETE)
    assert "roster" in fact.cure
    assert of("commit", seen("commit", bo()), unknown).objections == (Objection.NOT_BY_SUBJECT,)


def test_whose_a_thing_is_may_be_out_of_sight() -> None:
    assert of("pull-request", seen("pull-request")).standing is Standing.UNVERIFIED


def test_a_review_of_ones_own_pull_request_is_none() -> None:
    own = replace(seen("code-review", ada(Part.AUTHOR)), is_own_pull_request=True)
    assert of("code-review", own).objections == (Objection.OWN_REVIEW,)
    theirs = replace(seen("code-review", bo()), is_own_pull_request=True)
    assert of("code-review", theirs).objections == (Objection.NOT_BY_SUBJECT,)


# --- time -----------------------------------------------------------------------------------------------------------


def test_the_date_that_a_review_gives_does_not_save_what_happened_at_another_time() -> None:
    dated = Citation(("work", "x", "evidence", 0), URLS["pull-request"], when="2026-08", plain=False)
    fact = known(reader_of(POLICY).read(dated, ()), seen("pull-request", ada(Part.AUTHOR), at="before"))
    assert fact.objections == (Objection.OUTSIDE_PERIOD,)


def test_without_a_cycle_nothing_is_outside_it_and_without_a_day_nothing_is_within_it() -> None:
    undated = replace(seen("pull-request", ada(Part.AUTHOR)), at=None)
    assert of("pull-request", undated).standing is Standing.UNVERIFIED
    assert of("pull-request", undated, replace(TERMS, period=None)).standing is Standing.CONFIRMED
    assert (
        of("issue", replace(seen("issue", ada(Part.AUTHOR)), state=State.OPEN, at=None)).standing is Standing.CONFIRMED
    )


# --- kinds ----------------------------------------------------------------------------------------------------------


def test_what_may_be_an_issue_or_a_pull_request_is_what_was_seen() -> None:
    short = cite("acme/ranker#812")
    assert short.kinds == ("pull-request", "issue")
    for kind in ("pull-request", "issue"):
        fact = known(short, seen(kind, ada(Part.AUTHOR)))
        (reference,) = narrowed([short], [fact])
        assert (fact.kinds, reference.kinds, reference.contradicts) == ((kind,), (kind,), False)


def test_a_stated_kind_that_was_not_seen_is_refuted_and_the_reference_says_so() -> None:
    short = cite("acme/ranker#812", "pull-request")
    fact = known(short, seen("issue", ada(Part.AUTHOR)))
    assert (fact.objections, fact.kinds) == ((Objection.OTHER_KIND,), ("issue",))
    (reference,) = narrowed([short], [fact])
    assert (reference.kinds, reference.contradicts) == (("issue",), True)


def test_what_turns_out_to_be_of_no_kind_that_counts_counts_as_nothing() -> None:
    few = Policy(("github.com",), (EvidenceKind("pull-request", "Pull request", (POLICY.kinds[0].links[0],)),))
    short = reader_of(few).read(Citation(("work", "x", "evidence", 0), "acme/ranker#812"), ())
    fact = known(short, seen("issue", ada(Part.AUTHOR)), replace(TERMS, policy=few))
    assert (fact.objections, fact.kinds) == ((Objection.OTHER_KIND,), ())
    assert narrowed([short], [fact])[0].kinds == ()


def test_what_nobody_saw_keeps_the_kinds_that_it_may_have() -> None:
    short = cite("acme/ranker#812")
    fact = known(short, Unseen(Obstacle.HIDDEN, "GitHub answers 404"))
    assert (fact.kinds, narrowed([short], [fact])) == ((), (short,))


# --- what is not there, and what nobody could see -------------------------------------------------------------------


def test_only_somebody_who_would_know_can_say_that_a_thing_is_not_there() -> None:
    fact = of("commit", Absent("git", "no commit of this complete clone has that id"))
    assert (fact.standing, fact.objections, fact.by) == (Standing.REFUTED, (Objection.NOT_FOUND,), "git")
    assert fact.reason == "no commit of this complete clone has that id"


PEOPLE = st.builds(
    Participant,
    st.sampled_from(Part),
    st.sampled_from(["", "ada-quill", "bo-tanaka", "x[bot]"]),
    st.sampled_from(["", "ada@acme.example", "who@home.example"]),
    st.sampled_from(["", "Ada"]),
)
SEEN = st.builds(
    Seen,
    st.sampled_from([*URLS.values(), "https://elsewhere.example/x", ""]),
    st.sampled_from(["acme/ranker", "acme/handbook"]),
    st.sampled_from(State),
    st.text(max_size=5),
    st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    st.lists(PEOPLE, max_size=4).map(tuple),
    st.just("main"),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
SIGHTS = st.one_of(
    SEEN, st.builds(Absent, st.just("git"), st.text()), st.builds(Unseen, st.sampled_from(Obstacle), st.text())
)
LINKS = st.sampled_from([*URLS.values(), "acme/ranker#812", "acme/ranker@1f3c9ab", "https://docs.acme.example/a"])
CITED = st.lists(st.tuples(LINKS, st.sampled_from(["", "pull-request", "issue", "document"])), max_size=6)


@given(CITED, st.dictionaries(LINKS, SIGHTS), st.sampled_from([ADA, Claimant("ada-quill"), Claimant("bo-tanaka")]))
def test_what_nobody_could_see_never_refutes_anything(
    cited: list[tuple[str, str]], looked: dict[str, Sight], claimant: Claimant
) -> None:
    references = [cite(link, kind, at) for at, (link, kind) in enumerate(cited)]
    sights: dict[Target, Sight] = {
        target: sight for link, sight in looked.items() if (target := target_of(cite(link))) is not None
    }
    found = facts(references, sights, replace(TERMS, claimant=claimant))
    assert [fact.path for fact in found] == [one.citation.path for one in references if one.kinds]
    for fact, reference in zip(found, references, strict=True):
        target = target_of(reference)
        sight = sights.get(target) if target else None
        if not isinstance(sight, Seen | Absent):
            assert fact.standing is Standing.UNVERIFIED
        assert (fact.standing is Standing.REFUTED) == bool(fact.objections)
        assert (fact.standing is Standing.UNVERIFIED) == (fact.obstacle is not None)
        if fact.standing is Standing.CONFIRMED:
            assert isinstance(sight, Seen)
            assert fact.part or not sight.is_attributed
    assert len(narrowed(references, found)) == len(references)

"""What several people of a cycle claim as their sole work: found over ten thousand reviews of which none is kept."""

from __future__ import annotations

import tracemalloc
from array import array
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci import document, load
from ladderci.evidence import reader_of
from ladderci.model import Severity
from ladderci.model.fact import Fact, Objection, Obstacle, Part, Standing
from ladderci.rules import Case, ClaimCase, Claims, Home, findings_of_claims, keys_of
from tests.workspace import shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from ladderci.model import Finding

BASE: Final = "https://github.com/acme/ranker"
PULL: Final = f"{BASE}/pull/812"


def case_of(login: str, *evidence: str, facts: tuple[Fact, ...] = (), cycle: str = "2026-h2") -> Case:
    lines = "".join(f"      - {one}\n" for one in evidence)
    text = f"cycle: {cycle}\nsubject: {login}\nstatus: submitted\nwork:\n  item:\n    evidence:\n{lines}"
    read = document.read(f"reviews/{cycle}/{login}.yaml", text.encode())
    review = load.review(read.data)
    references = tuple(reader_of(shipped_policy()).read(one, {"item"}) for one in review.citations())
    home = Home(cycle, login)
    return Case(read, review, shipped_rubric(), shipped_policy(), home=home, references=references, facts=facts)


def fact(part: Part | None, standing: Standing = Standing.CONFIRMED, at: int = 0, url: str = PULL) -> Fact:
    obstacle = Obstacle.HIDDEN if standing is Standing.UNVERIFIED else None
    objections = (Objection.NOT_BY_SUBJECT,) if standing is Standing.REFUTED else ()
    kinds = () if obstacle else ("pull-request",)
    day = datetime(2026, 8, 3, tzinfo=UTC)
    path = ("work", "item", "evidence", at)
    return Fact(path, "x", standing, objections, part, kinds, url=url, at=day, obstacle=obstacle)


def found(*cases: Case) -> dict[str, list[Finding]]:
    """Return what is found, by login, as a check of a whole cycle goes about it."""
    claims = Claims()
    for case in cases:
        claims.add(case.document.file, keys_of(case))
    files = claims.collisions()
    told = {case.document.file: list(findings_of_claims(ClaimCase(case, claims))) for case in cases}
    assert {file for file, findings in told.items() if findings} == set(files)
    return {file.split("/")[-1].removesuffix(".yaml"): findings for file, findings in told.items() if findings}


# --- who claims what ------------------------------------------------------------------------------------------------


SPELLINGS: Final = ("acme/ranker#812", f"{PULL}/files", "Acme/Ranker#812", f"{{link: {PULL}, note: ' '}}")


@pytest.mark.parametrize("other", SPELLINGS)
def test_two_who_cite_one_thing_without_a_word_are_both_told(other: str) -> None:
    told = found(case_of("ada", "acme/ranker#812", PULL), case_of("bo", other), case_of("cai", "acme/ranker#813"))
    assert set(told) == {"ada", "bo"}
    (of_ada,), (of_bo,) = told["ada"], told["bo"]
    assert (of_ada.code, of_ada.severity, len(of_ada.related)) == ("LC319", Severity.WARNING, 1)
    assert of_ada.message == "`acme/ranker#812` is cited by bo too, as if each had done it alone"
    assert of_ada.source.strip() == "- acme/ranker#812"
    assert "by ada too" in of_bo.message


@pytest.mark.parametrize(
    "other",
    [
        "{link: acme/ranker#812, note: reviewed the rollout}",
        f"{BASE}/issues/812",
        "{link: acme/ranker#812, kind: issue}",
        f"{PULL}#pullrequestreview-7",
        f"{PULL}#discussion_r7",
        f"{BASE}/releases/tag/v1",
        "https://docs.acme.example/ranker",
        "{kind: feedback, from: grace-osei, when: 2026-10}",
        "item",
    ],
)
def test_what_is_shared_or_has_no_single_author_is_fine(other: str) -> None:
    assert found(case_of("ada", "acme/ranker#812"), case_of("bo", other)) == {}
    assert found(case_of("ada", other), case_of("bo", other)) == {}


@pytest.mark.parametrize("other", ["acme/ranker#81", "acme/other#812", "acme/ranker@1f3c9ab"])
def test_what_is_something_else_is_fine(other: str) -> None:
    assert found(case_of("ada", "acme/ranker#812"), case_of("bo", other)) == {}


def test_a_stated_kind_of_pull_request_is_a_claim() -> None:
    stated = "{link: acme/ranker#812, kind: pull-request}"
    assert set(found(case_of("ada", PULL), case_of("bo", stated))) == {"ada", "bo"}


def test_commits_are_claimed_by_any_of_their_spellings() -> None:
    full = f"{BASE}/commit/{'1f3c9ab' * 5}"
    assert set(found(case_of("ada", full), case_of("bo", "acme/ranker@1f3c9ab"))) == {"ada", "bo"}


def test_a_note_beside_one_of_the_places_is_enough() -> None:
    noted = case_of("ada", "acme/ranker#812", f"{{link: {PULL}, note: the index}}")
    assert found(noted, case_of("bo", PULL)) == {}


def test_one_persons_two_spellings_and_two_cycles_are_no_two_people() -> None:
    assert found(case_of("ada", PULL), case_of("Ada", PULL)) == {}
    assert found(case_of("ada", PULL), case_of("bo", PULL, cycle="2027-h1")) == {}


def test_a_claim_of_a_hundred_people_names_a_few() -> None:
    told = found(*(case_of(f"p{number:03}", PULL) for number in range(100)))
    assert len(told) == 100
    assert told["p000"][0].message == f"`{PULL}` is cited by p001, p002, p003, … too, as if each had done it alone"


# --- what somebody saw ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [Part.CO_AUTHOR, Part.REVIEWER, None])
def test_whoever_is_seen_to_have_had_another_part_shares_it(other: Part | None) -> None:
    author = case_of("ada", PULL, facts=(fact(Part.AUTHOR),))
    assert found(author, case_of("bo", PULL, facts=(fact(other),))) == {}


def test_what_was_refuted_has_its_finding_already() -> None:
    author = case_of("ada", PULL, facts=(fact(Part.AUTHOR),))
    assert found(author, case_of("bo", PULL, facts=(fact(None, Standing.REFUTED),))) == {}


def test_one_thing_has_one_author() -> None:
    noted = f"{{link: {PULL}, note: all mine}}"
    cases = [case_of(login, noted, facts=(fact(Part.AUTHOR),)) for login in ("ada", "bo")]
    told = found(*cases)
    assert told["ada"][0].message == f"`{PULL}` is claimed as their own by bo too, and has one author"
    assert "roster" in told["ada"][0].help


def test_what_nobody_could_see_is_as_if_nobody_had_looked() -> None:
    unseen = fact(None, Standing.UNVERIFIED)
    assert set(found(case_of("ada", PULL, facts=(unseen,)), case_of("bo", PULL, facts=(unseen,)))) == {"ada", "bo"}


def test_a_number_that_was_seen_to_be_an_issue_has_many_parts() -> None:
    issue = fact(Part.AUTHOR, url=f"{BASE}/issues/812")
    both = [case_of(login, "acme/ranker#812", facts=(issue,)) for login in ("ada", "bo")]
    assert found(*both) == {}
    merged = fact(Part.AUTHOR)
    both = [case_of(login, f"{BASE}/issues/812", facts=(merged,)) for login in ("ada", "bo")]
    assert set(found(*both)) == {"ada", "bo"}


# --- ten thousand reviews -------------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.integers(0, 30), max_size=8), max_size=12))
def test_the_collector_agrees_with_the_long_way_round(claimed: list[list[int]]) -> None:
    claims = Claims()
    paths = [f"reviews/2026-h2/p{at}.yaml" for at in range(len(claimed))]
    for path, keys in zip(paths, claimed, strict=True):
        claims.add(path, array("Q", [key * 2**59 + key for key in set(keys)]))
    by_key = {key: [at for at, keys in enumerate(claimed) if key in keys] for keys in claimed for key in keys}
    several = {key: owners for key, owners in by_key.items() if len(owners) > 1}
    told = sorted({at for owners in several.values() for at in owners})
    assert claims.collisions() == tuple(paths[at] for at in told)
    for key, owners in several.items():
        for at in owners:
            others = tuple(f"p{owner}" for owner in owners if owner != at)
            assert claims.others(paths[at], key * 2**59 + key) == others[:4]


CLAIMS_A_REVIEW: Final = 45
BASIS: Final = 32_000_000
"""What a check of a thousand reviews takes at its peak, on the low side."""
SPREAD: Final = 11_400_714_819_323_198_485
"""An odd number near 2⁶⁴ divided by the golden ratio: its multiples spread evenly and never meet."""


def peak_of(reviews: int, *, equal: bool) -> int:
    """Return the peak of memory while so many reviews are taken in and compared, without their paths."""
    paths = [f"reviews/2026-h2/p{at}.yaml" for at in range(reviews)]
    tracemalloc.start()
    try:
        claims = Claims()
        for at, path in enumerate(paths):
            first = 0 if equal else at * CLAIMS_A_REVIEW
            numbers = range(first, first + CLAIMS_A_REVIEW)
            claims.add(path, array("Q", [number * SPREAD % 2**64 for number in numbers]))
        assert len(claims.collisions()) == (reviews if equal else 0)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_thousand_reviews_take_a_fifth_more_memory_than_a_thousand_at_most() -> None:
    few, many = peak_of(200, equal=False), peak_of(2_000, equal=False)
    a_review = (many - few) / 1_800
    assert (BASIS + 10_000 * a_review) / (BASIS + 1_000 * a_review) < 1.2


def test_claims_that_everybody_makes_are_found() -> None:
    assert peak_of(1_000, equal=True) < 1_000 * CLAIMS_A_REVIEW * 100


def test_a_claim_without_a_home_is_of_the_cycle_that_the_review_names() -> None:
    lost = replace(case_of("ada", PULL), home=None)
    assert keys_of(lost) == keys_of(case_of("bo", PULL))

"""What became of each expectation between two rubrics: by id, by what it replaces, by equal words; never by a guess."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.comparison import Fate, outdated, pairs, revisions, reworded, unaccounted
from ladderci.model import Answer, Area, Expectation, Removed, Review, Revised, Rubric, Section
from tests.changing_ladders import RATINGS, STEPS, Ladder, changed

if TYPE_CHECKING:
    from ladderci.comparison import Pair


def rubric(*expectations: Expectation, version: int = 1) -> Rubric:
    """Return a rubric of one area, with the sections that the ids of these expectations say."""
    sections = dict.fromkeys(one.id.rpartition(".")[0] for one in expectations)
    made = tuple(
        Section(name, name.partition(".")[2], "", tuple(one for one in expectations if one.id.startswith(f"{name}.")))
        for name in sections
    )
    return Rubric("track/one", "One", version, "", RATINGS, (Area("a", "A", "", "", made),))


def told(before: Rubric | None, after: Rubric) -> list[tuple[str, str, str]]:
    return [(pair.fate.value, pair.was_id, pair.after.id if pair.after else "") for pair in pairs(before, after)]


KEEP = Expectation("a.own.keep", "Keeps commitments, and delivers on time.")
ASK = Expectation("a.own.ask", "Asks early.")
MEND = Expectation("a.craft.mend", "Mends what is broken.")


def test_equal_ids_are_one_expectation_whatever_their_words() -> None:
    other = Expectation("a.own.keep", "Delivers late.")
    assert told(rubric(KEEP), rubric(other)) == [("reworded", "a.own.keep", "a.own.keep")]


@pytest.mark.parametrize(
    "text", ["keeps commitments and delivers on time", "Keeps  commitments, AND delivers on time!"]
)
def test_case_punctuation_and_white_space_change_no_word(text: str) -> None:
    [pair] = pairs(rubric(KEEP), rubric(Expectation("a.own.keep", text)))
    assert pair.fate is Fate.SAME
    assert pair.is_edited is (text.split() != KEEP.text.split())


def test_an_expectation_that_replaces_another_is_that_one_moved_in_either_direction() -> None:
    moved = Expectation("a.craft.promise", "Other words.", replaces=("a.own.keep",))
    assert told(rubric(KEEP), rubric(moved)) == [("moved", "a.own.keep", "a.craft.promise")]
    assert told(rubric(moved), rubric(KEEP)) == [("moved", "a.craft.promise", "a.own.keep")]
    [pair] = pairs(rubric(KEEP), rubric(moved))
    assert pair.is_reworded


def test_of_several_that_were_merged_the_first_is_the_pair_and_the_others_come_at_the_end() -> None:
    merged = Expectation("a.own.both", "Does both.", replaces=("a.own.keep", "a.own.ask"))
    assert told(rubric(KEEP, ASK), rubric(merged, MEND)) == [
        ("moved", "a.own.keep", "a.own.both"),
        ("added", "", "a.craft.mend"),
        ("moved", "a.own.ask", "a.own.both"),
    ]


def test_equal_words_are_one_expectation_in_a_section_of_that_name_first() -> None:
    here, there = Expectation("a.own.here", MEND.text), Expectation("a.craft.there", MEND.text.upper())
    assert told(rubric(MEND), rubric(here, there)) == [
        ("added", "", "a.own.here"),
        ("moved", "a.craft.mend", "a.craft.there"),
    ]


def test_what_was_removed_is_gone_whatever_has_its_words_now() -> None:
    after = rubric(Expectation("a.craft.again", KEEP.text))
    after = replace(after, removed=(Removed(KEEP.id, 2, KEEP.text),))
    assert told(rubric(KEEP), after) == [("added", "", "a.craft.again"), ("gone", KEEP.id, "")]
    assert told(after, rubric(KEEP)) == [("added", "", KEEP.id), ("gone", "a.craft.again", "")]


def test_what_was_merged_counts_as_required_once() -> None:
    both = Expectation("a.own.both", "Both.", required=True, replaces=(KEEP.id, ASK.id))
    found = pairs(rubric(KEEP, ASK), rubric(both))
    assert [(pair.is_merged, pair.is_newly_required) for pair in found] == [(False, True), (True, False)]


def test_an_id_that_nothing_accounts_for_is_told() -> None:
    assert unaccounted(rubric(KEEP, ASK), rubric(ASK)) == (KEEP.id,)
    assert unaccounted(rubric(KEEP), rubric(Expectation("a.b.c", "", replaces=(KEEP.id,)))) == ()
    assert unaccounted(rubric(KEEP), replace(rubric(ASK), removed=(Removed(KEEP.id, 2, ""),))) == ()


def test_words_that_are_alike_prove_nothing() -> None:
    alike = Expectation("a.own.hold", "Keeps commitments, and delivers on time!!! Mostly.")
    assert told(rubric(KEEP), rubric(alike)) == [("added", "", "a.own.hold"), ("gone", "a.own.keep", "")]


def test_without_a_before_everything_was_added() -> None:
    assert told(None, rubric(KEEP, ASK)) == [("added", "", "a.own.keep"), ("added", "", "a.own.ask")]


def test_what_a_review_has_to_answer_now_or_no_longer_is_told() -> None:
    required = Expectation(KEEP.id, KEEP.text, required=True)
    [now], [no_longer], [new] = (
        pairs(rubric(KEEP), rubric(required)),
        pairs(rubric(required), rubric(KEEP)),
        pairs(None, rubric(required)),
    )
    assert [(one.is_newly_required, one.is_no_longer_required) for one in (now, no_longer, new)] == [
        (True, False),
        (False, True),
        (True, False),
    ]


@given(st.integers(1, 9), STEPS)
def test_every_expectation_of_both_sides_is_told_once(count: int, steps: list[tuple[str, int]]) -> None:
    ladder = Ladder(count)
    before = ladder.rubric()
    after = changed(ladder, steps).rubric()
    found = pairs(before, after)
    of_before = [pair.was_id for pair in found if pair.before]
    assert sorted(of_before) == sorted(one.id for one in before.expectations())
    assert [pair.id for pair in found][: len(list(after.expectations()))] == [one.id for one in after.expectations()]
    assert {pair.was_id: pair.after.id if pair.after else "" for pair in found if pair.before} == ladder.became


@given(st.text("ab .", max_size=20), st.text("ab .", max_size=20))
def test_pieces_put_together_are_both_texts(before: str, after: str) -> None:
    pieces = reworded(before, after)
    assert " ".join(piece.before for piece in pieces if piece.before) == " ".join(before.split())
    assert " ".join(piece.after for piece in pieces if piece.after) == " ".join(after.split())
    assert all(piece.before or piece.after for piece in pieces)


# --- revised -------------------------------------------------------------------------------------------------------


def test_what_was_reworded_since_a_copy_says_what_the_copy_said() -> None:
    living = rubric(Expectation(KEEP.id, "Keeps all of them."), ASK, version=4)
    assert revisions(rubric(KEEP, ASK), living) == {KEEP.id: Revised(4, KEEP.text)}


def test_a_mark_of_the_living_rubric_gives_way_to_what_the_copy_said() -> None:
    own = Revised(3, "What version 2 said.")
    living = rubric(Expectation(KEEP.id, "Keeps all of them.", revised=own), version=4)
    assert revisions(rubric(KEEP), living) == {KEEP.id: Revised(4, KEEP.text)}


def test_an_earlier_mark_of_the_copy_stays_where_nothing_was_reworded_since() -> None:
    mark = Revised(2, "What version 1 said.")
    copy = rubric(Expectation(KEEP.id, KEEP.text, revised=mark), version=2)
    assert revisions(copy, rubric(KEEP, version=3)) == {KEEP.id: mark}
    newer = rubric(Expectation(KEEP.id, KEEP.text, revised=Revised(3, "Its owner's word.")), version=3)
    assert revisions(copy, newer) == {}


def test_what_was_moved_and_reworded_is_marked_under_its_new_id_and_once() -> None:
    merged = Expectation("a.own.both", "Does both.", replaces=(KEEP.id, ASK.id))
    assert revisions(rubric(KEEP, ASK), rubric(merged, version=2)) == {"a.own.both": Revised(2, KEEP.text)}


def test_what_was_merged_into_an_expectation_does_not_mark_it() -> None:
    kept = Expectation(KEEP.id, KEEP.text, replaces=(ASK.id,))
    assert revisions(rubric(KEEP, ASK), rubric(kept, version=2)) == {}
    for order in ((KEEP.id, ASK.id), (ASK.id, KEEP.id)):
        renamed = Expectation("a.own.both", KEEP.text, replaces=order)
        assert revisions(rubric(KEEP, ASK), rubric(renamed, version=2)) == {}


@pytest.mark.parametrize(("version", "is_outdated"), [(0, False), (1, True), (2, True), (3, False), (9, False)])
def test_an_answer_is_outdated_from_a_review_of_an_earlier_version_on(version: int, *, is_outdated: bool) -> None:
    revised = Expectation(KEEP.id, KEEP.text, revised=Revised(3, "Before."))
    answers = (Answer(KEEP.id, ("expectations", KEEP.id), rating="meets"), Answer(ASK.id, ("expectations", ASK.id)))
    found = list(outdated(Review(rubric_version=version, answers=answers), rubric(revised, ASK, version=3)))
    assert [one.answer.id for one in found] == [KEEP.id] * is_outdated


def test_an_answer_in_name_only_is_not_outdated() -> None:
    revised = Expectation(KEEP.id, KEEP.text, revised=Revised(3, "Before."))
    review = Review(rubric_version=1, answers=(Answer(KEEP.id, ("expectations", KEEP.id)),))
    assert not list(outdated(review, rubric(revised, version=3)))


def test_a_pair_of_one_side_has_no_words_to_compare() -> None:
    found: tuple[Pair, ...] = pairs(rubric(KEEP), rubric(ASK))
    assert [(pair.is_reworded, pair.is_edited, pair.was or pair.text) for pair in found] == [
        (False, False, ASK.text),
        (False, False, KEEP.text),
    ]

"""What the tool lists as optional follows the rubric: the list of a section is always what a new review would have."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.document import read
from ladderci.model import Answer, Cycle, Period, Person, Review, Rubric
from ladderci.scaffold import LISTED, OPTIONAL, new_review, optional_list
from ladderci.splice import update_review
from tests.changing_ladders import STEPS, Ladder, changed
from tests.test_carrying import ONE, POLICY, SCHEMA, THREE, TWO, review_of

CYCLE = Cycle("2026-h2", "open", Period(date(2026, 7, 1), date(2026, 12, 31)), date(2027, 1, 15))


def brought_up(text: str, rubric: Rubric) -> str:
    return update_review(read("ada.yaml", text.encode()), rubric, POLICY, SCHEMA).text


def listed(text: str) -> list[str]:
    """Return the ids that are listed as optional, in the order of the file."""
    inside = (line.strip().removeprefix(LISTED) for line in text.splitlines() if line.strip().startswith(LISTED))
    return [words.strip() for words in inside if not words.startswith("   ")]


@given(st.integers(1, 9), STEPS, st.sampled_from(["\n", "\r\n"]))
def test_the_lists_of_a_review_that_is_brought_up_are_true(count: int, steps: list[tuple[str, int]], end: str) -> None:
    ladder = Ladder(count)
    text = new_review(ladder.rubric(), POLICY, CYCLE, "ada", SCHEMA).replace("\n", end)
    before = set(listed(text))
    rubric = changed(ladder, steps).rubric()
    after = brought_up(text, rubric)
    optional = {one.id for one in rubric.expectations() if not one.required}
    found = listed(after)
    assert len(found) == len(set(found))
    assert set(found) <= optional
    still_there = {ladder.became[name] for name in before} & optional
    assert still_there <= set(found)
    assert ("\r" in text) == ("\r" in after)
    assert brought_up(after, rubric) == after


def test_what_is_new_in_a_section_joins_its_list_and_what_was_reworded_says_so() -> None:
    ladder = Ladder(1)
    text = new_review(ladder.rubric(), POLICY, CYCLE, "ada", SCHEMA)
    ladder.reword(0)
    ladder.add(0)
    ladder.statements[1].required = False
    after = brought_up(text, ladder.rubric())
    assert listed(after) == ["results.one.e0", "results.one.e2"]
    assert "Says results.one.e0. More so." in after


def test_what_the_roster_and_the_last_cycle_say_stays_with_its_expectation() -> None:
    ladder = Ladder(1)
    cycle = Cycle(CYCLE.id, "open", CYCLE.period, CYCLE.due, (Person("ada", waived=(("results.one.e0", "on leave"),)),))
    previous = Review(answers=(Answer("results.one.e0", ("expectations", "results.one.e0"), rating="not-yet"),))
    text = new_review(ladder.rubric(), POLICY, cycle, "ada", SCHEMA, previous)
    ladder.rename(0)
    after = brought_up(text, ladder.rubric())
    assert listed(after) == ["results.one.e2"]
    assert f"{LISTED}   waived for you: on leave\n" in after
    assert f"{LISTED}   last cycle: not-yet" in after


def test_what_is_said_of_several_stays_with_what_they_were_merged_into() -> None:
    ladder = Ladder(7)
    waived = (("results.one.e0", ""), ("results.one.e6", "on leave"))
    cycle = Cycle(CYCLE.id, "open", CYCLE.period, CYCLE.due, (Person("ada", waived=waived),))
    text = new_review(ladder.rubric(), POLICY, cycle, "ada", SCHEMA)
    target = Ladder(7)
    target.statements[6].replaces.append("results.one.e0")
    target.statements.pop(0)
    target.version = 2
    after = brought_up(text, target.rubric())
    assert f"{LISTED}   waived for you\n" in after
    assert f"{LISTED}   waived for you: on leave\n" in after


def test_a_list_that_somebody_has_pulled_apart_is_no_reason_to_fail() -> None:
    own = f"    {OPTIONAL}One; to pick one:\n    {LISTED} results.two.e1\n  {LISTED}   Says\n"
    lines = f"  {ONE}:\n    rating: meets\n{own}"
    after = brought_up(review_of(lines, "retired:\n  a.b.c:\n    story: z\n"), Ladder(9).rubric())
    assert f"  {LISTED}   Says\n" in after


def test_a_list_right_below_an_answer_does_not_go_with_it() -> None:
    ladder = Ladder(7)
    own = "".join(f"  {line}\n" for line in optional_list(next(ladder.rubric().sections()), {}))
    text = review_of(f"  {THREE}:\n    rating: meets\n", f"  {TWO}:\n    rating: meets\n{own}\n")
    ladder.remove(1)
    head, _, tail = brought_up(text, ladder.rubric()).partition("retired:\n")
    assert listed(head) == ["results.one.e0", "results.one.e6"]
    assert not listed(tail)


def test_the_list_of_a_section_that_is_gone_goes_with_it() -> None:
    ladder = Ladder(2)
    text = new_review(ladder.rubric(), POLICY, CYCLE, "ada", SCHEMA)
    ladder.remove(0)
    after = brought_up(text, ladder.rubric())
    assert OPTIONAL in text
    assert OPTIONAL not in after


@pytest.mark.parametrize(
    "lines",
    [
        f"  {OPTIONAL}One: what I may add\n  {LISTED} my.own.list\n",
        f"  results.two.e1:\n    story: |\n      {OPTIONAL}One\n      {LISTED} results.one.e0\n",
    ],
    ids=["of what the ladder never had", "in a text"],
)
def test_what_only_looks_like_a_list_is_left_alone(lines: str) -> None:
    assert lines in brought_up(review_of(lines), Ladder(2).rubric())

"""Family 5, the cycle: its days, its folder and its roster.

A cycle with an impossible day cannot be loaded, and is judged all the same: so these rules read the document's data,
whose shape its schema has accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from ladderci.model import Aim, Path, Place, Problem
from ladderci.rules.nearest import nearest, nearest_expectation, one_of
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ladderci.document import Document
    from ladderci.model import Cycle, Rubric


@dataclass(frozen=True, slots=True)
class CycleCase:
    """A cycle with what it is judged by."""

    document: Document
    cycle: Cycle | None
    """None where a day in it is not in the calendar."""
    rubrics: Mapping[str, Rubric | None]
    """The cycle's rubrics by id; None where one is broken, or where nobody on the roster has it."""
    home: str
    """The id that its folder says; empty where it lies where no cycle lies."""


cycles: Registry[CycleCase] = Registry()
"""Rules about a cycle."""


@cycles.rule("LC511", "unknown-rubric-on-roster")
def unknown_rubric_on_roster(case: CycleCase) -> Iterator[Problem]:
    """The roster gives somebody a rubric that does not exist.

    Nobody could judge this person's review.

    Example::

        people:
          ada: {rubric: machine-learning-engineer/ic-2}

    Instead::

        people:
          ada: {rubric: machine-learning-engineer/ic2}
    """
    known = tuple(case.rubrics)
    for login, rubric, _ in _people(case):
        if rubric and rubric not in case.rubrics:
            meant = nearest(rubric, known)
            cure = (
                f"did you mean {meant}?" if meant else f"write one of: {one_of(known)}" if known else "write it first"
            )
            yield Problem(Place(("people", login, "rubric")), f"there is no rubric `{rubric}`", cure)


@cycles.rule("LC512", "unknown-waiver")
def unknown_waiver(case: CycleCase) -> Iterator[Problem]:
    """The roster waives something that is not asked of this person anyway.

    A waiver speaks of one required expectation of the person's own rubric. With an id that is misspelt or out of date
    it excuses nothing, and nobody would notice.

    Example::

        people:
          ada:
            rubric: machine-learning-engineer/ic2
            waived: {results.ownership.keep-commitment: on leave until October}

    Instead::

        people:
          ada:
            rubric: machine-learning-engineer/ic2
            waived: {results.ownership.keep-commitments: on leave until October}
    """
    for login, name, waived in _people(case):
        rubric = case.rubrics.get(name)
        if name and rubric is None:
            continue  # unknown or broken, which is a finding of its own
        for expectation in waived:
            if fault := _waiver_fault(login, expectation, rubric):
                yield Problem(Place(("people", login, "waived", expectation), Aim.KEY), *fault)


def _waiver_fault(login: str, waived: str, rubric: Rubric | None) -> tuple[str, str] | None:
    """Return what is wrong with a waiver and what to do, or None."""
    if rubric is None:
        return f"{login} has no rubric, so nothing can be waived", "give the person a rubric, or take the waiver out"
    expectations = {expectation.id: expectation for expectation in rubric.expectations()}
    if waived not in expectations:
        successor = rubric.successor(waived)
        if successor:
            return f"{rubric.id} has no `{waived}`", f"it is called {successor.id} now"
        meant = nearest_expectation(waived, tuple(expectation.id for expectation in rubric.required()))
        return f"{rubric.id} has no `{waived}`", f"did you mean {meant}?" if meant else "take it out, or correct the id"
    if not expectations[waived].required:
        return f"`{waived}` is not required by {rubric.id}", "take it out: what is optional needs no waiver"
    return None


@cycles.rule("LC513", "impossible-period")
def impossible_period(case: CycleCase) -> Iterator[Problem]:
    """A day is not in the calendar, a period ends before it begins, or reviews are due before the period is over.

    No evidence could lie in such a period, and nobody could hand in a review of it in time.

    Example::

        period: {from: 2026-12-31, to: 2026-07-01}

    Instead::

        period: {from: 2026-07-01, to: 2026-12-31}
    """
    for path in _day_paths(case):
        if _day(case, path) is None:
            yield Problem(Place(path), f"{_at(case, path)} is not a day of the calendar", "correct the day")
    start, end = _day(case, ("period", "from")), _day(case, ("period", "to"))
    if start and end and end < start:
        related = ((Place(("period", "from")), "it begins here"),)
        yield Problem(Place(("period", "to")), "the period ends before it begins", "swap or correct the days", related)
    for path in _day_paths(case)[2:]:
        due = _day(case, path)
        if due and end and due < end:
            related = ((Place(("period", "to")), "the period ends here"),)
            yield Problem(
                Place(path), "due before the period is over", f"write a day from {end.isoformat()} on", related
            )


@cycles.rule("LC514", "misplaced-cycle")
def misplaced_cycle(case: CycleCase) -> Iterator[Problem]:
    """The cycle's id is not the name of its folder.

    A review finds its cycle by the folder, and names it by the id: the two have to agree.

    Example: `rubric/cycles/2026-h2/cycle.yaml` begins with `cycle: 2026-h1`.

    Instead: the same file begins with `cycle: 2026-h2`.
    """
    name = _at(case, ("cycle",))
    if case.home and name != case.home:
        cure = f"write cycle: {case.home}, or move the file to rubric/cycles/{name}/cycle.yaml"
        yield Problem(Place(("cycle",)), f"the folder says `{case.home}`, the file says `{name}`", cure)


def _people(case: CycleCase) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each person's login, rubric (empty where there is none) and waived expectations."""
    for login in case.document.keys(("people",)):
        yield login, _at(case, ("people", login, "rubric")), case.document.keys(("people", login, "waived"))


def _day_paths(case: CycleCase) -> tuple[Path, ...]:
    own = (("people", login, "due") for login in case.document.keys(("people",)))
    return (("period", "from"), ("period", "to"), ("due",), *(path for path in own if _at(case, path)))


def _day(case: CycleCase, path: Path) -> date | None:
    try:
        return date.fromisoformat(_at(case, path))
    except ValueError:
        return None


def _at(case: CycleCase, path: Path) -> str:
    """Return the text at a path, empty where there is none."""
    value = case.document.data
    for step in path:
        value = cast("dict[str | int, object]", value).get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""

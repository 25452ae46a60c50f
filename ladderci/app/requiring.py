"""What a rubric requires: the organisation's to decide, and written into the rubric's own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ladderci.app.choosing import WritingError, meant
from ladderci.app.rulebook import Rulebook
from ladderci.app.sound import value_of
from ladderci.rules.nearest import nearest_expectation, one_of
from ladderci.splice import require

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.app.rulebook import Loaded
    from ladderci.model import Rubric
    from ladderci.source import Source


class Wanted(NamedTuple):
    """What a person asks to be required."""

    expectations: Sequence[str] = ()
    """Full ids."""
    parts: Sequence[str] = ()
    """Ids of sections or areas, of which everything is meant."""
    rubric: str = ""
    """Empty for the only rubric that has all of these."""
    required: bool = True
    """Whether reviews are to answer them from now on, or no longer."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rubric's file to be written, and what is otherwise in it."""

    path: str
    text: str
    changed: tuple[str, ...]
    """The expectations that change, in the ladder's order; where there are none, the text is as it was."""


def requirement(source: Source, wanted: Wanted) -> Requirement:
    """Return a rubric in which some expectations are required, or no longer.

    Raises:
        WritingError: there is no such rubric or expectation, or several rubrics have it.
        SpliceError: the file is written in a way in which nothing can be added to it.

    """
    rulebook = Rulebook(source)
    name = _rubric_meant(rulebook, wanted)
    rubric = value_of(rulebook.rubric(name))
    named = set(_named(rubric, wanted))
    changed = tuple(one.id for one in rubric.expectations() if one.id in named and one.required is not wanted.required)
    text = require(rulebook.rubric(name).document, changed, required=wanted.required)
    return Requirement(rulebook.rubric_file(name), text, changed)


def _rubric_meant(rulebook: Rulebook, wanted: Wanted) -> str:
    known = rulebook.rubrics()
    if wanted.rubric and wanted.rubric not in known:
        raise WritingError(f"there is no rubric {wanted.rubric}{meant(wanted.rubric, known)}")
    if not wanted.expectations and not wanted.parts:
        raise WritingError("say what: the ids of expectations, or --all-in with the id of a section or an area")
    if wanted.rubric:
        return wanted.rubric
    found = [name for name in known if _has_all(rulebook.rubric(name), wanted)]
    if len(found) > 1:
        raise WritingError(f"{len(found)} rubrics have that: say which with --rubric: {one_of(tuple(found))}")
    if found:
        return found[0]
    return next(iter(known)) if len(known) == 1 else _nearest_rubric(rulebook, wanted)


def _nearest_rubric(rulebook: Rulebook, wanted: Wanted) -> str:
    """Return the first rubric that has most of what is meant, to say by it what it lacks."""
    if not rulebook.rubrics():
        raise WritingError("there is no rubric in rubric/: `ladderci rubric import` makes one")
    words = (*wanted.expectations, *wanted.parts)

    def likeness(name: str) -> int:
        rubric = rulebook.rubric(name).value
        known = (*(one.id for one in rubric.expectations()), *_parts(rubric)) if rubric else ()
        return sum(2 * (word in known) + bool(nearest_expectation(word, known)) for word in words)

    return max(rulebook.rubrics(), key=likeness)


def _has_all(loaded: Loaded[Rubric], wanted: Wanted) -> bool:
    if loaded.value is None:
        return False
    ids = {one.id for one in loaded.value.expectations()}
    return ids.issuperset(wanted.expectations) and _parts(loaded.value).issuperset(wanted.parts)


def _parts(rubric: Rubric) -> set[str]:
    return {area.id for area in rubric.areas} | {section.id for section in rubric.sections()}


def _named(rubric: Rubric, wanted: Wanted) -> Iterator[str]:
    """Yield the ids of the expectations that are meant; raises WritingError for what the rubric does not have."""
    known, parts = tuple(one.id for one in rubric.expectations()), _parts(rubric)
    for name in wanted.expectations:
        if name in parts:
            raise WritingError(f"{name} is not one expectation: --all-in {name} means everything in it")
        if name not in known:
            near = nearest_expectation(name, (*known, *parts))
            raise WritingError(f"{rubric.id} has no {name}" + (f": did you mean {near}?" if near else ""))
        yield name
    for part in wanted.parts:
        if part not in parts:
            raise WritingError(f"{rubric.id} has no section or area {part}{meant(part, tuple(sorted(parts)))}")
        yield from (name for name in known if name.startswith(f"{part}."))

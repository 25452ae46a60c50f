"""Two rubrics laid side by side: each a living one, a cycle's copy or a file, now or at a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ladderci import load
from ladderci.app.choosing import WritingError, meant
from ladderci.app.reading import is_there, read_file
from ladderci.app.rulebook import FOLDER, Rulebook, cycle_and_rubric
from ladderci.app.sound import sound
from ladderci.model import Limits

if TYPE_CHECKING:
    from ladderci.model import Rubric
    from ladderci.source import Source


class Wanted(NamedTuple):
    """A rubric that a person names, and where to look for it."""

    name: str
    """A rubric's id (`machine-learning-engineer/ic2`), or a file's path seen from the source's root."""
    source: Source
    is_file: bool = False
    """Whether it is known to be a file's path, whatever its ending."""


def rubric_named(wanted: Wanted) -> Rubric:
    """Return the rubric that a person means.

    Raises:
        WritingError: there is none.
        BrokenError: it is broken.

    """
    paths = (wanted.name, f"{FOLDER}/{wanted.name}.yaml")
    known = (path for path in paths if path.endswith((".yaml", ".yml")) and is_there(wanted.source, path))
    path = wanted.name if wanted.is_file else next(known, "")
    if not path:
        raise WritingError(_unknown(wanted))
    document = read_file(wanted.source, path, Limits().file_bytes)
    if document.readable and not (isinstance(document.data, dict) and "rubric" in document.data):
        raise WritingError(f"{wanted.name} is no rubric: `ladderci rubric import` makes one of a published ladder")
    return sound(document, "rubric", load.rubric)


def _unknown(wanted: Wanted) -> str:
    """Return what is said of a name that no rubric has."""
    rulebook = Rulebook(wanted.source)
    cycle, rubric = cycle_and_rubric(wanted.name)
    if cycle and cycle not in rulebook.cycles:
        return f"there is no cycle {cycle}{meant(cycle, rulebook.cycles)}"
    if cycle:
        return f"{cycle} has no copy of a rubric {rubric}{meant(rubric, rulebook.rubrics(cycle))}"
    if wanted.name.endswith((".yaml", ".yml")):
        return f"there is no file {wanted.name}"
    return f"there is no rubric {wanted.name}{meant(wanted.name, rulebook.rubrics())}"

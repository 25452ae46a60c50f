"""Two rubrics laid side by side: each a living one, a cycle's copy or a file, now or at a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ladderci import load
from ladderci.app.choosing import WritingError, meant
from ladderci.app.reading import is_there, read_file
from ladderci.app.rulebook import FOLDER, Rulebook
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


def rubric_named(wanted: Wanted) -> Rubric:
    """Return the rubric that a person means.

    Raises:
        WritingError: there is none.
        BrokenError: it is broken.

    """
    paths = (wanted.name, f"{FOLDER}/{wanted.name}.yaml")
    path = next((path for path in paths if path.endswith(".yaml") and is_there(wanted.source, path)), "")
    if not path:
        known = Rulebook(wanted.source).rubrics()
        raise WritingError(f"there is no rubric {wanted.name}{meant(wanted.name, known)}")
    return sound(read_file(wanted.source, path, Limits().file_bytes), "rubric", load.rubric)

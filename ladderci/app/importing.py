"""From the files of a published ladder to rubrics, over those that there are; nothing is written here."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci import document as documents
from ladderci import load
from ladderci.app.choosing import WritingError
from ladderci.app.reading import read_file
from ladderci.app.sound import fault, sound
from ladderci.forms import SLUG
from ladderci.importing.comments import comments_of, with_comments
from ladderci.importing.family import outline_of_file
from ladderci.importing.placing import levels
from ladderci.importing.revising import identified, shared
from ladderci.importing.rubric_text import written
from ladderci.model import Limits
from ladderci.source import Reason, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path as File

    from ladderci.comparison import Pair
    from ladderci.importing.comments import Comment
    from ladderci.importing.placed import Level
    from ladderci.importing.revising import Shared
    from ladderci.model import Rubric
    from ladderci.source import Source

_NO_TRACK: Final = "cycles"
"""The folder in which the cycles lie."""


class Wanted(NamedTuple):
    """What a person asks to be imported."""

    files: tuple[File, ...]
    track: str
    level: str = ""
    """What the level is called in the rubric's id; empty for what the ladder calls it."""
    like: str = ""
    """The id of a rubric whose ids the same and reworded statements take over."""


class Earlier(NamedTuple):
    """A rubric that there is already under the id of an imported one."""

    rubric: Rubric
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """One level of a ladder, as it was understood and as the rubric that it becomes."""

    level: Level
    rubric: Rubric
    changes: tuple[Pair, ...]
    text: str
    """Of the rubric's file."""
    shared: Shared | None = None
    """What it has in common with the rubric that it was to be like."""
    earlier: Earlier | None = None

    @property
    def path(self) -> str:
        """Where the rubric lies in the folder of rubrics."""
        return f"{self.rubric.id}.yaml"

    @property
    def is_changed(self) -> bool:
        """Whether there is something to write."""
        return self.earlier is None or self.earlier.rubric != self.rubric


def import_ladder(source: Source, wanted: Wanted) -> tuple[Imported, ...]:
    """Return the rubrics that a ladder becomes, in the order of its levels.

    Args:
        source: the folder of rubrics: those that there are keep their ids.
        wanted: the files, and what to call the rubrics.

    Raises:
        UnreadableLadderError: no ladder can be made of a file, or a library is missing.
        WritingError: the rubrics cannot be called so, or would not be valid.
        BrokenError: the policy, or a rubric that is needed, is broken.

    """
    _refuse_names(wanted)
    found = levels(outline_of_file(file) for file in wanted.files)
    named = _named(found, wanted)
    _policy(source)
    earlier = {name: _earlier(source, name) for name in named}
    like = _like(source, wanted.like, named, earlier) if wanted.like else None
    return tuple(_imported(level, name, earlier[name], like) for name, level in named.items())


def _refuse_names(wanted: Wanted) -> None:
    for option, name in (("--track", wanted.track), ("--level", wanted.level or "any")):
        if not re.fullmatch(SLUG, name):
            raise WritingError(f"{option} {name}: write it in lower-case letters, digits and single hyphens")
    if wanted.track == _NO_TRACK:
        raise WritingError(f"--track {_NO_TRACK}: that folder is for cycles; give the track another name")


def _named(found: Sequence[Level], wanted: Wanted) -> dict[str, Level]:
    """Return the levels by the ids of their rubrics."""
    if wanted.level and len(found) > 1:
        titles = ", ".join(level.title.words for level in found)
        raise WritingError(f"--level {wanted.level} names one level, and here are {len(found)}: {titles}; leave it out")
    by_name: defaultdict[str, list[Level]] = defaultdict(list)
    for level in found:
        by_name[f"{wanted.track}/{wanted.level or level.name}"].append(level)
    for name, (first, *others) in by_name.items():
        if others:
            raise WritingError(
                f"two levels would be {name}: {_told(first)} and {_told(others[0])};"
                " import one by itself, with another --level or --track"
            )
    return {name: level for name, [level] in by_name.items()}


def _told(level: Level) -> str:
    return f"`{level.title.words}` of {level.source}"


# --- what is there already -----------------------------------------------------------------------------------------


def _is_there(source: Source, path: str) -> bool:
    """Return whether something stands at a path, or a link in the place of a folder above it."""
    content = source.read(path, Limits().file_bytes)
    return not (isinstance(content, Unreadable) and content.reason is Reason.MISSING)


def _policy(source: Source) -> None:
    if _is_there(source, "policy.yaml"):
        sound(read_file(source, "policy.yaml", Limits().file_bytes), "policy", load.policy)


def _earlier(source: Source, name: str) -> Earlier | None:
    if not _is_there(source, f"{name}.yaml"):
        return None
    document = read_file(source, f"{name}.yaml", Limits().file_bytes)
    return Earlier(sound(document, "rubric", load.rubric), comments_of(document))


def _like(source: Source, name: str, named: dict[str, Level], earlier: dict[str, Earlier | None]) -> Rubric:
    """Return the rubric whose ids are taken over: one of those that are imported, or one that there is."""
    if name in named:
        before = earlier[name]
        return identified(named[name], name, before.rubric if before else None).rubric
    is_id = all(re.fullmatch(SLUG, part) for part in name.split("/"))
    found = _earlier(source, name) if is_id else None
    if found is None:
        raise WritingError(f"--like {name}: there is no such rubric; `ladderci rubric list` lists them")
    return found.rubric


# --- the rubric ----------------------------------------------------------------------------------------------------


def _imported(level: Level, name: str, earlier: Earlier | None, like: Rubric | None) -> Imported:
    other = like if like and like.id != name else None
    result = identified(level, name, earlier.rubric if earlier else None, other)
    moved = {pair.was_id: pair.id for pair in result.changes if pair.after}
    text = with_comments(written(result.rubric), earlier.comments if earlier else (), moved)
    _refuse_invalid(level, result.rubric, text)
    common = shared(level, result.rubric, other) if other else None
    return Imported(level, result.rubric, result.changes, text, common, earlier)


def _refuse_invalid(level: Level, rubric: Rubric, text: str) -> None:
    """Raise WritingError where the text of a rubric would not be read as just that rubric."""
    content, limit = text.encode(), Limits().file_bytes
    wrong = f"its file would have {len(content):,} bytes where {limit:,} are allowed" if len(content) > limit else ""
    document = documents.read(f"{rubric.id}.yaml", content)
    wrong = wrong or fault(document, "rubric")
    if not wrong and load.rubric(document.data) != rubric:
        wrong = "its file would say something else than the ladder"
    if wrong:
        raise WritingError(f"{level.source}: `{level.title.words}` cannot become a rubric: {wrong}")

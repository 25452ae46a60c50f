"""A published ladder as it was understood: levels, areas, sections and statements, each text with its line.

What could not be placed, and what placing was unsure of, is part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Text(NamedTuple):
    """Words of the ladder and where they stand."""

    words: str
    line: int = 0
    """Counted from 1; 0 for a title that is not the ladder's own."""


class NotPlaced(NamedTuple):
    """A text of the file that has no place in the rubric."""

    line: int
    words: str
    why: str
    """In a few plain words."""


class Doubt(NamedTuple):
    """Where the ladder could be understood in another way, and how it was understood."""

    line: int
    words: str


class Statement(NamedTuple):
    """One statement of the ladder, which becomes an expectation."""

    words: str
    line: int
    examples: tuple[Text, ...] = ()
    key: str = ""
    """The id that the file gives it; empty where it gives none."""


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """A named group of statements."""

    title: Text
    introduction: tuple[Text, ...]
    statements: tuple[Statement, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlacedArea:
    """A named group of sections."""

    title: Text
    icon: str
    introduction: tuple[Text, ...]
    sections: tuple[PlacedSection, ...]
    key: str = ""


class Counts(NamedTuple):
    """How many areas, sections and statements there are."""

    areas: int
    sections: int
    statements: int


LEVEL_AREA = "level"
"""The id of the area for what describes the level and is no behaviour."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a published ladder."""

    source: str
    """The name of the file that it comes from."""
    title: Text
    name: str
    """What the level may be called in a rubric's id, such as `ic2`."""
    document: str
    """The document's own name; the file's where it has none."""
    summary: tuple[Text, ...]
    areas: tuple[PlacedArea, ...]
    glossary: tuple[tuple[str, Text], ...] = ()
    not_placed: tuple[NotPlaced, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def counts(self, *, of_level: bool = False) -> Counts:
        """Return the counts without the area `level`, or of that area alone."""
        areas = [area for area in self.areas if (area.key == LEVEL_AREA) == of_level]
        sections = [section for area in areas for section in area.sections]
        return Counts(len(areas), len(sections), sum(len(section.statements) for section in sections))

    def statements(self) -> Iterator[Statement]:
        """Yield every statement in the ladder's order."""
        for area in self.areas:
            for section in area.sections:
                yield from section.statements

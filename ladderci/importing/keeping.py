"""Ids of areas, sections and expectations beside those that there are: kept where they can be, unlike all others."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ladderci.importing.identifying import Keys, bare, own_key, title_key
from ladderci.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ladderci.model import Expectation, Rubric


class Heading(NamedTuple):
    """An area or a section."""

    key: str
    """Its id where it has one; in a file often empty."""
    title: str
    members: tuple[int, ...]
    """The positions of its statements among all of the rubric or the level."""


class Known(NamedTuple):
    """A rubric whose ids are to be kept, and which of its expectations the statements of a level are."""

    rubric: Rubric
    expectations: tuple[Expectation, ...]
    found: Mapping[int, int]
    """From the position of a statement to the position of the expectation that it is."""

    def headings(self) -> dict[str, tuple[Heading, ...]]:
        """Return the areas, under an empty key, and under the key of each area its sections."""
        headings: dict[str, tuple[Heading, ...]] = {}
        areas = []
        at = 0
        for area in self.rubric.areas:
            sections = []
            for section in area.sections:
                members = tuple(range(at, at := at + len(section.expectations)))
                sections.append(Heading(section.id.rpartition(".")[2], section.title, members))
            headings[area.id] = tuple(sections)
            areas.append(Heading(area.id, area.title, tuple(at for section in sections for at in section.members)))
        return headings | {"": tuple(areas)}


def heading_keys(headings: Sequence[Heading], known: Iterable[tuple[Known, Sequence[Heading]]], kind: str) -> list[str]:
    """Return a key for each of some headings that stand side by side.

    One of the same title, or with most of its statements, keeps the key that it had in the first rubric that knows it.

    Args:
        headings: of the level.
        known: the rubrics to look in, in this order, each with its headings at this place.
        kind: what a key is called that no words can be made of: `area` or `section`.

    """
    kept: dict[int, str] = {}
    keys = Keys()
    for rubric, olds in known:
        for _, _, at, other in sorted(set(_pairs(headings, olds, rubric.found))):
            if at not in kept and olds[other].key not in keys:
                kept[at] = olds[other].key
                keys.add(kept[at])
    for at, heading in enumerate(headings):
        if at not in kept:
            kept[at] = keys.take(own_key(heading.key) or title_key(heading.title, kind))
    return [kept[at] for at in range(len(headings))]


def _pairs(
    headings: Sequence[Heading], olds: Sequence[Heading], found: Mapping[int, int]
) -> Iterator[tuple[bool, int, int, int]]:
    """Yield headings that may be one, those of one title first, then those that share most statements."""
    heading_of = {member: other for other, old in enumerate(olds) for member in old.members}
    titled: defaultdict[str, list[int]] = defaultdict(list)
    for other, old in enumerate(olds):
        titled[plain(old.title)].append(other)
    seen: Counter[str] = Counter()
    for at, heading in enumerate(headings):
        title = plain(heading.title)
        shared = Counter(heading_of.get(found.get(member, -1), -1) for member in heading.members)
        for other, count in shared.items():
            is_alike = other >= 0 and plain(olds[other].title) == title
            if other >= 0 and (is_alike or count * 2 > min(len(heading.members), len(olds[other].members))):
                yield not is_alike, -count, at, other
        if seen[title] < len(titled[title]):  # of several of one title, the first with the first
            other = titled[title][seen[title]]
            yield False, -shared[other], at, other
        seen[title] += 1


class Used:
    """The ids of expectations that cannot be given any more."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._by_section: defaultdict[str, Keys] = defaultdict(Keys)
        for name in ids:
            section, _, key = name.rpartition(".")
            self._keys(section).add(key)

    def take(self, section: str, key: str) -> str:
        """Return the id in a section with a key, which gets a number where it is taken, and take it."""
        return f"{section}.{self._keys(section).take(key)}"

    def take_all(self, section: str, texts: Sequence[str]) -> list[str]:
        """Return ids made from statements of a section, and take them."""
        return [f"{section}.{key}" for key in self._keys(section).take_all(texts)]

    def _keys(self, section: str) -> Keys:
        return self._by_section[bare(section)]

"""A level of a ladder to a rubric, over the one that there was: who is who, what is new, and what is gone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.comparison import Pair, ever_used, pairs
from ladderci.importing.identifying import own_key
from ladderci.importing.keeping import Heading, Known, Used, heading_keys
from ladderci.importing.matching import Comparable, same_or_reworded
from ladderci.model import Area, Expectation, Origin, Rating, Removed, Revised, Rubric, Section
from ladderci.text import plain, same_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.importing.placed import Level, PlacedArea, Statement, Text

RATINGS: Final = (
    Rating(
        "exceeds",
        "Exceeds",
        "Does this beyond what the level asks, in several places or where it was hard, and others build on it.",
        "evidence",
    ),
    Rating("meets", "Meets", "Does this reliably, as the level asks.", "evidence"),
    Rating("growing", "Growing into it", "Does this in part or with help, and it is getting better.", "evidence"),
    Rating(
        "not-yet", "Not yet", "Does not do this so far; the reason says what stands in the way or comes next.", "reason"
    ),
    Rating(
        "no-opportunity",
        "No opportunity",
        "Nothing in this period called for it, or it could not be done; the reason says why.",
        "reason",
    ),
)
"""The scale of a rubric that had none."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A rubric made of a level, and what that changes."""

    rubric: Rubric
    changes: tuple[Pair, ...]
    """What became of every expectation of the rubric that there was."""


class _Placed(NamedTuple):
    """A statement and where it stands."""

    area: int
    section: int
    """Counted in its area."""
    statement: Statement
    compared: Comparable


def identified(level: Level, name: str, previous: Rubric | None = None, like: Rubric | None = None) -> Identified:
    """Return the rubric of a level, with ids.

    A statement that is the same or reworded keeps its id, and what the organisation wrote beside it; one that stands in
    another section gets an id there and says what it `replaces`. What is gone is listed under `removed`, and no id that
    was ever used is given to something else. Importing the same again gives the same rubric.

    Args:
        level: what the ladder says.
        name: the rubric's id, `track/level`.
        previous: the rubric that there is, if there is one.
        like: the rubric of another level, whose ids the same and reworded statements take over.

    """
    new = tuple(_placed(level))
    wanted = [item.compared for item in new]
    before = _known(previous, dict(enumerate(wanted)))
    left = {at: compared for at, compared in enumerate(wanted) if not before or at not in before.found}
    other = _known(like, left)
    ids = _ids(level, new, before, other)
    return _Revision(level, new, before, ids).result(name)


class Shared(NamedTuple):
    """What a level has in common with the one that it was to be like."""

    ids: int
    """How many ids."""
    apart: tuple[tuple[str, str], ...]
    """Of statements that have ids of their own already, these ids and those that they would have otherwise."""


def shared(level: Level, rubric: Rubric, like: Rubric) -> Shared:
    """Return what a level's rubric shares with another one, and what it could if it had no ids yet."""
    there = {expectation.id for expectation in like.expectations()}
    fresh = identified(level, rubric.id, None, like).rubric
    both = zip(rubric.expectations(), fresh.expectations(), strict=True)
    apart = tuple((own.id, other.id) for own, other in both if other.id in there and own.id not in there)
    return Shared(sum(own.id in there for own in rubric.expectations()), apart)


def _placed(level: Level) -> Iterator[_Placed]:
    for number, area in enumerate(level.areas):
        for index, section in enumerate(area.sections):
            place = plain(section.title.words)
            for statement in section.statements:
                compared = Comparable(statement.words, place, own_key(statement.key))
                yield _Placed(number, index, statement, compared)


def _known(rubric: Rubric | None, wanted: dict[int, Comparable]) -> Known | None:
    if rubric is None:
        return None
    old = [
        Comparable(expectation.text, plain(section.title), expectation.id.rpartition(".")[2])
        for section in rubric.sections()
        for expectation in section.expectations
    ]
    positions = list(wanted)
    found = same_or_reworded(list(wanted.values()), old)
    return Known(rubric, tuple(rubric.expectations()), {positions[at]: other for at, other in found.items()})


def _ids(level: Level, new: tuple[_Placed, ...], before: Known | None, like: Known | None) -> list[str]:
    """Return the id of every statement."""
    known = [(rubric, rubric.headings()) for rubric in (before, like) if rubric]
    members = _members(new)
    areas = [Heading(area.key, area.title.words, members[number, -1]) for number, area in enumerate(level.areas)]
    keys = heading_keys(areas, [(rubric, there[""]) for rubric, there in known], "area")
    sections: dict[tuple[int, int], str] = {}
    for number, area in enumerate(level.areas):
        inside = [
            Heading(section.key, section.title.words, members[number, at]) for at, section in enumerate(area.sections)
        ]
        there = [(rubric, headings.get(keys[number], ())) for rubric, headings in known]
        for at, key in enumerate(heading_keys(inside, there, "section")):
            sections[number, at] = f"{keys[number]}.{key}"
    return _expectation_ids([sections[item.area, item.section] for item in new], new, before, like)


def _members(new: tuple[_Placed, ...]) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the positions of statements by area and section, and of all in an area with -1 for the section."""
    members: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for at, item in enumerate(new):
        members[item.area, item.section].append(at)
        members[item.area, -1].append(at)
    return {place: tuple(positions) for place, positions in members.items()}


def _expectation_ids(
    sections: list[str], new: tuple[_Placed, ...], before: Known | None, like: Known | None
) -> list[str]:
    """Return ids: those that stay where they are first, then moved ones, those of the other level, own and new ones."""
    gone = set(ever_used(before.rubric)) if before else set()
    used = Used((*gone, *(item.id for item in (like.expectations if like else ()))))
    ids = [""] * len(new)
    for at, old in _found(before):
        section, _, key = old.id.rpartition(".")
        there = f"{sections[at]}.{key}"
        is_its_own = section == sections[at] or there in old.replaces
        ids[at] = there if is_its_own else used.take(sections[at], key)
    for at, shared in _found(like):
        section, _, key = shared.id.rpartition(".")
        is_free = section == sections[at] and shared.id not in gone
        ids[at] = shared.id if is_free else used.take(sections[at], key)
    return _new_ids(ids, sections, new, used)


def _found(known: Known | None) -> Iterator[tuple[int, Expectation]]:
    if known:
        yield from ((at, known.expectations[other]) for at, other in sorted(known.found.items()))


def _new_ids(ids: list[str], sections: list[str], new: tuple[_Placed, ...], used: Used) -> list[str]:
    """Return the ids with those filled in that are made from the file's own and from words, section by section."""
    waiting: dict[str, list[int]] = {}
    for at, item in enumerate(new):
        if not ids[at] and item.compared.key:
            ids[at] = used.take(sections[at], item.compared.key)
        elif not ids[at]:
            waiting.setdefault(sections[at], []).append(at)
    for section, places in waiting.items():
        names = used.take_all(section, [new[at].statement.words for at in places])
        for at, name in zip(places, names, strict=True):
            ids[at] = name
    return ids


class _Revision:
    """The making of a rubric once all ids are known."""

    def __init__(self, level: Level, new: tuple[_Placed, ...], before: Known | None, ids: list[str]) -> None:
        self._level = level
        self._new = new
        self._ids = ids
        self._members = _members(new)
        self._previous = before.rubric if before else None
        self._old_sections = {section.id: section for section in before.rubric.sections()} if before else {}
        self._old = {at: before.expectations[other] for at, other in before.found.items()} if before else {}
        left = set(range(len(before.expectations) if before else 0)) - set(before.found.values() if before else ())
        self._gone = tuple(before.expectations[at] for at in sorted(left)) if before else ()
        self._version = self._next_version()
        self._known_examples = {plain(text) for old in self._old.values() for text in old.examples}

    def result(self, name: str) -> Identified:
        """Return the rubric and what it changes."""
        previous = self._previous
        rubric = Rubric(
            id=name,
            title=self._level.title.words,
            version=self._version,
            summary=_joined(self._level.summary) or (previous.summary if previous else ""),
            ratings=previous.ratings if previous else RATINGS,
            areas=tuple(self._areas()),
            glossary=self._glossary(),
            removed=tuple(self._removed()),
            origin=self._origin(),
        )
        return Identified(rubric, pairs(previous, rubric))

    def _next_version(self) -> int:
        if self._previous is None:
            return 1
        is_changed = bool(self._gone) or len(self._old) < len(self._new)
        is_changed |= any(
            old.id != self._ids[at] or same_words(old.text) != same_words(self._new[at].statement.words)
            for at, old in self._old.items()
        )
        return self._previous.version + is_changed

    def _removed(self) -> Iterator[Removed]:
        yield from self._previous.removed if self._previous else ()
        for old in self._gone:
            yield from (Removed(name, self._version, old.text) for name in (old.id, *old.replaces))

    def _glossary(self) -> tuple[tuple[str, str], ...]:
        told = {term: text.words for term, text in self._level.glossary}
        before = dict(self._previous.glossary) if self._previous else {}
        return tuple((told | {term: words for term, words in before.items() if term not in told}).items())

    def _origin(self) -> Origin:
        kept = self._previous.origin if self._previous else Origin()
        return Origin(kept.document or self._level.document, kept.licence, "verbatim")

    def _areas(self) -> Iterator[Area]:
        before = {area.id: area for area in self._previous.areas} if self._previous else {}
        for number, area in enumerate(self._level.areas):
            sections = tuple(self._sections(number, area))
            key = sections[0].id.partition(".")[0]
            old = before.get(key)
            yield Area(
                id=key,
                title=area.title.words,
                icon=area.icon or (old.icon if old else ""),
                introduction=_joined(area.introduction) or (old.introduction if old else ""),
                sections=sections,
            )

    def _sections(self, number: int, area: PlacedArea) -> Iterator[Section]:
        before = self._old_sections
        for index, section in enumerate(area.sections):
            expectations = tuple(self._expectation(at) for at in self._members[number, index])
            key = expectations[0].id.rpartition(".")[0]
            introduction = _joined(section.introduction) or (before[key].introduction if key in before else "")
            yield Section(key, section.title.words, introduction, expectations)

    def _expectation(self, at: int) -> Expectation:
        statement = self._new[at].statement
        old, name = self._old.get(at), self._ids[at]
        examples = tuple(text.words for text in statement.examples)
        if old is None:
            left = tuple(text for text in examples if plain(text) not in self._known_examples)
            return Expectation(id=name, text=statement.words, examples=left)
        is_same = plain(old.text) == plain(statement.words)
        before = (*old.replaces, old.id)
        return replace(
            old,
            id=name,
            text=statement.words,
            examples=self._examples(examples, old.examples),
            replaces=tuple(other for other in before if other != name) if name != old.id else old.replaces,
            revised=old.revised if is_same else Revised(self._version, old.text),
        )

    def _examples(self, new: tuple[str, ...], old: tuple[str, ...]) -> tuple[str, ...]:
        """Return the examples that there were, those reworded in their place, and those that stand nowhere yet."""
        found = same_or_reworded([Comparable(text, "") for text in new], [Comparable(text, "") for text in old])
        kept = list(old)
        for at, other in found.items():
            kept[other] = new[at]
        added = (text for at, text in enumerate(new) if at not in found and plain(text) not in self._known_examples)
        return (*kept, *added)


def _joined(texts: Iterable[Text]) -> str:
    return " ".join(text.words for text in texts)

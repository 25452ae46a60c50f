"""What became of each expectation between two rubrics: two versions of one, or two levels of a ladder.

Only what is certain is told: an id that both have, an id that one says it replaces, or the same words. Nothing is
guessed from texts that are alike.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.model import Revised
from ladderci.text import plain, same_words

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence

    from ladderci.model import Answer, Expectation, Removed, Review, Rubric, Section


class Fate(StrEnum):
    """What became of an expectation."""

    SAME = "same"
    REWORDED = "reworded"
    MOVED = "moved"
    """It has another id; its words may be others too."""
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pair:
    """An expectation as it was and as it is."""

    before: Expectation | None
    """None for one that was added."""
    after: Expectation | None
    """None for one that is gone."""
    is_merged: bool = False
    """Whether another one has become the same expectation, and is told first."""

    @property
    def fate(self) -> Fate:
        """What became of it, in one word."""
        if self.before is None:
            return Fate.ADDED
        if self.after is None:
            return Fate.GONE
        if self.before.id != self.after.id:
            return Fate.MOVED
        return Fate.REWORDED if self.is_reworded else Fate.SAME

    @property
    def is_reworded(self) -> bool:
        """Whether its words are others; case, punctuation and the kind of an apostrophe change no word."""
        return bool(self.before and self.after) and plain(self.was) != plain(self.text)

    @property
    def is_edited(self) -> bool:
        """Whether its text is another one in any way but for white space."""
        return bool(self.before and self.after) and same_words(self.was) != same_words(self.text)

    @property
    def is_newly_required(self) -> bool:
        """Whether a review has to answer it now, and had not before."""
        is_required = bool(self.after and self.after.required)
        return is_required and not self.is_merged and not (self.before and self.before.required)

    @property
    def is_no_longer_required(self) -> bool:
        """Whether a review had to answer it before, and may now."""
        was_required = bool(self.before and self.before.required)
        return was_required and not self.is_merged and bool(self.after and not self.after.required)

    @property
    def id(self) -> str:
        """Its id; of what is gone the one that it had."""
        return self.after.id if self.after else self.was_id

    @property
    def text(self) -> str:
        """What it says; of what is gone what it said."""
        return self.after.text if self.after else self.was

    @property
    def was_id(self) -> str:
        """The id that it had; empty for what was added."""
        return self.before.id if self.before else ""

    @property
    def was(self) -> str:
        """What it said; empty for what was added."""
        return self.before.text if self.before else ""


def pairs(before: Rubric | None, after: Rubric) -> tuple[Pair, ...]:
    """Return every expectation of two rubrics, in the order of the newer; those that are gone at the end.

    An id decides first, then what either side says under `replaces`, then equal words, in a section of one name before
    others; but what either side lists as `removed` is that, whatever has its words. Of several that one expectation
    replaces, the first that says the same is its pair, else the first; the others come at the end, merged into it.
    Where `before` is None, everything was added.
    """
    olds, news = _placed(before) if before else (), _placed(after)
    removed = {gone.id for rubric in (before, after) if rubric for gone in rubric.removed}
    found: dict[str, Expectation] = {}
    for of_new, of_old in _IDS:
        _recognise(found, news, olds, of_new, of_old)
    for face in (_words_here, _words):
        _recognise(found, _without(news, removed), _without(olds, removed), face, face)
    kept = {old.id for old in found.values()}
    successors = {name: new.expectation for new in news for name in new.expectation.replaces}
    left = (old.expectation for old in olds if old.expectation.id not in kept)
    return (
        *(Pair(found.get(new.expectation.id), new.expectation) for new in news),
        *(Pair(old, successors.get(old.id), is_merged=old.id in successors) for old in left),
    )


class _Placed(NamedTuple):
    """An expectation, and the title of its section without case and punctuation."""

    expectation: Expectation
    section: str


def _placed(rubric: Rubric) -> tuple[_Placed, ...]:
    return tuple(_Placed(one, plain(section.title)) for section in rubric.sections() for one in section.expectations)


def _without(side: Sequence[_Placed], ids: Container[str]) -> tuple[_Placed, ...]:
    return tuple(placed for placed in side if placed.expectation.id not in ids)


def _id(placed: _Placed) -> Iterable[Hashable]:
    return (placed.expectation.id,)


def _replaced(placed: _Placed) -> Iterable[Hashable]:
    return placed.expectation.replaces


def _words_here(placed: _Placed) -> Iterable[Hashable]:
    return ((placed.section, plain(placed.expectation.text)),)


def _words(placed: _Placed) -> Iterable[Hashable]:
    return (plain(placed.expectation.text),)


_IDS: Final = ((_id, _id), (_replaced, _id), (_id, _replaced))
"""By which ids an expectation is known again, of the newer and of the older rubric; the first counts most."""


def _recognise(
    found: dict[str, Expectation],
    news: Sequence[_Placed],
    olds: Sequence[_Placed],
    of_new: Callable[[_Placed], Iterable[Hashable]],
    of_old: Callable[[_Placed], Iterable[Hashable]],
) -> None:
    """Pair what has a face in common and is not paired yet: what says the same, else the first with the first."""
    taken = {old.id for old in found.values()}
    free: defaultdict[Hashable, deque[Expectation]] = defaultdict(deque)
    for old in olds:
        if old.expectation.id not in taken:
            for face in of_old(old):
                free[face].append(old.expectation)
    for new in news:
        if new.expectation.id in found:
            continue
        known = [one for face in of_new(new) for one in free.get(face, ()) if one.id not in taken]
        if known:
            words = plain(new.expectation.text)
            known_again = next((one for one in known if plain(one.text) == words), known[0])
            found[new.expectation.id] = known_again
            taken.add(known_again.id)


class Piece(NamedTuple):
    """Words of two texts: the same in both, or others in their place. Either may be empty, but not both."""

    before: str
    after: str

    @property
    def is_kept(self) -> bool:
        """Whether both texts have these words."""
        return self.before == self.after


def reworded(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts in pieces, word by word; white space is not compared."""
    from difflib import SequenceMatcher  # a check needs none of it

    olds, news = before.split(), after.split()
    steps = SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    return tuple(Piece(" ".join(olds[a:b]), " ".join(news[c:d])) for _, a, b, c, d in steps)


class Outdated(NamedTuple):
    """An answer that is older than the words that it answers."""

    answer: Answer
    expectation: Expectation
    revised: Revised


def outdated(review: Review, rubric: Rubric) -> Iterator[Outdated]:
    """Yield the answers of a review to what was reworded after the version that it was last brought up to.

    An answer that is there in name only is not among them, and none is where the review does not say its version.
    """
    for answer in review.answers:
        expectation = rubric.expectation(answer.id)
        revised = expectation.revised if expectation else None
        if expectation and revised and not answer.is_silent and 0 < review.rubric_version < revised.version:
            yield Outdated(answer, expectation, revised)


def revisions(before: Rubric, after: Rubric) -> dict[str, Revised]:
    """Return what a newer rubric is to say under `revised`, where it does not, for those who knew an older one.

    An expectation with other words than before was revised in the newer version, and said before what the older one
    says. One that the older rubric marked, and the newer has not reworded since, keeps its mark. There is one mark, so
    whoever knew a still older version is told of the last change alone.
    """
    marks: dict[str, Revised] = {}
    for pair in pairs(before, after):
        if pair.before is None or pair.after is None or pair.is_merged:
            continue
        earlier, own = pair.before.revised, pair.after.revised
        if pair.is_reworded:
            mark: Revised | None = Revised(after.version, pair.was)
        else:
            mark = earlier if earlier and (own is None or own.version < earlier.version) else own
        if mark and mark != own:
            marks[pair.after.id] = mark
    return marks


def marked(rubric: Rubric, marks: Mapping[str, Revised]) -> Rubric:
    """Return a rubric in which expectations have other marks of when they last changed, by their ids."""

    def section(one: Section) -> Section:
        told = (replace(each, revised=marks.get(each.id, each.revised)) for each in one.expectations)
        return replace(one, expectations=tuple(told))

    areas = (replace(area, sections=tuple(map(section, area.sections))) for area in rubric.areas)
    return replace(rubric, areas=tuple(areas))


class Gone(NamedTuple):
    """What became of an id that a rubric had once."""

    id: str
    rubric: str
    """The rubric's title."""
    successor: Expectation | None
    """What took its place."""
    removal: Removed | None
    """Since when it is not asked any more, where nothing did."""


def became(rubric: Rubric, name: str) -> Gone | None:
    """Return what became of an expectation's id; None where the rubric has it, or never had."""
    successor, removal = rubric.successor(name), rubric.removal(name)
    return Gone(name, rubric.title, successor, removal) if successor or removal else None


def unaccounted(before: Rubric, after: Rubric) -> tuple[str, ...]:
    """Return the ids that an older rubric uses or accounts for, and of which a newer one says nothing at all."""
    known = set(ever_used(after))
    return tuple(name for name in dict.fromkeys(ever_used(before)) if name not in known)


def ever_used(rubric: Rubric) -> Iterator[str]:
    """Yield the ids that a rubric uses, replaces and lists as removed."""
    for expectation in rubric.expectations():
        yield expectation.id
        yield from expectation.replaces
    yield from (gone.id for gone in rubric.removed)

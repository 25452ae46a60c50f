"""Which statement of an older rubric a statement of a ladder is: the same, reworded, or none of them."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import UnreadableLadderError
from ladderci.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAME_PLACE: Final = 65.0
ELSEWHERE: Final = 80.0
"""How alike two texts must be, from 0 to 100, to be one reworded: within a section of one name, and anywhere else.

The measure is the share of characters that both have in the same order (the normalised indel similarity), of texts
without case and punctuation. Neighbouring levels of a published ladder have statements in common by design, and show
both sides: pairs of one section at 65 and above say one thing in other words, below 60 hardly any does; pairs of
different sections reach 62 through turns of phrase alone, and no rewording was found there. The second threshold
keeps its distance, since a statement that is taken for another one carries a person's answer to the wrong place."""

_MOST_PAIRS: Final = 4_000_000
"""Pairs of texts that are compared: all of two thousand with two thousand, a few seconds. Of more, the nearest."""

_MOST_RIVALS: Final = 32
"""How many old texts a new one is held against in the end: the most alike ones."""


class Comparable(NamedTuple):
    """A statement as it is compared."""

    text: str
    place: str
    """The title of its section, without case and punctuation."""
    key: str = ""
    """An id of its own, from the ladder's file or the end of the rubric's id."""


def same_or_reworded(new: Sequence[Comparable], old: Sequence[Comparable]) -> dict[int, int]:
    """Return for positions in `new` the positions in `old` that they are; no position of either side twice.

    Ids of their own decide first, then texts that are the same, in a section of the same name before others; then the
    most alike pair of all, and so on down to the thresholds. Of pairs that are equally alike, those of one section
    and those that stand first are taken.

    Raises:
        UnreadableLadderError: the library that compares texts is not installed.

    """
    found: dict[int, int] = {}
    for faces in (_keys, _words_here, _words):
        _take_equal(found, faces(new), faces(old))
    left_new = [at for at in range(len(new)) if at not in found]
    taken = set(found.values())
    left_old = [at for at in range(len(old)) if at not in taken]
    for _, _, at, other in sorted(_alike(new, old, left_new, left_old)):
        if at not in found and other not in taken:
            found[at] = other
            taken.add(other)
    return found


def _keys(side: Sequence[Comparable]) -> list[object]:
    return [comparable.key or None for comparable in side]


def _words_here(side: Sequence[Comparable]) -> list[object]:
    return [(plain(comparable.text), comparable.place) for comparable in side]


def _words(side: Sequence[Comparable]) -> list[object]:
    return [plain(comparable.text) for comparable in side]


def _take_equal(found: dict[int, int], new: Iterable[object], old: Iterable[object]) -> None:
    """Pair what has an equal face and is not paired yet, first with first."""
    taken = set(found.values())
    free: defaultdict[object, deque[int]] = defaultdict(deque)
    for at, face in enumerate(old):
        if at not in taken:
            free[face].append(at)
    for at, face in enumerate(new):
        if at not in found and face is not None and free.get(face):
            found[at] = free[face].popleft()


def _alike(
    new: Sequence[Comparable], old: Sequence[Comparable], left_new: Sequence[int], left_old: Sequence[int]
) -> Iterator[tuple[float, bool, int, int]]:
    """Yield pairs that are alike enough: how unlike they are, whether they stand apart, and their positions."""
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        raise UnreadableLadderError("rapidfuzz is not installed: get it with pip install 'ladderci[import]'") from None
    texts = [(at, plain(old[at].text)) for at in left_old]
    window = max(_MOST_PAIRS // max(len(left_new), 1), 1)
    for number, at in enumerate(left_new):
        middle = number * len(texts) // len(left_new)
        near = dict(texts[max(middle - window // 2, 0) : middle + window // 2 + 1])
        for _, score, other in process.extract(
            plain(new[at].text), near, scorer=fuzz.ratio, processor=None, limit=_MOST_RIVALS, score_cutoff=SAME_PLACE
        ):
            is_apart = new[at].place != old[other].place
            if score >= (ELSEWHERE if is_apart else SAME_PLACE):
                yield -score, is_apart, at, other

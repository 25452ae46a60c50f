"""“Did you mean”: the known word that is nearest to what was written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_LONGEST: Final = 200
"""Characters; what is longer is no slip of the pen."""
_MOST: Final = 300
"""Known words that are compared: the formats have fewer, and a hostile file may have a hundred thousand."""


@lru_cache(maxsize=4096)
def nearest(word: str, known: tuple[str, ...], cutoff: float = 0.7) -> str:
    """Return the known word that was probably meant, or nothing.

    Args:
        word: what was written.
        known: what could have been.
        cutoff: how alike the two must be at least, from 0 to 1.

    """
    if len(word) > _LONGEST:
        return ""
    from difflib import get_close_matches

    by_letters = {one.casefold(): one for one in known[:_MOST]}
    found = get_close_matches(word.casefold(), by_letters, n=1, cutoff=cutoff)
    return by_letters[found[0]] if found else ""


def nearest_expectation(word: str, known: tuple[str, ...]) -> str:
    """Return the id of the expectation that was probably meant, or nothing.

    The last part of an id tells most: a right one under a wrong section is found first.
    """
    last = word.rpartition(".")[2]
    same_end = [one for one in known if one.rpartition(".")[2] == last]
    return same_end[0] if len(same_end) == 1 else nearest(word, known)


def one_of(known: tuple[str, ...], most: int = 12) -> str:
    """Return known words as a list to choose from, cut where there are too many to read."""
    shown = ", ".join(known[:most])
    return f"{shown}, …" if len(known) > most else shown

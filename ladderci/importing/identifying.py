"""Ids from words: of titles all of them, of statements the telling ones, and no two that look alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from ladderci.forms import SLUG
from ladderci.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST_KEY: Final = 60
"""Characters of one part of an id in a rubric."""

_FEWEST_WORDS: Final = 4
_ROOM_FOR_NUMBER: Final = 5
_HASHED: Final = 8
_SLUG: Final = re.compile(SLUG)
_WORD: Final = re.compile("[a-z0-9]+")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['\u2019]s?(?=\W|$)", re.IGNORECASE)
_SILENT_WORDS: Final = (
    "a able about after all also am an and any are as at be because become been before being both but by can could"
    " did do does doing down each eg either etc even every for from further get gets had has have having he her here"
    " him his how i ie if im in into is it its ive just least like made make makes making may me might more most"
    " much must my no nor not of off on once only or other our out over own per rather same she should so some such"
    " than that the their them then there these they this those through to too under until up upon us use used uses"
    " using very via was we well were what when where whether which while who whom whose why will with within"
    " without would you your consistently effectively"
)
_SILENT: Final = frozenset(_SILENT_WORDS.split())
"""Words that tell one statement from another in no ladder."""


def title_key(title: str, kind: str) -> str:
    """Return the key of a title: its words; where an alphabet has no such letters, the kind and a digest of them."""
    return _cut(_latin_words(title), LONGEST_KEY - _ROOM_FOR_NUMBER) if _is_latin(title) else _digested([kind], title)


def statement_keys(text: str) -> Iterator[str]:
    """Yield keys for a statement, ever longer: four telling words, five and so on, at last with a digest."""
    every = _latin_words(text)
    telling = [word for word in every if word not in _SILENT] or every
    if _is_latin(text):
        longest = _cut(telling, LONGEST_KEY)
        for count in range(min(_FEWEST_WORDS, len(telling)), longest.count("-") + 2):
            yield _cut(telling[:count], LONGEST_KEY)
    yield _digested(telling[:_FEWEST_WORDS] or ["statement"], text)


def own_key(key: str) -> str:
    """Return the id that a file gives, if it can be one here as it is or in lower case; else nothing."""
    lower = key.strip().lower().replace("_", "-").replace(" ", "-")
    return lower if _SLUG.fullmatch(lower) and len(lower) <= LONGEST_KEY else ""


class Keys:
    """Keys that stand side by side, no two of which people would take for one another."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._used = set(map(bare, taken))
        self._next: dict[str, int] = {}

    def __contains__(self, key: str) -> bool:
        return bare(key) in self._used

    def add(self, key: str) -> None:
        """Take a key."""
        self._used.add(bare(key))

    def take(self, key: str) -> str:
        """Take a key, with a number behind it where it is taken, and return it."""
        free = key
        while free in self:
            self._next[key] = number = self._next.get(key, 1) + 1
            free = f"{_cut(key.split('-'), LONGEST_KEY - _ROOM_FOR_NUMBER)}-{number}"
        self.add(free)
        return free

    def take_all(self, texts: Sequence[str]) -> list[str]:
        """Take a key for each of some statements, and return them; the order counts only for equal texts.

        Statements of which the first telling words are the same get as many words as it takes to tell them apart.
        """
        keys = [""] * len(texts)
        waiting = {at: statement_keys(text) for at, text in enumerate(texts)}
        while waiting:
            offered: defaultdict[str, list[int]] = defaultdict(list)
            for at, offers in waiting.items():
                keys[at] = next(offers, "") or keys[at]
                offered[bare(keys[at])].append(at)
            used_up = [at for at in waiting if keys[at].endswith(_digest(texts[at]))]
            for places in offered.values():
                if len(places) == 1 and keys[places[0]] not in self:
                    self.add(keys[places[0]])
                    del waiting[places[0]]
            for at in used_up:
                if waiting.pop(at, None):
                    keys[at] = self.take(keys[at])
        return keys


def bare(name: str) -> str:
    """Return an id as people read it out: two of which this is equal are taken for one another."""
    return name.casefold().replace("-", "")


def _latin_words(text: str) -> list[str]:
    """Return the words of a text that an id can have, without accents, apostrophes and the signs of possession."""
    parted = unicodedata.normalize("NFKD", plain(_POSSESSIVE.sub("", text)))
    return _WORD.findall("".join(letter for letter in parted if not unicodedata.combining(letter)))


def _is_latin(text: str) -> bool:
    """Return whether most letters of a text can stand in an id."""
    letters = sum(letter.isalnum() for letter in unicodedata.normalize("NFKD", text))
    kept = sum(map(len, _latin_words(text)))
    return kept * 2 > letters


def _cut(words: Sequence[str], size: int) -> str:
    key = ""
    for word in words:
        longer = f"{key}-{word}" if key else word[:size]
        if len(longer) > size:
            break
        key = longer
    return key


def _digested(words: Sequence[str], text: str) -> str:
    digest = _digest(text)
    return f"{_cut(words, LONGEST_KEY - len(digest) - _ROOM_FOR_NUMBER)}-{digest}"


def _digest(text: str) -> str:
    return hashlib.sha256(plain(text).encode("utf-8", "replace")).hexdigest()[:_HASHED]

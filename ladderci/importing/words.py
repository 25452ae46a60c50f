"""What words look like: whether they are a heading's or a level's, and whether two texts say the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ladderci.text import plain

LONGEST_TITLE: Final = 120
"""Characters of a title in a rubric."""

_SURE_WORDS: Final = 4
_MOST_WORDS: Final = 8
"""Headings of published ladders have one to four words; longer ones are told by their capitals, up to eight."""
_STRONG_WORDS: Final = 10
"""A bold line of more words is a sentence that is to stand out, such as a level's summary."""
_LONG_WORD: Final = 4
_PER_IDEOGRAPH: Final = 3
_PER_WORD: Final = 12
"""Characters that count as a word where no spaces part them: three of the wide scripts, a dozen of the others."""

_ENDS: Final = (*".!?;,…", *"\u3002\uff01\uff1f\uff1b\uff0c\u3001\u061f\u061b\u0964\u0965")
"""Marks that end sentences and not headings, in East Asian, Arabic and Indian scripts too."""
_PERSONS: Final = frozenset({"i", "i'm", "i’m", "we", "you", "they", "he", "she"})
_RANK_NUMBER: Final = re.compile(
    r"\b([a-z]{1,3}|swe|sde|level|grade|band|tier|stage|step|stufe|niveau|nivel)([\s.\-–#]*)(\d{1,2})\b", re.IGNORECASE
)
_RANK: Final = re.compile(
    r"\b(?:junior|mid|middle|intermediate|senior|staff|principal|lead|associate|graduate|apprentice|intern|trainee"
    r"|distinguished|fellow|director|manager|head|vp|entry|beginner|novice|advanced|expert)\b",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"\b(?:administrator|analyst|architect|consultant|designer|developer|engineer|manager|programmer|researcher"
    r"|scientist|specialist|technician|writer)s?\b",
    re.IGNORECASE,
)
_ROMAN: Final = re.compile(
    rf"(?:{_ROLE.pattern}|\b(?:level|grade|band|tier|stage))\s+(?-i:I{{1,3}}|IV|VI{{0,3}}|IX|X)(?=\s*(?:[,:(–—|-]|$))",
    re.IGNORECASE,
)
"""`Engineer II`: a numeral behind the name of a role, at the end or before a mark."""
_RANK_LETTERS: Final = frozenset({"ic", "l", "e", "m", "p", "t", "s", "se", "swe", "sde"})
_DIGITS: Final = re.compile(r"\d+")
_EXAMPLES: Final = frozenset({"example", "examples", "e g", "eg", "for example", "for instance", "some examples"})
_EXAMPLES_LIKE: Final = re.compile(
    r"^(?:example|evidence$|in practice$)|\bexamples\b|\bfor instance\b"
    r"|\bwhat (?:this|it|that|good) .{0,20}looks? like\b"
)
"""What only a label of a block that folds may say in more words; a heading may speak of examples as well."""
_ASIDES: Final = re.compile(
    r"(?:faq|faqs|frequently asked questions|see also|further reading|related (?:pages|links|reading)"
    r"|change ?log|(?:version|revision|document) history|licen[cs]e|acknowledge?ments"
    r"|(?:about|how (?:to|we|you) (?:use|read))(?: this| the| our| these)?(?: career| engineering)?"
    r" (?:page|document|ladder|framework|matrix|guide|levels|rubric|handbook))"
)
"""Titles of what ladders say about themselves."""
_GLOSSARY: Final = frozenset({"glossary", "definitions", "terms", "key terms", "definition of terms"})


def measure(text: str) -> int:
    """Return how long a text is in words, also where its script parts no words."""
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    return max(len(text.split()), wide // _PER_IDEOGRAPH, len(text) // _PER_WORD)


def is_title_like(text: str) -> bool:
    """Return whether a line that no markup tells apart may be a heading, going by its length, capitals and end."""
    length = measure(text)
    if text.endswith(_ENDS) or len(text) > LONGEST_TITLE or _begins_with_person(text) or text[:1].islower():
        return False
    return length <= _SURE_WORDS or (length <= _MOST_WORDS and is_title_case(text))


def is_strong_title(text: str) -> bool:
    """Return whether a bold line may be a heading."""
    if len(text) > LONGEST_TITLE or measure(text) > _STRONG_WORDS or _begins_with_person(text):
        return False
    return not text.endswith(_ENDS)


def _begins_with_person(text: str) -> bool:
    return text.split(None, 1)[0].casefold() in _PERSONS


def is_title_case(text: str) -> bool:
    """Return whether all longer words begin with a capital, in scripts that have them."""
    letters = [word[0] for word in text.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
    return bool(letters) and all(letter.isupper() for letter in letters)


def is_level_like(text: str) -> bool:
    """Return whether a title names a level: `IC2`, `L3: Senior Engineer`, `Staff`."""
    return measure(text) <= _STRONG_WORDS and bool(level_name(text) or _RANK.search(text) or _ROMAN.search(text))


def names_level(text: str) -> bool:
    """Return whether a line is a level's name by itself: `IC2 …`, `Engineer II`, `Senior Engineer`."""
    if not is_strong_title(text):
        return False
    return bool(level_name(text) or _ROMAN.search(text) or (_RANK.search(text) and _ROLE.search(text)))


def like_levels(titles: tuple[str, ...]) -> tuple[bool, ...]:
    """Return of titles that stand side by side whether each names a level.

    A role without a rank is a level beside the same role with one: `Engineer` and `Senior Engineer`.
    """
    ranked = {_role(title) for title in titles if is_level_like(title)} - {""}
    return tuple(is_level_like(title) or plain(title) in ranked for title in titles)


def _role(title: str) -> str:
    """Return a title without its rank, if that names a role."""
    rest = plain(_RANK.sub(" ", title))
    return rest if _ROLE.search(rest) else ""


def are_levels(titles: tuple[str, ...]) -> bool:
    """Return whether titles that stand side by side name levels: each by its words, or all alike but for a number."""
    if len(titles) < 2:  # noqa: PLR2004 (one has nothing beside it)
        return False
    alike = {_DIGITS.sub("#", title) for title in titles}
    return all(like_levels(titles)) or (len(alike) == 1 and "#" in next(iter(alike)))


def level_name(title: str) -> str:
    """Return what a level's title calls it in short, such as `ic2`; empty where there is no such word."""
    for found in _RANK_NUMBER.finditer(title):
        word, gap, number = found[1].lower(), found[2], str(int(found[3]))
        if len(word) >= _LONG_WORD:
            return f"{word}-{number}"
        if not gap.strip(" ") and (not gap or word in _RANK_LETTERS):  # `K2` and `L 2`, but not `of 2`
            return f"{word}{number}"
    return ""


def is_examples_label(text: str, *, folds: bool = False) -> bool:
    """Return whether a line says that examples follow.

    Args:
        text: the line.
        folds: whether it is the label of a block that folds.

    """
    return plain(text) in _EXAMPLES or (folds and bool(_EXAMPLES_LIKE.search(plain(text))))


def is_aside_title(text: str) -> bool:
    """Return whether a heading stands above what the ladder says of itself or of its page."""
    return bool(_ASIDES.fullmatch(plain(text)))


def is_glossary_title(text: str) -> bool:
    """Return whether a heading says that terms and their explanations follow."""
    return plain(text) in _GLOSSARY


def without_colon(title: str) -> str:
    """Return a title without the colon that makes a line of plain text a heading."""
    return title.rstrip(" :\uff1a") or title


def icon_and_title(text: str) -> tuple[str, str]:
    """Return the picture that a heading begins with, empty where it has none, and the rest."""
    size = next((at for at, letter in enumerate(text) if not _is_picture(letter)), len(text))
    rest = text[size:].strip()
    is_icon = size and rest and any(unicodedata.category(letter) == "So" for letter in text[:size])
    return (text[:size].strip(), rest) if is_icon and size <= _LONGEST_ICON else ("", text)


_LONGEST_ICON: Final = 20
"""Characters of an icon in a rubric: a family or a flag is one picture of many characters."""
_JOINED: Final = frozenset("\u200d\ufe0f\ufe0e\u20e3 ")
_FLAG_PARTS: Final = frozenset(map(chr, range(0xE0020, 0xE0080)))
"""The tag characters that spell some flags."""


def _is_picture(letter: str) -> bool:
    return letter in _JOINED or letter in _FLAG_PARTS or unicodedata.category(letter) in {"So", "Sk"}

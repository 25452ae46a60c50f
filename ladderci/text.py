"""Characters and places in a text: lines, offsets, and characters that a reader cannot see."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ladderci.model import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""What some editors write before a text in UTF-8."""

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_PLAIN_ASCII: Final = bytes([9, 10, 13, *range(32, 127)])

_UNREADABLE: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
"""What YAML's own readers refuse, and what some of them take for the end of a line (spec 1.2.2, section 5.1)."""
_INVISIBLE: Final = "\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"
"""Bidirectional controls (Unicode Standard Annex 9) and characters of no width."""
_HIDDEN: Final = re.compile(
    f"[{_UNREADABLE}{_INVISIBLE}]"
    "|(?<!\\S)[\u200c\u200d]|[\u200c\u200d](?!\\S)"  # joiners are for the inside of words and emoji
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]",  # some flags are spelled in tag characters
)
_APOSTROPHES: Final = str.maketrans("", "", "'\u2019\u2018\u02bc`\u00b4\uff07")
_STOPS_PARSER: Final = re.compile(f"[{_UNREADABLE}]")


def split_lines(text: str) -> list[str]:
    """Return the lines of a text without their ends, counting lines as YAML and editors do."""
    return _LINE_END.split(text)


def same_words(text: str) -> str:
    """Return a text with one space for every run of spaces and line ends: equal for texts that read the same."""
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a text without case, punctuation and kind of apostrophe: equal for texts that say the same."""
    import unicodedata  # a plain check needs none of it

    folded = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    kept = (letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in folded)
    return " ".join("".join(kept).split()) or folded.strip()


def line_count(content: bytes) -> int:
    """Return how many lines end in the bytes of a text."""
    return content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")


def line_end(text: str, offset: int) -> int:
    """Return the offset of the end of the line that an offset lies in."""
    found = _LINE_END.search(text, offset)
    return found.start() if found else len(text)


def span_of(text: str, start: int, end: int) -> Span:
    """Return the span between two offsets into a text."""
    return Span(_position(text, start), _position(text, end))


def _position(text: str, offset: int) -> Position:
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    return Position(line, offset - starts[line - 1] + 1)


@lru_cache(maxsize=1)
def _line_starts(text: str) -> tuple[int, ...]:
    """Return the offset of each line; kept, because a file may have a hundred thousand places to tell."""
    return (0, *(found.end() for found in _LINE_END.finditer(text)))


def hidden_character(text: str) -> str:
    """Return the first character that a reader cannot see, or nothing."""
    found = None if text.isascii() and text.isprintable() else _HIDDEN.search(text)
    return found.group() if found else ""


def stops_parser(text: str) -> bool:
    """Return whether a text holds a character that a YAML parser would refuse or break a line at."""
    return bool(_STOPS_PARSER.search(text))


def hidden_characters(content: bytes, text: str) -> Iterator[tuple[Span, str]]:
    """Yield each character that a reader cannot see, with its place; quick where there is none.

    Args:
        content: the bytes of the file, without a byte order mark.
        text: the same, decoded.

    """
    odd = content.translate(None, _PLAIN_ASCII).decode("utf-8")
    has_joiner = "\u200c" in odd or "\u200d" in odd  # judged by their neighbours, which are gone here
    if has_joiner or _HIDDEN.search(odd):
        for found in _HIDDEN.finditer(text):
            yield span_of(text, *found.span()), found.group()

"""How much room text takes on a terminal, and the part of a source line that is worth showing.

Widths follow Unicode Standard Annex 11: wide and full-width characters take two cells, marks none. What is drawn as one
(a letter with its marks, an emoji with its modifiers) stays together as one glyph.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final
from unicodedata import category, east_asian_width

from ladderci.output import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH: Final = 120
"""How many cells of a source line are shown."""

_CONTEXT: Final = 24
_FAR: Final = 600
"""How many characters around a place are looked at: a line may be a million characters long."""
_TAB: Final = 4
_CUT: Final = "…"
_ZERO_WIDTH_JOINER: Final = "\u200d"
_EMOJI_STYLE: Final = "\ufe0f"
_KEYCAPS: Final = "#*0123456789"


@dataclass(frozen=True, slots=True)
class Glyph:
    """What a terminal draws as one, for the characters of a line from `start` to just before `end`."""

    text: str
    start: int
    end: int
    width: int
    base: str = ""
    """The character that carries the others; empty where it is not shown as itself."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line, or the part of it that is shown, and which cells to mark below it."""

    text: str
    indent: int
    """How many cells stand before the first one that is marked."""
    length: int
    """How many cells are marked: at least one."""


def excerpt(line: str, start: int, end: int) -> Excerpt:
    """Return what to show of a source line so that the characters from `start` to just before `end` are seen.

    Args:
        line: a line as it stands in a file.
        start: offset of the first character to mark; the line's length or more for the place behind it.
        end: offset just behind the last one.

    """
    start = min(start, len(line))
    if len(line) <= WIDTH and line.isascii() and line.isprintable() and "##[" not in line:
        return Excerpt(line, start, max(min(end, len(line)) - start, 1))
    first = max(start - _FAR, 0)
    drawn = glyphs(line[first : start + _FAR])
    marked = sum(glyph.end <= start - first for glyph in drawn)
    behind = sum(glyph.start < end - first for glyph in drawn)
    left, right = _window([glyph.width for glyph in drawn], marked, behind)
    head = _CUT if left or first else ""
    tail = _CUT if right < len(drawn) or start + _FAR < len(line) else ""
    return Excerpt(
        head + "".join(glyph.text for glyph in drawn[left:right]) + tail,
        len(head) + sum(glyph.width for glyph in drawn[left:marked]),
        max(sum(glyph.width for glyph in drawn[marked : min(behind, right)]), 1),
    )


def _window(widths: list[int], marked: int, behind: int) -> tuple[int, int]:
    """Return from which glyph to just before which one a line is shown: all of them where they fit."""
    if sum(widths) <= WIDTH:
        return 0, len(widths)
    room = WIDTH - 2 * len(_CUT)
    before = max((room - sum(widths[marked:behind])) // 2, _CONTEXT)
    left = marked - _fitting(reversed(widths[:marked]), before)
    right = left + _fitting(widths[left:], room)
    return right - _fitting(reversed(widths[:right]), room), right


def _fitting(widths: Iterable[int], room: int) -> int:
    return bisect_right(list(accumulate(widths)), room)


def glyphs(line: str) -> list[Glyph]:
    """Return what a terminal draws for a line: tabs as spaces, what cannot be seen as `escape.terminal` shows it."""
    drawn: list[Glyph] = []
    column = 0
    for offset, (character, piece) in enumerate(zip(line, escape.terminal_pieces(line), strict=True)):
        glyph = _glyph(character, piece, offset, column)
        column += glyph.width
        if drawn and (joined := _joined(drawn[-1], glyph)):
            column += joined.width - drawn.pop().width - glyph.width
            glyph = joined
        drawn.append(glyph)
    return drawn


def _glyph(character: str, piece: str, offset: int, column: int) -> Glyph:
    if character == "\t":
        room = _TAB - column % _TAB
        return Glyph(" " * room, offset, offset + 1, room)
    if piece != character:
        return Glyph(piece, offset, offset + 1, len(piece))
    return Glyph(character, offset, offset + 1, _cells(character), character)


def _joined(glyph: Glyph, following: Glyph) -> Glyph | None:
    """Return the two as one, or None where they are drawn beside each other."""
    if following.width and following.base.isascii():
        return None
    one = replace(glyph, text=glyph.text + following.text, end=following.end)
    if following.base == _EMOJI_STYLE and _has_emoji_style(glyph.base):
        return replace(one, width=2)
    is_continued = glyph.text.endswith(_ZERO_WIDTH_JOINER) or _is_skin_tone(following.base)
    is_one_emoji = is_continued and _is_emoji(glyph.base) and _is_emoji(following.base)
    return one if is_one_emoji or not following.width else None


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if _is_mark(character):
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def _is_mark(character: str) -> bool:
    is_joiner = character in "\u200c\u200d" or "\U000e0020" <= character <= "\U000e007f"
    is_inside_syllable = "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7ff"
    return is_joiner or is_inside_syllable or category(character) in {"Mn", "Me"}


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_emoji(character: str) -> bool:
    return _is_skin_tone(character) or (character != "" and category(character) == "So")


def _has_emoji_style(character: str) -> bool:
    is_symbol = character != "" and not character.isascii() and category(character) in {"So", "Sm", "Po", "Ll"}
    return character in _KEYCAPS if character.isascii() and character else is_symbol

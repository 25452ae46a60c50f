"""Outline numbers in plain text, `2`, `2.1`, `2.1.3`: which of them stand before headings, and which before points."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.marks import list_mark
from ladderci.importing.words import is_title_like

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NUMBER: Final = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,2}){0,3})([.)]?)\s+(?=\S)")
_LEADERS: Final = ("....", ". . .", "…", "____")
"""What leads from an entry of a table of contents to the number of its page."""
_FEWEST: Final = 3
"""Numbers of several parts, in order, before a text counts as an outline; a version or a sum may begin a line too."""

Number = tuple[int, ...]


class Numbered(NamedTuple):
    """A line of an outline without its number."""

    depth: int
    """Of the heading that it is, 0 for a point."""
    mark: str
    text: str


class _Line(NamedTuple):
    at: int
    number: Number
    mark: str
    text: str


def outline_numbers(texts: Sequence[str]) -> dict[int, Numbered]:
    """Return those lines of a text that its outline numbers, by their places.

    Args:
        texts: the lines, without white space around them.

    """
    found = [line for at, text in enumerate(texts) if (line := _numbered(at, text))]
    last = {line.number: line for line in found if len(line.number) > 1}  # a table of contents comes first
    inner = sorted(last.values())
    if len(inner) < _FEWEST or any(line.number >= after.number for line, after in pairwise(inner)):
        return {}
    heads = _inner_heads(inner, texts) | _chapters([line for line in found if len(line.number) == 1], inner)
    points = {line.at: Numbered(0, line.mark, line.text) for line in inner}
    return points | {line.at: Numbered(len(line.number), line.mark, line.text) for line in heads}


def _numbered(at: int, text: str) -> _Line | None:
    found = _NUMBER.match(text)
    if found is None or not (found[2] or "." in found[1]) or any(sign in text for sign in _LEADERS):
        return None
    return _Line(at, tuple(map(int, found[1].split("."))), found[1] + found[2], text[found.end() :])


def _inner_heads(lines: Sequence[_Line], texts: Sequence[str]) -> set[_Line]:
    """Return the lines of several numbers that are headings: above others, above a list, or beside such a one."""
    above = {line.number[:-1] for line in lines}
    numbered = {line.at for line in lines}
    heads = {line for line in lines if line.number in above or _leads_list(line, texts, numbered)}
    depths = {len(line.number) for line in heads}
    return heads | {line for line in lines if len(line.number) in depths and is_title_like(line.text)}


def _leads_list(line: _Line, texts: Sequence[str], numbered: set[int]) -> bool:
    after = next((at for at in range(line.at + 1, len(texts)) if texts[at]), line.at)
    return after not in numbered and bool(list_mark(texts[after]).mark) and is_title_like(line.text)


def _chapters(lines: Sequence[_Line], inner: Sequence[_Line]) -> set[_Line]:
    """Return the lines of one number that are headings, one for each number: the last before what it numbers."""
    first: dict[int, int] = {}
    for line in reversed(inner):
        first[line.number[0]] = line.at
    heads = {line.number[0]: line for line in lines if line.at < first.get(line.number[0], 0)}
    bare = {line.number[0]: line for line in lines if line.number[0] not in first and is_title_like(line.text)}
    return {*heads.values(), *(line for line in bare.values() if _is_in_order(line, heads))}


def _is_in_order(line: _Line, heads: Mapping[int, _Line]) -> bool:
    """Return whether a chapter that numbers nothing stands where its number says."""
    number = line.number[0]
    is_inside = min(heads, default=0) - 1 <= number <= max(heads, default=0) + 1
    return is_inside and all((head.at < line.at) == (other < number) for other, head in heads.items())

"""Marks that stand before a text: those of lists, and those by which a footnote is found again."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import Block, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BULLETS: Final = "•‣◦∙▪▫■□●○◆◇➢➤►▶✓✔✦❖・·–—*+-"
_BULLET: Final = re.compile(rf"([{re.escape(_BULLETS)}])(?:\s+|$)|([•‣◦▪▫■●○➢➤►❖・])(?=\S)|[o](?:\t\s*| {{2,}})")
"""A list's mark and the gap behind it; the round ones are told without a gap. Word processors write `o` and a tab."""
_NUMBER: Final = re.compile(r"(\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivx]{2,4})[.)])(?:\s+|$)")
_CHECK: Final = re.compile(r"\[[ xX]\]\s+")
_NOTE: Final = re.compile(r"(\*{1,3}|[†‡§]{1,2}|[¹²³⁴⁵⁶⁷⁸⁹]|\[\^?[\w-]{1,20}\]:?)\s*(?=[^\s*])")
_REFERENCE: Final = re.compile(r"(?<=\w)(\*{1,3}|[†‡§]{1,2}|[¹²³⁴⁵⁶⁷⁸⁹]|\[\^?[\w-]{1,20}\])(?!\w|\*)")
_WORD: Final = re.compile(r"\w[\w'’-]*")
_LONGEST_TERM: Final = 80
"""Characters before a mark among which the term is looked for that the mark stands behind."""
_MOST_REFERENCES: Final = 10_000
"""Marks behind words that are looked at, the first ones of a file."""


_FEW: Final = 3
"""Points of a list before a last one with a star of its own counts as a footnote."""


class Marked(NamedTuple):
    """A text and the mark that stood before it."""

    mark: str
    text: str


def list_mark(line: str) -> Marked:
    """Return a line's mark of a list and what stands behind it; no mark where it has none.

    Args:
        line: without white space before it. A lone mark has an empty text.

    """
    found = _BULLET.match(line) or _NUMBER.match(line)
    if found is None:
        return Marked("", line)
    text = line[found.end() :]
    box = _CHECK.match(text)
    return Marked(found.group().strip(), text[box.end() :] if box else text)


def is_number(mark: str) -> bool:
    """Return whether a mark counts: `1.`, `a)`, `iv.`."""
    return bool(_NUMBER.fullmatch(mark))


def footnotes_told(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Return nodes with those made footnotes that a mark in another text refers to.

    Args:
        nodes: with list marks removed and kept as their keys; these keys are gone afterwards. A paragraph has its
            mark before its text.

    """
    every = tuple(nodes)
    terms = _terms(every, frozenset(map(_note_mark, every)) - {""})
    items = [node for node in every if node.block is Block.ITEM]
    starred = sum(node.key == "*" for node in items)
    is_list_of_stars = bool(items) and starred * 2 > len(items)
    if starred == 1 and items[-1].key == "*" and len(items) > _FEW and all(node.key for node in items):
        terms.setdefault("*", set()).update(_beginnings(items[-1].text))  # the end of a list with other marks
    return tuple(_told(node, terms, is_list_of_stars) for node in every)


def _told(node: Node, terms: dict[str, set[str]], is_list_of_stars: bool) -> Node:  # noqa: FBT001 (one caller, above)
    mark = _note_mark(node)
    found = _NOTE.match(node.text) if node.block is Block.PARAGRAPH else None
    text = node.text[found.end() :] if found else node.text
    if node.block is Block.ITEM:
        node = node._replace(key="")
    if mark not in terms:
        return node
    is_sure = node.block is Block.PARAGRAPH or not is_list_of_stars
    if is_sure or _begins_with(text, terms[mark]):
        return node._replace(block=Block.FOOTNOTE, text=text, depth=1, key=mark)
    return node


def _begins_with(text: str, terms: set[str]) -> bool:
    return any(beginning in terms for beginning in _beginnings(text))


def _beginnings(text: str) -> Iterator[str]:
    beginning = text[:_LONGEST_TERM].casefold()
    return (beginning[: word.end()] for word in _WORD.finditer(beginning))


def _note_mark(node: Node) -> str:
    """Return the mark before a text that may be a footnote's."""
    if node.block is Block.ITEM:
        return node.key
    found = _NOTE.match(node.text) if node.block is Block.PARAGRAPH else None
    return found[1].rstrip(":") if found else ""


def _terms(nodes: tuple[Node, ...], marks: frozenset[str]) -> dict[str, set[str]]:
    """Return by each mark that stands behind a word the words before it, of every length."""
    terms: dict[str, set[str]] = {}
    references = ((node.text, found) for node in nodes if marks for found in _REFERENCE.finditer(node.text))
    for text, found in islice(references, _MOST_REFERENCES):
        if found[1] in marks:
            before = text[max(0, found.start() - _LONGEST_TERM) : found.start()].casefold()
            terms.setdefault(found[1], set()).update(before[word.start() :] for word in _WORD.finditer(before))
    return terms

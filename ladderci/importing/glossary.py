"""Footnotes and lists of terms: what a ladder explains apart from its statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.notes import LONGEST_PROSE
from ladderci.importing.outline import Block
from ladderci.importing.placed import Doubt, Text
from ladderci.importing.words import LONGEST_TITLE, is_glossary_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.importing.notes import Notes
    from ladderci.importing.outline import Node
    from ladderci.importing.tree import Part

Term = tuple[str, Text]
"""A term as it is used, and what the ladder says of it."""

_PARTED: Final = re.compile(r"(.{1,80}?)\s*(?:[:\uff1a–—]|\s-)\s+(.+)", re.DOTALL)
_USUAL_MARK: Final = "*"


class Explained(NamedTuple):
    """The nodes of an outline without footnotes, and what these explain."""

    nodes: tuple[Node, ...]
    glossary: tuple[Term, ...]
    doubts: tuple[Doubt, ...]


def explained(nodes: Sequence[Node]) -> Explained:
    """Return the nodes without footnotes, and these as terms.

    The term of a footnote is as many of its first words as stand before its mark somewhere in the ladder; where no such
    words are, what stands before its colon or dash; where there is none, the mark itself.
    """
    others = tuple(node for node in nodes if node.block is not Block.FOOTNOTE)
    said = "\n".join(node.text for node in others).casefold()
    glossary: list[Term] = []
    doubts: list[Doubt] = []
    for node in nodes:
        if node.block is Block.FOOTNOTE:
            term, is_sure = _term(node, said)
            glossary.append(term)
            if not is_sure:
                doubts.append(Doubt(node.line, f"a footnote of which the term is not sure: taken for `{term[0]}`"))
    return Explained(others, tuple(glossary), tuple(doubts))


def _term(node: Node, said: str) -> tuple[Term, bool]:
    words, mark = node.text.split(), (node.key or _USUAL_MARK).casefold()
    for count in range(min(len(words) - 1, 12), 0, -1):
        name = " ".join(words[:count])
        if len(name) <= LONGEST_TITLE and _marked(name.casefold(), mark, said):
            return (name, Text(" ".join(words[count:]).removeprefix(":").strip(), node.line)), True
    if parted := _PARTED.fullmatch(node.text):
        return (parted[1], Text(parted[2], node.line)), False
    return (node.key or _USUAL_MARK, Text(node.text, node.line)), False


def _marked(name: str, mark: str, said: str) -> bool:
    return f"{name}{mark}" in said or f"{name} {mark}" in said or f"{name}[{mark}]" in said


def without_glossary(tree: Part, footnotes: Sequence[Term], notes: Notes) -> tuple[tuple[Part, ...], tuple[Term, ...]]:
    """Return the parts that are no list of terms, and all terms, each explained once; the rest is listed."""
    terms = list(footnotes)
    for part in tree.parts:
        if is_glossary_title(part.title):
            notes.skip(part.heading, "says that terms and their meanings follow")
            terms += _listed(part, notes)
    first: dict[str, Text] = {}
    for term, text in terms:
        if term in first or not text.words or len(text.words) > LONGEST_PROSE:
            notes.leave(text.line, f"{term} {text.words}", "a term that is explained twice, or at too great length")
        else:
            first[term] = text
    return tuple(part for part in tree.parts if not is_glossary_title(part.title)), tuple(first.items())


def _listed(part: Part, notes: Notes) -> Iterator[Term]:
    heading: Node | None = None
    headings = {below.heading for below in part.parts}
    for node in part.every():
        is_heading = node in headings
        if node == part.heading:
            continue
        if heading is None and is_heading:
            heading = node
        elif heading is not None and not is_heading:
            yield heading.text, Text(node.text, node.line)
            heading = None
        elif parted := _PARTED.fullmatch(node.text):
            yield parted[1], Text(parted[2], node.line)
        else:
            notes.leave(node.line, node.text, "stands among terms and explains none")
    notes.skip(heading, "a term without a meaning")

"""What a published ladder says, whatever it was written in: its texts one after another, each with what it looked like.

A reader keeps every word of its file, once and in the order of the file, and adds none. It says what a text looked
like; what that means for a ladder is for placing to decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

MAX_TEXTS: Final = 100_000
"""Of one outline; the longest published ladders have some two thousand."""


class UnreadableLadderError(Exception):
    """A file that no outline can be made of; its only argument is one line for a person that names the file."""


class Block(StrEnum):
    """What a text looked like in its file."""

    HEADING = "heading"
    """A heading by its markup. One that is only bold, or in plain text, is a paragraph: see `Node.strong`."""
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """One point of a list."""
    FOOTNOTE = "footnote"
    """What a mark in another text refers to; `Node.key` is the mark."""
    SUMMARY = "summary"
    """The label of a block that folds."""
    VALUE = "value"
    """In YAML, a value that is no prose: an address, a number, a word about a text; `Node.key` is its key."""
    NAVIGATION = "navigation"
    """What belongs to a web page and not to what it shows: menus, the page's header and footer, buttons."""


class Cell(NamedTuple):
    """Where in which table a text stands. All numbers begin with 1; a cell may hold several texts."""

    table: int
    row: int
    column: int
    is_heading: bool = False
    """Whether it names its column or its row: all of the first row, and cells marked as headings elsewhere."""
    columns: int = 1
    """How many columns it spans."""
    rows: int = 1
    """How many rows it spans."""


class Node(NamedTuple):
    """One text of a ladder: a heading, a paragraph, a point of a list."""

    block: Block
    text: str
    """Its words as they stand there, white space collapsed, markup and list marks removed; never empty."""
    line: int
    """Where it begins in the file, counted from 1."""
    depth: int = 1
    """Of headings 1 to 6 as in HTML (in YAML: how deep it lies), of items how deep their list lies; of a further
    paragraph of an item, one more than that item's; else 1."""
    strong: bool = False
    """Whether all of it is bold or, in plain text, capitals, underlined or followed by a colon at the line's end."""
    cell: Cell | None = None
    details: int = 0
    """How many blocks that fold (and in YAML, lists of examples) it lies in; their summaries lie in them as well."""
    key: str = ""
    """In YAML the id of what it belongs to, or the key of a value; the mark of a footnote."""
    level: str = ""
    """In YAML the id (or name) of the level that it is said to belong to."""
    area: str = ""
    """In YAML the id (or name) of the area, theme or category that it is said to belong to."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The texts of one file in their order."""

    source: str
    """The file's name as it was given."""
    nodes: tuple[Node, ...]


def words(text: str) -> str:
    """Return a text in one line with one space between its words, and without what nobody can see."""
    return " ".join(_IDLE_JOINERS.sub("", _UNSEEN.sub("", text)).split())


_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff]"  # controls; a page's own soft hyphens
    r"|[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]",  # bidirectional; of no width
)
_IDLE_JOINERS: Final = re.compile(r"(?<!\S)[\u200c\u200d]++|(?<![\u200c\u200d])[\u200c\u200d]++(?!\S)")
"""What rubrics refuse, because a reader cannot see it; joiners inside words and emoji stay."""


def keys(text: str) -> frozenset[str]:
    """Return the words of a constant as a set."""
    return frozenset(text.split())

"""What of a plain text is no ladder, but of the page or the document that it was copied from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ladderci.importing.outline import Block, Node
from ladderci.importing.words import is_title_like, measure, names_level
from ladderci.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LINE: Final = re.compile(
    r"(?:skip|jump) to (?:main )?(?:content|navigation)|home\s*[›»>/|·].*|\d+ min(?:ute)?s? read"
    r"|(?:last )?(?:updated|modified|edited|reviewed)\b.*\d.*|.*\bpage \d+(?: of \d+)?"
    r"|©.*|copyright\b.*\d{4}.*|all rights reserved\.?",
    re.IGNORECASE,
)
"""Lines that are of the page wherever they stand."""
_LONGEST_LINE: Final = 14
_CONTENTS: Final = frozenset({"contents", "table of contents", "on this page", "in this article", "in this document"})
_ENTRY: Final = re.compile(r"[0-9.]{1,12}[.)]?\s+")
_LEADERS: Final = ("...", ". .", "…", "___", "···")
_LONGEST_ENTRY: Final = 10
_END: Final = frozenset(
    {"back to top", "cookie settings", "edit on github", "edit this page", "edit this page on github", "follow us"}
    | {"imprint", "next", "next page", "previous", "previous page", "privacy", "privacy policy", "related articles"}
    | {"related links", "related pages", "see also", "share", "share this page", "terms", "terms of service"}
    | {"was this article helpful", "was this helpful", "was this page helpful"}
)
"""Lines that may begin the end of a page, where only short lines follow."""
_LONGEST_AT_END: Final = 8
_FEWEST_ENTRIES: Final = 2


def page_told(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return the texts with those made navigation that belong to the page: its menu, its contents, its end."""
    contents = _contents(nodes)
    single = {at for at, node in enumerate(nodes) if _is_of_page(node)}
    start, end = _start(nodes, contents | single), _end(nodes)
    return tuple(
        node._replace(block=Block.NAVIGATION, depth=1, strong=False)
        if at in contents or at in single or not start <= at < end
        else node
        for at, node in enumerate(nodes)
    )


def _is_of_page(node: Node) -> bool:
    is_line = node.block is Block.PARAGRAPH and not node.cell and measure(node.text) <= _LONGEST_LINE
    return is_line and bool(_LINE.fullmatch(node.text))


def _contents(nodes: Sequence[Node]) -> set[int]:
    """Return the places of a table of contents: a label, and below it what stands further below as well."""
    places: set[int] = set()
    last = {plain(node.text): at for at, node in enumerate(nodes)}
    for at, node in enumerate(nodes):
        if plain(node.text) in _CONTENTS and not node.cell:
            entries = _entries(nodes, at + 1)
            found = [entry for entry, name in entries if last.get(name, 0) > entries[-1][0]]
            if len(found) >= _FEWEST_ENTRIES:
                places.update(range(at, found[-1] + 1))
    return places


def _entries(nodes: Sequence[Node], start: int) -> list[tuple[int, str]]:
    """Return the short texts from a place on, each with its name, as far as none is there twice."""
    entries: list[tuple[int, str]] = []
    names: set[str] = set()
    for at in range(start, len(nodes)):
        node, name = nodes[at], _name(nodes[at].text)
        is_entry = node.block in {Block.PARAGRAPH, Block.ITEM} and not node.cell and measure(name) <= _LONGEST_ENTRY
        if not is_entry or name in names or node.text.endswith("."):
            break
        entries.append((at, name))
        names.add(name)
    return entries


def _name(entry: str) -> str:
    """Return what an entry names, without its number and the one of its page."""
    bare = entry.rstrip("0123456789").rstrip()
    named = bare.rstrip(" .…·_") if bare.endswith(_LEADERS) else entry
    return plain(_ENTRY.sub("", named, count=1) if _ENTRY.match(named) else named)


def _start(nodes: Sequence[Node], aside: Collection[int]) -> int:
    """Return where the ladder begins: at the title of its level, where a part of the page stands above it."""
    first = min(aside, default=len(nodes))
    listed = next((at for at, node in enumerate(nodes) if _is_laid_out(node) and at not in aside), len(nodes))
    titles = [at for at, node in enumerate(nodes[: listed + 1]) if _may_be_title(node) and names_level(node.text)]
    if listed == len(nodes):  # no points, so that the end of the page may name other levels
        titles = [at for at in titles if at + 1 < len(nodes) and not is_title_like(nodes[at + 1].text)][:1]
    return titles[-1] if titles and first < titles[-1] else 0


def _may_be_title(node: Node) -> bool:
    return node.block in {Block.PARAGRAPH, Block.HEADING} and node.cell is None


def _is_laid_out(node: Node) -> bool:
    return node.block in {Block.ITEM, Block.HEADING} or node.cell is not None


def _end(nodes: Sequence[Node]) -> int:
    """Return where the ladder ends: before short lines up to the end, the first of which only pages have."""
    at = end = len(nodes)
    while at and _may_be_end(nodes[at - 1]):
        at -= 1
        if plain(nodes[at].text) in _END or _is_of_page(nodes[at]):
            end = at
    return end


def _may_be_end(node: Node) -> bool:
    if node.block is not Block.PARAGRAPH or node.cell:
        return False
    return _is_of_page(node) or (measure(node.text) <= _LONGEST_AT_END and not node.text.endswith("."))

"""HTML to an outline; the only importer of lxml, together with the survey of the page's navigation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.html_limits import is_overloaded
from ladderci.importing.html_tables import Tables
from ladderci.importing.marks import footnotes_told, is_number, list_mark
from ladderci.importing.navigation import HEADINGS, UNSHOWN, Furniture, furniture
from ladderci.importing.outline import MAX_TEXTS, Block, Cell, Node, UnreadableLadderError, keys
from ladderci.importing.pieces import Piece, Segment, segments

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree

MAX_DEPTH: Final = 500
"""Elements within elements; published pages have some thirty. The parser itself gives up, silently, at 2,048."""
MAX_ELEMENTS: Final = 200_000
"""A page of a ladder has some thousand."""

_CHUNK: Final = 1 << 16
_BLOCKS: Final = keys(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main "
    "menu nav ol optgroup option p pre search section select summary table tbody td textarea tfoot th "
    "thead tr ul"
)
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
_BOLD: Final = frozenset({"b", "strong"})
_TITLES: Final = frozenset({"dt", "caption", "legend"})
"""Elements whose text is the heading of what follows, without being a heading."""
_BOLD_STYLE: Final = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ANCHORS: Final = frozenset("#¶§🔗")
_PICTURE: Final = 8
"""Characters of a picture's replacement that is an emoji's."""


class _State(NamedTuple):
    """What holds for the texts of an element."""

    heading: int = 0
    lists: int = 0
    item: int = 0
    """The number of the item it lies in, 0 for none."""
    mark: str = ""
    """That of the item, where it may be a footnote's."""
    details: int = 0
    is_summary: bool = False
    is_navigation: bool = False
    is_strong: bool = False
    is_shown: bool = True
    keeps_lines: bool = False
    cell: Cell | None = None


def html_nodes(name: str, text: str, line_of: Callable[[int], int] | None = None) -> tuple[Node, ...]:
    """Return the texts of a page or of a part of one.

    Args:
        name: the file's name, for the line that refuses it.
        text: the page's source. How it says that it is encoded does not matter.
        line_of: from a line of the source to the one to tell; the same where not given. The parser counts lines up
            to 65,535 and stays there.

    Raises:
        UnreadableLadderError: the page is too deep or too large, or the library that reads it is missing.

    """
    root = _parsed(name, text)
    if root is None:
        return ()
    from lxml import etree

    page = _Page(furniture(etree.iterwalk(root, events=("start", "end"))), line_of or int)
    for step, element in etree.iterwalk(root, events=("start", "end")):
        if step == "start":
            page.start(element)
        else:
            page.end(element)
        if len(page.nodes) > MAX_TEXTS:
            raise UnreadableLadderError(f"{name}: there are more than {MAX_TEXTS:,} texts in this page")
    return footnotes_told(page.nodes)


def _parsed(name: str, text: str) -> etree._Element | None:
    """Return the page's root, having counted its elements as they were read."""
    try:
        from lxml import etree
    except ImportError:
        missing = "lxml is not installed: get it with pip install 'ladderci[import]'"
        raise UnreadableLadderError(f"{name}: {missing}") from None
    if is_overloaded(text):
        raise UnreadableLadderError(f"{name}: the elements of this page have too many attributes to be read")
    parser = etree.HTMLPullParser(
        events=("start", "end"), huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    content = text.replace("\0", "").encode()
    elements = depth = 0
    try:
        for at in range(0, len(content), _CHUNK):
            parser.feed(content[at : at + _CHUNK])
            for step, _ in parser.read_events():
                depth += 1 if step == "start" else -1
                elements += step == "start"
                if depth > MAX_DEPTH:
                    raise UnreadableLadderError(f"{name}: elements are nested more than {MAX_DEPTH} deep")
                if elements > MAX_ELEMENTS:
                    raise UnreadableLadderError(f"{name}: there are more than {MAX_ELEMENTS:,} elements in this page")
        return parser.close()
    except etree.XMLSyntaxError:  # nothing in it but comments
        return None


class _Page:
    """One walk through a page: what was gathered of a block becomes nodes where the block ends."""

    def __init__(self, site: Furniture, line_of: Callable[[int], int]) -> None:
        self.nodes: list[Node] = []
        self._site = site
        self._line_of = line_of
        self._states = [_State(is_navigation=site.has_main)]
        self._pieces: list[Piece] = []
        self._has_text = False
        self._line = 1  # of the element that the first piece stands in
        self._tables = Tables()
        self._number = -1
        self._items = 0
        self._begun: set[int] = set()  # items whose own text was met

    def start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        self._number += 1
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._pieces.append(Piece("", is_break=True))
        elif tag == "table":
            self._tables.begin(element)
        elif tag == "tr":
            self._tables.row()
        elif tag == "img":
            self._say(_emoji(element), element)
        self._states.append(self._inside(element, tag))
        self._say(element.text, element)

    def end(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self._flush()
        if tag == "table":
            self._tables.end()
        self._states.pop()
        self._say(element.tail, element)

    def _say(self, text: str | None, element: etree._Element) -> None:
        state = self._states[-1]
        if not text or not state.is_shown:
            return
        if not self._has_text and text.strip():
            self._has_text = True
            self._line = self._line_of(element.sourceline or 1)
        self._pieces.append(Piece(text, state.is_strong))

    def _inside(self, element: etree._Element, tag: str) -> _State:
        """Return the state of what stands in an element."""
        outer = self._states[-1]
        return outer._replace(
            is_shown=outer.is_shown and tag not in UNSHOWN and not _is_anchor(element, tag),
            is_navigation=(outer.is_navigation and tag != "main") or self._number in self._site.elements,
            is_strong=outer.is_strong or _is_bold(element, tag),
            heading=_heading(element, tag) or outer.heading,
            details=outer.details + (tag == "details"),
            is_summary=outer.is_summary or tag == "summary",
            lists=outer.lists + (tag in _LISTS),
            item=self._next_item() if tag in {"li", "dd"} else outer.item,
            mark=element.get("data-mark", "")[:1] if tag == "li" else outer.mark,
            keeps_lines=outer.keeps_lines or tag == "pre",
            cell=self._tables.cell(element) if tag in {"td", "th"} else outer.cell,
        )

    def _next_item(self) -> int:
        self._items += 1
        return self._items

    def _flush(self) -> None:
        """Make nodes of the pieces that were gathered; they all stand in the innermost block."""
        pieces, self._pieces, self._has_text = self._pieces, [], False
        state = self._states[-1]
        is_one = bool(state.heading or state.is_summary or (state.item and state.item not in self._begun))
        for segment in segments(pieces, keeps_lines=state.keeps_lines, is_one=is_one):
            node = self._node(segment, state)
            self.nodes.append(
                node._replace(line=self._line, strong=segment.is_strong, cell=state.cell, details=state.details)
            )

    def _node(self, segment: Segment, state: _State) -> Node:
        text = segment.text
        if state.is_navigation:
            return Node(Block.NAVIGATION, text, 0)
        if state.heading:
            return Node(Block.HEADING, text, 0, state.heading)
        if state.is_summary:
            return Node(Block.SUMMARY, text, 0)
        if state.item and state.item not in self._begun:
            self._begun.add(state.item)
            return Node(Block.ITEM, list_mark(text).text or text, 0, max(state.lists, 1), key=state.mark)
        return _loose(text, state)


def _loose(text: str, state: _State) -> Node:
    """Return the node of a text that is in no heading and begins no item."""
    depth = state.lists + 1 if state.item else 1
    marked = list_mark(text)
    if marked.mark and marked.text and not is_number(marked.mark) and marked.mark != "*":
        return Node(Block.ITEM, marked.text, 0, depth, key=marked.mark)
    if not state.cell and not any(map(str.isalnum, text)):
        return Node(Block.NAVIGATION, text, 0)
    return Node(Block.PARAGRAPH, text, 0, depth)


def _is_anchor(element: etree._Element, tag: str) -> bool:
    """Return whether an element is the sign beside a heading by which one links to it."""
    return (
        tag == "a" and len(element) == 0 and (element.text or "").strip() in _ANCHORS and "#" in element.get("href", "")
    )


def _heading(element: etree._Element, tag: str) -> int:
    """Return the depth of the heading that an element is, or 0."""
    if tag in HEADINGS:
        return HEADINGS[tag]
    if element.get("role") != "heading":
        return 0
    depth = element.get("aria-level") or ""
    return int(depth) if depth in {"1", "2", "3", "4", "5", "6"} else 2


def _is_bold(element: etree._Element, tag: str) -> bool:
    if tag in _BOLD or tag in _TITLES or tag == "th":
        return True
    return bool(_BOLD_STYLE.search(element.get("style") or ""))


def _emoji(element: etree._Element) -> str:
    """Return the character that a picture stands for, where it stands for one."""
    text = element.get("alt") or ""
    return text if len(text) <= _PICTURE and not any(map(str.isalnum, text)) else ""

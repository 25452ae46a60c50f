"""What of a web page is not what the page shows: menus, the site's header and footer, buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import keys, words

if TYPE_CHECKING:
    from lxml import etree

HEADINGS: Final = {f"h{depth}": depth for depth in range(1, 7)}
UNSHOWN: Final = keys(
    "audio canvas datalist iframe math noframes noscript object script style svg template title video"
)
"""Elements whose text a browser does not show as text."""

_TAGS: Final = frozenset({"nav", "select", "textarea", "menu", "dialog"})
_ROLES: Final = keys("banner complementary contentinfo dialog menu menubar navigation search tablist toolbar tooltip")
_PAGE_PARTS: Final = frozenset({"header", "footer"})
_PARTS_OF: Final = frozenset({"article", "main", "section", "td", "li"})
"""A header or footer in one of these is not the site's."""
_GROUPS: Final = frozenset({"div", "ul", "ol", "section", "aside", "table", "header", "footer", "p", "dl"})
_NAMED: Final = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|cookie-?(?:banner|bar|consent|notice)|pagination|skip-(?:link|to))(?:$|[\s_-])"
)
"""What pages call, in an element's class, id or label, what helps to get around or asks for leave."""
_LINKS: Final = 5
_SHARE: Final = 0.6
_FREE_TEXT: Final = 60
_LINK_TEXT: Final = 40
"""A group of five or more links, short on the average, with most of its characters in them and no sentence beside
them, is a menu."""
_FEW_LINKS: Final = 2
_SEPARATOR: Final = 3
"""So few links, with nothing but separators between them, are a menu where all lead to places of the page itself, and
where they stand above its first heading."""


class Furniture(NamedTuple):
    """The parts of a page that belong to the site."""

    elements: frozenset[int]
    """Their numbers in document order, counted from 0; what lies in them belongs to them."""
    has_main: bool
    """Whether the page says where its own text is, with its title in it: then all outside `main` is the site's."""


class _Measure:
    """What is known of an element when its end is reached."""

    def __init__(self, number: int, tag: str) -> None:
        self.number = number
        self.tag = tag
        self.letters = self.linked = self.links = self.inward = self.longest = 0
        self.has_heading = tag in HEADINGS
        self.has_title = tag == "h1"

    def take(self, text: str | None, *, is_linked: bool) -> None:
        length = len(words(text or ""))
        self.letters += length
        if is_linked:
            self.linked += length
        else:
            self.longest = max(self.longest, length)

    def add(self, inner: _Measure) -> None:
        self.letters += inner.letters
        self.linked += inner.linked
        self.links += inner.links
        self.inward += inner.inward
        self.longest = max(self.longest, inner.longest)
        self.has_heading |= inner.has_heading
        self.has_title |= inner.has_title

    def is_menu(self) -> bool:
        return (
            self.tag in _GROUPS
            and self.links >= _LINKS
            and self.linked >= self.letters * _SHARE
            and self.linked <= self.links * _LINK_TEXT
            and self.longest <= _FREE_TEXT
        )

    def is_row_of_links(self) -> bool:
        return (
            self.tag in _GROUPS
            and self.links >= _FEW_LINKS
            and self.linked <= self.links * _LINK_TEXT
            and self.longest <= _SEPARATOR
        )


def furniture(steps: etree.iterwalk[tuple[str, ...]]) -> Furniture:
    """Return what of a page belongs to the site.

    Args:
        steps: the starts and ends of the page's elements in document order.

    """
    survey = _Survey()
    for step, element in steps:
        if step == "start":
            survey.start(element)
        else:
            survey.end(element)
    return Furniture(frozenset(survey.found | (survey.above if survey.has_met_heading else set())), survey.has_main)


class _Survey:
    """One walk through a page."""

    def __init__(self) -> None:
        self.found: set[int] = set()
        self.above: set[int] = set()  # rows of links before the first heading
        self.has_main = False
        self.has_met_heading = False
        self._open: list[_Measure] = [_Measure(-1, "")]
        self._number = 0
        self._within: dict[str, int] = {}

    def start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        measure = _Measure(self._number, tag)
        self._number += 1
        if self._is_told(element, tag):
            self.found.add(measure.number)
        self._within[tag] = self._within.get(tag, 0) + 1
        self._open.append(measure)
        self.has_main |= tag == "h1" and self._is_in("main")
        self.has_met_heading |= tag in HEADINGS
        measure.links = int(tag == "a" and not self._is_in_heading())
        measure.inward = int(measure.links and (element.get("href") or "").startswith("#"))
        if tag not in UNSHOWN:
            measure.take(element.text, is_linked=self._is_in("a"))

    def end(self, element: etree._Element) -> None:
        measure = self._open.pop()
        self._within[measure.tag] -= 1
        is_site_part = measure.tag in _PAGE_PARTS and not any(map(self._is_in, _PARTS_OF)) and not measure.has_heading
        if is_site_part or measure.is_menu() or self._is_named(element, measure):
            self.found.add(measure.number)
        elif measure.is_row_of_links():
            if measure.inward == measure.links:
                self.found.add(measure.number)
            elif not self.has_met_heading:
                self.above.add(measure.number)
        self._open[-1].add(measure)
        self._open[-1].take(element.tail, is_linked=self._is_in("a"))

    def _is_told(self, element: etree._Element, tag: str) -> bool:
        """Return whether an element says itself that it is none of the page's text."""
        if tag == "button":
            opens_a_part = element.get("aria-expanded") or element.get("aria-controls")
            return not (opens_a_part or self._is_in_heading() or self._is_in("summary"))
        return tag in _TAGS or (element.get("role") or "").casefold() in _ROLES

    def _is_named(self, element: etree._Element, measure: _Measure) -> bool:
        """Return whether an element is called as what helps to get around; a page may be called so as a whole."""
        called = " ".join(element.get(name) or "" for name in ("class", "id", "aria-label"))
        return bool(_NAMED.search(called.casefold())) and not (measure.has_title or measure.tag in HEADINGS)

    def _is_in(self, tag: str) -> bool:
        return self._within.get(tag, 0) > 0

    def _is_in_heading(self) -> bool:
        return any(map(self._is_in, HEADINGS))

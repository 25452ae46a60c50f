"""GitHub's own Markdown renderer, the shape of what it renders, and what GitHub would link unasked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal, cast

import cmarkgfm
from cmarkgfm.cmark import Options

_EXTENSIONS = ("table", "strikethrough", "tasklist")

_VOID = frozenset({"br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    )
)
# The elements whose text GitHub leaves alone.
_QUIET = frozenset({"a", "code", "pre", "script", "style", "tt"})

# Preceded by no word character; \w is ASCII here, as in the Ruby that GitHub's public filters are written in.
_REFERENCE = re.compile(
    r"""
    (?P<team>      (?<!\w) @[a-z0-9][a-z0-9_-]* / [a-z0-9][\w.-]* )
  | (?P<mention>   (?<!\w) @[a-z0-9][a-z0-9_-]* (?![\w/]) )
  | (?P<issue>     (?<!\w) (?: (?: [\w.-]+/ )? [\w.-]+ )? [#][0-9]+ (?!\w) | (?<!\w) GH-[0-9]+ (?!\w) )
  | (?P<commit>    (?<!\w) [\w-]+ (?: /[\w.-]+ )? @[0-9a-f]{7,40} (?!\w) | (?<!\w) [0-9a-f]{40} (?!\w) )
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)

Kind = Literal["mention", "team", "issue", "commit", "url"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A piece of text that GitHub would turn into a link, or a person it would notify."""

    kind: Kind
    text: str


def html(markdown: str, *, autolinks: bool = True) -> str:
    """Return what GitHub's renderer makes of `markdown`: extensions, footnotes, every raw tag let through.

    github.com filters tags and attributes afterwards. Here nothing is filtered, the worst case: a page that
    keeps its shape here keeps it there. `autolinks=False` leaves bare addresses as text.
    """
    extensions = (*_EXTENSIONS, "autolink") if autolinks else _EXTENSIONS
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
    return str(cmarkgfm.markdown_to_html_with_extensions(markdown, options=options, extensions=extensions))


def tree(rendered: str, *, inline: bool = False) -> tuple[str, ...]:
    """Return the elements of rendered HTML without their text: a line each, indented by how deep it stands.

    A line has the tag and the names of its attributes (`li`, `input checked disabled type`); comments,
    declarations and closing tags that close nothing have a line too: nothing a person wrote goes unnoticed.
    Elements within a line of text (links, emphasis, images, code) are left out unless `inline`.
    """
    outline = _Outline(inline=inline)
    outline.feed(rendered)
    outline.close()
    return tuple(outline.lines)


def mentions_and_references(markdown: str) -> tuple[Reference, ...]:
    """Return what GitHub would link or notify in the text of `markdown`, outside code and outside links.

    In the order of the text: people and teams (`@ada`, `@acme/search`), issues and pull requests (`#12`,
    `GH-12`, `acme/ranker#12`, `ada#12`), commits (40 hexadecimal digits, or 7 and more after `ada@` or
    `acme/ranker@`); then bare addresses. HTML entities do not stop any of these, since GitHub looks at the
    rendered text; a zero-width space after `@` or `#` does. Whether the person or the issue exists is not
    asked: all that could be linked is named. Not named is a short commit id on its own, which is linked only
    where that repository has such a commit.

    The rules are those of GitHub's documentation ("Autolinked references and URLs") and of its published
    filters (html-pipeline), on the strict side where the two leave room.
    """
    text = _Text()
    text.feed(html(markdown))
    text.close()
    named = tuple(reference for piece in text.pieces() for reference in _references(piece))
    return named + _bare_addresses(markdown)


def _references(text: str) -> tuple[Reference, ...]:
    # The alternatives of the pattern are named as the kinds are.
    return tuple(Reference(cast("Kind", found.lastgroup), found[0]) for found in _REFERENCE.finditer(text))


def _bare_addresses(markdown: str) -> tuple[Reference, ...]:
    """Return the links that are there only because the renderer looks for addresses in text."""
    meant = Counter(_links(html(markdown, autolinks=False)))
    found = Counter(_links(html(markdown)))
    return tuple(Reference("url", address) for address in (found - meant).elements())


def _links(rendered: str) -> list[str]:
    links = _Links()
    links.feed(rendered)
    links.close()
    return links.addresses


class _Outline(HTMLParser):
    def __init__(self, *, inline: bool) -> None:
        super().__init__()
        self._inline = inline
        self._open: list[str] = []
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, *sorted(name for name, _ in attrs))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A slash closes nothing in HTML: <div/> is an opening tag.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            self._add(f"/{tag}")
            return
        while self._open.pop() != tag:
            pass

    def handle_comment(self, _data: str) -> None:
        self._add("!--")

    def handle_decl(self, _decl: str) -> None:
        self._add("!")

    def unknown_decl(self, _data: str) -> None:
        self._add("![")

    def handle_pi(self, _data: str) -> None:
        self._add("?")

    def _add(self, tag: str, *attributes: str) -> None:
        if self._inline or tag.lstrip("/") not in _INLINE:
            depth = sum(self._inline or tag not in _INLINE for tag in self._open)
            self.lines.append("  " * depth + " ".join((tag, *attributes)))


class _Text(HTMLParser):
    """Collects text by element: a name that is cut in two by a tag is no mention."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet = 0
        self._pieces = [""]

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._quiet += tag in _QUIET
        self._pieces.append("")

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in _QUIET and self._quiet > 0
        self._pieces.append("")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._pieces[-1] += data

    def pieces(self) -> tuple[str, ...]:
        return tuple(piece for piece in self._pieces if piece)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.addresses.extend(value for name, value in attrs if name == "href" and value)

"""Markdown to an outline, by way of the HTML that it stands for; the only importer of markdown-it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.html_reader import html_nodes
from ladderci.importing.outline import Block, Node, UnreadableLadderError, words
from ladderci.text import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MAX_CHARACTERS: Final = 600_000
"""Some 100,000 words; the parser takes four seconds for that much."""
MAX_NESTING: Final = 100
"""Lists and quotes within each other; the parser leaves out what lies deeper."""
_MAX_STEPS: Final = 20_000_000
"""From each opening bracket, steps over those behind it in its paragraph; ten million take a second."""

_FRONT: Final = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_VALUE: Final = re.compile(r"([A-Za-z][\w-]*):[ \t]+(.+)")
_KEY: Final = re.compile(r"([A-Za-z][\w-]*):")
_ATTRIBUTES: Final = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$|(?<![ \t])[ \t]+\{:?[#.][^{}\n]*\}[ \t]*$", re.MULTILINE)
"""What kramdown and others say of a block: on a line of its own, or behind a heading."""
_NO_REFERENCE: Final = re.compile(r"^( {0,3})\[(\^[^\]\n]+\]:|[^\]\n]+\]:[ \t]*[^\s/#.:<@]+[ \t]*$)", re.MULTILINE)
"""What has the form of a link's address and is a footnote or a word."""


class _Step(NamedTuple):
    """Where in the HTML a part of the Markdown begins."""

    rendered: int
    line: int
    is_verbatim: bool
    """Whether its lines are those of the Markdown."""


def markdown_nodes(name: str, text: str) -> tuple[Node, ...]:
    """Return the texts of a Markdown file, HTML in it included.

    Args:
        name: the file's name, for the line that refuses it.
        text: CommonMark with tables, as GitHub reads it.

    Raises:
        UnreadableLadderError: the file is too large or too deep, or a library that reads it is missing.

    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadableLadderError(f"{name}: the file has more than {MAX_CHARACTERS:,} characters of Markdown")
    source = "\n".join(split_lines(text))
    front = _FRONT.match(source)
    skipped = source.count("\n", 0, front.end()) if front else 0
    body = source[front.end() :] if front else source
    html, steps = _rendered(name, _NO_REFERENCE.sub(r"\1\\[\2", _ATTRIBUTES.sub("", body)))
    nodes = html_nodes(name, html, lambda line: _source_line(steps, line) + skipped)
    has_title = any(node.block is Block.HEADING and node.depth == 1 for node in nodes)
    return (*_front_values(front, has_title=has_title), *nodes)


def _front_values(front: re.Match[str] | None, *, has_title: bool) -> Iterator[Node]:
    """Yield what stands in YAML before the text, line by line: it is about the page, but for the title of the text.

    Site generators show that one as the page's heading where the text has none of its own.
    """
    key = ""
    for number, line in enumerate(front[1].split("\n") if front else (), 2):
        found = _VALUE.fullmatch(line.rstrip())
        named = found or _KEY.fullmatch(line.rstrip())
        key = named[1] if named else key
        if not (text := words(found[2].strip("\"'") if found else line)):
            continue
        if found and key == "title" and not has_title:
            yield Node(Block.HEADING, text, number)
        else:
            yield Node(Block.VALUE, text, number, key=key)


def _rendered(name: str, text: str) -> tuple[str, list[_Step]]:
    """Return Markdown as HTML, and where in it each block begins."""
    parser = _parser(name)
    environment: dict[str, object] = {}
    tokens = parser.parse(text, environment)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        raise UnreadableLadderError(f"{name}: lists and quotes are nested more than {MAX_NESTING // 2} deep")
    from markdown_it.renderer import RendererHTML

    renderer = RendererHTML()
    parts: list[str] = []
    steps = [_Step(1, 1, is_verbatim=False)]
    line = 1
    for index, token in enumerate(tokens):
        if token.type == "list_item_open" and token.markup == "*":
            token.attrSet("data-mark", "*")
        part = _part(renderer, parser, tokens, index, environment)
        if token.map:
            before = len(part) - len(part.lstrip("\n"))  # ends the line of the item that a list lies in
            steps.append(_Step(line + before, token.map[0] + 1, is_verbatim=token.type == "html_block"))
        line += part.count("\n")
        parts.append(part)
    return "".join(parts), steps


def _part(
    renderer: RendererHTML, parser: MarkdownIt, tokens: Sequence[Token], index: int, environment: dict[str, object]
) -> str:
    """Return the HTML of one token, as the renderer's own loop does it for all of them."""
    token = tokens[index]
    if token.type == "inline":
        return str(renderer.renderInline(token.children or [], parser.options, environment))
    if token.type in renderer.rules:
        return str(renderer.rules[token.type](tokens, index, parser.options, environment))
    return str(renderer.renderToken(tokens, index, parser.options, environment))


def _parser(name: str) -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        missing = "markdown-it-py is not installed: get it with pip install 'ladderci[import]'"
        raise UnreadableLadderError(f"{name}: {missing}") from None

    def refuse_brackets(state: StateCore) -> None:
        if sum(token.content.count("[") ** 2 for token in state.tokens if token.type == "inline") > _MAX_STEPS:
            raise UnreadableLadderError(f"{name}: there are too many opening brackets in this file")

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.core.ruler.after("block", "brackets", refuse_brackets)
    return parser


def _source_line(steps: list[_Step], line: int) -> int:
    """Return the line of the Markdown that a line of the HTML comes from."""
    step = steps[bisect_right(steps, line, key=lambda step: step.rendered) - 1]
    return step.line + (line - step.rendered if step.is_verbatim else 0)

"""From a text to nodes, and from nodes to plain data, by the core schema of YAML 1.2 and a narrow grammar."""

from __future__ import annotations

import re
from math import isfinite
from operator import is_
from typing import TYPE_CHECKING, Final

import yaml
from yaml.nodes import MappingNode, ScalarNode

from ladderci.document.fault import Fault, FaultKind
from ladderci.model import START, Position, Span
from ladderci.text import hidden_character, span_of

if TYPE_CHECKING:
    from yaml._yaml import Mark as CompiledMark

try:
    from yaml._yaml import CParser as _Parser

    _IS_COMPILED = True
except ImportError:  # PyYAML built without libyaml: slower, the same events and nodes
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    _IS_COMPILED = False

    class _Parser(Reader, Scanner, Parser, Composer):  # type: ignore[no-redef] # stands in for the compiled one
        """The same in pure Python."""

        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)


MAX_DEPTH: Final = 64
"""Levels of nesting that are read. The formats use nine; editors and validators recurse."""
MAX_DIGITS: Final = 15
"""Digits that a number may have: what a JSON reader with 64-bit floats keeps exactly (RFC 8259, section 6)."""

MAX_LINES: Final = 50_000
"""Lines of a file that are read: with fewer than 20 characters each, a file of 1 MB was not written by people."""
MAX_EVENTS: Final = 200_000
"""The same for what stands in one line: a cycle with ten thousand people has some 120,000 beginnings and ends."""
MAX_FAULTS: Final = 1_000
"""Faults of one sort that are kept: a file may hold a million, and nobody mends it by a list of them."""

_SAFE_LINE: Final = 2_000
_SAFE_FLOW: Final = 1_000
"""Below both of these libyaml's composer, which recurses in C, cannot run out of stack."""

_NUMBER_STARTS: Final = frozenset("0123456789+-.")
_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER: Final = re.compile(rf"{_INTEGER.pattern}|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


_CONFLICT: Final = re.compile(r"^<<<<<<< .*$", re.MULTILINE)
_QUOTES: Final = ("'", '"')
_ENTRY_BELOW: Final = re.compile(r"\n *(?:- |[A-Za-z0-9._-]+:[ \r\n])")
"""A line that is an entry of its own unless it stands in a quoted text."""


class _Loader(_Parser):
    """Events and nodes from libyaml, without PyYAML's YAML 1.1 idea of types."""

    # Called for every node: built-in functions that do nothing save a tenth of the time that functions of ours take.
    resolve = staticmethod("".format)
    """The type is left open: it is read from the style and the text of the scalar."""
    descend_resolver = staticmethod(is_)
    ascend_resolver = staticmethod(bool)
    """Path resolvers are not used."""


def position(mark: yaml.Mark | CompiledMark | None) -> Position:
    """Return a parser's mark as a position; the start where the parser gives none."""
    if mark is None:
        return START.start
    return Position(mark.line + 1, mark.column + 1)


def span(node: yaml.Node | yaml.Event) -> Span:
    """Return where a node or an event stands."""
    return Span(position(node.start_mark), position(node.end_mark))


class Reading:
    """One pass over a text: from libyaml's nodes to plain data, with the faults met on the way."""

    def __init__(self, text: str, content: bytes) -> None:
        self.text = text
        self._content = content  # the same, encoded: what libyaml reads, and quicker to look through
        self.faults: list[Fault] = []
        self._met: set[int] = set()
        self._watch_aliases = False

    def compose(self) -> yaml.Node | None:
        """Return the root node, or None with a fault."""
        try:
            if not self._is_plain() and not self._walk_events():
                return None
            root = _load(self._content)
        except yaml.MarkedYAMLError as error:
            if not self._watch_aliases or "undefined alias" not in str(error.problem):  # which is forbidden anyway
                self.faults.append(_syntax(self.text, error))
            return None
        except yaml.YAMLError as error:
            self.faults.append(Fault(FaultKind.SYNTAX, START, str(error).splitlines()[0]))
            return None
        if root is None or _is_nothing(root):
            self.faults.append(Fault(FaultKind.EMPTY))
            return None
        return root

    def _is_plain(self) -> bool:
        """Return whether the text can hold no anchor, alias, tag, directive or deep nesting."""
        content = self._content
        return (
            _IS_COMPILED
            and not _has_properties(content)
            and content.count(b"[") + content.count(b"{") < _SAFE_FLOW
            and not _has_long_line(content)
        )

    def _walk_events(self) -> bool:
        """Look at each event before anything is built from it; return whether it is safe to build."""
        depth = events = 0
        loader = _Loader(self._content)
        try:
            while (event := loader.get_event()) is not None:
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH:
                    self._fault(FaultKind.TOO_DEEP, event, str(MAX_DEPTH))
                    return False
                events += 1
                if events > MAX_EVENTS:
                    self._fault(FaultKind.TOO_LARGE, event, f"there are more than {MAX_EVENTS:,} entries in this file")
                    return False
                self._refuse_properties(event)
        finally:
            loader.dispose()
        return True

    def _refuse_properties(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._watch_aliases = True
            self._fault(FaultKind.FORBIDDEN, event, "alias")
        elif getattr(event, "anchor", None):
            self._fault(FaultKind.FORBIDDEN, event, "anchor")
        elif getattr(event, "tag", None):
            self._fault(FaultKind.FORBIDDEN, event, "tag")
        elif isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
            self._fault(FaultKind.FORBIDDEN, event, "directive")

    def build(self, node: yaml.Node, depth: int = 1) -> object:
        """Return a node's plain data; what cannot be data is a fault, and None."""
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if depth > MAX_DEPTH:
            self._fault(FaultKind.TOO_DEEP, node, str(MAX_DEPTH))
            return None
        if self._watch_aliases:
            if id(node) in self._met:
                return None
            self._met.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        return [self.build(item, depth + 1) for item in node.value]

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._scalar(key_node) if isinstance(key_node, ScalarNode) else None
            if isinstance(key, str) and (key != "<<" or key_node.style):
                is_scalar = isinstance(value_node, ScalarNode)
                data[key] = self._scalar(value_node) if is_scalar else self.build(value_node, depth + 1)
        unread_keys = len(node.value) - len(data)
        if unread_keys:
            self._odd_keys(node)
        return data

    def _odd_keys(self, node: MappingNode) -> None:
        """Say what is wrong with the keys that could not be taken, or were taken already."""
        first: dict[str, ScalarNode] = {}
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                self._fault(FaultKind.KEY_NOT_TEXT, key, "a list or a mapping")
            elif not key.style and key.value == "<<":
                self._fault(FaultKind.FORBIDDEN, key, "merge key")
            elif not isinstance(self._scalar(key), str):
                self._fault(FaultKind.KEY_NOT_TEXT, key, key.value or "nothing")
            elif first.setdefault(key.value, key) is not key:
                self._fault(FaultKind.DUPLICATE_KEY, key, key.value, first[key.value])

    def _scalar(self, node: ScalarNode) -> object:
        """Read a scalar as YAML 1.2's core schema does."""
        text = node.value
        if node.style:
            if node.style == '"':
                self._refuse_escapes(node)
            return text
        return self._number(node, text) if text[:1] in _NUMBER_STARTS else _CONSTANTS.get(text, text)

    def _refuse_escapes(self, node: ScalarNode) -> None:
        if found := hidden_character(node.value):
            self._fault(FaultKind.HIDDEN, node, found)

    def _number(self, node: ScalarNode, text: str) -> object:
        """Return a number where an unquoted text is one, else the text."""
        if _NOT_FINITE.fullmatch(text) or (_NUMBER.fullmatch(text) and not _is_exact(text)):
            self._fault(FaultKind.NUMBER, node, text)
            return None
        if _INTEGER.fullmatch(text):
            return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
        return float(text) if _NUMBER.fullmatch(text) else text

    def _fault(self, kind: FaultKind, at: yaml.Node | yaml.Event, detail: str, first: ScalarNode | None = None) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(kind, span(at), detail, span(first) if first else None))


def _is_nothing(root: yaml.Node) -> bool:
    """Return whether a document begins and nothing stands in it."""
    return isinstance(root, ScalarNode) and not root.value and not root.style


def _load(content: bytes) -> yaml.Node | None:
    loader = _Loader(content)
    try:
        root: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return root


def _has_long_line(content: bytes) -> bool:
    """Return whether a line is too long to be safe, jumping from line end to line end as far as one may be away."""
    at = 0
    while at + _SAFE_LINE <= len(content):
        at = content.rfind(b"\n", at, at + _SAFE_LINE) + 1
        if at == 0:
            return True
    return False


def _is_exact(text: str) -> bool:
    """Return whether every reader of JSON keeps a number as it is written."""
    return sum(map(str.isalnum, text)) <= MAX_DIGITS and ("x" in text or isfinite(float(text.replace("0o", ""))))


def _has_properties(content: bytes) -> bool:
    """Return whether a text may hold an anchor, alias, tag or directive: their mark where a value can begin."""
    if b"%" in content and b"\n%" in b"\n" + content:
        return True
    for mark in (b"&", b"*", b"!"):
        at = content.find(mark)
        while at >= 0:
            if (at == 0 or content[at - 1] in b" \t\r\n[{,:?-") and not content[at + 1 : at + 2].isspace():
                return True
            at = content.find(mark, at + 1)
    return False


def _syntax(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Return the parser's refusal, placed where what it is about begins: a quote, a bracket, an alias, a conflict."""
    if conflict := _CONFLICT.search(text):
        return Fault(FaultKind.SYNTAX, span_of(text, *conflict.span()), "a conflict that git could not merge")
    problem = error.problem or "cannot be read"
    mark = error.problem_mark
    is_told_late = "unexpected end of stream" in problem or "',' or" in problem or _is_mark(error.context or "")
    if error.context_mark and (is_told_late or mark is None):
        mark = error.context_mark
    if mark is None:
        return Fault(FaultKind.SYNTAX, START, problem)
    if "another document" in problem:
        return Fault(FaultKind.FORBIDDEN, Span(position(mark), position(mark)), "second document")
    if opened := _swallowing_quote(text, mark.index):
        return Fault(FaultKind.SYNTAX, opened, "while scanning a quoted scalar: closed by the next one")
    at = _beginning_of_escape(text, mark) if "escape" in problem else _before_end(text, mark)
    detail = f"{error.context}: {problem}" if error.context else problem
    return Fault(FaultKind.SYNTAX, Span(at, at), detail)


def _is_mark(context: str) -> bool:
    return context.endswith(("an alias", "an anchor", "a tag"))


def _swallowing_quote(text: str, end: int) -> Span | None:
    """Return where a quote opened that, for want of its own end, took the lines below it up to the next quote.

    Args:
        text: the whole text.
        end: the offset at which the parser gave up.

    """
    quoted = None
    loader = _Loader(text.encode())
    try:
        while (event := loader.get_event()) is not None:
            quoted = event if isinstance(event, yaml.ScalarEvent) and event.style in _QUOTES else None
    except yaml.YAMLError:
        start = quoted.start_mark if quoted else None
        if start and _ENTRY_BELOW.search(text, start.index, end):
            return Span(position(start), position(start))
    finally:
        loader.dispose()
    return None


def _beginning_of_escape(text: str, mark: yaml.Mark | CompiledMark) -> Position:
    """Return where the backslash stands: the parsers point to different places behind it."""
    at = text.rfind("\\", 0, mark.index + 1)
    return span_of(text, at, at).start if at >= 0 else position(mark)


def _before_end(text: str, mark: yaml.Mark | CompiledMark) -> Position:
    """Return a mark's position, or the end of the last line with something on it where the mark is behind the text."""
    kept = len(text.rstrip())
    return position(mark) if mark.index < len(text) else span_of(text, kept, kept).start

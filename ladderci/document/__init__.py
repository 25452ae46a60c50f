"""Bytes to plain data, and where each value stands; the only importer of yaml.

YAML is read as the core schema of YAML 1.2 reads it (yaml.org/spec/1.2.2, section 10.3.2), so that the editor and the
check agree, and with a narrow grammar: no anchors, aliases, tags, merge keys, directives or second documents. What is
wrong is data, too: a `Fault` with its place. Nothing here raises for what a person wrote.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from ladderci.document.cut import cut_texts
from ladderci.document.fault import Fault, FaultKind
from ladderci.document.reading import MAX_DEPTH, MAX_DIGITS, MAX_FAULTS, MAX_LINES, Reading, span
from ladderci.model import START, Aim, Path, Place, Span
from ladderci.text import BYTE_ORDER_MARK, hidden_characters, line_count, span_of, split_lines, stops_parser

if TYPE_CHECKING:
    import yaml

Entry: TypeAlias = "tuple[yaml.Node | None, yaml.Node]"
"""A key, None in a list, and its value."""

__all__ = ["MAX_DEPTH", "MAX_DIGITS", "Document", "Fault", "FaultKind", "read", "unread"]


class Document:
    """A file as it was read: its text, its data (None where it has none), and what is wrong with it."""

    def __init__(self, file: str, text: str, root: yaml.Node | None, data: object, faults: tuple[Fault, ...]) -> None:
        """Keep what was read; `read` and `unread` make documents."""
        self.file = file
        self.text = text
        self.data = data
        self.faults = faults
        self._root = root
        self._entries: dict[int, dict[str, Entry]] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return split_lines(self.text)

    def line(self, number: int) -> str:
        """Return the line of this number, counted from 1; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @property
    def readable(self) -> bool:
        """Whether there is data to judge."""
        return self._root is not None

    def span(self, place: Place | Span) -> Span:
        """Return where a symbolic place stands.

        A path that leads nowhere ends at the last entry that exists. An empty value has no width, so its key (or
        the list's dash) stands for it.
        """
        if isinstance(place, Span):
            return place
        key, value = self._find(place.path)
        if value is None:
            return START
        if key is not None and (place.aim is Aim.KEY or _is_blank(value)):
            return span(key)
        if _is_blank(value) and (dash := self._dash(value)):
            return dash
        if place.needle and (found := self._needle(value, place.needle)):
            return found
        return span(value)

    def raw(self, path: Path) -> str:
        """Return the text of a value as it was written, quotes included."""
        value = self._exactly(path)
        return "" if value is None else self.text[value.start_mark.index : value.end_mark.index]

    def is_block(self, path: Path) -> bool:
        """Return whether a value was written as a block scalar, with `|` or `>`."""
        value = self._exactly(path)
        return isinstance(value, ScalarNode) and value.style in {"|", ">"}

    def keys(self, path: Path) -> tuple[str, ...]:
        """Return the keys of the mapping at a path in the file's order, empty where there is no mapping."""
        value = self._exactly(path)
        return tuple(key.value for key, _ in value.value) if isinstance(value, MappingNode) else ()

    def _exactly(self, path: Path) -> yaml.Node | None:
        value = self._root
        for step in path:
            entry = self._entry(value, step)
            if entry is None:
                return None
            value = entry[1]
        return value

    def _find(self, path: Path) -> tuple[yaml.Node | None, yaml.Node | None]:
        key: yaml.Node | None = None
        value = self._root
        for step in path:
            entry = self._entry(value, step)
            if entry is None:
                break
            key, value = entry
        return key, value

    def _entry(self, node: yaml.Node | None, step: str | int) -> Entry | None:
        """Return the key (None in a list) and the value that a step leads to; of equal keys the last one."""
        if isinstance(node, MappingNode):
            return self._by_key(node).get(str(step))
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            return None, node.value[step]
        return None

    def _by_key(self, node: MappingNode) -> dict[str, Entry]:
        if id(node) not in self._entries:
            self._entries[id(node)] = {
                key.value: (key, value) for key, value in node.value if isinstance(key, ScalarNode)
            }
        return self._entries[id(node)]

    def _dash(self, value: yaml.Node) -> Span | None:
        before = self.text[: value.start_mark.index].rstrip()
        return span_of(self.text, len(before) - 1, len(before)) if before.endswith("-") else None

    def _needle(self, value: yaml.Node, needle: str) -> Span | None:
        at = self.text.find(needle, value.start_mark.index, value.end_mark.index)
        return None if at < 0 else span_of(self.text, at, at + len(needle))


def _is_blank(node: yaml.Node) -> bool:
    return node.start_mark.index == node.end_mark.index


def unread(file: str, fault: Fault) -> Document:
    """Return the document of a file that could not be read at all."""
    return Document(file, "", None, None, (fault,))


def read(file: str, content: bytes) -> Document:
    """Read a file's bytes. Never raises: what is wrong stands in the document's faults."""
    content = content.removeprefix(BYTE_ORDER_MARK)
    if _is_utf16(content):
        return Document(file, "", None, None, (Fault(FaultKind.NOT_UTF8, detail="UTF-16"),))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Document(file, "", None, None, (_not_utf8(content, error),))
    if (count := line_count(content)) > MAX_LINES:
        detail = f"the file has {count:,} lines where {MAX_LINES:,} are allowed"
        return Document(file, text, None, None, (Fault(FaultKind.TOO_LARGE, detail=detail),))
    hidden = islice(hidden_characters(content, text), MAX_FAULTS)
    faults = [Fault(FaultKind.HIDDEN, span, character) for span, character in hidden]
    if faults and stops_parser(text):
        return Document(file, text, None, None, tuple(faults))
    reading = Reading(text, content)
    root = reading.compose()
    data = None if root is None else reading.build(root)
    if any(fault.kind is FaultKind.TOO_DEEP for fault in reading.faults):
        root = data = None
    if root is not None:
        faults += islice(cut_texts(text, root), MAX_FAULTS)
    return Document(file, text, root, data, tuple(dict.fromkeys(faults + reading.faults)))


def _is_utf16(content: bytes) -> bool:
    """Return whether a file begins as UTF-16 or UTF-32 do: with their mark, or with every other byte empty."""
    return content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]


def _not_utf8(content: bytes, error: UnicodeDecodeError) -> Fault:
    before = content[: error.start].decode("utf-8")
    at = span_of(before, len(before), len(before))
    return Fault(FaultKind.NOT_UTF8, at, f"the byte 0x{content[error.start]:02X}")

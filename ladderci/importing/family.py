"""Which family a file is of, by what stands in it and by its name's ending where that leaves it open."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from ladderci.document import read
from ladderci.importing.html_reader import html_nodes
from ladderci.importing.markdown_reader import markdown_nodes
from ladderci.importing.outline import MAX_TEXTS, Outline, UnreadableLadderError, keys
from ladderci.importing.text_reader import text_nodes
from ladderci.importing.yaml_reader import yaml_nodes
from ladderci.text import BYTE_ORDER_MARK, line_count

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 20_000_000
"""A page saved with its pictures in it may have several million."""
MAX_LINES: Final = 100_000

_MARKS: Final = {
    b"%PDF": "a PDF: copy its text into a file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture",
    b"PK\x03\x04": "an archive or an office document: save it as HTML or as text",
    b"\xd0\xcf\x11\xe0": "an office document: save it as HTML or as text",
    b"{\\rtf": "an office document: save it as HTML or as text",
    b"\x1f\x8b": "an archive",
}
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 1_000
_CONTROLS: Final = bytes(range(1, 9)) + bytes(range(14, 27))

_PAGE: Final = re.compile(
    r"(?>(?:\s+|<\?xml[^>]*>|<!--.{0,2000}?-->){0,20})<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_PART: Final = re.compile(r"\s*<[a-z][a-z0-9-]*[\s/>]", re.IGNORECASE)
_TAG: Final = re.compile(r"</?(?:div|p|ul|ol|li|h[1-6]|table|tr|td|section|article|main|span)\b", re.IGNORECASE)
_FEW_TAGS: Final = 4
_MARKDOWN: Final = re.compile(
    r"^ {0,3}(?:\#{1,6}[ \t]+\S|```|>[ \t]*\S|\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$"
    r"|</?(?:details|summary|table|div|p|ul|li)\b)"
    r"|^(?:\s{0,3}[-*+][ \t]+)?(?:\*\*|__)[^\s*_][^\n]{0,200}?(?:\*\*|__)"
    r"|\]\((?:https?:|\.{0,2}/|\#)[^\s)]{1,500}\)",
    re.MULTILINE,
)
_KEYS: Final = keys(
    "areas attributes bands categories competencies expectations grades ladder levels skills themes topics tracks"
)


class Family(StrEnum):
    """What a published ladder is written in."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    YAML = "yaml"


_ENDINGS: Final = {
    ".html": Family.HTML,
    ".htm": Family.HTML,
    ".xhtml": Family.HTML,
    ".md": Family.MARKDOWN,
    ".markdown": Family.MARKDOWN,
    ".mdown": Family.MARKDOWN,
    ".mkd": Family.MARKDOWN,
    ".mdx": Family.MARKDOWN,
    ".yml": Family.YAML,
    ".yaml": Family.YAML,
    ".json": Family.YAML,
}


def outline_of_file(path: Path) -> Outline:
    """Return the outline of a file.

    Raises:
        UnreadableLadderError: there is no such file, or no outline can be made of it.

    """
    try:
        if path.is_dir():
            raise UnreadableLadderError(f"{path}: this is a folder; name the files in it")
        if not path.is_file():
            raise UnreadableLadderError(f"{path}: there is no such file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableLadderError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    return outline_of(str(path), content)


def outline_of(name: str, content: bytes) -> Outline:
    """Return the outline of a file's bytes.

    Args:
        name: as it was given; its ending helps where the content may be of several families.
        content: all of it, or more than `MAX_BYTES` of it.

    Raises:
        UnreadableLadderError: no outline can be made of it.

    """
    text = _decoded(name, content)
    family = family_of(name, text)
    if family is Family.YAML:
        nodes = yaml_nodes(name, text.encode())
    elif family is Family.HTML:
        nodes = html_nodes(name, text)
    elif family is Family.MARKDOWN:
        nodes = markdown_nodes(name, text)
    else:
        nodes = text_nodes(text)
    if not nodes:
        raise UnreadableLadderError(f"{name}: there is no text in this file")
    if len(nodes) > MAX_TEXTS:
        raise UnreadableLadderError(f"{name}: there are more than {MAX_TEXTS:,} texts in this file")
    return Outline(name, nodes)


def family_of(name: str, text: str) -> Family:
    """Return which family a text is of: by what only one of them has, then by the name's ending, then by its look."""
    ending = _ENDINGS.get(PurePath(name).suffix.casefold())
    if _PAGE.match(text):
        return Family.HTML
    if ending in {Family.HTML, Family.YAML}:
        return ending
    if _MARKDOWN.search(text) and (ending is Family.MARKDOWN or not _is_part_of_page(text)):
        return Family.MARKDOWN
    if ending is None and _is_part_of_page(text):
        return Family.HTML
    return Family.YAML if ending is None and _is_data(text) else Family.TEXT


def _is_part_of_page(text: str) -> bool:
    return bool(_PART.match(text)) and len(_TAG.findall(text[: _HEAD * 10])) >= _FEW_TAGS


def _is_data(text: str) -> bool:
    """Return whether a text is YAML with keys that a ladder in YAML has; plain text may well read as YAML, too."""
    document = read("", text.encode())
    return isinstance(document.data, dict) and any(key in _KEYS for key in document.data)


def _decoded(name: str, content: bytes) -> str:
    """Return a file's text, or say what the file is instead."""
    if len(content) > MAX_BYTES:
        raise UnreadableLadderError(f"{name}: the file is larger than {MAX_BYTES // 1_000_000} MB")
    if kind := next((kind for mark, kind in _MARKS.items() if content.startswith(mark)), ""):
        raise UnreadableLadderError(f"{name}: this is {kind}")
    head = content[:_HEAD]
    if head.startswith(_UTF16) or head.count(b"\0") * 3 > len(head):
        raise UnreadableLadderError(f"{name}: this is no UTF-8, but looks like UTF-16: save it as UTF-8")
    if len(head.translate(None, _CONTROLS)) * 20 < len(head) * 19:
        raise UnreadableLadderError(f"{name}: this is no text")
    if line_count(content) > MAX_LINES:
        raise UnreadableLadderError(f"{name}: the file has more than {MAX_LINES:,} lines")
    try:
        text = content.removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError as error:
        line = line_count(content[: error.start]) + 1
        byte = f"the byte 0x{content[error.start]:02X} in line {line}"
        raise UnreadableLadderError(f"{name}: this is no UTF-8 ({byte}): save it as UTF-8") from None
    if not text.strip("\0\ufeff \t\r\n"):
        raise UnreadableLadderError(f"{name}: there is nothing in this file")
    return text

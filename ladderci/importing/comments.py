"""The comments of a rubric's file, kept when the file is written anew: each above what it stood above or beside."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.document import read
from ladderci.model import Aim, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ladderci.document import Document
    from ladderci.model import Path, Span

_COMMENT: Final = re.compile(r"(?:^|\s)(#(?!\s*yaml-language-server\s*:).*)")
_DEPTH: Final = 6
"""Steps to an expectation: `areas.A.sections.S.expectations.E`."""


class Comment(NamedTuple):
    """A comment, and what it is about."""

    path: Path
    """Of the entry that it stands above or beside; empty behind everything."""
    text: str
    """From its `#` on."""


def comments_of(document: Document) -> tuple[Comment, ...]:
    """Return the comments of a file, in its order; the line by which editors find a schema is none."""
    keys = sorted(_key_lines(document))
    found = ((number, _COMMENT.search(line), line) for number, line in enumerate(_without_texts(document), 1))
    return tuple(
        Comment(_about(document, keys, number, line[: comment.start(1)]), comment[1].rstrip())
        for number, comment, line in found
        if comment
    )


def _about(document: Document, keys: Sequence[tuple[int, int, Path]], number: int, before: str) -> Path:
    """Return the path of the entry that a comment is about, going by what stands before it in its line."""
    above = _beside(keys, number)
    return above if before.strip() or _is_in_list(document, above, len(before)) else _below(keys, number)


def _is_in_list(document: Document, path: Path, margin: int) -> bool:
    """Return whether a line that is indented so far is still of the list at a path."""
    if not path or not document.raw(path).startswith("-"):
        return False
    return margin >= document.span(Place((*path, 0))).start.column - len("- ") - 1


def _key_lines(document: Document) -> Iterator[tuple[int, int, Path]]:
    """Yield the line of every key, how deep it is, and its path."""
    for path, _ in _entries(document.data, ()):
        if path and isinstance(path[-1], str):
            yield document.span(Place(path, Aim.KEY)).start.line, len(path), path


def _entries(data: object, path: Path) -> Iterator[tuple[Path, object]]:
    """Yield every value with its path."""
    yield path, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _entries(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _entries(value, (*path, at))


def _beside(keys: Sequence[tuple[int, int, Path]], number: int) -> Path:
    """Return the path of the first key on a line, or of the last one above it."""
    here = next((path for line, _, path in keys if line == number), None)
    return here if here is not None else next((path for line, _, path in reversed(keys) if line < number), ())


def _below(keys: Sequence[tuple[int, int, Path]], number: int) -> Path:
    return next((path for line, _, path in keys if line > number), ())


def _without_texts(document: Document) -> list[str]:
    """Return the lines of a file with other characters in the place of texts, in which a `#` may begin no comment."""
    lines = list(document.lines)
    for path, value in _entries(document.data, ()):
        if path and isinstance(path[-1], str):
            _blank(lines, document.span(Place(path, Aim.KEY)))
        if isinstance(value, str):
            _blank(lines, document.span(Place(path, Aim.VALUE)))
    return lines


def _blank(lines: list[str], span: Span) -> None:
    for number in range(span.start.line, min(span.end.line, len(lines)) + 1):
        line = lines[number - 1]
        start = span.start.column - 1 if number == span.start.line else 0
        end = span.end.column - 1 if number == span.end.line else len(line)
        is_head_of_block = number == span.start.line < span.end.line and line[start : start + 1] in {"|", ">"}
        if not is_head_of_block:
            lines[number - 1] = line[:start] + "x" * (end - start) + line[end:]


# --- putting them back ---------------------------------------------------------------------------------------------


def with_comments(text: str, comments: Iterable[Comment], moved: Mapping[str, str]) -> str:
    """Return the text of a rubric's file with comments in it.

    One whose entry is not there any more stands above the entry around that, or at the end.

    Args:
        text: the file as it was written, with each key in a line of its own.
        comments: those of the file before.
        moved: from the ids of expectations before to those that they have in the text.

    """
    document = read("", text.encode())
    lines = text.split("\n")
    above: defaultdict[int, list[str]] = defaultdict(list)
    for comment in comments:
        path = _place(document, _now(comment.path, moved))
        at = document.span(Place(path, Aim.KEY)).start if path else None
        line, margin = (at.line - 1, at.column - 1) if at else (len(lines) - 1, 0)
        above[line].append(" " * margin + comment.text)
    return "\n".join(each for number, line in enumerate(lines) for each in (*above[number], line))


def _now(path: Path, moved: Mapping[str, str]) -> Path:
    """Return where an entry is now, going by what became of its expectation."""
    if len(path) < _DEPTH or path[0] != "areas":
        return path
    _, area, _, section, _, name, *rest = path
    now = moved.get(f"{area}.{section}.{name}", f"{area}.{section}.{name}")
    area, section, name = now.split(".")
    return ("areas", area, "sections", section, "expectations", name, *rest)


def _place(document: Document, path: Path) -> Path:
    """Return the path of an entry, or of the nearest one around it that is there."""
    if len(path) >= _DEPTH and path[0] == "areas":
        gone = ".".join(str(path[step]) for step in (1, 3, 5))
        if path[5] not in document.keys(path[:5]) and gone in document.keys(("removed",)):
            return ("removed", gone)
    while path and path[-1] not in document.keys(path[:-1]):
        path = path[:-1]
    return path

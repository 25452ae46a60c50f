"""Made-up pages on which a template is tried: one with a value in every place, one with none."""

from __future__ import annotations

from dataclasses import is_dataclass
from types import EllipsisType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from ladderci.output.page import Page

_NESTED: Final = 6
"""Lists within each other, down to the parts of a work item that an answer cites."""


def specimens() -> tuple[Page, ...]:
    """Return a page on which everything has a value, and one on which nothing has."""
    return _page(is_full=True), _page(is_full=False)


def _page(*, is_full: bool) -> Page:
    made = _made(Page, _NESTED if is_full else 0, is_full=is_full)
    assert isinstance(made, Page)  # noqa: S101 (it is made of that class)
    return made


def _made(kind: Any, nested: int, *, is_full: bool) -> object:  # noqa: ANN401 (a type as annotations have it)
    """Return a value of a type that the page's model uses."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: _made(hint, nested, is_full=is_full) for name, hint in hints.items()})
    parts = get_args(kind)
    if get_origin(kind) is UnionType:
        return _made(parts[0], nested, is_full=is_full) if is_full else None
    if get_origin(kind) is tuple and isinstance(parts[-1], EllipsisType):
        return (_made(parts[0], nested - 1, is_full=is_full),) if nested else ()
    if get_origin(kind) is tuple:
        return tuple(_made(part, nested, is_full=is_full) for part in parts)
    return {str: "some words" if is_full else "", int: int(is_full), bool: is_full}[kind]

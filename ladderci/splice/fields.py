"""Single values of a mapping, given anew where they stand or written behind the others, in lines or in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from ladderci.scaffold import folded, quoted, scalar
from ladderci.splice.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ladderci.model import Path
    from ladderci.splice.proof import Data
    from ladderci.splice.sheet import Sheet

Value: TypeAlias = "bool | int | str"
"""What can be written. Texts are in one line, as `legible` makes them."""
Fields: TypeAlias = "Mapping[str, Value | Fields]"
"""Values by their keys, or mappings of such."""


def field_lines(fields: Fields, step: int = 2) -> Iterator[str]:
    """Yield the lines of some fields, without indentation.

    Args:
        fields: what to write.
        step: how far a mapping's own fields are indented below its key.

    """
    for key, value in fields.items():
        if isinstance(value, str):
            yield from folded(key, value)
        elif isinstance(value, bool | int):
            yield f"{key}: {_word(value)}"
        else:
            yield f"{key}:"
            yield from (" " * step + line for line in field_lines(value, step))


def changed_fields(sheet: Sheet, path: Path, fields: Fields) -> Iterator[Edit]:
    """Yield what gives the fields that a mapping has other values, each where it stands; those that it lacks stay out.

    Raises:
        SpliceError: where no colon stands behind a field's key.

    """
    old = cast("Data", sheet.value(path))
    for key, value in fields.items():
        there = (*path, key)
        if key not in old:
            continue
        if not isinstance(value, bool | int | str):
            yield from changed_fields(sheet, there, value)
        elif (type(old[key]), old[key]) != (type(value), value):
            yield sheet.setting(there, _word(value, in_braces=is_in_braces(sheet, there)))


def fields_in_braces(sheet: Sheet, path: Path, fields: Fields) -> Edit:
    """Return what adds fields at the end of a mapping in braces that is not empty."""
    end = sheet.span((*path, sheet.keys(path)[-1]))[1]
    return Edit(end, end, f", {_flow(fields)}")


def is_in_braces(sheet: Sheet, path: Path) -> bool:
    """Return whether a mapping, or one around it, is written in braces."""
    return any(sheet.is_flow(path[:depth]) for depth in range(len(path) + 1))


def _flow(fields: Fields) -> str:
    return ", ".join(
        f"{key}: {_word(value, in_braces=True) if isinstance(value, bool | int | str) else f'{{{_flow(value)}}}'}"
        for key, value in fields.items()
    )


def _word(value: Value, *, in_braces: bool = False) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    return quoted(value) if in_braces or not value else scalar(value)

"""One file of what judges, by itself: what it says where its shape is right, else one line on what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from ladderci import schema
from ladderci.app.choosing import BrokenError
from ladderci.model import Severity
from ladderci.rules import findings_of_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from ladderci.app.rulebook import Loaded
    from ladderci.document import Document

Value = TypeVar("Value")

LINT: Final = "`ladderci rubric lint` says how"


def sound(document: Document, name: str, loader: Callable[[object], Value]) -> Value:
    """Return what a file says.

    Args:
        document: the file as it was read.
        name: of its fixed format, such as `rubric`.
        loader: makes the value of data that this format accepts.

    Raises:
        BrokenError: the file cannot be read, or has not the shape of its format.

    """
    if wrong := fault(document, name):
        raise BrokenError(f"{document.file} is broken ({wrong}): {LINT}")
    return loader(document.data)


def value_of(loaded: Loaded[Value]) -> Value:
    """Return what a file of a rulebook says; raises BrokenError where nothing can be judged by it."""
    if loaded.value is None or loaded.is_broken:
        raise BrokenError(f"{loaded.document.file} is broken: {LINT}")
    return loaded.value


def fault(document: Document, name: str) -> str:
    """Return the first thing that is wrong with the shape of a file of a fixed format; empty where nothing is."""
    found = findings_of_file(document, schema.validator(name))
    return next((finding.message for finding in found if finding.severity is Severity.ERROR), "")

"""What holds around every edit: before it, the file is read without doubt; after it, it says what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, cast

from ladderci.document import FaultKind, read
from ladderci.splice.edits import Edit, SpliceError, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ladderci.document import Document

Data: TypeAlias = "dict[str, object]"
"""A file's mapping, as it was read."""

_HARMLESS: Final = frozenset([FaultKind.CUT, FaultKind.HIDDEN, FaultKind.NUMBER])
"""Faults that leave no doubt about where everything in a file stands."""


def refuse_doubtful(document: Document, sort: str) -> None:
    """Raise SpliceError for a file in which it is not certain where everything stands, or that has no keys.

    Args:
        document: the file as it was read.
        sort: what it should be, for the message: `a review`.

    """
    if not document.readable or any(fault.kind not in _HARMLESS for fault in document.faults):
        raise SpliceError(f"{document.file} cannot be read without doubt: mend what `ladderci check` says of it first")
    if not isinstance(document.data, dict) or not document.data:
        raise SpliceError(f"{document.file} is not {sort}: it has no keys")


def applied(before: Document, edits: Sequence[Edit], meant: Callable[[Data], Data]) -> str:
    """Return a document's text with edits made to it, once it is proven to say what was meant and nothing else.

    Args:
        before: the document as it was read.
        edits: what changes in its text.
        meant: from the data of the document to that of the result.

    Raises:
        SpliceError: where anything but what was meant has changed.

    """
    if not edits:
        return before.text
    refusal = f"{before.file} is written in a way that cannot be added to: write its keys in plain lines"
    try:
        updated = apply(before.text, edits)
    except ValueError:  # comments that stand across each other
        raise SpliceError(refusal) from None
    after = read(before.file, updated.encode())
    readings = [before.data]
    if not before.text.endswith(("\n", "\r")):  # a block scalar at the very end gains the line end it did not have
        readings.append(read(before.file, f"{before.text}\n".encode()).data)
    wanted = [meant(cast("Data", data)) for data in readings]
    if after.data not in wanted or len(after.faults) > len(before.faults):
        raise SpliceError(refusal)
    return updated

"""From a path to a document: whatever lies there, it becomes data with faults, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci import document as documents
from ladderci.document import Fault, FaultKind
from ladderci.source import Reason, Unreadable

if TYPE_CHECKING:
    from ladderci.document import Document
    from ladderci.source import Source


def read_file(source: Source, path: str, limit: int) -> Document:
    """Read a file of at most `limit` bytes from a source."""
    content = source.read(path, limit)
    if isinstance(content, Unreadable):
        kind = FaultKind.TOO_LARGE if content.reason is Reason.TOO_LARGE else FaultKind.UNREADABLE
        return documents.unread(path, Fault(kind, detail=content.detail))
    return documents.read(path, content)

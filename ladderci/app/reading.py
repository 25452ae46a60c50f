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
        return documents.unread(path, Fault(kind, detail=_words(content, limit)))
    return documents.read(path, content)


def _words(unreadable: Unreadable, limit: int) -> str:
    """Return why there is nothing to read, as a message."""
    detail = unreadable.detail
    match unreadable.reason:
        case Reason.MISSING:
            return "there is no such file"
        case Reason.FOLDER:
            return "this is a folder, not a file"
        case Reason.SYMLINK:
            return f"`{detail}` is a symbolic link, and links are not followed"
        case Reason.NOT_PLAIN:
            return f"this is {detail}, not a plain file"
        case Reason.TOO_LARGE:
            size = f"{int(detail):,}" if detail.isdecimal() else "more"
            return f"the file has {size} bytes where {limit:,} are allowed"
        case Reason.NO_PERMISSION:
            return "this may not be read: permission denied"
        case Reason.OTHER:
            return f"this cannot be read: {detail}"

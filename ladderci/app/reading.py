"""From a path to a document: whatever lies there, it becomes data with faults, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
        return documents.unread(path, Fault(kind, detail=why_unread(content, limit)))
    return documents.read(path, content)


def is_there(source: Source, path: str) -> bool:
    """Return whether something lies at a path in a folder, whatever it is."""
    folder, _, name = path.rpartition("/")
    return name in source.names(folder)


def why_unread(unreadable: Unreadable, limit: int) -> str:
    """Return why there is nothing to read, as a message."""
    detail = f"{int(unreadable.detail):,}" if unreadable.detail.isdecimal() else unreadable.detail
    return _MESSAGES[unreadable.reason].format(detail=detail, limit=limit)


_MESSAGES: Final = {
    Reason.MISSING: "there is no such file",
    Reason.FOLDER: "this is a folder, not a file",
    Reason.SYMLINK: "`{detail}` is a symbolic link, and links are not followed",
    Reason.NOT_PLAIN: "this is {detail}, not a plain file",
    Reason.TOO_LARGE: "the file has {detail} bytes where {limit:,} are allowed",
    Reason.NO_PERMISSION: "this may not be read: permission denied",
    Reason.OTHER: "this cannot be read: {detail}",
}

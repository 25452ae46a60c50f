"""Where files come from, one interface: the work tree, or a commit.

Only plain files are read, as bytes, and never more of them than a limit allows. What stands in a file's place (a
symbolic link, a pipe, a submodule) is neither followed nor waited for, so that nobody can make the check read what
is not in the repository, or hang. What cannot be read is a value and no exception: it becomes a finding.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ladderci.git import Entry, Repository


class Reason(StrEnum):
    """Why there is nothing to read at a path."""

    MISSING = "missing"
    FOLDER = "folder"
    SYMLINK = "symlink"
    NOT_PLAIN = "not-a-plain-file"
    TOO_LARGE = "too-large"
    NO_PERMISSION = "no-permission"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What came instead of a file's bytes."""

    reason: Reason
    detail: str = ""
    """What stands there instead (`a submodule`), the link's path, the size in bytes, or the system's words."""


class Source(Protocol):
    """Where files come from. Paths run from the root, with forward slashes.

    Names that are not UTF-8 are kept as Python keeps them (PEP 383), and can be read by the same path.
    """

    def read(self, path: str, limit: int) -> bytes | Unreadable:
        """Return a plain file's bytes, or why there are none; never more bytes than the limit."""
        ...

    def files(self, folder: str) -> tuple[str, ...]:
        """Return all entries below a folder that are no folders, sorted; a folder that may not be listed as itself."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what lies directly in a folder, in any order; none where there is no such folder."""
        ...


_OUTSIDE: Final = Unreadable(Reason.OTHER, "the path does not stay below the root")
_FOLDER_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY | os.O_CLOEXEC
_PIECE: Final = 1 << 16

_OTHERS: Final = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def _is_inside(path: str) -> bool:
    """Return whether a path is relative, plain and below the root; git allows no other in a tree."""
    return "\0" not in path and not {"", ".", ".."} & set(path.split("/"))


# --- the work tree -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkTree:
    """The files as they lie on the disk below a root."""

    root: Path

    def read(self, path: str, limit: int) -> bytes | Unreadable:
        """Return a plain file's bytes, or why there are none; no symbolic link below the root is followed."""
        if not _is_inside(path):
            return _OUTSIDE
        *folders, name = path.split("/")
        descriptor = self._open(folders)
        if isinstance(descriptor, Unreadable):
            return descriptor
        try:
            file = _opened(name, "/".join([*folders, name]), _FILE_FLAGS, descriptor)
        finally:
            os.close(descriptor)
        if isinstance(file, Unreadable):
            return file
        try:
            return _content(file, limit)
        except OSError as error:
            return Unreadable(Reason.OTHER, error.strerror or "")
        finally:
            os.close(file)

    def files(self, folder: str) -> tuple[str, ...]:
        """Return all entries below a folder that are no folders, sorted, as a commit would hold them (no `.git`)."""
        if folder and not _is_inside(folder):
            return ()
        descriptor = self._open(folder.split("/") if folder else [])
        if isinstance(descriptor, Unreadable):
            return (folder,) if descriptor.reason is Reason.NO_PERMISSION else ()
        os.close(descriptor)
        return tuple(sorted(_below(os.fspath(self.root), folder)))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what lies directly in a folder; none where it may not be listed."""
        if folder and not _is_inside(folder):
            return ()
        descriptor = self._open(folder.split("/") if folder else [])
        if isinstance(descriptor, Unreadable):
            return ()
        try:
            with os.scandir(descriptor) as entries:
                return tuple(entry.name for entry in entries)
        except OSError:
            return ()
        finally:
            os.close(descriptor)

    def _open(self, folders: list[str]) -> int | Unreadable:
        """Open the last of nested folders, each without following a link, and close the others."""
        descriptor = _opened(os.fspath(self.root), "", _FOLDER_FLAGS & ~os.O_NOFOLLOW, None)
        for depth, name in enumerate(folders):
            if isinstance(descriptor, Unreadable):
                return descriptor
            above = descriptor
            descriptor = _opened(name, "/".join(folders[: depth + 1]), _FOLDER_FLAGS, above)
            os.close(above)
        return descriptor


def _opened(name: str, path: str, flags: int, folder: int | None) -> int | Unreadable:
    try:
        return os.open(name, flags, dir_fd=folder)
    except OSError as error:
        return _refused(error, name, path, folder)


def _refused(error: OSError, name: str, path: str, folder: int | None) -> Unreadable:
    """Return what an open that failed means; a link in a folder's place fails as a file in its place does."""
    match error.errno:
        case errno.ELOOP | errno.ENOTDIR:
            return Unreadable(Reason.SYMLINK, path) if _is_link(name, folder) else Unreadable(Reason.MISSING)
        case errno.ENOENT | errno.ENAMETOOLONG:
            return Unreadable(Reason.MISSING)
        case errno.EACCES | errno.EPERM:
            return Unreadable(Reason.NO_PERMISSION)
        case errno.ENXIO | errno.ENODEV:
            return Unreadable(Reason.NOT_PLAIN, "a socket or a device")
        case _:
            return Unreadable(Reason.OTHER, error.strerror or "")


def _is_link(name: str, folder: int | None) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _content(file: int, limit: int) -> bytes | Unreadable:
    """Read an open file up to the limit: its size is looked at first, and again as it may grow meanwhile."""
    status = os.fstat(file)
    if stat.S_ISDIR(status.st_mode):
        return Unreadable(Reason.FOLDER)
    if not stat.S_ISREG(status.st_mode):
        kinds = (words for is_kind, words in _OTHERS if is_kind(status.st_mode))
        return Unreadable(Reason.NOT_PLAIN, next(kinds, "not a file"))
    if status.st_size > limit:
        return Unreadable(Reason.TOO_LARGE, str(status.st_size))
    content = bytearray()
    while len(content) <= limit and (piece := os.read(file, min(_PIECE, limit + 1 - len(content)))):
        content += piece
    return bytes(content) if len(content) <= limit else Unreadable(Reason.TOO_LARGE, str(len(content)))


def _below(root: str, folder: str) -> Iterator[str]:
    waiting = [folder]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(f"{root}/{above}") as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if entry.name != ".git"]
        except OSError:
            yield above  # reading it says why: a folder that cannot be listed must not look empty
            continue
        for name, is_folder in found:
            path = f"{above}/{name}" if above else name
            if is_folder:
                waiting.append(path)
            else:
                yield path


# --- what would be -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overlay:
    """The files of another source as they would be with some of them written."""

    below: Source
    written: Mapping[str, bytes]

    def read(self, path: str, limit: int) -> bytes | Unreadable:
        """Return a file's bytes, or why there are none; what is written comes first."""
        content = self.written.get(path)
        if content is None:
            return self.below.read(path, limit)
        return content if len(content) <= limit else Unreadable(Reason.TOO_LARGE, str(len(content)))

    def files(self, folder: str) -> tuple[str, ...]:
        """Return all entries below a folder that are no folders, sorted."""
        prefix = f"{folder}/" if folder else ""
        return tuple(sorted({*self.below.files(folder), *filter(lambda path: path.startswith(prefix), self.written)}))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what lies directly in a folder."""
        prefix = f"{folder}/" if folder else ""
        inside = (path.removeprefix(prefix) for path in self.written if path.startswith(prefix))
        return tuple({*self.below.names(folder), *(path.partition("/")[0] for path in inside)})


# --- a commit ------------------------------------------------------------------------------------------------------

_PLAIN: Final = "100644"
_FILES: Final = (_PLAIN, "100755")
_MODES: Final = {
    "040000": Unreadable(Reason.FOLDER),
    "100755": Unreadable(Reason.NOT_PLAIN, "an executable file"),
    "160000": Unreadable(Reason.NOT_PLAIN, "a submodule"),
}
_NOT_FETCHED: Final = Unreadable(Reason.OTHER, "its content is not in this repository: get it with git fetch")


@dataclass(frozen=True, slots=True)
class Commit:
    """The files as a commit holds them, by its full id; nothing is checked out. Raises GitError where git does."""

    repository: Repository
    id: str
    _known: dict[str, Entry] = field(default_factory=dict, repr=False, compare=False)
    """What was listed already, so that reading what `files` named asks for no tree again."""

    def read(self, path: str, limit: int) -> bytes | Unreadable:
        """Return a plain file's bytes, or why there are none; its size is known before its content is loaded."""
        if not _is_inside(path):
            return _OUTSIDE
        entry = self._known.get(path) or self._find(path)
        if isinstance(entry, Unreadable):
            return entry
        if entry.mode != _PLAIN:
            return _not_plain(entry)
        blob = next(self.repository.blobs([entry.id], limit))
        if blob.size is None:
            return _NOT_FETCHED
        return Unreadable(Reason.TOO_LARGE, str(blob.size)) if blob.content is None else blob.content

    def files(self, folder: str) -> tuple[str, ...]:
        """Return all entries below a folder that are no folders, sorted; submodules and links are among them."""
        if folder and not _is_inside(folder):
            return ()
        found = [entry for entry in self.repository.tree(self.id, folder) if entry.path != folder]
        self._known.update((entry.path, entry) for entry in found)
        return tuple(sorted(entry.path for entry in found))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the names of what lies directly in a folder, without asking what each of them is."""
        return self.repository.names(self.id, folder) if not folder or _is_inside(folder) else ()

    def _find(self, path: str) -> Entry | Unreadable:
        """Look a path up without listing the folders on the way; a link or a submodule there is what is in the way."""
        way = self.repository.along(self.id, path)
        if way and way[-1].path == path:
            return way[-1]
        step = "/".join(path.split("/")[: len(way) + 1])
        blocking = [entry for entry in self.repository.along(self.id, step) if entry.path == step]
        if blocking and blocking[0].mode not in _FILES:
            return _not_plain(blocking[0])
        return Unreadable(Reason.MISSING)


def _not_plain(entry: Entry) -> Unreadable:
    if entry.mode == "120000":
        return Unreadable(Reason.SYMLINK, entry.path)
    return _MODES.get(entry.mode) or Unreadable(Reason.NOT_PLAIN, f"a file of mode {entry.mode}")

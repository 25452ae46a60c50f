"""How a file gets written: whole, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.splice.edits import SpliceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path as File

_BYTE_ORDER_MARK: Final = "\ufeff"


def write_whole(path: File, text: str, *, overwrite: bool) -> None:
    """Write a file whole or not at all, whatever happens in between.

    A file that is replaced keeps its mode and its byte order mark. Folders that are missing are made.

    Raises:
        SpliceError: where a symbolic link, a folder or anything else that is no file stands at the path.
        FileExistsError: where a file stands there and is not to be overwritten.
        OSError: where it cannot be written; then nothing has changed.

    """
    write_together([Written(path, text, overwrite=overwrite)])


class Written(NamedTuple):
    """A file that is to be written."""

    path: File
    text: str
    overwrite: bool


def write_together(files: Sequence[Written]) -> None:
    """Write files that belong together: each whole, and none before all of them are on the disk.

    They take their places one after the other, in this order. Raises what `write_whole` does; as long as the contents
    are being written nothing has changed.
    """
    staged: list[tuple[File, Written]] = []
    try:
        for file in files:
            temporary = file.path.with_name(f".ladderci-{secrets.token_hex(8)}.tmp")
            staged.append((temporary, file))
            try:
                _stage(temporary, file)
            except OSError as error:
                error.filename = str(file.path)  # and not the name beside it, which nobody has heard of
                raise
        for temporary, file in staged:
            if file.overwrite:
                temporary.replace(file.path)
            else:
                os.link(temporary, file.path)  # fails where something has appeared there; replacing would not
    finally:
        for temporary, _ in staged:
            with suppress(FileNotFoundError):
                temporary.unlink()
    for folder in dict.fromkeys(file.path.parent for file in files):
        _sync_folder(folder)


def _stage(temporary: File, file: Written) -> None:
    """Write a file's content beside its place."""
    path, text = file.path, file.text
    old = _old(path)
    if old is not None and not file.overwrite:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    if old is not None and not text.startswith(_BYTE_ORDER_MARK) and _has_byte_order_mark(path):
        text = _BYTE_ORDER_MARK + text
    content = text.encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_new(temporary, content, None if old is None else stat.S_IMODE(old.st_mode))


def _old(path: File) -> os.stat_result | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        kind = "a symbolic link" if stat.S_ISLNK(found.st_mode) else "not a file"
        raise SpliceError(f"{path} is {kind}: nothing is written through it or over it")
    return found


def _has_byte_order_mark(path: File) -> bool:
    with path.open("rb") as file:
        return file.read(3) == _BYTE_ORDER_MARK.encode()


def _write_new(path: File, content: bytes, mode: int | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        if mode is not None:
            os.fchmod(descriptor, mode)
        os.fsync(descriptor)


def _sync_folder(folder: File) -> None:
    """Make the new name last through a power cut, on file systems that let a folder be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

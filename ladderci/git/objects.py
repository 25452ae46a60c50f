"""Entries of trees and contents of blobs, from a program that stays at hand."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from subprocess import PIPE
from typing import IO, TYPE_CHECKING, Final, cast

from ladderci.git.command import GitError, full, start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from subprocess import Popen

_GROUP: Final = 32
"""How many ids are asked for at once: 32 of the longest fit into the smallest pipe (4,096 bytes, pipe(7)), so that both
ends can never wait for each other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a commit's tree. Bytes of a path that are not UTF-8 are kept as Python keeps them in file names."""

    path: str
    """From the repository's root, with forward slashes."""
    mode: str
    """100644 plain, 100755 executable, 120000 symbolic link, 160000 submodule, 040000 folder."""
    id: str


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content by its id."""

    id: str
    size: int | None
    """In bytes; None where the object is not in this repository, or is no blob."""
    content: bytes | None
    """None where there is none, or where it is larger than was asked for."""


def entry_of(line: bytes) -> Entry:
    """Return what one line of ls-tree says."""
    about, _, path = line.partition(b"\t")
    mode, _, name = about.decode("ascii").split(" ")
    return Entry(os.fsdecode(path), mode, name)


class Objects:
    """The contents of a repository's objects, by full ids. Close it in the end: it keeps git running."""

    def __init__(self, folder: Path) -> None:
        """Take git's own folder."""
        self._folder = folder
        self._running: dict[tuple[int, str], Popen[bytes]] = {}

    def close(self) -> None:
        """End the programs that are still running."""
        self._running.clear()

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[Blob]:
        """Yield blobs in the order of their ids, the content only of those that are no larger than the limit.

        Sizes are asked for before any content is. Raises GitError where git gives up, as on a broken object.
        """
        rest = iter(ids)
        while group := [full(one) for one in islice(rest, _GROUP)]:
            sizes = self._ask("--batch-check", group)
            small = [one for one in group if (size := sizes[one][0]) is not None and size <= limit]
            contents = self._ask("--batch", small)
            for one in group:
                yield Blob(one, sizes[one][0], contents[one][1] if one in contents else None)

    def _ask(self, option: str, ids: list[str]) -> dict[str, tuple[int | None, bytes]]:
        """Send a group of ids to a running cat-file and take all of its answers, so that none is left in the pipe."""
        process = self._process(option)
        to, back = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            to.write("".join(f"{one}\n" for one in ids).encode("ascii"))
            to.flush()
            return {one: _answer(back, has_content=option == "--batch") for one in ids}
        except (OSError, EOFError) as error:
            self.close()
            raise GitError(
                "git gave up on an object: find out with git fsck whether it is broken or missing"
            ) from error

    def _process(self, option: str) -> Popen[bytes]:
        key = (os.getpid(), option)  # a forked worker must not share its parent's pipes
        if key not in self._running:
            started = start((f"--git-dir={self._folder}", "cat-file", option), istream=PIPE, as_process=True)
            self._running[key] = cast("Popen[bytes]", started)
        return self._running[key]


def _answer(stream: IO[bytes], *, has_content: bool) -> tuple[int | None, bytes]:
    """Read `<id> <type> <size>` and, from `--batch`, the content and a line end; or `<id> missing`."""
    header = stream.readline().split()
    if not header:
        raise EOFError
    if header[-1] == b"missing":
        return None, b""
    size = int(header[2])
    content = stream.read(size + 1)[:-1] if has_content else b""
    if has_content and len(content) != size:
        raise EOFError
    return (size if header[1] == b"blob" else None), content

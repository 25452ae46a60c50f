"""Commits made byte by byte, so that they can be what no git command would make of them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.test_git import IDENTITY, git

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ADA = b"Ada Quill <ada@acme.example>"
GRACE = b"Grace Lindqvist <grace@acme.example>"
AUGUST = 1_786_701_600
"""2026-08-14T10:00:00Z."""


@dataclass
class Commits:
    """A repository without a work tree of its own, whose commits are written as objects."""

    folder: Path
    tree: str = field(init=False)

    def __post_init__(self) -> None:
        """Write the empty tree."""
        self.tree = self.object("tree", b"")

    @classmethod
    def create(cls, folder: Path, *options: str) -> Commits:
        """Make a repository with a branch main that has no commit yet."""
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch=main", *options)
        return cls(folder)

    def object(self, kind: str, content: bytes) -> str:
        """Write an object and return its id."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | IDENTITY
        command = ["git", "hash-object", "--literally", "-w", "-t", kind, "--stdin"]
        done = subprocess.run(command, cwd=self.folder, input=content, env=environment, check=True, capture_output=True)
        return done.stdout.decode().strip()

    def commit(  # noqa: PLR0913 (each says one thing about the commit)
        self,
        message: bytes = b"work\n",
        *parents: str,
        author: bytes = ADA,
        committer: bytes = ADA,
        at: int | bytes = AUGUST,
        authored: int | bytes | None = None,
        files: Iterable[tuple[str, bytes]] = (),
        header: bytes = b"",
    ) -> str:
        """Write a commit, dated in seconds since 1970, and return its id."""
        lines = [b"tree %s" % self._tree(files).encode(), *(b"parent %s" % one.encode() for one in parents)]
        lines += [b"author %s %s" % (author, _date(at if authored is None else authored))]
        lines += [b"committer %s %s" % (committer, _date(at)), *([header] if header else [])]
        return self.object("commit", b"\n".join(lines) + b"\n\n" + message)

    def _tree(self, files: Iterable[tuple[str, bytes]]) -> str:
        entries = [
            b"100644 %s\0%s" % (name.encode(), bytes.fromhex(self.object("blob", content))) for name, content in files
        ]
        return self.object("tree", b"".join(entries)) if entries else self.tree

    def branch(self, name: str, commit: str) -> None:
        """Let a branch end at a commit."""
        git(self.folder, "update-ref", f"refs/heads/{name}", commit)

    def line(self, count: int, *parents: str, at: int = AUGUST, step: int = 60) -> list[str]:
        """Write so many commits, one after the other, in one run; return their ids, the oldest first."""
        parent = [f"from {parents[0]}\n"] if parents else []
        commits = [
            f"commit refs/heads/line\nmark :{number}\ncommitter Ada <ada@acme.example> {at + number * step} +0000\n"
            f"data {len(message)}\n{message}\n{''.join(parent) if number == 1 else ''}"
            for number in range(1, count + 1)
            for message in [f"commit {number}"]
        ]
        marks = self.folder / "marks"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | IDENTITY
        command = ["git", "fast-import", "--quiet", "--force", f"--export-marks={marks}"]
        subprocess.run(command, cwd=self.folder, input="".join(commits), env=environment, check=True, text=True)
        rows = [row.split() for row in marks.read_text(encoding="ascii").splitlines()]
        return [name for _, name in sorted((int(mark[1:]), name) for mark, name in rows)]


def _date(at: int | bytes) -> bytes:
    return at if isinstance(at, bytes) else b"%d +0000" % at

"""Heads of pull requests that nobody makes by accident: odd trees, a blob of 2 GiB, a push over another push."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha1
from typing import TYPE_CHECKING, Final

from tests.peers.git_server import GitServer, HostedRepository
from tests.pull_requests import PullRequest
from tests.test_judge import GREAT
from tests.workspace import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE: Final = bytes(1 << 24)
PIECES: Final = 128
HUGE: Final = len(PIECE) * PIECES + 1
"""One byte more than 2 GiB."""
ROOM: Final = 1 << 30
"""Bytes of memory that a command, and each program that it starts, may have: half of what the blob would take."""
PATIENCE: Final = 60
"""Seconds until a command that does not end is given up."""
_SAID_TO_PEOPLE: Final = {"text", "title", "summary", "introduction", "guidance", "meaning", "icon"}


# --- objects -------------------------------------------------------------------------------------------------------


def make_tree(request: PullRequest, entries: str) -> str:
    """Write a tree of lines as `git ls-tree` prints them, whatever their names, and return its id."""
    command = ["git", "-C", str(request.workspace.root), "mktree"]
    return subprocess.run(command, input=entries, check=True, capture_output=True, text=True).stdout.strip()


def put(request: PullRequest, mode: str, name: str, *paths: str) -> str:
    """Commit an object on the branch as these paths, whatever lies in the work tree; return the commit's id."""
    for path in paths:
        request.git("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")
    request.git("commit", "--quiet", "--message", "put")
    return request.git("rev-parse", "HEAD")


def write_zeros(repository: Path) -> str:
    """Write `HUGE` zeros as a loose object and return its id, in two seconds where `git hash-object` takes 25.

    A piece is packed by itself, so all of them are the same bytes; RFC 1950 says what stands around them.
    """
    start, last = b"blob %d\0" % HUGE, b"\0"
    digest, check, packer = sha1(start, usedforsecurity=False), zlib.adler32(start), zlib.compressobj(1, wbits=-15)
    packed = [packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH) for part in (start, PIECE)]
    for piece in (*[PIECE] * PIECES, last):
        digest.update(piece)
        check = zlib.adler32(piece, check)
    name = digest.hexdigest()
    file = repository / ".git" / "objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    end = packer.compress(last) + packer.flush() + check.to_bytes(4, "big")
    file.write_bytes(b"\x78\x01" + packed[0] + packed[1] * PIECES + end)
    return name


# --- commands ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """What a command came to that ran in a process of its own."""

    exit_code: int
    said: str
    complained: str


def run(folder: Path, *arguments: str, room: int | None = None) -> Ended:
    """Run a command in a process of its own, with no more memory than there is room for."""
    limit = f"ulimit -v {room // 1024} && " if room else ""
    done = subprocess.run(
        ["sh", "-c", f'{limit}exec "$@"', "sh", sys.executable, "-m", "ladderci", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "GITHUB_EVENT_NAME": "pull_request_target"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


# --- content -------------------------------------------------------------------------------------------------------


def as_yaml(data: object) -> str:
    """Return data as YAML in which every line end and every sign survives: JSON is YAML."""
    return json.dumps(data, ensure_ascii=True)


def with_texts(data: object, text: str) -> object:
    """Return what a file says with another text wherever it says something to people."""
    if isinstance(data, list):
        return [with_texts(each, text) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        key: text if key in _SAID_TO_PEOPLE and isinstance(value, str) else with_texts(value, text)
        for key, value in data.items()
    }


# --- a push meanwhile ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PushedOver:
    """A pull request with a mistake, over which its author has just pushed a version without it."""

    request: PullRequest
    server: GitServer
    hosted: HostedRepository
    clone: Path
    """What the runner has: the default branch, and the way to the rest."""
    event: Path
    """What GitHub sent about the first push."""
    first: str
    second: str


@contextmanager
def push_over(folder: Path) -> Iterator[PushedOver]:
    """Serve a repository with such a pull request."""
    request = PullRequest.create(folder / "author")
    root, event = request.workspace.root, folder / "event.json"
    with GitServer(folder / "hosted") as server:
        hosted = server.create("acme/reviews")
        hosted.take(root, "main", "refs/heads/main")
        first = hosted.take(root, request.push_review(GREAT), "refs/pull/7/head")
        event.write_bytes(request.event())
        request.git("reset", "--quiet", "--hard", "main")
        second = hosted.take(root, request.push_review(), "refs/pull/7/head")
        request.git("clone", "--quiet", hosted.url, str(folder / "clone"))
        yield PushedOver(request, server, hosted, folder / "clone", event, first, second)

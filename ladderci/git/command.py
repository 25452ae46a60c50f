"""Git's programs: how they are started, and what is said where they cannot do what was asked of them."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from subprocess import DEVNULL, PIPE
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, BinaryIO, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from subprocess import Popen

    from git import Git

_ENVIRONMENT: Final[Mapping[str, str]] = {
    "GIT_ALLOW_PROTOCOL": "none",  # what forbids a lazy fetch where git is older than GIT_NO_LAZY_FETCH
    "GIT_GRAFT_FILE": "/dev/null/none",  # no such file, whatever the repository has under info/grafts
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",
    "LC_ALL": "C",
}
_ELSEWHERE: Final = frozenset(
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    ]
)
"""What git sets for its hooks (`git rev-parse --local-env-vars`): it would lead to another repository than is named."""
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_NO_MONITOR: Final = ("-c", "core.fsmonitor=false")  # a program that diff-tree would run when it looks at the index
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CHUNK: Final = 1 << 20


class GitError(Exception):
    """Git cannot give what was asked for; the message is one line that says what is wrong and what to do."""


class NoRepositoryError(GitError):
    """There is no repository where one was looked for."""


class FetchError(GitError):
    """A commit cannot be had from where the repository came from."""


def is_full(name: str) -> bool:
    """Return whether a name is a full hexadecimal id."""
    return _FULL_ID.fullmatch(name) is not None


def full(name: str) -> str:
    """Return a full hexadecimal id as it is; raises ValueError for every other name."""
    if not is_full(name):
        raise ValueError(f"not a full id: {name!r}")
    return name


def output(
    purpose: str,
    arguments: tuple[str, ...],
    accepted: tuple[int, ...] = (),
    settings: Mapping[str, str] = NOTHING,
    asked: bytes | None = None,
) -> bytes:
    """Return all that git prints; raises GitError.

    Args:
        purpose: what it is run for, for the error: `list a commit`.
        arguments: what stands behind `git`.
        accepted: the exit codes besides 0 that are an answer.
        settings: what stands in its environment besides what always does.
        asked: what it reads from its standard input.

    """
    if asked is None:
        status, printed, complaint = cast("tuple[int, bytes, str]", start(arguments, settings))
    else:
        with _file(asked) as file:
            status, printed, complaint = cast("tuple[int, bytes, str]", start(arguments, settings, file))
    if status and status not in accepted:
        raise failure(purpose, complaint)
    return printed


def chunks(
    purpose: str, arguments: tuple[str, ...], settings: Mapping[str, str], asked: bytes, folder: Path
) -> Iterator[bytes]:
    """Yield what git prints, while it prints it, and end it when nobody reads on; raises GitError.

    Args:
        purpose: what it is run for, for the error.
        arguments: what stands behind `git`.
        settings: what stands in its environment besides what always does.
        asked: what it reads from its standard input.
        folder: where it runs.

    """
    with _file(asked) as file:
        started = cast("Git.AutoInterrupt", start(arguments, settings, file, folder, as_process=True))
    process = cast("Popen[bytes]", started.proc)
    printed = cast("IO[bytes]", process.stdout)
    complaint = _Complaint(cast("IO[bytes]", process.stderr))
    try:
        while chunk := _some(printed):
            yield chunk
        if process.wait():
            raise failure(purpose, complaint.text())
    finally:
        process.kill()
        process.wait()
        printed.close()
        complaint.text()


def _some(stream: IO[bytes]) -> bytes:
    return cast("bytes", stream.read1(_CHUNK))  # type: ignore[attr-defined]


class _Complaint:
    """What a running program writes to its standard error, read beside it: a full pipe would stop it."""

    def __init__(self, stream: IO[bytes]) -> None:
        from threading import Thread

        self._stream = stream
        self._read = b""
        self._thread = Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        with self._stream:
            while piece := self._stream.read(4096):
                self._read = self._read or piece

    def text(self) -> str:
        """Return the beginning of it, once the program has ended."""
        self._thread.join()
        return self._read.decode("utf-8", "replace")


@contextmanager
def _file(content: bytes) -> Iterator[BinaryIO]:
    """Give a file to read from: unlike a pipe, it can be filled before anybody reads."""
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield cast("BinaryIO", file)


def start(
    arguments: tuple[str, ...],
    settings: Mapping[str, str] = NOTHING,
    istream: BinaryIO | int | None = None,
    folder: Path | None = None,
    *,
    as_process: bool = False,
) -> object:
    """Run git and return its exit code, what it printed and what it complained of, or the running program.

    GitPython's own way of running it can set what stands in the environment, but cannot take anything away from it.
    """
    try:
        from git import Git
        from git.cmd import safer_popen
    except ImportError as error:
        raise GitError("git cannot be found: install it, or say where it is in GIT_PYTHON_GIT_EXECUTABLE") from error
    command = (Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "--no-pager", *_NO_MONITOR, *arguments)
    inherited = {name: value for name, value in os.environ.items() if name.upper() not in _ELSEWHERE}
    environment = {**inherited, **_ENVIRONMENT, **settings}
    try:
        process = safer_popen(
            command, env=environment, cwd=folder, stdin=istream or DEVNULL, stdout=PIPE, stderr=PIPE, shell=False
        )
    except (OSError, ValueError) as error:
        raise GitError(
            "git cannot be started: see whether git --version answers, and whether paths are sound"
        ) from error
    if as_process:
        return Git.AutoInterrupt(process, command)
    with process:
        printed, complaint = process.communicate()
    return process.returncode, printed, complaint.decode("utf-8", "replace")


def failure(purpose: str, complaint: str) -> GitError:
    """Return the error that says in one line what git could not do, by what it said itself."""
    if "not a git repository" in complaint:
        return NoRepositoryError("there is no git repository here: run this inside one")
    if "dubious ownership" in complaint:
        return GitError("git will not open what somebody else owns: name it in git config --global safe.directory")
    lines = [line.removeprefix("fatal: ") for line in complaint.splitlines() if line.strip()]
    return GitError(f"git cannot {purpose}: {lines[0] if lines else 'see whether git fsck finds something broken'}")

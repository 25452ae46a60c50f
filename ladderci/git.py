"""Trees, blobs, changes and commits of a repository; the only importer of git.

Everything goes through git's own plumbing, in bulk, by full hexadecimal ids: a name that a person gives is resolved
once and never passed on, since `refs/heads/--upload-pack=x` is a valid name. Nothing here needs a work tree, changes
one or asks a question, and only `fetch` reaches the network: an object that is not here stays away.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from subprocess import PIPE
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final, Self, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from subprocess import Popen

_ENVIRONMENT: Final[Mapping[str, str]] = {
    "GIT_ALLOW_PROTOCOL": "none",  # what forbids a lazy fetch where git is older than GIT_NO_LAZY_FETCH
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_FETCHING: Final = {
    "GIT_ALLOW_PROTOCOL": "file:http:https:ssh",
    "GIT_CONFIG_KEY_0": "http.followRedirects",
    "GIT_CONFIG_VALUE_0": "false",
}
_NO_MONITOR: Final = ("-c", "core.fsmonitor=false")  # a program that diff-tree would run when it looks at the index
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CONFIG_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_GROUP: Final = 32
"""How many ids are asked for at once: 32 of the longest fit into the smallest pipe (4,096 bytes, pipe(7)), so that both
ends can never wait for each other."""
_NO_SUCH: Final = (1, 128)
"""How rev-parse ends where there is no such commit."""


class GitError(Exception):
    """Git cannot give what was asked for; the message is one line that says what is wrong and what to do."""


class NoRepositoryError(GitError):
    """There is no repository where one was looked for."""


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


class Repository:
    """A repository, bare or shallow ones included. Close it in the end: it keeps git at hand for blobs."""

    def __init__(self, folder: Path, root: Path | None = None) -> None:
        """Take the absolute path of git's own folder and the work tree's root, None where there is none."""
        self.folder = folder
        self.root = root
        self._running: dict[tuple[int, str], Popen[bytes]] = {}

    @classmethod
    def find(cls, start: Path) -> Self | None:
        """Return the repository that a folder lies in, or None; raises GitError where git refuses to open it."""
        ask = ("-C", str(start), "rev-parse")
        try:
            found = _output("open the repository", (*ask, "--is-inside-work-tree", "--absolute-git-dir"))
        except NoRepositoryError:
            return None
        has_root, _, folder = found.partition(b"\n")
        root = _path(_output("find the work tree", (*ask, "--show-toplevel"))) if has_root == b"true" else None
        return cls(_path(folder), root)

    def __reduce__(self) -> tuple[type[Repository], tuple[Path, Path | None]]:
        """Let another process open the same repository with programs of its own."""
        return (type(self), (self.folder, self.root))

    def close(self) -> None:
        """End the programs that are still running; the repository can be used again afterwards."""
        self._running.clear()

    def resolve(self, revision: str) -> str:
        """Return the full hexadecimal id of the commit that a person's name for it stands for; raises GitError."""
        if revision.startswith("-") or not revision.isprintable():
            raise GitError("not a name for a commit: write a branch, a tag or an id, such as main")
        found = self._commit(revision)
        if not found:
            raise GitError(f"there is no commit `{revision}` here: check the spelling, or get it with git fetch")
        return found

    def head(self) -> str:
        """Return the full id of the current commit, empty where there is none yet."""
        return self._commit("HEAD")

    def _commit(self, name: str) -> str:
        wanted = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        found = self._output("look up a commit", "rev-parse", *wanted, accepted=_NO_SUCH).decode("ascii", "replace")
        return found.strip() if _FULL_ID.fullmatch(found.strip()) else ""

    def has(self, commit: str) -> bool:
        """Return whether a commit, by full id, is here."""
        return bool(self._commit(_full(commit)))

    def fetch(self, commit: str, token: str = "") -> None:
        """Get a commit, by full id, and its history from `origin`; raises GitError.

        Nothing is checked out, no ref is made and no hook is run. The token travels in the environment and in a
        header, never in an address or an argument, and redirects are refused.
        """
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=")
        secret = b64encode(f"x-access-token:{token}".encode()).decode()
        header = {"GIT_CONFIG_KEY_1": "http.extraHeader", "GIT_CONFIG_VALUE_1": f"Authorization: Basic {secret}"}
        settings = {**_FETCHING, "GIT_CONFIG_COUNT": "2" if token else "1", **(header if token else {})}
        self._output("fetch the pull request's head", "fetch", *options, "origin", _full(commit), settings=settings)

    def merge_base(self, one: str, other: str) -> str:
        """Return the full id of the best commit that two commits, by full id, both come from; raises GitError."""
        found = self._output("find the merge base", "merge-base", _full(one), _full(other), accepted=(1,))
        if found:
            return found.decode("ascii").split()[0]
        if self.is_shallow:
            raise GitError("the history here ends before the two commits meet: get it all with git fetch --unshallow")
        raise GitError("the two commits have no history in common: compare commits of the same project")

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when this repository was cloned or fetched."""
        return self._output("look at the history", "rev-parse", "--is-shallow-repository").strip() == b"true"

    def config(self, key: str) -> str:
        """Return a setting such as `user.email`, empty where it is not set."""
        if not _CONFIG_KEY.fullmatch(key):
            raise ValueError(f"not a key of git's configuration: {key!r}")
        return os.fsdecode(self._output("read the configuration", "config", "--get", key, accepted=(1,))).strip()

    def tree(self, commit: str, folder: str = "") -> tuple[Entry, ...]:
        """Return every entry of a commit, by full id, at or below a path that is no folder itself."""
        return self._entries("-r", commit, (folder,) if folder else ())

    def along(self, commit: str, path: str) -> tuple[Entry, ...]:
        """Return the entries on the way to a path, its own last; cut short below the last folder that exists."""
        return self._entries("-t", commit, (path,))

    def changed(self, before: str, after: str, folder: str = "") -> dict[str, str]:
        """Return the paths at or below a folder that differ between two commits, each with git's letter for how.

        `A` for added, `D` for deleted, `M` for other content or mode, `T` for another type. A file that was moved is
        deleted in one place and added in another.
        """
        limits = ("--", folder) if folder else ()
        options = ("-r", "-z", "--name-status", "--no-renames")
        output = self._output("compare two commits", "diff-tree", *options, _full(before), _full(after), *limits)
        parts = output.split(b"\0")
        letters, paths = parts[:-1:2], parts[1::2]
        return {os.fsdecode(path): letter.decode("ascii") for letter, path in zip(letters, paths, strict=True)}

    def _entries(self, option: str, commit: str, paths: tuple[str, ...]) -> tuple[Entry, ...]:
        limits = ("--", *paths) if paths else ()
        output = self._output("list a commit", "ls-tree", option, "-z", "--full-tree", _full(commit), *limits)
        return tuple(_entry(line) for line in output.split(b"\0") if line)

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[Blob]:
        """Yield blobs in the order of their ids, the content only of those that are no larger than the limit.

        Sizes are asked for before any content is. Raises GitError where git gives up, as on a broken object.
        """
        rest = iter(ids)
        while group := [_full(one) for one in islice(rest, _GROUP)]:
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
            started = _start((f"--git-dir={self.folder}", "cat-file", option), as_process=True)
            self._running[key] = cast("Popen[bytes]", started)
        return self._running[key]

    def _output(
        self, purpose: str, *arguments: str, accepted: tuple[int, ...] = (), settings: Mapping[str, str] = _NOTHING
    ) -> bytes:
        return _output(purpose, (f"--git-dir={self.folder}", *arguments), accepted, settings)


def _full(name: str) -> str:
    if not _FULL_ID.fullmatch(name):
        raise ValueError(f"not a full id: {name!r}")
    return name


def _path(output: bytes) -> Path:
    return Path(os.fsdecode(output.removesuffix(b"\n")))


def _entry(line: bytes) -> Entry:
    about, _, path = line.partition(b"\t")
    mode, _, name = about.decode("ascii").split(" ")
    return Entry(os.fsdecode(path), mode, name)


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


def _output(
    purpose: str,
    arguments: tuple[str, ...],
    accepted: tuple[int, ...] = (),
    settings: Mapping[str, str] = _NOTHING,
) -> bytes:
    status, output, complaint = cast("tuple[int, bytes, str]", _start(arguments, settings))
    if status and status not in accepted:
        raise _error(purpose, complaint)
    return output


def _start(arguments: tuple[str, ...], settings: Mapping[str, str] = _NOTHING, *, as_process: bool = False) -> object:
    try:
        from git import Git, GitCommandNotFound
    except ImportError as error:
        raise GitError("git cannot be found: install it, or say where it is in GIT_PYTHON_GIT_EXECUTABLE") from error
    try:
        return Git().execute(
            (Git.GIT_PYTHON_GIT_EXECUTABLE or "git", "--no-pager", *_NO_MONITOR, *arguments),
            istream=PIPE if as_process else None,
            as_process=as_process,
            with_extended_output=True,
            with_exceptions=False,
            stdout_as_string=False,
            strip_newline_in_stdout=False,
            env={**_ENVIRONMENT, **settings},
            shell=False,
        )
    except (OSError, ValueError, GitCommandNotFound) as error:
        raise GitError(
            "git cannot be started: see whether git --version answers, and whether paths are sound"
        ) from error


def _error(purpose: str, complaint: str) -> GitError:
    if "not a git repository" in complaint:
        return NoRepositoryError("there is no git repository here: run this inside one")
    if "dubious ownership" in complaint:
        return GitError("git will not open what somebody else owns: name it in git config --global safe.directory")
    lines = [line.removeprefix("fatal: ") for line in complaint.splitlines() if line.strip()]
    return GitError(f"git cannot {purpose}: {lines[0] if lines else 'see whether git fsck finds something broken'}")

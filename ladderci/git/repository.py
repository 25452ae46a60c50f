"""One repository: what its commits hold."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from ladderci.git.command import NOTHING, FetchError, GitError, NoRepositoryError, full, is_full, output
from ladderci.git.objects import Objects, entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ladderci.git.history import LoggedCommit
    from ladderci.git.objects import Blob, Entry
    from ladderci.git.refs import Tag

_FETCHING: Final = {
    "GIT_ALLOW_PROTOCOL": "file:http:https:ssh",
    "GIT_CONFIG_KEY_0": "http.followRedirects",
    "GIT_CONFIG_VALUE_0": "false",
}
_CONFIG_KEY: Final = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_ALL_BRANCHES: Final = frozenset(["refs/heads/*", "refs/*"])
_REMOTES: Final = r"^(extensions\.partialclone|remote\..*\.(url|fetch|promisor|partialclonefilter))$"
_PARTIAL: Final = (".partialclone", ".promisor", ".partialclonefilter")
_NO_SUCH: Final = (1, 128)
"""How rev-parse ends where there is no such commit."""


class Repository:
    """A repository, bare or shallow ones included. Close it in the end: it keeps git at hand for blobs."""

    def __init__(self, folder: Path, root: Path | None = None) -> None:
        """Take the absolute path of git's own folder and the work tree's root, None where there is none."""
        self.folder = folder
        self.root = root
        self._objects = Objects(folder)

    @classmethod
    def find(cls, start: Path) -> Self | None:
        """Return the repository that a folder lies in, or None; raises GitError where git refuses to open it."""
        ask = ("-C", str(start), "rev-parse")
        try:
            found = output("open the repository", (*ask, "--is-inside-work-tree", "--absolute-git-dir"))
        except NoRepositoryError:
            return None
        has_root, _, folder = found.partition(b"\n")
        root = _path(output("find the work tree", (*ask, "--show-toplevel"))) if has_root == b"true" else None
        return cls(_path(folder), root)

    def __reduce__(self) -> tuple[type[Repository], tuple[Path, Path | None]]:
        """Let another process open the same repository with programs of its own."""
        return (type(self), (self.folder, self.root))

    def close(self) -> None:
        """End the programs that are still running; the repository can be used again afterwards."""
        self._objects.close()

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
        return found.strip() if is_full(found.strip()) else ""

    def has(self, commit: str) -> bool:
        """Return whether a commit, by full id, is here."""
        return bool(self._commit(full(commit)))

    def fetch(self, commit: str, token: str = "") -> None:
        """Get a commit, by full id, and its history from `origin`; raises FetchError.

        Nothing is checked out, no ref is made and no hook is run. The token travels in the environment and in a
        header, never in an address or an argument, and redirects are refused.
        """
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=")
        secret = b64encode(f"x-access-token:{token}".encode()).decode()
        header = {"GIT_CONFIG_KEY_1": "http.extraHeader", "GIT_CONFIG_VALUE_1": f"Authorization: Basic {secret}"}
        settings = {**_FETCHING, "GIT_CONFIG_COUNT": "2" if token else "1", **(header if token else {})}
        wanted = (*options, "origin", full(commit))
        try:
            self._output("fetch the pull request's head", "fetch", *wanted, settings=settings)
        except GitError as error:
            raise FetchError(
                f"{error}; if it was pushed over meanwhile, that push has a run of its own, else see whether the token "
                "may read here, and run this again"
            ) from None

    def merge_base(self, one: str, other: str) -> str:
        """Return the full id of the best commit that two commits, by full id, both come from; raises GitError."""
        found = self._output("find the merge base", "merge-base", full(one), full(other), accepted=(1,))
        if found:
            return found.decode("ascii").split()[0]
        if self.is_shallow:
            raise GitError("the history here ends before the two commits meet: get it all with git fetch --unshallow")
        raise GitError("the two commits have no history in common: compare commits of the same project")

    def history(
        self,
        tips: Iterable[str],
        since: datetime | None = None,
        until: datetime | None = None,
        *,
        mailmap: str = "",
        without: Iterable[str] = (),
    ) -> Iterator[LoggedCommit]:
        """Yield the commits that come before some commits, these included, the youngest first; raises GitError.

        Args:
            tips: full ids.
            since: the first moment of the committer's date that counts; git is read little further back than that.
            until: the last one.
            mailmap: the full id of the commit whose `.mailmap` counts; empty where none does.
            without: full ids of commits that are left out along with all that comes before them.

        """
        from ladderci.git.history import Period, history

        return history(self.folder, tips, Period(since, until), mailmap=mailmap, without=without)

    def logged(self, commits: Iterable[str], mailmap: str = "") -> Iterator[LoggedCommit]:
        """Yield these very commits, by full ids, in this order; raises GitError."""
        from ladderci.git.history import logged

        return logged(self.folder, commits, mailmap)

    def branches(self, names: Iterable[str], *, has_own: bool = True) -> dict[str, str]:
        """Return the full ids of branches of these names: `origin/main` is the remote's, `main` this repository's own.

        In the order of the names; those that are not there are left out, and so are its own if those do not matter.
        """
        from ladderci.git.refs import branches

        return branches(self.folder, names, has_own=has_own)

    def default_branch(self) -> str:
        """Return the name of the branch that the project itself starts from, empty where that is not certain."""
        from ladderci.git.refs import default_branch

        return default_branch(self.folder)

    def tags(self, mailmap: str = "") -> Iterator[Tag]:
        """Yield the tags of commits, taggers by the mailmap of a commit, by full id; raises GitError."""
        from ladderci.git.refs import tags

        return tags(self.folder, mailmap)

    def expand(self, prefixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the full ids of all commits that abbreviated ids, in lower case, may stand for; raises GitError."""
        from ladderci.git.refs import expand

        return expand(self.folder, prefixes)

    def reachable(self, commits: Iterable[str], tips: Iterable[str]) -> frozenset[str]:
        """Return those of some commits that are among some tips or come before them, by full ids; raises GitError."""
        from ladderci.git.refs import reachable

        return reachable(self.folder, commits, tips)

    def count(self, tips: Iterable[str]) -> int:
        """Return how many commits there are up to some tips, by full ids; raises GitError where one is missing."""
        from ladderci.git.refs import count

        return count(self.folder, tips)

    def contains(self, tip: str, commit: str) -> bool:
        """Return whether a commit is another or comes before it, both by full ids; for many ask `reachable`."""
        return commit in self.reachable([commit], [tip])

    @cached_property
    def is_bare(self) -> bool:
        """Whether nobody works in this repository, so that its branches are those of where it came from."""
        from ladderci.git.refs import is_bare

        return is_bare(self.folder)

    @cached_property
    def _remotes(self) -> tuple[tuple[str, str], ...]:
        """What is set of the remotes, as keys and values: several settings in one run."""
        found = self._output("read the configuration", "config", "-z", "--get-regexp", _REMOTES, accepted=(1,))
        lines = (os.fsdecode(line).partition("\n") for line in found.split(b"\0")[:-1])
        return tuple((key, value.strip()) for key, _, value in lines)

    @property
    def origin(self) -> str:
        """The address of the remote `origin`, empty where there is none; of several the one that git fetches from."""
        return next((value for key, value in self._remotes if key == "remote.origin.url"), "")

    @property
    def is_partial(self) -> bool:
        """Whether objects were left out when this repository was cloned, to be fetched when they are needed."""
        return any(key.endswith(_PARTIAL) for key, _ in self._remotes)

    @property
    def is_without_origin(self) -> bool:
        """Whether it has remotes and none of them is called origin, so that none of their branches is looked at."""
        keys = {key for key, _ in self._remotes if key.endswith((".url", ".fetch"))}
        return bool(keys) and "remote.origin.fetch" not in keys and not self.is_bare

    @property
    def is_single_branch(self) -> bool:
        """Whether only some of the branches are fetched from where this repository came from."""
        fetched = (value for key, value in self._remotes if key == "remote.origin.fetch")
        sources = [value.removeprefix("+").partition(":")[0] for value in fetched]
        return bool(sources) and not _ALL_BRANCHES.intersection(sources)

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

    def names(self, commit: str, folder: str = "") -> tuple[str, ...]:
        """Return the names of what lies directly in a folder of a commit, by full id; the root where left out."""
        above = f"{folder}/" if folder else ""
        limits = ("--", above) if folder else ()
        output = self._output("list a folder", "ls-tree", "-z", "--name-only", "--full-tree", full(commit), *limits)
        paths = os.fsdecode(output).split("\0")[:-1]
        return tuple(path.removeprefix(above) for path in paths if path.startswith(above))

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
        output = self._output("compare two commits", "diff-tree", *options, full(before), full(after), *limits)
        parts = output.split(b"\0")
        letters, paths = parts[:-1:2], parts[1::2]
        return {os.fsdecode(path): letter.decode("ascii") for letter, path in zip(letters, paths, strict=True)}

    def _entries(self, option: str, commit: str, paths: tuple[str, ...]) -> tuple[Entry, ...]:
        limits = ("--", *paths) if paths else ()
        output = self._output("list a commit", "ls-tree", option, "-z", "--full-tree", full(commit), *limits)
        return tuple(entry_of(line) for line in output.split(b"\0") if line)

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[Blob]:
        """Yield blobs in the order of their ids, the content only of those that are no larger than the limit.

        Sizes are asked for before any content is. Raises GitError where git gives up, as on a broken object.
        """
        return self._objects.blobs(ids, limit)

    def _output(
        self, purpose: str, *arguments: str, accepted: tuple[int, ...] = (), settings: Mapping[str, str] = NOTHING
    ) -> bytes:
        return output(purpose, (f"--git-dir={self.folder}", *arguments), accepted, settings)


def _path(printed: bytes) -> Path:
    return Path(os.fsdecode(printed.removesuffix(b"\n")))

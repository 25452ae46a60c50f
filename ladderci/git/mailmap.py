"""Who is who: the mailmap of one commit, and of nothing else, applied by git itself."""

from __future__ import annotations

from subprocess import PIPE
from typing import IO, TYPE_CHECKING, Final, NamedTuple, cast

from ladderci.git.command import GitError, full, start

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import Popen

_LONGEST: Final = 1_000
"""In bytes: one question and its answer fit into the smallest pipe (4,096 bytes, pipe(7)). Longer is nobody's name."""
_DIVIDERS: Final = {ord(character): " " for character in "<>\0\r\n"}


class Person(NamedTuple):
    """A name and an address as a commit has them, after the mailmap; either may be empty."""

    name: str
    email: str


class Mailmap:
    """The `.mailmap` of one commit. Git is asked about one person after the other, and about nobody twice.

    Git would read `.mailmap` of a work tree too, and takes the folder that it runs in for one. So it is told that its
    own folder is, where no commit can put a file. Trailers are read as git reads them unless it was told otherwise.
    """

    def __init__(self, folder: Path, commit: str) -> None:
        """Take git's own folder, and the full id of a commit, empty where no mailmap counts."""
        settings = {
            "mailmap.blob": f"{full(commit)}:.mailmap" if commit else "",
            "mailmap.file": "",
            "trailer.separators": ":",
        }
        options = tuple(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))
        self.arguments = (f"--git-dir={folder}", *options)
        """What stands before the command of a git that shall read this mailmap."""
        self.environment = {"GIT_WORK_TREE": str(folder)}
        self._folder = folder
        self._is_empty = not commit
        self._known: dict[tuple[str, str], Person] = {}
        self._process: Popen[bytes] | None = None

    def close(self) -> None:
        """End the program that is still running."""
        self._process = None

    def person(self, name: str, email: str) -> Person:
        """Return who that is by the mailmap; raises GitError where git gives up."""
        if (name, email) not in self._known:
            self._known[name, email] = self._ask(name, email)
        return self._known[name, email]

    def _ask(self, name: str, email: str) -> Person:
        contact = f"{name.translate(_DIVIDERS)} <{email.translate(_DIVIDERS)}>".encode("utf-8", "replace")
        if self._is_empty or not email or len(contact) > _LONGEST:
            return Person(name, email)
        process = self._process = self._process or self._started()
        to, back = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            to.write(contact + b"\n")
            to.flush()
            answer = back.readline().decode("utf-8", "replace")
        except OSError as error:
            raise GitError("git cannot read the mailmap: see whether git check-mailmap answers") from error
        found, _, address = answer.rstrip("\n").rpartition("<")
        if not address:
            raise GitError("git cannot read the mailmap: see whether git check-mailmap answers")
        return Person(found.strip(), address.removesuffix(">"))

    def _started(self) -> Popen[bytes]:
        arguments = (*self.arguments, "check-mailmap", "--stdin")
        started = start(arguments, self.environment, PIPE, self._folder, as_process=True)
        return cast("Popen[bytes]", started)

"""Where a command works: the repository's root, the files that a person names, and what is said when it goes wrong."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from ladderci.app.check import reviews_in
from ladderci.output.escape import terminal
from ladderci.source import WorkTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ladderci.git import Repository
    from ladderci.model import Report
    from ladderci.source import Source

Command = TypeVar("Command", bound="Callable[..., Any]")


class Exit(IntEnum):
    """What a command's exit code says. The first that applies of usage, broken, errors, unverified, service wins."""

    FINE = 0
    ERRORS = 1
    USAGE = 2
    BROKEN = 3
    UNVERIFIED = 4
    """Nobody could look at some of the evidence, and the policy makes that an error; there is no other one."""
    SERVICE = 5


def exit_code(report: Report) -> Exit:
    """Return the verdict of a report as an exit code."""
    if report.broken:
        return Exit.BROKEN
    if report.errors:
        return Exit.ERRORS
    return Exit.UNVERIFIED if report.unverified else Exit.FINE


def stop(message: str, code: Exit = Exit.USAGE) -> click.exceptions.Exit:
    """Say in one line what went wrong and what to do, and return what ends the command."""
    click.echo(f"ladderci: {terminal(message)}", err=True)
    return click.exceptions.Exit(code)


def find_root() -> Path:
    """Return the folder, this one or one above, that holds `rubric/`."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "rubric").is_dir():
            return folder
    raise stop("there is no folder `rubric` here or above: go to the repository with your organisation's ladder")


def open_workspace(revision: str | None = None) -> tuple[Path, Source]:
    """Return the root that paths are seen from, and the files: the work tree's, or a commit's that a person names.

    A commit needs no work tree: a bare repository will do.
    """
    if revision is None:
        root = find_root()
        return root, WorkTree(root)
    from ladderci.source import Commit

    repository = open_repository()
    return repository.root or Path.cwd(), Commit(repository, repository.resolve(revision))


def open_repository() -> Repository:
    """Return the git repository that this folder lies in."""
    from ladderci.git import Repository

    repository = Repository.find(Path.cwd())
    if repository is None:
        raise stop("this is no git repository, so there are no revisions: leave --rev, --base and --head out")
    return repository


def paths_of(arguments: Iterable[str], root: Path, source: Source) -> tuple[str, ...]:
    """Return what a person named as paths from the root; a folder stands for the reviews below it."""
    return tuple(path for argument in arguments for path in _expand(path_from(argument, root), source))


def path_from(argument: str, root: Path) -> str:
    """Return what a person named, seen from the root; stop where it lies elsewhere."""
    absolute = Path.cwd() / argument
    # Links are left as they are: what stands in a review's place is judged, not what it points to.
    parts: list[str] = []
    for part in absolute.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    try:
        return Path(*parts).relative_to(root).as_posix()
    except ValueError:
        raise stop(f"{argument} is not in {root}: name a review of this repository") from None


def is_folder(path: Path) -> bool:
    """Return whether a folder stands at a path, whatever the path."""
    try:
        return path.is_dir()
    except OSError:  # a name that is too long
        return False


def _expand(path: str, source: Source) -> Iterator[str]:
    below = source.files("" if path == "." else path)
    found = reviews_in(inner for inner in below if inner.startswith("reviews/")) if below != (path,) else ()
    yield from found or (path,)


def write_lines(lines: Iterable[str]) -> None:
    """Print lines as UTF-8 whatever the terminal's own idea, and stop quietly when nobody reads on."""
    try:
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes the stream at its end.
        sys.stdout = None
        raise click.exceptions.Exit(Exit.ERRORS) from None


def has_colour() -> bool:
    """Return whether to colour: on a terminal only, and not where NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def revision_option(command: Command) -> Command:
    """Give a command the option --rev."""
    words = "Read from this commit, branch or tag instead of the work tree."
    return click.option("--rev", "revision", metavar="REV", help=words)(in_one_line(command))


def in_one_line(command: Command) -> Command:
    """Return a command that says in one line what git refuses."""

    @wraps(command)
    def guarded(*arguments: object, **options: object) -> object:
        if not any(options.get(name) for name in ("revision", "base", "head")):
            return command(*arguments, **options)
        from ladderci.git import GitError

        try:
            return command(*arguments, **options)
        except GitError as error:
            raise stop(str(error)) from None

    return cast("Command", guarded)

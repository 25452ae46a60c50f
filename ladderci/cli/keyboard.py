"""Whoever is at the keyboard: who they are, and the files that they have written for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.cli.workspace import Exit, stop

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from ladderci.app.choosing import Identity, WritingError


def identity(root: Path, login: str = "") -> Identity:
    """Return who somebody says they are, and what git knows of them."""
    from ladderci.app.choosing import Identity
    from ladderci.git import GitError, Repository

    try:
        repository = Repository.find(root)
        if repository is None:
            return Identity(login)
        return Identity(login, repository.config("user.email"), repository.config("github.user"))
    except GitError:
        return Identity(login)


def refuse_to_overwrite(root: Path, path: Path) -> None:
    """Stop where a result would be written over what somebody keeps: a review, or what judges it."""
    folder = next((name for name in _KEPT if path.resolve().is_relative_to((root / name).resolve())), "")
    if folder:
        raise stop(f"{path} lies in {folder}/, where nothing but people's own files are: name a file elsewhere")


_KEPT = ("reviews", "rubric", "schema")


def refusal(error: WritingError) -> click.exceptions.Exit:
    """Say in one line what cannot be written, and return what ends the command: with 3 where what judges is broken."""
    from ladderci.app.choosing import BrokenError

    return stop(str(error), Exit.BROKEN if isinstance(error, BrokenError) else Exit.USAGE)


def write_file(root: Path, path: str, text: str, *, overwrite: bool) -> None:
    """Write a file whole, with the folders above it, or say in one line why that cannot be."""
    from ladderci.splice import SpliceError, write_whole

    file = root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text, overwrite=overwrite)
    except FileExistsError:
        raise stop(f"{file} is there already and is left as it is: `ladderci update` brings it up to date") from None
    except (OSError, SpliceError) as error:
        raise stop(f"{file} cannot be written: {error}") from None

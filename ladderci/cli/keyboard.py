"""Whoever is at the keyboard: who they are, and the files that they have written for them."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from ladderci.cli.workspace import Exit, stop

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    write_files(root, [(path, text, overwrite)])


def write_files(root: Path, files: Sequence[tuple[str, str, bool]]) -> None:
    """Write files that belong together, or say in one line why that cannot be.

    Args:
        root: where their paths begin.
        files: each one's path, its text, and whether one that is there is replaced.

    """
    from ladderci.splice import SpliceError, Written, write_together

    for path, _, _ in files:
        _refuse_no_folder(root, path)
    try:
        write_together([Written(root / path, text, overwrite) for path, text, overwrite in files])
    except FileExistsError as error:
        path = str(error.filename2 or error.filename)
        cure = ": `ladderci update` brings it up to date" if "reviews" in Path(path).parts else ""
        raise stop(f"{path} is there already and is left as it is{cure}") from None
    except OSError as error:
        raise stop(f"{error.filename} cannot be written: {error.strerror}") from None
    except SpliceError as error:
        raise stop(str(error)) from None


def _refuse_no_folder(root: Path, path: str) -> None:
    """Stop where something else than a folder stands above a file: nothing is written through a link below the root."""
    folders = [root, *(root / above for above in reversed(Path(path).parents) if above != Path())]
    for folder in folders:
        try:
            found = folder.lstat() if folder != root else folder.stat()
        except FileNotFoundError:
            return
        except OSError as error:
            raise stop(f"{folder} cannot be written: {error.strerror}") from None
        if stat.S_ISLNK(found.st_mode):
            raise stop(f"{folder} is a symbolic link: nothing is written through it")
        if not stat.S_ISDIR(found.st_mode):
            raise stop(f"{folder} is no folder: nothing can be written below it")

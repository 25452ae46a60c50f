"""Whoever is at the keyboard: who they are, and the files that they have written for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.cli.workspace import stop

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.app.choosing import Identity


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

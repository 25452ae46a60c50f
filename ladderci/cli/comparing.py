"""`ladderci rubric diff`: two rubrics side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ladderci.cli.keyboard import refusal
from ladderci.cli.workspace import find_root, open_workspace, path_from, stop, write_lines

if TYPE_CHECKING:
    from ladderci.app.comparing import Wanted


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
@click.option("--changed", is_flag=True, help="Only count what is the same, and leave it out of the list.")
def diff(before: str, after: str, form: str, *, changed: bool) -> None:
    """Lay two rubrics side by side: what is the same, reworded, moved, added and gone in B, and what is required.

    A and B are rubrics' ids (machine-learning-engineer/ic2), or files; behind an @ a revision to take it from
    (machine-learning-engineer/ic2@v1.0).

    Exit code: 0 compared, whatever the difference, 2 there is no such rubric, 3 one of them is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.comparing import rubric_named
    from ladderci.git import GitError
    from ladderci.output.comparison import comparison_json, comparison_markdown, comparison_text

    try:
        sides = [rubric_named(_wanted(name)) for name in (before, after)]
    except GitError as error:
        raise stop(str(error)) from None
    except WritingError as error:
        raise refusal(error) from None
    lines = {"text": comparison_text, "markdown": comparison_markdown, "json": comparison_json}[form]
    write_lines(lines(*sides, is_whole=not changed))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, or a folder that may not be read
        return False


def _parted(argument: str) -> tuple[str, str]:
    """Return a name and the revision behind its @; both may have more of these in them, and ids have none."""
    for ending in (".yaml", ".yml"):
        file, found, revision = argument.rpartition(f"{ending}@")
        if found:
            return f"{file}{ending}", revision
    name, _, revision = argument.partition("@")
    return name, revision


def _wanted(argument: str) -> Wanted:
    """Return the rubric that a person names, and where to look for it."""
    from ladderci.app.comparing import Wanted
    from ladderci.source import WorkTree

    file = Path(argument)
    if _is_file(file):
        return Wanted(file.name, WorkTree(file.parent), is_file=True)
    name, revision = _parted(argument)
    if not revision:
        return Wanted(name, WorkTree(find_root()))
    root, source = open_workspace(revision)
    return Wanted(path_from(name, root) if name.endswith((".yaml", ".yml")) else name, source)

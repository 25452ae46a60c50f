"""`ladderci new` and `ladderci update`: write reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ladderci.cli.keyboard import identity, refusal, write_file
from ladderci.cli.workspace import Exit, is_folder, open_workspace, path_from, paths_of, stop, write_lines

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.source import Source


@click.command()
@click.option("--cycle", default="", metavar="CYCLE", help="The cycle. [default: the one that is open]")
@click.option("--rubric", default="", metavar="TRACK/LEVEL", help="The rubric. [default: as the roster says]")
@click.option("--subject", default="", metavar="LOGIN", help="Your GitHub login. [default: by git's user.email]")
@click.option("--from", "previous", default="", metavar="REVIEW", help="Remind of the open ends of an earlier review.")
def new(cycle: str, rubric: str, subject: str, previous: str) -> None:
    """Start your self-review for a cycle.

    Never overwrites. Exit code: 0 written, 2 usage, or the file is there already, 3 the rubric, the policy or the cycle
    is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.rulebook import Rulebook
    from ladderci.app.writing import Wanted, start_review

    root, source = open_workspace()
    wanted = Wanted(identity(root, subject), cycle, rubric, _one(previous, root, source) if previous else "")
    try:
        draft = start_review(source, Rulebook(source), wanted)
    except WritingError as error:
        raise refusal(error) from None
    write_file(root, draft.path, draft.text, overwrite=False)
    click.echo(f"wrote {draft.path}: open it in your editor, then run `ladderci check {draft.path}`")
    click.echo("to begin with what git knows of your work, run `ladderci evidence collect`; --add writes it down")


@click.command()
@click.argument("review")
@click.option("--dry-run", is_flag=True, help="Show the change as a diff, and write nothing.")
def update(review: str, *, dry_run: bool) -> None:
    """Bring a review up to its cycle's rubric, keeping every character that was written.

    Answers go along with expectations that were renamed, those to what was removed go under retired:, and what has
    become required is added.

    Exit code: 0 up to date, 1 the review cannot be read, 2 it cannot be edited, 3 what judges it is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.writing import Update
    from ladderci.app.writing import update as bring_up
    from ladderci.output import Format, report_lines
    from ladderci.output.updated import difference, told
    from ladderci.splice import SpliceError

    root, source = open_workspace()
    path = _one(review, root, source)
    try:
        result = bring_up(source, path)
    except WritingError as error:
        raise refusal(error) from None
    except SpliceError as error:
        raise stop(str(error)) from None
    if not isinstance(result, Update):
        write_lines(report_lines(result, Format.TEXT))
        raise click.exceptions.Exit(Exit.BROKEN if result.broken else Exit.ERRORS)
    if result.updated.text == result.before:
        return write_lines([f"{path} is up to date"])
    if dry_run:
        write_lines(difference(path, result.before, result.updated.text))
    else:
        write_file(root, path, result.updated.text, overwrite=True)
    verb = "would update" if dry_run else "updated"
    return write_lines([f"{verb} {path}", *told(result.updated, result.outdated)])


def _one(argument: str, root: Path, source: Source) -> str:
    """Return the one review that a person named."""
    paths = paths_of((argument,), root, source)
    if len(paths) != 1 or is_folder(root / path_from(argument, root)):
        raise stop(f"{argument} is a folder of reviews: name one")
    return paths[0]

"""`ladderci cycle`: open a cycle, bring what it is judged by up to date on purpose, and close it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ladderci.cli.keyboard import refusal, write_files
from ladderci.cli.workspace import open_workspace, stop, write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ladderci.app.cycles import File


@click.group()
def cycle() -> None:
    """Open, repin and close the cycles in which reviews are written."""


@cycle.command("open")
@click.argument("name", metavar="CYCLE")
@click.option("--from", "start", required=True, metavar="DAY", help="The period's first day, such as 2026-07-01.")
@click.option("--to", "end", required=True, metavar="DAY", help="The period's last day.")
@click.option("--due", required=True, metavar="DAY", help="The last day on which reviews can be submitted.")
@click.option("--rubric", "rubrics", multiple=True, metavar="TRACK/LEVEL", help="A rubric to copy. [default: all]")
def open_(name: str, start: str, end: str, due: str, rubrics: tuple[str, ...]) -> None:
    """Open a cycle, with copies of the policy and the rubrics that it is judged by ever after.

    Never overwrites. Exit code: 0 written, 2 usage, or there is such a cycle, 3 the policy or a rubric is broken.
    """
    from ladderci.app.cycles import Wanted, open_cycle

    root, source = open_workspace()
    with _in_one_line():
        files = open_cycle(source, Wanted(name, start, end, due, rubrics))
    _write(root, files)
    click.echo(f"next: name who takes part in {files[-1].path}, and run `ladderci schema`")


@cycle.command()
@click.argument("name", metavar="CYCLE")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
def repin(name: str, *, dry_run: bool) -> None:
    """Bring a cycle's copies up to the living policy and rubrics, and say what that changes for its reviews.

    What was reworded is marked as revised, with what it said before, so that answers to it are known to be outdated.

    Exit code: 0 written, or nothing to change, 2 usage, or it cannot be done yet, 3 something that judges is broken.
    """
    from ladderci.app.repinning import repin as bring_up
    from ladderci.output.cycle import Repinned, repinned

    root, source = open_workspace()
    with _in_one_line():
        found = bring_up(source, name)
    brought = [(one.copy, one.living) for one in found.brought if one.is_changed]
    write_lines(repinned(Repinned(found.cycle, brought, found.policy, found.left, found.effects)))
    if not found.files:
        return click.echo(f"{found.cycle} is up to date")
    if dry_run:
        return write_lines(f"would write {file.path}" for file in found.files)
    _write(root, found.files)
    if not found.effects:
        click.echo("no open review changes by it")
    then = "; authors run `ladderci update` on their reviews" if brought else ""
    return click.echo(f"next: `ladderci schema`{then}")


@cycle.command()
@click.argument("name", metavar="CYCLE")
@click.option("--early", is_flag=True, help="Close it although its reviews are not due yet.")
@click.option("--dry-run", is_flag=True, help="Show which reviews were never submitted, and write nothing.")
def close(name: str, *, early: bool, dry_run: bool) -> None:
    """Close a cycle: its reviews stay as they are, and so does what they were judged by.

    Exit code: 0 written, 2 usage, or there is no such open cycle, or its reviews are not due yet, 3 something that
    judges is broken.
    """
    from datetime import UTC, datetime

    from ladderci.app.cycles import close_cycle
    from ladderci.output.cycle import still_drafts

    root, source = open_workspace()
    with _in_one_line():
        closing = close_cycle(source, name, None if early else datetime.now(UTC).date())
    write_lines(still_drafts(closing.drafts))
    if dry_run:
        return write_lines(f"would write {file.path}" for file in closing.files)
    _write(root, closing.files)
    return click.echo(f"next: `ladderci schema`; to go on with {name} after all, write status: open in its file")


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Say in one line what cannot be done."""
    from ladderci.app.choosing import WritingError
    from ladderci.splice import SpliceError

    try:
        yield
    except WritingError as error:
        raise refusal(error) from None
    except SpliceError as error:
        raise stop(str(error)) from None


def _write(root: Path, files: Sequence[File]) -> None:
    write_files(root, [(file.path, file.text, not file.is_new) for file in files])
    write_lines(f"wrote {file.path}" for file in files)

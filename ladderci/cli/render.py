"""`ladderci render`: a review as a page to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ladderci.cli.keyboard import refusal, refuse_to_overwrite
from ladderci.cli.workspace import Exit, open_workspace, paths_of, revision_option, stop, write_lines

if TYPE_CHECKING:
    from ladderci.app.facts import Facts


@click.command()
@click.argument("review")
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of standard output.")
@click.option("--facts", "facts_file", metavar="FILE", help="Show what `evidence verify --facts` wrote to this file.")
@click.option("--toward", default="", metavar="TRACK/LEVEL", help="Show what this level asks beyond the review's own.")
@revision_option
def render(review: str, output: str | None, facts_file: str | None, toward: str, revision: str | None) -> None:
    """Render a review as Markdown.

    Nothing is looked up: what is known of evidence comes from --facts, and from nowhere else.

    Exit code: 0 rendered, 1 the review cannot be read, 2 usage, 3 what judges it is broken.
    """
    from ladderci.app.choosing import WritingError
    from ladderci.app.pages import Unreadable, render_review
    from ladderci.output import Format, report_lines

    root, source = open_workspace(revision)
    if output is not None:
        refuse_to_overwrite(root, Path(output))
    paths = paths_of((review,), root, source)
    if len(paths) != 1:
        raise stop(f"{review} holds {len(paths)} reviews: name one")
    try:
        page = render_review(source, paths[0], _facts(facts_file) if facts_file else None, toward)
    except WritingError as error:
        raise refusal(error) from None
    if isinstance(page, Unreadable):
        click.echo("\n".join(report_lines(page.report, Format.TEXT)), err=True)
        raise click.exceptions.Exit(Exit.BROKEN if page.report.broken else Exit.ERRORS)
    if output is None:
        return write_lines(page.splitlines())
    return _write(Path(output), page)


def _facts(file: str) -> Facts:
    from ladderci.app.facts import FactsError, read_facts

    try:
        return read_facts(Path(file))
    except FactsError as error:
        raise stop(str(error)) from None


def _write(path: Path, page: str) -> None:
    from ladderci.splice import SpliceError, write_whole

    try:
        write_whole(path, page, overwrite=True)
    except (OSError, SpliceError) as error:
        raise stop(f"{path} cannot be written: {error}") from None

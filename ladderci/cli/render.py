"""`ladderci render`: a review as a page to read."""

from __future__ import annotations

from pathlib import Path

import click

from ladderci.cli.workspace import Exit, open_workspace, paths_of, revision_option, stop, write_lines


@click.command()
@click.argument("review")
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of standard output.")
@revision_option
def render(review: str, output: str | None, revision: str | None) -> None:
    """Render a review as Markdown.

    Exit code: 0 rendered, 1 the review cannot be read, 3 what judges it is broken.
    """
    from ladderci.app.pages import Unreadable, render_review
    from ladderci.output import Format, report_lines

    root, source = open_workspace(revision)
    paths = paths_of((review,), root, source)
    if len(paths) != 1:
        raise stop(f"{review} holds {len(paths)} reviews: name one")
    page = render_review(source, paths[0])
    if isinstance(page, Unreadable):
        click.echo("\n".join(report_lines(page.report, Format.TEXT)), err=True)
        raise click.exceptions.Exit(Exit.BROKEN if page.report.broken else Exit.ERRORS)
    if output is None:
        return write_lines(page.splitlines())
    return _write(Path(output), page)


def _write(path: Path, page: str) -> None:
    from ladderci.splice import SpliceError, write_whole

    try:
        write_whole(path, page, overwrite=True)
    except (OSError, SpliceError) as error:
        raise stop(f"{path} cannot be written: {error}") from None

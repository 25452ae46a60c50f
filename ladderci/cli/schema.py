"""`ladderci schema`: write the schemas that follow from the rubrics, or see whether they are up to date."""

from __future__ import annotations

import click

from ladderci.cli.workspace import Exit, open_workspace, stop, write_lines


@click.command()
@click.option(
    "--check", "is_check", is_flag=True, help="Write nothing; fail, and show the difference, where one is stale."
)
def schema(*, is_check: bool) -> None:
    """Write the schemas that follow from the rubrics.

    Exit code: 0 all up to date, 1 stale with --check, 3 a rubric or policy is broken.
    """
    from ladderci.app import publish
    from ladderci.output import Format, report_lines
    from ladderci.output.wording import amount

    root, source = open_workspace()
    published = publish.publish(source)
    if published.report.broken:
        write_lines(report_lines(published.report, Format.TEXT))
        raise click.exceptions.Exit(Exit.BROKEN)
    stale = publish.stale(source, published.files)
    if is_check:
        write_lines(publish.differences(stale))
        if stale:
            raise stop(
                f"{amount(len(stale), 'file')} in schema/ to bring up to date: run `ladderci schema`", Exit.ERRORS
            )
        return
    for change in stale:
        publish.write(root, change)
        click.echo(f"{'removed' if change.new is None else 'wrote'} {change.path}")

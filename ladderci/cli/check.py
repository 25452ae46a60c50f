"""`ladderci check`: judge reviews."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import click

from ladderci.cli.workspace import exit_code, find_root, has_colour, open_source, paths_of, revision_option, write_lines
from ladderci.output import Format, report_lines

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="How to print the findings.",
)
@revision_option
@click.option("--workers", type=click.IntRange(1, 64), help="Processes for many reviews. [default: one per core]")
def check(paths: tuple[str, ...], form: str, revision: str | None, workers: int | None) -> None:
    """Judge reviews: shape, coverage, evidence, identity.

    PATHS are reviews, or folders with reviews below them; left out, every review of every open cycle.

    Exit code: 0 no errors, 1 errors, 2 usage, 3 a rubric, policy or cycle is broken.
    """
    from ladderci.app.check import check as judge
    from ladderci.rules import catalogue

    root = find_root()
    source = open_source(root, revision)
    wanted = paths_of(paths, root, source) if paths else None
    report = judge(source, wanted, workers=workers or os.cpu_count() or 1, progress=_progress())
    rules = catalogue() if form == Format.SARIF else ()
    write_lines(report_lines(report, Format(form), colour=has_colour(), rules=rules))
    raise click.exceptions.Exit(exit_code(report))


def _progress() -> Callable[[int, int], None] | None:
    """Return what shows progress: on a terminal, once a second has passed."""
    if not sys.stderr.isatty():
        return None
    started = shown = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if done == total and shown > started:
            click.echo("\r\x1b[K", nl=False, err=True)
        elif now - started > 1 and now - shown > _REFRESH:
            shown = now
            filled = _WIDTH * done // total
            bar = "━" * filled + "╌" * (_WIDTH - filled)
            click.echo(f"\r{bar} {done:,} of {total:,} reviews", nl=False, err=True)

    return show


_WIDTH = 30
"""Cells of the bar."""
_REFRESH = 0.1
"""Seconds between two looks of it."""

"""`ladderci check`: judge reviews."""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ladderci.cli.workspace import (
    exit_code,
    has_colour,
    open_repository,
    open_workspace,
    paths_of,
    revision_option,
    stop,
    write_lines,
)
from ladderci.output import Format, report_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.app.check import Looking
    from ladderci.source import Source


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
@click.option("--base", metavar="REV", help="Judge by this commit's rubrics what --head changed since the two parted.")
@click.option("--head", metavar="REV", help="With --base: the commit whose reviews are judged. [default: HEAD]")
@click.option("--verify", is_flag=True, help="Look at the evidence too, as `ladderci evidence verify` does.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes for many reviews. [default: one per core]")
def check(  # noqa: PLR0913, PLR0917 - each is an option of the command
    paths: tuple[str, ...],
    form: str,
    revision: str | None,
    base: str | None,
    head: str | None,
    verify: bool,  # noqa: FBT001 - click's way
    workers: int | None,
) -> None:
    """Judge reviews: shape, coverage, evidence, identity.

    PATHS are reviews, or folders with reviews below them; left out, every review of every open cycle, or with --base
    every review that was changed.

    Exit code: 0 no errors, 1 errors, 2 usage, 3 a rubric, policy or cycle is broken, 4 evidence could not be verified
    and the policy says that this fails.
    """
    from ladderci.app.check import check as judge
    from ladderci.rules import catalogue

    sides = _sides(revision, base, head)
    wanted = paths_of(paths, sides.root, sides.judged) if paths else sides.changed
    workers = workers or os.cpu_count() or 1
    looking = _looking(sides) if verify else None
    with _few_collections():
        report = judge(
            sides.judged, wanted, judging=sides.judging, workers=workers, progress=_progress(), looking=looking
        )
    rules = catalogue() if form == Format.SARIF else ()
    write_lines(report_lines(report, Format(form), colour=has_colour(), rules=rules))
    if not report.files and not report.findings:
        click.echo(f"ladderci: there is no review here to judge: {_what_next(sides.judged)}", err=True)
    raise click.exceptions.Exit(exit_code(report))


def _what_next(source: Source) -> str:
    """Return what to do where there is nothing to judge."""
    from ladderci.app.rulebook import Rulebook

    rulebook = Rulebook(source)
    cycles = [cycle for name in rulebook.cycles if (cycle := rulebook.of_cycle(name))]
    if any(cycle.status == "open" for cycle in cycles):
        return "`ladderci new` starts one"
    if not cycles:
        return "`ladderci cycle open` opens a cycle to write them in"
    return f"no cycle is open; name the reviews of one that is closed, such as reviews/{cycles[-1].id}"


def _looking(sides: _Sides) -> Looking:
    """Return what looks at the evidence of the reviews that are judged, before they are."""
    from functools import partial

    from ladderci.app.verifying import look_from
    from ladderci.cli.service import github_service

    return partial(look_from, sides.root, github_service())


@dataclass(frozen=True, slots=True)
class _Sides:
    """Where reviews come from, and what judges them."""

    root: Path
    judged: Source
    judging: Source | None = None
    """None where it is the same."""
    changed: tuple[str, ...] | None = None
    """The reviews to judge; None for those of all open cycles."""


def _sides(revision: str | None, base: str | None, head: str | None) -> _Sides:
    if base is None and head is None:
        return _Sides(*open_workspace(revision))
    if base is None or revision:
        raise stop("--head goes with --base, and --rev with neither")
    from ladderci.app.compare import compare

    repository = open_repository()
    compared = compare(repository, repository.resolve(base), repository.resolve(head or "HEAD"))
    return _Sides(repository.root or Path.cwd(), compared.head, compared.base, compared.changed)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for garbage seldom: what reviews are read into has no cycles, and goes when it is let go of."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_MANY_OBJECTS, usual[1], usual[2])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


_MANY_OBJECTS = 100_000
"""Some twenty reviews' worth."""


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

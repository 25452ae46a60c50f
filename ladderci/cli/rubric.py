"""`ladderci rubric`: list, show, lint, import, compare and change the rubrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from ladderci.cli.comparing import diff
from ladderci.cli.importing import import_
from ladderci.cli.requiring import require
from ladderci.cli.workspace import (
    Exit,
    exit_code,
    has_colour,
    in_one_line,
    open_workspace,
    revision_option,
    stop,
    write_lines,
)
from ladderci.output import Format, report_lines

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.app.rulebook import Loaded, Rulebook
    from ladderci.source import Source

Value = TypeVar("Value")


class _InOrder(click.Group):
    """Commands in the order in which they are written here."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=_InOrder)
def rubric() -> None:
    """List, show, lint, import, compare and change the rubrics."""


@rubric.command("list")
@revision_option
def list_(revision: str | None) -> None:
    """List the rubrics, with how many expectations each section has."""
    from ladderci.app.rulebook import Rulebook
    from ladderci.output.rubric import listing

    rulebook = Rulebook(open_workspace(revision)[1])
    found = [_sound(rulebook, rulebook.rubric(name)) for name in rulebook.rubrics()]
    write_lines(listing(found).splitlines())


@rubric.command()
@click.argument("name", metavar="TRACK/LEVEL")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@revision_option
def show(name: str, form: str, revision: str | None) -> None:
    """Show a whole rubric, or a cycle's copy of one: cycles/CYCLE/TRACK/LEVEL."""
    from ladderci.app.choosing import meant
    from ladderci.app.rulebook import Rulebook, cycle_and_rubric
    from ladderci.output.rubric import show_json, show_markdown, show_text

    rulebook = Rulebook(open_workspace(revision)[1])
    cycle, rubric = cycle_and_rubric(name)
    if not rubric:
        raise stop(f"name a rubric of that cycle: cycles/{cycle}/TRACK/LEVEL")
    if cycle and cycle not in rulebook.cycles:
        raise stop(f"there is no cycle {cycle}{meant(cycle, rulebook.cycles)}")
    if rubric not in rulebook.rubrics(cycle):
        raise stop(f"there is no rubric {rubric}{meant(rubric, rulebook.rubrics(cycle))}")
    found = _sound(rulebook, rulebook.rubric(rubric, cycle))
    policy = _sound(rulebook, rulebook.policy(cycle))
    if form == "json":
        return write_lines(show_json(found).splitlines())
    show_it = show_markdown if form == "markdown" else show_text
    return write_lines(show_it(found, policy).splitlines())


def _sound(rulebook: Rulebook, loaded: Loaded[Value]) -> Value:
    """Return what was read, or end the command with what is wrong with it."""
    from ladderci.model import Report

    if loaded.value is None:
        write_lines(report_lines(Report(0, rulebook.findings(), broken=True), Format.TEXT))
        raise click.exceptions.Exit(Exit.BROKEN)
    return loaded.value


@rubric.command()
@click.option("--base", default="HEAD", show_default=True, metavar="REV", help="What the rubrics were before.")
@click.option(
    "--format", "form", type=click.Choice([form.value for form in Format]), default=Format.TEXT.value, show_default=True
)
@in_one_line
def lint(base: str, form: str) -> None:
    """Find what is wrong with rubrics, policy and cycles, and with how they changed since a base.

    Exit code: 0 nothing wrong, 1 a change since the base is wrong, 3 something that judges is broken.
    """
    from ladderci.app.linting import lint_rubrics
    from ladderci.rules import catalogue

    root, source = open_workspace()
    report = lint_rubrics(source, _base(root, base), is_trusted=True)
    rules = catalogue() if form == Format.SARIF else ()
    write_lines(report_lines(report, Format(form), colour=has_colour(), rules=rules))
    raise click.exceptions.Exit(exit_code(report))


def _base(root: Path, revision: str) -> Source | None:
    """Return what there was before, or None where no commit holds it: no repository, none yet, a folder inside one."""
    from ladderci.git import Repository

    if revision == "HEAD":
        repository = Repository.find(root)
        if repository is None or repository.root != root or not repository.head():
            return None
    return open_workspace(revision)[1]


rubric.add_command(import_)
rubric.add_command(diff)
rubric.add_command(require)

"""`ladderci explain`: what a finding or an expectation means, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ladderci.cli.workspace import Exit, open_workspace, stop, write_lines
from ladderci.rules import catalogue
from ladderci.rules.nearest import nearest_expectation

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.argument("name", required=False)
def explain(name: str | None) -> None:
    """Say what a finding (LC201, missing-evidence) or an expectation (its id) means and what to do about it.

    Without NAME, list all of them.
    """
    rules = catalogue()
    rule = next((rule for rule in rules if name and name.casefold() in {rule.code.casefold(), rule.name}), None)
    if rule:
        from ladderci.output.explain import rule_lines

        return write_lines(rule_lines(rule))
    return write_lines(_all() if name is None else _expectation(name))


def _all() -> Iterator[str]:
    from ladderci.app.rulebook import Rulebook
    from ladderci.output.explain import expectation_list, rule_list

    yield from rule_list(catalogue())
    rulebook = Rulebook(open_workspace()[1])
    loaded = [rulebook.rubric(rubric).value for rubric in rulebook.rubrics()]
    yield ""
    yield from expectation_list(rubric for rubric in loaded if rubric)


def _expectation(name: str) -> Iterator[str]:
    """Yield the pages of the expectations of a name, and what became of those that had it once."""
    from ladderci.app.explaining import told
    from ladderci.app.rulebook import Rulebook
    from ladderci.output.explain import expectation_lines, gone_lines

    rulebook = Rulebook(open_workspace()[1])
    found = told(rulebook, name)
    for number, (expectation, rubric, policy) in enumerate(found.living):
        yield from ("",) if number else ()
        yield from expectation_lines(expectation, rubric, policy)
    yield from gone_lines(found.gone)
    if not found.living and not found.gone:
        if broken := sorted({finding.file for finding in rulebook.errors()}):
            raise stop(f"{', '.join(broken)} cannot be read: `ladderci rubric lint` says how", Exit.BROKEN)
        known = (*(rule.code for rule in catalogue()), *(rule.name for rule in catalogue()), *found.known)
        meant = nearest_expectation(name, known)
        cure = f"did you mean {meant}?" if meant else "`ladderci explain` lists them all"
        raise stop(f"there is no finding or expectation “{name}”: {cure}")

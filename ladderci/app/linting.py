"""Linting what judges: every policy, rubric and cycle of a source, and what changed since a base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.app.page_template import template_findings
from ladderci.app.rulebook import CYCLES, Rulebook, home_in_rubric
from ladderci.model import Report, Severity
from ladderci.rules import in_order
from ladderci.rules.rubric import RubricCase, rubrics

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Finding, Rubric
    from ladderci.source import Source


def lint_rubrics(source: Source, base: Source | None = None, *, is_trusted: bool = False) -> Report:
    """Return what is wrong with everything that judges.

    Args:
        source: where it lies.
        base: what it was before, for versions that must go up and ids that must not vanish; None where there is no
            before.
        is_trusted: whether the page template may also be tried; otherwise it is read and not run.

    """
    rulebook = Rulebook(source)
    before = Rulebook(base) if base else None
    findings: list[Finding] = []
    for cycle in ("", *rulebook.cycles):
        rulebook.policy(cycle)
        rulebook.of_cycle(cycle)
        for rubric in rulebook.rubrics(cycle):
            rulebook.rubric(rubric, cycle)
    copies = f"{CYCLES}/"
    found = (one for one in rulebook.findings() if one.severity is Severity.ERROR or not one.file.startswith(copies))
    for rubric in rulebook.rubrics():
        findings += _since(rulebook, before, rubric)
    findings += template_findings(source, is_tried=is_trusted)
    return Report(0, in_order((*found, *findings)), rulebook.is_broken)


def _since(rulebook: Rulebook, before: Rulebook | None, rubric: str) -> Iterator[Finding]:
    """Yield what is wrong with a rubric's changes; nothing where either side cannot be read."""
    was = _value(before, rubric)
    loaded, policy = rulebook.rubric(rubric), rulebook.policy().value
    if was and loaded.value and policy:
        case = RubricCase(loaded.document, loaded.value, policy, was, home_in_rubric(loaded.document.file))
        yield from rubrics.findings(case, loaded.document, policy)


def _value(rulebook: Rulebook | None, rubric: str) -> Rubric | None:
    return rulebook.rubric(rubric).value if rulebook and rubric in rulebook.rubrics() else None

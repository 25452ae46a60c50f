"""A report as annotations on a pull request: workflow commands for GitHub's runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci.model import Severity
from ladderci.output.escape import runner, runner_property
from ladderci.output.wording import amounts, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Finding, Report, Span

SHOWN: Final = 10
"""How many annotations of one weight GitHub shows for a step."""

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def lines(report: Report) -> Iterator[str]:
    """Yield a command for each finding that GitHub would show, the heaviest first, and how many more there are."""
    left: list[Finding] = []
    for weight, command in _COMMANDS.items():
        findings = [finding for finding in report.findings if finding.severity is weight]
        yield from (_command(command, finding) for finding in findings[:SHOWN])
        left += findings[SHOWN:]
    if left:
        yield f"{amounts(left)} more, not annotated: GitHub shows {SHOWN} of each for a step"


def _command(command: str, finding: Finding) -> str:
    properties = {
        "file": finding.file,
        **_region(finding.span),
        "title": f"{finding.code} {finding.name}",
    }
    written = ",".join(f"{name}={runner_property(value)}" for name, value in properties.items())
    return f"::{command} {written}::{runner(_message(finding))}"


def _message(finding: Finding) -> str:
    notes = (f"line {related.span.start.line}: {related.message}" for related in finding.related)
    return "\n".join((sentences(finding), *notes))


def _region(span: Span) -> dict[str, str]:
    """Return the properties of a span; GitHub takes columns only where all of it is on one line."""
    start, end = span.start, span.end
    if end.line > start.line:
        last = end.line - 1 if end.column == 1 else end.line
        return {"line": str(start.line), "endLine": str(last)}
    return {
        "line": str(start.line),
        "col": str(start.column),
        "endLine": str(end.line),
        "endColumn": str(end.column),
    }

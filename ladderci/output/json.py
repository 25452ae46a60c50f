"""A report for programs: a format of its own, described by `formats/report.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci import __version__
from ladderci.output.escape import document
from ladderci.output.wording import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Finding, Position, Report, Span

FORMAT: Final = 1
"""The number of the format. It grows by optional keys; only what an old reader would read wrongly changes it."""


def lines(report: Report, *, shows_findings: bool = True) -> Iterator[str]:
    """Yield the lines of a report, without their ends; where findings are not shown, they are counted all the same."""
    yield from document(
        {
            "report": FORMAT,
            "tool": {"name": "ladderci", "version": __version__},
            "verdict": _verdict(report),
            "reviews": report.files,
            "counts": {weight.value: report.count(weight) for weight in WEIGHTS},
            "findings": [_finding(finding) for finding in report.findings if shows_findings],
        }
    ).split("\n")


def _verdict(report: Report) -> str:
    if report.broken:
        return "broken"
    if report.errors:
        return "failed"
    return "unverified" if report.unverified else "passed"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "file": finding.file,
        "span": _span(finding.span),
        "message": finding.message,
        "help": finding.help,
        "related": [{"span": _span(related.span), "message": related.message} for related in finding.related],
    }


def _span(span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}

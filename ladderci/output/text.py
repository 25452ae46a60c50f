"""A report for people at a terminal, as compilers print what they found."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from ladderci.model import Severity
from ladderci.output.cells import excerpt
from ladderci.output.escape import terminal
from ladderci.output.wording import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.model import Finding, Position, Report

    Paint = Callable[[str, str], str]

_RESET: Final = "\x1b[0m"
_BOLD: Final = "1"
_FRAME: Final = "34"
_COLOURS: Final = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.NOTE: "1;34",
    Severity.OFF: "0",
}


def lines(report: Report, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of a report, without their ends: each finding, an empty line, and what it comes to.

    Findings about one place (each of several expectations is not answered) share its excerpt; many places in a row that
    want the same cure (a new review, nothing rated yet) are listed without one.

    Args:
        report: what a check came to.
        colour: whether to mark up with ANSI colours.

    """
    paint = _coloured if colour else _plain
    for _, like in groupby(report.findings, key=_kind_and_cure):
        similar = tuple(like)
        if len({finding.span for finding in similar}) > _MOST_EXCERPTS:
            yield from _listed(similar, paint)
            continue
        for _, alike in groupby(similar, key=_place_and_more):
            yield from _findings(tuple(alike), paint)
            yield ""
    yield summary(report)


_MOST_EXCERPTS: Final = 3
"""How many places that all want the same cure are each shown; more are listed, so that they can be read at a glance."""


def _kind_and_cure(finding: Finding) -> tuple[object, ...]:
    return (finding.code, finding.severity, finding.file, finding.help)


def _place_and_more(finding: Finding) -> tuple[object, ...]:
    return (finding.span, finding.related)


def _listed(similar: tuple[Finding, ...], paint: Paint) -> Iterator[str]:
    """Yield many findings that want the same cure, without their excerpts and with the cure once."""
    for finding in similar:
        yield _headline(finding, paint)
        yield f"  {paint(_FRAME, '-->')} {_place(finding.file, finding.span.start)}"
    if similar[0].help:
        yield f"   {paint(_FRAME, '=')} {paint(_BOLD, 'help')}: {terminal(similar[0].help)}"
    yield ""


def _headline(finding: Finding, paint: Paint) -> str:
    label = f"{finding.severity.value}[{terminal(finding.code)} {terminal(finding.name)}]"
    return f"{paint(_COLOURS[finding.severity], label)}{paint(_BOLD, f': {terminal(finding.message)}')}"


def _findings(alike: tuple[Finding, ...], paint: Paint) -> Iterator[str]:
    finding = alike[0]
    margin = " " * len(str(finding.span.start.line))
    yield from (_headline(each, paint) for each in alike)
    yield f"{margin}{paint(_FRAME, '-->')} {_place(finding.file, finding.span.start)}"
    if finding.source.strip():
        yield from _source(finding, margin, paint)
    for related in finding.related:
        place = _place(finding.file, related.span.start)
        yield f"{margin} {paint(_FRAME, '=')} {paint(_BOLD, 'note')}: {place}: {terminal(related.message)}"
    if finding.help:
        yield f"{margin} {paint(_FRAME, '=')} {paint(_BOLD, 'help')}: {terminal(finding.help)}"


def _place(file: str, position: Position) -> str:
    return f"{terminal(file)}:{position.line}:{position.column}"


def _source(finding: Finding, margin: str, paint: Paint) -> Iterator[str]:
    start, end = finding.span.start, finding.span.end
    behind = end.column - 1 if end.line == start.line else len(finding.source)
    shown = excerpt(finding.source, start.column - 1, behind)
    marks = paint(_COLOURS[finding.severity], "^" * shown.length)
    yield f"{margin} {paint(_FRAME, '|')}"
    yield f"{paint(_FRAME, f'{start.line} |')} {shown.text}".rstrip()
    yield f"{margin} {paint(_FRAME, '|')} {' ' * shown.indent}{marks}"


def _plain(style: str, text: str) -> str:  # noqa: ARG001 (one shape for both ways to paint)
    return text


def _coloured(style: str, text: str) -> str:
    return f"\x1b[{style}m{text}{_RESET}"

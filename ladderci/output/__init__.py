"""What a check came to, written for people, programs, GitHub and code scanning; reviews as pages to read."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.model import Report
    from ladderci.rules.registry import Rule


class Format(StrEnum):
    """A way to write a report."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def report_lines(
    report: Report, form: Format, *, colour: bool = False, rules: Sequence[Rule[Any]] = ()
) -> Iterator[str]:
    """Return the lines of a report, without their ends; none of them obeys what a review says.

    Args:
        report: what a check came to.
        form: how to write it.
        colour: whether text is marked up with ANSI colours.
        rules: every rule there is, in the order of their codes; SARIF describes them.

    """
    match form:
        case Format.TEXT:
            from ladderci.output import text

            return text.lines(report, colour=colour)
        case Format.JSON:
            from ladderci.output import json

            return json.lines(report)
        case Format.GITHUB:
            from ladderci.output import github

            return github.lines(report)
        case Format.SARIF:
            from ladderci.output import sarif

            return sarif.lines(report, rules)

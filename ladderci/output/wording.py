"""Sentences that several formats share: a finding's, and what a report comes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ladderci.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.model import Finding, Report

WEIGHTS: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
"""What a finding may weigh, heaviest first."""

_WORD: Final = re.compile("[a-z]+(?=[ ,])")


def sentences(finding: Finding) -> str:
    """Return what is wrong and what to do about it as running text."""
    parts = (finding.message, _WORD.sub(lambda word: word[0].capitalize(), finding.help, count=1))
    return " ".join(_sentence(part) for part in parts if part)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def amount(number: int, noun: str) -> str:
    """Return a number and what it counts: `1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def amounts(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each weight: `3 errors and 1 note`; nothing where there are none.

    An error that only says that nobody could look at evidence is none that somebody made: it is counted apart.
    """
    findings = tuple(findings)
    unverified = sum(finding.is_unverified for finding in findings)
    weights = [finding.severity for finding in findings if not finding.is_unverified]
    counted = [amount(weights.count(weight), weight.value) for weight in WEIGHTS if weight in weights]
    if unverified:
        counted.insert(Severity.ERROR in weights, f"{unverified} unverified")
    return " and ".join(part for part in (", ".join(counted[:-1]), *counted[-1:]) if part)


def summary(report: Report) -> str:
    """Return in one line what a report comes to: counts, never a percentage."""
    found = amounts(report.findings)
    if report.broken:
        files = sorted(
            {one.file for one in report.findings if one.severity is Severity.ERROR and one.file.startswith("rubric/")}
        )
        verdict = f"nothing can be judged by {', '.join(files) or 'a rubric, policy or cycle'} until it is mended"
        return f"{found}: {verdict}" if found else verdict
    if found:
        return f"{found} in {_where(report)}"
    return f"{amount(report.files, 'review')}, nothing to mend" if report.files else "nothing to mend"


def _where(report: Report) -> str:
    places = len({finding.file for finding in report.findings})
    if places > report.files:
        return amount(places, "file")
    if places == report.files:
        return f"all {report.files} reviews" if report.files > 1 else "1 review"
    return f"{places} of {report.files} reviews"

"""From a review in a source to the page that its readers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ladderci.app.check import Examiner
from ladderci.app.rulebook import Rulebook
from ladderci.model import Report
from ladderci.rules import Case, findings_of_review, findings_without_data, in_order

if TYPE_CHECKING:
    from ladderci.source import Source


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A review that has no page, and why."""

    report: Report


def render_review(source: Source, path: str) -> str | Unreadable:
    """Return a review as Markdown."""
    from ladderci.output import markdown
    from ladderci.output.page import page

    examiner = Examiner(source, Rulebook(source))
    examiner.prepare((path,))
    case = examiner.case(path)
    rulebook = examiner.rulebook
    if not isinstance(case, Case):
        findings = in_order((*rulebook.findings(), *findings_without_data(case)))
        return Unreadable(Report(1, findings, rulebook.is_broken))
    references = {reference.citation.path: reference for reference in case.references}
    return markdown.render(page(case, references, in_order(findings_of_review(case))))

"""From a review in a source to the page that its readers see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ladderci.app.check import Examiner
from ladderci.app.rulebook import Rulebook
from ladderci.model import Report
from ladderci.rules import Case, findings_of_review, findings_without_data, in_order

if TYPE_CHECKING:
    from ladderci.app.facts import Facts
    from ladderci.model.fact import Fact
    from ladderci.source import Source


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A review that has no page, and why."""

    report: Report


def render_review(source: Source, path: str, facts: Facts | None = None) -> str | Unreadable:
    """Return a review as Markdown: by the source's own page template, else by the built-in one.

    Args:
        source: where the review and what judges it lie.
        path: the review's.
        facts: what is known of its evidence; nothing else is looked at.

    """
    from ladderci.app.page_template import shown_by
    from ladderci.output import markdown
    from ladderci.output.page import page

    examiner = Examiner(source, Rulebook(source))
    examiner.prepare((path,))
    case = examiner.case(path)
    rulebook = examiner.rulebook
    if not isinstance(case, Case):
        findings = in_order((*rulebook.findings(), *findings_without_data(case)))
        return Unreadable(Report(1, findings, rulebook.is_broken))
    if facts:
        case = _known(case, facts.of(case, rulebook.policy().value or case.policy))
    references = {reference.citation.path: reference for reference in case.references}
    [shown] = shown_by(source, [page(case, references, in_order(findings_of_review(case)))])
    return shown if isinstance(shown, str) else markdown.render(shown)


def _known(case: Case, facts: tuple[Fact, ...]) -> Case:
    from ladderci.evidence.confirm.standing import narrowed

    return replace(case, facts=facts, references=narrowed(case.references, facts))

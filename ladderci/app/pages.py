"""From a review in a source to the page that its readers see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ladderci.app.check import Examiner, home_of, is_review
from ladderci.app.choosing import WritingError, meant, no_review
from ladderci.app.rulebook import Rulebook
from ladderci.app.sound import value_of
from ladderci.model import Report, Rubric
from ladderci.rules import Case, Home, findings_of_review, findings_without_data, in_order

if TYPE_CHECKING:
    from ladderci.app.facts import Facts
    from ladderci.model.fact import Fact
    from ladderci.source import Source


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A review that has no page, and why."""

    report: Report


def render_review(source: Source, path: str, facts: Facts | None = None, level: str = "") -> str | Unreadable:
    """Return a review as Markdown: by the source's own page template, else by the built-in one.

    Args:
        source: where the review and what judges it lie.
        path: the review's.
        facts: what is known of its evidence; nothing else is looked at.
        level: the id of another level's rubric, to hold the review's evidence against; none where empty.

    Raises:
        WritingError: the file is no review, or there is no such level.
        BrokenError: its rubric is broken.

    """
    from ladderci.app.page_template import shown_by
    from ladderci.output.composing import page_of
    from ladderci.output.rendering import render

    examiner = Examiner(source, Rulebook(source))
    examiner.prepare((path,))
    case = examiner.case(path)
    rulebook = examiner.rulebook
    document = case.document if isinstance(case, Case) else case
    if document.readable and not is_review(document):
        raise no_review(path)
    if not isinstance(case, Case):
        findings = in_order((*rulebook.findings(), *findings_without_data(case)))
        return Unreadable(Report(1, findings, rulebook.is_broken))
    if facts:
        case = _known(case, facts.of(case, rulebook.policy().value or case.policy))
    toward = _level(rulebook, level, home_of(path)) if level else None
    references = {reference.citation.path: reference for reference in case.references}
    [shown] = shown_by(source, [page_of(case, references, in_order(findings_of_review(case)), toward)])
    return shown if isinstance(shown, str) else render(shown)


def _level(rulebook: Rulebook, level: str, home: Home | None) -> Rubric:
    """Return another level's rubric as the review's cycle is judged by it."""
    cycle = home.cycle if home else ""
    known = rulebook.rubrics(cycle)
    if level not in known:
        raise WritingError(f"there is no rubric {level}{meant(level, known)}")
    return value_of(rulebook.rubric(level, cycle))


def _known(case: Case, facts: tuple[Fact, ...]) -> Case:
    from ladderci.evidence.confirm.standing import narrowed

    return replace(case, facts=facts, references=narrowed(case.references, facts))

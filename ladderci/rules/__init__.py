"""The judgement: small pure functions, one family a file, and their registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ladderci.model import Severity
from ladderci.rules import (
    change,
    coverage,
    cycle,
    evidence,
    file,
    identity,
    policy,
    publication,
    rubric,
    shape,
    template,
)
from ladderci.rules.cases import Case, Home, Shaped, files, reviews, shapes
from ladderci.rules.change import ChangeCase, RequestCase, Touch, TouchCase, confirmation_home
from ladderci.rules.evidence.claims import ClaimCase, Claims, keys_of
from ladderci.rules.evidence.confirmations import ConfirmationCase
from ladderci.rules.registry import FAMILIES, Page, Rule, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document
    from ladderci.model import Finding, Policy
    from ladderci.schema import Validator

__all__ = [
    "FAMILIES",
    "Case",
    "ChangeCase",
    "ClaimCase",
    "Claims",
    "ConfirmationCase",
    "Home",
    "Page",
    "RequestCase",
    "Rule",
    "Touch",
    "TouchCase",
    "catalogue",
    "confirmation_home",
    "findings_of_change",
    "findings_of_claims",
    "findings_of_confirmations",
    "findings_of_file",
    "findings_of_request",
    "findings_of_review",
    "findings_of_touch",
    "findings_without_data",
    "in_order",
    "keys_of",
    "names",
]

_FAMILY_MODULES = (file, shape, coverage, evidence, identity, change, rubric, policy, cycle, publication, template)
"""Imported for their rules."""


def catalogue() -> tuple[Rule[Any], ...]:
    """Return every rule, by code."""
    of_change = (change.touches, change.changed, change.requests)
    of_judges = (rubric.rubrics, policy.policies, cycle.cycles, publication.schemas, template.templates)
    of_evidence = (evidence.claims.claims, evidence.confirmations.confirmations)
    registries = (files, shapes, reviews, *of_evidence, *of_change, *of_judges)
    return tuple(sorted((rule for registry in registries for rule in registry.rules), key=lambda rule: rule.code))


def names(*, fixed: bool) -> frozenset[str]:
    """Return the names of the findings whose weight is fixed, or of those whose weight the policy may change."""
    return frozenset(rule.name for rule in catalogue() if rule.is_fixed is fixed)


def findings_of_file(document: Document, validator: Validator) -> Iterator[Finding]:
    """Yield what is wrong with a file and with its shape."""
    of_file = tuple(files.findings(document, document))
    yield from of_file
    if document.readable:
        shaped = Shaped(document, shape.settle(validator.refusals(document.data)))
        yield from _unspoken(shapes.findings(shaped, document), of_file)


def findings_without_data(document: Document) -> Iterator[Finding]:
    """Yield what is wrong with a file that cannot be judged any further."""
    return files.findings(document, document)


def findings_of_review(case: Case) -> Iterator[Finding]:
    """Yield everything that is wrong with a review that could be read."""
    document, weights = case.document, case.policy
    draft = not case.review.submitted
    of_file = tuple(files.findings(document, document, weights))
    shaped = Shaped(document, case.refusals, weights, case.rubric)
    of_shape = tuple(_unspoken(shapes.findings(shaped, document, weights), of_file))
    yield from of_file
    yield from of_shape
    yield from reviews.findings(case, document, weights, draft=draft)


def findings_of_claims(case: ClaimCase) -> Iterator[Finding]:
    """Yield what a review claims that others of its cycle claim as well, each as if they had done it alone."""
    review = case.case
    draft = not review.review.submitted
    return evidence.claims.claims.findings(case, review.document, review.policy, draft=draft)


def findings_of_confirmations(case: ConfirmationCase, weights: Policy | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a witness's confirmations of a right shape.

    Args:
        case: the file, and the testimony that it may answer.
        weights: the policy whose severities count, that of the cycle; each rule's own where left out.

    """
    return evidence.confirmations.confirmations.findings(case, case.document, weights)


def findings_of_touch(case: TouchCase, weights: Policy | None = None) -> Iterator[Finding]:
    """Yield what is wrong with a pull request's touching a review or a confirmation.

    Args:
        case: the file that is touched, with the living policy.
        weights: the policy whose severities count, that of the review's cycle; each rule's own where left out.

    """
    return change.touches.findings(case, case.document, weights)


def findings_of_change(case: ChangeCase) -> Iterator[Finding]:
    """Yield what a changed review should not have lost."""
    newer = case.case
    return change.changed.findings(case, newer.document, newer.policy, draft=not newer.review.submitted)


def findings_of_request(case: RequestCase) -> Iterator[Finding]:
    """Yield what is wrong with a pull request as a whole."""
    return change.requests.findings(case, case.document)


def _unspoken(findings: Iterator[Finding], earlier: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield findings whose place has no error yet: what cannot be read need not also be of the wrong type."""
    spoken = {finding.span.start for finding in earlier if finding.severity is Severity.ERROR}
    return (finding for finding in findings if finding.span.start not in spoken)

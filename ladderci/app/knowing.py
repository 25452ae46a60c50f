"""What is known of a review's evidence, put beside the review for its rules to judge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ladderci.evidence.confirm.standing import Terms, facts, narrowed
from ladderci.evidence.people import claimant_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ladderci.evidence.people import Claimant
    from ladderci.evidence.target import Target
    from ladderci.model import Policy
    from ladderci.model.fact import Sight
    from ladderci.rules import Case


def with_facts(case: Case, seen: Mapping[Target, Sight], living: Policy) -> Case:
    """Return a case with what is known of its evidence; what turned out to be of one kind is of that kind."""
    terms = Terms(claimant(case), case.policy, living, case.cycle.period if case.cycle else None)
    known = facts(case.references, seen, terms)
    return replace(case, references=narrowed(case.references, known), facts=known)


def claimant(case: Case) -> Claimant:
    """Return who a review is about, as evidence knows people."""
    return claimant_of(case.review.subject, case.cycle, case.policy.hosts)

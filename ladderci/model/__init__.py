"""What a rubric, a policy, a cycle, a review, evidence, a finding and a report are.

Standard library only, and nothing here reads, writes or judges. Everything is frozen, and collections are tuples,
so that what one step hands to the next cannot change on the way. What is made by the thousand, or has only a few plain
fields, is a named tuple: a frozen dataclass takes five times as long to define and to make.
"""

from __future__ import annotations

from ladderci.model.change import (
    Changes,
    Effect,
    Event,
    EventKind,
    EvidenceChange,
    Holder,
    RatingMove,
    TextEdit,
)
from ladderci.model.finding import START, Aim, Finding, Path, Place, Position, Problem, Related, Report, Severity, Span
from ladderci.model.judging import (
    OVER_CITATION,
    Area,
    Cycle,
    EvidenceKind,
    Expectation,
    Limits,
    Origin,
    Period,
    Person,
    Policy,
    Rating,
    Removed,
    Revised,
    Rubric,
    Section,
)
from ladderci.model.review import Answer, Citation, Review, WorkItem

__all__ = [
    "OVER_CITATION",
    "START",
    "Aim",
    "Answer",
    "Area",
    "Changes",
    "Citation",
    "Cycle",
    "Effect",
    "Event",
    "EventKind",
    "EvidenceChange",
    "EvidenceKind",
    "Expectation",
    "Finding",
    "Holder",
    "Limits",
    "Origin",
    "Path",
    "Period",
    "Person",
    "Place",
    "Policy",
    "Position",
    "Problem",
    "Rating",
    "RatingMove",
    "Related",
    "Removed",
    "Report",
    "Review",
    "Revised",
    "Rubric",
    "Section",
    "Severity",
    "Span",
    "TextEdit",
    "WorkItem",
]

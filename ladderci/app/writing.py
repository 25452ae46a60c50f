"""Writing reviews: a new one, and one brought up to its rubric."""

from __future__ import annotations

from dataclasses import dataclass, replace
from posixpath import relpath
from typing import TYPE_CHECKING

from ladderci import load
from ladderci.app.check import Examiner, home_of, is_review
from ladderci.app.choosing import (
    BrokenError,
    Identity,
    WritingError,
    cycle_meant,
    meant,
    named,
    no_review,
    person_meant,
    refuse_closed,
)
from ladderci.app.publish import schema_path
from ladderci.app.reading import read_file
from ladderci.app.rulebook import Rulebook
from ladderci.comparison import outdated
from ladderci.document import read
from ladderci.model import Report
from ladderci.rules import Case, findings_without_data, in_order
from ladderci.scaffold import new_review
from ladderci.splice import update_review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.comparison import Outdated
    from ladderci.model import Cycle, Policy, Review, Rubric
    from ladderci.source import Source
    from ladderci.splice import Updated


@dataclass(frozen=True, slots=True)
class Draft:
    """A review to be written."""

    path: str
    """From the root."""
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of a new review; what is left empty is found out."""

    person: Identity
    cycle: str = ""
    rubric: str = ""
    previous: str = ""
    """The path of last cycle's review."""


def start_review(source: Source, rulebook: Rulebook, wanted: Wanted) -> Draft:
    """Return a new review; raises WritingError where something that is needed cannot be known."""
    cycle = cycle_meant(rulebook, wanted.cycle)
    refuse_closed(cycle)
    subject = person_meant(cycle, wanted.person)
    rubric, policy = _rubric(rulebook, cycle, subject, wanted.rubric)
    previous = _previous(source, rulebook, wanted.previous) if wanted.previous else None
    text = new_review(rubric, policy, cycle, subject, _modeline(rulebook, rubric.id, cycle.id), previous)
    return Draft(f"reviews/{cycle.id}/{subject}.yaml", text)


def _rubric(rulebook: Rulebook, cycle: Cycle, subject: str, wanted: str) -> tuple[Rubric, Policy]:
    person = cycle.person(subject)
    known = rulebook.rubrics(cycle.id)
    only = known[0] if len(known) == 1 and person is None else ""
    name = wanted or (person.rubric if person else only)
    if not name:
        raise WritingError(
            f"{subject} has no rubric yet: say which with --rubric: {named(list(known), 'there is none in rubric/')}"
        )
    if name not in known:
        raise WritingError(f"there is no rubric {name}{meant(name, known)}")
    if person and person.rubric and name != person.rubric:
        raise WritingError(f"the roster of {cycle.id} says {person.rubric} for {person.login}, and not {name}")
    rubric, policy = rulebook.rubric(name, cycle.id).value, rulebook.policy(cycle.id).value
    if rubric is None or policy is None:
        raise BrokenError(f"rubric {name} or its policy is broken: `ladderci rubric lint` says how")
    return rubric, policy


def _previous(source: Source, rulebook: Rulebook, path: str) -> Review:
    home = home_of(path)
    document = read_file(source, path, rulebook.limits(home.cycle if home else "").file_bytes)
    if not document.readable:
        raise WritingError(f"{path} cannot be read: `ladderci check {path}` says why")
    return load.review(document.data)


def _modeline(rulebook: Rulebook, rubric: str, cycle: str) -> str:
    """Return where a review's schema lies, seen from the review's folder."""
    return relpath(schema_path(rulebook, rubric, cycle), f"reviews/{cycle}")


@dataclass(frozen=True, slots=True)
class Update:
    """A review brought up to its rubric, and what its author has to know of that."""

    path: str
    """From the root."""
    before: str
    """The file's text as it was."""
    updated: Updated
    outdated: tuple[Outdated, ...]
    """Answers to what has been reworded since the author last looked, under the ids that they have now."""


def update(source: Source, path: str) -> Update | Report:
    """Return a review brought up to its rubric, or what stands in the way.

    Raises:
        WritingError: where the file is no review, or its cycle is closed.
        SpliceError: where the file is written in a way that cannot be added to.

    """
    examiner = Examiner(source, Rulebook(source))
    examiner.prepare((path,))
    case = examiner.case(path)
    document = case.document if isinstance(case, Case) else case
    if document.readable and not is_review(document):
        raise no_review(path)
    if not isinstance(case, Case):
        findings = in_order((*examiner.rulebook.findings(), *findings_without_data(case)))
        return Report(1, findings, examiner.rulebook.is_broken)
    if case.cycle:
        refuse_closed(case.cycle)
    if case.review.rubric not in case.rubrics:  # it would be judged by the one that was probably meant
        raise WritingError(
            f"there is no rubric {case.review.rubric or 'named'}{meant(case.review.rubric, case.rubrics)}"
        )
    cycle = case.home.cycle if case.home else case.review.cycle
    modeline = _modeline(examiner.rulebook, case.rubric.id, cycle)
    updated = update_review(case.document, case.rubric, case.policy, modeline)
    if (size := len(updated.text.encode())) > case.policy.limits.file_bytes:
        raise WritingError(f"{path} would have {size:,} bytes, more than the {case.policy.limits.file_bytes:,} allowed")
    return Update(path, case.document.text, updated, tuple(_outdated(case, updated)))


def _outdated(case: Case, updated: Updated) -> Iterator[Outdated]:
    after = load.review(read(case.document.file, updated.text.encode()).data)
    return outdated(replace(after, rubric_version=case.review.rubric_version), case.rubric)

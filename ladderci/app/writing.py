"""Writing reviews: a new one, and one brought up to its rubric."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import relpath
from typing import TYPE_CHECKING

from ladderci import forms, load
from ladderci.app.check import Examiner, home_of
from ladderci.app.publish import schema_path
from ladderci.app.reading import read_file
from ladderci.app.rulebook import Rulebook
from ladderci.model import Report
from ladderci.rules import Case, findings_without_data, in_order
from ladderci.rules.nearest import nearest
from ladderci.scaffold import new_review
from ladderci.splice import update_review

if TYPE_CHECKING:
    from ladderci.model import Cycle, Policy, Review, Rubric
    from ladderci.source import Source


class WritingError(Exception):
    """A review that cannot be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A review to be written."""

    path: str
    """From the root."""
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of a new review; what is left empty is found out."""

    cycle: str = ""
    rubric: str = ""
    subject: str = ""
    email: str = ""
    """The person's address as git knows it: finds them on the roster."""
    login: str = ""
    """The person's login as git knows it."""
    previous: str = ""
    """The path of last cycle's review."""


def start_review(source: Source, rulebook: Rulebook, wanted: Wanted) -> Draft:
    """Return a new review; raises WritingError where something that is needed cannot be known."""
    cycle = _cycle(rulebook, wanted.cycle)
    subject = _subject(cycle, wanted)
    rubric, policy = _rubric(rulebook, cycle, subject, wanted.rubric)
    previous = _previous(source, rulebook, wanted.previous) if wanted.previous else None
    text = new_review(rubric, policy, cycle, subject, _modeline(rulebook, rubric.id, cycle.id), previous)
    return Draft(f"reviews/{cycle.id}/{subject}.yaml", text)


def _cycle(rulebook: Rulebook, wanted: str) -> Cycle:
    known = rulebook.cycles
    opened = [cycle for name in known if (cycle := rulebook.of_cycle(name)) and cycle.status == "open"]
    if not wanted:
        if len(opened) == 1:
            return opened[0]
        raise WritingError(f"say which cycle with --cycle: {_named([cycle.id for cycle in opened], 'none is open')}")
    if wanted not in known:
        raise WritingError(f"there is no cycle {wanted}{_meant(wanted, known)}")
    cycle = rulebook.of_cycle(wanted)
    if cycle is None:
        raise WritingError(f"rubric/cycles/{wanted}/cycle.yaml is broken: `ladderci check` says how")
    return cycle


def _subject(cycle: Cycle, wanted: Wanted) -> str:
    if wanted.subject:
        return _on_roster(cycle, wanted.subject)
    address = wanted.email.casefold()
    for person in cycle.people:
        if address and address in {email.casefold() for email in person.emails}:
            return person.login
    if wanted.login:
        return _on_roster(cycle, wanted.login)
    raise WritingError("whose review is it? Give --subject LOGIN, or set it for good: git config github.user LOGIN")


def _on_roster(cycle: Cycle, login: str) -> str:
    """Return a login as the roster spells it; a review by anybody else would be refused from its first moment."""
    person = cycle.person(login)
    if person:
        return person.login
    if cycle.people:
        logins = tuple(person.login for person in cycle.people)
        raise WritingError(f"{login} is not on the roster of {cycle.id}{_meant(login, logins)}")
    if not re.fullmatch(forms.LOGIN, login):
        raise WritingError(f"{login} is no GitHub login: use letters, digits and single hyphens, without the @")
    return login


def _rubric(rulebook: Rulebook, cycle: Cycle, subject: str, wanted: str) -> tuple[Rubric, Policy]:
    person = cycle.person(subject)
    known = rulebook.rubrics(cycle.id)
    only = known[0] if len(known) == 1 and person is None else ""
    name = wanted or (person.rubric if person else only)
    if not name:
        raise WritingError(
            f"{subject} has no rubric yet: say which with --rubric: {_named(list(known), 'there is none in rubric/')}"
        )
    if name not in known:
        raise WritingError(f"there is no rubric {name}{_meant(name, known)}")
    rubric, policy = rulebook.rubric(name, cycle.id).value, rulebook.policy(cycle.id).value
    if rubric is None or policy is None:
        raise WritingError(f"rubric {name} or its policy is broken: `ladderci rubric lint` says how")
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


def update(source: Source, path: str) -> Draft | Report:
    """Return a review brought up to its rubric, or what stands in the way.

    Raises:
        SpliceError: where the file is written in a way that cannot be added to.

    """
    examiner = Examiner(source, Rulebook(source))
    examiner.prepare((path,))
    case = examiner.case(path)
    if not isinstance(case, Case):
        findings = in_order((*examiner.rulebook.findings(), *findings_without_data(case)))
        return Report(1, findings, examiner.rulebook.is_broken)
    cycle = case.home.cycle if case.home else case.review.cycle
    modeline = _modeline(examiner.rulebook, case.rubric.id, cycle)
    return Draft(path, update_review(case.document, case.review, case.rubric, case.policy, modeline))


def _named(names: list[str], none: str) -> str:
    return ", ".join(names) or none


def _meant(word: str, known: tuple[str, ...]) -> str:
    meant = nearest(word, known)
    return f": did you mean {meant}?" if meant else f": known are {_named(list(known), 'none')}"

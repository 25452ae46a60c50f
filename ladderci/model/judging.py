"""What judges: rubric, policy and cycle."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ladderci.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Rating:
    """A word that a review may use for an expectation."""

    id: str
    title: str
    meaning: str
    needs: str
    """`evidence` or `reason`: what an answer with this rating owes."""


class Revised(NamedTuple):
    """When an expectation's meaning last changed, and what it said before."""

    version: int
    was: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """One statement of the ladder."""

    id: str
    """`area.section.expectation`."""
    text: str
    required: bool = False
    accepts: tuple[str, ...] = ()
    """Evidence kinds that count here; empty means any."""
    at_least: int = 1
    guidance: str = ""
    examples: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    revised: Revised | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A named group of expectations within an area."""

    id: str
    """`area.section`."""
    title: str
    introduction: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A named group of sections."""

    id: str
    title: str
    icon: str
    introduction: str
    sections: tuple[Section, ...]


class Removed(NamedTuple):
    """An expectation's id that was used once and is no more."""

    id: str
    version: int
    was: str


class Origin(NamedTuple):
    """Where a ladder's text comes from."""

    document: str = ""
    licence: str = ""
    wording: str = ""
    """`restated` or `verbatim`."""


@dataclass(frozen=True)
class Rubric:
    """One level of a career ladder, as it judges."""

    id: str
    """Its path under `rubric/`: `machine-learning-engineer/ic2`."""
    title: str
    version: int
    summary: str
    ratings: tuple[Rating, ...]
    areas: tuple[Area, ...]
    glossary: tuple[tuple[str, str], ...] = ()
    removed: tuple[Removed, ...] = ()
    origin: Origin = field(default_factory=Origin)

    def expectations(self) -> Iterator[Expectation]:
        """Yield every expectation in the ladder's order."""
        for section in self.sections():
            yield from section.expectations

    def sections(self) -> Iterator[Section]:
        """Yield every section in the ladder's order."""
        for area in self.areas:
            yield from area.sections

    def required(self) -> Iterator[Expectation]:
        """Yield the expectations that a review must answer."""
        return (expectation for expectation in self.expectations() if expectation.required)

    def expectation(self, name: str) -> Expectation | None:
        """Return the expectation of this id, or None."""
        return self._by_id.get(name)

    def successor(self, name: str) -> Expectation | None:
        """Return the expectation that took the place of one that had this id, or None."""
        return self._by_old_id.get(name)

    def removal(self, name: str) -> Removed | None:
        """Return when the expectation that had this id was removed, and what it said; None where it was not."""
        return self._removed_by_id.get(name)

    @cached_property
    def _by_id(self) -> dict[str, Expectation]:
        return {expectation.id: expectation for expectation in self.expectations()}

    @cached_property
    def _removed_by_id(self) -> dict[str, Removed]:
        return {gone.id: gone for gone in self.removed}

    @cached_property
    def _by_old_id(self) -> dict[str, Expectation]:
        return {old: expectation for expectation in self.expectations() for old in expectation.replaces}

    def rating(self, name: str) -> Rating | None:
        """Return the rating of this id, or None."""
        return next((rating for rating in self.ratings if rating.id == name), None)


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence: recognised by its link, or testimony that stands without one."""

    id: str
    title: str
    links: tuple[str, ...] = ()
    """URL templates such as `https://{host}/{owner}/{repo}/pull/{number}`."""
    fields: tuple[str, ...] = ()
    """For testimony: the keys that stand in for a link."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large things may be. Sizes in bytes, texts in characters, lists in entries."""

    file_bytes: int = 1_000_000
    text: int = 6_000
    note: int = 600
    evidence: int = 20
    work: int = 100


OVER_CITATION = 4
"""How many expectations one piece of evidence may carry where the policy does not say."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What evidence is, who may change what, and what findings weigh."""

    hosts: tuple[str, ...]
    kinds: tuple[EvidenceKind, ...]
    repositories: tuple[str, ...] = ()
    """`owner/name` or `owner/*`; empty means that every repository counts."""
    over_citation: int = OVER_CITATION
    """How many expectations one piece of evidence may carry."""
    reviewers: str = "subject"
    branches: tuple[str, ...] = ()
    visibility: str = "full"
    show_titles: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    limits: Limits = field(default_factory=Limits)
    clones: tuple[tuple[str, str], ...] = ()
    """`owner/name` and the folder of a clone of it, from this repository's root; `.` is this repository."""

    def kind(self, name: str) -> EvidenceKind | None:
        """Return the evidence kind of this id, or None."""
        return next((kind for kind in self.kinds if kind.id == name), None)

    def severity(self, name: str, default: Severity) -> Severity:
        """Return what a finding of this name weighs: the policy's word, else the default."""
        return dict(self.severities).get(name, default)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a cycle's roster."""

    login: str
    rubric: str = ""
    manager: str = ""
    emails: tuple[str, ...] = ()
    due: date | None = None
    waived: tuple[tuple[str, str], ...] = ()
    """Expectations that the roster waives, each with why."""


class Period(NamedTuple):
    """From one day to another, both included."""

    start: date
    end: date

    def meets(self, other: Period) -> bool:
        """Return whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Cycle:
    """A review cycle: its period, its due date and who takes part."""

    id: str
    status: str
    period: Period
    due: date
    people: tuple[Person, ...] = ()
    """The roster; empty means that anyone may take part."""

    def person(self, login: str) -> Person | None:
        """Return the roster's line for a login, whatever its case, or None."""
        return self._by_login.get(login.casefold())

    @cached_property
    def _by_login(self) -> dict[str, Person]:
        return {person.login.casefold(): person for person in self.people}

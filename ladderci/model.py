"""What a rubric, a policy, a cycle, a review, evidence, a finding and a report are.

Standard library only, and nothing here reads, writes or judges. Everything is frozen, and collections are tuples,
so that what one step hands to the next cannot change on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Path = tuple[str | int, ...]
"""Where a value stands in a document: keys and list indexes from the root, which is `()`."""


class Severity(StrEnum):
    """How much a finding weighs. Only `error` makes a check fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Aim(StrEnum):
    """Which part of the entry at a path a problem points at."""

    KEY = "key"
    VALUE = "value"


# --- places and findings -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both counted from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a position to just behind another one."""

    start: Position
    end: Position


START = Span(Position(1, 1), Position(1, 1))
"""The beginning of a file, for what has no narrower place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A symbolic place in a document; the document makes it a span."""

    path: Path = ()
    aim: Aim = Aim.VALUE
    needle: str = ""
    """Words to point at inside the value; the whole value where empty."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found, before it is known which line that is and what it weighs."""

    place: Place | Span
    message: str
    """What is wrong: lower case, no full stop."""
    help: str = ""
    """What to do about it."""
    related: tuple[tuple[Place | Span, str], ...] = ()
    """Other places that belong to it, each with a word on why."""
    severity: Severity | None = None
    """Set where the same finding weighs less for a reason (a draft); else the rule's own."""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a finding speaks of."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its code, weight, file and place: what every output prints."""

    code: str
    name: str
    severity: Severity
    file: str
    """Path from the repository's root, with forward slashes."""
    span: Span
    message: str
    help: str
    source: str = ""
    """The line of the file that the span starts on, without its line end."""
    related: tuple[Related, ...] = ()

    @property
    def order(self) -> tuple[str, Span, str]:
        """Sort key: by file, then place, then code."""
        return (self.file, self.span, self.code)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check came to."""

    files: int
    """How many reviews were judged."""
    findings: tuple[Finding, ...]
    broken: bool = False
    """Whether something that judges (rubric, policy, cycle) is itself broken."""

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)


# --- what judges: rubric, policy, cycle -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rating:
    """A word that a review may use for an expectation."""

    id: str
    title: str
    meaning: str
    needs: str
    """`evidence` or `reason`: what an answer with this rating owes."""


@dataclass(frozen=True, slots=True)
class Revised:
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


@dataclass(frozen=True, slots=True)
class Removed:
    """An expectation's id that was used once and is no more."""

    id: str
    version: int
    was: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a ladder's text comes from."""

    document: str = ""
    licence: str = ""
    wording: str = ""
    """`restated` or `verbatim`."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    start: date
    end: date

    def meets(self, other: Period) -> bool:
        """Return whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
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
        wanted = login.casefold()
        return next((person for person in self.people if person.login.casefold() == wanted), None)


# --- what is judged: a review -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry under `evidence:` as it was written."""

    path: Path
    link: str = ""
    """A link, one of GitHub's short forms, or the key of a work item; empty for testimony."""
    kind: str = ""
    witness: str = ""
    """`from`: who can confirm testimony."""
    when: str = ""
    note: str = ""
    plain: bool = True
    """Whether it was written as bare text and not as a mapping."""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Something that was done, with its evidence; cited elsewhere by its key."""

    key: str
    title: str = ""
    when: str = ""
    story: str = ""
    evidence: tuple[Citation, ...] = ()

    @property
    def path(self) -> Path:
        """Where it stands in the review."""
        return ("work", self.key)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a review says about one expectation."""

    id: str
    path: Path
    rating: str = ""
    story: str = ""
    reason: str = ""
    evidence: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A self-review. Values that are missing or of another type than the format's are empty."""

    rubric: str = ""
    rubric_version: int = 0
    cycle: str = ""
    subject: str = ""
    status: str = "draft"
    summary: str = ""
    work: tuple[WorkItem, ...] = ()
    answers: tuple[Answer, ...] = ()
    retired: tuple[Answer, ...] = ()

    @property
    def submitted(self) -> bool:
        """Whether what is missing counts as an error."""
        return self.status == "submitted"

    def answer(self, expectation: str) -> Answer | None:
        """Return the answer to an expectation's id, or None."""
        return next((answer for answer in self.answers if answer.id == expectation), None)

    def item(self, key: str) -> WorkItem | None:
        """Return the work item of this key, or None."""
        return next((item for item in self.work if item.key == key), None)

    def citations(self) -> Iterator[Citation]:
        """Yield every citation in the order of the file: work first, then answers."""
        for item in self.work:
            yield from item.evidence
        for answer in self.answers:
            yield from answer.evidence

"""Places in a file, problems, findings and reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

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


class Position(NamedTuple):
    """A place in a text: line and column, both counted from 1, columns in characters."""

    line: int
    column: int


class Span(NamedTuple):
    """From a position to just behind another one."""

    start: Position
    end: Position


UNVERIFIED: Final = "unverified-evidence"
"""The name of the finding of evidence that nobody could look at (LC318). As an error it fails a check by itself."""

START = Span(Position(1, 1), Position(1, 1))
"""The beginning of a file, for what has no narrower place."""


class Place(NamedTuple):
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


class Related(NamedTuple):
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
    def is_unverified(self) -> bool:
        """Whether it is an error that only says that nobody could look: no mistake of whoever wrote the review."""
        return self.severity is Severity.ERROR and self.name == UNVERIFIED

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

    @property
    def errors(self) -> int:
        """How many errors somebody made and can mend."""
        return self.count(Severity.ERROR) - self.unverified

    @property
    def unverified(self) -> int:
        """How many errors only say that nobody could look at evidence, where the policy makes that an error."""
        return sum(finding.is_unverified for finding in self.findings)

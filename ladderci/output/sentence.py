"""Words for the page: what still needs attention in one sentence, and times as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ladderci import forms
from ladderci.model import Severity

if TYPE_CHECKING:
    from datetime import date

    from ladderci.model import Finding, Period
    from ladderci.rules.cases import Case

# fmt: off
_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
"""Written out: those of the standard library follow the machine's locale."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    names: tuple[str, ...]
    """The findings that it speaks of, by name or by the beginning of their code."""
    noun: tuple[str, str]
    """For one and for several; empty where nothing is counted."""
    verb: tuple[str, str]

    def covers(self, finding: Finding) -> bool:
        return any(finding.name == name or finding.code.startswith(name) for name in self.names)


_REQUIRED: Final = ("required expectation", "required expectations")
_PHRASES: Final = (
    _Phrase(("missing-rating",), _REQUIRED, ("has no rating yet", "have no rating yet")),
    _Phrase(("missing-evidence",), _REQUIRED, ("cites too little evidence", "cite too little evidence")),
    _Phrase(
        ("unmet-expectation",),
        _REQUIRED,
        ("is not met so far, with a reason given", "are not met so far, with reasons given"),
    ),
    _Phrase(("missing-reason",), ("answer", "answers"), ("owes a reason", "owe a reason")),
    _Phrase(("missing-title",), ("work item", "work items"), ("has no title", "have no title")),
    _Phrase(("leftover-scaffold",), ("text", "texts"), ("is still to be written", "are still to be written")),
    _Phrase(("uncited-work",), ("", ""), ("some of the work is cited nowhere",) * 2),
    _Phrase(("unverified-evidence",), ("", ""), ("some of the evidence could not be verified",) * 2),
    _Phrase(("unconfirmed-testimony",), ("", ""), ("some testimony is not confirmed",) * 2),
    _Phrase(
        ("LC3",),
        ("piece of evidence", "pieces of evidence"),
        ("needs a second look", "need a second look"),
    ),
    _Phrase(("LC",), ("other thing", "other things"), ("needs mending", "need mending")),
)


def attention(case: Case, findings: tuple[Finding, ...]) -> str:
    """Return what still needs attention in one sentence, as a person would say it; never a share of a total."""
    counts: dict[_Phrase, int] = {}
    for finding in findings:
        if finding.severity in {Severity.ERROR, Severity.WARNING}:
            phrase = next(phrase for phrase in _PHRASES if phrase.covers(finding))
            counts[phrase] = counts.get(phrase, 0) + 1
    ordered = [(phrase, counts[phrase]) for phrase in _PHRASES if phrase in counts]
    if not ordered:
        return "Everything the ladder asks for is answered."
    return _sentence(_clauses(case, ordered))


def _clauses(case: Case, counted: list[tuple[_Phrase, int]]) -> list[str]:
    clauses, last = [], ("", "")
    for phrase, number in counted:
        many = number != 1
        noun = _unrated_noun(case, number) if "missing-rating" in phrase.names else phrase.noun
        count = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
        subject = "" if not noun[0] else count if noun == last else f"{count} {noun[many]}"
        clauses.append(f"{subject} {phrase.verb[many]}".strip())
        last = noun
    return clauses


def _unrated_noun(case: Case, number: int) -> tuple[str, str]:
    """Return what to call what has no rating: optional answers that were begun may be among it."""
    rated = {answer.id for answer in case.review.answers if answer.rating}
    unrated = sum(expectation.id not in rated for expectation in case.rubric.required())
    return _REQUIRED if unrated >= number else ("expectation", "expectations")


def _sentence(clauses: list[str]) -> str:
    words = f"{', '.join(clauses[:-1])}, and {clauses[-1]}" if len(clauses) > 1 else clauses[0]
    return f"{words[0].upper()}{words[1:]}."


def when_words(when: str) -> str:
    """Return a `when` as people say it: `14 August 2026`, `August to October 2026`; as written where it is no time."""
    if forms.period_of(when) is None:
        return when
    start, _, end = when.partition("..")
    return _range(_spoken(start), _spoken(end)) if end and end != start else " ".join(_spoken(start))


def period_words(period: Period) -> str:
    """Return a period as people say it: `1 July to 31 December 2026`."""
    return _range(_day(period.start), _day(period.end))


def day_words(day: date) -> str:
    """Return a day as people say it: `3 August 2026`."""
    return " ".join(_day(day))


def _range(start: list[str], end: list[str]) -> str:
    same_year = len(start) > 1 and len(end) > 1 and start[-1] == end[-1]
    return f"{' '.join(start[:-1] if same_year else start)} to {' '.join(end)}"


def _spoken(when: str) -> list[str]:
    year, month, day = [*when.split("-"), "", ""][:3]
    return [*([str(int(day))] if day else []), *([_MONTHS[int(month) - 1]] if month else []), year]


def _day(day: date) -> list[str]:
    return [str(day.day), _MONTHS[day.month - 1], str(day.year)]

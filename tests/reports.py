"""Reports for the tests of what is printed: one by hand, with something hostile in every field, and random ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies

from ladderci import __version__
from ladderci.model import Finding, Position, Related, Report, Severity, Span
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.model import Problem

COMMANDS: Final = "##[add-mask]ada\r::error file=a::hi\n  ::stop-commands::x%0A::warning::y"
STEERING: Final = (
    "\x1b[31mred\x1b[0m \x07\x9b2J \u202egnp.exe\u202c a\u200bb \ufeff \u2028 [click](https://acme.example)"
)

RULES: Final[Registry[str]] = Registry()


def span(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span(Position(line, column), Position(end_line, end_column))


@RULES.rule("LC201", "missing-evidence")
def _missing_evidence(_: str) -> Iterator[Problem]:
    """A required expectation cites too little.

    Whoever reads the review wants to open something.

    Example::

        rating: meets

    Instead::

        rating: meets
        evidence: [acme/ranker#812]
    """
    yield from ()


@RULES.rule("LC306", "over-cited-evidence", Severity.WARNING)
def _over_cited_evidence(_: str) -> Iterator[Problem]:
    """One piece carries many expectations.

    Example: one pull request that is cited ten times.
    """
    yield from ()


HOSTILE: Final = Report(
    files=3,
    findings=(
        Finding(
            code="LC201",
            name="missing-evidence",
            severity=Severity.ERROR,
            file="reviews/2026-h2/ada.yaml",
            span=span(41, 3, 41, 37),
            message="`results.ownership.keep-commitments` is rated meets and cites 1 piece of evidence of 2",
            help="cite at least 2: a link, or the key of something under work",
            source="  results.ownership.keep-commitments:",
        ),
        Finding(
            code="LC306",
            name="over-cited-evidence",
            severity=Severity.WARNING,
            file=f"reviews/2026-h2/a b,c:d%25é/{COMMANDS}{STEERING}.yaml",
            span=span(112, 17, 114, 1),
            message=f"message {COMMANDS} {STEERING}",
            help=f"help {COMMANDS} {STEERING}",
            source=f"\tstory: 好\t👩\u200d💻 e\u0301 note: {COMMANDS[:15]} {STEERING}",
            related=(
                Related(span(7, 1, 7, 9), f"related {COMMANDS} {STEERING}"),
                Related(span(9, 2, 9, 4), "and here"),
            ),
        ),
        Finding(
            code="LC001",
            name="unreadable-file",
            severity=Severity.NOTE,
            file="reviews/2026-h2/grace.yaml",
            span=span(1, 1, 1, 1),
            message="is a folder",
            help="",
        ),
    ),
)


def written(lines: Iterable[str]) -> str:
    """Return lines as they are printed, without the version that made them."""
    return "".join(f"{line}\n" for line in lines).replace(f'"{__version__}"', '"(version)"')


def any_text() -> strategies.SearchStrategy[str]:
    """Generate text that is rich in what terminals and the runner obey."""
    dangerous = strategies.sampled_from(
        (
            "::",
            "##",
            "[",
            "##[group]",
            "::error::",
            "%0A",
            "%",
            "\r",
            "\n",
            "\u2028",
            "\x85",
            "\x1b[2J",
            "\u202e",
            " ",
            "\t",
        )
    )
    return strategies.lists(dangerous | strategies.text(max_size=4), max_size=6).map("".join)


def any_finding() -> strategies.SearchStrategy[Finding]:
    """Generate findings with any text in any field."""
    text = any_text()
    numbers = strategies.integers(1, 40)
    spans = strategies.tuples(numbers, numbers, numbers, numbers).map(_ordered)
    severities = strategies.sampled_from((Severity.ERROR, Severity.WARNING, Severity.NOTE))
    related = strategies.lists(strategies.builds(Related, spans, text), max_size=2).map(tuple)
    return strategies.builds(Finding, text, text, severities, text, spans, text, text, text, related)


def any_report() -> strategies.SearchStrategy[Report]:
    """Generate reports with any text in any field."""
    findings = strategies.lists(any_finding(), max_size=4).map(tuple)
    return strategies.builds(Report, strategies.integers(0, 5), findings, strategies.booleans())


def _ordered(numbers: tuple[int, int, int, int]) -> Span:
    first, second = Position(*numbers[:2]), Position(*numbers[2:])
    return Span(min(first, second), max(first, second))

"""What a rule is, how rules are kept, and how what they find becomes findings.

A rule is one function and its docstring. The docstring's first line says what is wrong; then comes why it matters;
then, under `Example::`, text that fails and, under `Instead::`, the same text mended. That one text feeds
`ladderci explain`, the page of findings and SARIF, and a test runs both examples. An example that no fragment of a
file can show (a file that is a folder) stands under `Example:` in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from inspect import getdoc
from itertools import islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from ladderci.model import Finding, Related, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ladderci.document import Document
    from ladderci.model import Policy, Problem

Subject = TypeVar("Subject")
"""What a family of rules judges: a document, a review, a rubric."""

FAMILIES: Final = (
    "The file",
    "The shape",
    "Coverage",
    "Evidence",
    "Identity and integrity",
    "Rubric, policy and cycle",
)
"""What the first digit of a code means."""

MOST: Final = 200
"""Findings of one rule in one file. A file that has more of them was not written by hand."""
MOST_RELATED: Final = 20
"""Other places that one finding names."""
_ORDER: Final = (Severity.OFF, Severity.NOTE, Severity.WARNING, Severity.ERROR)
_SECTION: Final = re.compile(r"^(Example|Instead):(:?)[ \n]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's docstring, taken apart."""

    title: str
    """What is wrong, in one sentence."""
    why: str
    """Why it matters."""
    example: str
    """Text that fails; words where `is_runnable` is false."""
    instead: str
    """The same, mended."""
    is_runnable: bool


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """A code, a name, a weight and the function that judges."""

    code: str
    name: str
    severity: Severity
    judge: Callable[[Subject], Iterator[Problem]]
    in_draft: Severity
    """What it weighs at most while a review is a draft."""
    is_fixed: bool
    """Whether the policy has no say in its weight."""
    where: str = ""
    """Where alone it is looked for, in words; empty for wherever its subject is judged."""

    @property
    def page(self) -> Page:
        """The rule's documentation."""
        text = getdoc(self.judge) or ""
        parts = _SECTION.split(text)
        sections = {parts[at]: parts[at + 2] for at in range(1, len(parts), 3)}
        title, _, why = parts[0].partition("\n\n")
        return Page(
            title=" ".join(title.split()),
            why=why.strip(),
            example=_unindent(sections.get("Example", "")),
            instead=_unindent(sections.get("Instead", "")),
            is_runnable="Example::" in text,
        )

    def weight(self, policy: Policy | None, *, draft: bool) -> Severity:
        """Return what a finding of this rule weighs.

        Args:
            policy: whose word on severities counts, or None where there is none.
            draft: whether the review is a draft, in which what is missing weighs less.

        """
        weight = self.severity
        if policy is not None and not self.is_fixed:
            weight = policy.severity(self.name, weight)
        return min(weight, self.in_draft, key=_ORDER.index) if draft else weight


def _unindent(block: str) -> str:
    lines = block.strip("\n").split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[depth:] for line in lines).strip("\n")


class Registry(Generic[Subject]):
    """The rules for one kind of subject, in the order in which they were written."""

    def __init__(self, where: str = "") -> None:
        """Begin with none; `where` says, in words, where alone they are looked for."""
        self.rules: list[Rule[Subject]] = []
        self._where = where

    def rule(
        self,
        code: str,
        name: str,
        severity: Severity = Severity.ERROR,
        *,
        in_draft: Severity | None = None,
        is_fixed: bool = False,
    ) -> Callable[[Callable[[Subject], Iterator[Problem]]], Callable[[Subject], Iterator[Problem]]]:
        """Return a decorator that keeps a function as a rule.

        Args:
            code: `LC` and three digits, the first of which is the family; never reused.
            name: what is wrong, as words joined by hyphens.
            severity: what it weighs unless the policy says otherwise.
            in_draft: what it weighs at most in a draft; the same where left out.
            is_fixed: whether the policy has no say.

        """

        def keep(judge: Callable[[Subject], Iterator[Problem]]) -> Callable[[Subject], Iterator[Problem]]:
            self.rules.append(Rule(code, name, severity, judge, in_draft or severity, is_fixed, self._where))
            return judge

        return keep

    def findings(
        self, subject: Subject, document: Document, policy: Policy | None = None, *, draft: bool = False
    ) -> Iterator[Finding]:
        """Yield what the rules find in a subject, each with its place in the document."""
        for rule in self.rules:
            for problem in _at_most(MOST, rule.judge(subject)):
                weight = problem.severity or rule.weight(policy, draft=draft)
                if weight is not Severity.OFF:
                    yield _concrete(rule, problem, weight, document)


def _at_most(most: int, problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield the first problems; where there are more than `most`, the last that is told says so."""
    yield from islice(problems, most - 1)
    last = next(problems, None)
    if last and next(problems, None):
        last = replace(last, help=f"{last.help}; there are more of these in this file than are told here")
    if last:
        yield last


def _concrete(rule: Rule[Subject], problem: Problem, weight: Severity, document: Document) -> Finding:
    span = document.span(problem.place)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=weight,
        file=document.file,
        span=span,
        message=problem.message,
        help=problem.help,
        source=document.line(span.start.line),
        related=tuple(Related(document.span(place), words) for place, words in problem.related[:MOST_RELATED]),
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by file, place and code, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.order))

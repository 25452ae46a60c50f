"""A finding's or an expectation's page: for the terminal, and all findings as one Markdown page."""

from __future__ import annotations

from itertools import groupby
from textwrap import fill, indent
from typing import TYPE_CHECKING, Any

from ladderci.output.escape import terminal
from ladderci.rules import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.comparison import Gone
    from ladderci.model import Expectation, Policy, Rubric
    from ladderci.rules import Rule

_WIDTH = 100


def rule_lines(rule: Rule[Any]) -> Iterator[str]:
    """Yield the lines of a finding's page."""
    page = rule.page
    yield f"{rule.code} {rule.name} · {weight_words(rule)}"
    yield ""
    yield fill(page.title, _WIDTH)
    for paragraph in _paragraphs(page.why):
        yield ""
        yield paragraph
    for heading, text in (("Example", page.example), ("Instead", page.instead)):
        if text:
            shown = text if page.is_runnable else fill(_one_line(text), _WIDTH)
            yield from ("", f"{heading}:", "", indent(shown, "  "))


def weight_words(rule: Rule[Any]) -> str:
    """Return what a finding of a rule weighs, in words."""
    in_draft = f", {rule.in_draft} in a draft" if rule.in_draft is not rule.severity else ""
    where = f"; looked for {rule.where}" if rule.where else ""
    return f"{rule.severity}{in_draft}" + ("" if rule.is_fixed else "; the policy may say otherwise") + where


def rule_list(rules: Iterable[Rule[Any]]) -> Iterator[str]:
    """Yield a line for each rule, by family."""
    for family, members in groupby(rules, key=lambda rule: int(rule.code[2])):
        yield f"{FAMILIES[family]}"
        for rule in members:
            yield f"  {rule.code} {rule.name:<24} {rule.severity:<8} {rule.page.title}"


def expectation_lines(expectation: Expectation, rubric: Rubric, policy: Policy) -> Iterator[str]:
    """Yield the lines of an expectation's page."""
    section = next(section for section in rubric.sections() if expectation in section.expectations)
    yield terminal(f"{expectation.id} · {'required' if expectation.required else 'optional'}")
    yield terminal(f"{rubric.title}, {section.title}")
    yield ""
    yield fill(terminal(expectation.text), _WIDTH)
    if expectation.guidance:
        yield from ("", fill(terminal(expectation.guidance), _WIDTH))
    yield from ("", f"Evidence that counts: {terminal(_accepted(expectation, policy))}")
    for example in expectation.examples:
        yield fill(terminal(example), _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def gone_lines(gone: Iterable[Gone]) -> Iterator[str]:
    """Yield what became of an id that rubrics had once."""
    for one in gone:
        if one.successor:
            yield terminal(f"{one.id} is called {one.successor.id} now ({one.rubric})")
        elif one.removal:
            yield terminal(f"{one.id} is asked no more, since version {one.removal.version} ({one.rubric})")
            yield from (fill(terminal(f"it said: {_one_line(one.removal.was)}"), _WIDTH),)


def _accepted(expectation: Expectation, policy: Policy) -> str:
    titles = [kind.title.lower() for kind in policy.kinds if kind.id in expectation.accepts]
    words = ", ".join(titles) or "any kind"
    return f"{words}; at least {expectation.at_least}" if expectation.at_least > 1 else words


def expectation_list(rubrics: Iterable[Rubric]) -> Iterator[str]:
    """Yield a line for each expectation, by rubric."""
    for rubric in rubrics:
        yield terminal(rubric.title)
        for expectation in rubric.expectations():
            mark = "required" if expectation.required else "optional"
            yield terminal(f"  {expectation.id:<52} {mark}")


def _paragraphs(text: str) -> Iterator[str]:
    return (fill(_one_line(part), _WIDTH) for part in text.split("\n\n") if part.strip())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def findings_page(rules: Iterable[Rule[Any]]) -> str:
    """Return the page of all findings as Markdown."""
    lines = [
        "# Findings",
        "",
        "What `ladderci` can find, by code. The same text is shown by `ladderci explain CODE`. This page is generated;",
        "the words stand in the docstrings under `ladderci/rules/`.",
    ]
    for family, members in groupby(rules, key=lambda rule: int(rule.code[2])):
        lines += ["", f"## {family} · {FAMILIES[family]}"]
        for rule in members:
            lines += _section(rule)
    return "\n".join(lines) + "\n"


def _section(rule: Rule[Any]) -> Iterator[str]:
    page = rule.page
    yield from ("", f"### {rule.code} {rule.name}", "", f"*{weight_words(rule)}*", "", page.title)
    for paragraph in page.why.split("\n\n"):
        if paragraph.strip():
            yield from ("", _one_line(paragraph))
    for heading, text in (("Example", page.example), ("Instead", page.instead)):
        if text and page.is_runnable:
            yield from ("", f"{heading}:", "", "```yaml", text, "```")
        elif text:
            yield from ("", f"{heading}: {_one_line(text)}")

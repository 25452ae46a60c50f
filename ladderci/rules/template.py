"""Family 5, the page template: how a repository shows its reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ladderci.model import Position, Problem, Span
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document


class TemplateFault(NamedTuple):
    """One reason why a page template cannot be used."""

    line: int
    """Where it stands, counted from 1; 0 where it is about no line."""
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class TemplateCase:
    """A repository's own page template with what is wrong with it."""

    document: Document
    faults: tuple[TemplateFault, ...]


templates: Registry[TemplateCase] = Registry()
"""Rules about page templates."""


@templates.rule("LC516", "broken-template", is_fixed=True)
def broken_template(case: TemplateCase) -> Iterator[Problem]:
    """The repository's own page template cannot be used.

    It decides how a review is shown and nothing else: reviews are judged as ever, and the built-in page takes its place
    and says so. A template may use text, the page's values, `if`, `for`, `set`, macros of its own and the filters
    `quote`, `link` and `length`. It can neither read a file nor call anything, and what a person wrote is escaped on
    its way out.

    Example: `rubric/templates/page.md.jinja` has `{{ page.levle }}`, or `{% include "header" %}`.

    Instead: it has `{{ page.level }}`, and the header's text stands in the template.
    """
    for fault in case.faults:
        yield Problem(_line(case.document, fault.line), fault.message, fault.help)


def _line(document: Document, number: int) -> Span:
    """Return the whole line of a number; the file's beginning where there is no such line."""
    start = Position(max(number, 1), 1)
    return Span(start, Position(start.line, len(document.line(number)) + 1))

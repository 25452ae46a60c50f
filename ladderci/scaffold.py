"""The text of a new review: everything that is known filled in, and nothing for a person to do but to answer.

Lines that begin with `#:` are the tool's. Whatever of a rubric, a roster or an earlier review is put into one goes
through `one_line`, so that it can neither end the comment nor hide anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ladderci.document import read
from ladderci.schema.derive import accepted
from ladderci.text import hidden_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ladderci.model import Answer, Area, Cycle, Expectation, Policy, Review, Rubric, Section

WAIVED: Final = "#: waived for you: "
LAST_CYCLE: Final = "#: last cycle: "
HEADING: Final = "# ─── "
"""How the comment above an area's answers begins."""
OPTIONAL: Final = "#: Optional in "
"""How a list of optional expectations begins."""
LISTED: Final = "#:  "
"""How the other lines of such a list begin; no line about an answer does."""

_LINE_ENDS: Final = re.compile(r"\r\n|[\t\n\r]")
_WIDTH: Final = 96
_REMINDER: Final = 120
_EXAMPLE: Final = """\
ranker-cutover:
  title: Moved the feed ranker to the two-tower model
  when: {month}
  story: |
    The old ranker could not keep up with the catalogue. I moved it in three steps, each with a way back,
    and latency fell by a third.
  evidence:
    - {repository}#812
    - link: https://{host}/{repository}/pull/831
      note: the rollback drill
"""


@dataclass(frozen=True, slots=True)
class NewCitation:
    """A piece of evidence for a new work item."""

    link: str
    """As a person would type it: `acme/ranker#812`, or a full link."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewWork:
    """A work item that is to be added to a review. Its texts may be anything, and will be read as text."""

    key: str
    """Made a slug where it is none; one that the review has already is counted on: `-2`, `-3`."""
    title: str = ""
    when: str = ""
    """A day, a month, a year, or a range of two of them; left out where empty."""
    citations: tuple[NewCitation, ...] = ()
    comments: tuple[str, ...] = ()
    """What the `#:` lines above it say."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the lines of a new review are made from."""

    rubric: Rubric
    policy: Policy
    waived: dict[str, str]
    previous: Review | None


def new_review(  # noqa: PLR0913, PLR0917 - each is something else that a review's header and notes come from
    rubric: Rubric,
    policy: Policy,
    cycle: Cycle,
    subject: str,
    modeline: str,
    previous: Review | None = None,
) -> str:
    """Return the text of a new review: valid as a draft at once, every required expectation there to be answered.

    Args:
        rubric: what the review answers to.
        policy: its kinds of evidence are named above each answer.
        cycle: its id goes into the header; its roster says what is waived.
        subject: the GitHub login of the person that the review is about.
        modeline: where an editor finds the schema, seen from the review's folder.
        previous: the last cycle's review, of which the open ends become reminders.

    """
    person = cycle.person(subject)
    context = _Context(rubric, policy, dict(person.waived) if person else {}, previous)
    lines = [modeline_for(modeline), *_header(rubric, cycle, subject), "", *_work(policy, cycle), "", *_legend(rubric)]
    lines.append("expectations:")
    for area in rubric.areas:
        lines += _indented(_area(area, context), 2)
    return "\n".join(lines).rstrip("\n") + "\n"


def modeline_for(schema: str) -> str:
    """Return the line by which an editor finds a review's schema."""
    return f"# yaml-language-server: $schema={schema_path(schema)}"


def schema_path(schema: str) -> str:
    """Return a schema's place as one word, which is as far as editors read it."""
    return one_line(schema).replace(" ", "%20")


def heading(area: Area) -> str:
    """Return the comment above an area's answers."""
    return f"{HEADING}{one_line(f'{area.icon} {area.title}')} ───"


def about(expectation: Expectation, policy: Policy) -> list[str]:
    """Return the `#:` lines that stand above an answer, without indentation: text, guidance, and what counts."""
    lines = _wrapped(expectation.text, "#: ", "#: ")
    lines += _wrapped(expectation.guidance, "#: → ", "#: ")
    return lines + _wrapped(f"Evidence: {accepted(expectation, policy)}.", "#: → ", "#: ")


def unanswered(expectation: Expectation, policy: Policy, step: int = 2, notes: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of an answer that is still to be given, without indentation.

    Args:
        expectation: what is to be answered.
        policy: its kinds of evidence are named.
        step: how far the keys of an answer are indented below its id.
        notes: further `#:` lines.

    """
    inner = " " * step
    return [
        *about(expectation, policy),
        *notes,
        f"{expectation.id}:",
        f"{inner}rating:",
        f"{inner}story:",
        f"{inner}evidence:",
    ]


def optional_list(section: Section, notes: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the list of a section's optional expectations, without indentation; nothing where it has none.

    Each of its lines but the first is told from those about an answer by how it begins.

    Args:
        section: of the rubric.
        notes: further `#:` lines by the id of an expectation.

    """
    optional = [expectation for expectation in section.expectations if not expectation.required]
    lines = [f"{OPTIONAL}{one_line(section.title)}; to pick one, write its id and answer it as the others:"]
    for expectation in optional:
        lines.append(f"{LISTED} {expectation.id}")
        lines += _wrapped(expectation.text, f"{LISTED}   ", f"{LISTED}   ")
        lines += [f"{LISTED}   {note.removeprefix('#: ')}" for note in notes.get(expectation.id, ())]
    return lines if optional else []


def work_item(item: NewWork, key: str, step: int = 2) -> list[str]:
    """Return the lines of a work item, without indentation.

    Args:
        item: what it says.
        key: the key that it gets in its review.
        step: how far what belongs to it is indented below its key.

    """
    inner = " " * step
    lines = [line for comment in item.comments for line in _wrapped(comment, "#: ", "#: ")]
    lines += [f"{scalar(key)}:", *(f"{inner}{line}" for line in entry("title", item.title))]
    lines += [f"{inner}when: {scalar(legible(item.when))}"] if item.when else []
    lines += [f"{inner}evidence:"] if item.citations else []
    return lines + [inner * 2 + line for citation in item.citations for line in _citation(citation)]


def _citation(citation: NewCitation) -> list[str]:
    link = scalar(legible(citation.link))
    if not citation.note:
        return [f"- {link}"]
    return [f"- link: {link}", *(f"  {line}" for line in folded("note", citation.note))]


def entry(key: str, text: str) -> list[str]:
    """Return the line of a key and a text of any sort, in quotes where that is needed; the key alone for no text."""
    words = legible(text)
    return [f"{key}: {scalar(words)}" if words else f"{key}:"]


def folded(key: str, text: str) -> list[str]:
    """Return what `entry` does, with a long text on several lines that YAML reads as one."""
    words = legible(text)
    lines = wrap(words, _WIDTH, break_long_words=False, break_on_hyphens=False)
    if len(lines) < 2 or " ".join(lines) != words:  # noqa: PLR2004 (one line is not folded)
        return entry(key, text)
    return [f"{key}: >-", *(f"  {line}" for line in lines)]


def legible(text: str) -> str:
    """Return a text in one line and without characters that a reader cannot see, since reviews refuse these."""
    words = _LINE_ENDS.sub(" ", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    while hidden := hidden_character(words):
        words = words.replace(hidden, " " if hidden.isspace() else "")
    return words


def scalar(text: str) -> str:
    """Return a line of text as YAML that reads as just this text, in quotes where it would read as something else."""
    document = read("", f"key: {text}\n".encode())
    return text if not document.faults and document.data == {"key": text} else quoted(text)


def quoted(text: str) -> str:
    """Return a line of text, known to be legible, in quotes: in those that need no escape where there are such."""
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def one_line(text: str, limit: int = 0) -> str:
    """Return a text made harmless for a comment: one line, nothing hidden, cut at a limit if given."""
    words = " ".join(legible(text).split())
    return f"{words[: limit - 1].rstrip()}…" if limit and len(words) > limit else words


def _header(rubric: Rubric, cycle: Cycle, subject: str) -> list[str]:
    return [
        "review: 1",
        f"rubric: {scalar(one_line(rubric.id))}",
        f"rubric-version: {rubric.version}",
        f"cycle: {scalar(one_line(cycle.id))}",
        f"subject: {scalar(one_line(subject))}",
        "status: draft",
        "summary:",
    ]


def _work(policy: Policy, cycle: Cycle) -> list[str]:
    repository = next((name.replace("*", "ranker") for name in policy.repositories), "acme/ranker")
    month = cycle.period.start.isoformat()[:7]
    example = _EXAMPLE.format(month=month, repository=repository, host=next(iter(policy.hosts), "github.com"))
    return [
        "# What you did, written down as it happens; answers cite an item by its key, here ranker-cutover.",
        "# Take the # and the space behind it off each line of the example to begin with it.",
        "work:",
        *(f"  # {line}" for line in example.splitlines()),
    ]


def _legend(rubric: Rubric) -> list[str]:
    with_reason = [rating.id for rating in rubric.ratings if rating.needs == "reason"]
    others = [rating.id for rating in rubric.ratings if rating.needs != "reason"]
    lines = ["# Your answers. Lines that begin with #: are kept up to date by ladderci; all the others are yours."]
    if others:
        lines += _wrapped(f"A rating is {_one_of(others)}, with evidence.", "# ", "# ")
    if with_reason:
        lines += _wrapped(f"Just as good an answer is {_one_of(with_reason)}, with `reason:` instead.", "# ", "# ")
    return lines


def _one_of(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _area(area: Area, context: _Context) -> Iterator[str]:
    yield from (heading(area), "")
    for section in area.sections:
        for expectation in section.expectations:
            if expectation.required:
                yield from unanswered(expectation, context.policy, notes=_notes(expectation, context))
                yield ""
        yield from _optional(section, context)


def _optional(section: Section, context: _Context) -> Iterator[str]:
    notes = {expectation.id: _notes(expectation, context) for expectation in section.expectations}
    lines = optional_list(section, notes)
    yield from [*lines, ""] if lines else []


def _notes(expectation: Expectation, context: _Context) -> tuple[str, ...]:
    notes = []
    if expectation.id in context.waived:
        why = one_line(context.waived[expectation.id], _REMINDER)
        notes.append(f"{WAIVED}{why}" if why else WAIVED.rstrip(": "))
    if context.previous and (reminder := _reminder(expectation, context.previous, context.rubric)):
        notes.append(reminder)
    return tuple(notes)


def _reminder(expectation: Expectation, previous: Review, rubric: Rubric) -> str:
    """Return what the last cycle left open here, or nothing."""
    answer = next(filter(None, map(previous.answer, (expectation.id, *expectation.replaces))), None)
    if answer is None or not _is_open(answer, rubric):
        return ""
    needs_reason = answer.rating != "growing"
    said = (answer.reason or answer.story) if needs_reason else (answer.story or answer.reason)
    words = f' — "{quoted}"' if (quoted := one_line(said, _REMINDER).replace('"', "'")) else ""
    return f"{LAST_CYCLE}{answer.rating}{words}"


def _is_open(answer: Answer, rubric: Rubric) -> bool:
    rating = rubric.rating(answer.rating)
    return answer.rating in {"growing", "not-yet", "no-opportunity"} or (
        rating is not None and rating.needs == "reason"
    )


def _wrapped(text: str, first: str, later: str) -> list[str]:
    return wrap(
        one_line(text),
        width=_WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(lines: Iterator[str], by: int) -> list[str]:
    return [" " * by + line if line else "" for line in lines]

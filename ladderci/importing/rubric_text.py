"""A rubric as the text of its file: every value readable as just itself, the same bytes for the same rubric."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ladderci.importing.revising import identified
from ladderci.scaffold import entry, folded, legible, modeline_for, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.importing.placed import Level
    from ladderci.model import Area, Expectation, Rating, Rubric, Section


def rubric_text(level: Level, track: str, name: str, previous: Rubric | None = None, like: Rubric | None = None) -> str:
    """Return the text of the rubric that a level of a published ladder becomes.

    Args:
        level: what the ladder says.
        track: the folder that it goes to, such as `machine-learning-engineer`.
        name: what the level is called there, such as `ic2`.
        previous: the rubric that there is under this id; see `identified`.
        like: the rubric of another level, whose ids are taken over; see `identified`.

    """
    return written(identified(level, f"{track}/{name}", previous, like).rubric)


def written(rubric: Rubric) -> str:
    """Return the text of a rubric's file."""
    return "\n".join(_rubric(rubric)) + "\n"


def _rubric(rubric: Rubric) -> Iterator[str]:
    yield modeline_for("../" * (rubric.id.count("/") + 1) + "schema/rubric.schema.json")
    yield from entry("rubric", rubric.id)
    yield from _title(rubric.title)
    yield f"version: {rubric.version}"
    origin = rubric.origin
    if origin.document:
        yield "source:"
        yield from _in(_prose("document", origin.document))
        yield from _in(_optional("licence", origin.licence))
        yield from _in(_optional("wording", origin.wording))
    yield from _optional("summary", rubric.summary)
    if rubric.glossary:
        yield "glossary:"
        for term, words in rubric.glossary:
            yield from _in(_prose(scalar(term), words))
    yield "ratings:"
    for rating in rubric.ratings:
        yield from _in(_rating(rating))
    yield "areas:"
    for area in rubric.areas:
        yield from _in(_area(area))
    if rubric.removed:
        yield "removed:"
        for gone in rubric.removed:
            yield from _in((f"{scalar(gone.id)}:", f"  version: {gone.version}", *_in(_prose("was", gone.was))))


def _rating(rating: Rating) -> Iterator[str]:
    yield f"{scalar(rating.id)}:"
    yield from _in(_title(rating.title))
    yield from _in(_prose("meaning", rating.meaning))
    yield from _in(entry("needs", rating.needs))


def _area(area: Area) -> Iterator[str]:
    yield f"{scalar(area.id)}:"
    yield from _in(_title(area.title))
    yield from _in(_optional("icon", area.icon))
    yield from _in(_optional("introduction", area.introduction))
    yield "  sections:"
    for section in area.sections:
        yield from _in(_section(section), 4)


def _section(section: Section) -> Iterator[str]:
    yield f"{scalar(section.id.rpartition('.')[2])}:"
    yield from _in(_title(section.title))
    yield from _in(_optional("introduction", section.introduction))
    yield "  expectations:"
    for expectation in section.expectations:
        yield from _in(_expectation(expectation), 4)


def _expectation(expectation: Expectation) -> Iterator[str]:
    yield f"{scalar(expectation.id.rpartition('.')[2])}:"
    yield from _in(_prose("text", expectation.text))
    if expectation.required:
        yield "  required: true"
    yield from _in(_listed("accepts", expectation.accepts))
    if expectation.at_least > 1:
        yield f"  at-least: {expectation.at_least}"
    yield from _in(_optional("guidance", expectation.guidance))
    if expectation.examples:
        yield "  examples:"
        yield from _in((line for text in expectation.examples for line in _point(text)), 4)
    yield from _in(_listed("replaces", expectation.replaces))
    if expectation.revised:
        yield "  revised:"
        yield f"    version: {expectation.revised.version}"
        yield from _in(_prose("was", expectation.revised.was), 4)


def _prose(key: str, text: str) -> list[str]:
    """Return the lines of a text: folded where it has no line ends of its own, as it stands where it has."""
    if "\t" in text:
        return [f"{key}: {json.dumps(text, ensure_ascii=False)}"]
    if "\n" not in text:
        return folded(key, text)
    lines = text.split("\n")
    chomping = "-" if lines[-1] else "+" if not any(lines[-2:]) else ""
    indentation = "2" if next(filter(None, lines), "")[:1] == " " else ""
    shown = lines if lines[-1] else lines[:-1]
    return [f"{key}: |{indentation}{chomping}", *(f"  {legible(line)}" if line else "" for line in shown)]


def _title(text: str) -> list[str]:
    return entry("title", text) if text.isprintable() else _prose("title", text)


def _optional(key: str, text: str) -> list[str]:
    return _prose(key, text) if text else []


def _listed(key: str, words: tuple[str, ...]) -> list[str]:
    return [f"{key}: [{', '.join(words)}]"] if words else []


def _point(text: str) -> Iterator[str]:
    """Yield a point of a list; what is written for a key without a name is written for a point."""
    first, *others = _prose("-", text)
    yield "- " + first.removeprefix("-: ")
    yield from others


def _in(lines: Iterable[str], by: int = 2) -> Iterator[str]:
    return (" " * by + line if line else "" for line in lines)

"""The tool's lists of optional expectations in a review, brought up to the rubric; one that was taken out stays out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ladderci.scaffold import LAST_CYCLE, LISTED, OPTIONAL, WAIVED, optional_list
from ladderci.splice.additions import answers_of
from ladderci.splice.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.model import Rubric, Section
    from ladderci.splice.sheet import Sheet

_KEPT: Final = tuple(note.removeprefix("#: ").rstrip(": ") for note in (WAIVED, LAST_CYCLE))
"""How lines begin that come from elsewhere than the rubric."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list as it stands in the file."""

    first: int
    """Its first line."""
    end: int
    """The line behind its last."""
    notes: dict[str, list[str]]
    """What it says of each expectation that does not come from the rubric, by the ids that it has."""


def refreshed_lists(sheet: Sheet, rubric: Rubric) -> Iterator[Edit]:
    """Yield what brings the lists of optional expectations up to a rubric.

    Each becomes the list of the section in which its expectations are now; of several sections where they went apart.
    """
    sections = {section.id: section for section in rubric.sections()}
    seen: set[str] = set()
    for found in _lists(sheet):
        names = [name for name in _sections_of(found, rubric) if name not in seen]
        seen.update(names)
        margin = sheet.lines[found.first][: sheet.depth(found.first)]
        fresh = [margin + line if line else "" for line in _joined([sections[name] for name in names], found, rubric)]
        is_ours = any(_now(name, rubric) or rubric.removal(name) for name in found.notes)
        if is_ours and fresh != sheet.lines[found.first : found.end]:
            text = "".join(line + sheet.line_end for line in fresh)
            yield Edit(sheet.offset(found.first), sheet.offset(found.end), text)


def _joined(sections: Iterable[Section], found: _List, rubric: Rubric) -> list[str]:
    notes: defaultdict[str, list[str]] = defaultdict(list)
    for name, lines in found.notes.items():
        notes[_now(name, rubric)] += lines
    lists = [lines for section in sections if (lines := optional_list(section, notes))]
    return [line for number, lines in enumerate(lists) for line in ([""] if number else []) + lines]


def _lists(sheet: Sheet) -> Iterator[_List]:
    """Yield the lists between the answers; what only looks like one, in a text, is none."""
    answers = answers_of(sheet)
    if "expectations" not in sheet.data or sheet.is_flow(answers.path):
        return
    for number in range(len(answers.keys) + 1):
        start, stop = answers.gap(number)
        line = start
        while line < min(stop, len(sheet.lines)):
            end = line + 1
            margin = sheet.lines[line][: sheet.depth(line)]
            if sheet.lines[line].startswith(margin + OPTIONAL):
                while end < stop and sheet.lines[end].startswith(margin + LISTED):
                    end += 1
                yield _List(line, end, _entries([each.strip() for each in sheet.lines[line + 1 : end]]))
            line = end


def _entries(lines: list[str]) -> dict[str, list[str]]:
    entries: defaultdict[str, list[str]] = defaultdict(list)
    name = ""
    for line in lines:
        words = line.removeprefix(LISTED)
        if words.startswith("   "):
            entries[name] += [f"#: {words.strip()}"] if words.strip().startswith(_KEPT) else []
        else:
            name = words.strip()
            entries[name] = []
    return dict(entries)


def _now(name: str, rubric: Rubric) -> str:
    """Return the id that an expectation has now; empty where it is gone, or was never there."""
    expectation = rubric.expectation(name) or rubric.successor(name)
    return expectation.id if expectation else ""


def _sections_of(found: _List, rubric: Rubric) -> list[str]:
    """Return the ids of the sections in which the expectations of a list are now, each once."""
    now = (_now(name, rubric) for name in found.notes)
    return list(dict.fromkeys(name.rpartition(".")[0] for name in now if name))

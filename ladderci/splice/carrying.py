"""Answers carried to where the rubric has their expectations now: under another id, or put under `retired`.

Each step is a reading, edits, and a proof that nothing but what was meant has changed; the next step reads anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from ladderci.document import read
from ladderci.scaffold import HEADING, LISTED, OPTIONAL
from ladderci.splice.additions import answers_of
from ladderci.splice.edits import Edit, SpliceError, line_end_of
from ladderci.splice.part import Part
from ladderci.splice.proof import applied
from ladderci.splice.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from ladderci.document import Document
    from ladderci.model import Rubric
    from ladderci.splice.proof import Data

_RETIRED: Final = ("retired",)
_NOBODYS: Final = (HEADING, OPTIONAL, LISTED)
"""How comments of the tool's begin that belong to no answer."""
_STUB: Final = ("rating:", "story:", "evidence:")
"""What stands below the id of an answer that `new` or `update` has put there and nobody has touched."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where answers went."""

    renamed: tuple[tuple[str, str], ...] = ()
    """Each answer's id before and now."""
    retired: tuple[str, ...] = ()
    """Answers whose expectation is gone, or was merged into one that has an answer."""
    merged: tuple[tuple[str, str], ...] = ()
    """Of the retired ones those that were merged, each with what has the other answer."""
    dropped: tuple[str, ...] = ()
    """Answers that were there in name only, as `new` leaves them, and that are to be given no more, or elsewhere."""


def carry(document: Document, rubric: Rubric) -> tuple[str, Carried]:
    """Return a review's text in which every answer stands where its expectation is now, and what that took.

    Answers to expectations that the rubric never had stay where they are: nobody knows what was meant.

    Args:
        document: the review as it was read, without doubt about where everything stands.
        rubric: what it is brought up to.

    Raises:
        SpliceError: where an answer has nowhere to go, or is written in a way in which it cannot be moved.

    """
    found = _fates(Sheet(document), rubric)
    if found == Carried():
        return document.text, found
    document = _again(document, _with_last_line_end(document.text))
    document = _again(document, _without(document, (*found.dropped, *_in_the_way(document, found))))
    document = _again(document, _renamed(document, dict(found.renamed)))
    taken_out = _taken_out(document, found.retired)
    document = _again(document, _without(document, found.retired))
    return _with_retired(document, taken_out), found


def _with_last_line_end(text: str) -> str:
    """Return a text whose last line ends, so that whatever stands last can be followed by something."""
    return text if text.endswith(("\n", "\r")) else text + line_end_of(text)


def _again(document: Document, text: str) -> Document:
    return document if text == document.text else read(document.file, text.encode())


def _fates(sheet: Sheet, rubric: Rubric) -> Carried:
    """Return what is to become of the answers whose id the rubric has no more.

    Of several that one expectation replaces, the first that somebody has written gets its place.
    """
    answers = answers_of(sheet)
    gone = tuple(name for name in answers.keys if not rubric.expectation(name))
    successors = {name: successor.id for name in gone if (successor := rubric.successor(name))}
    stubs = frozenset(name for name in answers.keys if _is_stub(answers, name))
    renamed = _renames(answers, successors, stubs)
    left = [name for name in gone if name not in renamed and (name in successors or rubric.removal(name))]
    return Carried(
        renamed=tuple(renamed.items()),
        retired=tuple(name for name in left if name not in stubs),
        merged=tuple((name, successors[name]) for name in left if name in successors and name not in stubs),
        dropped=tuple(name for name in left if name in stubs),
    )


def _renames(answers: Part, successors: Mapping[str, str], stubs: Container[str]) -> dict[str, str]:
    """Return which answers get the id of their successor, in the order of the file; those that say something first."""
    taken = {name for name in answers.keys if name not in stubs}
    renamed: dict[str, str] = {}
    for name in sorted(successors, key=lambda name: (not _says_something(answers, name), name in stubs)):
        is_needless = name in stubs and successors[name] in answers.keys
        if successors[name] not in taken and not is_needless:
            taken.add(successors[name])
            renamed[name] = successors[name]
    return {name: renamed[name] for name in answers.keys if name in renamed}


def _in_the_way(document: Document, found: Carried) -> Iterator[str]:
    """Yield the answers in name only that stand where another answer is to go."""
    there = document.keys(("expectations",))
    return (new for _, new in found.renamed if new in there)


# --- where an answer stands ----------------------------------------------------------------------------------------


def _block(answers: Part, name: str) -> tuple[int, int]:
    """Return the lines of an answer with the comments that belong to it: the first, and the one behind the last.

    The tool's heading of an area and its lists of optional expectations belong to no answer.
    """
    sheet = answers.sheet
    key_line = sheet.key_line((*answers.path, name))
    lowest = answers.above(name)[0]
    first = key_line
    while first > lowest and not sheet.lines[first - 1].lstrip().startswith(_NOBODYS):
        first -= 1
    end, highest = sheet.behind((*answers.path, name))[0], answers.behind(name)[0]
    while end < highest and not sheet.lines[end].lstrip().startswith(_NOBODYS):
        end += 1
    return first, end


def _is_stub(answers: Part, name: str) -> bool:
    """Return whether an answer is just what the tool has put there."""
    if answers.sheet.is_flow(answers.path):
        return False
    lines = (line.strip() for line in answers.sheet.lines[slice(*_block(answers, name))])
    key, *below = (line for line in lines if line and not line.startswith("#:"))
    return key.replace("'", "").replace('"', "") == f"{name}:" and tuple(below) == _STUB


def _says_something(answers: Part, name: str) -> bool:
    value = answers.sheet.value((*answers.path, name))
    return any(value.values()) if isinstance(value, dict) else value is not None


class _TakenOut(NamedTuple):
    """An answer on its way to another part of the file."""

    name: str
    lines: tuple[str, ...]
    margin: int
    """How far its id was indented."""
    sticks: bool
    """Whether a blank line behind it would belong to its value."""
    answer: object
    """As it was read."""


def _taken_out(document: Document, names: Sequence[str]) -> tuple[_TakenOut, ...]:
    if not names:
        return ()
    sheet = Sheet(document)
    answers = answers_of(sheet)
    found = []
    for name in names:
        path = (*answers.path, name)
        first, end = _block(answers, name)
        sticks = sheet.behind(path) == (end, True)
        found.append(_TakenOut(name, tuple(sheet.lines[first:end]), answers.margin, sticks, sheet.value(path)))
    return tuple(found)


# --- the steps -----------------------------------------------------------------------------------------------------


def _renamed(document: Document, names: Mapping[str, str]) -> str:
    sheet = Sheet(document)
    edits = [Edit(*sheet.key_span(("expectations", old)), new) for old, new in names.items()]

    def meant(data: Data) -> Data:
        answers = cast("Data", data["expectations"])
        return data | {"expectations": {names.get(name, name): answer for name, answer in answers.items()}}

    return applied(document, edits, meant)


def _without(document: Document, names: Sequence[str]) -> str:
    """Return the text without some answers, the comments that belong to them, and the blank lines they leave over."""
    if not names:
        return document.text
    answers = answers_of(Sheet(document))
    answers.refuse_braces()
    if answers.sheet.is_flow(answers.path):
        raise SpliceError(f"{document.file} has its answers in braces: write each on lines of its own")
    edits = list(_cuts(answers, frozenset(names)))

    def meant(data: Data) -> Data:
        left = {key: value for key, value in cast("Data", data["expectations"]).items() if key not in names}
        return data | {"expectations": left or None}

    return applied(document, edits, meant)


def _cuts(answers: Part, names: frozenset[str]) -> Iterator[Edit]:
    """Yield what takes answers out, with the blank lines behind each where there are some above as well.

    Where the value that is going to stand above them would take them for its own, they go in any case.
    """
    sheet = answers.sheet
    would_stick = False
    for name in answers.keys:
        if name not in names:
            would_stick = sheet.behind((*answers.path, name))[1]
            continue
        first, end = _block(answers, name)
        if would_stick or not sheet.lines[first - 1].strip():
            end = _behind_blanks(sheet, end)
        yield Edit(sheet.offset(first), sheet.offset(end), "")


def _behind_blanks(sheet: Sheet, line: int) -> int:
    while line < len(sheet.lines) - 1 and not sheet.lines[line].strip():
        line += 1
    return line


def _with_retired(document: Document, taken_out: Sequence[_TakenOut]) -> str:
    """Return the text with answers under `retired`, behind those that are there."""
    if not taken_out:
        return document.text
    sheet = Sheet(document)
    part = Part(sheet, _RETIRED, "answers by id", (("expectations",), ("work",)))
    part.refuse_braces()
    if twice := next((one.name for one in taken_out if one.name in part.keys), ""):
        raise SpliceError(f"{document.file} has an answer to `{twice}` under retired already: keep one of the two")
    words = list(_lines(taken_out, part.margin))
    sticks = taken_out[-1].sticks
    edits = (
        [*part.emptied(), _put(part, part.end(), words, sticks=sticks)]
        if _RETIRED[0] in sheet.data
        else [_whole(sheet, words, sticks=sticks)]
    )

    def meant(data: Data) -> Data:
        there = cast("Data | None", data.get(_RETIRED[0])) or {}
        return data | {_RETIRED[0]: there | {one.name: one.answer for one in taken_out}}

    return applied(document, edits, meant)


def _whole(sheet: Sheet, words: list[str], *, sticks: bool) -> Edit:
    """Return the edit that adds `retired:` behind everything."""
    root = Part(sheet, (), "keys by name")
    return _put(root, root.bottom(), [" " * root.margin + "retired:", *words], sticks=sticks)


def _put(part: Part, place: tuple[int, bool], words: list[str], *, sticks: bool) -> Edit:
    if not sticks:
        return part.inserted(place, words)
    line = place[0] if place[1] else _behind_blanks(part.sheet, place[0])
    return part.sheet.insertion(line, [*([] if place[1] else part.blank(line - 1)), *words])


def _lines(taken_out: Sequence[_TakenOut], margin: int) -> Iterator[str]:
    """Yield the lines of answers, indented as those beside them will be."""
    for number, one in enumerate(taken_out):
        yield from [""] if number and not taken_out[number - 1].sticks else []
        shift = margin - one.margin
        for line in one.lines:
            depth = len(line) - len(line.lstrip(" "))
            yield " " * (depth + shift) + line[depth:] if depth >= one.margin else line

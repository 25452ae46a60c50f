"""A review brought up to its rubric: answers carried along, what became required added, the tool's own lines refreshed.

What changes are the ids of answers whose expectation was renamed, the place of those whose expectation is gone, the
`#:` lines, the number of rubric-version, the modeline, and what is added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from ladderci.document import read
from ladderci.scaffold import LAST_CYCLE, LISTED, WAIVED, about, modeline_for, schema_path
from ladderci.splice.additions import Additions, answers_of
from ladderci.splice.carrying import carry
from ladderci.splice.edits import Edit, SpliceError
from ladderci.splice.lists import refreshed_lists
from ladderci.splice.proof import applied, refuse_doubtful
from ladderci.splice.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document
    from ladderci.model import Expectation, Policy, Rubric
    from ladderci.splice.carrying import Carried
    from ladderci.splice.part import Part
    from ladderci.splice.proof import Data

_MODELINE: Final = re.compile(r"[ \t]*#[ \t]*yaml-language-server[ \t]*:.*?\$schema=([^ \t\r\n]+)")
_NUMBER: Final = re.compile(r"[0-9]+(\.0+)?|'[0-9]+'|\"[0-9]+\"")


@dataclass(frozen=True, slots=True)
class Updated:
    """A review's text as it is brought up to its rubric, and what that took."""

    text: str
    carried: Carried
    added: tuple[str, ...]
    """Expectations that have become required, now there to be answered."""


def update_review(document: Document, rubric: Rubric, policy: Policy, modeline: str) -> Updated:
    """Return a review brought up to its rubric.

    Args:
        document: the review as it was read.
        rubric: what it is brought up to.
        policy: its kinds of evidence are named above each answer.
        modeline: where an editor finds the schema, seen from the review's folder; left as it is where empty.

    Raises:
        SpliceError: where the file cannot be read, or is written in a way in which nothing can be added to it.

    """
    refuse_doubtful(document, "a review")
    text, carried = carry(document, rubric)
    document = document if text == document.text else read(document.file, text.encode())
    sheet = Sheet(document)
    answered = frozenset(answers_of(sheet).keys)
    missing = [expectation for expectation in rubric.required() if expectation.id not in answered]
    edits = [*_modeline(sheet, modeline), *_version(sheet, rubric.version)]
    edits += [*_refreshed(sheet, rubric, policy), *refreshed_lists(sheet, rubric)]
    if missing:
        edits += Additions(sheet, rubric, policy).edits(missing)
    text = applied(document, edits, lambda data: _with_additions(data, rubric.version, missing))
    return Updated(text, carried, tuple(one.id for one in missing))


def _modeline(sheet: Sheet, schema: str) -> Iterator[Edit]:
    wanted = schema_path(schema)
    if not wanted:
        return
    first_key = min((sheet.key_line((key,)) for key in sheet.data), default=0)
    for number in range(first_key):
        if found := _MODELINE.match(sheet.lines[number]):
            if found[1] != wanted:
                yield Edit(sheet.starts[number] + found.start(1), sheet.starts[number] + found.end(1), wanted)
            return
    yield Edit(0, 0, modeline_for(schema) + sheet.line_end)


def _version(sheet: Sheet, version: int) -> Iterator[Edit]:
    path = ("rubric-version",)
    if path[0] not in sheet.data:
        if sheet.is_flow(()):
            raise SpliceError(f"{sheet.document.file} is written in braces: write each key on a line of its own")
        line = sheet.behind(("rubric",))[0] if "rubric" in sheet.data else sheet.key_line((next(iter(sheet.data)),))
        yield sheet.insertion(line, [" " * sheet.indentation((next(iter(sheet.data)),)) + f"rubric-version: {version}"])
    elif (written := sheet.document.raw(path)) and not _NUMBER.fullmatch(written):
        raise SpliceError(f"{sheet.document.file} has no number as its rubric-version")
    elif sheet.data[path[0]] != version:
        yield sheet.setting(path, str(version))


def _refreshed(sheet: Sheet, rubric: Rubric, policy: Policy) -> Iterator[Edit]:
    """Yield what brings the `#:` lines above answers up to date; where a person took them away they stay away."""
    known = {expectation.id: expectation for expectation in rubric.expectations()}
    answers = answers_of(sheet)
    for number, answer in enumerate(answers.keys):
        if answer not in known or sheet.is_flow(("expectations",)):
            continue
        first, key_line = _own_lines(sheet, answers, number)
        written = [line.strip() for line in sheet.lines[first:key_line]]
        fresh = about(known[answer], policy)
        fresh += [line for line in written if line.startswith((WAIVED.rstrip(": "), LAST_CYCLE)) and line not in fresh]
        if written and written != fresh:
            margin = " " * sheet.indentation(("expectations", answer))
            text = "".join(margin + line + sheet.line_end for line in fresh)
            yield Edit(sheet.offset(first), sheet.offset(key_line), text)


def _own_lines(sheet: Sheet, answers: Part, number: int) -> tuple[int, int]:
    """Return the `#:` lines directly above an answer, as indented as it is: the first, and the answer's."""
    lowest, key_line = answers.gap(number)
    start = " " * sheet.indentation(("expectations", answers.keys[number])) + "#:"
    listed = start.removesuffix("#:") + LISTED
    first = key_line
    while first > lowest and sheet.lines[first - 1].startswith(start) and not sheet.lines[first - 1].startswith(listed):
        first -= 1
    return first, key_line


def _with_additions(data: Data, version: int, added: list[Expectation]) -> Data:
    review = data | {"rubric-version": version}
    if added:
        answers = cast("Data | None", review.get("expectations")) or {}
        review["expectations"] = {
            **answers,
            **{one.id: {"rating": None, "story": None, "evidence": None} for one in added},
        }
    return review

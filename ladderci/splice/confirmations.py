"""What a witness says of others' testimony, written into the witness's own file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from ladderci.document import read
from ladderci.scaffold import entry, legible, modeline_for, scalar
from ladderci.splice.edits import SpliceError
from ladderci.splice.fields import changed_fields, field_lines, fields_in_braces, is_in_braces
from ladderci.splice.part import Part
from ladderci.splice.proof import applied, refuse_doubtful
from ladderci.splice.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document
    from ladderci.model import Path
    from ladderci.model.fact import Confirmation
    from ladderci.splice.edits import Edit
    from ladderci.splice.proof import Data

SCHEMA: Final = "../../../schema/confirmations.schema.json"
"""Where the schema of confirmations lies, seen from the folder that they lie in."""

_ANSWERS: Final = ("answers",)


def confirm(document: Document | None, answer: Confirmation, cycle: str) -> str:
    """Return the text of a witness's confirmations with one answer added or changed, and every other byte kept.

    An answer that is there for the same person and work item is changed where it stands; the comments in it stay.

    Args:
        document: the witness's file as it was read; None where there is none yet.
        answer: what the witness says.
        cycle: the id of the cycle whose reviews it is about.

    Raises:
        SpliceError: where the file is another's or another cycle's, cannot be read, or is written in a way in which
            nothing can be added to it.

    """
    document = document or _without_answers(answer.witness, cycle)
    refuse_doubtful(document, "a file of confirmations")
    sheet = Sheet(document)
    _refuse_others(sheet, answer, cycle)
    path: Path = (*_ANSWERS, _subject(sheet, answer.subject), answer.key)
    return applied(document, tuple(_edits(sheet, path, answer)), lambda data: _with_answer(data, path, answer))


def _without_answers(witness: str, cycle: str) -> Document:
    lines = [modeline_for(SCHEMA), "confirmations: 1", *entry("cycle", cycle), *entry("witness", witness), ""]
    return read(f"reviews/{cycle}/confirmations/{witness}.yaml", "\n".join(lines).encode())


def _refuse_others(sheet: Sheet, answer: Confirmation, cycle: str) -> None:
    for key, wanted in (("witness", answer.witness), ("cycle", cycle)):
        found = sheet.data.get(key)
        if found is not None and str(found).casefold() != wanted.casefold():
            raise SpliceError(f"{sheet.document.file} says another {key} than {wanted}: mend it first")


def _subject(sheet: Sheet, login: str) -> str:
    """Return a login as the file spells it already; case does not count in logins."""
    spelled = [key for key in sheet.keys(_ANSWERS) if key.casefold() == login.casefold()]
    return login if login in spelled or not spelled else spelled[0]


def _fields(answer: Confirmation) -> dict[str, bool | str]:
    note = legible(answer.note)
    return {"confirmed": answer.confirmed, "digest": legible(answer.digest), **({"note": note} if note else {})}


def _nested(path: Path, answer: Confirmation, margin: int, step: int) -> list[str]:
    """Return the lines of an answer below the keys that are still missing on the way to it."""
    lines = [f"{' ' * (margin + depth * step)}{scalar(str(key))}:" for depth, key in enumerate(path)]
    inner = " " * (margin + len(path) * step)
    return lines + [inner + line for line in field_lines(_fields(answer))]


def _edits(sheet: Sheet, path: Path, answer: Confirmation) -> Iterator[Edit]:
    for depth in range(len(path)):
        if path[depth] not in sheet.keys(path[:depth]):
            yield from _added(sheet, path, depth, answer)
            return
    if sheet.keys(path):
        yield from _changed(sheet, path, _fields(answer))
    else:
        yield from _below(_part(sheet, path), list(field_lines(_fields(answer))))


def _added(sheet: Sheet, path: Path, depth: int, answer: Confirmation) -> Iterator[Edit]:
    """Yield what adds an answer, with the keys that are missing on the way to it, to what is there of that way."""
    part = _part(sheet, path[:depth])
    lines = _nested(path[depth:], answer, 0, part.step if depth else 2)
    if depth:
        yield from _below(part, lines)
    else:
        part.refuse_braces()
        line = part.bottom()[0]
        yield sheet.insertion(line, [" " * part.margin + word for word in lines])


def _below(part: Part, lines: list[str]) -> Iterator[Edit]:
    part.refuse_braces()
    yield from part.emptied()
    yield part.sheet.insertion(part.end()[0], [" " * part.margin + line for line in lines])


def _part(sheet: Sheet, path: Path) -> Part:
    """Return a mapping on the way to an answer; one without entries is indented as its neighbours are."""
    around = path[:-1]
    return Part(sheet, path, "answers by key", tuple((*around, key) for key in sheet.keys(around)))


def _changed(sheet: Sheet, path: Path, fields: dict[str, bool | str]) -> Iterator[Edit]:
    """Yield what brings an answer's values to others, each where it stands; a note that is gone becomes empty."""
    old = cast("Data", sheet.value(path))
    gone: dict[str, bool | str] = {"note": ""} if old.get("note") else {}
    yield from changed_fields(sheet, path, gone | fields)
    missing = {key: value for key, value in fields.items() if key not in old}
    if missing and is_in_braces(sheet, path):
        yield fields_in_braces(sheet, path, missing)
    elif missing:
        yield from _below(_part(sheet, path), list(field_lines(missing)))


def _with_answer(data: Data, path: Path, answer: Confirmation) -> Data:
    """Return what the file is to say: an answer in the place of the one that was there."""
    step, *rest = path
    below = cast("Data | None", data.get(str(step))) or {}
    if rest:
        return data | {str(step): _with_answer(below, tuple(rest), answer)}
    kept = {"note": below["note"] and ""} if "note" in below else {}
    others = {key: value for key, value in below.items() if key not in {"confirmed", "digest", "note"}}
    return data | {str(step): others | kept | _fields(answer)}

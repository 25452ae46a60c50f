"""A rubric's file, changed where its owner says so: what is required, and what an expectation said before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ladderci.scaffold import legible
from ladderci.splice.fields import changed_fields, field_lines, fields_in_braces, is_in_braces
from ladderci.splice.proof import applied, refuse_doubtful
from ladderci.splice.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ladderci.document import Document
    from ladderci.model import Path, Revised
    from ladderci.splice.edits import Edit
    from ladderci.splice.fields import Fields
    from ladderci.splice.proof import Data


def require(document: Document, ids: Collection[str], *, required: bool = True) -> str:
    """Return a rubric's text in which some expectations are required, or no longer; every other byte is kept.

    Args:
        document: the rubric as it was read.
        ids: of expectations that it has.
        required: whether reviews are to answer them.

    Raises:
        SpliceError: where the file is written in a way in which nothing can be added to it.

    """
    return _with(document, {name: {"required": required} for name in ids}, "text")


def revise(document: Document, marks: Mapping[str, Revised]) -> str:
    """Return a rubric's text in which expectations say when they last changed, and what they said before.

    Args:
        document: the rubric as it was read.
        marks: by the ids of expectations that it has.

    Raises:
        SpliceError: where the file is written in a way in which nothing can be added to it.

    """
    return _with(
        document, {name: {"revised": {"version": one.version, "was": legible(one.was)}} for name, one in marks.items()}
    )


def _with(document: Document, wanted: Mapping[str, Fields], behind: str = "") -> str:
    """Return a rubric's text with fields of expectations given anew or added, behind one of the others or the last."""
    refuse_doubtful(document, "a rubric")
    sheet = Sheet(document)
    edits = [edit for name, fields in wanted.items() for edit in _edits(sheet, _path(name), fields, behind)]

    def meant(data: Data) -> Data:
        for name, fields in wanted.items():
            data = _merged(data, _path(name), fields)
        return data

    return applied(document, edits, meant)


def _path(expectation: str) -> Path:
    area, section, name = expectation.split(".")
    return ("areas", area, "sections", section, "expectations", name)


def _edits(sheet: Sheet, path: Path, fields: Fields, behind: str) -> Iterator[Edit]:
    keys = sheet.keys(path)
    yield from changed_fields(sheet, path, fields)
    missing = {key: value for key, value in fields.items() if key not in keys and value is not False}
    if missing and is_in_braces(sheet, path):
        yield fields_in_braces(sheet, path, missing)
    elif missing:
        margin = sheet.indentation((*path, keys[0]))
        step = margin - sheet.indentation(path)
        line = sheet.behind((*path, behind or keys[-1]))[0]
        yield sheet.insertion(line, [" " * margin + word for word in field_lines(missing, step)])


def _merged(data: Data, path: Path, fields: Fields) -> Data:
    """Return what the file is to say."""
    step, *rest = path
    below = cast("Data", data[str(step)])
    if rest:
        return data | {str(step): _merged(below, tuple(rest), fields)}
    return data | {
        str(step): below | {key: value for key, value in fields.items() if key in below or value is not False}
    }

"""A cycle's file, changed by the commands about cycles: its status, and the ids that its roster waives."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ladderci.splice.edits import Edit
from ladderci.splice.fields import changed_fields
from ladderci.splice.proof import applied, refuse_doubtful
from ladderci.splice.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ladderci.document import Document
    from ladderci.splice.proof import Data


def close(document: Document) -> str:
    """Return the text of a cycle that is over; raises SpliceError where its status cannot be changed."""
    refuse_doubtful(document, "a cycle")
    edits = tuple(changed_fields(Sheet(document), (), {"status": "closed"}))
    return applied(document, edits, lambda data: data | {"status": "closed"})


def rename_waivers(document: Document, names: Mapping[str, Mapping[str, str]]) -> str:
    """Return a cycle's text in which the roster waives expectations by the ids that they have now.

    Args:
        document: the cycle's file as it was read.
        names: by login, from old ids to new ones.

    Raises:
        SpliceError: where the file cannot be read without doubt.

    """
    refuse_doubtful(document, "a cycle")
    sheet = Sheet(document)
    return applied(document, tuple(_edits(sheet, names)), lambda data: _renamed(data, names))


def _edits(sheet: Sheet, names: Mapping[str, Mapping[str, str]]) -> Iterator[Edit]:
    for login, new in names.items():
        path = ("people", login, "waived")
        for old in sheet.keys(path):
            if old in new:
                yield Edit(*sheet.key_span((*path, old)), new[old])


def _renamed(data: Data, names: Mapping[str, Mapping[str, str]]) -> Data:
    people = cast("dict[str, Data | None] | None", data.get("people")) or {}
    changed = {
        login: person | {"waived": {names[login].get(key, key): why for key, why in waived.items()}}
        for login, person in people.items()
        if person and login in names and (waived := cast("Data | None", person.get("waived")))
    }
    return data | {"people": people | changed} if changed else data

"""Work items added to a review, behind those that are there."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Final, cast

from ladderci.scaffold import legible, work_item
from ladderci.splice.part import Part
from ladderci.splice.proof import applied, refuse_doubtful
from ladderci.splice.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.document import Document
    from ladderci.model import Review
    from ladderci.scaffold import NewCitation, NewWork
    from ladderci.splice.edits import Edit
    from ladderci.splice.proof import Data

_WORD: Final = re.compile("[a-z0-9]+")
_ALIKE: Final = (("expectations",), ("retired",))


def add_work(document: Document, review: Review, items: Sequence[NewWork]) -> str:
    """Return a review's text with work items added behind those that are there, and every other byte kept.

    Where there is no `work:` yet it is put above `expectations:`, as in a new review.

    Args:
        document: the review as it was read.
        review: the same, loaded.
        items: what to add, in this order; without any, the text stays as it is.

    Raises:
        SpliceError: where the file cannot be read, or is written in a way in which nothing can be added to it.

    """
    refuse_doubtful(document, "a review")
    if not items:
        return document.text
    sheet = Sheet(document)
    part = Part(sheet, ("work",), "items by key", _ALIKE)
    part.refuse_braces()
    keyed = tuple(_keyed(items, {item.key for item in review.work}))
    words = _words(keyed, part, _step(sheet, part))
    edits = [*part.emptied(), part.inserted(part.end(), words)] if "work" in sheet.data else [_whole(sheet, words)]
    return applied(document, edits, lambda data: _with_items(data, keyed))


def _keyed(items: Sequence[NewWork], taken: set[str]) -> Iterator[tuple[str, NewWork]]:
    """Yield each item with a key that the review does not have yet."""
    for item in items:
        slug = "-".join(_WORD.findall(item.key.lower())) or "work"
        candidates = (f"{slug}-{number}" if number > 1 else slug for number in count(1))
        key = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(key)
        yield key, item


def _step(sheet: Sheet, part: Part) -> int:
    """Return how far the keys of an item are indented below its own: as in the items that are there."""
    for key in part.keys:
        path = (*part.path, key)
        inner = sheet.keys(path)
        if inner and not sheet.is_flow(path):
            return sheet.indentation((*path, inner[0])) - part.margin
    return part.step


def _words(keyed: Sequence[tuple[str, NewWork]], part: Part, step: int) -> list[str]:
    lines: list[str] = []
    for key, item in keyed:
        lines += [""] if lines else []
        lines += [" " * part.margin + line for line in work_item(item, key, step)]
    return lines


def _whole(sheet: Sheet, words: list[str]) -> Edit:
    """Return the edit that adds `work:` above the answers, or behind everything where there are none."""
    root = Part(sheet, (), "keys by name")
    place = root.above("expectations") if "expectations" in root.keys else root.bottom()
    return root.inserted(place, [" " * root.margin + "work:", *words])


def _with_items(data: Data, keyed: Sequence[tuple[str, NewWork]]) -> Data:
    work = cast("Data | None", data.get("work")) or {}
    return data | {"work": {**work, **{key: _item(item) for key, item in keyed}}}


def _item(item: NewWork) -> Data:
    """Return what an item is to read as."""
    data: Data = {"title": legible(item.title) or None}
    if item.when:
        data["when"] = legible(item.when)
    if item.citations:
        data["evidence"] = [_citation(citation) for citation in item.citations]
    return data


def _citation(citation: NewCitation) -> str | dict[str, str | None]:
    link = legible(citation.link)
    return {"link": link, "note": legible(citation.note) or None} if citation.note else link

"""YAML of levels and competencies to an outline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.document import Document, Fault, FaultKind, read
from ladderci.importing.outline import Block, Node, UnreadableLadderError, keys, words
from ladderci.model import Aim, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ladderci.model import Path

_LEVELS: Final = frozenset({"level", "levels", "grade", "grades", "band", "bands", "rank", "ranks", "rung", "rungs"})
_AREAS: Final = keys(
    "area areas attribute attributes capability capabilities categories category dimension dimensions "
    "discipline disciplines domain domains group groups pillar pillars section sections skill skills "
    "theme themes topic topics track tracks"
)
_LISTS: Final = keys(
    "behaviors behaviours competencies competences competency content contents criteria expectations indicators items "
    "ladder objectives points practices requirements responsibilities statements"
)
"""Keys that say of the entries below them only that they are entries."""
_NAMES: Final = ("name", "title", "label", "heading")
_IDS: Final = ("id", "key", "slug", "code")
_TEXTS: Final = keys(
    "about definition description detail details expectation intro introduction notes overview "
    "purpose statement subtitle summary text"
)
_EXAMPLES: Final = frozenset({"example", "examples", "examplecriteria", "example_criteria", "evidence", "eg"})
_RANK: Final = re.compile(
    r"(?:[a-z]{1,3}|level|grade|band|stage)[\s._-]*\d{1,2}\b.*"
    r"|(?:junior|mid|intermediate|senior|staff|principal|lead|associate|graduate|distinguished)\b.*",
    re.IGNORECASE,
)
"""A key that names a level where the file lists none."""
_PROSE_WORDS: Final = 4
_PROSE_LENGTH: Final = 25
"""A value of so many words, or characters, is prose; below, it is a word about something else."""
_DEEPEST: Final = 6

_TOLERATED: Final = frozenset({FaultKind.HIDDEN, FaultKind.CUT, FaultKind.NUMBER})
_REFUSALS: Final = {
    FaultKind.SYNTAX: "this is no YAML",
    FaultKind.FORBIDDEN: "this is YAML that is not read here",
    FaultKind.DUPLICATE_KEY: "this key is there already",
    FaultKind.KEY_NOT_TEXT: "a key must be text, so it needs quotes",
    FaultKind.TOO_DEEP: "the entries are nested too deep",
    FaultKind.TOO_LARGE: "the file is too large",
    FaultKind.HIDDEN: "there is a character here that nobody can see",
    FaultKind.EMPTY: "there is nothing in this file",
}


class _Where(NamedTuple):
    """What is known of a place in the file from what stands above it."""

    path: Path = ()
    depth: int = 1
    """Of the next heading, or list."""
    level: str = ""
    area: str = ""
    key: str = ""
    details: int = 0
    is_record: bool = False
    """Whether its texts are statements: an entry of a list of competencies."""
    is_group: bool = False
    """Whether `key` is of what its statements stand in, an area or a level, and of none of them."""
    is_keyed: bool = False
    """Whether it is what a key of the file names, so that a name inside is only how that is called."""
    kind: str = ""
    """The key of the list or mapping that it is an entry of, where that says what its entries are."""

    def at(self, step: str | int) -> _Where:
        return self._replace(path=(*self.path, step))


def yaml_nodes(name: str, content: bytes) -> tuple[Node, ...]:
    """Return the texts of a file in YAML; each says which level and area it belongs to, if the file does.

    Names of levels and areas are headings, statements are items, what describes a level or an area is a paragraph, and
    a value that is no prose is a value. Keys that name a level or an area are headings. `examples` is a summary.

    Args:
        name: the file's name, for the line that refuses it.
        content: UTF-8.

    Raises:
        UnreadableLadderError: the file is no YAML, or one with aliases, tags or the like.

    """
    document = read(name, content)
    refused = [fault for fault in document.faults if fault.kind not in _TOLERATED]
    if refused or not document.readable:
        raise UnreadableLadderError(_refusal(name, (refused or list(document.faults))[0]))
    return tuple(_Reader(document).of(document.data, _Where()))


def _refusal(name: str, fault: Fault) -> str:
    start = fault.span.start
    what = _REFUSALS.get(fault.kind, "this cannot be read as YAML")
    detail = words(fault.detail)
    return f"{name}:{start.line}:{start.column}: {what}{f' ({detail})' if detail else ''}"


class _Reader:
    """One pass over the data in the order of the file."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._levels = frozenset(_names_below(document.data, _LEVELS))

    def of(self, value: object, where: _Where) -> Iterator[Node]:
        if isinstance(value, dict):
            yield from self._mapping(value, where)
        elif isinstance(value, list):
            yield from self._list(value, where)
        else:
            yield from self._text(Block.ITEM if where.is_record else Block.PARAGRAPH, value, where)

    def _mapping(self, data: Mapping[str, object], where: _Where) -> Iterator[Node]:
        inside = self._told_by(data, where)
        has_name = any(_is_word(data.get(name)) for name in _NAMES)
        for key, value in data.items():
            is_below = has_name and isinstance(value, (dict, list))
            at = inside.at(key)._replace(depth=inside.depth + is_below)
            if not _is_reference(key, value, inside, _ids(data)):
                yield from self._entry(key, value, at)

    def _told_by(self, data: Mapping[str, object], where: _Where) -> _Where:
        """Return a place with what the entries of its mapping say of it: its id, its level, its area."""
        level = next((str(value) for key, value in data.items() if key.casefold() in _LEVELS and _is_word(value)), "")
        area = next((str(value) for key, value in data.items() if key.casefold() in _AREAS and _is_word(value)), "")
        if where.is_keyed:
            return where._replace(is_keyed=False, level=level or where.level, area=area or where.area)
        own = next((str(data[key]) for key in _ids(data) if _is_word(data.get(key))), "")
        name = next((str(data[key]) for key in _NAMES if _is_word(data.get(key))), "")
        known = own or (level if where.kind in _LEVELS else "") or name
        if where.kind in _LEVELS and known:
            where = where._replace(level=known, is_group=True)
        elif where.kind in _AREAS and known:
            where = where._replace(area=where.area or known, is_group=True)
        elif known:
            where = where._replace(is_group=False)
        return where._replace(level=level or where.level, area=area or where.area, key=known or where.key)

    def _entry(self, key: str, value: object, at: _Where) -> Iterator[Node]:
        folded = key.casefold()
        if folded in _NAMES and not isinstance(value, (dict, list)):
            yield from self._text(Block.HEADING, value, at)
        elif folded in _EXAMPLES and value not in ([], {}, None, ""):
            inner = at._replace(details=at.details + 1, is_record=True)
            yield from self._text(Block.SUMMARY, key, inner)
            yield from self.of(value, inner)
        elif isinstance(value, (dict, list)):
            yield from self._below(key, value, at)
        elif folded in _TEXTS or (folded in _LISTS and at.is_record):
            yield from self.of(value, at)
        else:
            yield from self._value(key, value, at)

    def _below(self, key: str, value: Mapping[str, object] | list[object], at: _Where) -> Iterator[Node]:
        folded = key.casefold()
        if folded in _LEVELS | _AREAS:
            yield from self._named(value, at._replace(kind=folded, is_record=False))
        elif folded in _LISTS:
            yield from self.of(value, at._replace(kind=folded, is_record=True))
        elif folded in _TEXTS:
            yield from self.of(value, at)
        elif value:
            inner = self._under(key, at)
            yield from self._text(Block.HEADING, key, inner._replace(depth=at.depth))
            yield from self.of(value, inner)

    def _named(self, value: Mapping[str, object] | list[object], at: _Where) -> Iterator[Node]:
        """Yield the texts of levels or areas: of a list of them, or of a mapping from their ids or names."""
        if isinstance(value, list):
            yield from self._list(value, at)
            return
        for key, inner in value.items():
            below = at.at(key)
            is_entry = isinstance(inner, dict)  # which says itself what of it is a statement
            told = _named_as(key, below._replace(kind="", is_record=not is_entry, depth=at.depth + 1), at.kind)
            if not (isinstance(inner, dict) and any(name in inner for name in _NAMES)):
                yield from self._text(Block.HEADING, key, told._replace(depth=at.depth))
            yield from self.of(inner, told._replace(is_keyed=is_entry))

    def _under(self, key: str, at: _Where) -> _Where:
        """Return the place below a key that is a name: of a level, of an area, or of something in one."""
        inner = at._replace(depth=at.depth + 1, is_record=True, is_group=True, kind="", key=key)
        if not at.level and (key in self._levels or _RANK.fullmatch(key)):
            return inner._replace(level=key)
        return inner if at.area else inner._replace(area=key)

    def _list(self, values: list[object], where: _Where) -> Iterator[Node]:
        for index, value in enumerate(values):
            at = where.at(index)
            if isinstance(value, dict):
                yield from self.of(value, at._replace(is_group=True, is_keyed=False))
            elif isinstance(value, list):
                yield from self.of(value, at._replace(depth=at.depth + 1, is_keyed=False))
            elif where.kind in _LEVELS | _AREAS and value is not None:
                yield from self._text(Block.HEADING, value, _named_as(str(value), at, at.kind))
            else:
                yield from self._text(Block.ITEM, value, at)

    def _value(self, key: str, value: object, at: _Where) -> Iterator[Node]:
        """Yield a value below a key that is not known: prose has its key for a heading, all others are values."""
        if isinstance(value, str) and _is_prose(value):
            inner = self._under(key, at)
            yield from self._text(Block.HEADING, key, inner._replace(depth=at.depth))
            yield from self._text(Block.ITEM, value, inner)
        else:
            yield from self._text(Block.VALUE, value, at._replace(key=key))

    def _text(self, block: Block, value: object, at: _Where) -> Iterator[Node]:
        text = words(value if isinstance(value, str) else self._document.raw(at.path))
        if text:
            depth = min(at.depth, _DEEPEST) if block is Block.HEADING else 1
            aim = Aim.KEY if block is not Block.VALUE and at.path and value == at.path[-1] else Aim.VALUE
            line = self._document.span(Place(at.path, aim)).start.line
            key = "" if block is Block.ITEM and at.is_group and not at.details else at.key
            yield Node(block, text, line, depth, details=at.details, key=key, level=at.level, area=at.area)


def _named_as(name: str, at: _Where, kind: str) -> _Where:
    """Return a place that is the level's or the area's of this name."""
    at = at._replace(key=name, is_group=True)
    return at._replace(level=name) if kind in _LEVELS else at._replace(area=name)


def _ids(data: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys of a mapping's id; a name beside a title is one, too."""
    return (*_IDS, "name") if _is_word(data.get("name")) and _is_word(data.get("title")) else _IDS


def _is_reference(key: str, value: object, inside: _Where, ids: Collection[str]) -> bool:
    """Return whether an entry only says what its neighbours belong to, which their nodes say."""
    folded = key.casefold()
    if not _is_word(value):
        return False
    if folded in ids:
        return str(value) == inside.key
    return (folded in _LEVELS and inside.level == str(value)) or (folded in _AREAS and inside.area == str(value))


def _is_word(value: object) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool) and bool(str(value).strip())


def _is_prose(value: str) -> bool:
    if "://" in value:
        return False
    return len(value.split()) >= _PROSE_WORDS or (len(value) >= _PROSE_LENGTH and not value.isascii())


def _names_below(data: object, keys: frozenset[str]) -> Iterator[str]:
    """Yield the ids and names of what the file lists, at its root, below one of some keys."""
    for key, value in data.items() if isinstance(data, dict) else ():
        if key.casefold() not in keys:
            continue
        if isinstance(value, dict):
            yield from value
        for entry in value if isinstance(value, list) else ():
            named = entry if isinstance(entry, dict) else {"id": entry}
            yield from (str(named[field]) for field in (*_IDS, *_NAMES) if _is_word(named.get(field)))

"""Data to refusals: which value a schema refuses, by which keyword, and in which words.

jsonschema-rs gives the verdict, the path and the keyword; where it cannot be installed, jsonschema does. The words come
from the schema itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.model import Path

Schema = dict[str, object]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that a schema refuses."""

    path: Path
    """Where the refused value stands."""
    keyword: str
    """The JSON Schema keyword that refused it."""
    words: str = ""
    """What the schema has to say about it; empty where it says nothing."""
    expected: tuple[str, ...] = ()
    """The names, types or values that would have done, or the limit."""
    name: str = ""
    """For `required` the key that is missing; for `additionalProperties` and `propertyNames` the key refused."""
    known: tuple[str, ...] = ()
    """The keys that the schema knows beside it."""


@dataclass(frozen=True, slots=True)
class _Error:
    """What either library says of one refusal, in one form."""

    path: Path
    part: Schema
    """The subschema that refused."""
    keyword: str
    instance: object


class Validator:
    """A schema made ready for many documents."""

    def __init__(self, schema: Schema) -> None:
        """Compile a draft-07 schema."""
        self._is_valid, self._errors = _compile(schema)

    def refusals(self, data: object) -> tuple[Refusal, ...]:
        """Return everything that the schema refuses in some data, in the order in which validators come upon it."""
        if self._is_valid(data):
            return ()
        found: dict[Refusal, None] = {}
        for part in _parts(data):
            found.update(dict.fromkeys(refusal for error in self._errors(part) for refusal in _refusals(error)))
            if len(found) >= _PART:
                break
        return tuple(found)


def _parts(data: object) -> Iterator[object]:
    """Yield data in parts that together hold all of it: of each large mapping below the root a few entries at a time.

    The libraries copy a mapping for each of its keys that is refused. With all keys in one mapping the time would grow
    with their square, and a file of a hundred thousand would stop a check.
    """
    root = _mapping(data)
    longest = max((length for value in root.values() for length in _lengths(value)), default=0)
    for start in range(0, longest, _PART) if longest > _PART else ():
        yield {key: _part(value, start) for key, value in root.items()}
    yield data  # how many there are shows only in the whole


def _lengths(value: object) -> Iterator[int]:
    """Yield how many entries each mapping has, this one and those inside."""
    if isinstance(value, dict):
        yield len(value)
    for inner in _inside(value):
        yield from _lengths(inner)


def _inside(value: object) -> Iterator[object]:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (inner for inner in values if isinstance(inner, dict | list))


def _part(value: object, start: int) -> object:
    if isinstance(value, list):
        return [_part(inner, start) for inner in value]
    if not isinstance(value, dict):
        return value
    entries = value.items() if len(value) <= _PART else islice(value.items(), start, start + _PART)
    return {key: _part(inner, start) for key, inner in entries}


_PART: Final = 300
"""More entries than a mapping of any format has, but for the people of a cycle and what is hostile."""


_Compiled = tuple["Callable[[object], bool]", "Callable[[object], Iterator[_Error]]"]
"""What says whether data is accepted, and what says why not."""


def _compile(schema: Schema) -> _Compiled:
    try:
        return _with_rust(schema)
    except ImportError:
        return with_python(schema)


def _with_rust(schema: Schema) -> _Compiled:
    from jsonschema_rs import Draft7Validator, RegexOptions

    compiled = Draft7Validator(schema, pattern_options=RegexOptions())

    def errors(data: object) -> Iterator[_Error]:
        for error in compiled.iter_errors(data):
            where = tuple(error.schema_path)
            yield _Error(tuple(error.instance_path), _descend(schema, where[:-1]), error.kind.name, error.instance)

    return compiled.is_valid, errors


def with_python(schema: Schema) -> _Compiled:
    """Return the same through jsonschema, the reference: for where jsonschema-rs cannot be installed."""
    from jsonschema import Draft7Validator

    Draft7Validator.check_schema(schema)
    compiled = Draft7Validator(schema)

    def errors(data: object) -> Iterator[_Error]:
        for error in compiled.iter_errors(data):
            part = cast("Schema", error.schema)
            yield _Error(tuple(error.absolute_path), part, _keyword(tuple(error.absolute_schema_path)), error.instance)

    return compiled.is_valid, errors


def _keyword(where: Path) -> str:
    return "propertyNames" if "propertyNames" in where else str(where[-1])


def _descend(schema: Schema, where: Path) -> Schema:
    part: object = schema
    for step in where:
        part = part[step] if isinstance(part, list) and isinstance(step, int) else _mapping(part).get(str(step))
    return _mapping(part)


def _mapping(value: object) -> Schema:
    return cast("Schema", value) if isinstance(value, dict) else {}


def _refusals(error: _Error) -> Iterator[Refusal]:
    """Yield a refusal, or one for each key where keys are what is refused."""
    value = error.part.get(error.keyword)
    words = error.part.get("patternErrorMessage" if error.keyword in _OF_PATTERNS else "errorMessage", "")
    known = tuple(_mapping(error.part.get("properties")))
    expected = tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)
    for name in _names(error, value) or ("",):
        yield Refusal(
            path=error.path,
            keyword=error.keyword,
            words=str(words),
            expected=expected,
            name=name,
            known=known,
        )


def _is_refused_name(key: str, part: Schema) -> bool:
    allowed = part.get("enum")
    outside = isinstance(allowed, list) and key not in allowed
    return outside or "\n" in key or not re.search(str(part.get("pattern", "")), key)


_OF_PATTERNS = frozenset(["pattern", "propertyNames", "not"])
"""Keywords that refuse how a text is written; `not` stands beside a pattern and only refuses a final line end."""


def _names(error: _Error, value: object) -> tuple[str, ...]:
    keys = _mapping(error.instance)
    if error.keyword == "propertyNames":
        return tuple(key for key in keys or (str(error.instance),) if _is_refused_name(key, error.part))
    if error.keyword == "required" and isinstance(value, list):
        return tuple(name for name in value if name not in keys)
    if error.keyword == "additionalProperties":
        known = _mapping(error.part.get("properties"))
        return tuple(key for key in keys if key not in known)
    return ()

"""Publishing: the schemas that follow from the rubrics and policies of a source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING, Final

from ladderci import schema
from ladderci.app.rulebook import Rulebook
from ladderci.model import Report
from ladderci.source import Unreadable
from ladderci.splice import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ladderci.source import Source

FOLDER: Final = "schema"
_SHOWN: Final = 60
"""Lines of one file's difference."""
_LIMIT: Final = 20_000_000
"""Bytes of a schema that are read to compare it; the largest rubric gives about a tenth of that."""


@dataclass(frozen=True, slots=True)
class Published:
    """What should lie in `schema/`, and what is wrong with what it follows from."""

    files: Mapping[str, str]
    report: Report


@dataclass(frozen=True, slots=True)
class Change:
    """A schema that is stale."""

    path: str
    old: str | None
    """None where there is no such file yet."""
    new: str | None
    """None where there should be none."""


def publish(source: Source) -> Published:
    """Return every schema that follows from what judges: the fixed formats and each rubric, copies of cycles too."""
    rulebook = Rulebook(source)
    files = {f"{FOLDER}/{name}.schema.json": schema.fixed(name) for name in schema.FORMATS}
    for cycle in ("", *rulebook.cycles):
        for rubric in rulebook.rubrics(cycle):
            path = schema_path(rulebook, rubric, cycle)
            if path not in files and (text := _derived(rulebook, rubric, cycle)):
                files[path] = text
    return Published(files, Report(0, rulebook.findings(), rulebook.is_broken))


def schema_path(rulebook: Rulebook, rubric: str, cycle: str) -> str:
    """Return where the schema of a rubric is published, as a cycle is judged by it.

    A cycle has a schema of its own where it has a copy of the rubric or of the policy.
    """
    has_copy = rulebook.rubric_file(rubric, cycle) != rulebook.rubric_file(rubric)
    has_copy |= rulebook.policy_file(cycle) != rulebook.policy_file()
    return f"{FOLDER}/cycles/{cycle}/{rubric}.schema.json" if has_copy else f"{FOLDER}/{rubric}.schema.json"


def _derived(rulebook: Rulebook, rubric: str, cycle: str) -> str:
    found, policy = rulebook.rubric(rubric, cycle).value, rulebook.policy(cycle).value
    if found is None or policy is None:
        return ""
    return json.dumps(schema.derive(found, policy), ensure_ascii=False, indent=1) + "\n"


def stale(source: Source, files: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what would have to change in `schema/`."""
    there = {path: _read(source, path) for path in source.files(FOLDER) if path.endswith(".schema.json")}
    paths = sorted({*there, *files})
    return tuple(Change(path, there.get(path), files.get(path)) for path in paths if there.get(path) != files.get(path))


def _read(source: Source, path: str) -> str:
    content = source.read(path, _LIMIT)
    return "" if isinstance(content, Unreadable) else content.decode("utf-8", "replace")


def differences(changes: tuple[Change, ...]) -> Iterator[str]:
    """Yield a readable difference for each change: a line for a whole file, and no more of a long one than is read."""
    for change in changes:
        if change.old is None or change.new is None:
            yield f"{change.path}: {'is not there yet' if change.old is None else 'follows from nothing any more'}"
            continue
        sides = (change.old.splitlines(), change.new.splitlines())
        names = (f"{change.path} (committed)", f"{change.path} (derived)")
        lines = list(unified_diff(*sides, *names, lineterm="", n=2))
        yield from lines[:_SHOWN]
        if len(lines) > _SHOWN:
            yield f"… and {len(lines) - _SHOWN} more lines of difference"


def write(root: Path, change: Change) -> None:
    """Bring one schema up to date."""
    path = root / change.path
    if change.new is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, change.new, overwrite=True)

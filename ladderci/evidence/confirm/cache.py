"""What can no longer change, kept between runs in a folder of one's own.

One text file for each API: a first line that says what it is, then a line for each thing, which begins with a digest
of the thing and one of the rest of the line. So what was half written, cut off or damaged is known for it and left
out, and is found anew. A file is written whole or not at all, to a new one that takes the place of the old one; of two
programs that write at once, one is in vain, and nothing is lost but time.

The titles of private repositories lie in here, so nobody else may read it; and what somebody else could have written is
not believed. Whatever is wrong with the folder or a file, it is done without, and no word is said.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Final

from ladderci.model.fact import Part, Participant, Seen, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ladderci.evidence.confirm.confirmer import Confirmer
    from ladderci.evidence.target import Target
    from ladderci.model.fact import Sight

_FORMAT: Final = "ladderci evidence 1"
_MOST_BYTES: Final = 32_000_000
"""Of a file, some 60,000 things: what does not fit any more is not kept."""
_DIGITS: Final = 64
"""Of a digest."""
_PRIVATE: Final = 0o700
_OTHERS_WRITE: Final = 0o022
_READING: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Kept:
    """A confirmer that remembers what another one saw and what can no longer change."""

    def __init__(self, confirmer: Confirmer, folder: Path, source: str, terms: Iterable[str] = ()) -> None:
        """Take who is asked about what is not known, and where what is known lies.

        Args:
            confirmer: who looks.
            folder: for this program alone; made when there is something to keep.
            source: what the other one asks: the API's address.
            terms: what else its answers depend on: the branches that count.

        """
        self.name = confirmer.name
        self._confirmer = confirmer
        self._store = _Store(folder, source)
        self._terms = sorted(terms)

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        """Return what was seen of each target, once or now; the other one is asked only about what is not known."""
        wanted = {target: self._key(target) for target in targets}
        known: dict[Target, Sight] = dict(self._known(wanted))
        rest = [target for target in wanted if target not in known]
        if not rest:
            return known
        found = self._confirmer.look(rest)
        final = {
            wanted[target]: sight
            for target, sight in found.items()
            if isinstance(sight, Seen) and sight.is_final and target in wanted
        }
        if final:
            self._store.add({key: _written(seen) for key, seen in final.items()})
        return {**known, **found}

    def _known(self, wanted: Mapping[Target, str]) -> Iterable[tuple[Target, Seen]]:
        lines = self._store.lines()
        for target, key in wanted.items():
            seen = _read(lines.get(key, ""))
            if seen and seen.is_final:
                yield target, seen

    def _key(self, target: Target) -> str:
        return _digest(json.dumps([*target, *self._terms]))


class _Store:
    """Lines of text by key, in one file."""

    def __init__(self, folder: Path, source: str) -> None:
        self._folder = folder
        self._path = folder / f"seen-{_digest(source)[:16]}.txt"

    def lines(self) -> dict[str, str]:
        """Return what is kept and whole; empty where there is nothing that can be relied on."""
        with suppress(OSError, UnicodeDecodeError):
            first, *rest = self._text().split("\n")
            if first == _FORMAT:
                return dict(_whole(rest))
        return {}

    def add(self, lines: Mapping[str, str]) -> None:
        """Keep more lines, if that is possible."""
        with suppress(OSError):
            self._folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            if _is_ours(self._folder.lstat(), stat.S_ISDIR):
                self._folder.chmod(_PRIVATE)
                self._write({**self.lines(), **lines})

    def _text(self) -> str:
        if not _is_ours(self._folder.lstat(), stat.S_ISDIR):
            return ""
        with os.fdopen(os.open(self._path, _READING), "rb") as stream:
            state = os.fstat(stream.fileno())
            is_fine = _is_ours(state, stat.S_ISREG) and state.st_size <= _MOST_BYTES
            return stream.read(_MOST_BYTES).decode("ascii") if is_fine else ""

    def _write(self, lines: Mapping[str, str]) -> None:
        text = "\n".join((_FORMAT, *(f"{key} {_digest(key + line)} {line}" for key, line in lines.items()), ""))
        if len(text) > _MOST_BYTES:
            return
        descriptor, name = mkstemp(dir=self._folder, prefix=".seen-")  # for nobody else to read, from the beginning
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def _whole(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield key and text of the lines that are as they were written."""
    for line in lines:
        key, mark, text = line[:_DIGITS], line[_DIGITS + 1 : 2 * _DIGITS + 1], line[2 * _DIGITS + 2 :]
        if text and _digest(key + text) == mark:
            yield key, text


def _is_ours(state: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Return whether something is of the right kind, and nobody else can have written it."""
    return is_kind(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & _OTHERS_WRITE


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --- one thing ------------------------------------------------------------------------------------------------------


def _written(seen: Seen) -> str:
    data = asdict(seen)
    data["at"] = seen.at.astimezone(UTC).isoformat() if seen.at else None
    data["people"] = [list(one) for one in seen.people]
    return json.dumps(data)


def _read(text: str) -> Seen | None:
    """Return what was written, or None where it is anything else."""
    try:
        return _seen(json.loads(text))
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None


def _seen(data: Mapping[str, object]) -> Seen:
    """Return what the data say; raises one of many errors where they are not of this format."""
    return Seen(
        url=_text(data["url"]),
        repository=_text(data["repository"]),
        state=State(_text(data["state"])),
        title=_text(data["title"]),
        at=None if data["at"] is None else _moment(_text(data["at"])),
        people=tuple(map(_participant, _list(data["people"]))),
        branch=_text(data["branch"]),
        is_on_counting_branch=_truth(data["is_on_counting_branch"]),
        is_attributed=_truth(data["is_attributed"]),
        is_own_pull_request=_truth(data["is_own_pull_request"]),
        is_final=_truth(data["is_final"]),
        by=_text(data["by"]),
    )


def _participant(value: object) -> Participant:
    part, login, email, name = map(_text, _list(value))
    return Participant(Part(part), login, email, name)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value

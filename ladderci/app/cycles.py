"""Opening and closing a cycle: its file, and the copies of what judges that it is judged by ever after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci import load
from ladderci.app.check import cycle_of, home_of, open_reviews
from ladderci.app.choosing import BrokenError, WritingError, cycle_meant, meant, refuse_closed
from ladderci.app.reading import read_file, why_unread
from ladderci.app.rulebook import CYCLES, FOLDER, Rulebook
from ladderci.app.sound import value_of
from ladderci.forms import SLUG
from ladderci.model import Limits, Severity
from ladderci.scaffold import entry, modeline_for, scalar
from ladderci.source import Overlay, Unreadable
from ladderci.splice.cycle import close

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from ladderci.model import Cycle, Review
    from ladderci.source import Source

POLICY: Final = "policy"
"""What the policy's file is called, beside those of rubrics, which are called as their ids."""
_ROSTER: Final = """\
# Who takes part, by GitHub login. As long as nobody is named, anyone may.
# people:
#   ada-quill:
#     rubric: {rubric}
#     manager: grace-osei
#     emails: [ada-quill@acme.example]
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be written."""

    path: str
    """From the root."""
    text: str
    is_new: bool = True
    """Whether there is none yet; otherwise the one that is there is replaced."""


class Wanted(NamedTuple):
    """What a person asks of a new cycle. Days as in its file: `2026-07-01`."""

    cycle: str
    start: str
    end: str
    due: str
    rubrics: Sequence[str] = ()
    """Those to copy; every living one where left out. Any other is judged as it is."""


def open_cycle(source: Source, wanted: Wanted) -> tuple[File, ...]:
    """Return the files of a new cycle: copies of the policy and of rubrics, then the cycle itself.

    The cycle's own file comes last, so that a cycle of which only a part could be written is none yet.

    Raises:
        WritingError: there is such a cycle already, no such rubric, or a day that no cycle can have.
        BrokenError: the policy or a rubric is broken.

    """
    if not re.fullmatch(SLUG, wanted.cycle):
        raise WritingError(f"{wanted.cycle}: name a cycle in lower-case letters, digits and hyphens, such as 2026-h2")
    rulebook = Rulebook(source)
    if wanted.cycle in rulebook.cycles:
        raise WritingError(f"{wanted.cycle} is there already: {_what_next(rulebook.of_cycle(wanted.cycle))}")
    rubrics = _rubrics(rulebook, wanted)
    _refuse_leftovers(source, rulebook, wanted.cycle, rubrics)
    copies = tuple(_copies(source, rulebook, wanted.cycle, rubrics))
    file = File(f"{CYCLES}/{wanted.cycle}/cycle.yaml", _text(wanted, rubrics[0]))
    _refuse_impossible(source, (*copies, file), wanted.cycle)
    return (*copies, file)


def _what_next(cycle: Cycle | None) -> str:
    if cycle and cycle.status == "closed":
        return "it is closed; to go on with it, write status: open in its file"
    return "`ladderci cycle repin` brings its copies up to date"


def _rubrics(rulebook: Rulebook, wanted: Wanted) -> tuple[str, ...]:
    known = rulebook.rubrics()
    for name in wanted.rubrics:
        if name not in known:
            raise WritingError(f"there is no rubric {name}{meant(name, known)}")
    if not known:
        raise WritingError("there is no rubric in rubric/ to write against: `ladderci rubric import` makes one")
    return tuple(dict.fromkeys(wanted.rubrics)) or known


def _text(wanted: Wanted, rubric: str) -> str:
    lines = [
        modeline_for("../../../schema/cycle.schema.json"),
        *entry("cycle", wanted.cycle),
        "status: open",
        f"period: {{from: {scalar(wanted.start)}, to: {scalar(wanted.end)}}}",
        *entry("due", wanted.due),
    ]
    return "\n".join(lines) + "\n" + _ROSTER.format(rubric=rubric)


def _refuse_impossible(source: Source, files: Iterable[File], cycle: str) -> None:
    """Raise WritingError with the first thing that would be wrong with a new cycle."""
    loaded = Rulebook(Overlay(source, {file.path: file.text.encode() for file in files})).cycle(cycle)
    wrong = next((finding for finding in loaded.findings if finding.severity is Severity.ERROR), None)
    if wrong:
        raise WritingError(f"{wrong.message}: {wrong.help}" if wrong.help else wrong.message)


# --- copies --------------------------------------------------------------------------------------------------------


def _refuse_leftovers(source: Source, rulebook: Rulebook, cycle: str, rubrics: Iterable[str]) -> None:
    """Raise WritingError where something else than a copy stands in a copy's place."""
    for name in (POLICY, *rubrics):
        living, copy = f"{FOLDER}/{name}.yaml", f"{CYCLES}/{cycle}/{name}.yaml"
        if copy in rulebook.files and source.read(copy, Limits().file_bytes) != source.read(
            living, Limits().file_bytes
        ):
            raise WritingError(f"{copy} is there already and is not the same as {living}: take it away first")


def _copies(source: Source, rulebook: Rulebook, cycle: str, rubrics: Iterable[str]) -> Iterator[File]:
    """Yield the copies of the policy and of rubrics that a cycle lacks, with the living files' own bytes."""
    for name in (POLICY, *rubrics):
        copy = f"{CYCLES}/{cycle}/{name}.yaml"
        if name == POLICY:
            value_of(rulebook.policy(cycle))
        else:
            value_of(rulebook.rubric(name, cycle))
        if copy not in rulebook.files:
            yield File(copy, _text_of(source, f"{FOLDER}/{name}.yaml"))


def _text_of(source: Source, path: str) -> str:
    """Return a file's text with all of its bytes, its byte order mark among them."""
    content = source.read(path, Limits().file_bytes)
    if isinstance(content, Unreadable):
        raise BrokenError(f"{path}: {why_unread(content, Limits().file_bytes)}")
    return content.decode("utf-8")


# --- closing -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a cycle comes to."""

    files: tuple[File, ...]
    drafts: tuple[str, ...]
    """Reviews that nobody has submitted."""


def close_cycle(source: Source, name: str, today: date | None = None) -> Closing:
    """Return what closes a cycle: copies of what it was judged by, where it has none, and its own file.

    Args:
        source: where it lies, with its reviews.
        name: its id.
        today: in UTC, where it is not to be closed before its reviews are due; any day will do where left out.

    Raises:
        WritingError: there is no such cycle, or it is closed, or its reviews are not due yet.
        BrokenError: it is broken, or something that it is judged by.
        SpliceError: its file is written in a way in which it cannot be changed.

    """
    rulebook = Rulebook(source)
    cycle = cycle_to_change(rulebook, name)
    due = max((cycle.due, *(person.due for person in cycle.people if person.due)))
    if today and today <= due:
        raise WritingError(f"reviews of {name} are due on {due.isoformat()}: --early closes it all the same")
    reviews = {path: _review(source, rulebook, path) for path in reviews_of(source, rulebook, name)}
    named = {review.rubric for review in reviews.values()}
    is_guessed = not named.issubset(rulebook.rubrics(name))  # one is judged by the rubric that was probably meant
    used = named | {person.rubric for person in cycle.people}
    copies = _copies(source, rulebook, name, (one for one in rulebook.rubrics() if is_guessed or one in used))
    file = File(f"{CYCLES}/{name}/cycle.yaml", close(rulebook.cycle(name).document), is_new=False)
    return Closing((*copies, file), tuple(path for path, review in reviews.items() if not review.submitted))


def _review(source: Source, rulebook: Rulebook, path: str) -> Review:
    return load.review(read_file(source, path, rulebook.limits(cycle_of(path)).file_bytes).data)


def cycle_to_change(rulebook: Rulebook, name: str) -> Cycle:
    """Return an open cycle; raises WritingError where there is none of this name."""
    if not name:  # where other commands take the open one, a cycle is not ended by a variable that was not set
        raise WritingError("name the cycle")
    cycle = cycle_meant(rulebook, name)
    refuse_closed(cycle)
    return value_of(rulebook.cycle(cycle.id))


def reviews_of(source: Source, rulebook: Rulebook, cycle: str) -> tuple[str, ...]:
    """Return the paths of an open cycle's reviews."""
    return tuple(path for path in open_reviews(source, rulebook) if home_of(path) and cycle_of(path) == cycle)

"""Confirming what somebody says: from a person, a subject and a work item to the witness's own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ladderci import load, schema
from ladderci.app.choosing import Identity, WritingError, cycle_meant, meant, person_meant, refuse_closed
from ladderci.app.reading import is_there, read_file
from ladderci.document import read
from ladderci.evidence.testimony import digest, testimonies
from ladderci.model.fact import Confirmation
from ladderci.splice.confirmations import confirm
from ladderci.text import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.app.rulebook import Rulebook
    from ladderci.evidence.testimony import Testimony
    from ladderci.model import Cycle, Review
    from ladderci.source import Source


@dataclass(frozen=True, slots=True)
class Asked:
    """What a witness says, about what."""

    witness: Identity
    subject: str
    key: str
    """Of the work item; empty where the person is named in one only."""
    cycle: str = ""
    confirmed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A witness's file to be written, and what it confirms or declines."""

    path: str
    """From the root."""
    text: str
    cycle: str
    answer: Confirmation
    testimony: Testimony


def answer(source: Source, rulebook: Rulebook, asked: Asked) -> Answered:
    """Return a witness's file with one answer more.

    Raises:
        WritingError: where it is not clear who says what about whom, nobody asked them, or their file would be one that
            its own schema refuses.
        SpliceError: where the file is written in a way in which nothing can be added to it.

    """
    cycle = cycle_meant(rulebook, asked.cycle)
    refuse_closed(cycle, "confirmations")
    witness = person_meant(cycle, asked.witness, "who are you? Give --as LOGIN")
    subject, review = _review(source, rulebook, cycle, asked.subject)
    testimony = _testimony(review, subject, witness, asked.key)
    seal = digest(review.subject, cycle.id, testimony.item, witness)
    said = Confirmation(witness, subject, testimony.item.key, asked.confirmed, seal, asked.note)
    path = _path(source, cycle.id, witness)
    document = read_file(source, path, rulebook.limits(cycle.id).file_bytes) if is_there(source, path) else None
    text = confirm(document, said, cycle.id)
    _refuse_invalid(path, text)
    return Answered(path, text, cycle.id, said, testimony)


def _refuse_invalid(path: str, text: str) -> None:
    """Raise WritingError where a check would refuse what is about to be written, with the first thing that it would."""
    refused = schema.validator("confirmations").refusals(read(path, text.encode()).data)
    if not refused:
        return
    first = refused[0]
    name = first.name or next((str(step) for step in reversed(first.path)), path)
    most = f"longer than {int(first.expected[0]):,} characters" if first.keyword == "maxLength" else ""
    if most and not first.name:
        raise WritingError(f"the {name} is {most}: shorten it")
    raise WritingError(f"{path} would not be valid: {name} is {most or first.words or 'not as it should be'}")


def _path(source: Source, cycle: str, witness: str) -> str:
    """Return where a witness's file lies; one that is there in another case of letters is theirs too."""
    folder = f"reviews/{cycle}/confirmations"
    own = f"{witness}.yaml"
    there = next((name for name in sorted(source.names(folder)) if name.lower() == own.lower()), own)
    return f"{folder}/{there}"


def _review(source: Source, rulebook: Rulebook, cycle: Cycle, subject: str) -> tuple[str, Review]:
    folder = f"reviews/{cycle.id}"
    there = {name.removesuffix(".yaml"): name for name in sorted(source.names(folder)) if name.endswith(".yaml")}
    login = next((login for login in there if login.lower() == subject.lower()), "")
    if not login:
        raise WritingError(f"{subject} has no review in {folder}{meant(subject, tuple(there))}")
    document = read_file(source, f"{folder}/{there[login]}", rulebook.limits(cycle.id).file_bytes)
    if not document.readable:
        raise WritingError(f"{document.file} cannot be read: `ladderci check {document.file}` says why")
    return login, load.review(document.data)


def _testimony(review: Review, subject: str, witness: str, key: str) -> Testimony:
    """Return what a witness is asked; raises WritingError where that is nothing, or several things."""
    own = {one.item.key: one for one in testimonies(review) if one.witness.lower() == witness.lower()}
    if not own:
        raise WritingError(f"{subject}'s review does not name {witness} as a witness: there is nothing to confirm")
    if not key and len(own) > 1:
        raise WritingError(f"{subject} names {witness} in several work items: say which: {', '.join(own)}")
    found = own.get(key) if key else next(iter(own.values()))
    if found is None:
        raise WritingError(f"{subject} does not name {witness} under {key}{meant(key, tuple(own))}")
    return found


def shown(answered: Answered) -> Iterator[str]:
    """Yield what a witness reads before and after they answer: the testimony, a line each."""
    item = answered.testimony.item
    yield f"{answered.answer.subject} · {item.title or item.key}{f' · {item.when}' if item.when else ''}"
    yield from (f"  {line}" for line in split_lines(item.story.strip()) if item.story.strip())
    for citation in answered.testimony.citations:
        parts = (citation.kind, citation.when, citation.note)
        yield f"  - {' · '.join(part for part in parts if part)}"

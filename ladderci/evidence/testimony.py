"""Testimony, and what its witnesses say of it: what they read as a digest, and what their answer is worth."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.model.fact import Word
from ladderci.text import same_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.model import Citation, Cycle, Review, WorkItem
    from ladderci.model.fact import Confirmation

DIGITS: Final = 32
"""Hexadecimal digits of a digest: 128 bits, so that nobody can prepare two texts that have the same."""
_FORM: Final = "ladderci testimony 1"
"""Begins what is digested, so that another form of it could never be taken for this one."""


class Testimony(NamedTuple):
    """What one witness is named for in one work item."""

    item: WorkItem
    witness: str
    """As the review spells it."""
    citations: tuple[Citation, ...]
    """Everything in the item that names them, in its order; at least one."""


class Heard(NamedTuple):
    """Testimony, and what it is worth."""

    testimony: Testimony
    word: Word
    is_edited: bool = False
    """Whether it is unconfirmed because it was edited since it was answered."""
    note: str = ""
    """What the witness added, where the answer still holds."""


def testimonies(review: Review) -> tuple[Testimony, ...]:
    """Return the testimony of a review by work item and witness, in the order of the review."""
    return tuple(found for item in review.work for found in _of_item(item))


def digest(subject: str, cycle: str, item: WorkItem, witness: str) -> str:
    """Return what stands for the testimony of one witness in one work item, as 32 hexadecimal digits.

    It is taken over what the witness reads: whose review of which cycle it is, the work item's key, title, time and
    story, and the entries that name the witness. Spaces, line ends and the order of the entries do not count, as they
    count for nothing in what a pull request is said to change, and logins are the same in any case of letters. It is
    the beginning of a SHA-256.

    Args:
        subject: the login of the person whose review it is.
        cycle: the id of the cycle.
        item: the work item.
        witness: the login of whoever is named under `from`.

    """
    entries = sorted(_words(one.kind, one.when, one.note) for one in item.evidence if _is_from(one, witness))
    read = _words(subject.lower(), cycle, item.key, item.title, item.when, item.story, witness.lower())
    content = json.dumps([_FORM, read, entries], separators=(",", ":"))
    return hashlib.sha256(content.encode("ascii")).hexdigest()[:DIGITS]


def words_of(review: Review, cycle: Cycle, confirmations: Iterable[Confirmation] | None) -> tuple[Heard, ...]:
    """Return what each testimony of a review is worth, in the order of the review.

    Args:
        review: whose testimony it is.
        cycle: its cycle; where that has a roster, only who is on it can confirm.
        confirmations: what witnesses of this cycle say, of whosever review; each from its witness's own file;
            None is as good as none.

    """
    subject = review.subject.lower()
    answers = {(one.key, one.witness.lower()): one for one in confirmations or () if one.subject.lower() == subject}
    return tuple(_heard(one, review, cycle, answers.get(_key(one))) for one in testimonies(review))


def _heard(testimony: Testimony, review: Review, cycle: Cycle, answer: Confirmation | None) -> Heard:
    if answer is None or not _may_answer(testimony.witness, review, cycle):
        return Heard(testimony, Word.UNCONFIRMED)
    if answer.digest != digest(review.subject, cycle.id, testimony.item, testimony.witness):
        return Heard(testimony, Word.UNCONFIRMED, is_edited=True)
    return Heard(testimony, Word.CONFIRMED if answer.confirmed else Word.DECLINED, note=answer.note)


def _may_answer(witness: str, review: Review, cycle: Cycle) -> bool:
    is_known = not cycle.people or cycle.person(witness) is not None
    return is_known and witness.lower() != review.subject.lower()


def _key(testimony: Testimony) -> tuple[str, str]:
    return (testimony.item.key, testimony.witness.lower())


def _of_item(item: WorkItem) -> Iterator[Testimony]:
    named = dict.fromkeys(one.witness.lower() for one in item.evidence if one.witness and not one.link)
    for witness in named:
        citations = tuple(one for one in item.evidence if _is_from(one, witness))
        yield Testimony(item, citations[0].witness, citations)


def _is_from(citation: Citation, witness: str) -> bool:
    return not citation.link and citation.witness.lower() == witness.lower()


def _words(*texts: str) -> list[str]:
    return [same_words(text) for text in texts]

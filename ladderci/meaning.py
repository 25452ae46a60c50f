"""What changed in a review between two versions of it: a change of meaning, not of lines.

Order, quotes, wrapping, comments, and another spelling of the same link change nothing that a reader has to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ladderci.evidence import Form
from ladderci.model import Answer, Changes, EvidenceChange, Holder, RatingMove, TextEdit, WorkItem
from ladderci.text import same_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.evidence import Reader
    from ladderci.model import Citation, Review

    Things = dict["Identity", list[Citation]]

Identity = tuple[str, ...]
"""What makes two citations one piece of evidence."""

_TEXTS: Final = {Holder.WORK: ("title", "when", "story"), Holder.ANSWER: ("story", "reason")}


@dataclass(frozen=True, slots=True)
class _Pair:
    """A work item or an answer in its two versions; an empty one stands for one that is not there."""

    holder: Holder
    key: str
    before: WorkItem | Answer
    after: WorkItem | Answer
    fields: tuple[str, ...]
    """The texts to compare."""


def changes(before: Review | None, after: Review, reader: Reader) -> Changes:
    """Return what a newer version of a review says that the older one did not, and the other way round.

    A review that is new is only that: everything in it is. Whatever is told comes in the order of the newer version,
    then what the older one alone has. Ratings are those of `expectations`: an answer that moved to `retired` lost its
    rating, and keeps its texts and evidence. A work item that is new or gone is told by its key and its evidence, not
    by its texts. The note of a piece of evidence that stands in both versions is a text like any other, told as an
    edit of the field `note`; the rest of a citation (the stated kind of a link) is not compared. An answer whose id
    the rubric renamed counts as one that went and another that came.

    Args:
        before: the older version; None where there was no such review.
        after: the newer version.
        reader: what tells which links are the same; both versions are read by it.

    """
    if before is None:
        return Changes(is_new=True)
    texts: list[TextEdit] = [*_summary(before, after)]
    evidence: list[EvidenceChange] = []
    for pair in (*_work(before, after), *_answers(before, after)):
        old, new = _things(pair.before.evidence, reader), _things(pair.after.evidence, reader)
        texts += [*_texts(pair), *_notes(pair, old, new)]
        evidence += _evidence(pair, old, new)
    old_keys, new_keys = (dict.fromkeys(item.key for item in review.work) for review in (before, after))
    return Changes(
        status=(before.status, after.status) if before.status != after.status else None,
        ratings=tuple(_ratings(before, after)),
        texts=tuple(texts),
        evidence=tuple(evidence),
        work_added=tuple(key for key in new_keys if key not in old_keys),
        work_removed=tuple(key for key in old_keys if key not in new_keys),
    )


def identity(citation: Citation, reader: Reader) -> Identity:
    """Return what is the same for every spelling of one piece of evidence.

    For testimony that is its kind, its witness and its day, wherever it stands.
    """
    reference = reader.read(citation, ())  # a work item's key reads the same whether or not there is such an item
    if reference.form is Form.TESTIMONY:
        return (reference.form, citation.kind, citation.witness.lower(), same_words(citation.when))
    return (reference.form, reference.identity)


def _ratings(before: Review, after: Review) -> Iterator[RatingMove]:
    old = {answer.id: answer.rating for answer in before.answers}
    new = {answer.id: answer.rating for answer in after.answers}
    for expectation in dict.fromkeys((*new, *old)):
        was, now = old.get(expectation, ""), new.get(expectation, "")
        if was != now:
            yield RatingMove(expectation, was, now)


def _work(before: Review, after: Review) -> Iterator[_Pair]:
    """Yield the work items that are not equal."""
    old, new = ({item.key: item for item in review.work} for review in (before, after))
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key, WorkItem(key)), new.get(key, WorkItem(key))
        if was != now:
            yield _Pair(Holder.WORK, key, was, now, _TEXTS[Holder.WORK] if key in old and key in new else ())


def _answers(before: Review, after: Review) -> Iterator[_Pair]:
    """Yield the answers that are not equal, retired ones among them: an answer that moved there is still the same."""
    old, new = ({answer.id: answer for answer in (*review.retired, *review.answers)} for review in (before, after))
    order = (answer.id for answer in (*after.answers, *after.retired))
    for key in dict.fromkeys((*order, *old)):
        was, now = old.get(key, Answer(key, ())), new.get(key, Answer(key, ()))
        if was != now:
            yield _Pair(Holder.ANSWER, key, was, now, _TEXTS[Holder.ANSWER])


def _summary(before: Review, after: Review) -> Iterator[TextEdit]:
    if same_words(before.summary) != same_words(after.summary):
        yield TextEdit(Holder.SUMMARY, "", "summary", before.summary, after.summary)


def _texts(pair: _Pair) -> Iterator[TextEdit]:
    for field in pair.fields:
        was, now = getattr(pair.before, field), getattr(pair.after, field)
        if same_words(was) != same_words(now):
            yield TextEdit(pair.holder, pair.key, field, was, now)


def _notes(pair: _Pair, old: Things, new: Things) -> Iterator[TextEdit]:
    for thing in new:
        if thing in old:
            was, now = _note(old[thing]), _note(new[thing])
            if same_words(was) != same_words(now):
                yield TextEdit(pair.holder, pair.key, "note", was, now)


def _note(citations: Iterable[Citation]) -> str:
    """Return what is noted on a piece of evidence, in an order of its own where that is cited more than once."""
    return "\n\n".join(sorted((citation.note for citation in citations if same_words(citation.note)), key=same_words))


def _evidence(pair: _Pair, old: Things, new: Things) -> Iterator[EvidenceChange]:
    added = tuple(new[thing][0] for thing in new if thing not in old)
    removed = tuple(old[thing][0] for thing in old if thing not in new)
    if added or removed:
        yield EvidenceChange(pair.holder, pair.key, added, removed)


def _things(citations: Iterable[Citation], reader: Reader) -> Things:
    things: Things = {}
    for citation in citations:
        things.setdefault(identity(citation, reader), []).append(citation)
    return things

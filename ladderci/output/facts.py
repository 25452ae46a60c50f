"""What is known of evidence: in words for pages and terminals, and as a file for programs.

The file is a format of its own, described by `formats/facts.schema.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.model.fact import Objection, Obstacle, Part, Standing, State
from ladderci.output.escape import document, terminal
from ladderci.output.sentence import day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.model.fact import Fact

FORMAT: Final = 1
"""The number of the format. It grows by optional keys; only what an old reader would read wrongly changes it."""
TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
"""How the format writes a time in UTC."""
_PARTS: Final = {
    Part.AUTHOR: "as author",
    Part.CO_AUTHOR: "as co-author",
    Part.REVIEWER: "as reviewer",
    Part.ASSIGNEE: "as assignee",
    Part.CLOSER: "as the one who closed it",
    Part.PARTICIPANT: "as a participant",
}
_STATES: Final = {
    State.OPEN: "open",
    State.CLOSED: "closed",
    State.MERGED: "merged",
    State.COMMITTED: "committed",
    State.PUBLISHED: "published",
    State.PENDING: "pending",
}
_UNFINISHED: Final = {
    State.OPEN: "it is still open",
    State.CLOSED: "it was closed without being merged",
    State.PENDING: "it was never published",
}
_NOBODY_LOOKS: Final = "cannot be verified: nothing here knows how to look at such things"


class Cited(NamedTuple):
    """A citation as it was written, with what is known of it."""

    link: str
    kind: str
    """What the review says that it is; empty where it leaves that to the link."""
    fact: Fact


class Verified(NamedTuple):
    """What is known of one review's evidence."""

    review: str
    """The review's path from the repository's root."""
    subject: str
    cited: tuple[Cited, ...]
    """In the order of the file."""


def words(fact: Fact) -> str:
    """Return what is known of a citation in words, empty where nobody looks at such things.

    `confirmed as author, merged on 3 August 2026 into main`.
    """
    if fact.standing is Standing.CONFIRMED:
        part = f" {_PARTS[fact.part]}" if fact.part else ""
        return f"confirmed{part}{_event(fact)}"
    if fact.standing is Standing.REFUTED:
        return f"refuted: {'; '.join(_objection(fact, one) for one in fact.objections)}"
    return "" if fact.obstacle is Obstacle.NOBODY_LOOKS else f"cannot be verified: {fact.reason}"


def brief(fact: Fact) -> str:
    """Return the same for a page, which says once, among its remarks, what stood in the way of many."""
    told = words(fact)
    return "not verified" if told and fact.standing is Standing.UNVERIFIED else told


def _event(fact: Fact) -> str:
    if fact.state is None:
        return ""
    when = f" on {day_words(fact.at.date())}" if fact.at else ""
    into = f" into {fact.branch}" if fact.branch and fact.state is State.MERGED else ""
    return f", {_STATES[fact.state]}{when}{into}"


def _objection(fact: Fact, objection: Objection) -> str:
    return {
        Objection.NOT_FOUND: fact.reason or "there is no such thing",
        Objection.NOT_MERGED: _UNFINISHED.get(fact.state or State.OPEN, "it was not merged"),
        Objection.NOT_BY_SUBJECT: f"it is by {', '.join(fact.people) or 'somebody else'}",
        Objection.OUTSIDE_PERIOD: f"outside the period{_event(fact)}",
        Objection.OWN_REVIEW: "it is a review of one's own pull request",
        Objection.OFF_BRANCH: "it is on no branch that counts",
        Objection.OTHER_KIND: f"it is of another kind: {' or '.join(fact.kinds)}",
    }[objection]


def text(verified: Iterable[Verified]) -> Iterator[str]:
    """Yield lines for a terminal: of each review what is known of what it cites, then counts and what would help.

    What cannot be verified is told by what stands in the way, since one cause often keeps many things from being seen.
    """
    counts = dict.fromkeys(Standing, 0)
    cures: dict[str, None] = {}
    for one in verified:
        things = _once(one.cited)
        for _, _, fact in things:
            counts[fact.standing] += 1
            cures.update(dict.fromkeys([fact.cure] if fact.cure else []))
        yield f"{terminal(one.review)}"
        yield from _known(things)
        yield from _unknown(things)
        yield ""
    yield _counted(counts)
    yield from (f"to verify more: {terminal(cure)}" for cure in cures)


def _once(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """Return each thing once, under the words by which it is cited first, unless more is known of another spelling."""
    things: dict[object, Cited] = {}
    for one in cited:
        things.setdefault((one.fact.identity, one.fact.standing, one.fact.objections), one)
    return tuple(things.values())


def _known(things: Iterable[Cited]) -> Iterator[str]:
    for standing in (Standing.CONFIRMED, Standing.REFUTED):
        for written, _, fact in things:
            if fact.standing is standing:
                yield f"  {terminal(words(fact))}"
                yield f"      {terminal(written)}{f': {terminal(fact.title)}' if fact.title else ''}"


def _unknown(things: Iterable[Cited]) -> Iterator[str]:
    causes: dict[str, list[str]] = {}
    for written, _, fact in things:
        if fact.standing is Standing.UNVERIFIED:
            causes.setdefault(words(fact) or _NOBODY_LOOKS, []).append(written)
    for cause, cited in causes.items():
        yield f"  {terminal(cause)}"
        yield from (f"      {terminal(written)}" for written in cited)


def _counted(counts: dict[Standing, int]) -> str:
    confirmed, refuted, unverified = (counts[one] for one in Standing)
    return f"{confirmed} confirmed, {refuted} refuted, {unverified} cannot be verified"


def file(verified: Iterable[Verified]) -> str:
    """Return a facts file: JSON that `render --facts` reads."""
    reviews = {one.review: {"subject": one.subject, "evidence": list(_entries(one))} for one in verified}
    return document({"facts": FORMAT, "reviews": reviews}) + "\n"


def _entries(verified: Verified) -> Iterator[dict[str, object]]:
    for one in {(one.link, one.kind): one for one in verified.cited}.values():
        yield {key: value for key, value in _entry(one).items() if value not in {None, "", ()}}


def _entry(cited: Cited) -> dict[str, str | tuple[str, ...] | None]:
    fact = cited.fact
    return {
        "cited": cited.link,
        "stated": cited.kind,
        "identity": fact.identity,
        "standing": fact.standing.value,
        "objections": tuple(one.value for one in fact.objections),
        "part": fact.part and fact.part.value,
        "kinds": fact.kinds,
        "title": fact.title,
        "url": fact.url,
        "state": fact.state and fact.state.value,
        "at": fact.at.strftime(TIME) if fact.at else None,
        "branch": fact.branch,
        "people": fact.people,
        "obstacle": fact.obstacle and fact.obstacle.value,
        "reason": fact.reason,
        "cure": fact.cure,
        "by": fact.by,
    }

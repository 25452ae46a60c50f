"""What was seen, against what is claimed: references, sights and a subject to facts. Nothing here looks at anything.

A claim is refuted only by what somebody saw, or by somebody who would know that there is nothing. Where what was seen
does not settle it (a commit's people are known by addresses and the roster gives none of the subject's), the claim
cannot be verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from typing import TYPE_CHECKING, Final

from ladderci.evidence.people import login_of
from ladderci.evidence.reader import reader_of
from ladderci.evidence.reference import Form
from ladderci.evidence.repositories import is_among
from ladderci.evidence.target import Thing, target_of
from ladderci.model.fact import Absent, Fact, Objection, Obstacle, Part, Seen, Standing, State, Unseen
from ladderci.model.judging import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from ladderci.evidence.people import Claimant
    from ladderci.evidence.reference import Reference
    from ladderci.evidence.target import Target
    from ladderci.model import Policy
    from ladderci.model.fact import Participant, Sight

_WRITING: Final = (Part.AUTHOR, Part.CO_AUTHOR)
_WRITTEN: Final = (*_WRITING, Part.REVIEWER)
_GIVEN: Final = (Part.AUTHOR, Part.REVIEWER)
_PARTS: Final = {
    Thing.PULL_REQUEST: _WRITTEN,
    Thing.COMMIT: _WRITTEN,
    Thing.REVIEW: _GIVEN,
    Thing.REVIEW_COMMENT: _GIVEN,
    Thing.ISSUE: (Part.AUTHOR, Part.ASSIGNEE, Part.CLOSER, Part.PARTICIPANT),
    Thing.RELEASE: (Part.AUTHOR,),
}
"""The parts in a thing that count, best first."""
_REVIEWS: Final = frozenset([Thing.REVIEW, Thing.REVIEW_COMMENT])
_DONE: Final = {
    Thing.PULL_REQUEST: State.MERGED,
    Thing.REVIEW: State.PUBLISHED,
    Thing.REVIEW_COMMENT: State.PUBLISHED,
    Thing.RELEASE: State.PUBLISHED,
}
"""What has to have become of a thing before it counts; of others nothing has."""

_NOBODY_LOOKS: Final = Unseen(Obstacle.NOBODY_LOOKS, "nobody here can look at evidence of this kind")
_NOT_ASKED: Final = Unseen(
    Obstacle.NO_CONFIRMER,
    "nobody who could look was asked",
    "name a clone of the repository under `clones` in the policy, or give a token that may read it",
)
_WHOSE: Final = Unseen(Obstacle.HIDDEN, "whoever looked could not see whose it is")
_ADDRESSES: Final = Unseen(
    Obstacle.INCOMPLETE,
    "some of its people are known only by a name or an address that the roster cannot be compared with",
    "if one of them is you, ask the cycle lead to add your address to the roster",
)
_UNDATED: Final = Unseen(Obstacle.INCOMPLETE, "whoever looked could not see when it was")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the citations of one review are held against."""

    claimant: Claimant
    """The review's subject."""
    policy: Policy
    """The cycle's: its kinds, and the hosts and repositories that count."""
    living: Policy
    """The living one: it says which repositories' titles may be shown."""
    period: Period | None = None
    """The cycle's; None where no such cycle is known, and then nothing is outside it."""


@dataclass(frozen=True, slots=True)
class _View:
    """One citation, and what was seen of what it cites."""

    reference: Reference
    thing: Thing
    seen: Seen
    kinds: tuple[str, ...]
    terms: Terms

    @property
    def counting(self) -> tuple[Participant, ...]:
        """Those whose part in it counts."""
        parts = _PARTS.get(self.thing, tuple(Part))
        return tuple(one for one in self.seen.people if one.part in parts)

    @property
    def part(self) -> Part | None:
        """The best part that the subject had in it."""
        own = {one.part for one in self.counting if self.terms.claimant.is_same(one)}
        best = next((part for part in _PARTS.get(self.thing, tuple(Part)) if part in own), None)
        return Part.REVIEWER if best and self.thing in _REVIEWS else best

    @property
    def is_done(self) -> bool:
        """Whether it came to what makes it count."""
        return self.seen.state is _DONE.get(self.thing, self.seen.state)

    @property
    def day(self) -> date | None:
        """The day in UTC on which it happened."""
        return self.seen.at.astimezone(UTC).date() if self.seen.at else None


def facts(references: Iterable[Reference], sights: Mapping[Target, Sight], terms: Terms) -> tuple[Fact, ...]:
    """Return what is known of each citation, in the order of the citations.

    What is no link, what nobody can read, and what leads to a host or a repository that does not count has no fact: it
    has a finding of its own.

    Args:
        references: the citations of one review, as read without anybody having looked.
        sights: what was seen of what they cite (`target_of`); what is not in here, nobody was asked about.
        terms: what they are held against.

    """
    return tuple(_fact(reference, sights, terms) for reference in references if _counts(reference, terms.policy))


def targets(references: Iterable[Reference], policy: Policy) -> tuple[Target, ...]:
    """Return what there is to look at for these citations: what of them counts and can be looked at.

    No more than a review within the policy's limits cites, so that none can make others wait.
    """
    limits = policy.limits
    within = (one for one in references if one.citation.path[-1] in range(limits.evidence))
    pointed = (target_of(reference) for reference in within if _counts(reference, policy))
    found = dict.fromkeys(target for target in pointed if target)
    return tuple(islice(found, limits.evidence * limits.work))


def narrowed(references: Iterable[Reference], known: Iterable[Fact]) -> tuple[Reference, ...]:
    """Return references whose kinds are those of what was seen; others, and those nobody looked at, as they were."""
    by_path = {fact.path: fact for fact in known}
    return tuple(_narrowed(one, by_path.get(one.citation.path)) for one in references)


def _narrowed(reference: Reference, fact: Fact | None) -> Reference:
    if fact is None:
        return reference
    if fact.kinds:
        return reference._replace(kinds=fact.kinds, link_kinds=fact.kinds if reference.link_kinds else ())
    return reference._replace(kinds=()) if Objection.OTHER_KIND in fact.objections else reference


def _counts(reference: Reference, policy: Policy) -> bool:
    if reference.form is not Form.LINK or not reference.kinds or not reference.is_known_host:
        return False
    where = reference.repository
    return not where or not policy.repositories or is_among(where, policy.repositories)


def _fact(reference: Reference, sights: Mapping[Target, Sight], terms: Terms) -> Fact:
    target = target_of(reference)
    if target is None:
        return _unseen(reference, _NOBODY_LOOKS)
    sight = sights.get(target, _NOT_ASKED)
    match sight:
        case Seen():
            return _seen(_view(reference, target, sight, terms))
        case Absent():
            return _absent(reference, sight)
        case Unseen():
            return _unseen(reference, sight)


def _unseen(reference: Reference, sight: Unseen) -> Fact:
    return Fact(
        path=reference.citation.path,
        identity=reference.identity,
        standing=Standing.UNVERIFIED,
        url=reference.url,
        obstacle=sight.obstacle,
        reason=sight.reason,
        cure=sight.cure,
    )


def _absent(reference: Reference, sight: Absent) -> Fact:
    return Fact(
        path=reference.citation.path,
        identity=reference.identity,
        standing=Standing.REFUTED,
        objections=(Objection.NOT_FOUND,),
        url=reference.url,
        reason=sight.reason,
        by=sight.by,
    )


def _view(reference: Reference, target: Target, seen: Seen, terms: Terms) -> _View:
    """Return a citation with what was seen, whose kinds are read from its own address."""
    again = reader_of(terms.policy).read(reference.citation._replace(link=seen.url), ())
    own = target_of(again)
    thing = own.thing if own and own.thing is not Thing.NUMBERED else target.thing
    return _View(reference, thing, seen, _kinds(reference, again), terms)


def _kinds(reference: Reference, again: Reference) -> tuple[str, ...]:
    """Return the kinds that a thing is of; none where the policy has no kind for what it turned out to be."""
    if again.form is not Form.LINK or not again.is_known_host:
        return reference.kinds
    if again.link_kinds:
        return again.kinds
    return () if reference.link_kinds else reference.kinds


def _seen(view: _View) -> Fact:
    seen, part = view.seen, view.part
    objections = tuple(_objections(view, part))
    doubt = None if objections else _doubt(view, part)
    standing = Standing.REFUTED if objections else Standing.UNVERIFIED if doubt else Standing.CONFIRMED
    return Fact(
        path=view.reference.citation.path,
        identity=view.reference.identity,
        standing=standing,
        objections=objections,
        part=part,
        kinds=view.kinds,
        title=seen.title if is_among(seen.repository, view.terms.living.show_titles) else "",
        url=seen.url,
        state=seen.state,
        at=seen.at,
        branch=seen.branch,
        people=() if part is Part.AUTHOR else _writers(view),
        obstacle=doubt.obstacle if doubt else None,
        reason=doubt.reason if doubt else "",
        cure=doubt.cure if doubt else "",
        by=seen.by,
    )


def _writers(view: _View) -> tuple[str, ...]:
    """Return who else wrote a thing, or gave a review, as logins, else names; never an address."""
    parts = _GIVEN if view.thing in _REVIEWS else _WRITING
    others = (one for one in view.counting if not view.terms.claimant.is_same(one))
    ordered = sorted((one for one in others if one.part in parts), key=lambda one: parts.index(one.part))
    return tuple(dict.fromkeys(one.login or one.name for one in ordered if one.login or one.name))


def _objections(view: _View, part: Part | None) -> Iterator[Objection]:
    seen = view.seen
    if not view.is_done:
        yield Objection.NOT_MERGED
    if part is None and seen.is_attributed and view.counting and not _doubts_people(view):
        yield Objection.NOT_BY_SUBJECT
    if view.is_done and _is_outside(view, part):
        yield Objection.OUTSIDE_PERIOD
    if view.thing in _REVIEWS and part and seen.is_own_pull_request:
        yield Objection.OWN_REVIEW
    if not seen.is_on_counting_branch:
        yield Objection.OFF_BRANCH
    stated = view.reference.citation.kind
    if not view.kinds or (stated and stated not in view.kinds):
        yield Objection.OTHER_KIND


def _doubts_people(view: _View) -> bool:
    """Return whether some of a thing's people are known only by what nobody knows of the subject."""
    claimant = view.terms.claimant
    return any(not (one.login or _tells(one.email, claimant)) for one in view.counting)


def _tells(email: str, claimant: Claimant) -> bool:
    """Return whether an address can be compared with what is known of somebody."""
    return bool(email) and bool(claimant.emails or login_of(email, claimant.hosts))


def _is_outside(view: _View, part: Part | None) -> bool:
    """Return whether a thing certainly did not happen within the period.

    An issue has the day on which it was closed. Before the period, that ends all but a conversation that went on; after
    it, only the closing itself is late: it may well have been written or worked on in time.
    """
    period, day = view.terms.period, view.day
    if period is None or day is None:
        return False
    if view.thing is Thing.ISSUE:
        return part is Part.CLOSER if day > period.end else day < period.start and part is not Part.PARTICIPANT
    return not period.meets(Period(day, day))


def _doubt(view: _View, part: Part | None) -> Unseen | None:
    """Return what keeps a claim that nothing refutes from being confirmed."""
    if part is None:
        return _ADDRESSES if view.seen.is_attributed and view.counting else _WHOSE
    if view.thing is not Thing.ISSUE and view.terms.period and view.day is None:
        return _UNDATED
    return None

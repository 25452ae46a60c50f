"""What is said of evidence that somebody looked at."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci import forms
from ladderci.evidence.target import Thing, target_of
from ladderci.model import Place, Problem
from ladderci.model.fact import Objection, Obstacle, Standing, State
from ladderci.rules.evidence.wording import contradicted, link_of, shown
from ladderci.rules.nearest import one_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ladderci.evidence import Reference
    from ladderci.model import Path, Period
    from ladderci.model.fact import Fact
    from ladderci.rules.cases import Case

_LOGIN: Final = re.compile(forms.LOGIN)
_NAMED: Final = 3
"""People, or pieces of evidence, that one message names."""
_GIVEN: Final = frozenset([Thing.REVIEW, Thing.REVIEW_COMMENT])
_CALLED: Final = {
    Thing.NUMBERED: "an issue or a pull request",
    Thing.PULL_REQUEST: "a pull request",
    Thing.ISSUE: "an issue",
    Thing.COMMIT: "a commit",
    Thing.RELEASE: "a release",
    Thing.REVIEW: "a review",
    Thing.REVIEW_COMMENT: "a remark of a review",
}
_HAPPENED: Final = {
    State.MERGED: "merged",
    State.COMMITTED: "committed",
    State.PUBLISHED: "published",
    State.CLOSED: "closed",
}
_PARTS_THAT_COUNT: Final = {
    Thing.ISSUE: "cite an issue that you opened, closed, worked on or took part in",
    Thing.RELEASE: "cite a release that you published, or your pull requests in it",
    Thing.REVIEW: "cite a review that you gave",
    Thing.REVIEW_COMMENT: "cite a remark that you made",
}
_WHAT_COUNTS: Final = "cite what you wrote, co-wrote or reviewed"
_ADDRESS: Final = "if this was you under another address, ask the cycle lead to add it to the roster"


class _Cited(NamedTuple):
    """One thing, and where a review cites it."""

    fact: Fact
    """Of the first of its citations."""
    references: tuple[Reference, ...]

    @property
    def name(self) -> str:
        return shown(self.references[0].citation.link)

    @property
    def thing(self) -> Thing | None:
        """What it turned out to be, as far as its address says."""
        first = self.references[0]
        own = first._replace(url=self.fact.url, citation=first.citation._replace(link=self.fact.url))
        found = target_of(own)
        return found.thing if found else None

    def problem(self, message: str, cure: str) -> Problem:
        """Return a problem at the first citation that names the others as well."""
        first, *others = (Place(link_of(one.citation)) for one in self.references)
        return Problem(first, message, cure, tuple((place, "cited here too") for place in others))


def not_found(case: Case) -> Iterator[Problem]:
    """Yield what is certainly not there."""
    for cited in _objected(case, Objection.NOT_FOUND):
        message = f"{cited.name} is not there: {cited.fact.reason}"
        yield cited.problem(message, "check what you copied, or cite the commit as it came to its branch")


def not_merged(case: Case) -> Iterator[Problem]:
    """Yield what was not merged, published or handed in."""
    for cited in _objected(case, Objection.NOT_MERGED):
        yield cited.problem(f"{cited.name} {_became(cited)}", _cure_of_unmerged(cited))


def _became(cited: _Cited) -> str:
    if cited.fact.state is State.PENDING:
        return "was never handed in" if cited.thing in _GIVEN else "is a draft that was never published"
    return "is still open" if cited.fact.state is State.OPEN else "was closed without being merged"


def _cure_of_unmerged(cited: _Cited) -> str:
    match cited.fact.state:
        case State.OPEN:
            return "cite it once it is merged, or cite what was merged"
        case State.PENDING:
            return "hand it in first" if cited.thing in _GIVEN else "cite a release that was published"
        case _:
            return "cite the pull request that was merged in its place"


def not_by_subject(case: Case) -> Iterator[Problem]:
    """Yield what is somebody else's."""
    for cited in _objected(case, Objection.NOT_BY_SUBJECT):
        did = {Thing.ISSUE: "opened", Thing.RELEASE: "published", Thing.REVIEW: "given", Thing.REVIEW_COMMENT: "made"}
        thing = cited.thing or Thing.NUMBERED
        who = _people(cited.fact.people)
        message = f"{cited.name} was {did.get(thing, 'written')} by {who}; {_subject(case)} had no part in it"
        yield cited.problem(message, f"{_PARTS_THAT_COUNT.get(thing, _WHAT_COUNTS)}; {_ADDRESS}")


def _people(names: tuple[str, ...]) -> str:
    words = [name if _LOGIN.fullmatch(name) else shown(name) for name in names[:_NAMED]]
    return _listed(words, len(names) - len(words), "other", "somebody else")


def _subject(case: Case) -> str:
    subject = case.review.subject
    return subject if _LOGIN.fullmatch(subject) else "the review's subject"


def _listed(words: list[str], more: int, noun: str, nothing: str = "") -> str:
    """Return words as a list, with how many more there are."""
    words = [*words, f"{more:,} {noun}{'' if more == 1 else 's'}"] if more > 0 else words
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0] if words else nothing


def self_review(case: Case) -> Iterator[Problem]:
    """Yield reviews on one's own pull requests."""
    for cited in _objected(case, Objection.OWN_REVIEW):
        message = f"{cited.name} is {_subject(case)}'s review of a pull request of their own"
        yield cited.problem(message, "cite the pull request itself, or a review of somebody else's")


def off_branch(case: Case) -> Iterator[Problem]:
    """Yield commits on no branch that counts."""
    for cited in _objected(case, Objection.OFF_BRANCH):
        message = f"{cited.name} is on no branch that counts"
        yield cited.problem(message, "cite the commit as it came to the branch, or the pull request that brought it")


def outside_period(case: Case, period: Period, silent: Container[Path]) -> Iterator[Problem]:
    """Yield what happened outside the period, whatever `when` stands beside it.

    Args:
        case: the review.
        period: its cycle's.
        silent: paths of citations and work items whose date has its finding already.

    """
    for cited in _objected(case, Objection.OUTSIDE_PERIOD, silent):
        if case.cycle and cited.fact.at and cited.fact.state:
            day = cited.fact.at.astimezone(UTC).date()
            side = "before" if day < period.start else "after"
            happened = "handed in" if cited.thing in _GIVEN else _HAPPENED.get(cited.fact.state, "done")
            yield cited.problem(
                f"{cited.name} was {happened} on {day}, {side} the period of `{case.cycle.id}` "
                f"({period.start} to {period.end})",
                "cite what came within the period, or leave this to the review of its own cycle",
            )


def other_kind(case: Case) -> Iterator[Problem]:
    """Yield what is of another kind than was stated, unless its reference says so by itself."""
    told = frozenset(one.citation.path for one in case.references if one.contradicts)
    counting = tuple(kind.title.lower() for kind in case.policy.kinds if kind.links)
    for cited in _objected(case, Objection.OTHER_KIND, told):
        if cited.fact.kinds:
            yield contradicted(case, cited.references[0].citation, cited.fact.kinds)
        else:
            thing = _CALLED[cited.thing or Thing.NUMBERED]
            message = f"{cited.name} is {thing}, and the policy knows no evidence of that kind"
            yield cited.problem(message, f"what counts: {one_of(counting)}")


def unverified(case: Case) -> Iterator[Problem]:
    """Yield what nobody could look at though somebody might have, all that has one cause in one problem."""
    causes: dict[tuple[str, str], list[_Cited]] = {}
    hidden = (one for one in case.facts if one.standing is Standing.UNVERIFIED)
    for cited in _cited(case, (one for one in hidden if one.obstacle is not Obstacle.NOBODY_LOOKS)):
        causes.setdefault((cited.fact.reason, cited.fact.cure), []).append(cited)
    for (reason, cure), several in causes.items():
        names = _listed([cited.name for cited in several[:_NAMED]], len(several) - _NAMED, "more piece")
        places = [Place(link_of(one.citation)) for cited in several for one in cited.references]
        related = tuple((place, "nor can this" if len(several) > 1 else "cited here too") for place in places[1:])
        yield Problem(places[0], f"{names} cannot be verified: {reason}", cure, related)


def _objected(case: Case, objection: Objection, silent: Container[Path] = ()) -> Iterator[_Cited]:
    """Yield each thing that something is to be said against, but for citations that have their finding."""
    against = (one for one in case.facts if objection in one.objections)
    # What is said of a work item's own date goes for what it cites.
    return _cited(case, (one for one in against if one.path not in silent and one.path[:2] not in silent))


def _cited(case: Case, facts: Iterable[Fact]) -> Iterator[_Cited]:
    """Yield facts by what they are about, in the order of the review."""
    by_path = {reference.citation.path: reference for reference in case.references}
    things: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.path in by_path:
            things.setdefault(fact.identity, []).append(fact)
    for same in things.values():
        yield _Cited(same[0], tuple(by_path[fact.path] for fact in same))

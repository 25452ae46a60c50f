"""How the citations of a review are used together, and when what they speak of happened."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ladderci import forms
from ladderci.evidence import Form
from ladderci.model import Aim, Place, Problem, Severity
from ladderci.rules.cases import reviews
from ladderci.rules.evidence.wording import link_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.evidence import Reference
    from ladderci.model import Path
    from ladderci.rules.cases import Case
    from ladderci.schema import Refusal

_WHEN: Final = re.compile(forms.WHEN)
_period_of: Final = lru_cache(maxsize=4096)(forms.period_of)
"""The same days are written in a thousand reviews."""
_NAMED: Final = 12
"""Work items that one message names."""
_ANSWER_DEPTH: Final = 3
"""How long the path to an answer's list of evidence is."""


@reviews.rule("LC305", "repeated-evidence")
def repeated_evidence(case: Case) -> Iterator[Problem]:
    """The same evidence stands twice in one list.

    It counts once, whatever its spelling: a link and its short form, a pull request and its list of files, a commit's
    full id and its first seven digits are one thing.

    Example::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - acme/ranker#812
              - https://github.com/acme/ranker/pull/812/files

    Instead::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - acme/ranker#812
              - acme/ranker#831
    """
    seen: dict[tuple[Path, str], Reference] = {}
    for reference in case.references:
        citation = reference.citation
        first = seen.setdefault((citation.path[:-1], reference.identity), reference)
        if first is not reference and reference.form is not Form.UNKNOWN:
            yield Problem(
                Place(link_of(citation)),
                f"{_name(reference)} is cited twice here{_other_spelling(first, reference)}",
                "cite it once, with one note",
                ((Place(link_of(first.citation)), "the first time"),),
            )


def _name(reference: Reference) -> str:
    if reference.form is Form.TESTIMONY:
        citation = reference.citation
        return f"the {citation.kind} from {shown(citation.witness)}" if citation.witness else f"the {citation.kind}"
    return shown(reference.citation.link)


def _other_spelling(first: Reference, second: Reference) -> str:
    written = first.citation.link
    return "" if written == second.citation.link else f": {shown(written)} is the same thing"


@reviews.rule("LC306", "over-cited-evidence", Severity.WARNING)
def over_cited_evidence(case: Case) -> Iterator[Problem]:
    """One piece of evidence carries more expectations than the policy thinks it can.

    A piece that shows everything shows little of each. What a work item cites counts wherever the work item is cited.

    Example::

        expectations:
          results.ownership.keep-commitments: {rating: meets, evidence: [acme/ranker#812]}
          results.ownership.think-ahead: {rating: meets, evidence: [acme/ranker#812]}
          results.ownership.reduce-upkeep: {rating: meets, evidence: [acme/ranker#812]}
          results.ownership.advocate-improvements: {rating: meets, evidence: [acme/ranker#812]}
          results.ownership.watch-service-health: {rating: meets, evidence: [acme/ranker#812]}

    Instead::

        expectations:
          results.ownership.keep-commitments: {rating: meets, evidence: [acme/ranker#812]}
          results.ownership.think-ahead: {rating: meets, evidence: [acme/ranker#812]}
          results.ownership.reduce-upkeep: {rating: meets, evidence: [acme/ranker#831]}
          results.ownership.advocate-improvements: {rating: meets, evidence: [acme/ranker#804]}
          results.ownership.watch-service-health: {rating: meets, evidence: [acme/ranker#840]}
    """
    limit = case.policy.over_citation
    contents = _contents(case)
    things: dict[str, tuple[Reference, dict[str | int, Reference]]] = {}
    for reference in case.references:
        path = reference.citation.path
        if path[0] == "expectations" and reference.form is not Form.UNKNOWN:
            for thing in (reference, *contents[reference.identity]) if reference.form is Form.WORK else (reference,):
                if thing.identity in things:
                    things[thing.identity][1].setdefault(path[1], reference)
                else:
                    things[thing.identity] = (thing, {path[1]: reference})
    # What is cited in the very same places, as a work item and all that it cites, is one thing.
    over = {tuple(places.values()): thing for thing, places in reversed(things.values()) if len(places) > limit}
    for citing, thing in over.items():
        yield _over_cited(citing, _name(thing), limit)


def _contents(case: Case) -> dict[str, list[Reference]]:
    """Return what each work item cites, by its key."""
    found: dict[str, list[Reference]] = {item.key: [] for item in case.review.work}
    for reference in case.references:
        path = reference.citation.path
        if path[0] == "work" and reference.form is not Form.UNKNOWN:
            found[str(path[1])].append(reference)
    return found


def _over_cited(citing: tuple[Reference, ...], name: str, limit: int) -> Problem:
    places = [Place(link_of(reference.citation)) for reference in citing]
    related = tuple((place, "cited here") for at, place in enumerate(places) if at != limit)
    message = f"{name} carries {len(citing)} expectations, and one piece of evidence may carry {limit}"
    return Problem(places[limit], message, "keep it where it shows most, and cite something else for the rest", related)


@reviews.rule("LC308", "uncited-work", Severity.WARNING)
def uncited_work(case: Case) -> Iterator[Problem]:
    """Work that was written down is cited by no expectation.

    Perhaps it shows something that was not claimed yet; a reader of the review will not find it otherwise.

    Example::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            evidence: [acme/ranker#812]
        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence: [acme/ranker#831]

    Instead::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            evidence: [acme/ranker#812]
        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence: [ranker-cutover, acme/ranker#831]
    """
    if case.is_misspelt("expectations") or any(_hides_citations(refusal) for refusal in case.refusals):
        return
    cited = {citation.link for answer in case.review.answers for citation in answer.evidence}
    uncited = [item for item in case.review.work if item.key not in cited]
    if uncited:
        names = _and([shown(item.key) for item in uncited[:_NAMED]], len(uncited) - _NAMED)
        message = f"{names} {'is' if len(uncited) == 1 else 'are'} cited by no expectation"
        related = tuple((Place(item.path, Aim.KEY), "nor is this") for item in uncited[1:])
        cure = "cite it where it shows something, or leave it out"
        yield Problem(Place(uncited[0].path, Aim.KEY), message, cure, related)


def _hides_citations(refusal: Refusal) -> bool:
    """Return whether something was refused that may have held citations."""
    return refusal.path[:1] == ("expectations",) and len(refusal.path) <= _ANSWER_DEPTH


def _and(words: list[str], more: int) -> str:
    words = [*words, f"{more:,} more"] if more > 0 else words
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@reviews.rule("LC309", "outside-period")
def outside_period(case: Case) -> Iterator[Problem]:
    """Work, testimony or what was seen of the evidence is dated outside the cycle's period.

    A review speaks of its own half year. What has a single day in common with it is inside. Where somebody looked at
    the evidence, its own day counts, whatever is written beside it: when a pull request was merged, when a commit came
    to its branch, when a review was handed in or a release was published, when an issue was closed.

    Example::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            when: 2025-11
            evidence: [acme/ranker#812]

    Instead::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            when: 2026-08..2026-10
            evidence: [acme/ranker#812]
    """
    if case.cycle is None:
        return
    period = case.cycle.period
    told: list[Path] = []
    for path, when in _dated(case):
        days = _period_of(when)
        if days is not None and not period.meets(days):
            side = "before" if days.end < period.start else "after"
            told.append(path[:-1])
            message = f"{shown(when)} lies {side} the period of `{case.cycle.id}`, {period.start} to {period.end}"
            yield Problem(Place(path), message, "correct the date, or leave this to the review of its own cycle")
    if case.facts:
        from ladderci.rules.evidence.observed import outside_period as seen_outside

        yield from seen_outside(case, period, frozenset(told))


def _dated(case: Case) -> Iterator[tuple[Path, str]]:
    """Yield every `when` of a right shape, with its place."""
    for item in case.review.work:
        dated = [(item.path, item.when)] if item.when else []
        dated += [(citation.path, citation.when) for citation in item.evidence if citation.when]
        for holder, when in dated:
            path = (*holder, "when")
            if not (case.refusals and case.is_refused(path)):
                yield path, when


@reviews.rule("LC311", "impossible-date")
def impossible_date(case: Case) -> Iterator[Problem]:
    """A date is not in the calendar, or a range ends before it begins.

    Example::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            when: 2026-09-31
            evidence: [acme/ranker#812]

    Instead::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            when: 2026-09-30
            evidence: [acme/ranker#812]
    """
    for path, when in _dated(case):
        if _period_of(when) is None and _WHEN.fullmatch(when):
            message, cure = _why_impossible(when)
            yield Problem(Place(path), message, cure)


def _why_impossible(when: str) -> tuple[str, str]:
    ends = when.split("..")
    wrong = next((end for end in ends if forms.period_of(end) is None), "")
    if not wrong:
        return f"{shown(when)} ends before it begins", f"write {ends[1]}..{ends[0]}"
    year, month, _ = (int(part) for part in wrong.split("-"))
    last = monthrange(year, month)[1]
    named = f"{month_name[month]} {year} has {last} days"
    return f"{shown(wrong)} is not in the calendar: {named}", f"write {year}-{month:02}-{last} if that was meant"

"""What a single citation says: its link, host, repository and kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ladderci import forms
from ladderci.evidence import Form, nearest, reader_of
from ladderci.evidence.repositories import is_among
from ladderci.model import Place, Problem, Severity
from ladderci.rules.cases import reviews
from ladderci.rules.evidence.observed import other_kind
from ladderci.rules.evidence.wording import SHOWN, contradicted, link_of, shown, titles_of
from ladderci.rules.nearest import nearest as nearest_word
from ladderci.rules.nearest import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.evidence import Reference
    from ladderci.model import Citation, Expectation
    from ladderci.rules.cases import Case

_SLUG: Final = re.compile(forms.SLUG)
_MISTYPED: Final = 0.88
"""How alike two hosts are where one is a slip of the pen for the other; many only share a domain."""


def _is_missing_work(reference: Reference) -> bool:
    return reference.form is Form.UNKNOWN and bool(_SLUG.fullmatch(reference.citation.link))


@reviews.rule("LC301", "unrecognised-link")
def unrecognised_link(case: Case) -> Iterator[Problem]:
    """A link has none of the forms that the policy knows, so nobody can say what it is a link to.

    The kind of evidence is read from the link: what cannot be read cannot count. Where the link is right and only its
    form is unusual, `kind` says what it is.

    Example::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - https://github.com/acme/ranker/pulls/812

    Instead::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - https://github.com/acme/ranker/pull/812
    """
    for reference in case.references:
        has_form = reference.kinds or reference.link_kinds  # none of the former where it turned out to be of no kind
        if has_form or not reference.is_known_host or _is_missing_work(reference):
            continue
        if reference.form is Form.LINK:
            message = f"{shown(reference.citation.link)} has none of the forms of links that count"
            yield Problem(Place(link_of(reference.citation)), message, _cure_of_form(case, reference))
        elif reference.form is Form.UNKNOWN:
            yield _unreadable(case, reference.citation, reference.host)


def _cure_of_form(case: Case, reference: Reference) -> str:
    guess = nearest(reference.citation.link, case.policy)
    if guess:
        return f"did you mean {guess}?"
    kinds = tuple(kind.id for kind in case.policy.kinds if kind.links)
    where = f"what {reference.host} shows there" if reference.host else "what it is"
    return f"if the link is right, put it under `link` and say with `kind` {where}: {one_of(kinds, len(kinds))}"


def _unreadable(case: Case, citation: Citation, host: str) -> Problem:
    guess = nearest(citation.link, case.policy)
    cure = f"write {guess}" if guess else "paste the address as the browser shows it"
    if host:
        return Problem(Place(link_of(citation)), f"the link has a name or a password before `{host}`", cure)
    return Problem(Place(link_of(citation)), f"{shown(citation.link)} cannot be read as a link", cure)


@reviews.rule("LC302", "kind-not-accepted", in_draft=Severity.WARNING)
def kind_not_accepted(case: Case) -> Iterator[Problem]:
    """Evidence is cited for an expectation that asks for evidence of another kind.

    The rubric says for each expectation what can show it: nobody proves empathy with a pull request. A work item counts
    where any of its own evidence does.

    Example::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - https://talks.acme.example/feed-ranking

    Instead::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - acme/ranker#812
    """
    kinds_of_work = _kinds_of_work(case)
    for reference in case.references:
        path = reference.citation.path
        expectation = case.expectations.get(str(path[1])) if path[0] == "expectations" else None
        if expectation is None or not expectation.accepts:
            continue
        is_work = reference.form is Form.WORK
        kinds = kinds_of_work.get(reference.identity) if is_work else frozenset(reference.kinds)
        if kinds is None or not (kinds or is_work) or reference.contradicts:
            continue
        if kinds.isdisjoint(expectation.accepts):
            place = Place(link_of(reference.citation))
            yield Problem(place, _not_accepted(case, reference, kinds, expectation), _what_counts(case, expectation))


def _kinds_of_work(case: Case) -> dict[str, frozenset[str]]:
    """Return the kinds of each work item's evidence, without items of which something cannot be read."""
    found: dict[str, set[str]] = {item.key: set() for item in case.review.work}
    unclear = {item.key for item in case.review.work if case.refusals and case.is_refused(item.path)}
    for reference in case.references:
        path = reference.citation.path
        if path[0] == "work":
            found[str(path[1])].update(reference.kinds)
            if not reference.kinds or reference.contradicts:
                unclear.add(str(path[1]))
    return {key: frozenset(kinds) for key, kinds in found.items() if key not in unclear}


def _not_accepted(case: Case, reference: Reference, kinds: frozenset[str], expectation: Expectation) -> str:
    name = shown(reference.citation.link)
    if reference.form is Form.WORK and not kinds:
        return f"the work item {name} has no evidence of its own, so it shows nothing for `{expectation.id}`"
    if reference.form is Form.WORK:
        return f"nothing that the work item {name} cites counts for `{expectation.id}`: it is {titles_of(case, kinds)}"
    what = titles_of(case, kinds) or ", ".join(sorted(kinds))
    return f"{name} does not count for `{expectation.id}`: it is evidence of the kind {what}"


def _what_counts(case: Case, expectation: Expectation) -> str:
    return f"what counts here: {titles_of(case, expectation.accepts) or ', '.join(expectation.accepts)}"


@reviews.rule("LC303", "uncounted-host")
def uncounted_host(case: Case) -> Iterator[Problem]:
    """A link leads to a host from which evidence does not count.

    The policy names the hosts that the reader of a review can open and that keep what they show.

    Example::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - https://pastes.example/ranker-plan

    Instead::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - https://docs.acme.example/ranker-plan
    """
    for reference in case.references:
        if not reference.is_known_host:
            hosts = reader_of(case.policy).hosts
            host = reference.host
            message = f"evidence on {shown(host)} does not count{_odd_letter(host)}"
            guess = nearest_word(host, hosts, cutoff=_MISTYPED) if len(host) < SHOWN else ""
            cure = f"did you mean {guess}?" if guess else f"cite something on a host that counts: {one_of(hosts)}"
            yield Problem(Place(link_of(reference.citation), needle=host), message, cure)


def _odd_letter(host: str) -> str:
    """Return a word on the first letter that makes a host only look like another one."""
    odd = next((letter for letter in host if not letter.isascii()), "")
    return f": its name has the letter {odd} (U+{ord(odd):04X}) in it" if odd else ""


@reviews.rule("LC304", "uncounted-repository")
def uncounted_repository(case: Case) -> Iterator[Problem]:
    """A link leads into a repository whose work does not count.

    The policy names the repositories, or their owners, whose work is what the review is about.

    Example::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - somebody-else/ranker#812

    Instead::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - acme/ranker#812
    """
    counted = case.policy.repositories
    for reference in case.references if counted else ():
        if reference.repository and reference.kinds and not is_among(reference.repository, counted):
            yield Problem(
                Place(link_of(reference.citation), needle=reference.repository),
                f"work in {shown(reference.repository)} does not count as evidence",
                f"cite work in {one_of(counted)}, or ask the policy's owners to add this repository",
            )


@reviews.rule("LC307", "unknown-work-item")
def unknown_work_item(case: Case) -> Iterator[Problem]:
    """An expectation cites a work item that the review does not have.

    A bare word under `evidence` is the key of an entry under `work`. A link or `owner/repo#12` needs no entry there.

    Example::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            evidence: [acme/ranker#812]
        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence: [ranker-cutovers]

    Instead::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            evidence: [acme/ranker#812]
        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence: [ranker-cutover]
    """
    if case.is_misspelt("work") or any(refusal.path == ("work",) and not refusal.name for refusal in case.refusals):
        return
    keys = tuple(item.key for item in case.review.work)
    for reference in case.references:
        if _is_missing_work(reference):
            key = reference.citation.link
            place = Place(link_of(reference.citation))
            yield Problem(place, f"there is no work item {shown(key)} under `work`", _cure_of_key(case, key, keys))


def _cure_of_key(case: Case, key: str, keys: tuple[str, ...]) -> str:
    guess = nearest(key, case.policy, keys)
    if not guess and len(key) < SHOWN:
        guess = nearest_word(key, keys)
    if guess:
        return f"did you mean {guess}?"
    return f"cite one of {one_of(keys)}, or write it under `work`" if keys else "write it under `work`, or cite a link"


@reviews.rule("LC310", "contradicted-kind")
def contradicted_kind(case: Case) -> Iterator[Problem]:
    """A citation states a kind that its link cannot be.

    `kind` is for links that do not say it themselves. Where they do, the link is believed; and where somebody looked,
    what they saw: `owner/repo#12` may be an issue or a pull request, and is one of the two.

    Example::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - link: https://github.com/acme/ranker/pull/812
                kind: release

    Instead::

        expectations:
          results.ownership.keep-commitments:
            rating: meets
            evidence:
              - link: https://github.com/acme/ranker/pull/812
    """
    for reference in case.references:
        if reference.contradicts:
            yield contradicted(case, reference.citation, reference.link_kinds)
    if case.facts:
        yield from other_kind(case)

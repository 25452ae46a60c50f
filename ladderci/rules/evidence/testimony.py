"""Testimony: evidence without a link, who can confirm it, and whether they did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ladderci import forms
from ladderci.model import Place, Problem, Severity
from ladderci.rules.cases import reviews
from ladderci.rules.evidence.wording import shown
from ladderci.rules.nearest import nearest
from ladderci.text import same_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.evidence.testimony import Heard
    from ladderci.rules.cases import Case


@reviews.rule("LC312", "unfit-witness")
def unfit_witness(case: Case) -> Iterator[Problem]:
    """Testimony names somebody who cannot confirm it: the person whose review it is, or nobody on the roster.

    Evidence without a link is worth what the person under `from` says of it.

    Example::

        work:
          interviewing:
            title: Interviewed eleven candidates
            evidence:
              - kind: feedback
                from: ada-quill
                when: 2026-10

    Instead::

        work:
          interviewing:
            title: Interviewed eleven candidates
            evidence:
              - kind: feedback
                from: grace-osei
                when: 2026-10
    """
    for item in case.review.work:
        for citation in item.evidence:
            path = (*citation.path, "from")
            if citation.witness and not case.is_refused(path) and (fault := _witness_fault(case, citation.witness)):
                yield Problem(Place(path), *fault)


def _witness_fault(case: Case, witness: str) -> tuple[str, str] | None:
    """Return why somebody cannot confirm testimony and what to do, or None."""
    if witness.casefold() == case.review.subject.casefold():
        return "nobody can confirm their own testimony", "name somebody else who saw it, or cite a link"
    if case.cycle is None or not case.cycle.people or case.cycle.person(witness):
        return None
    meant = nearest(witness, tuple(person.login for person in case.cycle.people))
    cure = f"did you mean {meant}?" if meant else "name somebody on the roster, or ask the cycle lead to add them"
    return f"{shown(witness)} is not on the roster of {case.cycle.id}", cure


@reviews.rule("LC320", "unconfirmed-testimony", Severity.WARNING, in_draft=Severity.NOTE)
def unconfirmed_testimony(case: Case) -> Iterator[Problem]:
    """Testimony that nobody has confirmed: its witness has not answered, or it was edited since they did.

    Evidence without a link is worth what its witness says of it, and what they said goes for the words that they read:
    the title, the time and the story of the work item, and what stands beside their name. Wrapping lines anew changes
    none of it. A confirmation stands in the witness's own file, `reviews/<cycle>/confirmations/<login>.yaml`.

    Example: ada names grace as a witness under `interviewing`, and grace has no file of confirmations.

    Instead: the same, once grace has run `ladderci evidence confirm ada interviewing`.
    """
    for heard in _heard(case):
        if heard.word == "unconfirmed" and not _witness_fault(case, heard.testimony.witness):
            yield _of(heard, _unconfirmed(case, heard), _ask(case, heard))


def _unconfirmed(case: Case, heard: Heard) -> str:
    item, witness = heard.testimony.item, shown(heard.testimony.witness)
    what = f"the testimony of {witness} on {shown(item.key)}"
    relying = _relying_on(case, item.key)
    rest = f", and {shown(relying)} needs somebody's word" if relying else ""
    return f"{what} was edited since they answered{rest}" if heard.is_edited else f"{what} is not confirmed{rest}"


def _ask(case: Case, heard: Heard) -> str:
    witness, key, subject = heard.testimony.witness, heard.testimony.item.key, case.review.subject
    if not (re.fullmatch(forms.SLUG, key) and all(re.fullmatch(forms.LOGIN, one) for one in (witness, subject))):
        return "ask them to confirm it, once the login and the key of the work item are mended"
    again = "read it again and run" if heard.is_edited else "run"
    return f"ask {witness} to {again} `ladderci evidence confirm {subject} {key}`"


def _relying_on(case: Case, key: str) -> str:
    """Return the first expectation that cites a work item and that only testimony can show; empty where none does."""
    spoken = frozenset(kind.id for kind in case.policy.kinds if kind.fields)
    for answer in case.review.answers:
        expectation = case.expectations.get(answer.id)
        is_spoken = expectation and expectation.accepts and spoken.issuperset(expectation.accepts)
        if is_spoken and any(citation.link == key for citation in answer.evidence):
            return answer.id
    return ""


@reviews.rule("LC321", "declined-testimony", in_draft=Severity.WARNING)
def declined_testimony(case: Case) -> Iterator[Problem]:
    """A witness says that it was not as the review says.

    What they read is what still stands there. Once it is edited, they can be asked again.

    Example: ada names grace as a witness under `interviewing`, and grace's confirmations say `confirmed: false` for it.

    Instead: the story told as grace saw it, and confirmed by her.
    """
    for heard in _heard(case):
        if heard.word == "declined":
            witness, key = shown(heard.testimony.witness), shown(heard.testimony.item.key)
            said = f", and says: {shown(same_words(heard.note))}" if heard.note else ""
            cure = "talk to them: mend what is not as it was, or take the testimony out"
            yield _of(heard, f"{witness} does not confirm their testimony on {key}{said}", cure)


def _heard(case: Case) -> Iterator[Heard]:
    """Yield what testimony of a right shape is worth, where confirmations were read."""
    if case.confirmations is None or case.cycle is None or not case.review.work:
        return
    from ladderci.evidence.testimony import words_of

    for heard in words_of(case.review, case.cycle, case.confirmations):
        if not (case.refusals and case.is_refused(heard.testimony.citations[0].path)):
            yield heard


def _of(heard: Heard, message: str, cure: str) -> Problem:
    first, *others = (Place((*citation.path, "from")) for citation in heard.testimony.citations)
    return Problem(first, message, cure, tuple((place, "and this") for place in others))

"""Testimony: evidence without a link, and who can confirm it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ladderci.model import Place, Problem
from ladderci.rules.cases import reviews
from ladderci.rules.evidence.citation import shown
from ladderci.rules.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

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

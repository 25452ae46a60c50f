"""A witness's file of confirmations: whose it is, and whether what it answers is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ladderci import forms
from ladderci.model import Aim, Place, Problem, Severity
from ladderci.rules.evidence.wording import shown
from ladderci.rules.nearest import nearest
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.document import Document
    from ladderci.model.fact import Confirmation
    from ladderci.rules.cases import Home


@dataclass(frozen=True, slots=True)
class ConfirmationCase:
    """A file of confirmations of a right shape, with what it answers."""

    document: Document
    home: Home
    """What its path says (`confirmation_home`): the cycle, and whose file it is."""
    cycle: str
    """What the file itself says, as the witness below."""
    witness: str
    answers: tuple[Confirmation, ...]
    testimony: frozenset[tuple[str, str, str]] = frozenset()
    """All testimony of the cycle's reviews: subject, key of the work item and witness, the logins in lower case."""
    unread: frozenset[str] = frozenset()
    """Subjects, in lower case, whose review is there and cannot be read: what it says is not known."""

    @property
    def is_at_home(self) -> bool:
        """Whether the file says of itself what its path says of it."""
        return self.cycle == self.home.cycle and self.witness.lower() == self.home.login.lower()

    @property
    def counting(self) -> tuple[Confirmation, ...]:
        """The answers that count: none of a file that speaks for somebody else than whose it is."""
        return self.answers if self.is_at_home else ()


confirmations: Registry[ConfirmationCase] = Registry()
"""Rules about a file of confirmations."""


@confirmations.rule("LC322", "orphaned-confirmation", Severity.WARNING)
def orphaned_confirmation(case: ConfirmationCase) -> Iterator[Problem]:
    """A witness answers testimony that is not there.

    The review does not name them as a witness under that work item: the item was renamed or taken out, or the answer
    has a slip of the pen. It confirms nothing as it is.

    Example: grace's confirmations answer `interviews` of ada, whose review names grace under `interviewing`.

    Instead: the answer under `interviewing`, as `ladderci evidence confirm ada interviewing` writes it.
    """
    for answer in case.counting:
        subject, witness = answer.subject.lower(), answer.witness.lower()
        if subject in case.unread or (subject, answer.key, witness) in case.testimony:
            continue
        asked = tuple(sorted(key for whose, key, who in case.testimony if (whose, who) == (subject, witness)))
        key, whose = shown(answer.key), shown(answer.subject)
        yield Problem(
            Place(("answers", answer.subject, answer.key), Aim.KEY),
            f"no testimony of {shown(answer.witness)} stands under {key} in {whose}'s review",
            _meant(answer, asked),
        )


def _meant(answer: Confirmation, asked: tuple[str, ...]) -> str:
    meant = nearest(answer.key, tuple(key for key in asked if re.fullmatch(forms.SLUG, key)))
    if meant:
        return f"if {meant} was meant, run `ladderci evidence confirm {answer.subject} {meant}`, and take this out"
    return "take it out, or ask them whether the work item has another key now"


@confirmations.rule("LC416", "wrong-witness", is_fixed=True)
def wrong_witness(case: ConfirmationCase) -> Iterator[Problem]:
    """A file of confirmations names another witness or another cycle than its path.

    The file's name says who may change it, so it can only speak for that person. Otherwise anybody could speak for
    anybody: nothing in such a file counts.

    Example: `witness: grace` in `reviews/2026-h2/confirmations/ada.yaml`.

    Instead: the same in `reviews/2026-h2/confirmations/grace.yaml`.
    """
    home = case.home
    if case.witness.lower() != home.login.lower():
        yield Problem(
            Place(("witness",)),
            f"these are confirmations of {shown(case.witness)}, and the file is {home.login}'s: none of them counts",
            f"write witness: {home.login}, or let {case.witness} write them into a file of their own",
        )
    if case.cycle != home.cycle:
        yield Problem(
            Place(("cycle",)),
            f"these are confirmations for {shown(case.cycle)}, in the folder of {home.cycle}: none of them counts",
            f"write cycle: {home.cycle}, or move the file to reviews/{case.cycle}/confirmations/",
        )

"""Family 4: identity and integrity. What a file says of itself against where it lies, and against the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci.model import Place, Problem
from ladderci.rules.cases import reviews
from ladderci.rules.nearest import nearest, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.rules.cases import Case

_MOST_NAMED: Final = 3
"""Twins that a message names."""


@reviews.rule("LC401", "wrong-subject", is_fixed=True)
def wrong_subject(case: Case) -> Iterator[Problem]:
    """The review's `subject` is not the login that its file is named after.

    The file's name decides who may change it, so it must be about that person.

    Example::

        subject: bo-tanaka

    Instead::

        subject: ada-quill
    """
    subject = case.review.subject
    if case.home and subject and subject.casefold() != case.home.login.casefold() and not case.is_refused(("subject",)):
        yield Problem(
            Place(("subject",)),
            f"this review is about `{subject}`, its file is `{case.home.login}`'s",
            f"write subject: {case.home.login}, or move the file to {subject}.yaml",
        )


@reviews.rule("LC402", "wrong-cycle", is_fixed=True)
def wrong_cycle(case: Case) -> Iterator[Problem]:
    """The review's `cycle` is not the folder that it lies in.

    Example::

        cycle: 2025-h1

    Instead::

        cycle: 2026-h2
    """
    cycle = case.review.cycle
    if case.home and cycle and cycle != case.home.cycle and not case.is_refused(("cycle",)):
        yield Problem(
            Place(("cycle",)),
            f"this review is for `{cycle}`, its folder is that of `{case.home.cycle}`",
            f"write cycle: {case.home.cycle}, or move the file to reviews/{cycle}/",
        )


@reviews.rule("LC403", "misplaced-review", is_fixed=True)
def misplaced_review(case: Case) -> Iterator[Problem]:
    """A review lies somewhere other than `reviews/<cycle>/<login>.yaml`.

    Where it lies says whose it is and by what it is judged. One elsewhere is not found by a check of its cycle.

    Example: a review in `notes/ada.yaml`.

    Instead: the same in `reviews/2026-h2/ada.yaml`.
    """
    if case.home is None:
        review = case.review
        target = f"reviews/{review.cycle or '<cycle>'}/{review.subject or '<login>'}.yaml"
        yield Problem(Place(), "a review does not belong here", f"move it to {target}, unless there is one already")


@reviews.rule("LC404", "unknown-cycle", is_fixed=True)
def unknown_cycle(case: Case) -> Iterator[Problem]:
    """There is no such cycle.

    Example: a review in `reviews/2062-h2/`, where `rubric/cycles/2062-h2/cycle.yaml` does not exist.

    Instead: the same in the folder of a cycle that was opened.
    """
    wanted = case.home.cycle if case.home else case.review.cycle
    if wanted and wanted not in case.cycles:
        known = ", ".join(case.cycles) or "none"
        yield Problem(
            Place(("cycle",)),
            f"there is no cycle `{wanted}`",
            _meant(wanted, case.cycles) or f"cycles are opened in rubric/cycles/; known: {known}",
        )


@reviews.rule("LC405", "unknown-rubric", is_fixed=True)
def unknown_rubric(case: Case) -> Iterator[Problem]:
    """There is no such rubric in this cycle.

    The review is judged by the one that was probably meant, so that its other findings can be mended as well.

    Example::

        rubric: machine-learning-engineer/ic22

    Instead::

        rubric: machine-learning-engineer/ic2
    """
    wanted = case.review.rubric
    if wanted and wanted not in case.rubrics:
        yield Problem(
            Place(("rubric",)),
            f"there is no rubric `{wanted}`",
            _meant(wanted, case.rubrics) or f"known: {one_of(case.rubrics)}",
        )


@reviews.rule("LC406", "not-on-roster", is_fixed=True)
def not_on_roster(case: Case) -> Iterator[Problem]:
    """The cycle has a roster, and the review's subject is not on it.

    Example: a review by somebody whom `people:` in the cycle's file does not name.

    Instead: the same, once the cycle lead has added them.
    """
    subject = case.review.subject
    if case.cycle and case.cycle.people and subject and case.person is None and not case.is_refused(("subject",)):
        known = tuple(person.login for person in case.cycle.people)
        yield Problem(
            Place(("subject",)),
            f"`{subject}` is not on the roster of {case.cycle.id}",
            _meant(subject, known) or "check the spelling, or ask the cycle lead to add you",
        )


@reviews.rule("LC407", "other-rubric", is_fixed=True)
def other_rubric(case: Case) -> Iterator[Problem]:
    """The review answers to another rubric than the roster gives this person.

    Example: a review by the rubric of another level, where the roster says `machine-learning-engineer/ic2`.

    Instead: the same by the rubric that the roster names.
    """
    review = case.review
    if case.person and case.person.rubric and review.rubric in case.rubrics and review.rubric != case.person.rubric:
        yield Problem(
            Place(("rubric",)),
            f"the roster says `{case.person.rubric}` for {case.person.login}, this review says `{review.rubric}`",
            f"write rubric: {case.person.rubric}, or ask the cycle lead to change the roster",
        )


@reviews.rule("LC415", "twin-review", is_fixed=True)
def twin_review(case: Case) -> Iterator[Problem]:
    """The paths of two reviews differ by upper and lower case alone.

    A login is the same in any case, so both are one person's, and nobody could say which of them counts. A disk that
    ignores case can hold only one of them: in a clone on macOS or Windows the other is lost.

    Example: `reviews/2026-h2/Ada-Quill.yaml` beside `reviews/2026-h2/ada-quill.yaml`.

    Instead: one of the two, with what is worth keeping of the other.
    """
    if case.twins and case.home and case.home.cycle in case.cycles:
        yield Problem(
            Place(),
            f"only upper and lower case tell this review from {one_of(case.twins, _MOST_NAMED)}",
            f"keep one of them, as {case.home.login} is spelled at GitHub, and delete the other",
        )


def _meant(word: str, known: tuple[str, ...]) -> str:
    meant = nearest(word, known)
    return f"did you mean {meant}?" if meant else ""

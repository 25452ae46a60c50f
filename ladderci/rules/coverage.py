"""Family 2: coverage. What a review owes the rubric: missing, it warns in a draft and fails once submitted."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from ladderci import forms
from ladderci.comparison import outdated
from ladderci.model import Aim, Place, Problem, Severity
from ladderci.rules.cases import reviews
from ladderci.rules.nearest import nearest_expectation, one_of
from ladderci.rules.registry import MOST
from ladderci.text import same_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ladderci.model import Answer, Citation, Expectation, Path
    from ladderci.rules.cases import Case

_SCAFFOLD: Final = re.compile(forms.SCAFFOLD)
_MARKS: Final = ("‹", "TODO", "TBD", "FIXME", "\\")
"""Without any of these in a file there is no scaffold in its texts; an escape may stand for the others."""
_WARNING: Final = Severity.WARNING


@reviews.rule("LC201", "missing-evidence", in_draft=_WARNING)
def missing_evidence(case: Case) -> Iterator[Problem]:
    """A required expectation is rated with something that needs evidence, and cites too little of it.

    A rating that nobody can open is an opinion. A work item counts as one piece.

    Example::

        expectations:
          craft.software-design.separate-concerns:
            rating: meets

    Instead::

        expectations:
          craft.software-design.separate-concerns:
            rating: meets
            evidence: [acme/ranker#812]
    """
    for answer, rating, expectation in case.rated:
        cited = len(answer.evidence)
        if expectation.required and rating.needs == "evidence" and cited < expectation.at_least:
            yield Problem(
                Place(answer.path, Aim.KEY), _too_little(answer, expectation), _what_would_do(case, expectation)
            )


def _too_little(answer: Answer, expectation: Expectation) -> str:
    if not answer.evidence:
        return f"`{answer.id}` is rated {answer.rating} and cites no evidence"
    pieces = "1 piece" if len(answer.evidence) == 1 else f"{len(answer.evidence)} pieces"
    return (
        f"`{answer.id}` is rated {answer.rating} and cites {pieces} of evidence where {expectation.at_least} are asked"
    )


def _what_would_do(case: Case, expectation: Expectation) -> str:
    titles = tuple(kind.title.lower() for kind in case.policy.kinds if kind.id in expectation.accepts)
    what = f"cite {expectation.at_least} or more" if expectation.at_least > 1 else "cite something that others can open"
    return f"{what}: {one_of(titles)}" if titles else what


@reviews.rule("LC202", "missing-rating", in_draft=_WARNING)
def missing_rating(case: Case) -> Iterator[Problem]:
    """A required expectation is not answered, or an answer has no rating.

    “Not yet” and “no opportunity” are answers too, with a reason. An optional expectation needs no answer at all; one
    that was picked needs its rating.

    Example::

        expectations:
          craft.software-design.separate-concerns:
            story: The feature store knows nothing of the models.

    Instead::

        expectations:
          craft.software-design.separate-concerns:
            rating: meets
            story: The feature store knows nothing of the models.
            evidence: [acme/ranker#812]
    """
    help_ = f"rate it: {one_of(tuple(case.ratings))}"
    for answer in case.review.answers:
        if not answer.rating and answer.id in case.expectations and not case.is_refused(answer.path):
            yield Problem(Place(answer.path, Aim.KEY), f"`{answer.id}` has no rating", help_)
    if case.is_misspelt("expectations"):
        return
    answered = set(_meant(case))
    for expectation in case.rubric.required():
        if expectation.id not in answered and not case.is_refused(("expectations", expectation.id)):
            yield Problem(
                Place(("expectations",), Aim.KEY),
                f"the required expectation `{expectation.id}` is not answered",
                f"`ladderci update` adds it; then {help_}",
            )


def _meant(case: Case) -> Iterator[str]:
    """Yield the expectations that a review answers, those with an old or misspelt id too: that is a finding already."""
    known = tuple(case.expectations)
    answered = [answer.id for answer in case.review.answers]
    yield from answered
    unknown = (name for name in answered if name not in case.expectations)
    for name in islice(unknown, MOST):
        successor = case.rubric.successor(name)
        yield successor.id if successor else nearest_expectation(name, known)


@reviews.rule("LC203", "missing-reason", in_draft=_WARNING)
def missing_reason(case: Case) -> Iterator[Problem]:
    """A rating that needs a reason has none.

    “Not yet” without a reason tells a reader nothing; with one it is the most useful line of a review.

    Example::

        expectations:
          craft.software-design.separate-concerns:
            rating: not-yet

    Instead::

        expectations:
          craft.software-design.separate-concerns:
            rating: not-yet
            reason: All my work was in one module that is due to be split in spring.
    """
    for answer, rating, _ in case.rated:
        if rating.needs == "reason" and forms.is_blank(answer.reason):
            yield Problem(
                Place(answer.path, Aim.KEY),
                f"`{answer.id}` is rated {answer.rating} without a reason",
                "say why in a sentence, under reason:",
            )


@reviews.rule("LC204", "missing-title", in_draft=_WARNING)
def missing_title(case: Case) -> Iterator[Problem]:
    """A work item has no title.

    The page shows the title wherever the work is cited.

    Example::

        work:
          ranker-cutover:
            evidence: [acme/ranker#812]

    Instead::

        work:
          ranker-cutover:
            title: Moved the feed ranker to the two-tower model
            evidence: [acme/ranker#812]
    """
    for item in case.review.work:
        if forms.is_blank(item.title) and not case.is_refused(item.path):
            yield Problem(
                Place(item.path, Aim.KEY), f"the work item `{item.key}` has no title", "say in a line what you did"
            )


@reviews.rule("LC205", "leftover-scaffold", in_draft=_WARNING)
def leftover_scaffold(case: Case) -> Iterator[Problem]:
    """A text still holds what was put there to be replaced: words between ‹ and ›, or TODO, TBD, FIXME at its start.

    Example::

        summary: TODO write this

    Instead::

        summary: The half year in which the ranker moved.
    """
    if not any(mark in case.document.text for mark in _MARKS):
        return
    for path, text in _texts(case):
        found = _SCAFFOLD.search(text)
        if found:
            left = found[0].strip(" \t\r\n:.,")
            yield Problem(
                Place(path, needle=left), f"`{left}` was to be replaced", "write what belongs here, or remove it"
            )


def _texts(case: Case) -> Iterator[tuple[Path, str]]:
    """Yield every text that a person writes, with its path. `retired` binds nobody any more."""
    review = case.review
    yield ("summary",), review.summary
    for item in review.work:
        yield (*item.path, "title"), item.title
        yield (*item.path, "story"), item.story
        yield from _notes(item.evidence)
    for answer in review.answers:
        yield (*answer.path, "story"), answer.story
        yield (*answer.path, "reason"), answer.reason
        yield from _notes(answer.evidence)


def _notes(evidence: tuple[Citation, ...]) -> Iterator[tuple[Path, str]]:
    return (((*citation.path, "note"), citation.note) for citation in evidence if citation.note)


@reviews.rule("LC206", "unmet-expectation", _WARNING)
def unmet_expectation(case: Case) -> Iterator[Problem]:
    """A required expectation is rated with something other than evidence, and says why.

    That is an honest answer and never hidden: the page shows it with its reason. Whether it may fail a review is the
    policy's to say.

    Example::

        expectations:
          craft.software-design.separate-concerns:
            rating: not-yet
            reason: All my work was in one module that is due to be split in spring.

    Instead::

        expectations:
          craft.software-design.separate-concerns:
            rating: meets
            evidence: [acme/ranker#812]
    """
    for answer, rating, expectation in case.rated:
        has_reason = rating.needs == "reason" and not forms.is_blank(answer.reason)
        if has_reason and expectation.required and answer.id not in case.waived:
            yield Problem(
                Place(answer.path, Aim.KEY),
                f"the required expectation `{answer.id}` is rated {answer.rating}",
                "a conversation with your manager may be due; nothing is wrong with the file",
            )


@reviews.rule("LC207", "waived-expectation", Severity.NOTE)
def waived_expectation(case: Case) -> Iterator[Problem]:
    """A required expectation that the roster waives for this person is answered with a reason.

    Example::

        subject: mira-velde
        expectations:
          culture.organizational-health.champion-virtual-first:
            rating: no-opportunity
            reason: I was on leave from August to October.

    Instead::

        subject: ada-quill
        expectations:
          culture.organizational-health.champion-virtual-first:
            rating: meets
            evidence: [acme/ranker#812]
    """
    for answer, rating, _ in case.rated:
        if rating.needs == "reason" and answer.id in case.waived:
            reason = " ".join(case.waived[answer.id].split())
            yield Problem(
                Place(answer.path, Aim.KEY), f"`{answer.id}` is waived: {reason}", "nothing is left to do here"
            )


@reviews.rule("LC208", "outdated-answer", _WARNING)
def outdated_answer(case: Case) -> Iterator[Problem]:
    """An answer is older than the words that it answers.

    The expectation was reworded after the version of the rubric that the review was last brought up to. The answer may
    hold all the same; only its author can say so. `ladderci update` shows both wordings and moves `rubric-version`.

    Example: `rubric-version: 3`, and an answer to an expectation that has been `revised` in version 4.

    Instead: the same with `rubric-version: 4`, once the author has read both wordings.
    """
    for answer, expectation, revised in outdated(case.review, case.rubric):
        if not case.is_refused(answer.path):
            yield Problem(
                Place(answer.path, Aim.KEY),
                f"`{answer.id}` was reworded in version {revised.version}; before, it said {_quoted(revised.was)}",
                f"now it says {_quoted(expectation.text)}: see whether your answer still holds,"
                " then let `ladderci update` move rubric-version",
            )


@reviews.rule("LC209", "version-ahead", _WARNING)
def version_ahead(case: Case) -> Iterator[Problem]:
    """The review's `rubric-version` is higher than its rubric's.

    It says up to which version the author has seen the rubric. With one that is still to come, nothing that is going to
    be reworded would be noticed.

    Example::

        rubric-version: 99

    Instead::

        rubric-version: 1
    """
    version = case.review.rubric_version
    is_known = case.review.rubric in case.rubrics and not case.is_refused(("rubric-version",))
    if is_known and version > case.rubric.version:
        yield Problem(
            Place(("rubric-version",)),
            f"rubric-version {version} is ahead of the rubric's, which is {case.rubric.version}",
            "`ladderci update` writes the right one",
        )


def _quoted(text: str) -> str:
    return f"“{same_words(text)}”"

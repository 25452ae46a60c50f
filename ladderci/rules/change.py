"""Family 4, the pull request: who changes what, and when.

What a pull request touches is judged by paths alone as far as that goes, since a review that was deleted, or that
cannot be read, is touched all the same. What it says and no longer says is judged by the change of meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ladderci.evidence import Form, reader_of
from ladderci.forms import LOGIN
from ladderci.meaning import identity
from ladderci.model import Aim, EventKind, Holder, Place, Problem, Severity
from ladderci.rules.cases import Home
from ladderci.rules.evidence.wording import shown
from ladderci.rules.nearest import one_of
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ladderci.document import Document
    from ladderci.evidence import Reader
    from ladderci.model import Changes, Citation, Cycle, Event, Person, Policy, Review
    from ladderci.rules.cases import Case

JUDGED: Final = "reviews/"
"""What is judged: reviews and confirmations."""
JUDGES: Final = (
    "rubric/",  # rubrics, policy and cycles
    "schema/",  # what editors show, and what other validators judge by
    ".github/",  # the workflow that runs the judge, and who must approve
    "CODEOWNERS",  # who must approve, in the two other places where GitHub looks for it
    "docs/CODEOWNERS",
    "ladderci/",  # the tool, where it is installed from the repository
    "tools/",
    "requirements/",  # what the tool is installed with
    "requirements.txt",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
    "Makefile",
    ".ci/",  # what continuous integration runs
    ".gitattributes",  # how the tool's own files are checked out
    ".gitmodules",
)
"""What judges, as folders and files: whoever reviews a change of these must not have to find it among reviews.

In a pull request they never judge themselves, since what judges comes from the default branch. But once merged they
do, and a change that was waved through as a self-review would lower the bar for everybody.
"""
_MOST_NAMED: Final = 3
"""Files of one side that a message names."""
_CONFIRMATION: Final = re.compile(rf"reviews/(?P<cycle>[^/]+)/confirmations/(?P<login>{LOGIN[1:-1]})\.yaml")


class Touch(StrEnum):
    """What a pull request does to a file."""

    ADDED = "added"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class TouchCase:
    """One review or confirmation that a pull request touches, whatever is in it."""

    document: Document
    """Where findings stand; empty, but of the file's name, for one that was deleted."""
    home: Home | None
    """What the path says: of a review, or of a confirmation (`confirmation_home`)."""
    policy: Policy
    """The living policy of the base: who may write is not for a cycle's old copy to say."""
    today: date
    """In UTC."""
    cycle: Cycle | None = None
    """The cycle of the base; None where no such cycle is known."""
    event: Event | None = None
    """None where there is no pull request, such as on somebody's own machine."""
    touch: Touch = Touch.EDITED
    is_confirmation: bool = False

    @property
    def person(self) -> Person | None:
        """The roster's line for the person that the file is named after."""
        return self.cycle.person(self.home.login) if self.cycle and self.home else None

    @property
    def author(self) -> str | None:
        """The login of the pull request's author; None where there is none, as in a merge group."""
        return None if self.event is None or self.event.kind is EventKind.MERGE_GROUP else self.event.author

    @property
    def is_closed(self) -> bool:
        """Whether the file's cycle is over."""
        return self.cycle is not None and self.cycle.status == "closed"


@dataclass(frozen=True, slots=True)
class ChangeCase:
    """One changed review that could be read, and what it says that it did not."""

    case: Case
    """The newer version."""
    before: Review | None
    """The base's version; None for a new review."""
    changes: Changes


@dataclass(frozen=True, slots=True)
class RequestCase:
    """A pull request as a whole."""

    document: Document
    """Where findings stand: the first of the reviewed files."""
    paths: tuple[str, ...]
    """Every path that it adds, edits or deletes; both of a file that it moves."""
    event: Event | None = None


_WHERE: Final = "in pull requests, by `ladderci ci judge`"
touches: Registry[TouchCase] = Registry(_WHERE)
"""Rules about the paths under `reviews/` that a pull request touches."""
changed: Registry[ChangeCase] = Registry(_WHERE)
"""Rules about what a changed review says no longer."""
requests: Registry[RequestCase] = Registry(_WHERE)
"""Rules about a pull request as a whole."""


def confirmation_home(path: str) -> Home | None:
    """Return the cycle and the witness that a confirmation's path names, or None where confirmations do not lie."""
    found = _CONFIRMATION.fullmatch(path)
    return Home(found["cycle"], found["login"]) if found else None


@touches.rule("LC408", "foreign-review", is_fixed=True)
def foreign_review(case: TouchCase) -> Iterator[Problem]:
    """Somebody's review is changed in another person's pull request.

    A self-review says what its subject says. The file's name decides whose it is, whatever stands in it. The policy's
    `reviewers` may let the roster's manager of the person, or anyone, change it too. A merge group has no author, and
    what is in it was judged before.

    Example: grace opens a pull request that changes `reviews/2026-h2/ada.yaml`.

    Instead: ada opens it.
    """
    if case.home and not case.is_confirmation and case.author is not None and not _may_write(case, case.home.login):
        subject = case.home.login
        yield Problem(
            Place(),
            f"this is {subject}'s review, and it is {case.touch} in a pull request of {case.author or 'nobody'}",
            f"{_writers(case, subject)} can open a pull request with it; take it out of this one",
        )


def _may_write(case: TouchCase, subject: str) -> bool:
    author = case.author or ""
    manager = case.person.manager if case.person and case.policy.reviewers == "manager" else ""
    return case.policy.reviewers == "anyone" or _is_login(author, subject) or _is_login(author, manager)


def _is_login(login: str, other: str) -> bool:
    """Return whether two logins are one person's. Letters beyond ASCII are in no login, and have odd lower cases."""
    return bool(login) and login.isascii() and other.isascii() and login.lower() == other.lower()


def _writers(case: TouchCase, subject: str) -> str:
    manager = case.person.manager if case.person and case.policy.reviewers == "manager" else ""
    return f"{subject}, or {manager} as the manager on the roster," if manager else f"only {subject}"


@touches.rule("LC409", "foreign-confirmation", is_fixed=True)
def foreign_confirmation(case: TouchCase) -> Iterator[Problem]:
    """A witness's confirmations are changed in another person's pull request.

    A confirmation is worth as much as it is certain who gave it, so no policy widens this.

    Example: ada opens a pull request that changes `reviews/2026-h2/confirmations/grace.yaml`.

    Instead: grace opens it.
    """
    if case.home and case.is_confirmation and case.author is not None and not _is_login(case.author, case.home.login):
        witness = case.home.login
        yield Problem(
            Place(),
            f"these are {witness}'s confirmations, {case.touch} in a pull request of {case.author or 'nobody'}",
            f"only {witness} can open a pull request with them; take them out of this one",
        )


@requests.rule("LC410", "mixed-change", is_fixed=True)
def mixed_change(case: RequestCase) -> Iterator[Problem]:
    """One pull request changes both what is judged and what judges it.

    Reviews are judged by what the default branch has, so such a pull request is judged by rules that it is about to
    change. And whoever has to approve the change of a rubric, a workflow or the tool must see it as that.

    Example: a pull request that changes `reviews/2026-h2/ada.yaml` and `rubric/policy.yaml`.

    Instead: two pull requests, one for each.
    """
    is_group = case.event is not None and case.event.kind is EventKind.MERGE_GROUP  # several pull requests at once
    judged = tuple(path for path in case.paths if path.startswith(JUDGED))
    judges = tuple(path for path in case.paths if _judges(path))
    if judged and judges and not is_group:
        yield Problem(
            Place(),
            f"one pull request changes {one_of(judged, _MOST_NAMED)} and what judges: {one_of(judges, _MOST_NAMED)}",
            "open two pull requests, one for what judges and one for what is judged",
        )


def _judges(path: str) -> bool:
    return any(path.startswith(part) if part.endswith("/") else path == part for part in JUDGES)


@touches.rule("LC411", "closed-cycle", is_fixed=True)
def closed_cycle(case: TouchCase) -> Iterator[Problem]:
    """A review or a confirmation of a closed cycle is added, changed or deleted.

    What a closed cycle holds is what was decided by, and so is what witnesses said of it. The base's own file of the
    cycle says whether it is closed.

    Example: a change of `reviews/2025-h1/ada.yaml`, where `rubric/cycles/2025-h1/cycle.yaml` says `status: closed`.

    Instead: a note in the review of the cycle that is open.
    """
    if case.cycle and case.is_closed and case.home:
        what = f"{case.home.login}'s confirmations in it are" if case.is_confirmation else "its review is"
        yield Problem(
            Place(),
            f"the cycle {case.cycle.id} is closed, and {what} {case.touch}",
            "leave what is in it as it is, or ask the cycle lead to open the cycle again first",
        )


@changed.rule("LC412", "back-to-draft", Severity.WARNING)
def back_to_draft(case: ChangeCase) -> Iterator[Problem]:
    """A review that was submitted is a draft again.

    In a draft what is missing only warns, and a reader may have read the submitted one already.

    Example: `status: draft` in a review whose version on the default branch says `status: submitted`.

    Instead: `status: submitted`, with what is missing filled in.
    """
    if case.before and case.before.submitted and case.changes.status and not case.case.review.submitted:
        yield Problem(
            Place(("status",)),
            "this review was submitted, and is no longer",
            "write status: submitted, or tell your reader why it is not",
        )


@changed.rule("LC413", "lost-evidence", Severity.WARNING)
def lost_evidence(case: ChangeCase) -> Iterator[Problem]:
    """A review that was submitted loses evidence.

    A reader may have relied on it. What is cited in another spelling, by way of a work item, or in an answer that the
    rubric retired, is not lost; and testimony whose witness still testifies there was only reworded.

    Example: a submitted review whose next version no longer cites `acme/ranker#812` where it did.

    Instead: the same with the link kept, or with a word to the reader on why it went.
    """
    if case.before is None or not case.before.submitted:
        return
    reader = reader_of(case.case.policy)
    review = case.case.review
    work = {item.key: _things(item.evidence, reader) for item in review.work}
    answers = {answer.id: answer.evidence for answer in (*review.retired, *review.answers)}
    for change in case.changes.evidence:
        cited = answers.get(change.key, ()) if change.holder is Holder.ANSWER else ()
        own = work.get(change.key, frozenset()) if change.holder is Holder.WORK else _things(cited, reader)
        kept = (own, *(work[key] for key in {citation.link for citation in cited} if key in work))
        gone = ((citation, _lasting(citation, reader)) for citation in change.removed)
        lost = tuple(_name(citation) for citation, thing in gone if not any(thing in some for some in kept))
        if lost:
            part = "work" if change.holder is Holder.WORK else "expectations"
            yield Problem(
                Place((part, change.key), Aim.KEY),
                f"{change.key} no longer cites {one_of(lost, _MOST_NAMED)}",
                "cite it again, or tell your reader why it went",
            )


def _things(citations: Iterable[Citation], reader: Reader) -> frozenset[tuple[str, ...]]:
    return frozenset(_lasting(citation, reader) for citation in citations)


def _lasting(citation: Citation, reader: Reader) -> tuple[str, ...]:
    """Return what makes a piece of evidence one, for testimony without its day."""
    found = identity(citation, reader)
    return found[:3] if found[0] is Form.TESTIMONY else found


def _name(citation: Citation) -> str:
    if citation.link:
        return shown(citation.link)
    by_witness = f" from {shown(citation.witness)}" if citation.witness else ""
    return f"the {citation.kind or 'testimony'}{by_witness}"


@touches.rule("LC414", "late-change", Severity.WARNING)
def late_change(case: TouchCase) -> Iterator[Problem]:
    """A review is changed after it was due.

    Whoever has read it by then may not see the change. The day is the person's own where the roster has one, else the
    cycle's, and it ends when it ends in UTC.

    Example: a change of `reviews/2026-h2/ada.yaml` on 16 January 2027, where the cycle says `due: 2027-01-15`.

    Instead: the same change a day earlier, or a later `due` for ada on the roster.
    """
    if case.cycle is None or case.home is None or case.is_confirmation or case.is_closed:
        return
    own = case.person.due if case.person else None
    due = own or case.cycle.due
    if case.today > due:
        whose = f"{case.home.login}'s review" if own else f"reviews of {case.cycle.id}"
        yield Problem(
            Place(),
            f"{case.touch} after {due.isoformat()}, when {whose} {'was' if own else 'were'} due",
            "tell your reader, or ask the cycle lead for a later day on the roster",
        )

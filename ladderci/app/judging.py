"""Judging a pull request: from GitHub's event to a judgement, with what judges and what is judged kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ladderci import load
from ladderci.app import publish
from ladderci.app.check import Examiner, beside, home_of, is_in_reviews, reviews_in
from ladderci.app.effects import effects
from ladderci.app.linting import lint_rubrics
from ladderci.app.page_template import shown_by
from ladderci.app.reading import read_file
from ladderci.app.rulebook import FOLDER, Rulebook
from ladderci.app.verifying import asked_policy, confirmers, look
from ladderci.document import Document
from ladderci.evidence.clones import Tip
from ladderci.git import GitError
from ladderci.meaning import changes
from ladderci.model import Report
from ladderci.output.comment import Judgement, Subject, folded
from ladderci.output.composing import page_of
from ladderci.rules import (
    Case,
    ChangeCase,
    Home,
    RequestCase,
    Touch,
    TouchCase,
    confirmation_home,
    findings_of_change,
    findings_of_request,
    findings_of_review,
    findings_of_touch,
    findings_without_data,
    in_order,
)
from ladderci.rules.publication import SchemaCase, schemas
from ladderci.source import Commit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from ladderci.app.verifying import Service
    from ladderci.evidence.target import Target
    from ladderci.git import Repository
    from ladderci.model import Changes, Event, Finding, Policy, Review
    from ladderci.model.fact import Sight
    from ladderci.output.page import Page


class RefusalError(Exception):
    """A pull request that cannot be judged at all; the message says why."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A pull request with its commits at hand."""

    repository: Repository
    event: Event
    base: Commit
    """The default branch's tip: what judges."""
    fork: Commit
    """Where the head parted from the default branch: what its changes are changes of."""
    head: Commit
    today: date
    examiner: Examiner
    policy: Policy
    """The living one: who may do what is not for a cycle's copy to say."""
    touched: Mapping[str, Touch]
    """Everything that the pull request adds, edits or deletes, by path."""


def judge(  # noqa: PLR0913, PLR0917 - what a pull request is judged from
    repository: Repository, event: Event, base: str, today: date, token: str = "", service: Service | None = None
) -> Judgement:
    """Judge what a pull request changes.

    Args:
        repository: where its objects lie, or are fetched to.
        event: what GitHub sent.
        base: the full id of the default branch's tip, which judges.
        today: the date in UTC, for due dates.
        token: what a private repository asks for when the head is fetched.
        service: how to reach GitHub for evidence; nobody looks at that where left out.

    Raises:
        RefusalError: for a pull request into a branch that the policy does not list.
        FetchError: where the head cannot be had.
        GitError: where git cannot read what is here.

    """
    base_commit = Commit(repository, base)
    rulebook = Rulebook(base_commit)
    policy = rulebook.policy().value
    if policy is None:
        return Judgement(event, Report(0, rulebook.findings(), broken=True), "summary")
    _refuse_other_branches(event, policy)
    request = _open(repository, event, base_commit, rulebook, policy, today, token)
    return _judged(request, service)


def _refuse_other_branches(event: Event, policy: Policy) -> None:
    """Checks belong to commits: a branch with a weaker ladder must not be able to make a commit green."""
    if event.base_branch not in {event.default_branch, *policy.branches}:
        raise RefusalError(
            f"pull requests into {event.base_branch} are not judged: open it against {event.default_branch}, "
            "or list the branch in rubric/policy.yaml"
        )


def _open(  # noqa: PLR0913, PLR0917 - what a request is made from
    repository: Repository,
    event: Event,
    base: Commit,
    rulebook: Rulebook,
    policy: Policy,
    today: date,
    token: str,
) -> _Request:
    if not repository.has(event.head):
        repository.fetch(event.head, token)
    # From the default branch, whatever the pull request goes into: what another branch holds already was not judged.
    fork = Commit(repository, repository.merge_base(base.id, event.head))
    head = Commit(repository, event.head)
    return _Request(
        repository=repository,
        event=event,
        base=base,
        fork=fork,
        head=head,
        today=today,
        examiner=Examiner(head, rulebook),
        policy=policy,
        touched={path: _touch(letter) for path, letter in repository.changed(fork.id, head.id).items()},
    )


def _judged(request: _Request, service: Service | None) -> Judgement:
    touched = {path: touch for path, touch in request.touched.items() if is_in_reviews(path)}
    reviews = reviews_in(path for path, touch in touched.items() if touch is not Touch.DELETED)
    request.examiner.prepare(reviews, _once_merged(request, reviews))
    if service:
        request.examiner.sights = _look(request, service, reviews)
    subjects = tuple(_subject(request, path) for path in reviews)
    about_paths = {path: tuple(_touch_findings(request, path)) for path in touched}
    subjects = tuple(replace(one, findings=in_order((*one.findings, *about_paths.pop(one.path)))) for one in subjects)
    others = [finding for findings in about_paths.values() for finding in findings]
    others += [*_request_findings(request), *_judging_findings(request)]
    findings = [*request.examiner.rulebook.errors(), *others, *(one for s in subjects for one in s.findings)]
    report = Report(len(subjects), in_order(findings), request.examiner.rulebook.is_broken)
    return Judgement(
        event=request.event,
        report=report,
        visibility=request.policy.visibility,
        subjects=_as_shown(request, subjects),
        other_findings=in_order((*request.examiner.rulebook.errors(), *others)),
        effects=tuple(effects(request.base, request.head)) if _changes_judges(request) else None,
    )


def _look(request: _Request, service: Service, reviews: tuple[str, ...]) -> Mapping[Target, Sight]:
    """Look at the evidence: this repository is a clone of itself, whose default branch is the base."""
    repository, event = request.repository, request.event
    own = (event.repository, ".")
    clones = tuple(one for one in request.policy.clones if one[0].lower() != own[0].lower())
    policy = asked_policy(request.examiner.rulebook, replace(request.policy, clones=(*clones, own)), reviews)
    root = repository.root or repository.folder
    tip = Tip(event.default_branch, request.base.id)
    with confirmers(policy, root, service, here=repository, base=tip) as asked:
        return look(request.examiner, reviews, asked)


def _once_merged(request: _Request, reviews: tuple[str, ...]) -> Iterator[str]:
    """Yield what reviews would lie beside once this is merged: the base may have got a twin since they parted."""
    yield from reviews
    yield from (path for path in beside(request.base, reviews) if request.touched.get(path) is not Touch.DELETED)


def _as_shown(request: _Request, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Return the reviews with their pages by the base's own template, where it has one and the policy shows pages."""
    if request.policy.visibility != "full":
        return subjects
    shown = iter(shown_by(request.base, [folded(one.page) for one in subjects if one.page]))
    return tuple(_with_page(one, next(shown)) if one.page else one for one in subjects)


def _with_page(subject: Subject, shown: str | Page) -> Subject:
    return replace(subject, text=shown) if isinstance(shown, str) else replace(subject, page=shown)


def _changes_judges(request: _Request) -> bool:
    return any(path.startswith(f"{FOLDER}/") for path in request.touched)


# --- one review ----------------------------------------------------------------------------------------------------


def _subject(request: _Request, path: str) -> Subject:
    """Judge one review that the head has, and see what it says that it did not."""
    case = request.examiner.case(path)
    if not isinstance(case, Case):
        return Subject(path, in_order(findings_without_data(case)))
    before = _review_at(request.fork, path, request.policy)
    since_base = _changes(request, case, before)
    findings = [*findings_of_review(case), *findings_of_change(ChangeCase(case, before, since_base))]
    references = {reference.citation.path: reference for reference in case.references}
    return Subject(
        path=path,
        findings=in_order(findings),
        page=page_of(case, references, in_order(findings)),
        since_base=since_base,
        since_push=_since_push(request, case, path),
    )


def _changes(request: _Request, case: Case, before: Review | None) -> Changes:
    cycle = case.home.cycle if case.home else case.review.cycle
    standard = request.examiner.rulebook.standard(case.rubric.id, cycle)
    assert standard is not None, "there is a case, so there is what it is judged by"  # noqa: S101
    return changes(before, case.review, standard.reader)


def _since_push(request: _Request, case: Case, path: str) -> Changes | None:
    """Return what the last push changed, or None where it was none or what was there before cannot be reached."""
    before = request.event.before
    try:
        if not before or not request.repository.has(before):
            return None
        return _changes(request, case, _review_at(Commit(request.repository, before), path, request.policy))
    except GitError:
        return None


def _review_at(commit: Commit, path: str, policy: Policy) -> Review | None:
    document = read_file(commit, path, policy.limits.file_bytes)
    return load.review(document.data) if document.readable else None


# --- the pull request ----------------------------------------------------------------------------------------------


def _touch_findings(request: _Request, path: str) -> Iterator[Finding]:
    """Yield what is wrong with touching a path at all: by this person, at this time."""
    confirmation = confirmation_home(path)
    home: Home | None = confirmation or home_of(path)
    document = Document(path, "", None, None, ())
    case = TouchCase(
        document=document,
        home=home,
        policy=request.policy,
        today=request.today,
        cycle=request.examiner.rulebook.of_cycle(home.cycle) if home else None,
        event=request.event,
        touch=request.touched[path],
        is_confirmation=confirmation is not None,
    )
    weights = request.examiner.rulebook.policy(home.cycle).value if home else None
    yield from findings_of_touch(case, weights)
    if confirmation and case.touch is not Touch.DELETED:
        yield from request.examiner.examine(path)


def _touch(letter: str) -> Touch:
    return {"A": Touch.ADDED, "D": Touch.DELETED}.get(letter, Touch.EDITED)


def _request_findings(request: _Request) -> Iterator[Finding]:
    first = next(filter(is_in_reviews, request.touched), "")
    document = Document(first, "", None, None, ())
    yield from findings_of_request(RequestCase(document, tuple(request.touched), request.event))


def _judging_findings(request: _Request) -> Iterator[Finding]:
    """Yield what is wrong with a change of what judges. On a head that is a finding, and breaks no judgement."""
    if _changes_judges(request) or any(path.startswith(f"{publish.FOLDER}/") for path in request.touched):
        yield from lint_rubrics(request.head, request.fork).findings
        published = publish.publish(request.head)
        for change in () if published.report.broken else publish.stale(request.head, published.files):
            document = Document(change.path, "", None, None, ())
            yield from schemas.findings(SchemaCase(document, change.old is None, change.new is None), document)

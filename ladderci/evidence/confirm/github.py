"""What GitHub says of pull requests, reviews, issues, commits and releases.

A repository that was renamed is seen under its new name, and what GitHub hides and what is not there are one to it: it
says nothing of either. No address is taken from an answer; they are made of what was asked for.

What can no longer change: a merged pull request, a review that was handed in on one (it can be dismissed, but was
given), and a commit on a branch that counts. Reviews may be given after the merge all the same, and a title may be
edited; they do not matter to who wrote it and when it was merged, so it is kept as it was first seen. Remarks can be
deleted, releases and issues be edited, closed and opened again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ladderci.evidence.target import Target, Thing
from ladderci.github.answers import Cause
from ladderci.github.queries import CommitQuestion, NumberQuestion, ReleaseQuestion
from ladderci.github.things import Commit, Issue, PullRequest, Refused, Release, Review
from ladderci.model.fact import Obstacle, Part, Participant, Seen, State, Unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ladderci.github.graph import Graph
    from ladderci.github.queries import Question
    from ladderci.github.things import Actor, Answered, Remark
    from ladderci.model.fact import Sight

NAME: Final = "GitHub"
_OBSTACLES: Final = {
    Cause.AWAY: Obstacle.UNREACHABLE,
    Cause.LIMIT: Obstacle.LIMITED,
    Cause.RIGHT: Obstacle.FORBIDDEN,
    Cause.HIDDEN: Obstacle.HIDDEN,
}
_LATER: Final = "run this again later"
_PROGRAM: Final = "[bot]"


class GitHub:
    """Confirms what stands on one host, github.com or a GitHub Enterprise Server."""

    name = NAME

    def __init__(self, graph: Graph, host: str, branches: Iterable[str] = ()) -> None:
        """Take whom to ask, the host whose API that is, and the branches that count besides each default branch.

        The host is that of links, `github.com`, not the API's own. The graph stays the caller's to close.
        """
        self._graph = graph
        self._host = host
        self._branches = tuple(branches)

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        """Return what was seen of each target on the host; those on others are left out. Never raises."""
        own = [target for target in targets if target.host == self._host]
        with_remarks = {_place(target) for target in own if target.thing is Thing.REVIEW_COMMENT}
        asked = {target: self._question(target, with_remarks) for target in own}
        answers = self._answers(asked.values())
        return {target: self._sight(target, answers[question]) for target, question in asked.items()}

    def _question(self, target: Target, with_remarks: set[tuple[str, int]]) -> Question:
        """Return what to ask about a target; all that stands in one pull request is one question."""
        match target.thing:
            case Thing.COMMIT:
                return CommitQuestion(target.repository, target.name, self._branches)
            case Thing.RELEASE:
                return ReleaseQuestion(target.repository, target.name)
            case _:
                return NumberQuestion(*_place(target), has_remarks=_place(target) in with_remarks)

    def _answers(self, questions: Iterable[Question]) -> dict[Question, Answered]:
        """Ask, and ask once more by the full id about commits that were not compared by the short one."""
        answers = self._graph.ask(questions)
        again = {
            question: replace(question, id=answer.id)
            for question, answer in answers.items()
            if isinstance(question, CommitQuestion) and isinstance(answer, Commit)
            if not answer.is_certain and question.id != answer.id
        }
        if again:
            found = self._graph.ask(again.values())
            answers |= {question: found[full] for question, full in again.items()}
        return answers

    def _sight(self, target: Target, answer: Answered) -> Sight:
        sight = self._of(target, answer)
        if isinstance(sight, Seen) and sight.repository.lower() != target.repository.lower():
            # the old name may be given to another repository, so what it leads to need not hold for ever
            return replace(sight, is_final=False)
        return sight

    def _of(self, target: Target, answer: Answered) -> Sight:
        is_review = target.thing in {Thing.REVIEW, Thing.REVIEW_COMMENT}
        match answer:
            case Refused():
                return _unseen(target, answer)
            case PullRequest():
                return self._of_review(target, answer) if is_review else self._of_pull_request(answer)
            case Issue():
                return _no_review(target) if is_review else self._of_issue(answer)
            case Release():
                return self._of_release(answer)
            case Commit():
                return self._of_commit(answer)

    def _url(self, repository: str, rest: str) -> str:
        return f"https://{self._host}/{repository}/{rest}"

    def _of_pull_request(self, pull: PullRequest) -> Seen:
        return Seen(
            url=self._url(pull.repository, f"pull/{pull.number}"),
            repository=pull.repository,
            state=_state(pull),
            title=pull.title,
            at=pull.merged,
            people=tuple(dict.fromkeys(_people_of(pull))),
            branch=pull.base,
            is_attributed=pull.author.is_person and pull.is_whole,
            is_final=pull.merged is not None and pull.is_whole,
            by=NAME,
        )

    def _of_review(self, target: Target, pull: PullRequest) -> Sight:
        is_remark = target.thing is Thing.REVIEW_COMMENT
        given: Iterable[Review | Remark] = pull.reviews
        if is_remark:
            given = (remark for review in pull.reviews for remark in review.remarks)
        found = next((one for one in given if one.id == target.review), None)
        if found is None:
            return _no_review(target)
        mark = "discussion_r" if is_remark else "pullrequestreview-"
        return Seen(
            url=self._url(pull.repository, f"pull/{pull.number}#{mark}{found.id}"),
            repository=pull.repository,
            state=State.PUBLISHED if found.at else State.PENDING,
            title=pull.title,
            at=found.at,
            people=_known(Part.REVIEWER, found.author),
            branch=pull.base,
            is_attributed=found.author.is_person,
            is_own_pull_request=bool(found.author.login) and found.author == pull.author,
            is_final=bool(found.at and pull.merged) and not is_remark,
            by=NAME,
        )

    def _of_issue(self, issue: Issue) -> Seen:
        return Seen(
            url=self._url(issue.repository, f"issues/{issue.number}"),
            repository=issue.repository,
            state=State.CLOSED if issue.closed else State.OPEN,
            title=issue.title,
            at=issue.closed,
            people=(
                *_known(Part.AUTHOR, issue.author),
                *(Participant(Part.ASSIGNEE, login) for login in issue.assignees),
                *_known(Part.CLOSER, issue.closer),
                *(Participant(Part.PARTICIPANT, login) for login in issue.participants),
            ),
            is_attributed=issue.author.is_person and issue.is_whole,
            by=NAME,
        )

    def _of_release(self, release: Release) -> Seen:
        return Seen(
            url=self._url(release.repository, f"releases/tag/{quote(release.tag, safe='')}"),
            repository=release.repository,
            state=State.PUBLISHED if release.published else State.PENDING,
            title=release.title,
            at=release.published,
            people=_known(Part.AUTHOR, release.author),
            is_attributed=release.author.is_person,
            by=NAME,
        )

    def _of_commit(self, commit: Commit) -> Sight:
        if not commit.is_certain:
            reason = f"{NAME} did not say which branches of {commit.repository} have this commit"
            return Unseen(Obstacle.UNREACHABLE, reason, _LATER)
        authors = commit.authors
        first = authors[0] if authors else None
        is_program = first is None or _PROGRAM in first.login + first.name
        return Seen(
            url=self._url(commit.repository, f"commit/{commit.id}"),
            repository=commit.repository,
            state=State.COMMITTED,
            title=commit.title,
            at=commit.at,
            people=tuple(
                Participant(Part.CO_AUTHOR if index else Part.AUTHOR, *author) for index, author in enumerate(authors)
            ),
            branch=commit.branch,
            is_on_counting_branch=bool(commit.branch),
            is_attributed=commit.is_whole and not is_program,
            is_final=bool(commit.branch) and commit.is_whole,
            by=NAME,
        )


def _place(target: Target) -> tuple[str, int]:
    return target.repository, target.number


def _state(pull: PullRequest) -> State:
    if pull.merged:
        return State.MERGED
    return State.CLOSED if pull.is_closed else State.OPEN


def _known(part: Part, actor: Actor) -> tuple[Participant, ...]:
    return (Participant(part, actor.login),) if actor.login else ()


def _people_of(pull: PullRequest) -> Iterable[Participant]:
    """Yield who had a part in a pull request. Remarks on one's own are no review of it."""
    yield from _known(Part.AUTHOR, pull.author)
    own = pull.author.login.casefold()
    for author in pull.authors:
        if not own or author.login.casefold() != own:
            yield Participant(Part.CO_AUTHOR, *author)
    for review in pull.reviews:
        if review.at and review.author != pull.author:
            yield from _known(Part.REVIEWER, review.author)


def _no_review(target: Target) -> Unseen:
    return _hidden(target, f"{NAME} shows no such review on this pull request")


def _unseen(target: Target, refused: Refused) -> Unseen:
    match refused.cause:
        case Cause.HIDDEN:
            return _hidden(target, f"{NAME} shows this token no such thing: it is hidden, or not there")
        case Cause.RIGHT:
            return Unseen(Obstacle.FORBIDDEN, refused.words, f"give a token that may read {target.repository}")
        case _:
            return Unseen(_OBSTACLES[refused.cause], refused.words, _LATER)


def _hidden(target: Target, reason: str) -> Unseen:
    full = " in full" if target.thing is Thing.COMMIT else ""
    cure = f"check the link, write it{full}" if full else "check the link"
    return Unseen(Obstacle.HIDDEN, reason, f"{cure}, or give a token that may read {target.repository}")

"""Keeping exactly one comment on a pull request."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from ladderci.github import ServiceError
from ladderci.output.comment import COMMENT_BYTES, MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.github import Comment, Comments

AUTHOR: Final = "github-actions[bot]"
"""Whom GitHub names as the author of what the workflow's own token writes; another app's is `<slug>[bot]`."""
_ROUNDS: Final = 3
"""How often it is begun anew when somebody deletes the comment meanwhile."""


class Outcome(StrEnum):
    """What became of the comment."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    OUTDATED = "outdated"
    """The head has moved on: its own run has the say."""


class BodyError(Exception):
    """The text cannot be our comment; the message is one line that says why."""


def keep_comment(service: Comments, number: int, head: str, body: str, author: str = AUTHOR) -> Outcome:
    """Let a pull request have one comment of ours with this body, written for this head, and say what was done.

    Ours is what the author wrote under `MARKER`. The oldest stays and is edited where the body differs; others of
    ours are deleted, those of another run at the same moment included. Nothing else is ever touched.

    Two runs for different heads can still overlap between reading the head and writing, since GitHub has no "write if
    unchanged": let the workflow run once per pull request at a time.

    Raises BodyError where the body lacks the marker or is longer than `COMMENT_BYTES`, and ServiceError.
    """
    _refuse_unfit(body)
    for _ in range(_ROUNDS):
        if service.head(number) != head:
            return Outcome.OUTDATED
        outcome = _keep(service, number, head, body, author)
        if outcome is not None:
            return outcome
    raise ServiceError("the comment is deleted whenever it is written: see what else works on this pull request")


def remove_comments(service: Comments, number: int, head: str, author: str = AUTHOR) -> Outcome:
    """Take back what we said on a pull request, for a policy that lets nothing be seen; raises ServiceError."""
    if service.head(number) != head:
        return Outcome.OUTDATED
    ours = _ours(service.comments(number), author)
    _delete(service, ours)
    return Outcome.REMOVED if ours else Outcome.UNCHANGED


def _refuse_unfit(body: str) -> None:
    if not _is_marked(body):
        raise BodyError(f"the comment does not begin with the line {MARKER}: without it, it could not be found again")
    try:
        size = len(body.encode())
    except UnicodeEncodeError:
        raise BodyError("the comment is no text: it must be UTF-8") from None
    if size > COMMENT_BYTES:
        raise BodyError(f"the comment has {size:,} bytes, {COMMENT_BYTES:,} are allowed: leave sections out at its end")


def _keep(service: Comments, number: int, head: str, body: str, author: str) -> Outcome | None:
    """Return what was done, or None where the comment went away meanwhile."""
    ours = _ours(service.comments(number), author)
    if ours:
        return _bring_up_to_date(service, ours, body)
    created = service.create(number, body)
    if not _is_by(created, author):
        service.delete(created.id)  # else there would be one more with every run, since none of them is found
        raise ServiceError(f"this token does not write as {author}: say as whom it does, an app's name is <slug>[bot]")
    # with our own among them, since a list may lag behind what was just written
    ours = _oldest_first((*_ours(service.comments(number), author), created))
    if ours[0].id != created.id and service.head(number) != head:
        _delete(service, ours[1:])
        return Outcome.OUTDATED
    return Outcome.CREATED if _bring_up_to_date(service, ours, body) else None


def _bring_up_to_date(service: Comments, ours: tuple[Comment, ...], body: str) -> Outcome | None:
    is_same = _text(ours[0].body) == _text(body)
    if not is_same and not service.update(ours[0].id, body):
        return None
    _delete(service, ours[1:])
    return Outcome.UNCHANGED if is_same else Outcome.UPDATED


def _delete(service: Comments, comments: tuple[Comment, ...]) -> None:
    for comment in comments:
        service.delete(comment.id)


def _ours(comments: Iterable[Comment], author: str) -> tuple[Comment, ...]:
    return _oldest_first(comment for comment in comments if _is_by(comment, author) and _is_marked(comment.body))


def _oldest_first(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Return each comment once, in the order in which they were written: GitHub's ids go up."""
    found = {comment.id: comment for comment in comments}
    return tuple(found[key] for key in sorted(found))


def _is_by(comment: Comment, author: str) -> bool:
    return comment.author.casefold() == author.casefold()


def _is_marked(body: str) -> bool:
    return body.partition("\n")[0].rstrip() == MARKER


def _text(body: str) -> str:
    """Return a body without what a service may change by itself: the kind of its line ends, white space after it."""
    return body.replace("\r\n", "\n").rstrip()

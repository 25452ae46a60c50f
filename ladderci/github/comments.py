"""A pull request's head and its comments.

Every address is built from the repository that was asked for, none is taken from an answer, and everything ends
within a bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, Protocol, Self

from ladderci.github.answers import ServiceError, content
from ladderci.github.attempt import Line, Request
from ladderci.github.session import PATIENCE, Patience, Session

if TYPE_CHECKING:
    from ladderci.github.answers import Raw

_PAGE: Final = 100
"""Comments a page, the most that the API gives (its description, the parameter `per_page`)."""
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_-]+/(?!\.\.?\Z)[A-Za-z0-9._-]+")
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ERRORS: Final = 400
_NOT_FOUND: Final = 404
_ADVICE: Final = {
    401: "does not accept the token (401): hand the job's own GITHUB_TOKEN to this step",
    403: "does not allow this (403): give the job `pull-requests: write`, and see whether the conversation is locked",
    404: "shows this token no such repository, pull request or comment (404): check the names and the token's rights",
    422: "refuses what was sent (422): see whether the comment has text, below 65,536 characters, and may be posted",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was asked for."""

    data: object
    """From the JSON; None where the answer had nothing to say or the thing is gone."""
    has_next: bool = False
    """Whether there is a further page."""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a pull request's conversation."""

    id: int
    author: str
    """A login; an app's is `<slug>[bot]`. Empty where the account is no more."""
    body: str


class Comments(Protocol):
    """The conversations of one repository's pull requests. Everything raises ServiceError."""

    def head(self, number: int) -> str:
        """Return the full id of a pull request's head as it is now."""
        ...

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Return all comments of a pull request, over all pages, oldest first."""
        ...

    def create(self, number: int, body: str) -> Comment:
        """Add a comment to a pull request and return it. Where an answer was lost on the way, it may stand twice."""
        ...

    def update(self, comment: int, body: str) -> bool:
        """Give a comment, by its id, another body; False where there is no such comment any more."""
        ...

    def delete(self, comment: int) -> None:
        """Delete a comment by its id; one that is gone already is fine."""
        ...


class GitHub:
    """`Comments` of a repository on github.com or a GitHub Enterprise Server. Close it in the end."""

    def __init__(self, address: str, repository: str, token: str, patience: Patience = PATIENCE) -> None:
        """Take the API's address (`GITHUB_API_URL`), `owner/name`, a token, and how long to wait.

        Raises ServiceError where PyGithub is missing or the address or the token cannot be one.
        """
        if not _REPOSITORY.fullmatch(repository):
            raise ValueError(f"not the name of a repository: {repository!r}")
        self._repository = repository
        self._session = Session(Line(address, token, patience.answer), patience)

    def __repr__(self) -> str:
        return f"GitHub({self._repository!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are still open."""
        self._session.close()

    def head(self, number: int) -> str:
        """Return the full id of a pull request's head as it is now; raises ServiceError."""
        commit = _part(_part(self._ask("GET", f"pulls/{number:d}").data, "head"), "sha")
        if not isinstance(commit, str) or not _FULL_ID.fullmatch(commit):
            raise self._strange()
        return commit

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Return all comments of a pull request, over all pages, oldest first; raises ServiceError."""
        found: dict[int, Comment] = {}
        for page in count(1):
            answer = self._ask("GET", f"issues/{number:d}/comments", page=page)
            if not isinstance(answer.data, list):
                raise self._strange()
            found.update((comment.id, comment) for comment in map(self._comment, answer.data))
            if not answer.data or not (answer.has_next or len(answer.data) >= _PAGE):
                break
        return tuple(found[key] for key in sorted(found))

    def create(self, number: int, body: str) -> Comment:
        """Add a comment to a pull request and return it; raises ServiceError."""
        return self._comment(self._ask("POST", f"issues/{number:d}/comments", body=body).data)

    def update(self, comment: int, body: str) -> bool:
        """Give a comment another body; False where there is no such comment any more. Raises ServiceError."""
        answer = self._ask("PATCH", f"issues/comments/{comment:d}", body=body, may_be_gone=True)
        return not answer.is_gone and self._comment(answer.data).id == comment

    def delete(self, comment: int) -> None:
        """Delete a comment; one that is gone already is fine. Raises ServiceError."""
        self._ask("DELETE", f"issues/comments/{comment:d}", may_be_gone=True)

    def _comment(self, data: object) -> Comment:
        """Read one comment; the API's description does not promise the body, and the author can be null."""
        number, user, body = _part(data, "id"), _part(data, "user"), _part(data, "body")
        login = "" if user is None else _part(user, "login")
        if type(number) is not int or not isinstance(login, str) or not isinstance(body, str | None):
            raise self._strange()
        return Comment(number, login, body or "")

    def _strange(self) -> ServiceError:
        return ServiceError(f"{self._session.host} answers in another shape than GitHub's API: check GITHUB_API_URL")

    def _ask(
        self, verb: str, path: str, *, body: str | None = None, page: int = 0, may_be_gone: bool = False
    ) -> _Answer:
        """Ask until there is an answer, as often as patience allows; raises ServiceError."""
        parameters = {"per_page": _PAGE, "page": page} if page else None
        sent = None if body is None else {"body": body}

        def read(raw: Raw) -> _Answer:
            if raw.status == _NOT_FOUND and may_be_gone:
                return _Answer(None, is_gone=True)
            if verb == "DELETE" and raw.status < _ERRORS and not raw.text:
                return _Answer(None)
            return _Answer(content(raw, _ADVICE), 'rel="next"' in raw.headers.get("link", ""))

        return self._session.ask(Request(verb, f"/repos/{self._repository}/{path}", parameters, sent), read)


def _part(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None

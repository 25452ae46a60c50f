"""A pull request's head and its comments.

Every address is built from the repository that was asked for, none is taken from an answer, and everything ends
within a bound.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import Final, Protocol, Self

from ladderci.github.answers import Answer, Failure, ServiceError, read
from ladderci.github.attempt import Line

_PAGE: Final = 100
"""Comments a page, the most that the API gives (its description, the parameter `per_page`)."""
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_-]+/(?!\.\.?\Z)[A-Za-z0-9._-]+")
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what, in seconds. What takes longer is an error, never a hanging job."""

    answer: float = 20.0
    """For one answer, from looking up the name to its last byte."""
    waiting: float = 60.0
    """For all waits between attempts together; a `Retry-After` beyond it ends the run at once."""
    total: float = 180.0
    """From making the client to its last answer."""
    tries: int = 4
    """How often one request is sent at most."""
    pause: float = 1.0
    """Before the second try; twice that before each further one."""
    limit_pause: float = 60.0
    """After a rate limit that does not say how long: the API's documentation asks for a minute at least."""


PATIENCE: Final = Patience()


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
        self._patience = patience
        self._line = Line(address, token, patience.answer)
        self._deadline = time.monotonic() + patience.total
        self._waited = 0.0

    def __repr__(self) -> str:
        return f"GitHub({self._repository!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are still open."""
        self._line.close()

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
        return ServiceError(f"{self._line.host} answers in another shape than GitHub's API: check GITHUB_API_URL")

    def _ask(
        self, verb: str, path: str, *, body: str | None = None, page: int = 0, may_be_gone: bool = False
    ) -> Answer:
        """Ask until there is an answer, as often as patience allows; raises ServiceError."""
        path = f"/repos/{self._repository}/{path}"
        parameters = {"per_page": _PAGE, "page": page} if page else None
        sent = None if body is None else {"body": body}
        attempt = 1
        while True:
            try:
                raw = self._line.ask(verb, path, parameters, sent, self._left())
                return read(raw, may_be_gone=may_be_gone, has_content=verb != "DELETE")
            except Failure as failure:
                wait = self._wait(failure, attempt)
            time.sleep(wait)
            self._waited += wait
            attempt += 1

    def _left(self) -> float:
        """Return the seconds until the whole must be done; raises ServiceError where there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ServiceError(f"{self._line.host} takes too long altogether: run this job again later")
        return left

    def _wait(self, failure: Failure, attempt: int) -> float:
        """Return how long to wait before the next attempt; raises ServiceError where there shall be none."""
        trouble = f"{self._line.host} {failure.trouble}"
        if not failure.is_passing or attempt >= self._patience.tries:
            raise ServiceError(trouble) from None
        limits = (self._patience.waiting - self._waited, self._deadline - time.monotonic())
        wait = self._own_wait(failure, attempt) if failure.wait is None else failure.wait
        if wait > min(limits):
            when = f", in {ceil(wait)} seconds at the earliest" if failure.is_limit or failure.wait else ""
            raise ServiceError(trouble + when) from None
        return wait

    def _own_wait(self, failure: Failure, attempt: int) -> float:
        return self._patience.limit_pause if failure.is_limit else self._patience.pause * 2 ** (attempt - 1)


def _part(data: object, key: str) -> object:
    return data.get(key) if isinstance(data, dict) else None

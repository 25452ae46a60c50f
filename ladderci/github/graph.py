"""Many questions to GitHub's GraphQL API, in few requests.

A request asks up to thirty questions. What goes wrong with one of them stays with it; what was too much is asked again
in smaller parts, down to one; and when there is nothing to hope for, nothing more is asked.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from ladderci.github.answers import Cause, OverloadError, ServiceError
from ladderci.github.attempt import Line, Request, host_of
from ladderci.github.queries import MoreQuestion, NumberQuestion, can_be_asked, query_of
from ladderci.github.reading import thing
from ladderci.github.replies import HIDDEN, STRANGE, Reply, reply_of, too_much
from ladderci.github.session import PATIENCE, Patience, Session
from ladderci.github.shapes import MisshapenError
from ladderci.github.things import PullRequest, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ladderci.github.answers import Raw
    from ladderci.github.queries import Query, Question
    from ladderci.github.things import Answered

BATCH: Final = 30
"""Questions a request."""
_PAGES: Final = 10
"""Pages of a pull request's reviews and commits at most; what lies beyond is said to be missing."""
_LOSSES: Final = 3
"""Single questions in a row that came to nothing, after which nothing more is asked."""


class Reached(NamedTuple):
    """Where a GraphQL API is."""

    address: str
    variable: str
    """What named it, for messages."""

    @classmethod
    def of(cls, api: str, graphql: str = "") -> Reached:
        """Return it by `GITHUB_GRAPHQL_URL`, else by the REST API's address; a server has both below `/api`."""
        if graphql:
            return cls(graphql.rstrip("/"), "GITHUB_GRAPHQL_URL")
        return cls(f"{api.rstrip('/').removesuffix('/v3')}/graphql", "GITHUB_API_URL")


class Graph:
    """Questions to one GraphQL API, with one token. Close it in the end."""

    def __init__(self, address: str, token: str, patience: Patience = PATIENCE, *, graphql: str = "") -> None:
        """Take the API's address (`GITHUB_API_URL`), a token, how long to wait, and `GITHUB_GRAPHQL_URL` if it is set.

        Raises ServiceError where PyGithub is missing or an address or the token cannot be one.
        """
        reached = Reached.of(address, graphql)
        host_of(graphql or address, reached.variable)
        self.address = reached.address
        """Where it asks."""
        base, _, name = reached.address.rpartition("/")
        self._path = f"/{name}"
        self._session = Session(Line(base, token, patience.answer, reached.variable), patience)
        self._end: Refused | None = None
        self._losses = 0

    def __repr__(self) -> str:
        return f"Graph({self._session.host!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are still open."""
        self._session.close()

    def ask(self, questions: Iterable[Question]) -> dict[Question, Answered]:
        """Return the answer to each question; never raises for what the API does.

        A pull request's lists come whole, up to some thousand entries; `is_whole` says whether they did.
        """
        asked = tuple(dict.fromkeys(questions))
        found: dict[Question, Answered] = {
            question: Refused(Cause.HIDDEN, self._said(HIDDEN)) for question in asked if not can_be_asked(question)
        }
        found |= self._all(question for question in asked if question not in found)
        for _ in range(_PAGES - 1):
            more = dict(_continued(found))
            if not more:
                break
            for question, page in self._all(more).items():
                found[more[question]] = _longer(found[more[question]], page)
        return {question: found[question] for question in asked}

    def one(self, query: Query, *, is_divisible: bool = False) -> object:
        """Return what came under `t0`, the only alias of a query; None where there is no such thing.

        Raises OverloadError where it was too much and is divisible, else ServiceError.
        """
        reply = self._send(query, ["t0"], is_divisible=is_divisible)
        if reply.heavy:
            raise OverloadError
        refused = reply.refused.get("t0")
        if refused and refused.cause is not Cause.HIDDEN:
            raise ServiceError(self._said(refused.words), refused.cause)
        return reply.data.get("t0")

    def strange(self) -> ServiceError:
        """Return what is said where an answer has another shape than was asked for."""
        return ServiceError(self._said(STRANGE))

    def _send(self, query: Query, aliases: Sequence[str], *, is_divisible: bool) -> Reply:
        """Send one query; where it is not divisible, an alias that was too much is like a whole that was."""

        def read(raw: Raw) -> Reply:
            reply = reply_of(raw, aliases)
            if reply.heavy and not is_divisible:
                raise too_much()
            return reply

        return self._session.ask(Request("POST", self._path, sent=query.sent()), read, is_divisible=is_divisible)

    def _all(self, questions: Iterable[Question]) -> dict[Question, Answered]:
        found: dict[Question, Answered] = {}
        waiting = deque(_parts(tuple(questions), BATCH))
        while waiting:
            batch = waiting.popleft()
            again = self._batch(batch, found)
            waiting.extendleft(reversed(list(_parts(again, max(len(batch) // 2, 1)))))
        return found

    def _batch(self, batch: tuple[Question, ...], found: dict[Question, Answered]) -> tuple[Question, ...]:
        """Ask some questions in one request, and return those to be asked again in smaller batches."""
        if self._end:
            found.update(dict.fromkeys(batch, self._end))
            return ()
        aliases = [f"t{index}" for index in range(len(batch))]
        try:
            reply = self._send(query_of(batch), aliases, is_divisible=len(batch) > 1)
        except OverloadError:
            return batch
        except ServiceError as error:
            found.update(dict.fromkeys(batch, self._lost(error)))
            return ()
        self._losses = 0
        again = []
        for alias, question in zip(aliases, batch, strict=True):
            if alias in reply.heavy:
                again.append(question)
            else:
                found[question] = self._answered(reply, alias, question)
        return tuple(again)

    def _lost(self, error: ServiceError) -> Refused:
        """Return what is said of a batch that came to nothing, and see whether there is hope for the rest."""
        refused = Refused(error.cause, str(error))
        self._losses += 1
        if not error.is_heavy or self._losses >= _LOSSES:
            self._end = refused
        return refused

    def _answered(self, reply: Reply, alias: str, question: Question) -> Answered:
        refused = reply.refused.get(alias)
        if refused:
            return replace(refused, words=self._said(refused.words))
        try:
            found = thing(reply.data[alias], question)
        except MisshapenError:
            return Refused(Cause.AWAY, self._said(STRANGE))
        return found or Refused(Cause.HIDDEN, self._said(HIDDEN))

    def _said(self, words: str) -> str:
        return f"{self._session.host} {words}"


def _parts(questions: tuple[Question, ...], size: int) -> Iterator[tuple[Question, ...]]:
    return (questions[start : start + size] for start in range(0, len(questions), size))


def _continued(found: dict[Question, Answered]) -> Iterator[tuple[Question, Question]]:
    """Yield what to ask where a pull request's lists go on, and the question that it continues."""
    for question, answer in found.items():
        if isinstance(answer, PullRequest) and isinstance(question, NumberQuestion):
            cursors = (answer.reviews_listed.cursor, answer.authors_listed.cursor)
            if any(cursors):
                yield MoreQuestion(question.repository, question.number, question.has_remarks, *cursors), question


def _longer(begun: Answered, page: Answered) -> Answered:
    """Return a pull request with the next page of its lists; where that did not come, with lists that are not whole."""
    if not isinstance(begun, PullRequest):
        return begun
    if not isinstance(page, PullRequest):
        short = (begun.reviews_listed.cut_off(), begun.authors_listed.cut_off())
        return replace(begun, reviews_listed=short[0], authors_listed=short[1])
    reviews, authors = begun.reviews_listed, begun.authors_listed
    return replace(
        begun,
        reviews=begun.reviews + page.reviews,
        authors=begun.authors + page.authors,
        reviews_listed=reviews.and_then(page.reviews_listed) if reviews.cursor else reviews,
        authors_listed=authors.and_then(page.authors_listed) if authors.cursor else authors,
    )

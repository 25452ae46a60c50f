"""Asking with patience: again where it may go better, never for longer than there is time.

All waits together and the whole have a bound each, so that no service can keep a job from ending.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final, TypeVar

from ladderci.github.answers import Failure, OverloadError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ladderci.github.answers import Raw
    from ladderci.github.attempt import Line, Request

_T = TypeVar("_T")


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

    @classmethod
    def within(cls, seconds: float) -> Patience:
        """Return the usual patience, cut to what fits into some seconds altogether."""
        usual = cls()
        return cls(answer=min(usual.answer, seconds), waiting=min(usual.waiting, seconds), total=seconds)


PATIENCE: Final = Patience()


class Session:
    """Questions to one API, one after the other, within one bound. Close it in the end."""

    def __init__(self, line: Line, patience: Patience = PATIENCE) -> None:
        """Take the line to ask through and how long to wait; the time begins to run."""
        self.host = line.host
        self._line = line
        self._patience = patience
        self._deadline = time.monotonic() + patience.total
        self._waited = 0.0

    def close(self) -> None:
        """Close the connections that are still open."""
        self._line.close()

    def ask(self, request: Request, read: Callable[[Raw], _T], *, is_divisible: bool = False) -> _T:
        """Ask until there is an answer, as often as patience allows.

        Args:
            request: what is asked.
            read: makes what is wanted of an answer; raises Failure where it is none.
            is_divisible: whether the question could be asked in parts.

        Returns:
            What `read` made.

        Raises:
            OverloadError: the question was too much and is divisible; whatever had to be waited for has passed.
            ServiceError: there is no answer to be had.

        """
        attempt = 1
        while True:
            try:
                return read(self._line.ask(request, self._left()))
            except Failure as caught:
                failure = caught
            self._rest(failure, attempt, is_divisible=is_divisible)
            attempt += 1

    def _rest(self, failure: Failure, attempt: int, *, is_divisible: bool) -> None:
        """Wait before the next attempt; raises OverloadError or ServiceError where there shall be none."""
        is_overload = is_divisible and failure.is_heavy
        if failure.is_passing or not is_overload:
            wait = self._wait(failure, attempt)
            time.sleep(wait)
            self._waited += wait
        if is_overload:
            raise OverloadError

    def _left(self) -> float:
        """Return the seconds until the whole must be done; raises ServiceError where there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ServiceError(f"{self.host} takes too long altogether: run this job again later")
        return left

    def _wait(self, failure: Failure, attempt: int) -> float:
        """Return how long to wait before the next attempt; raises ServiceError where there shall be none."""
        trouble = f"{self.host} {failure.trouble}"
        if not failure.is_passing or attempt >= self._patience.tries:
            raise ServiceError(trouble, failure.cause, is_heavy=failure.is_heavy) from None
        limits = (self._patience.waiting - self._waited, self._deadline - time.monotonic())
        wait = self._own_wait(failure, attempt) if failure.wait is None else failure.wait
        if wait > min(limits):
            when = f", in {ceil(wait)} seconds at the earliest" if failure.is_limit or failure.wait else ""
            raise ServiceError(trouble + when, failure.cause) from None
        return wait

    def _own_wait(self, failure: Failure, attempt: int) -> float:
        return self._patience.limit_pause if failure.is_limit else self._patience.pause * 2 ** (attempt - 1)

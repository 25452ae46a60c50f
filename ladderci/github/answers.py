"""What an answer of the API means, and what to do about one that refuses.

No sentence repeats what the other side wrote: that may be anything, a token or a runner's command included.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_ERRORS: Final = 400
_SERVER_ERRORS: Final = 500
_SECONDS: Final = re.compile(r"[0-9]{1,12}")


class Cause(StrEnum):
    """What stands behind a refusal."""

    AWAY = "away"
    """The API was not reached, or did not answer as it should."""
    LIMIT = "limit"
    """Too much was asked of it."""
    RIGHT = "right"
    """The token is wrong, or lacks the right."""
    HIDDEN = "hidden"
    """There is no such thing, or it is not for this token to see."""


class ServiceError(Exception):
    """The API could not be reached or did not do it; the message is one line that says what to do."""

    def __init__(self, message: str, cause: Cause = Cause.AWAY, *, is_heavy: bool = False) -> None:
        """Take the line, what stands behind it, and whether a smaller question might have been answered."""
        super().__init__(message)
        self.cause = cause
        self.is_heavy = is_heavy


class OverloadError(Exception):
    """A question was too much for the API; a part of it may not be."""


class Failure(Exception):  # noqa: N818  (of one attempt; ServiceError is what leaves this package)
    """Why one attempt failed."""

    def __init__(
        self,
        trouble: str,
        cause: Cause = Cause.AWAY,
        *,
        is_passing: bool = False,
        is_heavy: bool = False,
        wait: float | None = None,
    ) -> None:
        """Take what to say after the host's name, and what another attempt depends on.

        `is_passing`: it may go better next time. `is_heavy`: with a smaller question. `wait`: the seconds asked for.
        """
        super().__init__(trouble)
        self.trouble = trouble
        self.cause = cause
        self.is_passing = is_passing
        self.is_heavy = is_heavy
        self.wait = wait

    @property
    def is_limit(self) -> bool:
        """Whether too much was asked."""
        return self.cause is Cause.LIMIT


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came: status, headers by lower-case name, text."""

    status: int
    headers: Mapping[str, str]
    text: str


def content(raw: Raw, advice: Mapping[int, str]) -> object:
    """Return the data of an answer; raises Failure where it is a refusal, a page for people, or cut off.

    Args:
        raw: the answer.
        advice: what to say after the host's name, by the status of a refusal.

    """
    if raw.status >= _ERRORS:
        raise _refusal(raw, advice)
    try:
        data: object = json.loads(raw.text)
    except (ValueError, RecursionError):
        if raw.text.lstrip()[:1] in ("{", "[", ""):
            raise cut() from None
        raise Failure(
            "answers with a page instead of JSON: check GITHUB_API_URL, and whether a proxy stands between"
        ) from None
    return data


def slow() -> Failure:
    """Return what is said of an answer that does not come in time."""
    trouble = "takes too long to answer: run this job again later, or check the proxy"
    return Failure(trouble, is_passing=True, is_heavy=True)


def cut() -> Failure:
    """Return what is said of an answer that ends too early."""
    trouble = "sends answers that end too early: run this job again, or check the proxy"
    return Failure(trouble, is_passing=True, is_heavy=True)


def limited(raw: Raw) -> Failure:
    """Return what is said where too much was asked."""
    trouble = f"gets too many requests ({raw.status}): run this job again later"
    return Failure(trouble, Cause.LIMIT, is_passing=True, wait=_asked_wait(raw.headers))


def says_limit(text: str) -> bool:
    """Return whether a refusal's words speak of a rate limit, the first or the second."""
    return "rate limit" in text.lower()


def _refusal(raw: Raw, advice: Mapping[int, str]) -> Failure:
    """Return what a status says, by the API's documentation of its errors and rate limits.

    A limit comes as 429, or as a 403 that asks to wait or says so; any other 403 is about rights.
    """
    wait = _asked_wait(raw.headers)
    is_limit = raw.status == _FORBIDDEN and (wait is not None or says_limit(raw.text))
    if is_limit or raw.status == _TOO_MANY:
        return limited(raw)
    if raw.status >= _SERVER_ERRORS:
        trouble = f"is not well ({raw.status}): run this job again later"
        return Failure(trouble, is_passing=True, is_heavy=True, wait=wait)
    unknown = f"refuses this ({raw.status}): check GITHUB_API_URL, the proxy and the server's version"
    cause = Cause.RIGHT if raw.status in (_UNAUTHORIZED, _FORBIDDEN) else Cause.AWAY
    return Failure(advice.get(raw.status, unknown), cause)


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait; None where it asks for none, or in words unknown."""
    asked = headers.get("retry-after", "").strip()
    if not asked and headers.get("x-ratelimit-remaining") == "0":
        reset = headers.get("x-ratelimit-reset", "")
        # one second more: the limit ends at some moment of the second that is named
        return max(float(reset) - _now(headers), 0) + 1 if _SECONDS.fullmatch(reset) else None
    if _SECONDS.fullmatch(asked):
        return float(asked)
    moment = _moment(asked)
    return None if moment is None else max(moment - _now(headers), 0)


def _now(headers: Mapping[str, str]) -> float:
    """Return what time it is by the clock that named the moment to wait for; ours may be wrong."""
    moment = _moment(headers.get("date", ""))
    return time.time() if moment is None else moment


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None

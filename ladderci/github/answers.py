"""What an answer of the API means, and what to do about one that refuses.

No sentence repeats what the other side wrote: that may be anything, a token or a runner's command included.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_ERRORS: Final = 400
_SERVER_ERRORS: Final = 500
_SECONDS: Final = re.compile(r"[0-9]{1,12}")
_ADVICE: Final = {
    401: "does not accept the token (401): hand the job's own GITHUB_TOKEN to this step",
    403: "does not allow this (403): give the job `pull-requests: write`, and see whether the conversation is locked",
    404: "shows this token no such repository, pull request or comment (404): check the names and the token's rights",
    422: "refuses what was sent (422): see whether the comment has text, below 65,536 characters, and may be posted",
}


class ServiceError(Exception):
    """The API could not be reached or did not do it; the message is one line that says what to do."""


class Failure(Exception):  # noqa: N818  (of one attempt; ServiceError is what leaves this package)
    """Why one attempt failed."""

    def __init__(
        self, trouble: str, *, is_passing: bool = False, is_limit: bool = False, wait: float | None = None
    ) -> None:
        """Take what to say after the host's name, and what another attempt depends on.

        `is_passing`: it may go better next time. `is_limit`: too much was asked. `wait`: the seconds asked for.
        """
        super().__init__(trouble)
        self.trouble = trouble
        self.is_passing = is_passing
        self.is_limit = is_limit
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer as it came: status, headers by lower-case name, text."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for."""

    data: object
    """From the JSON; None where the answer had nothing to say or the thing is gone."""
    has_next: bool = False
    """Whether there is a further page."""
    is_gone: bool = False


def read(raw: Raw, *, may_be_gone: bool, has_content: bool) -> Answer:
    """Return what an answer holds; raises Failure where it is a refusal, a page for people, or cut off."""
    if raw.status == _NOT_FOUND and may_be_gone:
        return Answer(None, is_gone=True)
    if raw.status >= _ERRORS:
        raise _refusal(raw)
    if not has_content and not raw.text:
        return Answer(None)
    try:
        return Answer(json.loads(raw.text), 'rel="next"' in raw.headers.get("link", ""))
    except (ValueError, RecursionError):
        if raw.text.lstrip()[:1] in ("{", "[", ""):
            raise cut() from None
        raise Failure(
            "answers with a page instead of JSON: check GITHUB_API_URL, and whether a proxy stands between"
        ) from None


def slow() -> Failure:
    """Return what is said of an answer that does not come in time."""
    return Failure("takes too long to answer: run this job again later, or check the proxy", is_passing=True)


def cut() -> Failure:
    """Return what is said of an answer that ends too early."""
    return Failure("sends answers that end too early: run this job again, or check the proxy", is_passing=True)


def _refusal(raw: Raw) -> Failure:
    """Return what a status says, by the API's documentation of its errors and rate limits.

    A limit comes as 429, or as a 403 that asks to wait or says so; any other 403 is about rights.
    """
    wait = _asked_wait(raw.headers)
    is_limit = raw.status == _FORBIDDEN and (wait is not None or "rate limit" in raw.text.lower())
    if is_limit or raw.status == _TOO_MANY:
        trouble = f"gets too many requests ({raw.status}): run this job again later"
        return Failure(trouble, is_passing=True, is_limit=True, wait=wait)
    if raw.status >= _SERVER_ERRORS:
        return Failure(f"is not well ({raw.status}): run this job again later", is_passing=True, wait=wait)
    unknown = f"refuses this ({raw.status}): check GITHUB_API_URL, the proxy and the server's version"
    return Failure(_ADVICE.get(raw.status, unknown))


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait; None where it asks for none, or in words unknown."""
    asked = headers.get("retry-after", "").strip()
    if not asked and headers.get("x-ratelimit-remaining") == "0":
        reset = headers.get("x-ratelimit-reset", "")
        # one second more: the limit ends at some moment of the second that is named
        return max(float(reset) - time.time(), 0) + 1 if _SECONDS.fullmatch(reset) else None
    if _SECONDS.fullmatch(asked):
        return float(asked)
    try:
        return max(parsedate_to_datetime(asked).timestamp() - time.time(), 0)
    except (ValueError, OverflowError):
        return None

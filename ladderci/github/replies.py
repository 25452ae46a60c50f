"""What a GraphQL answer says: what came under each alias, and what the errors beside it mean.

An error comes with HTTP 200 too, and may concern one alias or the whole. No sentence repeats the other side's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.github.answers import Cause, Failure, content, limited, says_limit
from ladderci.github.things import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ladderci.github.answers import Raw

ADVICE: Final = {
    401: "does not accept the token (401): check GITHUB_TOKEN, and whether it has expired",
    403: "does not allow this (403): give GITHUB_TOKEN the right to read contents, issues and pull requests",
    404: "has no GraphQL API at this address (404): check GITHUB_GRAPHQL_URL and GITHUB_API_URL",
}
"""What to say after the host's name, by the status of a refusal."""
HIDDEN: Final = "shows this token no such thing"
NO_RIGHT: Final = "does not let this token see it: it lacks a right, a scope or the organisation's single sign-on"
TOO_MUCH: Final = "could not answer in the time that it takes for one question: run this again later"
STRANGE: Final = "answers in another shape than GitHub's API: check GITHUB_API_URL"
_UNKNOWN: Final = "does not know all that is asked: GitHub Enterprise Server may be too old"


class _Meaning(StrEnum):
    LIMIT = "limit"
    RIGHT = "right"
    HIDDEN = "hidden"
    QUESTION = "question"
    """The question is not understood."""
    HEAVY = "heavy"
    """The question was too much, or something broke on the other side."""
    INCOMPARABLE = "incomparable"
    """A branch was not compared; what else came holds."""


_MEANINGS: Final = {
    "RATE_LIMITED": _Meaning.LIMIT,
    "RATE_LIMIT": _Meaning.LIMIT,
    "FORBIDDEN": _Meaning.RIGHT,
    "INSUFFICIENT_SCOPES": _Meaning.RIGHT,
    "NOT_FOUND": _Meaning.HIDDEN,
}
_COMPARED: Final = 2
"""Where `compare` stands in the path of an error about it: alias, branch, compare."""


class _Error(NamedTuple):
    meaning: _Meaning
    alias: str
    """Empty where the error concerns the whole."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came under each alias."""

    data: Mapping[str, object]
    """Of the aliases without errors, as it came."""
    refused: Mapping[str, Refused]
    heavy: frozenset[str]
    """Aliases to be asked for again, with fewer beside them."""


def reply_of(raw: Raw, aliases: Iterable[str]) -> Reply:
    """Return what an answer holds.

    Args:
        raw: the answer.
        aliases: what was asked for.

    Raises:
        Failure: it holds nothing that can be relied on.

    """
    body = content(raw, ADVICE)
    if not isinstance(body, dict):
        raise Failure(STRANGE)
    asked = tuple(aliases)
    errors = _errors(body.get("errors"), asked)
    data = body.get("data")
    _refuse_whole(raw, errors, body)
    if not isinstance(data, dict):
        raise _failure(raw, _Meaning.HEAVY) if errors else Failure(STRANGE)
    meanings: dict[str, list[_Meaning]] = {alias: [] for alias in asked}
    for error in errors:
        meanings[error.alias].append(error.meaning)
    return _sorted(data, meanings)


def _sorted(data: Mapping[str, object], meanings: Mapping[str, list[_Meaning]]) -> Reply:
    fine: dict[str, object] = {}
    refused: dict[str, Refused] = {}
    heavy: set[str] = set()
    for alias, said in meanings.items():
        if _Meaning.RIGHT in said:
            refused[alias] = Refused(Cause.RIGHT, NO_RIGHT)
        elif _Meaning.HIDDEN in said:
            refused[alias] = Refused(Cause.HIDDEN, HIDDEN)
        elif _Meaning.HEAVY in said or _Meaning.QUESTION in said:
            heavy.add(alias)
        elif alias in data:
            fine[alias] = data[alias]
        else:
            refused[alias] = Refused(Cause.AWAY, STRANGE)
    return Reply(fine, refused, frozenset(heavy))


def _refuse_whole(raw: Raw, errors: Iterable[_Error], body: Mapping[str, object]) -> None:
    """Raise Failure where an error concerns more than one alias; a limit always does."""
    message = body.get("message")
    if isinstance(message, str) and says_limit(message):
        raise limited(raw)
    whole = {error.meaning for error in errors if not error.alias or error.meaning is _Meaning.LIMIT}
    worst = next((meaning for meaning in _Meaning if meaning in whole), None)
    if worst:
        raise _failure(raw, worst)


def _failure(raw: Raw, meaning: _Meaning) -> Failure:
    match meaning:
        case _Meaning.LIMIT:
            return limited(raw)
        case _Meaning.RIGHT:
            return Failure(NO_RIGHT, Cause.RIGHT, is_heavy=True)
        case _Meaning.QUESTION:
            return Failure(_UNKNOWN)
        case _:
            return too_much()


def too_much() -> Failure:
    """Return what is said where a question was more than the API answers at once."""
    return Failure(TOO_MUCH, is_passing=True, is_heavy=True)


def _errors(data: object, aliases: tuple[str, ...]) -> tuple[_Error, ...]:
    if data is None:
        return ()
    if not isinstance(data, list):
        raise Failure(STRANGE)
    return tuple(_error(error, aliases) for error in data)


def _error(data: object, aliases: tuple[str, ...]) -> _Error:
    error = data if isinstance(data, dict) else {}
    kind, message, extensions = error.get("type"), error.get("message"), error.get("extensions")
    given = error.get("path")
    path = given if isinstance(given, list) else []
    alias = path[0] if path and path[0] in aliases else ""
    meaning = _MEANINGS.get(kind, _Meaning.HEAVY) if isinstance(kind, str) else _Meaning.HEAVY
    if isinstance(message, str) and says_limit(message):
        meaning = _Meaning.LIMIT
    elif meaning is _Meaning.HEAVY and not kind and isinstance(extensions, dict) and "code" in extensions:
        meaning = _Meaning.QUESTION
    elif meaning is _Meaning.HIDDEN and path[_COMPARED : _COMPARED + 1] == ["compare"]:
        meaning = _Meaning.INCOMPARABLE
    return _Error(meaning, alias)

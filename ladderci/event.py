"""The event that GitHub hands to a workflow, read as strangers' text.

A pull request's author chooses the names in it (a branch may be called `--upload-pack=x` or `a$(id)`), so everything
that is taken from it is of a known form, and the rest of it is never looked at.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NoReturn

from ladderci.model import Event, EventKind

if TYPE_CHECKING:
    Data = dict[str, object]

MOST_BYTES: Final = 25 * 1024 * 1024
"""What GitHub sends at most: docs.github.com, "Webhook events and payloads"."""

_ID: Final = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_OWNER: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
"""Wider than what a new account may be called: old ones end in a hyphen or have two in a row."""
_LOGIN: Final = re.compile(rf"{_OWNER}(\[bot\])?")
_REPOSITORY: Final = re.compile(rf"{_OWNER}/(?!\.{{1,2}}$)[A-Za-z0-9._-]{{1,100}}")
_BRANCH: Final = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\\ud800-\udfff]{1,250}")
"""Without what git allows in no branch's name (git-check-ref-format), and no longer than GitHub lets it be."""
_REF: Final = re.compile(f"refs/heads/({_BRANCH.pattern})")
_SERVER: Final = "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?"
_NO_COMMIT: Final = re.compile("0+")
_MOST_NUMBER: Final = 2**53
_CURE: Final = "hand in the file that GitHub wrote, whose path is in $GITHUB_EVENT_PATH"


class EventError(Exception):
    """The event cannot be judged; its text is one line that says what to do."""


def read_event(content: bytes, name: str = "") -> Event:
    """Return what an event says.

    Args:
        content: the JSON that GitHub sends, whatever is in it.
        name: the event's name, which a workflow finds in $GITHUB_EVENT_NAME. Without one the content tells; it does
            not tell `pull_request` from `pull_request_target`, and counts as the former.

    Raises:
        EventError: for anything else than a `pull_request`, `pull_request_target` or `merge_group`, and for JSON that
            is none, is too large, has a key twice, or lacks what has to be in such an event.

    """
    data = _parse(content)
    kind = _kind(data, name)
    return _merge_group(data) if kind is EventKind.MERGE_GROUP else _pull_request(data, kind)


# --- JSON ----------------------------------------------------------------------------------------------------------


def _parse(content: bytes) -> Data:
    if len(content) > MOST_BYTES:
        raise EventError(f"the event is larger than the 25 MiB that GitHub sends at most: {_CURE}")
    try:
        data = json.loads(content.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except RecursionError:
        raise EventError(f"the event is nested too deep: {_CURE}") from None
    except ValueError:  # no UTF-8, no JSON, or a number of thousands of digits
        raise EventError(f"the event is no JSON in UTF-8: {_CURE}") from None
    return _mapping(data, "the event")


def _object(pairs: list[tuple[str, object]]) -> Data:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise EventError(f"the event has a key twice: {_CURE}")
    return data


def _refuse_constant(_: str) -> NoReturn:
    raise EventError(f"the event has a number that JSON does not know: {_CURE}")


def _mapping(value: object, name: str) -> Data:
    if not isinstance(value, dict):
        raise EventError(f"{name} is not a JSON object: {_CURE}")
    return value


# --- what is in it -------------------------------------------------------------------------------------------------


def _kind(data: Data, name: str) -> EventKind:
    """Return what an event is: what its name says, and what its content agrees with."""
    in_content = EventKind.MERGE_GROUP if "merge_group" in data else EventKind.PULL_REQUEST
    # Reviews and comments on a pull request carry it, too, but its number only inside it.
    if in_content is EventKind.PULL_REQUEST and not ("pull_request" in data and "number" in data):
        raise EventError("the event is about no pull request: run this on pull_request_target or merge_group")
    if name and name not in set(EventKind):
        raise EventError("this event is not judged: run this on pull_request_target or merge_group")
    kind = EventKind(name or in_content)
    if (kind is EventKind.MERGE_GROUP) != (in_content is EventKind.MERGE_GROUP):
        raise EventError(f"the event is not what $GITHUB_EVENT_NAME says: {_CURE}")
    return kind


def _pull_request(data: Data, kind: EventKind) -> Event:
    repository = _text(data, _REPOSITORY, "repository", "full_name")
    before = _text(data, _ID, "before") if data.get("action") == "synchronize" and "before" in data else ""
    return Event(
        kind=kind,
        repository=repository,
        default_branch=_text(data, _BRANCH, "repository", "default_branch"),
        base_branch=_text(data, _BRANCH, "pull_request", "base", "ref"),
        base=_text(data, _ID, "pull_request", "base", "sha"),
        head=_text(data, _ID, "pull_request", "head", "sha"),
        number=_number(data),
        author=_text(data, _LOGIN, "pull_request", "user", "login"),
        before="" if _NO_COMMIT.fullmatch(before) else before,
        head_repository=_head_repository(data),
        server=_server(data, repository),
    )


def _merge_group(data: Data) -> Event:
    repository = _text(data, _REPOSITORY, "repository", "full_name")
    return Event(
        kind=EventKind.MERGE_GROUP,
        repository=repository,
        default_branch=_text(data, _BRANCH, "repository", "default_branch"),
        base_branch=_text(data, _REF, "merge_group", "base_ref").removeprefix("refs/heads/"),
        base=_text(data, _ID, "merge_group", "base_sha"),
        head=_text(data, _ID, "merge_group", "head_sha"),
        head_repository=repository,
        server=_server(data, repository),
    )


def _number(data: Data) -> int:
    number, same = _at(data, "pull_request", "number"), data["number"]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < _MOST_NUMBER or number != same:
        _refuse("pull_request", "number")
    return number


def _head_repository(data: Data) -> str:
    """Return the repository that the head lies in; empty where it was deleted since."""
    if _at(data, "pull_request", "head", "repo") is None:
        return ""
    return _text(data, _REPOSITORY, "pull_request", "head", "repo", "full_name")


def _server(data: Data, repository: str) -> str:
    """Return where the pages of the repository are: those of GitHub, or of a company's own server."""
    pattern = re.compile(f"{_SERVER}/{re.escape(repository)}")
    return _text(data, pattern, "repository", "html_url").removesuffix(f"/{repository}")


def _text(data: Data, pattern: re.Pattern[str], *path: str) -> str:
    """Return the text at a path; an error names the path and never what stands there."""
    value = _at(data, *path)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        _refuse(*path)
    return value


def _at(data: Data, *path: str) -> object:
    value: object = data
    for depth, step in enumerate(path):
        parent = _mapping(value, f"`{'.'.join(path[:depth])}` of the event")
        if step not in parent:
            _refuse(*path)
        value = parent[step]
    return value


def _refuse(*path: str) -> NoReturn:
    raise EventError(f"the event has no `{'.'.join(path)}` of GitHub's form: {_CURE}")

"""The parts of GitHub's data, each checked as it is taken; whatever is something else raises MisshapenError."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from ladderci.github.things import NOBODY, Actor

_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}")
_LOGIN: Final = re.compile(r"[A-Za-z0-9_-]{1,100}(?:\[bot\])?")
_FULL_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REVIEW: Final = re.compile(r"[^#]*#pullrequestreview-([0-9]{1,18})")
_REMARK: Final = re.compile(r"[^#]*#discussion_r([0-9]{1,18})")
_PEOPLE: Final = frozenset(["User", "EnterpriseUserAccount"])
_PROGRAM: Final = "[bot]"


class MisshapenError(Exception):
    """Something that the API promises is not there, or is something else."""


def part(data: object, key: str) -> object:
    """Return what stands under a key."""
    if not isinstance(data, dict) or key not in data:
        raise MisshapenError
    value: object = data[key]
    return value


def optional(data: object, key: str) -> object:
    """Return what stands under a key that may not have been asked for, or None."""
    return data.get(key) if isinstance(data, dict) else None


def text(data: object, key: str) -> str:
    """Return a text."""
    value = part(data, key)
    if not isinstance(value, str):
        raise MisshapenError
    return value


def text_or_empty(data: object, key: str) -> str:
    """Return a text that the API may leave out."""
    return "" if part(data, key) is None else text(data, key)


def number(data: object, key: str) -> int:
    """Return a whole number."""
    value = part(data, key)
    if type(value) is not int:
        raise MisshapenError
    return value


def truth(data: object, key: str) -> bool:
    """Return a truth value."""
    value = part(data, key)
    if not isinstance(value, bool):
        raise MisshapenError
    return value


def moment(data: object, key: str) -> datetime | None:
    """Return a moment in UTC, or None where it has not come."""
    value = part(data, key)
    if value is None:
        return None
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise MisshapenError
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise MisshapenError from None


def nodes(data: object) -> list[object]:
    """Return the entries of a list without those that the API holds back, which come as null."""
    found = part(data, "nodes")
    if not isinstance(found, list):
        raise MisshapenError
    return [node for node in found if node is not None]


def is_all(data: object) -> bool:
    """Return whether all entries of a list have come."""
    return number(data, "totalCount") <= len(nodes(data))


def cursor(data: object) -> str:
    """Return where a list goes on; empty where it ends."""
    info = part(data, "pageInfo")
    return text(info, "endCursor") if truth(info, "hasNextPage") else ""


def repository(data: object) -> str:
    """Return a repository's `owner/name`."""
    name = text(data, "nameWithOwner")
    if not _REPOSITORY.fullmatch(name):
        raise MisshapenError
    return name


def full_id(data: object) -> str:
    """Return a commit's id."""
    name = text(data, "oid")
    if not _FULL_ID.fullmatch(name):
        raise MisshapenError
    return name


def login(data: object) -> str:
    """Return an account's login."""
    name = text(data, "login")
    if not _LOGIN.fullmatch(name):
        raise MisshapenError
    return name


def actor(data: object) -> Actor:
    """Return an account. What is neither a person nor a program stands for somebody of another host, by any name."""
    kind = None if data is None else text(data, "__typename")
    if kind != "Bot" and kind not in _PEOPLE:
        return NOBODY
    name = login(data)
    is_program = kind == "Bot" or name.endswith(_PROGRAM)
    return Actor(f"{name.removesuffix(_PROGRAM)}{_PROGRAM}" if is_program else name, is_person=not is_program)


def review_id(data: object) -> int:
    """Return a review's number, which its address ends in: the fields for it are too small, or unknown to servers."""
    return _last_number(_REVIEW, data)


def remark_id(data: object) -> int:
    """Return the number of a review's remark, in the same way."""
    return _last_number(_REMARK, data)


def _last_number(form: re.Pattern[str], data: object) -> int:
    found = form.fullmatch(text(data, "url"))
    if found is None:
        raise MisshapenError
    return int(found[1])

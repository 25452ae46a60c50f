"""Facts files: what `evidence verify --facts` wrote, read again for a page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from ladderci import schema
from ladderci.evidence.repositories import is_among
from ladderci.model.fact import Fact, Objection, Obstacle, Part, Standing, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ladderci.model import Policy
    from ladderci.rules import Case

    Data = dict[str, object]
    Written = tuple[str, str]
    """A citation's link, and the kind that is stated beside it."""

_MOST: Final = 50_000_000
"""Bytes of a facts file that are read; ten thousand reviews give less."""
_CURE: Final = "make one with ladderci evidence verify --facts FILE"


class FactsError(Exception):
    """A file that holds no facts; the message is one line that says what to do."""


class Facts:
    """What is known of the evidence of reviews."""

    def __init__(self, by_review: Mapping[tuple[str, str], Mapping[Written, Fact]]) -> None:
        """Take facts by the review's path and its subject in lower case, then by how the citation is written."""
        self._by_review = by_review

    def of(self, case: Case, living: Policy) -> tuple[Fact, ...]:
        """Return what is known of a review's citations, each at its place in the review as it is now.

        Args:
            case: the review; what is known of another subject's claims says nothing about this one's.
            living: the policy that says now which repositories' titles may be shown.

        """
        known = self._by_review.get((case.document.file, case.review.subject.lower()), {})
        citations = (reference.citation for reference in case.references)
        pairs = ((citation, known.get((citation.link, citation.kind))) for citation in citations)
        return tuple(
            replace(fact, path=citation.path, title=fact.title if _may_show(fact, living) else "")
            for citation, fact in pairs
            if fact
        )


def _may_show(fact: Fact, living: Policy) -> bool:
    owner, _, rest = urlsplit(fact.url).path.removeprefix("/").partition("/")
    return is_among(f"{owner}/{rest.partition('/')[0]}", living.show_titles)


def read_facts(file: Path) -> Facts:
    """Read a facts file; raises FactsError where it is none."""
    try:
        with file.open("rb") as stream:
            content = stream.read(_MOST + 1)
    except OSError as error:
        raise FactsError(f"{file} cannot be read: {error.strerror}") from None
    if len(content) > _MOST:
        raise FactsError(f"{file} is larger than any facts file: {_CURE}")
    try:
        data: object = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise FactsError(f"{file} is no JSON: {_CURE}") from None
    if schema.validator("facts").refusals(data):
        raise FactsError(f"{file} holds no facts, or those of a later version: {_CURE}")
    reviews = cast("dict[str, Data]", cast("Data", data)["reviews"])
    return Facts({(path, str(review["subject"]).lower()): dict(_facts(review)) for path, review in reviews.items()})


def _facts(review: Data) -> Iterator[tuple[Written, Fact]]:
    for entry in cast("list[Data]", review["evidence"]):
        yield (str(entry["cited"]), str(entry.get("stated", ""))), _fact(entry)


def _fact(data: Data) -> Fact:
    return Fact(
        path=(),
        identity=str(data["identity"]),
        standing=Standing(str(data["standing"])),
        objections=tuple(map(Objection, _texts(data, "objections"))),
        part=Part(str(data["part"])) if "part" in data else None,
        kinds=_texts(data, "kinds"),
        title=str(data.get("title", "")),
        url=str(data.get("url", "")),
        state=State(str(data["state"])) if "state" in data else None,
        at=_time(str(data.get("at", ""))),
        branch=str(data.get("branch", "")),
        people=_texts(data, "people"),
        obstacle=Obstacle(str(data["obstacle"])) if "obstacle" in data else None,
        reason=str(data.get("reason", "")),
        cure=str(data.get("cure", "")),
        by=str(data.get("by", "")),
    )


def _texts(data: Data, key: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", data.get(key, [])))


def _time(text: str) -> datetime | None:
    """Return a time; the schema knows its form, and not every calendar's days."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except ValueError:
        return None

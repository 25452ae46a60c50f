"""Facts files: what `evidence verify --facts` wrote, read again for a page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from ladderci import schema
from ladderci.model.fact import Fact, Objection, Obstacle, Part, Standing, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ladderci.evidence import Reference

    Data = dict[str, object]

_MOST: Final = 50_000_000
"""Bytes of a facts file that are read; ten thousand reviews give less."""
_CURE: Final = "make one with ladderci evidence verify --facts FILE"


class FactsError(Exception):
    """A file that holds no facts; the message is one line that says what to do."""


class Facts:
    """What is known of the evidence of reviews."""

    def __init__(self, by_review: Mapping[str, Mapping[str, Fact]]) -> None:
        """Take facts by the review's path, then by the identity of the thing."""
        self._by_review = by_review

    def of(self, review: str, references: Iterable[Reference]) -> tuple[Fact, ...]:
        """Return what is known of a review's citations, each at its place in the review as it is now."""
        known = self._by_review.get(review, {})
        return tuple(
            replace(fact, path=reference.citation.path)
            for reference in references
            if (fact := known.get(reference.identity))
        )


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
    return Facts({path: dict(map(_fact, cast("list[Data]", review["evidence"]))) for path, review in reviews.items()})


def _fact(data: Data) -> tuple[str, Fact]:
    identity = str(data["identity"])
    return identity, Fact(
        path=(),
        identity=identity,
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

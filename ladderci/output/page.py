"""What a manager reads of a review: a model of the page, without any format's signs in it.

Every text stands here as it was written; what makes a document of the page escapes it for its own destination. No page
counts answers against a total: a ladder is not a checklist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAGE_BYTES: Final = 2_000_000
"""Bytes of a page that somebody else's template makes, at most; a long review gives a twentieth."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of evidence as it is shown."""

    text: str
    """The words of its link, a work item's title, or what kind of testimony it is."""
    url: str = ""
    """Where it can be opened; empty where nothing recognised it, and for what has no address."""
    kind: str = ""
    when: str = ""
    note: str = ""
    title: str = ""
    """What it is called where it lies, where somebody looked and the policy lets it be shown."""
    standing: str = ""
    """What is known of it: `confirmed as author, merged on 3 August 2026`, `unconfirmed: grace can confirm it`."""
    parts: tuple[Entry, ...] = ()
    """For a work item: what it stands for."""


@dataclass(frozen=True, slots=True)
class Item:
    """An answer as it is shown."""

    id: str
    text: str
    """The expectation's statement; empty where the ladder has none."""
    rating: str = ""
    """The rating's title, or the word that was written where the ladder has no such rating."""
    waiver: str | None = None
    """Why the roster waives it; None where it does not."""
    story: str = ""
    reason: str = ""
    evidence: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the check says about it."""


@dataclass(frozen=True, slots=True)
class Open:
    """An expectation that is required, or was picked, and has no answer yet."""

    id: str
    section: str
    """Its section's title."""
    text: str
    waiver: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the ladder with its answers."""

    title: str
    answers: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """An area of the ladder with what the review says to it."""

    icon: str
    title: str
    parts: tuple[Part, ...]
    """The sections that have an answer."""
    open: tuple[Open, ...]
    tally: tuple[tuple[str, int], ...]
    """How often each rating was given, best first."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work item as it is shown."""

    key: str
    title: str
    """Its key where it has none yet."""
    when: str
    story: str
    evidence: tuple[Entry, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence in the list of all, with where it is cited."""

    entry: Entry
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A statement that another level has and this one has not, or in other words."""

    id: str
    section: str
    """Its section's title."""
    text: str
    was: str
    """What it says on this level; empty where this level has nothing like it."""
    evidence: tuple[Entry, ...]
    """What the review cites for the expectation of the same id, or of one that it replaces."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A section of another level with what nothing speaks to yet."""

    section: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Toward:
    """What another level asks beyond this one, and what of the review speaks to it already."""

    level: str
    """The other level's title."""
    same: int
    """How many statements both levels have, in the same words."""
    spoken: tuple[Step, ...]
    """Those to which the review cites something."""
    unspoken: tuple[Gap, ...]
    """Those without evidence yet, by section."""


@dataclass(frozen=True, slots=True)
class Page:
    """A review as a person reads it, in the order in which they do."""

    subject: str
    level: str
    cycle: str
    period: str
    """In words; empty where the cycle is not known."""
    state: str
    attention: str
    """What still needs attention, in one sentence."""
    remarks: tuple[str, ...]
    """What the check says about the review as a whole."""
    summary: str
    chapters: tuple[Chapter, ...]
    folded: bool
    """Whether there is so much that areas are better opened one by one."""
    work: tuple[Work, ...]
    apart: tuple[Item, ...]
    """Answers to what this ladder does not have, or no more."""
    sources: tuple[Source, ...]
    toward: Toward | None = None
    """Only where somebody asks for another level beside this one."""

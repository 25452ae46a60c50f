"""What was found of a person's work: for reading, and for programs."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from ladderci.model.fact import Part
from ladderci.output.escape import document, terminal
from ladderci.output.sentence import day_words, period_words, when_words
from ladderci.output.wording import amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ladderci.evidence.collect.activity import Activity
    from ladderci.evidence.collect.grouping import Group
    from ladderci.model import Expectation, Period

FORMAT: Final = 1
"""The number of the JSON's format. It grows by optional keys."""
_WIDTH: Final = 96
_PARTS: Final = {
    Part.AUTHOR: "",
    Part.CO_AUTHOR: "co-written",
    Part.REVIEWER: "reviewed",
    Part.ASSIGNEE: "worked on",
    Part.CLOSER: "closed",
    Part.PARTICIPANT: "took part",
}


def text(
    subject: str, period: Period, found: Iterable[tuple[Group, tuple[Expectation, ...]]], *, has_review: bool
) -> Iterator[str]:
    """Yield lines for a terminal: each suggested work item with what it is made of and what it could show.

    Args:
        subject: whose work it is.
        period: the cycle's.
        found: work items, each with the expectations that it could be evidence for.
        has_review: whether there is a review that could cite them.

    """
    items = tuple(found)
    what = amount(len(items), "work item") if items else "nothing"
    uncited = "that the review does not cite yet" if has_review else "and there is no review yet"
    yield f"found {what} of {terminal(subject)} from {period_words(period)} {uncited}"
    for group, fits in items:
        yield ""
        yield f"{terminal(group.key)}: {terminal(group.title)}"
        if len(group.activities) > 1:
            yield f"  {when_words(group.when)}"
        yield from (f"  - {terminal(_activity(one, group))}" for one in group.activities)
        yield from _wrapped(one.id for one in fits)


def _wrapped(ids: Iterable[str]) -> list[str]:
    """Return what something could show in lines that are no longer than a terminal is wide."""
    return wrap(
        ", ".join(ids),
        _WIDTH,
        initial_indent="  could show ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _activity(activity: Activity, group: Group) -> str:
    is_named = activity.title and activity.title != group.title
    parts = (
        activity.reference,
        activity.title if is_named else "",
        _PARTS[activity.part],
        day_words(activity.at.date()),
        "reverted since" if activity.is_reverted else "",
    )
    return " · ".join(part for part in parts if part)


def json(subject: str, cycle: str, found: Iterable[tuple[Group, tuple[Expectation, ...]]], gaps: Iterable[str]) -> str:
    """Return the same for programs, as a JSON document."""
    items = [
        {
            "key": group.key,
            "title": group.title,
            "when": group.when,
            "evidence": [_entry(one) for one in group.activities],
            "fits": [one.id for one in fits],
        }
        for group, fits in found
    ]
    return document({"collected": FORMAT, "subject": subject, "cycle": cycle, "work": items, "gaps": list(gaps)})


def _entry(activity: Activity) -> dict[str, object]:
    return {
        "reference": activity.reference,
        "thing": activity.thing.value,
        "repository": activity.repository,
        "title": activity.title,
        "url": activity.url,
        "at": activity.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "part": activity.part.value,
        "closes": list(activity.closes),
        "is-reverted": activity.is_reverted,
    }

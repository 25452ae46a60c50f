"""Which of a person's activities belong together: suggested work items, and what they could be evidence for; pure.

Three things hold a group together:

- a pull request: the reviews given on it, and whatever else belongs to it;
- an issue that several activities close, in whichever repository they are;
- a head branch of one repository that several pull requests or commits of the person's own came from, unless the name
  is one that unrelated work has in common. What the person only reviewed does not count here: two people's branches
  may well share a name.

A commit that none of these joins stays alone. Commits of one day are not thrown together: when they were made says
nothing about what they are for. The order in which activities were found makes no difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from ladderci.evidence.collect.activity import REVIEWS, Activity, by_time, issue_name
from ladderci.evidence.target import Thing
from ladderci.model import Citation
from ladderci.model.fact import Part

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Iterable, Iterator

    from ladderci.evidence.reader import Reader
    from ladderci.model import Expectation, Review, Rubric

KEY_LENGTH: Final = 60
"""The most characters of a suggested key: what still reads as a name in one line of a review."""
MOST_SUGGESTED: Final = 8
"""The most expectations that are named for one work item: a list that is read, where a ladder has more than fifty."""

_WRITING: Final = frozenset([Part.AUTHOR, Part.CO_AUTHOR])
_PARTS: Final = tuple(Part)
_THINGS: Final = (Thing.PULL_REQUEST, Thing.COMMIT, Thing.RELEASE, Thing.ISSUE, *Thing)
"""Which sort of thing gives a group its title, the first that is there."""
_USUAL_BRANCH: Final = re.compile(
    r"(?:main|master|trunk|head|dev|devel|development|develop|next|staging|stage|stable|release|prod|production|qa"
    r"|test|testing|wip|tmp|temp|fix|fixes|bugfix|hotfix|feature|update|updates|docs|cleanup|gh-pages|patch-[0-9]+)"
    r"|(?:release|releases|stable|dependabot|renovate|snyk|pre-commit-ci)[-/].*",
    re.IGNORECASE,
)
"""Branches that unrelated work comes from: those that everybody has, those that programs make, and `patch-1`, which is
what GitHub calls a branch when somebody edits a file in the browser."""
_NOT_WORD: Final = re.compile("[^a-z0-9]+")
_YAML_WORDS: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
"""Words that one reader of YAML or another takes for something else than text, as it does what begins with a digit."""
_TITLE_READ: Final = 500
"""Characters of a title that a key is made of; a commit's subject may be of any length."""


@dataclass(frozen=True, slots=True)
class Group:
    """Activities that belong together: a suggested work item."""

    key: str
    """Of the form `forms.SLUG`, not taken by another group or by the review."""
    title: str
    """Of what the person wrote, where there is such; it may be any text."""
    when: str
    """A day (`2026-08-14`), a month or two of them (`2026-08..2026-10`), in UTC."""
    activities: tuple[Activity, ...]
    """By time."""

    @property
    def is_review(self) -> bool:
        """Whether the person had no other part in any of it than to review."""
        return all(activity.part is Part.REVIEWER or activity.thing in REVIEWS for activity in self.activities)


def grouped(activities: Iterable[Activity], taken: Container[str] = ()) -> tuple[Group, ...]:
    """Return the work items that activities suggest, by the time at which they began.

    Args:
        activities: each once, as `activity.combined` returns them.
        taken: keys that the review has already.

    """
    used: set[str] = set()
    groups = []
    for members in _components(tuple(sorted(activities, key=by_time))):
        leading = min(members, key=_prominence)
        key = next(key for key in _keys(leading) if key not in used and key not in taken)
        used.add(key)
        groups.append(Group(key, leading.title or leading.reference, _when(members), members))
    return tuple(groups)


def _components(activities: tuple[Activity, ...]) -> Iterator[tuple[Activity, ...]]:
    """Yield the activities that are joined by a tie, directly or by way of others, in the order of their first."""
    group_of = list(range(len(activities)))
    first: dict[Hashable, int] = {}

    def root(one: int) -> int:
        while group_of[one] != one:
            group_of[one] = one = group_of[group_of[one]]
        return one

    for number, activity in enumerate(activities):
        for tie in _ties(activity):
            low, high = sorted((root(first.setdefault(tie, number)), root(number)))
            group_of[high] = low
    members: dict[int, list[Activity]] = {}
    for number, activity in enumerate(activities):
        members.setdefault(root(number), []).append(activity)
    return (tuple(each) for each in members.values())


def _ties(activity: Activity) -> Iterator[tuple[str, str, str | int]]:
    if activity.pull_request:
        yield ("pull request", *activity.request)
    for issue in activity.closes:
        yield ("issue", issue.lower(), "")
    if activity.thing is Thing.ISSUE:
        yield ("issue", issue_name(activity), "")
    if activity.branch and activity.part in _WRITING and not _USUAL_BRANCH.fullmatch(activity.branch):
        yield ("branch", activity.repository.lower(), activity.branch)


def _prominence(activity: Activity) -> tuple[object, ...]:
    """Return what is smallest for the activity that a group is named after."""
    is_untitled = not activity.title.strip()
    rank = (_PARTS.index(activity.part), _THINGS.index(activity.thing))
    return (is_untitled, activity.is_reverted, *rank, *by_time(activity))


def _when(members: tuple[Activity, ...]) -> str:
    days = sorted(activity.at.date().isoformat() for activity in members)
    first, last = days[0], days[-1]
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else f"{first[:7]}..{last[:7]}"


# --- keys -----------------------------------------------------------------------------------------------------------


def _keys(activity: Activity) -> Iterator[str]:
    """Yield the keys that an activity suggests: its title's, then the same with a number behind it."""
    usual = slug(activity.title) or slug(_name(activity))
    yield usual
    for number in count(2):
        ending = f"-{number}"
        yield _cut(usual, KEY_LENGTH - len(ending)) + ending


def slug(title: str) -> str:
    """Return a title as a key of the form `forms.SLUG`, at most `KEY_LENGTH` long; empty where it has no words for one.

    Letters lose their accents. A key that a reader of YAML could take for a number, a date or a truth value begins
    with `work-`.
    """
    plain = normalize("NFKD", title[:_TITLE_READ]).encode("ascii", "ignore").decode("ascii").lower()
    key = _NOT_WORD.sub("-", plain.replace("'", "")).strip("-")
    if key[:1].isdigit() or key in _YAML_WORDS:
        key = f"work-{key}"
    return _cut(key, KEY_LENGTH)


def _cut(key: str, length: int) -> str:
    """Return a key of at most this length, cut between two words where there are two."""
    if len(key) <= length:
        return key
    short = key[:length]
    return (short if key[length] == "-" else short.rpartition("-")[0] or short).rstrip("-")


def _name(activity: Activity) -> str:
    """Return what to call an activity whose title has nothing that a key could be made of."""
    return f"{activity.thing.value} {activity.repository.rpartition('/')[2]} {activity.url.rpartition('/')[2][:12]}"


# --- what it could be evidence for ----------------------------------------------------------------------------------


def suggestions(group: Group, rubric: Rubric, review: Review, reader: Reader) -> tuple[Expectation, ...]:
    """Return the expectations that a group could be evidence for and that lack some: a list to choose from.

    An expectation lacks evidence that is not rated yet, or that is rated with a word that needs evidence and has less
    than it asks for. Those that accept any kind are left out, since anything fits them. Of the others at most
    `MOST_SUGGESTED` are named: required ones before optional ones, then those that accept the fewest kinds, which
    little else can show. They come in the ladder's order, required ones first.
    """
    kinds = {kind for one in group.activities for kind in reader.read(Citation((), one.url), ()).kinds}
    fitting = [one for one in rubric.expectations() if kinds.intersection(one.accepts) and _lacks(one, rubric, review)]
    chosen = sorted(fitting, key=lambda one: (not one.required, len(one.accepts)))[:MOST_SUGGESTED]
    return tuple(sorted(chosen, key=lambda one: (not one.required, fitting.index(one))))


def _lacks(expectation: Expectation, rubric: Rubric, review: Review) -> bool:
    answer = review.answer(expectation.id)
    rating = rubric.rating(answer.rating) if answer else None
    if rating and rating.needs != "evidence":
        return False
    return answer is None or len(answer.evidence) < expectation.at_least

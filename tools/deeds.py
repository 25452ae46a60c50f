"""What forty people did in made-up years, decided before any commit is made: the truth that a search is held to.

Nothing here knows how ladderci reads a history. `plan` decides the deeds, `truth` says whose they are, and
`tools/past.py` writes a history that says so, with much else in it. The same seed decides the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPOSITORY: Final = "acme/ranker"
OTHER_REPOSITORY: Final = "acme/serving"
PEOPLE: Final = 40
COMMITS_A_DAY: Final = 5_000 / 184
"""As many as make 5,000 in the second half of a year."""
END: Final = int(datetime(2026, 12, 31, 23, 30, tzinfo=UTC).timestamp())
NOBODY: Final = -1
"""Who is none of the forty: a stranger, a namesake of somebody's, a program."""

_GIVEN: Final = (
    "Ada Bo Chidi Dana Eero Farah Goran Hana Ivo Jun Kaisa Leandro Mira Noor Oleg Priya Quentin Rosa Sven Thandi"
)
_FAMILY: Final = ("Quill", "Tanaka")
_VERBS: Final = ("Move", "Split", "Speed-up", "Remove", "Explain", "Test", "Guard", "Retry", "Cache", "Rename", "Bound")
_THINGS: Final = (
    "feed ranker|two-tower model|sampler|feature store|rotation|index rebuild|trainer|café page|日本語 labels"
)
_ENDS: Final = ("", "", "", "", " [skip ci]", ": part 2", " (again)", " #wip", " — now", " `now`", " <b>fast</b>")


class Kind(StrEnum):
    """How something came to the main branch."""

    MERGED = "merged"
    FORKED = "forked"
    """A merged pull request from a fork, in which the fork merged pull requests of its own."""
    STACKED = "stacked"
    """A pull request that was merged into the branch of the next deed's."""
    SQUASHED = "squashed"
    REBASED = "rebased"
    DIRECT = "direct"
    BY_HAND = "by hand"
    """A branch that somebody merged without a pull request."""
    PULLED = "pulled"
    """A commit that was made on an older main branch, and merged by pulling the newer one."""
    PICKED = "picked"
    """What is there already, once more."""
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the forty, with every name and address that they ever used."""

    login: str
    name: str
    emails: tuple[str, ...]
    """What the roster knows."""
    old: tuple[tuple[str, str], ...]
    """Names and addresses that only the mailmap knows."""
    noreply: str

    def signatures(self) -> tuple[tuple[str, str], ...]:
        """Return the names and addresses that a commit of theirs may bear."""
        own = tuple((self.name, email) for email in (*self.emails, self.emails[0].upper(), self.noreply))
        return (*own, *self.old)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done; people are their numbers, or NOBODY."""

    kind: Kind
    number: int
    """The pull request's; 0 where there was none."""
    title: str
    writer: int
    co_writers: tuple[int, ...] = ()
    reviewers: tuple[int, ...] = ()
    issues: tuple[str, ...] = ()
    """That it closes, as `owner/name#number`."""
    steps: int = 1
    """How many commits it is made of, merges not counted."""
    branch: str = ""
    undoes: int | None = None
    """Which of the deeds it reverts."""
    is_reverted: bool = False
    at: int = 0
    """When it came to the main branch, in seconds since 1970."""
    days: tuple[int, ...] = field(default=())
    """For steps that stand for themselves: when each was committed."""

    def subject(self, step: int) -> str:
        """Return the first line of one of its commits, which no other deed's has."""
        return self.title if not step else f"{self.title}, step {step + 1}"


class Line(NamedTuple):
    """One line of the truth."""

    login: str
    thing: str
    name: str
    """`owner/name#number` of pull requests and issues, the first line of a commit, a release's tag."""
    part: str
    at: int
    is_reverted: bool = False


def people() -> tuple[Person, ...]:
    """Return the forty."""
    names = [f"{given} {family}" for family in _FAMILY for given in _GIVEN.split()]
    return tuple(_person(number, name) for number, name in enumerate(names))


def _person(number: int, name: str) -> Person:
    login = name.lower().replace(" ", "-")
    second = (f"{login}@home.example",) if number % 3 == 0 else ()
    old = (
        (name, f"{login}@old.example"),
        (f"{name.split(maxsplit=1)[0]} ({number})", f"{login}@laptop.local"),
        (f"{name} on the build machine", "build@acme.example"),
    )
    host = "users.noreply.github.com"
    noreply = f"{number + 1000}+{login}@{host}" if number % 2 else f"{login}@{host}"
    return Person(login, name, (f"{login}@acme.example", *second), old[: 1 + number % 3], noreply)


# --- deciding -------------------------------------------------------------------------------------------------------


class _Plan:
    """Deeds in the making."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.deeds: list[Deed] = []
        self.size = 0
        self._number = 0

    def next_number(self) -> int:
        """Return a number that no pull request and no issue has."""
        self._number += 1
        return self._number

    def add(self, deed: Deed) -> int:
        """Add a deed and return its place."""
        self.deeds.append(deed)
        self.size += size(deed)
        return len(self.deeds) - 1

    def deed(self, kind: Kind, **more: object) -> Deed:
        """Return a deed of some people, with a title of its own."""
        dice, number = self.dice, self.next_number()
        who = dice.sample(range(PEOPLE), 4)
        writer = NOBODY if dice.random() < 0.08 else who[0]  # noqa: PLR2004 (one in twelve)
        has_request = kind not in {Kind.REBASED, Kind.DIRECT, Kind.BY_HAND, Kind.PULLED}
        made = Deed(
            kind,
            number if has_request else 0,
            f"{dice.choice(_VERBS)} the {dice.choice(_THINGS.split('|'))} {number}{dice.choice(_ENDS)}",
            writer,
            tuple(who[1 : 1 + dice.choice((0, 0, 0, 1, 2))]),
            tuple(who[3:]) if dice.random() < 0.4 else (),  # noqa: PLR2004 (two in five)
            tuple(self._issues()),
            dice.choice((1, 1, 2, 3, 5)) if kind not in {Kind.SQUASHED, Kind.DIRECT, Kind.PULLED} else 1,
            f"topic-{number}" if dice.randrange(5) else f"theme-{number // 40}-{writer}",
        )
        return replace(made, **more)  # type: ignore[arg-type] # the fields that a caller names

    def _issues(self) -> Iterator[str]:
        for _ in range(self.dice.choice((0, 0, 0, 1, 2))):
            repository = REPOSITORY if self.dice.randrange(6) else OTHER_REPOSITORY
            yield f"{repository}#{self.next_number()}"


_USUAL: Final = {
    Kind.MERGED: 28,
    Kind.SQUASHED: 30,
    Kind.REBASED: 9,
    Kind.DIRECT: 14,
    Kind.BY_HAND: 4,
    Kind.PULLED: 2,
    Kind.FORKED: 2,
}


def size(deed: Deed) -> int:
    """Return how many commits of the history's a deed is made of."""
    more = {Kind.MERGED: 1, Kind.STACKED: 1, Kind.BY_HAND: 1, Kind.PULLED: 1, Kind.FORKED: 2, Kind.RELEASED: -1}
    return deed.steps + more.get(deed.kind, 0)


def plan(seed: int, commits: int) -> tuple[Deed, ...]:
    """Decide what happened, the oldest first.

    Args:
        seed: which of all pasts.
        commits: about how many the main branch is to hold, a few more at most.

    """
    made = _Plan(seed)
    while made.size < commits:
        chance = made.dice.random()
        if chance < 0.05 and len(made.deeds) > 20:  # noqa: PLR2004 (one in twenty, once there is something to revert)
            _undo(made)
        elif chance < 0.07:  # noqa: PLR2004 (one in fifty)
            made.add(made.deed(Kind.STACKED, co_writers=(), reviewers=()))
            made.add(made.deed(Kind.MERGED))
        elif chance < 0.08:  # noqa: PLR2004 (one in a hundred)
            made.add(made.deed(Kind.PICKED, steps=1))
        elif chance < 0.09:  # noqa: PLR2004 (one in a hundred)
            tag = f"v{len(made.deeds)}" if made.dice.randrange(2) else f"model/v{len(made.deeds)}"
            made.add(made.deed(Kind.RELEASED, title=tag, steps=1, issues=(), co_writers=(), reviewers=()))
        else:
            made.add(made.deed(made.dice.choices(list(_USUAL), list(_USUAL.values()))[0]))
    return tuple(_dated(made))


def _undo(made: _Plan) -> None:
    """Revert a recent deed, and sometimes the revert as well, after which the deed stands again."""
    recent = range(len(made.deeds) - 20, len(made.deeds))
    can = {Kind.MERGED, Kind.SQUASHED, Kind.DIRECT}
    fitting = [one for one in recent if made.deeds[one].kind in can and not _is_in_revert(made, one)]
    if not fitting:
        return
    target = made.dice.choice(fitting)
    revert = _add_revert(made, target)
    if made.dice.randrange(3):
        made.deeds[target] = replace(made.deeds[target], is_reverted=True)
    else:
        _add_revert(made, revert)
        made.deeds[revert] = replace(made.deeds[revert], is_reverted=True)


def _is_in_revert(made: _Plan, one: int) -> bool:
    return made.deeds[one].undoes is not None or any(deed.undoes == one for deed in made.deeds[-20:])


def _add_revert(made: _Plan, target: int) -> int:
    kind = made.dice.choice((Kind.DIRECT, Kind.SQUASHED, Kind.MERGED))
    title = f'Revert "{made.deeds[target].title}"'
    return made.add(made.deed(kind, title=title, undoes=target, issues=(), steps=1))


def _dated(made: _Plan) -> Iterator[Deed]:
    """Yield the deeds with their dates, evenly spread up to the end."""
    span = made.size / COMMITS_A_DAY * 86_400
    step = span / (len(made.deeds) + 1)
    for number, deed in enumerate(made.deeds):
        at = int(END - span + (number + 1) * step)
        days: tuple[int, ...] = ()
        if deed.kind is Kind.BY_HAND:
            days = tuple(sorted(at - made.dice.randrange(60, 864_000) for _ in range(deed.steps)))
        elif deed.kind is Kind.PULLED:
            days = (at - 60,)
        elif deed.kind in {Kind.REBASED, Kind.DIRECT}:
            days = (at,) * deed.steps
        yield replace(deed, at=at, days=days)


# --- whose it is ----------------------------------------------------------------------------------------------------


def truth(deeds: Iterable[Deed]) -> tuple[Line, ...]:
    """Return what each of the forty did: what a clone can tell of it, and nothing else."""
    known = people()
    lines = {(who, line) for deed in deeds for who, line in _lines(deed) if who != NOBODY}
    return tuple(sorted(line._replace(login=known[who].login) for who, line in lines))


def _lines(deed: Deed) -> Iterator[tuple[int, Line]]:
    """Yield whom each line is about, and the line without the login."""
    if deed.kind is Kind.PICKED:
        return
    if deed.kind is Kind.RELEASED:
        yield deed.writer, Line("", "release", deed.title, "author", deed.at)
        return
    if deed.number:
        named = [("pull-request", f"{REPOSITORY}#{deed.number}", deed.at)]
    else:
        named = [("commit", deed.subject(step), deed.days[step]) for step in range(deed.steps)]
    parts = [(deed.writer, "author"), *((who, "co-author") for who in deed.co_writers)]
    parts += ((who, "reviewer") for who in deed.reviewers)
    for thing, name, at in named:
        yield from ((who, Line("", thing, name, part, at, deed.is_reverted)) for who, part in parts)
    for who in (deed.writer, *deed.co_writers):
        yield from ((who, Line("", "issue", issue, "closer", named[0][2])) for issue in deed.issues)

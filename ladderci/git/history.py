"""What happened in a repository: commits with their people, read while git prints them.

Names come through the mailmap of one commit that the caller names, and through no other: neither the work tree's nor
the head branch's, which anybody may write. Whatever bytes a commit has in its names and its message come out as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.git.command import GitError, chunks, full, is_full
from ladderci.git.mailmap import Mailmap, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["LoggedCommit", "Period", "Person", "history", "logged"]

_TRAILER: Final = "%(trailers:key={},valueonly,unfold)"
_FIELDS: Final = (
    *("%H", "%P", "%aN", "%aE", "%cN", "%cE", "%at", "%ct", "%s", "%b"),
    *(_TRAILER.format(key) for key in ("Co-authored-by", "Reviewed-by,key=Approved-by")),
)
_LOG: Final = ("log", "-z", "--no-patch", "--no-notes", "--no-show-signature", "--no-color", "--encoding=UTF-8")
_FORMAT: Final = f"--format=tformat:{'%x00'.join(_FIELDS)}"
_SLACK: Final = 1_000
"""So many commits in a row have to be older than the period before the rest is taken to be older as well: clocks are
wrong, and one commit dated 1970 must not hide what lies behind it. Git's own `--since` stops at the first."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)
_DIGITS: Final = len(str(_LAST))


@dataclass(frozen=True, slots=True)
class LoggedCommit:
    """One commit as the history has it. Bytes that are not UTF-8 are replaced; control characters are as they came."""

    id: str
    parents: tuple[str, ...]
    """Full ids; none for a first commit, and for one at which a shallow history was cut off."""
    author: Person
    committer: Person
    authored: datetime
    """In UTC, as the author's clock had it; anybody can set it to anything."""
    committed: datetime
    """In UTC: when it came to be as it is, on its branch."""
    subject: str
    """The first paragraph of the message in one line."""
    body: str
    """The rest of the message, trailers included."""
    co_authors: tuple[Person, ...] = ()
    """From `Co-authored-by` trailers, in whatever case they were written."""
    reviewers: tuple[Person, ...] = ()
    """From `Reviewed-by` trailers, and from `Approved-by`, which is what Bitbucket writes."""


class Period(NamedTuple):
    """From one moment to another, both included; None leaves that side open."""

    since: datetime | None = None
    until: datetime | None = None


def history(
    folder: Path, tips: Iterable[str], period: Period, *, mailmap: str = "", without: Iterable[str] = ()
) -> Iterator[LoggedCommit]:
    """Yield the commits that come before some commits, these included, the youngest first; raises GitError.

    Args:
        folder: git's own.
        tips: full ids.
        period: in which the committer's date lies. Git is read little further back than that.
        mailmap: the full id of the commit whose `.mailmap` counts; empty where none does.
        without: full ids of commits that are left out along with all that comes before them.

    """
    asked = [*map(full, tips)]
    if not asked:
        return
    asked += [f"^{full(one)}" for one in without]
    older = 0
    for commit in _read(folder, ("--stdin", *_until(period)), asked, mailmap):
        older = older + 1 if period.since and commit.committed < period.since else 0
        if older > _SLACK:
            return
        if not older and (period.until is None or commit.committed <= period.until):
            yield commit


def logged(folder: Path, commits: Iterable[str], mailmap: str = "") -> Iterator[LoggedCommit]:
    """Yield these very commits, by full ids, in this order; raises GitError."""
    asked = list(dict.fromkeys(map(full, commits)))
    if asked:
        yield from _read(folder, ("--no-walk=unsorted", "--stdin"), asked, mailmap)


def _until(period: Period) -> tuple[str, ...]:
    if period.until is None:
        return ()
    return (f"--until=@{max(0, int((period.until - _EPOCH).total_seconds()))} +0000",)


def _read(folder: Path, options: tuple[str, ...], asked: list[str], mailmap: str) -> Iterator[LoggedCommit]:
    who = Mailmap(folder, mailmap)
    lines = "".join(f"{one}\n" for one in asked).encode("ascii")
    arguments = (*who.arguments, *_LOG, _FORMAT, *options)
    try:
        for fields in _records(chunks("read the history", arguments, who.environment, lines, folder), len(_FIELDS)):
            yield _commit(fields, who)
    finally:
        who.close()


def _records(printed: Iterator[bytes], width: int) -> Iterator[list[bytes]]:
    """Yield groups of so many fields, each of which ends in a NUL, which git lets into none of them."""
    pending: list[bytes] = []
    fields: list[bytes] = []
    for chunk in printed:
        pending.append(chunk)
        if b"\0" not in chunk:
            continue
        *whole, last = b"".join(pending).split(b"\0")
        pending = [last]
        fields += whole
        for start in range(0, len(fields) - width + 1, width):
            yield fields[start : start + width]
        fields = fields[len(fields) - len(fields) % width :]
    if fields or any(pending):
        raise GitError("git cannot read the history: find out with git fsck whether something is broken")


def _commit(fields: list[bytes], who: Mailmap) -> LoggedCommit:
    texts = [field.decode("utf-8", "replace") for field in fields]
    name, parents, author, author_email, committer, committer_email, authored, committed, subject, body, *people = texts
    if not is_full(name):
        raise GitError("git cannot read the history: find out with git fsck whether something is broken")
    co_authors, reviewers = (tuple(dict.fromkeys(_people(values, who))) for values in people)
    return LoggedCommit(
        id=name,
        parents=tuple(parents.split()),
        author=Person(author, author_email),
        committer=Person(committer, committer_email),
        authored=moment(authored),
        committed=moment(committed),
        subject=subject,
        body=body.removesuffix("\n"),
        co_authors=co_authors,
        reviewers=reviewers,
    )


def _people(values: str, who: Mailmap) -> Iterator[Person]:
    """Yield whom trailers name: `Ada <ada@acme.example>`, or whatever stands there without an address."""
    for value in values.split("\n"):
        name, _, rest = value.partition("<")
        email = rest.partition(">")[0].strip()
        if name.strip() or email:
            yield who.person(name.strip(), email)


def moment(seconds: str) -> datetime:
    """Return seconds since 1970 as a moment, as near as a calendar has it: commits can be dated to anything."""
    if not seconds.isdecimal():
        return _EPOCH
    return _EPOCH + timedelta(seconds=min(int(seconds), _LAST) if len(seconds) <= _DIGITS else _LAST)

"""What a repository's branches, tags and abbreviated ids stand for, each asked for in bulk."""

from __future__ import annotations

import os
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.git.command import chunks, full, output
from ladderci.git.history import moment
from ladderci.git.mailmap import Mailmap, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

_PLACES: Final = {"origin/": "refs/remotes/origin/", "": "refs/heads/"}
"""Where branches are, by what stands before a branch's name in git's own short form."""
_HEAD: Final = "refs/remotes/origin/HEAD"
_NO_SUCH: Final = (1, 128)
_SHORTEST: Final = 4
"""How few digits of an id git takes."""
_LENGTHS: Final = {b"sha1": 40, b"sha256": 64}
_GROUP: Final = 500
"""How many abbreviated ids go into one run: 40 kB of arguments at most."""
_BEHIND: Final = "g"
"""Sorts behind every digit of an id."""
_TAG: Final = ("%(refname)", "%(objectname)", "%(taggername)", "%(taggeremail)", "%(taggerdate:unix)")


class Tag(NamedTuple):
    """A tag of a commit."""

    name: str
    """Without `refs/tags/`."""
    commit: str
    """Its full id."""
    tagger: Person
    """Empty for a tag that is nothing but a name."""
    at: datetime | None
    """When it was made, in UTC; None for a tag that is nothing but a name."""


def branches(folder: Path, names: Iterable[str], *, has_own: bool = True) -> dict[str, str]:
    """Return the full ids of branches of these names: `origin/main` is the remote's, `main` this repository's own.

    In the order of the names; those that are not there are left out.

    Args:
        folder: git's own.
        names: without `origin/`.
        has_own: whether this repository's own are looked at, besides the remote's.

    """
    looked_at = {short: place for short, place in _PLACES.items() if short or has_own}
    listed = _output(
        folder, "list the branches", "for-each-ref", "--format=%(refname)%00%(objectname)", *looked_at.values()
    )
    found = dict(line.split("\0") for line in os.fsdecode(listed).splitlines())
    places = [
        (f"{short}{name}", f"{place}{name}") for name in dict.fromkeys(names) for short, place in looked_at.items()
    ]
    return {short: found[ref] for short, ref in places if ref in found}


def default_branch(folder: Path) -> str:
    """Return the name of the branch that the project itself starts from, empty where that is not certain.

    The remote says so in `origin/HEAD`; a bare repository, which nobody works in, by its own HEAD.
    """
    if found := _symbolic(folder, _HEAD, _PLACES["origin/"]):
        return found
    return _symbolic(folder, "HEAD", _PLACES[""]) if is_bare(folder) else ""


def is_bare(folder: Path) -> bool:
    """Return whether a repository is one that nobody works in."""
    return _output(folder, "look at the repository", "rev-parse", "--is-bare-repository").strip() == b"true"


def _symbolic(folder: Path, name: str, place: str) -> str:
    ask = ("symbolic-ref", "--quiet", name)
    found = os.fsdecode(_output(folder, "look up the default branch", *ask, accepted=_NO_SUCH)).strip()
    return found.removeprefix(place) if found.startswith(place) else ""


def tags(folder: Path, mailmap: str = "") -> Iterator[Tag]:
    """Yield the tags of commits, taggers by the mailmap of a commit, by full id; raises GitError."""
    listed = _output(folder, "list the tags", "for-each-ref", f"--format={'%00'.join(_TAG)}%00", "refs/tags/")
    rows = [row.split("\0") for row in listed.decode("utf-8", "replace").split("\0\n")[:-1]]
    peeled = _looked_up(folder, [f"{row[1]}^{{commit}}" for row in rows])
    who = Mailmap(folder, mailmap)
    try:
        for (ref, _, name, email, date), (commit, kind) in zip(rows, peeled, strict=True):
            if kind == "commit":
                at = moment(date) if date else None
                yield Tag(ref.removeprefix("refs/tags/"), commit, who.person(name, email.strip("<>")), at)
    finally:
        who.close()


def expand(folder: Path, prefixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the full ids of all commits that each abbreviated id, in lower case, may stand for.

    Branches and tags of that name do not matter. Raises ValueError for what is no id, GitError where git gives up.
    """
    wanted = tuple(dict.fromkeys(prefixes))
    for prefix in wanted:
        full(prefix.ljust(64, "0"))
    length = _LENGTHS.get(_output(folder, "look at the repository", "rev-parse", "--show-object-format").strip(), 40)
    possible = [prefix for prefix in wanted if _SHORTEST <= len(prefix) <= length]
    groups = (possible[start : start + _GROUP] for start in range(0, len(possible), _GROUP))
    found = sorted({one for group in groups for one in _beginning_with(folder, group)})
    kinds = dict(_looked_up(folder, found))
    commits = [one for one in found if kinds.get(one) == "commit"]
    return {prefix: _among(commits, prefix) for prefix in wanted}


def _among(commits: list[str], prefix: str) -> tuple[str, ...]:
    """Return those of some full ids, in their order, that begin with an abbreviated one."""
    return tuple(commits[bisect_left(commits, prefix) : bisect_left(commits, f"{prefix}{_BEHIND}")])


def _beginning_with(folder: Path, prefixes: Iterable[str]) -> list[str]:
    options = (f"--disambiguate={prefix}" for prefix in prefixes)
    return _output(folder, "look up abbreviated ids", "rev-parse", *options).decode("ascii").split()


def _looked_up(folder: Path, names: list[str]) -> list[tuple[str, str]]:
    """Return the full id and the type of each object, in the order of their names; `missing` is a type too."""
    if not names:
        return []
    asked = "".join(f"{name}\n" for name in names).encode("ascii")
    about = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
    lines = output("look up objects", (f"--git-dir={folder}", *about), asked=asked).decode("ascii").splitlines()
    return [(line.partition(" ")[0], line.rpartition(" ")[2]) for line in lines]


def reachable(folder: Path, commits: Iterable[str], tips: Iterable[str]) -> frozenset[str]:
    """Return those of some commits that are among some tips or come before them, all by full ids; raises GitError.

    One run for all, which goes no further back than the commits do. What it finds outside is looked for once more in
    the whole history: where clocks were wrong, git's shortcut takes what is inside for outside, never the other way.
    """
    wanted, ends = frozenset(map(full, commits)), tuple(map(full, tips))
    if not wanted or not ends:
        return frozenset()
    outside = wanted & frozenset(_walked(folder, [*wanted, *(f"^{tip}" for tip in ends)], wanted))
    return wanted - outside | frozenset(_walked(folder, ends, outside))


def count(folder: Path, tips: Iterable[str]) -> int:
    """Return how many commits there are up to some tips, by full ids; raises GitError where one of them is missing.

    Each is looked at, whatever a commit-graph file says of it.
    """
    asked = "".join(f"{full(tip)}\n" for tip in tips).encode("ascii")
    walk = ("-c", "core.commitGraph=false", f"--git-dir={folder}", "rev-list", "--count", "--stdin")
    return int(output("walk the history", walk, asked=asked)) if asked else 0


def _walked(folder: Path, asked: Iterable[str], wanted: frozenset[str]) -> Iterator[str]:
    """Yield the wanted ones of the commits of a walk, which ends when all were met."""
    missing = set(wanted)
    lines = "".join(f"{one}\n" for one in asked).encode("ascii")
    rest = b""
    for chunk in chunks("walk the history", (f"--git-dir={folder}", "rev-list", "--stdin"), {}, lines, folder):
        *ids, rest = (rest + chunk).split(b"\n")
        met = missing.intersection(map(bytes.decode, ids))
        yield from met
        missing -= met
        if not missing:
            return


def _output(folder: Path, purpose: str, *arguments: str, accepted: tuple[int, ...] = ()) -> bytes:
    return output(purpose, (f"--git-dir={folder}", *arguments), accepted)

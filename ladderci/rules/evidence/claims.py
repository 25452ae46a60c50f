"""What several people of one cycle cite, each as if they had done it alone.

A check of a whole cycle reads its reviews one after another and keeps none of them, so what they claim is kept as
eight bytes a claim. Only the reviews of which some claim was made twice are read once more, to say where.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.evidence import Form, reader_of
from ladderci.model import Place, Problem, Severity
from ladderci.rules.evidence.wording import link_of, shown
from ladderci.rules.nearest import one_of
from ladderci.rules.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ladderci.evidence import Reference
    from ladderci.model import Path
    from ladderci.model.fact import Fact
    from ladderci.rules.cases import Case

_WITH_AUTHOR: Final = re.compile("[^/]+/[^/]+/[^/#@]+(?:#[0-9]+|@[0-9a-f]+)")
"""The identity of a pull request or a commit; that of an issue looks like a pull request's."""
_AT_A_TIME: Final = 8_192
"""Claims among which equal ones are looked for in one round, so that it takes little memory."""
_MOST_ROUNDS: Final = 64
_NAMED: Final = 3
"""People that one message names."""


class Sole(NamedTuple):
    """One thing that a review claims without a word on whose else it might be."""

    references: tuple[Reference, ...]
    """Where the review cites it."""
    is_author: bool
    """Whether somebody saw that the subject wrote it; false where nobody looked."""


def sole_claims(case: Case) -> dict[str, Sole]:
    """Return the pull requests and commits that a review claims as its subject's own work alone, by identity.

    That is so where somebody saw that the subject wrote them; where nobody could look, it is so unless a note stands
    beside one of the citations. Whoever is seen to have co-written or reviewed a thing shares it, and what was refuted
    has its finding. Of `owner/repo#12` nobody knows that it is an issue until somebody looks, or the review says so.
    """
    seen = {fact.path: fact for fact in case.facts}
    cited: dict[str, list[Reference]] = {}
    for reference in case.references:
        if _has_author(case, reference, seen.get(reference.citation.path)):
            cited.setdefault(reference.identity, []).append(reference)
    found = {identity: _sole(tuple(references), seen) for identity, references in cited.items()}
    return {identity: sole for identity, sole in found.items() if sole}


def _has_author(case: Case, reference: Reference, fact: Fact | None) -> bool:
    if reference.form is not Form.LINK or not reference.repository:
        return False
    link = fact.url if fact and fact.kinds else reference.citation.link
    if "://" in link:
        return ("/pull/" in link or "/commit/" in link) and bool(_WITH_AUTHOR.fullmatch(reference.identity))
    return not reference.citation.kind or "@" in link or _may_be_merged(case, reference)


def _may_be_merged(case: Case, reference: Reference) -> bool:
    """Return whether the kind that is stated beside `owner/repo#12` is one of pull requests."""
    page = f"https://{reference.host}/{reference.repository}/pull/1"
    merged = reader_of(case.policy).read(reference.citation._replace(link=page, kind=""), ())
    return not set(merged.kinds).isdisjoint(reference.kinds)


def _sole(references: tuple[Reference, ...], seen: Mapping[Path, Fact]) -> Sole | None:
    facts = [fact for one in references if (fact := seen.get(one.citation.path))] if seen else ()
    if all(fact.standing == "unverified" for fact in facts):
        has_note = any(one.citation.note.strip() for one in references)
        return None if has_note else Sole(references, is_author=False)
    is_author = any(fact.standing == "confirmed" and fact.part == "author" for fact in facts)
    return Sole(references, is_author=True) if is_author else None


def keys_of(case: Case) -> array[int]:
    """Return what a review claims alone, each as 64 bits that stand for the thing and the cycle."""
    cycle = case.home.cycle if case.home else case.review.cycle
    return array("Q", [_key(cycle, identity) for identity in sole_claims(case)])


def _key(cycle: str, identity: str) -> int:
    content = f"{cycle}\n{identity}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big")


class Claims:
    """The claims of many reviews, and which of them were made by several people."""

    def __init__(self) -> None:
        """Begin with none."""
        self._paths: list[str] = []
        self._ends = array("L")
        """Where the keys of each review end."""
        self._keys = array("Q")
        self._several: dict[int, tuple[int, ...]] = {}
        """The claims of several people, each with the first few of its reviews."""

    def add(self, path: str, keys: array[int]) -> None:
        """Take in what a review claims (`keys_of`).

        Args:
            path: the review's; its file is named after its subject.
            keys: of its claims. They may come from another process.

        """
        self._paths.append(path)
        self._keys.extend(keys)
        self._ends.append(len(self._keys))

    def collisions(self) -> tuple[str, ...]:
        """Return the paths of the reviews that claim what somebody else claims as well; asked for once, at the end."""
        found: set[int] = set()
        rounds = min(_MOST_ROUNDS, 1 + len(self._keys) // _AT_A_TIME)
        for number in range(rounds):
            for key, owners in self._of_several(number, rounds):
                self._several[key] = owners[: _NAMED + 2]
                found.update(owners)
        self._keys = array("Q")
        return tuple(self._paths[owner] for owner in sorted(found))

    def _of_several(self, number: int, rounds: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield a share of the claims that several people made, each with the numbers of their reviews."""
        twice = _repeated(key for key in self._keys if key % rounds == number)
        if twice:
            claimed = ((key, bisect_right(self._ends, at)) for at, key in enumerate(self._keys) if key in twice)
            for key, group in groupby(sorted(claimed), itemgetter(0)):
                owners = tuple(owner for _, owner in group)
                if len({_subject(self._paths[owner]).casefold() for owner in owners}) > 1:
                    yield key, owners

    def others(self, path: str, key: int) -> tuple[str, ...]:
        """Return who else made a claim, once `collisions` was asked for: the first few logins, in order of reviews."""
        logins = (_subject(self._paths[owner]) for owner in self._several.get(key, ()))
        first = {login.casefold(): login for login in logins if login.casefold() != _subject(path).casefold()}
        return tuple(first.values())[: _NAMED + 1]


def _repeated(keys: Iterable[int]) -> set[int]:
    """Return the keys that come more than once."""
    seen: set[int] = set()
    twice: set[int] = set()
    for key in keys:
        (twice if key in seen else seen).add(key)
    return twice


def _subject(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A review some of whose claims are made by others as well."""

    case: Case
    claims: Claims


claims: Registry[ClaimCase] = Registry()
"""Rules about what the reviews of a cycle claim together."""


@claims.rule("LC319", "claimed-by-several", Severity.WARNING)
def claimed_by_several(case: ClaimCase) -> Iterator[Problem]:
    """Several people of one cycle cite one pull request or commit, each as if they had done it alone.

    Work is shared, and that is fine: whoever looks sees who wrote it, who co-wrote it and who reviewed it. Where nobody
    could look, a note beside the citation says it.

    Example: ada and bo both cite `acme/ranker#812`, neither with a note, and nobody looked at it.

    Instead: ada cites it with `note: the index and its tests`, and bo with `note: reviewed the rollout`.
    """
    cycle = case.case.home.cycle if case.case.home else case.case.review.cycle
    for identity, sole in sole_claims(case.case).items():
        others = case.claims.others(case.case.document.file, _key(cycle, identity))
        if others:
            yield _claimed(sole, others)


def _claimed(sole: Sole, others: tuple[str, ...]) -> Problem:
    first, *rest = (Place(link_of(one.citation)) for one in sole.references)
    name, people = shown(sole.references[0].citation.link), one_of(others, _NAMED)
    if sole.is_author:
        message = f"{name} is claimed as their own by {people} too, and has one author"
        cure = "ask the cycle lead whether the roster gives one login or address to several people"
    else:
        message = f"{name} is cited by {people} too, as if each had done it alone"
        cure = "put it under `link` and say with `note` what your part in it was"
    return Problem(first, message, cure, tuple((place, "cited here too") for place in rest))

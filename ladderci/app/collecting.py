"""Finding again what a person did: from clones and GitHub to suggested work items, and these into a review."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ladderci.app.check import Examiner
from ladderci.app.choosing import BrokenError, Identity, WritingError, cycle_meant, person_meant, refuse_closed
from ladderci.app.reading import is_there
from ladderci.app.rulebook import Rulebook
from ladderci.evidence import reader_of
from ladderci.evidence.clones import Clone, Clones
from ladderci.evidence.collect.activity import combined, without
from ladderci.evidence.collect.git import collect as collect_from_git
from ladderci.evidence.collect.grouping import Group, grouped, suggestions
from ladderci.evidence.origin import origin_of
from ladderci.evidence.people import claimant_of
from ladderci.evidence.repositories import is_among
from ladderci.git import GitError, Repository
from ladderci.model import Review
from ladderci.model.fact import Part
from ladderci.rules import Case
from ladderci.rules.nearest import nearest
from ladderci.scaffold import NewCitation, NewWork, one_line
from ladderci.schema.derive import TITLE_LENGTH
from ladderci.splice.work import add_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ladderci.app.verifying import Service
    from ladderci.evidence.collect.activity import Activity
    from ladderci.evidence.origin import Origin
    from ladderci.evidence.people import Claimant
    from ladderci.model import Cycle, Expectation, Policy
    from ladderci.source import Source


_NOTES = {Part.REVIEWER: "reviewed", Part.CO_AUTHOR: "co-written"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose work is looked for, and where."""

    person: Identity
    cycle: str = ""
    repositories: tuple[Path, ...] = ()
    """Clones besides those that the policy names."""
    service: Service | None = None
    """How to reach GitHub; it is not asked where left out."""
    only: tuple[str, ...] = ()
    """Keys of the work items that are wanted; all where left out."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A work item that somebody may want to add."""

    group: Group
    fits: tuple[Expectation, ...]
    """Expectations that it could show and that lack evidence: to choose from."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found of a person's work."""

    cycle: Cycle
    subject: str
    review: str
    """The path at which their review lies, or would lie."""
    has_review: bool
    suggestions: tuple[Suggestion, ...]
    gaps: tuple[str, ...]
    """Why something may be missing: a line each."""
    is_cut_off: bool
    """Whether GitHub was asked and could not be reached."""


def collect(source: Source, root: Path, wanted: Wanted) -> Collected:
    """Look for what a person did in a cycle and their review does not cite yet.

    Raises:
        WritingError: where it is not clear whose work of which cycle is meant, or where to look for it; a BrokenError
            where the policy or the cycle cannot be read.

    """
    rulebook = Rulebook(source)
    cycle = cycle_meant(rulebook, wanted.cycle)
    subject = person_meant(cycle, wanted.person, "whose work is it? Give --subject LOGIN")
    policy, living = rulebook.policy(cycle.id).value, rulebook.policy().value
    if policy is None or living is None:
        raise BrokenError("the policy is broken: `ladderci rubric lint` says how")
    asked = replace(living, hosts=policy.hosts, repositories=policy.repositories)
    search = _Search(cycle, claimant_of(subject, cycle, policy.hosts), asked)
    found = [*search.in_clones(root, wanted), *search.on_github(wanted.service)]
    path = f"reviews/{cycle.id}/{subject}.yaml"
    case = Examiner(source, rulebook).case(path) if is_there(source, path) else None
    if case is not None and not isinstance(case, Case):
        raise WritingError(f"{path} cannot be read: `ladderci check {path}` says why")
    groups = _chosen(_groups(found, case, policy), wanted.only)
    return Collected(
        cycle, subject, path, case is not None, _suggested(groups, case), tuple(search.gaps), search.is_cut_off
    )


def _groups(found: Iterable[Activity], case: Case | None, policy: Policy) -> tuple[Group, ...]:
    review = case.review if case else Review()
    fresh = without(combined(found), review, reader_of(policy))
    return grouped(fresh, {item.key for item in review.work})


def _chosen(groups: tuple[Group, ...], only: tuple[str, ...]) -> tuple[Group, ...]:
    keys = tuple(group.key for group in groups)
    strange = next((key for key in only if key not in keys), "")
    if strange:
        near = nearest(strange, keys)
        cure = f"did you mean {near}?" if near else "leave --only out to see what was found"
        raise WritingError(f"no work item {strange} was found: {cure}")
    return tuple(group for group in groups if group.key in only or not only)


def _suggested(groups: Iterable[Group], case: Case | None) -> tuple[Suggestion, ...]:
    if case is None:
        return tuple(Suggestion(group, ()) for group in groups)
    reader = reader_of(case.policy)
    return tuple(Suggestion(group, suggestions(group, case.rubric, case.review, reader)) for group in groups)


class _Search:
    """Looks for one person's work, and remembers where it could not look.

    Its policy is the living one, which says where clones are and which branches count, with the hosts and repositories
    of the cycle's own: what is found is to be cited in a review of that cycle.
    """

    def __init__(self, cycle: Cycle, claimant: Claimant, policy: Policy) -> None:
        self._cycle = cycle
        self._claimant = claimant
        self._policy = policy
        self.gaps: list[str] = []
        self.is_cut_off = False

    def in_clones(self, root: Path, wanted: Wanted) -> Iterator[Activity]:
        clones = [clone for name, _ in self._policy.clones if (clone := self._opened(self._policy, root, name))]
        clones += [clone for path in wanted.repositories if (clone := self._at(path, root))]
        if not self._policy.clones and not wanted.repositories:
            clones += self._here(root, is_alone=wanted.service is None)
        for clone in clones:
            try:
                found = collect_from_git(clone, self._policy.hosts, self._claimant, self._cycle.period)
                yield from (one for one in found if self._counts(one.repository))
            except GitError as error:
                self.gaps.append(f"{clone.name}: {error}")
            finally:
                clone.repository.close()

    def _here(self, root: Path, *, is_alone: bool) -> Iterator[Clone]:
        """Yield this repository, if it is a clone; it has to be one where nobody else is asked."""
        try:
            here = self._at(root, root)
        except WritingError:
            if is_alone:
                raise
            return
        if here:
            yield here

    def _opened(self, policy: Policy, root: Path, name: str, here: Repository | None = None) -> Clone | None:
        if not self._counts(name):
            return None
        clone = Clones(policy, root, here).open(name)
        if not isinstance(clone, Clone):
            self.gaps.append(f"{clone.reason}: {clone.cure}")
            return None
        if clone.gap:
            self.gaps.append(f"the clone of {clone.name} {clone.gap}: {clone.cure}")
        return clone

    def _counts(self, name: str) -> bool:
        """Return whether the policy lets a repository count, and note it where it does not."""
        places = self._policy.repositories
        if not places or is_among(name, places):
            return True
        gap = f"{name} is not among the `repositories` of {self._cycle.id}, so nothing of it counts"
        self.gaps += [] if gap in self.gaps else [gap]
        return False

    def _at(self, path: Path, root: Path) -> Clone | None:
        """Open a clone that a person named by its folder; its remote says what it is a clone of.

        None for one that the policy names, which was opened by that, and for one that does not count.
        """
        try:
            repository = Repository.find(path)
            origin = origin_of(repository) if repository else None
        except GitError as error:
            raise WritingError(f"{path}: {error}") from None
        if repository is None:
            raise WritingError(f"{path} is no git repository: name the folder of a clone")
        folder = repository.root or path
        if {path.resolve(), folder.resolve()} & {(root / place).resolve() for _, place in self._policy.clones}:
            return None
        if origin is None:
            raise WritingError(f"nothing says what {path} is a clone of: name it under `clones` in rubric/policy.yaml")
        if not self._is_on_host(path, origin):
            return None
        return self._opened(replace(self._policy, clones=((origin.name, "."),)), folder, origin.name, repository)

    def _is_on_host(self, path: Path, origin: Origin) -> bool:
        """Return whether a clone is of the host that short forms such as `owner/name#12` stand for."""
        host = self._policy.hosts[0]
        if origin.host.removeprefix("ssh.") == host.lower():  # ssh.github.com answers where port 22 is closed
            return True
        words = f"{path} is a clone from {origin.host}, and the policy's own host is {host}"
        self.gaps.append(f"{words}: if it is of that one, name it under `clones` in rubric/policy.yaml")
        return False

    def on_github(self, service: Service | None) -> Iterator[Activity]:
        if service is None:
            return
        from ladderci.app.verifying import open_graph
        from ladderci.evidence.collect.github import collect as collect_from_github
        from ladderci.github import ServiceError

        try:
            with open_graph(service, self._policy.hosts[0]) as graph:
                places = self._policy.repositories
                found = collect_from_github(
                    graph, self._policy.hosts[0], self._claimant.login, self._cycle.period, places
                )
        except ServiceError as error:
            self.gaps.append(str(error))
            self.is_cut_off = True
            return
        self.gaps += found.gaps
        self.is_cut_off = found.is_cut_off
        yield from found.activities


def added(source: Source, collected: Collected) -> str:
    """Return a review's text with everything that was found added under `work:`.

    Raises:
        WritingError: where the review cannot be read, or has no room for so much.
        SpliceError: where it is written in a way in which nothing can be added to it.

    """
    refuse_closed(collected.cycle)
    case = Examiner(source, Rulebook(source)).case(collected.review)
    if not isinstance(case, Case):
        raise WritingError(f"{collected.review} cannot be read: `ladderci check {collected.review}` says why")
    room = case.policy.limits.work - len(case.review.work)
    if len(collected.suggestions) > room:
        raise WritingError(
            f"a review has room for {max(room, 0)} more work items, and {len(collected.suggestions)} were found: "
            "choose with --only KEY, which may be given several times"
        )
    return add_work(case.document, case.review, tuple(map(_new_work, collected.suggestions)))


def _new_work(suggestion: Suggestion) -> NewWork:
    group = suggestion.group
    citations = (NewCitation(one.reference, _NOTES.get(one.part, "")) for one in group.activities)
    names = ", ".join(expectation.id for expectation in suggestion.fits)
    title = one_line(group.title, TITLE_LENGTH)
    return NewWork(group.key, title, group.when, tuple(citations), (f"could show: {names}",) if names else ())

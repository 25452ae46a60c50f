"""Looking at evidence: who is asked, what they saw, and what that says of each review."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ladderci.app.check import Examiner, is_broken, open_reviews
from ladderci.app.rulebook import Rulebook
from ladderci.evidence.clones import Clones
from ladderci.evidence.confirm.confirmer import Nobody, sights
from ladderci.evidence.confirm.standing import Terms, facts, narrowed, targets
from ladderci.evidence.people import claimant_of
from ladderci.model import Report
from ladderci.model.fact import Obstacle, Standing
from ladderci.output.facts import Verified
from ladderci.rules import Case, findings_of_review, findings_without_data, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ladderci.evidence.clones import Tip
    from ladderci.evidence.confirm.confirmer import Confirmer
    from ladderci.evidence.target import Target
    from ladderci.git import Repository
    from ladderci.github.graph import Graph
    from ladderci.model import Policy
    from ladderci.model.fact import Fact, Sight
    from ladderci.source import Source

_CUT_OFF = frozenset([Obstacle.UNREACHABLE, Obstacle.LIMITED, Obstacle.FORBIDDEN])


@dataclass(frozen=True, slots=True)
class Service:
    """How to reach GitHub, and where what it said is kept."""

    address: str
    """Of its API, such as https://api.github.com."""
    token: str
    """Empty where there is none: then GitHub is not asked."""
    graphql: str = ""
    """Of its GraphQL API; follows from the other where left out."""
    cache: Path | None = None
    """The folder for what can no longer change; nothing is kept where left out."""
    seconds: float = 180.0
    """How long all questions together may take."""


@contextmanager
def confirmers(
    policy: Policy,
    root: Path,
    service: Service | None = None,
    *,
    here: Repository | None = None,
    base: Tip | None = None,
) -> Iterator[tuple[Confirmer, ...]]:
    """Hand out whoever can look at evidence, the nearest first, and close what they opened.

    Args:
        policy: the living one: it names clones, and the branches that count.
        root: this repository's root, which the clones' folders are seen from.
        service: how to reach GitHub; it is not asked where left out.
        here: this repository, where it is open already.
        base: what stands for this repository's default branch, where its refs do not say that.

    """
    from ladderci.evidence.confirm.git import Git

    with ExitStack() as stack:
        clones = Clones(policy, root, here, base)
        stack.callback(clones.close)
        by_service = _by_service(policy, service, stack) if service else Nobody("GitHub was not asked")
        yield (Git(clones, policy.hosts), by_service)


def _by_service(policy: Policy, service: Service, stack: ExitStack) -> Confirmer:
    """Return who asks GitHub; where that cannot be, who says why."""
    if not service.token:
        cure = "set GITHUB_TOKEN to a token that may read it"
        return Nobody("there is no token for GitHub", cure)
    from ladderci.evidence.confirm.cache import Kept
    from ladderci.evidence.confirm.github import GitHub
    from ladderci.github import ServiceError

    try:
        graph = stack.enter_context(open_graph(service))
    except ServiceError as error:
        reason, _, cure = str(error).partition(": ")
        return Nobody(reason, cure, Obstacle.UNREACHABLE)
    confirmer = GitHub(graph, policy.hosts[0], policy.branches)
    return Kept(confirmer, service.cache, graph.address, policy.branches) if service.cache else confirmer


def open_graph(service: Service) -> Graph:
    """Return a line to GitHub, to be closed in the end; raises ServiceError where there can be none."""
    from ladderci.github.graph import Graph
    from ladderci.github.session import Patience

    return Graph(service.address, service.token, Patience.within(service.seconds), graphql=service.graphql)


def look(examiner: Examiner, paths: Iterable[str], asked: Iterable[Confirmer]) -> dict[Target, Sight]:
    """Return what is seen of everything that these reviews cite, each thing looked at once."""
    wanted: dict[Target, None] = {}
    for path in paths:
        case = examiner.case(path)
        if isinstance(case, Case):
            wanted.update(dict.fromkeys(targets(case.references, case.policy)))
    return sights(wanted, asked)


def look_from(root: Path, service: Service | None, examiner: Examiner, paths: Iterable[str]) -> dict[Target, Sight]:
    """Return what is seen of everything that reviews cite, by whoever can look; nothing where the policy is broken.

    Args:
        root: the repository's root.
        service: how to reach GitHub; only clones are asked where left out.
        examiner: who reads the reviews.
        paths: the reviews.

    """
    living = examiner.rulebook.policy().value
    if living is None:
        return {}
    with confirmers(living, root, service) as asked:
        return look(examiner, paths, asked)


def with_facts(case: Case, seen: Mapping[Target, Sight], living: Policy) -> Case:
    """Return a case with what is known of its evidence; what turned out to be of one kind is of that kind."""
    claimant = claimant_of(case.review.subject, case.cycle, case.policy.hosts)
    terms = Terms(claimant, case.policy, living, case.cycle.period if case.cycle else None)
    known = facts(case.references, seen, terms)
    return replace(case, references=narrowed(case.references, known), facts=known)


# --- whole reviews ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known of the evidence of reviews."""

    verified: tuple[Verified, ...]
    report: Report
    """What keeps reviews from being verified: of what they cite, and of what judges them."""

    @property
    def is_refuted(self) -> bool:
        """Whether something is refuted."""
        return any(fact.standing is Standing.REFUTED for fact in self._facts())

    @property
    def is_cut_off(self) -> bool:
        """Whether a service could not be reached, or would not answer."""
        return any(fact.obstacle in _CUT_OFF for fact in self._facts())

    def _facts(self) -> Iterator[Fact]:
        return (fact for one in self.verified for _, fact in one.cited)


def verify(source: Source, root: Path, paths: Iterable[str] | None, service: Service | None) -> Verification:
    """Look at what reviews cite.

    Args:
        source: where the reviews and what judges them lie.
        root: the repository's root.
        paths: the reviews; those of all open cycles where left out.
        service: how to reach GitHub; only clones are asked where left out.

    """
    examiner = Examiner(source, Rulebook(source))
    wanted = open_reviews(source, examiner.rulebook) if paths is None else tuple(dict.fromkeys(paths))
    examiner.prepare(wanted)
    examiner.sights = look_from(root, service, examiner, wanted)
    verified, findings = [], list(examiner.rulebook.findings())
    for path in wanted:
        case = examiner.case(path)
        if isinstance(case, Case):
            verified.append(_verified(path, case))
            findings += (one for one in findings_of_review(case) if one.name == "unverified-evidence")
        else:
            findings += findings_without_data(case)
    return Verification(tuple(verified), Report(len(wanted), in_order(findings), is_broken(findings)))


def _verified(path: str, case: Case) -> Verified:
    words = {reference.citation.path: reference.citation.link for reference in case.references}
    return Verified(path, case.review.subject, tuple((words[fact.path], fact) for fact in case.facts))

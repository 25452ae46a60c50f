"""Looking at evidence: who is asked, what they saw, and what that says of each review."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from ladderci.app.check import Examiner, cycle_of, is_broken, open_reviews
from ladderci.app.knowing import claimant
from ladderci.app.rulebook import Rulebook
from ladderci.evidence.clones import Clones
from ladderci.evidence.confirm.confirmer import Nobody, sights
from ladderci.evidence.confirm.standing import targets
from ladderci.model import Report
from ladderci.model.fact import Obstacle, Standing, Unseen
from ladderci.output.facts import Cited, Verified
from ladderci.rules import Case, findings_of_review, findings_without_data, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ladderci.evidence.clones import Tip
    from ladderci.evidence.confirm.confirmer import Confirmer
    from ladderci.evidence.people import Claimant
    from ladderci.evidence.target import Target
    from ladderci.git import Repository
    from ladderci.github.graph import Graph
    from ladderci.model import Policy
    from ladderci.model.fact import Fact, Seen, Sight
    from ladderci.source import Source

_CUT_OFF = frozenset([Obstacle.UNREACHABLE, Obstacle.LIMITED])
_GITHUB = "github.com"


@dataclass(frozen=True, slots=True)
class Service:
    """How to reach GitHub, and where what it said is kept."""

    address: str
    """Of its API, such as https://api.github.com; follows from the policy's first host where empty."""
    token: str = field(repr=False)
    """Empty where there is none: then GitHub is not asked."""
    graphql: str = ""
    """Of its GraphQL API; follows from the other where left out."""
    cache: Path | None = None
    """The folder for what can no longer change; nothing is kept where left out."""
    seconds: float = 180.0
    """How long all questions together may take."""

    def at(self, host: str) -> Service:
        """Return this with an address: that of a host's API, where none is set.

        A server has its API below `/api/v3`:
        https://docs.github.com/en/enterprise-server@3.17/rest/using-the-rest-api/getting-started-with-the-rest-api
        """
        own = "https://api.github.com" if host == _GITHUB else f"https://{host}/api/v3"
        return replace(self, address=self.address or own)


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
        policy: names clones and the branches that count, as the living one does, and the hosts (`asked_policy`).
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
        graph = stack.enter_context(open_graph(service, policy.hosts[0]))
    except ServiceError as error:
        reason, _, cure = str(error).partition(": ")
        return Nobody(reason, cure, Obstacle.UNREACHABLE)
    confirmer = GitHub(graph, policy.hosts[0], policy.branches)
    return Kept(confirmer, service.cache, graph.address, policy.branches) if service.cache else confirmer


def open_graph(service: Service, host: str) -> Graph:
    """Return a line to a host's GitHub, to be closed in the end; raises ServiceError where there can be none."""
    from ladderci.github.graph import Graph
    from ladderci.github.session import Patience

    address = service.at(host).address
    return Graph(address, service.token, Patience.within(service.seconds), graphql=service.graphql)


def asked_policy(rulebook: Rulebook, living: Policy, paths: Iterable[str]) -> Policy:
    """Return a policy by which reviews' evidence is looked at: the living one, with the hosts of their cycle's own.

    A token is one host's. So where reviews of several cycles are looked at together, the hosts are those of the first
    review's cycle, and what others cite on another first host is not asked for: it cannot be verified then.
    """
    own = next((rulebook.policy(cycle_of(path)).value for path in paths), None)
    return replace(living, hosts=own.hosts) if own else living


def look(examiner: Examiner, paths: Iterable[str], asked: Iterable[Confirmer]) -> dict[Target, Sight]:
    """Return what is seen of everything that these reviews cite, each thing looked at once."""
    claimed: dict[Target, set[Claimant]] = {}
    for path in paths:
        case = examiner.case(path)
        if isinstance(case, Case):
            for target in targets(case.references, case.policy):
                claimed.setdefault(target, set()).add(claimant(case))

    def names_everybody(target: Target, seen: Seen) -> bool:
        return all(any(map(claimant.is_same, seen.people)) for claimant in claimed[target])

    return sights(claimed, asked, names_everybody)


def look_from(root: Path, service: Service | None, examiner: Examiner, paths: Iterable[str]) -> dict[Target, Sight]:
    """Return what is seen of everything that reviews cite, by whoever can look; nothing where the policy is broken.

    Args:
        root: the repository's root.
        service: how to reach GitHub; only clones are asked where left out.
        examiner: who reads the reviews.
        paths: the reviews.

    """
    return _looked(root, service, examiner, tuple(paths)).sights


class _Looked(NamedTuple):
    sights: dict[Target, Sight]
    is_cut_off: bool = False


def _looked(root: Path, service: Service | None, examiner: Examiner, paths: tuple[str, ...]) -> _Looked:
    living = examiner.rulebook.policy().value
    if living is None:
        return _Looked({})
    with confirmers(asked_policy(examiner.rulebook, living, paths), root, service) as asked:
        attentive = tuple(map(_Attentive, asked))
        return _Looked(look(examiner, paths, attentive), any(one.is_cut_off for one in attentive))


class _Attentive:
    """Asks a confirmer, and remembers that it was cut off, whatever an earlier one had to say of the same thing."""

    def __init__(self, confirmer: Confirmer) -> None:
        self.name = confirmer.name
        self.is_cut_off = False
        self._confirmer = confirmer

    def look(self, targets: Iterable[Target]) -> Mapping[Target, Sight]:
        seen = self._confirmer.look(targets)
        self.is_cut_off = self.is_cut_off or any(map(_is_cut_off, seen.values()))
        return seen


def _is_cut_off(sight: Sight) -> bool:
    """Return whether a service could not be reached or refuses the token; a right that one thing needs is no cause."""
    from ladderci.github.replies import NO_RIGHT

    if not isinstance(sight, Unseen):
        return False
    is_refused = sight.obstacle is Obstacle.FORBIDDEN and NO_RIGHT not in sight.reason
    return is_refused or sight.obstacle in _CUT_OFF


# --- whole reviews ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known of the evidence of reviews."""

    verified: tuple[Verified, ...]
    report: Report
    """What keeps reviews from being verified: of what they cite, and of what judges them."""
    is_cut_off: bool = False
    """Whether a service could not be reached, or would not answer at all."""

    @property
    def is_refuted(self) -> bool:
        """Whether something is refuted."""
        return any(fact.standing is Standing.REFUTED for fact in self._facts())

    def _facts(self) -> Iterator[Fact]:
        return (cited.fact for one in self.verified for cited in one.cited)


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
    looked = _looked(root, service, examiner, wanted)
    examiner.sights = looked.sights
    verified, findings = [], list(examiner.rulebook.errors())
    for path in wanted:
        case = examiner.case(path)
        if isinstance(case, Case):
            verified.append(_verified(path, case))
            findings += (one for one in findings_of_review(case) if one.name == "unverified-evidence")
        else:
            findings += findings_without_data(case)
    report = Report(len(wanted), in_order(findings), is_broken(findings))
    return Verification(tuple(verified), report, looked.is_cut_off)


def _verified(path: str, case: Case) -> Verified:
    written = {reference.citation.path: reference.citation for reference in case.references}
    cited = (Cited(written[fact.path].link, written[fact.path].kind, fact) for fact in case.facts)
    return Verified(path, case.review.subject, tuple(cited))

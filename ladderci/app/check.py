"""Judging reviews: from paths in a source to a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci import forms, load
from ladderci.app.reading import read_file
from ladderci.app.rulebook import FOLDER, Rulebook
from ladderci.app.witnesses import Witnesses
from ladderci.model import Report, Severity
from ladderci.rules import (
    Case,
    ClaimCase,
    Claims,
    Home,
    confirmation_home,
    findings_of_claims,
    findings_of_review,
    findings_without_data,
    in_order,
    keys_of,
)
from ladderci.rules.nearest import nearest
from ladderci.rules.shape import settle

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ladderci.app.rulebook import Standard
    from ladderci.document import Document
    from ladderci.evidence import Reference
    from ladderci.evidence.target import Target
    from ladderci.model import Finding, Review
    from ladderci.model.fact import Sight

    Looking = Callable[["Examiner", tuple[str, ...]], Mapping[Target, Sight]]
    """Looks at what reviews cite, given who reads them and their paths."""
    from ladderci.schema import Refusal
    from ladderci.source import Source

REVIEWS: Final = "reviews"
_HOME: Final = re.compile(rf"{REVIEWS}/(?P<cycle>[^/]+)/(?P<login>{forms.LOGIN.strip('^$')})\.yaml")
_CONFIRMATIONS: Final = re.compile(rf"{REVIEWS}/[^/]+/confirmations/.*")
_YAML: Final = (".yaml", ".yml")
_MANY: Final = 200
"""Reviews from which a second process pays for its start."""


def reviews_in(paths: Iterable[str]) -> tuple[str, ...]:
    """Return those paths at which a review lies or was meant to lie: any YAML but confirmations."""
    return tuple(path for path in paths if path.lower().endswith(_YAML) and not _CONFIRMATIONS.fullmatch(path))


def is_in_reviews(path: str) -> bool:
    """Return whether a path lies where reviews do, or would on a disk that ignores case."""
    return path.partition("/")[0].casefold() == REVIEWS


def is_confirmation(path: str) -> bool:
    """Return whether a path lies where confirmations do."""
    return bool(_CONFIRMATIONS.fullmatch(path))


def home_of(path: str) -> Home | None:
    """Return what a review's path says of it, or None where reviews do not lie."""
    found = _HOME.fullmatch(path)
    return Home(found["cycle"], found["login"]) if found else None


def is_review(document: Document) -> bool:
    """Return whether a file means to be a review: by where it lies, or by the key that every review begins with."""
    data = document.data
    return home_of(document.file) is not None or (isinstance(data, dict) and "review" in data)


def open_reviews(source: Source, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the paths of every review of every open cycle."""
    return tuple(path for path in open_files(source, rulebook) if not is_confirmation(path))


def cycle_of(path: str) -> str:
    """Return the cycle that a path of a review or of confirmations names, empty where such do not lie there."""
    found = home_of(path) or confirmation_home(path)
    return found.cycle if found else ""


def open_files(source: Source, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the paths of every review of every open cycle, then those of their confirmations.

    A cycle that is unknown or broken counts as open: its reviews may not slip by.
    """
    known = {cycle: rulebook.of_cycle(cycle) for cycle in rulebook.cycles}
    closed = {name for name, cycle in known.items() if cycle and cycle.status == "closed"}
    folders = sorted(filter(is_in_reviews, source.names(""))) or [REVIEWS]
    below = tuple(path for folder in folders for path in source.files(folder))
    found = (*reviews_in(below), *filter(is_confirmation, below))
    return tuple(path for path in found if not (cycle := cycle_of(path)) or cycle not in closed)


def beside(source: Source, paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths in the folders of reviews that are those of the reviews themselves, but perhaps for case."""
    wanted: dict[str, set[str]] = {}
    for path in filter(home_of, paths):
        folder, _, name = path.rpartition("/")
        wanted.setdefault(folder, set()).add(name.casefold())
    for folder, names in sorted(wanted.items()):
        yield from (f"{folder}/{name}" for name in source.names(folder) if name.casefold() in names)


def twins_among(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the paths from which others differ by case alone, each with those others."""
    first: dict[str, str] = {}
    alike: dict[str, set[str]] = {}
    for path in paths:
        earlier = first.setdefault(path.casefold(), path)
        if earlier != path:
            alike.setdefault(earlier, {earlier}).add(path)
    return {path: tuple(sorted(group - {path})) for group in alike.values() for path in group}


def check(  # noqa: PLR0913 - each but the source has a default, which a plain check takes
    source: Source,
    paths: Iterable[str] | None = None,
    *,
    judging: Source | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
    looking: Looking | None = None,
) -> Report:
    """Judge reviews.

    Args:
        source: where the reviews come from.
        paths: the reviews, from the source's root; those of all open cycles where left out.
        judging: where what judges them comes from; the same source where left out.
        workers: how many processes may be used.
        progress: called with how many reviews are judged, and of how many.
        looking: looks at what the reviews cite; nobody does where left out.

    """
    examiner = Examiner(source, Rulebook(judging or source))
    wanted = open_files(source, examiner.rulebook) if paths is None else tuple(dict.fromkeys(paths))
    examiner.prepare(wanted, wanted if paths is None else None)
    if looking:
        examiner.sights = looking(examiner, tuple(path for path in wanted if not is_confirmation(path)))
    findings: list[Finding] = []
    claims = Claims()
    for done, (path, found) in enumerate(zip(wanted, _examine_all(examiner, wanted, workers), strict=True), start=1):
        findings += found.findings
        if found.claims and paths is None:
            claims.add(path, found.claims)
        if progress:
            progress(done, len(wanted))
    findings += _claimed_twice(examiner, claims)
    findings += examiner.rulebook.errors()
    return Report(sum(not is_confirmation(path) for path in wanted), in_order(findings), is_broken(findings))


def _claimed_twice(examiner: Examiner, claims: Claims) -> Iterator[Finding]:
    """Read once more those reviews that claim what others claim too, and yield what is wrong with that."""
    for path in claims.collisions():
        case = examiner.case(path)
        if isinstance(case, Case):
            yield from findings_of_claims(ClaimCase(case, claims))


def is_broken(findings: Iterable[Finding]) -> bool:
    """Return whether something that judges has an error."""
    return any(one.severity is Severity.ERROR and one.file.startswith(f"{FOLDER}/") for one in findings)


def _examine_all(examiner: Examiner, paths: tuple[str, ...], workers: int) -> Iterator[Examined]:
    if workers > 1 and len(paths) >= _MANY:
        from ladderci.app.workers import spread

        return spread(examiner.examination, paths, workers)
    return map(examiner.examination, paths)


class Examined(NamedTuple):
    """What came of judging one file."""

    findings: tuple[Finding, ...]
    claims: array[int] | None = None
    """What the review claims as its subject's work alone (`rules.keys_of`); None where that cannot be known."""


class Examiner:
    """Judges one review after another by one rulebook."""

    def __init__(self, source: Source, rulebook: Rulebook) -> None:
        """Begin with nothing read; what judges is read as it is needed."""
        self.source = source
        self.rulebook = rulebook
        self.sights: Mapping[Target, Sight] | None = None
        """What was seen of what the reviews cite; None where nobody looked."""
        self._witnesses = Witnesses(source, rulebook)
        self._twins: dict[str, tuple[str, ...]] = {}

    def prepare(self, paths: Iterable[str], others: Iterable[str] | None = None) -> None:
        """Read the cycles and policies of these reviews and find their twins; processes that follow share that.

        Args:
            paths: the reviews that are to be judged.
            others: among what to look for twins; what lies in the same folders where left out.

        """
        paths = tuple(paths)
        self._twins = twins_among(beside(self.source, paths) if others is None else others)
        for cycle in sorted({home.cycle if (home := home_of(path)) else "" for path in paths} or {""}):
            self.rulebook.of_cycle(cycle)
            self.rulebook.policy(cycle)

    def examine(self, path: str) -> tuple[Finding, ...]:
        """Return the findings of one file; where what judges it is broken, what is wrong with that."""
        return self.examination(path).findings

    def examination(self, path: str) -> Examined:
        """Judge one review, or one file of confirmations; where what judges it is broken, say what is wrong with that.

        Any YAML where reviews lie counts as a review, but for what lies where confirmations do.
        """
        if is_confirmation(path):
            return Examined(tuple(self._witnesses.findings(path)))
        case = self.case(path)
        if isinstance(case, Case):
            return Examined(tuple(findings_of_review(case)), keys_of(case))
        return Examined((*findings_without_data(case), *(self.rulebook.errors() if case.readable else ())))

    def case(self, path: str) -> Case | Document:
        """Return a review with all that it is judged by; only its document where there is nothing to judge it by."""
        home = home_of(path)
        document = read_file(self.source, path, self.rulebook.limits(home.cycle if home else "").file_bytes)
        if not document.readable:
            return document
        review = load.review(document.data)
        cycle = home.cycle if home else review.cycle
        standard = self.rulebook.standard(self._rubric_for(review, cycle), cycle)
        return document if standard is None else self._case(document, review, standard, home, cycle)

    def _case(self, document: Document, review: Review, standard: Standard, home: Home | None, cycle: str) -> Case:
        refusals = _refusals(standard, document, review)
        case = Case(
            document=document,
            review=review,
            rubric=standard.rubric,
            policy=standard.policy,
            cycle=self.rulebook.of_cycle(cycle),
            home=home,
            refusals=refusals,
            references=_references(standard, review, refusals),
            rubrics=self.rulebook.rubrics(cycle),
            cycles=self.rulebook.cycles,
            twins=self._twins.get(document.file, ()),
            confirmations=self._witnesses.about(review, cycle),
        )
        return case if self.sights is None else self._with_facts(case, self.sights)

    def _with_facts(self, case: Case, sights: Mapping[Target, Sight]) -> Case:
        from ladderci.app.knowing import with_facts

        return with_facts(case, sights, self.rulebook.policy().value or case.policy)

    def _rubric_for(self, review: Review, cycle: str) -> str:
        """Return the rubric that a review names, else the one that was probably meant."""
        known = self.rulebook.rubrics(cycle)
        if review.rubric in known:
            return review.rubric
        found = self.rulebook.of_cycle(cycle)
        person = found.person(review.subject) if found else None
        on_roster = person.rubric if person and person.rubric in known else ""
        return on_roster or nearest(review.rubric, known) or next(iter(known), review.rubric)


def _refusals(standard: Standard, document: Document, review: Review) -> tuple[Refusal, ...]:
    """Return what the shape refuses, without a rubric that is not known: a rule of family 4 says that better."""
    refused = standard.validator.refusals(document.data)
    if refused and review.rubric:
        refused = tuple(one for one in refused if one.path != ("rubric",))
    return settle(refused) if refused else ()


def _references(standard: Standard, review: Review, refusals: tuple[Refusal, ...]) -> tuple[Reference, ...]:
    keys = frozenset(item.key for item in review.work)
    refused = {one.path[:4] for one in refusals}
    read = standard.reader.read
    return tuple([read(citation, keys) for citation in review.citations() if citation.path not in refused])

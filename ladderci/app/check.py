"""Judging reviews: from paths in a source to a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ladderci import forms, load
from ladderci.app.reading import read_file
from ladderci.app.rulebook import FOLDER, Rulebook
from ladderci.model import Report, Severity
from ladderci.rules import Case, Home, findings_of_review, findings_without_data, in_order
from ladderci.rules.nearest import nearest
from ladderci.rules.shape import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ladderci.app.rulebook import Standard
    from ladderci.document import Document
    from ladderci.evidence import Reference
    from ladderci.model import Finding, Review
    from ladderci.schema import Refusal
    from ladderci.source import Source

REVIEWS: Final = "reviews"
_HOME: Final = re.compile(rf"{REVIEWS}/(?P<cycle>[^/]+)/(?P<login>{forms.LOGIN.strip('^$')})\.yaml")
_CONFIRMATIONS: Final = re.compile(rf"{REVIEWS}/[^/]+/confirmations/.*")
_MANY: Final = 200
"""Reviews from which a second process pays for its start."""


def reviews_in(paths: Iterable[str]) -> tuple[str, ...]:
    """Return those paths at which a review lies or was meant to lie: any YAML but confirmations."""
    return tuple(path for path in paths if path.endswith((".yaml", ".yml")) and not _CONFIRMATIONS.fullmatch(path))


def home_of(path: str) -> Home | None:
    """Return what a review's path says of it, or None where reviews do not lie."""
    found = _HOME.fullmatch(path)
    return Home(found["cycle"], found["login"]) if found else None


def open_reviews(source: Source, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the paths of every review of every open cycle.

    A cycle that is unknown or broken counts as open: its reviews may not slip by.
    """
    known = {cycle: rulebook.of_cycle(cycle) for cycle in rulebook.cycles}
    closed = {name for name, cycle in known.items() if cycle and cycle.status == "closed"}
    return tuple(
        path for path in reviews_in(source.files(REVIEWS)) if not (home := home_of(path)) or home.cycle not in closed
    )


def check(
    source: Source,
    paths: Iterable[str] | None = None,
    *,
    judging: Source | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Judge reviews.

    Args:
        source: where the reviews come from.
        paths: the reviews, from the source's root; those of all open cycles where left out.
        judging: where what judges them comes from; the same source where left out.
        workers: how many processes may be used.
        progress: called with how many reviews are judged, and of how many.

    """
    examiner = Examiner(source, Rulebook(judging or source))
    wanted = open_reviews(source, examiner.rulebook) if paths is None else tuple(dict.fromkeys(paths))
    examiner.prepare(wanted)
    findings: list[Finding] = []
    for done, found in enumerate(_examine_all(examiner, wanted, workers), start=1):
        findings += found
        if progress:
            progress(done, len(wanted))
    findings += examiner.rulebook.findings()
    return Report(len(wanted), in_order(findings), is_broken(findings))


def is_broken(findings: Iterable[Finding]) -> bool:
    """Return whether something that judges has an error."""
    return any(one.severity is Severity.ERROR and one.file.startswith(f"{FOLDER}/") for one in findings)


def _examine_all(examiner: Examiner, paths: tuple[str, ...], workers: int) -> Iterator[tuple[Finding, ...]]:
    if workers > 1 and len(paths) >= _MANY:
        from ladderci.app.workers import spread

        return spread(examiner.examine, paths, workers)
    return map(examiner.examine, paths)


class Examiner:
    """Judges one review after another by one rulebook."""

    def __init__(self, source: Source, rulebook: Rulebook) -> None:
        """Begin with nothing read; what judges is read as it is needed."""
        self.source = source
        self.rulebook = rulebook

    def prepare(self, paths: Iterable[str]) -> None:
        """Read the cycles and policies of these reviews, so that processes that follow share them."""
        for cycle in sorted({home.cycle if (home := home_of(path)) else "" for path in paths} or {""}):
            self.rulebook.of_cycle(cycle)
            self.rulebook.policy(cycle)

    def examine(self, path: str) -> tuple[Finding, ...]:
        """Return the findings of one review; where what judges it is broken, what is wrong with that."""
        case = self.case(path)
        if isinstance(case, Case):
            return tuple(findings_of_review(case))
        return (*findings_without_data(case), *(self.rulebook.findings() if case.readable else ()))

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
        return Case(
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
        )

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

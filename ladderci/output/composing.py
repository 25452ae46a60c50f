"""From a review with all that it is judged by to the page that its readers see."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ladderci.comparison import pairs
from ladderci.evidence import reader_of
from ladderci.evidence.testimony import words_of
from ladderci.model import Aim, Place, Span
from ladderci.model.fact import Word
from ladderci.output.facts import brief
from ladderci.output.page import Chapter, Entry, Gap, Item, Open, Page, Part, Source, Step, Toward, Work
from ladderci.output.sentence import attention, period_words, when_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ladderci.comparison import Pair
    from ladderci.evidence import Reference
    from ladderci.evidence.testimony import Heard
    from ladderci.model import (
        Answer,
        Area,
        Citation,
        Expectation,
        Finding,
        Path,
        Policy,
        Rubric,
        Section,
        WorkItem,
    )
    from ladderci.model.fact import Fact
    from ladderci.rules.cases import Case

_LONG: Final = 12
"""With more answers than this, the areas are folded."""
_SAID_ELSEWHERE: Final = frozenset({"missing-rating", "unmet-expectation", "waived-expectation", "uncited-work"})
"""Findings that the page shows in another way."""
_BY_NUMBER: Final = re.compile(r"/(?:pull|issues)/([0-9]+)")
_BY_COMMIT: Final = re.compile(r"/commit/([0-9a-f]{7,64})")


def page_of(
    case: Case,
    references: Mapping[Path, Reference],
    findings: tuple[Finding, ...],
    toward: Rubric | None = None,
) -> Page:
    """Return the page of a review.

    Args:
        case: the review with everything that it is judged by.
        references: what each citation says, by the citation's path; a citation without one is shown as written.
        findings: what the check found in this review.
        toward: another level to hold the review's evidence against.

    """
    builder = _Builder(case, references, findings)
    return replace(builder.page(), toward=builder.toward(toward)) if toward else builder.page()


class _Builder:
    def __init__(self, case: Case, references: Mapping[Path, Reference], findings: tuple[Finding, ...]) -> None:
        self._case = case
        self._references = {**_of_retired(case), **references}
        self._findings = findings

    def page(self) -> Page:
        review, cycle = self._case.review, self._case.cycle
        chapters = tuple(self._chapter(area) for area in self._case.rubric.areas)
        return Page(
            subject=review.subject,
            level=self._case.rubric.title,
            cycle=review.cycle,
            period=period_words(cycle.period) if cycle else "",
            state=review.status,
            attention=attention(self._case, self._findings),
            remarks=self._remarks.get((), ()),
            summary=_said(review.summary),
            chapters=tuple(chapter for chapter in chapters if chapter.parts or chapter.open),
            folded=sum(len(part.answers) for chapter in chapters for part in chapter.parts) > _LONG,
            work=tuple(self._work(item) for item in review.work),
            apart=tuple(self._item(answer) for answer in self._answers_apart()),
            sources=tuple(self._sources()),
        )

    def _chapter(self, area: Area) -> Chapter:
        parts = tuple(part for section in area.sections if (part := self._part(section)).answers)
        given = [item.rating for part in parts for item in part.answers]
        titles = dict.fromkeys(rating.title for rating in self._case.rubric.ratings)
        tally = tuple((title, given.count(title)) for title in titles if title in given)
        unsaid = tuple(each for section in area.sections for each in self._unsaid(section))
        return Chapter(area.icon, area.title, parts, unsaid, tally)

    def _part(self, section: Section) -> Part:
        answers = (self._case.review.answer(each.id) for each in section.expectations)
        return Part(section.title, tuple(self._item(each) for each in answers if each and not each.is_silent))

    def _unsaid(self, section: Section) -> Iterator[Open]:
        for each in section.expectations:
            answer = self._case.review.answer(each.id)
            if answer.is_silent if answer else each.required:
                yield Open(each.id, section.title, each.text, self._case.waived.get(each.id))

    def _answers_apart(self) -> Iterator[Answer]:
        known = self._case.expectations
        yield from (answer for answer in self._case.review.answers if answer.id not in known)
        yield from self._case.review.retired

    def _item(self, answer: Answer) -> Item:
        rating = self._case.rubric.rating(answer.rating)
        return Item(
            id=answer.id,
            text=self._statement(answer.id),
            rating=rating.title if rating else answer.rating.strip(),
            waiver=self._case.waived.get(answer.id),
            story=_said(answer.story),
            reason=_said(answer.reason),
            evidence=tuple(self._entry(citation) for citation in answer.evidence),
            remarks=self._remarks.get(answer.path, ()),
        )

    def _statement(self, name: str) -> str:
        expectation: Expectation | None = self._case.expectations.get(name)
        if expectation:
            return expectation.text
        successor, removal = self._case.rubric.successor(name), self._case.rubric.removal(name)
        return successor.text if successor else removal.was if removal else ""

    def _work(self, item: WorkItem) -> Work:
        return Work(
            key=item.key,
            title=_title(item),
            when=when_words(_said(item.when)),
            story=_said(item.story),
            evidence=tuple(self._entry(citation) for citation in item.evidence),
            remarks=self._remarks.get(item.path, ()),
        )

    def _entry(self, citation: Citation) -> Entry:
        item = self._case.review.item(citation.link) if citation.path[0] != "work" else None
        if item is None:
            return self._thing(citation)
        parts = tuple(self._thing(each) for each in item.evidence)
        return Entry(_title(item), when=when_words(item.when), note=_said(citation.note), parts=parts)

    def _thing(self, citation: Citation) -> Entry:
        reference = self._references.get(citation.path)
        kind = _said(_kind_words(citation, reference, self._case.policy))
        url = reference.url if reference and reference.kinds else ""
        text = _link_words(reference) if reference and url else citation.link.strip()
        fact = self._facts.get(citation.path)
        return Entry(
            text=text or kind or "Testimony",
            url=url,
            kind=kind if text else "",
            when=when_words(_said(citation.when)),
            note=_said(citation.note),
            title=fact.title if fact else "",
            standing=brief(fact) if fact else self._word(citation),
        )

    def _word(self, citation: Citation) -> str:
        """Return what the word of a witness is worth; empty for what is no testimony."""
        witness = "" if citation.link else _said(citation.witness)
        heard = self._heard.get((str(citation.path[1]), witness.lower()))
        if not witness or heard is None:
            return f"unconfirmed: {witness} can confirm it" if witness else ""
        note = f": {heard.note}" if _said(heard.note) else ""
        match heard.word:
            case Word.CONFIRMED:
                return f"confirmed by {witness}{note}"
            case Word.DECLINED:
                return f"declined by {witness}{note}"
            case Word.UNCONFIRMED:
                since = ", edited since it was answered" if heard.is_edited else ""
                return f"unconfirmed{since}: {witness} can confirm it"

    @cached_property
    def _heard(self) -> dict[tuple[str, str], Heard]:
        """What witnesses say, by work item and witness in lower case."""
        if self._case.cycle is None:
            return {}
        heard = words_of(self._case.review, self._case.cycle, self._case.confirmations)
        return {(one.testimony.item.key, one.testimony.witness.lower()): one for one in heard}

    @cached_property
    def _facts(self) -> dict[Path, Fact]:
        return {fact.path: fact for fact in self._case.facts}

    @cached_property
    def _remarks(self) -> dict[Path, tuple[str, ...]]:
        """What the check says, by the work item or answer in which it stands; under `()` what stands in none."""
        review = self._case.review
        holders: tuple[WorkItem | Answer, ...] = (*review.work, *review.answers, *review.retired)
        spans = {holder.path: self._span(holder.path) for holder in holders}
        remarks: dict[Path, list[str]] = {}
        for finding in self._findings:
            if finding.name not in _SAID_ELSEWHERE:
                at = finding.span.start
                path = next((path for path, span in spans.items() if span.start <= at < span.end), ())
                remarks.setdefault(path, []).append(_remark(finding, path))
        return {path: tuple(dict.fromkeys(messages)) for path, messages in remarks.items()}

    def _span(self, path: Path) -> Span:
        document = self._case.document
        return Span(document.span(Place(path, Aim.KEY)).start, document.span(Place(path)).end)

    def toward(self, rubric: Rubric) -> Toward:
        """Return what another level asks beyond this one, with what the review cites for it through shared ids."""
        found = tuple(pair for pair in pairs(self._case.rubric, rubric) if not pair.is_merged)
        titles = {one.id: section.title for section in rubric.sections() for one in section.expectations}
        asked = (pair for pair in found if pair.after and (pair.before is None or pair.is_reworded))
        steps = tuple(self._step(pair, pair.after, titles) for pair in asked if pair.after)
        return Toward(
            level=rubric.title,
            same=sum(bool(pair.before and pair.after) and not pair.is_reworded for pair in found),
            spoken=tuple(step for step in steps if step.evidence),
            unspoken=tuple(_gaps(step for step in steps if not step.evidence)),
        )

    def _step(self, pair: Pair, asked: Expectation, titles: Mapping[str, str]) -> Step:
        ids = {asked.id, pair.was_id, *asked.replaces}
        review = self._case.review
        cited = (
            citation
            for answer in (*review.answers, *review.retired)
            if answer.id in ids
            for citation in answer.evidence
        )
        return Step(asked.id, titles[asked.id], asked.text, pair.was, tuple(map(self._entry, cited)))

    def _sources(self) -> Iterator[Source]:
        """Yield each thing once, by its canonical identity, in the order in which it first occurs."""
        entries: dict[object, Entry] = {}
        places: dict[object, list[str]] = {}
        for place, citation in self._cited():
            reference = self._references.get(citation.path)
            identity: object = (reference.identity if reference else citation.link).strip() or citation.path
            entries.setdefault(identity, self._thing(citation))
            places.setdefault(identity, []).append(place)
        for identity, entry in entries.items():
            yield Source(entry, tuple(dict.fromkeys(places[identity])))

    def _cited(self) -> Iterator[tuple[str, Citation]]:
        review = self._case.review
        for item in review.work:
            yield from ((_title(item), citation) for citation in item.evidence)
        for answer in review.answers:
            place = self._short_name(answer.id)
            yield from ((place, citation) for citation in answer.evidence if not review.item(citation.link))

    def _short_name(self, expectation: str) -> str:
        """Return an expectation's place in few words: `Ownership: keep commitments`."""
        parent, _, key = expectation.rpartition(".")
        title = next((section.title for section in self._case.rubric.sections() if section.id == parent), "")
        return f"{title}: {key.replace('-', ' ')}" if title else expectation


def _of_retired(case: Case) -> dict[Path, Reference]:
    """Return what the citations of retired answers say: they are not judged, and shown like all others."""
    keys = frozenset(item.key for item in case.review.work)
    citations = [citation for answer in case.review.retired for citation in answer.evidence]
    read = reader_of(case.policy).read
    return {citation.path: read(citation, keys) for citation in citations}


def _gaps(steps: Iterable[Step]) -> Iterator[Gap]:
    for section, members in groupby(steps, key=lambda step: step.section):
        yield Gap(section, tuple(members))


def _said(text: str) -> str:
    """Return a text, or nothing where there is nothing to read in it."""
    return text if text.strip() else ""


def _title(item: WorkItem) -> str:
    return _said(item.title) or item.key


def _remark(finding: Finding, path: Path) -> str:
    """Return what a finding says, without the name of what it is shown under."""
    if not path:
        return finding.message
    return finding.message.removeprefix(f"`{path[-1]}` ").removeprefix("is ")


def _kind_words(citation: Citation, reference: Reference | None, policy: Policy) -> str:
    names = (reference.kinds if reference else ()) or ((citation.kind,) if citation.kind else ())
    titles = [kind.title if (kind := policy.kind(name)) else name for name in names]
    return " or ".join([*titles[:1], *(title.lower() for title in titles[1:])])


def _link_words(reference: Reference) -> str:
    """Return what a link says: GitHub's short form where it has one, else the address without its scheme."""
    rest = reference.url.removeprefix(f"https://{reference.host}/{reference.repository}")
    if reference.repository and (numbered := _BY_NUMBER.fullmatch(rest)):
        return f"{reference.repository}#{numbered[1]}"
    if reference.repository and (commit := _BY_COMMIT.fullmatch(rest)):
        return f"{reference.repository}@{commit[1][:7]}"
    return reference.url.partition("://")[2] or reference.url

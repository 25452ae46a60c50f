"""What a manager reads of a review: a model of the page, without any format's signs in it.

Every text stands here as it was written; what makes a document of the page escapes it for its own destination. No page
counts answers against a total: a ladder is not a checklist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ladderci.evidence.testimony import words_of
from ladderci.model import Aim, Place, Span
from ladderci.model.fact import Word
from ladderci.output.facts import brief
from ladderci.output.sentence import attention, period_words, when_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ladderci.evidence import Reference
    from ladderci.evidence.testimony import Heard
    from ladderci.model import Answer, Area, Citation, Expectation, Finding, Path, Policy, Section, WorkItem
    from ladderci.model.fact import Fact
    from ladderci.rules.cases import Case

_LONG: Final = 12
"""With more answers than this, the areas are folded."""
_SAID_ELSEWHERE: Final = frozenset({"missing-rating", "unmet-expectation", "waived-expectation", "uncited-work"})
"""Findings that the page shows in another way."""
_BY_NUMBER: Final = re.compile(r"/(?:pull|issues)/([0-9]+)")
_BY_COMMIT: Final = re.compile(r"/commit/([0-9a-f]{7,64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of evidence as it is shown."""

    text: str
    """The words of its link, a work item's title, or what kind of testimony it is."""
    url: str = ""
    """Where it can be opened; empty where nothing recognised it, and for what has no address."""
    kind: str = ""
    when: str = ""
    note: str = ""
    title: str = ""
    """What it is called where it lies, where somebody looked and the policy lets it be shown."""
    standing: str = ""
    """What is known of it: `confirmed as author, merged on 3 August 2026`, `unconfirmed: grace can confirm it`."""
    parts: tuple[Entry, ...] = ()
    """For a work item: what it stands for."""


@dataclass(frozen=True, slots=True)
class Item:
    """An answer as it is shown."""

    id: str
    text: str
    """The expectation's statement; empty where the ladder has none."""
    rating: str = ""
    """The rating's title, or the word that was written where the ladder has no such rating."""
    waiver: str | None = None
    """Why the roster waives it; None where it does not."""
    story: str = ""
    reason: str = ""
    evidence: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the check says about it."""


@dataclass(frozen=True, slots=True)
class Open:
    """An expectation that is required, or was picked, and has no answer yet."""

    id: str
    section: str
    """Its section's title."""
    text: str
    waiver: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the ladder with its answers."""

    title: str
    answers: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """An area of the ladder with what the review says to it."""

    icon: str
    title: str
    parts: tuple[Part, ...]
    """The sections that have an answer."""
    open: tuple[Open, ...]
    tally: tuple[tuple[str, int], ...]
    """How often each rating was given, best first."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work item as it is shown."""

    key: str
    title: str
    """Its key where it has none yet."""
    when: str
    story: str
    evidence: tuple[Entry, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of evidence in the list of all, with where it is cited."""

    entry: Entry
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A review as a person reads it, in the order in which they do."""

    subject: str
    level: str
    cycle: str
    period: str
    """In words; empty where the cycle is not known."""
    state: str
    attention: str
    """What still needs attention, in one sentence."""
    remarks: tuple[str, ...]
    """What the check says about the review as a whole."""
    summary: str
    chapters: tuple[Chapter, ...]
    folded: bool
    """Whether there is so much that areas are better opened one by one."""
    work: tuple[Work, ...]
    apart: tuple[Item, ...]
    """Answers to what this ladder does not have, or no more."""
    sources: tuple[Source, ...]


def page(case: Case, references: Mapping[Path, Reference], findings: tuple[Finding, ...]) -> Page:
    """Return the page of a review.

    Args:
        case: the review with everything that it is judged by.
        references: what each citation says, by the citation's path; a citation without one is shown as written.
        findings: what the check found in this review.

    """
    return _Builder(case, references, findings).page()


class _Builder:
    def __init__(self, case: Case, references: Mapping[Path, Reference], findings: tuple[Finding, ...]) -> None:
        self._case = case
        self._references = references
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
        return next((gone.was for gone in self._case.rubric.removed if gone.id == name), "")

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

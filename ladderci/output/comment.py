"""The comment on a pull request, and the run's summary: the same sections, under two limits of size.

Everything that somebody wrote goes through the escape of `markdown.py`. What is too long is cut from the end, by whole
sections, and each cut is named.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final
from urllib.parse import quote as percent_encoded

from ladderci.model import Holder, Severity
from ladderci.output.markdown import inline
from ladderci.output.rendering import render
from ladderci.output.wording import WEIGHTS, amount, amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ladderci.model import Changes, Citation, Effect, Event, EvidenceChange, Finding, Report, TextEdit
    from ladderci.output.page import Page

MARKER: Final = "<!-- ladderci -->"
"""The comment's first line, by which it is found again, together with its author."""
COMMENT_BYTES: Final = 60_000
"""GitHub takes 65,536 characters; the rest is for what it adds."""
SUMMARY_BYTES: Final = 1_000_000
"""GitHub takes a mebibyte of a step's summary."""
_NOTE_BYTES: Final = 4_000
"""What is kept free to name what was left out, where anything is."""
_MOST_FINDINGS: Final = 50
"""Findings of a review that are named one by one; beyond that a list is no help."""
_HEADING: Final = re.compile("^(?=#{1,5} )", re.MULTILINE)
"""A heading of a page: no text on it can begin with one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One changed review as the comment shows it."""

    path: str
    findings: tuple[Finding, ...]
    page: Page | None = None
    """None where the review cannot be read."""
    since_base: Changes | None = None
    since_push: Changes | None = None
    """None where what was there before cannot be reached."""
    text: str = ""
    """The page as the repository's own template shows it; empty where the built-in one is to."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What judging a pull request came to."""

    event: Event
    report: Report
    visibility: str
    subjects: tuple[Subject, ...] = ()
    other_findings: tuple[Finding, ...] = ()
    """Findings about no single review: about what judges, or the pull request as a whole."""
    effects: tuple[Effect, ...] | None = None
    """None where nothing that judges is changed."""


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    """As Markdown: what somebody wrote in it is escaped already."""
    text: str


def comment(judgement: Judgement) -> str:
    """Return the comment's body, empty where the policy shows nothing."""
    return _within(judgement, COMMENT_BYTES, "the whole is in the run's summary")


def step_summary(judgement: Judgement) -> str:
    """Return the run's summary, empty where the policy shows nothing."""
    return _within(judgement, SUMMARY_BYTES, "it is too long for GitHub")


def _within(judgement: Judgement, limit: int, elsewhere: str) -> str:
    if judgement.visibility == "none":
        return ""
    head = f"{MARKER}\n{_verdict(judgement)}"
    sections = list(_sections(judgement)) if judgement.visibility == "full" else [_counts(judgement)]
    ends = list(accumulate(len(f"\n\n{section.text}".encode()) for section in sections))
    room = limit - len(f"{head}\n".encode())
    fits = not ends or ends[-1] <= room
    kept = len(sections) if fits else bisect_right(ends, room - _NOTE_BYTES)
    note = [] if fits else [_left_out([section.title for section in sections[kept:]], elsewhere)]
    return "\n\n".join([head, *(section.text for section in sections[:kept]), *note]) + "\n"


def _left_out(titles: Sequence[str], elsewhere: str) -> str:
    """Name what was cut, as far as there is room for names."""
    head = f"Left out for its length ({elsewhere}): "
    ends = list(accumulate(len(f"; {title}".encode()) for title in titles))
    named = bisect_right(ends, _NOTE_BYTES - len(head) - len("\n\n__; 1000000 more sections."))
    rest = [amount(len(titles) - named, "more section")] if named < len(titles) else []
    return f"_{head}{'; '.join([*titles[:named], *rest])}._"


def _verdict(judgement: Judgement) -> str:
    """Return the verdict in one sentence that a person would say."""
    report, reviews = judgement.report, judgement.subjects
    errors, warnings = report.errors, report.count(Severity.WARNING)
    what = "This pull request" if len(reviews) != 1 else "This review"
    if report.broken:
        return "**Nothing could be judged: a rubric, policy or cycle on the base is broken.**"
    if errors:
        return f"**{what} does not pass yet: {amount(errors, 'thing')} to mend.**"
    if report.unverified:
        return "**Nothing is wrong here, but some of the evidence could not be verified, which the policy asks for.**"
    if warnings:
        return f"**{what} passes, and {amount(warnings, 'thing')} could still do with a look.**"
    if not reviews and judgement.effects is None:
        return "**No review is changed here, so there is nothing to judge.**"
    return f"**{what} passes, and nothing is left to do.**"


def _counts(judgement: Judgement) -> _Section:
    """Return how often each finding was made: no text, no title, no line of anybody's."""
    names: dict[tuple[str, str], int] = {}
    for finding in judgement.report.findings:
        key = (finding.severity.value, f"{finding.code} {finding.name}")
        names[key] = names.get(key, 0) + 1
    rows = [f"- {severity}: {name}, {number} ×" for (severity, name), number in sorted(names.items())]
    return _Section("Findings", "\n".join([f"{amount(len(judgement.subjects), 'review')} judged.", "", *rows]))


def _sections(judgement: Judgement) -> Iterator[_Section]:
    """Yield the sections of a comment in the order in which they are read, the most dispensable last."""
    yield from _needs_attention(judgement)
    if judgement.effects is not None:
        yield _Section("What the change would do", "\n".join(_effects(judgement.effects)))
    yield from _of_each(judgement.subjects, _what_changed)
    yield from _of_each(judgement.subjects, _page_sections)


def _of_each(subjects: Sequence[Subject], make: Callable[[Subject], Iterator[_Section]]) -> Iterator[_Section]:
    """Yield the sections of each review, with its path in their titles where there are several reviews."""
    for subject in subjects:
        of = f" of {inline(subject.path)}" if len(subjects) > 1 else ""
        yield from (replace(section, title=f"{section.title}{of}") for section in make(subject))


def _needs_attention(judgement: Judgement) -> Iterator[_Section]:
    """Yield a section for each that has findings, with one heading over them all."""

    def of(findings: Iterable[Finding], what: str) -> Iterator[_Section]:
        if lines := "\n".join(_attention(findings, judgement.event, what)):
            yield _Section("What needs attention", lines)

    parts = [
        *of(judgement.other_findings, "This pull request"),
        *_of_each(judgement.subjects, lambda subject: of(subject.findings, subject.path)),
    ]
    headings = ["### What needs attention\n\n", *[""] * len(parts)]
    yield from (replace(part, text=heading + part.text) for heading, part in zip(headings, parts, strict=False))


def _what_changed(subject: Subject) -> Iterator[_Section]:
    if subject.since_base is not None:
        title = "What this pull request changes"
        yield _Section(title, "\n".join(_changes(subject.since_base, title, subject.path)))
    if subject.since_push is not None and not subject.since_push.is_empty:
        title = "What changed since the last push"
        yield _Section(title, "\n".join(_changes(subject.since_push, title, subject.path)))


def _attention(findings: Iterable[Finding], event: Event, path: str) -> Iterator[str]:
    """Yield a line for each finding, worst first, with a link to its line in the head's file."""
    worst_first = sorted(findings, key=lambda finding: (WEIGHTS.index(finding.severity), finding.order))
    if not worst_first:
        return
    yield f"{inline(path)}: {amounts(worst_first)}"
    yield ""
    for finding in worst_first[:_MOST_FINDINGS]:
        cure = f"<br>{inline(finding.help)}" if finding.help else ""
        where = ", ".join([*_where(finding, event, path), finding.code])
        yield f"- **{finding.severity.value}** {inline(finding.message)} ({where}){cure}"
    if len(worst_first) > _MOST_FINDINGS:
        yield f"- and {amount(len(worst_first) - _MOST_FINDINGS, 'more finding')}"


def _where(finding: Finding, event: Event, path: str) -> Iterator[str]:
    """Yield the file, unless it is the one spoken of, and the line; a finding about no line may be about no file."""
    name = [inline(finding.file)] if finding.file != path else []
    if finding.span.start == finding.span.end:
        yield from filter(None, name)
        return
    line = finding.span.start.line
    yield f"[{', '.join([*name, f'line {line}'])}]({_blob(event, finding.file, line)})"


def _blob(event: Event, path: str, line: int) -> str:
    repository = event.head_repository or event.repository
    return f"{event.server}/{repository}/blob/{event.head}/{percent_encoded(path, errors='replace')}?plain=1#L{line}"


def _changes(changes: Changes, title: str, path: str) -> Iterator[str]:
    yield from (f"### {title}", "", f"In {inline(path)}:", "")
    if changes.is_new or changes.is_empty:
        yield "- a new review" if changes.is_new else "- nothing in its meaning"
        return
    if changes.status:
        before, after = (inline(status) or "none" for status in changes.status)
        yield f"- status: {before} → {after}"
    for move in changes.ratings:
        before, after = (inline(rating) or "no rating" for rating in (move.before, move.after))
        yield f"- {inline(move.expectation)}: {before} → {after}"
    yield from (f"- {_evidence_words(change)}" for change in changes.evidence)
    yield from (f"- {_text_words(edit)}" for edit in changes.texts)
    yield from (f"- work item {inline(key)} added" for key in changes.work_added)
    yield from (f"- work item {inline(key)} removed" for key in changes.work_removed)


def _evidence_words(change: EvidenceChange) -> str:
    added = [f"added {_citation_words(citation)}" for citation in change.added]
    removed = [f"removed {_citation_words(citation)}" for citation in change.removed]
    return f"evidence of {inline(change.key)}: {', '.join([*added, *removed])}"


def _citation_words(citation: Citation) -> str:
    """Return a link without its scheme, or what kind of testimony it is and whose."""
    if citation.link.strip():
        return inline(citation.link.strip().removeprefix("https://"))
    witness = f" from {inline(citation.witness)}" if citation.witness.strip() else ""
    return (inline(citation.kind) or "testimony") + witness


def _text_words(edit: TextEdit) -> str:
    was, now = bool(edit.before.strip()), bool(edit.after.strip())
    verb = "edited" if was and now else "written" if now else "removed"
    if edit.holder is Holder.SUMMARY:
        return f"the summary {verb}"
    return f"{inline(edit.field)} of {inline(edit.key)} {verb}"


def _effects(effects: tuple[Effect, ...]) -> Iterator[str]:
    yield "### What the change would do to open reviews"
    yield ""
    if not effects:
        yield "Nothing: every open review would be judged as it is now."
    for effect in effects:
        when = ", once its cycle's copies are brought up to the change" if effect.is_after_repin else ""
        yield f"- {inline(effect.path)}{when}"
        for sign, findings in (("would gain", effect.gained), ("would lose", effect.lost)):
            yield from (f"  - {sign}: **{one.severity.value}** {inline(one.message)} ({one.code})" for one in findings)


def _page_sections(subject: Subject) -> Iterator[_Section]:
    """Yield a review's page, its areas folded and its headings under ours, taken apart at its areas."""
    if subject.page is None:
        return
    text = _HEADING.sub("#", subject.text or render(folded(subject.page)))
    for part in _parts(text):
        # A template of the repository's own may write into a heading what would not be at home in a list of headings.
        title = "" if subject.text else part.partition("\n")[0].lstrip("#").strip()
        yield _Section(title or "a part of the page", part.strip("\n"))


def folded(page: Page) -> Page:
    """Return the page as the comment shows it: its areas are opened one by one."""
    return replace(page, folded=True)


def _parts(text: str) -> Iterator[str]:
    """Yield a page from one heading to the next, with what is folded in one piece."""
    held: list[str] = []
    open_ones = 0
    for part in re.split("\n(?=### )", text):
        held.append(part)
        open_ones += part.count("<details") - part.count("</details")
        if open_ones <= 0:
            yield "\n".join(held)
            held, open_ones = [], 0
    if held:
        yield "\n".join(held)

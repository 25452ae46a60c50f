"""Testimony: what its digest stands for, what a witness's answer is worth, and whose file of answers counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ladderci import document, load, schema
from ladderci.evidence import reader_of
from ladderci.evidence.testimony import DIGITS, digest, words_of
from ladderci.evidence.testimony import testimonies as named_in
from ladderci.model import Answer, Citation, Cycle, Period, Person, Review, Severity, WorkItem
from ladderci.model.fact import Confirmation, Word
from ladderci.rules import (
    Case,
    ConfirmationCase,
    Home,
    confirmation_home,
    findings_of_confirmations,
    findings_of_file,
    findings_of_review,
)
from ladderci.text import same_words
from tests.workspace import shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from ladderci.model import Finding, Rubric

CYCLE: Final = Cycle(
    "2026-h2",
    "open",
    Period(date(2026, 7, 1), date(2026, 12, 31)),
    date(2027, 1, 15),
    (Person("ada-quill"), Person("grace-osei"), Person("linus-m")),
)
BODY: Final = """\
cycle: 2026-h2
subject: ada-quill
status: submitted
work:
  interviewing:
    title: Interviewed eleven candidates
    when: 2026-10
    story: |
      Eleven interviews, and a new guide
      for those who come after me.
    evidence:
      - {kind: feedback, from: grace-osei, when: 2026-10-14, note: saw five of them}
      - {kind: event, from: linus-m, when: 2026-10-20}
      - acme/hiring#4
expectations:
  culture.people.interview: {rating: meets, evidence: [interviewing]}
"""


def review_of(text: str = BODY) -> Review:
    return load.review(document.read("reviews/2026-h2/ada-quill.yaml", text.encode()).data)


def digest_of(text: str = BODY, witness: str = "grace-osei") -> str:
    review = review_of(text)
    return digest(review.subject, "2026-h2", review.work[0], witness)


def answered(*, confirmed: bool = True, note: str = "", read: str = BODY, witness: str = "grace-osei") -> Confirmation:
    return Confirmation(witness, "ada-quill", "interviewing", confirmed, digest_of(read), note)


def findings(*answers: Confirmation, text: str = BODY, rubric: Rubric | None = None) -> list[Finding]:
    read = document.read("reviews/2026-h2/ada-quill.yaml", text.encode())
    review = load.review(read.data)
    references = tuple(reader_of(shipped_policy()).read(one, {"interviewing"}) for one in review.citations())
    rubric = rubric or shipped_rubric()
    case = Case(read, review, rubric, shipped_policy(), CYCLE, references=references, confirmations=answers)
    told = [one for one in findings_of_review(case) if one.code in {"LC312", "LC320", "LC321"}]
    return sorted(told, key=lambda one: one.order)


# --- the digest -----------------------------------------------------------------------------------------------------


def test_a_digest_is_what_the_files_of_confirmations_hold() -> None:
    found = digest_of()
    text = f"{FILE}    other: {{confirmed: true, digest: '{found}'}}\n"
    read = document.read("reviews/2026-h2/confirmations/g.yaml", text.encode())
    assert list(findings_of_file(read, schema.validator("confirmations"))) == []
    assert len(found) == DIGITS


def test_a_digest_never_changes_from_one_version_of_the_tool_to_the_next() -> None:
    assert digest_of() == "e535778d2adcd4a906929ff158fc5617"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ada-quill", "Ada-Quill"),
        ("grace-osei", "Grace-Osei"),
        ("guide\n      for", "guide for"),
        ("story: |", "story: >-"),
        ("note: saw five of them", "note: 'saw  five of them '"),
        ("- acme/hiring#4", "- acme/hiring#5"),
        ("from: linus-m", "from: mira-velde"),
        ("status: submitted", "status: draft"),
        ("rating: meets", "rating: exceeds"),
        ("\n", "\r\n"),
    ],
)
def test_what_a_witness_does_not_read_or_would_read_alike_changes_nothing(old: str, new: str) -> None:
    assert old in BODY
    assert digest_of(BODY.replace(old, new)) == digest_of()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("eleven candidates", "twelve candidates"),
        ("Eleven interviews", "Twelve interviews"),
        ("when: 2026-10\n", "when: 2026-11\n"),
        ("2026-10-14", "2026-10-15"),
        ("five", "six"),
        ("kind: feedback", "kind: event"),
        ("subject: ada-quill", "subject: bo-tanaka"),
        ("  interviewing:", "  interviews:"),
        ("from: linus-m", "from: grace-osei"),
    ],
)
def test_what_a_witness_reads_changes_it(old: str, new: str) -> None:
    assert old in BODY
    assert digest_of(BODY.replace(old, new)) != digest_of()


def test_each_witness_of_an_item_reads_something_else() -> None:
    assert digest_of(witness="grace-osei") != digest_of(witness="linus-m")
    assert digest_of(BODY.replace("2026-10-20", "2026-10-21")) == digest_of()


WORDS: Final = st.text(st.sampled_from("ab \n\t,.é'\"[]{}\x1f1"), max_size=8)
CITATIONS: Final = st.builds(
    Citation, st.just(()), st.sampled_from(["", "acme/x#1"]), WORDS, st.sampled_from(["grace", "bo"]), WORDS, WORDS
)
ITEMS: Final = st.builds(WorkItem, WORDS, WORDS, WORDS, WORDS, st.lists(CITATIONS, max_size=3).map(tuple))


def read_by_grace(subject: str, cycle: str, item: WorkItem) -> object:
    """Return what the witness reads, in the words of the promise and not of the code."""
    own = [one for one in item.evidence if one.witness == "grace" and not one.link]
    entries = sorted(tuple(same_words(text) for text in (one.kind, one.when, one.note)) for one in own)
    texts = (item.key, item.title, item.when, item.story)
    return (same_words(subject), same_words(cycle), tuple(same_words(text) for text in texts), entries)


@given(WORDS, WORDS, ITEMS, WORDS, WORDS, ITEMS)
def test_two_digests_are_equal_when_the_same_is_read_and_only_then(  # noqa: PLR0913, PLR0917 (two reviews)
    subject: str, cycle: str, item: WorkItem, other_subject: str, other_cycle: str, other: WorkItem
) -> None:
    alike = read_by_grace(subject, cycle, item) == read_by_grace(other_subject, other_cycle, other)
    assert (digest(subject, cycle, item, "grace") == digest(other_subject, other_cycle, other, "grace")) == alike


FIELDS: Final = ("key", "title", "when", "story", "kind", "dated", "note")


def edited(item: WorkItem, field: str, at: int, character: str) -> WorkItem:
    """Return an item with one character of one field replaced, put in or taken out."""

    def edit(text: str) -> str:
        place = at % (len(text) + 1)
        return text[:place] + character + text[place + (at % 2) :]

    if field in {"key", "title", "when", "story"}:
        return WorkItem(**(item._asdict() | {field: edit(getattr(item, field))}))
    name = {"kind": "kind", "dated": "when", "note": "note"}[field]
    first, *rest = item.evidence
    return item._replace(evidence=(Citation(**(first._asdict() | {name: edit(getattr(first, name))})), *rest))


@given(ITEMS, st.sampled_from(FIELDS), st.integers(0, 20), st.sampled_from(["", "z", "\0", "é"]))
def test_one_character_of_testimony_is_enough(item: WorkItem, field: str, at: int, character: str) -> None:
    own = Citation((), "", "feedback", "grace", "2026-10", "saw it", plain=False)
    item = item._replace(evidence=(own, *item.evidence))
    newer = edited(item, field, at, character)
    assume(read_by_grace("ada", "c", newer) != read_by_grace("ada", "c", item))
    assert digest("ada", "c", newer, "grace") != digest("ada", "c", item, "grace")


OTHERS: Final = st.lists(CITATIONS.filter(lambda one: bool(one.link) or one.witness != "grace"), max_size=3)


@given(ITEMS, OTHERS, WORDS, WORDS, st.lists(ITEMS, max_size=2))
def test_whatever_else_is_edited_changes_nothing(
    item: WorkItem, others: list[Citation], summary: str, note: str, more: list[WorkItem]
) -> None:
    own = Citation((), "", "feedback", "grace", "2026-10", "saw it", plain=False)
    item = item._replace(key="x", evidence=(own,))
    newer = Review(
        subject="ada",
        summary=summary,
        status=note,
        work=(item._replace(evidence=(*others, own)), *(one for one in more if one.key != "x")),
        answers=(Answer("a.b.c", (), story=note),),
    )
    older = Review(subject="ada", work=(item,))
    answer = Confirmation("grace", "ada", "x", confirmed=True, digest=digest("ada", "2026-h2", item, "grace"))
    anyone = replace(CYCLE, people=())
    for review in (older, newer):
        heard = {(one.testimony.item.key, one.testimony.witness): one for one in words_of(review, anyone, [answer])}
        assert heard["x", "grace"].word is Word.CONFIRMED


# --- what an answer is worth ----------------------------------------------------------------------------------------


def test_testimony_is_told_by_work_item_and_witness() -> None:
    told = named_in(review_of(BODY.replace("linus-m", "Grace-Osei")))
    assert [(one.item.key, one.witness, len(one.citations)) for one in told] == [("interviewing", "grace-osei", 2)]


def test_an_answer_counts_for_what_was_read() -> None:
    edited_since = BODY.replace("five", "six")
    for confirmed, word in ((True, Word.CONFIRMED), (False, Word.DECLINED)):
        answer = answered(confirmed=confirmed, note="well told")
        first, second = words_of(review_of(), CYCLE, [answer])
        assert (first.word, first.note, first.is_edited) == (word, "well told", False)
        assert (second.word, second.is_edited) == (Word.UNCONFIRMED, False)
        again = words_of(review_of(edited_since), CYCLE, [answer])[0]
        assert (again.word, again.note, again.is_edited) == (Word.UNCONFIRMED, "", True)


@pytest.mark.parametrize(
    "answer",
    [
        answered()._replace(witness="linus-m"),
        answered()._replace(subject="bo-tanaka"),
        answered()._replace(key="interviews"),
    ],
)
def test_an_answer_counts_for_its_witness_subject_and_item_only(answer: Confirmation) -> None:
    assert words_of(review_of(), CYCLE, [answer])[0].word is Word.UNCONFIRMED


def test_only_somebody_else_on_the_roster_can_confirm() -> None:
    elsewhere = replace(CYCLE, people=(Person("ada-quill"),))
    assert words_of(review_of(), elsewhere, [answered()])[0].word is Word.UNCONFIRMED
    assert words_of(review_of(), replace(CYCLE, people=()), [answered()])[0].word is Word.CONFIRMED
    own = BODY.replace("from: grace-osei", "from: ada-quill")
    mine = answered(witness="ada-quill")._replace(digest=digest_of(own, "ada-quill"))
    assert words_of(review_of(own), CYCLE, [mine])[0].word is Word.UNCONFIRMED


# --- what is said of it ---------------------------------------------------------------------------------------------

OF_LINUS: Final = "the testimony of `linus-m` on `interviewing` is not confirmed"


def test_testimony_without_an_answer_names_whom_to_ask() -> None:
    first, second = findings()
    assert (first.code, first.severity, first.source.strip()[:25]) == (
        "LC320",
        Severity.WARNING,
        "- {kind: feedback, from: ",
    )
    assert first.message == "the testimony of `grace-osei` on `interviewing` is not confirmed"
    assert first.help == "ask grace-osei to run `ladderci evidence confirm ada-quill interviewing`"
    assert second.message == OF_LINUS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("subject: ada-quill", "subject: 'ada; curl evil|sh #'"),
        ("  interviewing:\n", "  'x; curl evil|sh #':\n"),
        ("interviewing:\n", '"interviewing\\n":\n'),
    ],
)
def test_no_command_is_made_of_what_is_no_login_and_no_key(old: str, new: str) -> None:
    told = [one for one in findings(text=BODY.partition("expectations:")[0].replace(old, new)) if one.code == "LC320"]
    assert told
    assert not any("`" in one.help or "curl" in one.help for one in told)


def test_confirmed_testimony_needs_no_word_and_edited_testimony_is_open_again() -> None:
    (other,) = findings(answered())
    assert other.message == OF_LINUS
    first, _ = findings(answered(), text=BODY.replace("five", "six"))
    assert first.message == "the testimony of `grace-osei` on `interviewing` was edited since they answered"
    assert "read it again" in first.help


def test_declined_testimony_is_an_error_that_says_what_the_witness_says() -> None:
    declined, _ = findings(answered(confirmed=False, note="it was\nfour"))
    assert (declined.code, declined.severity) == ("LC321", Severity.ERROR)
    assert (
        declined.message == "`grace-osei` does not confirm their testimony on `interviewing`, and says: `it was four`"
    )
    draft = BODY.replace("status: submitted", "status: draft")
    declined, unconfirmed = findings(answered(confirmed=False), text=draft)
    assert (declined.severity, unconfirmed.severity) == (Severity.WARNING, Severity.NOTE)


def test_a_witness_who_cannot_confirm_is_told_once() -> None:
    told = findings(answered(), text=BODY.replace("linus-m", "nobody-here"))
    assert [one.code for one in told] == ["LC312"]


def test_several_entries_of_one_witness_are_one_finding() -> None:
    (told,) = findings(text=BODY.replace("linus-m", "grace-osei"))
    assert (told.code, len(told.related)) == ("LC320", 1)


def test_an_expectation_that_needs_somebodys_word_is_named() -> None:
    area, *_ = shipped_rubric().areas
    section = area.sections[0]
    spoken = replace(section.expectations[0], accepts=("event", "feedback"))
    rubric = replace(shipped_rubric(), areas=(replace(area, sections=(replace(section, expectations=(spoken,)),)),))
    told = findings(text=BODY.replace("culture.people.interview", spoken.id), rubric=rubric)
    assert told[0].message.endswith(f"is not confirmed, and `{spoken.id}` needs somebody's word")


def test_nothing_is_said_where_nobody_read_any_confirmations() -> None:
    read = document.read("reviews/2026-h2/ada-quill.yaml", BODY.encode())
    case = Case(read, load.review(read.data), shipped_rubric(), shipped_policy(), CYCLE)
    assert not {"LC320", "LC321"} & {one.code for one in findings_of_review(case)}


# --- a witness's file -----------------------------------------------------------------------------------------------

FILE: Final = """\
confirmations: 1
cycle: 2026-h2
witness: Grace-Osei
answers:
  ada-quill:
    interviewing: {confirmed: true, digest: 0123456789abcdef, note: well told}
    interviews: {confirmed: false, digest: 0123456789abcdef}
"""
THERE: Final = frozenset([("ada-quill", "interviewing", "grace-osei")])


def file_of(text: str = FILE, path: str = "reviews/2026-h2/confirmations/grace-osei.yaml") -> ConfirmationCase:
    read = document.read(path, text.encode())
    assert list(findings_of_file(read, schema.validator("confirmations"))) == []
    home = confirmation_home(path)
    assert home
    cycle, witness = load.confirmation_home(read.data)
    return ConfirmationCase(read, home, cycle, witness, load.confirmations(read.data), THERE)


def test_a_file_of_confirmations_is_read() -> None:
    first, second = file_of().answers
    assert first == Confirmation(
        "Grace-Osei", "ada-quill", "interviewing", confirmed=True, digest="0123456789abcdef", note="well told"
    )
    assert (second.key, second.confirmed, second.note) == ("interviews", False, "")


def test_an_answer_to_what_is_not_there_is_told_at_its_key() -> None:
    (told,) = findings_of_confirmations(file_of())
    assert (told.code, told.severity, told.source.strip()[:11]) == ("LC322", Severity.WARNING, "interviews:")
    assert told.message == "no testimony of `Grace-Osei` stands under `interviews` in `ada-quill`'s review"
    assert "ladderci evidence confirm ada-quill interviewing" in told.help


def test_nothing_is_known_of_the_testimony_in_a_review_that_cannot_be_read() -> None:
    assert list(findings_of_confirmations(replace(file_of(), unread=frozenset(["ada-quill"])))) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("reviews/2026-h2/confirmations/mallory.yaml", "witness: Grace-Osei"),
        ("reviews/2027-h1/confirmations/grace-osei.yaml", "cycle: 2026-h2"),
    ],
)
def test_a_file_that_speaks_for_somebody_else_counts_for_nothing(path: str, source: str) -> None:
    case = file_of(path=path)
    (told,) = findings_of_confirmations(case)
    assert (told.code, told.severity, told.source) == ("LC416", Severity.ERROR, source)
    assert case.counting == ()
    assert len(file_of().counting) == 2


def test_no_policy_lets_a_file_speak_for_somebody_else() -> None:
    weights = replace(shipped_policy(), severities=(("wrong-witness", Severity.OFF),))
    (told,) = findings_of_confirmations(replace(file_of(), home=Home("2026-h2", "mallory")), weights)
    assert told.severity is Severity.ERROR

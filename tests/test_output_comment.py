"""The comment on a pull request: what it shows, how long it gets, and that no text in it can be anything but text."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ladderci import load
from ladderci.evidence import reader_of
from ladderci.meaning import changes
from ladderci.model import (
    Changes,
    Citation,
    Effect,
    Event,
    EventKind,
    EvidenceChange,
    Finding,
    Holder,
    Position,
    RatingMove,
    Report,
    Severity,
    Span,
    TextEdit,
)
from ladderci.output.comment import COMMENT_BYTES, MARKER, Judgement, Subject, comment, step_summary
from tests.peers.markdown import html, mentions_and_references, tree
from tests.pull_requests import OTHER, PullRequest
from tests.test_output_markdown import (
    ATTACKS,
    PLAIN,
    ROOT,
    SIGNS,
    case_of,
    filled,
    finding,
    judges,
    lettered,
    outline,
    page_of,
    read,
    written_fields,
)
from tests.test_output_markdown import (
    GOLDEN as PAGE,
)
from tests.workspace import REVIEW, complete_review

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ladderci.model import Review

GOLDEN: Final = PAGE.parent / "comment" / "comment.md"
HEAD: Final = "0123456789abcdef0123456789abcdef01234567"
EVENT: Final = Event(EventKind.PULL_REQUEST_TARGET, "acme/reviews", "main", "main", "1" * 40, HEAD, 7, "mira-velde")
BLOB: Final = f"https://github.com/acme/reviews/blob/{HEAD}/"
HOSTILE_NAMES: Final = (
    "reviews/2026-h2/a\nb.yaml",
    "reviews/2026-h2/\n\n# x\n::error::x.yaml",
    "reviews/2026-h2/\"a'.yaml",
    "reviews/2026-h2/../../x.yaml",
    "-rf.yaml",
    "- x.yaml",
    "reviews/2026-h2/`a`.yaml",
    "reviews/2026-h2/a|b|c.yaml",
    "reviews/2026-h2/a)](https://evil.example).yaml",
    "reviews/2026-h2/<!-- ladderci -->.yaml",
    "reviews/2026-h2/@ada #12.yaml",
    "reviews/2026-h2/\u202elmay.\ud800\udc80",
    "::set-output name=x::y",
    "##[add-mask]x",
)


def problem(text: str, file: str = REVIEW, severity: Severity = Severity.ERROR, line: int = 1) -> Finding:
    """Return a finding that repeats what somebody wrote."""
    span = Span(Position(line, 1), Position(line, 2))
    return Finding("LC104", "not-an-allowed-value", severity, file, span, f"not a rating: `{text}`", f"not {text}")


def judgement(
    *subjects: Subject, others: tuple[Finding, ...] = (), effects: tuple[Effect, ...] | None = None
) -> Judgement:
    findings = (*others, *(one for subject in subjects for one in subject.findings))
    return Judgement(EVENT, Report(len(subjects), findings), "full", subjects, others, effects)


def subject_of(review: Review, before: Review | None, findings: tuple[Finding, ...], path: str = REVIEW) -> Subject:
    told = changes(before, review, reader_of(judges()[0]))
    return Subject(path, findings, page_of(case_of(review), findings), told, told)


# --- what it shows -------------------------------------------------------------------------------------------------


def golden_judgement() -> Judgement:
    """Return what a half-written review of mira's comes to, with a change since the base and since the last push."""
    from ladderci.rules import coverage  # noqa: F401 (its rules are kept when it is imported)
    from ladderci.rules.cases import reviews
    from ladderci.rules.registry import in_order

    text = (PAGE / "review.yaml").read_text(encoding="utf-8")
    edits = (
        ("rating: exceeds", "rating: meets"),
        ("from leave", "from a leave"),
        ("acme/ranker#812\n", "acme/ranker#811\n"),
        ("title: Interviewed eleven", "title: Interviewed ten"),
        ("status: draft", "status: submitted"),
        ("  culture.organizational-health.champion-virtual-first:\n", "  culture.organizational-health.gone:\n"),
    )
    base, pushed = text, text.replace("rating: growing", "rating: meets")
    for old, new in edits:
        base = base.replace(old, new)
    case = case_of(load.review(read(PAGE / "review.yaml").data))
    reader = reader_of(case.policy)
    found = in_order(reviews.findings(case, case.document, case.policy, draft=True))
    findings = tuple(one for one in found if one.code in {"LC203", "LC204", "LC206", "LC207"} or "weigh" in one.message)
    before = [load.review(_data(each)) for each in (base, pushed)]
    path = "reviews/2026-h2/mira-velde.yaml"
    findings = (*(replace(one, file=path) for one in findings), problem("great", path, line=49))
    since_base, since_push = [changes(each, case.review, reader) for each in before]
    return judgement(Subject(path, findings, page_of(case, findings), since_base, since_push))


def _data(text: str) -> object:
    from ladderci import document

    return document.read("review.yaml", text.encode()).data


def test_the_comment_on_a_half_written_review_is_the_golden_one() -> None:
    assert comment(golden_judgement()) == GOLDEN.read_text(encoding="utf-8")


def test_the_same_judgement_gives_the_same_bytes() -> None:
    assert comment(golden_judgement()) == comment(golden_judgement())


def test_what_is_read_first_comes_first() -> None:
    body = comment(golden_judgement())
    order = [
        "does not pass yet",
        "### What needs attention",
        "### What this pull request changes",
        "### What changed since the last push",
        "## mira-velde: ",
        "<details>",
        "### Work",
        "### All evidence",
    ]
    places = [body.index(words) for words in order]
    assert places == sorted(places)
    assert "<h1>" not in html(body)


def test_the_areas_are_folded_however_few_answers_there_are() -> None:
    one = {"expectations": {"results.ownership.keep-commitments": {"rating": "meets", "story": "Kept."}}}
    body = comment(judgement(subject_of(load.review(one), None, ())))
    assert body.index("<details>") < body.index("Kept.") < body.index("</details>")


def test_no_comment_counts_answers_against_a_total() -> None:
    words = re.sub(r"\]\([^)]*\)", "", everywhere("letters"))
    assert not re.search(r"[0-9] ?%|[0-9]+ ?/ ?[0-9]+|[0-9]+ of [0-9]+", words)


@pytest.mark.parametrize("visibility", ["summary", "none"])
def test_a_comment_that_may_not_show_the_review_shows_no_word_of_it(visibility: str) -> None:
    body = comment(replace(golden_judgement(), visibility=visibility))
    for words in ("mira", "great", "ranker", "Results", "keep-commitments"):
        assert words not in body
    assert bool(body) is (visibility == "summary")


# --- what a person wrote is text and nothing else ------------------------------------------------------------------


def shape(body: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the elements of a comment and where its links lead; our own to the head's files lead to `ours`."""
    elements, addresses = outline(body)
    return elements, ["ours" if re.fullmatch(re.escape(BLOB) + r"[^\s]*#L[0-9]+", each) else each for each in addresses]


def assert_is_only_text(make: Callable[[str], str], text: str) -> None:
    attacked = make(text)
    assert shape(attacked) == shape(make(lettered(text)))
    assert_is_harmless(attacked)


def assert_is_harmless(body: str) -> None:
    assert mentions_and_references(body) == ()
    assert body.split("\n", maxsplit=1)[0] == MARKER
    assert body.count("<!--") == 1
    for line in body.splitlines():
        assert not line.strip().startswith("::"), line
        assert "##[" not in line


def changed(text: str, only: tuple[str, ...] | None = None) -> Judgement:
    """Return the judgement of a review that had other words in every field, and has this text in all or in one."""
    before, after = load.review(filled("earlier")), load.review(filled(text, only))
    return judgement(subject_of(after, before, (problem(text), problem(text, severity=Severity.WARNING))))


@cache
def everywhere(text: str) -> str:
    return comment(changed(text))


def test_what_is_judged_here_has_all_the_sections_of_a_comment() -> None:
    body = everywhere("letters")
    for heading in ("What needs attention", "What this pull request changes", "since the last push", "All evidence"):
        assert heading in body
    for path in written_fields():
        assert "letters" in comment(changed("letters", only=path)), path


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_every_field_changes_nothing(attack: str) -> None:
    for position in ("{}", "{} abc", "abc {} abc", "abc\n\n{}"):
        assert_is_only_text(everywhere, position.format(attack))


@pytest.mark.parametrize("path", written_fields(), ids=".".join)
def test_all_attacks_in_one_field_change_nothing(path: tuple[str, ...]) -> None:
    for separator in ("\n", "\n\n", " "):
        assert_is_only_text(lambda text: step_summary(changed(text, only=path)), separator.join(ATTACKS))


@pytest.mark.parametrize("attack", ATTACKS)
def test_keys_links_and_words_of_a_change_are_text_too(attack: str) -> None:
    assert_is_only_text(lambda text: comment(judgement(Subject(REVIEW, (), None, told(text), told(text)))), attack)


def told(text: str) -> Changes:
    cited = (Citation((), text), Citation((), "", text, text), Citation((), "", text))
    return Changes(
        status=(text, text),
        ratings=(RatingMove(text, text, text), RatingMove(text, "", text), RatingMove(text, text, "")),
        texts=tuple(TextEdit(holder, text, "story", text, text) for holder in Holder),
        evidence=(EvidenceChange(Holder.ANSWER, text, cited, cited), EvidenceChange(Holder.WORK, text, cited, ())),
        work_added=(text, text),
        work_removed=(text,),
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_change_of_the_ladder_would_do_is_text_too(attack: str) -> None:
    def with_effects(text: str) -> str:
        effects = (
            Effect(text, (problem(text),), (problem(text),)),
            Effect(text, (problem(text),), (), is_after_repin=True),
        )
        return comment(judgement(others=(problem(text),), effects=effects))

    assert_is_only_text(with_effects, attack)


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, *ATTACKS])
def test_the_name_of_a_file_is_text_too(name: str) -> None:
    def with_name(path: str) -> str:
        seen = (problem(PLAIN, path),)
        subjects = [Subject(path, seen), subject_of(load.review(filled(PLAIN)), load.review({}), seen, path)]
        return comment(judgement(*subjects, others=seen, effects=(Effect(path, seen, ()),)))

    assert_is_only_text(with_name, name)
    assert f"{BLOB}" in with_name(name)


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=60))
def test_any_text_in_every_field_keeps_the_tree_of_blocks(text: str) -> None:
    assert_is_only_text(everywhere, text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=60))
def test_any_key_and_any_name_keep_the_tree_of_blocks(text: str) -> None:
    def make(words: str) -> str:
        subject = Subject(words, (problem(words, words),), None, told(words), told(words))
        return comment(judgement(subject, subject, others=(problem(words, words),)))

    assert_is_only_text(make, text)


@pytest.mark.parametrize("attack", [*HOSTILE_NAMES, *ATTACKS])
def test_the_names_of_what_was_cut_are_text_too(attack: str) -> None:
    long = {"subject": attack, "summary": "word " * 12_000, "work": {"cutover": {"title": attack, "story": PLAIN}}}
    subject = subject_of(load.review(long), None, (), attack)
    body = comment(judgement(subject, subject))
    assert_is_harmless(body)
    assert re.fullmatch(r"<p><em>Left out .*\.</em></p>", html(body).strip("\n").rpartition("\n")[2])
    assert tree(html(body))[-1] == "p"


# --- how long it gets ----------------------------------------------------------------------------------------------


def assert_is_whole(body: str) -> None:
    """No section is cut in the middle: what is folded ends, and nothing that follows stands within it."""
    lines = tree(html(body))
    assert body.count("<details>") == body.count("</details>") == lines.count("details")
    assert not [line for line in lines if line.startswith("/")]
    assert [line for line in lines if line.strip() in {"h2", "h3"}] == [line for line in lines if line in {"h2", "h3"}]


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> PullRequest:
    """A pull request on a main without any review."""
    request = PullRequest.create(tmp_path_factory.mktemp("comment") / "repository")
    request.git("rm", "--quiet", OTHER)
    request.commit("no review")
    request.git("branch", "--force", "main", "work")
    return request


@pytest.mark.parametrize("example", sorted((ROOT / "reviews" / "2026-h2").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_comment_on_a_new_example_review_is_whole_and_within_the_limit(
    example: Path, request_: PullRequest
) -> None:
    request_.git("reset", "--quiet", "--hard", "main")
    request_.author = example.stem
    request_.push({f"reviews/2026-h2/{example.name}": example.read_text(encoding="utf-8")})
    body = comment(request_.judge())
    assert "- a new review" in body
    assert "since the last push" in body  # the branch was pushed to before
    assert len(body.encode()) <= COMMENT_BYTES
    assert_is_whole(body)
    assert_is_harmless(body)
    assert comment(request_.judge()) == body


def test_the_comment_on_a_review_with_400_findings_is_whole_and_within_the_limit(request_: PullRequest) -> None:
    lines = [f"      - nothing that counts {number}\n" for number in range(18)]
    keys = [f"nonsense-{number}: 1\n" for number in range(210)]
    review = complete_review().replace("    evidence:\n", f"    evidence:\n{''.join(lines)}") + "".join(keys)
    request_.git("reset", "--quiet", "--hard", "main")
    request_.author = "ada-quill"
    request_.push({REVIEW: review})
    judgement = request_.judge()
    assert judgement.report.count(Severity.ERROR) >= 400
    body = comment(judgement)
    assert len(body.encode()) <= COMMENT_BYTES
    assert "more findings" in body
    assert_is_whole(body)
    assert_is_harmless(body)
    assert_each_cut_is_named(judgement, body)
    assert comment(request_.judge()) == body


def assert_each_cut_is_named(judgement: Judgement, body: str) -> None:
    """Every heading of the whole is in the comment, or is named as left out."""
    kept, _, named = body.rpartition("Left out for its length")
    headings = [line for line in step_summary(judgement).split("\n") if re.match("##{1,2} ", line)]
    for heading in headings:
        is_kept = f"\n{heading}\n" in (kept or body)
        assert is_kept or heading.lstrip("# ") in named, heading


@pytest.mark.parametrize("words", [1_000, 3_000, 5_000, 9_000, 30_000])
def test_a_comment_is_cut_from_the_end_by_whole_sections(words: int) -> None:
    story = "A story. " * words
    data = {
        "subject": "a_b",
        "work": {"cutover": {"title": PLAIN, "story": story}},
        "expectations": {
            name: {"rating": "meets", "story": "A story. " * 1_500}
            for name in ("results.ownership.keep-commitments", "direction.innovation.contribute-ideas")
        },
    }
    judged = judgement(subject_of(load.review(data), None, (problem("great"),)))
    body = comment(judged)
    assert len(body.encode()) <= COMMENT_BYTES
    assert_is_whole(body)
    whole = step_summary(judged)
    assert_each_cut_is_named(judged, body)
    kept = body.partition("\n\n_Left out")[0].rstrip("\n")
    assert whole.startswith(kept)
    assert whole[len(kept) :].startswith("\n\n### ") or whole[len(kept) :] == "\n"


def test_many_long_sections_leave_room_for_some_of_their_names() -> None:
    subject = Subject("reviews/" + "@" * 500, (problem("great"),), None, told("abc " * 500))
    body = comment(judgement(*[subject] * 90))
    assert len(body.encode()) <= COMMENT_BYTES
    assert re.search(r"; [0-9]+ more sections\._\n$", body)
    assert_is_harmless(body)


def test_a_summary_is_as_long_as_github_takes_it() -> None:
    subject = subject_of(load.review({"summary": "word " * 300_000}), None, (problem("great"),))
    whole = step_summary(judgement(subject))
    assert len(whole.encode()) <= 1_000_000
    assert "Left out for its length (it is too long for GitHub)" in whole


def test_findings_are_named_worst_first() -> None:
    findings = (problem("b", severity=Severity.NOTE), problem("c", line=9), finding("x", line=3))
    body = comment(judgement(Subject(REVIEW, findings)))
    assert re.findall(r"^- \*\*(\w+)\*\*", body, re.MULTILINE) == ["error", "warning", "note"]


def test_a_finding_is_linked_to_its_line_and_names_its_file_where_that_is_not_said_above() -> None:
    body = comment(judgement(Subject(REVIEW, (problem("b", line=9),)), others=(problem("a", "rubric/policy.yaml"),)))
    assert f"([line 9]({BLOB}{REVIEW}?plain=1#L9), LC104)" in body
    assert f"([rubric/policy.yaml, line 1]({BLOB}rubric/policy.yaml?plain=1#L1), LC104)" in body


def test_a_finding_about_a_whole_file_leads_nowhere_for_the_file_may_be_gone() -> None:
    whole = replace(problem("a", OTHER), span=Span(Position(1, 1), Position(1, 1)))
    body = comment(judgement(others=(whole, replace(whole, file=""))))
    assert f"({OTHER}, LC104)" in body
    assert " (LC104)" in body
    assert "](" not in body

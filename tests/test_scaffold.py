"""A new review opens well, is valid at once, and nothing that it was made from can break it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci import load
from ladderci.document import read
from ladderci.model import Answer, Area, Cycle, Expectation, Period, Person, Policy, Rating, Review, Rubric, Section
from ladderci.scaffold import new_review, one_line
from ladderci.schema import Validator, shape
from ladderci.text import hidden_character, split_lines

ROOT = Path(__file__).parent.parent / "rubric"
SCHEMA = "../../schema/machine-learning-engineer/ic2.schema.json"


def _data(name: str) -> object:
    return read(name, (ROOT / name).read_bytes()).data


RUBRIC = load.rubric(_data("machine-learning-engineer/ic2.yaml"))
POLICY = load.policy(_data("policy.yaml"))
CYCLE = load.cycle(_data("cycles/2026-h2/cycle.yaml"))
VALIDATOR = Validator(shape(RUBRIC, POLICY))


def _text(subject: str = "ada-quill", previous: Review | None = None) -> str:
    return new_review(RUBRIC, POLICY, CYCLE, subject, SCHEMA, previous)


def _small(*expectations: Expectation, title: str = "Ownership", name: str = "Level one") -> Rubric:
    section = Section("results.ownership", title, "", expectations)
    ratings = (Rating("growing", "", "", "evidence"), Rating("not-yet", "", "", "reason"))
    return Rubric("track/one", name, 1, "", ratings, (Area("results", title, "🏆", "", (section,)),))


def _block_above(text: str, key: str) -> list[str]:
    """Return the `#:` lines directly above a key."""
    lines = text.splitlines()
    at = first = lines.index(f"  {key}:")
    while lines[first - 1].startswith("  #: "):
        first -= 1
    return [line.strip() for line in lines[first:at]]


def test_a_new_review_is_a_valid_draft_at_once() -> None:
    document = read("ada-quill.yaml", _text().encode())
    assert document.faults == ()
    assert VALIDATOR.refusals(document.data) == ()
    review = load.review(document.data)
    assert (review.rubric, review.rubric_version, review.cycle) == (RUBRIC.id, RUBRIC.version, CYCLE.id)
    assert (review.subject, review.status, review.summary, review.work) == ("ada-quill", "draft", "", ())


def test_the_first_line_tells_an_editor_where_the_schema_is() -> None:
    assert _text().startswith(f"# yaml-language-server: $schema={SCHEMA}\nreview: 1\n")


def test_every_required_expectation_is_there_to_be_answered_in_the_order_of_the_ladder() -> None:
    document = read("", _text().encode())
    assert list(document.keys(("expectations",))) == [expectation.id for expectation in RUBRIC.required()]
    for expectation in RUBRIC.required():
        assert document.keys(("expectations", expectation.id)) == ("rating", "story", "evidence")


def test_text_and_guidance_stand_above_each_answer() -> None:
    text = _text()
    for expectation in RUBRIC.required():
        words = re.sub(r"#:( →)?", "", " ".join(_block_above(text, expectation.id)))
        assert " ".join(expectation.text.split()) in " ".join(words.split())
        assert " ".join(expectation.guidance.split()) in " ".join(words.split())


def test_every_optional_expectation_is_listed_with_its_text() -> None:
    listed = " ".join(line.strip().removeprefix("#:") for line in _text().splitlines())
    for expectation in RUBRIC.expectations():
        if not expectation.required:
            assert " ".join(f"{expectation.id} {expectation.text}".split()) in " ".join(listed.split())


def test_every_area_has_its_heading_once() -> None:
    lines = [line.strip() for line in _text().splitlines()]
    assert [lines.count(f"# ─── {area.icon} {area.title} ───") for area in RUBRIC.areas] == [1] * len(RUBRIC.areas)


def test_no_line_is_wider_than_an_editor_shows() -> None:
    assert max(map(len, _text().splitlines())) <= 110


@pytest.mark.parametrize("comment", ["#", "# "])
def test_the_worked_example_is_a_valid_work_item_once_its_comment_sign_is_gone(comment: str) -> None:
    lines = _text().splitlines()
    start = lines.index("work:") + 1
    end = lines.index("", start)
    lines[start:end] = [line.replace(comment, "", 1) for line in lines[start:end]]
    document = read("", "\n".join(lines).encode())
    assert document.faults == ()
    assert VALIDATOR.refusals(document.data) == ()
    (item,) = load.review(document.data).work
    assert item.title
    assert item.story
    assert [citation.link for citation in item.evidence] == [
        "acme/ranker#812",
        "https://github.com/acme/ranker/pull/831",
    ]
    assert item.when == "2026-07"


def test_what_the_roster_waives_is_marked() -> None:
    waived = "culture.organizational-health.champion-virtual-first"
    mark = "#: waived for you: on leave from August to October"
    assert mark in _block_above(_text("mira-velde"), waived)
    assert mark in _block_above(_text("Mira-Velde"), waived)
    assert "waived" not in _text("ada-quill")


@pytest.mark.parametrize(
    ("rating", "story", "reason", "reminder"),
    [
        ("growing", "\n  Two of three\nmore", "", '#: last cycle: growing — "Two of three more"'),
        ("not-yet", "", "nobody asked", '#: last cycle: not-yet — "nobody asked"'),
        ("no-opportunity", "a story", "no incident", '#: last cycle: no-opportunity — "no incident"'),
        ("growing", "", "", "#: last cycle: growing"),
        ("growing", 'said "go"\x1b[31m\u202e', "", "#: last cycle: growing — \"said 'go'[31m\""),
        ("growing", "x" * 400, "", f'#: last cycle: growing — "{"x" * 119}…"'),
        ("meets", "fine", "", None),
        ("", "fine", "", None),
    ],
)
def test_what_was_left_open_last_cycle_becomes_a_reminder(
    rating: str, story: str, reason: str, reminder: str | None
) -> None:
    for written in ("results.impact.act-with-urgency", "results.impact.focus-on-team-goals"):
        previous = Review(answers=(Answer(written, (), rating=rating, story=story, reason=reason),))
        text = _text(previous=previous)
        found = [line.strip().removeprefix("#:").strip() for line in text.splitlines() if "last cycle" in line]
        assert found == ([reminder.removeprefix("#: ")] if reminder else [])
        assert read("", text.encode()).faults == ()


def test_a_reminder_follows_an_expectation_that_was_renamed() -> None:
    rubric = _small(Expectation("results.ownership.new-name", "Text.", required=True, replaces=("results.old.name",)))
    previous = Review(answers=(Answer("results.old.name", (), rating="growing", story="Half of it."),))
    text = new_review(rubric, POLICY, CYCLE, "ada", SCHEMA, previous)
    assert '#: last cycle: growing — "Half of it."' in _block_above(text, "results.ownership.new-name")


def test_what_no_longer_exists_is_not_reminded_of() -> None:
    assert "last cycle" not in _text(previous=Review(answers=(Answer("a.b.gone", (), rating="growing"),)))


@pytest.mark.parametrize("login", ["123", "null", "true", "1e5", "0x1f", "no", "on", "ada_acme", "2026"])
def test_a_login_that_reads_as_something_else_is_quoted(login: str) -> None:
    assert load.review(read("", _text(login).encode()).data).subject == login


def test_a_rubric_that_requires_nothing_gives_a_valid_draft_with_everything_to_be_picked() -> None:
    rubric = _small(Expectation("results.ownership.one", "Text."))
    document = read("", new_review(rubric, POLICY, CYCLE, "ada", SCHEMA).encode())
    assert document.faults == ()
    assert Validator(shape(rubric, POLICY)).refusals(document.data) == ()
    assert "results.ownership.one" in document.text


ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["- #812", "a: b", "# x", "fixed in #812", "\r\nkey: 1", "&a *b !c", "%YAML", "\u2028x: 1", "{", "\ufeff", "\u200d"]
)


@given(text=ANYTHING, guidance=ANYTHING, title=ANYTHING, why=ANYTHING, story=ANYTHING, modeline=ANYTHING)
def test_no_text_of_a_rubric_a_roster_or_a_review_can_break_a_new_review(  # noqa: PLR0913, PLR0917 - one for each
    text: str, guidance: str, title: str, why: str, story: str, modeline: str
) -> None:
    one, two = "results.ownership.one", "results.ownership.two"
    rubric = _small(Expectation(one, text, required=True, guidance=guidance), Expectation(two, text), title=title)
    day = date(2026, 7, 1)
    person = Person("ada", waived=((one, why), (two, why)))
    cycle = Cycle("2026-h2", "open", Period(day, day), day, (person,))
    previous = Review(answers=(Answer(one, (), rating="growing", story=story), Answer(two, (), rating="not-yet")))
    document = read("", new_review(replace(rubric, title=title), POLICY, cycle, "ada", modeline, previous).encode())
    assert document.faults == ()
    assert Validator(shape(rubric, POLICY)).refusals(document.data) == ()
    assert load.review(document.data) == Review(
        rubric="track/one",
        rubric_version=1,
        cycle="2026-h2",
        subject="ada",
        answers=(Answer(one, ("expectations", one)),),
    )


@given(ANYTHING, ANYTHING, ANYTHING)
def test_any_header_reads_as_what_it_was_given_save_what_cannot_be_seen(rubric: str, cycle: str, login: str) -> None:
    day = date(2026, 7, 1)
    text = new_review(
        replace(_small(), id=rubric), Policy((), ()), Cycle(cycle, "open", Period(day, day), day), login, ""
    )
    document = read("", text.encode())
    assert document.faults == ()
    review = load.review(document.data)
    assert (review.rubric, review.cycle, review.subject) == (one_line(rubric), one_line(cycle), one_line(login))


@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_line_with_nothing_hidden_and_no_longer_than_asked(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert split_lines(line) == [line]
    assert not hidden_character(line)
    assert len(line) <= limit
    assert one_line(one_line(text)) == one_line(text)

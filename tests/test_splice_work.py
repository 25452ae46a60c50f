"""Work is added to a review behind what is there, whatever it is called, and every other byte stays."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci import load
from ladderci.document import read
from ladderci.scaffold import NewCitation, NewWork, legible, new_review
from ladderci.splice import SpliceError, add_work, write_whole
from tests.odd_reviews import odd_review
from tests.test_splice import CYCLE, HEADER, POLICY, RUBRIC, SCHEMA
from tests.workspace import REVIEW, Workspace, complete_review, put_into

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ladderci.model import Report

REVIEWS = 2_000
CHUNK = 250
TITLES = (
    "Moved the feed ranker",
    "feat(ranker): two towers",
    "fix #812 and #813: it's 'late' \"again\"",
    "@grace asked for it",
    "- a dash",
    "[WIP] brackets {and} braces",
    "100%",
    "2026",
    "0x1f",
    "1e5",
    "null",
    "true",
    "~",
    "",
    " spaces at both ends ",
    "two  spaces",
    "a # comment, as it seems",
    "ends in a colon:",
    "? a question",
    "| a bar",
    "> a quote",
    "! a tag",
    "& an anchor",
    "* an alias",
    "% a directive",
    "`code` and on",
    "'single'",
    '"double"',
    "back\\slash 'and' \"quotes\"",
    "--- a: b",
    "... the end",
    "<<: merge",
    "🏆 été 👩‍👩‍👧 日本語",
    "\u202eevil\u202c \u200b\ufeffhidden\x00\x1b[31m",
    "line one\r\nline two\nline three\rand\u2028four\x85five",
    "tabs\tin\tit",
    "long " * 60,
    "x" * 300,
    "\ud800 half a character",
)
ITEM = NewWork("ranker", "Moved it", "2026-08", (NewCitation("acme/ranker#812"),), ("could show: x.y.z",))
LINES = """\
  #: could show: x.y.z
  ranker:
    title: Moved it
    when: 2026-08
    evidence:
      - acme/ranker#812
"""


def _add(text: str, *items: NewWork) -> str:
    document = read("ada.yaml", text.encode())
    return add_work(document, load.review(document.data), items)


def _data(text: str) -> dict[str, object]:
    document = read("", text.encode())
    assert not document.faults
    return cast("dict[str, object]", document.data)


def _work(text: str) -> dict[str, dict[str, object]]:
    return cast("dict[str, dict[str, object]]", _data(text)["work"])


# --- where it goes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("work:\n", f"work:\n{LINES}"),
        ("work: {}\n", f"work:\n{LINES}"),
        ("work: {}  # soon\n", f"work:   # soon\n{LINES}"),
        ("work: ~\nsummary: x\n", f"work:\n{LINES}\nsummary: x\n"),
        ("work:\n  {}\n", f"work:\n{LINES}"),
        ("work:\n  # a:\n  #   title: x\n\n# Yours\n", f"work:\n  # a:\n  #   title: x\n\n{LINES}\n# Yours\n"),
        ("summary: x\n", f"summary: x\n\nwork:\n{LINES}"),
        ("\n# Yours\nexpectations:\n", f"\nwork:\n{LINES}\n# Yours\nexpectations:\n"),
        ("# Yours\nexpectations:\nsummary: x", f"\nwork:\n{LINES}\n# Yours\nexpectations:\nsummary: x"),
        ("work:\n  a:\n    title: x\n", f"work:\n  a:\n    title: x\n\n{LINES}"),
        ("work:\n  a: {title: x}\n\nsummary: x\n", f"work:\n  a: {{title: x}}\n\n{LINES}\nsummary: x\n"),
        (
            "work:\n  a:\n    # b\n  # c\n\n  # d\nsummary:\n",
            f"work:\n  a:\n    # b\n  # c\n\n  # d\n\n{LINES}\nsummary:\n",
        ),
        ("work:\n  a:\n# left\nsummary:\n", f"work:\n  a:\n\n{LINES}\n# left\nsummary:\n"),
        ("work:\n  a:\n    story: |+\n      x\n\n\n", f"work:\n  a:\n    story: |+\n      x\n\n\n{LINES}"),
        ("work:\n  a:\n    story: |\n      x\n...\n", f"work:\n  a:\n    story: |\n      x\n\n{LINES}\n...\n"),
        ("work:\n  a:\n    story: >-\n      x", f"work:\n  a:\n    story: >-\n      x\n\n{LINES[:-1]}"),
    ],
)
def test_an_item_stands_behind_the_others_and_the_comments_that_belong_to_them(before: str, after: str) -> None:
    assert _add(HEADER + before, ITEM) == HEADER + after


def test_an_item_is_indented_as_the_others_are() -> None:
    text = f"{HEADER}work:\n    a:\n     title: x\n"
    added = "\n    #: could show: x.y.z\n    ranker:\n     title: Moved it\n     when: 2026-08\n     evidence:\n"
    assert _add(text, ITEM) == f"{text}{added}      - acme/ranker#812\n"


def test_work_in_a_new_review_comes_behind_its_example_and_leaves_a_valid_draft() -> None:
    text = new_review(RUBRIC, POLICY, CYCLE, "ada", SCHEMA)
    updated = _add(text, ITEM)
    assert updated == text.replace("rollback drill\n", f"rollback drill\n\n{LINES}")


def test_without_items_nothing_changes() -> None:
    assert _add(f"{HEADER}work: {{}}", *()) == f"{HEADER}work: {{}}"


def test_a_key_that_the_review_has_already_is_counted_on() -> None:
    text = f"{HEADER}work:\n  ranker:\n  'ranker-2': {{}}\n  \"b\": ~\n"
    items = [NewWork(key, key) for key in ("ranker", "b", "ranker", "A: b!", "", "2026", "null")]
    keys = ["ranker", "ranker-2", "b", "ranker-3", "b-2", "ranker-4", "a-b", "work", "2026", "null"]
    assert list(_work(_add(text, *items))) == keys


def test_a_long_note_is_folded_and_a_long_comment_is_wrapped() -> None:
    item = NewWork("a", "x", "", (NewCitation("acme/a#1", "of many words " * 30 + "end"),), ("and more " * 30,))
    updated = _add(HEADER, item)
    assert max(map(len, updated.splitlines())) <= 110
    assert _work(updated)["a"]["evidence"] == [{"link": "acme/a#1", "note": item.citations[0].note}]
    assert all(line.startswith("  #: ") for line in updated.splitlines() if "and more" in line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + "work: {a: {title: x}}\n", "has its items in braces: write each on lines of its own"),
        (HEADER + "work: {\n  # soon\n  }\n", "has its items in braces"),
        (HEADER + "work: [a]\n", "has no items by key under `work`"),
        (HEADER + "work: words\n", "has no items by key under `work`"),
        ("{review: 1, status: draft}\n", "is written in braces"),
        (HEADER + "status: draft\n", "mend what `ladderci check` says"),
        (HEADER + "work:\n  a: 1\n  a: 2\n", "mend what `ladderci check` says"),
        (HEADER + "work: &x\n", "mend what `ladderci check` says"),
        ("", "mend what `ladderci check` says"),
        ("- a\n", "is not a review"),
        ("--- {}\n", "is not a review"),
    ],
)
def test_what_cannot_be_added_to_is_said_in_one_line(text: str, words: str) -> None:
    with pytest.raises(SpliceError, match=re.escape(words)) as raised:
        _add(text, ITEM)
    assert "\n" not in str(raised.value)


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}work:\n".encode())
    document = read("ada.yaml", path.read_bytes())
    write_whole(path, add_work(document, load.review(document.data), [ITEM]), overwrite=True)
    assert path.read_bytes() == b"\xef\xbb\xbf" + f"{HEADER}work:\n{LINES}".encode()


# --- what it says ------------------------------------------------------------------------------------------------


def _is_read_as_written(item: NewWork) -> None:
    updated = _add(f"{HEADER}summary: x\n", item)
    (found,) = _work(updated).values()
    assert found["title"] == (legible(item.title) or None)
    assert len(updated.splitlines()) == len(re.split(r"\r\n|\n|\r", updated)) - 1


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_read_as_it_was_but_for_what_nobody_can_see(title: str) -> None:
    _is_read_as_written(NewWork("a", title))
    if title.isprintable():
        assert legible(title) == title


@given(st.text(max_size=80))
def test_a_title_of_any_characters_is_read_as_it_was(title: str) -> None:
    _is_read_as_written(NewWork("a", title))


@given(st.text("-?:,[]{}#&*!|>'\"%@` \\~=<.0e1a\n", max_size=12))
def test_a_title_of_characters_that_mean_something_in_yaml_is_read_as_it_was(title: str) -> None:
    _is_read_as_written(NewWork("a", title))
    assert legible(title) == title.replace("\n", " ")


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=200), st.text(max_size=200))
def test_no_text_of_an_item_can_say_anything_but_itself(key: str, link: str, note: str, comment: str) -> None:
    text = f"{HEADER}summary: x\n"
    updated = _add(text, NewWork(key, "x", link, (NewCitation(link, note),), (comment, "last")))
    (found,) = _work(updated).values()
    evidence = {"link": legible(link), "note": legible(note) or None} if note else legible(link)
    assert found == {"title": "x", "evidence": [evidence]} | ({"when": legible(link)} if link else {})
    assert _data(updated).keys() == _data(text).keys() | {"work"}


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Moved it", "Moved it"),
        ("feat(ranker): it's", '"feat(ranker): it\'s"'),
        ("fix: x", "'fix: x'"),
        ("closes #812", "closes #812".join("''")),
        ("no", "no"),
        ("🏆 won", "🏆 won"),
    ],
)
def test_a_title_is_plain_where_that_is_safe(title: str, written: str) -> None:
    assert f"\n    title: {written}\n" in _add(HEADER, NewWork("a", title))


# --- any review --------------------------------------------------------------------------------------------------


def _items(random: Random) -> list[NewWork]:
    def item() -> NewWork:
        notes = ("", "", "why", "a: long one " * 12)
        citations = tuple(NewCitation(f"acme/ranker#{n}", random.choice(notes)) for n in range(random.randrange(3)))
        comments = tuple(random.choice(TITLES) for _ in range(random.randrange(3)))
        keys = ("ranker", "cutover", "2026", "interviews")
        return NewWork(random.choice(keys), random.choice(TITLES), random.choice(("", "2026-08")), citations, comments)

    return [item() for _ in range(random.randint(1, 3))]


def _without_insertion(kept: str, updated: str) -> str:
    """Return an updated text without the one span that it has more; what is left is to be the text before."""
    start = next((at for at, pair in enumerate(zip(kept, updated, strict=False)) if pair[0] != pair[1]), len(kept))
    return updated[:start] + updated[start + len(updated) - len(kept) :]


def _readings(text: str) -> list[dict[str, object]]:
    """Return what a text says, also with a last line end, which a block scalar at its end gains with an addition."""
    return [_data(text)] if text.endswith(("\n", "\r")) else [_data(text), _data(f"{text}\n")]


def _holds(random: Random) -> None:
    review, items = odd_review(random), _items(random)
    updated = _add(review.text, *items)
    assert len(updated) > len(review.kept)
    assert _without_insertion(review.kept, updated) == review.kept
    added = _work(updated)
    old = cast("dict[str, object]", _data(review.text).get("work")) or {}
    assert list(added)[: len(old)] == list(old)
    new = {key: added.pop(key) for key in list(added)[len(old) :]}
    assert [item["title"] for item in new.values()] == [legible(item.title) or None for item in items]
    assert {**_data(updated), "work": added} in [
        {**one, "work": one.get("work") or {}} for one in _readings(review.text)
    ]
    assert _add(_add(review.text, items[0]), *items[1:]) == updated
    ends = set(re.findall(r"\r\n|\n|\r", updated))
    assert len(ends) == 1


@pytest.mark.parametrize("first", range(0, REVIEWS, CHUNK))
def test_in_two_thousand_reviews_every_byte_outside_of_the_addition_stays(first: int) -> None:
    for seed in range(first, first + CHUNK):
        try:
            _holds(Random(seed))
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


def _said(report: Report, lines: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return each finding with its line's text, but for the one that lists whatever work is cited nowhere."""
    found = ((one.code, one.message, lines[one.span.start.line - 1]) for one in report.findings)
    return sorted(one for one in found if one[0] != "LC308")


WRITTEN = (
    "work: {}\n",
    "work: ~   # none\n",
    "work:\n  b: {title: SHOUTED, evidence: [acme/ranker#9]}\n",
    "work:\n  a:\n    title:\n    when: 2020\n    evidence: [nonsense, 7]\n  # the end\n",
    "work:\n  a:\n    story: |+\n      kept\n\n\n",
)


@pytest.mark.parametrize("work", WRITTEN)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_a_check_says_of_the_rest_is_what_it_said_before(tmp_path: Path, work: str, line_end: str) -> None:
    space = Workspace.create(tmp_path)
    text = put_into(complete_review(), work).replace("\n", line_end)
    before = _said(space.judge(text, REVIEW), text.splitlines())
    item = NewWork("moved", "closes #812", "2026-08", (NewCitation("https://github.com/acme/ranker/pull/77"),))
    updated = _add(text, item)
    after = _said(space.judge(updated, REVIEW), updated.splitlines())
    assert after == before
    assert "moved" in _work(updated)

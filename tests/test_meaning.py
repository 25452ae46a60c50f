"""What changed in a review is told by its meaning: what only looks different is not, and what is told does differ."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from ladderci import document, load
from ladderci.evidence import reader_of
from ladderci.meaning import changes, identity
from ladderci.model import Changes, Citation, Holder, RatingMove, Review, TextEdit
from tests import documents
from tests.workspace import shipped_policy, shipped_rubric

if TYPE_CHECKING:
    from collections.abc import Iterable

READER = reader_of(shipped_policy())
OWN, THINK = "results.ownership.keep-commitments", "results.ownership.think-ahead"

REVIEW = f"""\
status: submitted
summary: |
  A steady half year.
work:
  cutover:
    title: Moved the ranker
    when: 2026-08
    story: In three steps.
    evidence:
      - acme/ranker#812
      - {{kind: feedback, from: grace, when: 2026-10-14, note: saw the drill}}
expectations:
  {OWN}:
    rating: meets
    story: It went well.
    evidence: [cutover, acme/ranker#831, {{link: acme/ranker#832, note: the drill}}]
  {THINK}:
    rating: not-yet
    reason: No design of my own.
"""


def review(text: str) -> Review:
    read = document.read("reviews/2026-h2/ada.yaml", text.encode())
    assert not read.faults
    return load.review(read.data)


def after(*edits: tuple[str, str]) -> Changes:
    """Return what is told of the review above, once words in it are others."""
    text = REVIEW
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return changes(review(REVIEW), review(text), READER)


def links(citations: Iterable[Citation]) -> list[str]:
    return [citation.link or citation.kind for citation in citations]


def test_a_review_that_was_not_there_is_new_and_nothing_else() -> None:
    assert changes(None, review(REVIEW), READER) == Changes(is_new=True)


def test_a_rating_that_moved_is_told() -> None:
    assert after(("rating: not-yet", "rating: growing")) == Changes(ratings=(RatingMove(THINK, "not-yet", "growing"),))


def test_ratings_come_in_the_newer_order_and_then_those_that_went() -> None:
    before = review("expectations:\n  a.b.c: {rating: meets}\n  a.b.d: {rating: meets}\n  a.b.e: {rating: meets}\n")
    newer = review("expectations:\n  a.b.z: {rating: meets}\n  a.b.e: {rating: exceeds}\n  a.b.c: {rating: meets}\n")
    told = changes(before, newer, READER).ratings
    assert told == (
        RatingMove("a.b.z", "", "meets"),
        RatingMove("a.b.e", "meets", "exceeds"),
        RatingMove("a.b.d", "meets", ""),
    )


def test_an_answer_that_was_retired_loses_its_rating_and_nothing_else() -> None:
    assert after((f"  {THINK}:", f"retired:\n  {THINK}:")) == Changes(ratings=(RatingMove(THINK, "not-yet", ""),))


def test_an_answer_that_went_is_told_with_all_that_it_said() -> None:
    told = changes(review(REVIEW), replace(review(REVIEW), answers=()), READER)
    assert [move.after for move in told.ratings] == ["", ""]
    assert [(edit.key, edit.field, edit.after) for edit in told.texts] == [(OWN, "story", ""), (THINK, "reason", "")]
    assert [(change.key, links(change.removed)) for change in told.evidence] == [
        (OWN, ["cutover", "acme/ranker#831", "acme/ranker#832"])
    ]


def test_the_status_is_told_before_and_after() -> None:
    assert after(("status: submitted", "status: draft")) == Changes(status=("submitted", "draft"))


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ("A steady half year.", "A wild year.", (Holder.SUMMARY, "", "summary")),
        ("Moved the ranker", "Moved a ranker", (Holder.WORK, "cutover", "title")),
        ("when: 2026-08\n", "when: 2026-09\n", (Holder.WORK, "cutover", "when")),
        ("In three steps.", "In four steps.", (Holder.WORK, "cutover", "story")),
        ("It went well.", "It went badly.", (Holder.ANSWER, OWN, "story")),
        ("No design of my own.", "No time.", (Holder.ANSWER, THINK, "reason")),
        ("saw the drill", "led the drill", (Holder.WORK, "cutover", "note")),
        ("note: the drill", "note: the cutover", (Holder.ANSWER, OWN, "note")),
    ],
)
def test_an_edited_text_is_told_with_both_versions(old: str, new: str, edit: tuple[Holder, str, str]) -> None:
    told = after((old, new))
    (found,) = told.texts
    assert (found.holder, found.key, found.field) == edit
    assert found.before.strip() in f"{old} the drill"
    assert found.before != found.after
    assert told == Changes(texts=told.texts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A steady half year.", "A\n  steady\n  half year."),
        ("acme/ranker#831", "https://github.com/acme/ranker/pull/831/files"),
        ("acme/ranker#831", "https://GitHub.com/Acme/Ranker/pull/831/"),
        ("acme/ranker#831", "{link: acme/ranker#831}"),
        ("[cutover, acme/ranker#831,", "[acme/ranker#831, cutover,"),
        ("acme/ranker#831", "acme/ranker#831, acme/ranker#831"),
        ("from: grace", "from: Grace"),
        ("rating: meets", "rating: 'meets' # as ever"),
    ],
)
def test_what_only_looks_different_is_no_change(old: str, new: str) -> None:
    assert after((old, new)).is_empty


def test_evidence_is_told_where_it_came_and_where_it_went() -> None:
    told = after(("acme/ranker#831", "acme/ranker#840"), ("acme/ranker#812", "acme/ranker#831"))
    assert [(change.holder, change.key, links(change.added), links(change.removed)) for change in told.evidence] == [
        (Holder.WORK, "cutover", ["acme/ranker#831"], ["acme/ranker#812"]),
        (Holder.ANSWER, OWN, ["acme/ranker#840"], ["acme/ranker#831"]),
    ]


def test_testimony_of_another_day_or_witness_is_other_testimony() -> None:
    for old, new in (("from: grace", "from: linus-m"), ("2026-10-14", "2026-10-15"), ("kind: feedback", "kind: talk")):
        (told,) = after((old, new)).evidence
        assert (told.key, len(told.added), len(told.removed)) == ("cutover", 1, 1)


def test_testimony_is_the_same_wherever_it_stands_in_the_list() -> None:
    entry = "      - {kind: feedback, from: grace, when: 2026-10-14, note: saw the drill}\n"
    assert after((entry, ""), ("      - acme/ranker#812\n", f"{entry}      - acme/ranker#812\n")).is_empty


def test_a_renamed_work_item_is_one_that_came_and_one_that_went() -> None:
    told = after(("  cutover:", "  launch:"))
    assert (told.work_added, told.work_removed) == (("launch",), ("cutover",))
    assert [(change.key, len(change.added), len(change.removed)) for change in told.evidence] == [
        ("launch", 2, 0),
        ("cutover", 0, 2),
    ]
    assert not told.texts


def test_a_work_item_that_was_empty_is_edited_and_not_new() -> None:
    told = changes(review("work: {cutover: {}}"), review("work: {cutover: {title: Moved}}"), READER)
    assert told == Changes(texts=(TextEdit(Holder.WORK, "cutover", "title", "", "Moved"),))


# --- whatever is in a review ----------------------------------------------------------------------------------------


SEEDS = some.integers(0, 2**32)


class _Writer(yaml.SafeDumper):
    """Writes YAML as people do: every text in a way of its own, and nothing by reference."""

    styles = Random(0)

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar(
        "tag:yaml.org,2002:str", text, style=writer.styles.choice([None, "'", '"', "|", ">"])
    )


_Writer.add_representer(str, _text)


def written(data: object, random: Random) -> str:
    """Return a review in some layout, with comments of the tool's and of the person's."""
    _Writer.styles = random
    width, indentation = random.choice([20, 60, 4000]), random.choice([2, 3, 4])
    text = yaml.dump(data, Dumper=_Writer, width=width, indent=indentation, sort_keys=False, allow_unicode=True)
    ends = random.choice(["\n", "\r\n"])
    return ends.join(["# mine", *text.split("\n"), "#: the tool's", ""])


SPELLINGS = (
    "https://github.com/acme/ranker/pull/{}",
    "http://www.github.com/Acme/ranker/pull/{}/",
    "https://github.com/acme/ranker/pull/{}/files?diff=split",
    "acme/ranker#{}",
)


def reworked(data: object, random: Random) -> object:
    """Return the same review in another order, with other spaces and other spellings of its links."""
    if isinstance(data, dict):
        return {key: reworked(value, random) for key, value in random.sample(list(data.items()), len(data))}
    if isinstance(data, list):
        return [reworked(_entry(entry, random), random) for entry in random.sample(data, len(data))]
    if not isinstance(data, str):
        return data
    if found := re.fullmatch(r"https://github.com/acme/ranker/pull/(\d+)|acme/ranker#(\d+)", data):
        return random.choice(SPELLINGS).format(found[1] or found[2])
    return data.replace(" ", random.choice([" ", "  ", "\n"]))


def _entry(entry: object, random: Random) -> object:
    return {"link": entry} if isinstance(entry, str) and random.random() < 0.3 else entry


def some_review(random: Random) -> documents.Data:
    return documents.review(random, shipped_rubric(), shipped_policy(), random.choice(["draft", "submitted"]))


@given(SEEDS.map(Random))
@settings(max_examples=60, deadline=None)
def test_order_quotes_wrapping_comments_and_spelling_change_nothing(random: Random) -> None:
    data = some_review(random)
    one, other = review(written(data, random)), review(written(reworked(data, random), random))
    assert changes(one, one, READER).is_empty
    assert changes(one, other, READER) == Changes()
    assert changes(other, one, READER) == Changes()


@given(SEEDS.map(Random))
@settings(max_examples=60, deadline=None)
def test_every_change_that_is_told_differs_and_is_told_the_other_way_round_too(random: Random) -> None:
    data = some_review(random)
    edited = deepcopy(data)
    for _ in range(random.randint(1, 4)):
        documents.change_answer(random, random.choice(documents.slots(edited)))
    before, newer = load.review(data), load.review(random.choice([edited, some_review(random)]))
    told, back = changes(before, newer, READER), changes(newer, before, READER)
    assert_differs(told)
    assert (told.status or ())[::-1] == (back.status or ())
    assert (told.work_added, told.work_removed) == (back.work_removed, back.work_added)
    assert {RatingMove(one.expectation, one.after, one.before) for one in told.ratings} == set(back.ratings)
    assert {replace(one, before=one.after, after=one.before) for one in told.texts} == set(back.texts)
    assert {(one.holder, one.key, one.added) for one in told.evidence} == {
        (one.holder, one.key, one.removed) for one in back.evidence
    }


def assert_differs(told: Changes) -> None:
    assert told.status is None or told.status[0] != told.status[1]
    assert all(move.before != move.after for move in told.ratings)
    assert all(edit.before.split() != edit.after.split() for edit in told.texts)
    assert not set(told.work_added) & set(told.work_removed)
    for change in told.evidence:
        came, went = ({identity(one, READER) for one in some} for some in (change.added, change.removed))
        assert came | went
        assert not came & went


@given(SEEDS.map(Random))
@settings(max_examples=30, deadline=None)
def test_no_rating_moves_unseen(random: Random) -> None:
    data = some_review(random)
    answers = data["expectations"]
    for name in random.sample(list(answers), min(3, len(answers))):
        moved = deepcopy(data)
        moved["expectations"][name]["rating"] = "other"
        told = changes(load.review(data), load.review(moved), READER)
        assert told == Changes(ratings=(RatingMove(name, answers[name]["rating"], "other"),))

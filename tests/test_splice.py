"""What a person wrote is theirs: an update adds and refreshes, and every other byte stays; a file is written whole."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci import load
from ladderci.document import read
from ladderci.model import Area, Cycle, EvidenceKind, Expectation, Period, Policy, Position, Rating, Rubric, Section
from ladderci.scaffold import new_review, optional_list
from ladderci.schema import Validator, shape
from ladderci.splice import (
    Edit,
    SpliceError,
    Written,
    apply,
    offset_of,
    update_review,
    write_together,
    write_whole,
)

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "../../schema/track/one.schema.json"
KINDS = (EvidenceKind("pull-request", "Pull request", ("https://{host}/{owner}/{repo}/pull/{number}",)),)
POLICY = Policy(("github.com",), KINDS)
CYCLE = Cycle("2026-h2", "open", Period(date(2026, 7, 1), date(2026, 12, 31)), date(2027, 1, 15))
RATINGS = (Rating("meets", "", "", "evidence"), Rating("growing", "", "", "evidence"))


def _section(name: str, *expectations: str) -> Section:
    return Section(name, name, "", tuple(Expectation(f"{name}.{e}", f"Says {e}.", required=True) for e in expectations))


RUBRIC = Rubric(
    "track/one",
    "Level one",
    3,
    "",
    RATINGS,
    (
        Area("results", "Results", "🏆", "", (_section("results.ownership", "a", "b", "c"),)),
        Area("craft", "Craft", "🦉", "", (_section("craft.code", "d"), _section("craft.models", "e", "f"))),
    ),
)
A, B, C, D, E, F = (expectation.id for expectation in RUBRIC.required())
HEADER = f"""\
# yaml-language-server: $schema={SCHEMA}
review: 1
rubric: track/one
rubric-version: 3
cycle: 2026-h2
subject: ada
status: draft
"""
ABOUT = "  #: Says {}.\n  #: → Evidence: anything that can be opened or confirmed.\n"


def _requiring(*ids: str) -> Rubric:
    """Return the rubric with only these expectations required."""

    def section(one: Section) -> Section:
        return replace(one, expectations=tuple(replace(e, required=e.id in ids) for e in one.expectations))

    areas = tuple(replace(area, sections=tuple(map(section, area.sections))) for area in RUBRIC.areas)
    return replace(RUBRIC, areas=areas)


def _update(text: str, rubric: Rubric = RUBRIC, schema: str = SCHEMA) -> str:
    document = read("ada.yaml", text.encode())
    return update_review(document, rubric, POLICY, schema).text


def _answers(text: str) -> list[str]:
    return list(read("", text.encode()).keys(("expectations",)))


# --- edits -------------------------------------------------------------------------------------------------------


def test_edits_are_made_by_offset_and_nothing_else_changes() -> None:
    assert apply("abcdef", [Edit(4, 5, "X"), Edit(1, 1, "12"), Edit(1, 1, "3"), Edit(1, 2, "")]) == "a123cdXf"
    assert apply("abc", []) == "abc"


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap at offset 2"):
        apply("abcdef", [Edit(1, 3, ""), Edit(2, 4, "")])


@pytest.mark.parametrize(
    ("line", "column", "offset"), [(1, 1, 0), (2, 1, 3), (2, 2, 4), (3, 1, 5), (4, 1, 7), (4, 9, 8), (9, 1, 8)]
)
def test_a_position_is_found_whatever_the_line_ends(line: int, column: int, offset: int) -> None:
    assert offset_of("a\r\n🏆\rb\nc", Position(line, column)) == offset


# --- additions ---------------------------------------------------------------------------------------------------


def test_a_new_review_is_up_to_date() -> None:
    text = new_review(RUBRIC, POLICY, CYCLE, "ada", SCHEMA)
    assert _update(text) == text


def test_what_became_required_is_added_in_the_place_of_the_ladder_with_its_lines() -> None:
    text = f"{HEADER}expectations:\n  {A}:\n    rating: meets\n\n  {C}: {{}}\n"
    addition = f"\n{ABOUT.format('b')}  {B}:\n    rating:\n    story:\n    evidence:\n"
    craft = "\n  # ─── 🦉 Craft ───\n"
    craft += "".join(
        f"\n{ABOUT.format(one[-1])}  {one}:\n    rating:\n    story:\n    evidence:\n" for one in (D, E, F)
    )
    assert _update(text) == text.replace("meets\n", f"meets\n{addition}", 1) + craft


@pytest.mark.parametrize("first", [(), (A,), (F,), (B, E), (A, B, D, E), (C,), (D,), (A, C, F)])
def test_a_review_that_starts_with_less_ends_up_with_everything_in_the_order_of_the_ladder(
    first: tuple[str, ...],
) -> None:
    text = new_review(_requiring(*first), POLICY, CYCLE, "ada", SCHEMA)
    updated = _update(text)
    assert _answers(updated) == [A, B, C, D, E, F]
    assert Validator(shape(RUBRIC, POLICY)).refusals(read("", updated.encode()).data) == ()
    assert updated.count("─── 🏆 Results ───") == updated.count("─── 🦉 Craft ───") == 1
    assert updated.index("🏆") < updated.index(f"{A}:") < updated.index(f"{C}:") < updated.index("🦉")
    assert updated.index("🦉") < updated.index(f"{D}:")
    assert _update(updated) == updated


def test_an_optional_answer_that_became_required_is_not_added_again() -> None:
    text = f"{HEADER}expectations:\n  {A}:\n    rating: meets\n"
    assert _update(text, _requiring(A)) == text


def test_comments_stay_with_the_answer_that_they_belong_to() -> None:
    text = (
        f"{HEADER}expectations:\n  {A}:\n    story: |\n      done\n    # to do: the numbers\n  # ask grace\n\n"
        f"  # about c\n  {C}:\n    rating: meets\n# the end"
    )
    updated = _update(text, _requiring(A, B, C))
    start, end = text.index("\n  # about c"), len(text) - len("\n  # about c") - text.index("\n  # about c")
    assert updated.startswith(text[:start])
    assert updated.endswith(text[-end:])
    assert _answers(updated) == [A, B, C]
    assert updated.endswith("# the end")


@pytest.mark.parametrize(
    "part",
    [
        "",
        "expectations:\n",
        "expectations:",
        "expectations: {}\n",
        "expectations: {}  # nothing yet\n",
        "expectations: ~\n",
        "expectations: null",
        "expectations:\n  {}\n",
        "expectations:   # soon\n# the end\n",
        "expectations:\nretired: {}\n",
        "retired: {}",
        "work:\n    x:\n        title: one\nexpectations:\n",
        "summary: |+\n  kept\n\n\n",
        "summary: |\n  no line end",
        "summary: one\n...\n",
        "# vim: ft=yaml",
    ],
)
def test_answers_are_added_where_there_are_none_yet(part: str) -> None:
    text = HEADER + part
    updated = _update(text)
    assert _answers(updated) == [A, B, C, D, E, F]
    assert _update(updated) == updated
    kept = re.sub(r"(expectations: )(\{\}|~|null)", r"\1", part).replace("  {}", "")
    for line in kept.splitlines():
        assert line.rstrip() in updated.splitlines()
    before, after = (load.review(read("", one.encode()).data) for one in (text, updated))
    assert before.summary.rstrip("\n") == after.summary.rstrip("\n")
    assert (before.summary == after.summary) or not text.endswith("\n")


def test_additions_are_indented_as_the_file_is() -> None:
    updated = _update(f"{HEADER}expectations:\n    {A}:\n        rating: meets\n", _requiring(A, B))
    assert updated.endswith(f"\n    {B}:\n        rating:\n        story:\n        evidence:\n")
    assert "\n    #: Says b.\n" in updated


def test_line_ends_stay_as_they_are() -> None:
    text = f"{HEADER}expectations:\n  {A}:\n    story: a\ttab\n  {C}:\n    rating: meets".replace("\n", "\r\n")
    updated = _update(text)
    assert updated.count("\n") == updated.count("\r\n") == updated.count("\r")
    assert not updated.endswith("\n")
    assert _answers(updated) == [A, B, C, D, E, F]


@pytest.mark.parametrize("blank", ["", "\n", "\n\n"])
@pytest.mark.parametrize("rubric", [RUBRIC, _requiring(C), _requiring(E)])
def test_no_blank_line_is_added_to_a_text_that_keeps_them(blank: str, rubric: Rubric) -> None:
    text = f"{HEADER}expectations:\n  {B}:\n    story: |+\n      kept\n{blank}  {D}:\n    rating: meets\n"
    updated = _update(text, rubric)
    assert load.review(read("", updated.encode()).data).answer(B) == load.review(read("", text.encode()).data).answer(B)
    assert set(_answers(updated)) == {B, D, *(expectation.id for expectation in rubric.required())}


def test_a_new_area_comes_behind_the_list_of_the_one_before_it() -> None:
    rubric = _requiring(D)
    listed = "".join(f"  {line}\n" for line in optional_list(next(rubric.sections()), {}))
    text = f"{HEADER}expectations:\n  {A}:\n    rating: meets\n\n{listed}"
    assert _update(text, rubric).startswith(text + "\n  # ─── 🦉 Craft ───\n")


# --- what else may change ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rubric-version: 3", "rubric-version: 3"),
        ("rubric-version: 1  # old", "rubric-version: 3  # old"),
        ("rubric-version:   2", "rubric-version:   3"),
        ("rubric-version: '3'", "rubric-version: 3"),
        ("rubric-version:", "rubric-version: 3"),
        ("rubric-version:   # which?", "rubric-version: 3   # which?"),
        ('"rubric-version": 1', '"rubric-version": 3'),
    ],
)
def test_the_version_is_set_and_nothing_beside_it(old: str, new: str) -> None:
    text = HEADER.replace("rubric-version: 3", old)
    assert _update(text, _requiring()) == HEADER.replace("rubric-version: 3", new)


def test_a_version_that_is_missing_is_added_below_the_rubric() -> None:
    assert _update(HEADER.replace("rubric-version: 3\n", ""), _requiring()) == HEADER


def test_the_modeline_is_refreshed_where_it_is_and_added_where_there_is_none() -> None:
    other = "../../schema/cycles/2026-h2/track/one.schema.json"
    assert _update(HEADER, _requiring(), other) == HEADER.replace(SCHEMA, other)
    odd = HEADER.replace("# yaml", "# mine\n\n#   yaml").replace("\nreview", "  and more\nreview")
    assert _update(odd, _requiring(), other) == odd.replace(SCHEMA, other)
    bare = HEADER.split("\n", 1)[1]
    assert _update(bare, _requiring()) == HEADER
    assert _update(bare, _requiring(), "") == bare


def test_lines_of_the_tool_are_refreshed_and_reminders_and_waivers_stay() -> None:
    mine = "  # mine\n  #: waived for you: on leave\n  #: Said otherwise.\n  #: last cycle: growing\n"
    text = f"{HEADER}expectations:\n{mine}  {A}:\n    rating: meets\n"
    fresh = f"  # mine\n{ABOUT.format('a')}  #: waived for you: on leave\n  #: last cycle: growing\n"
    assert _update(text, _requiring()) == text.replace(mine, fresh)


def test_lines_of_the_tool_that_a_person_took_away_stay_away() -> None:
    text = f"{HEADER}expectations:\n  {A}:\n    rating: meets\n"
    assert _update(text, _requiring()) == text


def test_the_list_of_optional_expectations_survives_an_answer_picked_right_below_it() -> None:
    text = new_review(_requiring(), POLICY, CYCLE, "ada", SCHEMA)
    text = text.rstrip("\n") + f"\n  {F}:\n    rating: meets\n"
    assert _update(text, _requiring()) == text


@pytest.mark.parametrize(
    "story",
    [
        f'"first\n  #: looks like a line of the tool"\n  {B}:\n    rating: meets',
        f"|\n      #: words\n      # words\n  {B}:\n    rating: meets",
        f">\n     #: words\n     expectations:\n\n\n  {B}: {{rating: meets}}",
        f"'a\n\n\n  #: b'\n  #: Old.\n  {B}:\n    rating: meets",
    ],
)
def test_what_looks_like_a_line_of_the_tool_inside_a_text_is_the_persons(story: str) -> None:
    text = f"{HEADER}expectations:\n  {A}:\n    story: {story}\n"
    before, after = (load.review(read("", one.encode()).data) for one in (text, _update(text)))
    assert after.answers[0] == before.answers[0]
    assert story.split(B, maxsplit=1)[0].removesuffix("  #: Old.\n  ") in _update(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + f"expectations: {{{A}: {{rating: meets}}}}\n", "has its answers in braces"),
        ("{review: 1, rubric-version: 3}\n", "is written in braces"),
        (HEADER + "expectations: [a]\n", "no answers by id"),
        (HEADER + "expectations: words\n", "no answers by id"),
        (HEADER + "expectations: {\n  # soon\n  }\n", "has its answers in braces"),
        (HEADER + "status: draft\n", "mend what `ladderci check` says"),
        (HEADER + "summary: *alias\n", "mend what `ladderci check` says"),
        ("", "mend what `ladderci check` says"),
        ("- a\n", "is not a review"),
        (HEADER.replace("version: 3", "version: 3\n  words"), "no number as its rubric-version"),
        (HEADER.replace("version: 3", "version: [1]"), "no number as its rubric-version"),
        (HEADER.replace("version: 3", "version: true"), "no number as its rubric-version"),
        ("{}", "is not a review"),
    ],
)
def test_what_cannot_be_edited_is_said_in_one_line(text: str, words: str) -> None:
    with pytest.raises(SpliceError, match=words) as raised:
        _update(text)
    assert "\n" not in str(raised.value)


# --- any review --------------------------------------------------------------------------------------------------

VALUES = st.sampled_from([
    "    rating: meets",
    "    rating:",
    "    rating: 'meets'   # sure?",
    "    story: |\n      one\n\n      #: two\n\n",
    "    story: |+\n      one\n\n\n",
    "    story: |+\n      one",
    "    story: >-\n        folded\n        text\n     # a comment\n",
    '    story: "double\n  #: quoted\n\n    text"',
    "    story: plain\n      text\tgoes on   # until here",
    "    evidence:\n    - acme/ranker#1\n    - link: https://x.example/#2\n      note: |\n        deep\n    # later",
    "    evidence: [acme/ranker#1,\n     acme/ranker#2]\n    # last",
    "    {rating: growing, reason: ~}",
    "    reason: 🏆 été",
    '    "reason": ""\n  # ask\n  # them',
])  # fmt: skip
BETWEEN = st.sampled_from(["", "", "", "\n", "\n\n", "  # mine\n", "\n  # mine\n\n", "  #: old line\n", "# far left\n"])
LISTS = st.sampled_from(["", "  #: Optional in X:\n  #:   x.y.z\n", "  #: Says a.\n", "\n  #: loose\n\n"])
HEADS = st.sampled_from(["", HEADER, "review: 1\n", "# mine\n---\nreview: 1\nrubric-version: 1\n", HEADER + "\n\n"])
PARTS = st.sampled_from(["expectations:\n", "expectations:   # mine\n", "'expectations':\n\n"])
TAILS = st.sampled_from(
    ["", "\n\n", "# end\n", "  # end\n", "retired: {}\n", "\nwork:\n  x:\n    story: |\n     z\n", "   "]
)


@st.composite
def _reviews(draw: st.DrawFn) -> str:
    keys = draw(st.lists(st.sampled_from([A, B, C, D, E, F]), min_size=1, unique=True))
    text = draw(HEADS) + draw(PARTS)
    for key in keys:
        name = draw(st.sampled_from([key, f"'{key}'", f'"{key}"']))
        value = draw(VALUES)
        text += draw(BETWEEN) + draw(LISTS) + f"  {name}:\n{value}".rstrip("\n") + "\n" * (1 + value.count("\n\n"))
    text += draw(TAILS)
    text = text if draw(st.booleans()) else text.rstrip("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|\n|\r", text)


def _persons(text: str) -> list[str]:
    """Return the lines of which every byte belongs to the person."""
    lines = (line for line in _lines(text) if not re.match(r" *#:|rubric-version:|# yaml-language-server", line))
    return [line for line in lines if line.strip()]


def _is_addition(line: str) -> bool:
    return bool(re.fullmatch(r"  [a-z]+\.[a-z]+\.[a-f]:|    (rating|story|evidence):|  # ─── . [A-Z][a-z]+ ───", line))


@given(_reviews(), st.sets(st.sampled_from([A, B, C, D, E, F])))
def test_every_line_of_any_review_survives_in_order_and_only_answers_are_added(text: str, ids: set[str]) -> None:
    document = read("ada.yaml", text.encode())
    assert not document.faults
    rubric = _requiring(*ids)
    updated = _update(text, rubric)
    rest = iter(_persons(updated))
    assert all(line in rest for line in _persons(text))
    added = Counter(_persons(updated)) - Counter(_persons(text))
    assert all(_is_addition(line) for line in added)
    before, after = (load.review(read("", one.encode()).data) for one in (text, updated))
    assert after.rubric_version == rubric.version
    assert before.work == after.work
    missing = sorted(ids - {answer.id for answer in before.answers})
    assert sorted(a.id for a in after.answers if a not in before.answers and not a.rating) == missing or (
        not text.endswith(("\n", "\r"))
    )
    assert [a for a in after.answers if before.answer(a.id)] == list(before.answers) or not text.endswith(("\n", "\r"))
    assert _update(updated, rubric) == updated


@given(_reviews())
def test_outside_of_additions_and_lines_of_the_tool_every_byte_is_the_same(text: str) -> None:
    updated = _update(text, _requiring(), "")
    may_change = re.compile(r"((?<=[\r\n])|\A)( *#:[^\r\n]*|rubric-version: [0-9]+)(\r\n|\n|\r)")
    bare = [may_change.sub("", one) for one in (text, updated)]
    assert bare[0] == bare[1]


# --- writing -----------------------------------------------------------------------------------------------------


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_its_bytes_as_they_are_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "reviews" / "2026-h2" / "ada.yaml"
    write_whole(path, "a: 1\r\nb: 🏆", overwrite=False)
    assert path.read_bytes() == "a: 1\r\nb: 🏆".encode()
    assert _names(path.parent) == ["ada.yaml"]


def test_nothing_is_overwritten_unless_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("old")
    with pytest.raises(FileExistsError):
        write_whole(path, "new", overwrite=False)
    assert path.read_text() == "old"
    write_whole(path, "new", overwrite=True)
    assert path.read_text() == "new"
    assert _names(tmp_path) == ["ada.yaml"]


def test_a_file_that_appears_while_another_is_written_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ada.yaml"
    link = os.link

    def late(source: Path, target: Path) -> None:
        target.write_text("somebody else's")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(FileExistsError):
        write_whole(path, "mine", overwrite=False)
    assert path.read_text() == "somebody else's"
    assert _names(tmp_path) == ["ada.yaml"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("old")
    path.chmod(mode)
    write_whole(path, "new", overwrite=True)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    write_whole(tmp_path / "ada.yaml", "new", overwrite=True)
    assert (tmp_path / "ada.yaml").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_file_keeps_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "ada.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HEADER.encode())
    document = read("ada.yaml", path.read_bytes())
    updated = update_review(document, RUBRIC, POLICY, SCHEMA).text
    write_whole(path, updated, overwrite=True)
    write_whole(path, updated, overwrite=True)
    assert path.read_bytes() == b"\xef\xbb\xbf" + updated.encode()
    assert updated.startswith(HEADER)


@pytest.mark.parametrize("overwrite", [True, False])
def test_nothing_is_written_through_a_link_or_over_what_is_no_file(tmp_path: Path, *, overwrite: bool) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    (tmp_path / "link").symlink_to(target)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    names = _names(tmp_path)
    for name in ("link", "dangling", "folder", "fifo"):
        with pytest.raises(SpliceError, match=r"symbolic link|not a file"):
            write_whole(tmp_path / name, "new", overwrite=overwrite)
    assert target.read_text() == "old"
    assert _names(tmp_path) == names


@pytest.mark.parametrize("step", ["fsync", "fchmod"])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new", overwrite=True)
    assert path.read_text() == "old"
    assert _names(tmp_path) == ["ada.yaml"]


# --- files that belong together ------------------------------------------------------------------------------------


def test_of_files_that_belong_together_all_are_written_or_none(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "first.yaml", tmp_path / "second.yaml"
    write_together([Written(first, "1\n", overwrite=False), Written(second, "2\n", overwrite=False)])
    assert (first.read_text(), second.read_text()) == ("1\n", "2\n")
    (tmp_path / "folder").mkdir()
    with pytest.raises(SpliceError, match="not a file"):
        write_together([Written(first, "3\n", overwrite=True), Written(tmp_path / "folder", "4\n", overwrite=True)])
    with pytest.raises(FileExistsError):
        write_together([Written(first, "3\n", overwrite=True), Written(second, "4\n", overwrite=False)])
    assert (first.read_text(), second.read_text()) == ("1\n", "2\n")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "first.yaml", "folder", "second.yaml"]

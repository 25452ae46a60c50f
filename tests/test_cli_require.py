"""`ladderci rubric require`: what a review has to answer is the organisation's to say, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci import load
from ladderci.document import read
from ladderci.model import Revised
from ladderci.splice import require, revise
from tests.repositories import Repository, one_line, repository, run
from tests.workspace import RUBRIC, RUBRIC_FILE

if TYPE_CHECKING:
    from ladderci.model import Rubric

__all__ = ["repository"]

OPTIONAL = "direction.agility.stay-calm"
RUBRIC_TEXT = """\
# the ladder of the lighthouse
rubric: keeper/k1   # one of two
title: K1
version: 1
ratings:
  meets: {title: Meets, meaning: Does., needs: evidence}
areas:
    light:
        title: Light
        sections:
            flame:
                title: Flame
                expectations:
                    light-lamp:   # the first thing
                        text: >
                            Lights the lamp

                            before dusk.
                        # to be discussed
                        accepts: [pull-request]
                    "trim-wick": {text: 'Trims the wick, early.', accepts: [document],}   # short
                    fill-lamp:
                        required: false  # for now
                        text: Fills the lamp.
                    watch:
                        text: |+
                            Watches.

                    call: {text: Calls, required: true}
"""
IDS = tuple(f"light.flame.{name}" for name in ("light-lamp", "trim-wick", "fill-lamp", "watch", "call"))


def loaded(text: str) -> Rubric:
    return load.rubric(read("k1.yaml", text.encode()).data)


def required(text: str) -> list[str]:
    return [one.id for one in loaded(text).required()]


# --- the text ------------------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(IDS)), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_required_changes_and_every_other_character_stays(
    ids: set[str],
    to: bool,  # noqa: FBT001 (drawn)
    end: str,
    ends: bool,  # noqa: FBT001 (drawn)
) -> None:
    text = (RUBRIC_TEXT if ends else RUBRIC_TEXT.rstrip("\n")).replace("\n", end)
    result = require(read("k1.yaml", text.encode()), ids, required=to)
    expected = [one for one in IDS if (to if one in ids else one in required(text))]
    assert required(result) == expected
    bare = [without_requirement(each) for each in (text, result)]
    assert bare[0] == bare[1]


def without_requirement(text: str) -> list[str]:
    """Return the lines of a rubric but for what it says to be required."""
    for words in (", required: true", ", required: false", "required: true", "required: false"):
        text = text.replace(words, "")
    return [line.rstrip() for line in text.splitlines() if line.strip()]


@given(st.dictionaries(st.sampled_from(IDS), st.builds(Revised, st.integers(1, 99), st.text(min_size=1, max_size=60))))
def test_a_mark_says_since_when_and_what_was_said_and_every_other_character_stays(marks: dict[str, Revised]) -> None:
    marks = {name: mark for name, mark in marks.items() if mark.was.strip() and mark.was.isprintable()}
    once = revise(read("k1.yaml", RUBRIC_TEXT.encode()), marks)
    found = {one.id: one.revised for one in loaded(once).expectations() if one.revised}
    assert found == marks
    assert all(line in once.splitlines() for line in RUBRIC_TEXT.splitlines() if "{text" not in line)
    again = {name: Revised(mark.version + 1, f"{mark.was}!") for name, mark in marks.items()}
    twice = loaded(revise(read("k1.yaml", once.encode()), again))
    assert {one.id: one.revised for one in twice.expectations() if one.revised} == again


# --- the command ---------------------------------------------------------------------------------------------------


def test_it_says_what_is_required_now_and_a_second_time_nothing_changes(repository: Repository) -> None:
    before = repository.read(RUBRIC_FILE)
    result = run("rubric", "require", OPTIONAL)
    assert (result.exit_code, result.stdout.splitlines()[:2]) == (
        0,
        [f"wrote {RUBRIC_FILE}: required from now on", f"  {OPTIONAL}"],
    )
    assert repository.read(RUBRIC_FILE).replace("            required: true\n", "") == before.replace(
        "            required: true\n", ""
    )
    assert run("rubric", "require", OPTIONAL).stdout == f"{RUBRIC_FILE}: nothing to change\n"
    assert run("rubric", "lint").exit_code == 0
    assert f"  {OPTIONAL}\n" in run("rubric", "require", OPTIONAL, "--optional").stdout
    assert OPTIONAL not in required(repository.read(RUBRIC_FILE))


def test_a_whole_section_or_area_can_be_required(repository: Repository) -> None:
    assert run("rubric", "require", "--all-in", "direction.agility").exit_code == 0
    assert run("rubric", "require", "--all-in", "talent").exit_code == 0
    rubric = loaded(repository.read(RUBRIC_FILE))
    wanted = [one for one in rubric.expectations() if one.id.startswith(("direction.agility.", "talent."))]
    assert wanted
    assert all(one.required for one in wanted)


def test_of_several_rubrics_the_one_that_has_it_is_meant(repository: Repository) -> None:
    repository.workspace.write(RUBRIC_TEXT, "rubric/keeper/k1.yaml")
    assert run("rubric", "require", OPTIONAL).exit_code == 0
    assert "wrote rubric/keeper/k1.yaml" in run("rubric", "require", "light.flame.watch").stdout
    repository.workspace.write(RUBRIC_TEXT.replace("k1", "k2"), "rubric/keeper/k2.yaml")
    assert "say which with --rubric: keeper/k1, keeper/k2" in one_line(run("rubric", "require", IDS[0]))
    assert run("rubric", "require", IDS[0], "--rubric", "keeper/k2").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "say what"),
        (("direction.agility",), "direction.agility is not one expectation: --all-in direction.agility means"),
        (("direction.agility.stay-clam",), "has no direction.agility.stay-clam: did you mean"),
        (("--all-in", "direction.agilty"), "no section or area direction.agilty: did you mean direction.agility?"),
        (("--rubric", "nobody/x", OPTIONAL), "there is no rubric nobody/x"),
    ],
)
def test_what_is_not_there_is_said_in_one_line_with_what_was_meant(
    repository: Repository, arguments: tuple[str, ...], says: str
) -> None:
    before = repository.read(RUBRIC_FILE)
    result = run("rubric", "require", *arguments)
    assert result.exit_code == 2
    assert says in one_line(result)
    assert repository.read(RUBRIC_FILE) == before


def test_among_several_rubrics_a_slip_is_told_by_the_one_that_was_probably_meant(repository: Repository) -> None:
    repository.workspace.write(RUBRIC_TEXT, "rubric/keeper/k1.yaml")
    line = one_line(run("rubric", "require", "light.flame.fill-lmap"))
    assert line == "ladderci: keeper/k1 has no light.flame.fill-lmap: did you mean light.flame.fill-lamp?\n"
    (repository.root / "rubric/keeper/k1.yaml").unlink()
    (repository.root / RUBRIC_FILE).unlink()
    assert "there is no rubric in rubric/" in one_line(run("rubric", "require", OPTIONAL))


def test_a_broken_rubric_is_said_in_one_line(repository: Repository) -> None:
    repository.workspace.write("rubric: [", RUBRIC_FILE)
    result = run("rubric", "require", OPTIONAL, "--rubric", RUBRIC)
    assert (result.exit_code, one_line(result)) == (
        3,
        f"ladderci: {RUBRIC_FILE} is broken: `ladderci rubric lint` says how\n",
    )

"""A rubric's comments outlive an import that writes its file anew: none is lost, and none is made of a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.document import read
from ladderci.importing.comments import comments_of, with_comments
from ladderci.importing.rubric_text import written
from tests.changing_ladders import STEPS, Ladder, changed
from tests.ladders import rubric
from tests.workspace import ROOT, RUBRIC_FILE

if TYPE_CHECKING:
    from ladderci.model import Rubric

ANNOTATED = """\
# yaml-language-server: $schema=../../schema/rubric.schema.json
# above all

rubric: track/one   # its id
title: "One #1 # of two"
version: 1
ratings: {meets: {title: Meets, meaning: Does., needs: evidence}}   # a scale of one
areas:
  # results first
  results:
    title: Results
    sections:
      one:
        title: One
        expectations:
          keep:   # the first
            text: |   # in lines
              Keeps # promises.

              # not a comment
            accepts:
              # those that count
              - pull-request   # mostly
              - document
          # nobody asks for this
          ask: {text: "Asks # early."}
# the end
"""


def texts(text: str) -> list[str]:
    return [comment.text for comment in comments_of(read("", text.encode()))]


def test_every_comment_is_known_with_what_it_is_about_and_no_text_is_taken_for_one() -> None:
    keep = ("areas", "results", "sections", "one", "expectations", "keep")
    found = [(comment.path, comment.text) for comment in comments_of(read("", ANNOTATED.encode()))]
    assert found == [
        (("rubric",), "# above all"),
        (("rubric",), "# its id"),
        (("ratings",), "# a scale of one"),
        (("areas", "results"), "# results first"),
        (keep, "# the first"),
        ((*keep, "text"), "# in lines"),
        ((*keep, "accepts"), "# those that count"),
        ((*keep, "accepts"), "# mostly"),
        ((*keep[:-1], "ask"), "# nobody asks for this"),
        ((), "# the end"),
    ]


def test_comments_stand_above_what_they_were_about_and_the_file_says_the_same() -> None:
    before = rubric(ANNOTATED)
    text = with_comments(written(before), comments_of(read("", ANNOTATED.encode())), {})
    assert rubric(text) == before
    assert "# above all\n# its id\nrubric: track/one\n" in text
    assert "          # nobody asks for this\n          ask:\n" in text
    assert text.endswith("\n# the end\n")
    assert with_comments(written(before), comments_of(read("", text.encode())), {}) == text


@pytest.mark.parametrize("file", [RUBRIC_FILE])
def test_the_shipped_ladder_keeps_all_that_its_owners_said_of_it(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    again = with_comments(written(rubric(text)), comments_of(read("", text.encode())), {})
    assert texts(again) == texts(text)
    assert texts(text)


@given(st.integers(1, 8), STEPS, st.data())
def test_whatever_becomes_of_a_ladder_no_comment_is_lost(
    count: int, steps: list[tuple[str, int]], data: st.DataObject
) -> None:
    ladder = Ladder(count)
    annotated = remarked(written(ladder.rubric()), data)
    after: Rubric = changed(ladder, steps).rubric()
    moved = {first: now for first, now in ladder.became.items() if now}
    text = with_comments(written(after), comments_of(read("", annotated.encode())), moved)
    assert rubric(text) == after
    assert Counter(texts(text)) == Counter(texts(annotated))


def remarked(text: str, data: st.DataObject) -> str:
    """Return a rubric's text with remarks above some of its lines and beside others."""
    lines: list[str] = []
    for number, line in enumerate(text.splitlines()):
        kind = data.draw(st.sampled_from(["", "", "", "above", "beside"]))
        if kind == "above":
            lines.append(f"{line[: len(line) - len(line.lstrip())]}# above {number}")
        lines.append(f"{line}  # beside {number}" if kind == "beside" and number and not line.startswith(" ") else line)
    return "\n".join(lines) + "\n"


@given(st.text(" ab#:\n\t'-|>", min_size=1, max_size=40).filter(str.strip))
def test_a_text_of_several_lines_is_written_as_just_itself(words: str) -> None:
    before = rubric(ANNOTATED)
    area = before.areas[0]
    expectation = replace(area.sections[0].expectations[0], guidance=words, examples=(words,))
    section = replace(area.sections[0], title=words, introduction=words, expectations=(expectation,))
    with_words = replace(before, areas=(replace(area, sections=(section,)),))
    assert rubric(written(with_words)) == with_words

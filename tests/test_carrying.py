"""Answers follow their expectation wherever the ladder's owner puts it, or end under `retired`; none is lost."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ladderci.document import read
from ladderci.model import EvidenceKind, Policy
from ladderci.splice import SpliceError, update_review
from tests.changing_ladders import STEPS, Ladder, changed

if TYPE_CHECKING:
    from ladderci.model import Rubric
    from ladderci.splice import Updated

SCHEMA = "../../schema/track/one.schema.json"
POLICY = Policy(("github.com",), (EvidenceKind("pull-request", "Pull request", ("https://{host}/{path}",)),))
HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
review: 1
rubric: track/one
rubric-version: 1
cycle: 2026-h2
subject: ada
status: draft
"""
NOTHING = {"rating": None, "story": None, "evidence": None}
STUB = "\n{in}rating:\n{in}story:\n{in}evidence:\n"
BODIES = (
    " {{rating: meets, story: 'in braces'}}   # flow\n",
    "\n{in}rating: meets\n{in}story: plain   # why\n",
    "\n\n{in}# first\n{in}rating: meets\n\n{in}# between\n{in}story: |\n{in}  one\n\n{in}  #: two\n{in}    three\n",
    "\n{in}story: |+\n{in}  kept\n\n\n",
    "\n{in}story: >-   # folded\n{in}  some\n\n{in}  text\n{in}# behind it\n",
    '\n{in}rating: not-yet\n{in}reason: "double\n{in}  over lines"\n',
    "\n{in}evidence:\n{in}- acme/ranker#1\n{in}- link: https://x.example/#2\n{in}  note: |2-\n{in}      deep\n",
    "\n{in}rating: meets\n{in}story: été 🏆 # weiter\n{in}evidence: [acme/ranker#3,\n{in}  acme/ranker#4]\n",
    "\n{in}# nothing but a thought\n{in}rating:\n",
    STUB,
    STUB,
)
ABOVE = ("", "", "\n", "\n\n", "{at}# mine\n", "\n{at}# apart\n\n", "{at}#: Says something.\n", "# far left\n")
BEHIND = ("", "", "{in}# deeper\n", "{at}# behind\n\n", "\n")
TAILS = (
    "",
    "retired: {}\n",
    "retired:\n",
    "retired:\n    craft.old.one:\n      story: before\n# the end\n",
    "\n# the end\n",
)


@st.composite
def reviews(draw: st.DrawFn, ids: list[str]) -> str:
    """A review in which some expectations are answered, each in some way of writing."""
    step = draw(st.sampled_from([2, 3, 4]))
    at, inner = " " * step, " " * 2 * step
    text = HEAD + draw(st.sampled_from(["", "work: {}\n", "work:\n  a:\n    title: A\n"])) + "expectations:\n"
    answered = draw(st.lists(st.sampled_from(ids), unique=True))
    for name in answered:
        key = draw(st.sampled_from([name, name, f'"{name}"', f"'{name}'"]))
        parts = (
            draw(st.sampled_from(ABOVE)),
            f"{{at}}{key}:",
            draw(st.sampled_from(BODIES)),
            draw(st.sampled_from(BEHIND)),
        )
        text += "".join(parts).replace("{at}", at).replace("{in}", inner).replace("{{", "{").replace("}}", "}")
    text += draw(st.sampled_from(TAILS))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))


def brought_up(text: str, rubric: Rubric) -> Updated:
    return update_review(read("ada.yaml", text.encode()), rubric, POLICY, SCHEMA)


def part(text: str, key: str) -> dict[str, object]:
    data = cast("dict[str, dict[str, object] | None]", read("ada.yaml", text.encode()).data)
    return data.get(key) or {}


def says_something(answer: object) -> bool:
    return isinstance(answer, dict) and any(answer.values())


def written(text: str) -> Counter[str]:
    """Return the lines that a person wrote, without indentation, keys of answers, and what `update` says anew."""
    lines = (line.strip() for line in text.splitlines())
    return Counter(line for line in lines if line and not line.startswith(("#:", "# ───", "rubric-version:")))


@given(st.data())
def test_answers_follow_their_expectation_or_end_under_retired_and_nothing_written_is_lost(data: st.DataObject) -> None:
    ladder = Ladder(data.draw(st.integers(1, 9)))
    text = data.draw(reviews(list(ladder.became)))
    before, whole = part(text, "expectations"), part(f"{text}\n", "expectations")  # a last line may gain its end
    rubric = changed(ladder, data.draw(STEPS)).rubric()
    updated = brought_up(text, rubric)
    answers, retired = part(updated.text, "expectations"), part(updated.text, "retired")
    gone_stubs = set(updated.carried.dropped)
    for name, answer in before.items():
        place = dict(updated.carried.renamed).get(name, name)
        if answer == NOTHING and (name in gone_stubs or name in dict(updated.carried.renamed).values()):
            continue  # nobody has written anything there
        assert name not in gone_stubs
        if name in updated.carried.retired:
            assert retired[name] in (answer, whole[name])
        else:
            assert place == ladder.became[name]
            assert answers[place] in (answer, whole[name])
    assert not {name for name in answers if not rubric.expectation(name)}
    written_to = {
        ladder.became[name] for name, answer in before.items() if says_something(answer) and ladder.became[name]
    }
    # An empty answer with somebody's comment in it keeps its place.
    assert not {name for name in written_to if not says_something(answers[name]) and name not in before}
    lost = written(text) - written(updated.text)
    renamed = {
        key for name in (*chain(*updated.carried.renamed), *gone_stubs) for key in (name, f'"{name}"', f"'{name}'")
    }
    stub_lines = {"rating:", "story:", "evidence:", "retired: {}", "expectations:"}
    assert not {line for line in lost if line.split(":")[0] not in renamed and line not in stub_lines}, updated.text
    assert ("\r" in text) == ("\r" in updated.text)
    assert brought_up(updated.text, rubric).text == updated.text


# --- each case by itself -------------------------------------------------------------------------------------------


def review_of(*answers: str, tail: str = "") -> str:
    return HEAD + "expectations:\n" + "".join(answers) + tail


def answer(name: str, story: str = "What I did.") -> str:
    return f"  # mine: {name}\n  #: Says so.\n  {name}:\n    rating: meets\n    story: {story}\n"


def after(*steps: tuple[str, int]) -> Rubric:
    """Return a ladder of three expectations once its owner has done these things."""
    return changed(Ladder(3), list(steps)).rubric()


ONE, TWO, THREE = Ladder(3).became


def test_a_renamed_answer_stays_where_it_is_and_changes_nothing_but_its_id() -> None:
    text = review_of(answer(ONE), answer(TWO), answer(THREE))
    updated = brought_up(text, after(("rename", 1)))
    assert updated.carried.renamed == ((TWO, "results.two.e4"),)
    expected = text.replace(f"  {TWO}:", "  results.two.e4:").replace("rubric-version: 1", "rubric-version: 2")
    assert strip_tools(updated.text) == strip_tools(expected)


def strip_tools(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#:"))


def test_a_removed_answer_goes_under_retired_with_its_comments() -> None:
    text = review_of(answer(ONE), "\n", answer(TWO), "    # and that is all\n\n", answer(THREE))
    updated = brought_up(text, after(("remove", 1)))
    assert updated.carried.retired == (TWO,)
    moved = answer(TWO) + "    # and that is all\n"
    assert updated.text.endswith(f"\nretired:\n{moved}")
    assert strip_tools(updated.text).count("\n\n") == 2


def test_what_is_retired_joins_what_was_retired_before_as_deep_as_that() -> None:
    text = review_of(answer(ONE), answer(TWO), tail="retired:\n    craft.old.one: {rating: meets}\n# the end\n")
    updated = brought_up(text, after(("remove", 0)))
    assert list(part(updated.text, "retired")) == ["craft.old.one", ONE]
    assert f"\n    {ONE}:\n      rating: meets\n" in updated.text
    assert updated.text.endswith("# the end\n")


def test_of_two_answers_that_become_one_expectation_the_first_is_its_answer_and_the_other_is_retired() -> None:
    text = review_of(answer(ONE, "first"), answer(TWO, "second"))
    updated = brought_up(text, after(("merge", 0), ("merge", 0)))
    assert updated.carried.renamed == ((ONE, THREE),)
    assert updated.carried.retired == (TWO,)
    assert part(updated.text, "retired")[TWO] == {"rating": "meets", "story": "second"}


def test_an_answer_goes_where_only_an_empty_one_stands() -> None:
    empty = f"  {TWO}:\n    rating:\n    story:\n    evidence:\n"
    updated = brought_up(review_of(answer(ONE), empty), after(("merge", 0)))
    assert part(updated.text, "expectations")[TWO] == {"rating": "meets", "story": "What I did."}
    assert updated.text.count(f"  {TWO}:") == 1


def test_of_several_that_become_one_expectation_the_first_that_somebody_wrote_is_its_answer() -> None:
    empty = f"  {ONE}:\n    rating:\n    story:\n    evidence:\n"
    updated = brought_up(review_of(empty, answer(TWO)), after(("merge", 0), ("merge", 0)))
    assert updated.carried.renamed == ((TWO, THREE),)
    assert (updated.carried.dropped, updated.carried.retired) == ((ONE,), ())
    assert part(updated.text, "expectations")[THREE] == {"rating": "meets", "story": "What I did."}


def test_blank_lines_that_would_become_a_texts_own_go_with_what_stood_between() -> None:
    kept = f"  {ONE}:\n    rating: meets\n    story: |+\n      kept\n"
    text = review_of(kept, answer(TWO), "\n\n", answer(THREE))
    updated = brought_up(text, after(("remove", 1)))
    assert part(updated.text, "expectations")[ONE] == {"rating": "meets", "story": "kept\n"}
    assert list(part(updated.text, "retired")) == [TWO]


def test_an_answer_that_nobody_began_is_not_kept_for_an_expectation_that_is_gone() -> None:
    empty = f"  #: Says so.\n  {ONE}:\n    rating:\n    story:\n    evidence:\n"
    updated = brought_up(review_of(empty, answer(TWO)), after(("remove", 0)))
    assert (updated.carried.dropped, updated.carried.retired) == ((ONE,), ())
    assert ONE not in updated.text


@pytest.mark.parametrize("thought", ["    # I should ask Grace\n", "    reason:\n"])
def test_one_with_a_thought_in_it_is_kept(thought: str) -> None:
    begun = f"  {ONE}:\n    rating:\n{thought}    story:\n    evidence:\n"
    updated = brought_up(review_of(begun, answer(TWO)), after(("remove", 0)))
    assert updated.carried.retired == (ONE,)
    assert thought in updated.text


def test_what_the_ladder_never_had_stays_where_it_is() -> None:
    text = review_of(answer("results.one.mispelt"), answer(TWO))
    updated = brought_up(text, after(("remove", 0)))
    assert updated.carried.retired == ()
    assert "results.one.mispelt" in part(updated.text, "expectations")


def test_headings_and_lists_of_the_tool_belong_to_no_answer() -> None:
    own = f"  # ─── 🏆 Results ───\n  #: Optional in One; to pick one:\n  #:   results.one.own\n{answer(ONE)}"
    updated = brought_up(review_of(own, answer(TWO)), after(("remove", 0)))
    head, _, tail = updated.text.partition("retired:\n")
    assert "# ─── 🏆 Results ───" in head
    assert "#:   results.one.own\n" in head
    assert tail == answer(ONE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + f"expectations: {{{ONE}: {{rating: meets}}}}\n", "has its answers in braces"),
        (review_of(answer(ONE), tail=f"retired:\n  {ONE}: {{rating: meets}}\n"), f"`{ONE}` under retired already"),
        (review_of(answer(ONE), tail="retired: {craft.old.one: {rating: meets}}\n"), "in braces"),
        (f"{{review: 1, rubric-version: 1, expectations: {{{ONE}: {{rating: meets}}}}}}\n", "in braces"),
    ],
)
def test_what_cannot_be_moved_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(SpliceError, match=says.replace("`", ".")) as caught:
        brought_up(text, after(("remove", 0)))
    assert "\n" not in str(caught.value)


def test_in_braces_an_answer_can_still_be_renamed() -> None:
    text = HEAD + f"expectations: {{{ONE}: {{rating: meets}}, {TWO}: {{rating: meets}}, {THREE}: {{}}}}\n"
    updated = brought_up(text, after(("rename", 0)))
    assert list(part(updated.text, "expectations")) == ["results.one.e4", TWO, THREE]

"""Ids of imported rubrics: from telling words, unlike each other, and kept for as long as a statement is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ladderci import load
from ladderci.app.linting import lint_rubrics
from ladderci.app.rulebook import Rulebook
from ladderci.comparison import Fate
from ladderci.document import read
from ladderci.importing.matching import ELSEWHERE, SAME_PLACE, Comparable, same_or_reworded
from ladderci.importing.placing import levels
from ladderci.importing.revising import identified
from ladderci.importing.rubric_text import rubric_text, written
from ladderci.model import Removed, Revised, Severity
from ladderci.scaffold import new_review
from ladderci.schema import Validator, shape
from ladderci.source import WorkTree
from ladderci.text import plain
from tests.ladders import (
    HERE,
    OWN,
    PUBLISHED,
    PUBLISHED_FOLDER,
    STARTING,
    STARTING_PAGE,
    as_text,
    level,
    made_up_sections,
    outline,
    rubric,
)
from tests.workspace import CYCLE_FILE, ROOT, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.importing.placed import Level
    from ladderci.model import Expectation, Rubric

needs_published = pytest.mark.skipif(not STARTING.is_file(), reason="the published ladders do not lie beside this one")
SMALL = """\
K1 Keeper
I keep a light.
🔥 Light
Flame
- I light the lamp before dusk falls
- I trim the wick before it smokes
Storm
- I stay awake while the wind blows from the sea
"""


def _imported(text: str, previous: Rubric | None = None, like: Rubric | None = None) -> Rubric:
    return rubric(rubric_text(level(text), "keeper", "k1", previous, like))


def _changes(text: str, previous: Rubric) -> tuple[tuple[Fate, str, str], ...]:
    found = identified(level(text), "keeper/k1", previous).changes
    return tuple((pair.fate, pair.id, pair.was) for pair in found if pair.fate is not Fate.SAME)


def _named(found: Rubric, name: str) -> Expectation:
    return next(expectation for expectation in found.expectations() if expectation.id == name)


def _ids(found: Rubric) -> list[str]:
    return [expectation.id for expectation in found.expectations()]


def test_ids_are_made_of_telling_words() -> None:
    assert _ids(_imported(SMALL)) == [
        "light.flame.light-lamp-dusk-falls",
        "light.flame.trim-wick-smokes",
        "light.storm.stay-awake-wind-blows",
    ]


def test_as_many_words_are_taken_as_tell_two_statements_apart_in_either_order() -> None:
    first, second = "- I carry oil up the stairs in spring", "- I carry oil up the stairs in autumn"
    ids = {
        tuple(sorted(_ids(_imported(f"# K1\n## Oil\n{one}\n{other}\n".replace("# K1", "K1").replace("## ", "")))))
        for one, other in ((first, second), (second, first))
    }
    assert ids == {("oil.oil.carry-oil-stairs-autumn", "oil.oil.carry-oil-stairs-spring")}


def test_two_sections_of_one_name_have_two_ids() -> None:
    [ladder] = levels([outline(HERE / "keeper-2.txt")])
    sections = [section.id for section in identified(ladder, "keeper/k2").rubric.sections()]
    assert sections[-2:] == ["people.visitors", "people.visitors-2"]


def test_a_script_without_latin_letters_gets_ids_that_stay_the_same() -> None:
    text = "灯台守\n🏆 成果\n光\n- 夜通し明かりをともす。\n- 煙が出る前に芯を切る。\n"
    ids = _ids(_imported(text))
    assert len(set(ids)) == 2
    assert all(name.startswith("area-") for name in ids)
    swapped = "灯台守\n🏆 成果\n光\n- 煙が出る前に芯を切る。\n- 夜通し明かりをともす。\n"
    assert sorted(_ids(_imported(swapped))) == sorted(ids)


def test_a_ladders_own_ids_are_kept() -> None:
    hand, _ = levels([outline(HERE / "harbour.yaml")])
    assert _ids(identified(hand, "harbour/hand").rubric) == [
        "mooring.mooring.5f1c9f0e-0001-4a57-9a51-0c5d5a6f7e01",
        "signals.signals.5f1c9f0e-0002-4a57-9a51-0c5d5a6f7e02",
    ]


def test_nothing_is_required_and_the_source_is_verbatim() -> None:
    found = _imported(SMALL)
    assert not list(found.required())
    assert not any(expectation.accepts or expectation.guidance for expectation in found.expectations())
    assert (found.version, found.origin.document, found.origin.wording) == (1, "K1 Keeper", "verbatim")
    assert [rating.id for rating in found.ratings] == ["exceeds", "meets", "growing", "not-yet", "no-opportunity"]


def test_a_reworded_statement_keeps_its_id_and_says_what_it_was() -> None:
    before = _imported(SMALL)
    after = _imported(SMALL.replace("before it smokes", "before it can smoke"), before)
    assert _ids(after) == _ids(before)
    assert after.version == 2
    assert _named(after, "light.flame.trim-wick-smokes").revised == (2, "I trim the wick before it smokes")


def test_case_punctuation_and_the_kind_of_apostrophe_are_no_rewording() -> None:
    before = _imported("K1\n🔥 Light\nFlame\n- I don't let the wick smoke, ever\n")
    after = _imported("K1\n🔥 Light\nFlame\n- I don’t let the Wick smoke - ever.\n", before)
    [expectation] = after.expectations()
    assert (expectation.text, expectation.revised) == ("I don’t let the Wick smoke - ever.", None)
    assert after.version == 2  # since the file's text is another


def test_what_is_gone_is_listed_as_removed_and_what_is_new_is_told() -> None:
    before = _imported(SMALL)
    text = SMALL.replace("- I trim the wick before it smokes\n", "") + "- I write down every ship that passes\n"
    assert _changes(text, before) == (
        (Fate.ADDED, "light.storm.write-ship-passes", ""),
        (Fate.GONE, "light.flame.trim-wick-smokes", "I trim the wick before it smokes"),
    )
    assert _imported(text, before).removed == (
        Removed("light.flame.trim-wick-smokes", 2, "I trim the wick before it smokes"),
    )


def test_a_removed_id_is_never_used_again_even_for_the_same_words() -> None:
    first = _imported(SMALL)
    second = _imported(SMALL.replace("- I trim the wick before it smokes\n", ""), first)
    third = _imported(SMALL, second)
    assert "light.flame.trim-wick-smokes" not in _ids(third)
    assert [gone.id for gone in third.removed] == ["light.flame.trim-wick-smokes"]
    assert third.version == 3


def test_a_statement_that_moved_says_which_id_it_replaces_and_may_move_back() -> None:
    before = _imported(SMALL)
    line = "- I trim the wick before it smokes\n"
    moved = _imported(SMALL.replace(line, "") + line, before)
    assert _named(moved, "light.storm.trim-wick-smokes").replaces == ("light.flame.trim-wick-smokes",)
    assert moved.removed == ()
    back = _imported(SMALL, moved)
    assert _named(back, "light.flame.trim-wick-smokes").replaces == ("light.storm.trim-wick-smokes",)
    assert _ids(back) == _ids(before)


def test_a_removed_expectation_takes_the_ids_that_it_replaced_with_it() -> None:
    line = "- I trim the wick before it smokes\n"
    moved = _imported(SMALL.replace(line, "") + line, _imported(SMALL))
    gone = _imported(SMALL.replace(line, ""), moved)
    assert [removed.id for removed in gone.removed] == ["light.storm.trim-wick-smokes", "light.flame.trim-wick-smokes"]


def test_a_renamed_section_and_a_renamed_area_keep_their_ids() -> None:
    before = _imported(SMALL)
    after = _imported(SMALL.replace("Flame", "Fire").replace("🔥 Light", "🔥 Lamp"), before)
    assert _ids(after) == _ids(before)
    assert [section.title for section in after.sections()] == ["Fire", "Storm"]
    assert after.version == 1


def test_of_two_sections_of_one_name_each_keeps_its_id_when_they_change_places() -> None:
    lines = ("- I show visitors the stairs and the lamp\n", "- I keep the ledger of those who come back\n")
    first, second = (f"K1\n🐚 People\nVisitors\n{one}Visitors\n{other}" for one, other in (lines, lines[::-1]))
    before = _imported(first)
    assert sorted(_ids(_imported(second, before))) == sorted(_ids(before))


def test_what_the_organisation_wrote_is_kept() -> None:
    before = _imported(SMALL)
    area, *_ = before.areas
    section, *others = area.sections
    kept = replace(
        section.expectations[1],
        required=True,
        accepts=("commit",),
        at_least=2,
        guidance="Say which wick.",
        examples=("The wick of May",),
        replaces=("light.flame.wick",),
    )
    ours = replace(section, expectations=(section.expectations[0], kept))
    areas = (replace(area, sections=(ours, *others)),)
    ratings = before.ratings[:2]
    was = replace(before, areas=areas, ratings=ratings, origin=before.origin._replace(licence="MIT"))
    after = _imported(SMALL.replace("before it smokes", "before it can smoke"), was)
    assert _named(after, kept.id) == replace(
        kept, text="I trim the wick before it can smoke", revised=Revised(2, "I trim the wick before it smokes")
    )
    assert (after.ratings, after.origin.licence) == (ratings, "MIT")


def test_an_example_that_was_put_elsewhere_stays_there() -> None:
    [ladder] = levels([outline(HERE / "boatswain.md")])
    before = identified(ladder, "boat/l3").rubric
    deck = before.areas[1].sections[0]
    first, last = deck.expectations
    moved = replace(
        deck, expectations=(replace(first, examples=last.examples[:1]), replace(last, examples=last.examples[1:]))
    )
    areas = (before.areas[0], replace(before.areas[1], sections=(moved,)), before.areas[2])
    was = replace(before, areas=areas)
    assert identified(ladder, "boat/l3", was).rubric == was


def test_the_ids_of_another_level_are_taken_over_and_none_is_given_to_other_words() -> None:
    other = _imported(SMALL.replace("before it smokes", "before smoke can rise").replace("K1", "K2"))
    mine = _imported(SMALL + "- I trim the wick of the lamp on the far side of the rock\n", like=other)
    assert set(_ids(other)) < set(_ids(mine))
    [new] = set(_ids(mine)) - set(_ids(other))
    assert new.startswith("light.storm.trim-wick")


def test_an_id_of_the_older_version_wins_over_one_of_another_level() -> None:
    before = _imported(SMALL)
    other = replace(before, areas=tuple(replace(area, id="lamp") for area in before.areas))
    assert _imported(SMALL, before, other) == before


def test_thresholds_tell_rewordings_from_phrases_that_ladders_share() -> None:
    old = [Comparable("I work with my manager to navigate complex and ambiguous situations", "agility")]
    phrase = Comparable("I work with my manager to prioritize tasks that matter most to customers", "impact")
    reworded = Comparable("I work with my team to navigate complex and unclear situations", "agility")
    assert same_or_reworded([phrase], old) == {}
    assert same_or_reworded([phrase, reworded], old) == {1: 0}
    assert SAME_PLACE < ELSEWHERE


def test_each_statement_is_matched_to_one_other_and_the_most_alike_pair_first() -> None:
    old = [Comparable("I trim the wick before dusk", "a"), Comparable("I trim the wick before it smokes", "a")]
    new = [
        Comparable("I trim the wick before it smokes much", "a"),
        Comparable("I trim the wick before dusk falls", "a"),
    ]
    assert same_or_reworded(new, old) == {0: 1, 1: 0}
    assert same_or_reworded(new, old[:1]) == {1: 0}


@needs_published
@pytest.mark.parametrize(("lower", "same"), [(1, 11), (2, 10), (3, 20)])
def test_levels_next_to_each_other_have_as_many_statements_in_common_as_counted_by_hand(lower: int, same: int) -> None:
    folder = PUBLISHED_FOLDER / "dropbox" / "text"
    below, above = (
        levels([outline(folder / f"machine-learning-engineer-ic{number}.txt")])[0] for number in (lower, lower + 1)
    )
    left = [plain(statement.words) for statement in below.statements()]
    common = [text for statement in above.statements() if (text := plain(statement.words)) in left]
    assert len(common) == same
    under = identified(below, "mle/below").rubric
    over = identified(above, "mle/above", like=under).rubric
    texts = {expectation.id: plain(expectation.text) for expectation in under.expectations()}
    assert sum(texts.get(item.id) == plain(item.text) for item in over.expectations()) == same


@needs_published
def test_text_and_page_of_the_starting_ladder_give_the_same_bytes() -> None:
    text, page = (rubric_text(levels([outline(path)])[0], "mle", "ic2") for path in (STARTING, STARTING_PAGE))
    assert text == page


def test_text_and_page_of_a_ladder_give_the_same_bytes() -> None:
    paths = (HERE / "keeper-2.txt", HERE / "keeper-2.html")
    text, page = (rubric_text(levels([outline(path)])[0], "keeper", "k2") for path in paths)
    assert text == page


@pytest.mark.parametrize("path", [*OWN, *PUBLISHED], ids=lambda path: f"{path.parent.name}-{path.name}")
def test_lint_schema_and_new_accept_every_imported_ladder(path: Path, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path)
    found = levels([outline(path)])
    for ladder in found:
        workspace.write(rubric_text(ladder, "imported", ladder.name), f"rubric/imported/{ladder.name}.yaml")
    report = lint_rubrics(WorkTree(tmp_path))
    assert [finding for finding in report.findings if finding.severity is not Severity.WARNING] == []
    rulebook = Rulebook(WorkTree(tmp_path))
    for ladder in found:
        _is_accepted(rulebook, ladder)


def _is_accepted(rulebook: Rulebook, ladder: Level) -> None:
    made, policy = rulebook.rubric(f"imported/{ladder.name}").value, rulebook.policy().value
    cycle = load.cycle(read("", (ROOT / CYCLE_FILE).read_bytes()).data)
    assert made
    assert policy
    assert rubric(written(made)) == made
    assert identified(ladder, made.id, made).rubric == made
    review = new_review(made, policy, cycle, "ada-quill", "../schema.json")
    document = read("ada-quill.yaml", review.encode())
    assert document.faults == ()
    assert Validator(shape(made, policy)).refusals(document.data) == ()


@given(made_up_sections())
@settings(max_examples=40, deadline=None)
def test_ids_are_unlike_slugs_and_importing_again_changes_nothing(sections: list[list[str]]) -> None:
    ladder = level(as_text(sections))
    text = rubric_text(ladder, "keeper", "k4")
    found = rubric(text)
    names = [name.replace("-", "") for name in _ids(found)]
    assert len(set(names)) == len(names) == sum(map(len, sections))
    assert rubric_text(ladder, "keeper", "k4", found) == text
    assert rubric_text(ladder, "keeper", "k4", found, found) == text
    assert {change.fate for change in identified(ladder, "keeper/k4", found).changes} == {Fate.SAME}


@given(made_up_sections(), st.data())
@settings(max_examples=40, deadline=None)
def test_rewording_one_word_keeps_the_id(sections: list[list[str]], data: st.DataObject) -> None:
    before = identified(level(as_text(sections)), "keeper/k4").rubric
    number = data.draw(st.integers(0, len(sections) - 1))
    at = data.draw(st.integers(0, len(sections[number]) - 1))
    words = sections[number][at].split()
    words[data.draw(st.integers(0, len(words) - 1))] = "otherwise"
    reworded = [list(statements) for statements in sections]
    reworded[number][at] = " ".join(words)
    after = identified(level(as_text(reworded)), "keeper/k4", before).rubric
    assert _ids(after) == _ids(before)
    [revised] = [expectation for expectation in after.expectations() if expectation.revised]
    assert plain(revised.revised.was) == plain(sections[number][at]) if revised.revised else False
    assert after.version == 2


def test_two_thousand_statements_of_which_each_is_reworded_keep_their_ids() -> None:
    sections = [
        [f"I carry the barrel numbered {100 * part + number} up to the lamp" for number in range(100)]
        for part in range(20)
    ]
    before = identified(level(as_text(sections)), "keeper/k4").rubric
    reworded = [[statement.replace("carry", "roll") for statement in statements] for statements in sections]
    assert _ids(identified(level(as_text(reworded)), "keeper/k4", before).rubric) == _ids(before)

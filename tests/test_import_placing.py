"""Every text of a published ladder has one place in a rubric, or is listed as not placed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ladderci.importing.outline import Block, UnreadableLadderError
from ladderci.importing.placed import Counts
from ladderci.importing.placing import levels
from tests.ladders import (
    HERE,
    OWN,
    PUBLISHED,
    STARTING,
    STARTING_PAGE,
    as_text,
    level,
    made_up_sections,
    made_up_words,
    outline,
    outline_of_text,
    put_together,
    said,
    words,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.importing.placed import Level

needs_published = pytest.mark.skipif(not STARTING.is_file(), reason="the published ladders do not lie beside this one")
every_ladder = pytest.mark.parametrize("path", [*OWN, *PUBLISHED], ids=lambda path: f"{path.parent.name}-{path.name}")


def _titles(level: Level) -> list[tuple[str, list[str]]]:
    return [(area.title.words, [section.title.words for section in area.sections]) for area in level.areas]


@needs_published
@pytest.mark.parametrize("path", [STARTING, STARTING_PAGE], ids=["text", "html"])
def test_the_starting_ladder_has_5_areas_14_sections_51_expectations_and_3_level_sections_with_5(path: Path) -> None:
    [ladder] = levels([outline(path)])
    assert ladder.counts() == Counts(5, 14, 51)
    assert ladder.counts(of_level=True) == Counts(1, 3, 5)
    assert {missing.why for missing in ladder.not_placed} <= {"belongs to the page and not to the ladder"}
    assert [term for term, _ in ladder.glossary] == ["ML development lifecycle"]


@every_ladder
def test_the_texts_of_a_ladder_put_back_together_are_the_files(path: Path) -> None:
    source = outline(path)
    found = levels([source])
    marks = {node.key for node in source.nodes if node.block is Block.FOOTNOTE}  # a term where there is no other
    if len(found) == 1:
        assert [word for word in words(put_together(found[0])) if word not in marks] == said(source)
    else:
        parts = [Counter(words(put_together(ladder))) for ladder in found]
        assert set(said(source)) <= {word for part in parts for word in part}
        assert not any(part - Counter(said(source)) for part in parts)


def test_the_page_and_its_copied_text_are_placed_alike() -> None:
    [text], [page] = (levels([outline(HERE / f"keeper-2.{ending}")]) for ending in ("txt", "html"))
    assert _titles(text) == _titles(page)
    assert [statement.words for statement in text.statements()] == [statement.words for statement in page.statements()]


def test_what_stands_before_the_first_area_describes_the_level() -> None:
    [ladder] = levels([outline(HERE / "keeper-2.txt")])
    assert ladder.areas[0].key == "level"
    assert [section.title.words for section in ladder.areas[0].sections] == [
        "Scope",
        "Collaborative Reach",
        "Impact Levers",
    ]
    assert ladder.areas[0].sections[1].introduction[0].words == "Who hears from me, and how far along the coast"


def test_a_lone_dash_belongs_to_the_next_line_and_a_starred_line_is_a_footnote() -> None:
    [ladder] = levels([outline(HERE / "keeper-2.txt")])
    assert ladder.areas[1].sections[0].statements[-1].words == "I clean the lenses* every morning"
    [(term, text)] = ladder.glossary
    assert (term, text.words) == ("lenses", "are the rings of glass around the lamp, and the mirror behind it.")


def test_an_area_keeps_its_icon_and_its_introduction() -> None:
    people = next(iter(levels([outline(HERE / "keeper-2.html")]))).areas[2]
    assert (people.icon, people.title.words) == ("🐚", "People")
    assert [text.words for text in people.introduction] == ["I am the first whom a stranger meets on this coast."]


def test_two_sections_of_one_name_stay_two() -> None:
    [ladder] = levels([outline(HERE / "keeper-2.txt")])
    assert [len(section.statements) for section in ladder.areas[2].sections] == [2, 1]


def test_a_title_above_the_areas_is_listed_with_its_line_and_a_reason() -> None:
    [ladder] = levels([outline(HERE / "keeper-2.txt")])
    [missing] = ladder.not_placed
    assert (missing.line, missing.words) == (12, "Core Responsibilities")
    assert missing.why


def test_an_area_without_sections_has_one_of_its_own_name() -> None:
    [ladder] = levels([outline(HERE / "boatswain.md")])
    assert _titles(ladder) == [("Level", ["Level"]), ("Deck", ["Deck"]), ("Weather", ["Weather"])]


def test_examples_that_fold_stand_with_the_statement_before_them_and_a_doubt_says_so() -> None:
    [ladder] = levels([outline(HERE / "boatswain.md")])
    deck, weather = ladder.areas[1:]
    assert [len(statement.examples) for statement in deck.sections[0].statements] == [0, 2]
    assert [len(statement.examples) for statement in weather.sections[0].statements] == [1]
    assert [doubt.line for doubt in ladder.doubts] == [16]


def test_one_file_of_yaml_holds_several_levels_with_their_ids_and_examples() -> None:
    hand, pilot = levels([outline(HERE / "harbour.yaml")])
    assert [(ladder.name, ladder.title.words, ladder.counts()) for ladder in (hand, pilot)] == [
        ("hand", "Harbour Hand", Counts(2, 2, 2)),
        ("pilot", "Pilot", Counts(1, 1, 1)),
    ]
    first = hand.areas[0].sections[0].statements[0]
    assert first.key == "5f1c9f0e-0001-4a57-9a51-0c5d5a6f7e01"
    assert [text.words for text in first.examples] == ["Tied up the ferry in a swell", "Mended a fender"]
    assert [text.words for text in hand.areas[0].introduction] == ["Makes ships fast."]
    assert [missing.words for missing in pilot.not_placed] == ["Expert"]


def test_the_columns_of_a_table_are_levels_and_its_rows_sections() -> None:
    rower, stroke = levels([outline(HERE / "oars.md")])
    assert (rower.name, stroke.name) == ("l1", "l2")
    assert _titles(rower) == [("Stroke", ["Timing", "Reach"])]
    assert [statement.words for statement in stroke.statements()] == [
        "Sets the beat for the others.",
        "Shows others a level blade.",
    ]


def test_a_bold_sentence_below_the_title_is_the_summary_and_no_heading() -> None:
    ladder = level("# K2\n**Keeps one light burning through any night**\n\n**Oars**\n\n- Rows well.\n", "k2.md")
    assert [text.words for text in ladder.summary] == ["Keeps one light burning through any night"]
    assert _titles(ladder) == [("Oars", ["Oars"])]


def test_lines_that_lost_their_marks_are_statements_and_not_a_row_of_headings() -> None:
    lines = ["Keeps the light burning", "Trims the wick", "Cleans the glass", "Watches the sea", "Counts the ships"]
    ladder = level("\n".join(["Keeper", *lines]) + "\n")
    assert [statement.words for statement in ladder.statements()] == lines


def test_more_levels_than_any_ladder_has_are_refused_in_one_line() -> None:
    columns = "".join(f" L{number} |" for number in range(70))
    table = f"| |{columns}\n|---|{'---|' * 70}\n| Oars |{' Rows. |' * 70}\n"
    with pytest.raises(UnreadableLadderError, match=r"^oars\.md: 70 levels in one file, more than 60$"):
        levels([outline_of_text(table, "oars.md")])


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("- Rows well.\n- Steers well.\n", [("Expectations", ["Expectations"])]),
        ("# K1\n## Oars\n- Rows well.\n", [("Oars", ["Oars"])]),
        (
            "# K1\n## Work\n### Boat\n#### Oars\n- Rows.\n### Quay\n#### Rope\n- Ties.\n",
            [("Boat", ["Oars"]), ("Quay", ["Rope"])],
        ),
        ("# K1\n- **Oars**\n  - Rows well.\n- **Rope**\n  - Ties well.\n", [("Oars", ["Oars"]), ("Rope", ["Rope"])]),
        (
            "K1\nBoat\nOars\n- Rows well.\nRope\n- Ties well.\nQuay\nBells\n- Rings.\n",
            [("Boat", ["Oars", "Rope"]), ("Quay", ["Bells"])],
        ),
        ("# K1\n## Oars\nRows well, in any wind.\n\nSteers well.\n", [("Oars", ["Oars"])]),
    ],
    ids=["no headings", "one area", "headings above areas", "nested lists", "bare lines", "paragraphs"],
)
def test_areas_and_sections_are_found_without_the_help_of(text: str, titles: list[tuple[str, list[str]]]) -> None:
    ladder = level(text, "ladder.md" if "#" in text else "ladder.txt")
    assert _titles(ladder) == titles
    assert words(put_together(ladder)) == said(outline_of_text(text, "ladder.md" if "#" in text else "ladder.txt"))


def test_levels_below_every_area_are_told_apart() -> None:
    text = "# Crew\n## Oars\nAll row.\n### Level 1\n- Rows.\n### Level 2\n- Leads.\n## Rope\n### Level 1\n- Ties.\n"
    first, second = levels([outline_of_text(text, "crew.md")])
    assert [statement.words for statement in first.statements()] == ["Rows.", "Ties."]
    assert [statement.words for statement in second.statements()] == ["Leads."]
    assert first.document == "Crew"


def test_a_file_without_statements_is_refused_in_one_line() -> None:
    with pytest.raises(UnreadableLadderError, match=r"^empty\.md: no statements found[^\n]*$"):
        levels([outline_of_text("# Title\n", "empty.md")])


def test_a_statement_longer_than_a_rubrics_text_is_parted_at_the_ends_of_sentences() -> None:
    sentences = [f"Sentence {number} is about {'very ' * 20}little." for number in range(12)]
    ladder = level(f"# K1\n## Oars\n- {' '.join(sentences)}\n", "k1.md")
    parts = [statement.words for statement in ladder.statements()]
    assert " ".join(parts) == " ".join(sentences)
    assert all(len(part) <= 600 and part.endswith(".") for part in parts)
    assert len(ladder.doubts) == 1


def test_the_order_of_the_files_does_not_matter() -> None:
    outlines = [outline(path) for path in OWN]
    assert levels(outlines) == levels(outlines[::-1])


@given(made_up_sections())
@settings(max_examples=40, deadline=None)
def test_placing_loses_and_invents_no_word_whatever_the_script(sections: list[list[str]]) -> None:
    text = as_text(sections)
    ladder = level(text)
    assert words(put_together(ladder)) == said(outline_of_text(text))
    assert [statement.words for statement in ladder.statements()] == [
        " ".join(statement.split()) for section in sections for statement in section
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "# ", "## ", "### ", "- ", "  - ", "> ", "**"]), made_up_words(1, 14)),
        min_size=1,
    )
)
@settings(max_examples=40, deadline=None)
def test_of_any_markdown_every_word_is_placed_or_listed(lines: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{mark}{line}{mark if mark == '**' else ''}\n" for mark, line in lines)
    source = outline_of_text(text, "any.md")
    try:
        found = levels([source])
    except UnreadableLadderError:
        return
    assert Counter(words(put_together(found[0]))) == Counter(said(source))


def test_two_thousand_statements_are_placed() -> None:
    sections = [
        [f"I carry the barrel number {100 * part + number} up the stairs" for number in range(100)]
        for part in range(20)
    ]
    ladder = level(as_text(sections))
    assert sum(ladder.counts()[2:]) == 2000


def test_rows_of_a_table_may_be_the_levels() -> None:
    text = "| Level | Oars | Rope |\n|---|---|---|\n| L1 | Rows. | Ties. |\n| L2 | Leads. | Splices. |\n"
    first, second = levels([outline_of_text(text, "crew.md")])
    assert (_titles(first), first.title.words) == ([("Oars", ["Oars"]), ("Rope", ["Rope"])], "L1")
    assert [statement.words for statement in second.statements()] == ["Leads.", "Splices."]


def test_a_table_may_say_what_each_row_means_and_give_examples() -> None:
    table = "| Skill | Description | Examples |\n|---|---|---|\n| Oars | Rows well. | The race |\n"
    text = f"# K1\n\n{table}\nThe end of it.\n"
    ladder = level(text, "k1.md")
    assert _titles(ladder) == [("Oars", ["Oars"])]
    [statement] = ladder.statements()
    assert (statement.words, [example.words for example in statement.examples]) == ("Rows well.", ["The race"])
    assert sorted(words(put_together(ladder))) == sorted(said(outline_of_text(text, "k1.md")))


def test_a_glossary_becomes_terms_and_what_explains_none_is_listed() -> None:
    terms = "- Oar: a pole with a blade\n- Nothing of that sort\n### Bow\nThe front.\n### Aft\n"
    text = f"# K1\n## Oars\n- Rows well.\n## Glossary\n{terms}"
    ladder = level(text, "k1.md")
    assert [(term, told.words) for term, told in ladder.glossary] == [
        ("Oar", "a pole with a blade"),
        ("Bow", "The front."),
    ]
    assert [missing.words for missing in ladder.not_placed] == ["Glossary", "Nothing of that sort", "Aft"]


def test_a_term_that_is_explained_twice_is_explained_by_the_first() -> None:
    ladder = level("# K1\n## Oars\n- Rows well.\n## Terms\n- Oar: a pole\n- Oar: a stick\n", "k1.md")
    assert [(term, told.words) for term, told in ladder.glossary] == [("Oar", "a pole")]
    assert ("Oar a stick") in [missing.words for missing in ladder.not_placed]


@pytest.mark.parametrize(
    ("note", "term", "words_of_it"),
    [
        ("* Blades: what the water sees", "Blades", "what the water sees"),
        ("* only in summer", "*", "only in summer"),
    ],
)
def test_a_footnote_whose_term_is_not_sure_is_kept_and_doubted(note: str, term: str, words_of_it: str) -> None:
    ladder = level(f"K1\nOars\n- I row with both hands*\n{note}\n")
    assert [(name, told.words) for name, told in ladder.glossary] == [(term, words_of_it)]
    assert [doubt.line for doubt in ladder.doubts] == [4]


def test_a_further_paragraph_of_a_point_goes_on_with_it() -> None:
    text = "# K1\n## Oars\n- Rows well.\n\n  In any wind.\n\n- Steers.\n  - The race\n\n    of May\n"
    ladder = level(text, "k1.md")
    first, second = ladder.statements()
    assert first.words == "Rows well. In any wind."
    assert [example.words for example in second.examples] == ["The race of May"]


def test_a_paragraph_behind_the_statements_is_doubted() -> None:
    ladder = level("# K1\n## Oars\n- Rows well.\n\nAll of this in any wind, whatever the sea may do.\n", "k1.md")
    assert [text.line for text in ladder.areas[0].introduction] == [5]
    assert [doubt.line for doubt in ladder.doubts] == [5]


def test_what_a_rubric_has_no_room_for_is_listed() -> None:
    long = "very " * 500 + "long."
    ladder = level(f"# K1\n{long}\n## Oars\n- Rows well.\n  - An example that is {long}\n", "k1.md")
    assert ladder.summary == ()
    assert [missing.line for missing in ladder.not_placed] == [2, 5]


def test_a_statement_of_one_endless_word_is_parted_as_well() -> None:
    ladder = level("K1\nOars\n- " + "灯" * 1300 + "\n")
    assert [len(statement.words) for statement in ladder.statements()] == [600, 600, 100]


def test_a_deeper_heading_than_a_rubric_has_makes_a_section_beside_the_one_above() -> None:
    text = "# K1\n## Boat\n### Oars\n- Rows well.\n#### Blades\n- Feathers them.\n### Rope\n- Ties.\n### Bells\n"
    ladder = level(text, "k1.md")
    assert _titles(ladder) == [("Boat", ["Oars", "Blades", "Rope"])]
    assert [doubt.line for doubt in ladder.doubts] == [5]
    assert [missing.words for missing in ladder.not_placed] == ["Bells"]


def test_a_folded_block_with_a_name_of_its_own_is_a_heading_up_to_its_end() -> None:
    text = (
        "# K1\n## Boat\n<details>\n<summary>Oars</summary>\n\n- Rows well.\n\n</details>\n\n"
        "<details>\n<summary>Rope</summary>\n\n- Ties.\n\n</details>\n"
    )
    assert _titles(level(text, "k1.md")) == [("Boat", ["Oars", "Rope"])]


def test_a_name_that_is_longer_than_a_rubrics_titles_is_cut_and_listed_in_full() -> None:
    name = "Rowing " * 30 + "well"
    ladder = level(f"themes:\n  - name: {name}\n    expectations: [Rows against the tide.]\n", "k1.yaml")
    assert all(len(area.title.words) <= 120 for area in ladder.areas)
    assert name in [missing.words for missing in ladder.not_placed] + [text.words for text in ladder.summary]

"""Ladders of shapes that nobody had in mind when the readers were written are read as a person would read them.

They are made up, each in the manner of its family and unlike the others in its structure.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from click.testing import CliRunner

from ladderci.app.linting import lint_rubrics
from ladderci.cli import main
from ladderci.importing.placing import levels
from ladderci.source import WorkTree
from tests.ladders import HERE, outline, outline_of_text, put_together
from tests.workspace import CYCLE_FILE, REVIEW, RUBRIC, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.importing.placed import Level

Areas = dict[str, dict[str, int]]
"""Of each area its sections, and of each section how many statements it has."""


class Expected(NamedTuple):
    """What a careful person finds in a ladder."""

    levels: dict[str, tuple[str, Areas]]
    """By its id the title and the areas of each level."""
    not_placed: tuple[str, ...]
    """What is of the page, or about the ladder; each the text as a whole."""
    examples: int = 0


def _alone(**areas: int) -> Areas:
    """Return areas that have one section each, of their own names."""
    titles = {name.replace("_", " "): count for name, count in areas.items()}
    return {title: {title: count} for title, count in titles.items()}


FERROW: Final = Expected(
    {
        "p3": (
            "P3 – Senior Backend Engineer",
            {
                "Shipping": {"Planning and estimation": 3, "Quality": 4, "Operations": 3},
                "Systems": {"Design": 4, "Performance & cost": 2, "Security": 2},
                # Nothing in the text says that the last heading is of another rank than those before it.
                "People": {"Mentoring": 2, "Communication": 3, "Hiring": 2, "Ferrow values": 3},
            },
        )
    },
    (
        *("Skip to main content", "Ferrow", "Product", "Pricing", "Careers", "Engineering Blog", "Search"),
        "We use cookies to remember your settings and to count visits. Accept all Reject Manage preferences",
        "Home / Careers / How we grow / Backend Engineering",
        *("On this page", "Summary", "Shipping", "Systems", "People", "Ferrow values"),
        "Last updated on 14 May 2025 · 6 min read",
        *("Was this page helpful?", "Yes", "No", "Previous", "P2 – Backend Engineer"),
        *("Next", "P4 – Staff Backend Engineer", "© 2025 Ferrow Ltd. All rights reserved.", "Privacy", "Terms"),
    ),
    examples=3,
)
KESTREL: Final = Expected(
    {
        "level-1": ("Level 1: Associate Platform Engineer", _alone(Building=3, Running=2, Working_together=3)),
        "level-2": ("Level 2: Platform Engineer", _alone(Building=4, Running=3, Working_together=3)),
        "level-3": ("Level 3: Senior Platform Engineer", _alone(Building=3, Running=3, Working_together=4, Leading=2)),
    },
    (
        *("KESTREL SYSTEMS", "Platform Engineering Career Ladder"),
        "Version 3.2 - approved by the Engineering Council",
        *("Contents", "About this document ............ 1", "Level 1: Associate Platform Engineer ............ 2"),
        *("Level 2: Platform Engineer ............ 3", "Level 3: Senior Platform Engineer ............ 5"),
        "About this document",
        (
            "This ladder describes what we expect of platform engineers at each level. "
            "It is a guide for conversations, not a list to tick off."
        ),
        "Kestrel Systems - Internal - Page 6 of 6",
    ),
)
LUMENFOLD: Final = Expected(
    {
        "frontend-engineer-ii": (
            "Frontend Engineer II",
            {
                "Craft": {"Code": 3, "Accessibility": 3, "Design sense": 2},
                "Impact": {"Delivery": 4, "Customers": 3},
                "Team": {"Collaboration": 3, "Growth": 3},
            },
        )
    },
    ("See also", "Frontend Engineer I", "Frontend Engineer III", "Edit this page on GitHub"),
)
MARROW: Final = Expected(
    {
        "site-reliability-engineer-4": (
            "Site Reliability Engineer 4",
            {
                "Reliability": {"Service levels": 3, "Incidents": 3, "Capacity": 2},
                "Engineering": {"Automation": 3, "Observability": 3, "Software design": 2},
                "People": {"Teaching": 2, "Influence": 3},
            },
        )
    },
    (
        *("This site stores cookies.", "Fine", "No, thanks", "Marrow Handbook", "People", "Engineering", "Finance"),
        *("Levels", "SRE 3", "SRE 4", "SRE 5", "Home › Engineering › SRE 4"),
        *("How to use this page", "Read it with your manager twice a year. It is not a checklist."),
        *("© Marrow 2025", "Imprint", "Privacy"),
    ),
    examples=3,
)
OXBOW: Final = Expected(
    {
        "m1": (
            "Engineer (M1)",
            {
                "Execution": {"Planning": 1, "Delivery": 2, "Quality": 1},
                "Mobile craft": {"Platforms": 1, "Architecture": 1},
                "Working with people": {"Feedback": 1},
            },
        ),
        "m2": (
            "Engineer (M2)",
            {
                "Execution": {"Planning": 1, "Delivery": 2, "Quality": 2},
                "Mobile craft": {"Platforms": 1, "Architecture": 2, "Releases": 1},
                "Working with people": {"Feedback": 1, "Mentoring": 1},
            },
        ),
        "m3": (
            "Senior Engineer (M3)",
            {
                "Execution": {"Planning": 1, "Delivery": 3, "Quality": 1},
                "Mobile craft": {"Platforms": 1, "Architecture": 2, "Releases": 2},
                "Working with people": {"Feedback": 1, "Mentoring": 1},
            },
        ),
    },
    (
        *("Oxbow Engineering Blog Jobs", "Area", "Competency", "—", "N/A", "Releases", "Mentoring"),
        *("Questions? Ask in #mobile-careers.", "Made with love by the Oxbow people team"),
    ),
)
TESSEL: Final = Expected(
    {
        "e5": (
            "Staff Engineer (E5)",
            {
                "Technical direction": {"Strategy": 3, "Architecture": 3},
                "Execution": {"Projects": 3, "Reliability": 3, "Pragmatism": 2},
                "Leverage": {"Teaching": 3, "Influence": 3, "Hiring": 2},
            },
        )
    },
    (
        *("Staff Engineer", "E5", "individual-contributor", "engineering-enablement", "2025-09-30"),
        *("tags:", "- careers", "- engineering", "← All levels | E4 Senior Engineer | E6 Principal Engineer"),
        *("Table of contents", "Technical direction", "Execution", "Leverage", "What this can look like"),
        *("Frequently asked questions", "Do I need to do all of this?"),
        "No. Talk to your manager about which parts fit the coming half year.",
        "Licensed under CC BY 4.0. Edit this page through a pull request.",
    ),
    examples=7,
)
POLDER: Final = Expected(
    {
        "d1": (
            "D1 Data Engineer",
            {
                "Pipelines": {"Ingestion": 1, "Transformation": 1, "Operations": 1},
                "Data quality": {"Testing": 1, "Documentation": 1, "Privacy": 1},
                "Collaboration": {"Analysts": 1},
            },
        ),
        "d2": (
            "D2 Data Engineer",
            {
                "Pipelines": {"Ingestion": 2, "Transformation": 1, "Operations": 2},
                "Data quality": {"Testing": 1, "Documentation": 2, "Privacy": 1},
                "Collaboration": {"Analysts": 1, "Mentoring": 1},
            },
        ),
        "d3": (
            "D3 Senior Data Engineer",
            {
                "Pipelines": {"Ingestion": 2, "Transformation": 1, "Operations": 1},
                "Data quality": {"Testing": 1, "Documentation": 1, "Privacy": 1},
                "Collaboration": {"Analysts": 1, "Mentoring": 2},
            },
        ),
    },
    ("Mentoring",),
)
QUILLMARK: Final = Expected(
    {
        "engineer-i": ("Engineer I", _alone(Building_software=3, Working_in_a_team=2, Knowing_the_customer=1)),
        "engineer-ii": ("Engineer II", _alone(Building_software=4, Working_in_a_team=3, Knowing_the_customer=2)),
        "senior-engineer": (
            "Senior Engineer",
            _alone(Building_software=4, Working_in_a_team=4, Knowing_the_customer=2),
        ),
    },
    (
        *("How we use levels", "Engineer I", "Engineer II", "Senior Engineer"),
        "We use levels to talk about growth and to pay fairly. They say nothing about worth.",
    ),
)
BRIGHTMOOR: Final = Expected(
    {
        "se1": ("Security Engineer", _alone(Defence=3, Engineering=2, Partnership=2)),
        "se2": ("Security Engineer", _alone(Defence=3, Engineering=3, Partnership=2)),
        "se3": ("Senior Security Engineer", _alone(Defence=3, Engineering=2, Partnership=3, Mentoring=2)),
    },
    (
        *("Security Engineering", "Brightmoor", "2025-04-11", "owners", "security-leads", "people-team"),
        *("0-2 years", "2-5 years", "5+ years"),
    ),
)
WICKET: Final = Expected(
    {
        "q1": ("Q1", _alone(Test_design=3, Automation=2, Collaboration=2)),
        "q2": ("Q2", _alone(Test_design=2, Automation=3, Collaboration=2, Risk=1)),
        "q3": ("Q3", _alone(Test_design=2, Automation=2, Collaboration=2, Risk=2)),
    },
    (
        *("framework", "Quality engineering competencies", "2.1", "quality@wicket.example"),
        *("examples", "approved", "draft"),
    ),
    examples=8,
)
LADDERS: Final = {
    "text/ferrow-backend-p3.txt": FERROW,
    "text/kestrel-platform-levels.txt": KESTREL,
    "text/lumenfold-frontend.txt": LUMENFOLD,
    "html/marrow-sre-4.html": MARROW,
    "html/oxbow-mobile-matrix.html": OXBOW,
    "markdown/tessel-staff-engineer.md": TESSEL,
    "markdown/polder-data-matrix.md": POLDER,
    "markdown/quillmark-engineers.md": QUILLMARK,
    "yaml/brightmoor-security.yml": BRIGHTMOOR,
    "yaml/wicket-quality.yaml": WICKET,
}
FOLDER: Final = HERE / "unseen"

every_ladder = pytest.mark.parametrize(("name", "expected"), LADDERS.items(), ids=[*LADDERS])


def read(name: str) -> tuple[Level, ...]:
    return levels([outline(FOLDER / name)])


def areas_of(level: Level) -> Areas:
    return {
        area.title.words: {section.title.words: len(section.statements) for section in area.sections}
        for area in level.areas
    }


@every_ladder
def test_levels_areas_sections_and_statements_are_those_that_a_person_finds(name: str, expected: Expected) -> None:
    assert {level.name: (level.title.words, areas_of(level)) for level in read(name)} == expected.levels


@every_ladder
def test_what_is_not_of_the_ladder_is_listed_and_nothing_else(name: str, expected: Expected) -> None:
    assert {missing.words for level in read(name) for missing in level.not_placed} == set(expected.not_placed)


@every_ladder
def test_examples_stand_with_statements_and_are_none(name: str, expected: Expected) -> None:
    statements = [statement for level in read(name) for statement in level.statements()]
    assert sum(len(statement.examples) for statement in statements) == expected.examples


def shown(name: str) -> str:
    """Return what a person reads in a file, or in the page that it is."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.startswith("html/"):
        text = re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    elif name.startswith("markdown/"):
        text = re.sub(r"<!--.*?-->|</?\w+>|\]\([^)]*\)|^\w+:(?= )", " ", text, flags=re.DOTALL | re.MULTILINE)
    elif name.startswith("yaml/"):
        text = re.sub(r"^[\s-]*\w+:(?=\s)|#.*$|^\s+SE\d:$|^ +[A-Z]\w+:$", " ", text, flags=re.MULTILINE)
    return unescape(text)


@every_ladder
def test_every_word_of_the_file_is_placed_or_listed(name: str, expected: Expected) -> None:
    assert expected.levels
    found = [words for level in read(name) for words in said_or_listed(level)]
    known = set(re.findall(r"\w{3,}", " ".join(found)))
    assert set(re.findall(r"\w{3,}", shown(name))) - known == set()


def said_or_listed(level: Level) -> list[str]:
    names = [*areas_of(level), *(statement.key for statement in level.statements())]
    return [*put_together(level), *(missing.words for missing in level.not_placed), *names]


def test_a_title_of_a_level_that_a_key_names_is_no_area_and_its_summary_no_statement() -> None:
    first = read("yaml/brightmoor-security.yml")[0]
    assert [text.words for text in first.summary] == ["Learns how Brightmoor builds and defends its products."]
    assert {statement.key for statement in first.statements()} == {""}


def test_lines_that_were_wrapped_anywhere_are_one_statement_again() -> None:
    [ladder] = read("text/ferrow-backend-p3.txt")
    said = [statement.words for statement in ladder.statements()]
    assert said[2] == "Spots dependencies on other squads before the work starts and agrees dates with them."
    assert not ladder.areas[0].sections[0].introduction
    assert ladder.summary[0].words.endswith("They need no plan handed to them, and they leave one behind for others.")


@every_ladder
def test_the_rubrics_have_no_errors_and_a_review_can_be_begun(
    name: str, expected: Expected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.create(tmp_path)
    monkeypatch.chdir(tmp_path)
    roster = (tmp_path / CYCLE_FILE).read_text(encoding="utf-8")
    assert run("rubric", "import", FOLDER / name, "--track", "unseen") == 0
    assert not [found for found in lint_rubrics(WorkTree(workspace.root)).findings if found.severity == "error"]
    for level in expected.levels:
        workspace.write(roster.replace(RUBRIC, f"unseen/{level}", 1), CYCLE_FILE)
        assert run("new", "--subject", "ada-quill") == 0
        assert run("check", REVIEW) == 0
        (workspace.root / REVIEW).unlink()


def run(*arguments: object) -> int:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False).exit_code


# --- and what is like them ------------------------------------------------------------------------------------------


def titles_of(text: str, name: str) -> list[tuple[str, Areas]]:
    return [(level.title.words, areas_of(level)) for level in levels([outline_of_text(text, name)])]


def test_a_role_without_a_rank_is_a_level_beside_the_same_role_with_one() -> None:
    table = "| | Junior Engineer | Engineer | Senior Engineer |\n|-|-|-|-|\n| Oars | Pulls. | Steers. | Leads. |\n"
    lists = "".join(f"{title}\n\nOars\n- Rows.\n\n" for title in ("Junior Engineer", "Engineer", "Senior Engineer"))
    for text, name in ((f"# Crew\n\n## Boat\n\n{table}", "crew.md"), (f"The crew's ladder\n\n{lists}", "crew.txt")):
        assert [title for title, _ in titles_of(text, name)] == ["Junior Engineer", "Engineer", "Senior Engineer"]


def test_outline_numbers_tell_headings_above_lists_too() -> None:
    text = "K1 Keeper\n1. Lamp\n1.1 Wick\n• Trims it.\n1.2 Glass\n• Wipes it.\n2. Sea\n2.1 Ships\n• Counts them.\n"
    assert titles_of(text, "k1.txt") == [("K1 Keeper", {"Lamp": {"Wick": 1, "Glass": 1}, "Sea": {"Ships": 1}})]


def test_numbers_that_begin_lines_and_are_no_outline_stay_in_their_texts() -> None:
    [ladder] = levels(
        [outline_of_text("K1 Keeper\nLamp\n- Trims it.\n- Cleans it.\n2.5 hours a night are enough for it\n")]
    )
    assert "2.5 hours a night are enough for it" in put_together(ladder)


def test_a_numbered_list_of_contents_without_pages_makes_no_levels() -> None:
    entries = "1. About this ladder\n2. Level 1\n3. Level 2\n"
    levels_of_it = "2. Level 1\n2.1 Lamp\n2.1.1 Trims it.\n\n3. Level 2\n3.1 Lamp\n3.1.1 Mends it.\n3.1.2 Lights it.\n"
    about = "1. About this ladder\nIt is for keepers of all ages, wherever they are.\n"
    text = f"Contents\n{entries}\n{about}\n{levels_of_it}"
    assert titles_of(text, "keepers.txt") == [("Level 1", {"Lamp": {"Lamp": 1}}), ("Level 2", {"Lamp": {"Lamp": 2}})]


def test_a_title_that_is_underlined_is_the_title_below_the_menu_of_a_page_too() -> None:
    text = "Jump to content\nThe Coast\nLog in\n\nKeeper, Level 2\n=======\n\nLamp\n----\n\nWick\n- Trims it.\n"
    assert titles_of(text, "coast.txt") == [("Keeper, Level 2", {"Lamp": {"Wick": 1}})]


def test_a_title_in_the_front_matter_is_the_title_where_the_text_has_none() -> None:
    front = "---\ntitle: Senior Keeper\ntags:\n  - lamps\n---\n"
    [(title, areas)] = titles_of(f"{front}## Lamp\n### Wick\n- Trims it.\n", "keeper.md")
    assert (title, areas) == ("Senior Keeper", {"Lamp": {"Wick": 1}})
    [ladder] = levels([outline_of_text(f"{front}# Keeper\n## Lamp\n- Trims it.\n", "keeper.md")])
    assert ladder.title.words == "Keeper"
    assert {missing.why for missing in ladder.not_placed} == {"a value of `title`", "a value of `tags`"}


def test_the_title_of_a_handbook_above_that_of_the_level_is_the_document() -> None:
    text = "# The handbook\n## K2 Keeper\nKeeps them all.\n## Lamp\n### Wick\n- Trims it.\n## Sea\n- Rows.\n"
    [ladder] = levels([outline_of_text(text, "handbook.md")])
    assert (ladder.title.words, ladder.document) == ("K2 Keeper", "The handbook")
    assert [text.words for text in ladder.summary] == ["Keeps them all."]


def test_topics_may_say_level_by_level_what_they_ask_for() -> None:
    example = "exampleCriteria: [{criteria: Trims it at dusk., examples: [In May]}]"
    first = f"{{level: k1, criteria: [Trims it., Lights it.], {example}}}"
    text = f"topics:\n- {{name: lamp, title: The lamp, content: [{first}, {{level: k2, criteria: [Mends it.]}}]}}\n"
    assert titles_of(text, "topics.yaml") == [
        ("k1", {"The lamp": {"The lamp": 2}}),
        ("k2", {"The lamp": {"The lamp": 1}}),
    ]


def test_a_level_in_a_list_of_levels_is_told_by_its_level_and_called_by_its_title() -> None:
    levels_of_it = "".join(
        f"- level: DE{number}\n  title: Data Keeper\n  areas: [{{name: Lamp, statements: [Trims it.]}}]\n"
        for number in (1, 2)
    )
    found = levels([outline_of_text(f"levels:\n{levels_of_it}", "keepers.yaml")])
    assert [(level.name, level.title.words) for level in found] == [("de1", "Data Keeper"), ("de2", "Data Keeper")]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<h2 id="carrying-the-pagination">Lamp</h2><ul><li>Trims it.</ul>', {"Lamp": {"Lamp": 1}}),
        ('<div class="cookie-banner"><h1>K1</h1><h2>Lamp</h2><ul><li>Trims it.</ul></div>', {"Lamp": {"Lamp": 1}}),
        ("<h1>K1</h1><h2>Lead by Example</h2><ul><li>Trims it.</ul>", {"Lead by Example": {"Lead by Example": 1}}),
        ('<h1>K1</h1><h2>Lamp <a href="#lamp">¶</a></h2><ul><li>Trims it.</ul>', {"Lamp": {"Lamp": 1}}),
    ],
    ids=["a heading's id", "a whole page's class", "a heading of example", "the sign of a link"],
)
def test_what_only_sounds_like_a_part_of_the_page_stays(page: str, found: Areas) -> None:
    [(_, areas)] = titles_of(f"<!doctype html><body>{page}", "k1.html")
    assert areas == found


def test_a_ladder_that_is_all_about_itself_is_not_left_out() -> None:
    text = "# K1\n## About this ladder\n- Trims the wick.\n"
    assert titles_of(text, "k1.md") == [("K1", {"About this ladder": {"About this ladder": 1}})]

"""A rubric as people and programs read it: all of it, in its order, and nothing in it is obeyed."""

from __future__ import annotations

import json
import re

import cmarkgfm
from cmarkgfm.cmark import Options

from ladderci import load
from ladderci.model import Area, EvidenceKind, Expectation, Origin, Policy, Rating, Revised, Rubric, Section
from ladderci.output.rubric import listing, show_json, show_markdown, show_text
from ladderci.schema import validator
from tests.reports import COMMANDS, STEERING
from tests.workspace import shipped_policy, shipped_rubric

POLICY = Policy(hosts=("github.com",), kinds=(EvidenceKind("pull-request", "Pull request"),))
AREAS = ["Level 5", "Results 14", "Direction 5", "Talent 8", "Culture 11", "Craft 13"]
SECTIONS = [
    "Scope 2",
    "Collaborative Reach 1",
    "Impact Levers 2",
    "Impact 4",
    "Ownership 7",
    "Decision Making 3",
    "Agility 3",
    "Innovation 2",
    "Personal Growth 3",
    "Team Development 5",
    "Collaboration 4",
    "Organizational Health 4",
    "Communication 3",
    "ML Fluency 3",
    "ML Design 3",
    "Code Fluency 5",
    "Software Design 2",
]
"""How many statements each section of the ladder has that was restated."""


def rubric(words: str) -> Rubric:
    """Return a rubric with the same words in every field that holds text."""
    expectation = Expectation(
        id="results.ownership.keep-commitments",
        text=words,
        required=True,
        accepts=("pull-request",),
        at_least=2,
        guidance=words,
        examples=(words, words),
        replaces=("results.ownership.on-time",),
        revised=Revised(2, words),
    )
    section = Section("results.ownership", words, words, (expectation,))
    return Rubric(
        id="machine-learning-engineer/ic2",
        title=words,
        version=3,
        summary=words,
        ratings=(Rating("meets", words, words, "evidence"),),
        areas=(Area("results", words, "🏆", words, (section,)),),
        glossary=((words, words),),
        origin=Origin(words, words, "restated"),
    )


def html(markdown: str) -> str:
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE))


def tags(markdown: str) -> list[str]:
    return [tag for tag in re.findall(r"</?[a-z0-9]+", html(markdown)) if "span" not in tag]


def test_the_list_counts_the_expectations_of_every_section() -> None:
    first, *rows = listing([shipped_rubric()]).splitlines()
    assert first.endswith("version 1, 56 expectations, 23 required")
    counts = [(row[:4].strip(), row[17:]) for row in rows]
    assert [
        f"{title.split()[-1]} {count}" for count, title in counts if title.startswith("  ") and title[2] != " "
    ] == AREAS
    assert [f"{title.strip()} {count}" for count, title in counts if title.startswith("    ")] == SECTIONS


def test_the_list_can_be_one_line_a_rubric() -> None:
    assert listing([shipped_rubric(), shipped_rubric()], with_sections=False).count("\n") == 2
    assert listing([]) == ""


def test_the_text_holds_the_whole_ladder_in_its_order() -> None:
    text = " ".join(show_text(shipped_rubric(), shipped_policy()).split())
    at = -1
    for expectation in shipped_rubric().expectations():
        at = text.index(
            f"{'* ' if expectation.required else ''}{expectation.id} {' '.join(expectation.text.split())}", at + 1
        )
        assert " ".join(expectation.guidance.split()) in text
    for words in ("ML development lifecycle", "Apache-2.0", "Growing into it (growing)", "🦉 Craft"):
        assert words in text


def test_what_is_optional_has_no_mark() -> None:
    optional = next(one for one in shipped_rubric().expectations() if not one.required)
    assert f"    {optional.id}\n" in show_text(shipped_rubric(), shipped_policy())


def test_no_line_of_the_text_is_wider_than_a_terminal() -> None:
    lines = show_text(shipped_rubric(), shipped_policy()).splitlines()
    assert max(map(len, lines)) <= 96
    assert not any(line != line.rstrip() for line in lines)


def test_the_json_is_a_rubric_in_its_own_format() -> None:
    for one in (shipped_rubric(), rubric("Delivers on time.")):
        data = json.loads(show_json(one))
        assert validator("rubric").refusals(data) == ()
        assert load.rubric(data) == one


def test_the_markdown_marks_what_is_required_and_names_kinds_by_their_titles() -> None:
    page = html(show_markdown(shipped_rubric(), shipped_policy()))
    assert page.count("<strong>Required.</strong>") == sum(1 for _ in shipped_rubric().required())
    assert page.count("<h2>") == 6 + len(("Ratings", "Glossary", "Source"))
    assert page.count("<h3>") == 17
    assert "Accepts: Pull request, Commit" in page


def test_what_a_rubric_says_changes_nothing_of_the_markdowns_structure() -> None:
    plain = tags(show_markdown(rubric("plain words"), POLICY))
    for words in (
        "</details> <script>x</script> <!-- x",
        "# x",
        "- x",
        "1. x",
        "``` x ``` `y`",
        "a | b",
        "![x](https://acme.example/x.png) [y](javascript:z)",
        "*x* _y_ ~~z~~ **w**",
        "[x]: https://acme.example",
        "https://acme.example www.acme.example",
        "$x$ &lt; \\",
        f"x {COMMANDS} {STEERING}".replace("\r", " ").replace("\n", " "),
    ):
        assert tags(show_markdown(rubric(words), POLICY)) == plain, words


def test_what_a_rubric_says_is_obeyed_by_no_terminal_and_by_no_runner() -> None:
    for words in (f"{COMMANDS} {STEERING}", "::error::x", "x " * 45 + "::stop-commands::y"):
        for text in (show_text(rubric(words), POLICY), listing([rubric(words)]), show_json(rubric(words))):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", text)
            assert not re.search(r"^\s*::|##\[", text, re.MULTILINE)


def test_the_output_depends_on_the_rubric_alone() -> None:
    one = shipped_rubric()
    assert show_text(one, shipped_policy()) == show_text(one, shipped_policy())
    assert show_markdown(one, shipped_policy()) == show_markdown(one, shipped_policy())


def test_nothing_shows_a_share() -> None:
    one = shipped_rubric()
    assert "%" not in listing([one]) + show_text(one, shipped_policy())

"""The page that a manager reads: what it shows, and that no text on it can be anything but text."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path as File
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ladderci import document, load
from ladderci.evidence import reader_of
from ladderci.model import Area, Citation, Finding, Position, Section, Severity, Span
from ladderci.output import composing, markdown
from ladderci.output.rendering import render
from ladderci.rules.cases import Case
from ladderci.schema import shape
from ladderci.text import hidden_character, split_lines
from tests.peers.markdown import html, mentions_and_references, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.model import Review, Rubric
    from ladderci.output.page import Page

ROOT = File(__file__).parents[1]
GOLDEN = File(__file__).parent / "data" / "golden" / "page"
SEEN = Span(Position(1, 1), Position(1, 2))


def read(path: File) -> document.Document:
    return document.read(path.name, path.read_bytes())


def case_of(review: Review, **others: object) -> Case:
    policy, rubric, cycle = judges()
    parts = {"rubric": rubric, "policy": policy, "cycle": cycle} | others
    return Case(read(GOLDEN / "review.yaml"), review, **cast("Any", parts))


@cache
def judges() -> tuple[Any, Rubric, Any]:
    folder = ROOT / "rubric"
    return (
        load.policy(read(folder / "policy.yaml").data),
        load.rubric(read(folder / "machine-learning-engineer" / "ic2.yaml").data),
        load.cycle(read(GOLDEN / "cycle.yaml").data),
    )


def page_of(case: Case, findings: tuple[Finding, ...] = (), toward: Rubric | None = None) -> Page:
    keys = {item.key for item in case.review.work}
    reader = reader_of(case.policy)
    references = {each.path: reader.read(each, keys) for each in case.review.citations()}
    return composing.page_of(case, references, findings, toward)


def written() -> Any:  # noqa: ANN401 (a review as YAML gives it)
    return copy.deepcopy(read(GOLDEN / "review.yaml").data)


def rendered(data: object, **others: object) -> str:
    return render(page_of(case_of(load.review(data), **others)))


def finding(name: str, severity: Severity = Severity.WARNING, code: str = "LC999", line: int = 1) -> Finding:
    span = Span(Position(line, 3), Position(line, 4))
    return Finding(code, name, severity, "review.yaml", span, f"what {name} says", "")


# --- what it shows -----------------------------------------------------------------------------------------------


def test_the_page_of_a_half_written_review_is_the_golden_one() -> None:
    from ladderci.rules import coverage  # noqa: F401 (its rules are kept when it is imported)
    from ladderci.rules.cases import reviews
    from ladderci.rules.registry import in_order

    case = case_of(load.review(written()))
    findings = in_order(reviews.findings(case, case.document, case.policy, draft=True))
    text = render(page_of(case, tuple(each for each in findings if each.code.startswith("LC2"))))
    golden = GOLDEN / "page.md"
    assert text == golden.read_text(encoding="utf-8")
    assert html(text).count("<h1>") == 1


def test_the_same_review_gives_the_same_bytes() -> None:
    assert rendered(written()) == rendered(written())


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "Everything the ladder asks for is answered."),
        (
            ["missing-rating", "missing-rating", "missing-evidence"],
            "Two required expectations have no rating yet, and one cites too little evidence.",
        ),
        (["unmet-expectation"], "One required expectation is not met so far, with a reason given."),
        (
            ["missing-reason", "missing-title", "uncited-work"],
            "One answer owes a reason, one work item has no title, and some of the work is cited nowhere.",
        ),
        (["missing-rating"] * 13, "13 required expectations have no rating yet."),
        (["wrong-subject"], "One other thing needs mending."),
    ],
)
def test_one_sentence_says_what_needs_attention(names: list[str], sentence: str) -> None:
    case = case_of(load.review({"subject": "mira-velde"}))
    assert page_of(case, tuple(finding(name) for name in names)).attention == sentence


def test_a_note_needs_no_attention() -> None:
    case = case_of(load.review({}))
    notes = (finding("waived-expectation", Severity.NOTE),)
    assert page_of(case, notes).attention == "Everything the ladder asks for is answered."


def test_no_page_counts_answers_against_a_total() -> None:
    text = rendered(written() | {"summary": "A half year.", "work": {}})
    assert not re.search(r"[0-9] ?%|[0-9]+ ?/ ?[0-9]+|[0-9]+ of [0-9]+", text)


def test_what_the_check_says_stands_under_what_it_speaks_of() -> None:
    case = case_of(load.review(written()))
    line = next(n for n, text in enumerate(case.document.lines, 1) if "ownership.keep-commitments" in text)
    shown = page_of(case, (finding("over-cited-evidence", line=line), finding("wrong-cycle")))
    items = [item for chapter in shown.chapters for part in chapter.parts for item in part.answers]
    assert [item.id for item in items if item.remarks] == ["results.ownership.keep-commitments"]
    assert shown.remarks == ("what wrong-cycle says",)


def test_areas_are_folded_only_where_the_page_gets_long() -> None:
    rubric = judges()[1]
    answers = {each.id: {"rating": "not-yet", "reason": "It is to come."} for each in rubric.expectations()}
    assert "<details>" not in rendered({"expectations": dict(list(answers.items())[:12])})
    text = rendered({"expectations": answers})
    assert text.count("<details>") == text.count("</details>") == len(rubric.areas)


def test_a_thing_is_listed_once_with_every_place_that_cites_it() -> None:
    first, second = "results.ownership.keep-commitments", "results.impact.act-with-urgency"
    data = {
        "expectations": {
            first: {"rating": "meets", "evidence": ["acme/ranker#812"]},
            second: {"rating": "meets", "evidence": ["https://github.com/acme/ranker/pull/812"]},
        }
    }
    [source] = page_of(case_of(load.review(data))).sources
    assert source.entry.text == "acme/ranker#812"
    assert source.places == ("Ownership: keep commitments", "Impact: act with urgency")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-08-04", "4 August 2026"),
        ("2026-08", "August 2026"),
        ("2026", "2026"),
        ("2026-08..2026-10", "August to October 2026"),
        ("2026-08-04..2027-01", "4 August 2026 to January 2027"),
        ("2026-13", "2026-13"),
        ("soon", "soon"),
    ],
)
def test_times_are_said_as_people_say_them(when: str, words: str) -> None:
    case = case_of(load.review({"work": {"cutover": {"title": "Cutover", "when": when}}}))
    assert page_of(case).work[0].when == words


# --- what a person wrote is text and nothing else ------------------------------------------------------------------

# fmt: off
ATTACKS = (
    # people, references, addresses
    "@ada", "@acme/search", "&#64;ada", "&commat;ada", "\\@ada", "ada@acme.example", "mailto:ada@acme.example",
    "#12", "GH-12", "gh-12", "acme/ranker#12", "acme/ranker@1f3c9ab", "&#35;12", "0123456789abcdef" * 2 + "01234567",
    "https://evil.example", "http://evil.example", "ftp://evil.example", "www.evil.example", "WWW.evil.example",
    "xmpp:ada@acme.example", "(https://evil.example)", "javascript:alert(1)", "<https://evil.example>",
    # blocks
    "# heading", "###### heading", "heading\n===", "heading\n---", "===", "---", "- - -", "***", "___",
    "- item", "+ item", "* item", "1. item", "1) item", "123456789. item", "- [x] done", "> quote", ">quote",
    "    code", "\tcode", "```\ncode", "~~~\ncode", "```mermaid\ngraph TD;\nA-->B\n```", "a\n\n\n    b",
    "a\n\n- b\n  - c", "| a | b |\n|---|---|\n| c | d |", "a\n:-", "a | b\n- | -", "|", "a|b",
    # within a line
    "[text](https://evil.example)", "[text](javascript:alert(1))", "[text]: https://evil.example", "[text]", "[^1]",
    "[^1]: note", "![image](https://evil.example/x.png)", "](https://evil.example)", "![", "[[wiki]]", "`code`", "``",
    "**bold**", "_emphasis_", "~~gone~~", "~gone~", "^1^", ":tada:", ":+1:", "$x$", "$$\nx\n$$", "$`x`$",
    "text  ", "text\\", "\\", "&amp;", "&lt;b&gt;", "&nbsp;",
    # raw HTML
    "<b>bold</b>", "</details>", "</summary>", "<details>", "<!-- comment", "<!-- comment -->", "-->", "<pre>",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<?php", "<![CDATA[", "<!DOCTYPE html>",
    # what cannot be seen, and other ends of a line
    "\u202egnp\u202c", "\u200b@ada", "\u2066x", "\ufeff# x", "\x00", "\x1b[31m", "\ud800",
    "\U0001f3f4\U000e0067\U000e007f", "\r# x", "\r\n\r\n# x", "\u2028# x", "\x85# x", "\x0b# x", "\x0c# x", "\xa0# x",
    # a template's and a runner's signs, and single ones
    "{{ page }}", "{% raw %}", "::error::x", "##[error]x", "*", "**", "_", "`", '"', "'", "=", "+", "-", ":", "~",
)
# fmt: on
POSITIONS = ("{}", "{} abc", "abc {} abc", "abc {}", "{}abc", "abc{}", "abc\n{}\nabc", "abc\n\n{}\n\nabc")
PLAIN = "abc"


def lettered(text: str) -> str:
    """Return a text with the same lines, of plain letters."""
    if not text.strip():
        return ""
    return "\n".join(PLAIN if line.strip() or hidden_character(line) else "" for line in split_lines(text))


def fields(schema: Any, definitions: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    """Yield the path of each text that a schema lets a person write; `*` for any key, `[]` for any entry."""
    node = dict(schema)
    for part in [*node.pop("allOf", []), node]:
        part = definitions[part["$ref"].rpartition("/")[2]] if "$ref" in part else part  # noqa: PLW2901
        if "string" in part.get("type", ()) or ("enum" in part and path):
            yield path
        for key, child in part.get("properties", {}).items():
            yield from fields(child, definitions, (*path, "*" if "." in key else key))
        if isinstance(part.get("additionalProperties"), dict):
            yield from fields(part["additionalProperties"], definitions, (*path, "*"))
        if "items" in part:
            yield from fields(part["items"], definitions, (*path, "[]"))
        if part is not node and "allOf" in part:
            yield from fields({"allOf": part["allOf"]}, definitions, path)


@cache
def written_fields() -> tuple[tuple[str, ...], ...]:
    policy, rubric, _ = judges()
    schema = cast("Any", shape(rubric, policy))
    return tuple(sorted(set(fields(schema, schema["definitions"]))))


def filled(text: str, only: tuple[str, ...] | None = None) -> Any:  # noqa: ANN401
    """Return a review with a text in every field, or in one; evidence stands in several forms."""
    data: Any = {}
    for path in written_fields():
        is_attacked = only in {None, path} and not (path[-1] in {"link", "[]"} and _is_evidence(text))
        _put(data, path, text if is_attacked else PLAIN)
    return data


def _is_evidence(text: str) -> bool:
    """Return whether a link of this text is meant to be one."""
    return bool(reader_of(judges()[0]).read(Citation((), text), ()).kinds)


def _put(node: Any, path: tuple[str, ...], text: str) -> None:  # noqa: ANN401
    key, *rest = path
    name = {"work": "cutover", "retired": "old.old.old"}.get(key, key)
    if not rest:
        node[name] = text
    elif rest[0] == "*":
        inner = {"expectations": "results.impact.act-with-urgency", "work": "cutover", "retired": "old.old.old"}[key]
        _put(node.setdefault(key, {}).setdefault(inner, {}), tuple(rest[1:]), text)
    elif rest[0] == "[]":
        entries = node.setdefault(key, [{}, {}, ""])
        if rest[1:]:
            for entry in entries[: 1 if rest[1] == "link" else 2]:
                _put(entry, tuple(rest[1:]), text)
        else:
            entries[2] = text


@cache
def outline(text: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the elements of a page, and where its links lead.

    Our own sign for a dollar is no structure, and neither is a line break, which depends on how lines were wrapped.
    """
    page_html = html(text)
    elements = tuple(line for line in tree(page_html, inline=True) if line.strip() not in {"span", "br"})
    return elements, re.findall(r'href="([^"]*)"', page_html)


def assert_is_only_text(make: Callable[[str], str], text: str) -> None:
    attacked, plain = make(text), make(lettered(text))
    assert outline(attacked) == outline(plain)
    assert mentions_and_references(attacked) == ()


def test_every_field_that_a_person_writes_is_on_the_page() -> None:
    assert {"summary", "subject", "cycle", "status"} < {path[0] for path in written_fields()}
    assert ("work", "*", "evidence", "[]", "from") in written_fields()
    for path in written_fields():
        assert "letters" in rendered(filled("letters", only=path)), path


@cache
def everywhere(text: str) -> str:
    return rendered(filled(text))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_every_field_changes_nothing(attack: str) -> None:
    for position in POSITIONS:
        assert_is_only_text(everywhere, position.format(attack))


@pytest.mark.parametrize("path", written_fields(), ids=".".join)
def test_all_attacks_in_one_field_change_nothing(path: tuple[str, ...]) -> None:
    for separator in ("\n", "\n\n", " "):
        assert_is_only_text(lambda text: rendered(filled(text, only=path)), separator.join(ATTACKS))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_folded_area_stays_folded_around_its_answers(attack: str) -> None:
    def folded(text: str) -> str:
        optional = [each.id for each in judges()[1].expectations() if not each.required][:13]
        return rendered({"expectations": {name: {"rating": "meets", "story": text} for name in optional}})

    assert "<details>" in folded(attack)
    assert_is_only_text(folded, attack)


@pytest.mark.parametrize("attack", ATTACKS)
def test_keys_are_text_too(attack: str) -> None:
    def with_keys(key: str) -> str:
        answer = {"rating": "meets", "evidence": ["acme/ranker#1"]}
        return rendered({"work": {key: answer}, "expectations": {key: answer}, "retired": {key: answer}})

    assert_is_only_text(with_keys, attack)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_the_rubric_the_policy_and_the_roster_say_is_text_too(attack: str) -> None:
    assert_is_only_text(_judged_in, attack)


def _judged_in(text: str) -> str:
    policy, rubric, cycle = judges()
    ratings = tuple(replace(rating, title=text) for rating in rubric.ratings)
    areas = tuple(
        replace(area, title=text, icon=text, sections=tuple(
            replace(section, title=text, expectations=tuple(replace(each, text=text) for each in section.expectations))
            for section in area.sections
        ))
        for area in rubric.areas
    )  # fmt: skip
    people = tuple(replace(person, waived=tuple((name, text) for name, _ in person.waived)) for person in cycle.people)
    answers = {each.id: {"rating": "meets"} for each in rubric.expectations() if not each.required}
    return rendered(
        written() | {"expectations": answers, "summary": PLAIN, "work": {}},
        rubric=replace(rubric, title=text, ratings=ratings, areas=areas),
        policy=replace(policy, kinds=tuple(replace(kind, title=text) for kind in policy.kinds)),
        cycle=replace(cycle, people=people),
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_the_check_says_is_text_too(attack: str) -> None:
    def with_message(text: str) -> str:
        case = case_of(load.review(written() | {"work": {}}))
        found = Finding("LC301", "unrecognised-link", Severity.ERROR, "review.yaml", SEEN, text, "")
        return render(page_of(case, (found,)))

    attacked, plain = with_message(attack), with_message(lettered(attack))
    assert outline(attacked) == outline(plain)
    assert mentions_and_references(attacked) == ()


SIGNS = "@#:/.-+=*_`~<>&[]()!|\\$^\"'{}0123456789abwWgGhH \t\n\r\u200b\u200d\u202e\xa0\u2028\x0c"


@settings(max_examples=150, deadline=None)
@given(st.text(st.one_of(st.sampled_from(SIGNS), st.characters()), max_size=60))
def test_any_text_in_every_field_changes_nothing(text: str) -> None:
    assert_is_only_text(everywhere, text)


# --- the escape itself ---------------------------------------------------------------------------------------------


def shown(text: str) -> str:
    """Return the words of rendered HTML as a reader sees them, with what was put in to break links taken out."""
    return shown_html(html(text)).strip("\n")


def shown_html(page_html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", page_html)).replace("\u200b", "")


@given(st.text("abz019 .,;:!?'\"()[]<>&#@$*_`~|\\/+=-^{}%é漢🏆", max_size=60))
def test_a_reader_sees_the_words_that_were_written(text: str) -> None:
    assert shown(markdown.inline(text)) == " ".join(text.split())


def test_a_story_keeps_its_paragraphs_and_its_lines() -> None:
    story = "First line  \nsecond line\n\n\n  another paragraph\r\nwith two\n"
    assert markdown.prose(story) == "First line\\\nsecond line\n\nanother paragraph\\\nwith two"
    assert html(markdown.quote(story)).count("<p>") == 2
    assert html(markdown.quote(story)).count("<br") == 2


@pytest.mark.parametrize("identifier", ["1f3c9ab", "1F3C9AB", "0123456789abcdef" * 4, "1234567"])
def test_no_word_is_left_that_could_be_a_commit(identifier: str) -> None:
    assert not re.search(r"[0-9A-Fa-f]{7}", markdown.inline(f"in {identifier}, then"))


def test_no_formula_and_no_emoji_comes_into_being() -> None:
    for text in ("$x$", "$$x$$", "costs $5 and $6"):
        assert "$" not in re.sub(r"<span>\$</span>", "", html(markdown.inline(text)))
        assert "$" not in markdown.inline(text)
    assert not re.search(r":[a-z0-9+-]+:", html(markdown.inline(":tada: :+1::-1: a:b:c")))


def test_what_cannot_be_seen_is_shown() -> None:
    assert markdown.inline("a\u202eb\x00c\ud800") == "a�b�c�"
    assert markdown.inline("👩\u200d💻") == "👩\u200d💻"


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.acme.example/a)b(c",
        "https://docs.acme.example/a b",
        "https://docs.acme.example/a>b<c",
        'https://docs.acme.example/"x"',
        "https://docs.acme.example/a\\)b",
        "https://docs.acme.example/`x`?a=1&copy;=2#part",
        "https://docs.acme.example/\n\n# x",
        "https://docs.acme.example/é\u202e$x$|y",
        "https://docs.acme.example/a%20b",
    ],
)
def test_an_address_stays_within_its_parentheses(url: str) -> None:
    for text in (markdown.link("the *design*", url), f"| {markdown.link('design', url)} |\n|---|\n"):
        elements, addresses = outline(text)
        assert elements.count("a href") + sum(line.strip() == "a href" for line in elements if line != "a href") == 1
        assert len(addresses) == 1
        assert addresses[0].startswith("https://docs.acme.example/")


@pytest.mark.parametrize("text", ["[x", "x]", "a | b", *ATTACKS])
def test_the_words_of_a_link_stay_within_it(text: str) -> None:
    """In a table too, where a bar would move what follows into the next cell."""
    address = "https://docs.acme.example/design"
    words = " ".join(shown(markdown.inline(text)).split())
    page_html = html(f"| {markdown.link(text, address)} | after |\n|---|---|\n")
    cells = re.findall(r"<th>(.*?)</th>", page_html)
    assert [shown_html(cell) for cell in cells] == [words, "after"]
    assert re.fullmatch(rf'<a href="{address}">((?!<a ).)*</a>', cells[0])


def test_an_address_keeps_its_meaning() -> None:
    assert 'href="https://docs.acme.example/a%20b?x=1&amp;copy;=2#p"' in html(
        markdown.link("design", "https://docs.acme.example/a%20b?x=1&copy;=2#p")
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", "HTTPS:x"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert markdown.link("design", url) == "design"


# --- toward another level ----------------------------------------------------------------------------------------


def next_level(case: Case) -> Rubric:
    """Return a level with a statement in the same words, one in others, one under a new id, and a new one."""
    by_id = {one.id: one for one in case.rubric.expectations()}
    same, urgency, promises = by_id[SCOPE], by_id[URGENCY], by_id[PROMISES]
    renamed = replace(promises, id=f"{PROMISES}-more", text="Keeps *all* of them, #1 first.", replaces=(PROMISES,))
    expectations = (
        same,
        replace(urgency, text="Acts before anybody asks."),
        renamed,
        replace(same, id=f"{SCOPE}-new", text="Finds the work itself."),
    )
    section = Section("level.scope", "Scope & reach", "", expectations)
    return replace(case.rubric, title="IC3", areas=(Area("level", "Level", "", "", (section,)),))


SCOPE = "level.scope.execute-defined-projects"
URGENCY, PROMISES = "results.impact.act-with-urgency", "results.ownership.keep-commitments"


def test_what_another_level_asks_beyond_is_told_with_what_speaks_to_it_already() -> None:
    case = case_of(load.review(written()))
    toward = page_of(case, toward=next_level(case)).toward
    assert toward is not None
    assert (toward.level, toward.same) == ("IC3", 1)
    assert [step.id for step in toward.spoken] == [URGENCY, f"{PROMISES}-more"]
    assert [step.was for step in toward.spoken] == [
        one.text for one in case.rubric.expectations() if one.id in {URGENCY, PROMISES}
    ]
    assert [(gap.section, step.id, step.was) for gap in toward.unspoken for step in gap.steps] == [
        ("Scope & reach", f"{SCOPE}-new", "")
    ]


def test_the_section_on_another_level_is_the_golden_one() -> None:
    case = case_of(load.review(written()))
    _, mark, after = render(page_of(case, toward=next_level(case))).partition("## Toward ")
    assert mark + after.partition("\n## ")[0] + "\n" == (GOLDEN / "toward.md").read_text(encoding="utf-8")


def test_what_the_other_level_has_merged_is_told_once_with_all_that_speaks_to_it() -> None:
    case = case_of(load.review(written()))
    level = next_level(case)
    [area] = level.areas
    [section] = area.sections
    both = replace(section.expectations[2], replaces=(PROMISES, URGENCY))
    merged = replace(section, expectations=(section.expectations[0], both))
    toward = page_of(case, toward=replace(level, areas=(replace(area, sections=(merged,)),))).toward
    assert toward is not None
    assert (toward.same, [step.id for step in toward.spoken]) == (1, [both.id])
    cited = [one for answer in case.review.answers if answer.id in {PROMISES, URGENCY} for one in answer.evidence]
    assert len(toward.spoken[0].evidence) == len(cited) > 1


def test_what_was_retired_speaks_to_another_level_that_still_asks_it() -> None:
    data = written()
    data["retired"] = {f"{SCOPE}-new": {"rating": "meets", "evidence": ["acme/ranker#99"]}}
    case = case_of(load.review(data))
    toward = page_of(case, toward=next_level(case)).toward
    assert toward is not None
    assert f"{SCOPE}-new" in [step.id for step in toward.spoken]


def test_without_another_level_the_page_says_nothing_of_one() -> None:
    assert page_of(case_of(load.review(written()))).toward is None
    assert "## Toward" not in rendered(written())

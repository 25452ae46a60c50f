"""A report at a terminal: as compilers print, aligned, and never obeyed by the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ladderci.model import Finding, Report, Severity, Span
from ladderci.output import cells, text
from ladderci.output.escape import terminal
from tests.reports import HOSTILE, any_report, span, written

GOLDEN = Path(__file__).parent / "data" / "golden" / "output"
OURS = re.compile("\x1b\\[[0-9;]*m")
WIDTHS = {
    "a": 1,
    "Z": 1,
    " ": 1,
    "é": 1,
    "e\u0301": 1,
    "界": 2,
    "Ａ": 2,
    "ｱ": 1,
    "한": 2,
    "\u1112\u1161\u11ab": 2,
    "🏆": 2,
    "👍🏽": 2,
    "👩\u200d💻": 2,
    "❤\ufe0f": 2,
    "❤": 1,
    "1\ufe0f\u20e3": 2,
    "🇸🇪": 2,
    "\x1b": 4,
    "\u202e": 8,
    "…": 1,
}
"""How many cells terminals give to each of these."""


def finding(source: str, place: Span) -> Finding:
    return Finding("LC201", "missing-evidence", Severity.ERROR, "a.yaml", place, "message", "help", source)


def marked(source: str, start: int, end: int, *, end_line: int = 1) -> tuple[str, str]:
    """Return the source line as it is shown and the line of carets below it, without their margin."""
    report = Report(1, (finding(source, span(1, start + 1, end_line, end + 1)),))
    shown = list(text.lines(report))
    return shown[3].removeprefix("1 |").removeprefix(" "), shown[4].removeprefix("  | ")


@pytest.mark.parametrize(("name", "colour"), [("report.txt", False), ("report.ansi", True)])
def test_a_report_reads_as_agreed(name: str, *, colour: bool) -> None:
    assert written(text.lines(HOSTILE, colour=colour)) == (GOLDEN / name).read_text(encoding="utf-8")


@given(any_report(), some.booleans())
def test_no_text_steers_the_terminal_or_the_runner(report: Report, colour: bool) -> None:  # noqa: FBT001
    for line in text.lines(report, colour=colour):
        plain = OURS.sub("", line) if colour else line
        assert plain == terminal(plain)
        assert not plain.lstrip().startswith("::")


@given(any_report())
def test_colour_adds_nothing_but_colour(report: Report) -> None:
    coloured = [OURS.sub("", line) for line in text.lines(report, colour=True)]
    assert [line.rstrip() for line in coloured] == [line.rstrip() for line in text.lines(report)]


@given(some.lists(some.sampled_from(list(WIDTHS)), min_size=1, max_size=12), some.data())
def test_the_caret_stands_under_the_right_cell(tokens: list[str], data: some.DataObject) -> None:
    first = data.draw(some.integers(0, len(tokens) - 1))
    last = data.draw(some.integers(first, len(tokens) - 1))
    tokens = [
        *(f"{token}." for token in tokens[:first]),
        *tokens[first:last],
        f"{tokens[last]}",
        ".",
        *tokens[last + 1 :],
    ]
    before, inside = "".join(tokens[:first]), "".join(tokens[first : last + 1])
    _, carets = marked("".join(["x", *tokens]), 1 + len(before), 1 + len(before) + len(inside))
    cells_before = 1 + sum(WIDTHS[token.removesuffix(".")] + 1 for token in tokens[:first])
    assert carets == " " * cells_before + "^" * sum(WIDTHS[token] for token in tokens[first : last + 1])


@given(some.text(alphabet="".join(WIDTHS) + "\t\r", min_size=121, max_size=1500), some.data())
def test_a_long_line_is_cut_around_the_caret(source: str, data: some.DataObject) -> None:
    start = data.draw(some.integers(0, len(source)))
    end = data.draw(some.integers(start, len(source)))
    cut = cells.excerpt(source, start, end)
    assert sum(glyph.width for glyph in cells.glyphs(cut.text)) <= cells.WIDTH
    assert cut.length >= 1
    assert cut.indent + cut.length <= cells.WIDTH + 1


def test_a_cut_line_says_where_it_was_cut() -> None:
    source = "a" * 300 + "HERE" + "b" * 300
    shown, carets = marked(source, 300, 304)
    assert shown[0] == shown[-1] == "…"
    assert len(shown) == 120
    at = carets.index("^")
    assert shown[at : at + carets.count("^")] == "HERE"
    shown, carets = marked(source, 0, 5)
    assert (shown[:5], shown[-1], carets) == ("aaaaa", "…", "^^^^^")
    shown, carets = marked(source, 604, 604)
    assert (shown[0], shown[-1], len(carets)) == ("…", "b", 120)


def test_tabs_are_as_wide_as_they_look() -> None:
    assert marked("\tab\tcd", 4, 6) == ("    ab  cd", "        ^^")
    assert marked("界\tcd", 2, 4) == ("界  cd", "    ^^")


def test_a_span_over_several_lines_is_underlined_on_its_first() -> None:
    assert marked("story: |", 7, 3, end_line=4) == ("story: |", "       ^")


def test_a_place_behind_the_end_of_a_line_has_a_caret_behind_it() -> None:
    assert marked("rating:", 7, 7) == ("rating:", "       ^")
    assert marked("rating:", 40, 40) == ("rating:", "       ^")


def test_a_finding_without_a_source_line_shows_none() -> None:
    shown = list(text.lines(Report(1, (finding("", span(1, 1, 1, 1)),))))
    assert shown[:3] == ["error[LC201 missing-evidence]: message", " --> a.yaml:1:1", "  = help: help"]


def test_a_line_of_a_million_characters_is_shown_at_once() -> None:
    source = "界" * 1_000_000
    assert cells.excerpt(source, 500_000, 500_002).length == 4


@pytest.mark.parametrize(
    ("files", "findings", "broken", "said"),
    [
        (3, "", False, "3 reviews, nothing to mend"),
        (1, "", False, "1 review, nothing to mend"),
        (0, "", False, "nothing to mend"),
        (3, "a.e a.e a.e b.w b.w", False, "3 errors and 2 warnings in 2 of 3 reviews"),
        (1, "a.e a.w a.n a.n", False, "1 error, 1 warning and 2 notes in 1 review"),
        (2, "a.w b.w", False, "2 warnings in all 2 reviews"),
        (0, "rubric.e", False, "1 error in 1 file"),
        (
            1,
            "a.e rubric.e",
            True,
            "2 errors: nothing can be judged by a rubric, policy or cycle until it is mended",
        ),
    ],
)
def test_the_last_line_says_what_it_comes_to(files: int, findings: str, said: str, *, broken: bool) -> None:
    weights = {"e": Severity.ERROR, "w": Severity.WARNING, "n": Severity.NOTE}
    base = finding("", span(1, 1, 1, 1))
    made = (entry.split(".") for entry in findings.split())
    report = Report(files, tuple(replace(base, file=name, severity=weights[kind]) for name, kind in made), broken)
    last = list(text.lines(report))[-1]
    assert last == said
    assert "%" not in last

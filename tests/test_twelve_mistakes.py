"""One review with twelve different mistakes: all are found at once, in the file's order, and told as a person wants it.

What is printed stands in `data/golden/twelve-mistakes.txt`; whoever changes a message changes it there too, and
reads it in its surroundings.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ladderci.output import Format, report_lines
from tests.workspace import Workspace

if TYPE_CHECKING:
    from ladderci.model import Report

GOLDEN = Path(__file__).parent / "data" / "golden"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    workspace = Workspace.create(tmp_path_factory.mktemp("workspace"))
    return workspace.judge((GOLDEN / "twelve-mistakes.yaml").read_bytes())


def test_twelve_different_mistakes_of_five_families_are_found_at_once(report: Report) -> None:
    codes = [finding.code for finding in report.findings]
    assert len(codes) == len(set(codes)) == 12
    assert {code[2] for code in codes} == {"0", "1", "2", "3", "4"}


def test_they_are_told_in_the_order_of_the_file(report: Report) -> None:
    starts = [finding.span.start for finding in report.findings]
    assert starts == sorted(starts)


def test_each_is_told_with_its_place_and_a_way_out(report: Report) -> None:
    printed = "\n".join(report_lines(report, Format.TEXT)) + "\n"
    assert printed == (GOLDEN / "twelve-mistakes.txt").read_text(encoding="utf-8")


def test_each_caret_stands_below_what_is_wrong(report: Report) -> None:
    lines = "\n".join(report_lines(report, Format.TEXT)).split("\n")
    marked = [
        above[below.index("^") : below.rindex("^") + 1]
        for above, below in pairwise(lines)
        if below.strip(" |^") == "" and "^" in below
    ]
    assert marked == [
        "2026-h1",
        "‹what came of it, in a sentence›",
        "titel",
        "#790 and a week of dashboards showed no drop.",
        '"@grace-osei"',
        "2026-03",
        "-",
        "story",
        "results.ownership.reduce-upkeep",
        "https://github.com/acme/ranker/pulls/108",
        "https://talks.acme.example/two-tower-models",
        "level.scope.execute-defined-projects",
    ]

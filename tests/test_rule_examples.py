"""A rule's page shows what it finds: its example has the finding, the mended one has not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.app.linting import lint_rubrics
from ladderci.rules import FAMILIES, catalogue
from ladderci.source import WorkTree
from tests.workspace import (
    CYCLE_FILE,
    POLICY_FILE,
    RUBRIC_FILE,
    Workspace,
    complete_review,
    put_into,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.rules import Rule

RULES = catalogue()
RUNNABLE = [rule for rule in RULES if rule.page.is_runnable]


def codes_found(rule: Rule[Any], fragment: str, root: Path) -> set[str]:
    """Return the codes of what is found with a fragment in its place: a review, or a file that judges."""
    workspace = Workspace.create(root)
    if rule.code < "LC500":
        return {finding.code for finding in workspace.judge(put_into(complete_review(), fragment)).findings}
    file = judging_file(fragment)
    before = root / "before"
    Workspace.create(before)
    workspace.write(put_into((root / file).read_text(encoding="utf-8"), fragment), file)
    return {finding.code for finding in lint_rubrics(WorkTree(root), WorkTree(before)).findings}


def judging_file(fragment: str) -> str:
    """Return which file a fragment is of, by its keys."""
    keys = set(re.findall(r"^[a-z-]+", fragment, re.MULTILINE))
    if keys & {"areas", "removed", "rubric", "version"}:
        return RUBRIC_FILE
    return CYCLE_FILE if keys & {"people", "period", "due", "cycle"} else POLICY_FILE


@pytest.mark.parametrize("rule", RUNNABLE, ids=lambda rule: rule.code)
def test_an_example_has_the_finding(rule: Rule[Any], tmp_path: Path) -> None:
    assert rule.code in codes_found(rule, rule.page.example, tmp_path)


@pytest.mark.parametrize("rule", RUNNABLE, ids=lambda rule: rule.code)
def test_the_mended_example_has_it_no_more(rule: Rule[Any], tmp_path: Path) -> None:
    assert rule.code not in codes_found(rule, rule.page.instead, tmp_path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_says_what_is_wrong_and_shows_it(rule: Rule[Any]) -> None:
    page = rule.page
    assert page.title.endswith((".", ":"))
    assert page.example
    assert page.instead


def test_codes_and_names_are_unique_and_grouped() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"LC[0-5][0-9]{2}", rule.code)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert int(rule.code[2]) < len(FAMILIES)

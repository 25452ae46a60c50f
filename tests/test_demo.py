"""The demonstration shows what it promises, and says so in one line where git has no history to show it with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.workspace import ROOT
from tools.demo import doubt_about_commits

if TYPE_CHECKING:
    from pathlib import Path


def demonstrate(root: Path) -> str:
    """Run the demonstration that lies below a folder, and return what it shows from its fifth step on."""
    # A copy of the tool is not what coverage is about.
    names = {name: value for name, value in os.environ.items() if root == ROOT or not name.startswith("COVERAGE")}
    command = [sys.executable, "-m", "tools.demo"]
    done = subprocess.run(command, cwd=root, env=names, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout.partition("\n5. ")[2]


def test_commits_of_the_example_are_confirmed_by_git_alone_and_refuted_under_another_name(tmp_path: Path) -> None:
    if doubt := doubt_about_commits(tmp_path / "facts.json"):
        pytest.skip(doubt)
    own, _, others = demonstrate(ROOT).partition("\n6. ")
    assert own.count("  confirmed as author, committed on ") == own.count("ladderci/ladderci@") == 2
    assert others.count("  refuted: it is by ") == others.count("ladderci/ladderci@") == 2


def test_without_a_history_one_line_says_so(tmp_path: Path) -> None:
    for part in ("ladderci", "tools", "rubric", "reviews"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    told = demonstrate(tmp_path)
    reason = "the clone of ladderci/ladderci at `.` is no git repository of its own"
    assert f"Left out, since git cannot tell here: {reason}\n" in told
    assert "\n6. " not in told


def test_the_answers_go_along_when_the_ladder_changes() -> None:
    changed = demonstrate(ROOT).partition("\n7. ")[2]
    for words in (
        "-  results.impact.act-with-urgency:\n+  results.impact.act-early:\n",
        "  renamed   results.impact.act-with-urgency → results.impact.act-early\n",
        "  reworded  results.ownership.keep-commitments, in version 2\n            before: Keeps commitments, answers",
    ):
        assert words in changed

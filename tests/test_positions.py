"""Every finding stands on the right line and column, and nothing is said twice.

A valid review is edited at each of its nodes: deleted, given twice, renamed, of the wrong type, of the wrong value.
Where the finding has to stand is known from the edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ladderci.app.check import Examiner
from ladderci.app.rulebook import Rulebook
from ladderci.source import WorkTree
from tests.edits import valid_review
from tests.mistakes import EDITS
from tests.workspace import REVIEW, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ladderci.model import Finding
    from tests.mistakes import Edit


FORMS = ("plain", "CRLF behind a BOM")
"""Ways to save a file that change no line and no column."""


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of an offset, counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("workspace"))
    made.weigh("unconfirmed-testimony", "off")  # no witness has read what is edited here
    return made


@pytest.fixture(scope="module")
def examiner(workspace: Workspace) -> Examiner:
    source = WorkTree(workspace.root)
    examiner = Examiner(source, Rulebook(source))
    examiner.prepare([REVIEW])
    assert not examiner.rulebook.findings()
    return examiner


def places(findings: tuple[Finding, ...]) -> list[tuple[str, tuple[int, int]]]:
    return sorted((one.code, (one.span.start.line, one.span.start.column)) for one in findings)


def as_saved(text: str, form: str) -> bytes:
    return text.encode() if form == "plain" else b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("form", FORMS)
def test_the_review_is_valid_to_begin_with(form: str, workspace: Workspace, examiner: Examiner) -> None:
    assert examiner.examine(workspace.write(as_saved(valid_review(), form))) == ()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("edits", EDITS, ids=lambda edits: edits.__name__)
def test_a_mistake_is_found_where_it_was_made_and_said_once(
    edits: Callable[[], Iterator[Edit]], form: str, workspace: Workspace, examiner: Examiner
) -> None:
    wrong: dict[str, object] = {}
    count = 0
    for edit in edits():
        count += 1
        findings = examiner.examine(workspace.write(as_saved(edit.text, form)))
        expected = sorted((code, place_of(edit.text, at)) for code, at in edit.expected)
        related = [(one.span.start.line, one.span.start.column) for finding in findings for one in finding.related]
        if places(findings) != expected:
            wrong[edit.name] = {"expected": expected, "found": places(findings)}
        elif edit.related and related != [place_of(edit.text, at) for at in edit.related]:
            wrong[edit.name] = {"related": related}
    assert count > 10
    assert not wrong

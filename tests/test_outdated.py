"""A ladder that moved on: what the check says of answers to what was reworded, renamed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pull_requests import PullRequest
from tests.repositories import run
from tests.workspace import REVIEW, RUBRIC, RUBRIC_FILE, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.model import Finding

KEEP = "results.ownership.keep-commitments"
TEXT = "Keeps commitments, answers for the work and delivers on time."
WAS = "Keeps every\n              promise."


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path)


def change(workspace: Workspace, *changes: tuple[str, str]) -> None:
    """Change the living rubric, which is then one version on."""
    text = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    for old, new in (("version: 1\n", "version: 2\n"), *changes):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    workspace.write(text, RUBRIC_FILE)


def revise(workspace: Workspace) -> None:
    change(
        workspace,
        (f"            text: {TEXT}\n", f"            text: {TEXT}\n            revised: {{version: 2, was: Was.}}\n"),
    )


def rename(workspace: Workspace, *, more: str = "") -> None:
    change(
        workspace,
        ("          keep-commitments:\n", f"          keep-promises:\n            replaces: [{KEEP}]\n{more}"),
    )


def remove(workspace: Workspace) -> None:
    text = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    start, end = text.index("          keep-commitments:\n"), text.index("          advocate-improvements:\n")
    workspace.write(text[:start] + text[end:] + f"removed:\n  {KEEP}: {{version: 2, was: '{TEXT}'}}\n", RUBRIC_FILE)


def found(workspace: Workspace, text: str = "") -> list[Finding]:
    return [one for one in workspace.judge(text or complete_review()).findings if one.severity != "note"]


def said(workspace: Workspace, text: str = "") -> list[tuple[str, str, str]]:
    return [(one.code, one.message, one.help) for one in found(workspace, text)]


def test_an_answer_to_what_was_reworded_is_outdated_and_both_wordings_are_shown(workspace: Workspace) -> None:
    revise(workspace)
    [finding] = found(workspace)
    assert (finding.code, finding.name, finding.severity) == ("LC208", "outdated-answer", "warning")
    assert finding.source == f"  {KEEP}:"
    assert finding.message == f"`{KEEP}` was reworded in version 2; before, it said “Was.”"
    assert f"now it says “{TEXT}”" in finding.help


def test_wordings_are_in_one_line_however_the_rubric_wraps_them(workspace: Workspace) -> None:
    revise(workspace)
    text = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    workspace.write(text.replace("was: Was.}", f'was: "{WAS}"}}'), RUBRIC_FILE)
    assert "it said “Keeps every promise.”" in said(workspace)[0][1]


def test_once_the_version_is_moved_nothing_is_outdated(workspace: Workspace) -> None:
    revise(workspace)
    assert said(workspace, complete_review().replace("rubric-version: 1", "rubric-version: 2")) == []


def test_a_version_that_the_rubric_has_not_got_yet_is_told(workspace: Workspace) -> None:
    revise(workspace)
    [finding] = found(workspace, complete_review().replace("rubric-version: 1", "rubric-version: 3"))
    assert (finding.code, finding.severity) == ("LC209", "warning")
    assert finding.message == "rubric-version 3 is ahead of the rubric's, which is 2"


def test_an_answer_of_the_wrong_shape_is_told_that_first(workspace: Workspace) -> None:
    revise(workspace)
    text = complete_review().replace(f"  {KEEP}:\n    rating: meets", f"  {KEEP}:\n    rating: [meets]")
    assert "LC208" not in [code for code, _, _ in said(workspace, text)]


def test_the_policy_decides_what_being_outdated_weighs(workspace: Workspace) -> None:
    revise(workspace)
    workspace.weigh("outdated-answer", "error")
    assert found(workspace)[0].severity == "error"


def test_an_answer_to_what_was_renamed_is_told_the_new_id_once(workspace: Workspace) -> None:
    rename(workspace)
    assert said(workspace) == [
        (
            "LC102",
            f"`{KEEP}` is called `results.ownership.keep-promises` now",
            "`ladderci update` gives your answer its new id",
        )
    ]


def test_an_answer_to_what_was_renamed_and_reworded_is_told_of_the_id_first(workspace: Workspace) -> None:
    rename(workspace, more="            revised: {version: 2, was: Was.}\n")
    assert [code for code, _, _ in said(workspace)] == ["LC102"]


def test_an_answer_to_what_was_removed_is_told_since_when_and_what_becomes_of_it(workspace: Workspace) -> None:
    remove(workspace)
    assert said(workspace) == [
        (
            "LC102",
            f"`{KEEP}` is asked no more, since version 2 of the rubric",
            "`ladderci update` keeps your answer under retired:",
        )
    ]


def test_what_the_ladder_never_had_is_still_a_slip_of_the_pen(workspace: Workspace) -> None:
    rename(workspace)
    text = complete_review().replace(f"  {KEEP}:", "  results.ownership.keep-promise:")
    assert said(workspace, text)[0][2] == "did you mean results.ownership.keep-promises?"


def test_the_same_key_elsewhere_has_nothing_to_do_with_the_ladder(workspace: Workspace) -> None:
    rename(workspace)
    text = complete_review().replace(f"  {KEEP}:", "  results.ownership.keep-promises:") + f"{KEEP}: x\n"
    [(code, message, _)] = said(workspace, text)
    assert (code, message) == ("LC102", f"`{KEEP}` is not a key that is known here")


def test_a_pull_request_that_changes_the_ladder_shows_what_will_be_outdated_once_a_cycle_is_repinned(
    tmp_path: Path,
) -> None:
    request = PullRequest.create(tmp_path / "repository")
    living = (request.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    request.push({f"rubric/cycles/2026-h2/{RUBRIC}.yaml": living, REVIEW: complete_review()})
    request.git("branch", "--force", "main", "work")
    request.push({RUBRIC_FILE: living.replace("version: 1\n", "version: 2\n").replace(TEXT, "Keeps promises.")})
    effects = {effect.path: effect for effect in request.judge().effects or ()}
    [gained] = [one for one in effects[REVIEW].gained if one.code == "LC208"]
    assert gained.message == f"`{KEEP}` was reworded in version 2; before, it said “{TEXT}”"
    assert effects[REVIEW].is_after_repin


def pinned(tmp_path: Path) -> tuple[PullRequest, str]:
    """Return a pull request against a main whose cycle has copies and a review, and the living rubric."""
    request = PullRequest.create(tmp_path / "repository")
    living = (request.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    request.push({COPY: living, REVIEW: complete_review()})
    request.git("branch", "--force", "main", "work")
    return request, living


COPY = f"rubric/cycles/2026-h2/{RUBRIC}.yaml"
REVISED = f"Keeps promises.\n            revised: {{version: 2, was: '{TEXT}'}}"


def gained(request: PullRequest) -> list[tuple[list[str], bool]]:
    """Return what ada's review would gain, and whether that comes only after a repin."""
    effects = [effect for effect in request.judge().effects or () if effect.path == REVIEW]
    return [([one.code for one in effect.gained], effect.is_after_repin) for effect in effects]


def test_a_pull_request_that_changes_a_copy_takes_effect_when_it_is_merged(tmp_path: Path) -> None:
    request, living = pinned(tmp_path)
    request.push({COPY: living.replace("version: 1\n", "version: 2\n").replace(TEXT, REVISED)})
    assert (["LC208"], False) in gained(request)


def test_a_pull_request_with_the_repin_in_it_has_no_effect_beyond_that(tmp_path: Path) -> None:
    request, living = pinned(tmp_path)
    newer = living.replace("version: 1\n", "version: 2\n")
    request.push({RUBRIC_FILE: newer.replace(TEXT, "Keeps promises."), COPY: newer.replace(TEXT, REVISED)})
    assert gained(request) == [(["LC208"], False)]


def test_a_pull_request_that_deletes_the_living_rubric_changes_nothing_for_a_cycle_with_a_copy(tmp_path: Path) -> None:
    request, _ = pinned(tmp_path)
    request.push({RUBRIC_FILE: None})
    assert gained(request) == []


# --- what an old id means ------------------------------------------------------------------------------------------


@pytest.fixture
def here(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(workspace.root)
    return workspace


def test_an_id_that_was_renamed_is_explained_by_its_new_one(here: Workspace) -> None:
    rename(here)
    told = run("explain", KEEP).output
    assert told == f"{KEEP} is called results.ownership.keep-promises now (IC2 Machine Learning Engineer)\n"


def test_an_id_that_was_removed_is_explained_by_what_it_said(here: Workspace) -> None:
    remove(here)
    assert run("explain", KEEP).output == (
        f"{KEEP} is asked no more, since version 2 (IC2 Machine Learning Engineer)\nit said: {TEXT}\n"
    )


def test_an_id_that_only_a_cycle_has_is_explained_by_its_copy(here: Workspace) -> None:
    living = (here.root / RUBRIC_FILE).read_text(encoding="utf-8")
    here.write(living, f"rubric/cycles/2026-h2/{RUBRIC}.yaml")
    remove(here)
    told = run("explain", KEEP).output
    assert told.startswith(f"{KEEP} · required\n")
    assert f"{KEEP} is asked no more, since version 2" in told
    assert f"* {KEEP}\n" in run("rubric", "show", f"cycles/2026-h2/{RUBRIC}").output
    assert (
        "there is no cycle 2026-h3: did you mean 2026-h2?" in run("rubric", "show", f"cycles/2026-h3/{RUBRIC}").output
    )

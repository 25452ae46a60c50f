"""`check --base --head`: the base's tip judges, and what the head changed since the two parted is judged."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from ladderci.cli import main
from tests.workspace import POLICY_FILE, REVIEW, RUBRIC_FILE, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada-quill@acme.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada-quill@acme.example",
}
OTHER = "reviews/2026-h2/bo-tanaka.yaml"
BROKEN = complete_review().replace("rating: meets", "rating: great", 1)


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def commit(message: str) -> str:
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", message)
    return git("rev-parse", "HEAD")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A repository whose `main` has the ladder and bo's review, and whose branch `work` adds ada's."""
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    made = Workspace.create(tmp_path / "repository")
    monkeypatch.chdir(made.root)
    git("init", "--quiet", "--initial-branch=main")
    made.write(BROKEN.replace("ada-quill", "bo-tanaka"), OTHER)
    commit("the ladder")
    git("switch", "--quiet", "--create", "work")
    made.write(complete_review())
    commit("ada's review")
    return made


def judged(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--base", "main", "--head", "work", *arguments], catch_exceptions=False)


def test_only_what_the_head_changed_is_judged(workspace: Workspace) -> None:
    result = judged()
    assert (result.exit_code, result.output) == (0, "1 review, nothing to mend\n")
    workspace.write(BROKEN)
    commit("a mistake")
    assert judged().exit_code == 1


def test_the_work_tree_has_no_say(workspace: Workspace) -> None:
    workspace.write("nonsense")
    workspace.write("nonsense", RUBRIC_FILE)
    assert judged().exit_code == 0


def test_a_head_cannot_lower_its_own_bar(workspace: Workspace) -> None:
    rubric = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    workspace.write(rubric.replace("required: true", "required: false"), RUBRIC_FILE)
    workspace.write(
        "policy: 1\nhosts: [evil.example]\nkinds: {anything: {title: A, links: ['https://{host}/{path}']}}\n",
        POLICY_FILE,
    )
    workspace.write(complete_review().split("expectations:")[0])
    commit("a lower bar, and a review that clears it")
    result = judged()
    assert result.exit_code == 1
    assert result.output.count("error[LC202 missing-rating]") == 23


def test_a_base_that_moved_on_does_not_make_others_reviews_look_changed(workspace: Workspace) -> None:
    git("switch", "--quiet", "main")
    workspace.write(BROKEN, "reviews/2026-h2/mira-velde.yaml")
    commit("mira's review")
    assert judged().output == "1 review, nothing to mend\n"


def test_the_tip_of_the_base_judges_not_where_the_two_parted(workspace: Workspace) -> None:
    git("switch", "--quiet", "main")
    rubric = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    stricter = rubric.replace("          welcome-change:\n", "          welcome-change:\n            required: true\n")
    workspace.write(stricter, RUBRIC_FILE)
    commit("one more is required")
    assert "`direction.agility.welcome-change` is not answered" in judged().output


def test_a_deleted_review_is_not_judged(workspace: Workspace) -> None:
    (workspace.root / OTHER).unlink()
    commit("bo left")
    assert judged().output == "1 review, nothing to mend\n"


@pytest.mark.parametrize("kind", ["symlink", "submodule", "executable"])
def test_only_plain_files_are_read(workspace: Workspace, kind: str) -> None:
    review = workspace.root / REVIEW
    if kind == "executable":
        review.chmod(0o755)
    else:
        review.unlink()
    if kind == "symlink":
        review.symlink_to("/etc/passwd")
    commit(kind)
    if kind == "submodule":
        git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},{REVIEW}")
        git("commit", "--quiet", "--message", kind)
    result = judged()
    assert result.exit_code == 1
    assert "error[LC001 unreadable-file]" in result.output
    assert "root:" not in result.output


def test_a_bare_repository_will_do(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("clone", "--quiet", "--bare", str(workspace.root), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert judged().output == "1 review, nothing to mend\n"


def test_a_history_that_was_cut_off_says_what_to_fetch(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("switch", "--quiet", "main")
    commit("the base moves on")
    shallow = str(tmp_path / "shallow")
    git("clone", "--quiet", "--depth", "1", "--no-single-branch", f"file://{workspace.root}", shallow)
    monkeypatch.chdir(shallow)
    result = CliRunner().invoke(main, ["check", "--base", "origin/main", "--head", "origin/work"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "git fetch --unshallow" in result.stderr


@pytest.mark.parametrize("name", ["--upload-pack=x", "-x", "no-such-branch", "main\n", "a$(id)", "@{-9}", ""])
def test_a_name_is_resolved_once_and_never_passed_on(workspace: Workspace, name: str) -> None:
    result = CliRunner().invoke(main, ["check", f"--base={name}", "--head=work"], catch_exceptions=False)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert workspace.root


def test_sides_that_do_not_go_together_are_refused(workspace: Workspace) -> None:
    for arguments in (["--head", "work"], ["--base", "main", "--rev", "work"]):
        result = CliRunner().invoke(main, ["check", *arguments], catch_exceptions=False)
        assert result.exit_code == 2
    assert workspace.root

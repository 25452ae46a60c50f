"""The command line keeps what it promises: exit codes, one line for a person's mistake, nothing overwritten."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from ladderci.cli import main
from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, RUBRIC, RUBRIC_FILE, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path

CLEAN_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@acme.example",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@acme.example",
}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that commands run in."""
    for name, value in CLEAN_GIT.items():
        monkeypatch.setenv(name, value)
    made = Workspace.create(tmp_path)
    monkeypatch.chdir(tmp_path)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def commit_all() -> None:
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "all")


def one_line(result: Result) -> str:
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.output
    return result.stderr


# --- check ---------------------------------------------------------------------------------------------------------


def test_a_review_without_findings_passes(workspace: Workspace) -> None:
    workspace.write(complete_review())
    assert run("check").exit_code == 0


def test_warnings_pass_and_errors_fail(workspace: Workspace) -> None:
    text = complete_review()
    workspace.write(text.replace("status: submitted", "status: draft").replace("rating: meets", "rating:", 1))
    drafted = run("check")
    workspace.write(text.replace("rating: meets", "rating:", 1))
    submitted = run("check")
    assert (drafted.exit_code, submitted.exit_code) == (0, 1)
    assert "warning[LC202 missing-rating]" in drafted.output
    assert "error[LC202 missing-rating]" in submitted.output


@pytest.mark.parametrize("file", [RUBRIC_FILE, POLICY_FILE, CYCLE_FILE])
def test_what_judges_and_is_broken_has_an_exit_code_of_its_own(workspace: Workspace, file: str) -> None:
    workspace.write(complete_review())
    workspace.write("a: [", file)
    result = run("check")
    assert result.exit_code == 3
    assert f"--> {file}:" in result.output


def test_what_lint_asks_of_a_ladder_is_not_told_to_those_who_write_against_it(workspace: Workspace) -> None:
    text = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    workspace.write(text.replace("text: Keeps commitments", f"text: {'Keeps ' * 60}commitments"), RUBRIC_FILE)
    assert "warning[LC504 long-text]" in run("rubric", "lint").stdout
    workspace.write(complete_review())
    assert run("check").stdout == "1 review, nothing to mend\n"


def test_usage_errors_say_in_one_line_what_to_do(workspace: Workspace) -> None:
    for arguments in (["check", "/etc/passwd"], ["check", "--rev", "no-such-branch"], ["new", "--cycle", "2062"]):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert one_line(result).startswith("ladderci: ")
    assert workspace.root


def test_without_a_ladder_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == 2
    assert "no folder `rubric`" in one_line(result)


def test_a_command_works_from_any_folder_below_the_root(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.write(complete_review())
    monkeypatch.chdir(workspace.root / "reviews" / "2026-h2")
    assert "1 review" in run("check", "ada-quill.yaml").output
    assert "1 review" in run("check", ".").output


def test_reviews_of_closed_cycles_are_judged_only_when_named(workspace: Workspace) -> None:
    workspace.write("review: broken")
    cycle = (workspace.root / CYCLE_FILE).read_text(encoding="utf-8")
    workspace.write(cycle.replace("status: open", "status: closed"), CYCLE_FILE)
    assert run("check").exit_code == 0
    assert run("check", REVIEW).exit_code == 1


def test_a_review_of_an_unknown_cycle_cannot_slip_by(workspace: Workspace) -> None:
    workspace.write(complete_review(), "reviews/2062-h2/ada-quill.yaml")
    result = run("check")
    assert result.exit_code == 1
    assert "LC404" in result.output


def test_a_review_in_the_wrong_place_cannot_slip_by(workspace: Workspace) -> None:
    workspace.write(complete_review(), "reviews/2026-h2/ada-quill.yml")
    assert "LC403" in run("check").output


def test_a_revision_is_judged_as_it_was(workspace: Workspace) -> None:
    workspace.write(complete_review())
    commit_all()
    workspace.write("review: broken since")
    assert run("check").exit_code == 1
    assert run("check", "--rev", "HEAD").exit_code == 0
    assert run("render", REVIEW, "--rev", "HEAD").exit_code == 0


def test_every_format_carries_every_finding(workspace: Workspace) -> None:
    workspace.write(complete_review().replace("rating: meets", "rating: great", 2))
    assert run("check").output.count("LC104") == 2
    report = json.loads(run("check", "--format", "json").output)
    assert [finding["code"] for finding in report["findings"]] == ["LC104", "LC104"]
    assert run("check", "--format", "github").output.count("::error ") == 2
    sarif = json.loads(run("check", "--format", "sarif").output)
    assert len(sarif["runs"][0]["results"]) == 2


def test_many_workers_come_to_the_same_report(workspace: Workspace) -> None:
    for number in range(240):
        broken = complete_review().replace("meets", "great", number % 3)
        workspace.write(broken.replace("ada-quill", f"p{number}"), f"reviews/2026-h2/p{number}.yaml")
    assert run("check", "--workers", "1").output == run("check", "--workers", "2").output


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Return what a command prints on a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ladderci", *arguments],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    printed = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            piece = b""
        if not piece:
            break
        printed += piece
    os.close(ours)
    assert process.wait() == 1
    return printed.decode()


def test_colour_is_for_terminals_only_and_never_where_it_is_unwanted(workspace: Workspace) -> None:
    workspace.write(complete_review().replace("rating: meets", "rating: great", 1))
    assert "\x1b[" in on_a_terminal("check", NO_COLOR="")
    assert "\x1b[" not in on_a_terminal("check", NO_COLOR="1")
    assert "\x1b[" not in run("check").output


# --- new, update ---------------------------------------------------------------------------------------------------


def test_a_new_review_is_valid_as_a_draft_at_once(workspace: Workspace) -> None:
    result = run("new", "--cycle", "2026-h2", "--rubric", RUBRIC, "--subject", "ada-quill")
    assert result.exit_code == 0
    assert run("check", REVIEW).exit_code == 0
    assert (workspace.root / REVIEW).read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../../")


def test_new_never_overwrites(workspace: Workspace) -> None:
    workspace.write("mine")
    result = run("new", "--subject", "ada-quill")
    assert result.exit_code == 2
    assert "is there already" in one_line(result)
    assert (workspace.root / REVIEW).read_text(encoding="utf-8") == "mine"


def test_new_knows_a_person_by_their_address_on_the_roster(workspace: Workspace) -> None:
    git("init", "--quiet")
    git("config", "user.email", "Bo-Tanaka@acme.example")
    assert run("new").exit_code == 0
    assert (workspace.root / "reviews/2026-h2/bo-tanaka.yaml").is_file()


def test_new_knows_a_person_by_github_user_else(workspace: Workspace) -> None:
    git("init", "--quiet")
    git("config", "github.user", "mira-velde")
    assert run("new").exit_code == 0
    assert (workspace.root / "reviews/2026-h2/mira-velde.yaml").is_file()


def test_new_says_how_to_say_who_one_is(workspace: Workspace) -> None:
    result = run("new")
    assert result.exit_code == 2
    assert "--subject LOGIN" in one_line(result)
    assert not (workspace.root / "reviews").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cycle", "2026-h1"], "did you mean 2026-h2?"),
        (["--rubric", "machine-learning-engineer/ic3"], "did you mean machine-learning-engineer/ic2?"),
        (["--from", "reviews/2026-h1/ada-quill.yaml"], "cannot be read"),
    ],
)
def test_new_says_what_it_does_not_know(workspace: Workspace, arguments: list[str], words: str) -> None:
    result = run("new", "--subject", "ada-quill", *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)
    assert not (workspace.root / REVIEW).exists()


def test_new_reminds_of_last_cycles_open_ends(workspace: Workspace) -> None:
    earlier = complete_review().replace("rating: meets", "rating: growing", 1)
    workspace.write(earlier, "reviews/2026-h2/old.yaml")
    assert run("new", "--subject", "ada-quill", "--from", "reviews/2026-h2/old.yaml").exit_code == 0
    assert "#: last cycle: growing" in (workspace.root / REVIEW).read_text(encoding="utf-8")


def test_update_adds_what_the_rubric_gained_and_is_then_content(workspace: Workspace) -> None:
    workspace.write(complete_review().replace("status: submitted", "status: draft"))
    rubric = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    at = rubric.index("required: true", rubric.index("reduce-upkeep:"))
    optional = rubric[:at] + rubric[at:].replace("required: true", "required: false", 1)
    without = optional.replace("version: 1", "version: 2", 1).replace("present-analysis:\n", "present-analysis:\n", 1)
    more = without.replace(
        "          present-analysis:\n            text:",
        "          present-analysis:\n            required: true\n            text:",
    )
    workspace.write(more, RUBRIC_FILE)
    assert run("update", REVIEW).exit_code == 0
    updated = (workspace.root / REVIEW).read_text(encoding="utf-8")
    assert "craft.ml-fluency.present-analysis:" in updated
    assert "rubric-version: 2" in updated
    assert "up to date" in run("update", REVIEW).output
    assert (workspace.root / REVIEW).read_text(encoding="utf-8") == updated


def test_update_refuses_what_it_cannot_read(workspace: Workspace) -> None:
    workspace.write("a: [")
    assert run("update", REVIEW).exit_code == 1
    assert (workspace.root / REVIEW).read_text(encoding="utf-8") == "a: ["


# --- render, schema, rubric, explain -------------------------------------------------------------------------------


def test_a_page_goes_to_a_file_or_to_standard_output(workspace: Workspace) -> None:
    workspace.write(complete_review())
    printed = run("render", REVIEW)
    assert printed.exit_code == 0
    assert run("render", REVIEW, "-o", "page.md").exit_code == 0
    assert (workspace.root / "page.md").read_text(encoding="utf-8") == printed.output


def test_a_page_that_cannot_be_written_leaves_nothing_behind(workspace: Workspace) -> None:
    workspace.write(complete_review())
    (workspace.root / "page").mkdir()
    result = run("render", REVIEW, "-o", "page")
    assert result.exit_code == 2
    assert "cannot be written" in one_line(result)


def test_an_unreadable_review_has_no_page_but_its_findings(workspace: Workspace) -> None:
    workspace.write("a: [")
    result = run("render", REVIEW)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "LC006" in result.stderr


def test_schemas_are_written_and_drift_is_shown(workspace: Workspace) -> None:
    assert run("schema", "--check").exit_code == 1
    assert run("schema").exit_code == 0
    assert run("schema", "--check").exit_code == 0
    published = workspace.root / f"schema/{RUBRIC}.schema.json"
    published.write_text(published.read_text(encoding="utf-8").replace("Self-review", "Exam"), encoding="utf-8")
    (workspace.root / "schema/old.schema.json").write_text("{}", encoding="utf-8")
    stale = run("schema", "--check")
    assert stale.exit_code == 1
    assert '- "title": "Exam' in stale.output
    assert '+ "title": "Self-review' in stale.output
    assert "removed schema/old.schema.json" in run("schema").output
    assert run("schema", "--check").exit_code == 0


def test_a_cycle_with_copies_has_schemas_of_its_own(workspace: Workspace) -> None:
    rubric = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    workspace.write(rubric, f"rubric/cycles/2026-h2/{RUBRIC}.yaml")
    assert run("schema").exit_code == 0
    assert (workspace.root / f"schema/cycles/2026-h2/{RUBRIC}.schema.json").is_file()
    workspace.write(rubric.replace("title: IC2", "title: Changed since"), RUBRIC_FILE)
    workspace.write(complete_review())
    assert "Changed since" not in run("render", REVIEW).output


def test_nothing_is_published_from_a_broken_rubric(workspace: Workspace) -> None:
    workspace.write("a: [", RUBRIC_FILE)
    assert run("schema").exit_code == 3
    assert not (workspace.root / "schema").exists()


def test_rubrics_are_listed_and_shown(workspace: Workspace) -> None:
    assert "56 expectations" in run("rubric", "list").output
    assert "Keeps commitments" in run("rubric", "show", RUBRIC).output
    assert json.loads(run("rubric", "show", RUBRIC, "--format", "json").output)["rubric"] == RUBRIC
    assert "Keeps commitments" in run("rubric", "show", RUBRIC, "--format", "markdown").output
    missing = run("rubric", "show", "machine-learning-engineer/ic3")
    assert missing.exit_code == 2
    assert "did you mean" in one_line(missing)
    workspace.write("a: [", RUBRIC_FILE)
    assert run("rubric", "list").exit_code == 3


def test_lint_compares_with_the_last_commit(workspace: Workspace) -> None:
    assert run("rubric", "lint").exit_code == 0
    commit_all()
    rubric = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    workspace.write(rubric.replace("          keep-commitments:", "          keep-promises:"), RUBRIC_FILE)
    result = run("rubric", "lint")
    assert result.exit_code == 1
    assert "LC506" in result.output
    assert "LC507" in result.output


def test_findings_and_expectations_are_explained(workspace: Workspace) -> None:
    assert run("explain", "LC201").output == run("explain", "missing-evidence").output
    assert "Keeps commitments" in run("explain", "results.ownership.keep-commitments").output
    everything = run("explain").output
    assert "LC201" in everything
    assert "results.ownership.keep-commitments" in everything
    unknown = run("explain", "LC2001")
    assert unknown.exit_code == 2
    assert "did you mean" in one_line(unknown)
    assert workspace.root


@pytest.mark.parametrize("path", [POLICY_FILE, CYCLE_FILE, RUBRIC_FILE, "compose.yaml", "list.yaml"])
@pytest.mark.parametrize("command", [("update",), ("update", "--dry-run"), ("render",)])
def test_what_is_no_review_is_neither_brought_up_to_date_nor_rendered(
    workspace: Workspace, path: str, command: tuple[str, ...]
) -> None:
    workspace.write("services: {web: {image: nginx}}\n", "compose.yaml")
    workspace.write("- a\n- b\n", "list.yaml")
    before = (workspace.root / path).read_bytes()
    result = run(*command, path)
    assert (result.exit_code, f"{path} is no review" in one_line(result)) == (2, True)
    assert (workspace.root / path).read_bytes() == before


def test_a_folder_is_not_taken_for_the_one_review_in_it(workspace: Workspace) -> None:
    workspace.write(complete_review())
    assert "is a folder of reviews: name one" in one_line(run("update", "reviews/2026-h2"))


def test_a_draft_that_lies_elsewhere_is_a_review_all_the_same(workspace: Workspace) -> None:
    workspace.write(complete_review(), "drafts/mine.yaml")
    assert run("update", "drafts/mine.yaml").exit_code == 0


def test_new_follows_the_roster_and_nothing_else(workspace: Workspace) -> None:
    other = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8").replace(RUBRIC, "data-engineer/ic1")
    workspace.write(other, "rubric/data-engineer/ic1.yaml")
    line = one_line(run("new", "--subject", "ada-quill", "--rubric", "data-engineer/ic1"))
    assert f"the roster of 2026-h2 says {RUBRIC} for ada-quill, and not data-engineer/ic1" in line


def test_new_starts_nothing_in_a_cycle_that_is_broken(workspace: Workspace) -> None:
    text = (workspace.root / CYCLE_FILE).read_text(encoding="utf-8")
    workspace.write(text.replace(f"    rubric: {RUBRIC}\n", f"    rubric: {RUBRIC}x\n", 1), CYCLE_FILE)
    result = run("new", "--subject", "mira-velde")
    assert (result.exit_code, f"{CYCLE_FILE} is broken" in one_line(result)) == (3, True)


def test_only_what_has_an_error_is_named_as_broken(workspace: Workspace) -> None:
    text = (workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    workspace.write(text.replace("text: Keeps commitments", f"text: {'Keeps ' * 60}commitments"), RUBRIC_FILE)
    workspace.write("policy: [", POLICY_FILE)
    last = run("rubric", "lint").stdout.splitlines()[-1]
    assert last.endswith(f"nothing can be judged by {POLICY_FILE} until it is mended")


def test_update_follows_no_guess_about_the_rubric(workspace: Workspace) -> None:
    workspace.write(complete_review().replace(f"rubric: {RUBRIC}", f"rubric: {RUBRIC}2"))
    before = (workspace.root / REVIEW).read_bytes()
    assert f"there is no rubric {RUBRIC}2: did you mean {RUBRIC}?" in one_line(run("update", REVIEW))
    assert (workspace.root / REVIEW).read_bytes() == before


def test_update_makes_no_file_that_is_larger_than_it_may_be(workspace: Workspace) -> None:
    text = complete_review().partition("expectations:")[0].replace("submitted", "draft")
    policy = (workspace.root / POLICY_FILE).read_text(encoding="utf-8")
    workspace.write(policy.replace("file-bytes: 1000000", f"file-bytes: {len(text) + 1000}"), POLICY_FILE)
    workspace.write(text)
    assert "more than the" in one_line(run("update", REVIEW))
    assert (workspace.root / REVIEW).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("arguments", [("update",), ("new", "--subject", "mira-velde", "--from"), ("render",)])
def test_a_name_that_is_too_long_is_one_line(workspace: Workspace, arguments: tuple[str, ...]) -> None:
    assert workspace.root.is_dir()
    result = run(*arguments, "x" * 300)
    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.output


def test_an_id_cannot_be_explained_by_what_is_broken(workspace: Workspace) -> None:
    workspace.write("policy: [", POLICY_FILE)
    result = run("explain", "results.ownership.keep-commitments")
    assert (result.exit_code, f"{POLICY_FILE} cannot be read" in one_line(result)) == (3, True)

"""A pull request is judged by what the default branch has, and nothing in it is trusted."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from ladderci.app.judging import RefusalError
from ladderci.cli import main
from ladderci.output.comment import COMMENT_BYTES, MARKER, comment, step_summary
from tests.pull_requests import OTHER, PullRequest
from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, RUBRIC_FILE, complete_review

if TYPE_CHECKING:
    from pathlib import Path

GREAT = complete_review().replace("rating: meets", "rating: great", 1)


@pytest.fixture
def request_(tmp_path: Path) -> PullRequest:
    """A pull request of ada's that changes nothing yet."""
    return PullRequest.create(tmp_path / "repository")


# --- the verdict ---------------------------------------------------------------------------------------------------


def test_a_complete_review_by_its_subject_passes(request_: PullRequest) -> None:
    request_.push_review()
    judgement = request_.judge()
    assert (judgement.report.files, judgement.report.findings) == (1, ())
    assert "**This review passes, and nothing is left to do.**" in comment(judgement)


def test_a_mistake_is_linked_to_its_line_in_the_head(request_: PullRequest) -> None:
    head = request_.push_review(GREAT)
    judgement = request_.judge()
    assert [finding.code for finding in judgement.report.findings] == ["LC104"]
    line = GREAT.splitlines().index("    rating: great") + 1
    assert f"https://github.com/acme/reviews/blob/{head}/{REVIEW}?plain=1#L{line}" in comment(judgement)


def test_nothing_is_judged_where_no_review_is_changed(request_: PullRequest) -> None:
    request_.push({"README.md": "hello\n"})
    judgement = request_.judge()
    assert (judgement.report.files, judgement.report.findings) == (0, ())


def test_a_head_cannot_lower_its_own_bar(request_: PullRequest) -> None:
    rubric = (request_.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    request_.push(
        {
            RUBRIC_FILE: rubric.replace("required: true", "required: false"),
            REVIEW: complete_review().split("expectations:", maxsplit=1)[0],
        }
    )
    codes = request_.codes()
    assert codes.count("LC202") == 23
    assert "LC410" in codes


def test_a_broken_rubric_on_the_base_breaks_the_judgement(request_: PullRequest) -> None:
    request_.git("switch", "--quiet", "main")
    request_.push({RUBRIC_FILE: "a: ["})
    request_.git("switch", "--quiet", "work")
    request_.push_review()
    assert request_.judge().report.broken


def test_a_broken_rubric_on_the_head_is_a_finding(request_: PullRequest) -> None:
    request_.push({RUBRIC_FILE: "a: ["})
    judgement = request_.judge()
    assert not judgement.report.broken
    assert "LC006" in [finding.code for finding in judgement.report.findings]


def test_another_branch_is_judged_only_where_the_policy_lists_it(request_: PullRequest) -> None:
    request_.push_review()
    request_.base_branch = "weaker"
    with pytest.raises(RefusalError, match="pull requests into weaker are not judged"):
        request_.judge()


# --- who and when --------------------------------------------------------------------------------------------------


def test_only_the_subject_changes_a_review(request_: PullRequest) -> None:
    request_.push_review()
    request_.author = "Ada-Quill"
    assert request_.codes() == []
    request_.author = "bo-tanaka"
    assert request_.codes() == ["LC408"]


def test_the_living_policy_may_let_the_manager_change_it(request_: PullRequest) -> None:
    request_.git("switch", "--quiet", "main")
    policy = (request_.workspace.root / POLICY_FILE).read_text(encoding="utf-8")
    request_.push({POLICY_FILE: policy.replace("reviewers: subject", "reviewers: manager")})
    request_.git("switch", "--quiet", "work")
    request_.push_review()
    request_.author = "grace-osei"
    assert request_.codes() == []


def test_deleting_somebody_elses_review_is_pointed_out(request_: PullRequest) -> None:
    request_.push({OTHER: None})
    assert request_.codes() == ["LC408"]


def test_a_base_that_moved_on_does_not_make_a_colleagues_review_look_deleted(request_: PullRequest) -> None:
    request_.push_review()
    request_.git("switch", "--quiet", "main")
    request_.push({"reviews/2026-h2/mira-velde.yaml": complete_review().replace("ada-quill", "mira-velde")})
    request_.git("switch", "--quiet", "work")
    assert request_.codes() == []


def test_a_closed_cycle_is_not_written_to(request_: PullRequest) -> None:
    request_.git("switch", "--quiet", "main")
    cycle = (request_.workspace.root / CYCLE_FILE).read_text(encoding="utf-8")
    request_.push({CYCLE_FILE: cycle.replace("status: open", "status: closed")})
    request_.git("switch", "--quiet", "work")
    request_.push_review()
    assert "LC411" in request_.codes()


def test_a_change_after_the_due_date_is_pointed_out(request_: PullRequest) -> None:
    request_.push_review()
    late = request_.judge(today=date(2027, 2, 1)).report
    assert [finding.code for finding in late.findings] == ["LC414"]


def test_a_submitted_review_that_loses_evidence_or_goes_back_is_pointed_out(request_: PullRequest) -> None:
    request_.push_review()
    request_.git("branch", "--force", "main", "work")
    drafted = complete_review().replace("status: submitted", "status: draft")
    text = drafted.replace("https://github.com/acme/ranker/pull/1\n", "https://github.com/acme/ranker/pull/2\n")
    assert text != drafted
    request_.push_review(text)
    assert {"LC412", "LC413"} <= set(request_.codes())


# --- a change of what judges ---------------------------------------------------------------------------------------


def test_a_change_of_the_rubric_says_what_it_would_do_to_open_reviews(request_: PullRequest) -> None:
    rubric = (request_.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    stricter = rubric.replace("          welcome-change:\n", "          welcome-change:\n            required: true\n")
    request_.push({RUBRIC_FILE: stricter})
    judgement = request_.judge()
    assert "LC515" in [finding.code for finding in judgement.report.findings]
    assert judgement.effects is not None
    assert [(effect.path, [one.code for one in effect.gained]) for effect in judgement.effects] == [(OTHER, ["LC202"])]
    assert "would gain" in comment(judgement)


def test_every_code_that_a_judgement_can_name_has_a_page(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubric = (request_.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    request_.push({RUBRIC_FILE: rubric.replace("title: IC2 Machine", "title: IC2 machine"), REVIEW: GREAT})
    request_.author = "bo-tanaka"
    run_judge(request_, tmp_path, monkeypatch)
    run = json.loads((tmp_path / "out/report.sarif").read_text(encoding="utf-8"))["runs"][0]
    described = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    named = {result["ruleId"] for result in run["results"]}
    assert {"LC104", "LC408", "LC410", "LC515"} <= named <= described


def test_a_schema_that_follows_is_no_finding(request_: PullRequest) -> None:
    rubric = (request_.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    request_.workspace.write(rubric.replace("title: IC2 Machine", "title: IC2 machine"), RUBRIC_FILE)
    request_.publish()
    request_.push({})
    assert request_.codes() == []


def test_an_id_that_vanishes_is_a_finding(request_: PullRequest) -> None:
    rubric = (request_.workspace.root / RUBRIC_FILE).read_text(encoding="utf-8")
    request_.push({RUBRIC_FILE: rubric.replace("          keep-commitments:", "          keep-promises:")})
    assert {"LC506", "LC507"} <= set(request_.codes())


# --- what is shown -------------------------------------------------------------------------------------------------


def test_the_comment_says_what_changed_in_meaning(request_: PullRequest) -> None:
    request_.push_review()
    request_.git("branch", "--force", "main", "work")
    request_.push_review(complete_review().replace("rating: meets", "rating: growing", 1))
    request_.push_review(complete_review().replace("rating: meets", "rating: exceeds", 1))
    body = comment(request_.judge())
    assert "results.impact.act-with-urgency: meets → exceeds" in body
    assert "results.impact.act-with-urgency: growing → exceeds" in body
    assert body.index("What this pull request changes") < body.index("What changed since the last push")


def test_what_was_there_before_a_forced_push_is_left_out_where_it_cannot_be_reached(request_: PullRequest) -> None:
    request_.push_review()
    request_.before = "0123456789abcdef0123456789abcdef01234567"
    assert "since the last push" not in comment(request_.judge())


def test_the_same_pull_request_gives_the_same_bytes(request_: PullRequest) -> None:
    request_.push_review(GREAT)
    assert comment(request_.judge()) == comment(request_.judge())


def test_a_comment_is_cut_by_whole_sections_and_says_which(request_: PullRequest) -> None:
    story = "A long story of what happened. " * 150
    request_.push_review(complete_review().replace("As the level asks.", story))
    judgement = request_.judge()
    body = comment(judgement)
    assert len(body.encode()) <= COMMENT_BYTES
    assert body.startswith(f"{MARKER}\n")
    assert "Left out for its length" in body
    assert "All evidence" in body.rpartition("Left out")[2]
    assert len(step_summary(judgement)) > len(body)


@pytest.mark.parametrize("visibility", ["summary", "none"])
def test_a_policy_that_hides_governs_every_channel(
    request_: PullRequest, visibility: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_.git("switch", "--quiet", "main")
    policy = (request_.workspace.root / POLICY_FILE).read_text(encoding="utf-8")
    request_.push({POLICY_FILE: policy.replace("visibility: full", f"visibility: {visibility}")})
    request_.git("switch", "--quiet", "work")
    request_.push_review(GREAT.replace("As the level asks.", "SECRET").replace("great", "SECRET"))
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code == 1
    written = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("*/*")) if path.is_file()]
    everything = result.output + "".join(written)
    assert "SECRET" not in everything
    assert "act-with-urgency" not in everything
    assert "verdict=failed" in everything
    report = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert (report["verdict"], report["counts"]["error"], report["findings"]) == ("failed", 1, [])
    assert json.loads((tmp_path / "out/report.sarif").read_text(encoding="utf-8"))["runs"][0]["results"] == []


def run_judge(request: PullRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Run the command as the workflow does, on the checked out main."""
    files = folder / "runner"
    files.mkdir(exist_ok=True)
    (files / "event.json").write_bytes(request.event())
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    monkeypatch.setenv("GITHUB_OUTPUT", str(files / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(files / "step-summary"))
    request.git("switch", "--quiet", "main")
    monkeypatch.chdir(request.workspace.root)
    arguments = ["ci", "judge", "--event", str(files / "event.json"), "--out", str(folder / "out")]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_the_command_writes_what_the_workflow_takes(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_.push_review(GREAT)
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert "::error file=reviews/2026-h2/ada-quill.yaml" in result.output
    assert json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))["verdict"] == "failed"
    assert json.loads((tmp_path / "out/report.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (tmp_path / "out/comment.md").read_text(encoding="utf-8").startswith(MARKER)
    assert (tmp_path / "out/summary.md").read_text(encoding="utf-8").startswith(MARKER)
    output = (tmp_path / "runner/output").read_text(encoding="utf-8")
    assert output == "verdict=failed\nreviews=1\nerrors=1\nwarnings=0\n"


@pytest.mark.parametrize(("name", "variable"), [("output", "GITHUB_OUTPUT"), ("step-summary", "GITHUB_STEP_SUMMARY")])
def test_a_file_of_the_runner_that_cannot_be_written_is_one_line(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, variable: str
) -> None:
    request_.push_review()
    (tmp_path / "runner" / name).mkdir(parents=True)
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert f"which {variable} names, cannot be written" in result.stderr


def test_the_head_is_fetched_by_its_id_when_it_is_missing(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_.push_review()
    request_.git("config", "uploadpack.allowAnySHA1InWant", "true")
    event = request_.event()
    request_.git("switch", "--quiet", "main")
    clone = tmp_path / "clone"
    request_.git(
        "clone", "--quiet", "--single-branch", "--branch", "main", f"file://{request_.workspace.root}", str(clone)
    )
    (tmp_path / "event.json").write_bytes(event)
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    monkeypatch.chdir(clone)
    arguments = ["ci", "judge", "--event", str(tmp_path / "event.json"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert not (clone / REVIEW).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"pull_request": 1}', b"\xff\xfe"])
def test_an_event_that_is_none_is_refused_in_one_line(
    content: bytes, request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "event.json").write_bytes(content)
    monkeypatch.chdir(request_.workspace.root)
    monkeypatch.delenv("GITHUB_EVENT_NAME", raising=False)
    arguments = ["ci", "judge", "--event", str(tmp_path / "event.json"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()

"""What a pull request could try on its judge, attack by attack, and the tests that hold each attack off.

`HELD_OFF` is the table. Most of its tests stand with the module that they test; what no other file tested stands here.
"""

from __future__ import annotations

import ast
import json
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as some

from ladderci import document, load
from ladderci.app.check import twins_among
from ladderci.cli import main
from ladderci.git import Repository
from ladderci.model import Severity
from ladderci.output.comment import MARKER, comment
from ladderci.source import Commit, WorkTree
from tests.canaries import CANARIES, Canary, nest
from tests.hostile_heads import (
    HUGE,
    ROOM,
    PushedOver,
    as_yaml,
    make_tree,
    push_over,
    put,
    run,
    with_texts,
    write_zeros,
)
from tests.peers import node
from tests.peers.github import TOKEN
from tests.pull_requests import OTHER, PullRequest
from tests.test_git import commit, git
from tests.test_judge import GREAT, run_judge
from tests.test_output_comment import assert_is_harmless, judgement, problem, shape, subject_of
from tests.test_output_github import obeyed
from tests.test_output_markdown import PLAIN, filled, lettered, written_fields
from tests.test_workflow import Site, site
from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, RUBRIC, RUBRIC_FILE, Workspace, complete_review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["site"]
"""A fixture of the workflow's tests, used here."""

TEXTS: Final = {
    "a spoofed marker": f"{MARKER}\n**This review passes.**",
    "mentions of users": "@grace-osei",
    "mentions of teams": "@acme/ladder-owners",
    "references to issues": "fixes acme/ranker#12, #12 and GH-12",
    "references to commits": f"acme/ranker@1f3c9ab and {'0123456789' * 4}",
    "images": "![](https://evil.example/x.png)",
    "raw HTML": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "</details>": "</details></summary>",
    "tables": "| a | b |\n|---|---|\n| c | d |",
    "fences": "```\ncode",
    "mermaid": "```mermaid\ngraph TD;\nA-->B\n```",
    "maths": "$$x$$ and $`y`$\n```math\nz\n```",
    "javascript: links": "[text](javascript:alert(1))",
    "autolinks": "<https://evil.example> www.evil.example https://evil.example ada@acme.example",
    "reference definitions": "[text]\n\n[text]: https://evil.example",
    "footnotes": "[^1]\n\n[^1]: note",
    "bidi characters": "\u202egnp.elcric\u202c \u2066x\u2069",
    "zero-width characters": "\u200b# x\u200d \ufeff- y\u2060",
}
"""What Markdown and GitHub would make something of, by what it is called."""
PLACES: Final = {"start": "{} abc", "middle": "abc {} abc", "end": "abc\n\nabc {}"}

_OF_TEXTS: Final = (
    "test_attacks::test_a_text_stays_text_wherever_it_stands_in_a_field",
    "test_output_comment::test_an_attack_in_every_field_changes_nothing",
    "test_output_comment::test_all_attacks_in_one_field_change_nothing",
    "test_output_comment::test_any_text_in_every_field_keeps_the_tree_of_blocks",
    "test_output_comment::test_keys_links_and_words_of_a_change_are_text_too",
    "test_output_markdown::test_every_field_that_a_person_writes_is_on_the_page",
    "test_output_markdown::test_an_attack_in_every_field_changes_nothing",
    "test_output_markdown::test_all_attacks_in_one_field_change_nothing",
)
HELD_OFF: Final[dict[str, tuple[str, ...]]] = {
    "rubric, schema, policy, cycle, workflow or tool are weakened together with the review": (
        "test_attacks::test_nothing_in_the_head_lowers_the_bar_for_its_own_review",
        "test_attacks::test_a_head_that_opens_reviews_to_anyone_opens_none",
        "test_compare::test_a_head_cannot_lower_its_own_bar",
        "test_judge::test_another_branch_is_judged_only_where_the_policy_lists_it",
        "test_rules_change::test_what_judges_and_what_is_judged_do_not_change_together",
        "test_workflow::test_nothing_but_the_default_branch_is_ever_checked_out",
    ),
    **dict.fromkeys(TEXTS, _OF_TEXTS),
    "a comment that looks like ours": (
        "test_commenting::test_what_is_not_ours_is_never_touched",
        "test_commenting::test_a_body_that_is_too_long_unmarked_or_no_text_is_refused_before_anything_is_asked",
    ),
    "runner commands in every printed channel": (
        "test_attacks::test_no_channel_gives_the_runner_a_command_that_is_not_ours",
        "test_attacks::test_no_refusal_gives_the_runner_a_command",
        "test_attacks::test_a_head_full_of_traps_springs_none_in_the_workflow",
        "test_output_escape::test_a_message_for_the_runner_starts_no_command",
        "test_output_escape::test_a_property_for_the_runner_ends_where_we_end_it",
        "test_output_github::test_no_text_starts_a_command_that_we_did_not_write",
        "test_output_rubric::test_what_a_rubric_says_is_obeyed_by_no_terminal_and_by_no_runner",
        "test_output_sarif::test_any_text_makes_a_log_that_can_be_printed_into_a_workflows_log",
        "test_output_text::test_no_text_steers_the_terminal_or_the_runner",
    ),
    "values with newlines in the outputs file": (
        "test_attacks::test_what_the_judge_hands_on_are_words_and_numbers_of_its_own",
    ),
    "file names with a newline, a quote, a leading dash": (
        "test_attacks::test_what_the_judge_hands_on_are_words_and_numbers_of_its_own",
        "test_git::test_a_name_is_itself_and_no_pattern",
        "test_output_comment::test_the_name_of_a_file_is_text_too",
        "test_output_comment::test_the_names_of_what_was_cut_are_text_too",
        "test_source::test_weird_names_are_listed_and_read_by_the_name_listed",
    ),
    "file names with `..`": (
        "test_attacks::test_a_tree_that_names_the_folder_above_leads_nowhere",
        "test_source::test_a_path_that_does_not_stay_below_the_root_is_refused",
    ),
    "a symlink, a submodule or an executable in a review's place": (
        "test_attacks::test_what_stands_in_a_reviews_place_is_a_finding_of_the_judge",
        "test_compare::test_only_plain_files_are_read",
        "test_source::test_a_symbolic_link_is_never_followed",
        "test_source::test_a_submodule_in_a_commit_is_no_plain_file_and_hides_nothing",
        "test_source::test_an_executable_in_a_commit_is_no_plain_file",
    ),
    "a blob of 2 GiB that must never be loaded": (
        "test_attacks::test_two_gibibytes_are_refused_by_their_size_alone",
        "test_source::test_a_file_of_many_gigabytes_is_refused_by_its_size_alone",
    ),
    "branch names that look like options": (
        "test_attacks::test_a_branch_that_is_named_like_an_option_is_a_name",
        "test_compare::test_a_name_is_resolved_once_and_never_passed_on",
        "test_event::test_branches_are_plain_text",
        "test_git::test_a_persons_name_for_a_commit_becomes_its_full_id",
        "test_git::test_nothing_but_full_ids_reaches_git",
        "test_workflow::test_the_variant_for_public_repositories_judges_comments_and_tells_the_head",
    ),
    "a head that is force-pushed during the run": (
        "test_attacks::test_a_head_that_was_pushed_over_is_judged_as_it_was",
        "test_attacks::test_a_head_that_is_gone_is_one_line_and_exit_code_5",
        "test_commenting::test_it_stays_silent_when_the_head_has_moved_on",
        "test_commenting::test_a_run_that_is_overtaken_while_it_creates_takes_its_comment_back",
        "test_judge::test_what_was_there_before_a_forced_push_is_left_out_where_it_cannot_be_reached",
    ),
    "a review path that differs only by case": (
        "test_attacks::test_two_reviews_that_differ_by_case_alone_are_both_pointed_out",
        "test_attacks::test_a_pull_request_cannot_add_a_second_review_in_another_case",
        "test_attacks::test_a_twin_that_main_got_meanwhile_is_seen",
        "test_attacks::test_a_name_may_change_its_case_and_a_twin_may_go",
        "test_attacks::test_a_review_beside_the_reviews_folder_does_not_escape",
        "test_attacks::test_twins_are_those_that_are_equal_when_case_is_ignored",
        "test_attacks::test_the_names_in_a_folder_are_the_same_in_both_sources",
    ),
    "files in the head that a machine would run, import or obey": (
        "test_attacks::test_a_canary_would_sing",
        "test_attacks::test_no_canary_sings_when_its_head_is_judged",
        "test_attacks::test_a_head_full_of_traps_springs_none_in_the_workflow",
        "test_git::test_nothing_in_the_repository_is_executed",
        "test_workflow::test_nothing_of_a_pull_request_is_executed_or_installed",
    ),
}


def test_every_attack_has_tests_that_exist_and_every_test_of_this_file_an_attack() -> None:
    written = {
        f"{file.stem}::{part.name}"
        for file in Path(__file__).parent.glob("test_*.py")
        for part in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
    }
    named = {test for tests in HELD_OFF.values() for test in tests}
    here = {test for test in written if test.startswith("test_attacks::")}
    assert named - written == set()
    assert here - named == {
        "test_attacks::test_every_attack_has_tests_that_exist_and_every_test_of_this_file_an_attack"
    }


@pytest.fixture
def request_(tmp_path: Path) -> PullRequest:
    """A pull request of ada's that changes nothing yet."""
    return PullRequest.create(tmp_path / "repository")


@pytest.fixture
def pushed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushedOver]:
    """A served repository with a pull request that was pushed over."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    with push_over(tmp_path) as made:
        yield made


def invoke(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert "Traceback" not in result.stderr
    return result


# --- a lower bar ---------------------------------------------------------------------------------------------------

POOR: Final = complete_review().split("expectations:", maxsplit=1)[0]
OFF: Final = "severities:\n  missing-rating: off\n  missing-evidence: off\n  missing-key: off\n"
WEAKENED: Final = {
    RUBRIC_FILE: (RUBRIC_FILE, "required: true", "required: false"),
    f"rubric/cycles/2026-h2/{RUBRIC}.yaml": (RUBRIC_FILE, "required: true", "required: false"),
    f"schema/{RUBRIC}.schema.json": ("", "", "{}\n"),
    POLICY_FILE: (POLICY_FILE, "severities:\n", OFF),
    "rubric/cycles/2026-h2/policy.yaml": (POLICY_FILE, "severities:\n", OFF),
    CYCLE_FILE: (CYCLE_FILE, "status: open", "status: closed"),
    ".github/workflows/review.yml": ("", "", "on: push\njobs: {}\n"),
    ".github/CODEOWNERS": ("", "", "* @ada-quill\n"),
    "ladderci/app/judging.py": ("", "", "def judge(*_): return None\n"),
    "requirements/run.txt": ("", "", "ladderci-but-kinder==1.0\n"),
    "pyproject.toml": ("", "", "[project]\nname = 'ladderci'\n"),
    "Makefile": ("", "", "all:\n"),
}
"""What judges, each with the file that its weaker version is made of, and with what is changed in that."""


@pytest.mark.parametrize("path", WEAKENED)
def test_nothing_in_the_head_lowers_the_bar_for_its_own_review(request_: PullRequest, path: str) -> None:
    request_.push_review(POOR)
    alone = request_.judge()
    origin, old, new = WEAKENED[path]
    text = (request_.workspace.root / origin).read_text(encoding="utf-8") if origin else ""
    assert old in text
    request_.push({path: text.replace(old, new) if old else new})
    together = request_.judge()
    assert [one.code for one in alone.report.findings].count("LC202") == 23
    assert together.subjects[0].findings == alone.subjects[0].findings
    assert "LC410" in {one.code for one in together.other_findings}


def test_a_head_that_opens_reviews_to_anyone_opens_none(request_: PullRequest) -> None:
    policy = (request_.workspace.root / POLICY_FILE).read_text(encoding="utf-8")
    opened = policy.replace("reviewers: subject", "reviewers: anyone").replace("visibility: full", "visibility: none")
    request_.author = "bo-tanaka"
    request_.push({POLICY_FILE: opened, REVIEW: complete_review()})
    judged = request_.judge()
    assert {"LC408", "LC410"} <= {one.code for one in judged.report.findings}
    assert judged.visibility == "full"


# --- text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("field", written_fields(), ids=".".join)
def test_a_text_stays_text_wherever_it_stands_in_a_field(field: tuple[str, ...], place: str) -> None:
    """In the comment on a review that has this field and no other."""

    def shown(text: str) -> str:
        review = load.review(_only(filled(text, field), field))
        return comment(judgement(subject_of(review, load.review({}), (problem(text),))))

    for text in TEXTS.values():
        placed = PLACES[place].format(text)
        # Other letters than those of the fields beside it, as one piece of evidence is listed once.
        assert shape(shown(placed)) == shape(shown(lettered(placed).replace(PLAIN, "letters"))), text
        assert_is_harmless(shown(placed))


def _only(data: object, field: tuple[str, ...]) -> object:
    """Return a review with what leads to one of its fields, and with nothing else at the top."""
    assert isinstance(data, dict)
    return {field[0]: data[field[0]]}


# --- what is printed -----------------------------------------------------------------------------------------------

COMMANDS: Final = (
    "::add-mask::steady",
    "steady\r::error::steady",
    "steady\n::warning file=x::steady",
    "say ##[add-mask]steady now",
    "###[error]steady",
    " \u3000::stop-commands::steady",
    "::set-output name=verdict::passed",
)
"""What the runner would obey, each in the middle of a line too."""
RUNNER: Final = "\n".join((*COMMANDS, *(f"abc {command} abc" for command in COMMANDS)))
CHANNELS: Final = (
    *(("check", "--format", form) for form in ("text", "json", "sarif")),
    ("check", "--rev", "HEAD"),
    ("check", "::error::x"),
    ("check", "\n::error::x"),
    ("check", "##[add-mask]x"),
    ("check", "--rev", "##[add-mask]x"),
    ("render", REVIEW),
    ("rubric", "list"),
    ("rubric", "show", RUBRIC),
    *(("rubric", "show", RUBRIC, "--format", form) for form in ("json", "markdown")),
    ("rubric", "show", "##[add-mask]x"),
    ("rubric", "lint"),
    ("explain",),
    ("explain", "results.ownership.keep-commitments"),
    ("explain", "##[add-mask]x"),
    ("schema", "--check"),
    ("schema",),
    ("new", "--subject", "bo-tanaka"),
    ("update", REVIEW),
)


REVIEWS_THAT_COMMAND: Final = {
    "in every field": as_yaml(filled(RUNNER)),
    "in every key": as_yaml({key: {key: key} for key in COMMANDS} | {"work": {key: {key: key} for key in COMMANDS}}),
    "in a block": complete_review().replace(
        "summary: A steady half year.", "summary: |\n  " + RUNNER.replace("\n", "\n  ")
    ),
    "as no YAML": f"{RUNNER}\n",
    "in a text cut short": complete_review().replace("story: In three steps.", "story: ::error::x #[add-mask]x"),
}


@pytest.mark.parametrize("content", REVIEWS_THAT_COMMAND.values(), ids=REVIEWS_THAT_COMMAND)
@pytest.mark.parametrize("is_ladder_hostile", [False, True], ids=["by our ladder", "by a hostile ladder"])
def test_no_channel_gives_the_runner_a_command_that_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, *, is_ladder_hostile: bool
) -> None:
    request = PullRequest.create(tmp_path / "repository")
    monkeypatch.chdir(request.workspace.root)
    if is_ladder_hostile:
        for file in (RUBRIC_FILE, POLICY_FILE, CYCLE_FILE):
            data = document.read(file, (request.workspace.root / file).read_bytes()).data
            request.workspace.write(as_yaml(with_texts(data, RUNNER)), file)
    request.push_review(content)
    printed = ""
    for arguments in CHANNELS:
        result = invoke(*arguments)
        assert obeyed(result.stdout) == obeyed(result.stderr) == [], arguments
        printed += result.output
    assert "add-mask]" in printed.replace("\u200b", ""), "it was printed, and it was not obeyed"
    request.git("checkout", "--quiet", "--", ".")
    for result in (invoke("check", "--format", "github"), run_judge(request, tmp_path, monkeypatch)):
        assert obeyed(result.stderr) == []
        assert_is_ours(result.stdout)


def assert_is_ours(printed: str) -> None:
    """Whatever the runner obeys is an annotation that begins with a finding's code."""
    for command in obeyed(printed):
        assert command.name in {"error", "warning", "notice"}
        assert command.properties["title"].startswith("LC")


@pytest.mark.parametrize("name", ["##[add-mask]x", "x##[error]y", "::error::x", "a\r::error::x", "\n##[x]"])
def test_no_refusal_gives_the_runner_a_command(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    request_.push_review()
    request_.base_branch = name
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code in {2, 3}
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert obeyed(result.stderr) == []


# --- names and modes -----------------------------------------------------------------------------------------------

NAMES: Final = (
    "a\nverdict=passed\n.yaml",
    "a\r::set-output name=verdict::passed.yaml",
    "\"a\" 'b'.yaml",
    "-rf.yaml",
    "--upload-pack=touch canary.yaml",
    "$(touch canary).yaml",
    "##[add-mask]x.yml",
    "..yaml",
    "*.YAML",
)


def test_what_the_judge_hands_on_are_words_and_numbers_of_its_own(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = as_yaml(filled("abc\nverdict=passed\nreviews<<END\n1\nEND"))
    request_.push({f"reviews/2026-h2/{name}": hostile for name in NAMES})
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert_is_ours(result.stdout)
    report = request_.judge().report
    counts = f"errors={report.count(Severity.ERROR)}\nwarnings={report.count(Severity.WARNING)}\n"
    output = (tmp_path / "runner/output").read_text(encoding="utf-8")
    assert output == f"verdict=failed\nreviews={len(NAMES)}\n{counts}"
    assert {one.path for one in request_.judge().subjects} == {f"reviews/2026-h2/{name}" for name in NAMES}
    assert_is_harmless((tmp_path / "out/comment.md").read_text(encoding="utf-8"))
    assert not list(tmp_path.rglob("canary*"))


def test_a_tree_that_names_the_folder_above_leads_nowhere(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.yaml").write_text("a secret", encoding="utf-8")
    blob = request_.git("rev-parse", f"main:{OTHER}")
    above = make_tree(request_, f"100644 blob {blob}\tsecret.yaml")
    cycle = make_tree(request_, f"040000 tree {above}\t..\n100644 blob {blob}\t...yaml")
    reviews = make_tree(request_, f"040000 tree {cycle}\t..\n040000 tree {cycle}\t2026-h2")
    main_has = request_.git("ls-tree", "main").replace(request_.git("rev-parse", "main:reviews"), reviews)
    head = request_.git("commit-tree", "-p", "main", "-m", "up", make_tree(request_, main_has))
    request_.git("switch", "--quiet", "main")
    request_.git("update-ref", "refs/heads/work", head)
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert "the path does not stay below the root" in result.stdout
    assert "a secret" not in result.stdout + (tmp_path / "out/comment.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("mode", "content", "words"),
    [
        ("120000", "/etc/passwd", "is a symbolic link, and links are not followed"),
        ("160000", "", "this is a submodule, not a plain file"),
        ("100755", complete_review(), "this is an executable file, not a plain file"),
    ],
)
def test_what_stands_in_a_reviews_place_is_a_finding_of_the_judge(  # noqa: PLR0913, PLR0917 - three are fixtures
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, content: str, words: str
) -> None:
    (tmp_path / "content").write_text(content, encoding="utf-8")
    blob = request_.git("hash-object", "-w", str(tmp_path / "content"))
    put(request_, mode, request_.git("rev-parse", "main") if mode == "160000" else blob, REVIEW)
    result = run_judge(request_, tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert "title=LC001 unreadable-file::" in result.stdout
    assert words in result.stdout
    assert "root:" not in result.stdout


def test_a_branch_that_is_named_like_an_option_is_a_name(
    request_: PullRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = request_.push_review()
    for name in ("--upload-pack=touch${IFS}canary", "-rf", "a$(touch${IFS}canary)"):
        request_.git("update-ref", f"refs/heads/{name}", head)
        request_.git("update-ref", f"refs/heads/{REVIEW}", head)
        monkeypatch.chdir(request_.workspace.root)
        assert invoke("check", f"--rev={name}").exit_code == (2 if name.startswith("-") else 0)
        assert invoke("check", f"--rev=refs/heads/{name}", REVIEW).exit_code == 0
        assert invoke("check", "--base=main", f"--head=refs/heads/{name}").exit_code == 0
        request_.base_branch = name
        assert "are not judged" in run_judge(request_, tmp_path, monkeypatch).stderr
        request_.base_branch = "main"
        assert run_judge(request_, tmp_path, monkeypatch).exit_code == 0
    assert not list(tmp_path.rglob("canary*"))


# --- size ----------------------------------------------------------------------------------------------------------


def test_two_gibibytes_are_refused_by_their_size_alone(request_: PullRequest, tmp_path: Path) -> None:
    root, event = request_.workspace.root, tmp_path / "event.json"
    judge = ("ci", "judge", "--event", str(event), "--out", str(tmp_path / "out"), "--base", "main")
    huge = write_zeros(root)
    assert request_.git("cat-file", "-s", huge) == str(HUGE)

    put(request_, "100644", huge, REVIEW)
    event.write_bytes(request_.event())
    sides = ("--base", "main", "--head", "work")
    for arguments in (judge, ("check", "--rev", "work"), ("check", *sides), ("render", REVIEW, "--rev", "work")):
        done = run(root, *arguments, room=ROOM)
        assert done.exit_code == 1, arguments
        assert "LC004" in done.said + done.complained
        assert f"the file has {HUGE:,} bytes" in done.said + done.complained
    assert "LC004" in (tmp_path / "out/comment.md").read_text(encoding="utf-8")

    request_.before = request_.git("rev-parse", "work")
    put(request_, "100644", request_.git("rev-parse", f"main:{OTHER}"), REVIEW)
    put(request_, "100644", huge, RUBRIC_FILE, POLICY_FILE, f"rubric/cycles/2026-h2/{RUBRIC}.yaml")
    event.write_bytes(request_.event())
    done = run(root, *judge, room=ROOM)
    assert (done.exit_code, done.said.count("title=LC004 file-too-large")) == (1, 3)
    assert run(root, "check", "--rev", "work", room=ROOM).exit_code == 3


# --- a push meanwhile ----------------------------------------------------------------------------------------------


def judge_first(pushed: PushedOver, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Judge the head that was pushed over, as the run of its push would."""
    monkeypatch.chdir(pushed.clone)
    monkeypatch.setenv("GITHUB_OUTPUT", str(folder / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary"))
    return invoke("ci", "judge", "--event", str(pushed.event), "--out", str(folder / "out"))


def test_a_head_that_was_pushed_over_is_judged_as_it_was(
    pushed_over: PushedOver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = judge_first(pushed_over, tmp_path, monkeypatch)
    said = (tmp_path / "out/comment.md").read_text(encoding="utf-8")
    assert (result.exit_code, "LC104" in said) == (1, True)
    assert pushed_over.first in said
    assert pushed_over.second not in said


@pytest.mark.parametrize("why", ["collected", "refused", "forbidden", "out of reach"])
def test_a_head_that_is_gone_is_one_line_and_exit_code_5(
    pushed_over: PushedOver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    hosted = pushed_over.hosted.path
    match why:
        case "collected":
            subprocess.run(["git", "-C", str(hosted), "gc", "--prune=now", "--quiet"], check=True)
        case "refused":
            subprocess.run(["git", "-C", str(hosted), "config", "http.uploadpack", "false"], check=True)
        case "forbidden":
            pushed_over.server.token = TOKEN
        case "out of reach":
            hosted.rename(hosted.with_name("moved"))
    result = judge_first(pushed_over, tmp_path, monkeypatch)
    assert result.exit_code == 5
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("ladderci: git cannot fetch the pull request's head: ")
    assert result.stderr.endswith(
        "has a run of its own, else see whether the token may read here, and run this again\n"
    )
    assert not [name for name in ("out", "output", "summary") if (tmp_path / name).exists()]


# --- upper and lower case ------------------------------------------------------------------------------------------

NEEDS_CASE: Final = pytest.mark.skipif(
    Path(__file__).with_name(Path(__file__).name.upper()).exists(), reason="this disk ignores case"
)
TWIN: Final = "reviews/2026-h2/Ada-Quill.yaml"
CHECK: Final = ("check", "--format", "json")
WAYS: Final = ((), ("--rev", "work"), ("--base", "main", "--head", "work"))


def found(*arguments: str) -> dict[str, list[str]]:
    """Return the codes of what `check` finds of identity and integrity, by their files."""
    return by_file((one["file"], one["code"]) for one in json.loads(invoke(*CHECK, *arguments).stdout)["findings"])


def judged(request: PullRequest) -> dict[str, list[str]]:
    """Return the codes of what the judge finds of identity and integrity, by their files."""
    return by_file((one.file, one.code) for one in request.judge().report.findings)


def by_file(findings: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for file, code in findings:
        if code.startswith("LC4"):
            codes[file].append(code)
    return dict(codes)


@NEEDS_CASE
def test_two_reviews_that_differ_by_case_alone_are_both_pointed_out(
    request_: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_.push({REVIEW: complete_review(), TWIN: complete_review()})
    monkeypatch.chdir(request_.workspace.root)
    both = {REVIEW: ["LC415"], TWIN: ["LC415"]}
    assert judged(request_) == both
    assert [found(*way) for way in WAYS] == [both] * len(WAYS)
    assert [found(path) for path in both] == [{path: codes} for path, codes in both.items()]
    assert invoke("check").exit_code == 1
    assert f"only upper and lower case tell this review from {TWIN}" in invoke("check", REVIEW).stdout


@NEEDS_CASE
@pytest.mark.parametrize("path", [TWIN, "reviews/2026-h2/ADA-QUILL.yaml"])
def test_a_pull_request_cannot_add_a_second_review_in_another_case(request_: PullRequest, path: str) -> None:
    request_.push_review()
    request_.git("branch", "--force", "main", "work")
    request_.push({path: complete_review()})
    assert judged(request_) == {path: ["LC415"]}
    request_.author = "bo-tanaka"
    assert judged(request_) == {path: ["LC408", "LC415"]}


def test_a_twin_that_main_got_meanwhile_is_seen(request_: PullRequest) -> None:
    request_.push({TWIN: complete_review()})
    request_.git("switch", "--quiet", "main")
    request_.push({REVIEW: complete_review()})
    request_.git("switch", "--quiet", "work")
    assert judged(request_) == {TWIN: ["LC415"]}


@NEEDS_CASE
def test_a_name_may_change_its_case_and_a_twin_may_go(request_: PullRequest) -> None:
    request_.push({TWIN: complete_review()})
    request_.git("branch", "--force", "main", "work")
    request_.push({TWIN: None, REVIEW: complete_review()})
    assert judged(request_) == {}
    request_.push({TWIN: complete_review()})
    request_.git("branch", "--force", "main", "work")
    request_.push({TWIN: None})
    assert judged(request_) == {}


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("Reviews/2026-h2/ada-quill.yaml", ["LC403"]),
        ("REVIEWS/2026-h2/Ada-Quill.yaml", ["LC403"]),
        ("Reviews/ada-quill.yml", ["LC403"]),
        ("reviews/2026-h2/ada-quill.YAML", ["LC403"]),
        ("reviews/2026-H2/ada-quill.yaml", ["LC402", "LC404"]),
        ("reviews/2026-h2/\u212aai.yaml", ["LC403"]),
    ],
)
def test_a_review_beside_the_reviews_folder_does_not_escape(
    request_: PullRequest, monkeypatch: pytest.MonkeyPatch, path: str, codes: list[str]
) -> None:
    request_.push({path: complete_review()})
    assert judged(request_) == {path: codes}
    monkeypatch.chdir(request_.workspace.root)
    assert [found(*way) for way in WAYS] == [{path: codes}] * len(WAYS)


@given(some.lists(some.text("aAbBkK\u212a/.", max_size=3), unique=True))
def test_twins_are_those_that_are_equal_when_case_is_ignored(paths: list[str]) -> None:
    def twins(path: str) -> tuple[str, ...]:
        return tuple(sorted(other for other in paths if other != path and other.casefold() == path.casefold()))

    assert twins_among(paths) == {path: twins(path) for path in paths if twins(path)}


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("", {"a", "link", "weird\n*"}),
        ("a", {"b", "C.yaml"}),
        ("a/b", {"c.yaml"}),
        ("A", set()),
        ("a/C.yaml", set()),
        ("link", set()),
        ("nowhere", set()),
        ("..", set()),
        ("weird\n*", {"x"}),
    ],
)
def test_the_names_in_a_folder_are_the_same_in_both_sources(tmp_path: Path, folder: str, names: set[str]) -> None:
    workspace = Workspace(tmp_path)
    for path in ("a/b/c.yaml", "a/C.yaml", "weird\n*/x"):
        workspace.write("x", path)
    (tmp_path / "link").symlink_to("a")
    git(tmp_path, "init", "--quiet")
    head = commit(tmp_path, {})
    repository = Repository.find(tmp_path)
    assert repository is not None
    assert set(WorkTree(tmp_path).names(folder)) - {".git"} == names
    assert set(Commit(repository, head).names(folder)) == names


# --- what is run, imported or obeyed -------------------------------------------------------------------------------


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_a_canary_would_sing(canary: Canary, tmp_path: Path) -> None:
    """Else its silence would prove nothing."""
    if "npm" in canary.command:
        node.executable()
    workspace = Workspace(tmp_path / "work")
    (tmp_path / "marks").mkdir()
    for path, content in canary.planted(tmp_path / "marks").items():
        workspace.write(content, path)
    canary.set_off(workspace.root)
    assert canary.mark(tmp_path / "marks").exists()


def test_no_canary_sings_when_its_head_is_judged(pushed_over: PushedOver, tmp_path: Path) -> None:
    marks, request = tmp_path / "marks", pushed_over.request
    marks.mkdir()
    request.push({**nest(marks), REVIEW: GREAT})
    head = put(request, "160000", pushed_over.first, "canary")
    pushed_over.hosted.take(request.workspace.root, head, "refs/pull/7/head")
    pushed_over.event.write_bytes(request.event())
    judge = ("ci", "judge", "--event", str(pushed_over.event), "--out", str(tmp_path / "out"))
    sides = ("--base", "main", "--head", head)
    for arguments in (judge, ("check", *sides), ("check", "--rev", head), ("render", REVIEW, "--rev", head)):
        done = run(pushed_over.clone, *arguments)
        assert done.exit_code in ({0, 3} if "render" in arguments else {1}), (arguments, done)
    assert "LC410" in (tmp_path / "out/comment.md").read_text(encoding="utf-8")
    assert list(marks.iterdir()) == []


def test_a_head_full_of_traps_springs_none_in_the_workflow(site: Site) -> None:
    marks = site.root / "marks"
    marks.mkdir()
    for path, content in nest(marks).items():
        site.write(content, path)
    site.push(as_yaml(filled(RUNNER)))
    done = site.run()
    assert done.jobs == {"judge": "failure", "comment": "success"}, done.log
    assert list(marks.iterdir()) == []
    (said,) = site.service.bodies()
    assert "LC410" in said
    assert_is_harmless(said)
    obeyed_by_act = {str(line["command"]) for line in done.lines if "command" in line}
    assert obeyed_by_act <= {"error", "warning", "notice", "summary", "set-output", "add-path", "set-env"}, done.log
    assert done.outputs("judge")["verdict"] == "failed"

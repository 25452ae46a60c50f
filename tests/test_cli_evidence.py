"""`evidence verify`, `check --verify` and `render --facts` as a person runs them, in a real repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ladderci.app.verifying import Service
from tests.commits import AUGUST
from tests.repositories import BO, NAME, TOKEN, Repository, nobody_listens, one_line, repository, run
from tests.test_git import git
from tests.workspace import POLICY_FILE, REVIEW, ROOT

__all__ = ["nobody_listens", "repository"]
GOLDEN = Path(__file__).parent / "data" / "golden" / "evidence"
DAY = 86_400


def verify_to_file(*arguments: str) -> list[dict[str, Any]]:
    """Verify ada's review, and return what the facts file says of it."""
    run("evidence", "verify", "--facts", "facts.json", *arguments)
    data = json.loads(Path("facts.json").read_text(encoding="utf-8"))
    evidence: list[dict[str, Any]] = data["reviews"][REVIEW]["evidence"]
    return evidence


# --- what it says ----------------------------------------------------------------------------------------------------


def test_a_commit_is_confirmed_by_git_alone(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}")
    result = run("evidence", "verify")
    assert result.exit_code == 0
    assert "confirmed as author, committed on 14 August 2026" in result.stdout
    assert "1 confirmed, 0 refuted, 0 cannot be verified" in result.stdout


def test_the_same_commit_is_refuted_where_somebody_else_claims_it(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}", subject="bo-tanaka")
    result = run("evidence", "verify")
    assert result.exit_code == 1
    assert "refuted: it is by Ada Quill" in result.stdout
    assert "0 confirmed, 1 refuted" in result.stdout


def test_what_a_complete_clone_has_not_is_refuted_with_the_reason(repository: Repository) -> None:
    repository.commit()
    repository.write_review(f"{NAME}@deadbee")
    result = run("evidence", "verify")
    assert result.exit_code == 1
    assert "refuted: no commit of the complete clone of ladderci/ladderci has that id" in result.stdout


def test_what_lies_outside_the_period_or_on_no_branch_that_counts_is_refuted(repository: Repository) -> None:
    early = repository.commit(at=AUGUST - 60 * DAY)
    side = repository.commit(b"Try it otherwise", early, branch="elsewhere")
    repository.write_review(f"{NAME}@{early}", f"{NAME}@{side}")
    result = run("evidence", "verify")
    assert result.exit_code == 1
    assert "refuted: outside the period, committed on 15 June 2026" in result.stdout
    assert "refuted: it is on no branch that counts" in result.stdout


def test_a_shallow_clone_says_what_it_lacks_and_refutes_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = repository.commit()
    repository.commit(b"And on", early)
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone))
    shutil.copytree(repository.root / "rubric", clone / "rubric")
    monkeypatch.chdir(clone)
    Repository(repository.workspace.__class__(clone), repository.commits).write_review(f"{NAME}@{early}")
    result = run("evidence", "verify")
    assert result.exit_code == 0
    assert "cannot be verified" in result.stdout
    assert "is shallow" in result.stdout
    assert "git fetch --unshallow" in result.stdout


@pytest.mark.usefixtures("nobody_listens")
def test_behind_a_shallow_clone_an_outage_of_github_is_not_forgotten(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = repository.commit()
    repository.commit(b"And on", early)
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone))
    shutil.copytree(repository.root / "rubric", clone / "rubric")
    monkeypatch.chdir(clone)
    Repository(repository.workspace.__class__(clone), repository.commits).write_review(f"{NAME}@{early}")
    result = run("evidence", "verify")
    assert "is shallow" in result.stdout
    assert result.exit_code == 5
    assert run("evidence", "verify", "--offline").exit_code == 0


@pytest.mark.parametrize(
    ("host", "address"),
    [("github.com", "https://api.github.com"), ("git.acme.example", "https://git.acme.example/api/v3")],
)
def test_where_no_address_is_set_the_policys_own_host_is_asked(host: str, address: str) -> None:
    assert Service("", TOKEN).at(host).address == address
    assert Service("https://ghe.acme.example/api/v3", TOKEN).at(host).address == "https://ghe.acme.example/api/v3"
    assert TOKEN not in repr(Service("", TOKEN))


@pytest.mark.usefixtures("nobody_listens")
def test_a_token_goes_to_no_other_host_than_the_policys(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", os.environ["GITHUB_API_URL"])
    monkeypatch.setenv("GITHUB_API_URL", "")
    repository.change(POLICY_FILE, "hosts: [github.com]", "hosts: [git.acme.example]")
    repository.write_review("acme/ranker#1")
    for command in (("verify", "--patience", "1"), ("collect", "--subject", "ada-quill", "--github")):
        result = run("evidence", *command)
        assert result.exit_code == 5
        assert "git.acme.example" in result.output
        assert "api.github.com" not in result.output


def test_confirmations_are_no_review_to_verify(repository: Repository) -> None:
    file = "reviews/2026-h2/confirmations/grace-osei.yaml"
    repository.workspace.write("confirmations: 1\n", file)
    result = run("evidence", "verify", file)
    assert result.exit_code == 2
    assert f"{file} is no review" in one_line(result)


def test_a_folder_without_git_refutes_nothing(repository: Repository) -> None:
    repository.write_review(f"{NAME}@deadbee")
    shutil.rmtree(repository.root / ".git")
    result = run("evidence", "verify")
    assert result.exit_code == 0
    assert "cannot be verified: the clone of ladderci/ladderci at `.` is no git repository" in result.stdout


def test_the_list_and_the_facts_file_are_the_golden_ones(repository: Repository) -> None:
    mine = repository.commit()
    other = repository.commit(b"Fold long lines", mine, author=BO)
    repository.write_review(
        f"{NAME}@{mine[:7]}",
        f"https://github.com/{NAME}/commit/{mine}",
        f"{NAME}@{other[:7]}",
        f"{NAME}@deadbee",
        "acme/ranker#812",
        "https://docs.acme.example/reading",
    )
    result = run("evidence", "verify", "--offline", "--facts", "facts.json")
    assert result.exit_code == 1
    assert result.stdout == (GOLDEN / "verify.txt").read_text(encoding="utf-8")
    assert repository.read("facts.json") == (GOLDEN / "facts.json").read_text(encoding="utf-8")


def test_the_facts_file_has_the_published_shape() -> None:
    schema = json.loads((ROOT / "schema" / "facts.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads((GOLDEN / "facts.json").read_text(encoding="utf-8")))


def test_hostile_words_of_a_commit_are_shown_and_not_obeyed(repository: Repository) -> None:
    made = repository.commit("\x1b[31mred\x07 \u202egnp.exe ##[error] ".encode(), author=b"\x1b[2J <x@acme.example>")
    repository.write_review(f"{NAME}@{made}", subject="ada-quill")
    result = run("evidence", "verify", "--facts", "facts.json")
    assert result.exit_code == 1
    for text in (result.stdout, repository.read("facts.json")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]|##\\[", text)
    assert r"\x1b[31mred\x07 \u{202e}gnp.exe" in result.stdout


# --- how it ends -----------------------------------------------------------------------------------------------------


def test_what_judges_being_broken_is_said_first_and_ends_with_3(repository: Repository) -> None:
    repository.write_review(f"{NAME}@{repository.commit(author=BO)}")
    broken = repository.read("rubric/cycles/2026-h2/cycle.yaml").replace("2026-h2", "2025-h2").replace("2026-", "25-")
    repository.workspace.write(broken, "rubric/cycles/2025-h2/cycle.yaml")
    repository.workspace.write("review: 1\ncycle: 2025-h2\nsubject: ada-quill\n", "reviews/2025-h2/ada-quill.yaml")
    result = run("evidence", "verify", REVIEW, "reviews/2025-h2/ada-quill.yaml")
    assert "1 refuted" in result.stdout
    assert "rubric/cycles/2025-h2/cycle.yaml" in result.stdout
    assert result.exit_code == 3


def test_a_broken_policy_ends_with_3(repository: Repository) -> None:
    repository.write_review("acme/ranker#1")
    repository.change(POLICY_FILE, "policy: 1", "policy: first")
    result = run("evidence", "verify")
    assert "rubric/policy.yaml" in result.stdout
    assert result.exit_code == 3


def test_where_the_policy_says_so_what_cannot_be_verified_ends_with_4_and_why(repository: Repository) -> None:
    repository.write_review("acme/ranker#1", status="submitted")
    assert run("evidence", "verify").exit_code == 0
    repository.fail_on_the_unverified()
    result = run("evidence", "verify")
    assert result.exit_code == 4
    assert result.stderr == "ladderci: this fails, since the policy makes unverified-evidence an error\n"


def test_a_draft_may_cite_what_cannot_be_verified_whatever_the_policy_says(repository: Repository) -> None:
    repository.write_review("acme/ranker#1")
    repository.fail_on_the_unverified()
    assert run("evidence", "verify").exit_code == 0


@pytest.mark.usefixtures("nobody_listens")
def test_where_github_cannot_be_reached_nothing_is_refuted_and_it_ends_with_5(repository: Repository) -> None:
    repository.write_review("acme/ranker#1", f"{NAME}@{repository.commit()[:7]}")
    result = run("evidence", "verify")
    assert result.exit_code == 5
    assert "1 confirmed, 0 refuted, 1 cannot be verified" in result.stdout
    assert TOKEN not in result.output


@pytest.mark.usefixtures("nobody_listens")
def test_offline_asks_clones_only_and_fails_for_nothing(repository: Repository) -> None:
    repository.write_review("acme/ranker#1", f"{NAME}@{repository.commit()[:7]}")
    result = run("evidence", "verify", "--offline")
    assert result.exit_code == 0
    assert "1 confirmed, 0 refuted, 1 cannot be verified" in result.stdout


def test_a_review_that_cannot_be_read_is_told_as_check_tells_it(repository: Repository) -> None:
    repository.workspace.write("summary: late: but done\n")
    result = run("evidence", "verify", REVIEW)
    assert result.exit_code == 1
    assert "LC006" in result.stdout


def test_where_there_is_no_review_one_line_says_so(repository: Repository) -> None:
    assert repository.root == Path.cwd()
    result = run("evidence", "verify")
    assert result.exit_code == 0
    assert result.stderr == "ladderci: there is no review here to verify: `ladderci new` starts one\n"


def test_a_commit_that_is_not_there_is_one_line(repository: Repository) -> None:
    repository.write_review("acme/ranker#1")
    result = run("evidence", "verify", "--rev", "nowhere")
    assert result.exit_code == 2
    assert "there is no commit `nowhere` here" in one_line(result)


def test_with_rev_the_review_is_that_of_the_commit(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made}")
    git(repository.root, "add", ".")
    git(repository.root, "commit", "--quiet", "--message", "all")
    repository.write_review(f"{NAME}@deadbee")
    assert run("evidence", "verify").exit_code == 1
    assert run("evidence", "verify", "--rev", "HEAD").exit_code == 0


# --- a check that verifies -------------------------------------------------------------------------------------------


def test_a_check_looks_at_evidence_only_where_it_is_told_to(repository: Repository) -> None:
    repository.write_review(f"{NAME}@{repository.commit(author=BO)[:7]}", status="submitted")
    assert run("check").exit_code == 0
    result = run("check", "--verify")
    assert result.exit_code == 1
    assert "LC315" in result.stdout
    assert "Bo Tanaka" in result.stdout


def test_a_check_has_nothing_to_say_of_what_is_confirmed(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}", status="submitted")
    said = [
        finding
        for finding in json.loads(run("check", "--verify", "--format", "json").stdout)["findings"]
        if finding["code"] != "LC318"
    ]
    assert said == json.loads(run("check", "--format", "json").stdout)["findings"]


def test_a_check_ends_with_4_where_nothing_but_the_unverified_fails(repository: Repository) -> None:
    repository.write_review("acme/ranker#1", status="submitted")
    repository.fail_on_the_unverified()
    assert run("check").exit_code == 0
    assert run("check", "--verify").exit_code == 4


# --- facts on a page -------------------------------------------------------------------------------------------------


def test_a_page_shows_title_state_and_date_beside_the_link_from_the_file_and_from_nowhere_else(
    repository: Repository,
) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}")
    verify_to_file()
    page = run("render", REVIEW, "--facts", "facts.json").stdout
    (line,) = [line for line in page.splitlines() if line.lstrip().startswith("- [") and made[:7] in line]
    assert "Read a mapping's keys with their places" in line
    assert "confirmed as author, committed on 14 August 2026" in line
    assert "confirmed" not in run("render", REVIEW).stdout


def test_titles_are_in_the_file_only_where_the_policy_lets_them_be_shown(repository: Repository) -> None:
    repository.write_review(f"{NAME}@{repository.commit()[:7]}")
    assert verify_to_file()[0]["title"] == "Read a mapping's keys with their places"
    repository.change(POLICY_FILE, "show-titles: [ladderci/ladderci]", "show-titles: [acme/ranker]")
    (fact,) = verify_to_file()
    assert fact["standing"] == "confirmed"
    assert "title" not in fact


def test_facts_of_another_review_say_nothing_about_this_one(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}")
    verify_to_file()
    other = repository.write_review(f"{NAME}@{made[:7]}", subject="bo-tanaka")
    page = run("render", other, "--facts", "facts.json")
    assert page.exit_code == 0
    assert page.stdout == run("render", other).stdout


def test_facts_say_nothing_about_what_was_cited_later(repository: Repository) -> None:
    first = repository.commit()
    repository.write_review(f"{NAME}@{first[:7]}")
    verify_to_file()
    second = repository.commit(b"And on", first)
    repository.write_review(f"{NAME}@{second[:7]}")
    assert "confirmed" not in run("render", REVIEW, "--facts", "facts.json").stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 200_000, "is no JSON"),
        (b"[]", "holds no facts"),
        (b'{"facts": 2, "reviews": {}}', "or those of a later version"),
        (b'{"facts": 1, "reviews": {"a": {"subject": "ada", "evidence": [{"standing": "sure"}]}}}', "holds no facts"),
    ],
)
def test_a_file_that_holds_no_facts_is_one_line(repository: Repository, content: bytes, words: str) -> None:
    repository.write_review("acme/ranker#1")
    repository.workspace.write(content, "facts.json")
    result = run("render", REVIEW, "--facts", "facts.json")
    assert result.exit_code == 2
    assert words in one_line(result)


def test_a_huge_file_is_not_read_and_a_missing_one_is_named(repository: Repository) -> None:
    repository.write_review("acme/ranker#1")
    with Path("huge.json").open("wb") as stream:
        stream.truncate(50_000_001)
    result = run("render", REVIEW, "--facts", "huge.json")
    assert (result.exit_code, "huge.json is larger than any facts file" in one_line(result)) == (2, True)
    result = run("render", REVIEW, "--facts", "missing.json")
    assert (result.exit_code, "missing.json cannot be read" in one_line(result)) == (2, True)


def test_hostile_facts_stay_text_on_the_page(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}")
    verify_to_file()
    data = json.loads(repository.read("facts.json"))
    data["reviews"][REVIEW]["evidence"][0]["title"] = "@acme/all <script>alert(1)</script> [x](javascript:y) \x1b[31m"
    repository.workspace.write(json.dumps(data), "facts.json")
    page = run("render", REVIEW, "--facts", "facts.json").stdout
    assert "<script>" not in page
    assert "](javascript:" not in page
    assert "\x1b" not in page
    assert "@acme" not in page


def test_facts_that_cannot_be_written_are_one_line(repository: Repository) -> None:
    repository.write_review("acme/ranker#1")
    repository.workspace.write("a file", "README")
    result = run("evidence", "verify", "--facts", "README/facts.json")
    assert result.exit_code == 2
    assert "README/facts.json cannot be written" in one_line(result)


def test_the_program_itself_runs_without_a_home(repository: Repository) -> None:
    repository.write_review(f"{NAME}@{repository.commit()[:7]}")
    program = shutil.which("ladderci", path=str(ROOT / ".venv" / "bin")) or "ladderci"
    command = [program, "evidence", "verify"]
    done = subprocess.run(command, cwd=repository.root, env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_made_up_id_does_not_pass_for_the_commit_that_begins_like_it(repository: Repository) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}", f"{NAME}@{made[:7]}000000000")
    result = run("evidence", "verify", "--facts", "facts.json")
    assert result.exit_code == 1
    assert "1 confirmed, 1 refuted" in result.stdout
    standings = {fact["cited"]: fact["standing"] for fact in verify_to_file()}
    assert standings == {f"{NAME}@{made[:7]}": "confirmed", f"{NAME}@{made[:7]}000000000": "refuted"}


def test_a_page_shows_nothing_of_what_was_found_for_another_subject_or_may_not_be_shown_any_more(
    repository: Repository,
) -> None:
    made = repository.commit()
    repository.write_review(f"{NAME}@{made[:7]}")
    verify_to_file()
    policy = repository.read("rubric/policy.yaml")
    repository.workspace.write(policy.replace(f"show-titles: [{NAME}]", "show-titles: []"), "rubric/policy.yaml")
    page = run("render", REVIEW, "--facts", "facts.json").stdout
    assert "confirmed as author" in page
    assert "Read a mapping's keys" not in page
    facts = repository.read("facts.json").replace('"subject": "ada-quill"', '"subject": "bo-tanaka"')
    repository.workspace.write(facts, "facts.json")
    assert "confirmed as author" not in run("render", REVIEW, "--facts", "facts.json").stdout


@pytest.mark.parametrize("command", [("evidence", "verify", "--facts"), ("render", REVIEW, "--output")])
def test_no_result_is_written_over_what_people_keep(repository: Repository, command: tuple[str, ...]) -> None:
    repository.write_review(f"{NAME}@{repository.commit()[:7]}")
    before = repository.read(REVIEW)
    result = run(*command, REVIEW)
    assert result.exit_code == 2
    assert "name a file elsewhere" in result.output
    assert repository.read(REVIEW) == before

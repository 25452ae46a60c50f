"""`evidence collect` as a person runs it, in a real repository and without a network."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.commits import AUGUST
from tests.repositories import BO, NAME, Repository, nobody_listens, one_line, repository, run
from tests.test_git import git
from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, complete_review

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["nobody_listens", "repository"]
DAY = 86_400
COLLECT = ("evidence", "collect", "--subject", "ada-quill")
SHAPE = {
    "type": "object",
    "required": ["collected", "subject", "cycle", "work", "gaps"],
    "properties": {
        "collected": {"const": 1},
        "subject": {"type": "string"},
        "cycle": {"type": "string"},
        "gaps": {"type": "array", "items": {"type": "string"}},
        "work": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["key", "title", "when", "evidence", "fits"],
                "properties": {
                    "key": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
                    "when": {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}(-[0-9]{2}|\.\.[0-9]{4}-[0-9]{2})?$"},
                    "fits": {"type": "array", "items": {"type": "string", "pattern": r"^[a-z-]+\.[a-z-]+\.[a-z-]+$"}},
                    "evidence": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["reference", "thing", "repository", "title", "url", "at", "part"],
                            "properties": {
                                "url": {"type": "string", "pattern": "^https://github.com/"},
                                "at": {"type": "string", "pattern": "^2026-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What a program may rely on."""


@pytest.fixture
def ids(repository: Repository) -> list[str]:
    """Two commits of Ada's on the main branch, with one of Bo's between them and an early one of hers before."""
    early = repository.commit(b"Begin", at=AUGUST - 90 * DAY)
    first = repository.commit(b"Read a mapping's keys with their places", early)
    others = repository.commit(b"Fold long lines", first, author=BO)
    second = repository.commit(b"Say where a duplicate key stands", others, at=AUGUST + 20 * DAY)
    return [first, second]


def test_what_somebody_did_in_the_period_is_listed_with_what_it_could_show(
    repository: Repository, ids: list[str]
) -> None:
    repository.write_review("acme/ranker#1", status="draft")
    result = run(*COLLECT)
    assert result.exit_code == 0
    first, *rest = result.stdout.splitlines()
    assert first == "found 2 work items of ada-quill from 1 July to 31 December 2026 that the review does not cite yet"
    assert "read-a-mappings-keys-with-their-places: Read a mapping's keys with their places" in rest
    assert f"  - {NAME}@{ids[0][:12]} · 14 August 2026" in rest
    assert f"  - {NAME}@{ids[1][:12]} · 3 September 2026" in rest
    assert any(line.startswith("  could show ") for line in rest)
    assert "Fold long lines" not in result.stdout
    assert "Begin" not in result.stdout
    assert "with --add" in rest[-1]
    assert repository.read().count("work:") == 1


def test_what_the_review_cites_already_is_not_listed_again(repository: Repository, ids: list[str]) -> None:
    repository.write_review(f"{NAME}@{ids[0][:7]}")
    result = run(*COLLECT)
    assert result.stdout.startswith("found 1 work item of ada-quill")
    assert ids[0][:7] not in result.stdout


def test_without_a_review_the_work_is_listed_and_the_next_step_named(repository: Repository, ids: list[str]) -> None:
    assert not (repository.root / REVIEW).exists()
    result = run(*COLLECT)
    assert result.exit_code == 0
    assert "found 2 work items of ada-quill" in result.stdout
    assert "there is no review yet" in result.stdout
    assert f"start {REVIEW} with `ladderci new`" in result.stdout
    assert ids[1][:12] in result.stdout
    refused = run(*COLLECT, "--add")
    assert refused.exit_code == 2
    assert f"there is no {REVIEW} to add to" in one_line(refused)


def test_where_nothing_was_done_it_says_so(repository: Repository) -> None:
    repository.commit(author=BO)
    repository.write_review("acme/ranker#1")
    result = run(*COLLECT)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "found nothing of ada-quill from 1 July to 31 December 2026 that the review does not cite yet"
    ]
    assert "cites everything that was found" in run(*COLLECT, "--add").stdout


def test_programs_get_the_same_as_json(repository: Repository, ids: list[str]) -> None:
    repository.write_review("acme/ranker#1")
    data = json.loads(run(*COLLECT, "--format", "json").stdout)
    jsonschema.Draft7Validator(SHAPE).validate(data)
    assert [item["evidence"][0]["url"].rpartition("/")[2] for item in data["work"]] == ids
    assert (data["subject"], data["cycle"], data["gaps"]) == ("ada-quill", "2026-h2", [])


def test_add_writes_the_work_into_the_review_and_keeps_every_line_of_it(repository: Repository, ids: list[str]) -> None:
    repository.workspace.write(complete_review())
    before = repository.read().splitlines()
    result = run(*COLLECT, "--add")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"added to {REVIEW}, under work: read-a-mappings-keys")
    after = repository.read().splitlines()
    remaining = iter(after)
    assert all(line in remaining for line in before)
    assert [line.strip() for line in after if "ladderci/ladderci@" in line] == [f"- {NAME}@{one[:12]}" for one in ids]
    assert run("check").exit_code == 0
    assert run("evidence", "verify").stdout.count("confirmed as author") == 2
    assert "cites everything that was found" in run(*COLLECT, "--add").stdout
    assert repository.read().splitlines() == after


def test_a_review_that_cannot_be_read_is_left_as_it_is(repository: Repository, ids: list[str]) -> None:
    assert len(ids) == 2
    repository.workspace.write("summary: late: but done\n")
    result = run(*COLLECT, "--add")
    assert result.exit_code == 2
    assert f"{REVIEW} cannot be read: `ladderci check {REVIEW}` says why" in one_line(result)
    assert repository.read() == "summary: late: but done\n"


def test_who_asks_is_known_by_their_address(repository: Repository, ids: list[str]) -> None:
    assert len(ids) == 2
    git(repository.root, "config", "user.email", "bo-tanaka@acme.example")
    assert "found 1 work item of bo-tanaka" in run("evidence", "collect").stdout


def test_another_clone_is_looked_into_where_it_is_named(repository: Repository, tmp_path: Path) -> None:
    repository.commit(author=BO)
    other = Repository.create(tmp_path / "ranker")
    made = other.commit(b"Move the ranker")
    git(other.root, "remote", "add", "origin", "git@github.com:acme/ranker.git")
    git(other.root, "update-ref", "refs/remotes/origin/main", made)
    result = run(*COLLECT, "--repo", str(other.root))
    assert f"acme/ranker@{made[:12]}" in result.stdout


def ranker_from(address: str, folder: Path) -> tuple[Repository, str]:
    """Make a clone from some address, whose main branch has a commit of Ada's, and return it with that commit."""
    other = Repository.create(folder)
    made = other.commit(b"Move the ranker")
    if address:
        git(other.root, "remote", "add", "origin", address)
    git(other.root, "update-ref", "refs/remotes/origin/main", made)
    return other, made


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("git@github.com:someone/thing.git", "someone/thing is not among the `repositories` of 2026-h2"),
        (
            "https://gitlab.example/acme/ranker",
            "is a clone from gitlab.example, and the policy's own host is github.com",
        ),
    ],
)
def test_what_would_not_count_in_the_review_is_not_suggested(
    repository: Repository, tmp_path: Path, address: str, words: str
) -> None:
    repository.commit(author=BO)
    repository.workspace.write(complete_review())
    before = repository.read()
    other, made = ranker_from(address, tmp_path / "ranker")
    result = run(*COLLECT, "--repo", str(other.root), "--add")
    assert result.exit_code == 0
    assert "something may be missing: " in result.stderr
    assert words in result.stderr
    assert made[:12] not in result.output
    assert repository.read() == before


def test_an_issue_elsewhere_that_a_commit_closed_is_not_suggested_either(repository: Repository) -> None:
    repository.commit(b"Mend it\n\nFixes someone/thing#4, fixes acme/ranker#5, fixes someone/thing#6")
    result = run(*COLLECT)
    assert "acme/ranker#5" in result.stdout
    assert "someone/thing" not in result.stdout
    assert result.stderr.count("someone/thing is not among the `repositories`") == 1


@pytest.mark.parametrize("address", ["ssh://git@ssh.github.com:443/acme/ranker.git", "git@GitHub.com:acme/ranker"])
def test_other_names_of_the_policys_host_are_that_host(repository: Repository, tmp_path: Path, address: str) -> None:
    repository.commit(author=BO)
    other, made = ranker_from(address, tmp_path / "ranker")
    assert f"acme/ranker@{made[:12]}" in run(*COLLECT, "--repo", str(other.root)).stdout


def test_a_clone_that_the_policy_names_needs_no_remote(repository: Repository, tmp_path: Path) -> None:
    repository.commit(author=BO)
    other, made = ranker_from("", tmp_path / "ranker")
    repository.change(POLICY_FILE, "clones: {", "clones: {acme/ranker: ../ranker, ")
    result = run(*COLLECT, "--repo", str(other.root))
    assert result.exit_code == 0
    assert result.stdout.count(f"acme/ranker@{made[:12]}") == 1
    assert not result.stderr


def test_hosts_and_repositories_are_those_of_the_cycles_own_policy(repository: Repository, ids: list[str]) -> None:
    repository.workspace.write(repository.read(POLICY_FILE), "rubric/cycles/2026-h2/policy.yaml")
    repository.change(POLICY_FILE, "hosts: [github.com]", "hosts: [git.acme.example]")
    repository.change(POLICY_FILE, "repositories: [acme/*, ladderci/ladderci]", "repositories: [acme/*]")
    repository.workspace.write(complete_review())
    found = json.loads(run(*COLLECT, "--format", "json").stdout)["work"]
    assert [one["url"] for item in found for one in item["evidence"]] == [
        f"https://github.com/{NAME}/commit/{made}" for made in ids
    ]
    assert run(*COLLECT, "--add").exit_code == 0
    assert run("check").exit_code == 0
    assert run("evidence", "verify").stdout.count("confirmed as author") == 2


@pytest.mark.usefixtures("nobody_listens")
def test_github_alone_is_asked_where_this_repository_is_no_clone(repository: Repository) -> None:
    repository.change(POLICY_FILE, f"clones: {{{NAME}: .}}", "clones: {}")
    assert "nothing says what" in one_line(run(*COLLECT))
    result = run(*COLLECT, "--github")
    assert result.exit_code == 5
    assert "nothing says what" not in result.output


def test_a_clone_of_nobody_knows_what_and_a_folder_that_is_none_are_one_line(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit()
    other = Repository.create(tmp_path / "ranker")
    other.commit(b"Move the ranker")
    for folder, words in ((other.root, "nothing says what"), (tmp_path, "no git repository"), (tmp_path / "x", "git")):
        result = run(*COLLECT, "--repo", str(folder))
        assert result.exit_code == 2
        assert words in one_line(result)


def test_where_could_not_be_looked_is_said_beside_what_was_found(repository: Repository, ids: list[str]) -> None:
    repository.change(POLICY_FILE, "clones: {", "clones: {acme/ranker: ../gone, ")
    repository.write_review(f"{NAME}@{ids[0]}", f"{NAME}@{ids[1]}")
    words = "the clone of acme/ranker at `../gone` is not there"
    for arguments in ((), ("--add",)):
        result = run(*COLLECT, *arguments)
        assert result.exit_code == 0
        assert f"something may be missing: {words}" in result.stderr
    (gap,) = json.loads(run(*COLLECT, "--format", "json").stdout)["gaps"]
    assert words in gap


def test_github_is_asked_only_with_a_token(repository: Repository) -> None:
    repository.write_review("acme/ranker#1")
    result = run(*COLLECT, "--github")
    assert result.exit_code == 2
    assert "set GITHUB_TOKEN, or leave --github out" in one_line(result)


@pytest.mark.usefixtures("nobody_listens")
def test_where_github_cannot_be_reached_clones_still_answer(repository: Repository, ids: list[str]) -> None:
    repository.write_review("acme/ranker#1")
    result = run(*COLLECT, "--github")
    assert ids[0][:12] in result.stdout
    assert "something may be missing: 127.0.0.1" in result.stderr
    assert "ghp_" not in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--subject", "ada-quil"), "did you mean ada-quill?"),
        (("--subject", "ada-quill", "--cycle", "2026-h1"), "there is no cycle 2026-h1: did you mean 2026-h2?"),
        ((), "whose work is it? Give --subject LOGIN"),
    ],
)
def test_whose_work_of_which_cycle_has_to_be_clear(
    repository: Repository, arguments: tuple[str, ...], words: str
) -> None:
    git(repository.root, "config", "user.email", "elsewhere@private.example")
    result = run("evidence", "collect", *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)


def test_a_broken_cycle_is_one_line(repository: Repository) -> None:
    repository.change(CYCLE_FILE, "status: open", "status: ajar")
    for command in (
        COLLECT,
        ("evidence", "confirm", "ada-quill", "--as", "grace-osei"),
        ("new", "--subject", "ada-quill"),
    ):
        for arguments in ((), ("--cycle", "2026-h2")):
            result = run(*command, *arguments)
            assert result.exit_code == 3
            assert "rubric/cycles/2026-h2/cycle.yaml is broken" in one_line(result)


def test_a_broken_policy_is_one_line(repository: Repository) -> None:
    repository.change(POLICY_FILE, "policy: 1", "policy: first")
    for command in (COLLECT, ("new", "--subject", "ada-quill")):
        result = run(*command)
        assert result.exit_code == 3
        assert "broken: `ladderci rubric lint` says how" in one_line(result)


def test_hostile_subjects_are_shown_and_written_as_text(repository: Repository) -> None:
    repository.commit("\x1b[2J\u202e::error::no: - #812 {x} ##[error]".encode())
    repository.workspace.write(complete_review())
    shown = run(*COLLECT)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]|##\\[", shown.output)
    assert not re.search(r"^\s*::", shown.output, re.MULTILINE)
    assert "\x1b" not in run(*COLLECT, "--format", "json").output
    assert run(*COLLECT, "--add").exit_code == 0
    assert run("check").exit_code == 0
    assert "\x1b" not in repository.read()

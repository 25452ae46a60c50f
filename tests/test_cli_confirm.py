"""`evidence confirm` as a witness runs it: who they are, what they are asked, and what comes of their answer."""

from __future__ import annotations

import re

import pytest

from ladderci.document import read
from tests.repositories import Repository, one_line, repository, run
from tests.test_git import git
from tests.workspace import CYCLE_FILE, REVIEW, complete_review, put_into

__all__ = ["repository"]
FILE = "reviews/2026-h2/confirmations/grace-osei.yaml"
ASK = ("evidence", "confirm", "ada-quill", "--as", "grace-osei")
TESTIMONY = """\
work:
  feed-review:
    title: Moved the feed ranker
    when: 2026-08
    story: In three steps.
    evidence:
      - https://github.com/acme/ranker/pull/1
      - kind: feedback
        from: grace-osei
        when: 2026-10-14
        note: saw the rollback drill
"""
SECOND = """\
  interviewing:
    title: Interviewed eleven candidates
    evidence:
      - kind: feedback
        from: grace-osei
        when: 2026-10
        note: sat in on three of them
expectations:
"""


@pytest.fixture(autouse=True)
def review(repository: Repository) -> None:
    """Ada's review, which names Grace as a witness under `feed-review`, and Ada at the keyboard."""
    repository.workspace.write(put_into(complete_review(), TESTIMONY))
    git(repository.root, "config", "user.email", "ada-quill@acme.example")


def answer_of(repository: Repository, key: str = "feed-review") -> dict[str, object]:
    """Return what Grace's file says of a work item of Ada's."""
    data = read(FILE, repository.read(FILE).encode()).data
    assert isinstance(data, dict)
    answer: dict[str, object] = data["answers"]["ada-quill"][key]
    return answer


def codes() -> list[str]:
    """Return the codes of what a check finds, those of testimony only."""
    return re.findall(r"LC32[0-2]", run("check").stdout)


def test_a_witness_reads_what_they_are_asked_and_their_answer_is_written(repository: Repository) -> None:
    assert codes() == ["LC320"]
    result = run(*ASK)
    assert result.exit_code == 0
    assert result.stdout == (
        "| ada-quill · Moved the feed ranker · 2026-08\n"
        "|   In three steps.\n"
        "|   - feedback · 2026-10-14 · saw the rollback drill\n"
        f"confirmed in {FILE}: commit that file and open a pull request with it\n"
    )
    assert answer_of(repository)["confirmed"] is True
    assert codes() == []


def test_who_answers_is_known_by_their_address_or_their_login_as_git_has_them(repository: Repository) -> None:
    git(repository.root, "config", "user.email", "Grace-Osei@acme.example")
    assert run(*ASK[:3]).exit_code == 0
    git(repository.root, "config", "user.email", "elsewhere@private.example")
    assert "who are you? Give --as LOGIN" in one_line(run(*ASK[:3]))
    git(repository.root, "config", "github.user", "grace-osei")
    assert run(*ASK[:3]).exit_code == 0
    assert answer_of(repository)["confirmed"] is True


def test_a_page_shows_who_confirmed_it(repository: Repository) -> None:
    run(*ASK, "--note", "it was a good drill")
    assert repository.read(FILE).count("it was a good drill") == 1
    assert "confirmed by grace-osei: it was a good drill" in run("render", REVIEW).stdout


def test_declining_is_an_answer_that_fails_the_review(repository: Repository) -> None:
    result = run(*ASK, "--decline", "--note", "it was Bo's drill")
    assert result.exit_code == 0
    assert "declined in" in result.stdout
    assert answer_of(repository)["confirmed"] is False
    assert codes() == ["LC321"]
    assert run("check").exit_code == 1


def test_the_other_answer_takes_the_place_of_the_first(repository: Repository) -> None:
    run(*ASK, "--decline", "--note", "by mistake")
    run(*ASK)
    assert repository.read(FILE).count("confirmed:") == 1
    assert "by mistake" not in repository.read(FILE)
    assert codes() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("story: In three steps.", "story: In four steps."),
        ("title: Moved the feed ranker", "title: Moved every ranker"),
        ("saw the rollback drill", "ran the rollback drill"),
        ("when: 2026-10-14", "when: 2026-10-15"),
    ],
)
def test_what_is_edited_afterwards_is_open_again(repository: Repository, old: str, new: str) -> None:
    run(*ASK)
    repository.change(REVIEW, old, new)
    assert codes() == ["LC320"]
    run(*ASK)
    assert codes() == []


def test_what_does_not_change_the_testimony_leaves_the_answer_standing(repository: Repository) -> None:
    run(*ASK)
    repository.change(REVIEW, "summary: A steady half year.", "summary: A steady half year, all in all.")
    repository.change(REVIEW, "    story: In three steps.\n", "    story: >-\n      In three\n      steps.\n")
    assert codes() == []


def test_whoever_is_named_in_several_places_is_asked_which_one_they_mean(repository: Repository) -> None:
    repository.change(REVIEW, "expectations:\n", SECOND)
    result = run(*ASK)
    assert result.exit_code == 2
    assert "say which: feed-review, interviewing" in one_line(result)
    assert run(*ASK[:3], "interviewing", *ASK[3:]).exit_code == 0
    assert run(*ASK[:3], "feed-review", *ASK[3:]).exit_code == 0
    assert answer_of(repository, "interviewing") != answer_of(repository)
    assert codes() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ada-quill", "--as", "grace-ossei"), "did you mean grace-osei?"),
        (("ada-quill", "--as", "bo-tanaka"), "does not name bo-tanaka as a witness: there is nothing to confirm"),
        (("ada-quill", "feed-revue", "--as", "grace-osei"), "under feed-revue: did you mean feed-review?"),
        (("ada-quil", "--as", "grace-osei"), "ada-quil has no review in reviews/2026-h2: did you mean ada-quill?"),
        (("ada-quill", "--cycle", "2026-h1", "--as", "grace-osei"), "there is no cycle 2026-h1: did you mean 2026-h2?"),
        (("ada-quill",), "does not name ada-quill as a witness"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_writes_nothing(
    repository: Repository, arguments: tuple[str, ...], words: str
) -> None:
    result = run("evidence", "confirm", *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)
    assert not (repository.root / "reviews/2026-h2/confirmations").exists()


def test_in_a_closed_cycle_nobody_can_be_asked_any_more(repository: Repository) -> None:
    repository.close_the_cycle()
    assert "2026-h2 is closed" in one_line(run(*ASK, "--cycle", "2026-h2"))
    assert "no cycle is open" in one_line(run(*ASK))


def test_a_file_of_confirmations_that_is_broken_is_left_as_it_is(repository: Repository) -> None:
    repository.workspace.write("answers: [\n", FILE)
    result = run(*ASK)
    assert result.exit_code == 2
    assert repository.read(FILE) == "answers: [\n"


@pytest.mark.parametrize("before", [False, True])
def test_a_note_that_is_too_long_is_one_line_and_writes_nothing(repository: Repository, before: bool) -> None:  # noqa: FBT001 (a parameter)
    if before:
        run(*ASK)
    was = repository.read(FILE) if before else ""
    result = run(*ASK, "--note", "x" * 5_000)
    assert result.exit_code == 2
    assert one_line(result) == "ladderci: the note is longer than 1,000 characters: shorten it\n"
    assert (repository.read(FILE) if before else "") == was
    assert (repository.root / FILE).exists() is before
    assert run(*ASK, "--note", "x" * 1_000).exit_code == 0


def test_a_key_that_is_none_is_one_line_and_writes_nothing(repository: Repository) -> None:
    repository.change(REVIEW, "  feed-review:\n", "  Feed Review:\n")
    result = run(*ASK)
    assert result.exit_code == 2
    assert "Feed Review is not the key of a work item" in one_line(result)
    assert not (repository.root / FILE).exists()


def test_hostile_testimony_is_quoted_and_cannot_speak_for_the_tool(repository: Repository) -> None:
    story = 'story: "\\e[2J\\u202E\\n::error::no\\nconfirmed in everything ##[error]"'
    repository.change(REVIEW, "story: In three steps.", story)
    result = run(*ASK)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]|##\\[", result.stdout)
    *quoted, last = result.stdout.splitlines()
    assert all(line.startswith("|") for line in quoted)
    assert "|   ::error::no" in quoted
    assert last.startswith(f"confirmed in {FILE}")


def test_a_hostile_note_stays_text(repository: Repository) -> None:
    run(*ASK, "--note", "x: y #z\n  confirmed: false\n- \u2028 @all")
    assert answer_of(repository)["confirmed"] is True
    assert codes() == []


# --- whose file it is -----------------------------------------------------------------------------------------------


def test_letters_that_only_look_like_a_login_speak_for_nobody(repository: Repository) -> None:
    for path in (CYCLE_FILE, REVIEW):
        repository.workspace.write(repository.read(path).replace("grace-osei", "mark"), path)
    run(*ASK[:3], "--as", "mark")
    own = FILE.replace("grace-osei", "mark")
    assert re.findall(r"LC32[0-2]", run("check", REVIEW).stdout) == []
    forged = repository.read(own).replace("confirmed: true", "confirmed: false")
    repository.workspace.write(forged, FILE.replace("grace-osei", "mar\u212a"))
    assert re.findall(r"LC32[0-2]", run("check", REVIEW).stdout) == []


@pytest.mark.parametrize(
    ("known", "expected"), [("grace-osei", []), ("Grace-Osei", ["LC321"]), ("GRACE-OSEI", ["LC320"])]
)
def test_of_two_files_of_one_witness_the_one_that_is_spelt_as_on_the_roster_counts(
    repository: Repository, known: str, expected: list[str]
) -> None:
    run(*ASK)
    other = repository.read(FILE).replace("confirmed: true", "confirmed: false")
    repository.workspace.write(other, FILE.replace("grace-osei", "Grace-Osei"))
    repository.change(CYCLE_FILE, "\n  grace-osei:\n", f"\n  {known}:\n")
    assert re.findall(r"LC32[0-2]", run("check", REVIEW).stdout) == expected

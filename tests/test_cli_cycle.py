"""`ladderci cycle`: what people write against does not move under them, unless somebody means it to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ladderci.source import Overlay, Reason, Unreadable, WorkTree
from tests.repositories import Repository, one_line, repository, run
from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, RUBRIC, RUBRIC_FILE, complete_review

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["repository"]

DAYS = ("--from", "2027-01-01", "--to", "2027-06-30", "--due", "2027-07-15")
NEW = "rubric/cycles/2027-h1"
WAIVED = "culture.organizational-health.champion-virtual-first"


def files(repository: Repository) -> dict[str, bytes]:
    found = (path for path in repository.root.rglob("*") if path.is_file() and ".git/" not in str(path))
    return {str(path.relative_to(repository.root)): path.read_bytes() for path in found}


def with_copies(repository: Repository) -> Repository:
    """Give the shipped cycle copies of its own."""
    for name in ("policy", RUBRIC):
        repository.workspace.write(repository.read(f"rubric/{name}.yaml"), f"rubric/cycles/2026-h2/{name}.yaml")
    return repository


# --- open ----------------------------------------------------------------------------------------------------------


def test_a_new_cycle_has_copies_byte_for_byte_and_nothing_is_wrong_with_it(repository: Repository) -> None:
    living = "\ufeff" + repository.read(RUBRIC_FILE).replace("\n", "\r\n")
    repository.workspace.write(living, RUBRIC_FILE)
    result = run("cycle", "open", "2027-h1", *DAYS)
    assert result.stdout == (
        f"wrote {NEW}/policy.yaml\nwrote {NEW}/{RUBRIC}.yaml\nwrote {NEW}/cycle.yaml\n"
        f"next: name who takes part in {NEW}/cycle.yaml, and run `ladderci schema`\n"
    )
    written = files(repository)
    assert written[f"{NEW}/policy.yaml"] == written[POLICY_FILE]
    assert written[f"{NEW}/{RUBRIC}.yaml"] == living.encode()
    assert "people:" not in repository.read(f"{NEW}/cycle.yaml").replace("# people:", "")
    assert run("rubric", "lint").exit_code == 0


def test_the_roster_that_is_commented_out_is_one_once_it_is_not(repository: Repository) -> None:
    assert run("cycle", "open", "2027-h1", *DAYS).exit_code == 0
    text = repository.read(f"{NEW}/cycle.yaml").replace("# people", "people").replace("#   ", "  ")
    repository.workspace.write(text, f"{NEW}/cycle.yaml")
    assert run("rubric", "lint").stdout == "nothing to mend\n"
    assert run("new", "--cycle", "2027-h1", "--subject", "ada-quill").exit_code == 0


def test_only_the_rubrics_that_are_named_are_copied(repository: Repository) -> None:
    other = repository.read(RUBRIC_FILE).replace(f"rubric: {RUBRIC}", "rubric: data-engineer/ic1")
    repository.workspace.write(other, "rubric/data-engineer/ic1.yaml")
    assert run("cycle", "open", "2027-h1", *DAYS, "--rubric", "data-engineer/ic1").exit_code == 0
    assert {path for path in files(repository) if path.startswith(NEW)} == {
        f"{NEW}/{name}.yaml" for name in ("policy", "cycle", "data-engineer/ic1")
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("2026-h2", *DAYS), "2026-h2 is there already"),
        (("../h1", *DAYS), "../h1: name a cycle in lower-case letters"),
        (("2027 H1", *DAYS), "2027 H1: name a cycle in lower-case letters"),
        (("2027-h1", *DAYS, "--rubric", "nobody/x"), "there is no rubric nobody/x"),
        (("2027-h1", *DAYS, "--due", "2027-06-01"), "due before the period is over"),
        (("2027-h1", *DAYS, "--to", "2026-06-30"), "the period ends before it begins"),
        (("2027-h1", *DAYS, "--from", "2027-02-30"), "2027-02-30 is not a day of the calendar"),
        (("2027-h1", *DAYS, "--due", "soon: or later #1"), "not a day"),
        (("2027-h1", *DAYS, "--due", "a\n::error::b"), "not a day"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_line_and_nothing_is_written(
    repository: Repository, arguments: tuple[str, ...], says: str
) -> None:
    before = files(repository)
    result = run("cycle", "open", *arguments)
    assert result.exit_code == 2
    assert says in one_line(result)
    assert files(repository) == before


@pytest.mark.parametrize("file", [POLICY_FILE, RUBRIC_FILE])
def test_no_cycle_is_opened_with_something_broken(repository: Repository, file: str) -> None:
    repository.workspace.write("x: [", file)
    result = run("cycle", "open", "2027-h1", *DAYS)
    assert (result.exit_code, f"{file} is broken" in one_line(result)) == (3, True)
    assert not (repository.root / NEW).exists()


def test_a_copy_of_something_else_is_not_taken_for_one(repository: Repository) -> None:
    repository.workspace.write(repository.read(POLICY_FILE), f"{NEW}/policy.yaml")
    repository.workspace.write(repository.read(RUBRIC_FILE) + "# other\n", f"{NEW}/{RUBRIC}.yaml")
    assert f"{NEW}/{RUBRIC}.yaml is there already" in one_line(run("cycle", "open", "2027-h1", *DAYS))
    repository.workspace.write(repository.read(RUBRIC_FILE), f"{NEW}/{RUBRIC}.yaml")
    assert run("cycle", "open", "2027-h1", *DAYS).stdout.startswith(f"wrote {NEW}/cycle.yaml\n")


@pytest.mark.parametrize("kind", ["link", "dangling", "file", "folder"])
def test_nothing_is_written_through_or_over_what_is_no_folder_or_file(repository: Repository, kind: str) -> None:
    elsewhere = repository.root.parent / "elsewhere"
    elsewhere.mkdir()
    place = repository.root / NEW
    match kind:
        case "link":
            place.symlink_to(elsewhere)
        case "dangling":
            place.symlink_to(elsewhere / "none")
        case "file":
            place.write_text("mine", encoding="utf-8")
        case _:
            (place / "cycle.yaml").mkdir(parents=True)
    before = files(repository)
    result = run("cycle", "open", "2027-h1", *DAYS)
    assert result.exit_code == 2
    words = {"link": "symbolic link", "dangling": "symbolic link", "file": "is no folder", "folder": "not a file"}
    assert words[kind] in one_line(result)
    assert files(repository) == before
    assert not list(elsewhere.iterdir())


def test_without_a_rubric_there_is_nothing_to_write_against(repository: Repository) -> None:
    (repository.root / RUBRIC_FILE).unlink()
    assert "there is no rubric in rubric/" in one_line(run("cycle", "open", "2027-h1", *DAYS))


# --- repin ---------------------------------------------------------------------------------------------------------


def test_a_cycle_without_copies_has_nothing_to_bring_up(repository: Repository) -> None:
    assert repository.root.is_dir()
    assert "2026-h2 has no copies of its own" in one_line(run("cycle", "repin", "2026-h2"))


def test_what_was_changed_without_a_higher_version_is_refused(repository: Repository) -> None:
    with_copies(repository).change(RUBRIC_FILE, "Keeps commitments", "Keeps promises")
    before = files(repository)
    assert "has no higher version: write version: 2 there first" in one_line(run("cycle", "repin", "2026-h2"))
    assert files(repository) == before


def test_what_becomes_required_needs_no_higher_version_and_is_shown_for_each_review(repository: Repository) -> None:
    with_copies(repository).workspace.write(complete_review())
    assert run("rubric", "require", "direction.agility.stay-calm").exit_code == 0
    result = run("cycle", "repin", "2026-h2")
    assert result.exit_code == 0
    assert "  same      direction.agility.stay-calm · newly required\n" in result.stdout
    gains = f"{REVIEW}\n  gains error LC202: the required expectation `direction.agility.stay-calm` is not answered\n"
    assert gains in result.stdout
    assert repository.read(f"rubric/cycles/2026-h2/{RUBRIC}.yaml") == repository.read(RUBRIC_FILE)


def test_a_policy_that_changed_is_copied_and_what_it_changes_is_shown(repository: Repository) -> None:
    with_copies(repository).workspace.write(complete_review())
    repository.change(POLICY_FILE, "over-citation: 4", "over-citation: 4\n# since then\n")
    said = run("cycle", "repin", "2026-h2").stdout
    assert said.startswith("--- rubric/cycles/2026-h2/policy.yaml\n+++ rubric/cycles/2026-h2/policy.yaml (updated)\n")
    assert "\n+# since then\n" in said
    assert said.endswith(
        "wrote rubric/cycles/2026-h2/policy.yaml\nno open review changes by it\nnext: `ladderci schema`\n"
    )


def test_waivers_follow_an_expectation_that_was_renamed(repository: Repository) -> None:
    with_copies(repository)
    text = repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 2\n")
    renamed = f"be-here:\n            replaces: [{WAIVED}]\n"
    repository.workspace.write(text.replace("champion-virtual-first:\n", renamed), RUBRIC_FILE)
    assert run("cycle", "repin", "2026-h2").exit_code == 0
    assert "      culture.organizational-health.be-here: on leave" in repository.read(CYCLE_FILE)
    assert run("rubric", "lint").exit_code == 0


def test_a_waiver_of_what_is_asked_no_more_is_to_be_taken_out_first(repository: Repository) -> None:
    with_copies(repository)
    assert run("rubric", "require", "--optional", WAIVED).exit_code == 0
    before = files(repository)
    line = one_line(run("cycle", "repin", "2026-h2"))
    assert f"{CYCLE_FILE} would be broken, `{WAIVED}` is not required" in line
    assert "take it out" in line
    assert files(repository) == before


def test_a_waiver_excuses_from_nothing_that_it_was_merged_into(repository: Repository) -> None:
    with_copies(repository)
    text = repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 2\n")
    start, end = text.index("          champion-virtual-first:\n"), text.index("      communication:\n")
    text = text[:start] + text[end:]
    merged = f"          listen-without-bias:\n            replaces: [{WAIVED}]\n"
    repository.workspace.write(text.replace("          listen-without-bias:\n", merged), RUBRIC_FILE)
    line = one_line(run("cycle", "repin", "2026-h2"))
    assert f"{CYCLE_FILE} would be broken" in line
    assert f"has no `{WAIVED}`" in line


def test_a_waiver_of_one_excuses_from_nothing_that_both_became(repository: Repository) -> None:
    with_copies(repository)
    text = repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 2\n")
    start, end = text.index("          champion-virtual-first:\n"), text.index("      communication:\n")
    text = text[:start] + text[end:]
    both = f"replaces: [culture.organizational-health.listen-without-bias, {WAIVED}]"
    merged = f"          do-both:\n            {both}\n            required: true\n"
    repository.workspace.write(text.replace("          listen-without-bias:\n", merged), RUBRIC_FILE)
    line = one_line(run("cycle", "repin", "2026-h2"))
    assert f"has no `{WAIVED}`: it is called culture.organizational-health.do-both now; mend that first" in line


def test_nothing_is_brought_up_to_a_rubric_that_forgets_an_id(repository: Repository) -> None:
    with_copies(repository)
    text = repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 2\n")
    repository.workspace.write(text.replace("          keep-commitments:\n", "          keep-promises:\n"), RUBRIC_FILE)
    line = one_line(run("cycle", "repin", "2026-h2"))
    assert f"{RUBRIC_FILE} says nothing of results.ownership.keep-commitments: name what is gone" in line


def test_nothing_is_brought_up_to_an_older_version(repository: Repository) -> None:
    with_copies(repository)
    newer = (
        repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 3\n").replace("Keeps commit", "Keeps all commit")
    )
    repository.workspace.write(newer, f"rubric/cycles/2026-h2/{RUBRIC}.yaml")
    assert "has no higher version: write version: 4 there first" in one_line(run("cycle", "repin", "2026-h2"))


@pytest.mark.parametrize("policy", ["x: [", "policy: 1\n", b"\xff\xfe", None])
def test_a_living_policy_that_is_broken_is_what_is_told(repository: Repository, policy: str | bytes | None) -> None:
    with_copies(repository)
    (repository.root / POLICY_FILE).unlink()
    if policy is not None:
        repository.workspace.write(policy, POLICY_FILE)
    result = run("cycle", "repin", "2026-h2")
    assert (result.exit_code, one_line(result)) == (
        3,
        f"ladderci: {POLICY_FILE} is broken: `ladderci rubric lint` says how\n",
    )


def test_what_a_rubric_says_does_not_steer_the_terminal_or_a_log(repository: Repository) -> None:
    with_copies(repository).workspace.write(complete_review())
    hostile = '"::error::x ##[group]y ' + ":: " * 60 + '"'
    text = repository.read(RUBRIC_FILE).replace("version: 1\n", "version: 2\n")
    text = text.replace("text: Keeps commitments, answers for the work and delivers on time.", f"text: {hostile}")
    repository.workspace.write(text, RUBRIC_FILE)
    repository.workspace.write(repository.read(POLICY_FILE) + "# ::error::z ##[group]\n", POLICY_FILE)
    said = [run("cycle", "repin", "2026-h2").stdout]
    story = f"    story: |\n      ::error::x ##[group]y\n      {':: ' * 60}\n"
    repository.workspace.write(complete_review().replace("    story: As the level asks.\n", story))
    said += [run("update", REVIEW, "--dry-run").stdout, run("update", REVIEW).stdout]
    assert "was reworded" in said[0]
    assert "x23[group]y" in said[1]
    assert "now:" in said[2]
    for line in "\n".join(said).splitlines():
        assert not line.lstrip(" +-").startswith("::")
        assert "##[" not in line


def test_a_copy_of_a_rubric_that_is_no_more_stays(repository: Repository) -> None:
    with_copies(repository)
    (repository.root / RUBRIC_FILE).unlink()
    result = run("cycle", "repin", "2026-h2")
    assert f"2026-h2: {RUBRIC} is no living rubric any more; the cycle keeps its copy\n" in result.stdout
    assert result.stdout.endswith("2026-h2 is up to date\n")


@pytest.mark.parametrize("verb", ["repin", "close"])
@pytest.mark.parametrize(
    ("name", "status", "refusal"),
    [
        ("2026-h3", "open", (2, "there is no cycle 2026-h3: did you mean 2026-h2?")),
        ("", "open", (2, "name the cycle")),
        ("2026-h2", "closed", (2, "2026-h2 is closed")),
        ("2026-h2", "[", (3, "cycle.yaml is broken")),
    ],
)
def test_a_cycle_that_cannot_be_changed_is_said_in_one_line(
    repository: Repository, verb: str, name: str, status: str, refusal: tuple[int, str]
) -> None:
    with_copies(repository).change(CYCLE_FILE, "status: open", f"status: {status}")
    before = files(repository)
    result = run("cycle", verb, name)
    code, says = refusal
    assert (result.exit_code, says in one_line(result)) == (code, True), result.stderr
    assert files(repository) == before


# --- close ---------------------------------------------------------------------------------------------------------


def test_closing_changes_one_word_and_reviews_stay_as_they_are(repository: Repository) -> None:
    with_copies(repository).workspace.write(complete_review())
    before = repository.read(CYCLE_FILE)
    assert run("cycle", "close", "2026-h2", "--early").stdout.startswith(f"wrote {CYCLE_FILE}\nnext: ")
    assert repository.read(CYCLE_FILE) == before.replace("status: open", "status: closed")
    for command in (("update", REVIEW), ("new", "--cycle", "2026-h2", "--subject", "bo-tanaka")):
        assert "2026-h2 is closed, and its reviews stay as they are" in one_line(run(*command))
    assert run("check", REVIEW).exit_code == 0


def test_a_cycle_whose_reviews_are_not_due_is_closed_only_where_that_is_meant(repository: Repository) -> None:
    repository.change(CYCLE_FILE, "due: 2027-01-15", "due: 2999-01-15")
    assert "are due on 2999-01-15: --early closes it all the same" in one_line(run("cycle", "close", "2026-h2"))
    repository.change(
        CYCLE_FILE, "period: {from: 2026-07-01, to: 2026-12-31}", "period: {from: 2020-07-01, to: 2020-12-31}"
    )
    repository.change(CYCLE_FILE, "due: 2999-01-15", "due: 2021-01-15")
    before = files(repository)
    assert f"would write {CYCLE_FILE}\n" in run("cycle", "close", "2026-h2", "--dry-run").stdout
    assert files(repository) == before
    assert run("cycle", "close", "2026-h2").exit_code == 0


def test_a_persons_own_later_day_counts(repository: Repository) -> None:
    text = repository.read(CYCLE_FILE).replace("due: 2027-01-15", "due: 2021-01-15").replace("2026", "2020")
    text = text.replace("cycle: 2020-h2", "cycle: 2026-h2")
    repository.workspace.write(text.replace("  ada-quill:\n", "  ada-quill:\n    due: 2999-02-01\n"), CYCLE_FILE)
    assert "are due on 2999-02-01" in one_line(run("cycle", "close", "2026-h2"))


def test_what_to_do_where_no_cycle_is_open_is_said(repository: Repository) -> None:
    repository.workspace.write(complete_review())
    assert run("cycle", "close", "2026-h2", "--early").exit_code == 0
    assert "no cycle is open; name the reviews of one that is closed, such as reviews/2026-h2" in run("check").stderr
    assert "no cycle is open: `ladderci cycle open` opens one" in one_line(run("new", "--subject", "ada-quill"))
    assert "it is closed; to go on with it, write status: open" in one_line(run("cycle", "open", "2026-h2", *DAYS))
    (repository.root / CYCLE_FILE).unlink()
    (repository.root / REVIEW).unlink()
    assert "`ladderci cycle open` opens a cycle to write them in" in run("check").stderr


def test_a_living_file_that_is_broken_keeps_no_cycle_open_that_has_a_copy_of_it(repository: Repository) -> None:
    with_copies(repository).workspace.write("x: [", RUBRIC_FILE)
    repository.workspace.write("x: [", POLICY_FILE)
    assert run("cycle", "close", "2026-h2", "--early").exit_code == 0


@pytest.mark.parametrize("name", ["policy", RUBRIC])
def test_a_cycle_whose_own_copy_is_broken_is_not_closed(repository: Repository, name: str) -> None:
    copy = with_copies(repository).workspace.write("x: [", f"rubric/cycles/2026-h2/{name}.yaml")
    before = files(repository)
    result = run("cycle", "close", "2026-h2", "--early")
    assert result.exit_code == 3
    assert "broken" in one_line(result)
    assert copy in result.stderr or CYCLE_FILE in result.stderr
    assert files(repository) == before


def test_a_review_that_was_judged_by_a_rubric_it_misspelt_keeps_that_one(repository: Repository) -> None:
    roster = re.compile(r"^people:\n.*", re.MULTILINE | re.DOTALL)
    repository.workspace.write(roster.sub("", repository.read(CYCLE_FILE)), CYCLE_FILE)
    repository.workspace.write(complete_review().replace(f"rubric: {RUBRIC}", f"rubric: {RUBRIC}2"))
    assert run("cycle", "close", "2026-h2", "--early").exit_code == 0
    assert (repository.root / f"rubric/cycles/2026-h2/{RUBRIC}.yaml").is_file()


def test_a_cycle_in_braces_is_closed_as_well(repository: Repository) -> None:
    days = "period: {from: 2027-01-01, to: 2027-06-30}, due: 2027-07-15"
    repository.workspace.write(f"{{cycle: 2027-h1, status: 'open', {days}}}  # mine\n", f"{NEW}/cycle.yaml")
    assert run("cycle", "close", "2027-h1", "--early").exit_code == 0
    assert repository.read(f"{NEW}/cycle.yaml") == f"{{cycle: 2027-h1, status: 'closed', {days}}}  # mine\n"


# --- what would be -------------------------------------------------------------------------------------------------


def test_an_overlay_is_its_source_with_some_files_written(tmp_path: Path) -> None:
    commit_like = tmp_path / "a" / "old.yaml"
    commit_like.parent.mkdir()
    commit_like.write_text("old", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("b", encoding="utf-8")
    overlay = Overlay(WorkTree(tmp_path), {"a/old.yaml": b"new", "a/x/new.yaml": b"more"})
    assert (overlay.read("a/old.yaml", 9), overlay.read("a/x/new.yaml", 9), overlay.read("b.yaml", 9)) == (
        b"new",
        b"more",
        b"b",
    )
    assert overlay.read("a/x/new.yaml", 3) == Unreadable(Reason.TOO_LARGE, "4")
    assert overlay.files("") == ("a/old.yaml", "a/x/new.yaml", "b.yaml")
    assert overlay.files("a") == ("a/old.yaml", "a/x/new.yaml")
    assert sorted(overlay.names("")) == ["a", "b.yaml"]
    assert sorted(overlay.names("a")) == ["old.yaml", "x"]

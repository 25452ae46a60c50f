"""What is found of a person's work in a clone is the truth, both ways: nothing missed, nothing claimed wrongly."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import pytest

from ladderci.evidence.clones import Clone, Tip
from ladderci.evidence.collect.git import activities, collect, done
from ladderci.evidence.people import Claimant
from ladderci.evidence.target import Thing
from ladderci.git import Repository
from ladderci.model import Period
from tests.workspace import ROOT
from tools import past
from tools.deeds import REPOSITORY, Kind, Line, people, plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ladderci.evidence.collect.activity import Activity

ALWAYS: Final = Period(date(1990, 1, 1), date(2100, 1, 1))
HALF_YEAR: Final = Period(date(2026, 7, 1), date(2026, 12, 31))
IN_THE_MIDDLE: Final = Period(date(2026, 10, 25), date(2026, 11, 30))
HOSTS: Final = ("github.com", "git.acme.example")
NUMBERED: Final = (Thing.PULL_REQUEST, Thing.ISSUE)


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def clone_of(folder: Path, name: str = REPOSITORY) -> Clone:
    repository = Repository.find(folder)
    assert repository is not None
    tip = repository.resolve("HEAD")
    return Clone(name, ".", repository, (Tip("main", tip),), tip)


def line(login: str, activity: Activity) -> Line:
    name = activity.reference if activity.thing in NUMBERED else activity.title
    seconds = int(activity.at.timestamp())
    return Line(login, activity.thing.value, name, activity.part.value, seconds, activity.is_reverted)


def found(clone: Clone, period: Period) -> set[Line]:
    by_all = done(clone, period)
    claimants = [Claimant(person.login, person.emails) for person in people()]
    return {line(each.login, one) for each in claimants for one in activities(by_all, HOSTS, each, period)}


def within(truth: Iterable[Line], period: Period) -> set[Line]:
    return {one for one in truth if period.start <= datetime.fromtimestamp(one.at, UTC).date() <= period.end}


def assert_is_truth(clone: Clone, truth: Iterable[Line], period: Period) -> None:
    found_, expected = found(clone, period), within(truth, period)
    assert {one.login for one in expected} == {person.login for person in people()}
    assert (sorted(expected - found_)[:5], sorted(found_ - expected)[:5]) == ([], [])


# --- the truth of made-up years -------------------------------------------------------------------------------------


def test_in_fifty_thousand_commits_of_forty_people_what_is_found_is_the_truth(tmp_path: Path) -> None:
    truth = past.generate(tmp_path)
    clone = clone_of(tmp_path / past.GIT)
    assert int(git(tmp_path / past.GIT, "rev-list", "--count", "main")) >= 50_000
    assert_is_truth(clone, truth, HALF_YEAR)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_over_a_whole_past_what_is_found_is_the_truth(tmp_path: Path, seed: int) -> None:
    truth = past.generate(tmp_path, 2_500, seed)
    clone = clone_of(tmp_path / past.GIT)
    assert_is_truth(clone, truth, ALWAYS)
    assert_is_truth(clone, truth, IN_THE_MIDDLE)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Clone, Path, tuple[Line, ...]]:
    folder = tmp_path_factory.mktemp("past")
    truth = past.generate(folder, 1_500, 7)
    return clone_of(folder / past.GIT), folder, truth


def test_the_truth_lies_there_as_it_was_decided(small: tuple[Clone, Path, tuple[Line, ...]]) -> None:
    _, folder, truth = small
    written = (folder / past.TRUTH).read_text(encoding="utf-8").splitlines()
    assert [Line(*json.loads(one)) for one in written] == list(truth)


def test_the_same_seed_makes_the_same_past(small: tuple[Clone, Path, tuple[Line, ...]], tmp_path: Path) -> None:
    clone, _, truth = small
    assert past.generate(tmp_path, 1_500, 7) == truth
    assert clone_of(tmp_path / past.GIT).tips == clone.tips


def test_a_past_has_every_kind_of_deed_and_every_trap(small: tuple[Clone, Path, tuple[Line, ...]]) -> None:
    _, folder, truth = small
    assert {deed.kind for deed in plan(7, 1_500)} == set(Kind)
    assert {one.part for one in truth} == {"author", "co-author", "reviewer", "closer"}
    assert any(one.is_reverted for one in truth)
    log = git(folder / past.GIT, "log", "--format=%ae %ce%n%B", "main")
    for trap in (
        "@old.example",
        "@ACME.EXAMPLE",
        "build@acme.example",
        "x-jun-quill@",
        "other/idea",
        "cherry picked",
        "Approved-by: ",
    ):
        assert trap in log
    assert "Forge a past" not in log
    assert "Forge a past" in git(folder / past.GIT, "log", "--format=%s", "--glob=refs/pull")
    assert "Forge a past" in git(folder / past.GIT, "log", "--format=%s", "experiment")


def test_ids_that_messages_name_are_ids_of_commits(small: tuple[Clone, Path, tuple[Line, ...]]) -> None:
    _, folder, _ = small
    repository = folder / past.GIT
    bodies = git(repository, "log", "--format=%b", "main").splitlines()
    named = {text.split()[3][:40] for text in bodies if text.startswith("This reverts commit ")}
    assert named
    assert named <= set(git(repository, "rev-list", "main").split())


def test_a_commit_is_cited_by_digits_that_only_it_has(small: tuple[Clone, Path, tuple[Line, ...]]) -> None:
    clone, folder, _ = small
    person = people()[3]
    commits = [
        one for one in collect(clone, HOSTS, Claimant(person.login, person.emails), ALWAYS) if one.thing is Thing.COMMIT
    ]
    assert commits
    for one in commits:
        digits = one.reference.removeprefix(f"{REPOSITORY}@")
        assert git(folder / past.GIT, "log", "-1", "--format=%H%n%s", digits).splitlines() == [*one.commits, one.title]


@pytest.mark.parametrize("flaw", ["no mailmap", "no roster", "a day less"])
def test_the_comparison_notices_a_flaw(small: tuple[Clone, Path, tuple[Line, ...]], flaw: str) -> None:
    clone, _, truth = small
    person = people()[2]
    if flaw == "no mailmap":
        clone = replace(clone, mailmap="")
    emails = () if flaw == "no roster" else person.emails
    period = Period(ALWAYS.start, date(2026, 12, 30)) if flaw == "a day less" else ALWAYS
    whose = {line(person.login, one) for one in collect(clone, HOSTS, Claimant(person.login, emails), period)}
    assert whose != {one for one in truth if one.login == person.login}


# --- this project's own years ---------------------------------------------------------------------------------------


def test_in_this_projects_own_history_everybody_has_what_git_counts_for_them() -> None:
    repository = Repository.find(ROOT)
    if repository is None:
        pytest.skip("this is no clone")
    clone = clone_of(ROOT, "ladderci/ladderci")
    counted = Counter(git(ROOT, "log", "--no-merges", "--format=%aE").split())
    authors = dict(row.split() for row in git(ROOT, "log", "--no-merges", "--format=%H %aE").splitlines())
    summary = git(ROOT, "shortlog", "-s", "-e", "--no-merges", "HEAD").splitlines()
    assert len(summary) >= len(counted) > 0
    for email, number in counted.items():
        listed = collect(clone, HOSTS, Claimant("somebody-else", (email,)), ALWAYS)
        own = {commit for one in listed for commit in one.commits if authors.get(commit) == email}
        assert len(own) == number
        assert all(one.part.value != "author" or email in {authors.get(each) for each in one.commits} for one in listed)


def test_a_shallow_clone_says_what_it_has(small: tuple[Clone, Path, tuple[Line, ...]], tmp_path: Path) -> None:
    _, folder, truth = small
    source = (folder / past.GIT).as_uri()
    git(tmp_path, "-c", "protocol.file.allow=always", "clone", "--quiet", "--bare", "--depth=40", source, "shallow")
    assert 0 < len(found(clone_of(tmp_path / "shallow"), ALWAYS)) < len(truth)


def test_a_clone_in_which_no_branch_counts_has_nothing_but_tags(small: tuple[Clone, Path, tuple[Line, ...]]) -> None:
    clone, _, _ = small
    bare = replace(clone, tips=())
    assert done(bare, ALWAYS).works == ()
    assert {one.thing for one in collect(bare, HOSTS, Claimant(people()[0].login, people()[0].emails), ALWAYS)} <= {
        Thing.RELEASE
    }


def test_a_pick_counts_unless_the_branch_held_the_same_before_the_period(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    tree = git(tmp_path, "hash-object", "-t", "tree", "-w", "/dev/null").strip()

    def commit(day: str, message: str, *parents: str) -> str:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada-quill@acme.example")
        above = [word for parent in parents for word in ("-p", parent)]
        dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        words = ["git", *who, "commit-tree", "-m", message, *above, tree]
        done_ = subprocess.run(words, cwd=tmp_path, env=os.environ | dates, check=True, capture_output=True, text=True)
        return done_.stdout.strip()

    old = commit("2025-01-01", "Held")
    aside = commit("2025-02-01", "Aside")
    tip = old
    for origin, title in ((old, "Held again"), (aside, "From aside"), ("ab" * 20, "From elsewhere")):
        tip = commit("2026-08-14", f"{title}\n\n(cherry picked from commit {origin})", tip)
    git(tmp_path, "update-ref", "refs/heads/main", tip)
    git(tmp_path, "update-ref", "refs/heads/aside", aside)
    listed = collect(clone_of(tmp_path), HOSTS, Claimant("ada-quill", ("ada-quill@acme.example",)), HALF_YEAR)
    assert {one.title for one in listed} == {"From aside", "From elsewhere"}

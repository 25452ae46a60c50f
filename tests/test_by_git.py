"""What git confirms: commits of branches that count, of whom one mailmap says, and never more than is certain."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ladderci.evidence.clones import Clones, Tip
from ladderci.evidence.confirm.git import Git
from ladderci.evidence.people import Claimant, claimant_of, login_of, participants
from ladderci.evidence.target import Target, Thing
from ladderci.git.history import LoggedCommit
from ladderci.git.history import Person as Named
from ladderci.model import Cycle, Period, Person, Policy
from ladderci.model.fact import Absent, Obstacle, Part, Participant, Seen, State, Unseen
from tests.commits import AUGUST, GRACE, Commits
from tests.test_git import found, git

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.model.fact import Sight

HOSTS = ("github.com", "ghe.acme.example")
NAME = "acme/Ranker"
MOMENT = datetime.fromtimestamp(AUGUST, UTC)
ADA_SEEN = Participant(Part.AUTHOR, "", "ada@acme.example", "Ada Quill")


@pytest.fixture
def commits(tmp_path: Path) -> Commits:
    """Return the project that people cite."""
    return Commits.create(tmp_path / "ranker")


def policy(place: str = "ranker", *branches: str) -> Policy:
    return Policy(HOSTS, (), branches=branches or ("main",), clones=((NAME, place),))


def confirmer(root: Path, place: str = "ranker", *branches: str, base: Tip | None = None) -> Git:
    return Git(Clones(policy(place, *branches), root, base=base), HOSTS)


def target(name: str, thing: Thing = Thing.COMMIT, repository: str = "acme/ranker") -> Target:
    return Target(thing, "github.com", repository, name)


def look(commits: Commits, name: str, place: str = "ranker", *branches: str) -> Sight:
    (sight,) = confirmer(commits.folder.parent, place, *branches).look([target(name)]).values()
    return sight


def seen(commits: Commits, name: str, place: str = "ranker", *branches: str) -> Seen:
    sight = look(commits, name, place, *branches)
    assert isinstance(sight, Seen), sight
    return sight


def unseen(commits: Commits, name: str, place: str = "ranker", *branches: str) -> Unseen:
    sight = look(commits, name, place, *branches)
    assert isinstance(sight, Unseen), sight
    assert sight.reason
    assert sight.cure
    assert str(commits.folder.parent) not in sight.reason + sight.cure
    return sight


def clone(commits: Commits, *options: str) -> str:
    """Clone the project over a protocol as a server would give it, and return the clone's place."""
    git(commits.folder, "config", "uploadpack.allowFilter", "true")
    git(commits.folder.parent, "clone", "--quiet", *options, f"file://{commits.folder}", "clone")
    return "clone"


# --- commits --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [7, 12, 40])
def test_a_commit_of_a_branch_that_counts_is_seen_as_it_is(commits: Commits, digits: int) -> None:
    message = b"Move the ranker\n\nReviewed-by: Cy <cy@acme.example>\nCo-authored-by: Bo <bo@acme.example>\n"
    name = commits.commit(message, authored=AUGUST - 99, committer=GRACE)
    commits.branch("main", commits.commit(b"later\n", name, at=AUGUST + 60))
    assert look(commits, name[:digits]) == Seen(
        url=f"https://github.com/acme/Ranker/commit/{name}",
        repository=NAME,
        state=State.COMMITTED,
        title="Move the ranker",
        at=MOMENT,
        people=(
            ADA_SEEN,
            Participant(Part.CO_AUTHOR, "", "bo@acme.example", "Bo"),
            Participant(Part.REVIEWER, "", "cy@acme.example", "Cy"),
        ),
        branch="main",
        is_final=True,
        by="git",
    )


def test_a_commit_that_only_a_pull_requests_head_leads_to_is_on_no_branch_that_counts(commits: Commits) -> None:
    base = commits.commit()
    fork = commits.commit(b"from a fork\n", base, author=GRACE)
    commits.branch("main", base)
    git(commits.folder, "update-ref", "refs/pull/1/head", fork)
    commits.branch("someones-work", fork)
    sight = seen(commits, fork)
    assert (sight.is_on_counting_branch, sight.is_final, sight.branch) == (False, False, "")


@pytest.mark.parametrize("way", ["merge", "rebase", "squash"])
def test_of_a_pull_request_that_commit_counts_which_came_to_the_branch(commits: Commits, way: str) -> None:
    base = commits.commit(b"base\n")
    work = commits.commit(b"work\n", base, author=GRACE, at=AUGUST + 60)
    main = commits.commit(b"meanwhile\n", base, at=AUGUST + 90)
    credit = b"work (#7)\n\nCo-authored-by: Grace Lindqvist <grace@acme.example>\n"
    landed = {
        "merge": lambda: commits.commit(b"Merge pull request #7\n", main, work, at=AUGUST + 120),
        "rebase": lambda: commits.commit(b"work\n", main, author=GRACE, authored=AUGUST + 60, at=AUGUST + 120),
        "squash": lambda: commits.commit(credit, main, at=AUGUST + 120),
    }[way]()
    commits.branch("main", landed)
    assert seen(commits, work).is_on_counting_branch is (way == "merge")
    sight = seen(commits, landed)
    assert sight.is_on_counting_branch
    assert sight.at == datetime.fromtimestamp(AUGUST + 120, UTC)
    grace = Claimant("grace", ("grace@acme.example",))
    parts = [one.part for one in sight.people if grace.is_same(one)]
    assert parts == {"merge": [], "rebase": [Part.AUTHOR], "squash": [Part.CO_AUTHOR]}[way]


def test_the_branches_that_count_are_the_policys_and_the_projects_default(commits: Commits) -> None:
    base, release = commits.commit(), commits.commit(b"release\n")
    trunk, other = commits.commit(b"trunk\n", base), commits.commit(b"other\n", base)
    for name, commit in {"trunk": trunk, "release/1": release, "other": other}.items():
        commits.branch(name, commit)
    git(commits.folder, "symbolic-ref", "HEAD", "refs/heads/trunk")
    place = clone(commits, "--bare")
    branches = {name: seen(commits, name, place, "release/1").branch for name in (base, trunk, release, other)}
    assert branches == {base: "trunk", trunk: "trunk", release: "release/1", other: ""}


def test_the_remotes_branch_counts_as_well_as_the_one_that_was_made_of_it(commits: Commits) -> None:
    first, second, third = commits.line(3)
    commits.branch("main", third)
    place = clone(commits)
    git(commits.folder.parent / place, "reset", "--quiet", "--hard", first)
    assert seen(commits, second, place).branch == "main"


@pytest.mark.parametrize("is_bare", [False, True])
def test_a_commit_that_was_never_pushed_is_on_no_branch_that_counts(
    commits: Commits,
    is_bare: bool,  # noqa: FBT001 (both are said)
) -> None:
    commits.branch("main", commits.commit())
    place = clone(commits, *(("--bare",) if is_bare else ()))
    work = Commits(commits.folder.parent / place)
    own = work.commit(b"mine alone\n", git(work.folder, "rev-parse", "main"), author=GRACE)
    work.branch("main", own)
    assert seen(commits, own, place).is_on_counting_branch is is_bare


def test_where_there_is_no_remote_its_own_branches_are_all_there_is(commits: Commits) -> None:
    commits.branch("main", commits.commit())
    place = clone(commits)
    own = Commits(commits.folder.parent / place)
    name = own.commit(b"mine\n", git(own.folder, "rev-parse", "main"))
    own.branch("main", name)
    git(own.folder, "remote", "remove", "origin")
    assert seen(commits, name, place).is_on_counting_branch


def test_in_a_pull_request_its_base_is_the_default_branch(commits: Commits) -> None:
    first, second, third = commits.line(3)
    commits.branch("trunk", second)
    here = found(commits.folder)
    clones = Clones(policy(".", "release"), commits.folder, here, Tip("trunk", second))
    sights = Git(clones, HOSTS).look([target(first), target(third)])
    assert [(sight.branch, sight.is_on_counting_branch) for sight in sights.values() if isinstance(sight, Seen)] == [
        ("trunk", True),
        ("", False),
    ]


def test_a_commit_is_the_persons_whom_the_branch_that_counts_says(commits: Commits) -> None:
    name = commits.commit(author=b"ada <ada@home.example>")
    truth = b"Ada Quill <ada@acme.example> <ada@home.example>\n"
    commits.branch("main", commits.commit(b"name people\n", name, files=[(".mailmap", truth)]))
    lie = b"Eve <eve@acme.example> <ada@home.example>\nEve <eve@acme.example> <ada@acme.example>\n"
    commits.branch("head", commits.commit(b"lie\n", name, files=[(".mailmap", lie)]))
    git(commits.folder, "switch", "--quiet", "--force", "head")
    assert (commits.folder / ".mailmap").read_bytes() == lie
    assert seen(commits, name).people == (ADA_SEEN,)


def test_what_git_was_told_to_take_for_something_else_is_taken_for_itself(commits: Commits) -> None:
    name = commits.commit()
    commits.branch("main", name)
    git(commits.folder, "replace", name, commits.commit(b"not it\n", author=GRACE))
    (commits.folder / ".git" / "info" / "grafts").write_text(f"{name} {commits.commit(b'x')}\n", encoding="ascii")
    assert (seen(commits, name).title, seen(commits, name).people) == ("work", (ADA_SEEN,))


def test_names_and_subjects_of_any_bytes_are_text(commits: Commits) -> None:
    name = commits.commit(b"\x1b[31m\xff subject\n", author=b"Eve\x07\xff <eve@acme.example>")
    commits.branch("main", name)
    sight = seen(commits, name)
    assert (sight.title, sight.people[0].name) == ("\x1b[31m\ufffd subject", "Eve\x07\ufffd")


def test_long_ids_are_as_good_as_short_ones(tmp_path: Path) -> None:
    commits = Commits.create(tmp_path / "ranker", "--object-format=sha256")
    name = commits.commit()
    commits.branch("main", name)
    assert seen(commits, name[:7]).url.endswith(name)
    assert seen(commits, name).is_final
    assert isinstance(look(commits, "f" * 64), Absent)
    assert isinstance(look(commits, name[:40]), Seen)


# --- what is not there, or is not certain ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fffffff", "f" * 40, "f" * 64])
def test_only_a_complete_clone_says_that_there_is_no_such_commit(commits: Commits, name: str) -> None:
    first, second = commits.line(2)
    commits.branch("main", second)
    sight = look(commits, name)
    reason = "no commit of the complete clone of acme/Ranker has that id; its newest one is of 2026-08-14"
    assert sight == Absent("git", reason)
    assert isinstance(look(commits, first), Seen)


def test_what_is_no_commit_is_no_commit(commits: Commits) -> None:
    commits.branch("main", commits.commit(files=[("a", b"a")]))
    assert isinstance(look(commits, git(commits.folder, "rev-parse", "main:a")), Absent)


def test_a_shallow_clone_says_nothing_of_what_was_cut_off(commits: Commits) -> None:
    line = commits.line(4)
    commits.branch("main", line[-1])
    place = clone(commits, "--depth=2")
    assert seen(commits, line[2], place).is_final
    for name in (line[1], "f" * 40):
        sight = unseen(commits, name, place)
        assert sight.obstacle is Obstacle.INCOMPLETE
        assert "git fetch --unshallow" in sight.cure


def test_in_a_shallow_clone_a_commit_off_the_branch_may_have_been_merged_before(commits: Commits) -> None:
    base = commits.commit()
    fork = commits.commit(b"fork\n", base)
    merge = commits.commit(b"merge\n", base, fork, at=AUGUST + 60)
    commits.branch("main", commits.commit(b"tip\n", merge, at=AUGUST + 120))
    commits.branch("fork", fork)
    place = clone(commits, "--depth=1", "--no-single-branch")
    assert unseen(commits, fork, place).obstacle is Obstacle.INCOMPLETE


def test_a_clone_of_one_branch_says_nothing_of_others(commits: Commits) -> None:
    line = commits.line(2)
    commits.branch("main", line[0])
    place = clone(commits, "--single-branch", "--branch=main")
    assert seen(commits, line[0], place).is_final
    assert "git remote set-branches" in unseen(commits, line[1], place).cure


def test_a_clone_whose_remote_has_another_name_says_nothing_of_what_is_not_here(commits: Commits) -> None:
    base = commits.commit()
    off = commits.commit(b"off\n", base)
    commits.branch("main", base)
    commits.branch("topic", off)
    place = clone(commits, "-o", "upstream")
    assert seen(commits, base, place).is_final
    for name in (off, "f" * 40):
        sight = unseen(commits, name, place)
        assert (sight.obstacle, "no remote named origin" in sight.reason) == (Obstacle.INCOMPLETE, True)
        assert "git remote rename" in sight.cure


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ada-quill/ranker",
        "git@GitHub.com:ada-quill/ranker.git",
        "ssh://git@ghe.acme.example:22/acme/serving",
    ],
)
@pytest.mark.parametrize("place", ["ranker", "."])
def test_a_clone_of_another_repository_confirms_nothing(commits: Commits, address: str, place: str) -> None:
    name = commits.commit()
    commits.branch("main", name)
    git(commits.folder, "remote", "add", "origin", address)
    git(commits.folder, "update-ref", "refs/remotes/origin/main", name)
    root = commits.folder if place == "." else commits.folder.parent
    (sight,) = confirmer(root, place).look([target(name)]).values()
    assert isinstance(sight, Unseen)
    assert sight.obstacle is Obstacle.NO_CONFIRMER
    other = "acme/serving" if "serving" in address else "ada-quill/ranker"
    assert sight.reason == f"the clone of acme/Ranker at `{place}` came from {other}"
    assert "git remote set-url origin" in sight.cure


@pytest.mark.parametrize(
    "address", ["https://github.com/ACME/ranker.git", "../somewhere", "https://mirror.example/other/name", "work:a/b"]
)
def test_a_clone_from_there_or_from_nowhere_that_is_known_confirms(commits: Commits, address: str) -> None:
    name = commits.commit()
    commits.branch("main", name)
    git(commits.folder, "remote", "add", "origin", address)
    git(commits.folder, "update-ref", "refs/remotes/origin/main", name)
    assert seen(commits, name).is_final


def test_of_a_pull_request_the_event_says_which_repository_it_is(commits: Commits) -> None:
    name = commits.commit()
    git(commits.folder, "remote", "add", "origin", "https://github.com/acme/old-name")
    (sight,) = confirmer(commits.folder, ".", base=Tip("main", name)).look([target(name)]).values()
    assert isinstance(sight, Seen)
    assert sight.is_final
    (sight,) = confirmer(commits.folder.parent, base=Tip("main", name)).look([target(name)]).values()
    assert isinstance(sight, Unseen)


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_a_partial_clone_says_nothing_of_what_it_misses(commits: Commits, filtered: str) -> None:
    line = commits.line(2)
    commits.branch("main", line[1])
    place = clone(commits, f"--filter={filtered}")
    assert seen(commits, line[0], place).is_final
    sight = unseen(commits, "f" * 40, place)
    assert (sight.obstacle, "--filter" in sight.cure) == (Obstacle.INCOMPLETE, True)


@pytest.mark.parametrize("filtered", ["blob:none", "tree:0"])
def test_nobody_is_refuted_by_a_mailmap_that_is_not_here(commits: Commits, filtered: str) -> None:
    name = commits.commit(files=[(".mailmap", b"Ada Quill <ada@acme.example> <ada@home.example>\n")])
    commits.branch("main", name)
    place = clone(commits, f"--filter={filtered}", "--no-checkout")
    assert "misses the .mailmap" in unseen(commits, name, place).reason
    git(commits.folder.parent / place, "cat-file", "-e", "HEAD:.mailmap")
    assert seen(commits, name, place).people == (ADA_SEEN,)


def test_nobody_is_refuted_by_a_mailmap_that_was_lost(commits: Commits) -> None:
    name = commits.commit(files=[(".mailmap", b"Ada Quill <ada@acme.example> <ada@home.example>\n")])
    commits.branch("main", name)
    lost = git(commits.folder, "rev-parse", "main:.mailmap")
    (commits.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert "misses the .mailmap" in unseen(commits, name).reason


def twins(commits: Commits) -> tuple[str, str]:
    """Write two commits whose ids begin with the same seven digits."""
    about = f"tree {commits.tree}\nauthor A <a@a> {AUGUST} +0000\ncommitter A <a@a> {AUGUST} +0000\n\n".encode()
    known: dict[str, bytes] = {}
    for number in range(1_000_000):
        content = about + b"%d\n" % number
        digits = hashlib.sha1(b"commit %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()[:7]
        if digits in known:
            return commits.object("commit", known[digits]), commits.object("commit", content)
        known[digits] = content
    raise AssertionError("no two ids begin alike")


def test_an_id_that_two_commits_share_says_which_to_write(commits: Commits) -> None:
    one, other = twins(commits)
    assert one[:7] == other[:7]
    commits.branch("main", one)
    sight = unseen(commits, one[:7])
    assert sight.obstacle is Obstacle.AMBIGUOUS
    assert one in sight.cure
    assert other in sight.cure
    assert seen(commits, one).is_final
    git(commits.folder, "tag", one[:7], other)
    assert unseen(commits, one[:7]).obstacle is Obstacle.AMBIGUOUS


@pytest.mark.parametrize(
    "place",
    ["nowhere", "empty", "ranker/sub", "/etc", "~/ranker", "../../../../../../../../../../../../nowhere", "file"],
)
def test_a_clone_that_is_not_there_is_named_along_with_what_to_do(commits: Commits, tmp_path: Path, place: str) -> None:
    commits.branch("main", commits.commit())
    (tmp_path / "empty").mkdir()
    (tmp_path / "ranker" / "sub").mkdir()
    (tmp_path / "file").write_text("x", encoding="ascii")
    sight = unseen(commits, "f" * 40, place)
    assert sight.obstacle is Obstacle.NO_CONFIRMER
    assert place in sight.reason
    assert "`clones` in rubric/policy.yaml" in sight.cure


def test_a_path_to_a_clone_is_never_absolute(commits: Commits) -> None:
    commits.branch("main", commits.commit())
    sights = confirmer(commits.folder.parent, str(commits.folder)).look([target("f" * 40)])
    (sight,) = sights.values()
    assert isinstance(sight, Unseen)
    assert "not given as a folder seen from" in sight.reason


@pytest.mark.parametrize("options", [(), ("--bare",), ("--mirror",)])
def test_a_clone_may_be_bare(commits: Commits, options: tuple[str, ...]) -> None:
    name = commits.commit()
    commits.branch("main", name)
    place = clone(commits, *options)
    assert seen(commits, name, place).is_final


def test_without_a_branch_that_counts_nothing_is_certain(commits: Commits) -> None:
    name = commits.commit()
    commits.branch("work", name)
    assert "git remote set-head" in unseen(commits, name).cure
    assert unseen(commits, "f" * 40).obstacle is Obstacle.INCOMPLETE


def test_a_broken_clone_refutes_nothing(commits: Commits) -> None:
    line = [commits.commit(at=AUGUST)]
    for number in range(1, 4):
        line.append(commits.commit(b"%d\n" % number, line[-1], at=AUGUST + number))
    commits.branch("main", line[-1])
    (commits.folder / ".git" / "objects" / line[1][:2] / line[1][2:]).unlink()
    assert seen(commits, line[2]).is_final
    for name in (line[0], line[1], "f" * 40):
        sight = unseen(commits, name)
        assert (sight.obstacle, "git fsck" in sight.cure) == (Obstacle.INCOMPLETE, True)


def test_not_even_a_file_that_sums_the_history_up_hides_that_it_is_broken(commits: Commits) -> None:
    lost = commits.commit(b"lost\n", commits.commit())
    commits.branch("main", commits.commit(b"tip\n", lost, at=AUGUST + 60))
    git(commits.folder, "commit-graph", "write", "--reachable")
    (commits.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert unseen(commits, lost).obstacle is Obstacle.INCOMPLETE


def test_a_clone_that_vanishes_meanwhile_refutes_nothing(commits: Commits) -> None:
    name = commits.commit()
    commits.branch("main", name)
    git_confirmer = confirmer(commits.folder.parent)
    assert isinstance(git_confirmer.look([target(name)])[target(name)], Seen)
    shutil.rmtree(commits.folder)
    assert isinstance(git_confirmer.look([target(name)])[target(name)], Unseen)


def test_only_commits_and_tags_of_repositories_with_a_clone_are_looked_at(commits: Commits) -> None:
    name = commits.commit()
    commits.branch("main", name)
    others = [
        target(name, repository="acme/other"),
        target("12", Thing.PULL_REQUEST),
        target("v1", Thing.RELEASE),
        Target(Thing.COMMIT, "ghe.acme.example", "acme/ranker", name),
    ]
    assert confirmer(commits.folder.parent).look(others) == {}
    assert confirmer(commits.folder.parent, "nowhere").look(others) == {}


# --- releases -------------------------------------------------------------------------------------------------------


def test_a_release_is_confirmed_by_a_tag_that_somebody_made_on_a_branch_that_counts(commits: Commits) -> None:
    name = commits.commit()
    commits.branch("main", name)
    fork = commits.commit(b"fork\n")
    git(commits.folder, "tag", "plain", name)
    git(commits.folder, "tag", "--annotate", "v1 é".replace(" ", "/"), name, "--message", "one")
    git(commits.folder, "tag", "--annotate", "elsewhere", fork, "--message", "one")
    targets = [target(tag, Thing.RELEASE) for tag in ("plain", "v1/é", "elsewhere", "missing")]
    assert confirmer(commits.folder.parent).look(targets) == {
        targets[1]: Seen(
            url="https://github.com/acme/Ranker/releases/tag/v1%2F%C3%A9",
            repository=NAME,
            state=State.PUBLISHED,
            title="v1/é",
            at=datetime(2026, 8, 14, 12, tzinfo=UTC),
            people=(Participant(Part.AUTHOR, "", "ada@acme.example", "Ada"),),
            branch="main",
            by="git",
        )
    }


# --- how much is asked ----------------------------------------------------------------------------------------------


def test_two_hundred_commits_of_a_long_history_take_a_few_runs_of_git(
    commits: Commits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = commits.line(10_000)
    off = [commits.commit(b"off %d\n" % number, line[number]) for number in range(5)]
    commits.branch("main", line[-1])
    runs = tmp_path / "runs"
    runs.mkdir()
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(runs))
    cited = [*(name[:12] for name in line[::51]), *off]
    sights = confirmer(tmp_path).look([target(name) for name in cited])
    assert len(sights) == len(cited) > 200
    assert len(list(runs.iterdir())) <= 15
    on_branch = [sight.is_on_counting_branch for sight in sights.values() if isinstance(sight, Seen)]
    assert on_branch == [True] * (len(cited) - 5) + [False] * 5


# --- people ---------------------------------------------------------------------------------------------------------

ROSTER = Cycle(
    "2026-h2",
    "open",
    Period(date(2026, 7, 1), date(2026, 12, 31)),
    date(2027, 1, 15),
    (Person("Ada-Q", emails=("ada@acme.example", "Ada@Home.example")),),
)


@pytest.mark.parametrize(
    ("participant", "expected"),
    [
        (Participant(Part.AUTHOR, login="ada-q"), True),
        (Participant(Part.AUTHOR, login="ADA-Q"), True),
        (Participant(Part.AUTHOR, email="ada@acme.example"), True),
        (Participant(Part.AUTHOR, email="ADA@HOME.EXAMPLE"), True),
        (Participant(Part.AUTHOR, email="ada-q@users.noreply.github.com"), True),
        (Participant(Part.AUTHOR, email="123+Ada-Q@users.noreply.GitHub.com"), True),
        (Participant(Part.AUTHOR, email="1+ada-q@users.noreply.ghe.acme.example"), True),
        (Participant(Part.AUTHOR, login="somebody", email="ada@acme.example"), True),
        (Participant(Part.AUTHOR), False),
        (Participant(Part.AUTHOR, name="Ada-Q"), False),
        (Participant(Part.AUTHOR, login="ada"), False),
        (Participant(Part.AUTHOR, email="ada@acme.example.evil.example"), False),
        (Participant(Part.AUTHOR, email="x+ada-q@users.noreply.github.com"), False),
        (Participant(Part.AUTHOR, email="1+2+ada-q@users.noreply.github.com"), False),
        (Participant(Part.AUTHOR, email="ada-q@users.noreply.evil.example"), False),
        (Participant(Part.AUTHOR, email="ada-q@users.noreply.github.com@evil.example"), False),
        (Participant(Part.AUTHOR, email="ada@noreply.github.com"), False),
        (Participant(Part.AUTHOR, email="ada@acme.e\u212aample"), False),
    ],
)
def test_a_person_is_known_by_login_by_the_rosters_addresses_and_by_githubs_own(
    participant: Participant,
    expected: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    assert claimant_of("ada-q", ROSTER, HOSTS).is_same(participant) is expected


def test_letters_that_look_alike_in_another_case_are_other_letters() -> None:
    assert not Claimant("kim", ("kim@acme.example",)).is_same(
        Participant(Part.AUTHOR, "\u212aim", "\u212aim@acme.example")
    )
    assert not Claimant("", ("",)).is_same(Participant(Part.AUTHOR))


def test_whoever_is_not_on_the_roster_is_known_by_login_alone() -> None:
    bo = claimant_of("bo", ROSTER)
    assert bo == claimant_of("bo") == Claimant("bo")
    assert bo.is_same(Participant(Part.REVIEWER, email="7+bo@users.noreply.github.com"))


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("49699333+dependabot[bot]@users.noreply.github.com", "dependabot[bot]"),
        ("ada@users.noreply.github.com", "ada"),
        ("noreply@github.com", ""),
        ("@users.noreply.github.com", ""),
        ("ada@users.noreply.", ""),
    ],
)
def test_githubs_own_addresses_name_the_login(email: str, expected: str) -> None:
    assert login_of(email, HOSTS) == expected


def test_each_part_of_each_person_is_named_once() -> None:
    ada, login = Named("Ada", "ada@acme.example"), Named("Cy", "5+cy@users.noreply.github.com")
    at = Named("@bo", "")
    commit = LoggedCommit("0" * 40, (), ada, login, MOMENT, MOMENT, "", "", (ada, login, ada), (at, at))
    assert participants(commit) == (
        Participant(Part.AUTHOR, "", "ada@acme.example", "Ada"),
        Participant(Part.CO_AUTHOR, "", "ada@acme.example", "Ada"),
        Participant(Part.CO_AUTHOR, "cy", "5+cy@users.noreply.github.com", "Cy"),
        Participant(Part.REVIEWER, "bo", "", "@bo"),
    )

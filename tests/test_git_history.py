"""What happened: every commit, its people by one commit's mailmap, whatever bytes it is made of."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ladderci.git import GitError
from ladderci.git.history import LoggedCommit, Person
from tests.commits import AUGUST, GRACE, Commits
from tests.test_git import found, git

DAY = 86_400
MAILMAP = b"Ada Quill <ada@acme.example> <ada@home.example>\n"


@pytest.fixture
def commits(tmp_path: Path) -> Commits:
    return Commits.create(tmp_path / "work")


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def read(commits: Commits, *tips: str, mailmap: str = "") -> list[LoggedCommit]:
    return list(found(commits.folder).history(tips, mailmap=mailmap))


def one(commits: Commits, name: str, mailmap: str = "") -> LoggedCommit:
    (commit,) = found(commits.folder).logged([name], mailmap)
    return commit


def trailers(*lines: str) -> bytes:
    return ("Move the ranker\n\nIt was slow.\n\n" + "\n".join(lines) + "\n").encode()


def test_a_commit_comes_out_as_it_was_made(commits: Commits) -> None:
    first = commits.commit(at=AUGUST - DAY)
    message = b"Move the ranker\nin two lines\n\nIt was slow.\n\nCo-authored-by: Grace <grace@acme.example>\n"
    second = commits.commit(message, first, committer=GRACE, authored=AUGUST - 60)
    newest, oldest = read(commits, second)
    assert newest == LoggedCommit(
        id=second,
        parents=(first,),
        author=Person("Ada Quill", "ada@acme.example"),
        committer=Person("Grace Lindqvist", "grace@acme.example"),
        authored=moment(AUGUST - 60),
        committed=moment(AUGUST),
        subject="Move the ranker in two lines",
        body="It was slow.\n\nCo-authored-by: Grace <grace@acme.example>",
        co_authors=(Person("Grace", "grace@acme.example"),),
    )
    assert (oldest.id, oldest.parents, oldest.body) == (first, (), "")


def test_no_tips_have_no_history_not_even_the_current_branchs(commits: Commits) -> None:
    commits.branch("main", commits.commit())
    assert read(commits) == []
    assert list(found(commits.folder).logged([])) == []


def test_every_commit_comes_once_the_youngest_first(commits: Commits) -> None:
    base = commits.commit(b"base\n", at=AUGUST)
    left = commits.commit(b"left\n", base, at=AUGUST + 60)
    right = commits.commit(b"right\n", base, at=AUGUST + 120)
    merge = commits.commit(b"merge\n", left, right, at=AUGUST + 180)
    assert [commit.id for commit in read(commits, merge, right)] == [merge, right, left, base]
    assert read(commits, merge)[0].parents == (left, right)


def test_what_others_have_is_left_out_with_all_before_it(commits: Commits) -> None:
    base, *line = commits.line(4)
    fork = commits.commit(b"fork\n", base, at=AUGUST + DAY)
    history = found(commits.folder).history([fork, line[-1]], without=[line[-2]])
    assert [commit.id for commit in history] == [fork, line[-1]]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (AUGUST, AUGUST + 60, [0, 60]),
        (AUGUST + 1, AUGUST + 59, []),
        (AUGUST, AUGUST, [0]),
        (AUGUST - 60, AUGUST - 1, [-60]),
        (None, AUGUST, [-60, 0]),
        (AUGUST + 60, None, [60]),
        (None, None, [-60, 0, 60]),
    ],
)
def test_a_period_takes_in_its_first_and_its_last_moment(
    commits: Commits, since: int | None, until: int | None, expected: list[int]
) -> None:
    line = commits.line(3, at=AUGUST - 120)
    period = [None if one is None else moment(one) for one in (since, until)]
    history = list(found(commits.folder).history([line[-1]], *period))
    assert sorted(commit.committed for commit in history) == [moment(AUGUST + offset) for offset in expected]


def test_the_end_of_a_period_is_a_moment_and_not_a_local_day(commits: Commits) -> None:
    last = int(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    inside = commits.commit(b"in Kiritimati it is next year\n", at=b"%d +1400" % last)
    outside = commits.commit(b"in Hawaii it is still this year\n", inside, at=b"%d -1000" % (last + 1))
    history = list(found(commits.folder).history([outside], until=datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC)))
    assert [(commit.id, commit.committed) for commit in history] == [(inside, moment(last))]
    assert [commit.id for commit in found(commits.folder).history([outside], since=moment(last + 1))] == [outside]


def test_one_commit_of_a_wrong_clock_does_not_hide_what_lies_behind_it(commits: Commits) -> None:
    line = commits.line(5)
    wrong = commits.commit(b"dated to 1970\n", line[-1], at=0)
    tip = commits.commit(b"after it\n", wrong, at=AUGUST + DAY)
    history = found(commits.folder).history([tip], since=moment(AUGUST))
    assert [commit.id for commit in history] == [tip, *reversed(line)]


@pytest.mark.parametrize("seconds", [0, 1, 2**31, 2**33, 253_402_300_799, 2**60])
def test_any_date_can_be_read(commits: Commits, seconds: int) -> None:
    commit = one(commits, commits.commit(at=AUGUST, authored=seconds))
    assert commit.committed == moment(AUGUST)
    assert commit.authored == moment(min(seconds, 253_402_300_799)) or seconds == 2**60


@pytest.mark.parametrize(
    "date",
    [b"", b"yesterday", b"-1 +0000", b"9" * 40 + b" +0000", b"9" * 9_000 + b" +0", b"1786701600 +9999", b"+0000"],
)
def test_a_date_that_is_none_is_still_a_commit(commits: Commits, date: bytes) -> None:
    name = commits.commit(at=date, authored=date)
    assert [commit.id for commit in read(commits, name)] == [name]


HOSTILE = [
    b"Eve\x1b[31m <eve@acme.example>",
    b"Eve\xff\xfe <eve\xff@acme.example>",
    b"<> <>",
    b"Eve",
    b"",
    b"Eve <eve@acme.example> <ada@acme.example>",
    b"Eve\t\x01\x02\x1f <eve@acme.example\x1f>",
    "Ève\u202e\u2028 <eve@acme.example>".encode(),
    b"x" * 100_000 + b" <eve@acme.example>",
    b"--format=%B <--upload-pack=x>",
]


@pytest.mark.parametrize("author", HOSTILE)
def test_no_name_breaks_the_history(commits: Commits, author: bytes) -> None:
    first = commits.commit(b"first\n", at=AUGUST)
    second = commits.commit(b"second\n", first, author=author, at=AUGUST + 60)
    third = commits.commit(b"third\n", second, at=AUGUST + 120, files=[(".mailmap", MAILMAP)])
    assert [(commit.id, commit.subject) for commit in read(commits, third, mailmap=third)] == [
        (third, "third"),
        (second, "second"),
        (first, "first"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\n\n\n",
        b"\xff\xfe\n\n\xff",
        b"a\0b\n\nc\0d\n",
        b"subject\n\nCo-authored-by: \x1f <\x1f@\x1f>\x1f\n",
        b"subject\r\n\r\nbody\r\n\r\nCo-authored-by: Ada <ada@acme.example>\r\n",
        b"x" * 1_000_000 + b"\n\n" + b"y\n" * 500_000,
        b"commit 0123456789012345678901234567890123456789\n",
        b"subject\n\nCo-authored-by: " + b"x" * 1_000_000 + b" <x@acme.example>\n",
        b"subject\n\n"
        + b"".join(b"Co-authored-by: %d <%d@acme.example>\n" % (number, number) for number in range(2000)),
    ],
)
def test_no_message_breaks_the_history(commits: Commits, message: bytes) -> None:
    first = commits.commit(b"first\n", at=AUGUST)
    second = commits.commit(message, first, at=AUGUST + 60)
    third = commits.commit(b"third\n", second, at=AUGUST + 120, files=[(".mailmap", MAILMAP)])
    assert [commit.id for commit in read(commits, third, mailmap=third)] == [third, second, first]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    names=st.lists(st.binary(max_size=40).filter(lambda name: b"\n" not in name), min_size=1, max_size=5),
    message=st.binary(max_size=200),
)
def test_whatever_bytes_commits_are_made_of_none_is_lost(tmp_path: Path, names: list[bytes], message: bytes) -> None:
    commits = Commits(tmp_path / "work") if (tmp_path / "work").is_dir() else Commits.create(tmp_path / "work")
    line: list[str] = []
    for number, name in enumerate(names):
        line.append(commits.commit(message, *line[-1:], author=name, committer=name, at=AUGUST + number))
    assert {commit.id for commit in read(commits, line[-1])} == set(line)


def test_a_message_in_another_encoding_is_read_in_it(commits: Commits) -> None:
    commit = one(commits, commits.commit(b"Gr\xfc\xdfe\n", header=b"encoding ISO-8859-1"))
    assert commit.subject == "Grüße"


# --- who is who -----------------------------------------------------------------------------------------------------


def test_people_are_who_the_mailmap_of_the_named_commit_says(commits: Commits) -> None:
    name = commits.commit(
        trailers("Co-authored-by: A <ADA@home.example>", "Reviewed-by: x <ada@home.example>"),
        author=b"ada <ada@home.example>",
        committer=b"ada <Ada@Home.Example>",
    )
    mapped = commits.commit(b"name people\n", name, files=[(".mailmap", MAILMAP)])
    commit, ada = one(commits, name, mapped), Person("Ada Quill", "ada@acme.example")
    assert (commit.author, commit.committer) == (ada, ada)
    assert (commit.co_authors, commit.reviewers) == ((ada,), (ada,))


LIE = b"Eve <eve@acme.example> <ada@acme.example>\n"


def test_no_other_mailmap_is_read(commits: Commits, monkeypatch: pytest.MonkeyPatch) -> None:
    name = commits.commit(trailers("Co-authored-by: Ada <ada@acme.example>"))
    truth = commits.commit(b"the branch that counts\n", name, files=[(".mailmap", MAILMAP)])
    commits.branch("main", commits.commit(b"a head that lies\n", name, files=[(".mailmap", LIE)]))
    lie = commits.folder / ".mailmap"
    lie.write_bytes(LIE)
    git(commits.folder, "config", "mailmap.file", str(lie))
    git(commits.folder, "config", "mailmap.blob", "main:.mailmap")
    monkeypatch.chdir(commits.folder)
    for mailmap in ("", truth):
        commit = one(commits, name, mailmap)
        assert commit.author.email == commit.co_authors[0].email == "ada@acme.example"


@pytest.mark.parametrize("way", ["bare", "worktree", "core.worktree", "submodule"])
def test_no_kind_of_repository_reads_another_mailmap(
    commits: Commits, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = commits.commit(files=[(".mailmap", LIE)])
    commits.branch("main", name)
    place = tmp_path / "other"
    match way:
        case "bare":
            git(tmp_path, "clone", "--quiet", "--bare", str(commits.folder), str(place))
        case "worktree":
            git(commits.folder, "worktree", "add", "--quiet", "--detach", str(place), "main")
        case "core.worktree":
            git(commits.folder, "config", "core.worktree", str(commits.folder))
            (commits.folder / ".mailmap").write_bytes(LIE)
            place = commits.folder
        case _:
            outer = Commits.create(place)
            git(outer.folder, "submodule", "--quiet", "add", str(commits.folder), "inner")
            place = place / "inner"
    monkeypatch.chdir(place)
    (commit,) = found(place).history([name])
    assert commit.author == Person("Ada Quill", "ada@acme.example")
    (commit,) = found(place).history([name], mailmap=name)
    assert commit.author == Person("Eve", "eve@acme.example")


@pytest.mark.parametrize("content", [b"", b"\xff\0<<>>\n<a> <\n", b"# nobody\n", b"x" * 1_000_000])
def test_a_mailmap_that_says_nothing_leaves_people_as_they_are(commits: Commits, content: bytes) -> None:
    name = commits.commit(trailers("Co-authored-by: G <grace@acme.example>"), files=[(".mailmap", content)])
    commit = one(commits, name, name)
    assert commit.author == Person("Ada Quill", "ada@acme.example")
    assert commit.co_authors == (Person("G", "grace@acme.example"),)


def test_replaced_commits_and_grafts_change_nothing(commits: Commits) -> None:
    first = commits.commit(b"first\n")
    second = commits.commit(b"second\n", first, at=AUGUST + 60)
    other = commits.commit(b"other\n", author=GRACE)
    git(commits.folder, "replace", first, other)
    grafts = commits.folder / ".git" / "info" / "grafts"
    grafts.write_text(f"{second}\n", encoding="ascii")
    assert [(commit.id, commit.subject) for commit in read(commits, second)] == [(second, "second"), (first, "first")]
    assert found(commits.folder).contains(second, first)


# --- trailers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Co-authored-by: Grace <grace@acme.example>",
        "co-authored-by: Grace <grace@acme.example>",
        "Co-Authored-By: Grace <grace@acme.example>",
        "CO-AUTHORED-BY:Grace<grace@acme.example>",
        "Co-authored-by :   Grace   < grace@acme.example >  ",
        "Co-authored-by: Grace\n <grace@acme.example>",
        "Co-authored-by: Grace <grace@acme.example> (she/her)",
        "Signed-off-by: Ada <ada@acme.example>\nCo-authored-by: Grace <grace@acme.example>\nFixes: #12",
        "Co-authored-by: Grace <grace@acme.example>\nCo-authored-by: Grace <grace@acme.example>",
    ],
)
def test_a_co_author_is_found_however_the_trailer_is_spelled(commits: Commits, line: str) -> None:
    commit = one(commits, commits.commit(trailers(line)))
    assert (commit.co_authors, commit.reviewers) == ((Person("Grace", "grace@acme.example"),), ())


def test_reviewers_and_co_authors_are_apart_and_all_are_found(commits: Commits) -> None:
    lines = (
        "Reviewed-by: G <grace@acme.example>",
        "co-authored-by: B <bo@acme.example>",
        "reviewed-BY: @cy",
        "Acked-by: D",
    )
    commit = one(commits, commits.commit(trailers(*lines)))
    assert commit.co_authors == (Person("B", "bo@acme.example"),)
    assert commit.reviewers == (Person("G", "grace@acme.example"), Person("@cy", ""))


@pytest.mark.parametrize(
    "message",
    [
        b"Co-authored-by: Grace <grace@acme.example>\n",
        b"subject\n\nSay Co-authored-by: Grace <grace@acme.example> in the end.\n",
        b"subject\n\nCo-authored-by: Grace <grace@acme.example>\n\nThen this came.\n",
        b"subject\n\nCo-authored-by:\nCo-authored-by: <>\n",
    ],
)
def test_what_is_no_trailer_names_nobody(commits: Commits, message: bytes) -> None:
    assert one(commits, commits.commit(message)).co_authors == ()


def test_trailers_do_not_depend_on_how_git_was_configured(commits: Commits) -> None:
    author = "Ève <eve@acme.example>".encode()
    name = commits.commit(trailers("Co-authored-by: Grace <grace@acme.example>"), author=author)
    git(commits.folder, "config", "trailer.separators", "=")
    git(commits.folder, "config", "i18n.logOutputEncoding", "ISO-8859-1")
    git(commits.folder, "config", "log.showSignature", "true")
    git(commits.folder, "config", "color.ui", "always")
    git(commits.folder, "config", "format.pretty", "oneline")
    commit = one(commits, name)
    assert (commit.subject, commit.author.name, len(commit.co_authors)) == ("Move the ranker", "Ève", 1)


# --- how much is read -----------------------------------------------------------------------------------------------


def programs() -> set[str]:
    """Return the ids of the programs that this process has started and that are still there."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(children.read_text(encoding="ascii").split()) if children.exists() else set()


NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="shows processes by /proc")


@NEEDS_PROC
def test_ten_thousand_commits_are_read_as_they_come(commits: Commits) -> None:
    line = commits.line(10_000)
    others = programs()
    repository = found(commits.folder)
    history = repository.history([line[-1]], mailmap=line[0])
    assert [commit.id for commit in islice(history, 10)] == line[:-11:-1]
    assert programs() - others
    assert sum(1 for _ in history) == 9_990
    assert not programs() - others
    recent = repository.history([line[-1]], since=moment(AUGUST + 9_901 * 60), mailmap=line[-1])
    assert [commit.id for commit in recent] == line[:-101:-1]
    assert repository.reachable(line, [line[-1]]) == set(line)


@NEEDS_PROC
def test_a_history_nobody_reads_to_its_end_leaves_nothing_running(commits: Commits) -> None:
    line = commits.line(3_000)
    others = programs()
    history = found(commits.folder).history([line[-1]], mailmap=line[0])
    assert next(history).id == line[-1]
    assert programs() - others
    del history
    gc.collect()  # a pipe left open would warn here, and a warning fails the test
    assert not programs() - others


def test_little_more_than_the_period_is_read(commits: Commits) -> None:
    lost = commits.commit(b"lost\n")
    line = commits.line(5_000, lost)
    (commits.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    recent = found(commits.folder).history([line[-1]], since=moment(AUGUST + 4_901 * 60))
    assert [commit.id for commit in recent] == line[:-101:-1]
    with pytest.raises(GitError):
        read(commits, line[-1])


def test_who_reads_no_history_does_not_load_what_reads_it() -> None:
    program = "import sys, ladderci.git; print(*{'git', 'ladderci.git.history', 'ladderci.git.refs'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert not done.stdout.strip()


def test_a_history_that_breaks_off_is_an_error_and_not_a_short_history(commits: Commits) -> None:
    line = commits.line(3)
    tip = commits.commit(b"tip\n", commits.commit(b"lost\n", line[-1]), at=AUGUST + DAY)
    lost = next(found(commits.folder).logged([tip])).parents[0]
    (commits.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(GitError, match=r"^git cannot read the history: [^\n]+$"):
        list(found(commits.folder).history([tip]))


@pytest.mark.parametrize("name", ["main", "--all", "HEAD", "abcdef0", "^main", "a" * 40 + "\n--all"])
def test_only_full_ids_are_walked_from(commits: Commits, name: str) -> None:
    tip = commits.commit()
    repository = found(commits.folder)
    for ask in (
        lambda: list(repository.history([name])),
        lambda: list(repository.history([tip], without=[name])),
        lambda: list(repository.history([tip], mailmap=name)),
        lambda: list(repository.logged([name])),
        lambda: repository.reachable([name], [tip]),
        lambda: repository.reachable([tip], [name]),
    ):
        with pytest.raises(ValueError, match="not a full id"):
            ask()


# --- branches, tags and ids -----------------------------------------------------------------------------------------


def test_branches_are_this_repositorys_and_the_remotes(commits: Commits, tmp_path: Path) -> None:
    first, second = commits.line(2)
    commits.branch("main", first)
    commits.branch("a$(id)", second)
    assert found(commits.folder).branches(["a$(id)", "main", "gone", "main"]) == {"a$(id)": second, "main": first}
    git(tmp_path, "clone", "--quiet", str(commits.folder), "clone")
    clone = found(tmp_path / "clone")
    assert clone.branches(["main", "a$(id)", "lin", "*", "HEAD"]) == {
        "origin/main": first,
        "main": first,
        "origin/a$(id)": second,
        "origin/HEAD": first,
    }


def test_the_default_branch_is_what_the_remote_says_or_a_bare_repositorys_own(commits: Commits, tmp_path: Path) -> None:
    commits.branch("main", commits.commit())
    assert found(commits.folder).default_branch() == ""
    git(tmp_path, "clone", "--quiet", str(commits.folder), "clone")
    git(tmp_path / "clone", "switch", "--quiet", "--create", "mine")
    assert found(tmp_path / "clone").default_branch() == "main"
    git(tmp_path, "clone", "--quiet", "--bare", str(commits.folder), "bare")
    assert found(tmp_path / "bare").default_branch() == "main"


def test_tags_say_who_made_them_where_they_say_it(commits: Commits) -> None:
    name = commits.commit(files=[(".mailmap", b"Grace Lindqvist <grace@acme.example> <ada@acme.example>\n")])
    git(commits.folder, "tag", "plain", name)
    git(commits.folder, "tag", "--annotate", "v1", name, "--message", "one\n\ntwo")
    git(commits.folder, "tag", "--annotate", "v1-again", "v1", "--message", "a tag of a tag")
    git(commits.folder, "tag", "tree", commits.tree)
    tags = {tag.name: tag for tag in found(commits.folder).tags(name)}
    assert set(tags) == {"plain", "v1", "v1-again"}
    assert {tag.commit for tag in tags.values()} == {name}
    assert (tags["plain"].tagger, tags["plain"].at) == (Person("", ""), None)
    assert tags["v1"].tagger == Person("Grace Lindqvist", "grace@acme.example")
    assert tags["v1"].at == datetime(2026, 8, 14, 12, tzinfo=UTC)
    assert {tag.tagger.name for tag in found(commits.folder).tags()} == {"", "Ada"}


def test_an_abbreviated_id_stands_for_all_commits_that_begin_so_whatever_a_tag_is_called(commits: Commits) -> None:
    line = commits.line(400)
    other = commits.commit(b"other\n")
    prefix = line[0][:7]
    git(commits.folder, "tag", prefix, other)
    commits.branch(line[1][:7], other)
    repository = found(commits.folder)
    twins = [name for name in line if sum(one[:4] == name[:4] for one in line) > 1] or line[:2]
    wanted = [prefix, line[1][:7], line[2], twins[0][:4], commits.tree, "f" * 40, "e" * 64, "abc"]
    ids = repository.expand(wanted)
    assert ids[prefix] == (line[0],)
    assert ids[line[1][:7]] == (line[1],)
    assert ids[line[2]] == (line[2],)
    assert set(ids[twins[0][:4]]) == {name for name in [*line, other] if name.startswith(twins[0][:4])}
    assert ids[commits.tree] == ids["f" * 40] == ids["e" * 64] == ids["abc"] == ()
    with pytest.raises(ValueError, match="not a full id"):
        repository.expand(["main"])


def test_among_any_number_of_abbreviated_ids_each_stands_for_a_commit_once(commits: Commits) -> None:
    line = sorted(commits.line(600))
    wanted = [*(name[:10] for name in line), *(name[:12] for name in line), line[0][:4]]
    ids = found(commits.folder).expand(wanted)
    assert [ids[one] for one in wanted[:1200]] == [(name,) for name in [*line, *line]]
    assert ids[line[0][:4]] == tuple(name for name in line if name.startswith(line[0][:4]))


def test_abbreviated_ids_by_the_thousand_take_no_time(commits: Commits) -> None:
    line = commits.line(4_000)
    repository = found(commits.folder)
    started = perf_counter()
    ids = repository.expand(name[:digits] for name in line for digits in (12, 13, 14, 15, 16, 17))
    assert perf_counter() - started < 10
    assert len(ids) == 24_000


def test_what_came_before_is_told_even_where_clocks_were_wrong(commits: Commits) -> None:
    root = commits.commit(b"root\n", at=AUGUST)
    wrong = commits.line(40, root, at=1_000)
    tip = commits.commit(b"tip\n", wrong[-1], at=AUGUST + DAY)
    fork = commits.commit(b"fork\n", root, at=AUGUST + DAY)
    repository = found(commits.folder)
    assert repository.reachable([root, tip, wrong[7], fork], [tip]) == {root, tip, wrong[7]}
    assert repository.reachable([root], []) == repository.reachable([], [tip]) == frozenset()
    assert repository.contains(tip, root)
    assert not repository.contains(root, tip)


def test_a_repository_of_long_ids_is_read_alike(tmp_path: Path) -> None:
    commits = Commits.create(tmp_path / "long", "--object-format=sha256")
    first = commits.commit(files=[(".mailmap", b"Eve <eve@acme.example> <ada@acme.example>\n")])
    second = commits.commit(b"second\n", first, at=AUGUST + 60)
    assert len(first) == 64
    assert [commit.id for commit in read(commits, second)] == [second, first]
    assert one(commits, second, first).author == Person("Eve", "eve@acme.example")
    assert found(commits.folder).expand([first[:7], second[:40]]) == {first[:7]: (first,), second[:40]: (second,)}
    assert found(commits.folder).contains(second, first)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), (False, False, False)),
        (("--depth=1",), (True, False, True)),
        (("--filter=blob:none",), (False, True, False)),
        (("--filter=tree:0",), (False, True, False)),
        (("--single-branch",), (False, False, True)),
        (("--bare",), (False, False, False)),
        (("--mirror",), (False, False, False)),
    ],
)
def test_a_clone_says_what_it_lacks(
    commits: Commits, tmp_path: Path, options: tuple[str, ...], expected: tuple[bool, bool, bool]
) -> None:
    line = commits.line(3)
    commits.branch("main", line[-1])
    git(commits.folder, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", *options, f"file://{commits.folder}", "clone")
    clone = found(tmp_path / "clone")
    assert (clone.is_shallow, clone.is_partial, clone.is_single_branch) == expected
    ids = [commit.id for commit in clone.history([line[-1]])]
    assert ids == (line[:1:-1] if clone.is_shallow else line[::-1])


@pytest.mark.parametrize(
    ("options", "expected"), [(("-o", "upstream"), True), (("-o", "upstream", "--bare"), False), ((), False)]
)
def test_a_clone_says_that_its_remote_has_another_name(
    commits: Commits,
    tmp_path: Path,
    options: tuple[str, ...],
    expected: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    commits.branch("main", commits.commit())
    git(tmp_path, "clone", "--quiet", "--no-checkout", *options, f"file://{commits.folder}", "clone")
    assert found(tmp_path / "clone").is_without_origin is expected
    assert found(commits.folder).is_without_origin is False

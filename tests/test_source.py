"""Where files come from: only plain files, never more than the limit, and nothing outside of the root."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from ladderci.git import Repository
from ladderci.source import Commit, Reason, Source, Unreadable, WorkTree
from tests.test_git import commit, git

LIMIT = 1_000
NOT_AS_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "--quiet", "--initial-branch=main")
    return work


def at_commit(folder: Path) -> Commit:
    repository = Repository.find(folder)
    assert repository is not None
    return Commit(repository, commit(folder, {}))


def sources(folder: Path) -> tuple[Source, Source]:
    return WorkTree(folder), at_commit(folder)


def write(folder: Path, path: str, content: bytes = b"x") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


def test_both_sources_give_the_same_files_and_the_same_bytes(folder: Path) -> None:
    write(folder, "reviews/2026-h2/ada.yaml", b"\xef\xbb\xbfreview: 1\r\n\0")
    write(folder, "reviews/2026-h2/deep/er/grace.yaml", b"")
    write(folder, "rubric/policy.yaml")
    for source in sources(folder):
        assert source.files("reviews") == ("reviews/2026-h2/ada.yaml", "reviews/2026-h2/deep/er/grace.yaml")
        assert source.files("") == (*source.files("reviews"), "rubric/policy.yaml")
        assert source.read("reviews/2026-h2/ada.yaml", LIMIT) == b"\xef\xbb\xbfreview: 1\r\n\0"
        assert source.read("reviews/2026-h2/deep/er/grace.yaml", LIMIT) == b""


@pytest.mark.parametrize(
    "name",
    ["a b", "a\nb\t'\"", "*", "-x", ":(top)x", "é", "e\u0301", "🏆", "C:\\x", os.fsdecode(b"\xff\xfe"), "http:[x"],
)
def test_weird_names_are_listed_and_read_by_the_name_listed(folder: Path, name: str) -> None:
    write(folder, f"reviews/{name}", b"here")
    for source in sources(folder):
        assert source.files("reviews") == (f"reviews/{name}",)
        assert source.read(f"reviews/{name}", LIMIT) == b"here"
        assert source.read(f"reviews/{name}/below", LIMIT) == Unreadable(Reason.MISSING)


@pytest.mark.parametrize("path", ["nowhere", "reviews/nowhere", "nowhere/at/all", "a/below", "A"])
def test_what_is_not_there_is_missing(folder: Path, path: str) -> None:
    write(folder, "a")
    write(folder, "reviews/a")
    for source in sources(folder):
        assert source.read(path, LIMIT) == Unreadable(Reason.MISSING)
        assert source.files(path) == ()


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "a/../../secret", "a/..", ".", "", "a//b", "a/", "./a", "a\0b"]
)
def test_a_path_that_does_not_stay_below_the_root_is_refused(folder: Path, path: str) -> None:
    write(folder, "a/b")
    write(folder.parent, "secret")
    for source in sources(folder):
        found = source.read(path, LIMIT)
        assert isinstance(found, Unreadable)
        assert found.reason is Reason.OTHER
        assert not path or source.files(path) == ()


def test_a_folder_in_a_files_place_is_named(folder: Path) -> None:
    write(folder, "a.yaml/b")
    for source in sources(folder):
        assert source.read("a.yaml", LIMIT) == Unreadable(Reason.FOLDER)


@pytest.mark.parametrize("target", ["a", "../secret", "/etc/passwd", "nowhere", "link", "folder"])
def test_a_symbolic_link_is_never_followed(folder: Path, target: str) -> None:
    write(folder, "a")
    write(folder, "folder/b")
    write(folder.parent, "secret")
    (folder / "link").symlink_to(target)
    for source in sources(folder):
        assert source.read("link", LIMIT) == Unreadable(Reason.SYMLINK, "link")
        assert source.files("") == ("a", "folder/b", "link")


@pytest.mark.parametrize("target", ["folder", ".", "..", "/etc"])
def test_a_folder_that_is_a_symbolic_link_is_never_entered(folder: Path, target: str) -> None:
    write(folder, "folder/passwd")
    write(folder.parent, "passwd")
    (folder / "folder" / "link").symlink_to(folder / target if target == "folder" else target)
    for source in sources(folder):
        assert source.read("folder/link/passwd", LIMIT) == Unreadable(Reason.SYMLINK, "folder/link")
        assert source.read("folder/link/deeper/passwd", LIMIT) == Unreadable(Reason.SYMLINK, "folder/link")
        assert source.files("folder/link") == ()
        assert source.files("folder") == ("folder/link", "folder/passwd")


def test_the_root_itself_may_be_reached_through_a_symbolic_link(folder: Path) -> None:
    write(folder, "a", b"here")
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert WorkTree(link).read("a", LIMIT) == b"here"


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert WorkTree(folder).read("pipe", LIMIT) == Unreadable(Reason.NOT_PLAIN, "a pipe")
    assert WorkTree(folder).files("") == ("pipe",)


def test_a_socket_is_no_plain_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")  # a whole path can be longer than a socket's address
        found = WorkTree(folder).read("socket", LIMIT)
    assert found == Unreadable(Reason.NOT_PLAIN, "a socket or a device")


def test_a_device_is_no_plain_file() -> None:
    assert WorkTree(Path("/dev")).read("null", LIMIT) == Unreadable(Reason.NOT_PLAIN, "a device")
    assert WorkTree(Path("/dev")).read("zero", LIMIT) == Unreadable(Reason.NOT_PLAIN, "a device")


def test_an_executable_in_a_commit_is_no_plain_file(folder: Path) -> None:
    write(folder, "run.yaml")
    (folder / "run.yaml").chmod(stat.S_IRWXU)
    assert at_commit(folder).read("run.yaml", LIMIT) == Unreadable(Reason.NOT_PLAIN, "an executable file")


def test_a_submodule_in_a_commit_is_no_plain_file_and_hides_nothing(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    commit(other, {"ada.yaml": "x"})
    git(folder, "submodule", "--quiet", "add", f"file://{other}", "reviews/sub")
    source = at_commit(folder)
    assert source.files("reviews") == ("reviews/sub",)
    for path in ("reviews/sub", "reviews/sub/ada.yaml"):
        assert source.read(path, LIMIT) == Unreadable(Reason.NOT_PLAIN, "a submodule")
    assert at_commit(folder).read("reviews/sub/ada.yaml", LIMIT) == Unreadable(Reason.NOT_PLAIN, "a submodule")


@pytest.mark.parametrize(("size", "is_read"), [(0, True), (9, True), (10, True), (11, False), (200_000, False)])
def test_the_limit_is_the_largest_size_that_is_read(folder: Path, size: int, *, is_read: bool) -> None:
    write(folder, "a", b"x" * size)
    for source in sources(folder):
        assert source.read("a", 10) == (b"x" * size if is_read else Unreadable(Reason.TOO_LARGE, str(size)))


def test_a_file_of_many_gigabytes_is_refused_by_its_size_alone(folder: Path) -> None:
    with (folder / "huge").open("wb") as file:
        file.truncate(1 << 40)
    assert WorkTree(folder).read("huge", LIMIT) == Unreadable(Reason.TOO_LARGE, str(1 << 40))


def test_a_file_that_says_it_is_empty_is_read_up_to_the_limit_only() -> None:
    source = WorkTree(Path("/proc/self"))
    assert source.read("status", 1 << 20) != b""
    assert source.read("status", 10) == Unreadable(Reason.TOO_LARGE, "11")


@NOT_AS_ROOT
def test_a_file_without_permission_says_so(folder: Path) -> None:
    write(folder, "a")
    (folder / "a").chmod(0)
    assert WorkTree(folder).read("a", LIMIT) == Unreadable(Reason.NO_PERMISSION)


@NOT_AS_ROOT
def test_a_folder_that_may_not_be_listed_does_not_look_empty(folder: Path) -> None:
    write(folder, "reviews/locked/a")
    locked = folder / "reviews" / "locked"
    locked.chmod(0)
    try:
        source = WorkTree(folder)
        assert source.files("reviews") == ("reviews/locked",)
        assert source.files("reviews/locked") == ("reviews/locked",)
        assert source.read("reviews/locked", LIMIT) == Unreadable(Reason.NO_PERMISSION)
    finally:
        locked.chmod(stat.S_IRWXU)


def test_a_root_that_is_not_there_has_nothing_in_it(tmp_path: Path) -> None:
    source = WorkTree(tmp_path / "nowhere")
    assert source.read("a", LIMIT) == Unreadable(Reason.MISSING)
    assert source.files("") == ()


def test_a_commit_stays_as_it_was_while_the_work_tree_changes(folder: Path) -> None:
    write(folder, "a", b"before")
    source = at_commit(folder)
    write(folder, "a", b"after")
    assert source.read("a", LIMIT) == b"before"


def test_bare_and_shallow_repositories_are_read_without_a_work_tree(folder: Path, tmp_path: Path) -> None:
    write(folder, "reviews/a", b"first")
    commit(folder, {})
    write(folder, "reviews/a", b"second")
    last = commit(folder, {})
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=1", f"file://{folder}", "bare.git")
    repository = Repository.find(tmp_path / "bare.git")
    assert repository is not None
    source = Commit(repository, last)
    assert source.files("") == ("reviews/a",)
    assert source.read("reviews/a", LIMIT) == b"second"


def test_content_that_was_never_fetched_says_so(folder: Path) -> None:
    write(folder, "a", b"lost")
    source = at_commit(folder)
    blob = git(folder, "rev-parse", "HEAD:a")
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    found = source.read("a", LIMIT)
    assert isinstance(found, Unreadable)
    assert found.reason is Reason.OTHER
    assert "git fetch" in found.detail


def test_no_file_stays_open(folder: Path) -> None:
    write(folder, "a/b")
    (folder / "link").symlink_to("a")
    source = WorkTree(folder)
    before = sorted(path.name for path in Path("/proc/self/fd").iterdir())
    for path in ("a/b", "a", "link", "link/b", "nowhere", "a/b/c", "../x"):
        source.read(path, 0)
        source.files(path)
    assert sorted(path.name for path in Path("/proc/self/fd").iterdir()) == before

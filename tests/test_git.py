"""What git tells us: only by full ids, in bulk, without a work tree, and never from the network."""

from __future__ import annotations

import gc
import os
import pickle
import stat
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from ladderci.git import Entry, GitError, Repository

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@acme.example",
    "GIT_AUTHOR_DATE": "2026-08-14T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@acme.example",
    "GIT_COMMITTER_DATE": "2026-08-14T12:00:00Z",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


def git(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | IDENTITY
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str]) -> str:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "work")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "--quiet", "--initial-branch=main")
    return work


def found(folder: Path) -> Repository:
    repository = Repository.find(folder)
    assert repository is not None
    return repository


def test_a_repository_is_found_from_a_folder_inside_it(folder: Path) -> None:
    commit(folder, {"reviews/2026-h2/ada.yaml": "review: 1\n"})
    repository = found(folder / "reviews" / "2026-h2")
    assert repository.root == folder
    assert repository.folder == folder / ".git"


def test_a_folder_outside_of_any_repository_has_none(tmp_path: Path) -> None:
    assert Repository.find(tmp_path) is None


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"^git cannot open the repository: [^\n]+$"):
        Repository.find(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["~ada", "$HOME", "a b", "a\nb", "é"])
def test_a_repository_in_a_folder_with_a_weird_name_is_read(tmp_path: Path, name: str) -> None:
    work = tmp_path / name
    work.mkdir()
    git(work, "init", "--quiet", "--initial-branch=main")
    first = commit(work, {"a.yaml": "a"})
    repository = found(work)
    assert repository.root == work
    assert [entry.path for entry in repository.tree(first)] == ["a.yaml"]


@pytest.mark.parametrize("name", ["HEAD", "main", "v1", "refs/heads/--upload-pack=x", "a$(id)", "main~0"])
def test_a_persons_name_for_a_commit_becomes_its_full_id(folder: Path, name: str) -> None:
    first = commit(folder, {"a.yaml": "a"})
    git(folder, "tag", "--annotate", "v1", "--message", "one")
    git(folder, "update-ref", "refs/heads/--upload-pack=x", first)
    git(folder, "update-ref", "refs/heads/a$(id)", first)
    assert found(folder).resolve(name) == first
    assert found(folder).resolve(first[:12]) == first


@pytest.mark.parametrize(
    "name", ["", "-", "--all", "--upload-pack=x", "nowhere", "HEAD:a.yaml", "a\nb", "a\x1b[31m", "\0"]
)
def test_what_is_no_name_of_a_commit_is_one_line_that_says_what_to_do(folder: Path, name: str) -> None:
    commit(folder, {"a.yaml": "a"})
    with pytest.raises(GitError, match=r"^[^\n\x1b]+: [^\n\x1b]+$"):
        found(folder).resolve(name)


def test_the_current_commit_is_empty_before_the_first_one(folder: Path) -> None:
    assert found(folder).head() == ""
    assert commit(folder, {"a.yaml": "a"}) == found(folder).head()


@pytest.mark.parametrize("name", ["main", "--all", "HEAD", "abcdef0", "0" * 41, "A" * 40])
def test_nothing_but_full_ids_reaches_git(folder: Path, name: str) -> None:
    first = commit(folder, {"a.yaml": "a"})
    repository = found(folder)
    for ask in (
        lambda: repository.tree(name),
        lambda: repository.along(name, "a.yaml"),
        lambda: repository.changed(first, name),
        lambda: repository.changed(name, first),
        lambda: repository.merge_base(name, first),
        lambda: list(repository.blobs([name], 10)),
    ):
        with pytest.raises(ValueError, match="not a full id"):
            ask()


def test_a_tree_names_every_entry_with_its_mode(folder: Path) -> None:
    (folder / "link").symlink_to("a.yaml")
    (folder / "run").write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / "run").chmod(stat.S_IRWXU)
    first = commit(folder, {"a.yaml": "a", "b/c/d.yaml": "d"})
    modes = {entry.path: entry.mode for entry in found(folder).tree(first)}
    assert modes == {"a.yaml": "100644", "b/c/d.yaml": "100644", "link": "120000", "run": "100755"}
    assert [entry.path for entry in found(folder).tree(first, "b")] == ["b/c/d.yaml"]
    assert found(folder).tree(first, "no") == ()


def test_a_path_is_looked_up_without_listing_what_lies_beside_it(folder: Path) -> None:
    first = commit(folder, {"a/b/c": "c", "a/b/d": "d", "a/e": "e"})
    assert [entry.path for entry in found(folder).along(first, "a/b/c")] == ["a", "a/b", "a/b/c"]
    assert [entry.path for entry in found(folder).along(first, "a/b/x")] == ["a", "a/b"]


@pytest.mark.parametrize(
    "name", ["*.yaml", ":(glob)**", "[ab].yaml", "a\tb\n.yaml", '"q"', "-x", "é.yaml", "http:[x", "%2e"]
)
def test_a_name_is_itself_and_no_pattern(folder: Path, name: str) -> None:
    first = commit(folder, {name: "itself", "a.yaml": "another"})
    repository = found(folder)
    assert [entry.path for entry in repository.along(first, name)] == [name]
    assert name in [entry.path for entry in repository.tree(first)]


def test_names_that_are_not_utf8_are_kept(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    (folder / name).write_bytes(b"x")
    first = commit(folder, {})
    assert [entry.path for entry in found(folder).tree(first)] == [name]
    assert [entry.path for entry in found(folder).along(first, name)] == [name]
    assert found(folder).changed(first, first) == {}


def test_a_blob_comes_with_its_bytes_up_to_the_limit_and_with_its_size_beyond_it(folder: Path) -> None:
    first = commit(folder, {"a": "", "b": "four", "c": "five\n", "d": "\0\n\n"})
    repository = found(folder)
    entries = repository.tree(first)
    blobs = list(repository.blobs([entry.id for entry in entries], 4))
    assert [(blob.size, blob.content) for blob in blobs] == [(0, b""), (4, b"four"), (5, None), (3, b"\0\n\n")]
    assert [blob.id for blob in blobs] == [entry.id for entry in entries]


def test_hundreds_of_blobs_come_in_order_through_two_programs(folder: Path) -> None:
    first = commit(folder, {f"reviews/{number:03}": f"{number}\n" * 3_000 for number in range(150)})
    repository = found(folder)
    entries = repository.tree(first)
    contents = [blob.content for blob in repository.blobs((entry.id for entry in entries), 1_000_000)]
    assert contents == [f"{number}\n".encode() * 3_000 for number in range(150)]


def test_a_reader_that_stops_half_way_disturbs_no_later_one(folder: Path) -> None:
    first = commit(folder, {f"{number}": f"{number}" for number in range(50)})
    repository = found(folder)
    ids = [entry.id for entry in repository.tree(first)]
    next(repository.blobs(ids, 100))
    assert [blob.content for blob in repository.blobs(ids[-1:], 100)] == [b"9"]


def test_an_object_that_is_absent_or_no_blob_has_no_size(folder: Path) -> None:
    first = commit(folder, {"a/b": "b"})
    repository = found(folder)
    tree = repository.along(first, "a")[0]
    blobs = list(repository.blobs(["0" * 40, tree.id, first], 1_000))
    assert [(blob.size, blob.content) for blob in blobs] == [(None, None)] * 3


def test_a_broken_object_is_one_line_and_the_next_one_is_read(folder: Path) -> None:
    first = commit(folder, {"a": "broken", "b": "whole"})
    repository = found(folder)
    broken, whole = (entry.id for entry in repository.tree(first))
    file = folder / ".git" / "objects" / broken[:2] / broken[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:12])
    with pytest.raises(GitError, match=r"^git gave up on an object: [^\n]+$"):
        list(repository.blobs([broken], 100))
    assert [blob.content for blob in repository.blobs([whole], 100)] == [b"whole"]


def test_a_replaced_object_is_not_what_its_id_says(folder: Path) -> None:
    first = commit(folder, {"a": "true", "b": "false"})
    repository = found(folder)
    one, other = (entry.id for entry in repository.tree(first))
    git(folder, "replace", one, other)
    assert [blob.content for blob in repository.blobs([one], 100)] == [b"true"]


def test_changes_name_what_was_added_changed_deleted_and_renamed(folder: Path) -> None:
    first = commit(folder, {"reviews/a": "long enough to be similar", "reviews/b": "b", "rubric/c": "c"})
    (folder / "reviews/a").rename(folder / "reviews/moved")
    second = commit(folder, {"reviews/b": "changed", "reviews/d": "d", "rubric/c": "changed"})
    changed = found(folder).changed(first, second, "reviews")
    assert changed == {"reviews/a": "D", "reviews/b": "M", "reviews/d": "A", "reviews/moved": "A"}
    assert "rubric/c" in found(folder).changed(first, second)


def test_the_merge_base_is_where_two_branches_parted(folder: Path) -> None:
    first = commit(folder, {"a": "a"})
    git(folder, "checkout", "--quiet", "-b", "side")
    side = commit(folder, {"b": "b"})
    git(folder, "checkout", "--quiet", "main")
    main = commit(folder, {"c": "c"})
    assert found(folder).merge_base(main, side) == first


def test_commits_without_common_history_are_one_line(folder: Path) -> None:
    first = commit(folder, {"a": "a"})
    git(folder, "checkout", "--quiet", "--orphan", "other")
    with pytest.raises(GitError, match="no history in common"):
        found(folder).merge_base(first, commit(folder, {"b": "b"}))


def test_a_shallow_history_that_hides_the_merge_base_says_what_to_fetch(folder: Path, tmp_path: Path) -> None:
    commit(folder, {"a": "a"})
    git(folder, "checkout", "--quiet", "-b", "side")
    side = commit(folder, {"b": "b"})
    git(folder, "checkout", "--quiet", "main")
    main = commit(folder, {"c": "c"})
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{folder}", "shallow")
    repository = found(tmp_path / "shallow")
    assert repository.is_shallow
    assert [entry.path for entry in repository.tree(main)] == ["a", "c"]
    with pytest.raises(GitError, match=r"^[^\n]+git fetch --unshallow$"):
        repository.merge_base(main, side)


def test_a_bare_repository_is_read_like_any_other(folder: Path, tmp_path: Path) -> None:
    first = commit(folder, {"a.yaml": "a"})
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), "bare.git")
    repository = found(tmp_path / "bare.git")
    assert repository.root is None
    assert repository.resolve("main") == first
    assert [blob.content for blob in repository.blobs([repository.tree(first)[0].id], 10)] == [b"a"]


def test_a_linked_work_tree_is_read_like_any_other(folder: Path, tmp_path: Path) -> None:
    first = commit(folder, {"a.yaml": "a"})
    git(folder, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    repository = found(tmp_path / "linked")
    assert repository.root == tmp_path / "linked"
    assert repository.head() == first


def test_a_sha256_repository_is_read_like_any_other(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    first = commit(tmp_path, {f"{number}": f"{number}" for number in range(70)})
    repository = found(tmp_path)
    assert repository.resolve("main") == first
    assert len(list(repository.blobs([entry.id for entry in repository.tree(first)], 10))) == 70


def test_what_a_partial_clone_left_out_is_not_fetched(folder: Path, tmp_path: Path) -> None:
    first = commit(folder, {"a": "left out"})
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", f"file://{folder}", "partial")
    partial = tmp_path / "partial"
    before = sorted(path.name for path in partial.rglob("*.pack"))
    repository = found(partial)
    with suppress(GitError):  # an older git gives up on it, a newer one calls it missing
        assert [blob.content for blob in repository.blobs([repository.tree(first)[0].id], 100)] == [None]
    assert sorted(path.name for path in partial.rglob("*.pack")) == before


def test_a_setting_is_its_last_value_or_nothing(folder: Path) -> None:
    git(folder, "config", "--add", "user.email", "old@acme.example")
    git(folder, "config", "--add", "user.email", "ada@acme.example")
    assert found(folder).config("user.email") == "ada@acme.example"
    assert found(folder).config("github.nothing") == ""


def test_a_key_that_looks_like_an_option_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="not a key"):
        found(folder).config("--global")


def test_nothing_in_the_repository_is_executed(folder: Path, tmp_path: Path) -> None:
    first = commit(folder, {"a": "a", ".gitattributes": "* diff=x filter=x textconv=x\n"})
    second = commit(folder, {"a": "b"})
    canary = tmp_path / "canary"
    for key in (
        "core.fsmonitor",
        "diff.external",
        "diff.x.textconv",
        "filter.x.smudge",
        "core.pager",
        "core.sshCommand",
    ):
        git(folder, "config", key, f"touch {canary}; cat")
    repository = found(folder)
    repository.changed(first, second)
    repository.merge_base(first, second)
    assert next(repository.blobs([repository.tree(second)[1].id], 10)).content == b"b"
    assert not canary.exists()


def test_the_programs_end_with_the_repository(folder: Path) -> None:
    first = commit(folder, {"a": "a"})
    repository = found(folder)
    ids = [entry.id for entry in repository.tree(first)]
    list(repository.blobs(ids, 10))
    repository.close()
    assert [blob.content for blob in repository.blobs(ids, 10)] == [b"a"]
    del repository
    gc.collect()  # a pipe left open would warn here, and a warning fails the test


def test_another_process_can_open_the_same_repository(folder: Path) -> None:
    first = commit(folder, {"a": "a"})
    repository = found(folder)
    list(repository.blobs([], 10))
    copy = pickle.loads(pickle.dumps(repository))  # noqa: S301 - what was written a moment ago
    assert copy.tree(first) == repository.tree(first)
    assert isinstance(copy.tree(first)[0], Entry)


def test_a_machine_without_git_gets_one_line(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\nfrom ladderci.git import GitError, Repository\n"
        "try: Repository.find(Path('.'))\nexcept GitError as error: print(error)\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "PATH"} | {"PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.count("\n") == 1
    assert "git cannot be found: install it" in done.stdout


def test_a_path_that_no_program_can_take_is_one_line(folder: Path) -> None:
    first = commit(folder, {"a": "a"})
    for path in ("a\0b", "x" * 3_000_000):
        with pytest.raises(GitError, match="git cannot be started"):
            found(folder).along(first, path)


# --- inside a hook --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_NAMESPACE"],
)
@pytest.mark.parametrize("value", ["{other}/.git", "{other}", ""])
def test_the_repository_that_is_named_is_read_whatever_git_tells_its_hooks(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    mine = commit(folder, {"mine": "mine\n"})
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet", "--initial-branch=main")
    commit(other, {"other": "other\n"})
    monkeypatch.setenv(name, value.format(other=other))
    repository = found(folder)
    assert (repository.folder, repository.root) == (folder / ".git", folder)
    assert repository.head() == mine
    (entry,) = repository.tree(mine)
    (blob,) = repository.blobs([entry.id], 100)
    assert (entry.path, blob.content) == ("mine", b"mine\n")
    assert [one.id for one in repository.history([mine])] == [mine]
    repository.close()
    assert os.environ[name] == value.format(other=other)

"""Whatever happens while a review is written, the old file stands there or the new one, whole, and work goes on."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from ladderci import load
from ladderci.document import read
from ladderci.scaffold import NewWork
from ladderci.splice import add_work, write_whole
from tests.kills import KILLS
from tests.test_hostile_files import as_somebody
from tests.workspace import REVIEW, ROOT, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path

SECONDS: Final = 60

_WRITE: Final = """
import sys
from pathlib import Path
from ladderci.splice import write_whole
try:
    write_whole(Path(sys.argv[1]), "new" * 300_000, overwrite=True)
except OSError as error:
    sys.exit(f"{type(error).__name__}: {error.strerror}")
"""
_LIMITED: Final = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n{_WRITE}"


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=ROOT)


def _kills(folder: Path, how: str) -> Counter[str]:
    done = _run(sys.executable, "-m", "tests.kills", folder, how)
    assert not done.stderr
    return Counter(json.loads(done.stdout))


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_process_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    left = _kills(tmp_path, "moments")
    assert left.pop("killed") == KILLS >= 200
    assert left.keys() <= {one + beside for one in ("old", "new") for beside in ("", "+part", "+whole")}
    assert left.total() == KILLS
    in_the_middle = KILLS - left["old"] - left["new"]
    assert in_the_middle >= 10
    assert min(sum(count for one, count in left.items() if one.startswith(name)) for name in ("old", "new")) >= 10


def test_a_process_killed_before_any_line_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    left = _kills(tmp_path, "lines")
    assert left.pop("finished: new") == 2
    killed = left.pop("killed")
    assert killed == left.total() >= 40
    assert left.keys() <= {one + beside for one in ("old", "new", "none") for beside in ("", "+part", "+whole")}
    assert left["old+whole"], "never killed between the whole temporary file and its new name"
    assert left["none+whole"]


def _leftover(space: Workspace) -> Path:
    """Leave what a killed process leaves beside a review, as its writing names it."""
    folder = (space.root / REVIEW).parent
    before = set(_names(folder))
    program = "import os, signal\nos.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)" + _WRITE
    assert _run(sys.executable, "-c", program, space.root / REVIEW).returncode == -9
    (name,) = set(_names(folder)) - before
    return folder / name


def test_what_a_killed_process_leaves_behind_is_no_review_and_is_in_nobodys_way(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path)
    report = space.judge(complete_review())
    leftovers = [_leftover(space), _leftover(space)]
    assert all(leftover.read_text() == "new" * 300_000 for leftover in leftovers)
    assert space.check() == report
    path = tmp_path / REVIEW
    document = read(REVIEW, path.read_bytes())
    text = add_work(document, load.review(document.data), [NewWork("more", "More")])
    write_whole(path, text, overwrite=True)
    assert path.read_text() == text
    write_whole(path.with_name("bo.yaml"), "new", overwrite=False)
    assert _names(path.parent) == sorted([*(one.name for one in leftovers), "ada-quill.yaml", "bo.yaml"])


def test_in_a_folder_that_may_not_be_written_to_nothing_changes(tmp_path: Path) -> None:
    folder = tmp_path / "reviews"
    folder.mkdir()
    (folder / "ada.yaml").write_text("old")
    folder.chmod(0o555)
    try:
        done = _run(*as_somebody("an unreadable file"), sys.executable, "-c", _WRITE, folder / "ada.yaml")
        assert (done.returncode, done.stderr) == (1, "PermissionError: Permission denied\n")
        below = _run(*as_somebody("an unreadable file"), sys.executable, "-c", _WRITE, folder / "2026-h2" / "ada.yaml")
        assert (below.returncode, below.stderr) == (1, "PermissionError: Permission denied\n")
    finally:
        folder.chmod(0o755)
    assert (folder / "ada.yaml").read_text() == "old"
    assert _names(folder) == ["ada.yaml"]


def test_where_there_is_no_room_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "ada.yaml").write_text("old")
    done = _run(sys.executable, "-c", _LIMITED, tmp_path / "ada.yaml")
    # Behind that line, what measures coverage may complain that it has no room either.
    assert (done.returncode, done.stderr.partition("\n")[0]) == (1, "OSError: File too large")
    assert (tmp_path / "ada.yaml").read_text() == "old"
    assert _names(tmp_path) == ["ada.yaml"]


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o2664])
def test_a_file_keeps_what_it_may_be_used_for_even_where_it_is_written_by_nobody(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "ada.yaml"
    path.write_text("old")
    path.chmod(mode)
    done = _run(*as_somebody("an unreadable file"), sys.executable, "-c", _WRITE, path)
    assert done.returncode == 0
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_text() == "new" * 300_000


def test_a_link_in_a_folders_place_leads_where_the_person_put_it(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "reviews").symlink_to(tmp_path / "elsewhere")
    write_whole(tmp_path / "reviews" / "ada.yaml", "new", overwrite=False)
    assert _names(tmp_path / "elsewhere") == ["ada.yaml"]
    assert (tmp_path / "reviews").is_symlink()

"""Whatever lies in a file's place, the command ends soon, with a finding and an exit code, and never with a traceback.

Each command runs as a person runs it, in a process of its own.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, ROOT, RUBRIC_FILE, Workspace, complete_review

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SECONDS: Final = 20.0
"""Of the processor's time, which other work on the machine stretches least. On a quiet machine each takes about one;
measuring what the tests reach takes up to five times as much."""
PATIENCE: Final = 60
"""Seconds on the clock after which a command counts as hanging."""
JUDGES: Final = (RUBRIC_FILE, POLICY_FILE, CYCLE_FILE)
_LEVELS: Final = 20_000
_COMMAND: Final = (sys.executable, "-m", "ladderci")
_WITHOUT_ROOTS_POWERS: Final = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Root may read everything, unless these two powers are taken from it."""


def _bomb(entry: str) -> bytes:
    """Return nine levels, each of which names the level before nine times."""
    names = "abcdefghi"
    levels = (entry.format(name=name, before=before) for before, name in pairwise(names))
    return ("a: &a {k: v}\n" + "".join(levels)).encode()


ALIAS_BOMB: Final = _bomb("{name}: &{name} [" + ", ".join(["*{before}"] * 9) + "]\n")
MERGE_BOMB: Final = _bomb("{name}: &{name}\n  <<: [" + ", ".join(["*{before}"] * 9) + "]\n  {name}: 1\n")

CONTENTS: Final[dict[str, tuple[bytes, str]]] = {
    "alias bomb": (ALIAS_BOMB, "LC008"),
    "merge bomb": (MERGE_BOMB, "LC008"),
    "deep lists": (b"[" * _LEVELS, "LC005"),
    "deep lists, closed": (b"a: " + b"[" * _LEVELS + b"]" * _LEVELS, "LC005"),
    "deep mappings": (b"{a: " * _LEVELS, "LC005"),
    "deep dashes": (b"- " * _LEVELS, "LC005"),
    "deep indentation": (b"".join(b" " * level + b"a:\n" for level in range(1_200)), "LC005"),
    "50 MB": (b"a: " + b"x" * 50_000_000, "LC004"),
    "UTF-16": (complete_review().encode("utf-16"), "LC002"),
    "UTF-16 without its mark": (complete_review().encode("utf-16-be"), "LC002"),
    "UTF-32": (complete_review().encode("utf-32"), "LC002"),
    "invalid UTF-8": (b"a: \xff", "LC002"),
    "a surrogate in UTF-8": (b"a: \xed\xa0\x80", "LC002"),
    "NUL": (b"a: some text\0", "LC009"),
    "empty": (b"", "LC003"),
    "only a byte order mark": (b"\xef\xbb\xbf", "LC003"),
    "only a document's beginning": (b"---\n", "LC003"),
    "two documents": (b"a: 1\n---\na: 2\n", "LC008"),
    "a Python object": (b"a: !!python/object/apply:os.system [exit 1]", "LC008"),
    "a directive": (b"%TAG ! tag:acme.example,2026:\n---\na: 1\n", "LC008"),
    "a number of 200,000 digits": (b"a: " + b"1" * 200_000, "LC012"),
    "the same in hexadecimal": (b"a: 0x" + b"f" * 200_000, "LC012"),
    "a huge exponent": (b"a: 1e999999999", "LC012"),
    "bidi controls": ("a: safe\u202eelif".encode(), "LC009"),
    "300,000 hidden characters": (b"a: " + "\u200b".encode() * 300_000, "LC009"),
    "a byte order mark inside": ("a: b\ufeffc".encode(), "LC009"),
    "a terminal escape": (b'a: "\\e[31mred\\e]0;title\\a"', "LC009"),
    "a raw terminal escape": (b'a: "\x1b[31mred"', "LC009"),
    "a lone surrogate": (b'a: "\\ud800"', "LC006"),
    "no code point": (b'a: "\\UFFFFFFFF"', "LC006"),
    "1 MB in one line": (b"a: " + b"x" * 990_000, "LC102"),
    "1 MB of cut text": (b"a: x" + b" #x" * 330_000, "LC102"),
    "1 MB of spaces": (b"a: 'x" + b" " * 990_000 + b"'", "LC102"),
    "1 MB of brackets": (b"a: " + b"[]," * 330_000, "LC006"),
    "100,000 keys": (b"".join(b"k%d: 1\n" % number for number in range(100_000)), "LC004"),
    "100,000 keys, one to a line of the old kind": (b"k: 1\r" * 100_000, "LC004"),
    "300,000 entries in one line": (b"a: [" + b"[]," * 300_000 + b"]", "LC004"),
    "a very long key": (b"? " + b"k" * 990_000 + b"\n: 1\n", "LC102"),
    "a very long simple key": (b"k" * 990_000 + b": 1\n", "LC006"),
    "no mapping": (b"just text", "LC103"),
}

_HEADER: Final = complete_review().partition("summary:")[0].encode()
_MANY: Final = range(1, 49_900)
LARGE_REVIEWS: Final[dict[str, tuple[bytes, str]]] = {
    "keys": (b"".join(b"k%d: 1\n" % number for number in _MANY), "LC102"),
    "equal keys": (b"k: 1\n" * len(_MANY), "LC007"),
    "keys that are numbers": (b"".join(b"%d: 1\n" % number for number in _MANY), "LC011"),
    "cut texts": (b"".join(b"k%d: x #y\n" % number for number in _MANY), "LC010"),
    "hidden characters": (b"".join(b"k%d: \xe2\x80\x8b\n" % number for number in _MANY), "LC009"),
    "work items": (_HEADER + b"work:\n" + b"".join(b" k%d:\n" % number for number in _MANY), "LC107"),
    "bad work items": (_HEADER + b"work:\n" + b"".join(b" K%d:\n" % number for number in _MANY), "LC105"),
    "retired answers": (_HEADER + b"retired:\n" + b"".join(b" K%d:\n" % number for number in _MANY), "LC105"),
    "unknown ids": (_HEADER + b"expectations:\n" + b"".join(b" k.a.b%d:\n" % number for number in _MANY), "LC102"),
    "links": (_HEADER + b"work:\n a:\n  evidence:\n" + b"".join(b"  - a/b#%d\n" % n for n in _MANY), "LC107"),
    "equal links": (_HEADER + b"work:\n a:\n  evidence:\n" + b"  - a/b#1\n" * len(_MANY), "LC305"),
    "bad links": (_HEADER + b"work:\n a:\n  evidence:\n" + b"  - x\n" * len(_MANY), "LC105"),
}
"""Just below the limits for a file, and as much in one place as fits."""


@dataclass(frozen=True)
class Outcome:
    """What a command came to."""

    exit_code: int
    said: str
    complained: str
    seconds: float

    @property
    def codes(self) -> set[str]:
        return set(re.findall(r"^(?:error|warning|note)\[(LC[0-9]{3}) ", self.said, re.MULTILINE))

    def of(self, file: str) -> set[str]:
        """Return the codes of the findings in one file."""
        found = re.findall(r"^\w+\[(LC[0-9]{3}) .*\n +--> (.*?):[0-9]+:[0-9]+$", self.said, re.MULTILINE)
        return {code for code, place in found if place == file}


def _processor_time() -> float:
    """Return the seconds that all processes took which this one started and saw end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(
    folder: Path, *arguments: str, before: Sequence[str] = (), environment: dict[str, str] | None = None
) -> Outcome:
    """Run `ladderci check` in a folder, and hold it to what every run promises."""
    started = _processor_time()
    process = subprocess.run(
        [*before, *_COMMAND, "check", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    outcome = Outcome(process.returncode, process.stdout.decode(), process.stderr.decode(), _processor_time() - started)
    assert "Traceback" not in outcome.complained
    assert not re.search(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f]", outcome.said), "no control character gets through"
    assert outcome.seconds < SECONDS
    return outcome


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path)
    workspace.write(complete_review())
    return workspace


# --- content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONTENTS)
def test_a_hostile_review_is_a_finding(name: str, workspace: Workspace) -> None:
    content, code = CONTENTS[name]
    workspace.write(content)
    outcome = run(workspace.root)
    assert code in outcome.codes
    assert outcome.exit_code == 1
    assert not outcome.complained
    assert len(outcome.said) < 1_000_000, "what is said stays readable"


@pytest.mark.parametrize("name", LARGE_REVIEWS)
def test_a_review_that_is_large_in_the_right_places_is_a_finding(name: str, workspace: Workspace) -> None:
    content, code = LARGE_REVIEWS[name]
    workspace.write(content)
    outcome = run(workspace.root)
    assert code in outcome.codes
    assert outcome.exit_code == 1
    assert len(outcome.said) < 1_000_000


@pytest.mark.parametrize("name", CONTENTS)
def test_a_hostile_rubric_policy_and_cycle_are_findings(name: str, workspace: Workspace) -> None:
    content, code = CONTENTS[name]
    for file in JUDGES:
        workspace.write(content, file)
    outcome = run(workspace.root)
    assert {file: code in outcome.of(file) for file in JUDGES} == dict.fromkeys(JUDGES, True)
    assert outcome.exit_code == 3
    assert not outcome.complained


@pytest.mark.parametrize("file", JUDGES)
@pytest.mark.parametrize("name", CONTENTS)
def test_one_hostile_file_that_judges_is_enough(name: str, file: str, workspace: Workspace) -> None:
    content, code = CONTENTS[name]
    workspace.write(content, file)
    report = workspace.check()
    assert report.broken
    assert code in {finding.code for finding in report.findings if finding.file == file}
    if file != RUBRIC_FILE:  # without its rubric, the roster is at fault too
        assert {finding.file for finding in report.findings} == {file}


# --- what stands in a file's place -----------------------------------------------------------------------------------


def put_instead(place: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put something that is no plain, readable file where one was."""
    content = place.read_bytes()
    place.unlink()
    match kind:
        case "a folder":
            place.mkdir()
            (place / "inner.txt").write_text("x", encoding="utf-8")
        case "a pipe":
            os.mkfifo(place)
        case "a link out of the repository":
            place.symlink_to("/etc/passwd")
        case "a link inside the repository":
            place.symlink_to(place.with_name("elsewhere.yaml"))
        case "a socket":
            monkeypatch.chdir(place.parent)  # the path of a socket may have 107 bytes
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(place.name)
        case "an unreadable file":
            place.write_bytes(content)
            place.chmod(0)


def as_somebody(kind: str) -> tuple[str, ...]:
    """Return what to put before a command so that permissions bind it."""
    if kind != "an unreadable file" or os.geteuid() != 0:
        return ()
    if not shutil.which(_WITHOUT_ROOTS_POWERS[0]):
        pytest.skip("permissions do not bind root, and there is no setpriv to take its powers away")
    return _WITHOUT_ROOTS_POWERS


INSTEAD: Final = (
    "a folder",
    "a pipe",
    "a link out of the repository",
    "a link inside the repository",
    "a socket",
    "an unreadable file",
)


@pytest.mark.parametrize("kind", INSTEAD)
def test_what_stands_in_a_reviews_place_is_not_followed(
    kind: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_instead(workspace.root / REVIEW, kind, monkeypatch)
    outcome = run(workspace.root, REVIEW, before=as_somebody(kind))
    assert outcome.of(REVIEW) == {"LC001"}
    assert outcome.exit_code == 1
    assert "root:" not in outcome.said


@pytest.mark.parametrize("file", [RUBRIC_FILE, POLICY_FILE, CYCLE_FILE])
@pytest.mark.parametrize("kind", INSTEAD[1:])
def test_what_stands_in_the_place_of_a_file_that_judges_breaks_the_judgement(
    kind: str, file: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_instead(workspace.root / file, kind, monkeypatch)
    outcome = run(workspace.root, before=as_somebody(kind))
    assert outcome.of(file) == {"LC001"}
    assert outcome.exit_code == 3
    assert "root:" not in outcome.said


def test_a_folder_in_the_policys_place_breaks_the_judgement(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_instead(workspace.root / POLICY_FILE, "a folder", monkeypatch)
    outcome = run(workspace.root)
    assert outcome.of(POLICY_FILE) == {"LC001"}
    assert outcome.exit_code == 3


def test_a_folder_in_a_cycles_place_is_no_cycle(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    put_instead(workspace.root / CYCLE_FILE, "a folder", monkeypatch)
    outcome = run(workspace.root)
    assert outcome.of(REVIEW) == {"LC404"}
    assert outcome.exit_code == 1


def test_a_folder_in_a_rubrics_place_is_no_rubric(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    put_instead(workspace.root / RUBRIC_FILE, "a folder", monkeypatch)
    outcome = run(workspace.root)
    assert "LC511" in outcome.of(CYCLE_FILE)
    assert outcome.exit_code == 3


# --- what is not there ---------------------------------------------------------------------------------------------


def test_without_a_rubric_folder_there_is_one_line_and_a_way_out(tmp_path: Path) -> None:
    outcome = run(tmp_path)
    assert outcome.exit_code == 2
    assert outcome.complained.count("\n") == 1
    assert "`rubric`" in outcome.complained


def test_without_reviews_there_is_nothing_to_mend(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "reviews")
    outcome = run(workspace.root)
    assert outcome.exit_code == 0
    assert outcome.said.strip() == "nothing to mend"


def test_without_a_policy_nothing_can_be_judged(workspace: Workspace) -> None:
    (workspace.root / POLICY_FILE).unlink()
    outcome = run(workspace.root)
    assert outcome.of(POLICY_FILE) == {"LC001"}
    assert outcome.exit_code == 3


def test_no_git_repository_is_needed(workspace: Workspace) -> None:
    assert not (workspace.root / ".git").exists()
    assert run(workspace.root).exit_code == 0


@pytest.mark.parametrize("path", ["../elsewhere.yaml", "/etc/passwd", "reviews/../../elsewhere.yaml"])
def test_a_path_outside_of_the_repository_is_a_mistake_of_usage(path: str, workspace: Workspace) -> None:
    outcome = run(workspace.root, path)
    assert outcome.exit_code == 2
    assert not outcome.said
    assert path in outcome.complained


@pytest.mark.parametrize("path", ["reviews/2026-h2/nobody.yaml", "reviews/nowhere/ada.yaml", "nothing.yaml"])
def test_a_path_that_does_not_exist_is_a_finding(path: str, workspace: Workspace) -> None:
    outcome = run(workspace.root, path)
    assert outcome.of(path) == {"LC001"}
    assert outcome.exit_code == 1


# --- where the words go --------------------------------------------------------------------------------------------


def test_nobody_reading_on_is_no_error_to_talk_about(workspace: Workspace) -> None:
    workspace.write(b"\n".join(b"k%d: 1" % number for number in range(2_000)))
    command = f"{sys.executable} -m ladderci check | head -1"
    process = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=workspace.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    assert process.stdout.count(b"\n") == 1
    assert not process.stderr


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["an encoding without umlauts", "no locale"],
)
def test_words_are_written_in_utf_8_wherever_they_go(environment: dict[str, str], workspace: Workspace) -> None:
    workspace.write(complete_review().replace("summary: A steady half year.", "sümmary: Ein halbes Jahr 🏆"))
    outcome = run(workspace.root, environment=environment)
    assert "sümmary" in outcome.said
    assert outcome.exit_code == 1


def test_what_went_wrong_is_said_in_any_encoding(workspace: Workspace) -> None:
    outcome = run(workspace.root, "../jürgen.yaml", environment={"PYTHONIOENCODING": "ascii"})
    assert outcome.exit_code == 2
    assert "rgen.yaml" in outcome.complained

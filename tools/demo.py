"""The main job before your eyes: reviews are checked, rendered, broken, verified, and follow a ladder that changes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
REVIEW = "reviews/2026-h2/ada-quill.yaml"
OTHERS = "reviews/2026-h2/bo-tanaka.yaml"
VERIFY = ("evidence", "verify", "--offline")

MISTAKES = (
    ("status: submitted", "status: finished"),
    ("craft.software-design.separate-concerns:", "craft.software-design.seperate-concerns:"),
    ("rating: exceeds", "rating: exceed"),
)
"""What stands in the example, and what somebody might have typed instead."""


LADDER = "rubric/machine-learning-engineer/ic2.yaml"
WORDS, OTHER_WORDS = "answers for the work and delivers on time.", "and says early when one cannot be kept."
REVISED = f"            revised: {{version: 2, was: 'Keeps commitments, {WORDS}'}}\n"
CHANGES = (
    ("version: 1\n", "version: 2\n"),
    (f"{WORDS}\n", f"{OTHER_WORDS}\n{REVISED}"),
    (
        "          act-with-urgency:\n",
        "          act-early:\n            replaces: [results.impact.act-with-urgency]\n",
    ),
)
"""What stands in the ladder, and what its owners might make of it: a new version, with one statement in other words and
one under another id."""


def main() -> int:
    """Run the demonstration; return 0 where everything came out as it should."""
    said("1. Three example reviews, judged against the whole IC2 ladder", "ladderci check")
    judged = run("check")
    said("2. One of them as a page for its readers", f"ladderci render {REVIEW} | head -n 40")
    page = run("render", REVIEW, show=40)
    with TemporaryDirectory() as folder:
        broken = break_copy(Path(folder))
        said("3. A copy with four mistakes in it", f"ladderci check {REVIEW}")
        found = run("check", REVIEW, folder=broken)
    said("4. What one of the findings means", "ladderci explain LC201")
    explained = run("explain", "LC201")
    verified = verify_commits()
    with TemporaryDirectory() as folder:
        changed = change_ladder(Path(folder))
        said("7. The ladder changes, and the answers go along", f"ladderci update {REVIEW} --dry-run | tail -n 15")
        updated = run("update", REVIEW, "--dry-run", folder=changed, show=-15)
    print("\nNext: docs/authors.md for writing a review, docs/development.md for how this is built.")
    return int((judged, page, found, explained, verified, updated) != (0, 0, 1, 0, True, 0))


def verify_commits() -> bool:
    """Show what git alone says of the commits that the example cites, and of the same ones under another name.

    Return whether it came out as it should; where git has not the history for it, one line says so.
    """
    said(
        "5. The commits of this repository that it cites, by git alone",
        f"ladderci {' '.join(VERIFY)} {REVIEW} | head -n 5",
    )
    with TemporaryDirectory() as folder:
        doubt = doubt_about_commits(Path(folder) / "facts.json")
        if doubt:
            print(f"Left out, since git cannot tell here: {doubt}")
            return True
        own = run(*VERIFY, REVIEW, show=5)
        copy = claim_in_copy(Path(folder) / "copy")
        said(
            "6. The same commits in a copy, cited by somebody else", f"ladderci {' '.join(VERIFY)} {OTHERS} | head -n 5"
        )
        others = run(*VERIFY, OTHERS, folder=copy, show=5)
    return (own, others) == (0, 1)


def doubt_about_commits(file: Path) -> str:
    """Return why the commits that the example cites cannot be confirmed here; empty where they are."""
    command = [sys.executable, "-m", "ladderci", *VERIFY, "--facts", str(file), REVIEW]
    result = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8")
    if not file.exists():
        return result.stderr.strip()
    facts = json.loads(file.read_text(encoding="utf-8"))["reviews"][REVIEW]["evidence"]
    commits = [fact for fact in facts if fact["identity"].startswith("github.com/ladderci/ladderci@")]
    doubts = (fact.get("reason", "its words differ") for fact in commits if fact["standing"] != "confirmed")
    return next(doubts, "")


def claim_in_copy(folder: Path) -> Path:
    """Copy the repository with its history, let Bo cite what Ada does, and return the folder."""
    subprocess.run(["git", "clone", "--quiet", "--mirror", "--shared", str(ROOT), str(folder / ".git")], check=True)
    for part in ("rubric", "reviews"):
        shutil.copytree(ROOT / part, folder / part)
    text = (folder / REVIEW).read_text(encoding="utf-8")
    (folder / OTHERS).write_text(text.replace("subject: ada-quill", "subject: bo-tanaka"), encoding="utf-8")
    return folder


def said(heading: str, command: str) -> None:
    """Print a heading and the command that follows."""
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    print(f"\n{bold}{heading}{plain}\n$ {command}\n", flush=True)


def run(*arguments: str, folder: Path = ROOT, show: int = 0) -> int:
    """Run ladderci and return its exit code; print some lines only where `show` says how many, the last if negative."""
    command = [sys.executable, "-m", "ladderci", *arguments]
    if not show:
        return subprocess.run(command, cwd=folder, check=False).returncode
    result = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, encoding="utf-8")
    lines = result.stdout.splitlines()
    print("\n".join(lines[:show] if show > 0 else lines[show:]), result.stderr, flush=True)
    return result.returncode


def break_copy(folder: Path) -> Path:
    """Copy what judges and the examples into a folder, put mistakes into one, and return the folder."""
    review = copy_with(folder, REVIEW, MISTAKES)
    review.write_text(review.read_text(encoding="utf-8") + "summary: again, by mistake\n", encoding="utf-8")
    return folder


def change_ladder(folder: Path) -> Path:
    """Copy what judges and the examples into a folder, change the ladder there, and return the folder."""
    copy_with(folder, LADDER, CHANGES)
    return folder


def copy_with(folder: Path, path: str, changes: Iterable[tuple[str, str]]) -> Path:
    """Copy what judges and the examples into a folder, change one file there, and return that file."""
    for part in ("rubric", "reviews"):
        shutil.copytree(ROOT / part, folder / part)
    text = (folder / path).read_text(encoding="utf-8")
    for old, new in changes:
        text = text.replace(old, new, 1)
    (folder / path).write_text(text, encoding="utf-8")
    return folder / path


if __name__ == "__main__":
    sys.exit(main())

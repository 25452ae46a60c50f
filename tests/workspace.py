"""A repository for a test: the shipped ladder, a complete review, and pieces of files put into it."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ladderci.app.check import check
from ladderci.app.rulebook import Rulebook
from ladderci.source import WorkTree

if TYPE_CHECKING:
    from ladderci.model import Policy, Report, Rubric

ROOT = Path(__file__).parent.parent
RUBRIC = "machine-learning-engineer/ic2"
REVIEW = "reviews/2026-h2/ada-quill.yaml"
RUBRIC_FILE = f"rubric/{RUBRIC}.yaml"
POLICY_FILE = "rubric/policy.yaml"
CYCLE_FILE = "rubric/cycles/2026-h2/cycle.yaml"

_LINKS = {
    "pull-request": "https://github.com/acme/ranker/pull/{}",
    "code-review": "https://github.com/acme/ranker/pull/{}#pullrequestreview-1",
    "commit": "acme/ranker@{:07x}",
    "document": "https://docs.acme.example/page-{}",
    "issue": "https://github.com/acme/ranker/issues/{}",
}


@cache
def shipped_rubric() -> Rubric:
    """Return the ladder that the repository ships."""
    rubric = Rulebook(WorkTree(ROOT)).rubric(RUBRIC).value
    assert rubric is not None
    return rubric


@cache
def shipped_policy() -> Policy:
    """Return the policy that the repository ships."""
    policy = Rulebook(WorkTree(ROOT)).policy().value
    assert policy is not None
    return policy


@dataclass(frozen=True)
class Workspace:
    """A folder with `rubric/` and `reviews/`."""

    root: Path

    @classmethod
    def create(cls, root: Path) -> Workspace:
        """Make one with the shipped ladder and no reviews."""
        shutil.copytree(ROOT / "rubric", root / "rubric")
        return cls(root)

    def write(self, content: str | bytes, path: str = REVIEW) -> str:
        """Write a file and return its path from the root."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def weigh(self, name: str, severity: str) -> None:
        """Let the policy give findings of a name another severity."""
        policy = (self.root / POLICY_FILE).read_text(encoding="utf-8")
        self.write(policy.replace("\nseverities:\n", f"\nseverities:\n  {name}: {severity}\n"), POLICY_FILE)

    def check(self, *paths: str) -> Report:
        """Judge reviews; those of all open cycles where none is named."""
        return check(WorkTree(self.root), paths or None)

    def judge(self, content: str | bytes, path: str = REVIEW) -> Report:
        """Write a review and judge it."""
        return self.check(self.write(content, path))


@cache
def complete_review() -> str:
    """Return a submitted review of ada-quill without any finding: every required expectation answered."""
    lines = [
        "review: 1",
        f"rubric: {RUBRIC}",
        "rubric-version: 1",
        "cycle: 2026-h2",
        "subject: ada-quill",
        "status: submitted",
        "summary: A steady half year.",
        "work:",
        "  feed-review:",
        "    title: Moved the feed ranker",
        "    when: 2026-08",
        "    story: In three steps.",
        "    evidence:",
        "      - https://github.com/acme/ranker/pull/1",
        "expectations:",
    ]
    number = 100
    for expectation in shipped_rubric().required():
        kind = next((kind for kind in expectation.accepts if kind in _LINKS), "pull-request")
        lines += [f"  {expectation.id}:", "    rating: meets", "    story: As the level asks.", "    evidence:"]
        for _ in range(expectation.at_least):
            number += 1
            lines.append(f"      - {_LINKS[kind].format(number)}")
    first = next(expectation for expectation in shipped_rubric().required() if "pull-request" in expectation.accepts)
    at = lines.index(f"  {first.id}:") + 3
    return "\n".join([*lines[: at + 1], "      - feed-review", *lines[at + 1 :]]) + "\n"


def put_into(base: str, fragment: str) -> str:
    """Return a YAML text with a fragment's entries in the place of its own.

    Top-level keys of the fragment replace those of the base. Where both hold block mappings, that goes for the entries
    one level further down. The fragment's text stays as it is, mistakes included.
    """
    return _merge(base, fragment, "")


def _merge(base: str, fragment: str, indentation: str) -> str:
    ours, theirs = _entries(base, indentation), _entries(fragment, indentation)
    names = [name for name, _ in theirs]
    merged: list[str] = []
    for name, block in ours:
        if name not in names:
            merged.append(block)
        elif names.count(name) == 1 and not indentation:
            merged.append(_merge_block(block, dict(theirs)[name]))
            theirs = [entry for entry in theirs if entry[0] != name]
    return "".join([*merged, *(block for _, block in theirs)])


def _merge_block(ours: str, theirs: str) -> str:
    (head, _, our_body), (_, _, their_body) = ours.partition("\n"), theirs.partition("\n")
    if not head.rstrip().endswith(":") or not _entries(their_body, "  "):
        return theirs
    return f"{head}\n" + _merge(our_body, their_body, "  ")


def _entries(text: str, indentation: str) -> list[tuple[str, str]]:
    """Return the entries of a block mapping, each with its name and its whole text."""
    starts = [found.start() for found in re.finditer(rf"^{indentation}[\w\"'.<%?-]", text, re.MULTILINE)]
    ends = [*starts[1:], len(text)] if starts else []
    blocks = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return [(block.strip().partition(":")[0], block.rstrip("\n") + "\n") for block in blocks]

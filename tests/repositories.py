"""A real repository for commands: the shipped ladder, a history of commits, and reviews that cite it."""

from __future__ import annotations

import socket
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from ladderci.cli import main
from ladderci.github import Patience
from tests.commits import AUGUST, Commits
from tests.workspace import CYCLE_FILE, POLICY_FILE, REVIEW, Workspace, complete_review, put_into

if TYPE_CHECKING:
    from collections.abc import Iterator

ADA = b"Ada Quill <ada-quill@acme.example>"
BO = b"Bo Tanaka <bo-tanaka@acme.example>"
NAME = "ladderci/ladderci"
"""What the shipped policy says that this repository is a clone of."""
SUBJECT = b"Read a mapping's keys with their places"
TOKEN = "ghp_0Tr7TokenThatMustNeverShow"  # noqa: S105 (nobody's)
ENVIRONMENT = ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_EVENT_NAME")


@dataclass(frozen=True)
class Repository:
    """A folder with `rubric/` and `reviews/`, and commits that are nothing but history."""

    workspace: Workspace
    commits: Commits

    @classmethod
    def create(cls, root: Path) -> Repository:
        commits = Commits.create(root)
        return cls(Workspace.create(root), commits)

    @property
    def root(self) -> Path:
        return self.workspace.root

    def commit(
        self, message: bytes = SUBJECT, *parents: str, author: bytes = ADA, at: int = AUGUST, branch: str = "main"
    ) -> str:
        """Add a commit to a branch and return its id."""
        made = self.commits.commit(message + b"\n", *parents, author=author, committer=author, at=at)
        self.commits.branch(branch, made)
        return made

    def write_review(self, *links: str, subject: str = "ada-quill", status: str = "draft") -> str:
        """Write somebody's review whose one work item cites these links, and return its path."""
        cites = "".join(f"\n      - {link}" for link in links)
        work = f"work:\n  reading:\n    title: Read keys with their places\n    evidence:{cites}\n"
        text = complete_review().replace("subject: ada-quill", f"subject: {subject}")
        if status == "draft":
            text = text.replace("status: submitted", "status: draft").partition("expectations:")[0]
            text = text.partition("work:")[0] + work
        else:
            text = put_into(text, work)
        return self.workspace.write(text, f"reviews/2026-h2/{subject}.yaml")

    def change(self, path: str, old: str, new: str) -> None:
        """Replace the one place where a file says something."""
        text = self.read(path)
        assert text.count(old) == 1, text
        self.workspace.write(text.replace(old, new), path)

    def read(self, path: str = REVIEW) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def fail_on_the_unverified(self) -> None:
        """Let the policy say that what cannot be verified is an error."""
        self.change(POLICY_FILE, "  uncited-work: warning\n", "  unverified-evidence: error\n")

    def close_the_cycle(self) -> None:
        self.change(CYCLE_FILE, "status: open", "status: closed")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository that commands run in, with no token, an empty cache and nobody's settings of git."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = Repository.create(tmp_path / "repository")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def nobody_listens(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A token, and an address of GitHub at which nobody answers, however soon somebody asks again."""
    assert repository.root == Path.cwd()
    usual = Patience.within
    monkeypatch.setattr(Patience, "within", lambda seconds: replace(usual(seconds), pause=0.05))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield


def run(*arguments: str) -> Result:
    """Run ladderci as a person does; nothing it does may raise."""
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def one_line(result: Result) -> str:
    """Return what a command that was refused says, which is one line."""
    assert result.stderr.count("\n") == 1, result.stderr
    assert not result.stdout
    return result.stderr

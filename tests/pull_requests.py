"""A repository with a pull request, and the event that GitHub would send about it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ladderci.app.judging import judge
from ladderci.event import read_event
from ladderci.git import Repository
from tests.workspace import REVIEW, Workspace, complete_review

if TYPE_CHECKING:
    from pathlib import Path

    from ladderci.output.comment import Judgement

OTHER = "reviews/2026-h2/bo-tanaka.yaml"
IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada-quill@acme.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada-quill@acme.example",
}


@dataclass
class PullRequest:
    """A branch `work` on which somebody works, and `main`, which judges."""

    workspace: Workspace
    author: str = "ada-quill"
    base_branch: str = "main"
    before: str = ""

    @classmethod
    def create(cls, root: Path) -> PullRequest:
        """Make a repository whose main has the ladder, its schemas and bo's review, with an empty branch."""
        made = cls(Workspace.create(root))
        made.git("init", "--quiet", "--initial-branch=main")
        made.workspace.write(complete_review().replace("ada-quill", "bo-tanaka"), OTHER)
        made.publish()
        made.commit("the ladder")
        made.git("switch", "--quiet", "--create", "work")
        return made

    def publish(self) -> None:
        """Write the schemas that follow from the rubrics."""
        from ladderci.app.publish import publish, stale, write
        from ladderci.source import WorkTree

        source = WorkTree(self.workspace.root)
        for change in stale(source, publish(source).files):
            write(self.workspace.root, change)

    def git(self, *arguments: str) -> str:
        """Run git in the repository and return what it prints."""
        command = ["git", "-C", str(self.workspace.root), *arguments]
        environment = {**os.environ, **IDENTITY}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    def commit(self, message: str = "work") -> str:
        """Commit everything and return the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def push(self, files: dict[str, str | None]) -> str:
        """Write files on the branch (None deletes one), commit, and remember what was there before."""
        self.before = self.git("rev-parse", "work")
        for path, content in files.items():
            if content is None:
                (self.workspace.root / path).unlink()
            else:
                self.workspace.write(content, path)
        return self.commit()

    def push_review(self, text: str | None = None) -> str:
        """Push a review of ada's, complete unless said."""
        return self.push({REVIEW: text or complete_review()})

    def event(self, head: str = "work") -> bytes:
        """Return what GitHub sends when the branch is pushed to."""
        repository = {
            "full_name": "acme/reviews",
            "default_branch": "main",
            "html_url": "https://github.com/acme/reviews",
        }
        request = {
            "number": 7,
            "user": {"login": self.author},
            "base": {"ref": self.base_branch, "sha": self.git("rev-parse", "main"), "repo": repository},
            "head": {"ref": "work", "sha": self.git("rev-parse", head), "repo": repository},
        }
        pushed = {"action": "synchronize", "before": self.before} if self.before else {"action": "opened"}
        return json.dumps({**pushed, "number": 7, "pull_request": request, "repository": repository}).encode()

    def judge(self, today: date = date(2026, 11, 23)) -> Judgement:
        """Judge the pull request in process."""
        repository = Repository.find(self.workspace.root)
        assert repository is not None
        event = read_event(self.event(), "pull_request_target")
        return judge(repository, event, repository.resolve("main"), today)

    def codes(self) -> list[str]:
        """Return the codes of what is found, notes left out."""
        return [finding.code for finding in self.judge().report.findings if finding.severity != "note"]

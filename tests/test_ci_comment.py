"""`ladderci ci comment` keeps one comment, and says in one line what GitHub will not do."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from ladderci.cli import main
from ladderci.output.comment import MARKER
from tests.peers.github import HEAD, NUMBER, REPOSITORY, TOKEN, GitHubStandIn, refuse
from tests.pull_requests import PullRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHubStandIn]:
    """GitHub's API on this machine, and the environment that the runner would set."""
    with GitHubStandIn() as made:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("GITHUB_API_URL", made.address)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
        yield made


def event(folder: Path) -> str:
    """Write the event of the pull request that the stand-in has, and return its path."""
    request = PullRequest.create(folder / "repository")
    text = request.event().decode().replace("acme/reviews", REPOSITORY).replace('"number": 7', f'"number": {NUMBER}')
    (folder / "event.json").write_text(text.replace(request.git("rev-parse", "work"), HEAD), encoding="utf-8")
    return str(folder / "event.json")


def comment(event_file: str, body: str, folder: Path) -> Result:
    (folder / "body.md").write_text(body, encoding="utf-8")
    arguments = ["ci", "comment", "--event", event_file, "--body", str(folder / "body.md")]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_a_comment_is_created_left_alone_updated_and_taken_back(stand_in: GitHubStandIn, tmp_path: Path) -> None:
    file = event(tmp_path)
    said = [comment(file, body, tmp_path).output for body in (f"{MARKER}\none", f"{MARKER}\none", f"{MARKER}\ntwo", "")]
    assert said == [f"the comment: {word}\n" for word in ("created", "unchanged", "updated", "removed")]
    assert stand_in.bodies() == []


def test_a_refusal_of_githubs_is_one_line_and_exit_code_5(stand_in: GitHubStandIn, tmp_path: Path) -> None:
    stand_in.fail(refuse(403))
    result = comment(event(tmp_path), f"{MARKER}\none", tmp_path)
    assert result.exit_code == 5
    assert result.stderr.count("\n") == 1
    assert TOKEN not in result.output


def test_without_a_token_it_says_which_one(
    stand_in: GitHubStandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    result = comment(event(tmp_path), f"{MARKER}\none", tmp_path)
    assert (result.exit_code, "GITHUB_TOKEN" in result.stderr) == (2, True)
    assert stand_in.bodies() == []


@pytest.mark.usefixtures("stand_in")
def test_an_empty_address_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setenv("GITHUB_API_URL", "")
        result = comment(event(tmp_path), f"{MARKER}\none", tmp_path)
    assert result.exit_code == 5
    assert "api.github.com" in result.stderr


def test_a_body_that_is_none_of_ours_is_refused(stand_in: GitHubStandIn, tmp_path: Path) -> None:
    file = event(tmp_path)
    assert comment(file, "no marker", tmp_path).exit_code == 2
    missing = CliRunner().invoke(main, ["ci", "comment", "--event", file, "--body", str(tmp_path / "none")])
    assert (missing.exit_code, missing.stderr.count("\n")) == (2, 1)
    assert stand_in.bodies() == []

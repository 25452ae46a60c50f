"""`ladderci evidence verify` as people run it, with all that goes wrong between it and GitHub.

Of the faults in `test_evidence_faults` here are those that end soon with the patience that everybody has.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from ladderci.github import PATIENCE
from tests.forges import CITED, TIP, ranker
from tests.peers import faults
from tests.peers import github as peer
from tests.peers.faults import HOUR, Listener, changed, clock, every_second
from tests.peers.github import TOKEN, Fault, refuse
from tests.peers.graphql import GraphQLStandIn
from tests.workspace import REVIEW, Workspace, complete_review, put_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OTHER_TOKEN = "ghp_0Tr7AnotherTokenThatMustNeverShow"  # noqa: S105  (nobody's)
BOUND = PATIENCE.total + 20
"""Seconds that everybody's patience lasts, and in which the program itself starts."""
STARTING = 20
"""Seconds in which the program starts and ends, however busy the machine is."""
FINE, SERVICE = 0, 5


@dataclass(frozen=True)
class Told:
    """What the command said, and what it wrote."""

    code: int
    words: str
    evidence: tuple[dict[str, Any], ...]

    @property
    def standings(self) -> list[str]:
        return [fact["standing"] for fact in self.evidence]

    @property
    def reasons(self) -> str:
        return "\n".join(fact.get("reason", "") for fact in self.evidence)


@pytest.fixture
def forge() -> Iterator[GraphQLStandIn]:
    with GraphQLStandIn(ranker("ada-quill")) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "repository").mkdir()
    return Workspace.create(tmp_path / "repository")


def verify(
    workspace: Workspace, address: str, cited: tuple[str, ...] = CITED, token: str = TOKEN, patience: int = 180
) -> Told:
    """Run the command; whatever comes of it, nothing is refuted, left out or spilt, and it ends in time."""
    cites = "".join(f"\n      - {link}" for link in cited)
    work = f"work:\n  feed-review:\n    title: Moved the feed ranker\n    when: 2026-08\n    evidence:{cites}\n"
    draft = complete_review().replace("status: submitted", "status: draft").partition("expectations:")[0]
    workspace.write(put_into(draft, work), REVIEW)
    begun = time.monotonic()
    command = [sys.executable, "-m", "ladderci", "evidence", "verify", "--facts", "facts.json"]
    command += ["--patience", str(patience)]
    done = subprocess.run(
        command,
        cwd=workspace.root,
        env=environment(workspace, address, token),
        timeout=BOUND,
        capture_output=True,
        text=True,
        check=False,
    )
    assert time.monotonic() - begun < BOUND
    assert done.returncode in {FINE, SERVICE}, done.stderr
    written = json.loads((workspace.root / "facts.json").read_text())["reviews"][REVIEW]["evidence"]
    nothing_spills(workspace, done.stdout + done.stderr)
    told = Told(done.returncode, done.stdout + done.stderr, tuple(written))
    assert len(written) == len(cited)
    assert "refuted" not in told.standings
    assert all(says_what_to_do(fact) for fact in written if fact["standing"] == "unverified")
    assert "Traceback" not in told.words
    assert f"{told.standings.count('confirmed')} confirmed, 0 refuted" in told.words
    return told


def says_what_to_do(fact: dict[str, Any]) -> bool:
    """Return whether a fact says why it is unverified, and what would help; where nobody was asked, in one breath."""
    return bool(fact["reason"]) and bool(fact.get("cure") or re.search("GITHUB_[A-Z_]+", fact["reason"]))


def environment(workspace: Workspace, address: str, token: str) -> dict[str, str]:
    names = ("PATH", "HOME", "LANG")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    cache = {"XDG_CACHE_HOME": str(workspace.root.parent / "cache")}
    return {**kept, **cache, "GITHUB_API_URL": address, "GITHUB_TOKEN": token, "NO_PROXY": "127.0.0.1,localhost"}


def nothing_spills(workspace: Workspace, words: str) -> None:
    """No token and no word of a fault stands in what was said, nor in any file that was written."""
    files = [path for path in workspace.root.parent.rglob("*") if path.is_file()]
    for text in (words, *(path.read_text(errors="replace") for path in files)):
        assert TOKEN not in text
        assert OTHER_TOKEN not in text
        assert "::error" not in text
        assert "\x1b" not in text


STAYING: dict[str, tuple[Fault, str]] = {
    "429, in an hour": (refuse(429, "", {"Retry-After": "3600"}), "in 3600 seconds at the earliest"),
    "a page": (faults.page_with_status, "answers with a page instead of JSON"),
    "no HTTP": (peer.speak_otherwise, "cannot be reached"),
}
"""Some of those that `test_evidence_faults` puts before the confirmer itself."""


@pytest.mark.parametrize("name", STAYING)
def test_a_fault_that_stays_refutes_nothing_and_is_forgotten_once_it_has_passed(
    forge: GraphQLStandIn, workspace: Workspace, name: str
) -> None:
    fault, words = STAYING[name]
    forge.fail(fault, times=50)
    told = verify(workspace, forge.address, patience=2)
    assert told.standings == ["unverified"] * len(CITED)
    assert words in told.reasons
    assert words in told.words
    assert told.code == SERVICE
    everything_is_confirmed(forge, workspace)


def everything_is_confirmed(forge: GraphQLStandIn, workspace: Workspace) -> None:
    """Without the fault: so nothing of it was kept."""
    with GraphQLStandIn(*forge.repositories) as well:
        told = verify(workspace, well.address)
    assert told.standings == ["confirmed"] * len(CITED)
    assert told.code == FINE


@pytest.mark.parametrize("fault", [peer.hang, peer.drip])
def test_whoever_has_little_patience_waits_no_longer(forge: GraphQLStandIn, workspace: Workspace, fault: Fault) -> None:
    forge.fail(fault, times=50)
    begun = time.monotonic()
    told = verify(workspace, forge.address, patience=2)
    assert time.monotonic() - begun < 2 + STARTING
    assert told.standings == ["unverified"] * len(CITED)
    assert told.code == SERVICE


def test_nobody_listens(workspace: Workspace) -> None:
    told = verify(workspace, faults.nobody(), patience=1)
    assert told.standings == ["unverified"] * len(CITED)
    assert "cannot be reached" in told.words
    assert told.code == SERVICE


PASSING: dict[str, Fault] = {
    "429": refuse(429, "", {"Retry-After": "1"}),
    "503": refuse(503),
    "cut": peer.cut,
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_leaves_no_trace(forge: GraphQLStandIn, workspace: Workspace, name: str) -> None:
    forge.fail(PASSING[name], times=1)
    told = verify(workspace, forge.address)
    assert told.standings == ["confirmed"] * len(CITED)
    assert told.code == FINE


@pytest.mark.parametrize("kind", ["NOT_FOUND", "FORBIDDEN", ""])
def test_of_an_answer_in_part_the_rest_holds(forge: GraphQLStandIn, workspace: Workspace, kind: str) -> None:
    fault = every_second(kind) if kind else changed(faults.missing_keys)
    forge.fail(fault, after=True)
    told = verify(workspace, forge.address)
    assert set(told.standings) == {"confirmed", "unverified"}
    assert told.code == (FINE if kind else SERVICE)
    everything_is_confirmed(forge, workspace)


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_is_not_followed_and_the_other_host_hears_nothing(
    forge: GraphQLStandIn, workspace: Workspace, status: int
) -> None:
    with Listener() as listener:
        forge.fail(peer.redirect(f"{listener.address}/graphql", status))
        told = verify(workspace, forge.address)
        assert listener.heard == []
    assert "a token does not travel" in told.words
    assert told.code == SERVICE


def test_a_wrong_token(forge: GraphQLStandIn, workspace: Workspace) -> None:
    told = verify(workspace, forge.address, token=OTHER_TOKEN)
    assert told.standings == ["unverified"] * len(CITED)
    assert "does not accept the token (401)" in told.words
    assert told.code == SERVICE


@pytest.mark.parametrize("token", ["", "two words"])
def test_what_cannot_be_a_token(forge: GraphQLStandIn, workspace: Workspace, token: str) -> None:
    told = verify(workspace, forge.address, token=token)
    assert told.standings == ["unverified"] * len(CITED)
    assert not token or token not in told.words
    assert forge.requests == []


def test_a_token_without_the_right(forge: GraphQLStandIn, workspace: Workspace) -> None:
    forge.repositories[0].forbidden = ("object",)
    told = verify(workspace, forge.address)
    assert told.standings.count("unverified") == 2
    assert "lacks a right" in told.words
    assert told.code == FINE


@pytest.mark.parametrize("address", ["http://api.acme.example", f"https://x:{OTHER_TOKEN}@api.acme.example"])
def test_an_address_that_is_none(workspace: Workspace, address: str) -> None:
    told = verify(workspace, address)
    assert told.standings == ["unverified"] * len(CITED)
    assert "GITHUB_API_URL is not an API's address" in told.words


def test_a_repository_that_was_renamed(forge: GraphQLStandIn, workspace: Workspace) -> None:
    forge.renamed["acme/feed"] = "acme/ranker"
    told = verify(workspace, forge.address, tuple(link.replace("acme/ranker", "acme/feed") for link in CITED))
    assert told.standings == ["confirmed"] * len(CITED)
    assert all("acme/ranker" in fact["url"] for fact in told.evidence)


def test_what_is_not_shown_is_never_missing(forge: GraphQLStandIn, workspace: Workspace) -> None:
    forge.repositories.append(replace(ranker("ada-quill", "acme/secret"), is_private=True))
    told = verify(workspace, forge.address, ("acme/secret#12", f"acme/secret@{TIP}", "acme/ranker#9999", "acme/gone#1"))
    assert [fact["obstacle"] for fact in told.evidence] == ["hidden"] * 4
    assert told.code == FINE


@pytest.mark.parametrize("off", [-HOUR, HOUR])
def test_a_clock_that_is_an_hour_off(forge: GraphQLStandIn, workspace: Workspace, off: float) -> None:
    forge.fail(faults.limit_by_clock(off, 1), times=1)
    forge.fail(clock(off), after=True)
    told = verify(workspace, forge.address)
    assert told.standings == ["confirmed"] * len(CITED)
    assert told.code == FINE

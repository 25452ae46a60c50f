"""One comment: found by author and marker, created, changed or left alone, whoever else writes at the same moment."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from ladderci.app.commenting import BodyError, Outcome, keep_comment
from ladderci.github import Comment, Comments, GitHub, Patience, ServiceError
from ladderci.output.comment import COMMENT_BYTES as LIMIT
from ladderci.output.comment import MARKER
from tests.peers import github as peer
from tests.peers.github import HEAD, NUMBER, REPOSITORY, TOKEN, WORKFLOW, GitHubStandIn, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = Patience(answer=10.0, waiting=0.5, total=60.0, tries=3, pause=0.02, limit_pause=0.1)
OTHER = "b" * 40
FIRST = f"{MARKER}\n\nThe review of **ada** needs two more pieces of evidence.\n"
SECOND = f"{MARKER}\n\nThe review of **ada** is complete.\n"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def stand_in() -> Iterator[GitHubStandIn]:
    with GitHubStandIn() as running:
        yield running


@pytest.fixture
def service(stand_in: GitHubStandIn) -> Iterator[GitHub]:
    with GitHub(stand_in.address, REPOSITORY, TOKEN, SHORT) as client:
        yield client


def writes(stand_in: GitHubStandIn) -> list[str]:
    return [call for call in stand_in.calls if not call.startswith("GET")]


# One run after the other


def test_the_first_push_creates_the_comment(stand_in: GitHubStandIn, service: GitHub) -> None:
    assert keep_comment(service, NUMBER, HEAD, FIRST) is Outcome.CREATED
    assert stand_in.bodies() == [FIRST]


def test_the_second_push_updates_it(stand_in: GitHubStandIn, service: GitHub) -> None:
    keep_comment(service, NUMBER, HEAD, FIRST)
    key = stand_in.comments[NUMBER][0]["id"]
    stand_in.heads[NUMBER] = OTHER
    assert keep_comment(service, NUMBER, OTHER, SECOND) is Outcome.UPDATED
    assert [(one["id"], one["body"]) for one in stand_in.comments[NUMBER]] == [(key, SECOND)]


def test_an_unchanged_run_writes_nothing(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.write(FIRST, WORKFLOW)
    assert keep_comment(service, NUMBER, HEAD, FIRST) is Outcome.UNCHANGED
    assert writes(stand_in) == []


@pytest.mark.parametrize("kept", [FIRST.replace("\n", "\r\n"), FIRST.rstrip(), f"{FIRST}\n "])
def test_what_a_service_may_do_to_white_space_is_no_change(stand_in: GitHubStandIn, service: GitHub, kept: str) -> None:
    stand_in.write(kept, WORKFLOW)
    assert keep_comment(service, NUMBER, HEAD, FIRST) is Outcome.UNCHANGED


@pytest.mark.parametrize("before", [0, 99, 100, 150, 299])
def test_it_is_found_on_any_page(stand_in: GitHubStandIn, service: GitHub, before: int) -> None:
    others = [f"comment {index}" for index in range(300)]
    for body in [*others[:before], FIRST, *others[before:]]:
        stand_in.write(body, WORKFLOW if body == FIRST else "ada")
    assert keep_comment(service, NUMBER, HEAD, SECOND) is Outcome.UPDATED
    assert stand_in.bodies() == [*others[:before], SECOND, *others[before:]]


def test_older_duplicates_go_and_the_oldest_stays(stand_in: GitHubStandIn, service: GitHub) -> None:
    for body in ("hello", FIRST, "world", SECOND, FIRST):
        stand_in.write(body, WORKFLOW if body.startswith(MARKER) else "ada")
    assert keep_comment(service, NUMBER, HEAD, FIRST) is Outcome.UNCHANGED
    assert stand_in.bodies() == ["hello", FIRST, "world"]


NOT_OURS = [
    (FIRST, "mallory"),
    (FIRST, "github-actions"),
    (FIRST, "acme-actions[bot]"),
    (f"> {FIRST}", WORKFLOW),
    (f"\n{FIRST}", WORKFLOW),
    (f" {FIRST}", WORKFLOW),
    (f"Coverage went up.\n{FIRST}", WORKFLOW),
    ("<!-- ladderci-other -->\ntext", WORKFLOW),
    (f"{MARKER} text", WORKFLOW),
    ("text", WORKFLOW),
]


@pytest.mark.parametrize(("body", "author"), NOT_OURS)
def test_what_is_not_ours_is_never_touched(stand_in: GitHubStandIn, service: GitHub, body: str, author: str) -> None:
    stand_in.write(body, author)
    assert keep_comment(service, NUMBER, HEAD, SECOND) is Outcome.CREATED
    assert keep_comment(service, NUMBER, HEAD, FIRST) is Outcome.UPDATED
    assert stand_in.bodies() == [body, FIRST]
    assert stand_in.comments[NUMBER][0]["user"]["login"] == author


def test_a_comment_whose_author_is_no_more_is_not_ours(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.write(FIRST, "ada")
    stand_in.comments[NUMBER][0]["user"] = None
    assert keep_comment(service, NUMBER, HEAD, FIRST) is Outcome.CREATED


def test_an_app_of_the_organisation_may_write(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.logins[TOKEN] = "Acme-Reviews[bot]"
    assert keep_comment(service, NUMBER, HEAD, FIRST, "acme-reviews[bot]") is Outcome.CREATED
    assert keep_comment(service, NUMBER, HEAD, SECOND, "acme-reviews[bot]") is Outcome.UPDATED
    assert stand_in.bodies() == [SECOND]


def test_a_token_of_somebody_else_leaves_no_comment_behind(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.logins[TOKEN] = "ada"
    with pytest.raises(ServiceError, match="does not write as github-actions"):
        keep_comment(service, NUMBER, HEAD, FIRST)
    assert stand_in.bodies() == []


# The head


def test_it_stays_silent_when_the_head_has_moved_on(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.write(FIRST, WORKFLOW)
    stand_in.heads[NUMBER] = OTHER
    assert keep_comment(service, NUMBER, HEAD, SECOND) is Outcome.OUTDATED
    assert stand_in.calls == [f"GET pulls/{NUMBER}"]


# The body


def test_a_body_of_the_longest_length_is_taken(stand_in: GitHubStandIn, service: GitHub) -> None:
    body = FIRST.ljust(LIMIT, "x")
    assert keep_comment(service, NUMBER, HEAD, body) is Outcome.CREATED
    assert stand_in.bodies() == [body]


@pytest.mark.parametrize(
    "body",
    [
        FIRST.ljust(LIMIT + 1, "x"),
        FIRST + "🏆" * (LIMIT // 4),
        "",
        "text",
        f"\n{FIRST}",
        f"> {FIRST}",
        f"\ufeff{FIRST}",
        f"{FIRST}\ud800",
    ],
)
def test_a_body_that_is_too_long_unmarked_or_no_text_is_refused_before_anything_is_asked(
    stand_in: GitHubStandIn, service: GitHub, body: str
) -> None:
    with pytest.raises(BodyError):
        keep_comment(service, NUMBER, HEAD, body)
    assert stand_in.calls == []


# What goes wrong


def test_a_comment_that_is_deleted_meanwhile_is_written_anew(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.write(FIRST, WORKFLOW)
    stand_in.fail(refuse(404), times=1, method="PATCH")
    assert keep_comment(service, NUMBER, HEAD, SECOND) is Outcome.UPDATED
    assert stand_in.bodies() == [SECOND]


def test_a_comment_that_always_goes_away_is_given_up(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.write(FIRST, WORKFLOW)
    stand_in.fail(refuse(404), method="PATCH")
    with pytest.raises(ServiceError, match="deleted whenever it is written"):
        keep_comment(service, NUMBER, HEAD, SECOND)


@pytest.mark.parametrize("fault", [refuse(502), peer.lose, peer.cut])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_answer_that_is_lost_leaves_one_comment(
    stand_in: GitHubStandIn, service: GitHub, method: str, fault: peer.Fault
) -> None:
    for _ in range(0 if method == "POST" else 2):
        stand_in.write(FIRST, WORKFLOW)
    stand_in.fail(fault, times=1, method=method, after=True)
    expected = Outcome.CREATED if method == "POST" else Outcome.UPDATED
    assert keep_comment(service, NUMBER, HEAD, SECOND) is expected
    assert stand_in.bodies() == [SECOND]


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_after_a_failure_the_next_run_puts_it_right(stand_in: GitHubStandIn, service: GitHub, method: str) -> None:
    for _ in range(0 if method == "POST" else 2):
        stand_in.write(FIRST, WORKFLOW)
    stand_in.fail(refuse(503), times=SHORT.tries, method=method, after=True)
    with pytest.raises(ServiceError, match=r"is not well \(503\)"):
        keep_comment(service, NUMBER, HEAD, SECOND)
    keep_comment(service, NUMBER, HEAD, SECOND)
    assert stand_in.bodies() == [SECOND]


# Two runs at once


class Turns:
    """Whose call comes next, of several runs: an order that can be played again."""

    def __init__(self, names: list[int], seed: int) -> None:
        self._random = random.Random(seed)
        self._changed = threading.Condition()
        self._running = set(names)
        self._next = self._choose()

    def _choose(self) -> int:
        return self._random.choice(sorted(self._running)) if self._running else -1

    def wait(self, name: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._next == name, timeout=10)

    def end(self, name: int, *, is_last: bool = False) -> None:
        with self._changed:
            if is_last:
                self._running.discard(name)
            if is_last or self._next == name:
                self._next = self._choose()
            self._changed.notify_all()


class InTurn:
    """A client whose every call waits for its turn."""

    def __init__(self, service: Comments, turns: Turns, name: int) -> None:
        self._service = service
        self._turns = turns
        self._name = name

    def head(self, number: int) -> str:
        self._turns.wait(self._name)
        head = self._service.head(number)
        self._turns.end(self._name)
        return head

    def comments(self, number: int) -> tuple[Comment, ...]:
        self._turns.wait(self._name)
        found = self._service.comments(number)
        self._turns.end(self._name)
        return found

    def create(self, number: int, body: str) -> Comment:
        self._turns.wait(self._name)
        created = self._service.create(number, body)
        self._turns.end(self._name)
        return created

    def update(self, comment: int, body: str) -> bool:
        self._turns.wait(self._name)
        is_there = self._service.update(comment, body)
        self._turns.end(self._name)
        return is_there

    def delete(self, comment: int) -> None:
        self._turns.wait(self._name)
        self._service.delete(comment)
        self._turns.end(self._name)


def run_in_turn(stand_in: GitHubStandIn, name: int, turns: Turns, head: str, body: str) -> Outcome:
    with GitHub(stand_in.address, REPOSITORY, TOKEN) as service:
        try:
            return keep_comment(InTurn(service, turns, name), NUMBER, head, body)
        finally:
            turns.end(name, is_last=True)


@pytest.mark.parametrize("there", [0, 1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_runs_at_once_end_with_one_comment_in_whatever_order_they_take_turns(
    stand_in: GitHubStandIn, seed: int, there: int
) -> None:
    for _ in range(there):
        stand_in.write(FIRST, WORKFLOW)
    stand_in.write(FIRST, "mallory")
    bodies = [SECOND, f"{SECOND}2", f"{SECOND}3"]
    turns = Turns([0, 1, 2], seed)
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(run_in_turn, stand_in, name, turns, HEAD, body) for name, body in enumerate(bodies)]
        outcomes = [one.result() for one in running]
    ours = [one["body"] for one in stand_in.comments[NUMBER] if one["user"]["login"] == WORKFLOW]
    assert len(ours) == 1
    assert ours[0] in bodies
    assert Outcome.OUTDATED not in outcomes
    assert FIRST in stand_in.bodies()


@pytest.mark.parametrize("seed", range(12))
def test_a_push_between_two_runs_ends_with_one_comment(stand_in: GitHubStandIn, seed: int) -> None:
    turns = Turns([0, 1, 2], seed)

    def push_and_run() -> Outcome:
        turns.wait(1)
        stand_in.heads[NUMBER] = OTHER
        turns.end(1)
        return run_in_turn(stand_in, 1, turns, OTHER, SECOND)

    with ThreadPoolExecutor(2) as pool:
        turns.end(2, is_last=True)
        old = pool.submit(run_in_turn, stand_in, 0, turns, HEAD, FIRST)
        assert pool.submit(push_and_run).result() is not Outcome.OUTDATED
        old.result()
    assert len(stand_in.bodies()) == 1


def test_a_run_that_is_overtaken_while_it_creates_takes_its_comment_back(stand_in: GitHubStandIn) -> None:
    class Overtaken(GitHub):
        def create(self, number: int, body: str) -> Comment:
            stand_in.heads[number] = OTHER
            with GitHub(stand_in.address, REPOSITORY, TOKEN) as newer:
                assert keep_comment(newer, number, OTHER, SECOND) is Outcome.CREATED
            return super().create(number, body)

    with Overtaken(stand_in.address, REPOSITORY, TOKEN) as older:
        assert keep_comment(older, NUMBER, HEAD, FIRST) is Outcome.OUTDATED
    assert stand_in.bodies() == [SECOND]


@pytest.mark.parametrize("runs", [2, 3])
def test_runs_at_full_speed_end_with_one_comment(stand_in: GitHubStandIn, runs: int) -> None:
    for number in range(100, 108):
        stand_in.heads[number] = HEAD
        start = threading.Barrier(runs)

        def run(body: str, number: int = number, start: threading.Barrier = start) -> Outcome:
            with GitHub(stand_in.address, REPOSITORY, TOKEN) as service:
                start.wait(10)
                return keep_comment(service, number, HEAD, body)

        with ThreadPoolExecutor(runs) as pool:
            list(pool.map(run, [f"{FIRST}{index}" for index in range(runs)]))
        assert len(stand_in.bodies(number)) == 1


def test_a_policy_that_hides_takes_back_what_was_said() -> None:
    from ladderci.app.commenting import remove_comments

    with GitHubStandIn() as stand_in, GitHub(stand_in.address, REPOSITORY, TOKEN, SHORT) as service:
        keep_comment(service, NUMBER, HEAD, FIRST)
        assert remove_comments(service, NUMBER, OTHER) is Outcome.OUTDATED
        assert remove_comments(service, NUMBER, HEAD) is Outcome.REMOVED
        assert stand_in.bodies() == []
        assert remove_comments(service, NUMBER, HEAD) is Outcome.UNCHANGED

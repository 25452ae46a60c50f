"""What GitHub sends is read as it is, and whatever else is handed in is refused in one line."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from functools import cache
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ladderci.event import MOST_BYTES, EventError, read_event
from ladderci.model import Event, EventKind
from tests.documents import slots
from tests.peers.node import require

Payload = dict[str, Any]

BASE, HEAD, BEFORE = "a" * 40, "b" * 40, "c" * 40
PULL_REQUEST: Final[Payload] = {
    "action": "synchronize",
    "number": 7,
    "before": BEFORE,
    "pull_request": {
        "number": 7,
        "user": {"login": "ada"},
        "base": {"ref": "main", "sha": BASE},
        "head": {"ref": "ada/review", "sha": HEAD, "repo": {"full_name": "ada/reviews"}},
    },
    "repository": {
        "full_name": "acme/reviews",
        "default_branch": "main",
        "html_url": "https://github.com/acme/reviews",
    },
}
MERGE_GROUP: Final[Payload] = {
    "action": "checks_requested",
    "merge_group": {"base_ref": "refs/heads/main", "base_sha": BASE, "head_sha": HEAD},
    "repository": PULL_REQUEST["repository"],
}


def read(payload: object, name: str = "pull_request_target") -> Event:
    return read_event(json.dumps(payload).encode(), name)


def edited(path: str, value: object, payload: Payload = PULL_REQUEST) -> Payload:
    """Return a payload with another value at a path."""
    copy = deepcopy(payload)
    *parents, last = path.split(".")
    target = copy
    for step in parents:
        target = target[step]
    target[last] = value
    return copy


def refusal(content: bytes, name: str = "pull_request_target") -> str:
    """Return the line that refuses an event."""
    with pytest.raises(EventError) as refused:
        read_event(content, name)
    line = str(refused.value)
    assert line.isprintable()
    assert ": " in line, "it says what to do"
    assert len(line) < 200
    return line


def test_a_pull_request_says_what_matters() -> None:
    assert read(PULL_REQUEST) == Event(
        kind=EventKind.PULL_REQUEST_TARGET,
        repository="acme/reviews",
        default_branch="main",
        base_branch="main",
        base=BASE,
        head=HEAD,
        number=7,
        author="ada",
        before=BEFORE,
        head_repository="ada/reviews",
        server="https://github.com",
    )


def test_a_merge_group_has_no_author_and_no_number() -> None:
    event = read(MERGE_GROUP, "merge_group")
    assert (event.kind, event.author, event.number, event.before) == (EventKind.MERGE_GROUP, "", 0, "")
    assert (event.base_branch, event.base, event.head) == ("main", BASE, HEAD)


def test_without_a_name_the_content_tells() -> None:
    assert read(PULL_REQUEST, "").kind is EventKind.PULL_REQUEST
    assert read(MERGE_GROUP, "").kind is EventKind.MERGE_GROUP


@pytest.mark.parametrize("action", ["opened", "reopened", "edited", None])
def test_only_a_push_has_a_head_before(action: str | None) -> None:
    assert read(edited("action", action)).before == ""


def test_a_deleted_fork_is_no_repository() -> None:
    assert read(edited("pull_request.head.repo", None)).head_repository == ""


@pytest.mark.parametrize("login", ["ada", "Ada-Quill", "ada_acme", "dependabot[bot]", "old--name-"])
def test_logins_of_people_companies_and_apps_are_read(login: str) -> None:
    assert read(edited("pull_request.user.login", login)).author == login


@pytest.mark.parametrize("branch", ["--upload-pack=x", "a$(id)", "dependabot/npm/x-1.2", "évaluation", "a'b\"c;d"])
def test_branches_are_plain_text(branch: str) -> None:
    assert read(edited("pull_request.base.ref", branch)).base_branch == branch


def test_a_server_of_the_companys_own_is_known() -> None:
    payload = edited("repository.html_url", "https://git.acme.example:8443/acme/reviews")
    assert read(payload).server == "https://git.acme.example:8443"


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *[("pull_request.head.sha", value) for value in ("main", "b" * 39, "B" * 40, f"{HEAD}\n", "", None, 5, [HEAD])],
        *[("pull_request.base.sha", value) for value in ("--help", f"{BASE}^", {"sha": BASE})],
        *[("before", value) for value in ("HEAD", None, 0)],
        *[("pull_request.user.login", value) for value in ("-ada", "ada\n", "ada quill", "ада", "[bot]", "a" * 200)],
        *[("pull_request.user.login", value) for value in ("../x", "ada[bot]x", "", None)],
        *[("pull_request.head.repo.full_name", value) for value in ("acme", "a/b/c", "acme/..", "acme/r r", "-x/r")],
        *[("repository.full_name", value) for value in ("acme/", "https://github.com/acme/reviews", None)],
        *[
            ("repository.html_url", value)
            for value in ("javascript:alert(1)//acme/reviews", "https://x@y/acme/reviews")
        ],
        *[("repository.html_url", value) for value in ("https://github.com/acme/other", None)],
        *[("pull_request.base.ref", value) for value in ("", "a b", "a\nb", "a\x1b[31m", "\ud800", "x" * 300, 1, None)],
        *[("repository.default_branch", value) for value in ("main\r", "a:b")],
        *[("pull_request.number", value) for value in (0, -1, True, 7.0, "7", None, 8, 2**70)],
        ("number", True),
    ],
)
def test_a_value_of_another_form_is_refused_and_not_repeated(path: str, value: object) -> None:
    line = refusal(json.dumps(edited(path, value)).encode())
    assert "number" in line if path == "number" else path in line


@pytest.mark.parametrize("ref", ["main", "refs/tags/main", "refs/heads/", "refs/heads/a b"])
def test_a_merge_group_goes_into_a_branch(ref: str) -> None:
    assert "base_ref" in refusal(json.dumps(edited("merge_group.base_ref", ref, MERGE_GROUP)).encode(), "merge_group")


@pytest.mark.parametrize("path", ["pull_request.user", "pull_request.head", "pull_request.base.sha", "repository"])
@pytest.mark.parametrize("value", [None, [], "x", 0])
def test_parts_of_another_type_are_refused(path: str, value: object) -> None:
    refusal(json.dumps(edited(path, value)).encode())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b"[]", "object"),
        (b"null", "object"),
        (b'"pull_request"', "object"),
        (b"[" * 1_000_000, "deep"),
        (b'{"a":' * 1_000_000, "deep"),
        (b'{"number": ' + b"9" * 10_000 + b"}", "JSON"),
        (b'{"a": NaN}', "number"),
        (b'{"a": -Infinity}', "number"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b" " * (MOST_BYTES + 1), "larger"),
    ],
    ids=range(14),
)
def test_what_is_no_event_is_refused(content: bytes, word: str) -> None:
    assert word in refusal(content)


def test_a_key_that_stands_twice_cannot_hide_another_author() -> None:
    content = json.dumps(PULL_REQUEST).replace('"login": "ada"', '"login": "grace", "login": "ada"')
    assert "twice" in refusal(content.encode())


@pytest.mark.parametrize("name", ["push", "issue_comment", "PULL_REQUEST", "x\n::error::", "schedule"])
def test_other_events_are_refused_by_name(name: str) -> None:
    assert "pull_request_target" in refusal(json.dumps(PULL_REQUEST).encode(), name)


def test_an_event_is_what_its_name_says() -> None:
    assert "GITHUB_EVENT_NAME" in refusal(json.dumps(PULL_REQUEST).encode(), "merge_group")
    assert "GITHUB_EVENT_NAME" in refusal(json.dumps(MERGE_GROUP).encode(), "pull_request")


@given(some.data())
@settings(max_examples=200, deadline=None)
def test_no_value_anywhere_makes_it_stumble(data: some.DataObject) -> None:
    payload = deepcopy(data.draw(some.sampled_from([PULL_REQUEST, MERGE_GROUP])))
    container, key = data.draw(some.sampled_from(slots(payload)))
    container[key] = data.draw(some.one_of(some.none(), some.booleans(), some.integers(), some.text(), some.just({})))
    with suppress(EventError):
        event = read(payload, "")
        assert len(event.head) == len(event.base) == 40


# --- what GitHub really sends ---------------------------------------------------------------------------------------


@cache
def sent(edition: str) -> tuple[tuple[str, Payload], ...]:
    """Return the examples of GitHub's own payloads, each with its event's name."""
    file = require(f"@octokit/webhooks-examples/{edition}/index.json")
    events = json.loads(file.read_text(encoding="utf-8"))
    return tuple((event["name"], example) for event in events for example in event["examples"])


@pytest.mark.parametrize("edition", ["api.github.com", "ghes-31", "ghes-35"])
def test_every_pull_request_that_github_sends_is_read(edition: str) -> None:
    payloads = [payload for name, payload in sent(edition) if name == "pull_request"]
    assert payloads
    for payload in payloads:
        event, told = read(payload, "pull_request"), payload["pull_request"]
        assert (event.repository, event.author, event.number) == ("Codertocat/Hello-World", "Codertocat", 2)
        assert (event.base_branch, event.default_branch) == ("master", "master")
        assert (event.base, event.head) == (told["base"]["sha"], told["head"]["sha"])
        assert event.head_repository == told["head"]["repo"]["full_name"]
        assert bool(event.before) == (payload["action"] == "synchronize")
        assert payload["repository"]["html_url"] == f"{event.server}/{event.repository}"
        assert read(payload, "") == event


def test_every_merge_group_that_github_sends_is_read() -> None:
    payloads = [payload for name, payload in sent("api.github.com") if name == "merge_group"]
    assert payloads
    for payload in payloads:
        event = read(payload, "merge_group")
        assert (event.base_branch, event.repository) == ("main", "octo-org/octo-repo")
        assert event.head == payload["merge_group"]["head_sha"]
        assert read(payload, "") == event


def test_everything_else_that_github_sends_is_refused_by_its_content() -> None:
    others = [payload for name, payload in sent("api.github.com") if name not in set(EventKind)]
    assert len(others) > 100
    for payload in others:
        refusal(json.dumps(payload).encode(), "")

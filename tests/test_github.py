"""The client of GitHub's API: what it reads and writes, and that nothing which goes wrong hangs, spills or travels."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
import traceback
from dataclasses import replace
from email.utils import formatdate
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ladderci.github import Comment, GitHub, Patience, ServiceError
from tests.peers import github as peer
from tests.peers.github import HEAD, NUMBER, REPOSITORY, TOKEN, WORKFLOW, Answer, Fault, GitHubStandIn, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

SHORT = Patience(answer=10.0, waiting=0.6, total=20.0, tries=3, pause=0.02, limit_pause=0.1)
HASTY = replace(SHORT, answer=0.3)
"""For what never answers; a true answer may take longer on a busy machine."""
BOUND = 10
"""Seconds in which each failing run ends, the machine's own slowness included."""
OTHER = "b" * 40


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def stand_in() -> Iterator[GitHubStandIn]:
    with GitHubStandIn() as running:
        yield running


@pytest.fixture
def service(stand_in: GitHubStandIn) -> Iterator[GitHub]:
    with GitHub(stand_in.address, REPOSITORY, TOKEN, SHORT) as client:
        yield client


def patience(name: str) -> Patience:
    """Return the patience to try a fault with."""
    return HASTY if FAULTS[name][0] in (peer.hang, peer.drip) else SHORT


def trouble(run: Callable[[], object]) -> str:
    """Return the message of the ServiceError that must come: one line, within the bound, without the token."""
    begun = time.monotonic()
    with pytest.raises(ServiceError) as caught:
        run()
    assert time.monotonic() - begun < BOUND
    message = str(caught.value)
    assert "\n" not in message
    assert TOKEN not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    return message


# What it does


def test_the_head_is_what_was_pushed_last(stand_in: GitHubStandIn, service: GitHub) -> None:
    assert service.head(NUMBER) == HEAD
    stand_in.heads[NUMBER] = OTHER
    assert service.head(NUMBER) == OTHER


@pytest.mark.parametrize("amount", [0, 1, 99, 100, 101, 250])
def test_comments_come_from_all_pages_oldest_first(stand_in: GitHubStandIn, service: GitHub, amount: int) -> None:
    keys = [stand_in.write(f"comment {index}", "ada") for index in range(amount)]
    found = service.comments(NUMBER)
    assert found == tuple(Comment(key, "ada", f"comment {index}") for index, key in enumerate(keys))


def test_a_full_page_has_a_next_one_whatever_became_of_its_links(stand_in: GitHubStandIn, service: GitHub) -> None:
    for index in range(101):
        stand_in.write(f"comment {index}", "ada")

    def leave_links_out(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
        assert answer
        peer.send(handler, answer.status, answer.body)

    stand_in.fail(leave_links_out, after=True)
    assert len(service.comments(NUMBER)) == 101


def test_a_comment_is_created_changed_and_deleted(stand_in: GitHubStandIn, service: GitHub) -> None:
    created = service.create(NUMBER, "first")
    assert (created.author, created.body, stand_in.bodies()) == (WORKFLOW, "first", ["first"])
    assert service.update(created.id, "second")
    assert stand_in.bodies() == ["second"]
    service.delete(created.id)
    assert stand_in.bodies() == []


def test_a_comment_that_is_gone_cannot_be_changed_and_need_not_be_deleted(
    stand_in: GitHubStandIn, service: GitHub
) -> None:
    assert not service.update(4711, "text")
    service.delete(4711)
    assert stand_in.calls == ["PATCH issues/comments/4711", "DELETE issues/comments/4711"]


def test_a_comment_may_have_no_author_any_more(stand_in: GitHubStandIn, service: GitHub) -> None:
    key = stand_in.write("text", "ada")
    stand_in.comments[NUMBER][0]["user"] = None
    assert service.comments(NUMBER) == (Comment(key, "", "text"),)


def test_every_letter_arrives(service: GitHub) -> None:
    body = "🏆 ü \u2028 \\u0041 \r\n \t </details> & “quotes” \U0001f469\u200d\U0001f4bb"
    assert service.create(NUMBER, body).body == body == service.comments(NUMBER)[0].body


def test_a_server_has_its_api_below_a_path() -> None:
    with GitHubStandIn(prefix="/api/v3") as stand_in, GitHub(f"{stand_in.address}/", REPOSITORY, TOKEN) as service:
        assert service.head(NUMBER) == HEAD
        assert service.create(NUMBER, "text") in service.comments(NUMBER)


def test_a_comment_that_github_would_not_take_is_refused(service: GitHub) -> None:
    assert "(422)" in trouble(lambda: service.create(NUMBER, "x" * 65_537))
    assert "(422)" in trouble(lambda: service.create(NUMBER, " "))


def test_a_pull_request_that_is_not_there(service: GitHub) -> None:
    assert "(404): check the names" in trouble(lambda: service.head(8))


def test_a_wrong_token(stand_in: GitHubStandIn) -> None:
    with GitHub(stand_in.address, REPOSITORY, f"{TOKEN}x", SHORT) as service:
        assert "hand the job's own GITHUB_TOKEN" in trouble(lambda: service.head(NUMBER))
    assert len(stand_in.requests) == 1


# What goes wrong on the way: the fault, what is said, and how often it was tried

FAULTS: dict[str, tuple[Fault, str, int]] = {
    "401": (refuse(401), "does not accept the token (401): hand the job's own GITHUB_TOKEN", 1),
    "403": (refuse(403, "Resource not accessible by integration"), "(403): give the job `pull-requests: write`", 1),
    "403, limit": (refuse(403, "You have exceeded a secondary rate limit."), "gets too many requests (403)", 3),
    "403, limit with wait": (refuse(403, "", {"Retry-After": "0"}), "gets too many requests (403)", 3),
    "404": (refuse(404), "(404): check the names and the token's rights", 1),
    "410": (refuse(410), "refuses this (410)", 1),
    "422": (refuse(422), "refuses what was sent (422)", 1),
    "429": (refuse(429), "gets too many requests (429): run this job again later", 3),
    "429 with wait": (refuse(429, "", {"Retry-After": "0"}), "gets too many requests (429)", 3),
    "500": (refuse(500), "is not well (500): run this job again later", 3),
    "502": (refuse(502), "is not well (502)", 3),
    "503": (refuse(503), "is not well (503)", 3),
    "504": (refuse(504), "is not well (504)", 3),
    "505": (refuse(505), "is not well (505)", 3),
    "page": (peer.page(), "answers with a page instead of JSON: check GITHUB_API_URL", 1),
    "page of an error": (peer.page(502), "is not well (502)", 3),
    "202": (refuse(202), "wants this sent elsewhere", 1),
    "hung up": (peer.lose, "cannot be reached, or hangs up", 3),
    "cut": (peer.cut, "answers that end too early", 3),
    "cut, length unknown": (peer.cut_unannounced, "answers that end too early", 3),
    "hanging": (peer.hang, "takes too long to answer", 3),
    "dripping": (peer.drip, "takes too long to answer", 3),
    "no HTTP": (peer.speak_otherwise, "cannot be reached", 3),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_within_the_bound_and_without_the_token(
    stand_in: GitHubStandIn, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    fault, words, tries = FAULTS[name]
    stand_in.fail(fault)
    with GitHub(stand_in.address, REPOSITORY, TOKEN, patience(name)) as service:
        message = trouble(lambda: service.comments(NUMBER))
    assert words in message
    assert message.startswith("127.0.0.1:")
    assert len(stand_in.requests) == tries
    assert TOKEN not in "".join(capfd.readouterr())


@pytest.mark.parametrize("name", ["403", "422", "429", "503", "page", "cut", "hung up", "202"])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_writing_fails_in_the_same_words(stand_in: GitHubStandIn, service: GitHub, name: str, method: str) -> None:
    fault, words, tries = FAULTS[name]
    key = stand_in.write("text", WORKFLOW)
    stand_in.fail(fault)
    writing: dict[str, Callable[[], object]] = {
        "POST": lambda: service.create(NUMBER, "text"),
        "PATCH": lambda: service.update(key, "text"),
        "DELETE": lambda: service.delete(key),
    }
    assert words in trouble(writing[method])
    assert len(stand_in.requests) == tries


@pytest.mark.parametrize("name", [name for name, (_, _, tries) in FAULTS.items() if tries > 1])
def test_what_passes_is_tried_again(stand_in: GitHubStandIn, name: str) -> None:
    stand_in.write("text", "ada")
    stand_in.fail(FAULTS[name][0], times=2)
    with GitHub(stand_in.address, REPOSITORY, TOKEN, replace(patience(name), tries=10)) as service:
        assert [comment.body for comment in service.comments(NUMBER)] == ["text"]


def test_nobody_is_listening() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with GitHub(address, REPOSITORY, TOKEN, SHORT) as service:
            assert "cannot be reached" in trouble(lambda: service.head(NUMBER))


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=shake_hands, args=(listening, certificate(tmp_path)), daemon=True).start()
        address = f"https://127.0.0.1:{listening.getsockname()[1]}"
        with GitHub(address, REPOSITORY, TOKEN, SHORT) as service:
            assert "REQUESTS_CA_BUNDLE" in trouble(lambda: service.head(NUMBER))


def shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    with connection, pytest.raises(OSError):  # noqa: PT011  (the client refuses, each version in its own words)
        context.wrap_socket(connection, server_side=True)


def certificate(folder: Path) -> ssl.SSLContext:
    """Return what a server needs whose certificate only it itself has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "api.acme.example")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + dt.timedelta(hours=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = signed.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, *form)
    (folder / "server.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


# Waiting


def test_retry_after_is_respected(stand_in: GitHubStandIn) -> None:
    stand_in.fail(refuse(429, "", {"Retry-After": "1"}), times=1)
    begun = time.monotonic()
    with GitHub(stand_in.address, REPOSITORY, TOKEN, Patience(waiting=1.5)) as service:
        assert service.head(NUMBER) == HEAD
    assert time.monotonic() - begun >= 1


HOUR = time.time() + 3600


@pytest.mark.parametrize("status", [403, 429, 503])
@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "3600"},
        {"Retry-After": formatdate(HOUR, usegmt=True)},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(HOUR))},
    ],
)
def test_a_longer_wait_than_there_is_patience_for_ends_the_run_at_once(
    stand_in: GitHubStandIn, service: GitHub, status: int, headers: dict[str, str]
) -> None:
    stand_in.fail(refuse(status, "", headers))
    message = trouble(lambda: service.head(NUMBER))
    assert "seconds at the earliest" in message
    assert 3000 < int(message.split(" in ")[1].split()[0]) < 3700
    assert len(stand_in.requests) == 1


@pytest.mark.parametrize("words", ["", "soon", "-1", "1.5", "1e9", "9" * 40, "31 Feb", "\u00b2", "\u00ff", "1 2"])
def test_a_wait_in_words_unknown_is_as_long_as_our_own(stand_in: GitHubStandIn, service: GitHub, words: str) -> None:
    stand_in.fail(refuse(429, "", {"Retry-After": words}), times=1)
    begun = time.monotonic()
    assert service.head(NUMBER) == HEAD
    assert time.monotonic() - begun >= SHORT.limit_pause


def test_a_wait_until_the_end_of_time(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.fail(refuse(429, "", {"Retry-After": "Fri, 31 Dec 9999 23:59:59 -2359"}))
    assert "gets too many requests" in trouble(lambda: service.head(NUMBER))


def test_all_waits_together_have_one_bound(stand_in: GitHubStandIn) -> None:
    stand_in.fail(refuse(429), times=2)
    stand_in.fail(refuse(429), times=1, method="POST")
    patience = Patience(waiting=0.25, limit_pause=0.1)
    with GitHub(stand_in.address, REPOSITORY, TOKEN, patience) as service:
        assert service.head(NUMBER) == HEAD
        assert "in 1 seconds at the earliest" in trouble(lambda: service.create(NUMBER, "text"))


def test_a_list_without_end_ends(stand_in: GitHubStandIn) -> None:
    stand_in.write("text", "ada")
    endless = json.dumps(stand_in.comments[NUMBER]).encode()
    headers = {"Link": f'<{stand_in.address}/x?page=2>; rel="next"'}
    stand_in.fail(lambda handler, _: peer.send(handler, 200, endless, headers), times=100_000)
    with GitHub(stand_in.address, REPOSITORY, TOKEN, Patience(total=0.5)) as service:
        assert "takes too long" in trouble(lambda: service.comments(NUMBER))


def test_when_time_is_up_nothing_more_is_asked(stand_in: GitHubStandIn) -> None:
    with GitHub(stand_in.address, REPOSITORY, TOKEN, Patience(total=0)) as service:
        assert "takes too long altogether" in trouble(lambda: service.create(NUMBER, "text"))
    assert stand_in.requests == []


# Where a token goes


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_redirect_is_refused_and_the_other_host_sees_nothing(
    stand_in: GitHubStandIn, service: GitHub, status: int, method: str
) -> None:
    key = stand_in.write("text", WORKFLOW)
    asking: dict[str, Callable[[], object]] = {
        "GET": lambda: service.head(NUMBER),
        "POST": lambda: service.create(NUMBER, "text"),
        "PATCH": lambda: service.update(key, "text"),
        "DELETE": lambda: service.delete(key),
    }
    with GitHubStandIn() as elsewhere:
        stand_in.fail(peer.redirect(f"{elsewhere.address}/repos/{REPOSITORY}/pulls/{NUMBER}", status))
        assert "a token does not travel" in trouble(asking[method])
        assert elsewhere.requests == []
    assert len(stand_in.requests) == 1


def test_a_redirect_within_the_host_is_refused_too(stand_in: GitHubStandIn, service: GitHub) -> None:
    stand_in.fail(peer.redirect(f"{stand_in.address}/repos/acme/renamed/pulls/7", 301))
    assert "whether the repository moved" in trouble(lambda: service.head(NUMBER))
    assert len(stand_in.requests) == 1


def test_a_next_page_elsewhere_is_asked_for_here(stand_in: GitHubStandIn, service: GitHub) -> None:
    bodies = [f"comment {index}" for index in range(150)]
    for body in bodies:
        stand_in.write(body, "ada")
    with GitHubStandIn() as elsewhere:

        def point_elsewhere(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
            assert answer
            link = {"Link": f'<{elsewhere.address}/repos/{REPOSITORY}/issues/7/comments?page=2>; rel="next"'}
            peer.send(handler, answer.status, answer.body, link)

        stand_in.fail(point_elsewhere, times=1, after=True)
        assert [comment.body for comment in service.comments(NUMBER)] == bodies
        assert elsewhere.requests == []


def test_the_token_shows_nowhere(service: GitHub) -> None:
    assert repr(service) == f"GitHub('{REPOSITORY}')"


@pytest.mark.parametrize("token", ["", " ", "two words", f"{TOKEN}\n", f"{TOKEN}\r\nX-Other: 1", "schlüssel"])
def test_what_cannot_be_a_token_is_never_sent(stand_in: GitHubStandIn, token: str) -> None:
    message = trouble(lambda: GitHub(stand_in.address, REPOSITORY, token))
    assert "set GITHUB_TOKEN" in message
    assert not token.strip() or token not in message


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.github.com",
        "http://api.github.com",
        "ftp://api.github.com",
        "file:///etc/passwd",
        f"https://ada:{TOKEN}@api.github.com",
        "https://",
        "https://[::1",
        "https://api.github.com:port",
        "https://api.github.com/?x=1",
        "https://api.github.com/#x",
    ],
)
def test_a_token_goes_to_no_address_that_is_unsafe(address: str) -> None:
    assert "GITHUB_API_URL is not an API's address" in trouble(lambda: GitHub(address, REPOSITORY, TOKEN))


@pytest.mark.parametrize(
    "name", ["", "acme", "acme/", "acme/..", "acme/.", "../reviews", "acme/a/b", "acme/a?b", "a b/c"]
)
def test_a_repository_has_an_owner_and_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a repository"):
        GitHub("https://api.github.com", name, TOKEN)


# What answers in another shape

SHAPES = ["{}", "[]", "null", '"text"', "3", '{"head": null}', '{"head": {"sha": 3}}', '{"head": {"sha": "main"}}']


@pytest.mark.parametrize("text", SHAPES)
def test_a_head_in_another_shape(stand_in: GitHubStandIn, service: GitHub, text: str) -> None:
    stand_in.fail(lambda handler, _: peer.send(handler, 200, text.encode()))
    assert "in another shape" in trouble(lambda: service.head(NUMBER))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "null",
        "[null]",
        "[{}]",
        '[{"id": "1", "user": null, "body": ""}]',
        '[{"id": true, "user": null, "body": ""}]',
        '[{"id": 1, "user": {}, "body": ""}]',
        '[{"id": 1, "user": null, "body": 3}]',
    ],
)
def test_comments_in_another_shape(stand_in: GitHubStandIn, service: GitHub, text: str) -> None:
    stand_in.fail(lambda handler, _: peer.send(handler, 200, text.encode()))
    assert "in another shape" in trouble(lambda: service.comments(NUMBER))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"[" * 100_000, {}),
        (b"\xff\xfe[]", {}),
        (b"not gzip", {"Content-Encoding": "gzip"}),
        (b"[]", {"X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "few"}),
        (b"[]", {"Content-Type": "application/json; charset=nonsense"}),
    ],
)
def test_an_answer_without_sense_is_one_line(
    stand_in: GitHubStandIn, service: GitHub, body: bytes, headers: dict[str, str]
) -> None:
    stand_in.fail(lambda handler, _: peer.send(handler, 200, body, headers))
    if b"nonsense" in repr(headers).encode():
        assert service.comments(NUMBER) == ()
    else:
        assert "check" in trouble(lambda: service.comments(NUMBER))


# What must be there


def test_without_pygithub_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "github", None)
    assert "pip install 'ladderci[github]'" in trouble(lambda: GitHub("https://api.github.com", REPOSITORY, TOKEN))


def test_whoever_does_not_use_it_does_not_load_it() -> None:
    code = "import sys, ladderci.app.commenting; sys.exit(bool({'github', 'requests', 'urllib3'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The stand-in can say no


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "user", None),
        ("PUT", f"repos/{REPOSITORY}/pulls/7", None),
        ("GET", f"repos/{REPOSITORY}/pulls/seven", None),
        ("GET", f"repos/{REPOSITORY}/issues/7/comments?size=3", None),
        ("GET", f"repos/{REPOSITORY}/issues/7/comments?page=two", None),
        ("POST", f"repos/{REPOSITORY}/issues/7/comments", {}),
        ("POST", f"repos/{REPOSITORY}/issues/7/comments", {"body": 3}),
        ("POST", f"repos/{REPOSITORY}/issues/7/comments", {"body": "text", "colour": "red"}),
        ("DELETE", f"repos/{REPOSITORY}/issues/comments/7", {"body": "text"}),
    ],
)
def test_the_stand_in_complains_about_what_github_does_not_describe(method: str, path: str, body: object) -> None:
    from github import Auth, Github

    stand_in = GitHubStandIn()
    with stand_in, Github(auth=Auth.Token(TOKEN), base_url=stand_in.address, retry=None) as client:
        client.requester.requestJson(method, f"/{path}", input=body)
        assert len(stand_in.complaints) == 1
        stand_in.complaints.clear()


def test_the_stand_in_complains_about_its_own_answers() -> None:
    with pytest.raises(AssertionError, match="'html_url' is a required property"):
        stand_in_that_forgets()


def stand_in_that_forgets() -> None:
    with GitHubStandIn() as stand_in, GitHub(stand_in.address, REPOSITORY, TOKEN) as service:
        stand_in.write("text", "ada")
        del stand_in.comments[NUMBER][0]["html_url"]
        service.comments(NUMBER)

"""A stand-in for GitHub's API with state, and the ways in which a real one, or a proxy before it, goes wrong.

It checks the token, and judges every request and every answer of its own by GitHub's description.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tests.peers import openapi

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "ghs_0Tr7ThisIsTheTokenThatMustNeverShow"  # noqa: S105  (the stand-in's own)
WORKFLOW = "github-actions[bot]"
REPOSITORY = "acme/reviews"
HEAD = "a" * 40
NUMBER = 7
_MOST = 65_536
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def call(self) -> str:
        """Method and path without the repository, such as `GET pulls/7`."""
        path = urlsplit(self.target).path
        return f"{self.method} {path.partition(f'/repos/{REPOSITORY}/')[2] or path}"


@dataclass(slots=True)
class Answer:
    """What is sent back."""

    status: int
    content: object = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The content as it is sent."""
        return b"" if self.content is None else json.dumps(self.content).encode()


Fault: TypeAlias = "Callable[[BaseHTTPRequestHandler, Answer | None], None]"
"""Writes to the socket whatever it likes; is handed the true answer where the request was carried out first."""


@dataclass(slots=True)
class _Planned:
    fault: Fault
    times: int
    method: str
    is_after: bool


class GitHubStandIn:
    """One repository's pull requests and their conversations, for as long as the `with` block lasts.

    At the end of the block everything that GitHub's description does not allow, in a request or in an answer of the
    stand-in itself, is an AssertionError. `prefix` is the path before the API's own, as on a server.
    """

    def __init__(self, *, prefix: str = "") -> None:
        self._description = openapi.description()
        self._prefix = prefix
        self._lock = threading.Lock()
        self._planned: list[_Planned] = []
        self._next_id = 1_000
        self._server = _Server(("127.0.0.1", 0), partial(_Handler, self))
        self.is_over = threading.Event()
        self.complaints: list[str] = []
        self.requests: list[Request] = []
        self.heads = {NUMBER: HEAD}
        """The head's full id by the number of the pull request; change it to push."""
        self.logins = {TOKEN: WORKFLOW}
        """Who writes, by token."""
        self.comments: dict[int, list[dict[str, Any]]] = {}
        """The comments as GitHub describes them, by the number of the pull request."""

    def __enter__(self) -> Self:
        threading.Thread(target=partial(self._server.serve_forever, 0.01), daemon=True).start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()
        if kind is None:
            assert not self.complaints, "\n".join(self.complaints)

    @property
    def address(self) -> str:
        """What `GITHUB_API_URL` says."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._prefix}"

    @property
    def calls(self) -> list[str]:
        """Every request that came in, in order, as `METHOD path`."""
        return [request.call for request in self.requests]

    def bodies(self, number: int = NUMBER) -> list[str]:
        """Return the comments of a pull request, oldest first."""
        return [comment["body"] for comment in self.comments.get(number, [])]

    def write(self, body: str, author: str, number: int = NUMBER) -> int:
        """Let somebody comment, as through the site, and return the comment's id."""
        with self._lock:
            return int(self._create(number, body, author)["id"])

    def fail(self, fault: Fault, *, times: int = 1_000, method: str = "", after: bool = False) -> None:
        """Let the next requests, or those of one method, fail; with `after`, once they have been carried out."""
        self._planned.append(_Planned(fault, times, method, after))

    def handle(self, handler: BaseHTTPRequestHandler, request: Request) -> None:
        """Answer one request, or fail it as planned."""
        with self._lock:
            self.requests.append(request)
            planned = self._next_fault(request.method)
            answer = None if planned and not planned.is_after else self._judged(request)
        if planned:
            planned.fault(handler, answer)
        elif answer:
            send(handler, answer.status, answer.body, answer.headers)

    def _next_fault(self, method: str) -> _Planned | None:
        for planned in self._planned:
            if planned.times and planned.method in ("", method):
                planned.times -= 1
                return planned
        return None

    def _judged(self, request: Request) -> Answer:
        target = request.target.removeprefix(self._prefix)
        operation = self._description.operation(request.method, target)
        if operation is None or not request.target.startswith(self._prefix):
            self.complaints.append(f"nobody should call {request.method} {request.target}")
            return error(404, "Not Found")
        wrong = list(self._description.complaints_about_request(operation, target, request.body))
        answer = error(422, "Validation Failed") if wrong else self._answer(request, operation, target)
        wrong += self._description.complaints_about_answer(operation, answer.status, answer.body)
        self.complaints += wrong
        return answer

    def _answer(self, request: Request, operation: openapi.Operation, target: str) -> Answer:
        if not request.headers.get("user-agent"):
            return error(403, "Request forbidden by administrative rules.")
        login = self._login(request)
        if not login:
            return error(401, "Bad credentials")
        path = urlsplit(target).path.removesuffix("/comments")
        last = int(path.rpartition("/")[2])
        if operation.path.endswith("{comment_id}"):
            return self._one_comment(request, last)
        if last not in self.heads or not path.startswith(f"/repos/{REPOSITORY}/"):
            return error(404, "Not Found")
        is_pull = operation.path.endswith("{pull_number}")
        return Answer(200, self._pull(last)) if is_pull else self._conversation(request, target, last, login)

    def _login(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self.logins.get(token, "") if scheme.lower() in ("bearer", "token") else ""

    def _pull(self, number: int) -> dict[str, Any]:
        pull = self._description.example("pull-request")
        pull |= {"number": number, "requested_teams": []}  # the example's team lacks a key that is required
        pull["head"]["sha"] = self.heads[number]
        return pull

    def _conversation(self, request: Request, target: str, number: int, login: str) -> Answer:
        if request.method == "GET":
            return self._page(number, {key: int(value[0]) for key, value in parse_qs(urlsplit(target).query).items()})
        body = json.loads(request.body)["body"]
        return _refused_body(body) or Answer(201, self._create(number, body, login))

    def _one_comment(self, request: Request, key: int) -> Answer:
        for comments in self.comments.values():
            for comment in comments:
                if comment["id"] == key:
                    return self._changed(request, comments, comment)
        return error(404, "Not Found")

    def _changed(self, request: Request, comments: list[dict[str, Any]], comment: dict[str, Any]) -> Answer:
        if request.method == "DELETE":
            comments.remove(comment)
            return Answer(204)
        if request.method == "PATCH":
            body = json.loads(request.body)["body"]
            if refused := _refused_body(body):
                return refused
            comment["body"] = body
        return Answer(200, dict(comment))

    def _create(self, number: int, body: str, login: str) -> dict[str, Any]:
        self._next_id += 1
        comment = self._description.example("issue-comment")
        place = f"{self.address}/repos/{REPOSITORY}/issues"
        comment |= {"id": self._next_id, "body": body, "url": f"{place}/comments/{self._next_id}"}
        comment["issue_url"] = f"{place}/{number}"
        comment["user"] |= {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}
        self.comments.setdefault(number, []).append(comment)
        return dict(comment)

    def _page(self, number: int, query: dict[str, int]) -> Answer:
        size, page = min(query.get("per_page", 30), 100), query.get("page", 1)
        comments = self.comments.get(number, [])
        last = max(-(-len(comments) // size), 1)
        pages = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        place = f"{self.address}/repositories/1/issues/{number}/comments?per_page={size}"
        # GitHub names the repository by its id here
        links = [
            f'<{place}&page={to}>; rel="{name}"'
            for name, to in pages.items()
            if 1 <= to <= last and (page < last if name in ("next", "last") else page > 1)
        ]
        found = [dict(one) for one in comments[(page - 1) * size : page * size]]
        return Answer(200, found, {"Link": ", ".join(links)} if links else {})


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    """Write a whole answer at once; JSON unless the headers say otherwise."""
    content = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status} Status"]
    lines += [f"{name}: {value}" for name, value in {**content, **(headers or {})}.items()]
    handler.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def refuse(status: int, message: str = "", headers: dict[str, str] | None = None) -> Fault:
    """Answer with an error in GitHub's shape; the message repeats the token, as nobody should."""
    content = json.dumps(error(status, f"{message} {TOKEN}").content).encode()
    return lambda handler, _: send(handler, status, content, headers)


def page(status: int = 200) -> Fault:
    """Answer with a page for people, as a proxy or a failing front does."""
    body = f"<!DOCTYPE html><title>Unicorn!</title>{TOKEN}".encode()
    return lambda handler, _: send(handler, status, body, {"Content-Type": "text/html"})


def redirect(address: str, status: int = 302) -> Fault:
    """Send the request elsewhere."""
    return lambda handler, _: send(handler, status, b"", {"Location": address})


def lose(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Hang up without a word."""
    handler.close_connection = True


def cut(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Hang up in the middle of the announced content."""
    send(handler, 200, b'[{"id": 1, "bo', {"Content-Length": "5000"})
    handler.close_connection = True


def cut_unannounced(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Hang up in the middle of content whose length nobody told."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"head": {"sha": "aaaa')
    handler.close_connection = True


def speak_otherwise(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Answer in a protocol that is not HTTP."""
    handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")
    handler.close_connection = True


def hang(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Take the request and say nothing until the stand-in closes."""
    _standing(handler).is_over.wait(30)
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Send a byte now and then: no single read takes long, the answer never ends."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n[")
    while not _standing(handler).is_over.wait(0.05):
        handler.wfile.write(b" ")
    handler.close_connection = True


def _standing(handler: BaseHTTPRequestHandler) -> GitHubStandIn:
    assert isinstance(handler, _Handler)
    return handler.stand_in


def error(status: int, message: str) -> Answer:
    """Return an error in the shape of all of GitHub's."""
    return Answer(status, {"message": message, "documentation_url": "https://docs.github.com", "status": str(status)})


def _refused_body(body: str) -> Answer | None:
    return error(422, "Validation Failed") if not body.strip() or len(body) > _MOST else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hung up has its own test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, stand_in: GitHubStandIn, *arguments: Any) -> None:  # noqa: ANN401  (the server's own)
        self.stand_in = stand_in
        super().__init__(*arguments)

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.stand_in.handle(self, Request(self.command, self.path, headers, body))

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = do_HEAD = _take  # noqa: N815  (the names that http.server calls)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the name that http.server uses)
        """Say nothing: what came in is kept."""

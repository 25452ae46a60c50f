"""How a service, or the way to it, goes wrong: at the socket, whatever the client is made of.

Those of any HTTP service are in `tests.peers.github`; here are GraphQL's own, clocks that are wrong, and places where
nobody answers or somebody only listens. What fails on purpose repeats the token, as nobody should.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from email.utils import formatdate, parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from tests.peers.github import TOKEN, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

    from tests.peers.github import Answer, Fault

Data: TypeAlias = dict[str, Any]

HOUR = 3600.0


def errors(kind: str, message: str = "", *, status: int = 200, headers: dict[str, str] | None = None) -> Fault:
    """Answer with an error in GraphQL's shape and no data at all, HTTP's status being as good as ever."""
    body = json.dumps({"errors": [_error(kind, message)]}).encode()
    return lambda handler, _: send(handler, status, body, headers)


def empty(kind: str = "", message: str = "") -> Fault:
    """Answer with `data: null`, and with an error where a kind is named."""
    content = {"data": None, **({"errors": [_error(kind, message)]} if kind else {})}
    return lambda handler, _: send(handler, 200, json.dumps(content).encode())


def changed(change: Callable[[Data], None]) -> Fault:
    """Answer truly, but for what `change` does to the whole content; to be planned with `after`."""

    def fault(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
        assert answer
        content = json.loads(answer.body)
        change(content)
        send(handler, answer.status, json.dumps(content).encode(), answer.headers)

    return fault


def every_second(kind: str) -> Fault:
    """Leave every second of the things that were asked for out, and say why; with an empty kind say nothing."""

    def change(content: Data) -> None:
        for alias in list(content["data"])[::2]:
            content["data"][alias] = None
            if kind:
                content.setdefault("errors", []).append({**_error(kind), "path": [alias]})

    return changed(change)


def missing_keys(content: Data) -> None:
    """Leave every second of the things that were asked for out, even their names; a change for `changed`."""
    for alias in list(content["data"])[::2]:
        del content["data"][alias]


def beyond(most: int, fault: Fault) -> Fault:
    """Fail where more things were asked for than that, else answer truly; to be planned with `after`."""

    def either(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
        assert answer
        if len(json.loads(answer.body).get("data") or ()) > most:
            fault(handler, answer)
        else:
            send(handler, answer.status, answer.body, answer.headers)

    return either


def half(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
    """Hang up in the middle of the true answer; to be planned with `after`."""
    assert answer
    send(handler, answer.status, answer.body[: len(answer.body) // 2], {"Content-Length": str(len(answer.body))})
    handler.close_connection = True


def page_with_status(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
    """Answer with a page that asks people to sign in, as a proxy does, and with 200."""
    body = f"<html><title>Sign in</title><form>{TOKEN}</form></html>".encode()
    send(handler, 200, body, {"Content-Type": "text/html; charset=utf-8"})


def clock(off: float) -> Fault:
    """Answer truly, by a clock that is so many seconds off; to be planned with `after`."""

    def fault(handler: BaseHTTPRequestHandler, answer: Answer | None) -> None:
        assert answer
        headers = dict(answer.headers)
        moment = parsedate_to_datetime(headers["Date"]).timestamp()
        headers["Date"] = formatdate(moment + off, usegmt=True)
        headers["X-RateLimit-Reset"] = str(int(headers["X-RateLimit-Reset"]) + int(off))
        send(handler, answer.status, answer.body, headers)

    return fault


def limit_by_clock(off: float, wait: float) -> Fault:
    """Say that the limit is reached and ends so many seconds from now, by a clock that is `off`."""

    def fault(handler: BaseHTTPRequestHandler, _: Answer | None) -> None:
        now = time.time() + off
        headers = {
            "Date": formatdate(now, usegmt=True),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(now + wait)),
        }
        body = json.dumps({"errors": [_error("RATE_LIMITED", "API rate limit exceeded")]}).encode()
        send(handler, 200, body, headers)

    return fault


def _error(kind: str, message: str = "") -> dict[str, object]:
    return {"type": kind, "message": f"{message or 'Something went wrong.'} {TOKEN} ::error::x\x1b[31m"}


def nobody() -> str:
    """Return an address where every connection is refused."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


class Listener:
    """Another host, which keeps whatever arrives and answers as the first one should have."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.address = f"http://localhost:{self._socket.getsockname()[1]}"
        """Its name is another one than that of the stand-ins."""
        self.heard: list[bytes] = []
        """What came, a connection each; an empty one is a connection that said nothing."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with connection:
                    connection.settimeout(1)
                    self.heard.append(b"")
                    with suppress(OSError):
                        self.heard[-1] = connection.recv(65_536)
                        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"data": {}}')

"""Git over http on loopback by `git http-backend`, with what GitHub adds: `refs/pull/N/head` and fetch by id."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Self, cast

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_SETTINGS = (
    # GitHub hands out any object that its repository has, by its full id.
    ("uploadpack.allowAnySHA1InWant", "true"),
    ("uploadpack.allowFilter", "true"),
    ("gc.auto", "0"),
)


@dataclass(frozen=True)
class Request:
    """What was asked for, and with which token; empty for nobody's."""

    method: str
    path: str
    token: str


class GitServer:
    """Serves bare repositories to those who bring the token; without a token, to everybody."""

    def __init__(self, root: Path, token: str = "") -> None:
        """Serve the repositories below a folder; nothing is answered before the server is entered."""
        self.root = root
        self.token = token
        self.requests: list[Request] = []
        self._server = _Server(self)

    @property
    def url(self) -> str:
        """Where the repositories are, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def create(self, name: str) -> HostedRepository:
        """Make an empty repository, such as `acme/reviews`."""
        path = self.root / f"{name}.git"
        _git("init", "--quiet", "--bare", "--initial-branch=main", str(path))
        for key, value in _SETTINGS:
            _git("-C", str(path), "config", key, value)
        return HostedRepository(f"{self.url}/{name}", path)

    def __enter__(self) -> Self:
        """Begin to answer."""
        Thread(target=self._server.serve_forever, name="git server", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Stop to answer."""
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True)
class HostedRepository:
    """A repository as GitHub hosts it."""

    url: str
    path: Path

    def take(self, workspace: Path, revision: str, ref: str) -> str:
        """Take a revision of a work tree's repository as one of our refs, by force; return its full id."""
        _git("-C", str(workspace), "push", "--quiet", "--force", str(self.path), f"{revision}:{ref}")
        return _git("-C", str(self.path), "rev-parse", ref)


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout.strip()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: GitServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site


class _Handler(BaseHTTPRequestHandler):
    """What a web server does for a program of the common gateway interface (RFC 3875)."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base's signature
        """Stay silent: the requests are kept."""

    def _answer(self) -> None:
        site, token = cast("_Server", self.server).site, self._token()
        path, _, query = self.path.partition("?")
        site.requests.append(Request(self.command, path, token))
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if site.token and token != site.token:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="GitHub"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._pass_on(_run_backend(self._environment(site.root, path, query), body))

    def _token(self) -> str:
        """Return the token of `Authorization`, as git sends it (Basic, any user) or an API's client (Bearer)."""
        scheme, _, credentials = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "basic":
            return base64.b64decode(credentials).decode().partition(":")[2]
        return credentials

    def _environment(self, root: Path, path: str, query: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            # As at GitHub, a repository's address may end in .git or not.
            "PATH_INFO": re.sub(r"^(/[^/]+/[^/]+?)(\.git)?/", r"\1.git/", path),
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }

    def _pass_on(self, answer: bytes) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = [line.partition(": ")[::2] for line in head.decode().splitlines()]
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _run_backend(environment: dict[str, str], body: bytes) -> bytes:
    # Where it refuses something (an object that is gone), the answer says so; how it ended is nothing to a web server.
    return subprocess.run(["git", "http-backend"], env=environment, input=body, capture_output=True, check=False).stdout

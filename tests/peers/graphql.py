"""GitHub's GraphQL side: queries are carried out by GraphQL's own implementation, over GitHub's own schema."""

from __future__ import annotations

import atexit
import functools
import json
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.peers import node
from tests.peers.github import Answer, GitHubStandIn, error

if TYPE_CHECKING:
    from tests.peers.forge import Repository
    from tests.peers.github import Request

_SCRIPT = Path(__file__).with_suffix(".mjs")
_SECONDS = 30
POINTS = 5_000
"""An hour, for a person's token (GitHub's documentation of its rate limits)."""


@dataclass(frozen=True, slots=True)
class Query:
    """One query as it came in, and what it cost."""

    text: str
    variables: dict[str, Any]
    cost: int


class GraphQLStandIn(GitHubStandIn):
    """A made-up GitHub with its REST and its GraphQL side, for as long as the `with` block lasts.

    What is in `repositories` may change between two requests. At the end of the block it is an AssertionError where
    a query was not valid, or asked for more than GitHub gives, or for what this stand-in has not been taught.
    """

    def __init__(self, *repositories: Repository, is_enterprise: bool = False) -> None:
        super().__init__(prefix="/api/v3" if is_enterprise else "")
        self._engine = _engine()
        self._path = "/api/graphql" if is_enterprise else "/graphql"
        self.repositories = list(repositories)
        self.renamed: dict[str, str] = {}
        """Today's name of a repository by one that it had."""
        self.host = "github.com"
        """Whose addresses the answers name."""
        self.budget: int | None = None
        """How many things one answer may hold; beyond them it ran out of resources."""
        self.remaining = POINTS
        """Points left in this hour."""
        self.queries: list[Query] = []
        self.deprecated: list[str] = []
        """What was asked for though the schema says that it will go."""

    @property
    def graphql_address(self) -> str:
        """What `GITHUB_GRAPHQL_URL` says."""
        return self.address.removesuffix("/api/v3") + self._path

    def _judged(self, request: Request) -> Answer:
        if urlsplit(request.target).path != self._path or request.method != "POST":
            return super()._judged(request)
        login = self._login(request)
        if not request.headers.get("user-agent"):
            return error(403, "Request forbidden by administrative rules.")
        if not login:
            return error(401, "Bad credentials")
        asked = self._asked(request.body)
        if asked is None:
            return error(400, "Problems parsing JSON")
        if self.remaining <= 0:
            refusal = {"type": "RATE_LIMITED", "message": "API rate limit exceeded for user ID 1."}
            return Answer(200, {"errors": [refusal]}, self._limits())
        return self._executed(*asked, login)

    def _asked(self, body: bytes) -> tuple[str, dict[str, Any]] | None:
        """Return the query and its variables, None where the body is something else."""
        with suppress(ValueError):
            content = json.loads(body)
            known = {"query": str, "variables": dict | None, "operationName": str | None}
            if isinstance(content, dict) and isinstance(content.get("query"), str):
                wrong = [key for key, value in content.items() if not isinstance(value, known.get(key, ()))]
                self.complaints += [f"POST {self._path}: {key} is not to be sent so" for key in wrong]
                return content["query"], content.get("variables") or {}
        self.complaints.append(f"POST {self._path}: {body[:100]!r} is no query")
        return None

    def _executed(self, text: str, variables: dict[str, Any], login: str) -> Answer:
        repositories = [asdict(one) for one in self.repositories]
        try:
            done = self._engine.answer(
                query=text,
                variables=variables,
                world={"host": self.host, "repositories": repositories, "renamed": self.renamed},
                viewer=login,
                budget=self.budget,
                limit=self._limit(),
            )
        except node.PeerError as broken:
            self.complaints.append(str(broken))
            return error(500, "Server Error")
        self.complaints += [f"{complaint}\n{text}" for complaint in done["complaints"]]
        self.deprecated += done["deprecated"]
        self.remaining -= done["cost"]
        self.queries.append(Query(text, variables, done["cost"]))
        return Answer(200, done["answer"], self._limits())

    def _limit(self) -> dict[str, object]:
        reset = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_next_hour()))
        return {"limit": POINTS, "remaining": self.remaining, "used": POINTS - self.remaining, "resetAt": reset}

    def _limits(self) -> dict[str, str]:
        left = max(self.remaining, 0)
        limits = {"Limit": POINTS, "Remaining": left, "Used": POINTS - left, "Reset": _next_hour()}
        return {
            "Date": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()),
            **{f"X-RateLimit-{name}": str(value) for name, value in limits.items()},
            "X-RateLimit-Resource": "graphql",
        }


def _next_hour() -> int:
    return (int(time.time()) // 3600 + 1) * 3600


class _Engine:
    """A conversation with `graphql.mjs`: one answer a request."""

    def __init__(self) -> None:
        schema = node.require("@octokit/graphql-schema/schema.graphql")
        folder = node.require("graphql").parent
        self._lock = threading.Lock()
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  (closed in `close`, with the process)
        self._process = subprocess.Popen(
            [str(node.executable()), str(_SCRIPT), str(folder), str(schema)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            encoding="utf-8",
        )

    def answer(self, **asked: object) -> dict[str, Any]:
        """Return what the script says; raises PeerError where it dies, takes too long or breaks."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            timer = threading.Timer(_SECONDS, self._process.kill)
            timer.start()
            with suppress(OSError):
                self._process.stdin.write(json.dumps(asked) + "\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline()
            timer.cancel()
        said: dict[str, Any] = json.loads(line) if line else {"error": self._last_words()}
        if "error" in said:
            raise node.PeerError(f"graphql: {said['error']}")
        return said

    def close(self) -> None:
        """End the process and leave no pipe or file behind."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()
        self._complaints.close()

    def _last_words(self) -> str:
        self._complaints.seek(0)
        return self._complaints.read().decode(errors="replace").strip() or f"nothing within {_SECONDS} seconds"


@functools.cache
def _engine() -> _Engine:
    """Return the one process of this run: reading the schema takes it most of a second."""
    engine = _Engine()
    atexit.register(engine.close)
    return engine

"""One attempt to ask something, through PyGithub.

PyGithub speaks HTTP here and nothing more: its own retries may wait for an hour and leave most verbs out, its objects
follow the addresses that an answer names, and it asks again for ever where an answer says 202.
"""

from __future__ import annotations

import re
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from ladderci import __version__
from ladderci.github.answers import Failure, Raw, ServiceError, cut, slow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from github.Requester import Requester
    from urllib3 import Retry

_HEADERS: Final = {"Accept": "application/vnd.github+json"}
_VERSION: Final = "2022-11-28"
"""Of the API; named, so that an answer's shape does not depend on the day."""
_TOKEN: Final = re.compile(r"[!-~]+")
_LOOPBACK: Final = ("127.0.0.1", "localhost")
_ACCEPTED: Final = 202
_REDIRECTS: Final = range(300, 400)
_UNREACHABLE: Final = "cannot be reached, or hangs up: check GITHUB_API_URL, the network and the proxy"
_UNTRUSTED: Final = "shows a certificate that is not trusted: name its authority's file in REQUESTS_CA_BUNDLE"
_ELSEWHERE: Final = (
    "wants this sent elsewhere, and a token does not travel: check GITHUB_API_URL, and whether the repository moved"
)
_SENSELESS: Final = "sends what is no answer of an API: check GITHUB_API_URL and the proxy"


class Request(NamedTuple):
    """What is asked."""

    verb: str
    path: str
    """Below the API's address."""
    parameters: Mapping[str, int] | None = None
    sent: Mapping[str, object] | None = None
    """What goes along, as JSON."""


class Line:
    """A line to one API, for one token. Close it in the end."""

    def __init__(self, address: str, token: str, seconds: float, variable: str = "GITHUB_API_URL") -> None:
        """Take the API's address, a token, how long one answer may take, and where the address was given.

        Raises ServiceError where PyGithub is missing or the address or the token cannot be one.
        """
        self.host = host_of(address, variable)
        self._seconds = seconds
        self._requester = _requester(address, token, seconds)

    def close(self) -> None:
        """Close the connections that are still open."""
        self._requester.close()

    def ask(self, request: Request, left: float) -> Raw:
        """Ask once, for no longer than the seconds that are left; raises Failure.

        In a thread of its own: a socket's timeout begins anew with each byte, and looking up a name has none.
        """
        outcomes: SimpleQueue[Raw | Failure] = SimpleQueue()

        def ask() -> Raw:
            parameters = None if request.parameters is None else dict(request.parameters)
            asked = (request.verb, request.path, parameters, dict(_HEADERS), request.sent)
            return Raw(*self._requester.requestJson(*asked))

        Thread(target=lambda: outcomes.put(_outcome(ask)), daemon=True).start()
        try:
            outcome = outcomes.get(timeout=min(self._seconds, left))
        except Empty:
            raise slow() from None
        if isinstance(outcome, Failure):
            raise outcome
        return outcome


class _NotFollowed(Exception):  # noqa: N818  (raised through PyGithub, caught in this module)
    """An answer that PyGithub would act upon by itself: a redirect, or 202."""


def _outcome(ask: Callable[[], Raw]) -> Raw | Failure:
    try:
        return ask()
    except Exception as error:  # noqa: BLE001  (whatever breaks in other people's client is one line without a token)
        return _failure(error)


def _failure(error: Exception) -> Failure:
    from requests import exceptions as trouble

    kinds: tuple[tuple[type[Exception], Failure], ...] = (
        (_NotFollowed, Failure(_ELSEWHERE)),
        (trouble.SSLError, Failure(_UNTRUSTED)),
        (trouble.Timeout, slow()),
        (trouble.ChunkedEncodingError, cut()),
        (trouble.ContentDecodingError, cut()),
        (trouble.ConnectionError, Failure(_UNREACHABLE, is_passing=True)),
    )
    return next((failure for kind, failure in kinds if isinstance(error, kind)), Failure(_SENSELESS))


def host_of(address: str, variable: str) -> str:
    """Return the host of an API's address; raises ServiceError where a token must not go there."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_address(variable) from None
    is_safe = host and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
    if not is_safe or "@" in parts.netloc or parts.query or parts.fragment:
        raise _no_address(variable)
    return host if port is None else f"{host}:{port}"


def _no_address(variable: str) -> ServiceError:
    below, server = ("/graphql", "/api/graphql") if variable == "GITHUB_GRAPHQL_URL" else ("", "/api/v3")
    examples = f"https://api.github.com{below}, or https://<host>{server} for GitHub Enterprise Server"
    return ServiceError(f"{variable} is not an API's address: write one such as {examples}")


def _requester(address: str, token: str, seconds: float) -> Requester:
    if not _TOKEN.fullmatch(token):
        raise ServiceError("there is no token, or it has characters that none has: set GITHUB_TOKEN for this step")
    try:
        from github import Auth, Github
    except ImportError:
        raise ServiceError("PyGithub is not installed: get it with pip install 'ladderci[github]'") from None
    return Github(
        auth=Auth.Token(token),
        base_url=address.rstrip("/"),
        timeout=int(seconds) + 1,  # of one read; the whole answer has its own bound
        user_agent=f"ladderci/{__version__}",
        retry=_no_retry(),
        seconds_between_requests=None,
        seconds_between_writes=None,
        api_version=_VERSION,
    ).requester


def _no_retry() -> Retry:
    """Return what makes PyGithub try once; it is shown each status first, and stops what would be followed."""
    from urllib3 import Retry

    class Once(Retry):
        def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:  # noqa: ARG002, FBT001, FBT002  (urllib3's)
            if status_code == _ACCEPTED or status_code in _REDIRECTS:
                raise _NotFollowed
            return False

    return Once(0, read=False)

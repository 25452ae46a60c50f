"""A web address taken apart as a browser takes it apart, so that what is judged is what will be opened."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ADDRESS: Final = re.compile(
    r"(https?)://([^/?#\\\s]*@)?([^/?#\\\s@:]+)(:[0-9]*)?(/[^?#\\\s]*)?(?:\?([^#\s]*))?(?:#(\S*))?"
)
"""No backslash before the query: browsers read it as a slash, and most other readers do not."""
_ESCAPE: Final = re.compile("%[0-9A-Fa-f]{2}")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""RFC 3986, section 2.3: characters that mean the same whether or not they are escaped."""
_USUAL_PORTS: Final = frozenset(["", ":", "http:80", "https:443"])


class Address(NamedTuple):
    """The parts of a web address."""

    host: str
    """In lower case, with the port where it is not the usual one."""
    path: str
    """Without `.` and `..`, needless escapes and slashes at its end."""
    query: str
    fragment: str
    has_user: bool
    """Whether a name stands before the host, which can make a host look like another one."""


def split(link: str) -> Address | None:
    """Return the parts of a link, or None where it is not an `http` or `https` address. Linear in its length."""
    found = _ADDRESS.fullmatch(link)
    if found is None:
        return None
    scheme, user, host, port, path, query, fragment = found.groups("")
    host = _host(host)
    if port and port != ":" and scheme + port not in _USUAL_PORTS:
        host += port
    if "%" in path or "/." in path or not path.isascii():
        path = plain(path)
    return Address(host, path.rstrip("/"), query, fragment, bool(user))


def _host(host: str) -> str:
    """Return a host in lower case. Letters beyond ASCII stay: what only looks like a host must not become it."""
    lower = host.lower() if host.isascii() else host
    return lower.removesuffix(".")


def plain(path: str) -> str:
    """Return a path with no more escapes than it needs, with its `.` and `..` followed (RFC 3986, section 6.2.2)."""
    path = _ESCAPE.sub(_unescape, path)
    if not path.isascii():
        path = "".join(character if character.isascii() else _escape(character) for character in path)
    return _without_dots(path) if "/." in path else path


def _unescape(found: re.Match[str]) -> str:
    character = chr(int(found.group()[1:], 16))
    return character if character in _UNRESERVED else found.group().upper()


def _escape(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join(f"/{segment}" for segment in kept)

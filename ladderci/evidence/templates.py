"""The forms of links: templates such as `https://{host}/{owner}/{repo}/pull/{number}`, compiled to linear patterns.

A placeholder never matches the character that follows it in its template, so a pattern has one way to match and cannot
be made to backtrack. `{path}` stands for all the rest, every other placeholder for one segment or less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.evidence.address import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEME: Final = "https://"
_PIECE: Final = re.compile(r"\{([^{}]*)\}|[^{}]+|[{}]")
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
_HOST: Final = re.compile(r"[a-z0-9]+([.-]+[a-z0-9]+)*(:[0-9]+)?")
_HOST_END: Final = re.compile(r"[/?#]|$")
_NAME: Final = "A-Za-z0-9._-"
REPOSITORY_PATTERN: Final = f"/([{_NAME}]+)/([{_NAME}]+)"
"""How the pattern of a template begins that begins with a repository."""
_CLASSES: Final = {"owner": _NAME, "repo": _NAME, "number": "0-9", "sha": "0-9A-Fa-f", "id": "A-Za-z0-9_-"}
_COUNTS: Final = {"sha": "{7,64}"}
_HAS_VIEWS: Final = frozenset(["number", "sha", "id"])
_VIEWS: Final = r"(?:\.(?:diff|patch))?(?:/[^?#]*)?"
"""What lies below a numbered thing shows the same thing: /pull/12/files, /commit/1f3c9ab.patch."""

_REPOSITORY: Final = "/{owner}/{repo}"
_SAME: Final = {
    "/pull/{number}": "#{number}",
    "/issues/{number}": "#{number}",
    "/discussions/{number}": "#{number}",
    "/commit/{sha}": "@{sha}",
    "/-/commit/{sha}": "@{sha}",
    "/pull/{number}/commits/{sha}": "@{sha}",
    "/pull/{number}/changes/{sha}": "@{sha}",
    "/pull/{number}#discussion_r{id}": "#{number}-r{id}",
    "/pull/{number}/files#r{id}": "#{number}-r{id}",
    "/pull/{number}/changes#r{id}": "#{number}-r{id}",
}
"""Forms of one thing. GitHub numbers issues, pull requests and discussions together and redirects between them."""
_INSENSITIVE: Final = frozenset(["owner", "repo", "sha", "number"])


class Slot(NamedTuple):
    """A placeholder's value in an identity."""

    group: int
    """Which placeholder of the template, counted from 0."""
    is_insensitive: bool


@dataclass(frozen=True, slots=True)
class Template:
    """One form of link, ready to be compiled with the others of its host."""

    host: str
    """Empty where it is `{host}`: any of the policy's."""
    pattern: str
    """Of path, query and fragment, with one group for each placeholder."""
    names: tuple[str, ...]
    """The placeholders in their order, without `{host}`."""
    query: tuple[str, ...]
    """The parameters that it asks for, in the order in which the pattern has them."""
    has_fragment: bool
    identity: str
    """A format for the values at `slots`, to stand behind the host."""
    slots: tuple[Slot, ...]
    is_insensitive: bool
    """Whether no part of the identity depends on the case of letters."""
    weight: tuple[int, int, int]
    """The smaller, the more specific."""


def template_fault(template: str) -> str:
    """Return what is wrong with a template, in lower-case words; empty where nothing is."""
    return next(_faults(template), "")


def _faults(template: str) -> Iterator[str]:
    if not template.startswith(SCHEME):
        yield f"does not begin with {SCHEME}"
    if any(character.isspace() or character == "\\" for character in template):
        yield "has a space or a backslash in it"
    yield from _faults_of_braces(template)
    host, rest = _at_host(template)
    if not host or (host != "{host}" and not _HOST.fullmatch(host)):
        yield "names no host: write one out, or {host} for those of the policy"
    if "{host}" in rest:
        yield "has {host} behind the host"
    yield from _faults_of_placeholders(rest)


def _faults_of_braces(template: str) -> Iterator[str]:
    for piece in _PIECE.finditer(template):
        text = piece.group()
        if text in {"{", "}"}:
            yield f"has a {text} without its other half"
        elif text.startswith("{") and not _PLACEHOLDER.fullmatch(text):
            yield f"has {text} in it: name a placeholder in lower-case letters, such as {{number}}"


def _faults_of_placeholders(rest: str) -> Iterator[str]:
    if "}{" in rest:
        yield "has two placeholders that touch: put something between them"
    names = _PLACEHOLDER.findall(rest)
    repeated = next((name for name in names if names.count(name) > 1), "")
    if repeated:
        yield f"has {{{repeated}}} twice"
    behind_path = rest.partition("{path}")[2].removeprefix("/")
    if behind_path and not behind_path.startswith(("?", "#")):
        yield "goes on behind {path}, which stands for all the rest"


def _at_host(template: str) -> tuple[str, str]:
    rest = template.removeprefix(SCHEME)
    end = _HOST_END.search(rest)
    at = end.start() if end else len(rest)
    return rest[:at].lower(), rest[at:]


def parse(text: str) -> Template | None:
    """Return a template, or None where it has a fault."""
    if template_fault(text):
        return None
    host, rest = _at_host(text)
    before, _, fragment = rest.partition("#")
    path, _, query = before.partition("?")
    tail = plain(path).rstrip("/") + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    names = tuple(_PLACEHOLDER.findall(tail))
    identity, slots = _identity(tail, names)
    return Template(
        host="" if host == "{host}" else host.removesuffix(":443"),
        pattern=_pattern(tail),
        names=names,
        query=tuple(pair.partition("=")[0] for pair in query.split("&") if query),
        has_fragment=bool(fragment),
        identity=identity,
        slots=slots,
        is_insensitive=bool(slots) and all(slot.is_insensitive for slot in slots) and identity.islower(),
        weight=_weight(tail),
    )


def _weight(tail: str) -> tuple[int, int, int]:
    literal = _PLACEHOLDER.sub("", tail)
    slashes = literal.count("/")
    return (slashes - len(literal), "{path}" in tail, -slashes)


def _pattern(tail: str) -> str:
    parts: list[str] = []
    for found in _PIECE.finditer(tail):
        literal, follows = found.group(), tail[found.end() : found.end() + 1]
        name = found.group(1)
        if name is None:
            parts.append(re.escape(literal))
            continue
        parts.append(f"({_placeholder(name, tail[: found.start()], follows)})")
        if name in _HAS_VIEWS and follows in {"", "?", "#"} and not {"?", "#"} & set(tail[: found.start()]):
            parts.append(_VIEWS)
    return "".join(parts)


def _placeholder(name: str, before: str, follows: str) -> str:
    one = f"[{_CLASSES.get(name) or _anything(name, before)}]"
    if follows and re.match(one, follows):
        one = f"(?:(?!{re.escape(follows)}){one})"
    return ("(?!0)" if name == "number" else "") + one + _COUNTS.get(name, "+")


def _anything(name: str, before: str) -> str:
    """Return what a placeholder of no special name may consist of, by the part of the link that it stands in."""
    if "#" in before:
        return r"\s\S" if name == "path" else "^/"
    if "?" in before:
        return "^&#"
    return "^?#" if name == "path" else "^/?#"


def _identity(tail: str, names: tuple[str, ...]) -> tuple[str, tuple[Slot, ...]]:
    if tail.startswith(_REPOSITORY):
        below = tail.removeprefix(_REPOSITORY)
        tail = _REPOSITORY + _SAME.get(below, below)
    kept: list[str] = _PLACEHOLDER.findall(tail)
    form = tail.replace("%", "%%").replace("{sha}", "%.7s")
    return _PLACEHOLDER.sub("%s", form), tuple(Slot(names.index(name), name in _INSENSITIVE) for name in kept)

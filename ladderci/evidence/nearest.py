"""The nearest form that something unreadable could have been: what its writer most likely meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ladderci.evidence.reader import Reader, reader_of
from ladderci.model import Citation

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from ladderci.model import Policy

_LONGEST: Final = 2_000
"""Characters; what is longer is no link that browsers and servers take."""
_PLACE: Final = r"([A-Za-z0-9][A-Za-z0-9._-]{0,99})/([A-Za-z0-9._-]{1,100})"
_MARKDOWN: Final = re.compile(r"\[[^\[\]]*\]\(<?([^()<>\s]+)>?(?: [^()]*)?\)")
_SCHEME: Final = re.compile(r"(https?)?:?/{1,3}", re.IGNORECASE)
_USER: Final = re.compile(r"[^/?#@]*@")
_LIKE_NUMBER: Final = re.compile(
    _PLACE
    + r"(?:[/ ](?:pulls?|prs?|issues?|discussions?|mr|(?:-/)?merge_requests)(?=[/ #!]))? ?[/#!: ] ?#?0*([1-9][0-9]*)"
    r"(?:/.*)?",
    re.IGNORECASE,
)
_LIKE_COMMIT: Final = re.compile(_PLACE + r"(?:/(?:-/)?commits?/| ?[@: ] ?)([0-9a-f]{7,64})", re.IGNORECASE)
_LIKE_BRANCH: Final = re.compile(_PLACE + "(?:@|/commits?/|/tree/)[^@ ]*")
_NUMBER: Final = re.compile(
    r"(?:(?:pr|pull(?: request)?|issue|mr|merge request|gh)[ -]?)?[#!]?0*([1-9][0-9]*)", re.IGNORECASE
)
_COMMIT: Final = re.compile(r"(?:commit )?@?([0-9a-f]{7,64})", re.IGNORECASE)
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_PAGES: Final = {
    "pulls": ("pull",),
    "pr": ("pull",),
    "prs": ("pull",),
    "issue": ("issues",),
    "commits": ("commit",),
    "releases": ("releases/tag",),
    "release": ("releases/tag", "releases"),
    "tags": ("releases/tag",),
    "tree": ("blob", "commit"),
}
"""The first word behind a repository as people type it, and as GitHub has it."""
_PAGE: Final = 3
"""Where that word stands in a path's parts, the host counted."""


def nearest(text: str, policy: Policy, work_keys: Container[str] = ()) -> str:
    """Return the form that a text could have been meant as, empty where none is near. Never raises.

    Args:
        text: what was written as a citation.
        policy: whose forms of links count.
        work_keys: the keys of the review's work items.

    Returns:
        A citation that can be read, or the shape of one: `owner/repo#812`, `acme/ranker@<commit id>`.

    """
    if len(text) > _LONGEST:
        return ""
    words = " ".join(text.split())
    reader = reader_of(policy)
    return next((guess for guess in _guesses(words, reader, work_keys) if guess != text), "")


def _guesses(words: str, reader: Reader, work_keys: Container[str]) -> Iterator[str]:
    key = _NOT_SLUG.sub("-", words.lower()).strip("-")
    if key in work_keys:
        yield key
    inner = _unwrapped(words)
    if inner in work_keys or _reads(inner, reader):
        yield inner
    yield from (guess for guess in _addresses(inner, reader) if _reads(guess, reader))
    yield from (word for word in (part.rstrip(".,;:)") for part in inner.split()) if _reads(word, reader))
    yield from _short_forms(inner, reader)
    yield from _without_repository(inner)


def _reads(text: str, reader: Reader) -> bool:
    return bool(reader.read(Citation((), text), ()).link_kinds)


def _unwrapped(words: str) -> str:
    """Return the link in a Markdown link, in brackets or quotes, or before a full stop."""
    found = _MARKDOWN.search(words)
    return found[1] if found else words.strip("<>`\"' ").rstrip(".,;:)")


def _addresses(text: str, reader: Reader) -> Iterator[str]:
    """Yield web addresses that a text could be: with a scheme, without a name, with GitHub's own words."""
    scheme = _SCHEME.match(text)
    rest = _USER.sub("", text[scheme.end() :] if scheme else text, count=1)
    host, slash, path = rest.partition("/")
    if not slash or host.lower().removeprefix("www.") not in reader.hosts:
        return
    address = f"https://{host.lower().removeprefix('www.')}/{path}"
    yield address
    parts = address.removeprefix("https://").split("/")
    for page in _PAGES.get(parts[_PAGE], ()) if len(parts) > _PAGE else ():
        yield "https://" + "/".join([*parts[:_PAGE], page, *parts[_PAGE + 1 :]])
    yield path.replace("/#", "#")


def _short_forms(text: str, reader: Reader) -> Iterator[str]:
    host, _, rest = (_SCHEME.sub("", text, count=1)).partition("/")
    text = rest if host.lower() in reader.hosts else text.removeprefix("@")
    if found := _LIKE_NUMBER.fullmatch(text):
        yield f"{found[1]}/{found[2]}#{found[3]}"
    elif found := _LIKE_COMMIT.fullmatch(text):
        yield f"{found[1]}/{found[2]}@{found[3].lower()}"
    elif found := _LIKE_BRANCH.fullmatch(text):
        yield f"{found[1]}/{found[2]}@<commit id>"


def _without_repository(text: str) -> Iterator[str]:
    if found := _NUMBER.fullmatch(text):
        yield f"owner/repo#{found[1]}"
    elif (found := _COMMIT.fullmatch(text)) and any(character.isdigit() for character in text):
        yield f"owner/repo@{found[1].lower()}"

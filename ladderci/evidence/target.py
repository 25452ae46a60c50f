"""What a citation points to, for whoever can look at it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from ladderci.evidence.address import split
from ladderci.evidence.reference import Form

if TYPE_CHECKING:
    from ladderci.evidence.reference import Reference


class Thing(StrEnum):
    """What sort of thing a target is, whatever a policy calls its kind."""

    NUMBERED = "numbered"
    """An issue or a pull request: `owner/repo#12` does not say which."""
    PULL_REQUEST = "pull-request"
    ISSUE = "issue"
    COMMIT = "commit"
    RELEASE = "release"
    REVIEW = "review"
    """A review given on a pull request."""
    REVIEW_COMMENT = "review-comment"
    """One remark of a review."""


class Target(NamedTuple):
    """One thing on a forge; hashable, and equal for equal things."""

    thing: Thing
    host: str
    repository: str
    """`owner/name` in lower case: forges ignore its case."""
    name: str
    """The number, the commit's id as far as it was written (in lower case), the tag; a review's number as
    `<pull request>/<id>`."""

    @property
    def number(self) -> int:
        """The number of an issue or pull request, also of the one that a review was given on; 0 for all else."""
        first = self.name.partition("/")[0]
        return int(first) if self.thing not in {Thing.COMMIT, Thing.RELEASE} and first.isdecimal() else 0

    @property
    def review(self) -> int:
        """The id of a review or of a remark; 0 for all else."""
        return int(self.name.partition("/")[2] or 0) if self.thing in _OF_REVIEW else 0


_OF_REVIEW: Final = frozenset([Thing.REVIEW, Thing.REVIEW_COMMENT])
_PLACE: Final = r"/(?P<repository>[^/]+/[^/]+)/"
_NUMBER: Final = r"(?P<number>[0-9]{1,9})"
_PATCH: Final = r"(?:\.(?:diff|patch))?"
_ANY: Final = "(?:#.*)?"
_FORMS: Final = tuple(
    (thing, re.compile(_PLACE + form, re.ASCII))
    for thing, form in (
        (Thing.REVIEW, rf"pull/{_NUMBER}(?:/files|/changes)?#pullrequestreview-(?P<id>[0-9]{{1,18}})"),
        (Thing.REVIEW_COMMENT, rf"pull/{_NUMBER}#discussion_r(?P<id>[0-9]{{1,18}})"),
        (Thing.REVIEW_COMMENT, rf"pull/{_NUMBER}/(?:files|changes)#r(?P<id>[0-9]{{1,18}})"),
        (Thing.COMMIT, rf"(?:pull/[0-9]+/commits|commit)/(?P<name>[0-9a-fA-F]{{7,64}}){_PATCH}{_ANY}"),
        (Thing.PULL_REQUEST, rf"pull/{_NUMBER}{_PATCH}(?:/[^#]*)?{_ANY}"),
        (Thing.ISSUE, rf"issues/{_NUMBER}{_ANY}"),
        (Thing.RELEASE, rf"releases/tag/(?P<name>[^#]+){_ANY}"),
    )
)
"""GitHub's own addresses, behind the host and without a query, which only chooses a view there."""


def target_of(reference: Reference) -> Target | None:
    """Return what a citation points to, or None where no confirmer knows things of that sort."""
    if reference.form is not Form.LINK or not reference.repository:
        return None
    address = split(reference.url)
    if address is None:
        return None
    text = address.path + (f"#{address.fragment}" if address.fragment else "")
    short = reference.citation.link if "://" not in reference.citation.link else ""
    for thing, form in _FORMS:
        if found := form.fullmatch(text):
            is_open = thing is Thing.ISSUE and "#" in short
            return _target(Thing.NUMBERED if is_open else thing, found.groupdict(""), reference.host)
    return None


def _target(thing: Thing, parts: dict[str, str], host: str) -> Target:
    name = parts.get("name", "") or parts["number"].lstrip("0")
    if thing in _OF_REVIEW:
        name = f"{name}/{parts['id']}"
    elif thing is Thing.COMMIT:
        name = name.lower()
    elif thing is Thing.RELEASE:
        name = unquote(name)
    return Target(thing, host, parts["repository"].lower(), name)

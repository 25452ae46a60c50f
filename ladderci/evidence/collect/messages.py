"""What a commit's message says: the pull request that it merged, the issues that it closed, the commit that it undid.

Forges leave traces of a pull request in the messages that they write, each in its own words:

- GitHub: `Merge pull request #12 from owner/branch`, with the title below, or the title and ` (#12)`, which is also how
  a squashed pull request looks;
- GitLab: `Merge branch 'branch' into 'main'`, with the title and `See merge request group/project!12` below;
- Bitbucket: `Merged in branch (pull request #12)`, with the title below.

A pull request that was rebased onto its branch leaves none: its commits are commits like any others. Messages are
anybody's text; all patterns here take linear time. None of them leads to another host or, as what somebody's own work
is, to another repository: what names one of these is left out, and so are other forges' words on GitHub's own host.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ladderci.evidence.origin import Origin

_NUMBER: Final = "([1-9][0-9]{0,8})"
_REPOSITORY: Final = r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/[A-Za-z0-9._-]{1,100}"
_NESTED: Final = r"[^\s/!]{1,100}(?:/[^\s/!]{1,100}){1,20}"
_GITHUB: Final = re.compile(rf"Merge pull request #{_NUMBER} from ([^/\s]+)/(\S+)")
_BITBUCKET: Final = re.compile(rf"Merged in (\S+) \(pull request #{_NUMBER}\)")
_GITLAB: Final = re.compile(rf"^See merge request ({_NESTED})!{_NUMBER}\s*$", re.MULTILINE)
_SQUASHED: Final = re.compile(rf" \(#{_NUMBER}\)$")
_BRANCH: Final = re.compile(r"Merge (?:remote-tracking )?branch '([^'\s]+)'")
_KEYWORD: Final = re.compile(
    r"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]{1,8}"
    rf"(?:({_REPOSITORY})?#|https://([^/\s]{{1,253}})/({_REPOSITORY})/(?:-/)?issues/|GH-){_NUMBER}(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_REVERTED: Final = re.compile(r"^This reverts commit ([0-9a-f]{7,64})\b", re.MULTILINE)
_REVERTED_REQUEST: Final = re.compile(rf"^Reverts ({_REPOSITORY})#{_NUMBER}\s*$", re.MULTILINE)
_PICKED: Final = re.compile(r"^\(cherry picked from commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)\)\s*$", re.MULTILINE)


_GITHUBS_OWN: Final = "github.com"
"""Where only GitHub's words tell of a pull request; another host may be of any forge."""


class Forge(StrEnum):
    """Whose words tell of a pull request; the value is what stands before its number in an address."""

    GITHUB = "pull"
    GITLAB = "-/merge_requests"
    BITBUCKET = "pull-requests"


class MergedRequest(NamedTuple):
    """A pull request, as the message of the commit that merged it tells of it."""

    number: int
    title: str
    branch: str = ""
    """The head branch, without its owner; empty where the message does not name it."""
    owner: str = ""
    """Whose branch it is: somebody else's than the repository's is a fork's. Empty where the message does not say."""
    repository: str = ""
    """As the message names it; empty where it does not."""
    forge: Forge = Forge.GITHUB


def merged_request(subject: str, body: str, home: Origin, *, is_merge: bool) -> MergedRequest | None:
    """Return the pull request that a commit merged, or None where its message does not tell of one.

    Args:
        subject: the message's first line.
        body: the rest of it.
        home: where the commit's repository lies.
        is_merge: whether the commit has several parents. Without, only forms that a squash has are understood.

    """
    is_other = home.host != _GITHUBS_OWN
    if is_other and (found := _GITLAB.search(body)) and found[1].lower() == home.name.lower():
        title = subject if not is_merge else _first_line(body)
        return MergedRequest(int(found[2]), title, merged_branch(subject), repository=found[1], forge=Forge.GITLAB)
    if is_merge and (found := _GITHUB.fullmatch(subject)):
        return MergedRequest(int(found[1]), _first_line(body) or subject, found[3], found[2])
    if is_other and (found := _BITBUCKET.fullmatch(subject)):
        return MergedRequest(int(found[2]), _first_line(body) or subject, found[1], forge=Forge.BITBUCKET)
    if found := _SQUASHED.search(subject):
        return MergedRequest(int(found[1]), subject[: found.start()].strip())
    return None


def _first_line(body: str) -> str:
    """Return the first line that says something, which is where forges put the title; empty where it is their own."""
    first = next((line.strip() for line in body.splitlines() if line.strip()), "")
    return "" if _GITLAB.fullmatch(first) else first


def merged_branch(subject: str) -> str:
    """Return the branch that somebody merged by hand, or empty."""
    found = _BRANCH.match(subject)
    return found[1] if found else ""


def closed_issues(text: str, home: Origin) -> tuple[str, ...]:
    """Return the issues that a text closes by GitHub's keywords, as `owner/name#number`, each once, in their order.

    A keyword (close, closes, closed, fix, fixes, fixed, resolve, resolves, resolved) stands before each issue:
    `Fixes #12`, `closes: acme/ranker#12`, `Resolves https://github.com/acme/ranker/issues/12`. An address counts only
    within the repository itself. What a revert quotes is not closed by it: do not give its message to this.

    Args:
        text: a message, or several.
        home: where the repository lies whose issues bare numbers are.

    """
    named = (one for one in _KEYWORD.finditer(text) if not one[2] or _is_home(one[2], one[3], home))
    return once(f"{one[1] or one[3] or home.name}#{one[4]}" for one in named)


def _is_home(host: str, name: str, home: Origin) -> bool:
    return (host.lower(), name.lower()) == (home.host, home.name.lower())


def once(issues: Iterable[str]) -> tuple[str, ...]:
    """Return each issue once, as it was spelt first: the case of letters makes no other one of it."""
    spelt: dict[str, str] = {}
    for issue in issues:
        spelt.setdefault(issue.lower(), issue)
    return tuple(spelt.values())


def undone_commits(body: str) -> tuple[str, ...]:
    """Return the ids, perhaps abbreviated, of the commits that a commit reverts."""
    return tuple(_REVERTED.findall(body))


def undone_requests(body: str) -> tuple[str, ...]:
    """Return the pull requests that a commit reverts, as `owner/name#number` in lower case."""
    return tuple(f"{repository}#{number}".lower() for repository, number in _REVERTED_REQUEST.findall(body))


def picked_commit(body: str) -> str:
    """Return the id of the commit that this one repeats, empty where `git cherry-pick -x` did not say so."""
    found = _PICKED.search(body)
    return found[1] if found else ""

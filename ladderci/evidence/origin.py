"""Where a clone was cloned from: its host and its name there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from ladderci.git import Repository

_NAME: Final = r"(?P<owner>[A-Za-z0-9._-]+)/(?P<name>[A-Za-z0-9._-]+?)(?:\.git)?/*"
_FORMS: Final = (
    re.compile(rf"(?:https?|ssh|git)://(?:[^/@]*@)?(?P<host>[A-Za-z0-9.-]+)(?::[0-9]+)?/{_NAME}"),
    re.compile(rf"(?:[^/@:]+@)?(?P<host>[A-Za-z0-9.-]+\.[A-Za-z0-9-]+):{_NAME}"),
)
"""An address, and the short form that ssh takes: git-clone(1), "GIT URLS"."""


class Origin(NamedTuple):
    """Where a repository lies for everybody."""

    host: str
    """In lower case, without a port."""
    name: str
    """`owner/name`."""


def origin_of(repository: Repository) -> Origin | None:
    """Return where a clone was cloned from, or None where that is nowhere with an owner and a name.

    A name or a password in the address is not looked at. Raises GitError.
    """
    return read_origin(repository.origin)


def read_origin(address: str) -> Origin | None:
    """Return what the address of a remote says, or None where it is a folder or of another form."""
    found = next((found for form in _FORMS if (found := form.fullmatch(address.strip()))), None)
    return Origin(found["host"].lower(), f"{found['owner']}/{found['name']}") if found else None

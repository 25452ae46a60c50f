"""A citation as it was understood."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ladderci.model import Citation


class Form(StrEnum):
    """What sort of thing a citation is."""

    LINK = "link"
    """A web address or one of GitHub's short forms, of whatever kind or of none that is known."""
    WORK = "work"
    """The key of a work item of the same review."""
    TESTIMONY = "testimony"
    """Evidence without a link."""
    UNKNOWN = "unknown"
    """Text that is none of these: no such work item, or an address that cannot be relied on."""


class Reference(NamedTuple):
    """What a citation says, without anybody having looked.

    A named tuple, since reviews cite by the hundred thousand and a frozen dataclass takes five times as long to make.
    """

    citation: Citation
    form: Form
    kinds: tuple[str, ...] = ()
    """The kinds that it may be: several where `owner/repo#12` may be an issue or a pull request; none where no template
    fits, and for work items, whose evidence has its own."""
    identity: str = ""
    """The same for every spelling of one thing."""
    host: str = ""
    repository: str = ""
    """`owner/name` as it was written; empty where the link names none."""
    url: str = ""
    """What to open; empty where there is nothing that can safely be opened."""
    link_kinds: tuple[str, ...] = ()
    """What the link alone says, whatever kind was stated."""
    is_known_host: bool = True
    """Whether the policy knows the link's host; true where there is no link."""

    @property
    def contradicts(self) -> bool:
        """Whether the kind that was stated is none that the link can be."""
        stated = self.citation.kind
        return bool(stated and self.link_kinds and stated not in self.link_kinds)

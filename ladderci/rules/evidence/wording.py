"""Words that several findings about evidence share: a link as a message repeats it, and a kind that it contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci.model import Aim, Place, Problem

if TYPE_CHECKING:
    from ladderci.model import Citation, EvidenceKind, Path
    from ladderci.rules.cases import Case

SHOWN: Final = 90
"""Characters of a link that a message repeats; the rest stands in the file."""


def shown(text: str) -> str:
    """Return something that was written as a message repeats it: between backticks, and cut where it is long."""
    text = text.replace("`", "'")
    return f"`{text[: SHOWN - 1]}…`" if len(text) > SHOWN else f"`{text}`"


def link_of(citation: Citation) -> Path:
    """Return where a citation's link stands."""
    return citation.path if citation.plain else (*citation.path, "link")


def titles_of(case: Case, kinds: frozenset[str] | tuple[str, ...]) -> str:
    """Return the titles of kinds of evidence as a list to choose from; of those that the policy has."""
    titles = [kind.title.lower() for kind in case.policy.kinds if kind.id in kinds]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} or {titles[-1]}" if titles else ""


def contradicted(case: Case, citation: Citation, kinds: tuple[str, ...]) -> Problem:
    """Return what is said of a citation that states another kind than one of these, which it is of."""
    said = _with_article(titles_of(case, kinds))
    stated = _title(case.policy.kind(citation.kind), citation.kind)
    return Problem(
        Place((*citation.path, "kind")),
        f"the kind is given as {stated}, and {shown(citation.link)} is {said}",
        "leave out `kind`: the link says it; or cite another link",
        ((Place((*citation.path, "link"), Aim.VALUE), f"this is {said}"),),
    )


def _with_article(words: str) -> str:
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"


def _title(kind: EvidenceKind | None, name: str) -> str:
    return kind.title.lower() if kind else name

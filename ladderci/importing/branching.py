"""The levels in one outline: one, or several beside each other, or several below every area or statement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.identifying import own_key, title_key
from ladderci.importing.outline import Block, Node, UnreadableLadderError
from ladderci.importing.placed import Text
from ladderci.importing.tree import Part, grown, ranked
from ladderci.importing.words import are_levels, is_level_like, level_name, like_levels, names_level
from ladderci.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_MOST_LEVELS: Final = 60
"""More headings side by side are no levels, whatever they are called; more levels that a file declares are refused."""


class Branch(NamedTuple):
    """One level of an outline: its title and all that is said of it, what is said of every level included."""

    title: Text
    name: str
    """What a rubric's id may call it, such as `ic2`."""
    document: str
    """The title of the whole, empty where it has none of its own."""
    tree: Part
    level: str = ""
    """The id by which other texts of the file refer to it."""
    beside: tuple[Node, ...] = ()
    """What stands beside the levels without a point of a list: an introduction to them all, a list of contents."""


def branches(tree: Part, source: str) -> tuple[Branch, ...]:
    """Return the levels of a tree, in the order in which they are first named.

    Args:
        tree: the headings of an outline.
        source: the file's name, which names a ladder without a title.

    Raises:
        UnreadableLadderError: there are more levels in it than any ladder has.

    """
    whole = _titled(tree)
    named: dict[str, Part] = {}
    for part in sorted((part for parts in _level_sets(whole) for part in parts), key=lambda part: part.line):
        named.setdefault(_identity(part), part)
    if len(named) > _MOST_LEVELS:
        raise UnreadableLadderError(f"{source}: {len(named)} levels in one file, more than {_MOST_LEVELS}")
    if not named:
        whole, document = _renamed(whole)
        title = Text(whole.title, whole.line) if whole.heading else Text(_spoken(PurePath(source).stem))
        return (Branch(title, _names((title.words,))[0], document, whole),)
    names = _names(tuple(part.heading.key or part.title for part in named.values() if part.heading))
    whole, beside = _without_those_beside(whole, named)
    return tuple(
        Branch(Text(part.title, part.line), name, whole.title, _pruned(whole, identity, named), _key(part), beside)
        for name, (identity, part) in zip(names, named.items(), strict=True)
    )


def _names(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return what levels may be called: by their ranks, where these tell them apart, else by all of their words."""
    ranks = tuple(level_name(title) for title in titles)
    if all(ranks) and len(set(ranks)) == len(ranks):
        return ranks
    return tuple(own_key(title) or title_key(title, "level") for title in titles)


def _key(part: Part) -> str:
    return part.heading.key if part.heading else ""


def _spoken(stem: str) -> str:
    return " ".join(stem.replace("-", " ").replace("_", " ").split()) or "Ladder"


def _titled(tree: Part) -> Part:
    """Return the tree with its title as its heading, where its first heading is one."""
    if tree.heading or not tree.parts or _members(tree.parts):
        return tree
    first, *others = tree.parts
    if not _is_title(tree, first, others):
        return tree
    return Part(first.heading, (*tree.content, *first.content), (*first.parts, *others))


def _renamed(whole: Part) -> tuple[Part, str]:
    """Return a tree of one level with the level's name as its heading, and the title of the document.

    A handbook may have its own title above that of the level, below which there is nothing but a summary.
    """
    first, *others = whole.parts or (whole,)
    upper = whole
    if not whole.heading and not first.content and len(first.parts) == 1:
        upper, first = first, first.parts[0]
    is_name = names_level(first.title or "-") and not first.parts and not _has_points(first)
    if not is_name or not others or any(is_level_like(part.title) for part in (upper, *others)):
        return whole, whole.title
    return Part(first.heading, (*whole.content, *first.content), tuple(others)), upper.title


def _is_title(tree: Part, first: Part, others: Sequence[Part]) -> bool:
    if is_level_like(first.title):
        return True
    has_points = any(node.block is Block.ITEM for node in first.content)
    if not others:
        return bool(first.parts)
    if has_points or tree.content:
        return False
    has_own = bool(first.content) or any(not part.parts for part in first.parts)
    if first.parts and has_own and all(_holds_areas(part) for part in others):
        return True
    is_line = first.heading is not None and first.heading.block is Block.PARAGRAPH
    if first.parts:
        return is_line and bool(first.content)
    return any(node.block is Block.ITEM for part in others for node in part.every())


def _holds_areas(part: Part) -> bool:
    return not part.content and all(below.parts for below in part.parts)


def _identity(part: Part) -> str:
    """Return what makes two headings name one level: its id, or its words."""
    return _key(part) or plain(part.title)


def _members(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return those of some parts side by side that are levels: all but one at most, or none."""
    said = tuple(part for part in parts if part.heading and part.heading.level)
    if said or len(parts) > _MOST_LEVELS:
        return said
    likes = like_levels(tuple(part.title for part in parts))
    alike = tuple(part for part, is_like in zip(parts, likes, strict=True) if is_like)
    is_enough = len(alike) > 1 and (
        len(alike) >= len(parts) - 1
        or all(_has_points(part) == is_like for part, is_like in zip(parts, likes, strict=True))
    )
    members = alike if is_enough else tuple(parts)
    return members if are_levels(tuple(part.title for part in members)) else ()


def _has_points(part: Part) -> bool:
    return any(node.block is Block.ITEM for node in part.every())


def _without_those_beside(whole: Part, levels: Collection[str]) -> tuple[Part, tuple[Node, ...]]:
    """Return a tree without those parts beside its levels that have no points, if others have; and their nodes."""
    if not _has_points(whole) or not any(_identity(part) in levels for part in whole.parts):
        return whole, ()
    beside = [part for part in whole.parts if _identity(part) not in levels and not _has_points(part)]
    return replace(whole, parts=tuple(_others(whole.parts, beside))), tuple(
        node for part in beside for node in part.every()
    )


def _others(parts: Sequence[Part], members: Sequence[Part]) -> list[Part]:
    taken = {id(member) for member in members}
    return [part for part in parts if id(part) not in taken]


def _level_sets(tree: Part) -> Iterator[tuple[Part, ...]]:
    """Yield parts that are levels, and look no deeper below these."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        members = _members(part.parts)
        if members:
            yield members
        waiting.extend(reversed(_others(part.parts, members)))


def _pruned(part: Part, identity: str, levels: Collection[str]) -> Part:
    """Return a part in which each level's heading is gone: what stands below it is kept for one level only."""
    content, parts = list(part.content), []
    for below in part.parts:
        if _identity(below) not in levels:
            parts.append(_pruned(below, identity, levels))
        elif _identity(below) == identity:
            content += below.content
            parts += below.parts
    return Part(part.heading, tuple(content), tuple(parts))


def of_references(nodes: Sequence[Node]) -> Part:
    """Return the tree of nodes that say which level and which area they belong to: levels, and areas in each."""
    shared = [node for node in nodes if not node.level and not node.area]
    title = next((node for node in shared if node.block is Block.HEADING), _named(""))
    by_place: defaultdict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in nodes:
        is_name = node.block is Block.HEADING and node.level and node.key == node.level
        by_place[node.level, "" if is_name else node.area].append(node)
    areas = tuple(dict.fromkeys(node.area for node in nodes if node.area))
    levels = dict.fromkeys(node.level for node in nodes if node.level)
    parts = tuple(_level_part(level, areas, by_place) for level in levels)
    return Part(title, tuple(node for node in shared if node is not title), parts)


def of_no_level(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return those of such nodes that stand in an area in which no level has anything to say."""
    areas = {node.area for node in nodes if node.level}
    return tuple(node for node in nodes if not node.level and node.area and node.area not in areas)


def _level_part(level: str, areas: Iterable[str], by_place: Mapping[tuple[str, str], list[Node]]) -> Part:
    own = grown(ranked(_named_once(by_place.get((level, ""), ()), level)))
    here = _named_part(level, own)
    inside = tuple(
        _named_part(area, grown(ranked([*by_place.get(("", area), ()), *by_place[level, area]])))
        for area in areas
        if (level, area) in by_place
    )
    return Part((here.heading or _named(level))._replace(level=level), here.content, (*here.parts, *inside))


def _named_once(nodes: Iterable[Node], level: str) -> list[Node]:
    """Return the nodes of a level without the further headings that only name it again."""
    kept: list[Node] = []
    is_named = False
    for node in nodes:
        is_name = node.block is Block.HEADING and node.key == level
        if not (is_name and is_named):
            kept.append(node)
        is_named |= is_name
    return kept


def _named_part(key: str, tree: Part) -> Part:
    """Return the part of what has an id: below its heading, or below the id where it has none."""
    named = next((part for part in tree.parts if part.heading and part.heading.key == key), None)
    if named is None:
        return Part(_named(key), tree.content, tree.parts)
    others = tuple(part for part in tree.parts if part is not named)
    return Part(named.heading, (*tree.content, *named.content), (*named.parts, *others))


def _named(key: str) -> Node:
    return Node(Block.HEADING, key, 0, key=key)

"""Outlines of files to levels of a ladder: which text is a title, an area, a section, a statement, an example.

Every text of an outline is placed once in each level that it speaks of, or listed as not placed with its line.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from textwrap import shorten
from typing import TYPE_CHECKING, Final

from ladderci.importing.branching import branches, of_no_level, of_references
from ladderci.importing.glossary import explained, without_glossary
from ladderci.importing.notes import Notes
from ladderci.importing.outline import Block, UnreadableLadderError
from ladderci.importing.placed import LEVEL_AREA, Level, PlacedArea, PlacedSection, Text
from ladderci.importing.section import said
from ladderci.importing.tables import without_tables
from ladderci.importing.tree import grown, ranked
from ladderci.importing.words import LONGEST_TITLE, icon_and_title, is_aside_title, without_colon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ladderci.importing.branching import Branch
    from ladderci.importing.glossary import Explained
    from ladderci.importing.outline import Node, Outline
    from ladderci.importing.placed import Statement
    from ladderci.importing.tree import Part

_NO_TITLE: Final = Text("Expectations")
"""What an area is called where the ladder has no headings at all."""
_ASIDE: Final = frozenset({Block.NAVIGATION, Block.VALUE})
_LEVEL_TITLE: Final = Text("Level")
_FACTS: Final = re.compile(r"(Scope|Collaborative Reach|Impact Levers)(?:\s+(?=[A-Z])|$)")
"""What engineering ladders call the facts about a level; their explanation may follow in the same line."""


def levels(outlines: Iterable[Outline]) -> tuple[Level, ...]:
    """Return the levels of a ladder, in the order of the files' names and then of the files.

    Args:
        outlines: what the files say; their order does not matter.

    Raises:
        UnreadableLadderError: where a file has no statements.

    """
    in_order = sorted(outlines, key=lambda outline: (outline.source, [node[:3] for node in outline.nodes]))
    return tuple(level for outline in in_order for level in _levels_of(outline))


def _levels_of(outline: Outline) -> Iterator[Level]:
    laid = without_tables([node for node in outline.nodes if node.block not in _ASIDE])
    told = explained(tuple(_parted(laid.nodes)))
    has_references = any(node.level for node in told.nodes if not node.cell)
    tree = of_references(told.nodes) if has_references else grown(ranked(told.nodes))
    aside = [node for node in outline.nodes if node.block in _ASIDE]
    others = {
        "names the rows or the columns of a table": laid.names,
        "says that a cell has nothing to say": laid.blanks,
        "stands in no level": of_no_level(told.nodes) if has_references else (),
    }
    found = [
        _level(outline.source, branch, told, _noted(aside, others, branch.level))
        for branch in branches(tree, outline.source)
    ]
    if not any(level.areas for level in found):
        raise UnreadableLadderError(f"{outline.source}: no statements found, neither points of a list nor sentences")
    yield from (level for level in found if level.areas)


def _noted(aside: Iterable[Node], others: Mapping[str, Iterable[Node]], level: str) -> Notes:
    """Return the notes of a level that say what was never text of the ladder."""
    notes = Notes()
    for node in aside:
        if node.block is Block.NAVIGATION:
            notes.skip(node, "belongs to the page and not to the ladder")
        elif node.level in {"", level}:
            notes.skip(node, f"a value of `{node.key}`")
    for why, nodes in others.items():
        for node in nodes:
            notes.skip(node, why)
    return notes


def _parted(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield the nodes, with the name of a fact about the level parted from its explanation."""
    for node in nodes:
        named = _FACTS.match(node.text) if node.block is Block.PARAGRAPH and not node.cell else None
        if named and named.end() < len(node.text):
            yield node._replace(text=named[1], strong=True)
            yield node._replace(text=node.text[named.end() :], strong=False)
        else:
            yield node


def _level(source: str, branch: Branch, told: Explained, aside: Notes) -> Level:
    notes = Notes(aside.not_placed, told.doubts)
    for part in branch.tree.under():
        if part.heading and part.heading.block is Block.ITEM:
            notes.doubt(part.line, f"`{part.title}` is a point of a list: taken for a heading")
    for node in branch.beside:
        notes.skip(node, "stands beside the levels and has no statements")
    parts, glossary = without_glossary(branch.tree, told.glossary, notes)
    opened = _opened(_without_asides(parts, notes), notes)
    content = branch.tree.content if branch.level else _before_the_end(branch.tree.content, opened, notes)
    own = said(content, notes, has_points=bool(opened))
    summary = notes.prose(own.introduction, "a summary")
    areas = tuple(area for area in _areas(opened, own.statements, notes) if area.sections)
    return Level(
        source=source,
        title=_fitting(*branch.title, notes),
        name=branch.name,
        document=branch.document or PurePath(source).name,
        summary=summary,
        areas=areas,
        glossary=glossary,
        not_placed=notes.not_placed,
        doubts=notes.doubts,
    )


def _without_asides(parts: Sequence[Part], notes: Notes) -> Sequence[Part]:
    """Return the parts that are of the ladder itself, if there are any; what it says about itself is listed."""
    own = [part for part in parts if not is_aside_title(part.title)]
    if not own:
        return parts
    for part in parts:
        for node in part.every() if is_aside_title(part.title) else ():
            notes.skip(node, f"belongs to `{part.title}`, which is about the ladder")
    return own


def _before_the_end(content: Sequence[Node], parts: Sequence[Part], notes: Notes) -> Sequence[Node]:
    """Return a level's own texts without the paragraphs behind its last area, which sum up nothing and are listed."""
    last = max((node.line for part in parts for node in part.every()), default=0)
    before: list[Node] = []
    for node in content:
        if last and node.line > last and node.block is Block.PARAGRAPH:
            notes.skip(node, "stands behind the last area")
        else:
            before.append(node)
    return before


def _opened(parts: Sequence[Part], notes: Notes) -> tuple[Part, ...]:
    """Return the parts with those opened that hold nothing but areas; a heading with nothing below it is listed."""
    opened: list[Part] = []
    for part in parts:
        if not part.parts and not part.content:
            notes.skip(part.heading, "a heading with nothing of its own below it")
        elif part.parts and not part.content and all(below.parts for below in part.parts):
            notes.skip(part.heading, "a heading above areas, which have headings of their own")
            opened += _opened(part.parts, notes)
        else:
            opened.append(part)
    return tuple(opened)


def _areas(parts: Sequence[Part], points: Sequence[Statement], notes: Notes) -> Iterator[PlacedArea]:
    """Yield the areas: first the facts about the level, which stand before the first heading that has headings."""
    first = next((at for at, part in enumerate(parts) if part.parts), 0)
    facts = [section for part in parts[:first] for section in _sections(part, notes)]
    if points:
        title = _LEVEL_TITLE if parts else _NO_TITLE
        facts.insert(0, PlacedSection(title, (), tuple(points)))
    if facts:
        yield PlacedArea(
            *((_LEVEL_TITLE, "", (), tuple(facts), LEVEL_AREA) if parts else (_NO_TITLE, "", (), tuple(facts)))
        )
    for part in parts[:first]:
        if not _FACTS.fullmatch(part.title):
            notes.doubt(part.line, f"`{part.title}` stands before the first area: taken for a fact about the level")
    yield from (_area(part, notes) for part in parts[first:])


def _area(part: Part, notes: Notes) -> PlacedArea:
    icon, words = icon_and_title(part.title)
    own = said(part.content, notes, has_points=bool(part.parts))
    sections = [section for below in part.parts for section in _sections(below, notes)]
    title = _fitting(without_colon(words), part.line, notes)
    if own.statements:
        sections.insert(0, PlacedSection(title, (), own.statements))
    if not sections:
        notes.skip(part.heading, "a heading without statements")
    introduction = notes.prose(own.introduction, "an introduction") if sections else ()
    if not sections:
        for text in own.introduction:
            notes.leave(text.line, text.words, "below a heading without statements")
    return PlacedArea(title, icon, introduction, tuple(sections), _key(part))


def _sections(part: Part, notes: Notes) -> Iterator[PlacedSection]:
    """Yield the section that a part is, and those that headings below it are."""
    own = said(part.content, notes, has_points=bool(part.parts))
    title = _fitting(without_colon(part.title), part.line, notes)
    if own.statements:
        yield PlacedSection(title, notes.prose(own.introduction, "an introduction"), own.statements, _key(part))
    else:
        notes.skip(part.heading, "a heading without statements of its own")
        for text in own.introduction:
            notes.leave(text.line, text.words, "below a heading without statements")
    for below in part.parts:
        notes.doubt(below.line, f"`{below.title}` stands below `{part.title}`: taken for a section beside it")
        yield from _sections(below, notes)


def _fitting(title: str, line: int, notes: Notes) -> Text:
    """Return a title as far as a rubric has room for it; one that is too long is listed in full."""
    if len(title) <= LONGEST_TITLE:
        return Text(title, line)
    notes.leave(line, title, f"a name of more than {LONGEST_TITLE} characters, which is cut")
    return Text(shorten(title, LONGEST_TITLE, placeholder="…") if " " in title else title[:LONGEST_TITLE], line)


def _key(part: Part) -> str:
    return part.heading.key if part.heading else ""

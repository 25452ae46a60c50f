"""Tables of a ladder as headings and points: what a cell says stands below the names of its row and its column."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from ladderci.importing.outline import Block, Node
from ladderci.importing.words import are_levels, is_examples_label
from ladderci.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ladderci.importing.outline import Cell

_OUTER, _INNERMOST = 1, 3
"""Depths of the headings that a table makes, the levels' innermost."""
_MOST_ROWS, _MOST_COLUMNS = 200, 50
"""How far a cell can span."""
_DESCRIBING: Final = frozenset(
    {"description", "definition", "meaning", "expectation", "expectations", "behaviour", "behaviours", "behavior"}
    | {"behaviors", "example", "examples", "evidence", "notes", "what it means", "what it looks like", "indicators"}
)
"""Names of columns that say what a column has to say of its row; other columns are taken for levels."""


_BLANK: Final = frozenset({"n a", "na", "none", "not applicable", "nil", "tbd", "to be defined"})
"""What stands in a cell that says nothing, as do signs alone."""


class _Table(NamedTuple):
    cells: dict[tuple[int, int], list[Node]]
    """By row and column; a cell that spans several stands in each of them."""
    rows: int
    columns: int

    def texts(self, row: int, column: int) -> list[Node]:
        return self.cells.get((row, column), [])

    def title(self, row: int, column: int) -> str:
        return " ".join(node.text for node in self.texts(row, column))


class Laid(NamedTuple):
    """The nodes of an outline without tables."""

    nodes: tuple[Node, ...]
    names: tuple[Node, ...]
    """What only says what a table's rows or columns are."""
    blanks: tuple[Node, ...]
    """What only says that there is nothing to say in a cell."""


def without_tables(nodes: Sequence[Node]) -> Laid:
    """Return the nodes with each table made headings and points: rows and columns, levels innermost."""
    flat: list[Node] = []
    names: list[Node] = []
    blanks = [node for node in nodes if _is_blank(node)]
    for number, group in _grouped([node for node in nodes if not _is_blank(node)]):
        if not number:
            flat += group
            continue
        flat += _laid(_read(group))
        used = {(node.line, word) for node in flat for word in node.text.split()}
        names += [node for node in group if not all((node.line, word) in used for word in node.text.split())]
    return Laid(tuple(flat), tuple(names), tuple(blanks))


def _is_blank(node: Node) -> bool:
    if node.cell is None or node.cell.is_heading:
        return False
    return plain(node.text) in _BLANK or not any(map(str.isalnum, node.text))


def _grouped(nodes: Sequence[Node]) -> Iterator[tuple[int, list[Node]]]:
    group: list[Node] = []
    number = 0
    for node in nodes:
        here = node.cell.table if node.cell else 0
        if here != number and group:
            yield number, group
            group = []
        number = here
        group.append(node)
    if group:
        yield number, group


def _read(group: Sequence[Node]) -> _Table:
    cells: defaultdict[tuple[int, int], list[Node]] = defaultdict(list)
    for node in group:
        for place in _places(node.cell):
            cells[place].append(node)
    return _Table(dict(cells), max(row for row, _ in cells), max(column for _, column in cells))


def _places(cell: Cell | None) -> Iterator[tuple[int, int]]:
    if cell:
        for row in range(cell.row, cell.row + min(cell.rows, _MOST_ROWS)):
            yield from ((row, column) for column in range(cell.column, cell.column + min(cell.columns, _MOST_COLUMNS)))


def _laid(table: _Table) -> Iterator[Node]:
    first = _first_level_column(table)
    if first:
        yield from _by_rows(table, first)
    elif are_levels(tuple(title for row in range(2, table.rows + 1) if (title := table.title(row, 1)))):
        yield from _by_columns(table)
    elif table.columns > 2 and not any(_describes(table, column) for column in range(2, table.columns + 1)):  # noqa: PLR2004 (names of the rows, and more than one column of texts)
        yield from _by_rows(table, 2)
    else:
        yield from _as_list(table)


def _describes(table: _Table, column: int) -> bool:
    return plain(table.title(1, column)) in _DESCRIBING


def _first_level_column(table: _Table) -> int:
    """Return the first of the columns that are levels, or 0; columns before it name areas and sections."""
    for first in range(2, min(4, table.columns)):
        titles = tuple(table.title(1, column) for column in range(first, table.columns + 1))
        if are_levels(tuple(filter(None, titles))):
            return first
    return 0


def _by_rows(table: _Table, first: int) -> Iterator[Node]:
    """Yield rows as headings, and in each the columns from the first one on."""
    above: list[Node] = []
    for row in range(2, table.rows + 1):
        for column in range(1, first):
            named = table.texts(row, column)
            if named and (column == first - 1 or named != above):
                yield from _headings(named, _OUTER + column - 1)
            above = named if column == 1 else above
        for column in range(first, table.columns + 1):
            yield from _of_level(table.texts(1, column), table.texts(row, column))


def _by_columns(table: _Table) -> Iterator[Node]:
    """Yield columns as headings, and in each the rows, which are levels."""
    for column in range(2, table.columns + 1):
        yield from _headings(table.texts(1, column), _OUTER)
        for row in range(2, table.rows + 1):
            yield from _of_level(table.texts(row, 1), table.texts(row, column))


def _as_list(table: _Table) -> Iterator[Node]:
    """Yield a table of names and what they mean, or of texts alone."""
    for row in range(1, table.rows + 1):
        named = table.texts(row, 1)
        said = [node for column in range(2, table.columns + 1) for node in _said(table, row, column)]
        if table.columns == 1 or not said:
            yield from _points(named)
        elif row > 1 or not (named and named[0].cell and named[0].cell.is_heading):
            yield from _under(named, said, _OUTER)


def _said(table: _Table, row: int, column: int) -> list[Node]:
    """Return a cell's texts; those of a column of examples one deeper than the points before them."""
    is_example = is_examples_label(table.title(1, column))
    return [node._replace(depth=node.depth + is_example) for node in table.texts(row, column)]


def _of_level(named: list[Node], said: list[Node]) -> Iterator[Node]:
    """Yield a cell below the name of its level, which is marked as such."""
    level = " ".join(node.text for node in named)
    for node in _under(named, said, _INNERMOST):
        yield node._replace(level=level) if node.block is Block.HEADING else node


def _under(named: list[Node], said: list[Node], depth: int) -> Iterator[Node]:
    if said:
        yield from _headings(named, depth)
        yield from _points(said)


def _headings(named: list[Node], depth: int) -> Iterator[Node]:
    if named:
        text = " ".join(node.text for node in named)
        yield named[0]._replace(block=Block.HEADING, text=text, depth=depth)


def _points(said: list[Node]) -> Iterator[Node]:
    for node in said:
        block = Block.ITEM if node.block is Block.PARAGRAPH else node.block
        yield node._replace(block=block)

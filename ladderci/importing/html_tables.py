"""The cells of a page's tables, with the columns and rows that they span; tables that only lay out are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ladderci.importing.outline import Cell

if TYPE_CHECKING:
    from lxml import etree

_MAX_SPAN: Final = 20
"""Columns or rows of one cell; published tables have a column a level, some ten."""
_CELLS: Final = frozenset({"td", "th"})


class Tables:
    """The tables that are open at a place of a page, and how many there were."""

    def __init__(self) -> None:
        """Begin before a page's first table."""
        self._count = 0
        self._open: list[_Grid | None] = []

    def begin(self, table: etree._Element) -> None:
        """Open a table."""
        is_grid = _is_grid(table)
        self._count += is_grid
        self._open.append(_Grid(self._count) if is_grid else None)

    def end(self) -> None:
        """Close the table that was opened last."""
        self._open.pop()

    def row(self) -> None:
        """Begin a row."""
        if self._open and (grid := self._open[-1]):
            grid.row()

    def cell(self, element: etree._Element) -> Cell | None:
        """Return the cell that an element is, or nothing where its table only lays out."""
        grid = self._open[-1] if self._open else None
        return grid.cell(element) if grid else None


class _Grid:
    """A table's rows as they are filled."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._row = 0
        self._column = 0
        self._taken: dict[int, int] = {}  # by column, the last row that a cell above reaches down to

    def row(self) -> None:
        self._row += 1
        self._column = 0

    def cell(self, element: etree._Element) -> Cell:
        self._row = max(self._row, 1)
        self._column += 1
        while self._taken.get(self._column, 0) >= self._row:
            self._column += 1
        columns, rows = _span(element, "colspan"), _span(element, "rowspan")
        cell = Cell(self._number, self._row, self._column, self._row == 1 or element.tag == "th", columns, rows)
        for column in range(self._column, self._column + columns):
            self._taken[column] = self._row + rows - 1
        self._column += columns - 1
        return cell


def _span(element: etree._Element, name: str) -> int:
    value = element.get(name) or ""
    is_number = value.isascii() and value.isdigit() and len(value) < len("1000000")
    return min(max(int(value), 1), _MAX_SPAN) if is_number else 1


def _is_grid(table: etree._Element) -> bool:
    """Return whether a table has rows of several cells and no table within: others are for the page's layout."""
    rows = 0
    is_wide = False
    for row in table.iter("table", "tr"):
        if row.tag == "table" and row is not table:
            return False
        rows += row.tag == "tr"
        is_wide = is_wide or sum(cell.tag in _CELLS for cell in row) > 1
    return is_wide and rows > 1

"""The cells of one sheet while it is read: sparse, bounded, with merged cells filled at the end."""

from app.directory.importing.formats.archive import too_much
from app.directory.importing.formats.limits import (
    MAX_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROW_TAGS,
    MAX_ROWS,
    MAX_TEXT,
)
from app.directory.importing.formats.numbers import cell_position
from app.directory.importing.sheets import NO_MARKS, Row, RowMarks, Sheet

_MAX_MERGES = 20_000


class Budget:
    """What all sheets of a file may hold together. `spend` raises `TooMuch` once it is used up."""

    def __init__(self) -> None:
        self._rows = self._tags = self._cells = self._text = 0

    def spend(self, rows: int = 0, tags: int = 0, cells: int = 0, text: int = 0) -> None:
        self._rows += rows
        self._tags += tags
        self._cells += cells
        self._text += text
        if (
            self._rows > MAX_ROWS
            or self._tags > MAX_ROW_TAGS
            or self._cells > MAX_CELLS
            or self._text > MAX_TEXT
        ):
            raise too_much()


class Grid:
    """Cells by row and column. Every method raises `TooMuch` past the limits of a list."""

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._cells: dict[int, dict[int, str]] = {}
        self._values: dict[str, str] = {}  # a long list says the same things again and again
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._strike: dict[int, int] = {}
        self._fills: dict[int, dict[str, int]] = {}
        self._comments: dict[int, list[str]] = {}
        self._merges: list[tuple[int, int, int, int]] = []

    def open_row(self, number: int, hidden: bool = False) -> None:
        self._budget.spend(tags=1)
        if hidden:
            self._hidden_rows.add(number)

    def hide_columns(self, first: int, last: int) -> None:
        self._hidden_columns.update(range(max(first, 0), min(last, MAX_COLUMNS) + 1))

    def put(self, row: int, column: int, value: str, strike: bool = False, fill: str = "") -> None:
        if not value or value.isspace():
            return
        if not 0 <= column < MAX_COLUMNS:
            raise too_much()
        value = value[:MAX_CELL]
        self._budget.spend(cells=1, text=len(value))
        cells = self._cells.get(row)
        if cells is None:
            self._budget.spend(rows=1)
            cells = self._cells[row] = {}
        cells[column] = self._values.setdefault(value, value)
        if strike:
            self._strike[row] = self._strike.get(row, 0) + 1
        if fill:
            fills = self._fills.setdefault(row, {})
            fills[fill] = fills.get(fill, 0) + 1

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, bottom = cell_position(first), cell_position(last)
        if top and bottom and len(self._merges) < _MAX_MERGES:
            self._merges.append((top[0], top[1], bottom[0], bottom[1]))

    def comment(self, reference: str, text: str) -> None:
        place = cell_position(reference)
        if place and text:
            self._comments.setdefault(place[0], []).append(text)

    def sheet(self, name: str, hidden: bool = False) -> Sheet:
        wide = self._fill_merged()
        rows = []
        for number in sorted(self._cells):
            cells = self._cells[number]
            if cells:
                line = [cells.get(column, "") for column in range(max(cells) + 1)]
                rows.append(Row(number, line, self._marks(number, len(cells))))
        return Sheet(name, rows, hidden, frozenset(self._hidden_columns), frozenset(wide))

    def _marks(self, row: int, count: int) -> RowMarks:
        """A row wears strike-through or a fill when at least half of its filled cells do."""
        strike = 2 * self._strike.get(row, 0) >= count
        fills = self._fills.get(row, {})
        fill = max(fills, key=lambda key: fills[key]) if fills else ""
        if fill and 2 * fills[fill] < count:
            fill = ""
        comment = "\n".join(self._comments.get(row, []))
        hidden = row in self._hidden_rows
        if not (strike or fill or comment or hidden):
            return NO_MARKS
        return RowMarks(strike=strike, fill=fill, hidden=hidden, comment=comment)

    def _fill_merged(self) -> set[int]:
        """Copy a value merged over several rows into each row that holds anything; rows merged widely."""
        wide: set[int] = set()
        steps = 0
        for top, left, bottom, right in self._merges:
            value = self._cells.get(top, {}).get(left, "")
            if right > left and top == bottom and left == min(self._cells.get(top, {0: ""}), default=0):
                wide.add(top)
            if not value or bottom == top:
                continue
            if steps > MAX_CELLS:
                break
            for row in range(top + 1, min(bottom, top + MAX_ROWS) + 1):
                steps += 1
                cells = self._cells.get(row)
                if cells:
                    cells.setdefault(left, value)
        return wide

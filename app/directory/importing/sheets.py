"""What a file holds once it is read: sheets of rows of text, with the marks their keeper made."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RowMarks:
    """What formatting says about a row. `fill` is RRGGBB; `comment` joins the comments of its cells."""

    strike: bool = False
    fill: str = ""
    hidden: bool = False
    comment: str = ""


NO_MARKS = RowMarks()


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty. `number` is the one its keeper sees, from 1 (0: a heading made by us)."""

    number: int
    cells: list[str]
    marks: RowMarks = NO_MARKS

    @property
    def text(self) -> str:
        """The row's own words, for showing it beside a reason."""
        return " | ".join(" ".join(cell.split()) for cell in self.cells if cell.strip())

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. Columns count from 0; `hidden_columns` are shown, not imported, unless asked for."""

    name: str
    rows: list[Row]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    wide_rows: frozenset[int] = frozenset()  # numbers of rows whose first cell is merged over several columns

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read. `encoding` and `delimiter` are set for text only; `warnings` are gettext msgids."""

    sheets: list[Sheet]
    warnings: list[str] = field(default_factory=list)
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""

"""Word documents (ECMA-376): each table a sheet; without a table, each paragraph a row."""

from app.directory.importing.errors import EmptyFile
from app.directory.importing.formats.archive import Archive, attribute, too_much
from app.directory.importing.formats.grid import Budget, Grid
from app.directory.importing.formats.limits import MAX_SHEETS
from app.directory.importing.formats.numbers import whole
from app.directory.importing.sheets import Sheet, Workbook

_MARKED = {"yellow": "FFFF00", "green": "00FF00", "red": "FF0000", "cyan": "00FFFF", "magenta": "FF00FF"}


def read_docx(archive: Archive) -> Workbook:
    reader = _DocumentReader()
    archive.parse("word/document.xml", reader.start, reader.end, reader.text)
    sheets = [sheet for sheet in reader.sheets if sheet.rows] or [reader.paragraphs()]
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFile
    return Workbook(sheets=sheets, kind="docx")


class _DocumentReader:
    """word/document.xml. A table inside a cell becomes part of that cell's text."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._budget = Budget()
        self._grid = Grid(self._budget)
        self._plain = Grid(self._budget)
        self._plain_row = 0
        self._depth = self._row = self._column = 0
        self._span = 1
        self._merge = ""
        self._last: dict[int, str] = {}
        self._pieces: list[str] = []
        self._in_text = self._deleted = self._strike = False
        self._fill = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tbl":
            self._depth += 1
            if self._depth == 1:
                self._grid, self._row, self._last = Grid(self._budget), 0, {}
                if len(self.sheets) >= MAX_SHEETS:
                    raise too_much()
        elif tag == "tr" and self._depth == 1:
            self._row, self._column = self._row + 1, 0
            self._grid.open_row(self._row)
        elif tag == "tc" and self._depth == 1:
            self._pieces, self._span, self._merge = [], 1, ""
            self._strike, self._fill = False, ""
        elif tag == "t":
            self._in_text = not self._deleted
        elif tag == "del":
            self._deleted = True
        elif tag in ("br", "cr"):
            self._pieces.append("\n")
        elif tag == "tab" and not attributes:
            self._pieces.append("\t")
        elif tag == "p" and "".join(self._pieces).strip():
            self._pieces.append("\n")
        else:
            self._property(tag, attributes)

    def _property(self, tag: str, attributes: dict[str, str]) -> None:
        value = attribute(attributes, "val")
        if tag == "gridSpan":
            self._span = max(whole(value, 1), 1)
        elif tag == "vMerge":
            self._merge = value or "continue"
        elif tag in ("strike", "dstrike"):
            self._strike = value not in ("0", "false")
        elif tag == "highlight":
            self._fill = _MARKED.get(value, "")
        elif tag == "shd" and len(fill := attribute(attributes, "fill").upper()) == 6 and fill != "FFFFFF":
            self._fill = fill

    def end(self, tag: str) -> None:
        if tag == "t":
            self._in_text = False
        elif tag == "del":
            self._deleted = False
        elif tag == "tc" and self._depth == 1:
            self._end_cell()
        elif tag == "tbl":
            self._depth -= 1
            if self._depth == 0:
                self.sheets.append(self._grid.sheet(str(len(self.sheets) + 1)))
                self._pieces = []
        elif tag == "p" and self._depth == 0:
            self._plain_row += 1
            for column, cell in enumerate("".join(self._pieces).split("\t")):
                self._plain.put(self._plain_row, column, cell.strip())
            self._pieces = []

    def _end_cell(self) -> None:
        value = "".join(self._pieces).strip()
        if self._merge == "continue" and not value:
            value = self._last.get(self._column, "")
        elif self._merge:
            self._last[self._column] = value
        self._grid.put(self._row, self._column, value, strike=self._strike, fill=self._fill)
        self._column += self._span
        self._pieces = []

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)

    def paragraphs(self) -> Sheet:
        return self._plain.sheet("1")

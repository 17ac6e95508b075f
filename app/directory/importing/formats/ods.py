"""OpenDocument spreadsheets (ISO/IEC 26300): values, repeated cells, merged cells, hidden rows."""

from app.directory.importing.errors import EmptyFile, LockedFile, UnknownFormat
from app.directory.importing.formats.archive import Archive, attribute, too_much
from app.directory.importing.formats.grid import Budget, Grid
from app.directory.importing.formats.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS
from app.directory.importing.formats.numbers import number_text, whole
from app.directory.importing.sheets import Sheet, Workbook


def read_ods(archive: Archive) -> Workbook:
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise LockedFile
    if "content.xml" not in archive:
        raise UnknownFormat
    reader = _ContentReader()
    archive.parse("content.xml", reader.start, reader.end, reader.text)
    if not any(sheet.rows for sheet in reader.sheets):
        raise EmptyFile
    return Workbook(sheets=reader.sheets, kind="ods")


class _ContentReader:
    """content.xml, element by element. Repetition of empty rows and cells costs nothing."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._budget = Budget()
        self._grid = Grid(self._budget)
        self._name = ""
        self._row = self._row_repeat = self._columns = 0
        self._column = self._repeat = 0
        self._cells: list[tuple[int, str, tuple[bool, str]]] = []
        self._pieces: list[str] = []
        self._value = self._kind = ""
        self._in_cell = self._hidden = False
        self._paragraphs = self._annotation = 0
        self._comment: list[str] = []
        self._styles: dict[str, tuple[bool, str]] = {}
        self._style_name = self._cell_style = ""
        self._spans = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._grid, self._row, self._columns = Grid(self._budget), 0, 0
            self._name = attribute(attributes, "name")
            if len(self.sheets) >= MAX_SHEETS:
                raise too_much()
        elif tag == "table-column":
            first, count = self._columns, _count(attribute(attributes, "number-columns-repeated"))
            self._columns += min(count, MAX_COLUMNS)
            if attribute(attributes, "visibility") in ("collapse", "filter"):
                self._grid.hide_columns(first, self._columns - 1)
        elif tag == "table-row":
            self._row_repeat = _count(attribute(attributes, "number-rows-repeated"))
            self._hidden = attribute(attributes, "visibility") in ("collapse", "filter")
            self._column = 0
            self._cells = []
        elif tag in ("table-cell", "covered-table-cell"):
            self._start_cell(attributes)
        elif tag == "annotation":
            self._annotation += 1
        elif self._in_cell:
            self._start_text(tag, attributes)
        elif tag == "style" and attribute(attributes, "family") == "table-cell":
            self._style_name = attribute(attributes, "name")
            self._styles[self._style_name] = (False, "")
        elif self._style_name and tag in ("table-cell-properties", "text-properties"):
            self._note_style(attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._repeat = _count(attribute(attributes, "number-columns-repeated"))
        self._kind = attribute(attributes, "value-type")
        self._value = attribute(attributes, "value") or attribute(attributes, "date-value")
        self._cell_style = attribute(attributes, "style-name")
        self._spans = _count(attribute(attributes, "number-rows-spanned"))
        self._pieces, self._paragraphs = [], 0
        if self._spans > 1:
            letters = _letters(self._column)
            self._grid.merge(f"{letters}{self._row + 1}:{letters}{self._row + self._spans}")

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "p" and not self._annotation:
            self._paragraphs += 1
            if self._paragraphs > 1:
                self._pieces.append("\n")
        elif tag == "line-break":
            self._pieces.append("\n")
        elif tag == "s":
            self._pieces.append(" " * min(_count(attribute(attributes, "c")), 50))
        elif tag == "tab":
            self._pieces.append("\t")

    def _note_style(self, attributes: dict[str, str]) -> None:
        strike, fill = self._styles[self._style_name]
        line = attribute(attributes, "text-line-through-style")
        colour = attribute(attributes, "background-color").lstrip("#").upper()
        if colour in ("", "TRANSPARENT", "FFFFFF"):
            colour = fill
        self._styles[self._style_name] = (strike or line not in ("", "none"), colour)

    def end(self, tag: str) -> None:
        if tag in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif tag == "annotation":
            self._annotation -= 1
        elif tag == "table-row":
            self._end_row()
        elif tag == "table":
            self.sheets.append(self._grid.sheet(self._name))
        elif tag == "style":
            self._style_name = ""

    def _end_cell(self) -> None:
        self._in_cell = False
        shown = "".join(self._pieces)
        exact = self._kind in ("float", "currency", "percentage") and self._value
        text = number_text(self._value) if exact else shown or self._value
        if text and not text.isspace():
            if self._column + self._repeat > MAX_COLUMNS:
                raise too_much()
            marks = self._styles.get(self._cell_style, (False, ""))
            self._cells += [(self._column + step, text, marks) for step in range(self._repeat)]
        self._column += self._repeat

    def _end_row(self) -> None:
        if self._cells:
            if self._row_repeat > MAX_ROWS or self._row_repeat * len(self._cells) > MAX_CELLS:
                raise too_much()
            for step in range(self._row_repeat):
                self._grid.open_row(self._row + step + 1, hidden=self._hidden)
                for column, text, (strike, fill) in self._cells:
                    self._grid.put(self._row + step + 1, column, text, strike=strike, fill=fill)
            for comment in self._comment:
                self._grid.comment(f"A{self._row + 1}", " ".join(comment.split()))
        self._comment = []
        self._row += self._row_repeat

    def text(self, data: str) -> None:
        if self._annotation:
            self._comment.append(data)
        elif self._in_cell and self._paragraphs:
            self._pieces.append(data)


def _count(raw: str) -> int:
    return max(whole(raw, 1), 1)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

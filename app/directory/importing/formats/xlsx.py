"""Excel workbooks (ECMA-376): values, merged cells and the marks of formatting, in one pass over each sheet.

Read with expat rather than a workbook library, because marks, hidden rows and the limits are wanted together
and because a cell in the last corner of a sheet must not cost the memory of all cells before it.
"""

import posixpath

from app.directory.importing.errors import BrokenFile, EmptyFile, UnknownFormat
from app.directory.importing.formats.archive import Archive, attribute, too_much
from app.directory.importing.formats.grid import Budget, Grid
from app.directory.importing.formats.limits import MAX_CELL, MAX_CELLS, MAX_SHEETS
from app.directory.importing.formats.numbers import column_index, date_text, number_text, whole
from app.directory.importing.formats.xlsx_styles import Style, read_styles
from app.directory.importing.sheets import Sheet, Workbook

_MAX_PIECES = 500  # runs of text in one cell
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


def read_xlsx(archive: Archive) -> Workbook:
    """All worksheets in their order; chart sheets and macros are left alone."""
    book = _Book(archive)
    if not book.sheets:
        raise UnknownFormat
    if len(book.sheets) > MAX_SHEETS:
        raise too_much()
    sheets = [_SheetReader(book, name, part, hidden).read() for name, part, hidden in book.sheets]
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFile
    return Workbook(sheets=sheets, kind="xlsx")


class _Book:
    """The parts that the sheets share."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.path = self._workbook_path()
        self.budget = Budget()
        self.date1904 = False
        self.sheets: list[tuple[str, str, bool]] = []
        self._read_workbook()
        folder = posixpath.dirname(self.path)
        self.styles = read_styles(archive, f"{folder}/styles.xml", f"{folder}/theme/theme1.xml")
        self.strings = _shared_strings(archive, f"{folder}/sharedStrings.xml")

    def _workbook_path(self) -> str:
        if "_rels/.rels" in self.archive:
            for kind, target in relations(self.archive, "_rels/.rels").values():
                if kind.endswith("/officeDocument") and resolve("", target) in self.archive:
                    return resolve("", target)
        if "xl/workbook.xml" in self.archive:
            return "xl/workbook.xml"
        raise UnknownFormat

    def _read_workbook(self) -> None:
        folder, name = posixpath.split(self.path)
        related = relations(self.archive, f"{folder}/_rels/{name}.rels")

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.date1904 = attributes.get("date1904", "0") in ("1", "true")
            elif tag == "sheet":
                kind, target = related.get(attribute(attributes, "id"), ("", ""))
                part = resolve(folder, target)
                if kind.endswith("/worksheet") and part in self.archive:
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append((attributes.get("name", ""), part, hidden))

        self.archive.parse(self.path, start)


def relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id to (type, target). Targets outside the file are never followed."""
    found: dict[str, tuple[str, str]] = {}
    if part not in archive:
        return found

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode", "Internal") != "External":
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), attributes.get("Target", ""))

    archive.parse(part, start)
    return found


def resolve(folder: str, target: str) -> str:
    """A relationship's target as the name of a part."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _shared_strings(archive: Archive, part: str) -> list[str]:
    """The table of texts; phonetic readings (rPh) are left out."""
    strings: list[str] = []
    if part not in archive:
        return strings
    pieces: list[str] = []
    state = {"text": False, "phonetic": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            state["text"] = not state["phonetic"]
        elif tag == "rPh":
            state["phonetic"] = True
        elif tag == "si":
            pieces.clear()

    def end(tag: str) -> None:
        if tag == "t":
            state["text"] = False
        elif tag == "rPh":
            state["phonetic"] = False
        elif tag == "si":
            strings.append("".join(pieces)[:MAX_CELL])
            if len(strings) > MAX_CELLS:
                raise too_much()

    def text(data: str) -> None:
        if state["text"] and len(pieces) < _MAX_PIECES:
            pieces.append(data[:MAX_CELL])

    archive.parse(part, start, end, text)
    return strings


class _SheetReader:
    """One worksheet, cell by cell."""

    def __init__(self, book: _Book, name: str, part: str, hidden: bool) -> None:
        self.book, self.part, self.hidden, self.name = book, part, hidden, name
        self.grid = Grid(book.budget)
        self._row = self._column = 0
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._collect = self._phonetic = False

    def read(self) -> Sheet:
        self.book.archive.parse(self.part, self._start, self._end, self._text)
        self._comments()
        return self.grid.sheet(self.name, self.hidden)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = whole(attributes.get("r"), self._row + 1)
            self._column = -1
            self.grid.open_row(self._row, hidden=attributes.get("hidden", "0") in ("1", "true"))
        elif tag == "c":
            reference = attributes.get("r", "")
            self._column = column_index(reference) if reference else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._pieces.clear()
        elif tag in ("v", "t"):
            self._collect = not self._phonetic
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "mergeCell":
            self.grid.merge(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden", "0") in ("1", "true"):
            self.grid.hide_columns(whole(attributes.get("min"), 1) - 1, whole(attributes.get("max")) - 1)

    def _end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._collect = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c" and self._pieces:
            style = self._style_of()
            value = self._value("".join(self._pieces), style)
            self.grid.put(self._row, self._column, value, strike=style.strike, fill=style.fill)

    def _text(self, data: str) -> None:
        if self._collect and len(self._pieces) < _MAX_PIECES:
            self._pieces.append(data)

    def _style_of(self) -> Style:
        index = whole(self._style)
        return self.book.styles[index] if index < len(self.book.styles) else Style()

    def _value(self, raw: str, style: Style) -> str:
        if self._kind == "s":
            index = whole(raw.strip(), -1)
            if not 0 <= index < len(self.book.strings):
                raise BrokenFile
            return self.book.strings[index]
        if self._kind in ("inlineStr", "str", "d"):
            return raw
        if self._kind == "b":
            return "yes" if raw.strip() == "1" else "no"
        if self._kind == "e" or raw in _ERRORS:
            return ""
        return date_text(raw, self.book.date1904) if style.is_date else number_text(raw)

    def _comments(self) -> None:
        """Comments lie in a part of their own, found through the sheet's relationships."""
        folder, name = posixpath.split(self.part)
        for kind, target in relations(self.book.archive, f"{folder}/_rels/{name}.rels").values():
            part = resolve(folder, target)
            if kind.endswith("/comments") and part in self.book.archive:
                _read_comments(self.book.archive, part, self.grid)


def _read_comments(archive: Archive, part: str, grid: Grid) -> None:
    pieces: list[str] = []
    state = {"ref": "", "text": ""}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "comment":
            state["ref"] = attributes.get("ref", "")
            pieces.clear()
        state["text"] = "1" if tag == "t" else ""

    def end(tag: str) -> None:
        state["text"] = ""
        if tag == "comment":
            grid.comment(state["ref"], " ".join("".join(pieces).split()))

    def text(data: str) -> None:
        if state["text"]:
            pieces.append(data)

    archive.parse(part, start, end, text)

"""Excel 97-2003 workbooks, read by calamine once a look at the cell records says that they are few."""

import io
import struct

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from app.directory.importing.errors import BrokenFile, EmptyFile, LockedFile, UnknownFormat
from app.directory.importing.formats.archive import too_much
from app.directory.importing.formats.compound import stream
from app.directory.importing.formats.grid import Budget, Grid
from app.directory.importing.formats.limits import MAX_COLUMNS, MAX_ROW_TAGS, MAX_SHEETS
from app.directory.importing.formats.numbers import number_text
from app.directory.importing.sheets import Sheet, Workbook

# Records of BIFF8 that begin with a row and a column ([MS-XLS] 2.3.2), and the one that locks a file.
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_FILEPASS = 0x002F


def read_xls(data: bytes) -> Workbook:
    book = stream(data, ("Workbook", "Book"))
    if book is None:
        raise LockedFile if stream(data, ("EncryptedPackage",)) is not None else UnknownFormat
    _check_extent(book)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(workbook.sheet_names) > MAX_SHEETS:
            raise too_much()
        budget = Budget()
        sheets = [_sheet(workbook, place, budget) for place in range(len(workbook.sheet_names))]
    except PasswordError as error:
        raise LockedFile from error
    except (CalamineError, ValueError, OSError) as error:
        raise BrokenFile from error
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFile
    return Workbook(sheets=sheets, kind="xls")


def _check_extent(book: bytes) -> None:
    """Refuse cells far out: calamine lays out the whole rectangle in memory."""
    place = 0
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        if kind == _FILEPASS:
            raise LockedFile
        if kind in _CELLS and size >= 4 and place + 8 <= len(book):
            _, column = struct.unpack_from("<HH", book, place + 4)
            if column > MAX_COLUMNS:
                raise too_much()
        place += 4 + size


def _sheet(workbook: CalamineWorkbook, place: int, budget: Budget) -> Sheet:
    source = workbook.get_sheet_by_index(place)
    grid = Grid(budget)
    if source.start is None:
        return grid.sheet(source.name)
    if source.height > MAX_ROW_TAGS:
        raise too_much()
    for (first_row, first_column), (last_row, last_column) in source.merged_cell_ranges or []:
        if last_row > first_row and first_column == last_column:
            grid.merge(f"{_letters(first_column)}{first_row + 1}:{_letters(last_column)}{last_row + 1}")
    for number, cells in enumerate(source.iter_rows(), start=1):
        for column, value in enumerate(cells):
            text = number_text(str(value)) if isinstance(value, float) else str(value)
            grid.put(number, column, text)
    return grid.sheet(source.name)


def _letters(column: int) -> str:
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)

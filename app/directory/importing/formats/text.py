"""Comma-separated values and their kin: any delimiter, quoted line breaks, cells pasted from a sheet."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from app.directory.importing.errors import BrokenFile, EmptyFile
from app.directory.importing.formats.archive import too_much
from app.directory.importing.formats.encodings import decode
from app.directory.importing.formats.grid import Grid
from app.directory.importing.formats.limits import MAX_BYTES, MAX_LINE, MAX_LINES, MAX_ROW_TAGS
from app.directory.importing.formats.vcard import read_vcards
from app.directory.importing.sheets import Sheet, Workbook

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 200


def read_text(data: bytes, name: str, encoding: str = "", delimiter: str = "") -> Workbook:
    """Delimited text, or vCards when the text begins with one."""
    text, found = decode(data, encoding)
    if text[:4000].lstrip().upper().startswith("BEGIN:VCARD"):
        book = read_vcards(text)
        return Workbook(book.sheets, book.warnings, book.kind, found)
    if _looks_binary(text):
        raise BrokenFile
    _check_lines(text)
    text, told = _without_separator_line(text)
    chosen = delimiter or told or guess_delimiter(text)
    sheet = _table(text, chosen, name)
    if not sheet.rows:
        raise EmptyFile
    return Workbook(sheets=[sheet], kind="text", encoding=found, delimiter=chosen)


def read_pasted(text: str) -> Workbook:
    """Cells copied from a sheet, as the clipboard gives them; text of other delimiters is understood too."""
    if len(text) > MAX_BYTES:
        raise too_much()
    _check_lines(text)
    delimiter = "\t" if "\t" in text else guess_delimiter(text)
    sheet = _table(text.replace("\r\n", "\n"), delimiter, "1")
    if not sheet.rows:
        raise EmptyFile
    return Workbook(sheets=[sheet], kind="pasted", delimiter=delimiter)


def _check_lines(text: str) -> None:
    """Refuse text that would cost more memory than any list: endless lines, or endlessly many."""
    if text.count("\n") > MAX_LINES:
        raise too_much()
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > MAX_LINE:
            raise too_much()
        start = end + 1


def guess_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])
    scores: dict[str, float] = {}
    for delimiter in DELIMITERS:
        if delimiter in sample:
            widths = Counter(len(cells) for cells in _records(sample, delimiter) if any(cells))
            if not widths:
                continue
            width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
            scores[delimiter] = (count / sum(widths.values())) * min(width, 8) if width > 1 else 0.0
    best = max(scores, key=lambda key: scores[key]) if scores else ","
    return "\t" if best == "," and _is_prose(sample) else best


def _is_prose(text: str) -> bool:
    """Lines of words in which commas stand as in a sentence, some lines without one: no table."""
    lines = [line for line in text.splitlines() if line.strip()]
    commas, spaced = text.count(","), len(re.findall(r", ", text))
    uneven = len({line.count(",") for line in lines}) > 1
    return uneven and '"' not in text and spaced == commas and commas < 3 * len(lines)


def _records(text: str, delimiter: str) -> list[list[str]]:
    """The records of a table. A stray quote that swallows the rows after it is read as a plain letter."""
    lines = io.StringIO(text, newline="").readlines()
    records: list[list[str]] = []
    place = 0
    while place < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(place, len(lines))), delimiter=delimiter)
        start = 0
        for cells in _until_error(reader):
            if reader.line_num - start > 1 and any(_swallows(cell, delimiter) for cell in cells):
                break
            records.append(cells)
            start = reader.line_num
            if len(records) > MAX_ROW_TAGS:
                raise too_much()
        place += start
        if place < len(lines):
            records.append([cell.strip('"') for cell in lines[place].rstrip("\r\n").split(delimiter)])
            place += 1
    return records


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Records up to the first that the csv module refuses (a cell without end)."""
    try:
        yield from reader
    except csv.Error:
        return


def _swallows(cell: str, delimiter: str) -> bool:
    """Whether a quoted cell holds whole rows: most of its lines are cut by the delimiter, twice or more."""
    lines = [line for line in cell.split("\n")[1:] if line.strip()]
    return bool(lines) and sum(line.count(delimiter) >= 2 for line in lines) * 2 > len(lines)


def _table(text: str, delimiter: str, name: str) -> Sheet:
    grid = Grid()
    for number, cells in enumerate(_records(text, delimiter), start=1):
        for column, cell in enumerate(cells):
            if cell:
                grid.put(number, column, cell.replace("\r\n", "\n").replace("\x00", "").strip())
    return grid.sheet(name)


def _without_separator_line(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;" names the delimiter; it is no row."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return rest, first.strip()[4]
    return text, ""


def _looks_binary(text: str) -> bool:
    sample = text[:8000]
    odd = sum(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in sample)
    return odd > len(sample) * 0.02

"""Every row of every sheet to its end: a draft of a person, a problem with its reason, or furniture."""

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import replace

from app.directory.importing.fields import Field
from app.directory.importing.furniture import kind_of_row
from app.directory.importing.mapping import Mapping
from app.directory.importing.names import Spellings, spelling_of
from app.directory.importing.person import RowKind, RowReading
from app.directory.importing.rows import RowReader
from app.directory.importing.sheets import Row, Sheet, Workbook
from app.directory.importing.words import clean, is_turkic, one_line, recase_phrase

_NAME_FIELDS = (
    Field.full_name,
    Field.name_and_post,
    Field.given,
    Field.family,
    Field.spouse,
    Field.assistant,
)
_PLAIN_SHEET = re.compile(r"(?:sheet|лист|feuille|tabelle|səhifə|sayfa|worksheet|list)?\s*\d*", re.IGNORECASE)
_LETTER = re.compile(r"^(?:[A-Z]|[IVX]+|\d{1,2})[.)]\s+")
_MOSTLY = 0.4
_DITTO = re.compile(r"^(?:[\"“”〃'′″]{1,2}|-?\s*do\s*-?|ditto|as above|то же|idem|eyni)\.?$", re.IGNORECASE)


def drafts(workbook: Workbook, mappings: MappingOf[str, Mapping], region: str = "PK") -> list[RowReading]:
    """Read all sheets. `mappings` goes by sheet name; a sheet without one, or skipped, is passed over.

    `region` (ISO 3166) is where telephone numbers without a country code are dialled.
    """
    return list(read_rows(workbook, mappings, region))


def read_rows(
    workbook: Workbook, mappings: MappingOf[str, Mapping], region: str = "PK"
) -> Iterator[RowReading]:
    """The same, one row at a time: for showing the first page of a long list, or progress."""
    spellings = _spellings(workbook, mappings)
    several = sum(bool(sheet.rows) for sheet in workbook.sheets) > 1
    for sheet in workbook.sheets:
        mapping = mappings.get(sheet.name)
        if mapping is None or mapping.skipped:
            continue
        category = sheet.name if several and not _PLAIN_SHEET.fullmatch(sheet.name.strip()) else ""
        yield from _read_sheet(sheet, mapping, RowReader(mapping, region, spellings), category)


def _read_sheet(sheet: Sheet, mapping: Mapping, reader: RowReader, category: str) -> Iterator[RowReading]:
    section = ""
    above: dict[int, str] = {}
    for row in sheet.rows:
        row = Row(row.number, [clean(cell) for cell in row.cells], row.marks)
        if not any(row.cells):
            continue
        kind = kind_of_row(row, sheet, mapping)
        if kind is not None:
            if kind is RowKind.section:
                line = " ".join(cell for cell in row.cells if any(map(str.isalpha, cell)))
                section = recase_phrase(_LETTER.sub("", one_line(line).rstrip(":")))
            if row.number > 0:
                yield RowReading(sheet.name, row.number, row.text, kind, marks=row.marks)
            continue
        row = _without_ditto(row, above)
        yield _reading(sheet.name, row, reader, section, category)


def _reading(sheet: str, row: Row, reader: RowReader, section: str, category: str) -> RowReading:
    found = reader.read(row, section)
    draft = found.draft
    if draft is not None and not draft.category and (section or category):
        draft = replace(draft, category=section or category)
    kind = RowKind.problem if found.problem else RowKind.person
    return RowReading(
        sheet, row.number, row.text, kind, draft, found.problem, one_line(found.detail), row.marks
    )


def _without_ditto(row: Row, above: dict[int, str]) -> Row:
    """Marks of repetition stand for what the row above says in the same column."""
    cells = list(row.cells)
    for column, cell in enumerate(cells):
        if column in above and _DITTO.match(cell):
            cells[column] = above[column]
        elif cell:
            above[column] = cell
    return row if cells == row.cells else Row(row.number, cells, row.marks)


def _spellings(workbook: Workbook, mappings: MappingOf[str, Mapping]) -> Spellings:
    """How the workbook itself writes words of names in mixed case, for those that stand in capitals."""
    known: dict[str, str | None] = {}
    seen = turkic = 0
    for sheet in workbook.sheets:
        mapping = mappings.get(sheet.name)
        if mapping is None or mapping.skipped:
            continue
        columns = [column for column, held in mapping.columns.items() if held in _NAME_FIELDS]
        for row in sheet.rows:
            if row.number not in mapping.header_rows:
                for column in columns:
                    cell = row.cell(column)
                    spelling_of(cell.split(), known)
                    seen += bool(cell)
                    turkic += is_turkic(cell)
    spellings = Spellings({key: word for key, word in known.items() if word is not None})
    spellings.turkic = turkic > _MOSTLY * max(seen, 1)
    return spellings

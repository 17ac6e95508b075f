"""Rows that are not persons: title block, headings, section lines, totals, footers."""

import re
from collections.abc import Sequence

from app.directory.importing.fields import Field
from app.directory.importing.headings import field_of
from app.directory.importing.mapping import Mapping
from app.directory.importing.offices import GROUPS, looks_like_office, looks_like_organisation
from app.directory.importing.person import RowKind
from app.directory.importing.posts import split_post
from app.directory.importing.sheets import Row, Sheet
from app.directory.importing.titles import strip_titles
from app.directory.importing.words import fold, one_line

_TOTAL = re.compile(
    r"^(?:grand |sub-?)?(?:total|totals|sum|cəmi|yekun|toplam|genel toplam|итого|всего|کل|میزان|المجموع|الإجمالي"
    r"|summe|insgesamt|gesamt)\b",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"^(?:\*|notes?\s*:|prepared|printed|updated|last update|source\s*:|page\b|as of|confidential"
    r"|end of list|qeyd\s*:|not\s*:|примечание\s*:|стр\.)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"^(?:[A-Z]|[IVX]+|\d{1,2})[.)]\s+\S")
_QUOTA = re.compile(r"\(\d{1,3}\)$")  # "Harbour News (2)": places for a body, not a line above its people
_TOP = 5  # rows among which a list without headings may carry its own title
_LISTED = re.compile(
    r"\b(?:guest ?list|list of|invitees|siyahısı|listesi|список|gästeliste|liste des|lista de|elenco)\b|فہرست|قائمة"
)
_FEW_WORDS = 6
_NAMED = (Field.full_name, Field.name_and_post, Field.given, Field.family)


def kind_of_row(row: Row, sheet: Sheet, mapping: Mapping) -> RowKind | None:
    """The kind of furniture, or None for a row that should be a person."""
    if row.number in mapping.header_rows:
        return RowKind.header
    if mapping.header_rows and row.number < mapping.header_rows[0]:
        return RowKind.title_block
    if not mapping.header_rows and row.number <= _TOP and _LISTED.search(fold(row.text)):
        return RowKind.title_block
    filled = [column for column, cell in enumerate(row.cells) if cell.strip()]
    if _repeats_headings(row, mapping, filled):
        return RowKind.header
    first = one_line(row.cells[filled[0]]) if filled else ""
    if _TOTAL.match(first) and not any("@" in cell for cell in row.cells):
        return RowKind.totals
    told = [column for column in filled if mapping.columns.get(column) not in (Field.number, Field.skip)]
    if not told:
        return _in_number_column(row, filled, first)
    if len(told) == 1:
        return _lone(row, told[0], len(filled), sheet, mapping)
    return None


def _repeats_headings(row: Row, mapping: Mapping, filled: Sequence[int]) -> bool:
    """The heading row printed again on each page."""
    if not mapping.header_rows or len(filled) < 2:
        return False
    same = sum(one_line(row.cells[column]) == one_line(mapping.headings.get(column, "")) for column in filled)
    return same >= 2 and same * 3 >= len(filled) * 2


def _in_number_column(row: Row, filled: Sequence[int], text: str) -> RowKind | None:
    """Words in the column of serial numbers, or a number alone there."""
    if _only_numbers(row, filled):
        return RowKind.totals
    if _FOOTER.match(text):
        return RowKind.footer
    return RowKind.section if _is_group(text) or len(text.split()) <= _FEW_WORDS else None


def _only_numbers(row: Row, filled: Sequence[int]) -> bool:
    """A number standing alone, as under a column that was added up; not a serial number left over."""
    return bool(filled) and all(not any(letter.isalpha() for letter in row.cells[c]) for c in filled)


def _lone(row: Row, column: int, filled: int, sheet: Sheet, mapping: Mapping) -> RowKind | None:
    """One cell alone in a table of several columns: a section, a footer, or a person of few words."""
    text = one_line(row.cells[column])
    used = [known for known in mapping.columns.values() if known not in (Field.skip, Field.number)]
    if len(used) < 2:
        return RowKind.section if text.endswith(":") else None
    if _FOOTER.match(text) or len(text.split()) > 25:
        return RowKind.footer
    if row.number in sheet.wide_rows:
        return RowKind.section
    if mapping.columns.get(column) not in _NAMED:
        known = field_of(text) is not None or not any(letter.isalpha() for letter in text)
        return RowKind.totals if known and text.isdecimal() else _section_unless_named(text, column, mapping)
    if "@" in text or (filled > 1 and strip_titles(text).titles):
        return None
    numbers = mapping.column_of(Field.number)
    if numbers is not None and row.cell(numbers).strip(" .)").isdecimal():
        return RowKind.section if text.isupper() and _is_group(text) else None
    if numbers is not None and text.isupper() and len(text.split()) <= _FEW_WORDS:
        return RowKind.section
    parted = split_post(row.cells[column], True)
    if looks_like_office(parted.office) and not looks_like_organisation(parted.name):
        return None
    return RowKind.section if _is_group(text) else None


def _section_unless_named(text: str, column: int, mapping: Mapping) -> RowKind | None:
    """A lone cell left of the names opens a section; one to their right is a row without its name."""
    name_column = mapping.column_of(*_NAMED)
    return RowKind.section if name_column is None or column < name_column or _is_group(text) else None


def _is_line_over_a_group(text: str) -> bool:
    """ "A. DIPLOMATIC CORPS", "B. Media", "II. Friends of the house": not "A. Khan"."""
    words = text.split()
    return not strip_titles(text).titles and (text.isupper() or len(words) > 2 or _is_group(text))


def _is_group(text: str) -> bool:
    if text.endswith(":"):
        return True
    lettered = _LETTERED.match(text)
    if lettered and not lettered[0][0].isdecimal() and _is_line_over_a_group(text[lettered.end() - 1 :]):
        return True
    if _QUOTA.search(text):
        return False
    words = re.findall(r"[^\W\d_]+", fold(text))
    if words and words[-1] in GROUPS:
        return True
    return looks_like_organisation(text) and not strip_titles(text).titles

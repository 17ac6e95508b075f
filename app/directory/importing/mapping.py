"""Which row holds the headings and what each column holds: proposed here, changed by whoever knows better."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.directory.importing.columns import Profile, profile
from app.directory.importing.fields import REPEATABLE, Field
from app.directory.importing.headings import field_of, normal
from app.directory.importing.sheets import Row, Sheet
from app.directory.importing.words import clean, fold_ascii

_SEARCHED_ROWS = 40
_NAME_FIELDS = {Field.full_name, Field.name_and_post, Field.given, Field.family}
_LEGEND = re.compile(
    r"\b(?:legend|legende|key|readme|instructions?|lejant|aciklama|isare|легенд|обозначен|инструкц)"
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """`header_rows` are row numbers (none, one or two); `columns` say what each column from 0 holds."""

    header_rows: tuple[int, ...]
    columns: dict[int, Field]
    headings: dict[int, str] = field(default_factory=dict)
    width: int = 0
    skipped: bool = False  # the whole sheet is left out

    @property
    def header_row(self) -> int | None:
        return self.header_rows[-1] if self.header_rows else None

    @property
    def shape_hash(self) -> str:
        """The same for files of the same shape: headings in their order, or the width without headings."""
        shape: list[str] = [f"width {self.width}"]
        if self.header_rows:
            shape = [normal(self.headings.get(column, "")) for column in range(self.width)]
            while shape and not shape[-1]:
                shape.pop()
        return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()[:32]

    def changed(self, columns: dict[int, Field], skipped: bool | None = None) -> "Mapping":
        """This mapping with other fields for some columns."""
        skipped = self.skipped if skipped is None else skipped
        return replace(self, columns={**self.columns, **columns}, skipped=skipped)

    def column_of(self, *fields: Field) -> int | None:
        """The first column that holds one of these."""
        return next((column for column in sorted(self.columns) if self.columns[column] in fields), None)


def propose(sheet: Sheet, header_row: int | None = None) -> Mapping:
    """The likeliest mapping of a sheet. A hidden sheet, or a legend, is proposed to be left out, hidden columns skipped.

    `header_row` is the number of the row that holds the headings (0: none does) where somebody said so.
    """
    header = _find_header(sheet.rows) if header_row is None else _told_header(sheet.rows, header_row)
    headings = _headings(header)
    header_numbers = tuple(row.number for row in header)
    last = header_numbers[-1] if header_numbers else -1
    body = [row for row in sheet.rows if row.number > last]
    width = sheet.width
    profiles = {column: profile(body, column) for column in range(width)}
    if header:
        columns = _by_heading(headings, profiles)
    else:
        columns = _by_content(profiles)
    for column in sheet.hidden_columns:
        if column in columns:
            columns[column] = Field.skip
    skipped = sheet.hidden or (not header and bool(_LEGEND.search(fold_ascii(sheet.name))))
    return Mapping(header_numbers, _only_once(columns), headings, width, skipped)


def _find_header(rows: Sequence[Row]) -> list[Row]:
    """The heading row, with a second one beside it when that holds headings too."""
    searched = rows[:_SEARCHED_ROWS]
    scores = [_heading_score(row) for row in searched]
    best = max(range(len(scores)), key=lambda place: (scores[place], -place), default=None)
    if best is None or scores[best] < 1:
        return _unlike_below(searched)
    if scores[best] < 2 and len([cell for cell in searched[best].cells if cell.strip()]) > 2:
        return _unlike_below(searched)
    header = [searched[best]]
    if best + 1 < len(searched) and _goes_with(searched[best + 1], searched[best], scores[best + 1]):
        header.append(searched[best + 1])
    elif best and _goes_above(searched[best - 1], searched[best]):
        header.insert(0, searched[best - 1])
    return header


def _unlike_below(rows: Sequence[Row]) -> list[Row]:
    """A row of headings in words that nobody taught us: short, and unlike the addresses and numbers below it."""
    for place, row in enumerate(rows[:5]):
        cells = [cell for cell in row.cells if cell.strip()]
        if len(cells) < 3 or any("@" in cell or len(cell) > 40 for cell in cells):
            continue
        if len(set(cells)) < len(cells) or any(sum(map(str.isdecimal, cell)) > 1 for cell in cells):
            return []
        below = rows[place + 1 :]
        shapes = (profile(below, column) for column, cell in enumerate(row.cells) if cell.strip())
        if any(shape.filled > 1 and max(shape.emails, shape.phones) > 0.7 for shape in shapes):
            return [row]
        return []
    return []


def _told_header(rows: Sequence[Row], number: int) -> list[Row]:
    """The row with that number, and the one above it when that groups its columns."""
    place = next((place for place, row in enumerate(rows) if row.number == number), None)
    if place is None:
        return []
    grouped = place > 0 and _goes_above(rows[place - 1], rows[place])
    return [rows[place - 1], rows[place]] if grouped else [rows[place]]


def _heading_score(row: Row) -> float:
    """How many cells are headings; 0 when the row holds data or too much else."""
    cells = [cell for cell in row.cells if cell.strip()]
    if any("@" in cell or len(cell) > 80 for cell in cells):
        return 0
    known = sum(field_of(cell) is not None for cell in cells)
    if 2 * known < len(cells) or (known == 1 and row.number > 10):
        return 0
    numbers = sum(any(letter.isdecimal() for letter in cell) for cell in cells)
    return known - 0.5 * numbers if known > numbers else 0


def _goes_with(second: Row, first: Row, score: float) -> bool:
    """A second heading row below: another language, or parts under a merged heading."""
    return score >= 2 and second.number - first.number == 1


def _goes_above(above: Row, header: Row) -> bool:
    """A row of groups above the headings: short words over columns, no sentence over the whole."""
    cells = [cell for cell in above.cells if cell.strip()]
    if header.number - above.number != 1 or len(cells) < 2:
        return False
    return sum(field_of(cell) is not None for cell in cells) * 2 >= len(cells)


def _headings(header: list[Row]) -> dict[int, str]:
    """The text over each column; of two rows the one that is understood, the lower one first."""
    headings: dict[int, str] = {}
    for column in range(max((len(row.cells) for row in header), default=0)):
        texts = [clean(row.cell(column)).replace("\n", " ") for row in reversed(header)]
        texts = [text for text in texts if text]
        known = [text for text in texts if field_of(text) is not None]
        if texts:
            headings[column] = (known or texts)[0]
    return headings


def _by_heading(headings: dict[int, str], profiles: dict[int, Profile]) -> dict[int, Field]:
    named = {column: field_of(text) for column, text in headings.items()}
    for column, known in named.items():
        if (
            known is Field.places and profiles[column].names > 0.6
        ):  # "Nombre": a number in French, a name in Spanish
            named[column] = Field.given if Field.family in named.values() else Field.full_name
    present = set(named.values())
    columns: dict[int, Field] = {}
    for column, shape in profiles.items():
        known = named.get(column)
        if known is None:
            guess = shape.likely()
            plain = column in headings and guess in (Field.number, Field.titles)
            open_to = guess in REPEATABLE or guess not in present
            columns[column] = guess if open_to and not plain and guess is not Field.full_name else Field.notes
            present.add(columns[column])
            continue
        columns[column] = _settled(known, shape, present, normal(headings[column]))
    if not _NAME_FIELDS & set(columns.values()):
        _name_by_content(columns, profiles)
    if Field.organisation not in columns.values():
        _body_by_department(columns)
    return columns


def _body_by_department(columns: dict[int, Field]) -> None:
    """A list without a column of organisations calls the body a department."""
    for column, known in columns.items():
        if known is Field.department:
            columns[column] = Field.organisation


def _name_by_content(columns: dict[int, Field], profiles: dict[int, Profile]) -> None:
    """No heading says "name": the column most like names is taken ("Country", "Ambassador", "Tel.")."""
    open_fields = (Field.notes, Field.position, Field.category)
    likely = [column for column, held in columns.items() if held in open_fields and profiles[column].filled]
    best = max(likely, key=lambda column: profiles[column].names + profiles[column].with_post, default=None)
    if best is not None and profiles[best].with_post > 0.25:
        columns[best] = Field.name_and_post
    elif best is not None and profiles[best].names > 0.5:
        columns[best] = Field.full_name


def _settled(known: Field, shape: Profile, present: set[Field | None], heading: str) -> Field:
    """A heading's field, corrected by its neighbours and by what the column really holds."""
    if known is Field.full_name and Field.given not in present and Field.family in present:
        known = Field.given if heading in ("name", "names", "nome", "имя", "isim") else known
    if known in (Field.given, Field.family) and not {Field.given, Field.family} <= present:
        if Field.full_name not in present and not ({Field.given, Field.family} & (present - {known})):
            known = Field.full_name
    if not shape.filled:
        return known
    if known in (Field.full_name, Field.notes, Field.address) and shape.phones > 0.6:
        return Field.phone
    if known in (Field.full_name, Field.notes, Field.address, Field.phone) and shape.emails > 0.6:
        return Field.email
    if known is Field.titles and shape.offices > 0.5 and (shape.titles < 0.5 or _are_posts(shape, present)):
        return Field.position
    if (
        known is Field.address
        and shape.offices > 0.4
        and shape.digits < 0.3
        and Field.position not in present
    ):
        return Field.position
    if known is Field.titles and shape.titles < 0.3 and shape.digits > 0.4:
        return Field.address
    if known is Field.position and shape.titles > 0.8 and shape.offices < 0.3 and Field.titles not in present:
        return Field.titles
    if known is Field.full_name and shape.with_post > 0.25:
        return Field.name_and_post
    if known in (Field.number, Field.precedence) and shape.offices + shape.names > 0.6:
        return Field.notes
    return known


def _are_posts(shape: Profile, present: set[Field | None]) -> bool:
    """A column of ranks that all are posts ("Ambassador", "Consul") in a list without another of posts."""
    return shape.offices > 0.8 and Field.position not in present


def _by_content(profiles: dict[int, Profile]) -> dict[int, Field]:
    """Fields for columns without headings. Two columns of single names are given and family name."""
    columns = {column: shape.likely() for column, shape in profiles.items()}
    names = [column for column, known in columns.items() if known is Field.full_name]
    if len(names) >= 2 and all(profiles[column].words < 1.6 for column in names[:2]):
        columns[names[0]], columns[names[1]] = Field.given, Field.family
        for column in names[2:]:
            columns[column] = Field.notes
    elif len(names) == 1 and profiles[names[0]].with_post > 0.25:
        columns[names[0]] = Field.name_and_post
    elif not names:
        texts = [c for c, known in columns.items() if known is Field.notes and profiles[c].filled]
        if texts:
            columns[texts[0]] = Field.full_name
    return columns


def _only_once(columns: dict[int, Field]) -> dict[int, Field]:
    """A field that can be held once keeps its first column; the others go to the notes."""
    seen: set[Field] = set()
    settled: dict[int, Field] = {}
    for column in sorted(columns):
        known = columns[column]
        again = known in seen and known not in REPEATABLE
        settled[column] = Field.notes if again else known
        seen.add(known)
    return settled

"""vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350): each card a row under headings of our own."""

import quopri
import re
from collections.abc import Iterator

from app.directory.importing.errors import BrokenFile
from app.directory.importing.fields import Field
from app.directory.importing.formats.archive import too_much
from app.directory.importing.formats.limits import MAX_CELL, MAX_ROWS
from app.directory.importing.sheets import Row, Sheet, Workbook

COLUMNS = (
    Field.titles,
    Field.given,
    Field.middle,
    Field.family,
    Field.suffix,
    Field.full_name,
    Field.called,
    Field.position,
    Field.organisation,
    Field.department,
    Field.email,
    Field.phone,
    Field.address,
    Field.spouse,
    Field.assistant,
    Field.tags,
    Field.language,
    Field.notes,
)
_PLACE = {field: place for place, field in enumerate(COLUMNS)}
_FOLD = re.compile(r"\r?\n[ \t]")
_URI = re.compile(r"^(?:tel|mailto):", re.IGNORECASE)
_SOFT_BREAK = re.compile(r"=\r?\n")
_NAME_PARTS = (Field.family, Field.given, Field.middle, Field.titles, Field.suffix)
_SIMPLE = {
    "FN": Field.full_name,
    "NICKNAME": Field.called,
    "TITLE": Field.position,
    "EMAIL": Field.email,
    "TEL": Field.phone,
    "NOTE": Field.notes,
    "LANG": Field.language,
    "CATEGORIES": Field.tags,
    "X-SPOUSE": Field.spouse,
    "X-MS-SPOUSE": Field.spouse,
    "X-EVOLUTION-SPOUSE": Field.spouse,
    "X-ASSISTANT": Field.assistant,
    "X-MS-ASSISTANT": Field.assistant,
    "X-EVOLUTION-ASSISTANT": Field.assistant,
    "ROLE": Field.notes,
}


def read_vcards(text: str) -> Workbook:
    """A workbook of one sheet; row 0 holds the headings, card n is row n."""
    rows = [Row(0, [field.value for field in COLUMNS])]
    for lines in _cards(text):
        cells = [""] * len(COLUMNS)
        for name, parameters, value in lines:
            _take(cells, name, parameters, value)
        rows.append(Row(len(rows), [cell[:MAX_CELL] for cell in cells]))
        if len(rows) > MAX_ROWS:
            raise too_much()
    if len(rows) == 1:
        raise BrokenFile
    return Workbook(sheets=[Sheet("vCard", rows)], kind="vcard")


def _cards(text: str) -> Iterator[list[tuple[str, str, str]]]:
    """The properties of each card as (name, parameters, raw value). A card cut short still counts."""
    card: list[tuple[str, str, str]] | None = None
    for line in _unfolded(text):
        head, colon, value = _parted(line)
        if not colon:
            continue
        name, _, parameters = head.partition(";")
        name = name.rpartition(".")[2].strip().upper()
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            if card:
                yield card
            card = []
        elif name == "END" and card is not None:
            yield card
            card = None
        elif card is not None:
            card.append((name, parameters.upper(), value))
    if card:
        yield card


def _unfolded(text: str) -> Iterator[str]:
    text = _FOLD.sub("", text)
    if "QUOTED-PRINTABLE" in text.upper():
        text = _SOFT_BREAK.sub("", text)
    return iter(text.splitlines())


def _parted(line: str) -> tuple[str, str, str]:
    """Part at the first colon outside quotes."""
    quoted = False
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return line[:place], ":", line[place + 1 :]
    return line, "", ""


def _take(cells: list[str], name: str, parameters: str, raw: str) -> None:
    if "QUOTED-PRINTABLE" in parameters:
        raw = quopri.decodestring(raw.encode("latin-1", "replace")).decode("utf-8", "replace")
    if name == "N":
        for field, part in zip(_NAME_PARTS, _split(raw, ";"), strict=False):
            _add(cells, field, " ".join(_unescape(piece) for piece in _split(part, ",")), " ")
    elif name == "ORG":
        organisation, *departments = [_unescape(part) for part in _split(raw, ";")]
        _add(cells, Field.organisation, organisation, "; ")
        _add(cells, Field.department, ", ".join(part for part in departments if part), "; ")
    elif name == "ADR":
        _add(cells, Field.address, ", ".join(p for p in map(_unescape, _split(raw, ";")) if p.strip()), "; ")
    elif name == "RELATED":
        if "SPOUSE" in parameters:
            _add(cells, Field.spouse, _unescape(raw), "; ")
    elif name in _SIMPLE:
        value = _unescape(raw)
        if name in ("TEL", "EMAIL"):
            value = _URI.sub("", value).replace(";ext=", " ext. ")
        field = _SIMPLE[name]
        if not (field is Field.full_name and cells[_PLACE[field]]):
            _add(cells, field, value, "\n" if field is Field.notes else "; ")


def _add(cells: list[str], field: Field, value: str, joint: str) -> None:
    value = value.strip()
    if value:
        place = _PLACE[field]
        cells[place] = f"{cells[place]}{joint}{value}" if cells[place] else value


def _split(raw: str, separator: str) -> list[str]:
    """Split at a separator that is not escaped by a backslash."""
    return re.split(rf"(?<!\\){separator}", raw)


def _unescape(raw: str) -> str:
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], raw)

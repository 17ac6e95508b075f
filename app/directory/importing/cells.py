"""The cells of a row by what their columns hold, and the addresses and numbers among them."""

import re

from app.directory.importing.contacts import has_header, part_contacts, read_emails, read_phones
from app.directory.importing.fields import Field
from app.directory.importing.headings import normal
from app.directory.importing.mapping import Mapping
from app.directory.importing.names import SPOUSE_WORDS
from app.directory.importing.person import AssistantDraft, Remarks
from app.directory.importing.remarks import route, together
from app.directory.importing.sheets import Row
from app.directory.importing.titles import is_title
from app.directory.importing.words import fold, is_blank, is_no, is_yes, one_line

_LABEL = re.compile(r" (?:label|type)$")

_PLAIN_NOTES = frozenset({"notes", "note", "qeydlər", "notlar", "заметки", "نوٹ", "remarks"})


class Columns:
    """What a mapping says of a sheet, asked row by row. `region` is where numbers without a country are dialled."""

    def __init__(self, mapping: Mapping, region: str) -> None:
        self.mapping, self.region = mapping, region
        self.places: dict[Field, list[int]] = {}
        for column in sorted(mapping.columns):
            self.places.setdefault(mapping.columns[column], []).append(column)

    def cells(self, row: Row, field: Field) -> list[str]:
        return [cell for column in self.places.get(field, ()) if (cell := row.cell(column)) and cell.strip()]

    def one(self, row: Row, field: Field) -> str:
        cells = self.cells(row, field)
        return cells[0] if cells else ""

    def text(self, row: Row, field: Field) -> str:
        cell = self.one(row, field)
        return "" if is_blank(cell) else one_line(cell)

    def emails(self, row: Row, more: str) -> tuple[tuple[str, ...], str, str]:
        """(addresses, the first that cannot be one, words beside them); `more` are some found elsewhere."""
        found = [
            read_emails(cell if not numbers or has_header(cell) else addresses)
            for cell in self.cells(row, Field.email)
            for _, addresses, numbers in (part_contacts(cell),)
        ]
        found += [read_emails(part_contacts(cell)[1]) for cell in self.cells(row, Field.phone) if "@" in cell]
        found += [read_emails(addresses) for _, addresses, _ in self._beside(row)]
        found.append(read_emails(more))
        valid = tuple(dict.fromkeys(address for part in found for address in part.valid))
        wrong = next((part.wrong for part in found if part.wrong), "")
        return valid, wrong, "; ".join(part.note for part in found if part.note)

    def phones(self, row: Row, field: Field, more: str | None = None) -> tuple[str, ...]:
        cells = [part_contacts(cell)[2] if "@" in cell else cell for cell in self.cells(row, field)]
        if more is not None:
            cells += [part_contacts(cell)[2] for cell in self.cells(row, Field.email)] + [more]
            cells += [numbers for _, _, numbers in self._beside(row)]
        found = [number for cell in cells for number in read_phones(cell, self.region)]
        return tuple(dict.fromkeys(found))

    def related(self, row: Row) -> tuple[str, str]:
        """(spouse, other relation): address books say in the column before what a relation is."""
        cell, column = self._spouse(row), self.mapping.column_of(Field.spouse)
        if not cell or not column or not _LABEL.search(normal(self.mapping.headings.get(column - 1, ""))):
            return cell, ""
        label = one_line(row.cell(column - 1))
        return ("", f"{label}: {one_line(cell)}") if label and fold(label) not in SPOUSE_WORDS else (cell, "")

    def _spouse(self, row: Row) -> str:
        """Of several columns that tell of the spouse: titles before the name, a name before a yes."""
        cells = self.cells(row, Field.spouse)
        told = [cell for cell in cells if not (is_yes(cell) or is_no(cell))]
        titles = [cell for cell in told[:-1] if is_title(cell)]
        return " ".join([*titles, told[len(titles)]]) if told else next(iter(cells), "")

    def assistant(self, row: Row) -> AssistantDraft | None:
        columns = (Field.assistant, Field.assistant_phone, Field.assistant_email)
        parted = [part_contacts(cell) for column in columns if (cell := self.one(row, column))]
        name = self.text(row, Field.assistant)
        if "@" in name or (parted and parted[0][2]):
            name = one_line(parted[0][0]).strip(" ,;<>()")
        emails = read_emails("; ".join(addresses for _, addresses, _ in parted)).valid
        numbers = [number for _, _, text in parted for number in read_phones(text, self.region)]
        phones = numbers or list(self.phones(row, Field.assistant_phone))
        if not (name or phones or emails):
            return None
        return AssistantDraft(name, phones[0] if phones else "", emails[0] if emails else "")

    def remarks(self, row: Row, extra: list[str]) -> Remarks:
        """Remarks routed by their words; notes stay notes, under the heading they came from."""
        parts = []
        for column in self.places.get(Field.remarks, ()):
            if cell := self._words(row.cell(column)):
                parts.append(route(cell, normal(self.mapping.headings.get(column, ""))))
        notes = []
        for column in self.places.get(Field.notes, ()):
            cell = self._words(row.cell(column))
            if cell and not is_blank(cell):
                heading = one_line(self.mapping.headings.get(column, ""))
                plain = normal(heading) in _PLAIN_NOTES or not heading
                notes.append(cell if plain else f"{heading}: {cell}")
        return together([*parts, Remarks(notes=tuple(notes + extra))])

    def _words(self, remark: str) -> str:
        """A remark without the addresses and numbers that have no column of their own."""
        rest, addresses, numbers = self._reached_in(remark)
        return rest if addresses or numbers else remark

    def _reached_in(self, remark: str) -> tuple[str, str, str]:
        """(other words, addresses, numbers) of a remark, in a list without a column of addresses."""
        if Field.email in self.places or not remark:
            return remark, "", ""
        rest, addresses, numbers = part_contacts(remark)
        dialled = all(number.strip().startswith(("0", "+", "(")) for number in numbers.split(";"))
        if numbers and (Field.phone in self.places or not dialled):
            return remark, addresses, ""
        return rest, addresses, numbers

    def _beside(self, row: Row) -> list[tuple[str, str, str]]:
        if Field.email in self.places:
            return []
        return [
            self._reached_in(cell)
            for field in (Field.remarks, Field.notes)
            for cell in self.cells(row, field)
        ]

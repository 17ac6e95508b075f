"""Small guest lists as files, made by hand: one builder for each kind."""

import io
import struct
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from app.directory.importing.drafts import drafts
from app.directory.importing.mapping import Mapping, propose
from app.directory.importing.person import PersonDraft, RowReading
from app.directory.importing.reading import Workbook, read_workbook
from app.directory.importing.words import clean

Rows = Sequence[Sequence[Any]]


def xlsx(**sheets: Rows) -> bytes:
    """A workbook of plain sheets."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value)
    return buffer.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx_of(sheet_xml: str, **more: str) -> bytes:
    """A workbook whose only worksheet is the given XML, for what no honest writer would write."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{packages}"><Relationship Id="a" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="List" sheetId="1" r:id="b"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}"><Relationship Id="b" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet_xml,
            **{name.replace("__", "/"): content for name, content in more.items()},
        }
    )


def ods(rows_xml: str) -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    styles = (
        '<style:style style:name="gone" style:family="table-cell">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="yellow" style:family="table-cell">'
        '<style:table-cell-properties fo:background-color="#ffff00"/></style:style>'
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="Guests">{rows_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def ods_row(*cells: str, row: str = "", cell: str = "") -> str:
    inner = "".join(
        f"<table:table-cell {cell}><text:p>{escape(text)}</text:p></table:table-cell>" for text in cells
    )
    return f"<table:table-row {row}>{inner}</table:table-row>"


def docx(*tables: Rows, paragraphs: Sequence[str] = ()) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    for rows in tables:
        body += "<w:tbl>"
        for row in rows:
            body += "<w:tr>"
            for cell in row:
                lines = "".join(
                    f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in str(cell).split("\n")
                )
                body += f"<w:tc>{lines}</w:tc>"
            body += "</w:tr>"
        body += "</w:tbl>"
    return zipped({"word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'})


def xls(rows: Rows, column: int = 0) -> bytes:
    """A BIFF8 workbook of one sheet in a compound file; `column` shifts the cells to the right."""

    def record(kind: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def label(row: int, place: int, text: str) -> bytes:
        text_bytes = text.encode("utf-16-le")
        return record(0x0204, struct.pack("<HHHHB", row, place, 0, len(text), 1) + text_bytes)

    beginning = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, float | int):
                sheet += record(0x0203, struct.pack("<HHHd", number, place + column, 0, value))
            elif value is not None:
                sheet += label(number, place + column, str(value))
    sheet += record(0x000A)
    name = b"Guests"
    bound = struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name
    size = len(beginning) + 4 + len(bound) + 4
    bound = struct.pack("<I", size) + bound[4:]
    return _compound("Workbook", beginning + record(0x0085, bound) + record(0x000A) + sheet)


def _compound(name: str, content: bytes) -> bytes:
    """A compound file with one stream, large enough to lie outside the mini sectors."""
    content = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\x00")
    count = len(content) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    tables = -(-len(chain) // 128)
    assert tables == 1, "keep the sample small"
    fat = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        written = title.encode("utf-16-le") + b"\x00\x00"
        head = written.ljust(64, b"\x00") + struct.pack("<HBB", len(written), kind, 1)
        return (
            head
            + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\x00" * 36
            + struct.pack("<IQ", first, size)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(content))
    directory += b"\x00" * (512 - len(directory))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + fat + directory + content


def mapped(book: Workbook) -> dict[str, Mapping]:
    return {sheet.name: propose(sheet) for sheet in book.sheets}


def read_all(data: bytes | str, name: str = "list.csv") -> list[RowReading]:
    """All rows of a file under the proposed mappings."""
    book = read_workbook(data.encode() if isinstance(data, str) else data, name)
    return drafts(book, mapped(book))


def persons(data: bytes | str, name: str = "list.csv") -> list[PersonDraft]:
    return [reading.draft for reading in read_all(data, name) if reading.draft and not reading.problem]


def person(cell: str, heading: str = "Name") -> PersonDraft:
    """The one person of a list of a single cell under a heading."""
    found = persons(xlsx(List=[[heading, "E-mail"], [cell, None]]), "list.xlsx")
    assert len(found) == 1
    return found[0]


def says_something(cells: Sequence[str]) -> bool:
    """Whether any cell holds more than blanks and invisible marks."""
    return any(clean(cell) for cell in cells)

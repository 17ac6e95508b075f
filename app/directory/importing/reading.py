"""From the bytes of a file to its sheets, whatever its name says it is."""

from app.directory.importing.errors import (
    BrokenFile,
    EmptyFile,
    LockedFile,
    SuspiciousFile,
    UnknownFormat,
    UnreadableFile,
)
from app.directory.importing.formats.archive import Archive, too_much
from app.directory.importing.formats.docx import read_docx
from app.directory.importing.formats.limits import MAX_BYTES
from app.directory.importing.formats.ods import read_ods
from app.directory.importing.formats.text import read_pasted, read_text
from app.directory.importing.formats.xls import read_xls
from app.directory.importing.formats.xlsx import read_xlsx
from app.directory.importing.sheets import Row, RowMarks, Sheet, Workbook
from app.i18n import N_

__all__ = [
    "Row",
    "RowMarks",
    "Sheet",
    "UnreadableFile",
    "Workbook",
    "read_pasted",
    "read_workbook",
]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"MZ",
    b"\x7fELF", b"SQLite format 3", b"{\\rtf",
)  # fmt: skip
_ARCHIVED = ("xlsx", "xlsm", "ods", "docx")
NOT_WHAT_IT_SAYS = N_(
    "The file's name says that it is a workbook, but it is not one. "
    "If it is plain text, name it .csv and try again."
)
NAME_AND_CONTENT_DIFFER = N_("The file's name says something else than its content; its content was read.")


def read_workbook(data: bytes, filename: str, encoding: str = "", delimiter: str = "") -> Workbook:
    """The sheets of a file. `encoding` and `delimiter` overrule what is detected in text.

    Raises `UnreadableFile` (or one of its kind) with a sentence for the person who chose the file.
    """
    if len(data) > MAX_BYTES:
        raise too_much()
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _checked(_archive(data), ending)
    if data.startswith(_COMPOUND):
        return _checked(read_xls(data), ending)
    if data.startswith(_FOREIGN):
        raise UnknownFormat
    if _is_markup(data):
        raise UnknownFormat
    if ending in _ARCHIVED:
        raise BrokenFile(NOT_WHAT_IT_SAYS)
    name = filename.rpartition("/")[2].rpartition("\\")[2].rpartition(".")[0] or filename
    return _checked(read_text(data, name[:100] or "1", encoding, delimiter), ending)


def _archive(data: bytes) -> Workbook:
    archive = Archive(data)
    if "word/document.xml" in archive:
        return read_docx(archive)
    if "content.xml" in archive:
        return read_ods(archive)
    if "EncryptedPackage" in archive:
        raise LockedFile
    return read_xlsx(archive)


def _is_markup(data: bytes) -> bool:
    """HTML and XML are refused; a document type is refused by name, being the usual carrier of attacks."""
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<!entity" in data[:4000].lower():
        raise SuspiciousFile
    return head.startswith((b"<!doctype", b"<?xml", b"<html", b"<table"))


_KINDS = {
    "xlsx": ("xlsx", "xlsm", "xltx"),
    "xls": ("xls", "xlt"),
    "ods": ("ods", "ots"),
    "docx": ("docx", "docm"),
    "vcard": ("vcf", "vcard"),
    "text": ("csv", "txt", "tsv", "tab", "text"),
}


def _checked(book: Workbook, ending: str) -> Workbook:
    if ending and ending not in _KINDS.get(book.kind, (ending,)):
        warnings = [*book.warnings, NAME_AND_CONTENT_DIFFER]
        return Workbook(book.sheets, warnings, book.kind, book.encoding, book.delimiter)
    return book

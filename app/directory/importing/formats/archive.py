"""Zip archives and XML from strangers: bounded, without entities, without document types."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from app.directory.importing.errors import BrokenFile, SuspiciousFile, TooMuch
from app.directory.importing.formats.limits import (
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_PART,
    MAX_PARTS,
    MAX_ROWS,
    MAX_UNPACKED,
)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    EOFError,
    ValueError,
    NotImplementedError,  # what zipfile raises for a compression or a version of the format that it does not know
    OSError,
)
_CHUNK = 1 << 16


def too_much() -> TooMuch:
    return TooMuch(rows=MAX_ROWS, columns=MAX_COLUMNS)


class Archive:
    """A zip in memory whose parts are read by name, never unpacked to disk; all sizes are counted as read."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            names = self._zip.namelist()
        except _BROKEN as error:
            raise BrokenFile from error
        if len(names) > MAX_PARTS or len(set(names)) != len(names):
            raise SuspiciousFile
        if any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise SuspiciousFile
        self._names = set(names)
        self._unpacked = 0

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part. Raises `TooMuch` past the limits, whatever the directory claims."""
        size = 0
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    size += len(chunk)
                    self._unpacked += len(chunk)
                    if size > MAX_PART or self._unpacked > MAX_UNPACKED:
                        raise too_much()
                    yield chunk
        except _BROKEN as error:
            raise BrokenFile from error
        except RuntimeError as error:
            raise SuspiciousFile from error

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def parse(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Walk the XML of a part; element names come without namespace, attributes too."""
        parse_xml(self.chunks(name), start, end, text)


def parse_xml(
    chunks: Iterator[bytes], start: Start, end: End | None = None, text: Text | None = None
) -> None:
    """Feed XML to the handlers. Raises `SuspiciousFile` for a document type, `BrokenFile` for bad XML.

    The prefix of element names is dropped; office formats never need it to tell elements apart here.
    """

    def refuse(*_: object) -> None:
        raise SuspiciousFile

    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise SuspiciousFile
        start(name.rpartition(":")[2], attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BrokenFile from error


def attribute(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name, whatever prefix the writer chose."""
    if name in attributes:
        return attributes[name]
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return value
    return ""

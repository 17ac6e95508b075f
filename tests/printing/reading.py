"""The words of a PDF as Typst writes it: strings of glyph numbers, and for each font a table back to characters."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# parentheses within a string need no stroke where they are paired
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.|\n)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(pdf: bytes) -> str:
    """All text in the order in which it is drawn, without the breaks of lines."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    tables: dict[bytes, dict[int, str]] = {}
    for body in objects.values():
        for fonts in re.findall(rb"/Font\s*<<(.*?)>>", body, re.DOTALL):
            for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", fonts):
                tables[name] = _table(objects, int(number))
    return "".join(_drawn(_stream(body), tables) for body in objects.values() if b"Tf" in _stream(body))


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    try:
        return zlib.decompress(found[1])
    except zlib.error:
        return found[1]


def _table(objects: dict[int, bytes], font: int) -> dict[int, str]:
    pointer = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert pointer, "a font that cannot be read back"
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\s", _stream(objects[int(pointer[1])]))
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _drawn(content: bytes, tables: dict[bytes, dict[int, str]]) -> str:
    table: dict[int, str] = {}
    out = []
    for font, string in SHOWN.findall(content):
        if font:
            table = tables.get(font, {})
            out.append("\n")
            continue
        data = ESCAPED.sub(_unescaped, string[1:-1])
        out += [table.get(data[at] << 8 | data[at + 1], "\ufffd") for at in range(0, len(data) - 1, 2)]
    return "".join(out)


def _unescaped(found: "re.Match[bytes]") -> bytes:
    return bytes([int(found[1], 8) & 255]) if found[1].isdigit() else LETTERS.get(found[1], found[1])

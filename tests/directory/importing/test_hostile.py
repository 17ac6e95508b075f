"""Files made to hurt are refused at once, whatever they unpack to (acceptance check S16)."""

import random
import time

import pytest

from app.directory.importing.drafts import drafts
from app.directory.importing.errors import SuspiciousFile, TooMuch, UnreadableFile
from app.directory.importing.reading import read_workbook
from tests.directory.importing import files

SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def hostile() -> dict[str, tuple[bytes, type[UnreadableFile]]]:
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_000_001))
    many = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 50_001))
    return {
        "a bomb": (files.xlsx_of("<worksheet>" + " " * 200_000_000), TooMuch),
        "a million empty rows": (files.xlsx_of(SHEET.format(rows)), TooMuch),
        "a cell in the last corner": (
            files.xlsx_of(SHEET.format('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
            TooMuch,
        ),
        "one long text in many cells": (
            files.xlsx_of(
                SHEET.format(many), **{"xl__sharedStrings.xml": f"<sst><si><t>{'x' * 32_000}</t></si></sst>"}
            ),
            TooMuch,
        ),
        "billion laughs": (
            files.xlsx_of(f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>' + SHEET.format(CELL.format("&l9;"))),
            SuspiciousFile,
        ),
        "an external entity": (
            files.xlsx_of(
                '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SHEET.format(CELL.format("&e;"))
            ),
            SuspiciousFile,
        ),
        "deep elements": (files.xlsx_of("<worksheet>" + "<a>" * 1_000_000), SuspiciousFile),
        "many parts": (files.zipped({f"part{n}": "" for n in range(6000)}), SuspiciousFile),
        "an ods row repeated": (
            files.ods(files.ods_row("x", row='table:number-rows-repeated="1048576"')),
            TooMuch,
        ),
        "an ods cell repeated": (
            files.ods(files.ods_row("x", cell='table:number-columns-repeated="16384"')),
            TooMuch,
        ),
        "an xls cell far out": (files.xls([["x"]], column=255), TooMuch),
        "commas without end": (b"," * 9_000_000, TooMuch),
        "lines without end": (b"a\n" * 5_000_000, TooMuch),
        "a quote never closed": (b'a,b\n"' + b"x" * 9_000_000, TooMuch),
        "documents of many tables": (files.docx(*[[["x"]]] * 2000), TooMuch),
    }


@pytest.mark.check("S16")
@pytest.mark.parametrize("name", hostile())
def test_hostile_files_are_refused_at_once(name: str) -> None:
    data, error = hostile()[name]
    started = time.process_time()

    with pytest.raises(error):
        read_workbook(data, "list")

    assert time.process_time() - started < 2


@pytest.mark.check("S16")
def test_parts_named_to_climb_out_are_never_unpacked() -> None:
    parts = {"../../etc/cron.d/x": "x", "C:\\x": "x", "con": "x"}

    with pytest.raises(UnreadableFile):
        read_workbook(files.zipped(parts), "list.xlsx")


@pytest.mark.parametrize("cut", ["(" * 8000, "A " * 8000, ", " * 8000, "&" * 8000, " - " * 8000, "a@" * 8000])
def test_cells_made_to_stall_patterns_end_quickly(cut: str) -> None:
    started = time.process_time()

    readings = files.read_all(
        files.xlsx(L=[["Name & Post", "E-mail", "Tel", "Remarks"], [cut] * 4]), "l.xlsx"
    )

    assert readings[1].problem
    assert time.process_time() - started < 2


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx", "vcf"])
def test_damaged_files_end_as_a_sentence_or_a_list(kind: str) -> None:
    rows = [["Name", "E-mail"], ["A Berg", "a@b.example"]]
    whole = {
        "xlsx": files.xlsx(L=rows),
        "xls": files.xls(rows),
        "ods": files.ods(files.ods_row("Name") + files.ods_row("A Berg")),
        "docx": files.docx(rows),
        "vcf": b"BEGIN:VCARD\nFN:A Berg\nEND:VCARD",
    }[kind]
    dice = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            book = read_workbook(bytes(data), f"list.{kind}")
        except UnreadableFile:
            continue
        drafts(book, files.mapped(book))

"""One list in every kind of file comes out the same."""

import io

import pytest
import xlsxwriter

from app.directory.importing.errors import (
    BrokenFile,
    EmptyFile,
    LockedFile,
    UnknownFormat,
    UnreadableFile,
)
from app.directory.importing.reading import NAME_AND_CONTENT_DIFFER, read_pasted, read_workbook
from tests.directory.importing import files

LIST = [
    ["Name", "Organisation", "Phone"],
    ["Ms. Aylin Qasımova", "Embassy of Valdara", "+92 51 2276622"],
    ["Dr. Jürgen Möller", "Ministry of Trade", "051-2276623"],
]
VCARDS = """BEGIN:VCARD
VERSION:4.0
FN:Aylin Qasımova
N:Qasımova;Aylin;;Ms.;
ORG:Embassy of Valdara;Press
item1.TEL;TYPE=cell:tel:+92-51-2276622;ext=12
NOTE:one\\, two
  and folded
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=B6ller;J=C3=BCrgen
FN:whatever
END:VCARD
"""


def as_ods() -> bytes:
    return files.ods("".join(files.ods_row(*row) for row in LIST))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.xlsx(Guests=LIST), "a.xlsx"),
        (files.xls(LIST), "a.xls"),
        (as_ods(), "a.ods"),
        (files.docx(LIST), "a.docx"),
        ("\n".join(";".join(row) for row in LIST).encode("utf-8-sig"), "a.csv"),
        ("\r\n".join("\t".join(row) for row in LIST).encode("utf-16"), "a.txt"),
        ("\n".join("|".join(row) for row in LIST).encode("utf-16-le"), "a.txt"),
    ],
    ids=["xlsx", "xls", "ods", "docx", "csv", "utf-16", "utf-16 without mark"],
)
def test_the_same_list_in_every_format(data: bytes, name: str) -> None:
    book = read_workbook(data, name)

    assert [row.cells for row in book.sheets[0].rows] == LIST
    assert [row.number for row in book.sheets[0].rows] == [1, 2, 3]
    assert book.warnings == []


def test_cards_of_all_versions() -> None:
    first, second = files.persons(VCARDS, "phone.vcf")

    assert (first.names.given, first.names.family, first.titles_line()) == ("Aylin", "Qasımova", "Ms.")
    assert (first.organisation, first.department) == ("Embassy of Valdara", "Press")
    assert first.phones == ("+92512276622 ext. 12",)
    assert first.remarks.notes == ("one, two and folded",)
    assert (second.names.given, second.names.family) == ("Jürgen", "Möller")


def test_pasted_cells_keep_their_line_breaks() -> None:
    book = read_pasted('Name\tTel\r\n"H.E. Mr. X Y\nAmbassador"\t051\r\n')

    assert book.sheets[0].rows[1].cells == ["H.E. Mr. X Y\nAmbassador", "051"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ad;Soyad\nŞule;Yıldırım\nİbrahim;Özdoğan\nÇağla;Işık\nGülşen;Ağaoğlu\n", "cp1254"),
        ("ФИО;Должность\nПетров Сергей Иванович;Советник\nЗоя Козлова;Посол\n", "cp1251"),
        ("نام;عہدہ\nمحمد;سفیر\nعلی;وزير\n", "cp1256"),
        ("Jméno;Příjmení\nŠtěpán;Dvořák\nŽofie;Kučerová\nŘehoř;Němec\nLukáš;Šťastný\n", "cp1250"),
        ("Name;Land\nKnut Ostbø;Sør-Norge\nJosé Fernández;España\n", "cp1252"),
        ("Imię;Nazwisko\nJan;Kowalczyński\nŻaneta;Gdańska\n", "cp1250"),
        ("Nom;Prénom\nLefèvre;Élodie\nGarçon;Benoît\nMüller;Jürgen\n", "cp1252"),
        ("Name;Şəhər\nƏli;Bakı\n", "utf-8"),
    ],
)
def test_encodings_are_detected(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")

    book = read_workbook(data, "list.csv")

    assert book.encoding == encoding
    assert book.sheets[0].rows[1].cells[0] == data.decode(encoding).splitlines()[1].split(";")[0]


def test_a_chosen_encoding_and_delimiter_win() -> None:
    data = "Ad,x;Soyad\nIşık;Ağa\n".encode("cp1254")

    book = read_workbook(data, "list.csv", encoding="cp1252", delimiter=",")

    assert (book.encoding, book.delimiter) == ("cp1252", ",")
    assert book.sheets[0].rows[0].cells == ["Ad", "x;Soyad"]


def test_a_stray_quote_swallows_no_rows() -> None:
    book = read_workbook(b'Name,Post,Mission\nA B,"Envoy,X\nC D,Consul,Y\nE F,Consul,Z\n', "list.csv")

    assert [row.cells[0] for row in book.sheets[0].rows] == ["Name", "A B", "C D", "E F"]


def test_excels_separator_line_is_no_row() -> None:
    book = read_workbook(b"sep=|\nName|Tel\nA B|1\n", "list.csv")

    assert [row.cells for row in book.sheets[0].rows] == [["Name", "Tel"], ["A B", "1"]]


def test_marks_of_formatting_are_read() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Guests")
        yellow = book.add_format({"bg_color": "#FFFF00"})
        gone = book.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, ["Name", "Tel", "Secret"])
        sheet.write_row(1, 0, ["A B", "1"], yellow)
        sheet.write_row(2, 0, ["C D", "2"], gone)
        sheet.write_row(3, 0, ["E F", "3", "x"])
        sheet.set_row(3, options={"hidden": True})
        sheet.set_column(2, 2, options={"hidden": True})
        sheet.write_comment("A2", "ask Aylin", {"author": "x"})
        book.add_worksheet("Old").hide()

    sheet_read, old = read_workbook(buffer.getvalue(), "a.xlsx").sheets
    _, first, second, third = sheet_read.rows

    assert (first.marks.fill, first.marks.comment, first.marks.strike) == ("FFFF00", "ask Aylin", False)
    assert second.marks.strike
    assert third.marks.hidden
    assert sheet_read.hidden_columns == {2}
    assert [row.marks.fill for row in sheet_read.rows].count("FFFF00") == 1
    assert old.hidden


def test_merged_cells_speak_for_the_rows_they_cover() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "GUEST LIST")
        sheet.write_row(1, 0, ["Mission", "Name", "Tel"])
        sheet.merge_range("A3:A4", "Embassy of Valdara")
        sheet.write_row(2, 1, ["Mr. A Berg", "1"])
        sheet.write_row(3, 1, ["Ms. C Dahl", "2"])

    found = files.persons(buffer.getvalue(), "a.xlsx")

    assert [person.organisation for person in found] == ["Embassy of Valdara"] * 2


def test_numbers_and_dates_read_as_their_keeper_saw_them() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [923001112223.0, 1.5, True])
        sheet.write_number(0, 3, 46315, book.add_format({"num_format": "d mmm yyyy"}))

    assert read_workbook(buffer.getvalue(), "a.xlsx").sheets[0].rows[0].cells == [
        "923001112223",
        "1.5",
        "yes",
        "2026-10-20",
    ]


def test_an_ods_row_repeated_and_struck_out() -> None:
    rows = files.ods_row("Name", "Tel")
    rows += files.ods_row("", row='table:number-rows-repeated="1000000"')
    rows += files.ods_row("A B", "1", cell='table:style-name="gone"', row='table:visibility="collapse"')

    row = read_workbook(files.ods(rows), "a.ods").sheets[0].rows[1]

    assert (row.number, row.marks.strike, row.marks.hidden) == (1_000_002, True, True)


def test_paragraphs_of_a_document_without_tables_are_rows() -> None:
    book = read_workbook(files.docx(paragraphs=["Mr. A Berg, Consul", "Ms. C Dahl, Envoy"]), "a.docx")

    assert [row.cells for row in book.sheets[0].rows] == [["Mr. A Berg, Consul"], ["Ms. C Dahl, Envoy"]]


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "a.csv", EmptyFile),
        (b"\r\n ,\n", "a.csv", EmptyFile),
        (files.xlsx(Guests=LIST)[:3000], "a.xlsx", BrokenFile),
        (b"Name,Email\nA B,a@b.example\n", "a.xlsx", BrokenFile),
        (b"%PDF-1.7", "a.pdf", UnknownFormat),
        (b"<html><table><tr><td>x", "a.xls", UnknownFormat),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xls", UnreadableFile),
        (files._compound("EncryptedPackage", b"x" * 5000), "a.xlsx", LockedFile),
        (files.zipped({"x.txt": "x"}), "a.xlsx", UnknownFormat),
        (b"\x00\x01\x02\x03" * 100, "a.csv", BrokenFile),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    data: bytes, name: str, error: type[UnreadableFile]
) -> None:
    with pytest.raises(error) as refused:
        read_workbook(data, name)

    assert str(refused.value).endswith(".")


def test_a_renamed_workbook_is_read_and_said_to_be() -> None:
    assert read_workbook(files.xlsx(Guests=LIST), "a.csv").warnings == [NAME_AND_CONTENT_DIFFER]

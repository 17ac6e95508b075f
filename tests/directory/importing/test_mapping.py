"""Headings in six languages, beside data that contradicts them, and no headings at all."""

import pytest

from app.directory.importing.fields import Field
from app.directory.importing.headings import field_of
from app.directory.importing.mapping import Mapping, propose
from app.directory.importing.reading import read_workbook
from tests.directory.importing import files


def proposed(rows: files.Rows) -> Mapping:
    return propose(read_workbook(files.xlsx(List=rows), "list.xlsx").sheets[0])


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Name & Designation", Field.name_and_post),
        ("S. No.", Field.number),
        ("E-MAIL ADDRESS", Field.email),
        ("E-mail 2 Address", Field.email),
        ("E-mail 1 - Value", Field.email),
        ("Email (official)", Field.email),
        ("Tel. No.", Field.phone),
        ("Phone 2", Field.phone),
        ("Job Title", Field.position),
        ("Embassy/Organisation", Field.organisation),
        ("Name of Ambassador / High Commissioner", Field.full_name),
        ("soyad", Field.family),
        ("E-poçt", Field.email),
        ("Ad, soyad / Full name", Field.full_name),
        ("HƏYAT YOLDAŞI", Field.spouse),
        ("Görevi", Field.position),
        ("Ad Soyad", Field.full_name),
        ("Ф.И.О.", Field.full_name),
        ("Должность", Field.position),
        ("Эл. почта", Field.email),
        ("Prénom", Field.given),
        ("Fonction", Field.position),
        ("Courriel", Field.email),
        ("نام", Field.full_name),
        ("عہدہ", Field.position),
        ("فون نمبر", Field.phone),
        ("Assistant's Phone", Field.assistant_phone),
        ("E-mail Type", Field.skip),
        ("R.S.V.P.", Field.remarks),
        ("Straße geschäftlich", Field.address),
        ("Telefon Assistent", Field.assistant_phone),
        ("PA Contact", Field.assistant_phone),
        ("البريد الإلكتروني", Field.email),
        ("Адрес электронной почты гостя", Field.email),
        ("İş yeri və vəzifəsi", Field.position),
        ("Name, Designation & Organisation", Field.name_and_post),
        ("Name of the Organisation", Field.organisation),
        ("Spouse's Name", Field.spouse),
    ],
)
def test_headings_are_known(heading: str, field: Field) -> None:
    assert field_of(heading) is field


@pytest.mark.parametrize(
    "cell", ["", "0300 1234567", "Mr. A Berg", "a@b.example", "Lahore is a city " * 9, "Embassy of Norway"]
)
def test_data_is_no_heading(cell: str) -> None:
    assert field_of(cell) is None


def test_a_title_block_stands_above_the_headings() -> None:
    mapping = proposed(
        [
            ["GUEST LIST - RECEPTION"],
            ["as of", "20 October"],
            [],
            ["Name", "Mission", "Tel."],
            ["A Berg", "X", "1"],
        ]
    )

    assert mapping.header_row == 4
    assert list(mapping.columns.values()) == [Field.full_name, Field.organisation, Field.phone]


def test_two_heading_rows_in_two_languages() -> None:
    mapping = proposed(
        [
            ["Ad, soyad", "Vəzifə", "Telefon"],
            ["Name", "Position", "Phone"],
            ["A Berg", "Consul", "051-2276622"],
        ]
    )

    assert mapping.header_rows == (1, 2)
    assert list(mapping.columns.values()) == [Field.full_name, Field.position, Field.phone]


def test_without_headings_the_content_decides() -> None:
    mapping = proposed(
        [
            [1, "Dr.", "Tunç", "Çetin", "Müsteşar", "Valdara Büyükelçiliği", "o@x.example", "0300 0910611"],
            [2, "Sn.", "Deniz", "Duran", "Büyükelçi", "Valdara Büyükelçiliği", "k@x.example", "051-2714411"],
        ]
    )

    assert mapping.header_rows == ()
    assert list(mapping.columns.values()) == [
        Field.number,
        Field.titles,
        Field.given,
        Field.family,
        Field.position,
        Field.organisation,
        Field.email,
        Field.phone,
    ]


def test_title_means_the_post_where_it_holds_posts() -> None:
    mapping = proposed([["Name", "Title"], ["A Berg", "First Secretary"], ["C Dahl", "Consul"]])

    assert mapping.columns[1] is Field.position


def test_name_means_name_and_post_where_it_holds_both() -> None:
    mapping = proposed([["Name", "Tel"], ["Mr. A Berg, Consul", "1"], ["Ms. C Dahl\nEnvoy", "2"]])

    assert mapping.columns[0] is Field.name_and_post


def test_name_beside_surname_is_the_given_name() -> None:
    mapping = proposed([["Name", "Surname"], ["Aylin", "Qasımova"]])

    assert list(mapping.columns.values()) == [Field.given, Field.family]


def test_a_heading_that_names_a_post_heads_the_names() -> None:
    found = files.persons("Country,Ambassador,Tel\nOldland,Mr. Jon BERG,051-2276622\nValdara,Ms. Eva DAHL,\n")

    assert [(one.names.full, one.office, one.state) for one in found] == [
        ("Jon Berg", "Ambassador", "Oldland"),
        ("Eva Dahl", "Ambassador", "Valdara"),
    ]


def test_unknown_headings_lose_nothing() -> None:
    (found,) = files.persons("Name,Blazon\nA Berg,three lions\n")

    assert found.remarks.notes == ("Blazon: three lions",)


def test_the_shape_is_the_headings_not_the_rows() -> None:
    head = ["Name", "Mission", "Tel."]
    first = proposed([["LIST"], head, ["A Berg", "X", "1"]])
    second = proposed([["name", "MISSION", "Tel"], ["C Dahl", "Y", "2"], ["E Falk", "Z", "3"]])
    other = proposed([["Name", "Tel.", "Mission"], ["A Berg", "1", "X"]])

    assert first.shape_hash == second.shape_hash
    assert first.shape_hash != other.shape_hash


def test_a_mapping_can_be_changed() -> None:
    book = read_workbook(b"Name,Code\nA Berg,Valdara\n", "a.csv")
    mapping = propose(book.sheets[0]).changed({1: Field.state})

    from_changed = files.drafts(book, {book.sheets[0].name: mapping})

    assert from_changed[1].draft is not None
    assert from_changed[1].draft.state == "Valdara"

"""Whole rows: contact points, remarks, furniture, problems; and no row is ever lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.directory.importing import problems
from app.directory.importing.contacts import read_emails, read_phones
from app.directory.importing.person import RowKind
from app.directory.importing.reading import read_workbook
from app.directory.importing.remarks import route
from tests.directory.importing import files


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("0300 1112223", ("+923001112223",)),
        ("923004445556", ("+923004445556",)),
        ("3004445556", ("+923004445556",)),
        ("0092 51 9203 824", ("+92519203824",)),
        ("+7 495 123-45-67", ("+74951234567",)),
        ("Cell: 0300-1234567; Off: 051-2276622 ext. 12", ("+923001234567", "+92512276622 ext. 12")),
        ("051-1234567 / 0300-7654321", ("+92511234567", "+923007654321")),
        ("9.23004445556E+11", ("+923004445556",)),
        ("۰۳۰۰۱۲۳۴۵۶۷", ("+923001234567",)),
        ("via switchboard", ("via switchboard",)),
        ("0300-1234567 (office 051 2276622)", ("+923001234567", "+92512276622")),
        ("051-2209710-14", ("+92512209710",)),
        ("051-2282190/91", ("+92512282190",)),
        ("+49 30 18170-0", ("+4930181700",)),
        ("0300-5550001 (WhatsApp)", ("+923005550001",)),
        ("n/a", ()),
    ],
)
def test_telephone_numbers(typed: str, phones: tuple[str, ...]) -> None:
    assert read_phones(typed, "PK") == phones


@pytest.mark.parametrize(
    ("typed", "valid", "wrong"),
    [
        ("a@b.example; c@d.example", ("a@b.example", "c@d.example"), ""),
        ("Jon Berg <jon@b.example>", ("jon@b.example",), ""),
        ("mailto:a@b.example\nc@d.example", ("a@b.example", "c@d.example"), ""),
        ("VICTOR@VALDARA.EXAMPLE", ("victor@valdara.example",), ""),
        ("nil", (), ""),
        ("by hand through the protocol department", (), ""),
        ("noatsign", (), "noatsign"),
        ("a@@b.example", (), "a@@b.example"),
        ("a@b", (), "a@b"),
        ("a@b.example\nBcc: all@x.example", (), "a@b.example Bcc: all@x.example"),
    ],
)
def test_addresses(typed: str, valid: tuple[str, ...], wrong: str) -> None:
    found = read_emails(typed)

    assert (found.valid, found.wrong) == (valid, wrong)


def test_remarks_go_where_they_may() -> None:
    remarks = route("vegetarian, wheelchair; confirmed by phone; PM list")

    assert (remarks.food, remarks.access) == (("vegetarian",), ("wheelchair",))
    assert (remarks.confirmed, remarks.notes) == (("confirmed by phone",), ("PM list",))
    assert route("passed away in May").life_state == "deceased"
    assert route("yes", "rsvp").confirmed == ("yes",)


def test_a_row_of_columns() -> None:
    (found,) = files.persons(
        "Title,First Name,Last Name,Suffix,Company,Job Title,Assistant's Name,Assistant's Phone,Spouse,"
        "E-mail Address,Notes,Precedence\n"
        "H.E. Ms.,Hana,BŘEZINOVÁ,OBE,EMBASSY OF VALDARA,Ambassador,Mai Lê,051-2276622,yes,d@x.example,tall,4\n"
    )

    assert (found.names.full, found.titles_line()) == ("Hana Březinová", "H.E. Ms.")
    assert [title.text for title in found.titles] == ["H.E.", "Ms.", "OBE"]
    assert (found.organisation, found.office, found.precedence) == ("Embassy of Valdara", "Ambassador", "4")
    assert found.assistant is not None
    assert (found.assistant.name, found.assistant.phone) == ("Mai Lê", "+92512276622")
    assert found.spouse is not None
    assert found.spouse.names is None
    assert found.remarks.notes == ("tall",)


LIST = """GUEST LIST;;;;
;;;;
Name;Position;Organisation;Phone;E-mail
A. DIPLOMATIC CORPS;;;;
Elmar MƏMMƏDOV;Səfir;Valdara Səfirliyi;051-2276622;e@v.example
Eva Dahl;Consul;-do-;;
MINISTRY OF TRADE:;;;;
Ms. Sana Malik;Director;;;
;Section Officer;;051-9203824;
Name;Position;Organisation;Phone;E-mail
Names to follow;;Daily Courier;;
H.E. the Ambassador of Oldland;;;;
<b>x</b>;;;;
TOTAL;4;;;
Prepared by the protocol section;;;;
"""


def test_every_row_has_an_end() -> None:
    readings = files.read_all(LIST)

    assert [(reading.number, reading.kind.value) for reading in readings] == [
        (1, "title_block"),
        (3, "header"),
        (4, "section"),
        (5, "person"),
        (6, "person"),
        (7, "section"),
        (8, "person"),
        (9, "problem"),
        (10, "header"),
        (11, "problem"),
        (12, "problem"),
        (13, "problem"),
        (14, "totals"),
        (15, "footer"),
    ]
    assert [reading.problem for reading in readings if reading.problem] == [
        problems.ONLY_OFFICE,
        problems.TO_FOLLOW,
        problems.ONLY_OFFICE,
        problems.NOT_A_NAME,
    ]


NUMBERED = """S. No;Name with designation;Contact
;GOVERNMENT;
1;Mr. Jon Berg, Director, Ministry of Trade;j@b.example
;FOUNDATIONS;
2;The Principal, Harbour College;
3;Ms. Eva Dahl;e@d.example
"""


def test_a_numbered_row_belongs_to_the_list_and_a_line_without_a_number_stands_over_it() -> None:
    readings = files.read_all(NUMBERED)

    assert [reading.kind.value for reading in readings] == [
        "header",
        "section",
        "person",
        "section",
        "problem",
        "person",
    ]
    assert [
        reading.draft.category for reading in readings if reading.kind.value == "person" and reading.draft
    ] == [
        "Government",
        "Foundations",
    ]


def test_a_line_over_holders_of_one_post_is_no_body() -> None:
    chief, member = files.persons(
        "No;Name and Designation;E-mail\n;Heads of Mission;\n1;Jon Dahl, Ambassador;j@d.example\n"
        ";National Assembly;\n2;Eva Berg, Speaker;e@b.example\n"
    )

    assert (chief.category, chief.organisation) == ("Heads of Mission", "")
    assert member.organisation == "National Assembly"


def test_sections_and_marks_of_repetition_are_understood() -> None:
    elmar, eva, sana = files.persons(LIST)

    assert (elmar.category, elmar.organisation) == ("Diplomatic Corps", "Valdara Səfirliyi")
    assert eva.organisation == "Valdara Səfirliyi"
    assert sana.organisation == "Ministry of Trade"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",a@b.example,", problems.NO_NAME),
        ("Jon Berg,noatsign,", problems.BAD_EMAIL),
        ("Jon Berg,,-3", problems.BAD_PLACES),
        (f"Jon {'x' * 5000},,", problems.NAME_TOO_LONG),
        ("<script>alert(1)</script>,,", problems.NOT_A_NAME),
        ("Harbour News (2),,", problems.ONLY_OFFICE),
        ("12345,,", problems.NOT_A_NAME),
    ],
)
def test_problems_say_why_and_show_the_row(row: str, problem: str) -> None:
    reading = files.read_all(f"Name,Email,Guests\n{row}\nEva Dahl,e@x.example,2\n")[1]

    assert (reading.kind, reading.problem) == (RowKind.problem, problem)
    assert reading.text


def test_sheets_give_their_names_as_categories() -> None:
    rows = [["Name", "Tel"], ["Jon Berg", "1"]]
    found = files.persons(files.xlsx(Media=rows, Sheet2=rows), "a.xlsx")

    assert [person.category for person in found] == ["Media", ""]


CELLS = st.one_of(
    st.sampled_from(
        [
            "Name",
            "Tel",
            "E-mail",
            "H.E. Mr. Jon BERG & Mrs. Berg, Consul",
            "TOTAL",
            "a@b.example",
            "Mission",
            "12",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_no_row_is_ever_lost(rows: list[list[str]]) -> None:
    """Whatever a table holds, each row with anything in it comes out exactly once."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return
    book = read_workbook(files.xlsx(List=[*rows, ["Jon Berg"]]), "list.xlsx")

    readings = files.drafts(book, files.mapped(book))

    numbers = [reading.number for reading in readings]
    assert numbers == sorted(set(numbers))
    shown = [row.number for row in book.sheets[0].rows if files.says_something(row.cells)]
    assert numbers == shown
    assert all(reading.draft or reading.problem or reading.kind not in ("person",) for reading in readings)

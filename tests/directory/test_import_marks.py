"""What formatting means is asked, and answered by a tag, a life state, a skip, or nothing."""

import io

import pytest
import xlsxwriter

from app.directory import queries
from app.directory.imports import marks
from app.directory.models import LifeState, Person
from app.missions.models import Mission
from tests.pages import Page, Pages

ROWS = (
    ("Kamal Safarov", "yellow", ""),
    ("Ingrid Halvorsen", "yellow", ""),
    ("Bilal Aslam", "strike", ""),
    ("Claire Moreau", "", "prefers French"),
    ("Omar Haddad", "hidden", ""),
    ("Paula Novak", "", ""),
)


def decorated() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Guests")
        styles = {
            "yellow": book.add_format({"bg_color": "#FFFF00"}),
            "strike": book.add_format({"font_strikeout": True}),
        }
        head = book.add_format({"bg_color": "#99CCFF"})
        for column, text in enumerate(("Name", "E-mail", "Phone")):
            sheet.write(0, column, text, head)
        for number, (name, mark, comment) in enumerate(ROWS, start=1):
            style = styles.get(mark)
            sheet.write(number, 0, name, style)
            sheet.write(number, 1, f"{name.split()[0].lower()}@list.example", style)
            if comment:
                sheet.write_comment(number, 0, comment)
            if mark == "hidden":
                sheet.set_row(number, None, None, {"hidden": True})
        sheet.write(1, 2, "+92 51 5550111", styles["yellow"])
        sheet.set_column(2, 2, None, None, {"hidden": True})
    return buffer.getvalue()


@pytest.fixture
def brought(desk: Pages, mission: Mission) -> Page:
    form = desk.get(f"/m/{mission.slug}/directory/imports/").form("Show what it would do")
    return form.set("file", (io.BytesIO(decorated()), "list.xlsx")).submit()


def found(mission: Mission, name: str) -> Person | None:
    rows = queries.persons(mission.id, queries.Filter(), size=50).rows
    return next((person for person in rows if person.name.full == name), None)


def test_the_preview_asks_what_each_mark_means(brought: Page) -> None:
    assert "yellow: 2 rows. What does it mean?" in brought.text
    assert "struck through: 1 row. What does it mean?" in brought.text
    assert "hidden: 1 row. What does it mean?" in brought.text
    assert "with a comment: 1 row. What does it mean?" in brought.text
    assert "blue" not in brought.text


def test_unasked_hidden_and_struck_rows_stay_out_and_comments_become_notes(
    brought: Page, mission: Mission
) -> None:
    brought.form("Import now").submit()
    assert found(mission, "Omar Haddad") is None
    assert found(mission, "Bilal Aslam") is None
    claire = found(mission, "Claire Moreau")
    assert claire is not None
    assert claire.notes == "prefers French"
    kamal = found(mission, "Kamal Safarov")
    assert kamal is not None
    assert [point.value for point in kamal.contact_points] == ["kamal@list.example"]


def test_marks_become_a_tag_a_life_state_and_nothing(brought: Page, mission: Mission) -> None:
    form = brought.follow("Say what the marks mean").form("Show what it would do")
    form.set("mark-fill:FFFF00", "tag").set("tag-fill:FFFF00", "Friends")
    form.set("mark-strike", "deceased").set("mark-hidden", "nothing").set("mark-comment", "skip")
    page = form.submit()
    assert "What does it mean?" not in page.text
    assert "You chose to leave out rows with a comment." in page.text
    page.form("Import now").submit()
    kamal, bilal = found(mission, "Kamal Safarov"), found(mission, "Bilal Aslam")
    assert kamal is not None
    assert [tag.tag for tag in kamal.tags] == ["Friends"]
    assert bilal is not None
    assert bilal.life_state is LifeState.DECEASED
    assert found(mission, "Omar Haddad") is not None
    assert found(mission, "Claire Moreau") is None


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("FFFF00", "yellow"),
        ("FF0000", "red"),
        ("92D050", "green"),
        ("00B0F0", "turquoise"),
        ("808080", "grey"),
    ],
)
def test_colours_are_called_as_people_call_them(colour: str, name: str) -> None:
    assert marks.colour_name(colour) == name


def test_a_meaning_that_is_none_is_not_kept() -> None:
    assert marks.checked("strike", "note", "") == ""
    assert marks.checked("strike", "tag", "  ") == "nothing"

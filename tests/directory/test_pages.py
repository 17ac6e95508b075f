import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from app.accounts.models import Role
from app.audit import service as audit
from app.directory import queries
from app.directory.models import Person, TitleKind
from app.missions.models import Mission
from tests import factories
from tests.pages import Page, Pages

Make = Callable[..., Person]


def at(mission: Mission, rest: str = "") -> str:
    return f"/m/{mission.slug}/directory/{rest}"


def fill(page: Page, button: str, fields: dict[str, object]) -> Page:
    form = page.form(button)
    for label, value in fields.items():
        form.fill(label, value)
    return form.submit()


def test_an_empty_directory_teaches_the_next_step(desk: Pages, mission: Mission) -> None:
    page = desk.get(at(mission))
    assert "The directory is empty" in page.text
    assert page.link("Import a list").endswith("/imports/")


def test_a_person_is_added_with_an_office_and_found(desk: Pages, mission: Mission) -> None:
    page = fill(
        desk.get(at(mission, "persons/new")),
        "Save",
        {
            "Name, as": "Kamal Səfərov",
            "Family name": "Səfərov",
            "Honorific": "H.E.",
            "Social title": "Mr.",
            "Office": "Ambassador",
            "Organisation": "Embassy of Azerbaijan",
            "E-mail addresses": "kamal@azerbaijan.example",
            "Grammatical sex": "m",
        },
    )
    assert page.status == 200
    assert "His Excellency Mr. Kamal Səfərov" in page.text
    assert "Ambassador of Azerbaijan" in page.text
    assert "Excellency," in page.text
    assert "Kamal Səfərov" in desk.get(at(mission, "?q=safarov+azerb")).text


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(desk: Pages, mission: Mission) -> None:
    page = fill(
        desk.get(at(mission, "persons/new")),
        "Save",
        {"Name, as": "", "E-mail addresses": "no at sign", "Notes": "keep me"},
    )
    assert page.status == 422
    assert "“no at sign” is no e-mail address." in page.text
    assert "keep me" in page.text
    assert queries.count(mission.id) == 0


def test_a_record_is_changed_with_a_name_in_another_script(
    desk: Pages, mission: Mission, person: Make
) -> None:
    made = person("Ayesha Siddiqa", titles=((TitleKind.ACADEMIC, "Dr."),))
    page = desk.get(at(mission, f"persons/{made.id}")).follow("Change the record")
    page = fill(
        page, "Save", {"Written as": "عائشہ صدیقہ", "Language": "ur", "Tags": "poets,  poets, friends"}
    )
    assert "عائشہ صدیقہ" in page.text
    assert "poets" in page.text
    found = queries.get(mission.id, made.id)
    assert [name.script for name in found.names] == ["Latn", "Arab"]
    assert [tag.tag for tag in found.tags] == ["friends", "poets"]
    assert [title.text for title in found.titles] == ["Dr."]


def test_an_edit_on_a_stale_page_is_refused_with_what_was_typed(
    desk: Pages, mission: Mission, person: Make
) -> None:
    made = person("Ayesha Siddiqa")
    first = desk.get(at(mission, f"persons/{made.id}/edit"))
    second = desk.get(at(mission, f"persons/{made.id}/edit"))
    fill(first, "Save", {"Notes": "met in spring"})
    page = fill(second, "Save", {"Notes": "met in autumn"})
    assert page.status == 422
    assert "Somebody else saved this record" in page.text
    assert "met in autumn" in page.text


def test_offices_are_held_in_time(desk: Pages, mission: Mission, person: Make) -> None:
    made = person("Claire Moreau", office="Counsellor", organisation="Embassy of France")
    page = desk.get(at(mission, f"persons/{made.id}")).follow("New office")
    page = fill(
        page,
        "Save",
        {
            "Office": "Chargé d'Affaires a.i.",
            "Organisation": "Embassy of France",
            "From": "2026-09-01",
            "Acting": True,
        },
    )
    assert "until 31 Aug 2026" in page.text
    assert "Chargé d&#39;Affaires" in page.response.get_data(as_text=True)
    office = page.follow("Counsellor, Embassy of France")
    assert "Claire Moreau" in office.text
    assert "Claire Moreau" in office.follow("Embassy of France").text


def test_a_spouse_is_found_and_linked(desk: Pages, mission: Mission, person: Make) -> None:
    kamal, leyla = person("Kamal Safarov"), person("Leyla Safarova")
    page = desk.get(at(mission, f"persons/{kamal.id}")).follow("Change the spouse")
    page = fill(page, "Find", {"Find the person": "Leyla"})
    page = page.form("Link Leyla Safarova").submit()
    assert "Leyla Safarova" in page.text
    assert queries.get(mission.id, leyla.id).spouse_id == kamal.id


def test_a_line_written_by_hand_stays_and_is_flagged_when_its_facts_change(
    desk: Pages, mission: Mission, person: Make
) -> None:
    made = person("Ayesha Siddiqa")
    page = desk.get(at(mission, f"persons/{made.id}/lines"))
    page.form("Save").set("en-salutation", "Dear friend,").submit()
    page = desk.get(at(mission, f"persons/{made.id}"))
    assert "Dear friend," in page.text
    assert "written by hand" in page.text
    assert "has changed since" not in page.text
    fill(desk.get(at(mission, f"persons/{made.id}/edit")), "Save", {"Rank": "Brig"})
    page = desk.get(at(mission, f"persons/{made.id}"))
    assert "Dear friend," in page.text
    assert "the record has changed since" in page.text


def test_only_protocol_sees_why_somebody_is_not_invited(
    desk: Pages, as_role: Callable[..., Pages], mission: Mission, person: Make
) -> None:
    made = person("Ayesha Siddiqa")
    page = desk.get(at(mission, f"persons/{made.id}")).follow("Mark as not to be invited")
    page = fill(page, "Mark", {"Reason": "an old quarrel"})
    assert "an old quarrel" in page.text
    ambassador = as_role(Role.HEAD_OF_MISSION).get(at(mission, f"persons/{made.id}"))
    assert "Not to be invited" in ambassador.text
    assert "an old quarrel" not in ambassador.text
    assert "Change the record" not in ambassador.text


def test_a_photo_is_kept_and_served_as_nothing_but_a_picture(
    desk: Pages, mission: Mission, person: Make
) -> None:
    made = person("Ayesha Siddiqa")
    buffer = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(buffer, "PNG")
    form = desk.get(at(mission, f"persons/{made.id}")).form("Keep this photo")
    form.set("photo", (io.BytesIO(buffer.getvalue()), "portrait.png")).submit()
    answer = desk.get(at(mission, f"persons/{made.id}/photo.jpg")).response
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    refused = desk.get(at(mission, f"persons/{made.id}")).form("Keep this photo")
    page = refused.set("photo", (io.BytesIO(b"<html>"), "portrait.png")).submit()
    assert page.status == 422


def test_filters_stand_in_the_url_and_htmx_gets_the_list_alone(
    desk: Pages, mission: Mission, person: Make
) -> None:
    person("Ayesha Siddiqa", emails=("a@siddiqa.example",))
    person("Bilal Aslam", tags=("poets",))
    page = desk.get(at(mission, "?lacks=address&tag=poets&category=nonsense&organisation=x"))
    assert "Bilal Aslam" in page.text
    assert "Ayesha" not in page.text
    part = desk.client.get(
        at(mission, "?q=ayesha"), headers={"HX-Request": "true"}, base_url="http://localhost"
    )
    assert part.get_data(as_text=True).lstrip().startswith('<div id="list">')


def test_organisations_are_added_changed_and_not_made_twice(desk: Pages, mission: Mission) -> None:
    page = fill(
        desk.get(at(mission, "organisations/new")),
        "Save",
        {"Name": "Ministry of Energy", "Name in Urdu": "وزارتِ توانائی", "Kind": "ministry", "Country": "PK"},
    )
    assert "وزارتِ توانائی" in page.text
    page = fill(page.follow("Add an office"), "Save", {"Title of the office": "Minister for Energy"})
    assert "Nobody is known to hold this office" in page.text
    page = fill(desk.get(at(mission, "organisations/new")), "Save", {"Name": "MINISTRY  OF ENERGY"})
    assert page.status == 422
    assert "There is an organisation" in page.text
    assert "Ministry of Energy" in desk.get(at(mission, "organisations/?q=energy")).text


@pytest.mark.check("S15")
def test_an_export_is_inert_asks_its_purpose_and_is_audited(
    desk: Pages, mission: Mission, person: Make
) -> None:
    person("=HYPERLINK(1)", emails=("a@siddiqa.example",), notes="@cmd")
    page = desk.get(at(mission)).follow("Export")
    answer = fill(page, "Export", {"What is": "the caterer", "As": "xlsx"}).response
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "=HYPERLINK(1)"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    text = fill(page, "Export", {"What is": "the caterer", "As": "csv"}).response.get_data(as_text=True)
    assert "'=HYPERLINK(1)" in text
    entry = audit.entries(mission.id, verb="directory.export")[0]
    assert "purpose: the caterer" in entry.fields
    assert fill(page, "Export", {"What is": "  "}).status == 422


@pytest.mark.check("S11")
def test_another_missions_records_are_not_there(desk: Pages, mission: Mission, person: Make) -> None:
    other = factories.mission()
    foreign = person("Ayesha Siddiqa", of=other, office="Poet", organisation="Academy")
    assert foreign.appointment is not None
    held = foreign.appointment
    mine = person("Bilal Aslam")
    for rest in (
        f"persons/{foreign.id}",
        f"persons/{foreign.id}/edit",
        f"persons/{foreign.id}/lines",
        f"persons/{foreign.id}/photo.jpg",
        f"persons/{foreign.id}/spouse",
        f"persons/{mine.id}/appointments/{held.id}",
        f"persons/{mine.id}/appointments/{held.id}/end",
        f"organisations/{held.office.organisation_id}",
        f"offices/{held.office_id}",
        f"?organisation={held.office.organisation_id}",
    ):
        assert desk.get(at(mission, rest)).status == 404, rest
    assert "Ayesha" not in desk.get(at(mission, "?q=ayesha")).text
    assert desk.get(at(other)).status == 404


def test_a_press_officer_has_no_directory(as_role: Callable[..., Pages], mission: Mission) -> None:
    assert as_role(Role.PRESS_OFFICER).get(at(mission)).status == 403

"""The administrator's pages."""

import io
from collections.abc import Callable

from flask import Flask
from PIL import Image

from app import clock
from app.accounts import queries
from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.missions import queries as missions
from app.missions.models import Mission
from tests.conftest import sign_in
from tests.pages import Pages


def test_the_mission_is_changed_in_every_language(as_role: Callable[..., Pages], mission: Mission) -> None:
    pages = as_role(Role.ADMINISTRATOR)
    form = pages.get(f"/m/{mission.slug}/settings").form("Save the mission")
    form.set("names-az", "Valdara Səfirliyi").set("cities-ur", "اسلام آباد").fill(
        "Telephone", "+92 51 555 0100"
    )
    form.fill("Guests are asked for the number of their identity card", "y")
    page = form.submit()
    assert "The mission is saved" in page.text
    found = missions.get(mission.id)
    assert found.names["az"] == "Valdara Səfirliyi"
    assert found.telephone == "+92 51 555 0100"
    assert found.identity_numbers


def test_a_pale_accent_colour_is_refused_in_a_sentence(
    as_role: Callable[..., Pages], mission: Mission
) -> None:
    form = as_role(Role.ADMINISTRATOR).get(f"/m/{mission.slug}/settings").form("Save the mission")
    page = form.fill("Accent colour", "#ffee88").submit()
    assert page.status == 422
    assert "too light" in page.text


def test_a_new_member_gets_a_first_password_shown_once(
    as_role: Callable[..., Pages], mission: Mission
) -> None:
    pages = as_role(Role.ADMINISTRATOR)
    form = pages.get(f"/m/{mission.slug}/members").form("Give the role")
    form.fill("E-mail", "new@valdara.example").fill("Name", "New Officer").fill("Role", "press_officer")
    answer = form.submit()
    assert "first password" in answer.text
    user = queries.by_email("new@valdara.example")
    assert user is not None
    assert [m.role for m in user.memberships] == [Role.PRESS_OFFICER]
    assert "first password" not in pages.get(f"/m/{mission.slug}/members").text


def test_the_last_administrator_keeps_his_role(as_role: Callable[..., Pages], mission: Mission) -> None:
    pages = as_role(Role.ADMINISTRATOR)
    page = pages.get(f"/m/{mission.slug}/members").submit("Take the role back")
    assert page.status == 422
    assert "at least one administrator" in page.text


def test_the_trail_names_acts_and_fields_and_no_values(
    as_role: Callable[..., Pages], mission: Mission
) -> None:
    pages = as_role(Role.ADMINISTRATOR)
    form = (
        pages.get(f"/m/{mission.slug}/settings").form("Save the mission").fill("Telephone", "+92 51 555 0199")
    )
    form.submit()
    page = pages.get(f"/m/{mission.slug}/audit")
    assert "mission.update" in page.text
    assert "telephone" in page.text
    assert "0199" not in page.text


def test_a_change_behind_the_products_back_breaks_the_chain(mission: Mission) -> None:
    with transaction():
        for verb in ("a.one", "a.two", "a.three"):
            audit.record(verb, "mission", mission.id, actor=SYSTEM, now=clock.now(), mission_id=mission.id)
    with transaction():
        assert audit.seal(mission.id) >= 3
    assert audit.verify(mission.id) is None
    with transaction():
        entry = db.session.query(AuditEntry).filter_by(verb="a.two").one()
        entry.verb = "a.forged"
        number = entry.seal_number
    assert audit.verify(mission.id) == number


def test_the_mailbox_exists_in_demo_mode_only(pages: Pages, mission: Mission) -> None:
    assert pages.get("/dev/mailbox").status == 404


def test_the_emblem_is_written_anew_and_served(as_role: Callable[..., Pages], mission: Mission) -> None:
    pages = as_role(Role.ADMINISTRATOR)
    picture = io.BytesIO()
    Image.new("RGBA", (900, 900), (20, 90, 80, 255)).save(picture, "PNG")
    form = pages.get(f"/m/{mission.slug}/settings").form("Keep this emblem")
    form.set("emblem", (io.BytesIO(picture.getvalue()), "emblem.png"))
    assert "The emblem is kept" in form.submit().text
    answer = pages.client.get(f"/n/{mission.slug}/emblem", base_url="http://localhost")
    with Image.open(io.BytesIO(answer.data)) as served:
        assert served.size == (400, 400)


def test_a_page_renamed_to_a_picture_is_refused_as_emblem(
    as_role: Callable[..., Pages], mission: Mission
) -> None:
    form = as_role(Role.ADMINISTRATOR).get(f"/m/{mission.slug}/settings").form("Keep this emblem")
    page = form.set("emblem", (io.BytesIO(b"<html><script>"), "emblem.png")).submit()
    assert page.status == 422
    assert "not a picture" in page.text


def test_the_house_adds_a_state_and_names_it_as_it_likes(
    app: Flask, mission: Mission, staff: Callable[..., User]
) -> None:
    user = staff(Role.ADMINISTRATOR)
    with transaction():
        accounts.give_role(
            user, role=Role.INSTALLATION_ADMINISTRATOR, mission_id=None, actor=SYSTEM, now=clock.now()
        )
    pages = sign_in(app, user)
    form = pages.get("/installation").follow("How the names of states").form("Keep this state")
    refused = form.fill("Code", "P4").fill("English", "Order of the Three Rivers").submit()
    assert refused.status == 422
    assert "two to eight capital letters" in refused.text
    kept = refused.form("Keep this state").fill("Code", "three").submit()
    assert "THREE is kept" in kept.text
    assert missions.state_name("THREE", "en") == "Order of the Three Rivers"
    form = pages.get(f"/m/{mission.slug}/settings").form("Save the mission")
    assert "The mission is saved" in form.fill("Sending state", "THREE").submit().text
    assert missions.get(mission.id).sending_state == "THREE"
    with transaction() as session:
        session.delete(missions.state("THREE"))

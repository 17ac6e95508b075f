"""Cars, drivers, identity numbers and wishes that staff were told, and what becomes of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.audit.models import ActorKind, AuditEntry
from app.db import db, transaction
from app.events.models import Event
from app.invitations import queries, service
from app.invitations.models import Guest, Invitation
from app.missions.models import Mission
from app.rsvps import service as rsvps
from app.rsvps.models import SensitiveAccess, SensitiveAnswer, SensitiveKind
from tests import factories
from tests.invitations import making
from tests.pages import Page, Pages

BUTTON = "Car, driver and wishes"


def address(mission: Mission, invitation: Invitation) -> str:
    return f"/m/{mission.slug}/events/{invitation.event_id}/guests/{invitation.id}"


def opened(browser: Pages, mission: Mission, invitation: Invitation) -> Page:
    return browser.get(address(mission, invitation)).submit(BUTTON)


def told(guest: Guest) -> dict[SensitiveKind, str]:
    mine = select(SensitiveAnswer).where(SensitiveAnswer.guest_id == guest.id)
    return {row.kind: row.text for row in db.session.scalars(mine)}


def test_staff_keep_a_car_a_driver_and_wishes_as_the_letter_does(
    mission: Mission, desk: Pages, pages: Pages
) -> None:
    event = factories.event(mission, parking="Cars by gate 2")
    invitation = making.invited(event, mission)
    guest = invitation.guests[0]
    form = opened(desk, mission, invitation).form("Keep this").fill("Number plate", "ICT 147")
    form.fill("Name of the driver", "Yusuf Rao").fill("What helps to take part", "a seat near the door")
    page = form.set(f"food-{guest.id}", "halal").submit()
    assert "It is kept." in page.text
    assert "ICT 147" not in page.text
    assert told(guest) == {
        SensitiveKind.PLATE: "ICT 147",
        SensitiveKind.DRIVER: "Yusuf Rao",
        SensitiveKind.FOOD: "halal",
        SensitiveKind.ACCESS: "a seat near the door",
    }
    letter = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    assert dict(letter.form("Keep this").values)[f"plate-{guest.id}"] == "ICT 147"
    again = opened(desk, mission, invitation).form("Keep this")
    assert dict(again.values)[f"driver-{guest.id}"] == "Yusuf Rao"
    assert (f"food-{guest.id}", "halal") in again.values


def test_looking_and_keeping_are_written_down_without_what_was_told(mission: Mission, desk: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    opened(desk, mission, invitation).form("Keep this").fill("Number plate", "ICT 147").submit()
    opened(desk, mission, invitation)
    looked = db.session.scalars(select(SensitiveAccess).order_by(SensitiveAccess.at)).all()
    assert [(one.guest_id, one.rows) for one in looked] == [
        (invitation.guests[0].id, 0),
        (invitation.guests[0].id, 1),
    ]
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "reply.details"))
    assert (entry.actor_kind, entry.record_id, entry.fields) == (ActorKind.STAFF, invitation.id, ["wishes"])


def test_the_reply_of_the_guest_keeps_its_remark(mission: Mission, desk: Pages, pages: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    page = pages.get(making.letter_path(invitation)).submit("I accept with pleasure")
    page = page.form("Keep this").fill("Is there anything", "We come at seven.").submit()
    opened(desk, mission, invitation).form("Keep this").fill("Number plate", "ICT 147").submit()
    assert "We come at seven." in pages.get(page.path).response.text


@pytest.mark.parametrize("asked", [False, True])
def test_an_identity_number_is_taken_down_only_where_the_mission_asks_for_it(
    mission: Mission, desk: Pages, asked: bool
) -> None:
    with transaction():
        mission.identity_numbers = asked
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    guest = invitation.guests[0]
    page = opened(desk, mission, invitation)
    assert ("identity card" in page.text) == asked
    page.form("Keep this").set(f"identity-{guest.id}", "P 778812").submit()
    assert told(guest) == ({SensitiveKind.IDENTITY: "P 778812"} if asked else {})
    with transaction():
        over = (event.ends_at or event.starts_at) + timedelta(hours=72)
        assert rsvps.delete_sensitive(over) == (1 if asked else 0)


def test_a_refusal_keeps_what_was_typed(mission: Mission, desk: Pages) -> None:
    invitation = making.invited(factories.event(mission), mission)
    form = opened(desk, mission, invitation).form("Keep this").fill("Number plate", "ICT 147")
    with transaction():
        service.withdraw(
            queries.get(mission.id, invitation.event_id, invitation.id), actor=SYSTEM, now=clock.now()
        )
    page = form.submit()
    assert page.status == 422
    assert told(invitation.guests[0]) == {}


@pytest.mark.parametrize("role", [Role.HEAD_OF_MISSION, Role.GATE_OFFICER, Role.PRESS_OFFICER])
def test_who_may_not_read_it_sees_no_button_and_may_write_nothing(
    mission: Mission, as_role: Callable[..., Pages], role: Role
) -> None:
    invitation = making.invited(factories.event(mission), mission)
    browser = as_role(role)
    assert BUTTON not in browser.get(address(mission, invitation)).text
    path = f"/m/{mission.slug}/events/{invitation.event_id}/replies/told/{invitation.id}"
    assert browser.post(path, {}).status in (400, 403)
    assert browser.post(f"{path}/keep", {}).status in (400, 403)


def test_a_guest_of_another_mission_is_not_found(mission: Mission, desk: Pages) -> None:
    other = factories.mission("other")
    stranger = making.invited(factories.event(other), other)
    mine: Event = factories.event(mission)
    page = opened(desk, mission, making.invited(mine, mission))
    for path in ("", "/keep"):
        form = page.form("Keep this")
        form.node.attrib["action"] = f"/m/{mission.slug}/events/{mine.id}/replies/told/{stranger.id}{path}"
        assert form.submit().status == 404

"""Many answers at once for the last places, by threads on whichever database the tests run on."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask

from app import clock
from app.audit.actor import Actor
from app.db import db, transaction
from app.invitations import queries
from app.invitations.models import GuestStatus
from app.missions.models import Mission
from app.rsvps import service
from app.rsvps.models import Reason, ReplyChannel, Standing
from tests import factories
from tests.invitations import making
from tests.pages import Pages

TOGETHER = 8


def answer_all(
    app: Flask, mission_id: UUID, event_id: UUID, invitation_ids: list[UUID]
) -> list[tuple[Standing, Reason]]:
    """Everybody accepts at the same moment; what each was told."""
    gate = threading.Barrier(TOGETHER)

    def accept(invitation_id: UUID) -> tuple[Standing, Reason]:
        with app.app_context():
            if len(invitation_ids) % TOGETHER == 0:
                gate.wait(timeout=60)
            with transaction():
                invitation = queries.get(mission_id, event_id, invitation_id)
                row = service.reply(
                    invitation,
                    service.Answer({guest.id: GuestStatus.ACCEPTED for guest in invitation.guests}),
                    channel=ReplyChannel.WEB,
                    submission=str(invitation_id),
                    actor=Actor.guest(invitation_id),
                    now=clock.now(),
                )
                told = row.standing, row.reason
            db.session.remove()
        return told

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(accept, invitation_ids))


@pytest.mark.check("R03")
def test_the_last_five_places_go_to_five(app: Flask, mission: Mission) -> None:
    event = factories.event(mission, capacity=5, hard_capacity=True)
    persons = [making.person(mission, f"Guest {n}", email="") for n in range(24)]
    ids = [invitation.id for invitation in making.invite(event, *persons)]
    told = answer_all(app, mission.id, event.id, ids)
    assert told.count((Standing.APPLIED, Reason.NONE)) == 5
    assert told.count((Standing.REQUEST, Reason.FULL)) == 19
    db.session.rollback()
    counts = queries.guest_counts(event)
    assert counts == {GuestStatus.ACCEPTED: 5, GuestStatus.AWAITING: 19}


@pytest.mark.check("R03")
def test_with_ordinary_capacity_all_are_accepted_and_the_officer_is_warned(
    app: Flask, mission: Mission
) -> None:
    event = factories.event(mission, capacity=5)
    persons = [making.person(mission, f"Guest {n}", email="") for n in range(16)]
    ids = [invitation.id for invitation in making.invite(event, *persons)]
    answer_all(app, mission.id, event.id, ids)
    db.session.rollback()
    assert queries.counts(event).accepted == 16
    assert queries.counts(event).over_capacity == 11


@pytest.mark.siege
@pytest.mark.check("R03")
def test_a_hundred_answers_for_five_places(app: Flask, mission: Mission) -> None:
    event = factories.event(mission, capacity=5, hard_capacity=True)
    persons = [making.person(mission, f"Guest {n}", email="") for n in range(104)]
    ids = [invitation.id for invitation in making.invite(event, *persons)]
    told = answer_all(app, mission.id, event.id, ids)
    assert told.count((Standing.APPLIED, Reason.NONE)) == 5
    assert told.count((Standing.REQUEST, Reason.FULL)) == 99


@pytest.mark.check("R10")
def test_two_tabs_never_make_more_of_the_places_than_there_are(app: Flask, mission: Mission) -> None:
    """Both tabs accept for everybody and name the places at once: two places stay two, each with one name."""
    event = factories.event(mission, capacity=2, hard_capacity=True)
    invitation = making.places(event, 2)
    path = making.letter_path(invitation)
    ids = [guest.id for guest in invitation.guests]
    event_id, invitation_id, mission_id = event.id, invitation.id, mission.id
    db.session.rollback()
    gate = threading.Barrier(2)

    def tab(name: str) -> int:
        pages = Pages(app.test_client())
        page = pages.get(path)
        gate.wait(timeout=60)
        page = page.submit("We both accept")
        gate.wait(timeout=60)
        form = page.form("Keep this")
        for guest_id in ids:
            form.set(f"name-{guest_id}", f"{name} {str(guest_id)[-4:]}")
        return form.submit().status

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(tab, ["Sana", "Bilal"])) == {200}
    found = queries.get(mission_id, event_id, invitation_id)
    assert [guest.status for guest in found.guests] == [GuestStatus.ACCEPTED] * 2
    assert {guest.name.split()[0] for guest in found.guests} <= {"Sana", "Bilal"}
    assert queries.guest_counts(event) == {GuestStatus.ACCEPTED: 2}

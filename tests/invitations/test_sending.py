"""The page of one sending: until when it can be stopped, when the last letter leaves, what became of the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from app import clock
from app.db import db, transaction
from app.invitations import queries, tasks
from app.invitations.models import InvitationStatus
from app.mail import drain, suppressions
from app.mail.models import LetterState, Outbox, SuppressionReason
from app.mail.office import post_office
from app.missions.models import Mission
from tests import factories
from tests.faults.smtp import Fault, FaultServer
from tests.invitations import making
from tests.mail.outbox import office_to
from tests.pages import Page, Pages


def send(desk: Pages, mission: Mission, event_id: UUID, number: int) -> Page:
    """Press the button and let the worker write."""
    letters = "letter" if number == 1 else "letters"
    page = desk.get(f"/m/{mission.slug}/events/{event_id}/guests/send").submit(f"Send {number} {letters} now")
    tasks.sweep()
    return desk.get(page.path)


def close(mission: Mission, address: str) -> None:
    with transaction():
        suppressions.suppress(
            mission.id, address, reason=SuppressionReason.CAME_BACK, now=clock.now(), words="550 5.1.1 Gone"
        )


@pytest.fixture
def server(app: Flask) -> Iterator[FaultServer]:
    with FaultServer() as running:
        app.extensions["post_office"] = office_to(running.port)
        yield running
    del app.extensions["post_office"]


def test_in_the_first_minute_all_letters_can_be_stopped(app: Flask, mission: Mission, desk: Pages) -> None:
    office = post_office()
    app.extensions["post_office"] = replace(office, grace=timedelta(minutes=1))
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    page = send(desk, mission, event.id, 1)
    assert "The letters wait a moment, so that they can still be stopped." in page.text
    assert "until then all of them can be stopped" in page.text
    assert "The last leaves at about" in page.text
    assert making.collect() == []

    page = page.submit("Stop")
    assert "The sending has been stopped. 1 letter is held back." in page.text
    page = page.submit("Go on")
    assert "Letters are leaving." in page.text
    assert len(making.collect()) == 1
    app.extensions["post_office"] = office


def test_a_sending_that_stopped_by_itself_says_why_and_goes_on(
    mission: Mission, desk: Pages, server: FaultServer
) -> None:
    event = factories.event(mission)
    making.invite(event, *(making.person(mission, f"Guest {n}", email=f"g{n}@x.example") for n in range(8)))
    server.plan(Fault("RCPT", reply="550 5.7.1 You look like a sender of junk", times=5))
    page = send(desk, mission, event.id, 8)
    drain.drain()
    page = desk.get(page.path)
    assert "3 letters are held back." in page.text
    assert "You look like a sender of junk" in page.text
    assert "Done." not in page.text

    page.submit("Go on")
    drain.drain()
    page = desk.get(page.path)
    assert "Done." in page.text
    assert "Letters that have left 3" in page.text
    assert "Not delivered: telephone 5" in page.text


def test_nobody_is_written_to_at_a_closed_address(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(
        event,
        making.person(mission, "Lost Guest", email="Lost@x.example"),
        making.person(mission, "Other Guest", email="other@x.example"),
    )
    close(mission, "lost@x.example")
    look = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/problems")
    assert "Letters to the address came back 1" in look.text
    assert look.follow("Give another address, or choose another way").status == 200

    page = send(desk, mission, event.id, 1)
    assert "Passed over" in page.text
    [letter] = making.collect()
    assert "other@x.example" in str(letter["To"])
    [waiting] = queries.all_listed(event, [InvitationStatus.DRAFT])
    assert waiting.guests[0].name == "Lost Guest"


def test_an_address_closed_on_the_way_is_counted(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, "Lost Guest", email="lost@x.example"))
    page = send(desk, mission, event.id, 1)
    close(mission, "lost@x.example")
    assert making.collect() == []
    assert "Address closed: telephone 1" in desk.get(page.path).text
    assert db.session.query(Outbox).one().state is LetterState.SUPPRESSED
    [invitation] = queries.all_listed(event)
    shown = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}")
    assert "Telephone this guest" in shown.text

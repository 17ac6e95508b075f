"""What the arrivals board is told, and nobody else."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image

from app import clock
from app.audit.actor import SYSTEM
from app.checkin.models import Gate, Right
from app.db import transaction
from app.directory.models import Outcome, Person
from app.directory.service import photos
from app.directory.service.received import ReceivedFacts, note_received
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus
from app.missions.models import Mission
from tests import factories
from tests.checkin.conftest import add_gate, code_for, enrolled, named
from tests.checkin.phone import Phone
from tests.invitations import making
from tests.pages import Pages

Invite = Callable[..., list[Guest]]


@pytest.fixture
def board(app: Flask, gate: Gate) -> Phone:
    return enrolled(app, gate, Right.BOARD, name="Board")


def test_the_board_hears_one_line_of_memory(app: Flask, board: Phone, phone: Phone, mission: Mission) -> None:
    somebody = making.person(mission, "Ada Orr")
    with transaction() as session:
        now = session.get_one(Event, UUID(board.event_id))
    gid = listed(now, somebody, GuestStatus.ACCEPTED, years=0).id
    came = listed(factories.event(mission), somebody, GuestStatus.ACCEPTED, years=1)
    listed(factories.event(mission), somebody, GuestStatus.DECLINED, years=2)
    with transaction() as session:
        then = session.get_one(Event, came.event_id)
        facts = ReceivedFacts(date(2026, 5, 9), "National Day", Outcome.WENT)
        note_received(session.merge(somebody), facts, actor=SYSTEM, now=clock.now())
    day = then.starts_local.date().isoformat()
    enrolled(app, add_gate(then, "Old gate")).admit(came.id, ago=60)
    assert named(board.snapshot()["guests"], gid)["memory"] == {
        "last": day,
        "theirs": "2026-05-09",
        "regretted": 1,
    }
    assert "memory" not in named(phone.snapshot()["guests"], gid)


def listed(event: Event, somebody: Person, status: GuestStatus, *, years: int) -> Guest:
    """Somebody's place on the list of an event so many years ago."""
    with transaction():
        for name in ("starts_local", "starts_at"):
            setattr(event, name, getattr(event, name) - timedelta(days=365 * years))
    [invitation] = making.invite(event, somebody)
    with transaction():
        invitation.guests[0].status = status
    return invitation.guests[0]


def test_the_board_alone_is_shown_portraits(
    board: Phone, phone: Phone, mission: Mission, event: Event
) -> None:
    portrayed, plain = making.person(mission, "Ada Orr"), making.person(mission, "Bo Lund")
    with transaction() as session:
        photos.set_photo(session.merge(portrayed), picture(), actor=SYSTEM, now=clock.now())
    gids = [listed(event, one, GuestStatus.ACCEPTED, years=0).id for one in (portrayed, plain)]
    told = board.snapshot()["guests"]
    assert [named(told, gid)["photo"] for gid in gids] == [True, False]
    answers = [board.get(f"/events/{event.id}/guests/{gid}/photo") for gid in gids]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].mimetype == "image/jpeg"
    assert "no-store" in answers[0].headers["Cache-Control"]
    assert "photo" not in named(phone.snapshot()["guests"], gids[0])
    assert phone.get(f"/events/{event.id}/guests/{gids[0]}/photo").status_code == 404


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (300, 400), "#0B5D4E").save(file, "PNG")
    return file.getvalue()


def test_the_board_hears_when_each_gate_was_last_heard(
    board: Phone, phone: Phone, other_phone: Phone
) -> None:
    heard = board.snapshot()["gates_heard"]
    assert set(heard) == {phone.gate_id, other_phone.gate_id}
    assert set(board.changes(0)["gates_heard"]) == set(heard)
    assert "gates_heard" not in phone.snapshot()
    assert "gates_heard" not in phone.changes(0)


def test_the_board_s_page_holds_no_guest_and_is_kept_by_the_worker(pages: Pages, invite: Invite) -> None:
    invite("Ada Orr")
    page = pages.get("/gate/board")
    assert page.status == 200
    assert "Orr" not in page.response.text
    script = pages.get("/gate/sw.js").response.text
    assert '"/gate/board"' in script
    assert '"/gate/board?lang=ur"' in script


def test_a_phone_of_two_gates_has_the_rights_of_both(phone: Phone, other_gate: Gate) -> None:
    assert phone.enrol(code_for(other_gate, Right.BOARD)).status_code == 201
    assert "gates_heard" in phone.snapshot()

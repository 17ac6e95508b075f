"""What the desk sees of the evening: arrivals, headcount, and who is inside when the house must be left."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app import clock
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.checkin import arrivals
from app.checkin.models import Device
from app.db import db, transaction
from app.events.models import Event
from app.invitations.models import Guest
from app.missions.models import Mission
from app.web import charts
from tests.checkin.phone import Phone
from tests.pages import Pages

Invite = Callable[..., list[Guest]]
GATES = {uuid4(): "North", uuid4(): "South"}
EVENING = datetime(2026, 11, 8, 18, 0)


@pytest.fixture
def officer(as_role: Callable[..., Pages]) -> Pages:
    return as_role(Role.PROTOCOL_OFFICER)


def tab(mission: Mission, event: Event, path: str = "") -> str:
    return f"/m/{mission.slug}/events/{event.id}/gate{path}"


@given(st.lists(st.tuples(st.integers(0, 5 * 3600), st.sampled_from(list(GATES))), min_size=1, max_size=60))
def test_every_arrival_stands_in_one_slot_of_its_gate(came: list[tuple[int, object]]) -> None:
    ordered = sorted((EVENING + timedelta(seconds=second), gate) for second, gate in came)
    found = arrivals.by_gate(ordered, GATES)  # type: ignore[arg-type]
    assert found is not None
    assert sum(total for _when, _counts, total in found.rows) == len(came)
    assert all(sum(counts) == total for _when, counts, total in found.rows)
    by_name = {GATES[gate] for _second, gate in came}  # type: ignore[index]
    assert set(found.gates) == by_name
    assert all(bar.y >= charts.TOP and bar.x + bar.width <= 100 for bar in found.bars)


def test_slots_begin_at_five_minutes_and_quiet_ones_are_shown() -> None:
    north = next(iter(GATES))
    minutes = (3, 4, 16)
    found = arrivals.by_gate([(EVENING + timedelta(minutes=m), north) for m in minutes], GATES)
    assert found is not None
    assert [(when, total) for when, _counts, total in found.rows] == [
        ("18:00", 2),
        ("18:05", 0),
        ("18:10", 0),
        ("18:15", 1),
    ]


def test_the_tab_draws_arrivals_and_warns_of_a_full_venue(
    officer: Pages, mission: Mission, event: Event, phone: Phone, other_phone: Phone, invite: Invite
) -> None:
    ada, ben = (guest.id for guest in invite("Ada Orr", "Ben Orr"))
    assert "Arrivals" not in officer.get(tab(mission, event)).text
    with transaction():
        event.capacity = 2
    phone.admit(ada, ago=60)
    assert "venue is full" not in officer.get(tab(mission, event)).text
    other_phone.admit(ben, ago=30)
    page = officer.get(tab(mission, event))
    assert "venue is full" in page.text
    assert "Time Gate 1 Gate 2 All gates" in page.text


def test_the_muster_list_names_who_is_inside_and_is_audited(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    ada, ben = (guest.id for guest in invite("Ada Orr", "Ben Lund"))
    invite("Cem Er")
    phone.admit(ada, ago=60)
    phone.admit(ben, ago=50)
    phone.send(phone.scan(ben, "exit", ago=20))
    page = officer.get(tab(mission, event)).follow("Evacuation")
    assert "1 person" in page.text
    assert "Ada Orr" in page.text
    assert "Ben Lund" not in page.text
    assert "Cem Er" not in page.text
    assert "checkin.muster" in {entry.verb for entry in db.session.scalars(select(AuditEntry))}


def test_the_muster_list_says_which_phone_is_silent(
    officer: Pages, mission: Mission, event: Event, phone: Phone
) -> None:
    assert "last heard" not in officer.get(tab(mission, event, "/muster")).text
    with transaction() as session:
        session.scalars(select(Device)).one().last_contact = clock.now() - timedelta(minutes=14)
    assert "Gate 1, Phone: last heard" in officer.get(tab(mission, event, "/muster")).text


def test_a_phone_tells_each_time_that_it_showed_who_is_inside(phone: Phone, event: Event) -> None:
    first, second = str(uuid4()), str(uuid4())
    for shown in ([first], [first, second, "nonsense", 5], "no list", None):
        assert phone.upload(musters=shown).status_code == 200
    entries = [entry for entry in db.session.scalars(select(AuditEntry)) if entry.verb == "checkin.muster"]
    assert {str(entry.record_id) for entry in entries} == {first, second}
    assert [(str(entry.actor_id), entry.event_id) for entry in entries] == [(phone.device_id, event.id)] * 2


def test_gate_staff_open_no_muster_list(
    as_role: Callable[..., Pages], mission: Mission, event: Event
) -> None:
    assert as_role(Role.GATE_OFFICER).get(tab(mission, event, "/muster")).status == 403

"""Lists on paper, and what comes back from them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.checkin import queries
from app.checkin.fold import Stage
from app.checkin.models import Conflict, Gate, Method, Scan
from app.db import db, transaction
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus
from app.missions.models import Mission
from tests.checkin.conftest import add_gate
from tests.checkin.phone import Phone
from tests.pages import Page, Pages

Invite = Callable[..., list[Guest]]


@pytest.fixture
def officer(as_role: Callable[..., Pages]) -> Pages:
    return as_role(Role.PROTOCOL_OFFICER)


def tab(mission: Mission, event: Event, path: str = "") -> str:
    return f"/m/{mission.slug}/events/{event.id}/gate{path}"


def numbered(guests: list[Guest], first: int = 147) -> list[Guest]:
    with transaction():
        for number, guest in enumerate(guests, start=first):
            guest.badge_number = number
    return guests


def began(event: Event, *, hours_ago: int = 2) -> str:
    """Let the event have begun; returns a time of its evening, which has passed."""
    with transaction():
        local = clock.to_local(clock.now() - timedelta(hours=hours_ago), event.zone)
        event.ends_local = None
        event.starts_local = local.replace(second=0, microsecond=0)
    return f"{event.starts_local + timedelta(minutes=5):%H:%M}"


def key_in(officer: Pages, mission: Mission, event: Event, lines: str, **fields: str) -> Page:
    page = officer.get(tab(mission, event, "/paper"))
    return page.submit("Take these lines in", Numbers=lines, **fields)


def test_the_gate_list_is_printed_and_the_print_is_audited(
    officer: Pages, mission: Mission, event: Event, invite: Invite
) -> None:
    numbered(invite("Ada Orr", ""))
    invite("Bela Kun", status=GuestStatus.DECLINED)
    page = officer.get(officer.get(tab(mission, event)).link("Gate list on paper"))
    assert page.response.data.startswith(b"%PDF")
    assert "checkin.print_gate_list" in {entry.verb for entry in db.session.scalars(select(AuditEntry))}


def test_what_paper_recorded_counts_with_its_time(
    officer: Pages, mission: Mission, event: Event, gate: Gate, invite: Invite
) -> None:
    guests = numbered(invite("Ada Orr", "Ben Orr"))
    at = began(event)
    page = key_in(officer, mission, event, f"147 {at}\n0148, {at}\nCem Er, Consul of Orland {at}")
    assert "3 lines were taken in" in page.text
    assert "3 guests inside now" in page.text
    scans = db.session.scalars(select(Scan)).all()
    assert {scan.method for scan in scans} == {Method.PAPER}
    assert {clock.to_local(scan.t_eff, event.zone).strftime("%H:%M") for scan in scans} == {at}
    assert {guest.id for guest in guests} < {scan.guest_id for scan in scans}
    came = db.session.scalars(select(Guest).where(Guest.name == "Cem Er")).one()
    assert came.office == "Consul of Orland"


def test_a_line_keyed_in_twice_counts_once(
    officer: Pages, mission: Mission, event: Event, gate: Gate, invite: Invite
) -> None:
    numbered(invite("Ada Orr"))
    at = began(event)
    key_in(officer, mission, event, f"147 {at}\nCem Er {at}")
    page = key_in(officer, mission, event, f"147 {at}\nCem Er {at}")
    assert "0 lines were taken in" in page.text
    assert queries.headcount(event).inside == 2
    assert db.session.scalars(select(Conflict)).all() == []


def test_lines_without_time_or_with_a_number_of_nobody_are_named_and_nothing_is_taken_in(
    officer: Pages, mission: Mission, event: Event, gate: Gate, invite: Invite
) -> None:
    numbered(invite("Ada Orr"))
    page = key_in(officer, mission, event, "147 18:00\nAda Orr")
    assert page.status == 422
    assert "cannot be used: Ada Orr" in page.text
    assert "999" in key_in(officer, mission, event, "147 18:00\n999 18:00").text
    assert db.session.scalars(select(Scan)).all() == []


def test_paper_and_phone_that_admitted_one_guest_make_a_conflict(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    guest = numbered(invite("Ada Orr"))[0].id
    at = began(event)
    phone.admit(guest, ago=60)
    key_in(officer, mission, event, f"147 {at}")
    assert queries.headcount(event).inside == 1
    assert len(queries.open_conflicts(event)) == 1


def test_a_time_after_midnight_belongs_to_the_night_of_the_event(
    officer: Pages, mission: Mission, event: Event, gate: Gate, invite: Invite
) -> None:
    numbered(invite("Ada Orr"))
    with transaction():
        event.ends_local = None
        event.starts_local = (clock.to_local(clock.now(), event.zone) - timedelta(days=3)).replace(
            hour=20, minute=0, second=0, microsecond=0
        )
    key_in(officer, mission, event, "147 20:10")
    form = officer.get(tab(mission, event, "/paper")).form("Take these lines in")
    form.fill("Numbers", "147 00:20").set("kind", "exit").submit()
    scans = db.session.scalars(select(Scan).order_by(Scan.t_eff)).all()
    assert scans[1].t_eff - scans[0].t_eff == timedelta(hours=4, minutes=10)
    assert queries.headcount(event).inside == 0


def test_without_a_gate_that_admits_there_is_nothing_to_key_in(
    officer: Pages, mission: Mission, event: Event
) -> None:
    add_gate(event, "Car park", Stage.SIGHT)
    assert "no gate that admits" in officer.get(tab(mission, event, "/paper")).text


@pytest.mark.parametrize("path", ["/list.pdf", "/paper"])
def test_gate_staff_print_and_key_in_nothing(
    as_role: Callable[..., Pages], mission: Mission, event: Event, path: str
) -> None:
    assert as_role(Role.GATE_OFFICER).get(tab(mission, event, path)).status == 403

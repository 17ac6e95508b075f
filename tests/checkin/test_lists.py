"""Versions of the list: cutting, exporting, comparing."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.audit.models import AuditEntry
from app.checkin import feed, queries, security
from app.checkin.service import cutting
from app.db import db, transaction
from app.events import service as events
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus
from app.missions.models import Mission
from app.rsvps.models import SensitiveAccess, SensitiveAnswer, SensitiveKind
from app.rsvps.service.details import end_of
from tests.checkin.conftest import cells, keep
from tests.checkin.phone import Phone
from tests.pages import Pages
from tests.printing.reading import words_of

Invite = Callable[..., list[Guest]]


def address(mission: Mission, event: Event, path: str = "") -> str:
    return f"/m/{mission.slug}/events/{event.id}/gate/lists{path}"


def cut(event: Event) -> int:
    with transaction():
        return cutting.cut(event, actor=SYSTEM, now=clock.now()).version


def rename(event: Event, guest: Guest, name: str) -> None:
    with transaction():
        guest.name, guest.rev = name, events.touch(event)


def tell(event: Event, guest: Guest, **told: str) -> None:
    """What a guest told, by kind."""
    with transaction() as session:
        for name, text in told.items():
            kind = SensitiveKind(name)
            session.add(
                SensitiveAnswer(
                    mission_id=event.mission_id,
                    guest_id=guest.id,
                    kind=kind,
                    text=text,
                    given_at=clock.now(),
                    delete_at=end_of(event, kind),
                )
            )


def test_a_version_is_cut_and_leaves_as_pdf_and_spreadsheet(
    as_role: Callable[..., Pages], mission: Mission, event: Event, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0]
    invite("Bela Kun", status=GuestStatus.DECLINED)
    tell(event, guest, plate="AB-1234", driver="Yusuf Rao")
    secretary = as_role(Role.SOCIAL_SECRETARY)
    page = secretary.get(address(mission, event)).submit("Cut the next version")
    assert "Version 1 is cut" in page.text
    printed = words_of(secretary.get(page.link("v1 as PDF")).response.data)
    text = cells(secretary.get(page.link("v1 as XLSX")).response.data)
    for fact in ("Ada Orr", "Vehicle", "AB-1234", "Driver", "Yusuf Rao"):
        assert fact in text
        assert fact in printed
    assert "Bela Kun" not in text + printed
    assert "Identity number" not in text + printed
    verbs = {entry.verb for entry in db.session.scalars(select(AuditEntry))}
    assert {"event.cut_list", "checkin.export_list.pdf", "checkin.export_list.xlsx"} <= verbs
    assert db.session.scalars(select(SensitiveAccess)).first() is not None


def test_vehicles_are_left_out_for_whoever_may_not_read_them(event: Event, invite: Invite) -> None:
    tell(event, invite("Ada Orr")[0], plate="AB-1234")
    cut(event)
    lines = queries.lines(queries.cut(event, 1))
    [line] = security.rows(lines, security.NOTHING)
    assert len(security.columns(security.NOTHING)) == len(line) == 5
    assert "AB-1234" not in line


@pytest.mark.parametrize("asked", [False, True])
def test_identity_numbers_stand_on_the_list_only_where_the_mission_asks_for_them(
    as_role: Callable[..., Pages], mission: Mission, event: Event, invite: Invite, asked: bool
) -> None:
    tell(event, invite("Ada Orr")[0], identity="P-778812")
    with transaction():
        mission.identity_numbers = asked
    cut(event)
    officer = as_role(Role.PROTOCOL_OFFICER)
    page = officer.get(address(mission, event))
    for text in (
        cells(officer.get(page.link("v1 as XLSX")).response.data),
        words_of(officer.get(page.link("v1 as PDF")).response.data),
    ):
        assert ("P-778812" in text) == ("Identity number" in text) == asked
    looked = db.session.scalars(select(SensitiveAccess).where(SensitiveAccess.event_id == event.id)).all()
    assert [access.purpose for access in looked] == ["security list"] * 2
    exported = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "checkin.export_list.pdf")
    ).one()
    assert ("identity" in exported.fields) == asked


def test_a_vehicle_told_after_a_version_was_cut_stands_in_the_addendum(
    as_role: Callable[..., Pages], mission: Mission, event: Event, invite: Invite
) -> None:
    ada, ben = invite("Ada Orr", "Ben Holm")
    tell(event, ben, plate="OLD-1")
    cut(event)
    tell(event, ada, plate="NEW-2", driver="Yusuf Rao")
    cut(event)
    officer = as_role(Role.PROTOCOL_OFFICER)
    text = words_of(officer.get(officer.get(address(mission, event)).link("Addendum v1 to v2")).response.data)
    for fact in ("Ada Orr", "NEW-2", "Yusuf Rao"):
        assert fact in text
    assert "Ben Holm" not in text


def test_a_vehicle_taken_back_after_a_version_was_cut_stands_in_the_addendum(
    as_role: Callable[..., Pages], mission: Mission, event: Event, invite: Invite
) -> None:
    [ada] = invite("Ada Orr")
    [ben] = invite("Ben Holm")
    for guest, plate in ((ada, "OLD-1"), (ben, "KEPT-2")):
        keep(guest, plate=plate, driver="Yusuf Rao")
    cut(event)
    keep(ada, plate="")
    keep(ben, plate="KEPT-2")
    cut(event)
    officer = as_role(Role.PROTOCOL_OFFICER)
    page = officer.get(address(mission, event))
    printed = words_of(officer.get(page.link("Addendum v1 to v2")).response.data)
    text = cells(officer.get(next(link for link in page.links() if "addendum.xlsx" in link)).response.data)
    for shown in (printed, text):
        assert "Ada Orr" in shown
        assert "withdrawn" in shown
        assert "Yusuf Rao" in shown
        assert "OLD-1" not in shown
        assert "Ben Holm" not in shown
    whole = cells(officer.get(page.link("v2 as XLSX")).response.data)
    assert "Ada Orr" in whole
    assert "withdrawn" not in whole


def test_a_version_keeps_its_words_and_an_addendum_says_what_changed(
    as_role: Callable[..., Pages], mission: Mission, event: Event, invite: Invite
) -> None:
    ada, ben = invite("Ada Orr", "Ben Orr")
    cut(event)
    rename(event, ada, "Ada Orr-Lund")
    with transaction():
        ben.status = GuestStatus.REVOKED
    invite("Cem Er")
    cut(event)
    earlier, later = (queries.lines(queries.cut(event, number)) for number in (1, 2))
    assert [line.name for line in earlier] == ["Ada Orr", "Ben Orr"]
    found = cutting.addendum(earlier, later)
    assert [line.name for line in found.added] == ["Cem Er"]
    assert [line.name for line in found.removed] == ["Ben Orr"]
    assert [line.name for line in found.changed] == ["Ada Orr-Lund"]
    officer = as_role(Role.PROTOCOL_OFFICER)
    page = officer.get(officer.get(address(mission, event)).link("Addendum v1 to v2"))
    assert page.response.data.startswith(b"%PDF")
    assert "checkin.export_list.addendum" in {entry.verb for entry in db.session.scalars(select(AuditEntry))}


def test_a_guest_deleted_from_the_list_leaves_his_number_alone(event: Event, invite: Invite) -> None:
    ada, ben = invite("Ada Orr", "Ben Orr")
    cut(event)
    with transaction() as session:
        session.delete(ben)
    db.session.rollback()
    lines = {line.guest_id: line.name for line in queries.lines(queries.cut(event, 1))}
    assert sorted(lines.values()) == ["", "Ada Orr"]
    assert lines[ada.id] == "Ada Orr"


def test_phones_hear_the_version_and_how_many_guests_moved_since(
    event: Event, phone: Phone, invite: Invite
) -> None:
    ada, ben = invite("Ada Orr", "Ben Orr")
    ada_id, ben_id = ada.id, ben.id
    cut(event)
    assert phone.snapshot()["list_version"] == "v1"
    phone.admit(ben_id)
    assert phone.snapshot()["list_version"] == "v1"
    rename(event, queries.guests(event, [ada_id])[ada_id], "Ada Lund")
    assert phone.snapshot()["list_version"] == "v1 + 1"
    assert feed.list_version(event) == "v1 + 1"


@pytest.mark.parametrize("path", ["?since=2&to=1", "?since=1", ""])
def test_an_addendum_needs_two_versions_in_their_order(
    as_role: Callable[..., Pages], mission: Mission, event: Event, path: str
) -> None:
    officer = as_role(Role.PROTOCOL_OFFICER)
    assert officer.get(address(mission, event, f"/addendum.pdf{path}")).status == 400


def test_gate_staff_see_no_list(as_role: Callable[..., Pages], mission: Mission, event: Event) -> None:
    assert as_role(Role.GATE_OFFICER).get(address(mission, event)).status == 403

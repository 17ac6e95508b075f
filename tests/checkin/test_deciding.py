"""What officers decide, at the desk and by the protocol."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.accounts.models import Role, User
from app.audit.models import AuditEntry
from app.checkin import queries
from app.checkin.models import Conflict, ConflictState, Gate, Grant, Quarantined, Scan
from app.db import db, transaction
from app.events.models import Event
from app.invitations.models import Guest
from tests import factories
from tests.checkin.conftest import code_for
from tests.checkin.phone import HEADERS, PREFIX, Phone
from tests.conftest import sign_in
from tests.pages import Pages

Invite = Callable[..., list[Guest]]


@pytest.fixture
def officer(app: Flask, staff: Callable[..., User]) -> Pages:
    return sign_in(app, staff(Role.PROTOCOL_OFFICER))


def call(officer: Pages, path: str, body: object = None) -> Any:
    return officer.client.post(PREFIX + path, json=body or {}, headers=HEADERS, base_url="http://localhost")


def clash(phone: Phone, other_phone: Phone, event: Event, invite: Invite) -> Conflict:
    guest = invite("Ada Orr")[0].id
    phone.admit(guest, ago=60)
    other_phone.admit(guest, ago=30)
    db.session.rollback()
    return queries.open_conflicts(event)[0]


def test_two_persons_keep_both_scans(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite, officer: Pages
) -> None:
    conflict = clash(phone, other_phone, event, invite)
    path = f"/events/{event.id}/conflicts/{conflict.cid}/resolve"
    for _ in range(2):
        assert call(officer, path, {"action": "seen", "note": "father and son"}).json["state"] == "seen"
    db.session.rollback()
    assert queries.open_conflicts(event) == []
    assert {scan.verdict for scan in db.session.scalars(select(Scan))} == {"first", "duplicate"}
    verbs = [entry.verb for entry in db.session.scalars(select(AuditEntry))]
    assert verbs.count("checkin.resolve.seen") == 1


def test_one_person_voids_the_second_scan(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite, officer: Pages
) -> None:
    conflict = clash(phone, other_phone, event, invite)
    cursor = phone.snapshot()["rev"]
    path = f"/events/{event.id}/conflicts/{conflict.cid}/resolve"
    assert call(officer, path, {"action": "void_scan"}).json["state"] == "voided"
    heard = phone.changes(cursor)
    assert [(scan["kind"], scan["ref"]) for scan in heard["scans"]] == [
        ("void", str(conflict.second_scan_id))
    ]
    assert [one["state"] for one in heard["conflicts"]] == ["voided"]
    assert queries.headcount(event).inside == 1


def test_a_decision_survives_the_next_scan(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite, officer: Pages
) -> None:
    conflict = clash(phone, other_phone, event, invite)
    call(officer, f"/events/{event.id}/conflicts/{conflict.cid}/resolve", {"action": "seen"})
    phone.send(phone.scan(conflict.guest_id, kind="exit"))
    db.session.rollback()
    assert db.session.scalars(select(Conflict)).one().state is ConflictState.SEEN


@pytest.mark.parametrize("role", [Role.GATE_OFFICER, Role.SOCIAL_SECRETARY, Role.PRESS_OFFICER])
def test_only_the_protocol_officer_resolves(
    app: Flask,
    staff: Callable[..., User],
    phone: Phone,
    other_phone: Phone,
    event: Event,
    invite: Invite,
    role: Role,
) -> None:
    conflict = clash(phone, other_phone, event, invite)
    path = f"/events/{event.id}/conflicts/{conflict.cid}/resolve"
    assert call(sign_in(app, staff(role)), path, {"action": "seen"}).status_code == 403


@pytest.mark.check("S11")
def test_another_embassy_s_officer_finds_nothing(
    app: Flask, phone: Phone, other_phone: Phone, event: Event, invite: Invite
) -> None:
    conflict = clash(phone, other_phone, event, invite)
    foreign = sign_in(app, factories.staff(factories.mission(), Role.PROTOCOL_OFFICER))
    path = f"/events/{event.id}/conflicts/{conflict.cid}/resolve"
    assert call(foreign, path, {"action": "seen"}).status_code == 404
    assert call(foreign, f"/devices/{phone.device_id}/revoke").status_code == 404


@pytest.mark.check("O09")
def test_a_revoked_phone_delivers_into_quarantine_and_is_told_to_wipe(
    phone: Phone, event: Event, invite: Invite, officer: Pages
) -> None:
    scans = [phone.scan(invite(f"Guest {number}")[0].id, ago=50 - number) for number in range(20)]
    assert call(officer, f"/devices/{phone.device_id}/revoke").json["state"] == "revoked"
    refused = phone.get(f"/events/{event.id}/snapshot")
    assert (refused.status_code, refused.json["code"], refused.json["wipe"]) == (401, "device_revoked", True)
    answer = phone.upload(*scans)
    assert answer.json["wipe"] is True
    assert {result["status"] for result in answer.json["results"]} == {"quarantined"}
    assert "Guest" not in answer.text
    assert answer.json["expected_seq"] == 21
    assert queries.headcount(event).inside == 0
    call(officer, f"/devices/{phone.device_id}/approve_quarantine")
    db.session.rollback()
    assert queries.headcount(event).inside == 20
    assert queries.quarantined(event) == []
    call(officer, f"/devices/{phone.device_id}/approve_quarantine")
    assert queries.headcount(event).inside == 20


def test_a_revoked_phone_enrols_as_a_new_device(app: Flask, gate: Gate, phone: Phone, officer: Pages) -> None:
    call(officer, f"/devices/{phone.device_id}/lost")
    old = phone.device_id
    assert phone.enrol(code_for(gate)).status_code == 201
    assert phone.device_id != old


def log_hash(*scans: dict[str, Any]) -> str:
    lines = "\n".join(f"{scan['seq']}:{scan['id']}" for scan in scans)
    return hashlib.sha256(lines.encode()).hexdigest()


def test_a_log_is_closed_only_when_the_server_has_all_of_it(
    phone: Phone, event: Event, invite: Invite
) -> None:
    scans = [phone.scan(invite(f"Guest {number}")[0].id) for number in range(4)]
    body = {"device_id": phone.device_id, "last_seq": 4, "log_hash": log_hash(*scans)}
    phone.send(scans[0], scans[3])
    answer = phone.post(f"/events/{event.id}/close", body)
    assert (answer.status_code, answer.json["missing"]) == (409, [2, 3])
    phone.send(scans[1], scans[2])
    assert phone.post(f"/events/{event.id}/close", {**body, "log_hash": "0" * 64}).status_code == 409
    assert phone.post(f"/events/{event.id}/close", body).json["complete"] is True


def test_a_scan_set_apart_keeps_no_log_open(phone: Phone, event: Event, invite: Invite) -> None:
    entry, odd = phone.scan(invite("Ada Orr")[0].id), phone.scan(None, kind="teleport")
    phone.send(entry, odd)
    body = {"device_id": phone.device_id, "last_seq": 2, "log_hash": log_hash(entry, odd)}
    assert phone.post(f"/events/{event.id}/close", body).json["complete"] is True


@pytest.mark.check("O09")
def test_an_approved_scan_keeps_the_time_of_its_first_receipt(
    phone: Phone, event: Event, invite: Invite, officer: Pages
) -> None:
    happened, skew = clock.now() - timedelta(minutes=5), timedelta(hours=3)
    scan = phone.scan(invite("Ada Orr")[0].id, moment=happened + skew)
    call(officer, f"/devices/{phone.device_id}/revoke")
    phone.upload(scan, sample={"offset_ms": -int(skew.total_seconds() * 1000), "rtt_ms": 50, "age_s": 9})
    with transaction() as session:
        session.execute(update(Grant).values(valid_until=clock.now() - timedelta(minutes=1)))
    call(officer, f"/devices/{phone.device_id}/approve_quarantine")
    db.session.rollback()
    row = db.session.scalars(select(Scan)).one()
    assert abs(row.t_eff - happened) < timedelta(seconds=1)
    assert row.flags == []


def test_an_unreadable_scan_is_marked_as_seen(phone: Phone, event: Event, officer: Pages) -> None:
    phone.upload({"id": "nonsense"})
    call(officer, f"/devices/{phone.device_id}/approve_quarantine")
    db.session.rollback()
    assert db.session.scalars(select(Quarantined)).one().approved_at
    assert db.session.scalars(select(Scan)).all() == []

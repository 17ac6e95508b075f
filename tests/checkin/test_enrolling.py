"""From a code to a device, and what a device may reach."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.checkin.models import Device, EnrolCode, Gate, Grant, Right
from app.db import db, transaction
from app.events.models import Event
from app.missions.models import Mission
from tests import factories
from tests.checkin.conftest import add_gate, code_for, enrolled
from tests.checkin.phone import PREFIX, Phone


def test_a_code_makes_a_device_with_the_rights_of_the_code(app: Flask, gate: Gate) -> None:
    phone = Phone(app.test_client(), gate)
    answer = phone.enrol(code_for(gate, Right.WALK_IN))
    assert answer.status_code == 201
    assert answer.json["grant"]["caps"] == ["walk_in"]
    assert answer.json["grant"]["stage"] == "admit"
    assert answer.json["gates"] == [{"id": str(gate.id), "name": "Gate 1", "stage": "admit"}]
    assert {"server_time", "build", "min_build", "schema"} <= set(answer.json)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cdev=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/"))


def test_a_code_may_be_typed_with_spaces_dashes_and_small_letters(app: Flask, gate: Gate) -> None:
    code = code_for(gate)
    assert Phone(app.test_client(), gate).enrol(f" {code[:5].lower()}-{code[5:]} ").status_code == 201


@pytest.mark.check("O18")
def test_a_code_works_once(app: Flask, gate: Gate) -> None:
    code = code_for(gate)
    assert Phone(app.test_client(), gate).enrol(code).status_code == 201
    assert Phone(app.test_client(), gate).enrol(code).status_code == 410


@pytest.mark.check("O18")
def test_a_code_ends_after_ten_minutes(app: Flask, gate: Gate) -> None:
    code = code_for(gate)
    with transaction() as session:
        session.execute(update(EnrolCode).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert Phone(app.test_client(), gate).enrol(code).status_code == 410


@pytest.mark.check("O18")
def test_six_wrong_tries_close_a_code(app: Flask, gate: Gate) -> None:
    code = code_for(gate)
    phone = Phone(app.test_client(), gate)
    wrong = code[:4] + ("ZZZZZZ" if code[4:] != "ZZZZZZ" else "YYYYYY")
    assert [phone.enrol(wrong).status_code for _ in range(6)] == [410] * 6
    assert phone.enrol(code).status_code == 410


@pytest.mark.check("O18")
def test_four_wrong_tries_still_leave_the_code_open(app: Flask, gate: Gate) -> None:
    code = code_for(gate)
    phone = Phone(app.test_client(), gate)
    wrong = code[:4] + ("ZZZZZZ" if code[4:] != "ZZZZZZ" else "YYYYYY")
    for _ in range(4):
        phone.enrol(wrong)
    assert phone.enrol(code).status_code == 201


def test_guessing_is_slowed_down(app: Flask, gate: Gate) -> None:
    phone = Phone(app.test_client(), gate)
    answers = [phone.enrol("0000000000") for _ in range(21)]
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")


@pytest.mark.check("O18")
def test_neither_code_nor_credential_is_stored(app: Flask, gate: Gate) -> None:
    code = code_for(gate)
    phone = Phone(app.test_client(), gate)
    cookie = phone.enrol(code).headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    row = db.session.scalars(select(EnrolCode)).one()
    device = db.session.scalars(select(Device)).one()
    assert code not in (row.code_hash, row.opening)
    assert len(row.code_hash) == 64
    assert cookie != device.credential_hash
    assert len(cookie) >= 43


@pytest.mark.check("O18")
def test_a_second_event_on_one_phone_leaves_the_first_one_s_scans_deliverable(
    app: Flask, mission: Mission, phone: Phone, invite: Callable[..., list]
) -> None:
    guest = invite("Ada Orr")[0].id
    first_event, scan = phone.event_id, phone.scan(guest)
    other = add_gate(factories.event(mission, title="Concert"), "Door")
    answer = phone.enrol(code_for(other))
    assert answer.status_code == 201
    assert "Set-Cookie" not in answer.headers
    assert answer.json["device_id"] == phone.device_id
    phone.event_id = first_event
    assert phone.send(scan)[0]["status"] == "stored"
    assert len(db.session.scalars(select(Grant)).all()) == 2


def test_a_phone_of_another_embassy_keeps_its_credential(app: Flask, phone: Phone) -> None:
    foreign = add_gate(factories.event(factories.mission()), "Door")
    answer = phone.enrol(code_for(foreign))
    assert (answer.status_code, answer.json["code"]) == (409, "other_mission")


@pytest.mark.check("O17")
@pytest.mark.parametrize("path", ["snapshot", "changes"])
def test_without_credential_there_are_no_names(
    app: Flask, gate: Gate, event: Event, invite: Callable[..., list], path: str
) -> None:
    invite("Ada Orr")
    answer = Phone(app.test_client(), gate).get(f"/events/{event.id}/{path}")
    assert answer.status_code == 401
    assert "Orr" not in answer.text


@pytest.mark.check("O17")
def test_a_grant_of_one_event_opens_no_other(app: Flask, mission: Mission, phone: Phone) -> None:
    for foreign in (factories.event(mission), factories.event(factories.mission())):
        phone.event_id = str(foreign.id)
        assert phone.get(f"/events/{foreign.id}/snapshot").status_code == 404
        assert (
            phone.get(f"/events/{foreign.id}/changes", epoch=str(foreign.epoch), since=0).status_code == 404
        )
        assert phone.upload().status_code == 404
        assert phone.claim(foreign.id).status_code == 404


@pytest.mark.check("O17")
def test_a_day_after_the_end_there_is_no_guest_data_yet_scans_are_taken(
    phone: Phone, invite: Callable[..., list]
) -> None:
    guest = invite("Ada Orr")[0].id
    with transaction() as session:
        session.execute(update(Grant).values(valid_until=clock.now() - timedelta(minutes=1)))
    answer = phone.get(f"/events/{phone.event_id}/snapshot")
    assert (answer.status_code, answer.json["code"]) == (401, "grant_expired")
    assert "Orr" not in answer.text
    assert phone.admit(guest)["status"] == "stored"


def test_a_grant_ends_a_day_after_the_event(phone: Phone, event: Event) -> None:
    grant = db.session.scalars(select(Grant)).one()
    assert event.ends_at
    assert grant.valid_until == event.ends_at + timedelta(hours=24)


@pytest.mark.check("S07")
@pytest.mark.parametrize("path", ["/enrol", "/events/{e}/claims", "/events/{e}/scans", "/events/{e}/close"])
def test_a_foreign_page_cannot_call_for_the_phone(phone: Phone, path: str) -> None:
    url = PREFIX + path.format(e=phone.event_id)
    answer = phone.client.post(url, json={"scans": []}, base_url="http://localhost")
    assert answer.status_code == 400


def test_every_answer_tells_the_time_and_is_not_stored(phone: Phone) -> None:
    answer = phone.get(f"/events/{phone.event_id}/snapshot")
    assert answer.json["server_time"].endswith("Z")
    assert "no-store" in answer.headers["Cache-Control"]
    refused = phone.get(f"/events/{phone.event_id}/changes", epoch="another", since=0)
    assert refused.status_code == 409
    assert refused.json["server_time"]


def test_ping_is_empty(phone: Phone) -> None:
    answer = phone.get("/ping")
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_device_enrolled_again_at_its_gate_gets_no_second_grant(app: Flask, gate: Gate) -> None:
    phone = enrolled(app, gate)
    assert phone.enrol(code_for(gate, Right.VOID), operator="Omar").status_code == 201
    grant = db.session.scalars(select(Grant)).one()
    assert (grant.caps, grant.operator) == (["void"], "Omar")

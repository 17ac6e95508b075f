"""Claims: asking before admitting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock
from app.checkin.fold import Stage
from app.checkin.models import Claim, Scan
from app.db import db, transaction
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus
from tests.checkin.conftest import add_gate, enrolled
from tests.checkin.phone import Phone

Invite = Callable[..., list[Guest]]


def test_a_claim_reserves_and_records_no_admission(phone: Phone, event: Event, invite: Invite) -> None:
    answer = phone.claim(invite("Ada Orr")[0].id).json
    assert (answer["advice"], answer["colour"], answer["first"]) == ("expected", "green", None)
    assert answer["claim_until"]
    assert db.session.scalar(select(func.count(Scan.id))) == 0


def test_another_gate_is_told_that_the_guest_is_reserved(
    phone: Phone, other_phone: Phone, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    phone.claim(guest)
    answer = other_phone.claim(guest).json
    assert (answer["advice"], answer["colour"], answer["claim_until"]) == ("reserved", "amber", None)


def test_the_same_id_has_the_same_answer(phone: Phone, invite: Invite) -> None:
    guest, claim_id = invite("Ada Orr")[0].id, str(uuid4())
    first = phone.claim(guest, claim_id=claim_id).json
    again = phone.claim(guest, claim_id=claim_id).json
    assert {**first, "server_time": ""} == {**again, "server_time": ""}


def test_one_id_for_two_guests_is_refused(phone: Phone, invite: Invite) -> None:
    one, two, claim_id = invite("Ada Orr")[0].id, invite("Bo Lund")[0].id, str(uuid4())
    phone.claim(one, claim_id=claim_id)
    assert phone.claim(two, claim_id=claim_id).status_code == 409


@pytest.mark.check("O10")
def test_a_claim_whose_answer_was_lost_lapses(phone: Phone, other_phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    until = phone.claim(guest).json["claim_until"]
    claim = db.session.scalars(select(Claim)).one()
    assert until
    assert claim.claim_until <= clock.now() + timedelta(seconds=30)
    with transaction() as session:
        session.execute(update(Claim).values(claim_until=clock.now() - timedelta(milliseconds=1)))
    assert other_phone.claim(guest).json["advice"] == "expected"
    assert other_phone.admit(guest)["verdict"] == "first"


@pytest.mark.check("O10")
def test_a_refusal_frees_the_guest_at_once(phone: Phone, other_phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    phone.claim(guest)
    phone.send(phone.scan(guest, kind="refuse", note="no identity card"))
    assert other_phone.claim(guest).json["advice"] == "expected"


def test_who_is_inside_is_said_with_gate_and_time(phone: Phone, other_phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    phone.admit(guest, ago=120)
    answer = other_phone.claim(guest).json
    assert (answer["advice"], answer["colour"]) == ("inside", "amber")
    assert answer["first"]["gate"] == phone.gate_id
    assert answer["claim_until"] is None


def test_a_declined_guest_is_amber_and_reserved(phone: Phone, other_phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr", status=GuestStatus.DECLINED)[0].id
    assert phone.claim(guest).json["advice"] == "declined"
    assert other_phone.claim(guest).json["advice"] == "reserved"


def test_a_gate_that_only_sees_reserves_nothing(
    app: Flask, phone: Phone, event: Event, invite: Invite
) -> None:
    outer = enrolled(app, add_gate(event, "Car park", Stage.SIGHT))
    guest = invite("Ada Orr")[0].id
    assert outer.claim(guest).json["claim_until"] is None
    assert phone.claim(guest).json["advice"] == "expected"


def test_a_badge_nobody_has_is_red(phone: Phone) -> None:
    body = {"id": str(uuid4()), "h": "0" * 32, "gate_id": phone.gate_id}
    answer = phone.post(f"/events/{phone.event_id}/claims", body)
    assert (answer.status_code, answer.json["advice"], answer.json["colour"]) == (200, "unknown", "red")


@pytest.mark.parametrize("body", [{}, {"id": "x"}, {"id": str(uuid4())}])
def test_a_claim_without_its_parts_is_refused(phone: Phone, body: dict[str, str]) -> None:
    assert phone.post(f"/events/{phone.event_id}/claims", body).status_code == 400


@pytest.mark.check("O11")
def test_two_gates_at_the_same_moment_get_one_reservation(
    app: Flask, phone: Phone, other_phone: Phone, invite: Invite
) -> None:
    guests = [invite(f"Guest {number}")[0].id for number in range(100)]
    with ThreadPoolExecutor(2) as pool:
        for guest in guests:
            start = Barrier(2)

            def ask(who: Phone, start: Barrier = start, guest: object = guest) -> tuple[int, str]:
                start.wait()
                answer = who.claim(str(guest))
                return answer.status_code, answer.json["advice"]

            answers = sorted(pool.map(ask, (phone, other_phone)))
            assert answers == [(200, "expected"), (200, "reserved")]
    db.session.rollback()
    assert db.session.scalar(select(func.count(Claim.id))) == 100

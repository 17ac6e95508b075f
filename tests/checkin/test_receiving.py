"""What becomes of scans: stored, known or quarantined; and what follows from them."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from app import clock
from app.audit.actor import SYSTEM
from app.checkin import queries
from app.checkin.fold import Stage
from app.checkin.models import (
    Claim,
    Conflict,
    ConflictState,
    Device,
    Gate,
    Grant,
    Presence,
    Quarantined,
    Right,
    Scan,
)
from app.checkin.service import folding
from app.db import db, transaction
from app.events import service as events
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestRole
from app.missions.models import Mission
from tests import factories
from tests.checkin.conftest import add_gate, enrolled, named, party
from tests.checkin.phone import Phone

Invite = Callable[..., list[Guest]]


def inside(event: Event) -> int:
    db.session.rollback()
    return queries.headcount(event).inside


def derived(event: Event) -> tuple[Any, ...]:
    """All that follows from scans, in comparable form."""
    db.session.rollback()
    presences = select(
        Presence.guest_id,
        Presence.inside,
        Presence.first_at,
        Presence.first_gate_id,
        Presence.last_at,
        Presence.last_gate_id,
        Presence.seen_at,
        Presence.flags,
    ).order_by(Presence.guest_id)
    conflicts = (
        select(Conflict.cid, Conflict.state)
        .where(Conflict.state != ConflictState.LAPSED)
        .order_by(Conflict.cid)
    )
    scans = select(Scan.id, Scan.verdict).order_by(Scan.id)
    return tuple([tuple(row) for row in db.session.execute(query)] for query in (presences, conflicts, scans))


def count(model: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_entry_is_stored_and_counts(phone: Phone, event: Event, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    result = phone.admit(guest)
    assert (result["status"], result["verdict"]) == ("stored", "first")
    assert inside(event) == 1


@pytest.mark.check("O02")
def test_a_batch_sent_six_times_is_one_batch(phone: Phone, event: Event, invite: Invite) -> None:
    guests = [invite(f"Guest {number}")[0].id for number in range(8)]
    batch = [phone.scan(guest) for guest in guests]
    first = phone.send(*batch)
    again = [phone.send(*batch) for _ in range(5)]
    assert [result["status"] for result in first] == ["stored"] * 8
    for results in again:
        assert [result["status"] for result in results] == ["known"] * 8
        assert [result["verdict"] for result in results] == [result["verdict"] for result in first]
    assert count(Scan) == 8
    assert inside(event) == 8


@pytest.mark.check("O03")
def test_one_id_with_two_contents_is_quarantined_and_the_rest_stored(
    phone: Phone, event: Event, invite: Invite
) -> None:
    one, two = invite("Ada Orr")[0].id, invite("Bo Lund")[0].id
    scan = phone.scan(one)
    phone.send(scan)
    results = phone.send({**scan, "gid": str(two)}, phone.scan(two))
    assert [result["status"] for result in results] == ["quarantined", "stored"]
    assert results[0]["reason"] == "id_conflict"
    assert inside(event) == 2
    assert json.loads(db.session.scalars(select(Quarantined)).one().content)["gid"] == str(two)


@pytest.mark.check("O04")
def test_one_unreadable_item_among_fifty_does_not_stop_the_others(
    phone: Phone, event: Event, invite: Invite
) -> None:
    guests = [invite(f"Guest {number}")[0].id for number in range(49)]
    batch: list[object] = [phone.scan(guest) for guest in guests]
    batch.insert(20, {**phone.scan(None), "kind": "teleport"})
    results = phone.send(*batch)
    statuses = [result["status"] for result in results]
    assert (statuses.count("stored"), statuses.count("quarantined")) == (49, 1)
    assert results[20]["reason"] == "unreadable:kind"
    assert phone.upload().json["expected_seq"] == 51
    assert phone.upload(*batch).json["results"][20]["status"] == "quarantined"
    assert count(Quarantined) == 1


POISON = [
    None,
    5,
    "scan",
    [],
    {},
    {"id": "x"},
    {"id": 10**30, "seq": 10**4000},
    {"deep": json.loads("[" * 300 + "]" * 300)},
    {"id": str(uuid4()), "seq": 1, "text": "\x00\ud800"},
]


@pytest.mark.check("O04")
@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_whatever_an_item_is_the_next_one_is_stored(phone: Phone, invite: Invite, poison: object) -> None:
    results = phone.send(poison, phone.scan(invite("Ada Orr")[0].id))
    assert [result["status"] for result in results] == ["quarantined", "stored"]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"scans": 5}', "nonsense"])
def test_only_an_envelope_that_is_no_json_is_refused(phone: Phone, body: str) -> None:
    answer = phone.client.post(
        f"/api/checkin/v1/events/{phone.event_id}/scans",
        data=body,
        headers={"X-Checkin": "1"},
        base_url="http://localhost",
    )
    assert answer.status_code == 400


def test_too_many_items_or_bytes_ask_for_a_smaller_batch(phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    assert phone.upload(*[phone.scan(guest) for _ in range(201)]).status_code == 413
    assert phone.upload(phone.scan(guest, padding="x" * 300_000)).status_code == 413
    assert count(Scan) == 0


@pytest.mark.check("O01")
@pytest.mark.parametrize("first", [0, 1])
def test_two_gates_offline_admit_one_guest_and_both_are_told(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite, first: int
) -> None:
    guest = invite("Ada Orr")[0].id
    before = phone.snapshot()["rev"]
    uploads = [(phone, phone.scan(guest, ago=60)), (other_phone, other_phone.scan(guest, ago=30))]
    for sender, scan in uploads if first == 0 else reversed(uploads):
        sender.send(scan)
    assert count(Scan) == 2
    assert inside(event) == 1
    verdicts = {str(scan.device_id): scan.verdict for scan in db.session.scalars(select(Scan))}
    assert verdicts == {phone.device_id: "first", other_phone.device_id: "duplicate"}
    assert len(queries.open_conflicts(event)) == 1
    for device in (phone, other_phone):
        heard = device.changes(before)
        assert [(conflict["gid"], conflict["state"]) for conflict in heard["conflicts"]] == [
            (str(guest), "open")
        ]


@pytest.mark.check("O01")
def test_two_gates_that_sync_at_the_same_moment_make_one_conflict(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite
) -> None:
    guests = [invite(f"Guest {number}")[0].id for number in range(20)]
    for guest in guests:
        start = Barrier(2)

        def send(sending: tuple[Phone, dict[str, Any]], start: Barrier = start) -> str:
            sender, scan = sending
            start.wait()
            return str(sender.send(scan)[0]["status"])

        pairs = ((phone, phone.scan(guest, ago=60)), (other_phone, other_phone.scan(guest, ago=30)))
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(send, pairs)) == ["stored", "stored"]
    assert inside(event) == 20
    assert {conflict.guest_id for conflict in queries.open_conflicts(event)} == set(guests)
    verdicts = db.session.execute(select(Scan.device_id, Scan.verdict).distinct())
    assert {(str(device), verdict) for device, verdict in verdicts} == {
        (phone.device_id, "first"),
        (other_phone.device_id, "duplicate"),
    }


def test_a_badge_that_nobody_knows_is_refused_and_noted(phone: Phone, event: Event) -> None:
    refused = phone.scan(None, kind="refuse", h="0" * 32, advice="unknown", note="Not on the list")
    result = phone.send(refused)[0]
    assert (result["status"], result["verdict"]) == ("stored", "noted")
    assert [scan.note for scan in queries.recent_scans(event)] == ["Not on the list"]
    assert queries.headcount(event).came == 0


@pytest.mark.check("O24")
def test_a_badge_read_twice_in_ten_seconds_is_a_repeat(phone: Phone, event: Event, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    results = phone.send(phone.scan(guest, ago=8), phone.scan(guest, ago=2))
    assert [result["verdict"] for result in results] == ["first", "repeat"]
    assert queries.open_conflicts(event) == []


@pytest.mark.check("O23")
def test_a_party_of_four_splits_over_two_gates(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite
) -> None:
    party = [guest.id for guest in invite("Ada Orr", "Bo Lund", "Cy Dahl", "")]
    phone.send(phone.scan(party[0], ago=50), phone.scan(party[1], ago=40))
    other_phone.send(other_phone.scan(party[2], ago=45), other_phone.scan(party[3], ago=44))
    assert inside(event) == 4
    assert queries.open_conflicts(event) == []


@pytest.mark.check("O23")
def test_a_walk_in_counts_at_once_and_bears_the_phone_s_id(phone: Phone, event: Event) -> None:
    gid = uuid4()
    person = {"name": "Dee Moss", "office": "Daily Post", "vouched_by": "Ms. Orr"}
    result = phone.send(phone.scan(gid, walk_in=person, method="walk_in", advice="walk_in"))[0]
    assert result["verdict"] == "first"
    assert inside(event) == 1
    guest = db.session.get_one(Guest, gid)
    assert (guest.name, guest.office, guest.vouched_by) == ("Dee Moss", "Daily Post", "Ms. Orr")
    assert guest.role is GuestRole.WALK_IN
    assert named(phone.snapshot()["guests"], gid)["status"] == "walk_in"


@pytest.mark.check("O23")
def test_outer_gate_then_inner_gate_is_no_conflict(
    app: Flask, phone: Phone, event: Event, invite: Invite
) -> None:
    outer = enrolled(app, add_gate(event, "Car park", Stage.SIGHT))
    guest = invite("Ada Orr")[0].id
    outer.send(outer.scan(guest, kind="sighted", ago=90))
    phone.send(phone.scan(guest, ago=30))
    assert inside(event) == 1
    assert queries.open_conflicts(event) == []


def test_details_come_later(phone: Phone, event: Event) -> None:
    gid = uuid4()
    entry = phone.scan(gid, walk_in={"name": "A gentleman", "office": "", "vouched_by": ""}, ago=60)
    details = {"name": "Cy Dahl", "office": "Ministry of Trade", "vouched_by": "Ms. Orr"}
    phone.send(entry)
    phone.send(phone.scan(gid, kind="amend", ref=entry["id"], walk_in=details))
    guest = db.session.get_one(Guest, gid)
    db.session.refresh(guest)
    assert (guest.name, guest.office, guest.vouched_by) == ("Cy Dahl", "Ministry of Trade", "Ms. Orr")
    assert inside(event) == 1


def test_a_companion_without_name_is_named_at_the_gate(phone: Phone, invite: Invite) -> None:
    companion = invite("Ada Orr", "")[1].id
    phone.admit(companion, walk_in={"name": "Eve Orr", "office": "", "vouched_by": ""}, advice="nameless")
    line = named(phone.snapshot()["guests"], companion)
    assert (line["line"], line["names"]) == ("Eve Orr", ["Eve Orr"])


def test_the_gate_overwrites_no_name_of_the_embassy(phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    phone.admit(guest, walk_in={"name": "Mallory", "office": "Elsewhere", "vouched_by": ""})
    assert named(phone.snapshot()["guests"], guest)["line"] == "Ada Orr"


@pytest.mark.check("O14")
def test_a_server_that_forgot_a_guest_makes_a_placeholder(phone: Phone, event: Event) -> None:
    gid = uuid4()
    assert phone.admit(gid, shown_name="Ada Orr")["status"] == "stored"
    assert db.session.get_one(Guest, gid).name == "Ada Orr"
    assert inside(event) == 1


@pytest.mark.check("O07")
def test_admitted_offline_after_a_revocation_is_kept_and_flagged(
    phone: Phone, event: Event, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    known = phone.snapshot()["rev"]
    with transaction():
        invitations.revoke_guest(db.session.get_one(Guest, guest), rev=events.touch(event))
    result = phone.admit(guest, known_rev=known)
    assert (result["status"], result["verdict"]) == ("stored", "first")
    scan = db.session.scalars(select(Scan)).one()
    assert scan.flags == ["late_revoked"]
    assert (str(scan.device_id), scan.known_rev) == (phone.device_id, known)
    assert inside(event) == 1
    assert phone.changes(known)["scans"][0]["flags"] == ["late_revoked"]


@pytest.mark.check("O08")
def test_a_revocation_that_the_phone_knew_needs_a_reason_and_is_marked(
    phone: Phone, event: Event, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    with transaction():
        invitations.revoke_guest(db.session.get_one(Guest, guest), rev=events.touch(event))
    snapshot = phone.snapshot()
    assert named(snapshot["guests"], guest)["status"] == "revoked"
    phone.admit(guest, known_rev=snapshot["rev"], advice="revoked", override_reason="The Ambassador asks")
    db.session.rollback()
    assert db.session.scalars(select(Presence)).one().flags == ["override"]


@pytest.mark.check("O25")
def test_an_undo_that_arrives_before_its_scan(phone: Phone, event: Event, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    entry = phone.scan(guest, ago=20)
    undo = phone.scan(guest, kind="void", ref=entry["id"], ago=15)
    assert phone.send(undo)[0]["verdict"] == "void"
    assert phone.send(entry)[0]["verdict"] == "voided"
    assert inside(event) == 0


def test_an_undo_need_not_name_the_guest(phone: Phone, event: Event, invite: Invite) -> None:
    entry = phone.scan(invite("Ada Orr")[0].id, ago=20)
    phone.send(entry)
    phone.send(phone.scan(None, kind="void", ref=entry["id"]))
    assert inside(event) == 0


def test_another_phone_undoes_only_by_right(
    app: Flask, phone: Phone, gate: Gate, event: Event, invite: Invite
) -> None:
    plain, officer = enrolled(app, gate), enrolled(app, gate, Right.VOID)
    entry = phone.scan(invite("Ada Orr")[0].id, ago=3600)
    phone.send(entry)
    assert plain.send(plain.scan(None, kind="void", ref=entry["id"]))[0]["verdict"] == "void_refused"
    assert inside(event) == 1
    assert officer.send(officer.scan(None, kind="void", ref=entry["id"]))[0]["verdict"] == "void"
    assert inside(event) == 0


def test_voiding_the_first_ends_the_conflict(
    phone: Phone, other_phone: Phone, event: Event, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    entry = phone.scan(guest, ago=60)
    phone.send(entry)
    other_phone.admit(guest, ago=30)
    assert len(queries.open_conflicts(event)) == 1
    cursor = phone.snapshot()["rev"]
    phone.send(phone.scan(guest, kind="void", ref=entry["id"], ago=20))
    db.session.rollback()
    assert queries.open_conflicts(event) == []
    assert [conflict["state"] for conflict in other_phone.changes(cursor)["conflicts"]] == ["lapsed"]


@pytest.mark.check("O06")
@pytest.mark.parametrize("skew", [timedelta(hours=3), timedelta(days=-1)])
def test_a_wrong_clock_is_corrected_and_rejects_nothing(
    phone: Phone, other_phone: Phone, invite: Invite, skew: timedelta
) -> None:
    guest = invite("Ada Orr")[0].id
    now = clock.now()
    wrong = {"offset_ms": -int(skew.total_seconds() * 1000), "rtt_ms": 50, "age_s": 9}
    early = phone.scan(guest, moment=now - timedelta(seconds=40) + skew)
    assert phone.send(early, sample=wrong)[0]["status"] == "stored"
    assert other_phone.admit(guest, ago=20)["verdict"] == "duplicate"


@pytest.mark.check("O06")
def test_a_phone_that_never_asked_the_time_is_uncertain(phone: Phone, invite: Invite) -> None:
    scan = phone.scan(invite("Ada Orr")[0].id, moment=clock.now() + timedelta(hours=3))
    assert phone.send(scan, sample={})[0]["status"] == "stored"
    row = db.session.scalars(select(Scan)).one()
    assert row.flags == ["uncertain"]
    assert row.t_eff <= row.received_at


def test_a_phone_in_a_drawer_delivers_on_monday(phone: Phone, event: Event, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    scan = phone.scan(guest)
    with transaction() as session:
        session.execute(update(Grant).values(valid_until=clock.now() - timedelta(days=2)))
        events.close(event, actor=SYSTEM, now=clock.now())
    assert phone.send(scan)[0]["status"] == "stored"
    assert db.session.scalars(select(Scan)).one().flags == ["late"]


@pytest.mark.check("O19")
def test_the_first_released_schema_is_taken_for_good(phone: Phone, invite: Invite) -> None:
    frozen = json.loads((Path(__file__).parent / "vectors" / "scans-v1.json").read_text())
    frozen["scans"][0] |= {"gid": str(invite("Ada Orr")[0].id), "gate_id": phone.gate_id}
    answer = phone.post(f"/events/{phone.event_id}/scans", frozen)
    assert [result["status"] for result in answer.json["results"]] in (["stored"], ["known"])
    assert db.session.scalars(select(Scan)).one().shown_name == frozen["scans"][0]["shown_name"]


def test_a_gate_of_another_event_is_set_apart(phone: Phone, mission: Mission, invite: Invite) -> None:
    elsewhere = add_gate(factories.event(mission), "Door")
    result = phone.admit(invite("Ada Orr")[0].id, gate_id=str(elsewhere.id))
    assert (result["status"], result["reason"]) == ("quarantined", "unknown_gate")


def test_a_guest_of_another_event_is_set_apart(phone: Phone, mission: Mission) -> None:
    stranger = party(factories.event(mission), "Zed Quill")[0]
    result = phone.admit(stranger.id)
    assert (result["status"], result["reason"]) == ("quarantined", "foreign_guest")
    assert "Quill" not in json.dumps(result)


def test_expected_seq_names_the_first_gap(phone: Phone, invite: Invite) -> None:
    scans = [phone.scan(invite(f"Guest {number}")[0].id) for number in range(4)]
    assert phone.upload(scans[0], scans[2]).json["expected_seq"] == 2
    assert phone.upload(scans[3]).json["expected_seq"] == 2
    assert phone.upload(scans[1]).json["expected_seq"] == 5


def test_numbers_set_apart_count_as_arrived_with_and_without_a_gap(phone: Phone, invite: Invite) -> None:
    guests = invite("Ada Orr", "Ben Orr", "Cem Er", "Dan Orr")
    scans = [phone.scan(guest.id) for guest in guests]
    poison = {"id": scans[1]["id"], "seq": 2}
    assert phone.upload(scans[0], poison).json["expected_seq"] == 3
    assert phone.upload(scans[3]).json["expected_seq"] == 3
    assert phone.upload({"id": scans[2]["id"], "seq": 3}).json["expected_seq"] == 5
    assert phone.upload(scans[0], poison).json["expected_seq"] == 5


def test_two_uploads_of_one_phone_at_the_same_moment_lose_no_number(
    app: Flask, phone: Phone, invite: Invite
) -> None:
    guests = [invite(f"Guest {number}")[0].id for number in range(24)]
    cookie = phone.client.get_cookie("__Host-cdev")
    assert cookie
    twin = app.test_client()
    twin.set_cookie("__Host-cdev", cookie.value)
    again = copy(phone)
    again.client = twin
    for pair in zip(guests[::2], guests[1::2], strict=True):
        start = Barrier(2)

        def send(sending: tuple[Phone, dict[str, Any]], start: Barrier = start) -> int:
            sender, scan = sending
            start.wait()
            return sender.upload(scan).status_code

        with ThreadPoolExecutor(2) as pool:
            scans = [phone.scan(guest) for guest in pair]
            assert list(pool.map(send, zip((phone, again), scans, strict=True))) == [200, 200]
    assert phone.upload().json["expected_seq"] == 25


def test_a_sign_of_life_moves_no_number(phone: Phone, invite: Invite, statements: list[str]) -> None:
    phone.admit(invite("Ada Orr")[0].id)
    statements.clear()
    assert phone.upload().json["expected_seq"] == 2
    written = [one for one in statements if one.startswith("UPDATE")]
    assert written
    assert not [one for one in written if "_seq" in one.split("WHERE")[0] or "event" in one]


@pytest.mark.check("O17")
def test_a_phone_that_is_no_longer_known_is_turned_away_after_it_had_written(
    phone: Phone, invite: Invite
) -> None:
    first, second = invite("Ada Orr", "Ben Orr")
    phone.claim(first.id)
    with transaction() as session:
        session.execute(delete(Claim))
        session.execute(delete(Grant))
        session.execute(delete(Device))
    assert phone.claim(second.id).status_code == 401
    assert phone.upload(phone.scan(second.id)).status_code == 401


def test_an_empty_batch_is_a_sign_of_life(phone: Phone, event: Event) -> None:
    rev = phone.snapshot()["rev"]
    answer = phone.upload(waiting=3, known_rev=rev)
    assert answer.json["results"] == []
    device = queries.devices(event)[0][0]
    assert (device.waiting, device.known_rev) == (3, rev)
    assert phone.snapshot()["rev"] == rev


@pytest.mark.check("O05")
@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_equals_what_is_rebuilt_whatever_the_order(
    app: Flask, event: Event, gate: Gate, other_gate: Gate, invite: Invite, seed: int
) -> None:
    dice = Random(seed)
    phones = [enrolled(app, gate, Right.VOID), enrolled(app, other_gate), enrolled(app, other_gate)]
    guests: list[UUID] = [invite(f"Guest {number}")[0].id for number in range(3)]
    sent: list[tuple[Phone, dict[str, Any]]] = []
    for _ in range(40):
        phone, guest = dice.choice(phones), dice.choice(guests)
        kind = dice.choice(["entry", "entry", "entry", "exit", "void", "refer", "sighted", "amend"])
        ref = dice.choice(sent)[1]["id"] if kind in ("void", "amend") and sent else None
        reason = dice.choice([None, "came back"])
        advice = dice.choice(["expected", "inside", "declined"])
        ago = dice.randint(0, 400)
        sent.append(
            (phone, phone.scan(guest, kind=kind, ref=ref, override_reason=reason, advice=advice, ago=ago))
        )
    dice.shuffle(sent)
    for phone, scan in [*sent, *dice.sample(sent, 10)]:
        phone.send(scan)
    kept = derived(event)
    with transaction() as session:
        session.execute(Presence.__table__.delete())
        session.execute(Conflict.__table__.delete())
        session.execute(update(Scan).values(verdict=""))
        folding.rebuild(event)
    assert derived(event) == kept
    assert len(kept[0]) == 3


def test_the_command_rebuilds(
    app: Flask, phone: Phone, event: Event, mission: Mission, invite: Invite
) -> None:
    phone.admit(invite("Ada Orr")[0].id)
    kept = derived(event)
    runner = app.test_cli_runner()
    result = runner.invoke(args=["checkin", "rebuild", str(event.id), "--mission", mission.slug])
    assert result.exit_code == 0, result.output
    assert "1 guests folded." in result.output
    assert derived(event) == kept

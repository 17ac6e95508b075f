"""The edge of the devices' protocol: opens the transaction, calls one verb, and says the answer in JSON
shapes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.audit.actor import Actor
from app.checkin import feed, queries, roster
from app.checkin.errors import CodeRefused, CursorTooOld, DeviceRevoked, EpochChanged, GrantExpired
from app.checkin.instants import stamp
from app.checkin.models import Device, DeviceState, Right
from app.checkin.queries import Post
from app.checkin.service import claiming, deciding, enrolling, receiving
from app.checkin.service.enrolling import Enrolment
from app.checkin.service.receiving import Receipt
from app.checkin.wire import Envelope
from app.db import transaction
from app.events import service as events
from app.events.models import Event
from app.i18n import pick
from app.missions import queries as missions
from app.tokens import KeyRing

Shape = dict[str, Any]


def enrol(
    code: str, *, device_id: UUID | None, device_name: str, operator: str, app_build: str, now: datetime
) -> Enrolment:
    """Redeem a code. A wrong one is charged to its look-alikes even though it is refused. Raises
    CodeRefused.
    """
    try:
        with transaction() as session:
            device = session.get(Device, device_id) if device_id else None
            return enrolling.enrol(
                code,
                device=device,
                device_name=device_name,
                operator=operator,
                app_build=app_build,
                now=now,
            )
    except CodeRefused:
        with transaction():
            enrolling.count_wrong_try(code, now=now)
        raise


def enrolment(enrolled: Enrolment) -> Shape:
    """What a fresh device needs to know before it asks for the list."""
    device, grant, gate, event = enrolled.device, enrolled.grant, enrolled.gate, enrolled.event
    return {
        "device_id": str(device.id),
        "grant": {
            "event_id": str(event.id),
            "gate_id": str(gate.id),
            "stage": gate.stage.value,
            "caps": grant.caps,
            "valid_until": stamp(grant.valid_until),
        },
        "epoch": str(event.epoch),
        "event": {
            "title": event.title,
            "starts_at": stamp(event.starts_at),
            "zone": event.zone,
            "mission": pick(missions.get(event.mission_id).names),
        },
        "gates": gate_lines(event),
    }


def gate_lines(event: Event) -> list[Shape]:
    return [
        {"id": str(gate.id), "name": gate.name, "stage": gate.stage.value} for gate in queries.gates(event)
    ]


def reading(device: Device, event_id: UUID, now: datetime) -> tuple[Event, frozenset[str]]:
    """The event, if the device may still read it, and the rights of all its grants that are valid. Raises
    NotFound, DeviceRevoked, GrantExpired.
    """
    post = queries.post(device.credential_hash, event_id)
    return post.event, _valid(post, now)


def _valid(post: Post, now: datetime) -> frozenset[str]:
    if post.device.state is not DeviceState.ACTIVE:
        raise DeviceRevoked
    valid = [grant for grant in post.grants if grant.valid_until > now]
    if not valid:
        raise GrantExpired
    return frozenset(right for grant in valid for right in grant.caps)


def snapshot(event: Event, rights: frozenset[str], *, after: UUID | None, limit: int, keys: KeyRing) -> Shape:
    """One page of the list. Its rev is read before its guests: what moves meanwhile comes again as a
    change.
    """
    rev = event.rev
    guests = roster.page(event, after=after, limit=limit)
    complete = len(guests) < limit
    return {
        "epoch": str(event.epoch),
        "rev": rev,
        "list_version": feed.list_version(event),
        "guests": roster.lines(event, guests, keys, memory=Right.BOARD in rights),
        "scans": feed.scans_of(event, guests),
        "gates": gate_lines(event),
        "next": None if complete else str(guests[-1].id),
        "complete": complete,
        **board(event, rights),
    }


def board(event: Event, rights: frozenset[str]) -> Shape:
    """What only the arrivals board is told: when each gate was last heard."""
    if Right.BOARD not in rights:
        return {}
    heard: dict[str, str] = {}
    for device, _grant, gate in queries.devices(event):
        if device.last_contact and device.state is DeviceState.ACTIVE:
            heard[str(gate.id)] = max(heard.get(str(gate.id), ""), stamp(device.last_contact))
    return {"gates_heard": heard}


def changes(
    device: Device, event: Event, rights: frozenset[str], *, epoch: str, since: int, limit: int, keys: KeyRing
) -> Shape:
    """All that moved since the device's cursor. Raises EpochChanged, CursorTooOld."""
    if epoch != str(event.epoch):
        raise EpochChanged
    if since > event.rev:
        raise CursorTooOld
    found = feed.changes(event, since=since, limit=limit, keys=keys, memory=Right.BOARD in rights)
    return {
        "epoch": epoch,
        "rev": found.rev,
        "has_more": found.has_more,
        "list_version": feed.list_version(event),
        "guests": found.guests,
        "gone": found.gone,
        "scans": found.scans,
        "conflicts": found.conflicts,
        "gates": gate_lines(event) if found.guests or found.scans else None,
        "device": {"state": device.state.value, "expected_seq": device.expected_seq},
        **board(event, rights),
    }


def claim(
    credential: str,
    event_id: UUID,
    *,
    claim_id: UUID,
    guest_id: UUID | None,
    h: str | None,
    gate_id: UUID,
    keys: KeyRing,
    now: datetime,
) -> Shape:
    """Raises DeviceUnknown, NotFound, DeviceRevoked, GrantExpired, ClaimReused."""
    with transaction():
        post = queries.post(credential, event_id)
        _valid(post, now)
        event = post.event
        gate = queries.gate(event.mission_id, event.id, gate_id)
        answer = claiming.claim(
            post.device, event, claim_id=claim_id, guest_id=guest_id, h=h, gate=gate, keys=keys, now=now
        )
    return {
        "id": str(answer.id),
        "advice": answer.code,
        "colour": answer.colour,
        "first": {"gate": answer.gate, "at": stamp(answer.since)} if answer.since else None,
        "claim_until": stamp(answer.until) if answer.until else None,
        "rev": answer.rev,
    }


def upload(credential: str, event_id: UUID, *, envelope: Envelope, now: datetime) -> Receipt:
    """Raises DeviceUnknown, and NotFound for an event that the device was never admitted to."""
    with transaction():
        if envelope.items:
            events.touch_unread(event_id)
        return receiving.receive(queries.post(credential, event_id), envelope=envelope, now=now)


def receipt(taken: Receipt) -> Shape:
    return {
        "rev": taken.rev,
        "expected_seq": taken.expected_seq,
        "wipe": taken.wipe,
        "results": [
            {"id": one.id, "status": one.status, "verdict": one.verdict, "rev": one.rev, "reason": one.reason}
            for one in taken.results
        ],
    }


def resolve(
    event: Event, cid: str, *, action: str, note: str, operator: str, who: Actor, now: datetime
) -> Shape:
    with transaction():
        conflict = queries.conflict(event, cid)
        deciding.resolve(conflict, event, action=action, note=note, operator=operator, actor=who, now=now)
        return feed.conflict_line(conflict)


def decide_device(device: Device, verb: str, *, event_id: UUID | None, who: Actor, now: datetime) -> None:
    """revoke, lost, or approve_quarantine (of one event, or of every event it was at)."""
    with transaction():
        if verb != "approve_quarantine":
            state = DeviceState.LOST if verb == "lost" else DeviceState.REVOKED
            deciding.revoke(device, state=state, actor=who, now=now)
            return
        for one in sorted({grant.event_id for grant in queries.grants(device)}):
            if event_id in (None, one):
                event = queries.event_of(device, one)
                deciding.approve_quarantine(device, event, actor=who, now=now)

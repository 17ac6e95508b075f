"""From a code on the desk to a device at the gate."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import queries
from app.checkin.errors import CodeRefused, OtherMission
from app.checkin.models import Device, DeviceState, EnrolCode, Gate, Grant, Right
from app.db import db
from app.events import queries as events
from app.events.models import Event
from app.tokens import ALPHABET, digest, normalise

CODE_LENGTH = 10
OPENING = 4
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
EVENING = timedelta(hours=6)
AFTERWARDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`credential` is set for a new device only: 256 bits, of which the database keeps the hash."""

    device: Device
    grant: Grant
    gate: Gate
    event: Event
    credential: str | None


def make_code(gate: Gate, *, rights: list[Right], actor: Actor, now: datetime) -> str:
    """A code for one phone at this gate, good for ten minutes and one use; shown once, kept as a hash."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    row = EnrolCode(
        mission_id=gate.mission_id,
        gate_id=gate.id,
        opening=code[:OPENING],
        code_hash=digest(code),
        caps=[right.value for right in rights],
        expires_at=now + LASTS,
        created_by=actor.id,
    )
    db.session.add(row)
    audit.record(
        "checkin.make_code",
        "gate",
        gate.id,
        actor=actor,
        now=now,
        mission_id=gate.mission_id,
        event_id=gate.event_id,
    )
    return code


def count_wrong_try(typed: str, *, now: datetime) -> None:
    """Charge a wrong code to whichever live codes begin alike; after five it opens nothing."""
    query = select(EnrolCode).where(
        EnrolCode.opening == normalise(typed)[:OPENING], EnrolCode.expires_at > now
    )
    for row in db.session.scalars(query.with_for_update()):
        row.tries += 1


def enrol(
    typed: str,
    *,
    device: Device | None,
    device_name: str,
    operator: str,
    app_build: str,
    now: datetime,
) -> Enrolment:
    """Make this phone a device, or give the known one a further grant. Raises CodeRefused, OtherMission."""
    code = _open_code(typed, now)
    gate = db.session.get_one(Gate, code.gate_id)
    event = events.get(gate.mission_id, gate.event_id)
    if device is not None and device.mission_id != gate.mission_id:
        raise OtherMission
    credential = None
    if device is None or device.state is not DeviceState.ACTIVE:
        credential = secrets.token_urlsafe(32)
        device = Device(
            mission_id=gate.mission_id,
            created_at=now,
            credential_hash=digest(credential),
        )
        db.session.add(device)
    device.name = device_name or device.name or "?"
    device.app_build = app_build
    device.last_contact = now
    db.session.flush()
    code.used_at = now
    grant = _grant(device, gate, event, code.caps, operator)
    audit.record(
        "checkin.enrol",
        "device",
        device.id,
        actor=Actor.device(device.id),
        now=now,
        mission_id=gate.mission_id,
        event_id=event.id,
    )
    return Enrolment(device, grant, gate, event, credential)


def valid_until(event: Event) -> datetime:
    """A day after the event's end; an event without an end is taken to last six hours."""
    return (event.ends_at or event.starts_at + EVENING) + AFTERWARDS


def _open_code(typed: str, now: datetime) -> EnrolCode:
    query = select(EnrolCode).where(EnrolCode.code_hash == digest(normalise(typed)))
    code = db.session.scalars(query.with_for_update()).one_or_none()
    if code is None or code.used_at is not None or code.expires_at <= now or code.tries >= MOST_TRIES:
        raise CodeRefused
    return code


def _grant(device: Device, gate: Gate, event: Event, caps: list[str], operator: str) -> Grant:
    """One grant per gate; enrolling again at it renews the rights and the name of who holds the phone."""
    known = [grant for grant in queries.grants(device) if grant.gate_id == gate.id]
    grant = known[0] if known else Grant(mission_id=gate.mission_id, device_id=device.id, event_id=event.id)
    grant.gate_id = gate.id
    grant.caps = list(caps)
    grant.operator = operator
    grant.valid_until = valid_until(event)
    if not known:
        db.session.add(grant)
        db.session.flush()
    return grant

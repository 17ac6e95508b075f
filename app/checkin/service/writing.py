"""Scans that are written at the desk and not by a phone."""

import hashlib
from datetime import datetime
from uuid import UUID

from app.checkin.fold import Kind
from app.checkin.models import Gate, Method, Scan
from app.db import db, new_id
from app.events.models import Event
from app.invitations.models import Guest


def add_void(target: Scan, event: Event, *, operator: str, note: str, now: datetime) -> Scan:
    """By right, a scan that undoes another; the caller holds the event's lock."""
    scan = _scan(event, new_id(), operator=operator, now=now)
    scan.kind, scan.method, scan.may_void = Kind.VOID, Method.DESK, True
    scan.guest_id, scan.shown_name = target.guest_id, target.shown_name
    scan.gate_id, scan.stage = target.gate_id, target.stage
    scan.ref_id, scan.note = target.id, note[:280]
    db.session.add(scan)
    return scan


def add_decision(
    referral: Scan, event: Event, *, kind: Kind, operator: str, note: str, now: datetime
) -> Scan:
    """What the protocol officer decided on somebody whom a gate had sent to her: an entry or a refusal there."""
    scan = _scan(event, new_id(), operator=operator, now=now)
    scan.kind, scan.method = kind, Method.DESK
    scan.guest_id, scan.shown_name = referral.guest_id, referral.shown_name
    scan.gate_id, scan.stage = referral.gate_id, referral.stage
    scan.ref_id, scan.note, scan.advice = referral.id, note[:280], referral.advice
    db.session.add(scan)
    return scan


def add_paper(
    event: Event,
    gate: Gate,
    guest: Guest,
    *,
    scan_id: UUID,
    kind: Kind,
    at: datetime,
    operator: str,
    now: datetime,
) -> Scan:
    """What a printed list recorded at `at`; the caller holds the event's lock. A time yet to come counts as
    now.
    """
    scan = _scan(event, scan_id, operator=operator, now=now)
    scan.kind, scan.method = kind, Method.PAPER
    scan.guest_id, scan.shown_name = guest.id, guest.name
    scan.gate_id, scan.stage = gate.id, gate.stage
    scan.device_time, scan.t_eff = at, min(at, now)
    scan.flags = ["late"] if at <= now else ["late", "uncertain"]
    db.session.add(scan)
    return scan


def _scan(event: Event, scan_id: UUID, *, operator: str, now: datetime) -> Scan:
    return Scan(
        id=scan_id,
        mission_id=event.mission_id,
        event_id=event.id,
        device_id=None,
        seq=0,
        operator=operator[:100],
        device_time=now,
        received_at=now,
        t_eff=now,
        known_rev=event.rev,
        known_epoch=event.epoch,
        canonical_hash=hashlib.sha256(f"desk:{scan_id}".encode()).hexdigest(),
        rev=event.rev,
    )

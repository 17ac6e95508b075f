"""What an officer decides: conflicts, devices, quarantined scans; and when a device's log is complete."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import queries
from app.checkin.errors import LogIncomplete
from app.checkin.fold import Kind, Verdict
from app.checkin.models import (
    Conflict,
    ConflictState,
    Device,
    DeviceState,
    OthersInside,
    Quarantined,
    QuarantineReason,
    Scan,
)
from app.checkin.service import folding, receiving, writing
from app.checkin.wire import read_item
from app.db import db
from app.events import service as events
from app.events.models import Event

SEEN, VOID_SCAN = "seen", "void_scan"


def resolve(
    conflict: Conflict,
    event: Event,
    *,
    action: str,
    note: str,
    operator: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Settle a conflict: `seen` leaves both scans, `void_scan` voids the second. Settled before: nothing
    happens.
    """
    events.touch(event)
    db.session.refresh(conflict)
    if conflict.state is not ConflictState.OPEN:
        return
    conflict.state = ConflictState.VOIDED if action == VOID_SCAN else ConflictState.SEEN
    conflict.note = note[:280]
    conflict.resolved_by, conflict.resolved_at = actor.id, now
    conflict.rev = event.rev
    if action == VOID_SCAN:
        writing.add_void(
            queries.scan(event, conflict.second_scan_id),
            event,
            operator=operator,
            note=note,
            now=now,
        )
        db.session.flush()
        folding.refold(event, [conflict.guest_id])
    audit.record(
        f"checkin.resolve.{action}",
        "conflict",
        conflict.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
        fields=["state"],
    )


def decide_referral(
    referral: Scan, event: Event, *, admit: bool, note: str, operator: str, actor: Actor, now: datetime
) -> None:
    """Admit or refuse whom a gate sent to the protocol officer. Decided before: nothing happens."""
    events.touch(event)
    if referral.id not in {scan.id for scan in queries.open_referrals(event)}:
        return
    kind = Kind.ENTRY if admit and referral.guest_id else Kind.REFUSE
    writing.add_decision(referral, event, kind=kind, operator=operator, note=note, now=now)
    db.session.flush()
    folding.refold(event, [referral.guest_id] if referral.guest_id else [])
    verb = f"checkin.referral.{kind.value}"
    audit.record(
        verb, "scan", referral.id, actor=actor, now=now, mission_id=event.mission_id, event_id=event.id
    )


def void(scan: Scan, event: Event, *, note: str, operator: str, actor: Actor, now: datetime) -> None:
    """By right, undo what a gate recorded. Undone before: nothing happens."""
    events.touch(event)
    db.session.refresh(scan)
    if scan.kind is Kind.VOID or scan.verdict == Verdict.VOIDED:
        return
    writing.add_void(scan, event, operator=operator, note=note, now=now)
    db.session.flush()
    if scan.guest_id:
        folding.refold(event, [scan.guest_id])
    audit.record(
        "checkin.void", "scan", scan.id, actor=actor, now=now, mission_id=event.mission_id, event_id=event.id
    )


def count_others(event: Event, *, drivers: int, staff: int, actor: Actor, now: datetime) -> None:
    """Write down how many are in the house who are on no list."""
    events.touch(event)
    row = queries.others_inside(event) or OthersInside(mission_id=event.mission_id, event_id=event.id)
    row.drivers, row.staff = drivers, staff
    db.session.add(row)
    audit.record(
        "checkin.count_others",
        "event",
        event.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
        fields=["drivers", "staff"],
    )


def revoke(device: Device, *, state: DeviceState, actor: Actor, now: datetime) -> None:
    """Take a device's right away: revoked, or lost. Its scans come into quarantine from now on."""
    if device.state is state:
        return
    device.state = state
    audit.record(
        f"checkin.device.{state.value}",
        "device",
        device.id,
        actor=actor,
        now=now,
        mission_id=device.mission_id,
        fields=["state"],
    )


def approve_quarantine(device: Device, event: Event, *, actor: Actor, now: datetime) -> int:
    """Take in what a revoked device had recorded; what nobody can read is only marked as seen. Returns how
    many.
    """
    events.touch(event)
    query = select(Quarantined).where(
        Quarantined.device_id == device.id,
        Quarantined.event_id == event.id,
        Quarantined.approved_at.is_(None),
    )
    waiting = list(db.session.scalars(query.order_by(Quarantined.seq, Quarantined.id)))
    for row in waiting:
        if row.reason is QuarantineReason.DEVICE_REVOKED:
            item = read_item(json.loads(row.content))
            receiving.store_approved(row, event, item=item, actor=actor, now=now)
        row.approved_at, row.approved_by = now, actor.id
    audit.record(
        "checkin.approve_quarantine",
        "device",
        device.id,
        actor=actor,
        now=now,
        mission_id=device.mission_id,
        event_id=event.id,
    )
    return len(waiting)


def note_muster(event: Event, *, actor: Actor, now: datetime) -> None:
    """Write down that the list of all who are inside was opened."""
    audit.record(
        "checkin.muster",
        "event",
        event.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
    )


def check_log(device: Device, event: Event, *, last_seq: int, log_hash: str) -> None:
    """Whether the server holds all that a device recorded, so that it may delete its log. Raises
    LogIncomplete.
    """
    missing = queries.missing_numbers(device, last_seq)
    if missing or log_hash != hash_of_log(device, event):
        raise LogIncomplete(missing[:500])


def hash_of_log(device: Device, event: Event) -> str:
    """SHA-256 over the lines "number:scan id" of what this device delivered for the event, quarantined or not."""
    lines = "\n".join(f"{seq}:{scan_id}" for seq, scan_id in queries.log_of(device, event.id))
    return hashlib.sha256(lines.encode()).hexdigest()

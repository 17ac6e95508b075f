"""Taking in what a device delivers: every item is stored, known from before, or quarantined. None is
refused.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Delete, Executable, Table, bindparam, delete, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import queries
from app.checkin.fold import Kind, Verdict
from app.checkin.instants import Sample, effective
from app.checkin.models import (
    Claim,
    Device,
    DeviceState,
    Gate,
    Method,
    Quarantined,
    QuarantineReason,
    Right,
    Scan,
)
from app.checkin.queries import Post
from app.checkin.service import folding, names, numbers
from app.checkin.service.batch import Batch, Known
from app.checkin.wire import (
    Envelope,
    Item,
    UnreadableError,
    canonical,
    given_id,
    read_item,
    storable,
)
from app.db import db
from app.events.models import Event, EventStatus
from app.invitations.models import GuestStatus

STORED, KNOWN, QUARANTINED = "stored", "known", "quarantined"
SCAN, DEVICE = cast(Table, Scan.__table__), cast(Table, Device.__table__)
SETTLING = (Kind.ENTRY, Kind.REFUSE, Kind.REFER)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item. `id` is None where not even that could be read."""

    id: str | None
    status: str
    verdict: str = ""
    rev: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a batch, its results in the order of the items."""

    rev: int
    expected_seq: int
    wipe: bool
    results: list[Result]


@cache
def _claims_off() -> Delete:
    mine = (Claim.mission_id == bindparam("mission"), Claim.event_id == bindparam("event"))
    return delete(Claim).where(*mine, Claim.guest_id.in_(bindparam("guests", expanding=True)))


def receive(post: Post, *, envelope: Envelope, now: datetime) -> Receipt:
    """Store a batch; the caller holds the event's lock, and read the post under it. An empty one is a sign of life
    and needs no lock.
    """
    device, event = post.device, post.event
    _note_musters(post, envelope, now)
    if not envelope.items:
        _note_contact(device, envelope, now)
        return Receipt(event.rev, device.expected_seq, device.state is not DeviceState.ACTIVE, [])
    batch = _open(post, envelope.sample, now)
    read = [_read(raw) for raw in envelope.items]
    batch.look_up([item for item in read if isinstance(item, Item)])
    answers = [_take(batch, raw, item) for raw, item in zip(envelope.items, read, strict=True)]
    _settle(batch)
    _note_contact(device, envelope, now, **numbers.advance(device, batch.arrived))
    results = [answer() for answer in answers]
    return Receipt(event.rev, device.expected_seq, device.state is not DeviceState.ACTIVE, results)


def _note_contact(device: Device, envelope: Envelope, now: datetime, **counted: int) -> None:
    """With every upload, so by a statement that is put together once. A sign of life, which holds no lock, leaves
    the numbers alone.
    """
    facts = {
        "last_contact": now,
        "app_build": envelope.app_build or device.app_build,
        "waiting": envelope.waiting,
        "known_rev": envelope.known_rev,
        **counted,
    }
    db.session.connection().execute(_contact(tuple(facts)), {"device": device.id, **facts})
    for name, fact in facts.items():
        set_committed_value(device, name, fact)


@cache
def _contact(told: tuple[str, ...]) -> Executable:
    mine = DEVICE.c.id == bindparam("device")
    return update(DEVICE).where(mine).values(**{name: bindparam(name) for name in told})


def _note_musters(post: Post, envelope: Envelope, now: datetime) -> None:
    """That a phone showed the list of all who are inside goes into the trail, once for each time."""
    for shown in envelope.musters:
        if not audit.knows("checkin.muster", shown, mission_id=post.event.mission_id):
            audit.record(
                "checkin.muster",
                "muster",
                shown,
                actor=Actor.device(post.device.id),
                now=now,
                mission_id=post.event.mission_id,
                event_id=post.event.id,
            )


def store_approved(row: Quarantined, event: Event, *, item: Item, actor: Actor, now: datetime) -> None:
    """Take in a scan of a revoked device which an officer approved, as of its first receipt; the caller holds
    the event's lock.
    """
    device = queries.device(event.mission_id, row.device_id)
    batch = _open(queries.post(device.credential_hash, event.id), Sample(**row.sample), row.at)
    batch.late = row.late
    batch.look_up([item])
    gate = _gate(batch, item)
    if item.id in batch.held or gate is None:
        return
    _store(batch, item, gate)
    _settle(batch)
    audit.record(
        "checkin.approve_scan",
        "scan",
        item.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
    )


def _open(post: Post, sample: Sample, now: datetime) -> Batch:
    event, grants = post.event, post.grants
    closed = event.status in (EventStatus.CLOSED, EventStatus.CANCELLED)
    late = closed or all(grant.valid_until < now for grant in grants)
    may_void = any(Right.VOID in grant.caps for grant in grants)
    return Batch(post.device, event, sample, now, late, may_void)


def _read(raw: Any) -> Item | UnreadableError:
    try:
        return read_item(raw)
    except UnreadableError as error:
        return error


def _settle(batch: Batch) -> None:
    """Write the batch with what follows from it; a claim on somebody whose case is settled ends."""
    event = batch.event
    others = batch.changed - batch.complete
    known = batch.held | (folding.held(event, others) if others else {}) | batch.taken
    folding.refold(event, batch.changed, known=known)
    if batch.taken:
        db.session.connection().execute(insert(SCAN), [_row(scan) for scan in batch.taken.values()])
    names.apply(event, batch.named)
    db.session.flush()
    if batch.settled:
        settled = {"mission": event.mission_id, "event": event.id, "guests": list(batch.settled)}
        db.session.execute(_claims_off(), settled, execution_options={"synchronize_session": False})


def _row(scan: Scan) -> dict[str, Any]:
    return {column.key: getattr(scan, column.key) for column in SCAN.columns}


def _take(batch: Batch, raw: Any, item: Item | UnreadableError) -> Callable[[], Result]:
    """Decide on one item; its answer is read after the fold, when its verdict stands."""
    if isinstance(item, UnreadableError):
        return _quarantine(batch, raw, QuarantineReason.UNREADABLE, detail=str(item))
    known = batch.taken.get(item.id) or batch.held.get(item.id)
    if known is not None:
        if known.event_id == batch.event.id and known.canonical_hash == item.hash:
            batch.arrived.add(known.seq)
            return lambda: Result(str(item.id), KNOWN, known.verdict, known.rev)
        return _quarantine(batch, raw, QuarantineReason.ID_CONFLICT)
    if batch.device.state is not DeviceState.ACTIVE:
        return _quarantine(batch, raw, QuarantineReason.DEVICE_REVOKED)
    gate = _gate(batch, item)
    if gate is None:
        return _quarantine(batch, raw, QuarantineReason.UNKNOWN_GATE)
    if not _guest_fits(batch, item):
        return _quarantine(batch, raw, QuarantineReason.FOREIGN_GUEST)
    scan = _store(batch, item, gate)
    return lambda: Result(str(item.id), STORED, scan.verdict, scan.rev)


def _gate(batch: Batch, item: Item) -> Gate | None:
    gate = db.session.get(Gate, item.gate_id)
    mine = gate is not None and (gate.mission_id, gate.event_id) == (
        batch.event.mission_id,
        batch.event.id,
    )
    return gate if mine else None


def _guest_fits(batch: Batch, item: Item) -> bool:
    guest = batch.guest(item.gid)
    return guest is None or (guest.mission_id, guest.event_id) == (
        batch.event.mission_id,
        batch.event.id,
    )


def _store(batch: Batch, item: Item, gate: Gate) -> Scan:
    event = batch.event
    guest_id = _guest_of(batch, item)
    guest = batch.guest(guest_id)
    scan = Scan(
        id=item.id,
        mission_id=event.mission_id,
        event_id=event.id,
        device_id=batch.device.id,
        seq=item.seq,
        kind=item.kind,
        guest_id=guest_id,
        badge_hash=item.h or "",
        walk_in=asdict(item.walk_in) if item.walk_in else None,
        shown_name=item.shown_name,
        gate_id=gate.id,
        stage=gate.stage,
        operator=item.operator,
        method=_method(item.method),
        device_time=item.device_time,
        mono_ms=item.mono_ms,
        received_at=batch.now,
        t_eff=effective(item.device_time, batch.sample, batch.now),
        known_rev=item.known_rev,
        known_epoch=_epoch(item.known_epoch),
        advice=item.advice,
        override_reason=item.override_reason or "",
        ref_id=item.ref,
        note=item.note,
        may_void=batch.may_void,
        canonical_hash=item.hash,
        verdict=(Verdict.VOID if item.kind is Kind.VOID else Verdict.NOTED).value,
        flags=_marks(batch, item, guest),
        rev=event.rev,
    )
    batch.taken[item.id] = scan
    batch.arrived.add(scan.seq)
    concerned = _concerned(batch, scan)
    batch.changed |= concerned
    if scan.walk_in or scan.kind == Kind.VOID:
        batch.named |= concerned
    if guest is not None and guest.claimed and item.kind in SETTLING:
        batch.settled.add(guest.id)
    return scan


def _guest_of(batch: Batch, item: Item) -> UUID | None:
    """Whom a scan concerns. A guest the server does not know is made: a walk-in, or one it has forgotten."""
    if item.kind == Kind.VOID:
        target = _scan(batch, item.ref)
        return target.guest_id if target else item.gid
    if item.gid is None and item.h is not None:
        found = queries.guest_by_badge(batch.event, item.h)
        if found is not None:
            return found.id
    if item.gid is None and item.kind not in (Kind.ENTRY, Kind.EXIT) and item.walk_in is None:
        return None
    guest_id = item.gid or item.id
    if batch.guest(guest_id) is None:
        made = names.make_guest(batch.event, guest_id, item=item, device=batch.device, now=batch.now)
        facts = (made.id, made.mission_id, made.event_id, made.status, made.revoked_rev)
        batch.guests[guest_id] = Known(*facts, claimed=False)
    return guest_id


def _scan(batch: Batch, scan_id: UUID | None) -> Scan | None:
    if scan_id is None:
        return None
    scan = batch.taken.get(scan_id) or batch.held.get(scan_id)
    return scan if scan is not None and scan.event_id == batch.event.id else None


def _concerned(batch: Batch, scan: Scan) -> set[UUID]:
    """The guests whose fold this scan may change: also those of a void that arrived before it."""
    batch.expect(scan)
    found = {scan.guest_id} if scan.guest_id else set()
    return found | batch.waiting.get(scan.id, set())


def _marks(batch: Batch, item: Item, guest: Known | None) -> list[str]:
    marks = []
    if batch.late:
        marks.append("late")
    if batch.sample.uncertain:
        marks.append("uncertain")
    if item.kind == Kind.ENTRY and guest is not None and _revoked_unknown(batch, item, guest):
        marks.append("late_revoked")
    return marks


def _revoked_unknown(batch: Batch, item: Item, guest: Known) -> bool:
    """Whether the guest was revoked at a rev that the device did not know when it admitted him."""
    if guest.status is not GuestStatus.REVOKED:
        return False
    if guest.revoked_rev is None or item.known_epoch != str(batch.event.epoch):
        return item.advice != "revoked"
    return item.known_rev < guest.revoked_rev


def _quarantine(
    batch: Batch, raw: Any, reason: QuarantineReason, *, detail: str = ""
) -> Callable[[], Result]:
    content_hash = canonical(raw)
    query = select(Quarantined).where(
        Quarantined.device_id == batch.device.id,
        Quarantined.content_hash == content_hash,
    )
    scan_id, seq = given_id(raw), numbers.given(raw)
    batch.arrived |= {seq} if seq else set()
    if db.session.scalars(query).first() is None:
        db.session.add(
            Quarantined(
                mission_id=batch.event.mission_id,
                event_id=batch.event.id,
                device_id=batch.device.id,
                scan_id=scan_id,
                seq=seq,
                reason=reason,
                content=json.dumps(storable(raw) if reason is QuarantineReason.UNREADABLE else raw),
                content_hash=content_hash,
                at=batch.now,
                sample=asdict(batch.sample),
                late=batch.late,
            )
        )
        db.session.flush()
    shown = _shown_id(raw, scan_id)
    return lambda: Result(
        shown,
        QUARANTINED,
        reason=f"{reason.value}:{detail}" if detail else reason.value,
    )


def _shown_id(raw: Any, scan_id: UUID | None) -> str | None:
    """The id by which the device knows its item, so that it can settle even one that nobody could read."""
    if scan_id is not None:
        return str(scan_id)
    given = raw.get("id") if isinstance(raw, dict) else None
    return given[:100] if isinstance(given, str) else None


def _method(text: str) -> Method:
    try:
        return Method(text)
    except ValueError:
        return Method.SEARCH


def _epoch(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

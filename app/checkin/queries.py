"""Finding what belongs to the gate. Whatever a device asks for is found through its own grants."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased, lazyload, load_only

from app.checkin.errors import DeviceUnknown
from app.checkin.fold import Kind, Verdict
from app.checkin.models import (
    Conflict,
    ConflictState,
    Device,
    EnrolCode,
    Gate,
    Grant,
    ListCut,
    ListLine,
    OthersInside,
    Presence,
    Quarantined,
    Scan,
)
from app.db import db
from app.errors import NotFound
from app.events.models import Event
from app.invitations.models import Guest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Headcount:
    """`inside` now, `came` at least once; persons."""

    inside: int
    came: int


@cache
def _by_credential() -> Select[Device]:
    """Asked with every call of a phone, so put together once, as is the next."""
    return select(Device).where(Device.credential_hash == bindparam("credential"))


@cache
def _at_post() -> Select[Device, Grant, Event, Gate]:
    query = (
        select(Device, Grant, Event, Gate)
        .join(Grant, (Grant.mission_id == Device.mission_id) & (Grant.device_id == Device.id))
        .join(Event, (Event.mission_id == Grant.mission_id) & (Event.id == Grant.event_id))
        .join(Gate, (Gate.mission_id == Grant.mission_id) & (Gate.id == Grant.gate_id))
        .where(Device.credential_hash == bindparam("credential"), Grant.event_id == bindparam("event"))
    )
    needed = (Event.mission_id, Event.status, Event.reply_mode, Event.rev, Event.epoch)
    return query.order_by(Grant.id).options(lazyload(Event.texts), load_only(*needed))


def device_by_credential(credential_hash: str) -> Device | None:
    return db.session.scalars(_by_credential(), {"credential": credential_hash}).one_or_none()


def device(mission_id: UUID, device_id: UUID) -> Device:
    """Raises NotFound."""
    return _one(select(Device).where(Device.mission_id == mission_id, Device.id == device_id))


def mission_of(*, event_id: UUID | None = None, device_id: UUID | None = None) -> UUID | None:
    """Whose event or device it is, for addresses that name no mission."""
    found = db.session.get(Event, event_id) if event_id else None
    if found is not None:
        return found.mission_id
    named = db.session.get(Device, device_id) if device_id else None
    return named.mission_id if named else None


def gate(mission_id: UUID, event_id: UUID, gate_id: UUID) -> Gate:
    """Raises NotFound."""
    found = db.session.get(Gate, gate_id)
    if found is None or (found.mission_id, found.event_id) != (mission_id, event_id):
        raise NotFound
    return found


def gates(event: Event) -> list[Gate]:
    """In the order of the way in."""
    query = select(Gate).where(Gate.mission_id == event.mission_id, Gate.event_id == event.id)
    return list(db.session.scalars(query.order_by(Gate.position, Gate.name)))


def grants(device: Device) -> list[Grant]:
    mine = (Grant.mission_id == device.mission_id, Grant.device_id == device.id)
    return list(db.session.scalars(select(Grant).where(*mine).order_by(Grant.id)))


def grants_at(device: Device, event_id: UUID) -> list[Grant]:
    """The device's grants of one event, whether valid still or not. Raises NotFound when it never had one."""
    found = [grant for grant in grants(device) if grant.event_id == event_id]
    if not found:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Post:
    """A device where it stands: the event, its grants there, valid still or not, and their gates."""

    device: Device
    event: Event
    grants: list[Grant]
    gates: list[Gate]


def event_of(device: Device, event_id: UUID) -> Event:
    """An event that the device was ever admitted to, without its texts. Raises NotFound."""
    return post(device.credential_hash, event_id).event


def post(credential: str, event_id: UUID) -> Post:
    """Read as one. Raises DeviceUnknown, and NotFound when the device never had a grant of the event."""
    rows = db.session.execute(_at_post(), {"credential": credential, "event": event_id}).all()
    if not rows:
        raise NotFound if device_by_credential(credential) else DeviceUnknown
    return Post(rows[0][0], rows[0][2], [row[1] for row in rows], [row[3] for row in rows])


def devices(event: Event) -> list[tuple[Device, Grant, Gate]]:
    """Every device of the event with its grant and gate, the newest first."""
    query = (
        select(Device, Grant, Gate)
        .join(
            Grant,
            (Grant.mission_id == Device.mission_id) & (Grant.device_id == Device.id),
        )
        .join(Gate, (Gate.mission_id == Grant.mission_id) & (Gate.id == Grant.gate_id))
        .where(Grant.mission_id == event.mission_id, Grant.event_id == event.id)
        .order_by(Device.created_at.desc(), Grant.id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def device_of_event(event: Event, device_id: UUID) -> Device:
    """A device that ever had a grant of the event. Raises NotFound."""
    found = device(event.mission_id, device_id)
    grants_at(found, event.id)
    return found


def live_codes(event: Event, now: datetime) -> list[tuple[EnrolCode, Gate]]:
    """Codes that still open something."""
    query = (
        select(EnrolCode, Gate)
        .join(
            Gate,
            (Gate.mission_id == EnrolCode.mission_id) & (Gate.id == EnrolCode.gate_id),
        )
        .where(Gate.mission_id == event.mission_id, Gate.event_id == event.id)
        .where(EnrolCode.used_at.is_(None), EnrolCode.expires_at > now)
        .order_by(EnrolCode.expires_at)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def headcount(event: Event) -> Headcount:
    mine = (Presence.mission_id == event.mission_id, Presence.event_id == event.id)
    inside = func.count(Presence.id).filter(Presence.inside)
    came = func.count(Presence.id).filter(Presence.first_at.is_not(None))
    row = db.session.execute(select(inside, came).where(*mine)).one()
    return Headcount(row[0], row[1])


def presences(event: Event) -> dict[UUID, Presence]:
    """By guest."""
    query = select(Presence).where(Presence.mission_id == event.mission_id, Presence.event_id == event.id)
    return {row.guest_id: row for row in db.session.scalars(query)}


def arrivals(event: Event) -> list[tuple[datetime, UUID | None]]:
    """When each guest first came, and by which gate; the earliest first."""
    query = select(Presence).where(Presence.mission_id == event.mission_id, Presence.event_id == event.id)
    rows = db.session.scalars(query.where(Presence.first_at.is_not(None)).order_by(Presence.first_at))
    return [(row.first_at, row.first_gate_id) for row in rows if row.first_at]


def recent_scans(event: Event, limit: int = 20) -> list[Scan]:
    query = select(Scan).where(Scan.mission_id == event.mission_id, Scan.event_id == event.id)
    return list(db.session.scalars(query.order_by(Scan.t_eff.desc(), Scan.id).limit(limit)))


def scan(event: Event, scan_id: UUID) -> Scan:
    """Raises NotFound."""
    mine = (
        Scan.mission_id == event.mission_id,
        Scan.event_id == event.id,
        Scan.id == scan_id,
    )
    return _one(select(Scan).where(*mine))


def scans(event: Event, scan_ids: Collection[UUID]) -> dict[UUID, Scan]:
    mine = (
        Scan.mission_id == event.mission_id,
        Scan.event_id == event.id,
        Scan.id.in_(scan_ids),
    )
    return {row.id: row for row in db.session.scalars(select(Scan).where(*mine))}


def open_referrals(event: Event) -> list[Scan]:
    """Whom a gate sent to the protocol officer and nobody has admitted or refused since; the oldest first."""
    later = aliased(Scan)
    decided = (
        select(later.id)
        .where(later.mission_id == Scan.mission_id, later.event_id == Scan.event_id)
        .where(later.kind.in_([Kind.ENTRY, Kind.REFUSE]), later.verdict != Verdict.VOIDED)
        .where(or_(later.ref_id == Scan.id, and_(later.guest_id == Scan.guest_id, later.t_eff >= Scan.t_eff)))
    )
    query = select(Scan).where(Scan.mission_id == event.mission_id, Scan.event_id == event.id)
    query = query.where(Scan.kind == Kind.REFER, Scan.verdict != Verdict.VOIDED, ~decided.exists())
    return list(db.session.scalars(query.order_by(Scan.t_eff, Scan.id)))


def admitted_although_revoked(event: Event) -> list[Scan]:
    """Entries at gates that did not know of the revocation; what was undone is not among them."""
    query = select(Scan).where(Scan.mission_id == event.mission_id, Scan.event_id == event.id)
    flagged = cast(Scan.flags, String).contains('"late_revoked"')
    query = query.where(Scan.kind == Kind.ENTRY, Scan.verdict != Verdict.VOIDED, flagged)
    return list(db.session.scalars(query.order_by(Scan.t_eff, Scan.id)))


def others_inside(event: Event) -> OthersInside | None:
    mine = (OthersInside.mission_id == event.mission_id, OthersInside.event_id == event.id)
    return db.session.scalars(select(OthersInside).where(*mine)).one_or_none()


def conflict(event: Event, cid: str) -> Conflict:
    """Raises NotFound."""
    mine = (
        Conflict.mission_id == event.mission_id,
        Conflict.event_id == event.id,
        Conflict.cid == cid,
    )
    return _one(select(Conflict).where(*mine))


def open_conflicts(event: Event) -> list[Conflict]:
    query = select(Conflict).where(Conflict.mission_id == event.mission_id, Conflict.event_id == event.id)
    return list(db.session.scalars(query.where(Conflict.state == ConflictState.OPEN).order_by(Conflict.id)))


def quarantined(event: Event) -> list[Quarantined]:
    """What waits for an officer."""
    query = select(Quarantined).where(
        Quarantined.mission_id == event.mission_id, Quarantined.event_id == event.id
    )
    return list(db.session.scalars(query.where(Quarantined.approved_at.is_(None)).order_by(Quarantined.at)))


def scans_by(device: Device, event: Event) -> list[Scan]:
    """What this device delivered for the event."""
    query = select(Scan).where(Scan.mission_id == event.mission_id, Scan.event_id == event.id)
    return list(db.session.scalars(query.where(Scan.device_id == device.id).order_by(Scan.seq)))


def set_apart_by(device: Device, event: Event) -> list[Quarantined]:
    """What waits for an officer of this device alone."""
    return [row for row in quarantined(event) if row.device_id == device.id]


def guests(event: Event, guest_ids: Collection[UUID]) -> dict[UUID, Guest]:
    mine = (
        Guest.mission_id == event.mission_id,
        Guest.event_id == event.id,
        Guest.id.in_(guest_ids),
    )
    return {row.id: row for row in db.session.scalars(select(Guest).where(*mine))}


def guest_by_badge(event: Event, h: str) -> Guest | None:
    """The guest whose valid badge has this hash (32 hexadecimal characters of its SHA-256)."""
    query = select(Guest).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    return db.session.scalars(query.where(Guest.badge_hash == h)).first()


def cuts(event: Event) -> list[ListCut]:
    """The versions of the list, the latest first."""
    query = select(ListCut).where(ListCut.mission_id == event.mission_id, ListCut.event_id == event.id)
    return list(db.session.scalars(query.order_by(ListCut.version.desc())))


def cut(event: Event, version: int) -> ListCut:
    """Raises NotFound."""
    mine = (
        ListCut.mission_id == event.mission_id,
        ListCut.event_id == event.id,
        ListCut.version == version,
    )
    return _one(select(ListCut).where(*mine))


def lines(row: ListCut) -> list[ListLine]:
    """A version's lines by their place in the alphabet."""
    query = select(ListLine).where(ListLine.mission_id == row.mission_id, ListLine.cut_id == row.id)
    return list(db.session.scalars(query.order_by(ListLine.sort_key, ListLine.number, ListLine.id)))


def missing_numbers(device: Device, last: int) -> list[int]:
    """Which of a device's scans 1…last have not arrived."""
    held = set(db.session.scalars(select(Scan.seq).where(Scan.device_id == device.id, Scan.seq <= last)))
    kept_apart: ColumnElement[bool] = Quarantined.device_id == device.id
    held |= {seq for seq in db.session.scalars(select(Quarantined.seq).where(kept_apart)) if seq}
    return [number for number in range(1, last + 1) if number not in held]


def log_of(device: Device, event_id: UUID) -> Sequence[tuple[int, UUID]]:
    """(number, scan id) of everything a device delivered for an event, in its order, set apart or not."""
    parts = [
        select(seq, scan_id).where(by == device.id, event == event_id)
        for seq, scan_id, by, event in (
            (Scan.seq, Scan.id, Scan.device_id, Scan.event_id),
            (Quarantined.seq, Quarantined.scan_id, Quarantined.device_id, Quarantined.event_id),
        )
    ]
    found = {(row[0], row[1]) for part in parts for row in db.session.execute(part)}
    return sorted((seq, scan_id) for seq, scan_id in found if seq is not None and scan_id is not None)


def _one(query: Select[T]) -> T:
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found

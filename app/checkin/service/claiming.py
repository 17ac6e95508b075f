"""Asking before admitting: a claim reserves a guest for thirty seconds and records no admission."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Executable, Table, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.checkin import queries, roster
from app.checkin.advise import COLOURS, Post, Subject, advise
from app.checkin.errors import ClaimReused
from app.checkin.fold import Stage
from app.checkin.instants import instant, milliseconds
from app.checkin.models import Claim, Device, Gate
from app.checkin.service import folding
from app.db import db
from app.events.models import Event
from app.invitations.models import Guest
from app.tokens import KeyRing

LASTS = timedelta(seconds=30)
CLAIM = cast(Table, Claim.__table__)
FREE = frozenset(
    {
        "expected",
        "presumed",
        "unanswered",
        "declined",
        "awaiting",
        "represented",
        "walk_in",
    }
) | {
    "nameless",
    "superseded",
    "ask",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The advice for one claim; `since` and `gate` of an entry there already was, `until` of the
    reservation.
    """

    id: UUID
    code: str
    colour: str
    gate: str | None
    since: datetime | None
    until: datetime | None
    rev: int


def claim(
    device: Device,
    event: Event,
    *,
    claim_id: UUID,
    guest_id: UUID | None,
    h: str | None,
    gate: Gate,
    keys: KeyRing,
    now: datetime,
) -> Answer:
    """Advise on a guest and, where he may be admitted, keep him for this device. The same id, the same
    answer.

    Raises NotFound for a guest of another event, ClaimReused.
    """
    subject, guest = _subject(event, guest_id, h, keys)
    if guest is None:
        return Answer(claim_id, "unknown", COLOURS["unknown"], None, None, None, event.rev)
    post = Post(str(gate.id), gate.stage, str(device.id))
    facts = [folding.fact(scan) for scan in folding.scans_of(event, [guest.id])[guest.id]]
    advice = advise(subject, facts, (), post, milliseconds(now))
    code, until = advice.code, None
    if gate.stage is Stage.ADMIT and code in FREE:
        until = _reserve(device, event, claim_id=claim_id, guest=guest, gate=gate, now=now)
        code = code if until else "reserved"
    since = instant(advice.since) if advice.since is not None else None
    return Answer(claim_id, code, COLOURS[code], advice.gate_id, since, until, event.rev)


def _subject(
    event: Event, guest_id: UUID | None, h: str | None, keys: KeyRing
) -> tuple[Subject | None, Guest | None]:
    if guest_id is not None:
        guest = roster.guest(event, guest_id)
        return roster.subject(event, guest), guest
    shown = queries.guest_by_badge(event, h) if h else None
    if shown is not None:
        return roster.subject(event, shown, badge="active"), shown
    found = roster.by_old_badge(event, h, keys) if h else None
    return (roster.subject(event, found, badge="superseded"), found) if found else (None, None)


def _reserve(
    device: Device,
    event: Event,
    *,
    claim_id: UUID,
    guest: Guest,
    gate: Gate,
    now: datetime,
) -> datetime | None:
    """The end of the reservation; None when another device has a live one."""
    until = now + LASTS
    mine = {"mission_id": event.mission_id, "event_id": event.id, "guest_id": guest.id}
    fresh = {**mine, "id": claim_id, "device_id": device.id, "gate_id": gate.id, "claim_until": until}
    if _insert(fresh):
        return until
    same = db.session.get(Claim, claim_id)
    if same is not None and (same.device_id, same.guest_id) != (device.id, guest.id):
        raise ClaimReused
    live = _live(event, guest)
    if live is None or (live.device_id != device.id and live.claim_until > now):
        return None
    if live.id != claim_id or live.claim_until <= now:
        live.id, live.device_id, live.gate_id, live.claim_until = claim_id, device.id, gate.id, until
    return live.claim_until


def _insert(row: dict[str, Any]) -> bool:
    """Write the claim unless there is one of this id or on this guest."""
    once = _insert_once(db.session.get_bind().dialect.name)
    return db.session.connection().execute(once, row).first() is not None


@cache
def _insert_once(dialect: str) -> Executable:
    """Put together once."""
    into = postgresql_insert(CLAIM) if dialect == "postgresql" else sqlite_insert(CLAIM)
    return into.on_conflict_do_nothing().returning(CLAIM.c.id)


def _live(event: Event, guest: Guest) -> Claim | None:
    mine = (
        Claim.mission_id == event.mission_id,
        Claim.event_id == event.id,
        Claim.guest_id == guest.id,
    )
    return db.session.scalars(select(Claim).where(*mine).with_for_update()).one_or_none()

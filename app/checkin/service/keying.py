"""Keying in what paper recorded while the phones were of no use."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin.errors import LinesUnread
from app.checkin.fold import Kind
from app.checkin.models import Gate, Scan
from app.checkin.service import folding, writing
from app.db import db
from app.events import service as events
from app.events.models import Event
from app.i18n import listed
from app.invitations import service as invitations
from app.invitations.models import Guest

LINE = re.compile(r"(?P<who>.+?)[\s,;]+(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)")
MOST = 500
EARLY = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of paper: a badge number, or the name (and office) of somebody who is on no list."""

    number: int | None
    name: str
    office: str
    at: datetime


def record(
    event: Event, gate: Gate, *, text: str, kind: Kind, operator: str, actor: Actor, now: datetime
) -> int:
    """Take in lines such as "147 18:42" or "Ada Orr, Consul 18:55", all or none; returns how many were new.

    A line keyed in twice counts once. Raises LinesUnread, naming the lines that cannot be used.
    """
    events.touch(event)
    lines = read(event, text)
    known = _by_number(event, [line.number for line in lines if line.number is not None])
    strangers = [str(line.number) for line in lines if line.number is not None and line.number not in known]
    if strangers:
        raise LinesUnread(lines=listed(strangers))
    added = []
    for line in lines:
        scan_id = _same_id(event, gate, kind, line)
        if db.session.get(Scan, scan_id) is not None:
            continue
        guest = known[line.number] if line.number is not None else _stranger(event, line, actor, now)
        writing.add_paper(
            event, gate, guest, scan_id=scan_id, kind=kind, at=line.at, operator=operator, now=now
        )
        db.session.flush()
        added.append(guest.id)
    folding.refold(event, set(added))
    if added:
        audit.record(
            "checkin.key_in",
            "gate",
            gate.id,
            actor=actor,
            now=now,
            mission_id=event.mission_id,
            event_id=event.id,
        )
    return len(added)


def read(event: Event, text: str) -> list[Line]:
    """The lines of what was typed. Raises LinesUnread."""
    typed = [row.strip() for row in text.splitlines() if row.strip()]
    found = [(row, LINE.fullmatch(row)) for row in typed[: MOST + 1]]
    bad = [row for row, match in found if match is None or int(match["hour"]) > 23]
    if bad or len(found) > MOST or not found:
        raise LinesUnread(lines=listed(bad[:10]))
    return [_line(event, match) for _row, match in found if match]


def _line(event: Event, match: re.Match[str]) -> Line:
    who = match["who"].strip()
    at = moment(event, time(int(match["hour"]), int(match["minute"])))
    if who.isascii() and who.isdigit() and len(who) < 9:
        return Line(int(who), "", "", at)
    name, _comma, office = who.partition(",")
    return Line(None, name.strip()[:200], office.strip()[:300], at)


def moment(event: Event, wall: time) -> datetime:
    """The instant of a time of that evening: what is long before the start belongs to the night after it."""
    start = event.starts_local
    local = datetime.combine(start.date(), wall)
    if local < start - EARLY:
        local += timedelta(days=1)
    return clock.to_utc(local, event.zone)


def _by_number(event: Event, numbers: Sequence[int]) -> dict[int, Guest]:
    query = select(Guest).where(
        Guest.mission_id == event.mission_id, Guest.event_id == event.id, Guest.badge_number.in_(numbers)
    )
    return {row.badge_number: row for row in db.session.scalars(query) if row.badge_number is not None}


def _stranger(event: Event, line: Line, actor: Actor, now: datetime) -> Guest:
    guest_id = _derived("guest", str(event.id), line.name.casefold(), line.office.casefold())
    known = db.session.get(Guest, guest_id)
    if known is not None:
        return known
    return invitations.walk_in(
        event,
        guest_id=guest_id,
        name=line.name,
        office=line.office,
        vouched_by="",
        actor=actor,
        now=now,
    )


def _same_id(event: Event, gate: Gate, kind: Kind, line: Line) -> UUID:
    who = str(line.number) if line.number is not None else f"{line.name}|{line.office}".casefold()
    return _derived("scan", str(event.id), str(gate.id), kind.value, who, line.at.isoformat())


def _derived(*parts: str) -> UUID:
    digest = hashlib.sha256("\x1f".join(("paper", *parts)).encode()).digest()
    return UUID(bytes=digest[:16])

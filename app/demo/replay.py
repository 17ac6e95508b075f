"""This year's evening within seconds: the same arrivals, sent as three phones send them, so that every page lives.

It runs once at a time and ends by itself; wiping its mark ends it sooner.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app import clock
from app.accounts import queries as accounts
from app.accounts.models import Role
from app.audit.actor import Actor
from app.checkin import queries as checkin
from app.checkin import sync
from app.checkin.fold import Stage
from app.checkin.instants import stamp
from app.checkin.wire import Envelope
from app.db import transaction
from app.demo import evening, founding
from app.demo.errors import EveningOver, EveningRuns
from app.events import queries as events
from app.events.models import Event
from app.invitations import queries as invitations
from app.missions import queries as missions
from app.operations import marks

LASTS = 90.0  # seconds
TICK = 1.0
ALIVE = timedelta(seconds=15)
Clock = Callable[[], datetime]
Wait = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Sending:
    """One scan of one phone, `due` seconds after the beginning."""

    due: float
    device_id: UUID
    scan: dict[str, Any]


def replay(instance: Path, *, seconds: float = LASTS, now: Clock = clock.now, wait: Wait = time.sleep) -> int:
    """Send the arrivals within `seconds`; returns how many scans left. Raises EveningRuns, EveningOver."""
    mark = running(instance, now())
    if mark and not mark.get("asked"):
        raise EveningRuns
    with transaction():
        event = coming(now())
        event_id, mission_id = event.id, event.mission_id
        waiting = _plan(event, seconds, now())
    if not waiting:
        stop(instance)
        raise EveningOver
    total, sent, begun = len(waiting), 0, now()
    marks.leave(instance, marks.EVENING, now=begun, sent=0, total=total)
    while waiting and running(instance, now()):
        elapsed = (now() - begun).total_seconds()
        due = [one for one in waiting if one.due <= elapsed]
        waiting = waiting[len(due) :]
        _send(due, mission_id, event_id, now())
        sent += len(due)
        if not running(instance, now()):
            break
        marks.leave(instance, marks.EVENING, now=now(), sent=sent, total=total)
        if waiting:
            wait(TICK)
    stop(instance)
    return sent


def ask(instance: Path, now: datetime) -> None:
    """Say that one is about to begin, so that the pages follow it from its first second."""
    if not running(instance, now):
        marks.leave(instance, marks.EVENING, now=now, sent=0, total=0, asked=True)


def running(instance: Path, now: datetime) -> dict[str, Any] | None:
    """How far the evening is, while one is replayed."""
    mark = marks.find(instance, marks.EVENING)
    return mark if mark and now - mark["at"] < ALIVE else None


def stop(instance: Path) -> None:
    marks.wipe(instance, marks.EVENING)


def coming(now: datetime) -> Event:
    """The demo's reception of this year."""
    return events.upcoming(missions.by_slug(founding.slug()).id, now)[0]


def _plan(event: Event, seconds: float, now: datetime) -> list[Sending]:
    """Who is still to come, in the order of arriving; empty where everybody has come."""
    came = checkin.presences(event)
    listed = [
        one for one in invitations.all_listed(event) if not any(guest.id in came for guest in one.guests)
    ]
    gates = sorted(checkin.gates(event), key=lambda gate: gate.stage is Stage.ADMIT)
    phones = evening.enrol(event, gates[:2], actor=_officer(event), at=now)
    if not evening.arrive(phones, event, listed, doors=now):
        return []
    for phone in phones:
        phone.number()
    recorded = sorted(
        ((at, phone.device.id, scan) for phone in phones for at, scan in phone.recorded),
        key=lambda one: (one[0], one[2]["seq"]),
    )
    first, last = recorded[0][0], recorded[-1][0]
    pace = seconds / max((last - first).total_seconds(), 1.0)
    return [Sending((at - first).total_seconds() * pace, who, scan) for at, who, scan in recorded]


def _officer(event: Event) -> Actor:
    members = accounts.members(event.mission_id)
    return next(Actor.staff(one.user_id) for one in members if one.role is Role.PROTOCOL_OFFICER)


def _send(due: list[Sending], mission_id: UUID, event_id: UUID, now: datetime) -> None:
    """Each phone uploads what it has recorded since it last did."""
    for device_id in {one.device_id for one in due}:
        scans = [one.scan | {"device_time": stamp(now)} for one in due if one.device_id == device_id]
        device = checkin.device(mission_id, device_id)
        envelope = Envelope(app_build=evening.BUILD, sample=evening.CLOCK, items=scans)
        sync.upload(device.credential_hash, event_id, envelope=envelope, now=now)

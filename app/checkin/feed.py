"""What is new since a device last asked: complete up to one rev, and never more than that."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.checkin import roster
from app.checkin.instants import stamp
from app.checkin.models import Conflict, Gone, Scan
from app.db import db
from app.events.models import Event
from app.invitations.models import Guest
from app.tokens import KeyRing

Moving = Guest | Scan | Conflict | Gone


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything with a rev above the device's cursor, up to `rev`."""

    rev: int
    has_more: bool
    guests: list[dict[str, Any]]
    gone: list[str]
    scans: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]


def changes(event: Event, *, since: int, limit: int, keys: KeyRing, memory: bool = False) -> Changes:
    """About `limit` rows after rev `since`; a rev is never cut in two, since the cursor is a rev."""
    # Read first: what is committed after this moment has a higher rev and comes with the next question.
    head = event.rev
    upto = _upto(event, since, head, limit)
    scans = select(Scan).where(*_moved(Scan, event, since, upto)).order_by(Scan.rev, Scan.id)
    conflicts = select(Conflict).where(*_moved(Conflict, event, since, upto)).order_by(Conflict.id)
    gone = select(Gone.guest_id).where(*_moved(Gone, event, since, upto))
    return Changes(
        rev=upto,
        has_more=upto < head,
        guests=roster.lines(event, roster.between(event, since, upto), keys, memory=memory),
        gone=[str(guest_id) for guest_id in db.session.scalars(gone)],
        scans=[scan_line(scan) for scan in db.session.scalars(scans)],
        conflicts=[conflict_line(conflict) for conflict in db.session.scalars(conflicts)],
    )


def scans_of(event: Event, guests: list[Guest]) -> list[dict[str, Any]]:
    """The scans there are of these guests: a phone that is enrolled late must know who is inside."""
    query = select(Scan).where(Scan.mission_id == event.mission_id, Scan.event_id == event.id)
    ids = [guest.id for guest in guests]
    return [
        scan_line(scan) for scan in db.session.scalars(query.where(Scan.guest_id.in_(ids)).order_by(Scan.id))
    ]


def scan_line(scan: Scan) -> dict[str, Any]:
    """A scan as its peers hear of it."""
    return {
        "id": str(scan.id),
        "gid": str(scan.guest_id) if scan.guest_id else None,
        "device_id": str(scan.device_id) if scan.device_id else "desk",
        "seq": scan.seq,
        "kind": scan.kind.value,
        "gate_id": str(scan.gate_id),
        "stage": scan.stage.value,
        "at": stamp(scan.t_eff),
        "ref": str(scan.ref_id) if scan.ref_id else None,
        "advice": scan.advice,
        "override": bool(scan.override_reason),
        "may_void": scan.may_void,
        "flags": scan.flags,
        "rev": scan.rev,
    }


def conflict_line(conflict: Conflict) -> dict[str, Any]:
    return {
        "cid": conflict.cid,
        "gid": str(conflict.guest_id),
        "first": str(conflict.first_scan_id),
        "second": str(conflict.second_scan_id),
        "state": conflict.state.value,
        "rev": conflict.rev,
    }


def list_version(event: Event) -> str:
    """ "v7 + 3" as phones show it: the version a person cut, and how many guests moved since. Scans are no
    change of the list.
    """
    if not event.list_version:
        return ""
    low, high = event.list_version_rev, event.rev
    moved = (
        select(func.count()).select_from(model).where(*_moved(model, event, low, high)).scalar_subquery()
        for model in (Guest, Gone)
    )
    since = sum(db.session.execute(select(*moved)).one())
    return f"v{event.list_version} + {since}" if since else f"v{event.list_version}"


def _upto(event: Event, since: int, head: int, limit: int) -> int:
    revs: list[int] = []
    for model in (Guest, Scan, Conflict, Gone):
        query = select(model.rev).where(*_moved(model, event, since, head)).order_by(model.rev)
        revs += db.session.scalars(query.limit(limit + 1))
    if len(revs) <= limit:
        return head
    first_left_out = sorted(revs)[limit]
    return first_left_out - 1 if first_left_out - 1 >= min(revs) else first_left_out


def _moved(model: type[Moving], event: Event, low: int, high: int) -> tuple[ColumnElement[bool], ...]:
    return (
        model.mission_id == event.mission_id,
        model.event_id == event.id,
        model.rev > low,
        model.rev <= high,
    )

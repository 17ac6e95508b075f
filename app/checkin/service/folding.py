"""From scans to presence and conflicts: kept with every upload, and rebuilt from nothing at will."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.checkin.fold import Clash, Fact, Kind, fold
from app.checkin.fold import Presence as Folded
from app.checkin.instants import instant, milliseconds
from app.checkin.models import Conflict, ConflictState, Presence, Scan
from app.db import db
from app.events.models import Event

DESK = "desk"
BATCH = 500


def fact(scan: Scan) -> Fact:
    """A stored scan as the fold takes it."""
    return Fact(
        id=str(scan.id),
        device_id=str(scan.device_id) if scan.device_id else DESK,
        seq=scan.seq,
        kind=scan.kind,
        gate_id=str(scan.gate_id),
        at=milliseconds(scan.t_eff),
        stage=scan.stage,
        ref=str(scan.ref_id) if scan.ref_id else None,
        advice=scan.advice or None,
        override=bool(scan.override_reason),
        may_void=scan.may_void,
        marks=frozenset(scan.flags),
    )


def scans_of(event: Event, guest_ids: Collection[UUID]) -> dict[UUID, list[Scan]]:
    """All scans of these guests; a void stands with the guest whose scan it names."""
    found: dict[UUID, list[Scan]] = {guest_id: [] for guest_id in guest_ids}
    mine = _where(event, Scan.guest_id.in_(guest_ids))
    owner = {scan.id: scan.guest_id for scan in mine if scan.guest_id}
    voids = {scan.id: scan for scan in mine if scan.kind == Kind.VOID}
    voids |= {scan.id: scan for scan in _where(event, Scan.ref_id.in_(owner), Scan.kind == Kind.VOID)}
    strangers = {scan.ref_id for scan in voids.values() if scan.ref_id and scan.ref_id not in owner}
    elsewhere = {scan.id for scan in _where(event, Scan.id.in_(strangers))} if strangers else set()
    for scan in mine:
        if scan.kind != Kind.VOID and scan.guest_id:
            found[scan.guest_id].append(scan)
    for void in voids.values():
        guest_id = owner.get(void.ref_id) if void.ref_id else None
        if guest_id is None and void.ref_id not in elsewhere:
            guest_id = void.guest_id
        if guest_id in found:
            found[guest_id].append(void)
    return found


def refold(event: Event, guest_ids: Iterable[UUID]) -> None:
    """Bring presence, verdicts and conflicts of these guests up to date; the caller holds the event's
    lock.
    """
    wanted = sorted(set(guest_ids))
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        by_guest = scans_of(event, part)
        rows = {row.guest_id: row for row in _presences(event, part)}
        conflicts = _conflicts(event, part)
        for guest_id, scans in by_guest.items():
            state = fold(str(guest_id), map(fact, scans))
            _write_verdicts(scans, state)
            _write_presence(event, guest_id, rows.get(guest_id), scans, state)
            _write_conflicts(event, guest_id, conflicts[guest_id], state.clashes)


def rebuild(event: Event) -> int:
    """Fold every guest of the event anew; returns how many guests have scans. Equals what was kept before."""
    guests: set[UUID] = set()
    for model in (Scan, Presence, Conflict):
        query = select(model.guest_id).where(*_of_event(model, event)).distinct()
        guests |= {guest_id for guest_id in db.session.scalars(query) if guest_id}
    refold(event, guests)
    return len(guests)


def _write_verdicts(scans: Sequence[Scan], state: Folded) -> None:
    for scan in scans:
        verdict = state.verdicts[str(scan.id)].value
        if scan.verdict != verdict:
            scan.verdict = verdict


def _write_presence(
    event: Event,
    guest_id: UUID,
    row: Presence | None,
    scans: Sequence[Scan],
    state: Folded,
) -> None:
    if not scans:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = Presence(mission_id=event.mission_id, event_id=event.id, guest_id=guest_id)
        db.session.add(row)
    last_at, last_gate = (state.since, state.gate_id) if state.inside else (state.left_at, state.left_gate_id)
    row.inside = state.inside
    row.first_at = _instant(state.first_at)
    row.first_gate_id = _uuid(state.first_gate_id)
    row.last_at = _instant(last_at)
    row.last_gate_id = _uuid(last_gate)
    row.seen_at = _instant(state.seen_at)
    row.flags = sorted(state.flags)


def _write_conflicts(
    event: Event, guest_id: UUID, rows: Sequence[Conflict], clashes: Sequence[Clash]
) -> None:
    """A conflict that a person decided stays decided; an open one whose scans agree again lapses."""
    present = {clash.cid: clash for clash in clashes}
    known = {row.cid: row for row in rows}
    for cid, clash in present.items():
        row = known.get(cid)
        if row is None:
            db.session.add(
                Conflict(
                    mission_id=event.mission_id,
                    event_id=event.id,
                    cid=cid,
                    guest_id=guest_id,
                    first_scan_id=UUID(clash.first),
                    second_scan_id=UUID(clash.second),
                    rev=event.rev,
                )
            )
        elif row.state is ConflictState.LAPSED:
            row.state, row.rev = ConflictState.OPEN, event.rev
    for row in rows:
        if row.cid not in present and row.state is ConflictState.OPEN:
            row.state, row.rev = ConflictState.LAPSED, event.rev


def _of_event(
    model: type[Scan] | type[Presence] | type[Conflict], event: Event
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return model.mission_id == event.mission_id, model.event_id == event.id


def _where(event: Event, *conditions: ColumnElement[bool]) -> list[Scan]:
    return list(db.session.scalars(select(Scan).where(*_of_event(Scan, event), *conditions)))


def _presences(event: Event, guest_ids: Sequence[UUID]) -> list[Presence]:
    query = select(Presence).where(*_of_event(Presence, event), Presence.guest_id.in_(guest_ids))
    return list(db.session.scalars(query))


def _conflicts(event: Event, guest_ids: Sequence[UUID]) -> dict[UUID, list[Conflict]]:
    query = select(Conflict).where(*_of_event(Conflict, event), Conflict.guest_id.in_(guest_ids))
    found: dict[UUID, list[Conflict]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.guest_id].append(row)
    return found


def _instant(at: int | None) -> datetime | None:
    return None if at is None else instant(at)


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)

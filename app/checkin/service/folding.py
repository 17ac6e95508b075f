"""From scans to presence and conflicts: kept with every upload, and rebuilt from nothing at will."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    Table,
    bindparam,
    delete,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import aliased

from app.checkin.fold import Clash, Fact, Kind, fold
from app.checkin.fold import Presence as Folded
from app.checkin.instants import instant, milliseconds
from app.checkin.models import Conflict, ConflictState, Presence, Scan
from app.db import db, new_id
from app.events.models import Event

DESK = "desk"
BATCH = 500
PRESENCE = cast(Table, Presence.__table__)


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


@cache
def _concerning() -> Select[Scan]:
    """Asked with every call of a phone, so put together once."""
    return select(Scan).where(Scan.id.in_(union_all(*concerning())))


def concerning() -> tuple[Select[UUID], Select[UUID]]:
    """The ids of the scans of some `guests` of an `event` of a `mission`, and of the voids that name these."""
    named, void = aliased(Scan), aliased(Scan)
    mission: BindParameter[UUID] = bindparam("mission")
    event: BindParameter[UUID] = bindparam("event")
    guests: BindParameter[UUID] = bindparam("guests", expanding=True)
    own = select(Scan.id).where(Scan.mission_id == mission, Scan.event_id == event, Scan.guest_id.in_(guests))
    voids = (
        select(void.id)
        .join(named, (named.mission_id == void.mission_id) & (named.id == void.ref_id))
        .where(named.mission_id == mission, named.event_id == event, named.guest_id.in_(guests))
        .where(void.kind == Kind.VOID)
    )
    return own, voids


def held(event: Event, guest_ids: Collection[UUID]) -> dict[UUID, Scan]:
    """The scans of these guests, and the voids that name them, by their ids."""
    asked = {"mission": event.mission_id, "event": event.id, "guests": list(guest_ids)}
    return {scan.id: scan for scan in db.session.scalars(_concerning(), asked)}


def scans_of(
    event: Event, guest_ids: Collection[UUID], *, known: Mapping[UUID, Scan] | None = None
) -> dict[UUID, list[Scan]]:
    """All scans of these guests; a void stands with the guest whose scan it names. `known`: scans, by their
    ids, that contain all of these; nothing is read then.
    """
    scans = known if known is not None else held(event, guest_ids)
    mine = {scan.id: scan for scan in scans.values() if scan.event_id == event.id}
    found: dict[UUID, list[Scan]] = {guest_id: [] for guest_id in guest_ids}
    owner = {scan.id: scan.guest_id for scan in mine.values() if scan.guest_id}
    voids = [scan for scan in mine.values() if scan.kind == Kind.VOID]
    strangers = {scan.ref_id for scan in voids if scan.ref_id and scan.ref_id not in owner}
    elsewhere = {scan.id for scan in _where(event, Scan.id.in_(strangers))} if strangers else set()
    for scan in mine.values():
        if scan.kind != Kind.VOID and scan.guest_id in found:
            found[scan.guest_id].append(scan)
    for void in voids:
        guest_id = owner.get(void.ref_id) if void.ref_id else None
        if guest_id is None and void.ref_id not in elsewhere:
            guest_id = void.guest_id
        if guest_id in found:
            found[guest_id].append(void)
    return found


def refold(event: Event, guest_ids: Iterable[UUID], *, known: Mapping[UUID, Scan] | None = None) -> None:
    """Bring presence, verdicts and conflicts of these guests up to date; the caller holds the event's
    lock. `known` as `scans_of` takes it; it may hold scans that are not written yet.
    """
    wanted = sorted(set(guest_ids))
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        with db.session.no_autoflush:
            by_guest = scans_of(event, part, known=known)
        states = {guest_id: fold(str(guest_id), map(fact, scans)) for guest_id, scans in by_guest.items()}
        for guest_id, scans in by_guest.items():
            _write_verdicts(scans, states[guest_id])
        _write_presences(event, {guest_id: states[guest_id] for guest_id in part if by_guest[guest_id]})
        _drop_presences(event, [guest_id for guest_id in part if not by_guest[guest_id]])
        # Of one scan alone no conflict can speak.
        doubtful = [guest_id for guest_id in part if len(by_guest[guest_id]) != 1]
        conflicts = _conflicts(event, doubtful) if doubtful else {}
        for guest_id in doubtful:
            _write_conflicts(event, guest_id, conflicts.get(guest_id, ()), states[guest_id].clashes)


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


def _write_presences(event: Event, states: dict[UUID, Folded]) -> None:
    """One statement for all of them, whether they were here before or not."""
    if not states:
        return
    mine = {"mission_id": event.mission_id, "event_id": event.id}
    rows = [{**mine, "id": new_id(), "guest_id": gid, **_facts(state)} for gid, state in states.items()]
    db.session.connection().execute(_upsert(db.session.get_bind().dialect.name), rows)


@cache
def _upsert(dialect: str) -> Executable:
    """Write a presence, or what is new of it; put together once."""
    keys = ("mission_id", "event_id", "guest_id")
    into = postgresql_insert(PRESENCE) if dialect == "postgresql" else sqlite_insert(PRESENCE)
    fresh = {column.key: into.excluded[column.key] for column in PRESENCE.columns}
    for name in ("id", *keys):
        del fresh[name]
    return into.on_conflict_do_update(index_elements=list(keys), set_=fresh)


def _drop_presences(event: Event, guest_ids: Collection[UUID]) -> None:
    if guest_ids:
        db.session.execute(
            delete(Presence).where(*_of_event(Presence, event), Presence.guest_id.in_(guest_ids))
        )


def _facts(state: Folded) -> dict[str, Any]:
    last_at, last_gate = (state.since, state.gate_id) if state.inside else (state.left_at, state.left_gate_id)
    return {
        "inside": state.inside,
        "first_at": _instant(state.first_at),
        "first_gate_id": _uuid(state.first_gate_id),
        "last_at": _instant(last_at),
        "last_gate_id": _uuid(last_gate),
        "seen_at": _instant(state.seen_at),
        "flags": sorted(state.flags),
    }


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

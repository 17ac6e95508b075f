"""What the items of one upload share, and all that they ask of the database, asked at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select, union_all

from app.checkin.fold import Kind
from app.checkin.instants import Sample
from app.checkin.models import Claim, Device, Scan
from app.checkin.service import folding
from app.checkin.wire import Item
from app.db import db
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus


class Known(NamedTuple):
    """As much of a guest as decides on a scan."""

    id: UUID
    mission_id: UUID
    event_id: UUID
    status: GuestStatus
    revoked_rev: int | None
    claimed: bool


# Asked with every upload, so put together once.
_GUESTS = select(
    Guest.id,
    Guest.mission_id,
    Guest.event_id,
    Guest.status,
    Guest.revoked_rev,
    exists().where(
        Claim.mission_id == Guest.mission_id, Claim.event_id == Guest.event_id, Claim.guest_id == Guest.id
    ),
).where(Guest.id.in_(bindparam("ids", expanding=True)))


@cache
def _there() -> Select[Scan]:
    given = select(Scan.id).where(Scan.id.in_(bindparam("ids", expanding=True)))
    naming = select(Scan.id).where(
        Scan.mission_id == bindparam("mission"), Scan.ref_id.in_(bindparam("new", expanding=True))
    )
    return select(Scan).where(Scan.id.in_(union_all(given, naming, *folding.concerning())))


@dataclass(slots=True)
class Batch:
    """`held`: scans that were there before, among them all of the guests in `complete`; `taken`: those of this
    upload; `waiting`: by a scan, the guests of the voids that name it; then the guests to fold anew, to name,
    and whose claims end; `arrived`: the numbers that the server holds from now on.
    """

    device: Device
    event: Event
    sample: Sample
    now: datetime
    late: bool
    may_void: bool
    held: dict[UUID, Scan] = field(default_factory=dict)
    complete: set[UUID] = field(default_factory=set)
    taken: dict[UUID, Scan] = field(default_factory=dict)
    waiting: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    changed: set[UUID] = field(default_factory=set)
    named: set[UUID] = field(default_factory=set)
    settled: set[UUID] = field(default_factory=set)
    arrived: set[int] = field(default_factory=set)
    guests: dict[UUID, Known | None] = field(default_factory=dict)

    def look_up(self, items: Sequence[Item]) -> None:
        """All that the items ask of the database, at once: scans that are there, voids that wait for one of
        these, and guests, whosever they are.
        """
        ids = {item.id for item in items}
        named = {item.ref for item in items if item.kind == Kind.VOID and item.ref}
        guest_ids = self.complete = {item.gid for item in items if item.gid}
        asked = {
            "mission": self.event.mission_id,
            "event": self.event.id,
            "ids": list(ids | named),
            "new": list(ids),
            "guests": list(guest_ids),
        }
        for scan in db.session.scalars(_there(), asked):
            self.held[scan.id] = scan
            self.expect(scan)
        self.guests |= dict.fromkeys(guest_ids)
        for row in db.session.execute(_GUESTS, {"ids": list(guest_ids)}) if guest_ids else ():
            self.guests[row.id] = Known(*row)

    def expect(self, scan: Scan) -> None:
        if scan.ref_id and scan.guest_id and scan.event_id == self.event.id:
            self.waiting[scan.ref_id].add(scan.guest_id)

    def guest(self, guest_id: UUID | None) -> Known | None:
        """Looked up once a batch, whosever guest it is."""
        if guest_id is not None and guest_id not in self.guests:
            row = db.session.execute(_GUESTS, {"ids": [guest_id]}).one_or_none()
            self.guests[guest_id] = Known(*row) if row else None
        return self.guests[guest_id] if guest_id is not None else None

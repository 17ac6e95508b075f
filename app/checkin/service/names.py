"""Guests whom the gate itself names: walk-ins, companions without a name, and whoever a restored server has
forgotten.

What the gate wrote never overwrites a name that the embassy gave.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.audit.actor import Actor
from app.checkin import queries
from app.checkin.fold import Kind, Verdict
from app.checkin.models import Device, Scan
from app.checkin.service import folding
from app.checkin.wire import Item
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestRole


@dataclass(frozen=True, slots=True)
class Details:
    """The last word of the gate on who somebody is; an empty field was not said."""

    name: str = ""
    office: str = ""
    vouched_by: str = ""


def make_guest(event: Event, guest_id: UUID, *, item: Item, device: Device, now: datetime) -> Guest:
    """A guest with the very id that the device gave him, on an invitation of his own."""
    said = item.walk_in
    return invitations.walk_in(
        event,
        guest_id=guest_id,
        name=(said.name if said else "") or item.shown_name,
        office=said.office if said else "",
        vouched_by=said.vouched_by if said else "",
        actor=Actor.device(device.id),
        now=now,
    )


def details(scans: Iterable[Scan]) -> Details:
    """What the scans say of a guest, the later word replacing the earlier, field by field."""
    name = office = vouched_by = ""
    for scan in sorted(scans, key=lambda scan: folding.fact(scan).order):
        said = scan.walk_in or {}
        if scan.kind == Kind.VOID or scan.verdict == Verdict.VOIDED:
            continue
        name = said.get("name") or name
        office = said.get("office") or office
        vouched_by = said.get("vouched_by") or vouched_by
    return Details(name, office, vouched_by)


def apply(event: Event, guest_ids: Collection[UUID]) -> None:
    """Give the guests of these scans the names that the gate found out; the caller holds the event's lock."""
    if not guest_ids:
        return
    by_guest = folding.scans_of(event, guest_ids)
    told = {guest_id: scans for guest_id, scans in by_guest.items() if any(scan.walk_in for scan in scans)}
    for guest_id, guest in queries.guests(event, told).items():
        _apply(guest, told[guest_id], event.rev)


def _apply(guest: Guest, scans: list[Scan], rev: int) -> None:
    found = details(scans)
    said = {(scan.walk_in or {}).get("name", "") for scan in scans} | {scan.shown_name for scan in scans}
    if guest.role is GuestRole.WALK_IN or guest.name in said | {""}:
        invitations.name_place(guest, name=found.name or guest.name, office=found.office, rev=rev)
    if found.vouched_by not in ("", guest.vouched_by):
        guest.vouched_by, guest.rev = found.vouched_by, rev

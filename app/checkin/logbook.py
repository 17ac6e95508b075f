"""What one phone recorded at one event, line by line, for whoever must explain an evening. No note, no badge and
nothing of another event is in it.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import names, queries
from app.checkin.fold import Verdict
from app.checkin.models import Device, Quarantined, Scan
from app.events.models import Event
from app.i18n import gettext, listed
from app.invitations.models import Guest
from app.invitations.names import badge_number
from app.web.filters import moment

TO_THE_SECOND = "d MMM, HH:mm:ss"


def columns() -> list[str]:
    return [
        gettext("Scan"),
        gettext("Time"),
        gettext("Arrived"),
        gettext("What"),
        gettext("No."),
        gettext("Guest"),
        gettext("Gate"),
        gettext("Held by"),
        gettext("How"),
        gettext("Result"),
        gettext("Remarks"),
    ]


def rows(event: Event, device: Device) -> list[list[str]]:
    """In the phone's own order; what was set apart says why."""
    scans, apart = queries.scans_by(device, event), queries.set_apart_by(device, event)
    concerned = {scan.guest_id for scan in scans if scan.guest_id}
    guests = queries.guests(event, concerned)
    gates = {gate.id: gate.name for gate in queries.gates(event)}
    numbered = [(scan.seq, _line(event, scan, guests, gates.get(scan.gate_id, ""))) for scan in scans]
    numbered += [(row.seq or 0, _apart(event, row)) for row in apart]
    return [line for _seq, line in sorted(numbered, key=lambda pair: pair[0])]


def note_export(event: Event, device: Device, *, actor: Actor, now: datetime) -> None:
    audit.record(
        "checkin.export_log",
        "device",
        device.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
    )


def _line(event: Event, scan: Scan, guests: Mapping[UUID, Guest], gate: str) -> list[str]:
    guest = guests.get(scan.guest_id) if scan.guest_id else None
    return [
        str(scan.seq),
        moment(scan.t_eff, event.zone, TO_THE_SECOND),
        moment(scan.received_at, event.zone, TO_THE_SECOND),
        gettext(names.KIND_NAMES[scan.kind]),
        badge_number(guest.badge_number) if guest else "",
        (guest.name if guest else "") or scan.shown_name,
        gate,
        scan.operator,
        gettext(names.METHOD_NAMES[scan.method]),
        gettext(names.VERDICT_NAMES[Verdict(scan.verdict)]),
        listed([*(gettext(names.FLAG_NAMES[flag]) for flag in scan.flags), scan.override_reason]),
    ]


def _apart(event: Event, row: Quarantined) -> list[str]:
    """What it says is not trusted, so only that it came."""
    known = [str(row.seq or ""), "", moment(row.at, event.zone, TO_THE_SECOND)]
    return [*known, *[""] * 6, gettext("set apart"), gettext(names.REASON_NAMES[row.reason])]

"""An evening at the door: two lanes, one phone on the street, scans as phones send them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import Any
from uuid import UUID

from app.accounts.models import Role
from app.audit.actor import Actor
from app.checkin import queries
from app.checkin.fold import Kind
from app.checkin.instants import Sample, stamp
from app.checkin.models import Device, DeviceState, Gate, Method, Right
from app.checkin.service import deciding, enrolling, receiving
from app.checkin.wire import Envelope
from app.db import new_id
from app.demo.founding import Embassy
from app.demo.reading import Calendar
from app.events import service as events
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus, Invitation

WALK_INS = (
    ("Yusra Tabassum", "Interpreter of the Chairman of the Friendship Group", "Syed Ibtihaj Rizwan"),
    ("Petr Vosmíkovec", "Second Secretary, Embassy of Czechia", "Bořivoj Křenovský"),
    ("Ayten Gülsaran", "Photographer, Mayak-East Review", "Xəzərnisə Mirzəyarlı"),
)
CLOCK = Sample(offset_ms=-140, rtt_ms=85, age_s=40)
BATCH = 300  # seconds
LAG = timedelta(seconds=2)
BUILD = "demo"


@dataclass(slots=True)
class Phone:
    """A device at its gate, with what it has recorded and not yet sent."""

    device: Device
    gate: Gate
    operator: str
    recorded: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    def record(self, at: datetime, kind: Kind, *, guest: Guest | None = None, **more: Any) -> None:
        """Keep one scan; its number is given when all are in order."""
        scan = {
            "id": str(new_id()),
            "kind": kind.value,
            "gid": str(guest.id) if guest else None,
            "h": guest.badge_hash[:32] or None if guest else None,
            "walk_in": None,
            "shown_name": guest.name if guest else "",
            "gate_id": str(self.gate.id),
            "operator": self.operator,
            "method": Method.QR.value,
            "device_time": stamp(at),
            "mono_ms": 0,
            "known_rev": 0,
            "known_epoch": "",
            "advice": "expected",
            "override_reason": None,
            "ref": None,
            "note": "",
        }
        self.recorded.append((at, scan | more))

    def number(self) -> None:
        """Count on from what the server holds, in the order of recording."""
        self.recorded.sort(key=lambda pair: pair[0])
        for seq, (_at, scan) in enumerate(self.recorded, start=self.device.expected_seq):
            scan["seq"] = seq

    def batches(self) -> Iterator[tuple[datetime, list[dict[str, Any]]]]:
        """What is sent in each five minutes, in the order of recording, with the time of sending."""
        self.number()
        for _window, pairs in groupby(self.recorded, key=lambda pair: pair[0].timestamp() // BATCH):
            batch = list(pairs)
            yield batch[-1][0] + LAG, [scan for _at, scan in batch]


Phones = tuple[Phone, Phone, Phone]


def hold(
    embassy: Embassy,
    event: Event,
    gates: list[Gate],
    invitations: Iterable[Invitation],
    *,
    calendar: Calendar,
) -> list[UUID]:
    """Admit whoever came; returns their ids. Most who accepted came, and a few who had not replied."""
    phones = enrol(event, gates, actor=embassy.staff[Role.PROTOCOL_OFFICER], at=calendar.instant("17:40"))
    came = arrive(phones, event, invitations, doors=calendar.instant("18:20"))
    _deliver(event, phones)
    _settle(embassy, event, at=calendar.instant("19:40"))
    return came


def arrive(phones: Phones, event: Event, invitations: Iterable[Invitation], *, doors: datetime) -> list[UUID]:
    """Let the phones record an evening whose doors open at `doors`; returns who came."""
    draw = Random(1930)  # noqa: S311 - the same evening every time, not a secret
    street, left, right = phones
    came: list[UUID] = []
    for invitation in invitations:
        coming = [guest for guest in invitation.guests if _comes(guest, draw)]
        arrival = doors + timedelta(minutes=draw.triangular(0, 75, 18), seconds=draw.randrange(60))
        if coming and draw.random() < 0.6:
            street.record(arrival - timedelta(minutes=draw.uniform(2, 4)), Kind.SIGHTED, guest=coming[0])
        lane = draw.choice((left, right))
        for place, guest in enumerate(coming):
            _admit(lane, guest, arrival + timedelta(seconds=8 * place), draw)
            came.append(guest.id)
            if draw.random() < 0.3:
                leaves = doors + timedelta(minutes=100 + draw.uniform(0, 40))
                lane.record(leaves, Kind.EXIT, guest=guest, method=Method.SEARCH.value)
    for minute, (name, office, vouched_by) in enumerate(WALK_INS, start=25):
        right.record(
            doors + timedelta(minutes=minute),
            Kind.ENTRY,
            gid=str(new_id()),
            walk_in={"name": name, "office": office, "vouched_by": vouched_by},
            shown_name=name,
            method=Method.WALK_IN.value,
            advice="unknown",
        )
    _twice(left, right, event, at=doors + timedelta(minutes=60))
    return came


def enrol(event: Event, gates: list[Gate], *, actor: Actor, at: datetime) -> Phones:
    """A phone on the street and two at the door; those that are there already go on."""
    outer, door = gates
    known = {
        device.name: device
        for device, _grant, _gate in queries.devices(event)
        if device.app_build == BUILD and device.state is DeviceState.ACTIVE
    }

    def phone(gate: Gate, name: str, operator: str) -> Phone:
        if name in known:
            return Phone(known[name], gate, operator)
        code = enrolling.make_code(gate, rights=list(Right), actor=actor, now=at)
        made = enrolling.enrol(
            code, device=None, device_name=name, operator=operator, app_build=BUILD, now=at
        )
        return Phone(made.device, gate, operator)

    return (
        phone(outer, "Street phone", "Bilal"),
        phone(door, "Door, left lane", "Emin"),
        phone(door, "Door, right lane", "Könül"),
    )


def _comes(guest: Guest, draw: Random) -> bool:
    chance = {GuestStatus.ACCEPTED: 0.93, GuestStatus.UNANSWERED: 0.12}.get(guest.status, 0.0)
    return bool(guest.name) and draw.random() < chance


def _admit(lane: Phone, guest: Guest, at: datetime, draw: Random) -> None:
    method = Method.QR if guest.badge_hash and draw.random() < 0.75 else Method.SEARCH
    advice = "expected" if guest.status is GuestStatus.ACCEPTED else "unanswered"
    lane.record(at, Kind.ENTRY, guest=guest, method=method.value, advice=advice)


def _twice(left: Phone, right: Phone, event: Event, *, at: datetime) -> None:
    """One badge shown again at the other lane: what the protocol officer has to look at."""
    seen = {scan["gid"]: scan for _at, scan in left.recorded if scan["kind"] == Kind.ENTRY.value}
    gone = {scan["gid"] for _at, scan in left.recorded if scan["kind"] == Kind.EXIT.value}
    again = next((scan for gid, scan in seen.items() if gid not in gone), None)
    if again and (guest := queries.guests(event, [UUID(again["gid"])]).get(UUID(again["gid"]))):
        right.record(at, Kind.ENTRY, guest=guest)


def _deliver(event: Event, phones: Iterable[Phone]) -> None:
    sent = [(at, phone, scans) for phone in phones for at, scans in phone.batches()]
    for at, phone, scans in sorted(sent, key=lambda one: one[0]):
        envelope = Envelope(app_build=BUILD, sample=CLOCK, items=list(scans), known_rev=event.rev)
        events.touch(event)
        receiving.receive(queries.post(phone.device.credential_hash, event.id), envelope=envelope, now=at)


def _settle(embassy: Embassy, event: Event, *, at: datetime) -> None:
    for conflict in queries.open_conflicts(event):
        deciding.resolve(
            conflict,
            event,
            action=deciding.SEEN,
            note="Stepped out to his car and came back with the same badge.",
            operator="Emin",
            actor=embassy.staff[Role.PROTOCOL_OFFICER],
            now=at,
        )

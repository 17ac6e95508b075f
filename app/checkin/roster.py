"""A guest as a device may know him: names, office, party and badge hash; no address, telephone, note or
secret.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app.checkin import memory as memories
from app.checkin.advise import Subject
from app.db import db
from app.directory.models import AddressForm, NameKind, Person, Photo, Usage
from app.errors import NotFound
from app.events.models import Event, EventStatus, ReplyMode
from app.invitations.models import Guest, GuestRole, GuestStatus, InvitationStatus
from app.missions.queries import state_name
from app.names import search_keys
from app.rsvps.models import SensitiveAnswer, SensitiveKind
from app.tokens import KeyRing, digest

SILENCE = {
    ReplyMode.RSVP: "unanswered",
    ReplyMode.REGRETS_ONLY: "presumed",
    ReplyMode.TO_REMIND: "expected",
    ReplyMode.NONE: "presumed",
}
HEARD = (NameKind.PRIMARY, NameKind.NATIVE, NameKind.AS_HEARD, NameKind.ALIAS)
HASH_LENGTH = 32


def status(event: Event, guest: Guest) -> str:
    """The guest's status in the words of the gate. A letter not yet sent is none of them: the gate asks."""
    if event.status is EventStatus.CANCELLED:
        return "cancelled"
    if guest.status is GuestStatus.REVOKED or guest.invitation.status is InvitationStatus.WITHDRAWN:
        return "revoked"
    if guest.role is GuestRole.WALK_IN:
        return "walk_in"
    if guest.status is GuestStatus.ACCEPTED:
        return "expected"
    if guest.status is GuestStatus.UNANSWERED:
        return "draft" if guest.invitation.status is InvitationStatus.DRAFT else SILENCE[event.reply_mode]
    return guest.status.value


def subject(event: Event, guest: Guest, *, badge: str | None = None) -> Subject:
    """The guest as `advise` takes him."""
    return Subject(str(guest.id), status(event, guest), bool(guest.name), badge)


def old_badges(event: Event, guest: Guest, keys: KeyRing) -> list[str]:
    """Hashes of the badges that were issued before the present one."""
    earlier = range(1, guest.badge_generation)
    return [digest(keys.badge_code(event.mission_id, guest.id, number))[:HASH_LENGTH] for number in earlier]


def by_old_badge(event: Event, h: str, keys: KeyRing) -> Guest | None:
    """The guest to whom a superseded badge belonged."""
    query = select(Guest).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    again = db.session.scalars(query.where(Guest.badge_generation > 1))
    return next((guest for guest in again if h in old_badges(event, guest, keys)), None)


@cache
def _one() -> Select[Guest]:
    """Asked with every claim, so put together once."""
    return select(Guest).where(Guest.id == bindparam("guest")).options(joinedload(Guest.invitation))


def guest(event: Event, guest_id: UUID) -> Guest:
    """With his invitation. Raises NotFound."""
    found = db.session.scalars(_one(), {"guest": guest_id}).one_or_none()
    if found is None or (found.mission_id, found.event_id) != (event.mission_id, event.id):
        raise NotFound
    return found


def page(event: Event, *, after: UUID | None, limit: int) -> list[Guest]:
    """Guests of the event in the order of their ids."""
    query = _guests(event).order_by(Guest.id).limit(limit)
    return list(db.session.scalars(query.where(Guest.id > after) if after else query))


def between(event: Event, low: int, high: int) -> list[Guest]:
    """Guests whose row moved after rev `low`, up to `high`."""
    return list(
        db.session.scalars(_guests(event).where(Guest.rev > low, Guest.rev <= high).order_by(Guest.id))
    )


def lines(
    event: Event, guests: Sequence[Guest], keys: KeyRing, *, memory: bool = False
) -> list[dict[str, Any]]:
    """The guests as JSON, in the order given; what is asked of the database does not grow with their
    number. With `memory` each says what the embassy remembers of him (only for the arrivals board).
    """
    person_ids = {guest.person_id for guest in guests if guest.person_id}
    persons = {row.id: row for row in _persons(event, person_ids)}
    announced = _announcements(event, person_ids)
    plates = _plates(event, [guest.id for guest in guests])
    parties = _parties(event, {guest.invitation_id for guest in guests})
    remembered = memories.of_persons(event, person_ids) if memory else {}
    portrayed = _portrayed(event, person_ids) if memory else set()
    states = {code: state_name(code) for code in {guest.state for guest in guests}}
    found = []
    for guest in guests:
        person = persons.get(guest.person_id) if guest.person_id else None
        known = _names(guest, person)
        found.append(
            {
                "gid": str(guest.id),
                "iid": str(guest.invitation_id),
                "rev": guest.rev,
                "status": status(event, guest),
                "line": guest.name,
                "names": known,
                "keys": sorted(search_keys(known)),
                "office": guest.office,
                "organisation": guest.organisation,
                "state": states[guest.state],
                "category": guest.category.value,
                "role": guest.role.value,
                "spouse": _partner(guest, parties[guest.invitation_id]),
                "plates": plates[guest.id],
                "pronunciation": person.pronunciation if person else "",
                "announcement": announced.get(guest.person_id, "") if guest.person_id else "",
                "alert": guest.category.value == "vip",
                "badge": _badge(guest),
                **(
                    {"memory": remembered.get(guest.person_id), "photo": guest.person_id in portrayed}
                    if memory and guest.person_id
                    else {}
                ),
                "old_badges": [{"h": h, "s": "superseded"} for h in old_badges(event, guest, keys)],
            }
        )
    return found


def portrait(event: Event, guest_id: UUID) -> bytes:
    """As JPEG. Raises NotFound, also for a guest of whom there is none."""
    mine = (Photo.mission_id == event.mission_id, Photo.person_id == guest(event, guest_id).person_id)
    found = db.session.scalars(select(Photo.jpeg).where(*mine)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _portrayed(event: Event, person_ids: Collection[UUID]) -> set[UUID]:
    query = select(Photo.person_id).where(Photo.mission_id == event.mission_id)
    return set(db.session.scalars(query.where(Photo.person_id.in_(person_ids))))


def _guests(event: Event) -> Select[Guest]:
    query = select(Guest).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    return query.options(selectinload(Guest.invitation))


def _badge(guest: Guest) -> dict[str, Any] | None:
    if not guest.badge_hash:
        return None
    return {
        "no": guest.badge_number,
        "h": guest.badge_hash[:HASH_LENGTH],
        "s": "active",
    }


def _names(guest: Guest, person: Person | None) -> list[str]:
    """The line first, then every form of the person's name that might be said or typed."""
    known = [name.full for name in person.names if name.kind in HEARD] if person else []
    return list(dict.fromkeys(name for name in [guest.name, *known] if name))


def _partner(guest: Guest, party: Iterable[Guest]) -> str:
    return ", ".join(other.name for other in party if other.id != guest.id and other.name)


def _persons(event: Event, person_ids: Collection[UUID]) -> Iterable[Person]:
    query = select(Person).where(Person.mission_id == event.mission_id, Person.id.in_(person_ids))
    return db.session.scalars(query.options(selectinload(Person.names)))


def _announcements(event: Event, person_ids: Collection[UUID]) -> dict[UUID, str]:
    query = select(AddressForm.person_id, AddressForm.text).where(
        AddressForm.mission_id == event.mission_id,
        AddressForm.person_id.in_(person_ids),
        AddressForm.usage == Usage.ANNOUNCEMENT,
    )
    return {row.person_id: row.text for row in db.session.execute(query)}


def _plates(event: Event, guest_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    query = select(SensitiveAnswer.guest_id, SensitiveAnswer.text).where(
        SensitiveAnswer.mission_id == event.mission_id,
        SensitiveAnswer.guest_id.in_(guest_ids),
        SensitiveAnswer.kind == SensitiveKind.PLATE,
        SensitiveAnswer.text != "",
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.guest_id].append(row.text)
    return found


def _parties(event: Event, invitation_ids: Collection[UUID]) -> dict[UUID, list[Guest]]:
    query = select(Guest).where(Guest.mission_id == event.mission_id, Guest.invitation_id.in_(invitation_ids))
    found: dict[UUID, list[Guest]] = defaultdict(list)
    for guest in db.session.scalars(query.order_by(Guest.position)):
        found[guest.invitation_id].append(guest)
    return found

"""From what stands in the address of a page to a filter of the guest list."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import Select, select

from app.db import db
from app.directory.queries.search import BY_NAME, search_ids
from app.events.models import Event
from app.i18n import gettext
from app.invitations.models import Guest
from app.invitations.queries import Filter
from app.invitations.signals import Sought, guests_sought
from app.names import rank

FOUND_AT_MOST = 30
LONGEST = 100


def narrowed(event: Event, values: Mapping[str, str] | None = None, *, q: str = "") -> Filter:
    """`q` is looked up as the gate would: any spelling or script, office, household, telephone, badge number."""
    values = values or {}
    text = (q or values.get("q", "")).strip()[:LONGEST]
    return Filter(
        q=text,
        status=values.get("status", ""),
        category=values.get("category", ""),
        channel=values.get("channel", ""),
        found=_sought(event, text) if text else {},
    )


def _sought(event: Event, text: str) -> dict[UUID, str]:
    """What was found, best first, and by what: invitation → why."""
    hits = search_ids(
        event.mission_id, text, FOUND_AT_MOST, among=_of(event).with_only_columns(Guest.person_id)
    )
    by_person = {hit.person_id: hit for hit in hits}
    found = [
        (by_person[guest.person_id].score, guest.invitation_id, by_person[guest.person_id].why)
        for guest in db.session.scalars(_of(event).where(Guest.person_id.in_(by_person)))
        if guest.person_id
    ]
    # Companions and walk-ins stand in no directory: there are few, and all of them are compared.
    alone = _of(event).where(Guest.person_id.is_(None), Guest.name != "")
    rows = db.session.execute(alone.with_only_columns(Guest.invitation_id, Guest.name))
    named = [(invitation_id, [name]) for invitation_id, name in rows]
    found += [(hit.score, hit.key, gettext(BY_NAME)) for hit in rank(text, named, limit=FOUND_AT_MOST)]
    sought = Sought(event, text)
    guests_sought.send(sought)
    for guest in db.session.scalars(_of(event).where(Guest.id.in_(sought.found))):
        found.append((1.0, guest.invitation_id, sought.found[guest.id]))
    best: dict[UUID, str] = {}
    for _score, invitation_id, why in sorted(found, key=lambda one: -one[0]):
        best.setdefault(invitation_id, why)
    return best


def _of(event: Event) -> Select[Guest]:
    return select(Guest).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)


def ids_in(texts: Iterable[str]) -> list[UUID]:
    """The ids among what a form or an address holds; anything else is passed over."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

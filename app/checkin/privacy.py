"""What the gate holds about a person, and what goes when he is forgotten."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from app.checkin.models import ListLine, Presence, Scan
from app.db import db
from app.directory.disclosing import Sections, plain_rows
from app.directory.models import Person
from app.directory.signals import person_disclosed
from app.invitations.models import Guest
from app.invitations.signals import guests_forgotten


def init() -> None:
    person_disclosed.connect(on_disclosed)
    guests_forgotten.connect(on_forgotten)


def on_disclosed(person: Person, **_others: Any) -> Sections:
    own = select(Guest.id).where(Guest.person_id == person.id)
    return {
        "scan": plain_rows(Scan, Scan.guest_id.in_(own)),
        "presence": plain_rows(Presence, Presence.guest_id.in_(own)),
        "line_of_a_printed_list": plain_rows(ListLine, ListLine.guest_id.in_(own)),
    }


def on_forgotten(_sender: None, *, guests: Sequence[Guest], **_others: Any) -> None:
    """That somebody came at that hour stays; who it was does not. This is the second door beside retention."""
    ids = [guest.id for guest in guests]
    scans = update(Scan).where(Scan.guest_id.in_(ids))
    db.session.execute(scans.values(shown_name="", note="", override_reason="", walk_in=None))
    lines = update(ListLine).where(ListLine.guest_id.in_(ids))
    db.session.execute(lines.values(name="", office="", organisation="", sort_key=""))
    db.session.flush()

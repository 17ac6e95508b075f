"""Noting who invited us, and whether we went."""

from dataclasses import dataclass
from datetime import date, datetime

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory.models import Organisation, Outcome, Person, ReceivedInvitation


@dataclass(frozen=True, slots=True)
class ReceivedFacts:
    """An invitation to us; `by`: who went for the embassy."""

    on: date
    occasion: str
    outcome: Outcome = Outcome.OPEN
    by: str = ""


def note_received(
    host: Person | Organisation, facts: ReceivedFacts, *, actor: Actor, now: datetime
) -> ReceivedInvitation:
    """The host invited us."""
    row = ReceivedInvitation(
        id=new_id(), mission_id=host.mission_id, noted_at=now, noted_by=actor.id, on=facts.on
    )
    row.person_id = host.id if isinstance(host, Person) else None
    row.organisation_id = host.id if isinstance(host, Organisation) else None
    row.occasion, row.outcome, row.by = facts.occasion, facts.outcome, facts.by
    db.session.add(row)
    db.session.flush()
    _audit("received.note", row, actor=actor, now=now)
    return row


def drop_received(row: ReceivedInvitation, *, actor: Actor, now: datetime) -> None:
    """It was noted by mistake."""
    _audit("received.drop", row, actor=actor, now=now)
    db.session.delete(row)
    db.session.flush()


def _audit(verb: str, row: ReceivedInvitation, *, actor: Actor, now: datetime) -> None:
    audit.record(verb, "received_invitation", row.id, actor=actor, now=now, mission_id=row.mission_id)

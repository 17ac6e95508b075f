"""One entry of the audit trail about an invitation or a guest."""

from collections.abc import Iterable
from datetime import datetime

from app.audit import service as audit
from app.audit.actor import Actor
from app.invitations.models import Guest, Invitation


def record(
    verb: str, subject: Invitation | Guest, *, actor: Actor, now: datetime, fields: Iterable[str] = ()
) -> None:
    audit.record(
        verb,
        subject.__tablename__,
        subject.id,
        actor=actor,
        now=now,
        mission_id=subject.mission_id,
        event_id=subject.event_id,
        fields=fields,
    )

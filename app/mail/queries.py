"""What the outbox looks like: for the worker and for the desk's page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.db import db
from app.mail import transports
from app.mail.errors import LetterNotFound
from app.mail.models import LetterState, Outbox, OutboxAttempt

WAITING = (LetterState.QUEUED, LetterState.SENDING)
TO_DECIDE = (LetterState.FAILED, LetterState.UNCERTAIN, LetterState.BOUNCED)


@dataclass(frozen=True)
class Summary:
    """How many letters are in each state, since when the oldest waits, and when the next one tries."""

    counts: dict[LetterState, int]
    oldest_waiting: datetime | None
    next_try: datetime | None

    def count(self, *states: LetterState) -> int:
        return sum(self.counts.get(state, 0) for state in states)


def missions_waiting(now: datetime) -> list[UUID | None]:
    """Missions with a letter due, the one with the most urgent letter first, then who has waited longest."""
    due = (
        select(Outbox.mission_id)
        .where(Outbox.state == LetterState.QUEUED, Outbox.next_at <= now)
        .group_by(Outbox.mission_id)
        .order_by(func.min(Outbox.priority), func.min(Outbox.next_at))
    )
    return list(db.session.scalars(due))


def get(mission_id: UUID, letter_id: UUID) -> Outbox:
    """Raises LetterNotFound."""
    row = db.session.scalars(
        select(Outbox).where(Outbox.id == letter_id, Outbox.mission_id == mission_id)
    ).first()
    if row is None:
        raise LetterNotFound
    return row


def attempts(letter_id: UUID) -> Sequence[OutboxAttempt]:
    """Every try for one letter, oldest first."""
    query = select(OutboxAttempt).where(OutboxAttempt.outbox_id == letter_id)
    return db.session.scalars(query.order_by(OutboxAttempt.started_at, OutboxAttempt.id)).all()


def summary(mission_id: UUID, *, event_id: UUID | None = None) -> Summary:
    """The mission's outbox, or one event's part of it."""
    of = _of(mission_id, event_id)
    counts = db.session.execute(
        select(Outbox.state, func.count().label("number")).where(*of).group_by(Outbox.state)
    ).all()
    waiting = select(func.min(Outbox.created_at), func.min(Outbox.next_at)).where(
        *of, Outbox.state.in_(WAITING)
    )
    oldest, next_try = db.session.execute(waiting).one()
    way = transports.state(mission_id)
    if next_try is not None and way is not None and way.until is not None:
        next_try = max(next_try, way.until)
    return Summary({row.state: row.number for row in counts}, oldest, next_try)


def letters(
    mission_id: UUID,
    *,
    event_id: UUID | None = None,
    states: Sequence[LetterState] = (),
    recipient_ref: str = "",
    limit: int = 100,
    offset: int = 0,
) -> Sequence[Outbox]:
    """Letters, the newest first."""
    query = select(Outbox).where(*_of(mission_id, event_id))
    if states:
        query = query.where(Outbox.state.in_(states))
    if recipient_ref:
        query = query.where(Outbox.recipient_ref == recipient_ref)
    query = query.order_by(Outbox.created_at.desc(), Outbox.id.desc())
    return db.session.scalars(query.limit(limit).offset(offset)).all()


def latest_of(mission_id: UUID, recipient_refs: Sequence[str]) -> dict[str, Outbox]:
    """The newest letter to each of these recipients, for a list that shows what became of it."""
    query = (
        select(Outbox)
        .where(Outbox.mission_id == mission_id, Outbox.recipient_ref.in_(recipient_refs))
        .order_by(Outbox.created_at, Outbox.id)
    )
    return {row.recipient_ref: row for row in db.session.scalars(query)}


def refused_campaigns(campaign_ids: Collection[UUID]) -> dict[UUID | None, tuple[str, str]]:
    """Which of these campaigns were stopped by refusals, with the code and the words of the refusal."""
    if not campaign_ids:
        return {}
    query = (
        select(Outbox.campaign_id, func.max(Outbox.last_code), func.max(Outbox.last_text))
        .where(Outbox.campaign_id.in_(campaign_ids), Outbox.state == LetterState.HELD, Outbox.last_code != "")
        .group_by(Outbox.campaign_id)
    )
    return {campaign: (code, text) for campaign, code, text in db.session.execute(query)}


def _of(mission_id: UUID, event_id: UUID | None) -> list[ColumnElement[bool]]:
    return [Outbox.mission_id == mission_id] + ([Outbox.event_id == event_id] if event_id else [])

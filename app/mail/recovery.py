"""Putting right what dead workers and the passing of time left behind. All run in the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult

from app.db import db
from app.i18n import N_
from app.mail import service
from app.mail.claims import MOST_ATTEMPTS, close_attempt, doubt, end, fail, requeue
from app.mail.delivery import Delivery, Outcome
from app.mail.models import LetterState, Outbox, OutboxAttempt, Phase, Returned, UncertainPolicy

STOPPED = N_("The worker stopped before there was an answer.")
AT_ONCE = 500


def recover(now: datetime) -> int:
    """Take over the letters of workers that are gone. Returns how many.

    Before the handover nobody else can own the letter, so it is sent again; after it nobody knows.
    """
    query = select(Outbox).where(Outbox.state == LetterState.SENDING, Outbox.lease_until < now)
    rows = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        in_doubt = row.phase is Phase.HANDOFF
        delivery = Delivery(
            Outcome.UNCERTAIN if in_doubt else Outcome.RETRY, row.phase or Phase.CLAIMED, None, STOPPED
        )
        row.last_code, row.last_text = "", delivery.text
        open_ones = select(OutboxAttempt.id).where(
            OutboxAttempt.outbox_id == row.id, OutboxAttempt.ended_at.is_(None)
        )
        for attempt_id in db.session.scalars(open_ones).all():
            close_attempt(attempt_id, delivery, now)
        if in_doubt:
            doubt(row, now)
        elif row.attempts >= MOST_ATTEMPTS:
            fail(row, now)
        else:
            requeue(row, now)
    return len(rows)


def expire(now: datetime) -> int:
    """End what may not leave any more because its time has passed. Returns how many."""
    query = select(Outbox).where(Outbox.state == LetterState.QUEUED, Outbox.expires_at <= now)
    rows = db.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        end(row, LetterState.EXPIRED, row.last_text, now)
    return len(rows)


def resend_uncertain(now: datetime) -> int:
    """Send once more what is waited for and may not have left. Returns how many."""
    query = select(Outbox).where(
        Outbox.state == LetterState.UNCERTAIN,
        Outbox.uncertain_policy == UncertainPolicy.RESEND,
        Outbox.uncertain_resends == 0,
        Outbox.next_at <= now,
    )
    rows = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        service.again(row, now=now)
    return len(rows)


def purge(before: datetime) -> int:
    """Forget what letters said that left before then, and what came back. Returns how many letters."""
    gone = update(Outbox).where(
        Outbox.state.in_([LetterState.SENT, LetterState.BOUNCED]),
        Outbox.finished_at < before,
        Outbox.text != "",
    )
    db.session.execute(delete(Returned).where(Returned.at < before))
    return _count(db.session.execute(gone.values(text="", html="", ics="", headers={})))


def _count(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0

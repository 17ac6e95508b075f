"""Taking a letter out of the queue and putting it back: leases, fencing, results, recovery.

Whoever holds the lease token may write; every write carries it. Functions run in the caller's transaction.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult

from app.db import db
from app.mail import service, transports
from app.mail.delivery import Delivery, Outcome, Timeouts
from app.mail.message import Attachment, Parts
from app.mail.models import LetterState, Outbox, OutboxAttempt, Phase, UncertainPolicy
from app.mail.signals import Leaving, letter_leaving, letter_settled

MARGIN = timedelta(seconds=60)
LADDER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
MOST_ATTEMPTS = 8
JITTER = 0.2
RESEND_AFTER = timedelta(minutes=15)
EQUAL_REFUSALS = 5
SUPERSEDED = "A newer letter says the same."


class UnpreparedError(Exception):
    """A receiver failed to make a letter ready; `letter_id` is the letter, the cause is the receiver's."""

    def __init__(self, letter_id: UUID) -> None:
        super().__init__(str(letter_id))
        self.letter_id = letter_id


@dataclass(frozen=True)
class Claim:
    """A letter in our hands. `parts` and what is supplied with them exist in memory only."""

    letter_id: UUID
    token: UUID
    attempt_id: UUID
    lease_until: datetime
    parts: Parts
    secrets: dict[str, str] = field(repr=False)
    attachments: list[Attachment] = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """What became of asking for a letter: `claim` to deliver; or none, and whether to ask again."""

    claim: Claim | None
    more: bool


def lease(phase: Phase, timeouts: Timeouts, now: datetime) -> datetime:
    """Until when whoever reached `phase` at `now` must be given time."""
    return now + timedelta(seconds=timeouts.of(phase)) + MARGIN


def claim(*, mission_id: UUID | None, worker: str, sender: str, timeouts: Timeouts, now: datetime) -> Taken:
    """Take the mission's next letter that is due. Raises UnpreparedError; roll back, then call `spoil`.

    A letter that must not leave any more is brought to its end instead, and the next may be asked for.
    """
    row = _next_due(mission_id, now)
    if row is None:
        return Taken(None, more=False)
    if row.expires_at is not None and row.expires_at <= now:
        _end(row, LetterState.EXPIRED, "", now)
        return Taken(None, more=True)
    leaving = _ask(row, now)
    if leaving.refused_as is not None:
        _end(row, leaving.refused_as, leaving.reason, now)
        return Taken(None, more=True)
    if leaving.rewritten is not None and not service.rewrite(row, leaving.rewritten):
        _end(row, LetterState.CANCELLED, SUPERSEDED, now)
        return Taken(None, more=True)
    until = lease(Phase.CLAIMED, timeouts, now)
    if not transports.admits(now, probe_for=until - now):
        return Taken(None, more=False)
    row.state, row.phase = LetterState.SENDING, Phase.CLAIMED
    row.lease_token, row.lease_until = uuid4(), until
    row.attempts += 1
    attempt = OutboxAttempt(outbox_id=row.id, worker=worker, started_at=now)
    db.session.add(attempt)
    db.session.flush()
    parts = _parts(row, sender, now)
    return Taken(
        Claim(row.id, row.lease_token, attempt.id, until, parts, leaving.secrets, leaving.attachments),
        more=True,
    )


def spoil(letter_id: UUID, *, worker: str, now: datetime) -> None:
    """Put a letter that could not be made ready back, for a later time."""
    row = db.session.scalars(select(Outbox).where(Outbox.id == letter_id).with_for_update()).one()
    if row.state is not LetterState.QUEUED:
        return
    row.attempts += 1
    text = "The letter could not be made ready."
    db.session.add(OutboxAttempt(outbox_id=row.id, worker=worker, started_at=now, ended_at=now, text=text))
    _retry(row, Delivery(Outcome.RETRY, Phase.CLAIMED, None, text), now)


def renew(claim: Claim, phase: Phase, *, until: datetime) -> bool:
    """Write down how far the letter got, and hold it longer. False: it is not ours any more."""
    return _fenced(claim, phase=phase, lease_until=until)


def settle(claim: Claim, delivery: Delivery, *, now: datetime) -> bool:
    """Write down what came of it. False: it is not ours any more, and nothing was written."""
    query = select(Outbox).where(Outbox.id == claim.letter_id, Outbox.lease_token == claim.token)
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if row is None:
        return False
    _close_attempt(claim.attempt_id, delivery, now)
    transports.learn(delivery, now=now)
    row.last_code, row.last_text = str(delivery.code or ""), delivery.text[:500]
    if delivery.outcome is Outcome.SENT:
        _end(row, LetterState.SENT, delivery.text, now)
    elif delivery.outcome is Outcome.FAILED:
        _fail(row, now)
    elif delivery.outcome is Outcome.UNCERTAIN:
        _doubt(row, now)
    elif delivery.outcome is Outcome.RETRY:
        _retry(row, delivery, now)
    else:
        # the way out is closed, whatever this letter says: it keeps its place, behind those not yet tried
        row.attempts -= 1
        _requeue(row, now)
    return True


def recover(now: datetime) -> int:
    """Take over the letters of workers that are gone. Returns how many.

    Before the handover nobody else can own the letter, so it is sent again; after it nobody knows.
    """
    query = select(Outbox).where(Outbox.state == LetterState.SENDING, Outbox.lease_until < now)
    rows = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        delivery = Delivery(
            Outcome.UNCERTAIN if row.phase is Phase.HANDOFF else Outcome.RETRY,
            row.phase or Phase.CLAIMED,
            None,
            "The worker stopped before there was an answer.",
        )
        row.last_code, row.last_text = "", delivery.text
        for attempt in _open_attempts(row.id):
            _close_attempt(attempt.id, delivery, now)
        if delivery.outcome is Outcome.UNCERTAIN:
            _doubt(row, now)
        elif row.attempts >= MOST_ATTEMPTS:
            _fail(row, now)
        else:
            _requeue(row, now)
    return len(rows)


def expire(now: datetime) -> int:
    """End what may not leave any more because its time has passed. Returns how many."""
    query = select(Outbox).where(Outbox.state == LetterState.QUEUED, Outbox.expires_at <= now)
    rows = db.session.scalars(query.limit(500).with_for_update(skip_locked=True)).all()
    for row in rows:
        _end(row, LetterState.EXPIRED, row.last_text, now)
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
    """Forget what letters said that left before then. Returns how many."""
    gone = update(Outbox).where(
        Outbox.state.in_([LetterState.SENT, LetterState.BOUNCED]),
        Outbox.finished_at < before,
        Outbox.text != "",
    )
    return _count(db.session.execute(gone.values(text="", html="", ics="", headers={})))


def _next_due(mission_id: UUID | None, now: datetime) -> Outbox | None:
    query = (
        select(Outbox)
        .where(Outbox.state == LetterState.QUEUED, Outbox.next_at <= now, Outbox.mission_id == mission_id)
        .order_by(Outbox.priority, Outbox.next_at, Outbox.id)
        .limit(1)
    )
    return db.session.scalars(
        query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).first()


def _ask(row: Outbox, now: datetime) -> Leaving:
    leaving = Leaving(letter=row, now=now)
    try:
        letter_leaving.send(row.kind, leaving=leaving)
    except Exception as error:
        raise UnpreparedError(row.id) from error
    return leaving


def _parts(row: Outbox, sender: str, now: datetime) -> Parts:
    return Parts(
        message_id=row.message_id,
        date=now,
        from_addr=row.from_addr or sender,
        from_name=row.from_name,
        to_addr=row.to_addr,
        to_name=row.to_name,
        subject=row.subject,
        text=row.text,
        html=row.html,
        ics=row.ics,
        reply_to=row.reply_to,
        language=row.language,
        headers=row.headers,
    )


def _end(row: Outbox, state: LetterState, text: str, now: datetime) -> None:
    row.state, row.last_text, row.finished_at = state, text[:500], now
    row.phase = row.lease_token = row.lease_until = None
    if state in (LetterState.CANCELLED, LetterState.EXPIRED, LetterState.SUPPRESSED):
        # it never left, so the same letter may be written anew
        row.dedupe_key = row.id.hex
    letter_settled.send(row.kind, letter=row, now=now)


def _requeue(row: Outbox, next_at: datetime) -> None:
    row.state, row.next_at = LetterState.QUEUED, next_at
    row.phase = row.lease_token = row.lease_until = None


def _retry(row: Outbox, delivery: Delivery, now: datetime) -> None:
    row.last_code, row.last_text = str(delivery.code or ""), delivery.text[:500]
    if row.attempts >= MOST_ATTEMPTS:
        _fail(row, now)
        return
    wait = LADDER[max(row.attempts, 1) - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    _requeue(row, now + wait)


def _fail(row: Outbox, now: datetime) -> None:
    _end(row, LetterState.FAILED, row.last_text, now)
    if row.campaign_id is not None and row.last_code.startswith("5"):
        _stop_hopeless_campaign(row)


def _doubt(row: Outbox, now: datetime) -> None:
    row.state, row.next_at = LetterState.UNCERTAIN, now + RESEND_AFTER
    row.phase = row.lease_token = row.lease_until = None
    letter_settled.send(row.kind, letter=row, now=now)


def _stop_hopeless_campaign(row: Outbox) -> None:
    """After several equal refusals in a row the rest of the campaign waits for the officer."""
    db.session.flush()
    last = db.session.execute(
        select(Outbox.state, Outbox.last_code)
        .where(Outbox.campaign_id == row.campaign_id, Outbox.finished_at.is_not(None))
        .order_by(Outbox.finished_at.desc(), Outbox.id.desc())
        .limit(EQUAL_REFUSALS)
    ).all()
    if len(last) == EQUAL_REFUSALS and {tuple(one) for one in last} == {(LetterState.FAILED, row.last_code)}:
        waiting = update(Outbox).where(
            Outbox.campaign_id == row.campaign_id, Outbox.state == LetterState.QUEUED
        )
        db.session.execute(
            waiting.values(state=LetterState.HELD, last_code=row.last_code, last_text=row.last_text)
        )


def _open_attempts(letter_id: UUID) -> list[OutboxAttempt]:
    query = select(OutboxAttempt).where(
        OutboxAttempt.outbox_id == letter_id, OutboxAttempt.ended_at.is_(None)
    )
    return list(db.session.scalars(query))


def _close_attempt(attempt_id: UUID, delivery: Delivery, now: datetime) -> None:
    db.session.execute(
        update(OutboxAttempt)
        .where(OutboxAttempt.id == attempt_id)
        .values(ended_at=now, phase=delivery.phase, code=str(delivery.code or ""), text=delivery.text[:500])
    )


def _fenced(claim: Claim, **values: Any) -> bool:
    ours = update(Outbox).where(Outbox.id == claim.letter_id, Outbox.lease_token == claim.token)
    return _count(db.session.execute(ours.values(**values))) == 1


def _count(result: Any) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0

"""Taking letters out of the queue and writing down what came of them: leases, fencing, results.

Whoever holds the lease token may write; every write carries it. Functions run in the caller's transaction.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, Update, bindparam, select, update

from app.db import db, new_id
from app.i18n import N_
from app.mail import queries, service, suppressions, transports, verp
from app.mail.delivery import Delivery, Outcome, Timeouts
from app.mail.message import Attachment, Parts
from app.mail.models import LetterState, Outbox, OutboxAttempt, Phase, TransportState
from app.mail.office import PostOffice
from app.mail.signals import Leaving, letter_leaving, letter_settled, letters_coming
from app.mail.transports import Way
from app.tokens import KeyRing

MARGIN = timedelta(seconds=60)
LADDER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
MOST_ATTEMPTS = 8
JITTER = 0.2
RESEND_AFTER = timedelta(minutes=15)
EQUAL_REFUSALS = 5
SUPERSEDED = N_("A newer letter says the same.")
NOT_READY = N_("The letter could not be made ready.")
NOT_TRIED = N_("Not tried: the mail server stopped taking letters.")
LET_GO = Delivery(Outcome.RETRY, Phase.CLAIMED, None, N_("Taken back before it was handed over."))

# The hot path writes to the tables themselves: the session need not learn of it.
OUTBOX, ATTEMPT = cast(Table, Outbox.__table__), cast(Table, OutboxAttempt.__table__)
OURS = (OUTBOX.c.id == bindparam("letter_id"), OUTBOX.c.lease_token == bindparam("our_token"))
HELD = select(Outbox).where(*OURS).with_for_update().execution_options(populate_existing=True)
RENEW = update(OUTBOX).where(*OURS).values(phase=bindparam("now_at"), lease_until=bindparam("until"))
PUT_BACK = (
    update(OUTBOX)
    .where(*OURS)
    .values(
        state=LetterState.QUEUED,
        phase=None,
        lease_token=None,
        lease_until=None,
        attempts=OUTBOX.c.attempts - 1,
    )
)
CLOSE = (
    update(ATTEMPT)
    .where(ATTEMPT.c.id == bindparam("attempt_id"), ATTEMPT.c.ended_at.is_(None))
    .values(
        ended_at=bindparam("ended"),
        phase=bindparam("reached"),
        code=bindparam("said_code"),
        text=bindparam("said_text"),
    )
)


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
    way: Way
    return_path: str
    parts: Parts
    secrets: dict[str, str] = field(repr=False)
    attachments: list[Attachment] = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """What became of asking for letters: `claims` to deliver; whether to ask again, at once or later."""

    claims: list[Claim]
    more: bool = False
    again_at: datetime | None = None


@dataclass(frozen=True)
class Desk:
    """Who takes letters out: the office, the keys under which return paths are signed, the usual waits."""

    office: PostOffice
    keys: KeyRing
    timeouts: Timeouts


def lease(phase: Phase, timeouts: Timeouts, now: datetime) -> datetime:
    """Until when whoever reached `phase` at `now` must be given time."""
    return now + timedelta(seconds=timeouts.of(phase)) + MARGIN


def claim(mission_id: UUID | None, *, most: int, desk: Desk, now: datetime) -> Taken:
    """Take the mission's next letters that are due. Raises UnpreparedError; roll back, then call `spoil`.

    A letter that must not leave any more is brought to its end instead, and the next may be asked for.
    """
    way = transports.way_of(mission_id, office=desk.office)
    if way.closed(now):
        return Taken([])
    if way.rate and way.free_at is not None and way.free_at > now:
        return Taken([], again_at=way.free_at)
    resting = transports.resting_domains(way, now)
    rows = _due(mission_id, now, most=1 if way.one_by_one else most, but=list(resting))
    if not rows:
        return Taken([], again_at=min(resting.values(), default=None))
    unwanted = suppressions.among(mission_id, [row.to_addr for row in rows])
    stopped = queries.refused_campaigns({row.campaign_id for row in rows if row.campaign_id})
    kept = _announce(rows)
    taken: list[Claim] = []
    for row in rows:
        if row.campaign_id in stopped:
            row.state, (row.last_code, row.last_text) = LetterState.HELD, stopped[row.campaign_id]
            continue
        leaving = _ready(row, unwanted, now)
        if leaving is None:
            continue
        until = lease(Phase.CLAIMED, desk.timeouts, now)
        if not transports.admit(way, now, probe_for=until - now):
            _begin_attempts(taken, desk, now)
            return Taken(taken)
        transports.passed(way, row.domain, now)
        taken.append(_take(row, leaving, way, until, desk, now))
    _begin_attempts(taken, desk, now)
    kept.clear()
    return Taken(taken, more=True)


def claim_one(letter_id: UUID, *, desk: Desk, now: datetime) -> Claim:
    """Take one held letter at once, whether its way is open or not: for a test letter."""
    row = db.session.scalars(
        select(Outbox).where(Outbox.id == letter_id, Outbox.state == LetterState.HELD).with_for_update()
    ).one()
    way = transports.way_of(row.mission_id, office=desk.office)
    until = lease(Phase.CLAIMED, desk.timeouts, now)
    claim = _take(row, Leaving(letter=row, now=now), way, until, desk, now)
    _begin_attempts([claim], desk, now)
    return claim


def spoil(letter_id: UUID, *, worker: str, now: datetime) -> None:
    """Put a letter that could not be made ready back, for a later time."""
    row = db.session.scalars(select(Outbox).where(Outbox.id == letter_id).with_for_update()).one()
    if row.state is not LetterState.QUEUED:
        return
    row.attempts += 1
    db.session.add(
        OutboxAttempt(outbox_id=row.id, worker=worker, started_at=now, ended_at=now, text=NOT_READY)
    )
    retry(row, Delivery(Outcome.RETRY, Phase.CLAIMED, None, NOT_READY), now)


def renew(claim: Claim, phase: Phase, *, until: datetime) -> bool:
    """Write down how far the letter got, and hold it longer. False: it is not ours any more."""
    return _fenced(RENEW, claim, now_at=phase, until=until)


def put_back(claims: Sequence[Claim], *, now: datetime) -> None:
    """Letters taken but not tried wait again, and no attempt is counted."""
    for claim in claims:
        if _fenced(PUT_BACK, claim):
            close_attempt(
                claim.attempt_id, Delivery(Outcome.UNREACHABLE, Phase.CLAIMED, None, NOT_TRIED), now
            )


def settle(claim: Claim, delivery: Delivery, *, now: datetime) -> bool:
    """Write down what came of it. False: it is not ours any more, and nothing was written."""
    row = db.session.scalars(HELD, {"letter_id": claim.letter_id, "our_token": claim.token}).first()
    if row is None:
        return False
    close_attempt(claim.attempt_id, delivery, now)
    closed = delivery.outcome in (Outcome.PAUSED, Outcome.UNREACHABLE)
    if closed or claim.way.state is not TransportState.OPEN:
        transports.learn(claim.way.id, delivery, now=now)
    row.last_code, row.last_text = str(delivery.code or ""), delivery.text[:500]
    if delivery.outcome is Outcome.SENT:
        end(row, LetterState.SENT, delivery.text, now)
    elif delivery.outcome is Outcome.FAILED:
        fail(row, now)
    elif delivery.outcome is Outcome.UNCERTAIN:
        doubt(row, now)
    elif delivery.outcome is Outcome.RETRY:
        retry(row, delivery, now)
    else:
        # the way out is closed, whatever this letter says: it keeps its place, behind those not yet tried
        row.attempts -= 1
        requeue(row, now)
    return True


def end(row: Outbox, state: LetterState, text: str, now: datetime) -> None:
    """Bring a letter to its end and tell whoever wrote it."""
    row.state, row.last_text, row.finished_at = state, text[:500], now
    row.phase = row.lease_token = row.lease_until = None
    if state in (LetterState.CANCELLED, LetterState.EXPIRED, LetterState.SUPPRESSED):
        # it never left, so the same letter may be written anew
        row.dedupe_key = row.id.hex
    letter_settled.send(row.kind, letter=row, now=now)


def requeue(row: Outbox, next_at: datetime) -> None:
    row.state, row.next_at = LetterState.QUEUED, next_at
    row.phase = row.lease_token = row.lease_until = None


def retry(row: Outbox, delivery: Delivery, now: datetime) -> None:
    """Put it on the ladder of waits; at its end it has failed."""
    row.last_code, row.last_text = str(delivery.code or ""), delivery.text[:500]
    if row.attempts >= MOST_ATTEMPTS:
        fail(row, now)
        return
    wait = LADDER[max(row.attempts, 1) - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    requeue(row, now + wait)


def fail(row: Outbox, now: datetime) -> None:
    """Refused for good: the reason stays; the address and the campaign may be concerned as well."""
    end(row, LetterState.FAILED, row.last_text, now)
    suppressions.after_refusal(row, now=now)
    if row.campaign_id is not None and row.last_code.startswith("5"):
        _stop_hopeless_campaign(row)


def doubt(row: Outbox, now: datetime) -> None:
    """Nobody knows whether it left."""
    row.state, row.next_at = LetterState.UNCERTAIN, now + RESEND_AFTER
    row.phase = row.lease_token = row.lease_until = None
    letter_settled.send(row.kind, letter=row, now=now)


def close_attempt(attempt_id: UUID, delivery: Delivery, now: datetime) -> None:
    """Write down how it went; what is written there already stays."""
    said = {"said_code": str(delivery.code or ""), "said_text": delivery.text[:500]}
    db.session.connection().execute(
        CLOSE, {"attempt_id": attempt_id, "ended": now, "reached": delivery.phase, **said}
    )


def _due(mission_id: UUID | None, now: datetime, *, most: int, but: list[str]) -> Sequence[Outbox]:
    query = (
        select(Outbox)
        .where(Outbox.state == LetterState.QUEUED, Outbox.next_at <= now, Outbox.mission_id == mission_id)
        .order_by(Outbox.priority, Outbox.next_at, Outbox.id)
        .limit(most)
    )
    if but:
        query = query.where(Outbox.domain.not_in(but))
    return db.session.scalars(
        query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).all()


def _announce(rows: Sequence[Outbox]) -> list[Any]:
    """Let those who will be asked fetch what they need at once; what they fetched is to be kept alive."""
    kinds: dict[str, list[Outbox]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    return [letters_coming.send(kind, letters=letters) for kind, letters in kinds.items()]


def _ready(row: Outbox, unwanted: set[str], now: datetime) -> Leaving | None:
    """Ask whether the letter may still leave and how it reads now; None when it came to its end instead."""
    if row.expires_at is not None and row.expires_at <= now:
        end(row, LetterState.EXPIRED, "", now)
        return None
    if row.to_addr.lower() in unwanted:
        end(row, LetterState.SUPPRESSED, suppressions.NOT_TO_BE_WRITTEN, now)
        return None
    leaving = Leaving(letter=row, now=now)
    try:
        letter_leaving.send(row.kind, leaving=leaving)
    except Exception as error:
        raise UnpreparedError(row.id) from error
    if leaving.refused_as is not None:
        end(row, leaving.refused_as, leaving.reason, now)
        return None
    if leaving.rewritten is not None and not service.rewrite(row, leaving.rewritten):
        end(row, LetterState.CANCELLED, SUPERSEDED, now)
        return None
    return leaving


def _take(row: Outbox, leaving: Leaving, way: Way, until: datetime, desk: Desk, now: datetime) -> Claim:
    token, attempt_id = uuid4(), new_id()
    row.state, row.phase = LetterState.SENDING, Phase.CLAIMED
    row.lease_token, row.lease_until = token, until
    row.attempts += 1
    parts = Parts(
        message_id=row.message_id,
        date=now,
        from_addr=row.from_addr or desk.office.sender,
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
    back = verp.return_path(way.return_address, row.id, mission_id=row.mission_id, keys=desk.keys)
    return Claim(
        letter_id=row.id,
        token=token,
        attempt_id=attempt_id,
        lease_until=until,
        way=way,
        return_path=back or parts.from_addr,
        parts=parts,
        secrets=leaving.secrets,
        attachments=leaving.attachments,
    )


def _begin_attempts(taken: Sequence[Claim], desk: Desk, now: datetime) -> None:
    """Write down who tries these letters, and since when."""
    db.session.flush()
    begun = {"worker": desk.office.worker, "started_at": now, "phase": Phase.CLAIMED, "code": "", "text": ""}
    rows = [{"id": one.attempt_id, "outbox_id": one.letter_id, **begun} for one in taken]
    if rows:
        db.session.connection().execute(ATTEMPT.insert(), rows)


def _stop_hopeless_campaign(row: Outbox) -> None:
    """After several equal refusals in a row the rest of the campaign waits for the officer.

    What failed before he let it go on (`next_at` is since then) is not held against it again.
    """
    db.session.flush()
    last = db.session.execute(
        select(Outbox.state, Outbox.last_code)
        .where(Outbox.campaign_id == row.campaign_id, Outbox.finished_at >= row.next_at)
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


def _fenced(statement: Update, claim: Claim, **values: Any) -> bool:
    """Run an update that only the holder of the lease may make; whether it was ours."""
    ours = {"letter_id": claim.letter_id, "our_token": claim.token}
    return db.session.connection().execute(statement, {**ours, **values}).rowcount == 1

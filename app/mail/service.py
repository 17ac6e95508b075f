"""Verbs of the outbox. All run in the caller's transaction; nothing leaves before it has committed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, select, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import CursorResult

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import after_commit, db, new_id
from app.i18n import N_
from app.jobs import enqueue
from app.mail import suppressions
from app.mail.errors import LetterGone, LetterNotFound, NotToResend
from app.mail.letter import Kind, Letter, fingerprint
from app.mail.message import clean_line, tidy, usable_address
from app.mail.models import LetterState, Outbox, OutboxAttempt, Phase, Returned
from app.mail.office import post_office
from app.mail.signals import letter_settled

WAITING = (LetterState.HELD, LetterState.QUEUED)
STILL_HERE = (*WAITING, LetterState.FAILED, LetterState.UNCERTAIN)
# on its way, but not handed over: whoever carries it finds his lease gone, and lets go
CAUGHT = (Outbox.state == LetterState.SENDING) & (Outbox.phase != Phase.HANDOFF)
OUTBOX = cast(Table, Outbox.__table__)
# Without the option the number of rows of an insert is read from a cursor that may be closed by then.
INSERT = {
    name: into(OUTBOX)
    .on_conflict_do_nothing(index_elements=["dedupe_key"])
    .execution_options(preserve_rowcount=True)
    for name, into in (("sqlite", sqlite_insert), ("postgresql", postgresql_insert))
}
LEFT_AT_THAT = N_("It may have left; nobody sends it again.")
DRAIN = "mail.drain"


def post(
    letter: Letter,
    *,
    kind: Kind,
    mission_id: UUID | None,
    recipient_ref: str,
    now: datetime,
    event_id: UUID | None = None,
    campaign_id: UUID | None = None,
    once: str = "",
    held: bool = False,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> UUID:
    """Write a letter into the outbox and return its id; the same letter twice is one row, and one id.

    `recipient_ref` names whom it is for (`guest:<id>`). `once` tells two letters apart that read alike but
    are both meant (a second confirmation). `held` letters wait for `release`. A letter of a campaign stays
    for the office's time of grace, in which the campaign can be stopped whole. Raises AddressUnusable.
    """
    letter_id = new_id()
    row = _content(letter) | {
        "id": letter_id,
        "mission_id": mission_id,
        "event_id": event_id,
        "campaign_id": campaign_id,
        "kind": kind.name,
        "dedupe_key": _dedupe_key(
            mission_id, kind.name, event_id, recipient_ref, letter.content_hash, campaign_id, once
        ),
        "once": once,
        "recipient_ref": recipient_ref,
        "message_id": post_office().message_id(letter_id),
        "priority": kind.priority,
        "uncertain_policy": kind.uncertain,
        "state": LetterState.HELD if held else LetterState.QUEUED,
        "next_at": max(now + (post_office().grace if campaign_id else timedelta(0)), not_before or now),
        "expires_at": expires_at,
        "created_at": now,
    }
    if _insert(row) == 0:
        twin = select(Outbox.id).where(Outbox.dedupe_key == row["dedupe_key"])
        return db.session.scalars(twin).one()
    if not held:
        nudge()
    return letter_id


def rewrite(row: Outbox, letter: Letter) -> bool:
    """Let a letter that has not left say what is true now. False when another row says so already."""
    if letter.content_hash == row.content_hash:
        return True
    key = _dedupe_key(
        row.mission_id,
        row.kind,
        row.event_id,
        row.recipient_ref,
        letter.content_hash,
        row.campaign_id,
        row.once,
    )
    if db.session.scalars(select(Outbox.id).where(Outbox.dedupe_key == key, Outbox.id != row.id)).first():
        return False
    row.dedupe_key = key
    for name, value in _content(letter).items():
        setattr(row, name, value)
    return True


def release(campaign_id: UUID, *, mission_id: UUID, actor: Actor, now: datetime) -> int:
    """Let the held letters of a campaign go. Returns how many."""
    held = (
        Outbox.campaign_id == campaign_id,
        Outbox.mission_id == mission_id,
        Outbox.state == LetterState.HELD,
    )
    released = _update(*held, state=LetterState.QUEUED, next_at=now, last_code="", last_text="")
    audit.record(
        "mail.release", "campaign", campaign_id, actor=actor, now=now, mission_id=mission_id, fields=["state"]
    )
    nudge()
    return released


def hold(campaign_id: UUID, *, mission_id: UUID, actor: Actor, now: datetime, reason: str = "") -> int:
    """Stop a campaign: what has not been handed over waits for `release`. Returns how many letters."""
    stopped = _update(
        Outbox.campaign_id == campaign_id,
        Outbox.mission_id == mission_id,
        (Outbox.state == LetterState.QUEUED) | CAUGHT,
        state=LetterState.HELD,
        phase=None,
        lease_token=None,
        lease_until=None,
        last_code="",
        last_text=clean_line(reason)[:500],
    )
    audit.record(
        "mail.hold", "campaign", campaign_id, actor=actor, now=now, mission_id=mission_id, fields=["state"]
    )
    return stopped


def give_up(campaign_id: UUID, *, mission_id: UUID, actor: Actor, now: datetime, reason: str = "") -> int:
    """Send nothing more of a campaign that was stopped. Returns how many letters were cancelled."""
    which = (Outbox.campaign_id == campaign_id, Outbox.mission_id == mission_id)
    held = db.session.scalars(select(Outbox).where(*which, Outbox.state == LetterState.HELD)).all()
    _cancel(*which, Outbox.state == LetterState.HELD, now=now, reason=reason)
    for row in held:
        db.session.refresh(row)
        letter_settled.send(row.kind, letter=row, now=now)
    audit.record(
        "mail.give_up", "campaign", campaign_id, actor=actor, now=now, mission_id=mission_id, fields=["state"]
    )
    return len(held)


def cancel(letter_id: UUID, *, mission_id: UUID, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take one letter back. Raises LetterNotFound, LetterGone.

    Whoever wrote it is told, unless it may have left all the same.
    """
    may_have_left = _get(letter_id, mission_id).state is LetterState.UNCERTAIN
    if not _cancel(Outbox.id == letter_id, Outbox.mission_id == mission_id, now=now, reason=reason):
        raise LetterGone
    row = _get(letter_id, mission_id)
    if not may_have_left:
        letter_settled.send(row.kind, letter=row, now=now)
    audit.record(
        "mail.cancel", "outbox", letter_id, actor=actor, now=now, mission_id=mission_id, fields=["state"]
    )


def cancel_for(
    recipient_ref: str, *, mission_id: UUID, now: datetime, reason: str, kinds: Collection[str] = ()
) -> int:
    """Take back what has not left for one recipient (of these kinds, if any are named). Returns how many.

    The caller's own act (a guest withdrawn, say) is what the audit trail shows; `letter_settled` is not sent.
    """
    of_kind = [Outbox.kind.in_(kinds)] if kinds else []
    return _cancel(
        Outbox.recipient_ref == recipient_ref,
        Outbox.mission_id == mission_id,
        *of_kind,
        now=now,
        reason=reason,
    )


def forget(recipient_ref: str, *, mission_id: UUID) -> int:
    """Take the recipient and the words out of letters, of what servers said to them, and of what came back.

    That one left, and when, stays. Take back what has not left before. Returns how many letters.
    """
    told = (Outbox.recipient_ref == recipient_ref, Outbox.mission_id == mission_id)
    own = select(Outbox.id).where(*told)
    db.session.execute(update(OutboxAttempt).where(OutboxAttempt.outbox_id.in_(own)).values(text=""))
    db.session.execute(update(Returned).where(Returned.outbox_id.in_(own)).values(sender="", text=""))
    recipient = dict.fromkeys(("to_addr", "to_name", "domain"), "")
    words = dict.fromkeys(("subject", "text", "html", "ics", "last_text"), "")
    return _update(*told, Outbox.state != LetterState.SENDING, **recipient, **words, headers={})


def cancel_event(
    event_id: UUID, *, mission_id: UUID, now: datetime, reason: str, kinds: Collection[str] = ()
) -> int:
    """As `cancel_for`, for all letters of one event."""
    of_kind = [Outbox.kind.in_(kinds)] if kinds else []
    return _cancel(
        Outbox.event_id == event_id, Outbox.mission_id == mission_id, *of_kind, now=now, reason=reason
    )


def resend(letter_id: UUID, *, mission_id: UUID, actor: Actor, now: datetime) -> None:
    """Send a letter again under its own Message-ID. Raises LetterNotFound, NotToResend.

    Only one that failed, or of which nobody knows whether it left: the officer decides. An address that was
    closed because letters came back is written to again; NotWanted where its owner asked for it.
    """
    row = _get(letter_id, mission_id)
    if row.state not in (LetterState.FAILED, LetterState.UNCERTAIN):
        raise NotToResend
    suppressions.lift_for(row, actor=actor, now=now)
    again(row, now=now)
    audit.record(
        "mail.resend", "outbox", letter_id, actor=actor, now=now, mission_id=mission_id, fields=["state"]
    )
    nudge()


def decide(
    letter_ids: Collection[UUID], *, resend_them: bool, mission_id: UUID, actor: Actor, now: datetime
) -> int:
    """Send these uncertain letters again, or leave it at that. Passes over what is uncertain no more."""
    query = select(Outbox.id).where(
        Outbox.id.in_(letter_ids), Outbox.mission_id == mission_id, Outbox.state == LetterState.UNCERTAIN
    )
    found = db.session.scalars(query.order_by(Outbox.id).with_for_update()).all()
    for letter_id in found:
        if resend_them:
            resend(letter_id, mission_id=mission_id, actor=actor, now=now)
        else:
            cancel(letter_id, mission_id=mission_id, actor=actor, now=now, reason=LEFT_AT_THAT)
    return len(found)


def again(row: Outbox, *, now: datetime) -> None:
    """Queue a failed or uncertain letter once more; a second copy that may arrive is counted."""
    if row.state is LetterState.UNCERTAIN:
        row.uncertain_resends += 1
    row.state = LetterState.QUEUED
    row.phase = row.lease_token = row.lease_until = row.finished_at = None
    row.attempts = 0
    row.next_at = now


def nudge() -> None:
    """Ask for a drain once this transaction has committed; several nudges are one."""
    after_commit(lambda: enqueue(DRAIN), once=DRAIN)


def _content(letter: Letter) -> dict[str, Any]:
    to_addr = usable_address(letter.to_addr)
    return {
        "content_hash": letter.content_hash,
        "language": letter.language,
        "from_addr": usable_address(letter.from_addr) if letter.from_addr else "",
        "from_name": clean_line(letter.from_name)[:200],
        "reply_to": usable_address(letter.reply_to) if letter.reply_to else "",
        "to_addr": to_addr,
        "domain": to_addr.rpartition("@")[2].lower(),
        "to_name": clean_line(letter.to_name)[:200],
        "subject": clean_line(letter.subject)[:500],
        "text": tidy(letter.text),
        "html": tidy(letter.page),
        "ics": letter.ics,
        "headers": dict(letter.headers),
    }


def _dedupe_key(
    mission_id: UUID | None,
    kind: str,
    event_id: UUID | None,
    recipient_ref: str,
    content_hash: str,
    campaign_id: UUID | None,
    once: str,
) -> str:
    return fingerprint(mission_id, kind, event_id, recipient_ref, content_hash, campaign_id, once)


def _cancel(*which: ColumnElement[bool], now: datetime, reason: str) -> int:
    """Cancelled for good; a letter on its way is caught as long as it has not been handed over.

    A worker that holds it finds its lease gone when it is about to hand over, and lets go. The key is given
    free, so that the same letter may be written anew.
    """
    return _update(
        *which,
        Outbox.state.in_(STILL_HERE) | CAUGHT,
        state=LetterState.CANCELLED,
        phase=None,
        lease_token=None,
        lease_until=None,
        finished_at=now,
        last_text=clean_line(reason)[:500],
        dedupe_key=as_type(Outbox.id, String),
    )


def _update(*which: ColumnElement[bool], **values: Any) -> int:
    result = db.session.execute(update(Outbox).where(*which).values(**values))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _insert(row: dict[str, Any]) -> int:
    """Write the row unless its key is there already. Into the table itself: thousands are written at once."""
    connection = db.session.connection()
    return connection.execute(INSERT[connection.dialect.name], row).rowcount


def _get(letter_id: UUID, mission_id: UUID) -> Outbox:
    query = select(Outbox).where(Outbox.id == letter_id, Outbox.mission_id == mission_id)
    row = db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if row is None:
        raise LetterNotFound
    return row

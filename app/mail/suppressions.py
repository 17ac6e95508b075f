"""Addresses that the mission does not write to: letters came back, or their owner asked for it."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.i18n import N_
from app.mail.errors import NotWanted, SuppressionNotFound
from app.mail.message import clean_line, usable_address
from app.mail.models import Outbox, Suppression, SuppressionReason

NOT_TO_BE_WRITTEN = N_("This address is not to be written to.")
# no such mailbox, no such host, address moved or malformed, no mail host, mailbox disabled (RFC 3463)
DEAD = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def suppress(
    mission_id: UUID,
    address: str,
    *,
    reason: SuppressionReason,
    now: datetime,
    actor: Actor | None = None,
    words: str = "",
) -> Suppression:
    """Write no more to an address. `actor` where a person decided it. Raises AddressUnusable."""
    address = usable_address(address).lower()
    row = _row(mission_id, address)
    if row is None:
        row = Suppression(mission_id=mission_id, address=address, reason=reason, since=now)
        db.session.add(row)
    elif row.lifted_at is not None or reason is SuppressionReason.ASKED:
        row.reason, row.since, row.lifted_at = reason, now, None
    row.words = clean_line(words)[:500]
    db.session.flush()
    if actor is not None:
        _audit("mail.suppress", row, actor=actor, now=now)
    return row


def lift(mission_id: UUID, suppression_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Write to the address again: the officer's decision. Raises SuppressionNotFound."""
    query = select(Suppression).where(
        Suppression.mission_id == mission_id,
        Suppression.id == suppression_id,
        Suppression.lifted_at.is_(None),
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise SuppressionNotFound
    row.lifted_at = now
    _audit("mail.lift", row, actor=actor, now=now)


def lift_for(letter: Outbox, *, actor: Actor, now: datetime) -> None:
    """Whoever sends a returned letter again means its address to be written to. Raises NotWanted."""
    row = _row(letter.mission_id, letter.to_addr.lower()) if letter.mission_id else None
    if row is None or row.lifted_at is not None:
        return
    if row.reason is SuppressionReason.ASKED:
        raise NotWanted(address=row.address)
    row.lifted_at = now
    _audit("mail.lift", row, actor=actor, now=now)


def after_refusal(letter: Outbox, *, now: datetime) -> None:
    """A refusal that says the mailbox does not exist closes the address to all that follow."""
    if letter.mission_id is not None and DEAD.search(f"{letter.last_code} {letter.last_text}"):
        suppress(
            letter.mission_id,
            letter.to_addr,
            reason=SuppressionReason.CAME_BACK,
            now=now,
            words=letter.last_text,
        )


def among(mission_id: UUID | None, addresses: Collection[str]) -> set[str]:
    """Which of these addresses are not to be written to, in lower case."""
    if mission_id is None or not addresses:
        return set()
    query = select(Suppression.address).where(
        Suppression.mission_id == mission_id,
        Suppression.address.in_({address.lower() for address in addresses}),
        Suppression.lifted_at.is_(None),
    )
    return set(db.session.scalars(query))


def standing(mission_id: UUID) -> Sequence[Suppression]:
    """The list as it stands, the newest first."""
    query = select(Suppression).where(Suppression.mission_id == mission_id, Suppression.lifted_at.is_(None))
    return db.session.scalars(query.order_by(Suppression.since.desc(), Suppression.address)).all()


def _row(mission_id: UUID | None, address: str) -> Suppression | None:
    query = select(Suppression).where(Suppression.mission_id == mission_id, Suppression.address == address)
    return db.session.scalars(query).one_or_none()


def _audit(verb: str, row: Suppression, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb, "suppression", row.id, actor=actor, now=now, mission_id=row.mission_id, fields=["address"]
    )

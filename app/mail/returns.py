"""What comes back to the return address: bounces end a letter's journey, automatic answers are kept from the rest."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db, new_id
from app.mail import claims, suppressions
from app.mail.models import LetterState, Outbox, Returned, ReturnedKind, SuppressionReason
from app.mail.reports import Report, read
from app.mail.signals import letter_returned
from app.tokens import KeyRing

log = logging.getLogger(__name__)
OUT = (LetterState.SENT, LetterState.UNCERTAIN)


def take_in(raw: bytes, *, mission_id: UUID | None, keys: KeyRing, now: datetime) -> UUID | None:
    """Read one returned message and draw the conclusion. Returns its id; None when there is nothing to keep.

    `mission_id`: whose mailbox it lay in, None for the installation's. The same message twice counts once.
    """
    report = read(raw)
    if report.kind is None:
        return None
    letter = _letter_of(report, mission_id, keys)
    returned_id = _keep(report, letter, letter.mission_id if letter is not None else mission_id, now)
    if returned_id is None or letter is None:
        return returned_id
    if report.kind is ReturnedKind.BOUNCE and letter.state in OUT:
        letter.last_code = report.status
        claims.end(letter, LetterState.BOUNCED, report.words, now)
        if letter.mission_id is not None and suppressions.DEAD.search(report.status):
            suppressions.suppress(
                letter.mission_id,
                letter.to_addr,
                reason=SuppressionReason.CAME_BACK,
                now=now,
                words=report.words,
            )
    elif report.kind is ReturnedKind.AUTO_REPLY and letter.state is LetterState.UNCERTAIN:
        # whoever answers, if only by a machine, has the letter
        claims.end(letter, LetterState.SENT, letter.last_text, now)
    letter_returned.send(letter.kind, letter=letter, kind=report.kind, now=now)
    return returned_id


def of_letter(letter_id: UUID) -> Sequence[Returned]:
    """What came back to one letter, the newest first."""
    query = select(Returned).where(Returned.outbox_id == letter_id)
    return db.session.scalars(query.order_by(Returned.at.desc(), Returned.id.desc())).all()


def recent(mission_id: UUID, *, limit: int = 50) -> Sequence[Returned]:
    """What came back to the mission, the newest first."""
    query = select(Returned).where(Returned.mission_id == mission_id)
    return db.session.scalars(query.order_by(Returned.at.desc(), Returned.id.desc()).limit(limit)).all()


def _letter_of(report: Report, mission_id: UUID | None, keys: KeyRing) -> Outbox | None:
    """The letter by its sealed return path, else by its Message-ID; never another mission's."""
    letter: Outbox | None = None
    if report.tail is not None:
        letter = db.session.get(Outbox, report.tail.letter_id, with_for_update=True)
        if letter is not None and not report.tail.fits(mission_id=letter.mission_id, keys=keys):
            log.warning("return path with a wrong seal", extra={"letter": str(letter.id)})
            return None
    elif report.message_ids:
        query = select(Outbox).where(Outbox.message_id.in_(report.message_ids)).with_for_update()
        letter = db.session.scalars(query).first()
    if letter is not None and mission_id is not None and letter.mission_id != mission_id:
        return None
    return letter


def _keep(report: Report, letter: Outbox | None, mission_id: UUID | None, now: datetime) -> UUID | None:
    """Write it down; None when it is written down already."""
    insert = postgresql_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(Returned).values(
        id=new_id(),
        mission_id=mission_id,
        outbox_id=letter.id if letter is not None else None,
        kind=report.kind,
        digest=report.digest,
        status=report.status,
        sender=report.sender,
        text=report.words,
        at=now,
    )
    return db.session.scalars(row.on_conflict_do_nothing().returning(Returned.id)).first()

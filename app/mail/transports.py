"""Whether the way out is open. A server that refuses us, or is not there, delays letters and fails none.

open → paused (with a reason, until a time) → half_open (one letter tries) → open | paused for longer.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.mail.delivery import Delivery, Outcome
from app.mail.models import Transport, TransportState

INSTALLATION = UUID(int=0)  # the one row without a mission; a fixed key keeps it the only one
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)


def admits(now: datetime, *, probe_for: timedelta) -> bool:
    """Whether one more letter may try now. After a pause the first to ask is the probe, for `probe_for`."""
    way = _find()
    if way is None or way.state is TransportState.OPEN:
        return True
    way = _find(lock=True) or way
    if way.until is not None and way.until > now:
        return False
    way.state, way.until = TransportState.HALF_OPEN, now + probe_for
    return True


def learn(delivery: Delivery, *, now: datetime) -> None:
    """Draw the conclusion of one attempt for all that follow."""
    if delivery.outcome not in (Outcome.PAUSED, Outcome.UNREACHABLE):
        if (way := _find()) is not None and way.state is not TransportState.OPEN:
            way.state, way.reason, way.until, way.pauses = TransportState.OPEN, "", None, 0
        return
    way = _find(lock=True)
    if way is None:
        way = Transport(id=INSTALLATION, pauses=0)
        db.session.add(way)
    if way.state is TransportState.PAUSED and way.until is not None and way.until > now:
        return
    way.until = now + min(FIRST_PAUSE * 2**way.pauses, LONGEST_PAUSE)
    way.pauses = min(way.pauses + 1, 10)
    way.state, way.reason = TransportState.PAUSED, _words(delivery)


def reopen() -> None:
    """Try again at once: the officer has put it right."""
    if (way := _find(lock=True)) is not None:
        way.state, way.until = TransportState.HALF_OPEN, None


def state() -> Transport | None:
    """The row as it stands; None as long as nothing has ever gone wrong."""
    return _find()


def _find(*, lock: bool = False) -> Transport | None:
    query = select(Transport).where(Transport.id == INSTALLATION)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def _words(delivery: Delivery) -> str:
    return f"{delivery.code or ''} {delivery.text}".strip()[:500]

"""When the last letter leaves: from how many wait, the limits of their way, and how fast letters left of late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.db import db
from app.mail import transports
from app.mail.models import LetterState, Outbox, Transport
from app.mail.office import post_office
from app.mail.transports import MINUTE, Way

LOOK_BACK = timedelta(minutes=5)
FEWEST = 20  # so many letters tell how fast they leave
USUAL = timedelta(seconds=0.2)  # each, where nothing better is known: a talk with a server far away
ON_ITS_WAY = (LetterState.QUEUED, LetterState.SENDING)


@dataclass(frozen=True)
class Forecast:
    """`waiting` letters; the next leaves at about `first_at`, the last at about `last_at`.

    `closed`: the way is shut, so it is only known when it will be tried next.
    """

    waiting: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    closed: bool = False


def forecast(mission_id: UUID, *, now: datetime, campaign_id: UUID | None = None) -> Forecast:
    """For all letters of a mission that wait, or for those of one campaign."""
    mine = [Outbox.mission_id == mission_id, Outbox.state.in_(ON_ITS_WAY)]
    if campaign_id is not None:
        mine.append(Outbox.campaign_id == campaign_id)
    waiting, first_due, last_due = db.session.execute(
        select(func.count(), func.min(Outbox.next_at), func.max(Outbox.next_at)).where(*mine)
    ).one()
    if not waiting:
        return Forecast(0)
    way = transports.way_of(mission_id, office=post_office())
    closed = way.closed(now)
    start = max(now, first_due, way.until if closed and way.until else now, way.free_at or now)
    needed = max(_ahead(mission_id, way, waiting) * _each(way, now), _slowest_domain(mine, way))
    return Forecast(waiting, start, max(start + needed, last_due), closed)


def _ahead(mission_id: UUID, way: Way, waiting: int) -> int:
    """How many letters leave until mine have left: other missions on the same way take fair turns."""
    if way.server is not None:
        return waiting
    elsewhere = select(Transport.mission_id).where(Transport.host != "", Transport.mission_id.is_not(None))
    counts = db.session.execute(
        select(Outbox.mission_id, func.count())
        .where(
            Outbox.state.in_(ON_ITS_WAY),
            Outbox.mission_id.is_(None) | Outbox.mission_id.not_in(elsewhere),
        )
        .group_by(Outbox.mission_id)
    ).all()
    return waiting + sum(min(number, waiting) for other, number in counts if other != mission_id)


def _each(way: Way, now: datetime) -> timedelta:
    if way.rate:
        return MINUTE / way.rate
    left = select(func.count(), func.min(Outbox.finished_at), func.max(Outbox.finished_at)).where(
        Outbox.state == LetterState.SENT, Outbox.finished_at > now - LOOK_BACK
    )
    number, oldest, newest = db.session.execute(left).one()
    return (newest - oldest) / number if number >= FEWEST and newest and oldest else USUAL


def _slowest_domain(mine: list[ColumnElement[bool]], way: Way) -> timedelta:
    if not way.domain_rate:
        return timedelta(0)
    most = select(func.count().label("number")).where(*mine).group_by(Outbox.domain).subquery()
    return (db.session.scalar(select(func.max(most.c.number))) or 0) * MINUTE / way.domain_rate

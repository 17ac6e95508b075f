"""The outbox as an officer sees it: what waits and why, which campaigns ask something, when the last leaves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.db import db
from app.mail import transports
from app.mail.errors import CampaignNotFound
from app.mail.forecast import Forecast, forecast
from app.mail.models import LetterState, Outbox, TransportState
from app.mail.office import post_office

MOST_LINES = 12


class Wait(StrEnum):
    """Why a letter has not left: its turn comes, its hour comes, it was put off, it is held, the way is shut."""

    TURN = "turn"
    HOUR = "hour"
    PUT_OFF = "put_off"
    HELD = "held"
    REFUSED = "refused"
    SHUT = "shut"


@dataclass(frozen=True)
class WaitLine:
    """So many letters wait for one reason; `words` are the other side's; `next_at` when it goes on by itself."""

    why: Wait
    number: int
    words: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True)
class Sending:
    """One campaign with letters still here. `refused`: it was stopped by equal refusals, with their words."""

    campaign_id: UUID
    event_id: UUID | None
    gone: int
    waiting: int
    held: int
    failed: int
    refused: str
    forecast: Forecast


def waits(mission_id: UUID, *, now: datetime) -> list[WaitLine]:
    """Why letters wait, the largest number first."""
    way = transports.state(mission_id)
    shut = way is not None and way.state is not TransportState.OPEN
    why = case(
        (and_(Outbox.state == LetterState.HELD, Outbox.last_code != ""), Wait.REFUSED.value),
        (Outbox.state == LetterState.HELD, Wait.HELD.value),
        (and_(Outbox.next_at > now, Outbox.attempts > 0), Wait.PUT_OFF.value),
        (Outbox.next_at > now, Wait.HOUR.value),
        else_=Wait.SHUT.value if shut else Wait.TURN.value,
    )
    words = case((why.in_([Wait.PUT_OFF.value, Wait.REFUSED.value]), said()), else_="")
    query = (
        select(why.label("why"), words.label("words"), func.count(), func.min(Outbox.next_at))
        .where(
            Outbox.mission_id == mission_id,
            Outbox.state.in_([LetterState.QUEUED, LetterState.SENDING, LetterState.HELD]),
        )
        .group_by("why", "words")
        .order_by(func.count().desc())
        .limit(MOST_LINES)
    )
    found = []
    for code, text, number, next_at in db.session.execute(query).all():
        reason = Wait(code)
        if reason is Wait.SHUT and way is not None:
            text, next_at = way.reason, way.until
        moves = reason in (Wait.HOUR, Wait.PUT_OFF, Wait.SHUT)
        found.append(WaitLine(reason, number, text, next_at if moves else None))
    return found


def sendings(mission_id: UUID, *, now: datetime, campaign_id: UUID | None = None) -> list[Sending]:
    """Campaigns of which letters are still here, the newest first; or this one, where some are."""
    mine = Outbox.mission_id == mission_id
    if campaign_id is not None:
        mine &= Outbox.campaign_id == campaign_id
    here = or_(Outbox.state == LetterState.HELD, Outbox.state.in_([LetterState.QUEUED, LetterState.SENDING]))
    open_ones = select(Outbox.campaign_id).where(mine, Outbox.campaign_id.is_not(None), here).distinct()
    query = (
        select(
            Outbox.campaign_id,
            func.max(Outbox.created_at),
            _number(LetterState.SENT, LetterState.BOUNCED),
            _number(LetterState.QUEUED, LetterState.SENDING),
            _number(LetterState.HELD),
            _number(LetterState.FAILED),
            func.max(
                case((and_(Outbox.state == LetterState.HELD, Outbox.last_code != ""), said()), else_="")
            ),
        )
        .where(mine, Outbox.campaign_id.in_(open_ones))
        .group_by(Outbox.campaign_id)
        .order_by(func.max(Outbox.created_at).desc())
        .limit(MOST_LINES)
    )
    found = db.session.execute(query).all()
    events = _events({row[0] for row in found})
    return [
        Sending(
            campaign_id=row[0],
            event_id=events.get(row[0]),
            gone=row[2],
            waiting=row[3],
            held=row[4],
            failed=row[5],
            refused=row[6],
            forecast=forecast(mission_id, now=now, campaign_id=row[0]),
        )
        for row in found
    ]


def campaign_is_here(mission_id: UUID, campaign_id: UUID) -> None:
    """Raises CampaignNotFound where the mission has no letter of it."""
    query = select(Outbox.id).where(Outbox.mission_id == mission_id, Outbox.campaign_id == campaign_id)
    if db.session.scalars(query.limit(1)).first() is None:
        raise CampaignNotFound


def undecided(mission_id: UUID, *, limit: int = 200) -> Sequence[Outbox]:
    """Letters of which nobody knows whether they left, the oldest first."""
    query = select(Outbox).where(Outbox.mission_id == mission_id, Outbox.state == LetterState.UNCERTAIN)
    return db.session.scalars(query.order_by(Outbox.created_at, Outbox.id).limit(limit)).all()


def own_server(mission_id: UUID) -> bool:
    """Whether the mission's letters leave by a server of its own."""
    return transports.way_of(mission_id, office=post_office()).server is not None


def said() -> ColumnElement[str]:
    """The code and the words of the last reply, as one text."""
    return case((Outbox.last_code == "", Outbox.last_text), else_=Outbox.last_code + " " + Outbox.last_text)


def _number(*states: LetterState) -> ColumnElement[int]:
    return func.sum(case((Outbox.state.in_(states), 1), else_=0))


def _events(campaign_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    query = select(Outbox.campaign_id, Outbox.event_id).where(Outbox.campaign_id.in_(campaign_ids)).distinct()
    return {campaign: event for campaign, event in db.session.execute(query) if campaign is not None}

"""To whom each letter beside the invitation goes, and when it makes sense."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.db import db
from app.events.models import Event, EventStatus, ReplyMode
from app.invitations import queries as invitations
from app.invitations.circulars import Circular, last_told, register, told, was_told
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus, Purpose
from app.mail.letter import CAMPAIGNS, Kind
from app.rsvps import letters

TIME_TO_ANSWER = timedelta(days=5)  # nobody is reminded sooner after his letter
BETWEEN = timedelta(days=3)  # nor sooner after the last reminder
BEFORE_DEADLINE = timedelta(days=10)
GONE = (GuestStatus.DECLINED, GuestStatus.REVOKED)

Fits = Callable[[Invitation, Event, datetime], bool]


def init() -> None:
    for purpose, fits in FITS.items():
        register(
            Circular(
                purpose,
                Kind(purpose.value, priority=CAMPAIGNS),
                partial(letters.write, purpose),
                partial(_concerned, fits),
                fits,
                once=purpose is not Purpose.REMINDER,
            )
        )


def due_for_a_reminder(event: Event, found: Sequence[Invitation], now: datetime) -> set[UUID]:
    """By rule: some days after letter and last reminder, and not long before the day for replies."""
    until = event.reply_until_local
    if until is not None and now < clock.to_utc(until - BEFORE_DEADLINE, event.zone):
        return set()
    last = last_told(event, Purpose.REMINDER)
    return {
        one.id
        for one in found
        if one.sent_at is not None
        and one.sent_at <= now - TIME_TO_ANSWER
        and (one.id not in last or last[one.id] <= now - BETWEEN)
    }


def news_of(event: Event) -> Purpose | None:
    """What guests must be told of the event as it stands, whatever they answered."""
    if event.status is EventStatus.CANCELLED:
        return Purpose.RECALL
    if event.status is EventStatus.POSTPONED:
        return Purpose.POSTPONEMENT
    moved = event.status is EventStatus.PUBLISHED and event.rescheduled_at is not None
    return Purpose.NEW_DATE if moved else None


def untold(event: Event) -> int:
    """How many invitations are still to be told of the event as it stands."""
    news = news_of(event)
    if news is None:
        return 0
    coming = select(Guest.id).where(Guest.invitation_id == Invitation.id, Guest.status.not_in(GONE))
    query = select(Invitation.id, Invitation.status).where(
        Invitation.mission_id == event.mission_id,
        Invitation.event_id == event.id,
        Invitation.status.in_((InvitationStatus.SENT, InvitationStatus.DRAFT)),
        coming.correlate(Invitation).exists(),
    )
    if news is Purpose.NEW_DATE:
        query = query.where(Invitation.sent_at < event.rescheduled_at)
    state, saved = told(event, news), last_told(event, Purpose.SAVE_THE_DATE)
    return sum(
        not state.get(row.id) and (row.status is InvitationStatus.SENT or row.id in saved)
        for row in db.session.execute(query)
    )


def _concerned(fits: Fits, event: Event, now: datetime) -> list[Invitation]:
    return [one for one in invitations.all_listed(event) if fits(one, event, now)]


def _ahead(event: Event, now: datetime) -> bool:
    return event.status is EventStatus.PUBLISHED and now < event.starts_at


def _save_the_date(invitation: Invitation, event: Event, now: datetime) -> bool:
    return _ahead(event, now) and invitation.status is InvitationStatus.DRAFT


def _reminder(invitation: Invitation, event: Event, now: datetime) -> bool:
    silent = any(guest.status is GuestStatus.UNANSWERED for guest in invitation.guests)
    sent = invitation.status is InvitationStatus.SENT and invitation.answered_at is None
    return _ahead(event, now) and event.reply_mode is ReplyMode.RSVP and sent and silent


def _practical(invitation: Invitation, event: Event, now: datetime) -> bool:
    comes = any(guest.status is GuestStatus.ACCEPTED for guest in invitation.guests)
    return _ahead(event, now) and invitation.status is InvitationStatus.SENT and comes


def _news(purpose: Purpose, invitation: Invitation, event: Event, _now: datetime) -> bool:
    """Everybody who knows of it and has not declined.

    Known: by the invitation (sent before the event was moved), or by a letter that asked to save the date; of a
    new date such a letter tells once more, or the invitation itself.
    """
    if news_of(event) is not purpose or all(guest.status in GONE for guest in invitation.guests):
        return False
    if invitation.status is InvitationStatus.DRAFT:
        return purpose is not Purpose.NEW_DATE and was_told(invitation, Purpose.SAVE_THE_DATE)
    if invitation.status is not InvitationStatus.SENT or invitation.sent_at is None:
        return False
    moved = event.rescheduled_at if purpose is Purpose.NEW_DATE else None
    return moved is None or invitation.sent_at < moved


FITS: dict[Purpose, Fits] = {
    Purpose.SAVE_THE_DATE: _save_the_date,
    Purpose.REMINDER: _reminder,
    Purpose.PRACTICAL: _practical,
    Purpose.POSTPONEMENT: partial(_news, Purpose.POSTPONEMENT),
    Purpose.NEW_DATE: partial(_news, Purpose.NEW_DATE),
    Purpose.RECALL: partial(_news, Purpose.RECALL),
}
PURPOSES = tuple(FITS)

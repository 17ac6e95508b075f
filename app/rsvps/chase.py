"""Whom to telephone: invitations without an answer, and those whose letter did not arrive, in precedence order."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.db import db
from app.directory.models import Appointment, ContactKind, Office, PrecedenceCategory
from app.events.models import Event, ReplyMode
from app.invitations import queries as invitations
from app.invitations.models import Dispatch, Guest, GuestStatus, Invitation, InvitationStatus, Purpose
from app.mail.models import LetterState, Outbox
from app.rsvps.models import Call

NO_ARTICLE = 9999.0
RETURNED = (LetterState.FAILED, LetterState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Silent:
    """An invitation without an answer, and why it stands where it stands."""

    invitation: Invitation
    name: str
    office: str
    article: float | None
    seniority_at: datetime | None


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number, and whose."""

    value: str
    assistant: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list. `returned`: his letter came back; `calls`: the newest first."""

    silent: Silent
    numbers: Sequence[Number]
    returned: bool
    calls: Sequence[Call]

    @property
    def invitation(self) -> Invitation:
        return self.silent.invitation


def silent(event: Event, limit: int | None = None) -> list[Silent]:
    """Who has not answered, in order of precedence: article, seniority, name (Vienna Convention, article 16)."""
    if limit is None:
        return _ordered(_unanswered(event))
    return _ordered(invitations.of_ids(event.mission_id, _first(event, limit)))


def list_of(event: Event) -> list[Line]:
    """Who is to be telephoned now.

    Where silence has a meaning (`regrets_only`, `to_remind`, `none`) only those whose letter came back.
    """
    returned = _returned(event)
    found = _unanswered(event)
    if event.reply_mode is not ReplyMode.RSVP:
        found = [one for one in found if one.id in returned]
    calls = calls_of(event)
    return [
        Line(one, _numbers(one.invitation), one.invitation.id in returned, calls.get(one.invitation.id, []))
        for one in _ordered(found)
    ]


def calls_of(event: Event) -> dict[UUID, list[Call]]:
    """Every call by invitation, the newest first."""
    query = select(Call).where(Call.mission_id == event.mission_id, Call.event_id == event.id)
    found: dict[UUID, list[Call]] = {}
    for call in db.session.scalars(query.order_by(Call.at.desc(), Call.id.desc())):
        found.setdefault(call.invitation_id, []).append(call)
    return found


def _unanswered(event: Event) -> Sequence[Invitation]:
    query = select(Invitation).where(*_without_answer(event))
    return db.session.scalars(query.options(*invitations.WITH_PERSONS)).all()


def _first(event: Event, limit: int) -> list[UUID]:
    """The first invitations in the order of `_ordered`, found without loading the others."""
    query = (
        select(Invitation.id, PrecedenceCategory.article, Appointment.seniority_at, Invitation.sort_key)
        .join(Guest, Guest.invitation_id == Invitation.id)
        .outerjoin(Appointment, and_(Appointment.person_id == Guest.person_id, Appointment.ends.is_(None)))
        .outerjoin(Office, Office.id == Appointment.office_id)
        .outerjoin(PrecedenceCategory, PrecedenceCategory.id == Office.precedence_category_id)
        .where(*_without_answer(event))
        .order_by(Guest.position, Appointment.is_primary.desc(), Appointment.starts.desc())
    )
    places: dict[UUID, tuple[float, float, str, str]] = {}
    for invitation_id, article, seniority_at, sort_key in db.session.execute(query):
        if invitation_id not in places:
            places[invitation_id] = _place(article, seniority_at, sort_key, invitation_id)
    return heapq.nsmallest(limit, places, key=places.__getitem__)


def _without_answer(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.mission_id == event.mission_id,
        Invitation.event_id == event.id,
        Invitation.status == InvitationStatus.SENT,
        Invitation.answered_at.is_(None),
        _somebody_unanswered(),
    )


def _somebody_unanswered() -> ColumnElement[bool]:
    """Whether some guest of the invitation has no answer."""
    of_it = select(Guest.id).where(
        Guest.invitation_id == Invitation.id, Guest.status == GuestStatus.UNANSWERED
    )
    return of_it.correlate(Invitation).exists()


def _returned(event: Event) -> set[UUID]:
    """Invitations that a letter carried which failed or came back, and no other way since."""
    query = (
        select(Dispatch.invitation_id, Outbox.state)
        .join(Outbox, Outbox.id == Dispatch.outbox_id, isouter=True)
        .join(Invitation, Invitation.id == Dispatch.invitation_id)
        .where(Invitation.mission_id == event.mission_id, Invitation.event_id == event.id)
        .where(Dispatch.document.in_((Purpose.INVITATION.value, Purpose.REMINDER.value)))
        .order_by(Dispatch.at, Dispatch.id)
    )
    last = {row[0]: row[1] for row in db.session.execute(query)}
    return {invitation_id for invitation_id, state in last.items() if state in RETURNED}


def _ordered(found: Sequence[Invitation]) -> list[Silent]:
    return sorted((_silent(one) for one in found), key=_precedence)


def _silent(invitation: Invitation) -> Silent:
    guest = invitation.guests[0]
    appointment = guest.person.appointment if guest.person else None
    category = appointment.office.precedence_category if appointment else None
    return Silent(
        invitation=invitation,
        name=guest.name or invitation.addressee,
        office=", ".join(filter(None, (guest.office, guest.organisation))),
        article=float(category.article) if category else None,
        seniority_at=appointment.seniority_at if appointment else None,
    )


def _precedence(row: Silent) -> tuple[float, float, str, str]:
    return _place(row.article, row.seniority_at, row.invitation.sort_key, row.invitation.id)


def _place(
    article: float | Decimal | None, seniority_at: datetime | None, sort_key: str, invitation_id: UUID
) -> tuple[float, float, str, str]:
    seniority = seniority_at.timestamp() if seniority_at else float("inf")
    return NO_ARTICLE if article is None else float(article), seniority, sort_key, str(invitation_id)


def _numbers(invitation: Invitation) -> list[Number]:
    """His own first, then those of assistants."""
    points = invitation.person.contact_points if invitation.person else []
    phones = [point for point in points if point.kind is ContactKind.PHONE]
    phones.sort(key=lambda point: point.via_assistant)
    return [Number(one.value, one.assistant_name if one.via_assistant else "") for one in phones]

"""The replies: some as answers.json tells them, the others drawn, all in the order in which they came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.accounts.models import Role
from app.audit.actor import Actor
from app.demo.founding import Embassy
from app.demo.reading import Calendar
from app.directory.models import Person
from app.invitations import queries as invitation_queries
from app.invitations.models import Channel, Guest, GuestRole, GuestStatus, Invitation, InvitationStatus
from app.rsvps import queries, service
from app.rsvps.models import ReplyChannel, SensitiveKind, Standing

CHANNELS = (ReplyChannel.WEB, ReplyChannel.PHONE, ReplyChannel.EMAIL)
WEIGHTS = (82, 11, 7)
EAGER = 1.7  # most answer in the first days
WAKES, SLEEPS = 8, 23


@dataclass(frozen=True, slots=True)
class Coming:
    """An answer that is going to be given. `told` is its entry in answers.json, empty for one that is drawn."""

    at: datetime
    invitation: Invitation
    told: dict[str, Any]
    answer: str
    channel: ReplyChannel


@dataclass(frozen=True, slots=True)
class Span:
    """Between which moments the answers came; `deadline` for what came later than that."""

    first: datetime
    last: datetime
    deadline: datetime


def answer(
    embassy: Embassy,
    facts: dict[str, Any],
    invitations: Sequence[Invitation],
    *,
    persons: dict[str, Person],
    span: Span,
    calendar: Calendar,
) -> None:
    """Give the answers of one event. The same ones every time, but for their hour."""
    draw = Random(facts["accepted"])  # noqa: S311 - the same replies every time, not a secret
    sent = [one for one in invitations if one.status is InvitationStatus.SENT]
    told = list(_told(facts, sent, persons=persons, span=span, calendar=calendar, draw=draw))
    known = {one.invitation.id for one in told}
    drawn = [
        _drawn(one, facts, span=span, calendar=calendar, draw=draw) for one in sent if one.id not in known
    ]
    coming = [one for one in (*told, *drawn) if one is not None and one.answer]
    for number, one in enumerate(sorted(coming, key=lambda one: one.at)):
        _give(embassy, one, submission=f"demo-{number}")


def _told(
    facts: dict[str, Any],
    sent: Sequence[Invitation],
    *,
    persons: dict[str, Person],
    span: Span,
    calendar: Calendar,
    draw: Random,
) -> Iterator[Coming]:
    by_person = {invitation.person_id: invitation for invitation in sent if invitation.person_id}
    by_addressee = {invitation.addressee: invitation for invitation in sent if invitation.addressee}
    before: dict[UUID, datetime] = {}
    for entry in facts["told"]:
        if "person" in entry:
            invitation = by_person[persons[entry["person"]].id]
        else:
            invitation = by_addressee[entry["addressee"]]
        first = before.get(invitation.id, span.first)
        at = _moment(Span(first, span.last, span.deadline), calendar, draw)
        if late := entry.get("late_days"):
            at = span.deadline + timedelta(days=late)
        before[invitation.id] = at
        yield Coming(at, invitation, entry, entry["answer"], ReplyChannel(entry["channel"]))


def _drawn(
    invitation: Invitation, facts: dict[str, Any], *, span: Span, calendar: Calendar, draw: Random
) -> Coming | None:
    chance = draw.random()
    at = _moment(span, calendar, draw)
    channel = draw.choices(CHANNELS, WEIGHTS)[0]
    if invitation.channel is not Channel.EMAIL:
        channel = ReplyChannel.NOTE if invitation.channel is Channel.NOTE_VERBALE else ReplyChannel.PHONE
    if chance < facts["accepted"]:
        alone = len(invitation.guests) == 2 and draw.random() < 0.12
        told = {"spouse": GuestStatus.DECLINED.value} if alone else {}
        return Coming(at, invitation, told, GuestStatus.ACCEPTED.value, channel)
    if chance < facts["accepted"] + facts["declined"]:
        return Coming(at, invitation, {}, GuestStatus.DECLINED.value, channel)
    return None


def _moment(span: Span, calendar: Calendar, draw: Random) -> datetime:
    """A moment of the span at which people are awake, sooner rather than later."""
    at = span.first + (span.last - span.first) * float(draw.random() ** EAGER)
    hour = calendar.local(at).hour
    if not WAKES <= hour < SLEEPS:
        at += timedelta(hours=(WAKES - hour) % 24 + draw.randrange(4))
    return min(at, span.last)


def _give(embassy: Embassy, coming: Coming, *, submission: str) -> None:
    invitation, told = coming.invitation, coming.told
    guests = service.answerable(invitation)
    web = coming.channel is ReplyChannel.WEB
    actor = Actor.guest(invitation.id) if web else embassy.staff[Role.PROTOCOL_OFFICER]
    names = {guest.id: name for guest, name in zip(guests, told.get("names", ()), strict=False)}
    reply = service.reply(
        invitation,
        service.Answer(
            statuses={guest.id: _status(guest, coming, names) for guest in guests},
            representative=told.get("representative", ""),
            representative_office=told.get("office", ""),
            names=names,
            on_behalf_by=told.get("on_behalf_by", ""),
            email=told.get("email", ""),
            remark=told.get("remark", ""),
        ),
        channel=coming.channel,
        submission=submission,
        actor=actor,
        now=coming.at,
        link=invitation_queries.live_link(invitation, Channel.EMAIL) if web else None,
    )
    after = coming.at + timedelta(minutes=2)
    _wish(invitation, told, actor=actor, at=after)
    decided = coming.at + timedelta(hours=3)
    if told.get("granted") and reply.standing is Standing.REQUEST:
        service.grant(reply, actor=embassy.secretary, now=decided)
    if told.get("agreed"):
        for guest in invitation.guests:
            if guest.role is GuestRole.REPRESENTATIVE and guest.status is GuestStatus.AWAITING:
                service.approve_representative(guest, actor=embassy.secretary, now=decided)


def _status(guest: Guest, coming: Coming, names: dict[UUID, str]) -> GuestStatus:
    if coming.told.get("spouse") and guest.role is GuestRole.SPOUSE:
        return GuestStatus(coming.told["spouse"])
    if coming.answer == GuestStatus.REPRESENTED.value and guest.role is not GuestRole.PRINCIPAL:
        return GuestStatus.DECLINED
    if names and guest.id not in names:
        return GuestStatus.DECLINED
    return GuestStatus(coming.answer)


def _wish(invitation: Invitation, told: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    wishes = {
        kind: told[kind.value] for kind in (SensitiveKind.FOOD, SensitiveKind.ACCESS) if kind.value in told
    }
    row = queries.latest(invitation)
    if wishes and row is not None:
        details = service.Details(
            wishes={invitation.guests[0].id: wishes},
            remark=row.remark,
            on_behalf_by=row.on_behalf_by,
            email=row.email,
        )
        service.add_details(invitation, details, actor=actor, now=at)

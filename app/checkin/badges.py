"""All badges of an event as PDF, a page for each invitation."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.events.models import Event
from app.i18n import current_language, gettext, pick
from app.invitations import keys
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus
from app.invitations.names import badge_number
from app.missions.models import Mission
from app.printing.badges import Badge, BadgeSheet
from app.printing.badges import badges as print_badges
from app.web.filters import day, hour

STAYS_AWAY = {GuestStatus.DECLINED, GuestStatus.REPRESENTED, GuestStatus.REVOKED}


def print_all(event: Event, mission: Mission, *, actor: Actor, now: datetime) -> bytes:
    """The badges of all who come or may still come, in the order of the guest list; the print is audited."""
    query = (
        select(Invitation)
        .where(Invitation.mission_id == event.mission_id, Invitation.event_id == event.id)
        .where(Invitation.status != InvitationStatus.WITHDRAWN)
        .options(selectinload(Invitation.guests))
        .order_by(Invitation.sort_key, Invitation.id)
    )
    pages = [[_badge(guest) for guest in row.guests if _needs(guest)] for row in db.session.scalars(query)]
    audit.record(
        "checkin.print_badges",
        "event",
        event.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
    )
    return print_badges(_sheet(event, mission), [page for page in pages if page], allow_missing=True)


def _needs(guest: Guest) -> bool:
    return guest.badge_hash is not None and guest.status not in STAYS_AWAY


def _badge(guest: Guest) -> Badge:
    return Badge(
        number=badge_number(guest.badge_number),
        name=guest.name,
        code=keys.badge_code(guest),
        office=guest.office,
        organisation=guest.organisation,
    )


def _sheet(event: Event, mission: Mission) -> BadgeSheet:
    language = current_language()
    text = event.text(language)
    return BadgeSheet(
        lang=language,
        mission=pick(mission.names, language),
        occasion=text.title,
        when=f"{day(event.starts_local)}, {hour(event.starts_local)}",
        venue=text.venue,
        number_label=gettext("No."),
        hint=gettext("Please show this badge at the gate."),
        accent=event.accent_colour or mission.accent_colour,
    )

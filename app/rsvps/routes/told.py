"""What a guest told the embassy otherwise than on his letter: his table, his car, his number; taken down by staff."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.events.models import Event
from app.i18n import gettext
from app.invitations import queries as invitations
from app.invitations.models import Guest, GuestStatus, Invitation
from app.invitations.problems import name_of
from app.rsvps import service
from app.rsvps.forms import food_parts, wishes_typed
from app.rsvps.models import SensitiveKind
from app.rsvps.names import FOOD_NAMES
from app.rsvps.routes.blueprint import rsvps
from app.web.forms import Form, saving
from app.web.htmx import see_other

BASE = "/m/<mission>/events/<uuid:event_id>/replies/told/<uuid:invitation_id>"


@rsvps.post(BASE)
@guard.needs(Permission.SENSITIVE_READ)
def told_by_guests(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """Asked for by a button, because looking is written down."""
    event, invitation = _find(event_id, invitation_id)
    with transaction():
        found = service.look_at_wishes(
            event,
            [guest.id for guest in _standing(invitation)],
            user_id=guard.user().id,
            purpose="one invitation",
            now=clock.now(),
        )
    return _page(event, invitation, Form(formdata=None), found)


@rsvps.post(f"{BASE}/keep")
@guard.needs(Permission.SENSITIVE_READ)
def keep_told(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    event, invitation = _find(event_id, invitation_id)
    form = Form()
    typed = wishes_typed(_standing(invitation))
    if form.validate_on_submit():
        with saving(form):
            service.keep_wishes(invitation, typed, actor=guard.actor(), now=clock.now())
            flash(gettext("It is kept. It stands on the next prints of the security list."))
            return see_other(url_for("invitations.show", event_id=event_id, invitation_id=invitation_id))
    return _page(event, invitation, form, typed), 422


def _find(event_id: UUID, invitation_id: UUID) -> tuple[Event, Invitation]:
    event = events.get(guard.mission().id, event_id)
    return event, invitations.get(event.mission_id, event_id, invitation_id)


def _standing(invitation: Invitation) -> list[Guest]:
    return [guest for guest in invitation.guests if guest.status is not GuestStatus.REVOKED]


def _page(
    event: Event,
    invitation: Invitation,
    form: Form,
    told: Mapping[UUID, Mapping[SensitiveKind, str]],
) -> str:
    guests = _standing(invitation)
    return render_template(
        "rsvps/told.html",
        event=event,
        invitation=invitation,
        form=form,
        name=name_of(invitation),
        guests=guests,
        told={
            guest.id: {kind.value: told.get(guest.id, {}).get(kind, "") for kind in SensitiveKind}
            for guest in guests
        },
        identity_numbers=guard.mission().identity_numbers,
        food_names=FOOD_NAMES,
        food_parts=food_parts,
    )

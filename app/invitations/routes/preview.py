"""The letter as a guest would get it, in each of the event's languages, before anything leaves."""

from uuid import UUID

from flask import Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.events.models import Event
from app.i18n import gettext
from app.invitations import mails, queries, service
from app.invitations.addressing import address_of
from app.invitations.models import Invitation
from app.invitations.problems import name_of
from app.invitations.routes.blueprint import invitations
from app.mail.letter import Letter
from app.mail.message import blank
from app.missions import queries as missions
from app.web.headers import policy
from app.web.htmx import see_other


@invitations.get("/preview")
@guard.needs(Permission.GUEST_LIST_READ)
def preview_first(event_id: UUID) -> ResponseReturnValue:
    """For whoever has just worded the letter: as the first guest of the list gets it."""
    event = events.get(guard.mission().id, event_id)
    first = next(iter(queries.all_listed(event)), None)
    if first is None:
        flash(gettext("Nobody is on the list yet; the letter is shown as a guest of the list gets it."))
        return see_other(url_for("invitations.index", event_id=event_id))
    language = request.args.get("language", "")
    return see_other(
        url_for("invitations.preview", event_id=event_id, invitation_id=first.id, language=language)
    )


@invitations.get("/<uuid:invitation_id>/preview")
@guard.needs(Permission.GUEST_LIST_READ)
def preview(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """The letter as it would leave now; in its place stands what is a secret."""
    event, invitation, language = _asked(event_id, invitation_id)
    letter = _letter(event, invitation, language)
    return render_template(
        "invitations/preview.html",
        event=event,
        invitation=invitation,
        language=language,
        languages=list(dict.fromkeys((invitation.language, *event.languages))),
        name=name_of(invitation),
        subject=letter.subject,
        text=blank(letter.text, gettext("[the guest’s own link]")),
    )


@invitations.post("/<uuid:invitation_id>/preview/to-me")
@guard.needs(Permission.INVITATION_SEND)
def preview_to_me(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """The letter into one's own mailbox, to see it in one's own reader. The guest's link is not in it."""
    event, invitation, language = _asked(event_id, invitation_id)
    user = guard.user()
    with transaction():
        service.send_sample(
            event, _letter(event, invitation, language), to=user.email, name=user.name, now=clock.now()
        )
    flash(gettext("A sample is on its way to %(address)s. Its link opens no invitation.", address=user.email))
    return see_other(
        url_for("invitations.preview", event_id=event_id, invitation_id=invitation_id, language=language)
    )


@invitations.get("/<uuid:invitation_id>/preview.html")
@guard.needs(Permission.GUEST_LIST_READ)
def preview_body(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """The HTML of the letter, for a frame in which nothing runs."""
    response = Response(blank(_letter(*_asked(event_id, invitation_id)).page, "#"), mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(
        default_src="'none'",
        script_src="'none'",
        style_src="'unsafe-inline'",
        frame_ancestors="'self'",
        sandbox="",
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _asked(event_id: UUID, invitation_id: UUID) -> tuple[Event, Invitation, str]:
    """Whose letter, and in which language: the invitation's own unless another of the event's is named."""
    event = events.get(guard.mission().id, event_id)
    invitation = queries.get(event.mission_id, event_id, invitation_id)
    language = request.args.get("language") or invitation.language
    if language not in (invitation.language, *event.languages):
        abort(404)
    return event, invitation, language


def _letter(event: Event, invitation: Invitation, language: str) -> Letter:
    mission, address = missions.get(event.mission_id), address_of(invitation)
    return mails.invitation_letter(invitation, event, mission, address=address, language=language)

"""Sending: a look at exactly what will happen, the sending itself in the background, and how far it is."""

from collections import Counter
from uuid import UUID, uuid4

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.i18n import gettext
from app.invitations import campaigns, problems, service
from app.invitations.addressing import address_of
from app.invitations.forms import SendForm
from app.invitations.problems import name_of
from app.invitations.routes.blueprint import invitations
from app.invitations.searching import ids_in
from app.mail import overview
from app.web.forms import saving
from app.web.htmx import see_other


@invitations.get("/send")
@guard.needs(Permission.INVITATION_SEND)
def sending(event_id: UUID) -> ResponseReturnValue:
    return _preview(event_id, SendForm(formdata=None, submission=uuid4().hex))


@invitations.post("/send")
@guard.needs(Permission.INVITATION_SEND)
def send(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    form = SendForm()
    if form.validate_on_submit():
        with saving(form):
            campaign = service.start_campaign(
                event,
                ids=_chosen(),
                submission=form.submission.data or "",
                actor=guard.actor(),
                now=clock.now(),
            )
            return see_other(url_for("invitations.campaign", event_id=event_id, campaign_id=campaign.id))
    return _preview(event_id, form), 422


@invitations.get("/send/<uuid:campaign_id>")
@guard.needs(Permission.GUEST_LIST_READ)
def campaign(event_id: UUID, campaign_id: UUID) -> ResponseReturnValue:
    """How far a sending is; the page may be left and opened again."""
    event = events.get(guard.mission().id, event_id)
    found = campaigns.get(event.mission_id, event_id, campaign_id)
    now = clock.now()
    return render_template(
        "invitations/campaign.html",
        event=event,
        campaign=found,
        written=found.total - len(found.waiting) - found.skipped,
        letters=campaigns.letters_of(found),
        here=next(iter(overview.sendings(event.mission_id, now=now, campaign_id=found.id)), None),
        now=now,
    )


@invitations.post("/send/<uuid:campaign_id>/<any(stop,go):verb>")
@guard.needs(Permission.INVITATION_SEND)
def steer(event_id: UUID, campaign_id: UUID, verb: str) -> ResponseReturnValue:
    found = campaigns.get(guard.mission().id, event_id, campaign_id)
    with transaction():
        if verb == "stop":
            service.stop_campaign(found, actor=guard.actor(), now=clock.now())
        else:
            service.continue_campaign(found, actor=guard.actor(), now=clock.now())
    flash(gettext("The sending has stopped.") if verb == "stop" else gettext("The sending goes on."))
    return see_other(url_for("invitations.campaign", event_id=event_id, campaign_id=campaign_id))


def _preview(event_id: UUID, form: SendForm) -> str:
    event = events.get(guard.mission().id, event_id)
    chosen = _chosen()
    return render_template(
        "invitations/send.html",
        event=event,
        form=form,
        plan=service.plan_sending(event, chosen),
        chosen=chosen,
        name_of=name_of,
        address_of=address_of,
        look=Counter(problem.kind for problem in problems.of_event(event)),
    )


def _chosen() -> list[UUID] | None:
    """The ticked invitations; None where none is ticked, which means all that have not left."""
    return ids_in(request.values.getlist("id")) or None

"""The telephone list, and answers recorded with one press."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts import queries as accounts
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.i18n import gettext
from app.invitations import queries as invitations
from app.invitations.models import GuestStatus
from app.mail.message import clean_line
from app.rsvps import chase, service
from app.rsvps.models import Outcome, ReplyChannel
from app.rsvps.routes.blueprint import rsvps
from app.web.htmx import see_other
from app.web.tables import Page, page_number

BASE = "/m/<mission>/events/<uuid:event_id>/replies"
SIZE = 50


@rsvps.get(f"{BASE}/telephone")
@guard.needs(Permission.REPLY_RECORD)
def telephone(event_id: UUID) -> ResponseReturnValue:
    """Who is to be telephoned, in precedence order."""
    event = events.get(guard.mission().id, event_id)
    found, number = chase.list_of(event), page_number()
    rows = found[(number - 1) * SIZE : number * SIZE]
    return render_template(
        "rsvps/telephone.html",
        event=event,
        page=Page(rows, number, SIZE, len(found)),
        outcomes=list(Outcome),
        staff=accounts.names({call.by_id for row in rows for call in row.calls}),
    )


@rsvps.post(
    f"{BASE}/telephone/<uuid:invitation_id>/<any(reached,will_come,declined,call_again,no_answer):outcome>"
)
@guard.needs(Permission.REPLY_RECORD)
def called(event_id: UUID, invitation_id: UUID, outcome: str) -> ResponseReturnValue:
    invitation = invitations.get(guard.mission().id, event_id, invitation_id)
    with transaction():
        service.call(
            invitation,
            Outcome(outcome),
            by=guard.user().id,
            note=clean_line(request.form.get("note", ""))[:300].strip(),
            actor=guard.actor(),
            now=clock.now(),
        )
    flash(gettext("The call is recorded."))
    return see_other(url_for("rsvps.telephone", event_id=event_id, page=page_number()))


@rsvps.post(f"{BASE}/record/<uuid:invitation_id>/by-email/<any(accepted,declined):answer>")
@guard.needs(Permission.REPLY_RECORD)
def answered_by_email(event_id: UUID, invitation_id: UUID, answer: str) -> ResponseReturnValue:
    """One press for what stands in an e-mail: all of them come, or all regret."""
    invitation = invitations.get(guard.mission().id, event_id, invitation_id)
    with transaction():
        service.answer_for_all(
            invitation,
            GuestStatus(answer),
            channel=ReplyChannel.EMAIL,
            actor=guard.actor(),
            now=clock.now(),
        )
    flash(gettext("The answer by e-mail is recorded."))
    return see_other(url_for("invitations.show", event_id=event_id, invitation_id=invitation_id))

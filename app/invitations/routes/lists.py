"""The guest list a page at a time, what is wrong with it, and what is done to many rows at once."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory.models import Category
from app.events import queries as events
from app.i18n import gettext, ngettext
from app.invitations import problems, queries, service
from app.invitations.addressing import address_of
from app.invitations.models import Channel, GuestStatus, Invitation, InvitationStatus
from app.invitations.problems import name_of
from app.invitations.routes.blueprint import invitations
from app.invitations.searching import ids_in, narrowed
from app.web.htmx import page_or_part, see_other
from app.web.tables import page_number, paginate

STATUSES: list[InvitationStatus | GuestStatus] = [
    InvitationStatus.DRAFT,
    InvitationStatus.SENT,
    GuestStatus.UNANSWERED,
    GuestStatus.ACCEPTED,
    GuestStatus.DECLINED,
    GuestStatus.REPRESENTED,
    GuestStatus.AWAITING,
    InvitationStatus.WITHDRAWN,
]


@invitations.get("/")
@guard.needs(Permission.GUEST_LIST_READ)
def index(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    wanted = narrowed(event, request.args)
    page = paginate(queries.listed(event, wanted), number=page_number())
    return page_or_part(
        "invitations/index.html",
        "invitations/_rows.html",
        event=event,
        rows=page,
        wanted=wanted,
        counts=queries.counts(event),
        letters=queries.invitation_letters(event.mission_id, page.rows),
        statuses=STATUSES,
        categories=list(Category),
        channels=list(Channel),
        name_of=name_of,
        address_of=address_of,
    )


@invitations.get("/problems")
@guard.needs(Permission.GUEST_LIST_READ)
def look(event_id: UUID) -> ResponseReturnValue:
    """The last look before sending."""
    event = events.get(guard.mission().id, event_id)
    found = problems.of_event(event)
    groups = [(kind, [one for one in found if one.kind is kind]) for kind in problems.ProblemKind]
    return render_template(
        "invitations/problems.html", event=event, groups=[one for one in groups if one[1]], name_of=name_of
    )


@invitations.post("/bulk/<any(remove,withdraw,channel):verb>")
@guard.needs(Permission.GUEST_LIST_EDIT)
def bulk(event_id: UUID, verb: str) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    ids = ids_in(request.form.getlist("id"))
    with transaction():
        done = 0
        for invitation in queries.some(event, ids):
            done += _apply(verb, invitation)
    message = ngettext("Done for %(num)d invitation.", "Done for %(num)d invitations.", done)
    left = len(ids) - done
    more = ngettext("%(num)d was left as it is.", "%(num)d were left as they are.", left) if left else ""
    flash(f"{message} {more}".strip() if ids else gettext("Tick the invitations first."))
    return see_other(url_for("invitations.index", event_id=event_id))


def _apply(verb: str, invitation: Invitation) -> int:
    """1 where the verb suited the invitation's state, else 0."""
    now, actor = clock.now(), guard.actor()
    if verb == "remove" and invitation.status is InvitationStatus.DRAFT:
        service.remove(invitation, actor=actor, now=now)
    elif verb == "withdraw" and invitation.status is InvitationStatus.SENT:
        service.withdraw(invitation, actor=actor, now=now)
    elif verb == "channel" and request.form.get("channel") in {one.value for one in Channel}:
        service.change(
            invitation,
            language=invitation.language,
            channel=Channel(request.form["channel"]),
            email=invitation.email,
            note=invitation.note,
            via_assistant=invitation.via_assistant,
            actor=actor,
            now=now,
        )
    else:
        return 0
    return 1

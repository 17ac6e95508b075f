"""The replies of an event: how many, who, what waits for a decision; a reply taken down by staff."""

from collections import Counter
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.events.models import Event, EventStatus, ReplyMode
from app.i18n import gettext
from app.invitations import queries as invitations
from app.invitations.models import GuestStatus, Invitation, Purpose
from app.invitations.problems import name_of
from app.invitations.searching import narrowed
from app.rsvps import circulars, queries, service
from app.rsvps.forms import RecordForm, food_parts, submission_id
from app.rsvps.models import Reply, SensitiveKind, Standing
from app.rsvps.names import FOOD_NAMES
from app.rsvps.routes.blueprint import rsvps
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.tables import PAGE_SIZE, Page, page_number, paginate

BASE = "/m/<mission>/events/<uuid:event_id>/replies"
FOUND_AT_MOST = 12


@rsvps.get(f"{BASE}/")
@guard.needs(Permission.REPLY_READ)
def index(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    number, total = page_number(), queries.count(event)
    rows = queries.recent(event, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    q = request.args.get("q", "")[:100].strip()
    found = (
        paginate(invitations.listed(event, narrowed(event, q=q)), number=1, size=FOUND_AT_MOST).rows
        if q
        else []
    )
    return render_template(
        "rsvps/index.html",
        event=event,
        counts=invitations.counts(event),
        open_replies=queries.open_replies(event),
        representatives=queries.representatives_to_approve(event),
        page=Page(rows, number, PAGE_SIZE, total),
        q=q,
        found=found,
        name_of=name_of,
        side_by_side=side_by_side,
        letters=_letters(event),
        news=circulars.news_of(event),
    )


@rsvps.route(f"{BASE}/record/<uuid:invitation_id>", methods=["GET", "POST"])
@guard.needs(Permission.REPLY_RECORD)
def record(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    invitation = invitations.get(event.mission_id, event_id, invitation_id)
    form = RecordForm()
    form.offer()
    if form.validate_on_submit():
        with saving(form):
            kept = service.reply(
                invitation,
                form.answer(invitation),
                channel=form.channel.data,
                submission=form.submission.data or submission_id(),
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(_told(kept), "warning" if kept.standing is Standing.REQUEST else "message")
            return see_other(url_for("rsvps.index", event_id=event_id))
    if not form.is_submitted():
        form.submission.data = submission_id()
    return (
        render_template(
            "rsvps/record.html",
            event=event,
            invitation=invitation,
            form=form,
            name=name_of(invitation),
            guests=service.answerable(invitation),
            history=queries.history(invitation),
        ),
        422 if form.is_submitted() else 200,
    )


@rsvps.post(f"{BASE}/<uuid:reply_id>/<any(grant,refuse):decision>")
@guard.needs(Permission.REPLY_RECORD)
def decide(event_id: UUID, reply_id: UUID, decision: str) -> ResponseReturnValue:
    row = queries.get(guard.mission().id, event_id, reply_id)
    with transaction():
        verb = service.grant if decision == "grant" else service.refuse
        verb(row, actor=guard.actor(), now=clock.now())
    flash(gettext("The guest is told by letter, where one can be sent."))
    return see_other(url_for("rsvps.index", event_id=event_id))


@rsvps.post(f"{BASE}/representatives/<uuid:guest_id>/<any(approve,refuse):decision>")
@guard.needs(Permission.REPLY_RECORD)
def decide_representative(event_id: UUID, guest_id: UUID, decision: str) -> ResponseReturnValue:
    guest = invitations.guest(guard.mission().id, event_id, guest_id)
    with transaction():
        approve = decision == "approve"
        verb = service.approve_representative if approve else service.refuse_representative
        verb(guest, actor=guard.actor(), now=clock.now())
    flash(gettext("The guest is told by letter, where one can be sent."))
    return see_other(url_for("rsvps.index", event_id=event_id))


@rsvps.post(f"{BASE}/wishes")
@guard.needs(Permission.SENSITIVE_READ)
def wishes(event_id: UUID) -> ResponseReturnValue:
    """Food and access wishes of all who come. Asked for by a button, because looking is written down."""
    event = events.get(guard.mission().id, event_id)
    with transaction():
        coming = invitations.guests(event.mission_id, event_id, statuses=[GuestStatus.ACCEPTED])
        found = service.look_at_wishes(
            event,
            [guest.id for guest in coming],
            user_id=guard.user().id,
            purpose=request.form.get("purpose", "")[:100],
            now=clock.now(),
        )
    foods = {guest_id: food_parts(kinds.get(SensitiveKind.FOOD, "")) for guest_id, kinds in found.items()}
    return render_template(
        "rsvps/wishes.html",
        event=event,
        guests=[guest for guest in coming if guest.id in found],
        foods=foods,
        access={guest_id: kinds.get(SensitiveKind.ACCESS, "") for guest_id, kinds in found.items()},
        totals=Counter(code for codes, _words in foods.values() for code in codes),
        food_names=FOOD_NAMES,
    )


def _letters(event: Event) -> list[Purpose]:
    """What may be written to guests now, beside the invitation."""
    if news := circulars.news_of(event):
        if news is not Purpose.NEW_DATE:
            return [news]
        return [news, Purpose.REMINDER, Purpose.PRACTICAL]
    asks = [Purpose.REMINDER] if event.reply_mode is ReplyMode.RSVP else []
    return [Purpose.SAVE_THE_DATE, *asks, Purpose.PRACTICAL] if event.status is EventStatus.PUBLISHED else []


def side_by_side(row: Reply, invitation: Invitation) -> list[tuple[str, GuestStatus, GuestStatus]]:
    """(guest, what holds now, what he answered) for each guest of whom the two differ."""
    pairs = [
        (
            guest.name or gettext("companion"),
            GuestStatus(row.before[str(guest.id)]),
            _answered(row, str(guest.id)),
        )
        for guest in invitation.guests
        if str(guest.id) in row.before
    ]
    return [
        (name, before, asked) for name, before, asked in pairs if asked is not None and before is not asked
    ]


def _answered(row: Reply, guest_id: str) -> GuestStatus | None:
    return GuestStatus(row.answers[guest_id]) if guest_id in row.answers else None


def _told(row: Reply) -> str:
    if row.standing is Standing.REQUEST:
        return gettext(
            "All places are taken: the answer is kept as a request, and waits for your decision below."
        )
    return gettext("The reply is recorded.")

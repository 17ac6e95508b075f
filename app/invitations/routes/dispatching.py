"""Dispatch by other ways than e-mail: what goes how, the papers for it, and the record that it left."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.events.models import Event
from app.i18n import gettext, ngettext
from app.invitations import delivering, queries, service
from app.invitations.forms import HandOverForm, NoteForm
from app.invitations.models import Channel, Invitation
from app.invitations.problems import name_of
from app.invitations.queries import Filter
from app.invitations.routes.blueprint import invitations
from app.invitations.searching import ids_in
from app.mail.message import clean_line
from app.web.download import attachment
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.tables import page_number, paginate

WAYS = (Channel.HAND, Channel.POST, Channel.NOTE_VERBALE, Channel.SHARE_LINK, Channel.PHONE)
SIZE = 100


@invitations.get("/dispatch")
@guard.needs(Permission.INVITATION_SEND)
def dispatch(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    waiting = delivering.waiting(event)
    channel = _channel() or next((one for one in WAYS if waiting.get(one)), Channel.HAND)
    status = "" if request.args.get("left") else "draft"
    rows = paginate(
        queries.listed(event, Filter(channel=channel.value, status=status), whole=True),
        number=page_number(),
        size=SIZE,
    )
    form = HandOverForm(formdata=None)
    form.offer()
    return render_template(
        "invitations/dispatch.html",
        event=event,
        channel=channel,
        ways=WAYS,
        waiting=waiting,
        rows=rows,
        destinations={row.id: delivering.destination(row, event) for row in rows.rows},
        share_text=delivering.share_text,
        form=form,
        notes=delivering.notes(event) if channel is Channel.NOTE_VERBALE else [],
        note_number=delivering.note_number,
        name_of=name_of,
    )


@invitations.post("/dispatch/papers/<any(cards,book,labels):what>")
@guard.needs(Permission.INVITATION_SEND)
def papers(event_id: UUID, what: str) -> Response:
    """Cards, the delivery book or labels for the ticked; for all that have not left where none is ticked."""
    event, now = events.get(guard.mission().id, event_id), clock.now()
    channel = _channel() or Channel.HAND
    with transaction():
        found = service.print_links(
            event, _chosen(event, channel), channel=channel, what=what, actor=guard.actor(), now=now
        )
        document = _print(what, event, found, channel, now)
    names = {
        "cards": gettext("Cards %(event)s", event=event.title),
        "book": gettext("Delivery book %(event)s", event=event.title),
        "labels": gettext("Labels %(event)s", event=event.title),
    }
    return attachment(document, f"{names[what]}.pdf", "application/pdf")


@invitations.post("/dispatch/left")
@guard.needs(Permission.INVITATION_SEND)
def left(event_id: UUID) -> ResponseReturnValue:
    """The ticked were handed over: to whom, when."""
    event = events.get(guard.mission().id, event_id)
    form = HandOverForm()
    form.offer()
    ids = ids_in(request.form.getlist("id"))
    if form.validate_on_submit() and ids:
        with transaction():
            done = service.hand_over_many(
                event,
                ids,
                channel=form.channel.data,
                handed_to=form.handed_to.data or "",
                at=form.instant(event.zone),
                actor=guard.actor(),
                now=clock.now(),
            )
        flash(
            ngettext(
                "It is recorded that %(num)d invitation left.",
                "It is recorded that %(num)d invitations left.",
                done,
            )
        )
    else:
        flash(gettext("Tick the invitations first."), "warning")
    return see_other(_address(event_id, _channel()))


@invitations.post("/dispatch/districts")
@guard.needs(Permission.GUEST_LIST_EDIT)
def districts(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    typed = {key.removeprefix("district-"): value for key, value in request.form.items()}
    found = {one: clean_line(typed[str(one)])[:100].strip() for one in ids_in(typed)}
    with transaction():
        service.set_districts(event, found, actor=guard.actor(), now=clock.now())
    flash(gettext("The districts are saved."))
    return see_other(_address(event_id, Channel.HAND))


@invitations.post("/dispatch/links")
@guard.needs(Permission.INVITATION_SEND)
def share(event_id: UUID) -> ResponseReturnValue:
    """A link of its own for each, and the message ready to copy."""
    event = events.get(guard.mission().id, event_id)
    ids = _chosen(event, Channel.SHARE_LINK)
    with transaction():
        service.print_links(
            event, ids, channel=Channel.SHARE_LINK, what="links", actor=guard.actor(), now=clock.now()
        )
    return see_other(_address(event_id, Channel.SHARE_LINK))


@invitations.post("/dispatch/note/for")
@guard.needs(Permission.INVITATION_SEND)
def propose_note(event_id: UUID) -> ResponseReturnValue:
    """A note for the ticked, worded as usual. Nothing is written yet: an address has no room for all their ids."""
    event, mission = events.get(guard.mission().id, event_id), guard.mission()
    form = NoteForm(formdata=None)
    form.offer(event.languages)
    form.language.data = event.languages[0]
    form.addressed_to.data = gettext("Ministry of Foreign Affairs")
    form.body.data = delivering.proposed_body(
        event, mission, form.language.data, form.addressed_to.data or ""
    )
    return _note_page(event, form)


@invitations.post("/dispatch/note")
@guard.needs(Permission.INVITATION_SEND)
def note(event_id: UUID) -> ResponseReturnValue:
    """The note gets its number when it is made."""
    event = events.get(guard.mission().id, event_id)
    form = NoteForm()
    form.offer(event.languages)
    if form.validate_on_submit():
        with saving(form):
            service.make_note(
                event,
                _chosen(event, Channel.NOTE_VERBALE),
                addressed_to=form.addressed_to.data or "",
                language=form.language.data,
                body=form.body.data or "",
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(gettext("The note has its number. Print it, and record when it was handed over."))
            return see_other(_address(event_id, Channel.NOTE_VERBALE))
    return _note_page(event, form), 422


@invitations.post("/dispatch/notes/<uuid:note_id>.pdf")
@guard.needs(Permission.INVITATION_SEND)
def print_note(event_id: UUID, note_id: UUID) -> Response:
    event = events.get(guard.mission().id, event_id)
    found = delivering.note(event, note_id)
    document = delivering.print_note(event, guard.mission(), found)
    return attachment(document, f"{delivering.note_number(found)}.pdf".replace("/", "-"), "application/pdf")


@invitations.post("/dispatch/notes/<uuid:note_id>/left")
@guard.needs(Permission.INVITATION_SEND)
def note_left(event_id: UUID, note_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    found = delivering.note(event, note_id)
    with transaction():
        service.hand_over_note(
            event,
            found,
            handed_to=clean_line(request.form.get("handed_to", ""))[:200] or found.addressed_to[:200],
            at=clock.now(),
            actor=guard.actor(),
            now=clock.now(),
        )
    flash(gettext("It is recorded that the note was handed over."))
    return see_other(_address(event_id, Channel.NOTE_VERBALE))


def _note_page(event: Event, form: NoteForm) -> str:
    ids = _chosen(event, Channel.NOTE_VERBALE)
    return render_template("invitations/note.html", event=event, form=form, ids=ids, number=len(ids))


def _print(what: str, event: Event, found: list[Invitation], channel: Channel, now: datetime) -> bytes:
    mission = guard.mission()
    printers: dict[str, Callable[[], bytes]] = {
        "cards": lambda: delivering.print_cards(event, mission, found, channel, now=now),
        "book": lambda: delivering.print_book(event, mission, found, now=now),
        "labels": lambda: delivering.print_labels(event, found, now=now),
    }
    return printers[what]()


def _chosen(event: Event, channel: Channel) -> list[UUID]:
    """The ticked; where none is, all of this way that have not left."""
    ids = ids_in(request.values.getlist("id"))
    wanted = queries.listed(event, Filter(channel=channel.value, status="draft"))
    return ids or queries.ids_of(wanted)


def _channel() -> Channel | None:
    asked = request.values.get("way") or request.args.get("channel", "")
    return Channel(asked) if asked in {one.value for one in WAYS} else None


def _address(event_id: UUID, channel: Channel | None) -> str:
    return url_for("invitations.dispatch", event_id=event_id, channel=channel.value if channel else None)

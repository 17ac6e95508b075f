"""Renewing a former list, and the saved selections of the directory."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.errors import Refused
from app.events import queries as events
from app.events.models import Event
from app.i18n import gettext, ngettext
from app.invitations import former, hosts, selections, service
from app.invitations.former import Mark
from app.invitations.problems import name_of
from app.invitations.routes.blueprint import invitations
from app.invitations.searching import ids_in
from app.invitations.wording import told
from app.mail.message import clean_line
from app.web.errors import sentence_of
from app.web.htmx import see_other
from app.web.tables import Page, page_number

SIZE = 500
# The figures of the page, in the order in which a list is renewed.
FIGURES = (Mark.NEW_HOLDER, Mark.GONE, Mark.SILENT, Mark.BARRED, Mark.LISTED)


@invitations.get("/renew")
@guard.needs(Permission.GUEST_LIST_EDIT)
def renew(event_id: UUID) -> ResponseReturnValue:
    """Choose a former list; then its lines, all or those that bear a mark."""
    event = events.get(guard.mission().id, event_id)
    choices = former.choices(event)
    previous = _previous(event, choices)
    if previous is None:
        return render_template("invitations/former.html", event=event, choices=choices)
    found = former.lines(event, previous, now=clock.now())
    mark = request.args.get("show", "")
    shown = [line for line in found if not mark or mark in line.marks]
    number = page_number()
    part = shown[(number - 1) * SIZE : number * SIZE]
    proposed = {line.proposed.id for line in found if line.proposed}
    return render_template(
        "invitations/renew.html",
        event=event,
        previous=previous,
        total=len(found),
        figures=[(one, count) for one, count in former.figures(found).items() if one in FIGURES],
        figure_sentence=_figure,
        show=mark,
        hosts=[one for one in hosts.missing(event, previous, now=clock.now()) if one.id not in proposed],
        page=Page(part, number, SIZE, len(shown)),
        name_of=name_of,
    )


@invitations.post("/renew")
@guard.needs(Permission.GUEST_LIST_EDIT)
def renew_chosen(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    previous = events.get(event.mission_id, next(iter(ids_in([request.form.get("of", "")])), event_id))
    with transaction():
        added = service.renew(
            event,
            previous,
            ids=ids_in(request.form.getlist("id")),
            hosts=ids_in(request.form.getlist("host")),
            couples=set(ids_in(request.form.getlist("couple"))),
            actor=guard.actor(),
            now=clock.now(),
        )
    flash(told(added))
    return see_other(url_for("invitations.index", event_id=event_id))


@invitations.post("/selections")
@guard.needs(Permission.GUEST_LIST_EDIT)
def save_selection(event_id: UUID) -> ResponseReturnValue:
    """Keep the filter of the page under a name."""
    event = events.get(guard.mission().id, event_id)
    wanted: dict[str, Any] = {key: request.form.get(key, "")[:60] for key in ("category", "tag", "state")}
    name = clean_line(request.form.get("name", ""))[:100].strip()
    try:
        with transaction():
            if name:
                service.save_selection(
                    event.mission_id,
                    name=name,
                    category=wanted["category"][:20],
                    tag=wanted["tag"],
                    state=wanted["state"][:8],
                    actor=guard.actor(),
                    now=clock.now(),
                )
        flash(
            gettext("The selection is saved.") if name else gettext("Write a name for the selection first.")
        )
    except Refused as error:
        flash(sentence_of(error), "warning")
    return see_other(url_for("invitations.add", event_id=event_id, **wanted))


@invitations.post("/selections/<uuid:selection_id>/drop")
@guard.needs(Permission.GUEST_LIST_EDIT)
def drop_selection(event_id: UUID, selection_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    selection = selections.get(event.mission_id, selection_id)
    with transaction():
        service.drop_selection(selection, actor=guard.actor(), now=clock.now())
    return redirect(url_for("invitations.add", event_id=event_id), 303)


def _previous(event: Event, choices: list[tuple[Event, int]]) -> Event | None:
    """The list asked for in the address, if it is one of those offered."""
    asked = ids_in([request.args.get("of", "")])
    return next((one for one, _count in choices if one.id in asked), None)


def _figure(mark: Mark, number: int) -> str:
    """A figure's unit, to stand below it."""
    if mark is Mark.NEW_HOLDER:
        return ngettext("office has a new holder", "offices have a new holder", number)
    if mark is Mark.GONE:
        return ngettext("died or left", "died or left", number)
    if mark is Mark.SILENT:
        return ngettext("never answered in three years", "never answered in three years", number)
    if mark is Mark.BARRED:
        return ngettext("is not to be invited", "are not to be invited", number)
    return ngettext("is on this list already", "are on this list already", number)

"""The versions of the list and what leaves of them: every export is in the trail."""

from uuid import UUID

from flask import Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.checkin import logbook, queries, security
from app.checkin.feed import list_version
from app.checkin.models import ListCut
from app.checkin.routes.desk import checkin
from app.checkin.service import cutting
from app.db import transaction
from app.events import queries as events
from app.events.models import Event
from app.i18n import gettext
from app.web.download import attachment, xlsx_file
from app.web.htmx import see_other

MOST_VERSIONS = 1_000_000


@checkin.get("/lists")
@guard.needs(Permission.GATE_MANAGE)
def lists(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    return render_template(
        "checkin/lists.html",
        event=event,
        cuts=[(cut, len(queries.lines(cut))) for cut in queries.cuts(event)],
        list_version=list_version(event),
    )


@checkin.post("/lists")
@guard.needs(Permission.GATE_MANAGE)
def cut_list(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    with transaction():
        cut = cutting.cut(event, actor=guard.actor(), now=clock.now())
    flash(gettext("Version %(version)s is cut. Phones show it from now on.", version=cut.version))
    return see_other(url_for("checkin.lists", event_id=event_id))


@checkin.get("/lists/<int:version>.<any(pdf,xlsx):form>")
@guard.needs(Permission.GATE_MANAGE)
def security_list(event_id: UUID, version: int, form: str) -> Response:
    event, now = events.get(guard.mission().id, event_id), clock.now()
    with transaction():
        cut = queries.cut(event, version)
        told = _told(event, [cut])
        security.note_export(event, cut, form=form, told=told, actor=guard.actor(), now=now)
        if form == "pdf":
            document = security.print_list(event, guard.mission(), cut, told, now)
    name = gettext("Security list %(event)s v%(version)s", event=event.title, version=version)
    if form == "pdf":
        return attachment(document, f"{name}.pdf", "application/pdf")
    lines = security.rows(queries.lines(cut), told)
    return xlsx_file(security.columns(told), lines, f"{name}.xlsx")


@checkin.get("/lists/addendum.<any(pdf,xlsx):form>")
@guard.needs(Permission.GATE_MANAGE)
def addendum(event_id: UUID, form: str) -> Response:
    """What changed from version `since` to version `to`."""
    event, now = events.get(guard.mission().id, event_id), clock.now()
    since, to = (request.args.get(name, type=int) for name in ("since", "to"))
    if since is None or to is None or not 0 < since < to < MOST_VERSIONS:
        abort(400)
    with transaction():
        earlier, later = queries.cut(event, since), queries.cut(event, to)
        told = _told(event, [earlier, later])
        security.note_export(event, later, form="addendum", told=told, actor=guard.actor(), now=now)
        parts = security.addendum_parts(event, earlier, later, told)
    name = gettext("Addendum %(event)s v%(since)s to v%(to)s", event=event.title, since=since, to=to)
    if form == "pdf":
        document = security.print_parts(event, guard.mission(), later, parts, told, now)
        return attachment(document, f"{name}.pdf", "application/pdf")
    lines = [[part.title, *row] for part in parts for row in part.rows]
    return xlsx_file([gettext("What changed"), *security.columns(told)], lines, f"{name}.xlsx")


@checkin.get("/devices/<uuid:device_id>/log.xlsx")
@guard.needs(Permission.GATE_RESOLVE)
def device_log(event_id: UUID, device_id: UUID) -> Response:
    """What one phone delivered for this event."""
    event = events.get(guard.mission().id, event_id)
    device = queries.device_of_event(event, device_id)
    with transaction():
        logbook.note_export(event, device, actor=guard.actor(), now=clock.now())
    name = gettext("Log of %(phone)s, %(event)s", phone=device.name, event=event.title)
    return xlsx_file(logbook.columns(), logbook.rows(event, device), f"{name}.xlsx")


def _told(event: Event, cuts: list[ListCut]) -> security.Told:
    """Vehicles and the like, for whoever may read what guests told the embassy for one evening only."""
    if not guard.may(Permission.SENSITIVE_READ):
        return security.NOTHING
    guests = {line.guest_id for cut in cuts for line in queries.lines(cut)}
    return security.told_of(event, guard.mission(), guests, user_id=guard.user().id, now=clock.now())

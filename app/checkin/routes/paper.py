"""What the gate tab prints, and what comes back from paper."""

from uuid import UUID

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.checkin import paper, queries
from app.checkin.fold import Kind
from app.checkin.forms import PaperForm
from app.checkin.routes.desk import checkin
from app.checkin.service import keying
from app.db import transaction
from app.events import queries as events
from app.i18n import gettext, ngettext
from app.web.download import attachment
from app.web.forms import saving
from app.web.htmx import see_other

PDF = "application/pdf"


@checkin.get("/list.pdf")
@guard.needs(Permission.GATE_MANAGE)
def gate_list_pdf(event_id: UUID) -> Response:
    event = events.get(guard.mission().id, event_id)
    with transaction():
        document = paper.print_gate_list(event, guard.mission(), actor=guard.actor(), now=clock.now())
    return attachment(document, gettext("Gate list %(event)s.pdf", event=event.title), PDF)


@checkin.route("/paper", methods=["GET", "POST"])
@guard.needs(Permission.GATE_RESOLVE)
def key_in(event_id: UUID) -> ResponseReturnValue:
    """Keying in a list that was kept by hand."""
    event, form = events.get(guard.mission().id, event_id), PaperForm()
    form.offer(queries.gates(event))
    if form.validate_on_submit():
        with saving(form):
            count = keying.record(
                event,
                queries.gate(event.mission_id, event.id, UUID(form.gate_id.data)),
                text=form.lines.data or "",
                kind=Kind(form.kind.data),
                operator=guard.user().name,
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(ngettext("%(num)s line was taken in.", "%(num)s lines were taken in.", count))
            return see_other(url_for("checkin.index", event_id=event_id))
    page = render_template("checkin/paper.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200

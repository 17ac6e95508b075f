"""What the protocol officer decides on the gate tab: referrals, and what a gate recorded by mistake."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.checkin import queries
from app.checkin.forms import OthersForm, ResolveForm
from app.checkin.routes.desk import checkin
from app.checkin.service import deciding
from app.db import transaction
from app.events import queries as events
from app.i18n import gettext
from app.web.htmx import see_other


@checkin.post("/referrals/<uuid:scan_id>/<any(admit,refuse):answer>")
@guard.needs(Permission.GATE_RESOLVE)
def decide_referral(event_id: UUID, scan_id: UUID, answer: str) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    note, who = _note(), guard.user().name
    with transaction():
        referral = queries.scan(event, scan_id)
        deciding.decide_referral(
            referral,
            event,
            admit=answer == "admit",
            note=note,
            operator=who,
            actor=guard.actor(),
            now=clock.now(),
        )
    flash(gettext("Decided. The phones hear it within seconds."))
    return see_other(url_for("checkin.index", event_id=event_id))


@checkin.post("/scans/<uuid:scan_id>/void")
@guard.needs(Permission.GATE_RESOLVE)
def void_scan(event_id: UUID, scan_id: UUID) -> ResponseReturnValue:
    event, who = events.get(guard.mission().id, event_id), guard.user().name
    with transaction():
        scan = queries.scan(event, scan_id)
        deciding.void(scan, event, note="", operator=who, actor=guard.actor(), now=clock.now())
    return see_other(url_for("checkin.index", event_id=event_id))


@checkin.post("/others")
@guard.needs(Permission.GATE_MANAGE)
def count_others(event_id: UUID) -> ResponseReturnValue:
    event, form = events.get(guard.mission().id, event_id), OthersForm()
    if not form.validate_on_submit():
        flash(gettext("Type two numbers, each from 0 to 10,000."))
        return see_other(url_for("checkin.index", event_id=event_id))
    with transaction():
        deciding.count_others(
            event,
            drivers=form.drivers.data or 0,
            staff=form.staff.data or 0,
            actor=guard.actor(),
            now=clock.now(),
        )
    return see_other(url_for("checkin.index", event_id=event_id))


def _note() -> str:
    form = ResolveForm()
    return form.note.data or "" if form.validate_on_submit() else ""

"""The gate tab of an event: gates, phones, codes, what happens at the door, and what needs a decision."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.checkin import arrivals, badges, names, queries, sync
from app.checkin.feed import list_version
from app.checkin.fold import Stage
from app.checkin.forms import CodeForm, GateForm, OthersForm, ResolveForm
from app.checkin.service import arranging, deciding, enrolling
from app.db import transaction
from app.events import queries as events
from app.events.models import Event
from app.i18n import gettext
from app.web.download import attachment
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.urls import public_url

checkin = Blueprint("checkin", __name__, url_prefix="/m/<mission>/events/<uuid:event_id>/gate")
SHOWN_ONCE = "enrol_code"
ACTIONS = {"seen": deciding.SEEN, "void": deciding.VOID_SCAN}


@checkin.get("")
@guard.needs(Permission.GATE_READ)
def index(event_id: UUID) -> ResponseReturnValue:
    event = _event(event_id)
    return _page(event, GateForm(), _code_form(event))


@checkin.post("/gates")
@guard.needs(Permission.GATE_MANAGE)
def add_gate(event_id: UUID) -> ResponseReturnValue:
    event, form = _event(event_id), GateForm()
    if form.validate_on_submit():
        with saving(form):
            stage = Stage(form.stage.data)
            arranging.add_gate(
                event, name=form.name.data or "", stage=stage, actor=guard.actor(), now=clock.now()
            )
            return see_other(url_for("checkin.index", event_id=event_id))
    return _page(event, form, _code_form(event)), 422


@checkin.post("/gates/<uuid:gate_id>/remove")
@guard.needs(Permission.GATE_MANAGE)
def remove_gate(event_id: UUID, gate_id: UUID) -> ResponseReturnValue:
    event = _event(event_id)
    with transaction():
        gate = queries.gate(event.mission_id, event.id, gate_id)
        arranging.remove_gate(gate, event, actor=guard.actor(), now=clock.now())
    return see_other(url_for("checkin.index", event_id=event_id))


@checkin.post("/codes")
@guard.needs(Permission.GATE_MANAGE)
def make_code(event_id: UUID) -> ResponseReturnValue:
    event = _event(event_id)
    form = _code_form(event)
    if not form.validate_on_submit():
        return _page(event, GateForm(formdata=None), form), 422
    with transaction():
        gate = queries.gate(event.mission_id, event.id, UUID(form.gate_id.data))
        code = enrolling.make_code(gate, rights=form.rights(), actor=guard.actor(), now=clock.now())
    session[SHOWN_ONCE] = f"{code[:5]}-{code[5:]}"
    return see_other(url_for("checkin.index", event_id=event_id))


@checkin.post("/conflicts/<cid>/<any(seen,void):action>")
@guard.needs(Permission.GATE_RESOLVE)
def resolve(event_id: UUID, cid: str, action: str) -> ResponseReturnValue:
    event, form = _event(event_id), ResolveForm()
    note = form.note.data or "" if form.validate_on_submit() else ""
    sync.resolve(
        event,
        cid,
        action=ACTIONS[action],
        note=note,
        operator=guard.user().name,
        who=guard.actor(),
        now=clock.now(),
    )
    flash(gettext("The double admission is settled."))
    return see_other(url_for("checkin.index", event_id=event_id))


@checkin.post("/devices/<uuid:device_id>/<any(revoke,lost,approve_quarantine):verb>")
@guard.needs(Permission.GATE_RESOLVE)
def decide_device(event_id: UUID, device_id: UUID, verb: str) -> ResponseReturnValue:
    event = _event(event_id)
    device = queries.device_of_event(event, device_id)
    sync.decide_device(device, verb, event_id=event.id, who=guard.actor(), now=clock.now())
    return see_other(url_for("checkin.index", event_id=event_id))


@checkin.get("/badges.pdf")
@guard.needs(Permission.GATE_MANAGE)
def badges_pdf(event_id: UUID) -> Response:
    event = _event(event_id)
    with transaction():
        document = badges.print_all(event, guard.mission(), actor=guard.actor(), now=clock.now())
    return attachment(document, gettext("Badges %(event)s.pdf", event=event.title), "application/pdf")


def _event(event_id: UUID) -> Event:
    return events.get(guard.mission().id, event_id)


def _code_form(event: Event) -> CodeForm:
    form = CodeForm()
    form.offer(queries.gates(event))
    return form


def _page(event: Event, gate_form: GateForm, code_form: CodeForm) -> str:
    now = clock.now()
    scans, conflicts = queries.recent_scans(event), queries.open_conflicts(event)
    referrals, late_revoked = queries.open_referrals(event), queries.admitted_although_revoked(event)
    others = queries.others_inside(event)
    pairs = {scan_id for row in conflicts for scan_id in (row.first_scan_id, row.second_scan_id)}
    told = [*scans, *referrals, *late_revoked]
    concerned = {scan.guest_id for scan in told if scan.guest_id} | {row.guest_id for row in conflicts}
    return render_template(
        "checkin/desk.html",
        event=event,
        gates=queries.gates(event),
        gate_form=gate_form,
        code_form=code_form,
        resolve_form=ResolveForm(formdata=None),
        codes=queries.live_codes(event, now),
        devices=queries.devices(event),
        headcount=queries.headcount(event),
        arrivals=arrivals.of_event(event),
        others=others,
        others_form=OthersForm(formdata=None, obj=others),
        referrals=referrals,
        late_revoked=late_revoked,
        scans=scans,
        conflicts=conflicts,
        clashing=queries.scans(event, pairs),
        quarantined=queries.quarantined(event),
        guests=queries.guests(event, concerned),
        gate_names={gate.id: gate.name for gate in queries.gates(event)},
        list_version=list_version(event),
        names=names,
        code=session.pop(SHOWN_ONCE, None),
        gate_address=public_url("gate_page.index"),
    )

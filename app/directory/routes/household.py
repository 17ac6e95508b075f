"""Offices held, spouse and assistant of a person."""

from datetime import datetime
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import queries, service
from app.directory.forms import AppointmentForm, EndForm
from app.directory.models import Appointment
from app.directory.routes.blueprint import directory
from app.i18n import gettext
from app.web.forms import saving
from app.web.htmx import see_other

MOST_HITS = 15


@directory.route("/persons/<uuid:person_id>/appointments/new", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def appoint(person_id: UUID) -> ResponseReturnValue:
    mission_id = guard.mission().id
    person = queries.get(mission_id, person_id)
    form = AppointmentForm()
    if form.validate_on_submit():
        with saving(form):
            office = service.find_or_add_office(
                mission_id, form.office.data or "", organisation=form.organisation.data or ""
            )
            service.appoint(
                person,
                office,
                term=form.term(_seniority(form)),
                leaves_former=form.leaves_former.data,
                actor=guard.actor(),
                now=clock.now(),
            )
            return see_other(url_for("directory.person", person_id=person_id))
    return render_template("directory/appointment.html", form=form, person=person, appointment=None), _status(
        form
    )


@directory.route("/persons/<uuid:person_id>/appointments/<uuid:appointment_id>", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def appointment(person_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    held = queries.appointment(guard.mission().id, appointment_id)
    person = queries.get(guard.mission().id, person_id)
    form = AppointmentForm(data=_values(held))
    del form.leaves_former
    if form.validate_on_submit():
        with saving(form):
            service.change_appointment(
                held, form.term(_seniority(form)), actor=guard.actor(), now=clock.now()
            )
            return see_other(url_for("directory.person", person_id=person_id))
    return render_template("directory/appointment.html", form=form, person=person, appointment=held), _status(
        form
    )


@directory.route("/persons/<uuid:person_id>/appointments/<uuid:appointment_id>/end", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def end(person_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    held = queries.appointment(guard.mission().id, appointment_id)
    person = queries.get(guard.mission().id, person_id)
    form = EndForm(data={"on": clock.to_local(clock.now(), guard.mission().zone).date()})
    if form.validate_on_submit() and form.on.data:
        with saving(form):
            service.end_appointment(held, on=form.on.data, actor=guard.actor(), now=clock.now())
            flash(gettext("The appointment has ended."))
            return see_other(url_for("directory.person", person_id=person_id))
    return render_template("directory/end.html", form=form, person=person, appointment=held), _status(form)


@directory.post("/persons/<uuid:person_id>/appointments/<uuid:appointment_id>/remove")
@guard.needs(Permission.DIRECTORY_EDIT)
def remove_appointment(person_id: UUID, appointment_id: UUID) -> ResponseReturnValue:
    held = queries.appointment(guard.mission().id, appointment_id)
    with transaction():
        service.remove_appointment(held, actor=guard.actor(), now=clock.now())
    return see_other(url_for("directory.person", person_id=person_id))


@directory.get("/persons/<uuid:person_id>/<any(spouse,assistant):relation>")
@guard.needs(Permission.DIRECTORY_EDIT)
def relate(person_id: UUID, relation: str) -> ResponseReturnValue:
    person = queries.get(guard.mission().id, person_id)
    text = request.args.get("q", "").strip()
    hits = (
        [h for h in queries.search(person.mission_id, text, MOST_HITS) if h.person.id != person.id]
        if text
        else []
    )
    return render_template("directory/relate.html", person=person, relation=relation, text=text, hits=hits)


@directory.post("/persons/<uuid:person_id>/<any(spouse,assistant):relation>")
@guard.needs(Permission.DIRECTORY_EDIT)
def set_relation(person_id: UUID, relation: str) -> ResponseReturnValue:
    mission_id = guard.mission().id
    person = queries.get(mission_id, person_id)
    chosen = request.form.get("person", type=UUID)
    other = queries.get(mission_id, chosen) if chosen else None
    with transaction():
        verb = service.set_spouse if relation == "spouse" else service.set_assistant
        verb(person, other, actor=guard.actor(), now=clock.now())
    return see_other(url_for("directory.person", person_id=person_id))


def _values(held: Appointment) -> dict[str, object]:
    zone = guard.mission().zone
    return {
        "office": held.office.title,
        "organisation": held.office.organisation.name,
        "starts": held.starts,
        "ends": held.ends,
        "acting": held.acting,
        "honorific": held.honorific,
        "rank": held.rank,
        "seniority_local": clock.to_local(held.seniority_at, zone) if held.seniority_at else None,
        "seniority_basis": held.seniority_basis,
    }


def _seniority(form: AppointmentForm) -> datetime | None:
    local = form.seniority_local.data
    return clock.to_utc(local, guard.mission().zone) if local else None


def _status(form: AppointmentForm | EndForm) -> int:
    return 422 if form.is_submitted() else 200

"""Who invited us: noted from the page of a person or of an organisation."""

from uuid import UUID

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import queries, service
from app.directory.forms import ReceivedForm
from app.directory.models import Organisation, Person
from app.directory.routes.blueprint import directory
from app.i18n import gettext
from app.web.forms import saving
from app.web.htmx import see_other

directory.add_app_template_global(queries.received, "invitations_received")


@directory.route("/persons/<uuid:person_id>/received", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def received_from_person(person_id: UUID) -> ResponseReturnValue:
    return _noting(queries.get(guard.mission().id, person_id))


@directory.route("/organisations/<uuid:organisation_id>/received", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def received_from_organisation(organisation_id: UUID) -> ResponseReturnValue:
    return _noting(queries.get_organisation(guard.mission().id, organisation_id))


@directory.post("/received/<uuid:received_id>/drop")
@guard.needs(Permission.DIRECTORY_EDIT)
def drop_received(received_id: UUID) -> ResponseReturnValue:
    row = queries.get_received(guard.mission().id, received_id)
    back = _page(row.person_id, row.organisation_id)
    with transaction():
        service.drop_received(row, actor=guard.actor(), now=clock.now())
    return see_other(back)


def _noting(host: Person | Organisation) -> ResponseReturnValue:
    person_id = host.id if isinstance(host, Person) else None
    back = _page(person_id, host.id)
    name = host.name.full if isinstance(host, Person) else host.name
    form = ReceivedForm()
    if form.validate_on_submit():
        with saving(form):
            service.note_received(host, form.facts(), actor=guard.actor(), now=clock.now())
            flash(gettext("The invitation is noted."))
            return see_other(back)
    page = render_template("directory/received.html", form=form, name=name, back=back)
    return page, 422 if form.is_submitted() else 200


def _page(person_id: UUID | None, organisation_id: UUID | None) -> str:
    if person_id is not None:
        return url_for("directory.person", person_id=person_id)
    return url_for("directory.organisation", organisation_id=organisation_id)

"""Organisations and offices, with their holders in time."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.directory import queries, service
from app.directory.forms import BodyForm, OfficeForm
from app.directory.models import Organisation
from app.directory.routes.blueprint import directory
from app.i18n import current_language, pick
from app.missions import queries as missions
from app.web.forms import saving
from app.web.htmx import page_or_part, see_other
from app.web.tables import page_number


@directory.get("/organisations/")
@guard.needs(Permission.DIRECTORY_READ)
def organisations() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    page = queries.organisations(guard.mission().id, text=text, number=page_number())
    return page_or_part("directory/organisations.html", "directory/_organisations.html", page=page, text=text)


@directory.get("/organisations/<uuid:organisation_id>")
@guard.needs(Permission.DIRECTORY_READ)
def organisation(organisation_id: UUID) -> ResponseReturnValue:
    found = queries.get_organisation(guard.mission().id, organisation_id)
    return render_template("directory/organisation.html", organisation=found, offices=queries.offices(found))


@directory.route("/organisations/new", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def new_organisation() -> ResponseReturnValue:
    form = _offered(BodyForm())
    if form.validate_on_submit():
        with saving(form):
            made = service.add_organisation(
                guard.mission().id, form.facts(), actor=guard.actor(), now=clock.now()
            )
            return see_other(url_for("directory.organisation", organisation_id=made.id))
    return render_template("directory/organisation_form.html", form=form, organisation=None), _status(form)


@directory.route("/organisations/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def edit_organisation(organisation_id: UUID) -> ResponseReturnValue:
    found = queries.get_organisation(guard.mission().id, organisation_id)
    form = _offered(BodyForm(obj=found, data=_names("name", found.names)))
    if form.validate_on_submit():
        with saving(form):
            service.change_organisation(found, form.facts(), actor=guard.actor(), now=clock.now())
            return see_other(url_for("directory.organisation", organisation_id=organisation_id))
    return render_template("directory/organisation_form.html", form=form, organisation=found), _status(form)


@directory.get("/offices/<uuid:office_id>")
@guard.needs(Permission.DIRECTORY_READ)
def office(office_id: UUID) -> ResponseReturnValue:
    found = queries.get_office(guard.mission().id, office_id)
    return render_template("directory/office.html", office=found, holders=queries.holders(found))


@directory.route("/organisations/<uuid:organisation_id>/offices/new", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def new_office(organisation_id: UUID) -> ResponseReturnValue:
    body = queries.get_organisation(guard.mission().id, organisation_id)
    form = OfficeForm()
    if form.validate_on_submit():
        with saving(form):
            made = service.add_office(body, form.facts(), actor=guard.actor(), now=clock.now())
            return see_other(url_for("directory.office", office_id=made.id))
    return render_template("directory/office_form.html", form=form, organisation=body, office=None), _status(
        form
    )


@directory.route("/offices/<uuid:office_id>/edit", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def edit_office(office_id: UUID) -> ResponseReturnValue:
    found = queries.get_office(guard.mission().id, office_id)
    form = OfficeForm(obj=found, data=_names("title", found.titles))
    if form.validate_on_submit():
        with saving(form):
            service.change_office(found, form.facts(), actor=guard.actor(), now=clock.now())
            return see_other(url_for("directory.office", office_id=office_id))
    body: Organisation = found.organisation
    return render_template("directory/office_form.html", form=form, organisation=body, office=found), _status(
        form
    )


def _offered(form: BodyForm) -> BodyForm:
    lang = current_language()
    form.offer(sorted(((s.code, pick(s.names, lang, s.code)) for s in missions.states()), key=lambda s: s[1]))
    return form


def _names(field: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{field}_{lang}": text for lang, text in texts.items()}


def _status(form: BodyForm | OfficeForm) -> int:
    return 422 if form.is_submitted() else 200

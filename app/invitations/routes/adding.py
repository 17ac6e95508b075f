"""Adding guests: from the directory, filtered and searched, or places without names."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import queries as directory
from app.directory.models import Category, LifeState
from app.events import queries as events
from app.i18n import gettext
from app.invitations import queries, selections, service
from app.invitations.forms import PlacesForm
from app.invitations.routes.blueprint import invitations
from app.invitations.searching import ids_in
from app.invitations.service import Choice
from app.invitations.service.listing import may_be_invited
from app.invitations.wording import told
from app.web.forms import saving
from app.web.htmx import page_or_part, see_other
from app.web.tables import Page, page_number

FOUND_AT_MOST = 50


@invitations.get("/add")
@guard.needs(Permission.GUEST_LIST_EDIT)
def add(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    wanted, q = _wanted(), request.args.get("q", "").strip()[:100]
    if q:
        rows = [hit.person for hit in directory.search(event.mission_id, q, limit=FOUND_AT_MOST)]
        page = Page(rows, 1, FOUND_AT_MOST, len(rows))
    else:
        page = directory.persons(event.mission_id, wanted, number=page_number())
    spouses = queries.persons(event.mission_id, {row.spouse_id for row in page.rows if row.spouse_id})
    return page_or_part(
        "invitations/add.html",
        "invitations/_persons.html",
        event=event,
        rows=page,
        q=q,
        wanted=wanted,
        spouses=spouses,
        listed=queries.invited_person_ids(event),
        may_be_invited=may_be_invited,
        categories=list(Category),
        tags=directory.tags_in_use(event.mission_id),
        states=directory.states_in_use(event.mission_id),
        selections=selections.all_of(event.mission_id),
    )


@invitations.post("/add")
@guard.needs(Permission.GUEST_LIST_EDIT)
def add_chosen(event_id: UUID) -> ResponseReturnValue:
    """The ticked persons, or all whom the filter lets through."""
    event = events.get(guard.mission().id, event_id)
    if request.form.get("all"):
        couples = bool(request.form.get("couples"))
        ids = directory.filtered_ids(event.mission_id, _wanted())
        choices = [Choice(person_id, couples) for person_id in ids]
    else:
        together = set(ids_in(request.form.getlist("spouse")))
        ticked = ids_in(request.form.getlist("person"))
        choices = [Choice(one, one in together) for one in ticked]
    with transaction():
        added = service.add_persons(event, choices=choices, actor=guard.actor(), now=clock.now())
    flash(told(added))
    return see_other(url_for("invitations.index", event_id=event_id))


@invitations.route("/places", methods=["GET", "POST"])
@guard.needs(Permission.GUEST_LIST_EDIT)
def places(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    form = PlacesForm()
    form.offer(event.languages)
    if form.validate_on_submit():
        with saving(form):
            service.add_places(
                event,
                addressee=form.addressee.data or "",
                places=form.places.data or 1,
                email=form.email.data or "",
                language=form.language.data,
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(gettext("The places are on the list."))
            return see_other(url_for("invitations.index", event_id=event_id))
    page = render_template("invitations/places.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200


def _wanted() -> directory.Filter:
    """The filter in the address. Who died is offered to nobody."""
    category = request.values.get("category", "")
    return directory.Filter(
        category=Category(category) if category in {one.value for one in Category} else None,
        tag=request.values.get("tag", "")[:60],
        state=request.values.get("state", "")[:8],
        life_state=LifeState.ACTIVE,
    )

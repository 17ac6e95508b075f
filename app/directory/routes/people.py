"""Finding, showing, adding and changing persons."""

from typing import Any
from uuid import UUID

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import address, queries, service
from app.directory.forms import ForbidForm, NewPersonForm, PersonForm, person_values
from app.directory.models import Category, LifeState, Organisation, Person
from app.directory.queries import Filter, Lack
from app.directory.routes.blueprint import directory
from app.directory.service import Term
from app.errors import NotFound
from app.i18n import gettext
from app.web.forms import saving
from app.web.htmx import page_or_part, see_other
from app.web.tables import Page, page_number

MOST_HITS = 50
SUGGESTIONS = 12


@directory.get("/")
@guard.needs(Permission.DIRECTORY_READ)
def index() -> ResponseReturnValue:
    mission_id, text, wanted = guard.mission().id, request.args.get("q", "").strip(), read_filter()
    hits = queries.search(mission_id, text, MOST_HITS) if text else []
    if text:
        hits = narrowed_hits(mission_id, hits, wanted)
        page: Page[Person] = Page([hit.person for hit in hits], 1, MOST_HITS, len(hits))
    else:
        page = queries.persons(mission_id, wanted, number=page_number())
    return page_or_part(
        "directory/index.html",
        "directory/_list.html",
        page=page,
        text=text,
        wanted=wanted,
        why={hit.person.id: hit.why for hit in hits},
        organisation=_organisation(mission_id, wanted),
        tags=queries.tags_in_use(mission_id),
        states=queries.states_in_use(mission_id),
        categories=list(Category),
        life_states=list(LifeState),
        lacks=list(Lack),
    )


@directory.get("/suggest")
@guard.needs(Permission.DIRECTORY_READ)
def suggest() -> ResponseReturnValue:
    """Options for a field of offices or organisations while it is being typed."""
    mission_id = guard.mission().id
    if "office" in request.args:
        found = queries.office_titles(mission_id, request.args["office"], limit=SUGGESTIONS)
    else:
        found = queries.organisation_names(
            mission_id, request.args.get("body") or request.args.get("organisation", ""), limit=SUGGESTIONS
        )
    return render_template("directory/_suggestions.html", found=found)


@directory.get("/persons/<uuid:person_id>")
@guard.needs(Permission.DIRECTORY_READ)
def person(person_id: UUID) -> ResponseReturnValue:
    mission = guard.mission()
    found = queries.get(mission.id, person_id)
    lines = {lang: address.lines(found, lang) for lang in mission.languages}
    photo = queries.photo(mission.id, person_id)
    heard = request.args.get("heard", "")[:200]
    return render_template("directory/person.html", person=found, lines=lines, photo=photo, heard=heard)


@directory.route("/persons/new", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def new() -> ResponseReturnValue:
    mission = guard.mission()
    form = NewPersonForm()
    if form.validate_on_submit():
        with saving(form):
            made = service.add_person(mission.id, form.facts(), actor=guard.actor(), now=clock.now())
            if form.office.data or form.organisation.data:
                office = service.find_or_add_office(
                    mission.id, form.office.data or "", organisation=form.organisation.data or ""
                )
                term = Term(starts=form.since.data)
                service.appoint(made, office, term=term, actor=guard.actor(), now=clock.now())
            flash(gettext("%(name)s is in the directory.", name=made.name.full))
            return see_other(url_for("directory.person", person_id=made.id))
    return render_template(
        "directory/person_form.html", form=form, person=None
    ), 422 if form.is_submitted() else 200


@directory.route("/persons/<uuid:person_id>/edit", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def edit(person_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, person_id)
    form = PersonForm(data={**person_values(service.facts_of(found)), "version": found.version})
    if form.validate_on_submit():
        with saving(form):
            service.change_person(
                queries.get(guard.mission().id, person_id),
                form.facts(),
                seen_version=_version(form.version.data),
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(gettext("The record is saved."))
            return see_other(url_for("directory.person", person_id=person_id))
    return render_template(
        "directory/person_form.html", form=form, person=found
    ), 422 if form.is_submitted() else 200


@directory.post("/persons/<uuid:person_id>/remove")
@guard.needs(Permission.DIRECTORY_EDIT)
def remove(person_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, person_id)
    name = found.name.full
    with transaction():
        service.remove_person(found, actor=guard.actor(), now=clock.now())
    flash(gettext("%(name)s has been removed from the directory.", name=name))
    return see_other(url_for("directory.index"))


@directory.route("/persons/<uuid:person_id>/do-not-invite", methods=["GET", "POST"])
@guard.needs(Permission.PROTOCOL_READ)
def forbid(person_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, person_id)
    form = ForbidForm(data={"reason": found.do_not_invite_reason})
    if form.validate_on_submit():
        with saving(form):
            service.forbid_inviting(
                found, reason=form.reason.data or "", actor=guard.actor(), now=clock.now()
            )
            return see_other(url_for("directory.person", person_id=person_id))
    return render_template(
        "directory/forbid.html", form=form, person=found
    ), 422 if form.is_submitted() else 200


@directory.post("/persons/<uuid:person_id>/may-be-invited")
@guard.needs(Permission.PROTOCOL_READ)
def allow(person_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, person_id)
    with transaction():
        service.allow_inviting(found, actor=guard.actor(), now=clock.now())
    return see_other(url_for("directory.person", person_id=person_id))


@directory.post("/persons/<uuid:person_id>/spelling")
@guard.needs(Permission.DIRECTORY_EDIT)
def remember(person_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, person_id)
    with transaction():
        service.remember_spelling(found, request.form.get("text", ""), actor=guard.actor(), now=clock.now())
    flash(gettext("The spelling is remembered."))
    return see_other(url_for("directory.person", person_id=person_id))


@directory.get("/persons/<uuid:person_id>/photo.jpg")
@guard.needs(Permission.DIRECTORY_READ)
def photo(person_id: UUID) -> ResponseReturnValue:
    found = queries.photo(guard.mission().id, person_id)
    if found is None:
        raise NotFound
    response = make_response(found.jpeg)
    response.mimetype = "image/jpeg"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@directory.post("/persons/<uuid:person_id>/photo")
@guard.needs(Permission.DIRECTORY_EDIT)
def set_photo(person_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, person_id)
    upload = request.files.get("photo")
    with transaction():
        if request.form.get("remove"):
            service.remove_photo(found, actor=guard.actor(), now=clock.now())
        else:
            data = upload.read() if upload else b""
            service.set_photo(found, data, actor=guard.actor(), now=clock.now())
    return see_other(url_for("directory.person", person_id=person_id))


def read_filter() -> Filter:
    """The filter that the URL holds; what it does not understand is left out."""
    args = request.args
    organisation = args.get("organisation", type=_uuid)
    return Filter(
        category=_member(Category, args.get("category", "")),
        organisation_id=organisation,
        body=" ".join(args.get("body", "").split())[:100],
        state=args.get("state", "")[:8],
        tag=args.get("tag", "")[:60],
        life_state=_member(LifeState, args.get("life_state", "")),
        lacks=_member(Lack, args.get("lacks", "")),
        import_id=args.get("import", type=_uuid),
    )


def selection() -> Filter:
    """The ticked persons; where nobody could be ticked, or with `all`, whom search and filters let through."""
    if not request.args.get("all") and (request.args.get("ticked") or request.args.getlist("person")):
        return Filter(ids=tuple(ticked_ids()))
    wanted, text = read_filter(), request.args.get("q", "").strip()
    if not text:
        return wanted
    mission_id = guard.mission().id
    hits = narrowed_hits(mission_id, queries.search(mission_id, text, MOST_HITS), wanted)
    return wanted.among(tuple(hit.person.id for hit in hits))


def ticked_ids() -> list[UUID]:
    """The persons ticked in the list, as the URL names them."""
    found = []
    for text in request.args.getlist("person"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def narrowed_hits(mission_id: UUID, hits: list[queries.Hit], wanted: Filter) -> list[queries.Hit]:
    if not wanted.narrows:
        return hits
    ids = tuple(hit.person.id for hit in hits)
    kept = set(queries.filtered_ids(mission_id, wanted.among(ids)))
    return [hit for hit in hits if hit.person.id in kept]


def _organisation(mission_id: UUID, wanted: Filter) -> Organisation | None:
    if wanted.organisation_id is None:
        return None
    return queries.get_organisation(mission_id, wanted.organisation_id)


def _member(kind: Any, text: str) -> Any:
    return kind(text) if text in set(kind) else None


def _uuid(text: str) -> UUID:
    return UUID(text)


def _version(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0

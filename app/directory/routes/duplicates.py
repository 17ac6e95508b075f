"""The queue of possible duplicates; merging two records, and splitting them again."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import queries
from app.directory.duplicates import choosing, deciding, finding, merging, splitting
from app.directory.duplicates.choosing import SIDES, Side
from app.directory.models import Person, PersonMerge
from app.directory.routes.blueprint import directory
from app.i18n import gettext, ngettext
from app.web.htmx import see_other
from app.web.tables import page_number

MOST_HITS = 15


@directory.get("/duplicates/")
@guard.needs(Permission.DIRECTORY_EDIT)
def duplicates() -> ResponseReturnValue:
    mission_id, different = guard.mission().id, request.args.get("show") == "different"
    return render_template(
        "directory/duplicates.html",
        page=queries.duplicates(mission_id, different=different, number=page_number()),
        different=different,
        told_apart=queries.count_duplicates(mission_id, different=True),
    )


@directory.post("/duplicates/look")
@guard.needs(Permission.DIRECTORY_EDIT)
def look_for_duplicates() -> ResponseReturnValue:
    """Reading takes its time and no lock; only what was found is written."""
    mission_id = guard.mission().id
    found = finding.find(mission_id)
    with transaction():
        fresh = finding.keep(mission_id, found, now=clock.now())
    flash(
        ngettext("%(num)d new pair to compare.", "%(num)d new pairs to compare.", fresh)
        if fresh
        else gettext("Nothing new was found.")
    )
    return see_other(url_for("directory.duplicates"))


@directory.get("/persons/<uuid:person_id>/merge")
@guard.needs(Permission.DIRECTORY_EDIT)
def choose_duplicate(person_id: UUID) -> ResponseReturnValue:
    """Find the other record of a person by hand."""
    person = queries.get(guard.mission().id, person_id)
    text = request.args.get("q", person.name.full).strip()
    hits = [h for h in queries.search(person.mission_id, text, MOST_HITS) if h.person.id != person.id]
    return render_template("directory/choose_duplicate.html", person=person, text=text, hits=hits)


@directory.get("/persons/<uuid:person_id>/merge/<uuid:other_id>")
@guard.needs(Permission.DIRECTORY_EDIT)
def compare(person_id: UUID, other_id: UUID) -> ResponseReturnValue:
    person, other = _both(person_id, other_id)
    return render_template(
        "directory/compare.html",
        person=person,
        other=other,
        differences=choosing.differences(person, other, photos=_photos(person, other)),
        alike=choosing.alike(person, other),
        directory_sides=tuple(Side),
    )


@directory.post("/persons/<uuid:person_id>/merge/<uuid:other_id>")
@guard.needs(Permission.DIRECTORY_EDIT)
def merge(person_id: UUID, other_id: UUID) -> ResponseReturnValue:
    person, other = _both(person_id, other_id)
    choices = choosing.proposed(person, other, photos=_photos(person, other)) | _chosen()
    with transaction():
        kept = merging.merge(person, other, choices=choices, actor=guard.actor(), now=clock.now())
        remarks = [remark for moved in kept.snapshot["moved"] for remark in moved["remarks"]]
    flash(gettext("The two records are one now. They can be split again from the record’s page."))
    for sentence, values in remarks:
        flash(gettext(sentence, **values), "warning")
    return see_other(url_for("directory.person", person_id=person_id))


@directory.post("/persons/<uuid:person_id>/different/<uuid:other_id>")
@guard.needs(Permission.DIRECTORY_EDIT)
def different(person_id: UUID, other_id: UUID) -> ResponseReturnValue:
    person, other = _both(person_id, other_id)
    with transaction():
        if request.form.get("again"):
            deciding.ask_again(person, other, actor=guard.actor(), now=clock.now())
        else:
            deciding.call_different(person, other, actor=guard.actor(), now=clock.now())
    flash(gettext("That is remembered."))
    return see_other(url_for("directory.duplicates"))


@directory.get("/merges/<uuid:merge_id>")
@guard.needs(Permission.DIRECTORY_EDIT)
def kept_merge(merge_id: UUID) -> ResponseReturnValue:
    """What splitting will do, and what it cannot put back."""
    kept = queries.get_merge(guard.mission().id, merge_id)
    person = queries.get(kept.mission_id, kept.person_id)
    return render_template(
        "directory/split.html",
        kept=kept,
        person=person,
        gone=_name_of_gone(kept),
        remains=splitting.remains(kept),
        later=queries.merges(person)[0].id != kept.id,
    )


@directory.post("/merges/<uuid:merge_id>")
@guard.needs(Permission.DIRECTORY_EDIT)
def split(merge_id: UUID) -> ResponseReturnValue:
    kept = queries.get_merge(guard.mission().id, merge_id)
    with transaction():
        other = splitting.split(kept, actor=guard.actor(), now=clock.now())
        other_id = other.id
    flash(gettext("The two records stand apart again."))
    return see_other(url_for("directory.person", person_id=other_id))


directory.add_app_template_global(queries.duplicates_of, "duplicates_of")


@directory.app_template_global()
def merges_into(person: Person) -> list[tuple[PersonMerge, str]]:
    """What was merged into a person, each with the name it went under."""
    return [(kept, _name_of_gone(kept)) for kept in queries.merges(person)]


def _both(person_id: UUID, other_id: UUID) -> tuple[Person, Person]:
    mission_id = guard.mission().id
    return queries.get(mission_id, person_id), queries.get(mission_id, other_id)


def _photos(person: Person, other: Person) -> tuple[bool, bool]:
    mine, others = (queries.photo(one.mission_id, one.id) for one in (person, other))
    return mine is not None, others is not None


def _chosen() -> dict[str, Side]:
    given = {field: request.form.get(field, "") for field in SIDES}
    return {field: Side(side) for field, side in given.items() if side in SIDES[field]}


def _name_of_gone(kept: PersonMerge) -> str:
    names = sorted(kept.snapshot["goes"]["person_name"], key=lambda row: row["position"])
    return str(names[0]["full"]) if names else ""

"""Lists and records that leave the house, each with its purpose in the audit trail."""

import io
import json
import zipfile
from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.audit import service as audit
from app.db import transaction
from app.directory import disclosing, exporting, queries, service, vcards
from app.directory.errors import PurposeMissing
from app.directory.routes.blueprint import directory
from app.directory.routes.people import selection
from app.i18n import gettext
from app.web.download import attachment, csv_file, xlsx_file
from app.web.htmx import see_other

FILES = {"xlsx": xlsx_file, "csv": csv_file}
CARDS = "vcf"


@directory.get("/export")
@guard.needs(Permission.DIRECTORY_EXPORT)
def export() -> ResponseReturnValue:
    wanted = selection()
    count = queries.count_filtered(guard.mission().id, wanted)
    return render_template("directory/export.html", count=count, wanted=wanted)


@directory.post("/export")
@guard.needs(Permission.DIRECTORY_EXPORT)
def download() -> ResponseReturnValue:
    mission, purpose = guard.mission(), _purpose()
    mission_id, filename = mission.id, f"directory-{mission.slug}"
    kind = request.form.get("kind") if request.form.get("kind") in ("csv", CARDS) else "xlsx"
    wanted = selection()
    with transaction():
        audit.record(
            "directory.export",
            "export",
            None,
            actor=guard.actor(),
            now=clock.now(),
            mission_id=mission_id,
            fields=[f"purpose: {purpose}", kind or ""],
        )
    if kind == CARDS:
        text = vcards.cards(exporting.persons(mission_id, wanted))
        return attachment(text, f"{filename}.vcf", "text/vcard; charset=utf-8")
    rows = [exporting.row(values) for values in exporting.export(mission_id, wanted)]
    return FILES[kind or "xlsx"](exporting.HEADER, rows, f"{filename}.{kind}")


@directory.get("/persons/<uuid:person_id>/everything")
@guard.needs(Permission.DIRECTORY_EXPORT)
def everything(person_id: UUID) -> ResponseReturnValue:
    return render_template("directory/everything.html", person=queries.get(guard.mission().id, person_id))


@directory.post("/persons/<uuid:person_id>/everything")
@guard.needs(Permission.DIRECTORY_EXPORT)
def disclose(person_id: UUID) -> ResponseReturnValue:
    """A zip of one readable JSON and the photo."""
    person, purpose = queries.get(guard.mission().id, person_id), _purpose()
    with transaction():
        held = disclosing.everything(person, actor=guard.actor(), now=clock.now())
        audit.record(
            "person.disclose",
            "person",
            person.id,
            actor=guard.actor(),
            now=clock.now(),
            mission_id=person.mission_id,
            fields=[f"purpose: {purpose}"],
        )
        photo = disclosing.portrait(person)
        return _zip(held, photo.jpeg if photo else None, f"person-{person_id}.zip")


@directory.route("/persons/<uuid:person_id>/forget", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_EDIT)
def forget(person_id: UUID) -> ResponseReturnValue:
    """What goes and what stays; then it is done."""
    person = queries.get(guard.mission().id, person_id)
    if request.method == "GET":
        return render_template("directory/forget.html", person=person)
    with transaction():
        service.forget_person(person, actor=guard.actor(), now=clock.now())
    flash(gettext("The person has been forgotten."))
    return see_other(url_for("directory.index"))


def _purpose() -> str:
    purpose = " ".join(request.form.get("purpose", "").split())[:200]
    if not purpose:
        raise PurposeMissing
    return purpose


def _zip(held: disclosing.Sections, photo: bytes | None, filename: str) -> Response:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(held, ensure_ascii=False, indent=2))
        if photo is not None:
            archive.writestr("photo.jpg", photo)
    return attachment(buffer.getvalue(), filename, "application/zip")

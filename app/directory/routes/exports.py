"""Lists that leave the house, each with its purpose in the audit trail."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.audit import service as audit
from app.db import transaction
from app.directory import exporting, queries
from app.directory.errors import PurposeMissing
from app.directory.routes.blueprint import directory
from app.directory.routes.people import read_filter
from app.web.download import csv_file, xlsx_file

FILES = {"xlsx": xlsx_file, "csv": csv_file}


@directory.get("/export")
@guard.needs(Permission.DIRECTORY_EXPORT)
def export() -> ResponseReturnValue:
    wanted = read_filter()
    count = len(queries.filtered_ids(guard.mission().id, wanted))
    return render_template("directory/export.html", count=count, wanted=wanted)


@directory.post("/export")
@guard.needs(Permission.DIRECTORY_EXPORT)
def download() -> ResponseReturnValue:
    mission, purpose = guard.mission(), " ".join(request.form.get("purpose", "").split())[:200]
    if not purpose:
        raise PurposeMissing
    mission_id, filename = mission.id, f"directory-{mission.slug}"
    kind = "csv" if request.form.get("kind") == "csv" else "xlsx"
    with transaction():
        audit.record(
            "directory.export",
            "export",
            None,
            actor=guard.actor(),
            now=clock.now(),
            mission_id=mission_id,
            fields=[f"purpose: {purpose}", kind],
        )
    rows = [exporting.row(values) for values in exporting.export(mission_id, read_filter())]
    return FILES[kind](exporting.HEADER, rows, f"{filename}.{kind}")

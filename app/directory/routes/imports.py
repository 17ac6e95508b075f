"""Taking a list into the directory: file, columns, preview, result, undo."""

from typing import Any
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import after_commit, transaction
from app.directory import queries
from app.directory.forms import UploadForm
from app.directory.importing.fields import Field
from app.directory.importing.formats.encodings import CHOICES as ENCODINGS
from app.directory.importing.formats.text import DELIMITERS
from app.directory.imports import apply, marks, preview, report
from app.directory.imports.undo import undo
from app.directory.models import Import, ImportState, Verdict
from app.directory.names import CHANGE_NAMES, CHOICE_NAMES, DELIMITER_NAMES, MARK_NAMES, MEANING_NAMES
from app.directory.routes.blueprint import directory
from app.directory.tasks import APPLY, READ
from app.i18n import gettext, ngettext
from app.jobs import enqueue
from app.web.download import xlsx_file
from app.web.forms import saving
from app.web.htmx import page_or_part, see_other
from app.web.tables import page_number

AT_ONCE = 400
SAMPLE = 3
HEADER_ROWS = 12


@directory.route("/imports/", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_IMPORT)
def imports() -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        data, filename = form.content()
        with saving(form):
            run = preview.preview(
                guard.mission().id,
                filename=filename,
                data=data,
                actor=guard.actor(),
                now=clock.now(),
                in_steps=True,
            )
            _read_on(run)
            return see_other(url_for("directory.import_", import_id=run.id))
    runs = queries.imports(guard.mission().id)
    return render_template(
        "directory/imports.html", form=form, runs=runs
    ), 422 if form.is_submitted() else 200


@directory.get("/imports/<uuid:import_id>")
@guard.needs(Permission.DIRECTORY_IMPORT)
def import_(import_id: UUID) -> ResponseReturnValue:
    run = queries.get_import(guard.mission().id, import_id)
    verdict = next((v for v in Verdict if v.value == request.args.get("verdict")), None)
    return page_or_part(
        "directory/import.html",
        "directory/_import.html",
        run=run,
        counts=queries.verdicts(run),
        verdict=verdict,
        page=queries.import_rows(run, verdict=verdict, number=page_number()),
        done=queries.waiting(run, applied=True),
        left=queries.waiting(run, applied=False),
        reason_of=report.reason_of,
        choices=preview.choices,
        undecided=marks.undecided(run.options),
        mark_name=_mark_name,
        choice_names={choice: gettext(name) for choice, name in CHOICE_NAMES.items()},
        change_names={change: gettext(name) for change, name in CHANGE_NAMES.items()},
    )


@directory.route("/imports/<uuid:import_id>/columns", methods=["GET", "POST"])
@guard.needs(Permission.DIRECTORY_IMPORT)
def columns(import_id: UUID) -> ResponseReturnValue:
    run = queries.get_import(guard.mission().id, import_id)
    book = preview.workbook(run)
    if request.method == "POST":
        with transaction():
            chosen = _chosen([sheet.name for sheet in book.sheets])
            again = preview.remap(run, **chosen, now=clock.now(), in_steps=True)
            _read_on(run)
        return see_other(url_for("directory.columns" if again else "directory.import_", import_id=import_id))
    sheets = [(sheet, preview.mapping_of(run, sheet)) for sheet in book.sheets]
    return render_template(
        "directory/columns.html",
        run=run,
        book=book,
        sheets=sheets,
        fields=list(Field),
        sample=SAMPLE,
        header_rows=HEADER_ROWS,
        encodings=ENCODINGS,
        delimiters={sign: gettext(name) for sign, name in DELIMITER_NAMES.items()},
        marks=marks.marks_of(sheets),
        mark_name=_mark_name,
        meanings=marks.meanings,
        meaning_of=lambda code: marks.meaning_of(code, run.options),
        meaning_names={meaning: gettext(name) for meaning, name in MEANING_NAMES.items()},
    )


@directory.post("/imports/<uuid:import_id>/rows/<uuid:row_id>")
@guard.needs(Permission.DIRECTORY_IMPORT)
def choose(import_id: UUID, row_id: UUID) -> ResponseReturnValue:
    row = queries.get_import_row(guard.mission().id, import_id, row_id)
    with transaction():
        preview.choose(row, request.form.get("choice", ""))
    return see_other(_here(import_id))


@directory.post("/imports/<uuid:import_id>/apply")
@guard.needs(Permission.DIRECTORY_IMPORT)
def apply_import(import_id: UUID) -> ResponseReturnValue:
    mission_id = guard.mission().id
    run = queries.get_import(mission_id, import_id)
    with transaction():
        if not apply.begin(run, actor=guard.actor(), now=clock.now(), in_steps=True):
            _read_on(run)
            flash(
                gettext("The directory has changed since: the rows are judged again. Then import."), "warning"
            )
        elif queries.waiting(run, applied=False) > AT_ONCE:
            after_commit(lambda: enqueue(APPLY, str(mission_id), str(import_id)))
        else:
            while apply.apply_some(run, actor=guard.actor(), now=clock.now()):
                continue
    return see_other(url_for("directory.import_", import_id=import_id))


@directory.post("/imports/<uuid:import_id>/stop")
@guard.needs(Permission.DIRECTORY_IMPORT)
def stop(import_id: UUID) -> ResponseReturnValue:
    run = queries.get_import(guard.mission().id, import_id)
    with transaction():
        apply.stop(run, actor=guard.actor(), now=clock.now())
    return see_other(url_for("directory.import_", import_id=import_id))


@directory.post("/imports/<uuid:import_id>/undo")
@guard.needs(Permission.DIRECTORY_IMPORT)
def undo_import(import_id: UUID) -> ResponseReturnValue:
    run = queries.get_import(guard.mission().id, import_id)
    with transaction():
        done = undo(run, actor=guard.actor(), now=clock.now())
    flash(
        gettext(
            "The import is undone: %(removed)s persons removed, %(restored)s set back.",
            removed=done.removed,
            restored=done.restored,
        )
    )
    if done.kept:
        flash(
            ngettext(
                "%(num)d person stays: changed by hand since, or on a guest list.",
                "%(num)d persons stay: changed by hand since, or on a guest list.",
                done.kept,
            ),
            "warning",
        )
    return see_other(url_for("directory.import_", import_id=import_id))


@directory.get("/imports/<uuid:import_id>/problems.xlsx")
@guard.needs(Permission.DIRECTORY_IMPORT)
def problems(import_id: UUID) -> ResponseReturnValue:
    """The problems as a sheet with a reason column, to be corrected there and imported again."""
    run = queries.get_import(guard.mission().id, import_id)
    header, rows = report.problems(run)
    return xlsx_file(header, rows, f"problems-{run.filename.rpartition('.')[0] or run.filename}.xlsx")


def _here(import_id: UUID) -> str:
    verdict = request.form.get("verdict", "")
    page = request.form.get("page", "1")
    known = {v.value for v in Verdict}
    return url_for(
        "directory.import_", import_id=import_id, verdict=verdict if verdict in known else None, page=page
    )


def _read_on(run: Import) -> None:
    """Have the rest of a long list judged, once what is known of it has been committed."""
    if run.state is ImportState.READING:
        ids = str(run.mission_id), str(run.id)
        after_commit(lambda: enqueue(READ, *ids))


def _mark_name(mark: marks.Mark) -> str:
    return gettext(marks.colour_name(mark.colour) if mark.colour else MARK_NAMES[mark.code])


def _chosen(sheets: list[str]) -> dict[str, Any]:
    """The columns, sheets and headings that the form sent; fields are called by the place of sheet and column."""
    chosen: dict[str, dict[str, str]] = {}
    known = set(Field)
    for place, name in enumerate(sheets):
        prefix = f"s{place}c"
        chosen[name] = {
            key.removeprefix(prefix): value
            for key, value in request.form.items()
            if key.startswith(prefix) and key.removeprefix(prefix).isdigit() and value in known
        }
    told = {name: request.form.get(f"s{place}header", "") for place, name in enumerate(sheets)}
    return {
        "columns": chosen,
        "skipped": {name for place, name in enumerate(sheets) if f"s{place}" not in request.form},
        "headers": {name: int(row) if row.isdecimal() else None for name, row in told.items()},
        "options": _options(),
    }


def _options() -> dict[str, Any]:
    """How the text is read, and what the marks on rows mean."""
    encoding, delimiter = request.form.get("encoding", ""), request.form.get("delimiter", "")
    meanings = {
        mark: marks.checked(mark, meaning, request.form.get(f"tag-{mark}", ""))
        for key, meaning in request.form.items()
        if (mark := key.removeprefix("mark-")) != key
    }
    return {
        "encoding": encoding if encoding in ENCODINGS else "",
        "delimiter": delimiter if delimiter in DELIMITERS else "",
        "marks": {mark: meaning for mark, meaning in meanings.items() if meaning},
    }

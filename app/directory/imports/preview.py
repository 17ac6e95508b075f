"""Reading a file and saying of each row what an import would do with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory.errors import ImportNotOpen, RowNotOpen
from app.directory.importing.drafts import drafts
from app.directory.importing.fields import Field
from app.directory.importing.mapping import Mapping, propose
from app.directory.importing.person import RowReading
from app.directory.importing.reading import read_workbook
from app.directory.importing.sheets import Workbook
from app.directory.imports.comparing import view_of_draft
from app.directory.imports.known import Register
from app.directory.imports.translation import with_comment
from app.directory.imports.verdicts import Found, judged, left_out_because
from app.directory.models import Import, ImportRow, ImportState, Person, Verdict
from app.missions import queries as missions

_BATCH = 500


def preview(
    mission_id: UUID,
    *,
    filename: str,
    data: bytes,
    actor: Actor,
    now: datetime,
    options: dict[str, Any] | None = None,
) -> Import:
    """Read the file and propose; nothing is written to the directory. Raises UnreadableFile and its kinds."""
    run = Import(id=new_id(), mission_id=mission_id, filename=filename[-255:], data=data, created_at=now)
    run.created_by, run.options, run.mappings = actor.id, options or {}, {}
    book = workbook(run)
    proposals = {sheet.name: propose(sheet) for sheet in book.sheets}
    run.mappings = {name: _remembered(mission_id, mapping) for name, mapping in proposals.items()}
    db.session.add(run)
    db.session.flush()
    _evaluate(run, book, now=now)
    audit.record("import.preview", "import", run.id, actor=actor, now=now, mission_id=mission_id)
    return run


def remap(
    run: Import,
    *,
    columns: dict[str, dict[str, str]],
    skipped: set[str],
    options: dict[str, Any],
    now: datetime,
) -> None:
    """Read the same file again with other columns or another encoding. Raises ImportNotOpen, UnreadableFile."""
    if run.state is not ImportState.PREVIEWED:
        raise ImportNotOpen
    run.options = {**run.options, **options}
    book = workbook(run)
    run.mappings = {
        sheet.name: {
            **run.mappings.get(sheet.name, {}),
            "columns": {**run.mappings.get(sheet.name, {}).get("columns", {}), **columns.get(sheet.name, {})},
            "skipped": sheet.name in skipped,
        }
        for sheet in book.sheets
    }
    _evaluate(run, book, now=now)


def refresh(run: Import, *, now: datetime) -> bool:
    """Judge the rows again when the directory has changed since; returns whether it had."""
    latest = select(func.max(Person.updated_at)).where(Person.mission_id == run.mission_id)
    latest_change = db.session.scalar(latest)
    if latest_change is None or latest_change < run.created_at:
        return False
    chosen = {row.position: row.chosen for row in run.rows if row.chosen}
    _evaluate(run, workbook(run), now=now)
    for row in db.session.scalars(select(ImportRow).where(ImportRow.import_id == run.id)):
        if row.position in chosen:
            row.chosen = chosen[row.position]
    db.session.flush()
    return True


def choose(row: ImportRow, choice: str) -> None:
    """Decide a row by hand: "apply" it as proposed, take it as a "new" person, "skip" it, "" as proposed.

    Raises RowNotOpen where the row offers no such choice.
    """
    if choice not in choices(row):
        raise RowNotOpen
    row.chosen = choice


def choices(row: ImportRow) -> tuple[str, ...]:
    """What a person may decide about a row."""
    if row.draft is None or row.applied:
        return ("",)
    return {
        Verdict.NEW: ("", "skip"),
        Verdict.UPDATE: ("", "new", "skip"),
        Verdict.SAME: ("", "new"),
        Verdict.DUPLICATE: ("", "apply", "new"),
        Verdict.PROBLEM: ("", "new"),
        Verdict.SKIPPED: ("", "new"),
    }[row.verdict]


def workbook(run: Import) -> Workbook:
    """The sheets of an import's file, read anew."""
    return read_workbook(
        run.data, run.filename, run.options.get("encoding", ""), run.options.get("delimiter", "")
    )


def mapping_of(run: Import, sheet: str, proposal: Mapping) -> Mapping:
    """The proposal with what was chosen for the sheet."""
    stored = run.mappings.get(sheet, {})
    columns = {int(column): Field(field) for column, field in stored.get("columns", {}).items()}
    return proposal.changed(columns, skipped=bool(stored.get("skipped", proposal.skipped)))


def _remembered(mission_id: UUID, mapping: Mapping) -> dict[str, Any]:
    """The mapping that was used for the last applied file of this shape, else the proposal."""
    proposal = {
        "columns": {str(column): field.value for column, field in mapping.columns.items()},
        "skipped": mapping.skipped,
        "shape": mapping.shape_hash,
    }
    earlier = (
        select(Import.mappings)
        .where(Import.mission_id == mission_id, Import.state == ImportState.APPLIED)
        .order_by(Import.created_at.desc())
        .limit(50)
    )
    for mappings in db.session.scalars(earlier):
        for stored in mappings.values():
            if stored.get("shape") == mapping.shape_hash:
                return {**proposal, "columns": {**stored["columns"]}}
    return proposal


def _evaluate(run: Import, book: Workbook, *, now: datetime) -> None:
    region = missions.get(run.mission_id).phone_region
    mappings = {sheet.name: mapping_of(run, sheet.name, propose(sheet)) for sheet in book.sheets}
    colours = run.options.get("fills", {})
    register = Register.of_mission(run.mission_id, region)
    found = [_read(reading, colours, run.options) for reading in drafts(book, mappings, region or "PK")]
    _match(found, register)
    db.session.execute(
        delete(ImportRow).where(ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id)
    )
    run.created_at = now
    db.session.flush()
    for start in range(0, len(found), _BATCH):
        batch = list(enumerate(found))[start : start + _BATCH]
        rows = judged(run, batch, found, region)
        db.session.execute(insert(ImportRow), rows)
        db.session.flush()
    db.session.expire(run, ["rows"])


def _match(found: list[Found], register: Register) -> None:
    first: dict[UUID, int] = {}
    for place, item in enumerate(found):
        if item.view is None or item.reading.problem is not None:
            continue
        entry = register.entry_of(item.view, place)
        item.match = register.find(entry)
        register.add(entry)
        if item.match and item.match.certain and (person_id := item.match.entry.person_id):
            if first.setdefault(person_id, place) != place:
                item.again = first[person_id]


def _read(reading: RowReading, colours: dict[str, str], options: dict[str, Any]) -> Found:
    if reading.draft is None or left_out_because(reading, options):
        return Found(reading)
    draft = with_comment(reading.draft, reading.marks.comment, colours.get(reading.marks.fill, ""))
    if draft is not reading.draft:
        reading = RowReading(
            reading.sheet, reading.number, reading.text, reading.kind, draft, reading.problem, reading.detail,
            reading.marks,
        )  # fmt: skip
    return Found(reading, view_of_draft(draft))

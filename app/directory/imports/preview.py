"""Reading a file and saying of each row what an import would do with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory.errors import ImportNotOpen, RowNotOpen
from app.directory.importing.fields import Field
from app.directory.importing.mapping import Mapping, propose
from app.directory.importing.reading import read_workbook
from app.directory.importing.sheets import Sheet, Workbook
from app.directory.imports.evaluating import evaluate
from app.directory.models import Import, ImportRow, ImportState, Person, Verdict


def preview(
    mission_id: UUID,
    *,
    filename: str,
    data: bytes,
    actor: Actor,
    now: datetime,
    options: dict[str, Any] | None = None,
    in_steps: bool = False,
) -> Import:
    """Read the file and propose; nothing is written to the directory.

    `in_steps`: of a long list only the first rows, and the state says that it is being read. Raises UnreadableFile
    and its kinds.
    """
    run = Import(id=new_id(), mission_id=mission_id, filename=filename[-255:], data=data, created_at=now)
    run.created_by, run.options, run.mappings = actor.id, options or {}, {}
    book = workbook(run)
    proposals = {sheet.name: propose(sheet) for sheet in book.sheets}
    run.mappings = {name: _remembered(mission_id, mapping) for name, mapping in proposals.items()}
    db.session.add(run)
    db.session.flush()
    _evaluate(run, book, now=now, in_steps=in_steps)
    audit.record("import.preview", "import", run.id, actor=actor, now=now, mission_id=mission_id)
    return run


def remap(
    run: Import,
    *,
    columns: dict[str, dict[str, str]],
    skipped: set[str],
    options: dict[str, Any],
    now: datetime,
    headers: dict[str, int | None] | None = None,
    in_steps: bool = False,
) -> bool:
    """Read the same file again with other columns, headings or another encoding.

    `headers` are the numbers of heading rows by sheet: 0 for none, None for the proposal. Returns whether the
    columns were proposed anew, so that they want looking at. Raises ImportNotOpen, UnreadableFile.
    """
    headers = headers or {}
    if run.state is not ImportState.PREVIEWED:
        raise ImportNotOpen
    before = workbook(run)
    told = {"encoding": before.encoding, "delimiter": before.delimiter}
    otherwise = any(options.get(key) and options[key] != now_read for key, now_read in told.items())
    run.options = {**run.options, **options, "chosen": {}}
    book = workbook(run)
    if otherwise:
        run.mappings = {sheet.name: _as_proposed(propose(sheet)) for sheet in book.sheets}
    again = otherwise
    for sheet in () if otherwise else book.sheets:
        stored = run.mappings.get(sheet.name) or _as_proposed(propose(sheet))
        header = headers.get(sheet.name, stored.get("header"))
        if header != stored.get("header"):
            chosen, again = _as_proposed(propose(sheet, header))["columns"], True
        else:
            chosen = {**stored["columns"], **columns.get(sheet.name, {})}
        stored = {**stored, "columns": chosen, "header": header, "skipped": sheet.name in skipped}
        run.mappings = {**run.mappings, sheet.name: stored}
    _evaluate(run, book, now=now, in_steps=in_steps)
    return again


def refresh(run: Import, *, now: datetime, in_steps: bool = False) -> bool:
    """Judge the rows again when the directory has changed since; returns whether it had."""
    latest = select(func.max(Person.updated_at)).where(Person.mission_id == run.mission_id)
    latest_change = db.session.scalar(latest)
    if latest_change is None or latest_change < run.created_at:
        return False
    decided = select(ImportRow.position, ImportRow.chosen).where(
        ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id, ImportRow.chosen != ""
    )
    chosen = {str(position): choice for position, choice in db.session.execute(decided)}
    run.options = {**run.options, "chosen": chosen}
    _evaluate(run, workbook(run), now=now, in_steps=in_steps)
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


def columns_of(run: Import, book: Workbook) -> dict[str, Mapping]:
    """What each sheet's columns hold, by its name."""
    return {sheet.name: mapping_of(run, sheet) for sheet in book.sheets}


def mapping_of(run: Import, sheet: Sheet) -> Mapping:
    """The proposal with what was chosen for the sheet."""
    stored = run.mappings.get(sheet.name, {})
    proposal = propose(sheet, stored.get("header"))
    columns = {int(column): Field(field) for column, field in stored.get("columns", {}).items()}
    return proposal.changed(columns, skipped=bool(stored.get("skipped", proposal.skipped)))


def _remembered(mission_id: UUID, mapping: Mapping) -> dict[str, Any]:
    """The mapping that was used for the last applied file of this shape, else the proposal."""
    proposal = _as_proposed(mapping)
    earlier = (
        select(Import.mappings)
        .where(Import.mission_id == mission_id, Import.state == ImportState.APPLIED)
        .order_by(Import.created_at.desc())
        .limit(50)
    )
    for mappings in db.session.scalars(earlier):
        for stored in mappings.values():
            if stored.get("shape") == mapping.shape_hash:
                return {**proposal, "columns": {**stored["columns"]}, "header": stored.get("header")}
    return proposal


def _as_proposed(mapping: Mapping) -> dict[str, Any]:
    """A mapping as it is stored; `shape` stays that of the proposal, whatever is chosen later."""
    return {
        "columns": {str(column): field.value for column, field in mapping.columns.items()},
        "skipped": mapping.skipped,
        "shape": mapping.shape_hash,
    }


def _evaluate(run: Import, book: Workbook, *, now: datetime, in_steps: bool) -> None:
    evaluate(run, book, columns_of(run, book), now=now, in_steps=in_steps)

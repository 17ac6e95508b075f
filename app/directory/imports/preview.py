"""Reading a file and saying of each row what an import would do with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory import queries
from app.directory.errors import ImportNotOpen, RowNotOpen
from app.directory.importing.drafts import drafts
from app.directory.importing.fields import Field
from app.directory.importing.mapping import Mapping, propose
from app.directory.importing.person import RowKind, RowReading
from app.directory.importing.reading import read_workbook
from app.directory.importing.sheets import Workbook
from app.directory.imports.codec import to_json
from app.directory.imports.comparing import View, changes, view_of_draft, view_of_person
from app.directory.imports.known import Entry, Match, Register
from app.directory.imports.translation import with_comment
from app.directory.models import Import, ImportRow, ImportState, Person, Verdict
from app.i18n import N_
from app.missions import queries as missions

HIDDEN = N_("This row is hidden in the file.")
STRUCK = N_("This row is struck through in the file.")
FURNITURE = N_("This row is a heading, a total or a remark, not a person.")
TWICE = N_("The same person as in row %(number)s.")
TWICE_PERHAPS = N_("Perhaps the same person as in row %(number)s.")
KNOWN_PERHAPS = N_("Perhaps the same person as %(name)s, who is in the directory.")
_BATCH = 500
_FURNITURE = (RowKind.person, RowKind.problem)


@dataclass(slots=True)
class _Found:
    """A row on the way to its verdict."""

    reading: RowReading
    view: View | None = None
    match: Match | None = None
    again: int | None = None  # the place of an earlier row about the same person of the directory


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
        rows = _judged(run, batch, found, region)
        db.session.execute(insert(ImportRow), rows)
        db.session.flush()
    db.session.expire(run, ["rows"])


def _match(found: list[_Found], register: Register) -> None:
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


def _read(reading: RowReading, colours: dict[str, str], options: dict[str, Any]) -> _Found:
    if reading.draft is None or _left_out(reading, options):
        return _Found(reading)
    draft = with_comment(reading.draft, reading.marks.comment, colours.get(reading.marks.fill, ""))
    if draft is not reading.draft:
        reading = RowReading(
            reading.sheet, reading.number, reading.text, reading.kind, draft, reading.problem, reading.detail,
            reading.marks,
        )  # fmt: skip
    return _Found(reading, view_of_draft(draft))


def _left_out(reading: RowReading, options: dict[str, Any]) -> str:
    if reading.marks.hidden and not options.get("hidden_rows"):
        return HIDDEN
    return STRUCK if reading.marks.strike and not options.get("struck_rows") else ""


def _judged(
    run: Import, batch: list[tuple[int, _Found]], found: list[_Found], region: str
) -> list[dict[str, Any]]:
    ids = [item.match.entry.person_id for _, item in batch if item.match and item.match.entry.person_id]
    persons = {person.id: person for person in queries.get_many(run.mission_id, list(dict.fromkeys(ids)))}
    rows = []
    for place, item in batch:
        verdict, reason, person_id, change = _verdict(item, found, persons, region, run.options)
        reading = item.reading
        rows.append(
            {
                "id": new_id(),
                "mission_id": run.mission_id,
                "import_id": run.id,
                "position": place,
                "sheet": reading.sheet[:200],
                "number": reading.number,
                "text": reading.text[:4000],
                "draft": to_json(reading.draft) if reading.draft else None,
                "verdict": verdict,
                "reason": reason[:500],
                "person_id": person_id,
                "changes": change,
            }
        )
    return rows


Judgement = tuple[Verdict, str, UUID | None, dict[str, Any]]


def _verdict(
    item: _Found, found: list[_Found], persons: dict[UUID, Person], region: str, options: dict[str, Any]
) -> Judgement:
    """(verdict, reason, the person it is about, what would change). Reasons are gettext msgids with `params`."""
    reading = item.reading
    if reading.kind not in _FURNITURE:
        return Verdict.SKIPPED, FURNITURE, None, {"furniture": reading.kind.value}
    if reading.problem is not None:
        return Verdict.PROBLEM, reading.problem, None, {"params": {}, "detail": reading.detail}
    if left_out := _left_out(reading, options):
        return Verdict.SKIPPED, left_out, None, {}
    if item.view is None or item.match is None:
        return Verdict.NEW, "", None, {}
    entry, certain = item.match.entry, item.match.certain
    if entry.person_id is not None:
        old = view_of_person(persons[entry.person_id])
        fields = changes(old, item.view, region=region, adding_only=item.again is not None)
        if not fields:
            return Verdict.SAME, "", entry.person_id, {}
        if item.again is not None:
            number = found[item.again].reading.number
            told = {"fields": fields, "params": {"number": number}, "adding_only": True}
            return Verdict.DUPLICATE, TWICE, entry.person_id, told
        if certain:
            return Verdict.UPDATE, "", entry.person_id, {"fields": fields}
        params = {"name": old.facts.names[0].full}
        return (
            Verdict.DUPLICATE,
            KNOWN_PERHAPS,
            entry.person_id,
            {"fields": fields, "params": params, "ask": True},
        )
    return _within_file(item.view, entry, certain, found, region)


def _within_file(view: View, entry: Entry, certain: bool, found: list[_Found], region: str) -> Judgement:
    earlier = found[entry.row or 0]
    if earlier.view is None:
        raise ValueError("a row without a person was registered")
    fields = changes(earlier.view, view, region=region, adding_only=certain)
    told: dict[str, Any] = {"fields": fields, "row": entry.row, "params": {"number": earlier.reading.number}}
    told["adding_only"] = certain
    if certain or not fields:
        return Verdict.DUPLICATE, TWICE, None, told
    return Verdict.DUPLICATE, TWICE_PERHAPS, None, {**told, "ask": True}

"""Writing the rows of an import into the directory, a handful at a time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory import postings, queries
from app.directory.errors import ImportNotOpen
from app.directory.importing.person import PersonDraft
from app.directory.imports.codec import from_json, to_json
from app.directory.imports.comparing import View, changes, merged, view_of_draft, view_of_person
from app.directory.imports.evaluating import is_reading
from app.directory.imports.preview import refresh
from app.directory.imports.translation import spouse_facts
from app.directory.models import Import, ImportRow, ImportState, Office, Person, Verdict
from app.directory.service.appointments import Term, make_appointment
from app.directory.service.bodies import Bodies
from app.directory.service.facts import facts_of
from app.directory.service.household import link_couples
from app.directory.service.newcomers import Newcomers
from app.directory.service.persons import assign_facts
from app.missions import queries as missions

CHUNK = 500
_PROPOSED = (Verdict.NEW, Verdict.UPDATE, Verdict.DUPLICATE)


@dataclass(slots=True)
class _Work:
    """What a chunk has done so far."""

    run: Import
    bodies: Bodies
    region: str
    now: datetime
    newcomers: Newcomers
    persons: dict[UUID, Person] = field(default_factory=dict)
    changed: dict[UUID, list[str]] = field(default_factory=dict)
    couples: list[tuple[UUID, UUID]] = field(default_factory=list)


def begin(run: Import, *, actor: Actor, now: datetime, in_steps: bool = False) -> bool:
    """Agree to the preview. Rows are judged again when the directory changed since. Raises ImportNotOpen.

    Returns False where that takes its time (`in_steps`, a long list): it is being read again, to be agreed to then.
    """
    if run.state not in (ImportState.PREVIEWED, ImportState.STOPPED):
        raise ImportNotOpen
    if run.state is ImportState.PREVIEWED:
        refresh(run, now=now, in_steps=in_steps)
    if is_reading(run):
        return False
    run.state = ImportState.APPLYING
    db.session.flush()
    audit.record("import.apply", "import", run.id, actor=actor, now=now, mission_id=run.mission_id)
    return True


def stop(run: Import, *, actor: Actor, now: datetime) -> None:
    """Leave the rest undone; what has been applied stays, and can be undone. Raises ImportNotOpen."""
    if run.state is not ImportState.APPLYING:
        raise ImportNotOpen
    run.state, run.applied_at = ImportState.STOPPED, now
    audit.record("import.stop", "import", run.id, actor=actor, now=now, mission_id=run.mission_id)


def apply_some(run: Import, *, actor: Actor, now: datetime, limit: int = CHUNK) -> bool:
    """Apply the next rows; returns whether there are more. A stopped or finished import does nothing."""
    db.session.flush()
    db.session.refresh(run, attribute_names=["state"], with_for_update=True)
    if run.state is not ImportState.APPLYING:
        return False
    waiting = (
        select(ImportRow)
        .where(
            ImportRow.mission_id == run.mission_id,
            ImportRow.import_id == run.id,
            ImportRow.applied.is_(False),
            or_(ImportRow.verdict.in_(_PROPOSED), ImportRow.chosen != ""),
        )
        .order_by(ImportRow.position)
        .limit(limit)
    )
    rows = list(db.session.scalars(waiting))
    _apply(run, rows, actor=actor, now=now)
    run.applied_at = now
    if len(rows) < limit:
        run.state = ImportState.APPLIED
        return False
    return True


def action_of(row: ImportRow) -> str:
    """What will be done: "add" a person, "change" one, or nothing."""
    if row.draft is None or row.chosen == "skip":
        return ""
    if row.chosen == "new" or (row.verdict is Verdict.NEW):
        return "add"
    if row.verdict is Verdict.UPDATE:
        return "change"
    if row.verdict is Verdict.DUPLICATE:
        asked = bool(row.changes.get("ask"))
        return "change" if row.changes.get("fields") and (row.chosen == "apply" or not asked) else ""
    return ""


def _apply(run: Import, rows: list[ImportRow], *, actor: Actor, now: datetime) -> None:
    region = missions.get(run.mission_id).phone_region
    organisations = {(row.draft or {}).get("organisation", "") for row in rows}
    newcomers = Newcomers(run.mission_id, now=now, region=region, import_id=run.id)
    work = _Work(run, Bodies(run.mission_id, organisations), region, now, newcomers)
    targets = [row.person_id for row in rows if row.person_id]
    work.persons = {person.id: person for person in queries.get_many(run.mission_id, targets)}
    for row in rows:
        made = len(work.bodies.made)
        action = action_of(row)
        target = _target(row, work) if action == "change" else None
        if action == "add" or (action == "change" and target is None):
            _add(row, work)
        elif target is not None:
            _change(row, target, work)
        if action:
            bodies = [str(body.id) for body in work.bodies.made[made:]]
            row.before = {**(row.before or {}), "bodies": bodies}
        row.applied = True
    _finish(work, actor=actor, now=now)


def _target(row: ImportRow, work: _Work) -> Person | None:
    """The person a row is about; for a second row of the same person, the one that the first row made."""
    person_id = row.person_id
    if person_id is None and "row" in row.changes:
        person_id = db.session.scalar(
            select(ImportRow.person_id).where(
                ImportRow.mission_id == row.mission_id,
                ImportRow.import_id == row.import_id,
                ImportRow.position == row.changes["row"],
            )
        )
    if person_id is not None and person_id not in work.persons:
        work.newcomers.write()
        work.persons.update({p.id: p for p in queries.get_many(row.mission_id, [person_id])})
    return work.persons.get(person_id) if person_id else None


def _add(row: ImportRow, work: _Work) -> None:
    draft = from_json(row.draft or {})
    view = view_of_draft(draft)
    person_id = work.newcomers.add(view.facts)
    if view.office or view.organisation:
        office = _office(view, draft.state, work)
        work.newcomers.appoint(person_id, office, _term(view, draft))
    made = [str(person_id)]
    if draft.spouse and (facts := spouse_facts(draft.spouse)) is not None:
        spouse_id = work.newcomers.add(facts)
        work.couples.append((person_id, spouse_id))
        made.append(str(spouse_id))
    row.person_id, row.before = person_id, {"made": made}


def _change(row: ImportRow, person: Person, work: _Work) -> None:
    _link_couples(work)
    draft = from_json(row.draft or {})
    new, old = view_of_draft(draft), view_of_person(person)
    adding_only = bool(row.changes.get("adding_only")) and row.chosen != "apply"
    found = changes(old, new, region=work.region, adding_only=adding_only)
    row.person_id, row.before = person.id, {"person": _snapshot(person), "made": []}
    if not found:
        return
    assign_facts(person, merged(facts_of(person), new.facts, found, region=work.region), work.region)
    held = person.appointment
    if "office" in found:
        if held is not None:
            held.ends = max(work.now.date(), held.starts) if held.starts else work.now.date()
            held.is_primary = False
            db.session.flush()
        told = View(new.facts, new.honorific, new.office or old.office, new.organisation or old.organisation)
        make_appointment(person, _office(told, draft.state, work), _term(told, draft))
    elif "titles" in found and held is not None:
        held.honorific = new.honorific
    if "spouse" in found and draft.spouse and (facts := spouse_facts(draft.spouse)) is not None:
        if person.spouse is not None:
            person.spouse.spouse_id = None
            person.spouse_id = None
            db.session.flush()
        spouse_id = work.newcomers.add(facts)
        work.couples.append((person.id, spouse_id))
        row.before["made"].append(str(spouse_id))
    person.updated_at = work.now
    work.changed[person.id] = sorted(found)


def _office(view: View, state: str, work: _Work) -> Office:
    return work.bodies.office(work.bodies.organisation(view.organisation, state=state), view.office)


def _term(view: View, draft: PersonDraft) -> Term:
    return Term(acting=draft.acting, retired=draft.retired, honorific=view.honorific)


def _link_couples(work: _Work) -> None:
    """Both must have been written before either can point at the other."""
    work.newcomers.write()
    link_couples(work.couples, work.run.mission_id)
    for couple in work.couples:
        for person_id in couple:
            if person_id in work.persons:
                db.session.expire(work.persons[person_id], ["spouse", "spouse_id", "accompanied"])
    work.couples.clear()


def _finish(work: _Work, *, actor: Actor, now: datetime) -> None:
    _link_couples(work)
    mission_id = work.run.mission_id
    postings.refresh(mission_id, list(dict.fromkeys([*work.newcomers.ids, *work.changed])))
    work.newcomers.tell(actor=actor)
    for person_id, fields in work.changed.items():
        audit.record(
            "person.change", "person", person_id, actor=actor, now=now, mission_id=mission_id, fields=fields
        )


def _snapshot(person: Person) -> dict[str, Any]:
    """The person as he stands, for undoing."""
    return {
        "facts": to_json(facts_of(person)),
        "spouse": str(person.spouse_id) if person.spouse_id else None,
        "appointments": {
            str(held.id): {
                "ends": held.ends.isoformat() if held.ends else None,
                "is_primary": held.is_primary,
                "honorific": held.honorific,
            }
            for held in person.appointments
        },
    }

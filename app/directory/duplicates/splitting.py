"""Two records again of one: both as the snapshot holds them, except for what was changed since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import Model, db
from app.directory import postings, queries
from app.directory.duplicates import snapshot
from app.directory.duplicates.choosing import SCALARS
from app.directory.duplicates.deciding import call_different
from app.directory.duplicates.merging import FILLED
from app.directory.duplicates.snapshot import Dump, Row, table_of
from app.directory.errors import LaterMergeFirst
from app.directory.models import (
    AddressForm,
    Appointment,
    Import,
    Office,
    Person,
    PersonMerge,
    Photo,
)
from app.directory.service.facts import PersonFacts, facts_of
from app.directory.service.persons import assign_facts
from app.directory.signals import Moved, person_changed, person_split
from app.missions import queries as missions

LISTS = ("names", "titles", "contacts", "tags")


@dataclass(frozen=True, slots=True)
class Remains:
    """What splitting cannot put back: fields edited since the merge, links and offices that are no longer free."""

    fields: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    offices: int = 0


def remains(kept: PersonMerge) -> Remains:
    """What will stay as it is now, so that whoever splits knows it before."""
    person = queries.get(kept.mission_id, kept.person_id)
    after, now = snapshot.facts(kept.snapshot["after"]), facts_of(person)
    before = snapshot.facts(kept.snapshot["stays"])
    fields = [
        field
        for field in (*SCALARS, "notes")
        if getattr(now, field) != getattr(after, field) and getattr(before, field) != getattr(now, field)
    ]
    links = [link["column"] for link in kept.snapshot["links"] if _free(link, kept.mission_id) is None]
    lost = _rows(kept, "goes", Appointment)
    return Remains(tuple(fields), tuple(dict.fromkeys(links)), len(lost) - len(_with_office(lost)))


def split(kept: PersonMerge, *, actor: Actor, now: datetime) -> Person:
    """Let the record that was merged away stand again, and give back what was its own. Raises LaterMergeFirst."""
    person = queries.get(kept.mission_id, kept.person_id)
    if queries.merges(person)[0].id != kept.id:
        raise LaterMergeFirst
    _set_back(person, kept)
    _insert_person(kept)
    for model in snapshot.OF_A_PERSON:
        _give_back(kept, model)
    _restore_replaced(kept)
    db.session.expire_all()
    other = queries.get(kept.mission_id, kept.gone_id)
    _set_main_offices(person, other, kept)
    linked = _unlink(kept)
    for told in kept.snapshot["moved"]:
        person_split.send(person, other=other, moved=Moved(**told), actor=actor, now=now)
    db.session.delete(kept)
    person.updated_at = other.updated_at = now
    db.session.flush()
    db.session.expire_all()
    call_different(person, other, actor=actor, now=now)
    postings.refresh(person.mission_id, list(dict.fromkeys([person.id, other.id, *linked])))
    for one in (person, other):
        audit.record("person.split", "person", one.id, actor=actor, now=now, mission_id=one.mission_id)
        person_changed.send(one, actor=actor, now=now)
    return other


def _set_back(person: Person, kept: PersonMerge) -> None:
    """The record that stayed as it was before, but for what was edited since."""
    dumps = kept.snapshot
    before, after, gone = (snapshot.facts(dumps[name]) for name in ("stays", "after", "goes"))
    assign_facts(person, _facts_back(facts_of(person), before, after, gone), _region(person))
    own = {name: snapshot.load(Person, dumps[name]["person"][0]) for name in ("stays", "after")}
    if person.do_not_invite_reason == own["after"]["do_not_invite_reason"]:
        for field in ("do_not_invite", "do_not_invite_reason"):
            setattr(person, field, own["stays"][field])
    _unfill(person, kept)
    db.session.flush()


def _facts_back(now: PersonFacts, before: PersonFacts, after: PersonFacts, gone: PersonFacts) -> PersonFacts:
    values: dict[str, Any] = {}
    for field in (*SCALARS, "notes"):
        untouched = getattr(now, field) == getattr(after, field)
        values[field] = getattr(before if untouched else now, field)
    for field in LISTS:
        own, others = getattr(before, field), getattr(gone, field)
        if getattr(now, field) == getattr(after, field):
            values[field] = own
        else:
            mine = _keys(own)
            brought = {key for key in _keys(others) if key not in mine}
            values[field] = tuple(one for one in getattr(now, field) if _key(one) not in brought) or own
    return replace(now, **values)


def _keys(facts: Iterable[Any]) -> set[Any]:
    return {_key(fact) for fact in facts}


def _key(fact: Any) -> Any:
    """A name that was led by the other's is the same name under another kind."""
    return getattr(fact, "full", None) or getattr(fact, "value", None) or getattr(fact, "text", None) or fact


def _unfill(person: Person, kept: PersonMerge) -> None:
    """Appointments that learnt from their twins forget it, where nobody changed them since."""
    stood = {
        UUID(row["id"]): snapshot.load(Appointment, row) for row in kept.snapshot["stays"]["appointment"]
    }
    made = {UUID(row["id"]): snapshot.load(Appointment, row) for row in kept.snapshot["after"]["appointment"]}
    for held in person.appointments:
        if held.id in stood and held.id in made:
            for field in FILLED:
                if getattr(held, field) == made[held.id][field]:
                    setattr(held, field, stood[held.id][field])


def _insert_person(kept: PersonMerge) -> None:
    row = snapshot.load(Person, kept.snapshot["goes"]["person"][0])
    row["spouse_id"] = row["assistant_id"] = None
    if row["import_id"] and db.session.get(Import, row["import_id"]) is None:
        row["import_id"] = None
    db.session.execute(insert(table_of(Person)).values(**row))


def _give_back(kept: PersonMerge, model: type[Model]) -> None:
    """Rows that passed over go back with their ids; the others are written anew."""
    table = table_of(model)
    rows = _rows(kept, "goes", model)
    if model is Appointment:
        rows = [{**row, "is_primary": False} for row in _with_office(rows)]
    present = _present(model, [row["id"] for row in rows])
    for row in rows:
        if row["id"] in present:
            here = update(table).where(table.c.id == row["id"], table.c.person_id == kept.person_id)
            db.session.execute(here.values(person_id=kept.gone_id, **_own_rank(model)))
        else:
            db.session.execute(insert(table).values(**row))


def _own_rank(model: type[Model]) -> Row:
    return {"is_primary": False} if model is Appointment else {}


def _restore_replaced(kept: PersonMerge) -> None:
    """Lines and photo of the record that stayed, where the other's had taken their place."""
    for model, unique in ((AddressForm, ("language", "usage")), (Photo, ())):
        table = table_of(model)
        held = db.session.execute(select(table).where(table.c.person_id == kept.person_id)).mappings().all()
        taken = {tuple(row[name] for name in unique) for row in held}
        after = {row["id"] for row in _rows(kept, "after", model)}
        for row in _rows(kept, "stays", model):
            if row["id"] not in after and tuple(row[name] for name in unique) not in taken:
                db.session.execute(insert(table).values(**row))


def _set_main_offices(person: Person, other: Person, kept: PersonMerge) -> None:
    after = {row["id"] for row in _rows(kept, "after", Appointment) if row["is_primary"]}
    main = person.appointment
    moved_on = main is not None and main.is_primary and main.id not in after
    for one, dumped in ((person, "stays"), (other, "goes")):
        if one is person and moved_on:
            continue
        led = {row["id"] for row in _rows(kept, dumped, Appointment) if row["is_primary"]}
        for held in one.appointments:
            held.is_primary = False
        db.session.flush()
        for held in one.appointments:
            held.is_primary = held.id in led and held.ends is None
    db.session.flush()


def _unlink(kept: PersonMerge) -> list[UUID]:
    """Spouses and assistants as they were, where they are still as the merge left them."""
    free = [
        (one, link) for link in kept.snapshot["links"] if (one := _free(link, kept.mission_id)) is not None
    ]
    gone = snapshot.load(Person, kept.snapshot["goes"]["person"][0])
    other = queries.get(kept.mission_id, kept.gone_id)
    for one, link in free:
        setattr(one, link["column"], UUID(link["from"]) if link["from"] else None)
    for column in ("spouse_id", "assistant_id"):
        target = db.session.get(Person, gone[column]) if gone[column] else None
        if target is not None and (column == "assistant_id" or target.spouse_id == other.id):
            setattr(other, column, target.id)
    db.session.flush()
    return [one.id for one, _link in free]


def _free(link: Row, mission_id: UUID) -> Person | None:
    """The person of a link that still stands as the merge made it."""
    found = select(Person).where(Person.mission_id == mission_id, Person.id == UUID(link["person"]))
    one = db.session.scalars(found).one_or_none()
    if one is None or getattr(one, link["column"]) != (UUID(link["to"]) if link["to"] else None):
        return None
    return one


def _rows(kept: PersonMerge, name: str, model: type[Model]) -> list[Row]:
    dumped: Dump = kept.snapshot[name]
    return [snapshot.load(model, row) for row in dumped[table_of(model).name]]


def _with_office(rows: Sequence[Row]) -> list[Row]:
    offices = _present(Office, [row["office_id"] for row in rows])
    return [row for row in rows if row["office_id"] in offices]


def _present(model: type[Model], ids: Sequence[UUID]) -> set[UUID]:
    table = table_of(model)
    return set(db.session.scalars(select(table.c.id).where(table.c.id.in_(ids))))


def _region(person: Person) -> str:
    return missions.get(person.mission_id).phone_region

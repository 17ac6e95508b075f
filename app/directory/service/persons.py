"""Adding, changing and removing persons."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory import postings
from app.directory.errors import EditedMeanwhile, NameMissing, StillInUse
from app.directory.folding import sort_key
from app.directory.models import (
    AddressForm,
    Appointment,
    ContactPoint,
    LifeState,
    NameKind,
    Person,
    PersonName,
    PersonTag,
    PersonTitle,
    Photo,
    SearchKey,
)
from app.directory.service.facts import (
    CONTACT_FIELDS,
    NAME_FIELDS,
    OWN_FIELDS,
    TITLE_FIELDS,
    ContactFacts,
    NameFacts,
    PersonFacts,
    facts_of,
    folded_contact,
)
from app.directory.signals import person_changed
from app.missions import queries as missions

Row = PersonName | PersonTitle | ContactPoint


def add_person(
    mission_id: UUID, facts: PersonFacts, *, actor: Actor, now: datetime, import_id: UUID | None = None
) -> Person:
    """A new person, findable at once. Raises NameMissing."""
    region = missions.get(mission_id).phone_region
    person = make_person(mission_id, facts, now=now, region=region, import_id=import_id)
    db.session.flush()
    postings.refresh(mission_id, [person.id])
    _audit("person.add", person, actor=actor, now=now)
    return person


def make_person(
    mission_id: UUID, facts: PersonFacts, *, now: datetime, region: str = "", import_id: UUID | None = None
) -> Person:
    """The rows of a person, neither flushed nor findable yet: for verbs that make many at once."""
    person = Person(id=new_id(), mission_id=mission_id, import_id=import_id, created_at=now, updated_at=now)
    assign_facts(person, facts, region)
    db.session.add(person)
    return person


def change_person(
    person: Person, facts: PersonFacts, *, actor: Actor, now: datetime, seen_version: int | None = None
) -> list[str]:
    """Make the record say what `facts` say; returns the names of what changed.

    Raises NameMissing, and EditedMeanwhile when `seen_version` is not the version any more.
    """
    if seen_version is not None and person.version != seen_version:
        raise EditedMeanwhile
    before = facts_of(person)
    region = missions.get(person.mission_id).phone_region
    assign_facts(person, facts, region)
    after = facts_of(person)
    changed = [
        field for field in PersonFacts.__dataclass_fields__ if getattr(before, field) != getattr(after, field)
    ]
    if changed:
        _touched(person, "person.change", changed, actor=actor, now=now)
    return changed


def set_life_state(person: Person, state: LifeState, *, actor: Actor, now: datetime) -> None:
    """Active, left the post, retired, deceased."""
    if person.life_state is not state:
        person.life_state = state
        _touched(person, "person.life_state", ["life_state"], actor=actor, now=now)


def forbid_inviting(person: Person, *, reason: str, actor: Actor, now: datetime) -> None:
    """Mark as not to be invited. Only protocol sees the reason."""
    person.do_not_invite, person.do_not_invite_reason = True, reason.strip()[:300]
    _touched(person, "person.forbid_inviting", ["do_not_invite"], actor=actor, now=now)


def allow_inviting(person: Person, *, actor: Actor, now: datetime) -> None:
    person.do_not_invite, person.do_not_invite_reason = False, ""
    _touched(person, "person.allow_inviting", ["do_not_invite"], actor=actor, now=now)


def remember_spelling(person: Person, text: str, *, actor: Actor, now: datetime) -> None:
    """Keep a spelling under which the person was looked for, so that it finds him next time."""
    text = " ".join(text.split())[:200]
    if text and all(name.full.casefold() != text.casefold() for name in person.names):
        heard = NameFacts(full=text, kind=NameKind.AS_HEARD, source="search")
        person.names.append(_named(PersonName(mission_id=person.mission_id), heard, len(person.names)))
        _touched(person, "person.remember_spelling", ["names"], actor=actor, now=now)


def remove_person(person: Person, *, actor: Actor, now: datetime) -> None:
    """Delete the record. Raises StillInUse when the person stands on a guest list or a programme."""
    name, mission_id, person_id = person.name.full, person.mission_id, person.id
    try:
        with db.session.begin_nested():
            unlink([person_id], mission_id)
            delete_rows([person_id], mission_id)
    except IntegrityError:
        raise StillInUse(name=name) from None
    db.session.expunge(person)
    audit.record("person.remove", "person", person_id, actor=actor, now=now, mission_id=mission_id)


def delete_rows(person_ids: Sequence[UUID], mission_id: UUID) -> None:
    """Delete persons with all that is theirs, children first."""
    for table in (
        SearchKey,
        AddressForm,
        Photo,
        Appointment,
        PersonTag,
        ContactPoint,
        PersonTitle,
        PersonName,
    ):
        db.session.execute(
            delete(table).where(table.mission_id == mission_id, table.person_id.in_(person_ids)),
            execution_options={"synchronize_session": False},
        )
    db.session.execute(
        delete(Person).where(Person.mission_id == mission_id, Person.id.in_(person_ids)),
        execution_options={"synchronize_session": False},
    )


def unlink(person_ids: Sequence[UUID], mission_id: UUID) -> None:
    for column in (Person.spouse_id, Person.assistant_id):
        db.session.execute(
            update(Person)
            .where(Person.mission_id == mission_id, column.in_(person_ids))
            .values({column: None}),
            execution_options={"synchronize_session": "fetch"},
        )


def _touched(person: Person, verb: str, fields: Iterable[str], *, actor: Actor, now: datetime) -> None:
    person.updated_at = now
    db.session.flush()
    postings.refresh(person.mission_id, [person.id])
    _audit(verb, person, actor=actor, now=now, fields=fields)
    person_changed.send(person, actor=actor, now=now)


def assign_facts(person: Person, facts: PersonFacts, region: str) -> None:
    names = [name for name in facts.names if name.full.strip()]
    if not names or not names[0].full.strip():
        raise NameMissing
    for field in OWN_FIELDS:
        setattr(person, field, getattr(facts, field))
    person.sort_key = sort_key(names[0].full, names[0].family)
    mission_id = person.mission_id
    _align(person.names, names, lambda: PersonName(mission_id=mission_id), _named)
    titles = [title for title in facts.titles if title.text.strip()]
    _align(person.titles, titles, lambda: PersonTitle(mission_id=mission_id), _titled)
    contacts = [point for point in facts.contacts if point.value.strip()]
    _align(
        person.contact_points,
        contacts,
        lambda: ContactPoint(mission_id=mission_id),
        lambda row, fact, position: _reached(row, fact, position, region),
    )
    wanted = {tag[:60] for tag in facts.tags if tag}
    for row in list(person.tags):
        if row.tag not in wanted:
            person.tags.remove(row)
    have = {row.tag for row in person.tags}
    person.tags.extend(PersonTag(mission_id=mission_id, tag=tag) for tag in sorted(wanted - have))


def _align(rows: Any, facts: Sequence[Any], make: Any, fill: Any) -> None:
    """Write `facts` into the rows in their order; make what is missing, remove what is left over."""
    del rows[len(facts) :]
    for position, fact in enumerate(facts):
        if position == len(rows):
            rows.append(fill(make(), fact, position))
        else:
            fill(rows[position], fact, position)


def _named(row: PersonName, fact: NameFacts, position: int) -> PersonName:
    for field in NAME_FIELDS:
        setattr(row, field, getattr(fact, field))
    row.kind = (
        NameKind.PRIMARY
        if position == 0
        else (NameKind.ALIAS if fact.kind is NameKind.PRIMARY else fact.kind)
    )
    row.position = position
    return row


def _titled(row: PersonTitle, fact: Any, position: int) -> PersonTitle:
    for field in TITLE_FIELDS:
        setattr(row, field, getattr(fact, field))
    row.position = position
    return row


def _reached(row: ContactPoint, fact: ContactFacts, position: int, region: str) -> ContactPoint:
    for field in CONTACT_FIELDS:
        setattr(row, field, getattr(fact, field))
    row.folded = folded_contact(fact.kind, fact.value, region)
    row.position = position
    return row


def _audit(verb: str, person: Person, *, actor: Actor, now: datetime, fields: Iterable[str] = ()) -> None:
    audit.record(verb, "person", person.id, actor=actor, now=now, mission_id=person.mission_id, fields=fields)

"""Making one record of two: what survives is chosen, whatever pointed at the other points at the one that stays."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory import postings, queries
from app.directory.duplicates import snapshot
from app.directory.duplicates.choosing import Choices, Side, merged
from app.directory.duplicates.deciding import inherit_differences
from app.directory.errors import NotTwoRecords
from app.directory.models import AddressForm, Appointment, Person, PersonMerge, Photo, ReceivedInvitation
from app.directory.service.facts import facts_of
from app.directory.service.persons import assign_facts, delete_rows
from app.directory.signals import Moved, person_changed, person_merged
from app.missions import queries as missions

# What an appointment held twice learns from its twin.
FILLED = ("starts", "honorific", "rank", "seniority_at", "seniority_basis")
Links = list[dict[str, Any]]
"""Spouses and assistants that a merge moved: whose, which column, from whom to whom."""


def merge(person: Person, other: Person, *, choices: Choices, actor: Actor, now: datetime) -> PersonMerge:
    """Take `other` into `person`; what `choices` leaves open is taken from `person`, or from both.

    Raises NotTwoRecords for a couple, or for one record given twice.
    """
    if person.id == other.id or person.id == other.spouse_id or other.id == person.spouse_id:
        raise NotTwoRecords
    mission_id, gone_id = person.mission_id, other.id
    stays, goes = snapshot.dump(person.id), snapshot.dump(gone_id)
    before, facts = facts_of(person), facts_of(other)
    result = merged(before, facts, choices, region=missions.get(mission_id).phone_region)
    assign_facts(person, result, missions.get(mission_id).phone_region)
    _keep_mark(person, other)
    db.session.flush()
    _move_appointments(person, other, leads=choices.get("office") is Side.GOES)
    _move_lines(person.id, gone_id, leads=choices.get("lines") is Side.GOES)
    if choices.get("photo") is Side.GOES:
        _move_photo(person.id, gone_id)
    noted = select(ReceivedInvitation.id).where(ReceivedInvitation.person_id == gone_id)
    _repoint(ReceivedInvitation, list(db.session.scalars(noted)), person.id)
    links = _relink(person, other, choices)
    db.session.expire_all()
    moved: list[Moved] = [
        answer for _, answer in person_merged.send(person, other=other, actor=actor, now=now)
    ]
    inherit_differences(gone_id, person, now=now)
    db.session.flush()
    db.session.expunge(other)
    delete_rows([gone_id], mission_id)
    person.updated_at = now
    db.session.flush()
    db.session.expire_all()
    kept = _keep(person, gone_id, actor=actor, now=now)
    kept.snapshot = {
        "stays": stays,
        "goes": goes,
        "after": snapshot.dump(person.id),
        "links": links,
        "moved": [asdict(one) for one in moved],
    }
    _tell(person, kept, changed=_changed(before, result), links=links, actor=actor, now=now)
    return kept


def _keep(person: Person, gone_id: UUID, *, actor: Actor, now: datetime) -> PersonMerge:
    return PersonMerge(
        id=new_id(),
        mission_id=person.mission_id,
        person_id=person.id,
        gone_id=gone_id,
        merged_at=now,
        merged_by=actor.id,
    )


def _tell(
    person: Person, kept: PersonMerge, *, changed: list[str], links: Links, actor: Actor, now: datetime
) -> None:
    db.session.add(kept)
    db.session.flush()
    linked = [UUID(link["person"]) for link in links]
    postings.refresh(person.mission_id, list(dict.fromkeys([person.id, *linked])))
    for record_id, verb in ((person.id, "person.merge"), (kept.gone_id, "person.merged_away")):
        audit.record(
            verb, "person", record_id, actor=actor, now=now, mission_id=person.mission_id, fields=changed
        )
    person_changed.send(person, actor=actor, now=now)


def _changed(before: Any, after: Any) -> list[str]:
    fields = type(before).__dataclass_fields__
    return [field for field in fields if getattr(before, field) != getattr(after, field)]


def _keep_mark(person: Person, other: Person) -> None:
    """Whoever is not to be invited under one record is not to be invited under the other."""
    if not other.do_not_invite:
        return
    reasons = dict.fromkeys(filter(None, (person.do_not_invite_reason, other.do_not_invite_reason)))
    person.do_not_invite, person.do_not_invite_reason = True, "; ".join(reasons)[:300]


def _move_appointments(person: Person, other: Person, *, leads: bool) -> None:
    """All offices pass over; one held in both records is kept once. `leads`: the other's main office is the main one."""
    mine, theirs = person.appointment, other.appointment
    own, others = list(person.appointments), list(other.appointments)
    main = theirs if theirs is not None and (leads or mine is None) else mine
    for held in (*own, *others):
        held.is_primary = False
    db.session.flush()
    moving: list[UUID] = []
    for held in others:
        twin = next((one for one in own if _same(one, held)), None)
        if twin is None:
            moving.append(held.id)
            continue
        main = twin if main is held else main
        for field in FILLED:
            if not getattr(twin, field) and getattr(held, field):
                setattr(twin, field, getattr(held, field))
    db.session.flush()
    _repoint(Appointment, moving, person.id)
    if main is not None:
        db.session.execute(
            update(Appointment)
            .where(Appointment.id == main.id)
            .values(is_primary=True)
            .execution_options(synchronize_session=False)
        )


def _same(one: Appointment, other: Appointment) -> bool:
    """One tenure written twice: the same office, and no two dates that contradict."""
    return (
        one.office_id == other.office_id
        and all(a == b or a is None or b is None for a, b in ((one.starts, other.starts),))
        and one.ends == other.ends
    )


def _move_lines(person_id: UUID, gone_id: UUID, *, leads: bool) -> None:
    """Lines written by hand: where both have one, the leading record's stays."""
    of = {
        owner: {(form.language, form.usage): form.id for form in _forms(owner)}
        for owner in (person_id, gone_id)
    }
    both = of[person_id].keys() & of[gone_id].keys()
    if leads and both:
        doomed = [of[person_id][key] for key in both]
        db.session.execute(
            delete(AddressForm).where(AddressForm.id.in_(doomed)).execution_options(synchronize_session=False)
        )
    _repoint(AddressForm, [one for key, one in of[gone_id].items() if leads or key not in both], person_id)


def _forms(person_id: UUID) -> Sequence[AddressForm]:
    return db.session.scalars(select(AddressForm).where(AddressForm.person_id == person_id)).all()


def _move_photo(person_id: UUID, gone_id: UUID) -> None:
    moving = list(db.session.scalars(select(Photo.id).where(Photo.person_id == gone_id)))
    if moving:
        db.session.execute(
            delete(Photo).where(Photo.person_id == person_id).execution_options(synchronize_session=False)
        )
        _repoint(Photo, moving, person_id)


def _repoint(model: Any, ids: list[UUID], person_id: UUID) -> None:
    if ids:
        db.session.execute(
            update(model)
            .where(model.id.in_(ids))
            .values(person_id=person_id)
            .execution_options(synchronize_session=False)
        )


def _relink(person: Person, other: Person, choices: Choices) -> Links:
    """Spouse and assistant as chosen; those who were linked to the other are linked to the one that stays."""
    chosen = {
        column: (other if choices.get(field) is Side.GOES else person).__getattribute__(column)
        for field, column in (("spouse", "spouse_id"), ("assistant", "assistant_id"))
    }
    links: Links = []

    def link(one: Person, column: str, target: UUID | None) -> None:
        before = getattr(one, column)
        if before != target:
            links.append(
                {"person": str(one.id), "column": column, "from": _text(before), "to": _text(target)}
            )
            setattr(one, column, target)

    either = (person.id, other.id)
    mission_id = person.mission_id
    wedded = select(Person).where(Person.mission_id == mission_id, Person.spouse_id.in_(either))
    for one in db.session.scalars(wedded).all():
        link(one, "spouse_id", person.id if one.id == chosen["spouse_id"] else None)
    assisted = select(Person).where(Person.mission_id == mission_id, Person.assistant_id == other.id)
    for one in db.session.scalars(assisted).all():
        link(one, "assistant_id", person.id if one.id not in either else None)
    link(person, "spouse_id", chosen["spouse_id"])
    link(person, "assistant_id", None if chosen["assistant_id"] in either else chosen["assistant_id"])
    if chosen["spouse_id"] is not None:
        link(queries.get(mission_id, chosen["spouse_id"]), "spouse_id", person.id)
        person.accompanied = False
    other.spouse_id = other.assistant_id = None
    db.session.flush()
    return links


def _text(identifier: UUID | None) -> str | None:
    return str(identifier) if identifier else None

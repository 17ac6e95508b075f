"""Who holds which office, from when to when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory import postings
from app.directory.errors import PeriodReversed
from app.directory.models import Appointment, Office, Person, SeniorityBasis
from app.directory.signals import person_changed


@dataclass(frozen=True, slots=True)
class Term:
    """The circumstances of holding an office."""

    starts: date | None = None
    ends: date | None = None
    acting: bool = False
    retired: bool = False
    honorific: str = ""
    rank: str = ""
    seniority_at: datetime | None = None
    seniority_basis: SeniorityBasis | None = None


def appoint(
    person: Person,
    office: Office,
    *,
    actor: Actor,
    now: datetime,
    term: Term | None = None,
    leaves_former: bool = False,
) -> Appointment:
    """Put a person into an office. It becomes the main one, unless it is over already.

    `leaves_former` ends the main appointment held so far on the day before. Raises PeriodReversed.
    """
    term = term or Term()
    former = next((a for a in person.appointments if a.is_primary and a.ends is None), None)
    if former is not None and term.ends is None:
        former.is_primary = False
        if leaves_former:
            _end(former, (term.starts - timedelta(days=1)) if term.starts else now.date())
    db.session.flush()
    appointment = make_appointment(person, office, term)
    db.session.flush()
    _told(appointment, "appointment.add", actor=actor, now=now)
    return appointment


def make_appointment(person: Person, office: Office, term: Term) -> Appointment:
    """The row alone, not flushed: for verbs that make many at once."""
    appointment = Appointment(
        id=new_id(), mission_id=person.mission_id, person_id=person.id, office_id=office.id
    )
    _assign(appointment, term)
    appointment.is_primary = term.ends is None
    appointment.office = office
    person.appointments.append(appointment)
    return appointment


def change_appointment(appointment: Appointment, term: Term, *, actor: Actor, now: datetime) -> None:
    """Correct dates, rank or seniority. Raises PeriodReversed."""
    _assign(appointment, term)
    if term.ends is not None:
        appointment.is_primary = False
    db.session.flush()
    _told(appointment, "appointment.change", actor=actor, now=now)


def end_appointment(appointment: Appointment, *, on: date, actor: Actor, now: datetime) -> None:
    """The holder leaves the office. Raises PeriodReversed."""
    if appointment.starts and on < appointment.starts:
        raise PeriodReversed
    _end(appointment, on)
    db.session.flush()
    _told(appointment, "appointment.end", actor=actor, now=now)


def remove_appointment(appointment: Appointment, *, actor: Actor, now: datetime) -> None:
    """Delete an appointment that never was."""
    person = appointment.person
    person.appointments.remove(appointment)
    db.session.flush()
    _told(appointment, "appointment.remove", actor=actor, now=now, person=person)


def _end(appointment: Appointment, on: date) -> None:
    appointment.ends = max(on, appointment.starts) if appointment.starts else on
    appointment.is_primary = False


def _assign(appointment: Appointment, term: Term) -> None:
    if term.starts and term.ends and term.ends < term.starts:
        raise PeriodReversed
    for field in Term.__dataclass_fields__:
        setattr(appointment, field, getattr(term, field))


def _told(
    appointment: Appointment, verb: str, *, actor: Actor, now: datetime, person: Person | None = None
) -> None:
    person = person or appointment.person
    person.updated_at = now
    db.session.flush()
    db.session.expire(person, ["appointments"])
    postings.refresh(person.mission_id, [person.id])
    audit.record(verb, "person", person.id, actor=actor, now=now, mission_id=person.mission_id)
    person_changed.send(person, actor=actor, now=now)

"""The directory: organisations, offices, persons, couples."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.audit.actor import Actor
from app.demo.founding import Embassy
from app.demo.reading import read
from app.directory import service as directory
from app.directory.models import (
    Category,
    ContactKind,
    InvitationRoute,
    LifeState,
    NameKind,
    Office,
    Organisation,
    OrganisationKind,
    Person,
    SeniorityBasis,
    Sex,
    TitleKind,
)

KEPT = ("language", "script", "called", "given", "family", "prefix")


def people(embassy: Embassy, since: Sequence[Mapping[str, Any]], *, now: datetime) -> dict[str, Person]:
    """Fill the directory; the persons by their key in persons.json.

    Whoever left his post `since` last year's reception still holds it; who follows him has none yet.
    """
    bodies = _organisations(embassy, now=now)
    offices: dict[tuple[str, str], Office] = {}
    persons: dict[str, Person] = {}
    leaving = {one["person"] for one in since}
    coming = {one.get("successor") for one in since}
    for entry in read("persons"):
        person = _person(embassy, entry, now=now, leaving=entry["key"] in leaving)
        given = entry.get("appointment")
        if given and entry["key"] not in coming:
            where = given["organisation"], given["office"]["en"]
            if where not in offices:
                offices[where] = _office(bodies[where[0]], given, actor=embassy.secretary, now=now)
            term = _term(given, embassy.mission.zone, leaving=entry["key"] in leaving)
            directory.appoint(person, offices[where], term=term, actor=embassy.secretary, now=now)
        persons[entry["key"]] = person
    for entry in read("persons"):
        if entry.get("spouse", "") > entry["key"]:
            spouse = persons[entry["spouse"]]
            directory.set_spouse(persons[entry["key"]], spouse, actor=embassy.secretary, now=now)
    return persons


def change_hands(
    embassy: Embassy,
    facts: Mapping[str, Any],
    persons: Mapping[str, Person],
    *,
    after: Callable[[int], datetime],
) -> None:
    """What happened after last year's reception: who left, who followed, which newcomers invited us."""
    states = {entry["key"]: entry.get("life_state", "active") for entry in read("persons")}
    for one in facts["since"]:
        at, person = after(one["days"]), persons[one["person"]]
        held = person.appointments[0]
        directory.end_appointment(held, on=at.date(), actor=embassy.secretary, now=at)
        directory.set_life_state(person, LifeState(states[one["person"]]), actor=embassy.secretary, now=at)
        if follower := one.get("successor"):
            term = directory.Term(starts=at.date() + timedelta(days=1))
            directory.appoint(persons[follower], held.office, term=term, actor=embassy.secretary, now=at)
    for one in facts["newcomers"]:
        at = after(one["days"])
        heard = directory.ReceivedFacts(at.date(), one["occasion"])
        directory.note_received(persons[one["person"]], heard, actor=embassy.secretary, now=at)


def _organisations(embassy: Embassy, *, now: datetime) -> dict[str, Organisation]:
    made = {}
    for entry in read("organisations"):
        facts = directory.BodyFacts(
            name=entry["names"]["en"],
            kind=OrganisationKind(entry["kind"]),
            names=entry["names"],
            state=entry["state"],
            city=entry["city"],
        )
        made[entry["key"]] = directory.add_organisation(
            embassy.mission.id, facts, actor=embassy.secretary, now=now
        )
    return made


def _office(body: Organisation, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Office:
    honorific = given.get("honorific", "")
    facts = directory.OfficeFacts(
        title=given.get("title") or given["office"]["en"],
        titles=given["office"],
        salutation_title=given.get("salutation", ""),
        default_honorific=honorific,
        place_card_by_office=bool(honorific),
        invitation_route=InvitationRoute(given.get("invitation_route", "direct")),
    )
    return directory.add_office(body, facts, actor=actor, now=now)


def _person(embassy: Embassy, entry: Mapping[str, Any], *, now: datetime, leaving: bool) -> Person:
    facts = directory.PersonFacts(
        names=tuple(_name(name) for name in entry["names"]),
        titles=tuple(
            directory.TitleFacts(TitleKind(one["kind"]), one["text"], one.get("retired", False))
            for one in entry["titles"]
        ),
        contacts=tuple(_contact(one) for one in entry["contacts"]),
        sex=Sex(entry["sex"]),
        language=entry["language"],
        category=Category(entry["category"]),
        life_state=LifeState.ACTIVE if leaving else LifeState(entry.get("life_state", "active")),
        no_photo=entry.get("no_photo", False),
        pronunciation=entry.get("pronunciation", ""),
        notes=entry.get("notes", ""),
        tags=tuple(entry.get("tags", ())),
    )
    person = directory.add_person(embassy.mission.id, facts, actor=embassy.secretary, now=now)
    if reason := entry.get("do_not_invite"):
        directory.forbid_inviting(person, reason=reason, actor=embassy.secretary, now=now)
    return person


def _name(given: Mapping[str, str]) -> directory.NameFacts:
    kept = {field: given[field] for field in KEPT if field in given}
    return directory.NameFacts(full=given["full"], kind=NameKind(given["kind"]), source="card", **kept)


def _contact(given: Mapping[str, Any]) -> directory.ContactFacts:
    return directory.ContactFacts(
        ContactKind(given["kind"]),
        given["value"],
        via_assistant=given.get("via_assistant", False),
        assistant_name=given.get("assistant_name", ""),
    )


def _term(given: Mapping[str, Any], zone: str, *, leaving: bool) -> directory.Term:
    seniority = given.get("seniority_at")
    return directory.Term(
        starts=date.fromisoformat(given["from"]),
        ends=date.fromisoformat(given["to"]) if "to" in given and not leaving else None,
        acting=given.get("acting", False),
        retired=given.get("retired", False),
        honorific=given.get("honorific", ""),
        seniority_at=clock.to_utc(datetime.fromisoformat(seniority), zone) if seniority else None,
        seniority_basis=SeniorityBasis(given["seniority_basis"]) if seniority else None,
    )

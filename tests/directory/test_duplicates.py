from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import Model, db, transaction
from app.directory import queries, service
from app.directory.duplicates import choosing, deciding, finding, merging, snapshot, splitting
from app.directory.duplicates.choosing import Side
from app.directory.errors import LaterMergeFirst, NotTwoRecords
from app.directory.models import (
    Appointment,
    DuplicatePair,
    LifeState,
    Likeness,
    Person,
    PersonMerge,
    Photo,
    SearchKey,
    Sex,
    TitleKind,
    Usage,
)
from app.directory.service import Term
from app.events.models import Event, ProgrammeItem
from app.invitations import service as invitations
from app.invitations.models import Guest, Invitation, InvitationStatus
from app.invitations.service import Choice
from app.missions.models import Mission
from tests import factories
from tests.factories import NOW

Make = Callable[..., Person]


def look(mission: Mission) -> list[tuple[set[str], Likeness, list[str]]]:
    found = finding.find(mission.id)
    with transaction():
        finding.keep(mission.id, found, now=NOW)
    pairs = queries.duplicates(mission.id).rows
    return [({p.first.name.full, p.second.name.full}, p.likeness, p.grounds) for p in pairs]


def merged(person: Person, other: Person, **choices: Side) -> PersonMerge:
    photos = (
        queries.photo(person.mission_id, person.id) is not None,
        queries.photo(other.mission_id, other.id) is not None,
    )
    chosen = {**choosing.proposed(person, other, photos=photos), **choices}
    with transaction():
        return merging.merge(person, other, choices=chosen, actor=SYSTEM, now=NOW)


def again(person_id: object) -> Person:
    return db.session.scalars(select(Person).where(Person.id == person_id)).one()


def test_records_meet_by_address_telephone_and_name_within_an_organisation(
    mission: Mission, person: Make
) -> None:
    person("Tariq Mahmood", emails=("tariq@ministry.example",))
    person("Tariq Mehmood", emails=("TARIQ@ministry.example",))
    person("Ayesha Siddiqa", phones=("051 555 0101",))
    person("Ayesha Siddiqa", phones=("+92 51 555 0101",))
    person("Henrik Aune", office="Counsellor", organisation="Embassy of Norway")
    person("Henrik Aune", office="Minister", organisation="Embassy of Norway")
    person("Claire Moreau", emails=("office@school.example",))
    person("Jan Novák", emails=("office@school.example",))
    person("Li Wei", office="Counsellor", organisation="Embassy of China")
    person("Li Wei", office="Editor", organisation="The Morning Post")
    found = {tuple(sorted(names)): (likeness, grounds) for names, likeness, grounds in look(mission)}
    assert found == {
        ("Tariq Mahmood", "Tariq Mehmood"): (Likeness.SURE, ["email"]),
        ("Ayesha Siddiqa",): (Likeness.SURE, ["phone", "name"]),
        ("Henrik Aune",): (Likeness.SURE, ["organisation"]),
    }


def test_couples_and_assistants_share_a_telephone_and_are_no_duplicates(
    mission: Mission, person: Make
) -> None:
    he = person("Kamal Safarov", phones=("+92 51 555 0102",))
    she = person("Leyla Safarova", phones=("+92 51 555 0102",))
    with transaction():
        service.set_spouse(he, she, actor=SYSTEM, now=NOW)
    assert look(mission) == []


def test_a_switchboard_of_forty_brings_together_only_alike_names(mission: Mission, person: Make) -> None:
    number = "+92 51 555 0103"
    for at in range(finding.CROWD + 3):
        person(f"{'ABCDEFGHIJKLMNOPQRS'[at] * 3}ov Person{at}", phones=(number,))
    person("Nadir Qureshi", phones=(number,))
    person("Nadir Qureishi", phones=(number,))
    found = [names for names, likeness, _ in look(mission) if likeness is Likeness.SURE]
    assert {"Nadir Qureshi", "Nadir Qureishi"} in found


def test_two_missions_never_meet(mission: Mission, person: Make) -> None:
    other = factories.mission()
    person("Henrik Aune", emails=("aune@norway.example",))
    person("Henrik Aune", emails=("aune@norway.example",), of=other)
    assert look(mission) == []


def test_looking_asks_the_database_as_often_for_many_as_for_few(
    mission: Mission, person: Make, statements: list[str]
) -> None:
    counts = []
    for size in (2, 10):
        for at in range(size):
            person(f"Person {at} Name{size}", emails=(f"p{at}@x{size}.example",), organisation="Ministry")
        statements.clear()
        finding.find(mission.id)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_not_the_same_is_remembered(mission: Mission, person: Make) -> None:
    one = person("Henrik Aune", emails=("aune@norway.example",))
    two = person("Henrik Aune", emails=("aune@norway.example",))
    assert len(look(mission)) == 1
    with transaction():
        deciding.call_different(two, one, actor=SYSTEM, now=NOW)
    assert look(mission) == []
    assert queries.count_duplicates(mission.id, different=True) == 1
    with transaction():
        deciding.ask_again(one, two, actor=SYSTEM, now=NOW)
    assert len(look(mission)) == 1


def test_a_pair_that_no_longer_meets_leaves_the_queue(mission: Mission, person: Make) -> None:
    one = person("Henrik Aune", emails=("aune@norway.example",), organisation="Embassy of Norway")
    person("Henrik Aune", emails=("aune@norway.example",), organisation="Embassy of Denmark")
    assert len(look(mission)) == 1
    with transaction():
        facts = service.facts_of(one)
        service.change_person(one, service.PersonFacts(names=facts.names), actor=SYSTEM, now=NOW)
    assert look(mission) == []


def test_a_merge_keeps_what_was_chosen_and_loses_nothing(mission: Mission, person: Make) -> None:
    stays = person(
        "Tariq Mahmood",
        emails=("tariq@ministry.example",),
        titles=((TitleKind.SOCIAL, "Mr."),),
        tags=("friends",),
        notes="met in spring",
        office="Secretary",
        organisation="Ministry of Culture",
    )
    goes = person(
        "Tariq Mehmood",
        native="طارق محمود",
        emails=("TARIQ@ministry.example", "t@home.example"),
        titles=((TitleKind.ACADEMIC, "Dr."),),
        tags=("poets",),
        notes="met in autumn",
        sex=Sex.MALE,
        life_state=LifeState.RETIRED,
        office="Chairman",
        organisation="Academy of Letters",
    )
    gone_id = goes.id
    merged(stays, goes, names=Side.GOES, office=Side.GOES)
    found = again(stays.id)
    assert [name.full for name in found.names] == ["Tariq Mehmood", "طارق محمود", "Tariq Mahmood"]
    assert [point.value for point in found.contact_points] == ["tariq@ministry.example", "t@home.example"]
    assert {title.text for title in found.titles} == {"Mr.", "Dr."}
    assert [tag.tag for tag in found.tags] == ["friends", "poets"]
    assert found.notes == "met in spring\nmet in autumn"
    assert (found.sex, found.life_state) == (Sex.MALE, LifeState.RETIRED)
    assert found.appointment is not None
    assert found.appointment.office.title == "Chairman"
    assert len(found.appointments) == 2
    assert db.session.get(Person, gone_id) is None
    assert [hit.person.id for hit in queries.search(mission.id, "طارق محمود")] == [stays.id]
    verbs = {entry.verb: entry.record_id for entry in audit.entries(mission.id)}
    assert verbs["person.merge"] == stays.id
    assert verbs["person.merged_away"] == gone_id


def test_whoever_is_not_to_be_invited_stays_so(mission: Mission, person: Make) -> None:
    stays, goes = person("Henrik Aune"), person("Henrik Aune")
    with transaction():
        service.forbid_inviting(goes, reason="asked us not to", actor=SYSTEM, now=NOW)
    kept = merged(stays, goes)
    assert again(stays.id).do_not_invite
    assert again(stays.id).do_not_invite_reason == "asked us not to"
    with transaction():
        other = splitting.split(kept, actor=SYSTEM, now=NOW)
    assert not again(stays.id).do_not_invite
    assert again(other.id).do_not_invite


def test_a_couple_is_not_merged(mission: Mission, person: Make) -> None:
    he, she = person("Kamal Safarov"), person("Leyla Safarova")
    with transaction():
        service.set_spouse(he, she, actor=SYSTEM, now=NOW)
    with pytest.raises(NotTwoRecords), transaction():
        merging.merge(he, she, choices={}, actor=SYSTEM, now=NOW)
    with pytest.raises(NotTwoRecords), transaction():
        merging.merge(he, he, choices={}, actor=SYSTEM, now=NOW)


def test_an_office_held_in_both_records_is_held_once(mission: Mission, person: Make) -> None:
    stays = person("Henrik Aune", office="Counsellor", organisation="Embassy of Norway")
    goes = person("Henrik Aune")
    office = stays.appointments[0].office
    with transaction():
        term = Term(starts=date(2024, 2, 1), honorific="H.E.")
        service.appoint(goes, office, term=term, actor=SYSTEM, now=NOW)
    kept = merged(stays, goes)
    [held] = again(stays.id).appointments
    assert (held.starts, held.honorific, held.is_primary) == (date(2024, 2, 1), "H.E.", True)
    with transaction():
        other = splitting.split(kept, actor=SYSTEM, now=NOW)
    assert again(stays.id).appointments[0].starts is None
    assert again(other.id).appointments[0].honorific == "H.E."


def test_households_follow(mission: Mission, person: Make) -> None:
    stays, goes, wife, chief = (
        person("Kamal Safarov"),
        person("Kamal Safarov"),
        person("Leyla Safarova"),
        person("Jan Novák"),
    )
    with transaction():
        service.set_spouse(goes, wife, actor=SYSTEM, now=NOW)
        service.set_assistant(chief, goes, actor=SYSTEM, now=NOW)
    kept = merged(stays, goes)
    assert again(stays.id).spouse_id == wife.id
    assert again(wife.id).spouse_id == stays.id
    assert again(chief.id).assistant_id == stays.id
    assert [hit.person.id for hit in queries.search(mission.id, "Kamal Safarov")][:1] == [stays.id]
    with transaction():
        other = splitting.split(kept, actor=SYSTEM, now=NOW)
    assert again(stays.id).spouse_id is None
    assert again(other.id).spouse_id == wife.id
    assert again(wife.id).spouse_id == other.id
    assert again(chief.id).assistant_id == other.id


def test_a_split_puts_back_every_row(mission: Mission, person: Make) -> None:
    stays = person(
        "Tariq Mahmood", emails=("a@x.example",), tags=("friends",), office="Secretary", organisation="A"
    )
    goes = person(
        "Tariq Mehmood",
        native="طارق محمود",
        phones=("+92 51 555 0104",),
        titles=((TitleKind.ACADEMIC, "Dr."),),
        notes="a note",
        office="Chairman",
        organisation="B",
    )
    with transaction() as session:
        for one in (stays, goes):
            service.set_line(
                one, language="en", usage=Usage.BADGE, text=f"Line of {one.id}", actor=SYSTEM, now=NOW
            )
            session.add(Photo(mission_id=mission.id, person_id=one.id, jpeg=one.id.bytes, updated_at=NOW))
    ids = stays.id, goes.id
    before = [rows(one) for one in ids]
    kept = merged(stays, goes, names=Side.GOES, office=Side.GOES, photo=Side.GOES, lines=Side.GOES)
    assert rows(ids[0]) != before[0]
    with transaction():
        splitting.split(kept, actor=SYSTEM, now=NOW)
    assert [rows(one) for one in ids] == before
    assert finding.ordered(*ids) in {
        (p.first_id, p.second_id) for p in queries.duplicates(mission.id, different=True).rows
    }
    keys = set(db.session.scalars(select(SearchKey.person_id)))
    assert keys == set(ids)


def rows(person_id: object) -> dict[str, list[dict[str, object]]]:
    """All rows without what every edit moves and the ids that an edit gives anew."""
    moving = {"version", "updated_at", "id"}
    dumped = snapshot.dump(person_id)  # type: ignore[arg-type]
    return {
        table: sorted(
            ({name: value for name, value in row.items() if name not in moving} for row in found), key=str
        )
        for table, found in dumped.items()
    }


def test_what_was_edited_since_stays_and_is_told(mission: Mission, person: Make) -> None:
    stays = person("Henrik Aune", notes="tall", emails=("a@x.example",))
    goes = person("Henrik Aune", notes="plays chess", emails=("b@x.example",))
    kept = merged(stays, goes)
    with transaction():
        found = again(stays.id)
        facts = service.facts_of(found)
        more = service.ContactFacts(facts.contacts[0].kind, "c@x.example")
        changed = service.PersonFacts(
            names=facts.names, contacts=(*facts.contacts, more), notes="tall, plays chess and go"
        )
        service.change_person(found, changed, actor=SYSTEM, now=NOW)
    assert splitting.remains(kept).fields == ("notes",)
    with transaction():
        splitting.split(kept, actor=SYSTEM, now=NOW)
    found = again(stays.id)
    assert found.notes == "tall, plays chess and go"
    assert [point.value for point in found.contact_points] == ["a@x.example", "c@x.example"]


def test_merges_are_split_from_the_last(mission: Mission, person: Make) -> None:
    first, second, third = person("Henrik Aune"), person("Henrik Aune"), person("Henrik Aune")
    third_id = third.id
    early = merged(second, third)
    late = merged(first, second)
    assert [one.gone_id for one in queries.merges(again(first.id))] == [late.gone_id]
    with transaction():
        middle = splitting.split(late, actor=SYSTEM, now=NOW)
    [kept] = queries.merges(middle)
    assert kept.id == early.id
    with transaction():
        splitting.split(kept, actor=SYSTEM, now=NOW)
    assert again(third_id).name.full == "Henrik Aune"


def test_an_earlier_merge_waits_for_the_later(mission: Mission, person: Make) -> None:
    stays = person("Henrik Aune")
    early = merged(stays, person("Henrik Aune"))
    with transaction() as session:
        session.get_one(PersonMerge, early.id).merged_at = factories.NOW.replace(year=2020)
    merged(stays, person("Henrik Aune"))
    with pytest.raises(LaterMergeFirst), transaction():
        splitting.split(db.session.get_one(PersonMerge, early.id), actor=SYSTEM, now=NOW)


def test_events_and_guest_lists_follow_and_come_back(mission: Mission, person: Make) -> None:
    stays, goes = person("Henrik Aune"), person("Henrik Aune")
    event = factories.event(mission)
    with transaction() as session:
        event.chief_guest_id = goes.id
        session.add(
            ProgrammeItem(
                mission_id=mission.id,
                event_id=event.id,
                position=0,
                titles={"en": "Speech"},
                speaker_id=goes.id,
            )
        )
        invitations.add_persons(event, choices=[Choice(goes.id)], actor=SYSTEM, now=NOW)
    gone_id = goes.id
    kept = merged(stays, goes)
    assert pointing() == {
        ("event", stays.id),
        ("item", stays.id),
        ("guest", stays.id),
        ("invitation", stays.id),
    }
    with transaction():
        splitting.split(kept, actor=SYSTEM, now=NOW)
    assert pointing() == {("event", gone_id), ("item", gone_id), ("guest", gone_id), ("invitation", gone_id)}


def pointing() -> set[tuple[str, object]]:
    columns = {
        "event": Event.chief_guest_id,
        "item": ProgrammeItem.speaker_id,
        "guest": Guest.person_id,
        "invitation": Invitation.person_id,
    }
    return {(name, one) for name, column in columns.items() for one in db.session.scalars(select(column))}


@pytest.mark.parametrize("further", ["stays", "goes", "neither"])
def test_two_places_on_one_list_both_remain(mission: Mission, person: Make, further: str) -> None:
    """Both cards may be out: nothing is withdrawn; the one that went further is the person's."""
    records = {"stays": person("Henrik Aune"), "goes": person("Henrik Aune")}
    ids = {name: one.id for name, one in records.items()}
    event = factories.event(mission)
    with transaction():
        invitations.add_persons(event, choices=[Choice(one) for one in ids.values()], actor=SYSTEM, now=NOW)
    of = {
        name: db.session.scalars(select(Invitation).where(Invitation.person_id == one)).one().id
        for name, one in ids.items()
    }
    if further != "neither":
        with transaction() as session:
            session.get_one(Invitation, of[further]).status = InvitationStatus.SENT
    kept = merged(records["stays"], records["goes"])
    winner = of["goes" if further == "goes" else "stays"]
    owners = {one.id: one.person_id for one in db.session.scalars(select(Invitation))}
    assert [key for key, owner in owners.items() if owner == ids["stays"]] == [winner]
    assert set(db.session.scalars(select(Guest.person_id))) == {ids["stays"]}
    loser = next(one for one in db.session.scalars(select(Invitation)) if one.person_id is None)
    assert loser.addressee == "Henrik Aune"
    [remark] = [remark for moved in kept.snapshot["moved"] for remark in moved["remarks"]]
    assert remark[1]["event"] == "Victory Day reception"
    with transaction():
        splitting.split(kept, actor=SYSTEM, now=NOW)
    again_of = {
        name: db.session.scalars(select(Invitation).where(Invitation.person_id == one)).one().id
        for name, one in ids.items()
    }
    assert again_of == of


def test_every_reference_to_a_person_is_known_to_the_merge() -> None:
    """A table that points at persons is either one of a person's own rows, or moved by a receiver tested above."""
    own = {snapshot.table_of(model).name for model in snapshot.OF_A_PERSON} | {"search_key", "person"}
    moved = {"event", "programme_item", "guest", "invitation", "duplicate_pair"}
    pointing_at = {
        table.name
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert pointing_at == own | moved


def test_a_forgotten_person_leaves_no_snapshot(mission: Mission, person: Make) -> None:
    stays = person("Henrik Aune")
    merged(stays, person("Henrik Aune"))
    with transaction():
        service.remove_person(again(stays.id), actor=SYSTEM, now=NOW)
    assert list(db.session.scalars(select(PersonMerge))) == []
    assert list(db.session.scalars(select(Appointment))) == []


def test_told_apart_stays_told_apart_through_a_merge(mission: Mission, person: Make) -> None:
    one, two, three = person("Henrik Aune"), person("Henrik Aune"), person("Henrik Aune")
    with transaction():
        deciding.call_different(two, three, actor=SYSTEM, now=NOW)
    merged(one, two)
    pairs = {(p.first_id, p.second_id) for p in db.session.scalars(select(DuplicatePair)) if p.different_at}
    assert pairs == {finding.ordered(one.id, three.id)}

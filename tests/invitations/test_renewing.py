"""Last year's list, made anew; selections of the directory under a name."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import service as directory
from app.directory.models import LifeState, Person
from app.directory.queries import get as person_of
from app.events.models import Event
from app.invitations import former, queries, selections
from app.invitations.former import Mark
from app.invitations.models import Channel
from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages


def last_year(mission: Mission, **facts: Any) -> Event:
    starts = (clock.to_local(clock.now(), mission.zone) - timedelta(days=360)).replace(
        hour=18, minute=30, second=0, microsecond=0
    )
    return factories.event(
        mission,
        title="Last year's reception",
        starts_local=starts,
        ends_local=starts + timedelta(hours=2),
        reply_until_local=starts - timedelta(days=7),
        **facts,
    )


def successor(mission: Mission, person: Person, name: str) -> Person:
    """Somebody else takes the office that the person held."""
    follower = making.person(mission, name, email=f"{name.split()[0].lower()}@x.example")
    with transaction():
        held = person_of(mission.id, person.id).appointment
        assert held
        directory.end_appointment(held, on=clock.now().date(), actor=SYSTEM, now=clock.now())
        directory.appoint(follower, held.office, actor=SYSTEM, now=clock.now())
    return follower


@pytest.fixture
def before(mission: Mission) -> tuple[Event, dict[str, Person]]:
    """A list of five: one whose office has passed on, one dead, one silent, one who answered, a couple."""
    event = last_year(mission)
    persons = {
        "minister": making.person(mission, "Old Minister", office="Minister for Culture"),
        "dead": making.person(mission, "Late Guest", email="late@x.example"),
        "silent": making.person(mission, "Silent Guest", email="silent@x.example"),
        "faithful": making.person(mission, "Faithful Guest", email="faithful@x.example"),
    }
    he, _she = making.couple(mission)
    persons["husband"] = he
    invitations = making.invite(event, *persons.values())
    for invitation in invitations:
        making.hand_over(invitation)
    with transaction():
        for invitation in queries.all_listed(event):
            if invitation.person_id != persons["silent"].id:
                invitation.answered_at = clock.now()
        dead = person_of(mission.id, persons["dead"].id)
        dead.life_state = LifeState.DECEASED
    return event, persons


def test_the_figures_say_what_became_of_last_year_s_list(
    mission: Mission, desk: Pages, before: tuple[Event, dict[str, Person]]
) -> None:
    _previous, persons = before
    successor(mission, persons["minister"], "New Minister")
    event = factories.event(mission)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/").follow("Renew a former list")
    page = page.follow("Last year's reception")
    assert "5 on that list" in page.text
    assert "1 office has a new holder" in page.text
    assert "1 died or left" in page.text
    assert "1 never answered in three years" in page.text
    assert "Silent Guest" in page.follow("never answered").text
    assert "Faithful Guest" not in page.follow("never answered").text
    assert "New Minister" in page.follow("new holder").text


def test_ticked_lines_become_invitations_of_today_s_holders(
    mission: Mission, desk: Pages, before: tuple[Event, dict[str, Person]]
) -> None:
    previous, persons = before
    follower = successor(mission, persons["minister"], "New Minister")
    event = factories.event(mission)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/renew?of={previous.id}")
    page = page.submit("Invite those ticked")
    assert "3 invitations were added." in page.text
    invited = queries.invited_person_ids(event)
    assert {follower.id, persons["faithful"].id, persons["husband"].id} <= invited
    assert not invited & {persons["minister"].id, persons["dead"].id, persons["silent"].id}
    couple = next(one for one in queries.all_listed(event) if one.person_id == persons["husband"].id)
    assert len(couple.guests) == 2
    db.session.refresh(event)
    assert event.previous_id == previous.id
    again = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/renew?of={previous.id}")
    assert "3 are on this list already" in again.text


def test_an_office_with_several_holders_proposes_none_of_them(mission: Mission) -> None:
    previous, event = last_year(mission), factories.event(mission)
    member = making.person(mission, "Old Member", office="Member")
    making.hand_over(making.invite(previous, member)[0])
    first = successor(mission, member, "First Member")
    with transaction():
        held = person_of(mission.id, first.id).appointment
        assert held
        second = making_second(mission)
        directory.appoint(second, held.office, actor=SYSTEM, now=clock.now())
    [line] = former.lines(event, previous, now=clock.now())
    assert Mark.NEW_HOLDER not in line.marks
    assert line.proposed is not None and line.proposed.id == member.id


def making_second(mission: Mission) -> Person:
    return directory.add_person(
        mission.id,
        directory.PersonFacts(names=(directory.NameFacts("Second Member"),)),
        actor=SYSTEM,
        now=clock.now(),
    )


def test_places_and_the_way_each_went_are_kept(mission: Mission, desk: Pages) -> None:
    previous, event = last_year(mission), factories.event(mission)
    making.places(previous, 3)
    [by_hand] = making.invite(previous, making.person(mission, "By Hand"))
    with transaction():
        queries.get(mission.id, previous.id, by_hand.id).channel = Channel.HAND
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/renew?of={previous.id}")
    page.submit("Invite those ticked")
    made = {one.kind.value: one for one in queries.all_listed(event)}
    assert len(made["quota"].guests) == 3
    assert made["person"].channel is Channel.HAND


def test_a_filter_is_kept_under_a_name_and_found_again(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.person(mission, "Editor", tags=("editors",))
    making.person(mission, "Somebody Else", email="else@x.example")
    add = f"/m/{mission.slug}/events/{event.id}/guests/add"
    page = desk.get(f"{add}?tag=editors").submit("Save this selection", name_for="Editors")
    assert "The selection is saved." in page.text
    page = desk.get(add).follow("Editors")
    assert "Somebody Else" not in page.text
    page = desk.get(f"{add}?tag=editors").submit("Save this selection", name_for="Editors")
    assert "already" in page.text
    assert desk.get(add).submit("Forget Editors").status == 200
    assert selections.all_of(mission.id) == []


def test_who_invited_us_and_is_missing_is_offered(mission: Mission, desk: Pages) -> None:
    previous, event = last_year(mission), factories.event(mission)
    known = making.person(mission, "Known Host", email="known@x.example")
    making.hand_over(making.invite(previous, known)[0])
    host = making.person(mission, "Generous Host", email="host@x.example")
    head = making.person(mission, "Head Ofbody", email="head@x.example", office="Director")
    held = head.appointment
    assert held is not None
    facts = directory.ReceivedFacts(on=clock.now().date() - timedelta(days=90), occasion="A dinner")
    with transaction():
        for who in (known, host, held.office.organisation):
            directory.note_received(who, facts, actor=SYSTEM, now=clock.now())
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/renew?of={previous.id}")
    assert "2 invited us and are missing here" in page.text
    page.form("Invite those ticked").set("host", str(host.id)).submit()
    invited = queries.invited_person_ids(event)
    assert host.id in invited
    assert head.id not in invited

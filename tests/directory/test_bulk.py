from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import queries, service
from app.directory.models import LifeState, Person
from app.directory.queries import Filter
from app.directory.service import Act
from app.missions.models import Mission
from tests import factories
from tests.factories import NOW
from tests.pages import Pages

Make = Callable[..., Person]


def at(mission: Mission, rest: str = "") -> str:
    return f"/m/{mission.slug}/directory/{rest}"


def among(ids: list[UUID]) -> Filter:
    return Filter(ids=tuple(ids))


def make(mission: Mission, ids: list[UUID], act: Act, value: str = "") -> int:
    with transaction():
        change = service.change_of(act, value)
        return service.make_change(mission.id, among(ids), change, actor=SYSTEM, now=NOW)


def tags(person_id: object) -> list[str]:
    return [tag.tag for tag in db.session.scalars(select(Person).where(Person.id == person_id)).one().tags]


def test_a_plan_says_what_a_change_does(mission: Mission, person: Make) -> None:
    one, two = person("Henrik Aune", tags=("poets",)), person("Jan Novák")
    ids = [one.id, two.id]
    for act, value in (
        (Act.TAG, "poets"),
        (Act.LIFE_STATE, "retired"),
        (Act.FORBID, "asked so"),
        (Act.ALLOW, ""),
        (Act.UNTAG, "poets"),
    ):
        plan = service.plan_change(mission.id, among(ids), service.change_of(act, value))
        assert make(mission, [*ids], act, value) == plan.changing
        assert service.plan_change(mission.id, among(ids), service.change_of(act, value)).changing == 0
    assert tags(one.id) == tags(two.id) == []


def test_a_bulk_change_is_audited_person_by_person_and_moves_the_version(
    mission: Mission, person: Make
) -> None:
    one = person("Henrik Aune")
    one_id, version = one.id, one.version
    make(mission, [one_id], Act.LIFE_STATE, "deceased")
    found = queries.get(mission.id, one_id)
    assert (found.life_state, found.version) == (LifeState.DECEASED, version + 1)
    [entry] = audit.entries(mission.id, verb="person.life_state")
    assert (entry.record_id, entry.fields) == (one_id, ["life_state"])


def test_persons_of_another_mission_are_out_of_reach(mission: Mission, person: Make) -> None:
    there = person("Henrik Aune", of=factories.mission())
    assert make(mission, [there.id], Act.TAG, "poets") == 0
    assert tags(there.id) == []


def test_the_ticked_are_tagged_after_a_preview(desk: Pages, mission: Mission, person: Make) -> None:
    one, two = person("Henrik Aune"), person("Jan Novák")
    page = desk.get(at(mission)).form("Change the ticked").set("person", str(one.id)).submit()
    assert "Change 1 person" in page.text
    page = page.submit("Show what will change", What_to_do="tag", Which_tag="poets")
    assert "1 record will be changed." in page.text
    assert tags(one.id) == []
    assert "1 record has been changed." in page.submit("Change 1 record").text
    assert (tags(one.id), tags(two.id)) == (["poets"], [])


def test_all_that_the_filters_let_through_change(desk: Pages, mission: Mission, person: Make) -> None:
    for name, body in (
        ("Henrik Aune", "Embassy of Norway"),
        ("Liv Dahl", "Embassy of Norway"),
        ("Jan Novák", "Court"),
    ):
        person(name, organisation=body)
    page = desk.get(at(mission, "?body=norway")).submit("Change all 2 found")
    page = page.submit("Show what will change", What_to_do="life_state", Which_state="left_post")
    assert "2 records will be changed." in page.text
    page = page.submit("Change 2 records")
    assert "body=norway" in page.path
    states = {p.name.full: p.life_state for p in db.session.scalars(select(Person))}
    assert states["Jan Novák"] is LifeState.ACTIVE
    assert states["Liv Dahl"] is states["Henrik Aune"] is LifeState.LEFT_POST


def test_a_change_without_its_value_is_asked_for_again(desk: Pages, mission: Mission, person: Make) -> None:
    person("Henrik Aune")
    page = desk.get(at(mission)).submit("Change the 1 found")
    page = page.submit("Show what will change", What_to_do="forbid")
    assert "Say what is to be set" in page.text
    assert "Nobody is ticked" in desk.get(at(mission, "bulk")).text


@pytest.mark.check("S11")
def test_who_may_not_edit_changes_nobody(
    as_role: Callable[..., Pages], mission: Mission, person: Make
) -> None:
    person("Henrik Aune")
    page = as_role(Role.HEAD_OF_MISSION).get(at(mission))
    assert "Change the ticked" not in page.text
    assert page.browser.get(at(mission, "bulk?all=1&act=tag&to_tag=x")).status == 403


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("body=norway", {"Henrik Aune"}),
        ("state=NO", {"Henrik Aune"}),
        ("lacks=address", {"Jan Novák"}),
        ("lacks=salutation", {"Jan Novák"}),
        ("tag=poets", {"Jan Novák"}),
        ("life_state=retired", {"Jan Novák"}),
        ("tag=poets&body=norway", set()),
    ],
)
def test_each_filter_stands_in_the_address(
    desk: Pages, mission: Mission, person: Make, query: str, names: set[str]
) -> None:
    person(
        "Henrik Aune",
        organisation="Royal Embassy of Norway",
        office="Counsellor",
        honorific="H.E.",
        emails=("a@x.example",),
    )
    person("Jan Novák", tags=("poets",), life_state=LifeState.RETIRED)
    with transaction():
        body = queries.organisations(mission.id).rows[0]
        body.state = "NO"
    page = desk.get(at(mission, f"?{query}"))
    assert {name for name in ("Henrik Aune", "Jan Novák") if name in page.text} == names

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import queries, tasks
from app.directory.models import Person
from app.invitations import service as invitations
from app.invitations.service import Choice
from app.missions.models import Mission
from tests import factories
from tests.factories import NOW
from tests.pages import Pages

Make = Callable[..., Person]


def at(mission: Mission, rest: str = "") -> str:
    return f"/m/{mission.slug}/directory/{rest}"


def test_a_pair_is_found_compared_merged_and_split(desk: Pages, mission: Mission, person: Make) -> None:
    one = person("Tariq Mahmood", emails=("tariq@ministry.example",), notes="met in spring")
    two = person("Tariq Mehmood", emails=("tariq@ministry.example",), native="طارق محمود")
    ids = one.id, two.id
    event = factories.event(mission)
    with transaction():
        invitations.add_persons(event, choices=[Choice(one) for one in ids], actor=SYSTEM, now=NOW)
    page = desk.get(at(mission)).follow("Duplicates")
    assert "No two records look like one person" in page.text
    page = page.submit("Look for duplicates")
    assert "1 new pair to compare." in page.text
    assert "Almost certainly the same person" in page.text
    assert "the same e-mail address" in page.text
    page = page.follow("Compare")
    assert "One person or two?" in page.text
    page = page.form("Merge the two").set("names", "goes").submit()
    assert "The two records are one now." in page.text
    assert "now stands twice on the guest list of Victory Day reception" in page.text
    assert [p.names[0].full for p in db.session.scalars(select(Person))] == ["Tariq Mehmood"]
    page = page.follow("Split the two again")
    assert "What cannot be put back" in page.text
    page = page.submit("Split the two")
    assert "stand apart again" in page.text
    assert {p.name.full for p in db.session.scalars(select(Person))} == {"Tariq Mahmood", "Tariq Mehmood"}
    assert "1 pair told apart" in desk.get(at(mission, "duplicates/")).text


def test_not_the_same_leaves_the_queue_and_may_be_asked_again(
    desk: Pages, mission: Mission, person: Make
) -> None:
    person("Henrik Aune", emails=("aune@norway.example",))
    person("Henrik Aune", emails=("aune@norway.example",))
    page = desk.get(at(mission, "duplicates/")).submit("Look for duplicates").submit("Not the same")
    assert "No two records look like one person" in page.text
    assert "Nothing new was found." in page.submit("Look for duplicates").text
    page = page.follow("1 pair told apart").submit("Ask again")
    assert page.follow("Compare").status == 200


def test_a_person_s_page_says_who_may_be_the_same(desk: Pages, mission: Mission, person: Make) -> None:
    one = person("Henrik Aune", emails=("aune@norway.example",))
    two = person("Hendrik Aune", emails=("aune@norway.example",))
    ids = one.id, two.id
    tasks.look_for_duplicates()
    page = desk.get(at(mission, f"persons/{ids[1]}"))
    assert "the same person: Henrik Aune" in page.text
    assert page.link("Compare the two").endswith(f"{ids[1]}/merge/{ids[0]}")


def test_the_night_looks_for_duplicates(mission: Mission, person: Make) -> None:
    person("Henrik Aune", emails=("aune@norway.example",))
    person("Henrik Aune", emails=("aune@norway.example",))
    tasks.look_for_duplicates()
    assert queries.count_duplicates(mission.id) == 1


def test_another_record_is_found_by_hand(desk: Pages, mission: Mission, person: Make) -> None:
    one = person("Henrik Aune")
    person("Hendrik Aune", notes="tall")
    page = desk.get(at(mission, f"persons/{one.id}")).follow("Merge with another record")
    page = page.follow("Compare with Hendrik Aune").submit("Merge the two")
    assert "tall" in page.text


def test_a_couple_is_refused_with_a_sentence(desk: Pages, mission: Mission, person: Make) -> None:
    one = person("Henrik Aune")
    page = desk.get(at(mission, f"persons/{one.id}/merge/{one.id}"))
    assert page.submit("Merge the two").status == 422


@pytest.mark.check("S11")
def test_only_those_who_edit_merge_and_only_within_their_mission(
    as_role: Callable[..., Pages], desk: Pages, mission: Mission, person: Make
) -> None:
    one = person("Henrik Aune")
    there = person("Henrik Aune", of=factories.mission())
    assert as_role(Role.HEAD_OF_MISSION).get(at(mission, f"persons/{one.id}/merge/{one.id}")).status == 403
    assert desk.get(at(mission, f"persons/{one.id}/merge/{there.id}")).status == 404

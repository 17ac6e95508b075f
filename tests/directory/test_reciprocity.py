from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import queries, service
from app.directory.duplicates import merging, splitting
from app.directory.models import Outcome, Person, ReceivedInvitation
from app.directory.service import ReceivedFacts
from app.home import queries as home
from app.invitations import service as invitations
from app.invitations.models import Invitation, InvitationStatus
from app.invitations.service import Choice
from app.missions.models import Mission
from tests import factories
from tests.factories import NOW
from tests.pages import Pages

Make = Callable[..., Person]
SPRING = ReceivedFacts(date(2026, 4, 2), "Spring concert", Outcome.WENT, "the Ambassador")


def at(mission: Mission, rest: str = "") -> str:
    return f"/m/{mission.slug}/directory/{rest}"


def note(host: object, facts: ReceivedFacts = SPRING) -> None:
    with transaction():
        service.note_received(host, facts, actor=SYSTEM, now=NOW)  # type: ignore[arg-type]


def invite(mission: Mission, person: Person, *, sent: bool = True) -> None:
    event = factories.event(mission)
    with transaction():
        [made] = invitations.add_persons(
            event, choices=[Choice(person.id)], actor=SYSTEM, now=NOW
        ).invitations
        made.status = InvitationStatus.SENT if sent else InvitationStatus.DRAFT


def test_an_invitation_to_us_is_noted_from_the_person_s_page(
    desk: Pages, mission: Mission, person: Make
) -> None:
    made = person("Henrik Aune")
    page = desk.get(at(mission, f"persons/{made.id}"))
    assert "Invited us 0 times; we invited 0 times." in page.text
    page = page.follow("Note an invitation to us")
    page = page.submit(
        "Save", Day_of="2026-04-02", Occasion="Spring concert", Did_we="went", Who_went="the Ambassador"
    )
    assert "Invited us 1 time; we invited 0 times." in page.text
    assert "We went the Ambassador" in page.text
    page = page.submit("Remove Spring concert")
    assert "Invited us 0 times" in page.text


def test_a_note_without_its_day_is_asked_for_again(desk: Pages, mission: Mission, person: Make) -> None:
    made = person("Henrik Aune")
    page = desk.get(at(mission, f"persons/{made.id}/received")).submit("Save", Occasion="Spring concert")
    assert page.status == 422
    assert db.session.scalars(select(ReceivedInvitation)).all() == []


def test_only_letters_that_left_count_as_our_invitations(desk: Pages, mission: Mission, person: Make) -> None:
    made = person("Henrik Aune")
    invite(mission, made)
    invite(mission, made, sent=False)
    assert [one.invited for one in home.history(made)].count(True) == 1
    page = desk.get(at(mission, f"persons/{made.id}"))
    assert "we invited 1 time." in page.text
    assert "not sent" in page.text


def test_an_organisation_counts_its_own_and_its_people_s(desk: Pages, mission: Mission, person: Make) -> None:
    made = person("Henrik Aune", office="Counsellor", organisation="Embassy of Norway")
    body = made.appointments[0].office.organisation
    note(made)
    note(body, ReceivedFacts(date(2026, 5, 17), "National day"))
    invite(mission, made)
    page = desk.get(at(mission, f"organisations/{body.id}"))
    assert "Invited us 2 times; we invited to 1 event." in page.text
    assert [row.occasion for row in queries.received(body)] == ["National day", "Spring concert"]
    page = page.follow("Note an invitation to us")
    page = page.submit("Save", Day_of="2026-09-01", Occasion="Autumn tea", Did_we="open")
    assert "Invited us 3 times" in page.text


def test_whoever_left_takes_his_invitations_along_but_not_the_organisation_s_history(
    mission: Mission, person: Make
) -> None:
    made = person("Henrik Aune", office="Counsellor", organisation="Embassy of Norway")
    body = made.appointments[0].office.organisation
    note(made)
    invite(mission, made)
    with transaction():
        service.end_appointment(made.appointments[0], on=date(2026, 10, 1), actor=SYSTEM, now=NOW)
    assert queries.received(body) == []
    assert [one.invited for one in home.organisation_history(body)] == [1]


def test_notes_follow_a_merge_and_come_back(mission: Mission, person: Make) -> None:
    stays, goes = person("Henrik Aune"), person("Henrik Aune")
    note(goes)
    with transaction():
        kept = merging.merge(stays, goes, choices={}, actor=SYSTEM, now=NOW)
    assert [row.occasion for row in queries.received(stays)] == ["Spring concert"]
    with transaction():
        other = splitting.split(kept, actor=SYSTEM, now=NOW)
    assert queries.received(stays) == []
    assert [row.by for row in queries.received(other)] == ["the Ambassador"]


def test_an_invitation_comes_from_one_host(mission: Mission, person: Make) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            ReceivedInvitation(mission_id=mission.id, on=date(2026, 4, 2), occasion="Tea", noted_at=NOW)
        )


def test_the_spouse_is_part_of_the_count(mission: Mission, person: Make) -> None:
    he, she = person("Henrik Aune"), person("Liv Aune")
    with transaction():
        service.set_spouse(he, she, actor=SYSTEM, now=NOW)
    invite(mission, he)
    assert len(home.history(queries.get(mission.id, she.id))) == 1
    assert db.session.scalars(select(Invitation)).one().kind.value == "couple"

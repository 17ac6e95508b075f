"""The guest list as the desk sees it."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import service as directory
from app.directory.models import InvitationRoute, LifeState
from app.directory.queries import search
from app.events import service as events
from app.invitations import queries, tasks
from app.invitations.models import Campaign, Channel, Invitation, InvitationStatus
from app.invitations.service import guests as places
from app.mail.models import Outbox
from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages


def guests(mission: Mission, event_id: object, rest: str = "") -> str:
    return f"/m/{mission.slug}/events/{event_id}/guests/{rest}"


def test_couples_are_proposed_and_added_as_one_invitation(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    he, _she = making.couple(mission)
    page = desk.get(guests(mission, event.id)).follow("Add guests")
    form = page.form("Put those ticked on the list")
    page = form.set("person", str(he.id)).submit()
    assert "1 invitation was added." in page.text
    assert "Henrik Aune" in page.text
    assert "Ingrid Aune" in page.text
    [invitation] = queries.all_listed(event)
    assert len(invitation.guests) == 2


def test_everybody_of_a_filter_is_added_at_once(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    for number in range(60):
        making.person(mission, f"Guest Number{number}", email=f"g{number}@x.example")
    page = desk.get(guests(mission, event.id, "add"))
    page = page.submit("Put all 60 persons of this filter on the list")
    assert "60 invitations were added." in page.text
    assert "1–50 of 60 invitations" in page.text
    assert "51–60 of 60" in page.follow("Next").text


def test_places_to_be_named_stand_on_the_list(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    page = desk.get(guests(mission, event.id, "places"))
    page = page.submit("Put on the list", for_whom="The Islamabad Observer", how_many="3")
    assert "The Islamabad Observer" in page.text
    assert "3 places to be named" in page.text


@pytest.mark.parametrize("typed", ["Aune", "henrik", "0001", "Observer"])
def test_the_list_is_searched_by_name_number_and_addressee(mission: Mission, desk: Pages, typed: str) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.invite(event, making.person(mission, "Claire Moreau", email="m@x.example"))
    making.places(event, 2)
    text = desk.get(guests(mission, event.id), query_string={"q": typed}).text
    assert ("Henrik Aune" in text) == (typed != "Observer")
    assert "Claire Moreau" not in text


def test_a_guest_in_another_script_is_found_by_his_latin_spelling(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, "Kəmalə Vəlişahlı", email="k@x.example"))
    assert "Kəmalə" in desk.get(guests(mission, event.id), query_string={"q": "Kamala Valishahli"}).text


def test_a_guest_found_by_other_than_the_name_says_by_what(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, email="k@x.example", office="Minister"))
    with transaction():
        person = search(mission.id, "Henrik")[0].person
        directory.remember_spelling(person, "Gizmo", actor=SYSTEM, now=factories.NOW)
    assert "also written Gizmo" in desk.get(guests(mission, event.id), query_string={"q": "gizmo"}).text


def test_sending_shows_exactly_what_will_happen_then_does_it(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.invite(event, making.person(mission, "Claire Moreau", email=""))
    minister = making.person(
        mission, "Omar Rashidi", email="o@x.example", office="Minister", route=InvitationRoute.VIA_MFA
    )
    making.invite(event, minister)
    page = desk.get(guests(mission, event.id)).follow("Send 3 invitations")
    assert "1 invitation will be written to by e-mail." in page.text
    assert "1 has no address." in page.text
    assert "Through an authority 1" in page.text

    page = page.submit("Send 1 letter now")
    assert "Letters are leaving." in page.text
    tasks.sweep()
    making.collect()
    page = desk.get(page.path)
    assert "Done." in page.text
    assert "Letters that have left 1" in page.text
    [sent] = queries.all_listed(event, [InvitationStatus.SENT])
    assert sent.guests[0].name == "Henrik Aune"


def test_a_draft_event_sends_nothing(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission, published=False)
    making.invite(event, making.person(mission))
    page = desk.get(guests(mission, event.id, "send"))
    assert "not published" in page.text
    page = desk.get(guests(mission, event.id))
    assert db.session.scalar(select(func.count(Outbox.id))) == 0


@pytest.mark.check("M08")
def test_sending_twice_by_double_click_writes_each_letter_once(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    persons = [making.person(mission, f"Guest {n}", email=f"g{n}@x.example") for n in range(30)]
    making.invite(event, *persons)
    page = desk.get(guests(mission, event.id, "send"))
    first = page.submit("Send 30 letters now")
    second = page.submit("Send 30 letters now")
    assert first.path == second.path
    other_tab = page.form("Send 30 letters now").set("submission", "another tab").submit()
    assert other_tab.path != first.path
    tasks.sweep()
    tasks.sweep()
    for campaign in db.session.scalars(select(Campaign.id)).all():
        tasks.send(str(campaign))
    assert db.session.scalar(select(func.count(Outbox.id))) == 30


def test_a_stopped_sending_holds_its_letters_until_it_goes_on(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    page = desk.get(guests(mission, event.id, "send")).submit("Send 1 letter now")
    page = page.submit("Stop")
    tasks.sweep()
    assert making.collect() == []
    page.submit("Go on")
    tasks.sweep()
    assert len(making.collect()) == 1


def test_problems_lead_to_their_remedies(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    he, she = making.couple(mission)
    making.invite(event, he)
    making.invite(event, making.person(mission, "Claire Moreau", email=""))
    gone = making.person(mission, "Omar Rashidi", email="o@x.example", office="Secretary")
    making.invite(event, gone)
    with transaction():
        directory.set_life_state(gone, LifeState.DECEASED, actor=SYSTEM, now=clock.now())
        directory.forbid_inviting(he, reason="asked for it", actor=SYSTEM, now=clock.now())
    page = desk.get(guests(mission, event.id)).follow("A last look")
    assert "Omar Rashidi Open the record" in page.text
    assert "Has died 1" in page.text
    assert "Is not to be invited 1" in page.text
    assert "No e-mail address 1" in page.text
    assert page.follow("Open the record").status == 200
    assert she.id


def test_the_same_person_twice_is_seen(mission: Mission) -> None:
    from app.invitations import problems

    event = factories.event(mission)
    he, she = making.couple(mission)
    making.invite(event, he, with_spouse=False)
    making.invite(event, she, with_spouse=False)
    [mine] = [row for row in queries.all_listed(event) if row.person_id == she.id]
    with transaction():
        mine.guests[0].person_id = he.id
    kinds = [problem.kind.value for problem in problems.of_event(event)]
    assert "twice" in kinds


def test_an_invitation_shows_letter_links_and_ways_back(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    page = desk.get(guests(mission, event.id, f"{invitation.id}"))
    page = page.submit("Send the letter")
    assert "The letter is in the outbox." in page.text
    page = page.submit("Make a link to share")
    assert "You are invited: Victory Day reception" in page.text
    page = page.submit("Record", how_it_left="hand", handed_to="the doorman")
    assert "by hand, to the doorman" in page.text
    page = page.submit("New badge code")
    page = page.submit("Save", note_for="knows the way")
    assert "The invitation is saved." in page.text
    page = page.follow("Preview the letter")
    assert "Victory Day reception" in page.text
    assert "[the guest’s own link]" in page.text
    frame = desk.get(guests(mission, event.id, f"{invitation.id}/preview.html"), check=False)
    assert "sandbox" in frame.response.headers["Content-Security-Policy"]
    page = desk.get(guests(mission, event.id, f"{invitation.id}")).submit("Withdraw the invitation")
    assert "withdrawn" in page.text
    assert making.collect() == []


def test_many_rows_are_changed_at_once(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    [first] = making.invite(event, making.person(mission))
    [second] = making.invite(event, making.person(mission, "Claire Moreau", email="m@x.example"))
    form = desk.get(guests(mission, event.id)).form("Send this way")
    page = form.set("id", str(first.id)).set("channel", "hand").submit()
    assert "Done for 1 invitation." in page.text
    assert queries.get(mission.id, event.id, first.id).channel is Channel.HAND
    form = page.form("Take off the list")
    page = form.set("id", str(second.id)).submit()
    assert "Claire Moreau" not in page.text


def test_who_may_only_read_sees_no_buttons(mission: Mission, as_role: Callable[..., Pages]) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    reader = as_role(Role.HEAD_OF_MISSION)
    page = reader.get(guests(mission, event.id))
    assert "Add guests" not in page.text
    assert "/r/" not in str(reader.get(guests(mission, event.id, f"{invitation.id}")).response.data)


def test_the_list_of_many_asks_few_questions(mission: Mission, desk: Pages, statements: list[str]) -> None:
    event = factories.event(mission)
    path = guests(mission, event.id)
    making.invite(event, *(making.person(mission, f"A B{n}", email=f"a{n}@x.example") for n in range(5)))
    desk.get(path)
    statements.clear()
    desk.get(path)
    few = len(statements)
    making.invite(event, *(making.person(mission, f"C D{n}", email=f"c{n}@x.example") for n in range(30)))
    statements.clear()
    desk.get(path)
    assert len(statements) <= few + 3
    assert db.session.scalar(select(func.count(Invitation.id))) == 35


def test_a_spelling_typed_in_the_guest_list_is_remembered(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, "Xəzər Rzayev", email="x@x.example"))
    listed = desk.get(guests(mission, event.id), query_string={"q": "Khazar Rzaev"})
    listed.follow("Xəzər Rzayev").form("Remember this spelling").submit()
    assert search(mission.id, "Khazar Rzaev")[0].why == "also written Khazar Rzaev"


def test_a_companion_without_a_record_is_found_in_another_spelling(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    invitation = making.places(event, 2)
    with transaction():
        places.name_place(invitation.guests[1], name="Юлия Сорокина", rev=events.touch(event))
    assert "Юлия Сорокина" in desk.get(guests(mission, event.id), query_string={"q": "Julia Sorokina"}).text


def test_only_guests_of_the_event_take_a_place_among_the_hits(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    for number in range(40):
        making.person(mission, f"Claire Moreau {number}", email=f"m{number}@x.example")
    making.invite(event, making.person(mission, "Klara Moro", email="k@x.example"))
    assert "Klara Moro" in desk.get(guests(mission, event.id), query_string={"q": "Claire Moreau"}).text


def test_a_page_of_the_list_asks_the_database_as_often_for_fifty_rows_as_for_one(
    mission: Mission, desk: Pages, statements: list[str]
) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    desk.get(guests(mission, event.id))
    statements.clear()
    desk.get(guests(mission, event.id))
    one = len(statements)
    people = [making.person(mission, f"Guest Number{n}", email=f"g{n}@x.example") for n in range(49)]
    making.invite(event, *people)
    statements.clear()
    desk.get(guests(mission, event.id))
    assert len(statements) == one

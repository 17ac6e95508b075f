"""Letters that pass through an assistant's hands say whose they are, and come back to where they went."""

import pytest

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import service as directory
from app.directory.models import ContactKind, Person, TitleKind
from app.directory.queries import get as person_of
from app.directory.service import ContactFacts, NameFacts, PersonFacts, TitleFacts
from app.invitations import queries
from app.missions import service as missions
from app.missions.models import Mission
from app.rsvps.models import Reply
from tests import factories
from tests.invitations import making
from tests.pages import Pages

TITLE = (TitleFacts(TitleKind.SOCIAL, "Mr."),)


def minister(mission: Mission) -> Person:
    """Reached through an assistant whose address stands on his record."""
    contact = ContactFacts(
        ContactKind.EMAIL, "registry@ministry.example", via_assistant=True, assistant_name="Ms. Rana"
    )
    with transaction():
        return directory.add_person(
            mission.id,
            PersonFacts(
                names=(NameFacts("Kamal Minister", family="Minister"),), titles=TITLE, contacts=(contact,)
            ),
            actor=SYSTEM,
            now=clock.now(),
        )


def test_the_letter_says_for_whom_it_is_in_subject_and_first_line(mission: Mission) -> None:
    event = factories.event(mission)
    making.invite(event, minister(mission))
    making.send_all(event)
    [letter] = making.collect()
    assert "Ms. Rana" in str(letter["To"])
    assert str(letter["Subject"]).startswith("For Mr. Kamal Minister: ")
    lines = [line for line in making.body(letter).splitlines() if line.strip()]
    assert "This letter is for Mr. Kamal Minister." in lines[:3]


def test_the_confirmation_goes_there_and_to_who_answered(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, minister(mission))
    making.send_all(event)
    [letter] = making.collect()
    page = pages.get(making.link_in(making.body(letter)))
    form = page.form("I accept with pleasure").set("on_behalf_by", "Omar Clerk")
    form.set("email", "omar@ministry.example").submit()
    letters = making.collect()
    assert {str(one["To"]).split("<")[-1].rstrip(">") for one in letters} == {
        "registry@ministry.example",
        "omar@ministry.example",
    }
    for one in letters:
        assert str(one["Subject"]).startswith("For Mr. Kamal Minister: ")
    [reply] = db.session.query(Reply).all()
    assert reply.on_behalf_by == "Omar Clerk"


def test_an_assistant_with_a_record_is_written_to_when_nothing_else_is_known(mission: Mission) -> None:
    event = factories.event(mission)
    chief = making.person(mission, "Busy Director", email="")
    helper = making.person(mission, "Able Helper", email="helper@x.example")
    with transaction():
        person_of(mission.id, chief.id).assistant_id = helper.id
    [invitation] = making.invite(event, chief)
    assert queries.sendable_ids(event) == [invitation.id]
    making.send_all(event)
    [letter] = making.collect()
    assert "helper@x.example" in str(letter["To"])
    assert "Able Helper" in str(letter["To"])
    assert str(letter["Subject"]).startswith("For Mr. Busy Director: ")


@pytest.mark.parametrize("via", [True, False])
def test_an_address_typed_for_one_invitation_may_be_an_assistant_s(
    mission: Mission, desk: Pages, via: bool
) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}")
    form = page.form("Save").fill("E-mail address for this invitation", "desk@x.example")
    form.set("choose", "").fill("It is an assistant", via).submit()
    making.send_all(event)
    [letter] = making.collect()
    assert str(letter["Subject"]).startswith("For ") is via


def test_an_address_on_record_is_chosen_with_one_button(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    both = (
        ContactFacts(ContactKind.EMAIL, "himself@x.example"),
        ContactFacts(ContactKind.EMAIL, "office@x.example", via_assistant=True, assistant_name="Ms. Rana"),
    )
    with transaction():
        person = directory.add_person(
            mission.id,
            PersonFacts(names=(NameFacts("Two Ways", family="Ways"),), titles=TITLE, contacts=both),
            actor=SYSTEM,
            now=clock.now(),
        )
    [invitation] = making.invite(event, person)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}")
    page.submit("office@x.example")
    found = queries.get(mission.id, event.id, invitation.id)
    assert (found.email, found.via_assistant) == ("office@x.example", True)


def test_an_answer_by_e_mail_reaches_the_officer_s_own_mailbox(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    officer = factories.staff(mission)
    with transaction():
        missions.update(mission, reply_to="all@valdara.example", actor=SYSTEM, now=clock.now())
        event.officer_in_charge_id = officer.id
    making.invite(event, making.person(mission))
    making.send_all(event)
    [letter] = making.collect()
    assert str(letter["Reply-To"]) == officer.email

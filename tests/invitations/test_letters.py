"""What a letter says, what it never holds, and when it does not leave."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import service as directory
from app.directory.models import InvitationRoute
from app.directory.service import NameFacts, facts_of
from app.events import service as events
from app.events.forms import PLACES
from app.events.service import Wording
from app.invitations import keys, queries, service
from app.invitations.card import card_of
from app.invitations.mails import fill, places
from app.invitations.models import Guest, InvitationStatus
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from tests import factories
from tests.invitations import making


def state() -> LetterState:
    db.session.rollback()
    return db.session.scalars(select(Outbox.state)).one()


def test_the_letter_is_one_card_in_text_and_in_html(mission: Mission) -> None:
    event = factories.event(mission)
    making.invite(event, making.couple(mission)[0])
    making.send_all(event)
    [letter] = making.collect()
    for kind in ("plain", "html"):
        text = " ".join(making.body(letter, kind).split())
        for words in (
            "On the occasion of Victory Day",
            "Mr. Henrik Aune",
            "from 6.30 to 8.30 p.m.",
            "the Residence",
        ):
            assert words in text, kind
        assert "/r/" in text
    assert letter["Reply-To"] is None
    assert "Henrik" not in str(letter["Subject"])


def test_no_link_and_no_badge_code_stands_in_the_database(mission: Mission) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    token = making.letter_path(invitation).removeprefix("/r/")
    code = keys.badge_code(invitation.guests[0])
    row = db.session.scalars(select(Outbox)).one()
    stored = f"{row.text}{row.html}{row.headers}{row.ics}"
    assert token not in stored
    assert code not in stored
    assert invitation.links[0].token_hash not in (token, "")


@pytest.mark.check("M09")
def test_a_letter_to_a_guest_withdrawn_meanwhile_does_not_leave(mission: Mission) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    with transaction():
        service.withdraw(invitation, actor=SYSTEM, now=clock.now())
    assert making.collect() == []
    assert state() is LetterState.CANCELLED


def test_a_letter_whose_link_was_taken_back_does_not_leave(mission: Mission) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    with transaction():
        for link in invitation.links:
            service.revoke_link(invitation, link, actor=SYSTEM, now=clock.now())
    assert making.collect() == []
    assert queries.get(mission.id, event.id, invitation.id).status is InvitationStatus.DRAFT


def test_a_letter_that_waits_tells_the_new_hour(mission: Mission) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.send_all(event)
    with transaction():
        event.starts_local = event.starts_local.replace(hour=19)
        event.ends_local = event.starts_local + timedelta(hours=2)
        events.derive(event)
    [letter] = making.collect()
    assert "from 7.30 to 9.30 p.m." in making.body(letter)


def test_letters_of_a_cancelled_event_stay_here(mission: Mission) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.send_all(event)
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    assert making.collect() == []


def test_who_is_asked_through_an_authority_is_not_written_to(mission: Mission) -> None:
    event = factories.event(mission)
    minister = making.person(
        mission, "Omar Rashidi", email="o@x.example", office="Minister", route=InvitationRoute.VIA_MFA
    )
    making.invite(event, minister)
    plan = service.plan_sending(event)
    assert not plan.letters
    assert len(plan.through_authority) == 1


def test_what_was_sent_stays_when_the_directory_is_corrected(mission: Mission) -> None:
    event = factories.event(mission)
    he = making.person(mission)
    [invitation] = making.invite(event, he)
    making.send_all(event)
    with transaction():
        facts = facts_of(he)
        directory.change_person(
            he,
            replace(facts, names=(NameFacts("Henrik Aune Lie", family="Lie"),)),
            actor=SYSTEM,
            now=clock.now(),
        )
    again = queries.get(mission.id, event.id, invitation.id)
    assert again.lines["en"]["guest_line"] == "Mr. Henrik Aune"
    assert again.guests[0].name == "Henrik Aune Lie"


def test_a_correction_in_the_directory_reaches_the_gate(mission: Mission) -> None:
    event = factories.event(mission)
    he = making.person(mission)
    making.invite(event, he)
    db.session.refresh(event)
    before = event.rev
    with transaction():
        directory.remember_spelling(he, "Hendrick", actor=SYSTEM, now=clock.now())
    db.session.refresh(event)
    guest = db.session.scalars(select(Guest)).one()
    assert guest.rev == event.rev > before


@pytest.mark.check("M14")
@pytest.mark.parametrize(
    "hostile", ["{event.__class__}", "{{7*7}}", "%(x)s", "{0.a}", "{title}", "%s", "{% x %}"]
)
def test_what_looks_like_a_template_is_literal_text(mission: Mission, hostile: str) -> None:
    event = factories.event(mission)
    with transaction():
        events.word(
            event,
            language="en",
            wording=Wording(
                title="Reception",
                letter_subject=f"To {{guest_line}} {hostile}",
                letter_body=f"{hostile} of {{date}}",
            ),
            actor=SYSTEM,
            now=clock.now(),
        )
    making.invite(event, making.person(mission, f"Henrik {hostile}"))
    making.send_all(event)
    [letter] = making.collect()
    expected = "Reception" if hostile == "{title}" else hostile
    assert str(letter["Subject"]) == f"To Mr. Henrik {hostile} {expected}"
    assert f"Henrik {hostile}" in making.body(letter)
    assert f"{expected} of on " in making.body(letter)


def test_exactly_the_words_of_the_list_are_filled_in(mission: Mission) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    card = card_of(event, invitation, language="en")

    assert set(places(invitation, event, mission, card)) == set(PLACES)


def test_a_word_put_into_a_text_is_not_read_again() -> None:
    assert fill("{a} {b} {c}", {"a": "{b}", "b": "two"}) == "{b} two {c}"


def test_the_letter_goes_in_the_persons_language(mission: Mission) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, language="az"))
    making.send_all(event)
    [letter] = making.collect()
    assert letter["Content-Language"] == "az"
    assert "Zəfər Günü qəbulu" in str(letter["Subject"])
    assert "Səfirin iqamətgahı" in making.body(letter)


def test_a_letter_through_an_assistant_says_for_whom_it_is(mission: Mission) -> None:
    from app.directory.models import ContactKind
    from app.directory.service import ContactFacts

    event = factories.event(mission)
    he = making.person(mission, email="")
    with transaction():
        through = ContactFacts(ContactKind.EMAIL, "kari@norway.example", True, "Kari Lie")
        directory.change_person(he, replace(facts_of(he), contacts=(through,)), actor=SYSTEM, now=clock.now())
    making.invite(event, he)
    making.send_all(event)
    [letter] = making.collect()
    assert letter["To"] == "Kari Lie <kari@norway.example>"
    assert str(letter["Subject"]).startswith("For Mr. Henrik Aune:")
    assert "This letter is for Mr. Henrik Aune." in making.body(letter)

"""The telephone list: who stands on it and in what order, and what a call records."""

from datetime import timedelta

import pytest

from app import clock
from app.db import db, transaction
from app.events.models import Event, ReplyMode
from app.invitations import queries
from app.invitations.models import GuestStatus, Invitation
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from app.rsvps import chase
from app.rsvps import queries as replies
from app.rsvps.models import Call, Outcome, Reply, ReplyChannel
from tests import factories
from tests.invitations import making
from tests.pages import Pages


def telephone(mission: Mission, event: Event) -> str:
    return f"/m/{mission.slug}/events/{event.id}/replies/telephone"


def again(invitation: Invitation) -> Invitation:
    return queries.get(invitation.mission_id, invitation.event_id, invitation.id)


@pytest.mark.parametrize(
    ("button", "status"), [("comes", GuestStatus.ACCEPTED), ("regrets", GuestStatus.DECLINED)]
)
def test_an_answer_on_the_telephone_is_a_reply(
    mission: Mission, desk: Pages, button: str, status: GuestStatus
) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/").follow("To telephone")
    form = page.form(button).set("note", "spoke to his wife")
    page = form.submit()
    assert "Nobody is to be telephoned now." in page.text
    [reply] = db.session.query(Reply).all()
    assert (reply.channel, reply.remark) == (ReplyChannel.PHONE, "spoke to his wife")
    assert [guest.status for guest in again(invitation).guests] == [status]


@pytest.mark.parametrize(
    ("button", "outcome"),
    [
        ("call again", Outcome.CALL_AGAIN),
        ("nobody answered", Outcome.NO_ANSWER),
        ("reached", Outcome.REACHED),
    ],
)
def test_a_call_without_an_answer_stays_on_the_list(
    mission: Mission, desk: Pages, button: str, outcome: Outcome
) -> None:
    event = factories.event(mission)
    making.invited(event, mission)
    page = desk.get(telephone(mission, event)).form(button).set("note", "at five").submit()
    assert "at five" in page.text
    assert "Henrik Aune" in page.text
    [call] = db.session.query(Call).all()
    assert call.outcome is outcome
    assert db.session.query(Reply).count() == 0


def test_the_list_is_in_order_of_precedence(mission: Mission) -> None:
    event = factories.event(mission)
    for name in ("Senior Zulu", "Junior Alpha"):
        making.invited(event, mission, name, office=f"Ambassador {name}")
    first, second = (one.person for one in queries.all_listed(event)[::-1])
    assert first is not None and second is not None
    with transaction():
        for person, years in ((first, 5), (second, 1)):
            held = queries.persons(mission.id, {person.id})[person.id].appointment
            assert held is not None
            held.seniority_at = clock.now() - timedelta(days=365 * years)
    names = [line.silent.name for line in chase.list_of(event)]
    assert [one.name for one in chase.silent(event, 10)] == names
    assert [one.name for one in chase.silent(event, 1)] == names[:1]
    assert names == ["Senior Zulu", "Junior Alpha"]


@pytest.mark.parametrize("mode", [ReplyMode.REGRETS_ONLY, ReplyMode.TO_REMIND, ReplyMode.NONE])
def test_where_silence_has_a_meaning_only_lost_letters_are_telephoned(
    mission: Mission, mode: ReplyMode
) -> None:
    event = factories.event(mission, reply_mode=mode)
    making.invite(event, making.person(mission), making.person(mission, "Other Guest", email="o@x.example"))
    making.send_all(event)
    assert chase.list_of(event) == []
    with transaction():
        lost = db.session.query(Outbox).filter_by(to_addr="o@x.example").one()
        lost.state = LetterState.BOUNCED
    [line] = chase.list_of(event)
    assert line.returned
    assert line.silent.name == "Other Guest"


def test_an_answer_by_e_mail_is_one_press(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{invitation.id}")
    page = page.submit("Answered by e-mail: comes")
    assert "The answer by e-mail is recorded." in page.text
    [reply] = db.session.query(Reply).all()
    assert reply.channel is ReplyChannel.EMAIL
    assert again(invitation).guests[0].status is GuestStatus.ACCEPTED


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (ReplyMode.RSVP, "You can change your answer until"),
        (ReplyMode.REGRETS_ONLY, "You need only answer if you cannot come."),
        (ReplyMode.TO_REMIND, "Answer here only if that changes."),
        (ReplyMode.NONE, "No answer is expected"),
    ],
)
def test_the_letter_s_page_asks_as_the_card_does(
    mission: Mission, pages: Pages, mode: ReplyMode, sentence: str
) -> None:
    event = factories.event(mission, reply_mode=mode)
    assert sentence in pages.get(making.letter_path(making.invited(event, mission))).text


@pytest.mark.parametrize(
    ("mode", "presumed"),
    [(ReplyMode.RSVP, 0), (ReplyMode.REGRETS_ONLY, 1), (ReplyMode.TO_REMIND, 1), (ReplyMode.NONE, 0)],
)
def test_silence_is_counted_as_the_mode_says(mission: Mission, mode: ReplyMode, presumed: int) -> None:
    event = factories.event(mission, reply_mode=mode)
    making.invited(event, mission)
    assert queries.counts(event).presumed == presumed


def test_where_no_representative_waits_nobody_else_is_read(mission: Mission, statements: list[str]) -> None:
    event = factories.event(mission)
    making.invited(event, mission)
    statements.clear()
    assert replies.representatives_to_approve(event) == []
    assert len([one for one in statements if "FROM guest" in one]) == 1

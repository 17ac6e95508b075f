"""Letters beside the invitation reach whom they are for, and the others stand on a to-do list."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory.models import InvitationRoute
from app.events import queries as queries_of_events
from app.events import service as events
from app.events.models import Event, ReplyMode
from app.invitations import queries, tasks
from app.invitations.models import Campaign, GuestStatus, Invitation
from app.mail import suppressions
from app.mail.models import LetterState, Outbox, SuppressionReason
from app.missions.models import Mission
from app.rsvps import circulars, service
from app.rsvps.models import ReplyChannel
from tests import factories
from tests.invitations import making
from tests.pages import Page, Pages


def tell(mission: Mission, event: Event, what: str) -> str:
    return f"/m/{mission.slug}/events/{event.id}/replies/letters/{what}"


def sent(event: Event, mission: Mission, *names: str) -> list[Invitation]:
    """Invitations that left by e-mail a week ago."""
    people = [making.person(mission, name, email=f"{name.split()[0].lower()}@x.example") for name in names]
    making.invite(event, *people)
    making.send_all(event)
    making.collect()
    with transaction() as session:
        session.execute(update(Invitation).values(sent_at=clock.now() - timedelta(days=7)))
    return list(queries.all_listed(event))


def answered(invitation: Invitation, status: GuestStatus) -> None:
    with transaction():
        found = queries.get(invitation.mission_id, invitation.event_id, invitation.id)
        service.answer_for_all(found, status, channel=ReplyChannel.PHONE, actor=SYSTEM, now=clock.now())
    making.collect()


def press(page: Page, button: str = "Write to those ticked") -> Page:
    """Press the button and let the worker write."""
    page = page.submit(button)
    for campaign in db.session.query(Campaign).all():
        tasks.send(str(campaign.id))
    return page


def near(mission: Mission, **facts: object) -> Event:
    """An event whose day for replies is near."""
    starts = (clock.to_local(clock.now(), mission.zone) + timedelta(days=12)).replace(second=0, microsecond=0)
    return factories.event(mission, reply_until_local=starts - timedelta(days=7), **facts)


def test_a_reminder_goes_to_the_silent_to_whom_it_is_due_and_once_in_three_days(
    mission: Mission, desk: Pages
) -> None:
    event = near(mission)
    silent, _answers = sent(event, mission, "Silent Guest", "Zealous Guest")
    answered(_answers, GuestStatus.ACCEPTED)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/replies/").follow("Remind")
    assert "We look forward to your answer" in page.text
    assert "Zealous Guest" not in page.text
    press(page)
    [letter] = making.collect()
    assert "silent@x.example" in str(letter["To"])
    assert making.link_in(making.body(letter))
    found = [queries.get(mission.id, event.id, silent.id)]
    assert circulars.due_for_a_reminder(event, found, clock.now()) == set()
    assert circulars.due_for_a_reminder(event, found, clock.now() + timedelta(days=4)) == {silent.id}


def test_no_reminder_is_due_long_before_the_day_for_replies(mission: Mission) -> None:
    event = factories.event(mission)
    [one] = sent(event, mission, "Silent Guest")
    assert event.reply_until is not None
    early = event.reply_until - timedelta(days=11)
    assert circulars.due_for_a_reminder(event, [one], early) == set()


def test_a_reminder_overtaken_by_an_answer_does_not_leave(mission: Mission, desk: Pages) -> None:
    event = near(mission)
    [one] = sent(event, mission, "Silent Guest")
    press(desk.get(tell(mission, event, "reminder")))
    with transaction():
        found = queries.get(mission.id, event.id, one.id)
        service.answer_for_all(
            found, GuestStatus.DECLINED, channel=ReplyChannel.PHONE, actor=SYSTEM, now=clock.now()
        )
    assert ["Your reply" in str(letter["Subject"]) for letter in making.collect()] == [True]


@pytest.mark.parametrize("mode", [ReplyMode.REGRETS_ONLY, ReplyMode.TO_REMIND, ReplyMode.NONE])
def test_nobody_is_reminded_where_silence_has_a_meaning(
    mission: Mission, desk: Pages, mode: ReplyMode
) -> None:
    event = near(mission, reply_mode=mode)
    sent(event, mission, "Silent Guest")
    assert "There is nobody to tell now." in desk.get(tell(mission, event, "reminder")).text


def test_the_date_is_saved_before_the_invitation_leaves(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    press(desk.get(tell(mission, event, "save_the_date")))
    [letter] = making.collect()
    assert "Please save the date" in str(letter["Subject"])
    assert "/r/" not in making.body(letter)
    [invitation] = queries.all_listed(event)
    assert invitation.status.value == "draft"
    page = desk.get(tell(mission, event, "save_the_date"))
    assert "1 invitation was told before and is left out." in page.text


def test_the_letter_before_the_day_asks_only_for_what_is_missing(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission, food_served=False)
    he, _she = making.couple(mission)
    lone = making.person(mission, "Lone Guest", email="lone@x.example", accompanied=True)
    making.invite(event, he, lone)
    making.send_all(event)
    making.collect()
    for invitation in queries.all_listed(event):
        answered(invitation, GuestStatus.ACCEPTED)
    press(desk.get(tell(mission, event, "practical")))
    texts = {str(letter["To"]).split("<")[-1]: making.body(letter) for letter in making.collect()}
    assert "the name of whoever comes with you" in texts["lone@x.example>"]
    assert "still missing" not in texts["aune@norway.example>"]
    assert "0001" in texts["aune@norway.example>"]


def test_a_recall_reaches_each_by_his_way(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    accepted, declined = sent(event, mission, "Accepting Guest", "Declining Guest")
    answered(accepted, GuestStatus.ACCEPTED)
    answered(declined, GuestStatus.DECLINED)
    minister = making.person(
        mission, "Some Minister", email="m@x.example", office="Minister", route=InvitationRoute.VIA_MFA
    )
    [by_note] = making.invite(event, minister)
    making.hand_over(by_note)
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    page = desk.get(f"/m/{mission.slug}/events/{event.id}").follow("2 invitations are to be told")
    press(page)
    [letter] = making.collect()
    assert "accepting@x.example" in str(letter["To"])
    assert "obliged to recall our invitation" in making.body(letter)
    [entry] = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert "METHOD:CANCEL" in str(entry.get_content())
    page = desk.get(tell(mission, event, "recall"))
    assert "Some Minister" in page.text
    page = page.submit("Told")
    assert "There is nobody to tell now." in page.text
    assert circulars.untold(event) == 0


def test_a_recall_that_came_back_is_to_be_told_otherwise(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    sent(event, mission, "Lost Guest")
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    press(desk.get(tell(mission, event, "recall")))
    with transaction():
        db.session.query(Outbox).filter_by(kind="recall").one().state = LetterState.BOUNCED
    page = desk.get(tell(mission, event, "recall"))
    assert "To be told otherwise 1" in page.text


def test_a_postponement_and_the_new_date_are_told_in_turn(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    sent(event, mission, "Waiting Guest")
    with transaction():
        events.postpone(event, actor=SYSTEM, now=clock.now())
    press(desk.get(tell(mission, event, "postponement")))
    [letter] = making.collect()
    assert "It has been postponed" in making.body(letter)
    assert circulars.untold(event) == 0
    factories.move(event, days=30)
    with transaction():
        events.publish(event, actor=SYSTEM, now=clock.now())
    assert circulars.untold(event) == 1
    press(desk.get(tell(mission, event, "new_date")))
    [letter] = making.collect()
    assert "has a new date" in making.body(letter)
    making.invite(event, making.person(mission, "Late Guest", email="late@x.example"))
    making.send_all(event, submission="form-2")
    assert circulars.untold(event) == 0


@pytest.mark.parametrize("language", ["az", "ur"])
def test_each_is_written_to_in_his_language(mission: Mission, desk: Pages, language: str) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, language=language))
    making.send_all(event)
    making.collect()
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    press(desk.get(tell(mission, event, "recall")))
    [letter] = making.collect()
    assert factories.wording(language).title in str(letter["Subject"])
    assert "regret" not in making.body(letter)


@pytest.mark.parametrize(("verb", "what"), [("postpone", "postponement"), ("cancel", "recall")])
def test_who_kept_the_date_free_is_told_that_he_need_not(
    mission: Mission, desk: Pages, verb: str, what: str
) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission), making.person(mission, "Unaware Guest", email="u@x.example"))
    page = desk.get(tell(mission, event, "save_the_date"))
    form = page.form("Write to those ticked")
    aune = next(one for one in queries.all_listed(event) if one.guests[0].name == "Henrik Aune")
    form.values = [(name, value) for name, value in form.values if name != "id" or value == str(aune.id)]
    form.submit()
    for campaign in db.session.query(Campaign).all():
        tasks.send(str(campaign.id))
    making.collect()
    with transaction():
        getattr(events, verb)(event, actor=SYSTEM, now=clock.now())
    assert circulars.untold(event) == 1
    press(desk.get(tell(mission, event, what)))
    [letter] = making.collect()
    assert "aune@norway.example" in str(letter["To"])
    assert "recall our invitation" not in making.body(letter)
    assert circulars.untold(event) == 0


def test_a_reminder_says_until_when_to_reply_and_where(mission: Mission, desk: Pages) -> None:
    event = near(mission)
    sent(event, mission, "Silent Guest")
    press(desk.get(tell(mission, event, "reminder")))
    [letter] = making.collect()
    assert event.reply_until_local is not None
    day = f"{event.reply_until_local.day} {event.reply_until_local:%B}"
    assert f"R.S.V.P. by {day}" in making.body(letter)
    assert event.reply_telephone in making.body(letter)


def test_whose_address_is_closed_is_to_be_told_otherwise(mission: Mission, desk: Pages) -> None:
    event = near(mission)
    sent(event, mission, "Silent Guest")
    with transaction():
        suppressions.suppress(
            mission.id, "silent@x.example", reason=SuppressionReason.CAME_BACK, now=clock.now()
        )
    assert "To be told otherwise 1" in desk.get(tell(mission, event, "reminder")).text


def test_the_mission_words_a_letter_and_sees_it_as_any_guest_gets_it(mission: Mission, desk: Pages) -> None:
    event = near(mission)
    sent(event, mission, "Silent Guest")
    making.invite(event, making.person(mission, "Leyla Guest", email="leyla@x.example", language="az"))
    making.send_all(event, submission="form-2")
    making.collect()
    page = desk.get(tell(mission, event, "reminder"))
    page = page.submit(
        "Save the texts", English="{guest_line}, the {event.__class__} waits at {venue}. {{7*7}}"
    )
    assert "The texts are saved." in page.text
    for name, words in (
        ("Silent Guest", "Mr. Silent Guest, the {event.__class__} waits at the Residence. {{7*7}}"),
        ("Leyla Guest", "Sizi dəvət etmişik"),
    ):
        invitation = next(one for one in queries.all_listed(event) if one.guests[0].name == name)
        shown = desk.get(f"{tell(mission, event, 'reminder')}?preview={invitation.id}")
        assert words in shown.text
    press(desk.get(tell(mission, event, "reminder")))
    assert any("waits at the Residence" in making.body(letter) for letter in making.collect())
    desk.get(tell(mission, event, "reminder")).submit("Save the texts", English="")
    assert all(not text.other_letters for text in queries_of_events.get(mission.id, event.id).texts)

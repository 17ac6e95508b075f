"""The confirmation and its calendar entry."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.events import service as events
from app.events.service import Wording
from app.invitations import keys, queries
from app.invitations.models import GuestStatus, Invitation
from app.mail.models import Outbox
from app.missions.models import Mission
from app.rsvps import calendar, service
from app.rsvps.models import ReplyChannel
from tests import factories
from tests.invitations import making
from tests.pages import Pages

HOSTILE = 'Reception; "a", b\\c\nBEGIN:VALARM\r\nX:' + "ə" * 300


def answered(mission: Mission, pages: Pages, button: str) -> Invitation:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    pages.get(making.link_in(making.body(making.collect()[0]))).submit(button)
    return invitation


def test_the_badge_is_made_when_the_letter_leaves_and_stored_nowhere(mission: Mission, pages: Pages) -> None:
    invitation = answered(mission, pages, "I accept with pleasure")
    row = db.session.scalars(select(Outbox).where(Outbox.kind == "reply_confirmation")).one()
    code = keys.badge_code(invitation.guests[0])
    assert code not in row.text + row.html + row.ics
    [letter] = making.collect()
    [picture] = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<badge-0001>"
    assert "cid:badge-0001" in making.body(letter, "html")
    assert "0001" in making.body(letter)


def test_a_regret_carries_no_badge_and_no_calendar(mission: Mission, pages: Pages) -> None:
    answered(mission, pages, "I regret")
    [letter] = making.collect()
    kinds = {part.get_content_type() for part in letter.walk()}
    assert "image/png" not in kinds
    assert "text/calendar" not in kinds
    assert "regrets" in making.body(letter)


def test_only_the_last_answer_is_confirmed(mission: Mission, pages: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.send_all(event)
    page = pages.get(making.link_in(making.body(making.collect()[0])))
    page.submit("I accept with pleasure")
    page.submit("I regret")
    [letter] = making.collect()
    assert "regrets" in making.body(letter)


def test_who_was_invited_through_an_authority_gets_no_letter(mission: Mission) -> None:
    from app.directory.models import InvitationRoute

    event = factories.event(mission)
    invitation = making.invited(
        event, mission, "Omar Rashidi", email="o@x.example", office="Minister", route=InvitationRoute.VIA_MFA
    )
    with transaction():
        service.reply(
            invitation,
            service.Answer({invitation.guests[0].id: GuestStatus.ACCEPTED}),
            channel=ReplyChannel.NOTE,
            submission="note 12",
            actor=SYSTEM,
            now=clock.now(),
        )
    assert making.collect() == []


@pytest.mark.check("M15")
def test_the_calendar_entry_holds_whatever_the_title_holds(mission: Mission) -> None:
    event = factories.event(mission, languages=("en",))
    invitation = making.invited(event, mission)
    with transaction():
        events.word(event, language="en", wording=Wording(title=HOSTILE[:200]), actor=SYSTEM, now=clock.now())
    text = calendar.entry(event, invitation, language="en", now=clock.now())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    parsed = Calendar.from_ical(text)
    [entry] = parsed.walk("VEVENT")
    assert parsed["METHOD"] == "PUBLISH"
    assert str(entry["SUMMARY"]).replace("\r", "") == HOSTILE[:200].replace("\r", "")
    assert not parsed.walk("VALARM")


@pytest.mark.check("M15")
def test_the_entry_keeps_its_id_and_counts_its_changes(mission: Mission) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    entries = []
    for hour in (18, 19):
        with transaction():
            event.starts_local = event.starts_local.replace(hour=hour)
            event.ends_local = event.starts_local + timedelta(hours=2)
            events.derive(event)
            event.ics_sequence += 1
        text = calendar.entry(event, invitation, language="en", now=clock.now())
        [entry] = Calendar.from_ical(text).walk("VEVENT")
        entries.append(entry)
    assert entries[0]["UID"] == entries[1]["UID"]
    assert entries[1]["SEQUENCE"] == entries[0]["SEQUENCE"] + 1
    assert str(entries[0]["UID"]).endswith("@public.example")


def test_the_entry_names_the_zone_of_the_event(mission: Mission) -> None:
    event = factories.event(mission, zone="Asia/Karachi")
    invitation = making.invited(event, mission)
    parsed = Calendar.from_ical(calendar.entry(event, invitation, language="en", now=clock.now()))
    [entry] = parsed.walk("VEVENT")
    assert entry["DTSTART"].params["TZID"] == "Asia/Karachi"
    assert [zone["TZID"] for zone in parsed.walk("VTIMEZONE")] == ["Asia/Karachi"]
    assert entry["DTSTART"].dt.astimezone(UTC) == event.starts_at


def test_an_event_in_universal_time_needs_no_rules_of_a_zone(mission: Mission) -> None:
    event = factories.event(mission, zone="UTC")
    invitation = making.invited(event, mission)
    parsed = Calendar.from_ical(calendar.entry(event, invitation, language="en", now=clock.now()))
    [entry] = parsed.walk("VEVENT")
    assert entry["DTSTART"].dt == event.starts_at
    assert not parsed.walk("VTIMEZONE")


def test_a_cancelled_event_leaves_the_calendar(mission: Mission) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    parsed = Calendar.from_ical(calendar.entry(event, invitation, language="en", now=datetime.now(UTC)))
    assert parsed["METHOD"] == "CANCEL"
    assert queries.get(mission.id, event.id, invitation.id)

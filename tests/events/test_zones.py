"""Hours that people plan, over the change of clocks and on the day that comes every fourth year.

The clock of every service is an argument, so these evenings are lived through without waiting for them.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import select

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.events import queries, service
from app.events.errors import DeadlineAfterStart
from app.events.models import Event
from app.events.service import Plan
from app.invitations import card, mails
from app.invitations import queries as invitation_queries
from app.invitations.addressing import Address
from app.mail import drain
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from app.rsvps import calendar, circulars
from app.web.filters import moment
from tests import factories
from tests.invitations import making

# zone, hour on the wall there, the same instant in UTC
EVENINGS = [
    # Europe/London: clocks go forward on 28 March 2027 at 01:00, back on 31 October 2027 at 02:00
    ("Europe/London", datetime(2027, 3, 27, 19, 0), datetime(2027, 3, 27, 19, 0, tzinfo=UTC)),
    ("Europe/London", datetime(2027, 3, 28, 19, 0), datetime(2027, 3, 28, 18, 0, tzinfo=UTC)),
    ("Europe/London", datetime(2027, 10, 30, 19, 0), datetime(2027, 10, 30, 18, 0, tzinfo=UTC)),
    ("Europe/London", datetime(2027, 10, 31, 19, 0), datetime(2027, 10, 31, 19, 0, tzinfo=UTC)),
    # America/New_York changes on other days than Europe
    ("America/New_York", datetime(2027, 3, 14, 18, 30), datetime(2027, 3, 14, 22, 30, tzinfo=UTC)),
    # Lord Howe Island moves by half an hour
    ("Australia/Lord_Howe", datetime(2027, 4, 4, 18, 0), datetime(2027, 4, 4, 7, 30, tzinfo=UTC)),
    # the leap day, and the day after it, in the mission's own zone
    ("Asia/Karachi", datetime(2028, 2, 29, 19, 0), datetime(2028, 2, 29, 14, 0, tzinfo=UTC)),
    ("Asia/Karachi", datetime(2028, 3, 1, 0, 30), datetime(2028, 2, 29, 19, 30, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2028, 2, 29, 18, 30), datetime(2028, 2, 29, 12, 45, tzinfo=UTC)),
]


def evening(mission: Mission, zone: str, starts: datetime) -> Event:
    return factories.event(
        mission,
        zone=zone,
        starts_local=starts,
        ends_local=starts + timedelta(hours=3),
        reply_until_local=clock.end_of((starts - timedelta(days=2)).date()),
        languages=("en",),
    )


@pytest.mark.check("R11")
@pytest.mark.parametrize(("zone", "wall", "instant"), EVENINGS)
def test_an_evening_is_at_the_hour_that_its_own_wall_shows(
    mission: Mission, zone: str, wall: datetime, instant: datetime
) -> None:
    event = evening(mission, zone, wall)
    assert event.starts_at == instant
    assert event.ends_at == instant + timedelta(hours=3)
    assert queries.get(mission.id, event.id).starts_local == wall
    assert wall.strftime("%H:%M") in moment(event.starts_at, zone)


@pytest.mark.check("R11")
@pytest.mark.parametrize(("zone", "wall", "instant"), EVENINGS)
def test_the_calendar_entry_says_the_same_instant(
    mission: Mission, zone: str, wall: datetime, instant: datetime
) -> None:
    event = evening(mission, zone, wall)
    invitation = making.invited(event, mission)
    text = calendar.entry(event, invitation, language="en", now=instant - timedelta(days=30))
    parsed = Calendar.from_ical(text)
    [entry] = parsed.walk("VEVENT")
    assert entry["DTSTART"].dt.replace(tzinfo=None) == wall
    assert entry["DTSTART"].dt.astimezone(UTC) == instant
    assert entry["DTEND"].dt.astimezone(UTC) == instant + timedelta(hours=3)
    # whoever knows no zones reads their rules in the file itself
    [rules] = parsed.walk("VTIMEZONE")
    assert wall.replace(tzinfo=rules.to_tz(lookup_tzid=False)).astimezone(UTC) == instant


@pytest.mark.check("R11")
def test_an_hour_that_the_clocks_leave_out_is_read_as_if_they_had_not_changed_yet(mission: Mission) -> None:
    event = factories.event(
        mission,
        zone="Europe/London",
        starts_local=datetime(2027, 3, 28, 1, 30),
        ends_local=None,
        reply_until_local=None,
    )
    assert event.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.check("R11")
def test_a_deadline_is_the_end_of_that_day_there(mission: Mission) -> None:
    """On the day on which clocks go back, the day has 25 hours and ends an hour later."""
    event = evening(mission, "Europe/London", datetime(2027, 11, 2, 19, 0))
    assert event.reply_until_local == datetime(2027, 10, 31, 23, 59)
    assert event.reply_until == datetime(2027, 10, 31, 23, 59, tzinfo=UTC)
    leap = evening(mission, "Asia/Karachi", datetime(2028, 3, 2, 19, 0))
    assert leap.reply_until_local == datetime(2028, 2, 29, 23, 59)
    assert leap.reply_until == datetime(2028, 2, 29, 18, 59, tzinfo=UTC)
    with pytest.raises(DeadlineAfterStart):
        factories.event(
            mission,
            zone="Asia/Karachi",
            starts_local=datetime(2028, 2, 29, 19, 0),
            ends_local=None,
            reply_until_local=datetime(2028, 3, 1, 0, 0),
        )


@pytest.mark.check("R11")
def test_a_postponed_evening_keeps_its_hour_on_the_wall_over_the_change(mission: Mission) -> None:
    event = evening(mission, "Europe/London", datetime(2027, 10, 30, 19, 0))
    before = event.starts_at
    facts = Plan(
        title=event.title,
        zone=event.zone,
        starts_local=event.starts_local + timedelta(days=1),
        ends_local=event.ends_local + timedelta(days=1) if event.ends_local else None,
        reply_until_local=event.reply_until_local,
        languages=("en",),
    )
    with transaction():
        service.change(event, facts=facts, seen_version=event.version, actor=SYSTEM, now=clock.now())
    assert event.starts_at - before == timedelta(hours=25)
    assert event.starts_local.hour == 19


@pytest.mark.check("R11")
@pytest.mark.parametrize(("zone", "wall", "instant"), EVENINGS[:4] + EVENINGS[6:7])
def test_a_letter_names_the_hour_of_the_wall_and_is_of_no_use_after_the_evening(
    mission: Mission, zone: str, wall: datetime, instant: datetime
) -> None:
    event = evening(mission, zone, wall)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    row = db.session.scalars(select(Outbox)).one()
    letter_id: UUID = row.id
    letter = mails.invitation_letter(invitation, event, mission, address=Address("a@b.example"))
    assert f"{wall.day} {wall:%B} {wall.year}" in letter.text
    assert card.time_line(event.starts_local, event.ends_local) in letter.text
    assert row.expires_at == instant + timedelta(hours=3)
    drain.sweep(now=lambda: instant + timedelta(hours=3))
    db.session.rollback()
    assert db.session.get(Outbox, letter_id).state is LetterState.EXPIRED  # type: ignore[union-attr]


@pytest.mark.check("R11")
@pytest.mark.parametrize(
    ("zone", "starts", "first"),
    [
        # the deadline is 2 April at 23:59 in summer time; ten days before, clocks still showed winter time
        ("Europe/London", datetime(2027, 4, 4, 19, 0), datetime(2027, 3, 23, 23, 59, tzinfo=UTC)),
        ("Asia/Karachi", datetime(2028, 3, 9, 19, 0), datetime(2028, 2, 26, 18, 59, tzinfo=UTC)),
    ],
)
def test_reminders_are_due_from_the_same_hour_of_the_wall_ten_days_before(
    mission: Mission, zone: str, starts: datetime, first: datetime
) -> None:
    event = evening(mission, zone, starts)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    with transaction():
        invitation.sent_at = first - timedelta(days=6)
    found = [invitation_queries.get(mission.id, event.id, invitation.id)]
    assert circulars.due_for_a_reminder(event, found, first - timedelta(minutes=1)) == set()
    assert circulars.due_for_a_reminder(event, found, first) == {invitation.id}


@pytest.mark.check("R11")
def test_the_second_of_two_equal_hours_is_not_lost() -> None:
    """When clocks go back 01:30 happens twice: an instant is shown twice alike, a plan means the first."""
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert clock.to_local(first, "Europe/London") == clock.to_local(second, "Europe/London").replace(fold=0)
    assert clock.to_utc(datetime(2027, 10, 31, 1, 30), "Europe/London") == first
    assert moment(first, "Europe/London") != moment(second, "Europe/London")

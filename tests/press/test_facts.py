"""The number of guests in a draft is the gate's."""

from datetime import timedelta

from app.checkin.models import Presence
from app.db import new_id, transaction
from app.events.models import Event
from app.missions.models import Mission
from app.press import facts
from tests import factories


def arrive(event: Event, mission: Mission, *, came: int, expected: int = 0) -> None:
    """`came` guests a minute apart from the beginning, and `expected` who never did."""
    with transaction() as session:
        for minute in range(came + expected):
            first = event.starts_at + timedelta(minutes=minute) if minute < came else None
            session.add(
                Presence(
                    mission_id=mission.id, event_id=event.id, guest_id=new_id(), first_at=first, inside=False
                )
            )


def test_before_the_first_guest_there_is_no_figure(mission: Mission) -> None:
    event = factories.event(mission)
    arrive(event, mission, came=0, expected=3)

    assert facts.attendance(event, now=event.starts_at) is None


def test_who_came_and_left_again_is_counted(mission: Mission) -> None:
    event = factories.event(mission)
    arrive(event, mission, came=12, expected=3)
    now = event.starts_at + timedelta(minutes=30)

    counted = facts.attendance(event, now=now)

    assert counted is not None
    assert (counted.count, counted.at) == (12, now)


def test_figure_taken_the_next_day_is_dated_by_the_end_of_the_event(mission: Mission) -> None:
    event = factories.event(mission)
    arrive(event, mission, came=12)

    counted = facts.attendance(event, now=event.starts_at + timedelta(days=1))

    assert counted is not None
    assert counted.at == event.ends_at
    made = facts.content(event, mission, language="en", now=event.starts_at + timedelta(days=1))
    assert made.deck == "More than 10 guests attended"
    assert made.blocks


def test_event_without_chief_guest_names_none(mission: Mission) -> None:
    assert facts.chief_guest(factories.event(mission), "en") == ""

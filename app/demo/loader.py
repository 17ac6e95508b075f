"""Loading the demo: once, in the order in which an embassy would have done it."""

from datetime import datetime, timedelta
from typing import Any

from app.checkin import queries as checkin
from app.checkin.service import cutting
from app.demo import answering, evening, founding, inviting, peopling, planning, publishing
from app.demo.founding import Embassy
from app.demo.reading import Calendar, calendar, read
from app.directory.models import Person
from app.errors import NotFound
from app.events import service as events
from app.events.models import Event
from app.invitations import queries as invitations
from app.invitations import service as inviting_service
from app.invitations.models import Invitation
from app.mail.models import LetterState
from app.missions import queries as missions
from app.press.attendance import rounded

FOUNDED_BEFORE = timedelta(days=440)


def load(*, now: datetime) -> bool:
    """Load the demo's mission with all that is in it, unless it is there. The caller opens the transaction.

    Returns whether it was loaded now.
    """
    if is_loaded():
        return False
    founded = now - FOUNDED_BEFORE
    embassy = founding.found(now=founded)
    last_facts, this_facts = read("events")
    persons = peopling.people(embassy, last_facts["since"], now=founded)
    last = _last_year(embassy, last_facts, persons=persons, now=now)
    days = calendar(last_facts, zone=embassy.mission.zone, now=now)
    peopling.change_hands(
        embassy, last_facts, persons, after=lambda days_later: days.instant("09:00", days=days_later)
    )
    _this_year(embassy, this_facts, persons=persons, previous=last, now=now)
    return True


def is_loaded() -> bool:
    try:
        missions.by_slug(founding.slug())
    except NotFound:
        return False
    return True


def _last_year(
    embassy: Embassy, facts: dict[str, Any], *, persons: dict[str, Person], now: datetime
) -> Event:
    days = calendar(facts, zone=embassy.mission.zone, now=now)
    event, gates = planning.plan(embassy, facts, calendar=days, persons=persons, previous=None)
    listed = _write_and_answer(embassy, event, facts, days=days, persons=persons)
    cutting.cut(event, actor=embassy.secretary, now=days.instant("12:00", days=-1))
    came = set(evening.hold(embassy, event, gates, listed, calendar=days))
    states = {guest.state for invitation in listed for guest in invitation.guests if guest.id in came}
    attendance = rounded(checkin.headcount(event).came, embassy.mission.attendance_rounding)
    publishing.publish(
        embassy,
        read("releases")[0],
        event,
        calendar=days,
        figures={"attendance": attendance.number, "states": len(states - {""})},
    )
    events.close(event, actor=embassy.secretary, now=days.instant("11:00", days=1))
    return event


def _this_year(
    embassy: Embassy, facts: dict[str, Any], *, persons: dict[str, Person], previous: Event, now: datetime
) -> None:
    days = calendar(facts, zone=embassy.mission.zone, now=now)
    event, _gates = planning.plan(embassy, facts, calendar=days, persons=persons, previous=previous)
    _write_and_answer(embassy, event, facts, days=days, persons=persons)
    cutting.cut(event, actor=embassy.secretary, now=now - timedelta(hours=20))
    at = now - timedelta(hours=4)
    publishing.submit(embassy, read("releases")[1], event, calendar=days, at=at, figures={})
    wanted = {persons[key].id for key in read("answers")[facts["key"]]["again"]}
    for invitation in invitations.all_listed(event):
        if invitation.person_id in wanted:
            inviting_service.resend(invitation, actor=embassy.secretary, now=now)


def _write_and_answer(
    embassy: Embassy, event: Event, facts: dict[str, Any], *, days: Calendar, persons: dict[str, Person]
) -> list[Invitation]:
    """The guest list, its letters and what was answered."""
    sent = planning.sent_at(facts, days)
    listed = inviting.invite(embassy, event, facts, persons=persons, sent=sent)
    inviting.send(embassy, event, sent=sent, by_hand={persons[key].id for key in facts["by_hand"]})
    answers = read("answers")[facts["key"]]
    deadline = event.reply_until or days.now
    span = answering.Span(sent, min(deadline, days.now - timedelta(minutes=20)), deadline)
    answering.answer(embassy, answers, listed, persons=persons, span=span, calendar=days)
    inviting.settle(
        event,
        [(one["address"], LetterState(one["state"]), one["code"], one["text"]) for one in answers["failed"]],
    )
    return listed

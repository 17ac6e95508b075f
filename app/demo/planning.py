"""The two receptions: last year's and this year's."""

from datetime import datetime, timedelta
from typing import Any

from app.checkin.fold import Stage
from app.checkin.models import Gate
from app.checkin.service import arranging
from app.demo.founding import Embassy
from app.demo.reading import Calendar
from app.directory.models import Person
from app.events import service as events
from app.events.models import DressCode, Event, FunctionType, ReplyMode

PLANNED_BEFORE = timedelta(days=20)  # before the letters leave


def sent_at(facts: dict[str, Any], calendar: Calendar) -> datetime:
    """When the letters leave."""
    return calendar.instant("10:00", days=-facts["sent_days_before"])


def plan(
    embassy: Embassy,
    facts: dict[str, Any],
    *,
    calendar: Calendar,
    persons: dict[str, Person],
    previous: Event | None,
) -> tuple[Event, list[Gate]]:
    """Plan, word and publish an event, with its programme and gates in the order of the file."""
    actor, now = embassy.secretary, sent_at(facts, calendar) - PLANNED_BEFORE
    event = events.plan(
        embassy.mission.id,
        facts=_plan(embassy, facts, calendar),
        wordings={text["language"]: _wording(text) for text in facts["texts"]},
        actor=actor,
        now=now,
        previous=previous,
    )
    event.chief_guest_id = persons[facts["chief_guest"]].id
    items = [
        events.Item(
            titles=item["titles"],
            starts_local=calendar.at(item["at"]),
            speaker=item.get("speaker", ""),
            speaker_id=persons[item["speaker_key"]].id if "speaker_key" in item else None,
        )
        for item in facts["programme"]
    ]
    events.set_programme(event, items=items, actor=actor, now=now)
    events.publish(event, actor=actor, now=now)
    gates = [
        arranging.add_gate(event, name=gate["name"], stage=Stage(gate["stage"]), actor=actor, now=now)
        for gate in facts["gates"]
    ]
    return event, gates


def _plan(embassy: Embassy, facts: dict[str, Any], calendar: Calendar) -> events.Plan:
    mission = embassy.mission
    deadline = timedelta(days=facts["reply_days_before"])
    return events.Plan(
        title=facts["title"],
        starts_local=calendar.at(facts["starts"]),
        ends_local=calendar.at(facts["ends"]),
        zone=mission.zone,
        function_type=FunctionType(facts["function_type"]),
        address=facts["address"],
        map_url=facts["map_url"],
        host_state=mission.host_state,
        city=mission.cities["en"],
        dress_code=DressCode(facts["dress_code"]),
        or_national_dress=facts["or_national_dress"],
        reply_mode=ReplyMode(facts["reply_mode"]),
        reply_until_local=calendar.at("23:59") - deadline,
        reply_telephone=facts["reply_telephone"],
        reply_email=facts["reply_email"],
        capacity=facts["capacity"],
        languages=tuple(facts["languages"]),
    )


def _wording(text: dict[str, str]) -> events.Wording:
    return events.Wording(**{name: value for name, value in text.items() if name != "language"})

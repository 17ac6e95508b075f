"""Planning an event at the desk, and the rules of its life."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.events import queries, service
from app.events.errors import DeadlineAfterStart, EditedMeanwhile, EndsBeforeStart, NoText, WrongStatus
from app.events.models import Event, EventStatus
from app.events.service import Plan, Wording
from app.events.signals import event_rescheduled
from app.missions.models import Mission
from tests import factories
from tests.pages import Pages

START = datetime(2027, 5, 8, 18, 30)


def facts(**changes: object) -> Plan:
    return Plan(**{"title": "Reception", "starts_local": START, "zone": "Asia/Karachi", **changes})  # type: ignore[arg-type]


def plan(mission: Mission, **changes: object) -> Event:
    with transaction():
        return service.plan(
            mission.id,
            facts=facts(**changes),
            wordings={"en": Wording(title="Reception")},
            actor=SYSTEM,
            now=clock.now(),
        )


def test_an_event_is_planned_worded_and_published_at_the_desk(desk: Pages, mission: Mission) -> None:
    page = desk.get(f"/m/{mission.slug}/events/").follow("Plan an event")
    page = page.submit(
        "Save",
        Name_of_the_event="Victory Day reception",
        Begins="2027-05-08T18:30",
        Ends="2027-05-08T20:30",
        Reply_by="2027-05-01T23:59",
        How_many="320",
    )
    assert "What the card and the letter say" in page.text
    page = page.submit(
        "Save the texts", Title_of_the_evening="Victory Day reception", Venue_line="the Residence"
    )
    assert "The texts are saved" in page.text
    assert "request the pleasure of the company of" in page.tree.find(".//*[@name='request_line']").get(
        "value"
    )  # type: ignore[union-attr, operator]
    event = queries.upcoming(mission.id, clock.now())[0]
    assert event.status is EventStatus.DRAFT
    assert event.starts_at == clock.to_utc(START, "Asia/Karachi")
    for language in ("az", "ur"):
        desk.get(f"/m/{mission.slug}/events/{event.id}/texts/{language}").submit("Save the texts")
    page = desk.get(f"/m/{mission.slug}/events/{event.id}").submit("Publish")
    assert "The event is now: published" in page.text


def test_a_refused_form_keeps_what_was_typed(desk: Pages, mission: Mission) -> None:
    page = desk.get(f"/m/{mission.slug}/events/new").submit(
        "Save", Name_of_the_event="Dinner", Begins="2027-05-08T20:30", Ends="2027-05-08T18:30"
    )
    assert page.status == 422
    assert "would end before it begins" in page.text
    assert 'value="Dinner"' in page.response.get_data(as_text=True)


def test_it_cannot_end_before_it_begins(mission: Mission) -> None:
    with pytest.raises(EndsBeforeStart):
        plan(mission, ends_local=START - timedelta(hours=1))


def test_the_deadline_lies_before_the_beginning(mission: Mission) -> None:
    with pytest.raises(DeadlineAfterStart):
        plan(mission, reply_until_local=START + timedelta(hours=1))


def test_it_is_published_only_with_a_text_in_each_language(mission: Mission) -> None:
    event = plan(mission, languages=("en", "ur"))
    with pytest.raises(NoText), transaction():
        service.publish(event, actor=SYSTEM, now=clock.now())


def test_a_cancelled_event_stays_cancelled(mission: Mission) -> None:
    event = plan(mission)
    with transaction():
        service.cancel(event, actor=SYSTEM, now=clock.now())
    with pytest.raises(WrongStatus), transaction():
        service.publish(event, actor=SYSTEM, now=clock.now())


def test_two_people_editing_at_once_do_not_overwrite_each_other(mission: Mission) -> None:
    event = plan(mission)
    seen = event.version
    with transaction():
        service.change(event, facts=facts(capacity=200), seen_version=seen, actor=SYSTEM, now=clock.now())
    with pytest.raises(EditedMeanwhile), transaction():
        service.change(event, facts=facts(capacity=300), seen_version=seen, actor=SYSTEM, now=clock.now())
    db.session.refresh(event)
    assert event.capacity == 200


def test_a_new_hour_is_told_to_the_slices_above(mission: Mission) -> None:
    event = plan(mission)
    told: list[Event] = []

    def listen(sender: Event, **_: object) -> None:
        told.append(sender)

    with event_rescheduled.connected_to(listen), transaction():
        later = facts(starts_local=START + timedelta(days=1))
        service.change(event, facts=later, seen_version=event.version, actor=SYSTEM, now=clock.now())
    assert told == [event]
    assert event.ics_sequence == 1


def test_touch_moves_rev_by_one_each_time(mission: Mission) -> None:
    event = plan(mission)
    before = event.rev
    with transaction():
        assert service.touch(event) == before + 1
        assert service.touch(event) == before + 2


def test_wall_time_holds_across_summer_time(mission: Mission) -> None:
    event = plan(mission, zone="Europe/Vienna", starts_local=datetime(2027, 3, 28, 18, 30))
    assert event.starts_at.hour == 16  # summer time began that morning
    assert clock.to_local(event.starts_at, "Europe/Vienna") == datetime(2027, 3, 28, 18, 30)


def test_the_programme_is_typed_a_line_an_item(desk: Pages, mission: Mission) -> None:
    event = factories.event(mission)
    desk.get(f"/m/{mission.slug}/events/{event.id}/programme").submit(
        "Save the programme", One_item_a_line="18:30 Arrival of guests\n19:00 Address | H.E. Kamal Safarov"
    )
    db.session.rollback()
    items = queries.get(mission.id, event.id).programme
    assert [(i.titles["en"], i.speaker) for i in items] == [
        ("Arrival of guests", ""),
        ("Address", "H.E. Kamal Safarov"),
    ]
    assert items[1].starts_local is not None
    assert (items[1].starts_local.hour, items[1].starts_local.minute) == (19, 0)


def test_a_press_officer_sees_the_event_and_changes_nothing(
    app: Flask, as_role: Callable[..., Pages], mission: Mission
) -> None:
    event = factories.event(mission)
    pages = as_role(Role.PRESS_OFFICER)
    page = pages.get(f"/m/{mission.slug}/events/{event.id}")
    assert page.status == 200
    assert "Cancel the event" not in page.text
    assert pages.get(f"/m/{mission.slug}/events/{event.id}/edit").status == 403


def test_the_chief_guest_is_a_person_of_the_directory(desk: Pages, mission: Mission) -> None:
    event = factories.event(mission)
    form = desk.get(f"/m/{mission.slug}/events/{event.id}/edit").form("Save")
    refused = form.fill("Chief guest", "Nobody Known").submit()
    assert refused.status == 422
    assert "Nobody in the directory is written “Nobody Known”" in refused.text

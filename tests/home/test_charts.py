"""What the desk draws: axes that hold every figure, curves that end with today, years side by side."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.db import transaction
from app.events.models import Event
from app.home import charts, queries
from app.invitations.models import GuestStatus
from app.missions.models import Mission
from app.web import charts as drawing
from tests import factories
from tests.checkin.conftest import add_gate, enrolled, party
from tests.invitations.making import hand_over, invite, person
from tests.pages import Pages

FIRST = date(2026, 11, 1)


@given(st.integers(0, 100_000))
def test_an_axis_holds_its_figure_with_a_handful_of_round_levels(most: int) -> None:
    scale = drawing.scale(most)
    assert scale.top >= most
    assert 3 <= len(scale.levels) <= 6
    assert drawing.TOP <= scale.y(most) <= drawing.BOTTOM


@given(st.integers(1, 500))
def test_a_few_labels_stand_below_an_axis_and_the_last_one_always(number: int) -> None:
    labels = [str(n) for n in range(number)]
    ticks = drawing.ticks(labels, [100 * n / number for n in range(number)])
    assert 1 <= len(ticks) <= drawing.MOST_TICKS
    assert ticks[-1][1] == labels[-1]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=30), st.integers(0, 60))
def test_a_curve_of_days_ends_with_all_and_never_falls(offsets: list[int], until: int) -> None:
    days = [FIRST + timedelta(days=n) for n in offsets]
    curve = charts.by_day(
        days, FIRST + timedelta(days=until), label=str, axis_until=FIRST + timedelta(days=90)
    )
    assert curve is not None
    values = [value for _, value in curve.rows]
    assert values == sorted(values)
    assert values[-1] == curve.total == len(days)
    assert curve.last[0] < 100, "what is still to come is drawn empty"
    assert curve.ticks[-1][1] == str(FIRST + timedelta(days=90))


@given(st.lists(st.integers(0, 7200), min_size=1, max_size=60))
def test_a_curve_of_an_evening_counts_everybody(seconds: list[int]) -> None:
    curve = charts.by_minutes([datetime(2026, 11, 8, 18, 0) + timedelta(seconds=s) for s in seconds])
    assert curve is not None
    assert curve.total == len(seconds)


def test_nothing_is_drawn_of_nothing() -> None:
    assert charts.by_day([], FIRST, label=str) is None
    assert charts.by_minutes([]) is None


@given(st.lists(st.integers(0, 500), min_size=1, max_size=4), st.integers(0, 500))
def test_the_parts_of_a_bar_stand_side_by_side_within_it(counts: list[int], limit: int) -> None:
    bar = charts.side_by_side([(str(n), count) for n, count in enumerate(counts)], limit=limit)
    for before, after in zip(bar.shares, bar.shares[1:], strict=False):
        assert after.x == pytest.approx(before.x + before.width, abs=0.02)
    assert bar.shares[-1].x + bar.shares[-1].width <= 100.02
    assert bar.limit_x is None or 0 < bar.limit_x <= 100


def test_a_past_event_stands_with_those_invited_those_who_accepted_and_those_who_came(
    app: Flask, mission: Mission, desk: Pages
) -> None:
    event = past_event(mission)
    gate = add_gate(event, "Gate 1")
    ada, _ben = party(event, "Ada Orr", "Ben Orr")
    party(event, "Cem Er", status=GuestStatus.DECLINED)
    enrolled(app, gate).admit(ada.id, ago=60)
    (found,) = queries.turnouts(mission)
    assert (found.event.id, found.invited, found.accepted, found.came) == (event.id, 3, 2, 1)
    text = desk.get(f"/m/{mission.slug}/events/").text
    assert "1 guest came of 2 who accepted and 3 invited" in text


def past_event(mission: Mission) -> Event:
    yesterday = clock.now() - timedelta(days=1)
    event = factories.event(mission)
    with transaction():
        event.starts_at = yesterday
        event.ends_at = yesterday + timedelta(hours=2)
    return event


def test_the_overview_offers_the_larger_step_first_to_send_or_to_remind(
    mission: Mission, desk: Pages
) -> None:
    event = factories.event(mission, capacity=100)
    path = f"/m/{mission.slug}/events/{event.id}"
    assert "Choose the guests" in desk.get(path).text
    (first,) = invite(event, person(mission, "Ada Orr"))
    assert "Send 1 invitation" in desk.get(path).text
    hand_over(first)
    page = desk.get(path)
    assert "Remind 1 who has not answered" in page.text
    assert "places in the venue 100" in page.text


def test_the_press_of_an_event_belongs_to_the_event_in_the_navigation(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/press")
    here = [node.text for node in page.tree.iter() if node.get("aria-current") == "page"]
    assert here == ["Events", "Press"]

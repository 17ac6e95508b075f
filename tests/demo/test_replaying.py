"""The replayed evening: bounded, stoppable, through the services of the gate; and the tour without a browser."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.accounts.models import Role, User
from app.checkin import queries as checkin
from app.db import db
from app.demo import replay, tour
from app.demo.errors import EveningOver, EveningRuns
from app.operations import marks
from app.web.urls import settings
from tests.demo.conftest import both_events
from tests.pages import Pages

pytestmark = pytest.mark.timeout(400)


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self, then: Callable[[float], object] = lambda _elapsed: None) -> None:
        self.begun = self.at = clock.now()
        self.then = then

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.then((self.at - self.begun).total_seconds())


def test_an_evening_can_be_stopped_goes_on_and_ends_by_itself(
    demo: tuple[Flask, datetime], now: datetime
) -> None:
    app, _loaded = demo
    _last, this = both_events()
    instance, seen = settings().instance, []

    def look(elapsed: float) -> None:
        with pytest.raises(EveningRuns):
            replay.replay(instance)
        db.session.rollback()
        seen.append(checkin.headcount(this).came)
        if elapsed >= 45:
            replay.stop(instance)

    first = Clock(look)
    replay.ask(instance, first.now())
    sent = replay.replay(instance, now=first.now, wait=first.wait)
    assert (first.at - first.begun).total_seconds() == 45
    assert 0 < seen[5] < seen[-1]
    assert marks.find(instance, marks.EVENING) is None

    done = app.test_cli_runner().invoke(args=["demo", "--evening", "--seconds", "0"])
    assert done.exit_code == 0, done.output
    sent += int(re.search(r"The doors are shut: (\d+) scans", done.output)[1])  # type: ignore[index]
    db.session.rollback()
    assert sent > 200
    assert checkin.headcount(this).came > 120
    assert checkin.open_conflicts(this), "a badge was shown at two doors"
    assert checkin.quarantined(this) == []
    assert len({device.id for device, _grant, _gate in checkin.devices(this)}) == 3

    with pytest.raises(EveningOver):
        while True:
            again = Clock()
            replay.replay(instance, now=again.now, wait=again.wait)
            assert (again.at - again.begun).total_seconds() <= replay.LASTS + replay.TICK


def test_every_stop_of_the_tour_opens_a_page(demo: tuple[Flask, datetime], now: datetime) -> None:
    app, _loaded = demo
    pages = Pages(app.test_client())
    landing = pages.get("/")
    assert landing.path.endswith("/dev/tour") or "ten steps" in landing.text
    assert len(tour.STEPS) == 10
    assert {key for step in tour.STEPS for key in step.stops} == set(tour.STOPS)
    for stop in tour.STOPS.values():
        page = pages.get("/dev/tour").submit(stop.label)
        assert page.status == 200, stop.label


def test_the_tour_is_of_the_demo_alone(pages: Pages, staff: Callable[..., User]) -> None:
    staff(Role.PRESS_OFFICER)
    assert pages.get("/dev/tour").status == 404
    assert "Sign in" in pages.get("/").text

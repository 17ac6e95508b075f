"""The demo's guided tour: open to everybody in demo mode, nowhere else."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security.utils import login_user, logout_user

from app import clock
from app.accounts import guard
from app.demo import loader, replay
from app.demo import tour as stops
from app.errors import NotFound, Unavailable
from app.operations import marks
from app.web.htmx import see_other
from app.web.limits import limiter
from app.web.urls import settings

demo = Blueprint("demo", __name__, url_prefix="/dev")
CUT_OFF = timedelta(seconds=60)


@demo.get("/tour")
@guard.public("the demo's guided tour; refused outside demo mode")
def tour() -> ResponseReturnValue:
    _in_demo()
    return render_template("demo/tour.html", steps=stops.STEPS, stops=stops.STOPS)


@demo.post("/tour/<stop>")
@guard.public("signs in to the demo and opens a page; refused outside demo mode")
@limiter.limit("60 per minute")
def go(stop: str) -> ResponseReturnValue:
    """Sign in as whoever does this, and open the page where it is done."""
    _in_demo()
    if stop not in stops.STOPS:
        raise NotFound
    chosen = stops.STOPS[stop]
    user = stops.user_of(chosen.role) if chosen.role else None
    if user is not None and user != current_user:
        logout_user()
        login_user(user, authn_via=["demo"])
    return see_other(chosen.go(user))


@demo.post("/evening/stop")
@guard.public("ends the replayed evening; refused outside demo mode")
def stop() -> ResponseReturnValue:
    _in_demo()
    replay.stop(settings().instance)
    return redirect(stops.overview(), 303)


@demo.app_template_global()
def evening_replayed() -> dict[str, Any] | None:
    """How far the replayed evening is, while one runs."""
    return replay.running(settings().instance, clock.now()) if settings().demo else None


@demo.before_app_request
def cut_off() -> None:
    """For a minute no gate reaches the embassy, where the tour asked for it."""
    if request.blueprint == "checkin_api" and settings().demo:
        mark = marks.find(settings().instance, marks.GATES_CUT_OFF)
        if mark and clock.now() - mark["at"] < CUT_OFF:
            raise Unavailable


def entrance() -> str | None:
    """Who opens the demo begins with the tour."""
    return url_for("demo.tour") if settings().demo and request.path == "/" else None


def _in_demo() -> None:
    if not settings().demo or not loader.is_loaded():
        raise NotFound

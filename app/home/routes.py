"""Where a person begins, and the overview of an event."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import guard
from app.accounts.permissions import Permission
from app.events import queries as events
from app.home import navigation

home = Blueprint("home", __name__)
home.add_app_template_global(navigation.desk_navigation, "desk_navigation")
home.add_app_template_global(lambda event: navigation.event_tabs(event, {}), "event_tabs")
home.app_context_processor(navigation.context)


@home.get("/")
@guard.signed_in
def start() -> ResponseReturnValue:
    """One mission: its start page; several: the choice."""
    found = guard.missions_of(guard.user())
    if len(found) == 1 and "choose" not in request.args:
        return redirect(url_for("home.mission_start", mission=found[0].slug))
    return render_template("home/missions.html", missions=found)


@home.get("/m/<mission>/")
@guard.needs(Permission.EVENT_READ)
def mission_start() -> ResponseReturnValue:
    return redirect(url_for("events.index"))


@home.get("/m/<mission>/events/<uuid:event_id>")
@guard.needs(Permission.EVENT_READ)
def overview(event_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    return render_template("home/overview.html", event=event)

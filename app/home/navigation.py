"""What the desk leads to, for the person and mission of the request."""

from dataclasses import dataclass

from flask import request, url_for

from app.accounts import guard
from app.accounts.permissions import Permission as P
from app.events.models import Event
from app.i18n import N_, gettext


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    here: bool
    count: int | None = None


# (label, endpoint, permission): shown to those who may go there.
DESK = (
    (N_("Events"), "events.index", P.EVENT_READ),
    (N_("Directory"), "directory.index", P.DIRECTORY_READ),
    (N_("Newsroom"), "press.index", P.PRESS_READ),
    (N_("Outbox"), "admin.outbox", P.OUTBOX_READ),
    (N_("Mission"), "admin.mission", P.MISSION_EDIT),
    (N_("Members"), "admin.members", P.MEMBERS_EDIT),
    (N_("Audit trail"), "admin.audit", P.AUDIT_READ),
)
EVENT_PRESS = "press.event"
# The life of an event, in the order in which the evening happens.
TABS = (
    (N_("Overview"), "home.overview", P.EVENT_READ),
    (N_("Guest list"), "invitations.index", P.GUEST_LIST_READ),
    (N_("Replies"), "rsvps.index", P.REPLY_READ),
    (N_("Gate"), "checkin.index", P.GATE_READ),
    (N_("Press"), EVENT_PRESS, P.PRESS_READ),
)


def desk_navigation() -> list[Entry]:
    section = (request.endpoint or "").split(".")[0]
    return [
        Entry(gettext(label), url_for(endpoint), _is_here(endpoint, section))
        for label, endpoint, permission in DESK
        if guard.may(permission)
    ]


def event_tabs(event: Event, counts: dict[str, int]) -> list[Entry]:
    return [
        Entry(
            gettext(label),
            url_for(endpoint, event_id=event.id),
            (request.endpoint or "").split(".")[0] == endpoint.split(".")[0],
            counts.get(endpoint),
        )
        for label, endpoint, permission in TABS
        if guard.may(permission)
    ]


def _is_here(endpoint: str, section: str) -> bool:
    if section == "admin":
        return request.endpoint == endpoint
    first = endpoint.split(".")[0]
    if first == "events":
        return (
            section in {"events", "home", "invitations", "rsvps", "checkin"}
            or request.endpoint == EVENT_PRESS
        )
    if request.endpoint == EVENT_PRESS:
        return False
    return first == section

"""Who is inside, for the moment when the house must be left. That somebody looked is in the trail."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.checkin import paper, queries
from app.checkin.models import DeviceState
from app.checkin.routes.desk import checkin
from app.checkin.service import deciding
from app.db import transaction
from app.events import queries as events
from app.invitations.names import badge_number

QUIET = 120


@checkin.get("/muster")
@guard.needs(Permission.GATE_MANAGE)
def muster(event_id: UUID) -> ResponseReturnValue:
    event, now = events.get(guard.mission().id, event_id), clock.now()
    with transaction():
        deciding.note_muster(event, actor=guard.actor(), now=now)
    presences = queries.presences(event)
    inside = [
        guest for guest in paper.everyone(event) if guest.id in presences and presences[guest.id].inside
    ]
    unheard = [
        (device.name, gate.name, device.last_contact)
        for device, _grant, gate in queries.devices(event)
        if device.state is DeviceState.ACTIVE
        and (device.last_contact is None or (now - device.last_contact).total_seconds() > QUIET)
    ]
    return render_template(
        "checkin/muster.html",
        event=event,
        now=now,
        inside=[(guest, presences[guest.id]) for guest in inside],
        unheard=unheard,
        others=queries.others_inside(event),
        gate_names={gate.id: gate.name for gate in queries.gates(event)},
        badge_number=badge_number,
    )

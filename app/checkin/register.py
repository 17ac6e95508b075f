"""The gate as a part of the application: its addresses, its two guards, its command and its ear for
changes.
"""

from typing import Any

from flask import Flask, abort, current_app, g, request
from flask_login import current_user

from app.accounts import guard
from app.accounts.guard import Declaration
from app.accounts.permissions import Permission, permissions_of
from app.checkin import handlers, queries
from app.checkin.commands import checkin as command
from app.checkin.errors import DeviceUnknown
from app.checkin.models import Device
from app.checkin.routes import deciding, lists, muster, paper, sent_credential
from app.checkin.routes.api import api
from app.checkin.routes.desk import checkin
from app.checkin.routes.page import gate_page
from app.errors import Forbidden, NotFound
from app.missions import queries as missions

HEADER = "X-Checkin"
SEEN = "checkin_credentials"  # of phones that have written; there are no more of them than phones
PARTS = (deciding, lists, muster, paper)  # modules whose views belong to the blueprint of the gate tab


def init_app(app: Flask) -> None:
    guard.register("device", _device)
    guard.register("acting_device", _acting_device)
    guard.register("officer", _officer)
    app.extensions["csrf"].exempt(api)
    app.extensions[SEEN] = set()
    for blueprint in (api, checkin, gate_page):
        app.register_blueprint(blueprint)
    app.cli.add_command(command)
    handlers.listen()


def _device(_declared: Declaration) -> Any:
    """A phone with a credential. The header takes the place of a token: no foreign page can send it."""
    g.device = _known(_credential())
    return None


def _acting_device(_declared: Declaration) -> Any:
    """A phone that writes: its transaction finds it by its credential, with its post. Who is not known yet is
    looked up before, so that no stranger takes the lock of the database.
    """
    g.credential = _credential()
    seen: set[str] = current_app.extensions[SEEN]
    if g.credential not in seen:
        _known(g.credential)
        seen.add(g.credential)
    return None


def _credential() -> str:
    if request.headers.get(HEADER) != "1":
        abort(400)
    return sent_credential()


def _known(credential: str) -> Device:
    found = queries.device_by_credential(credential)
    if found is None:
        raise DeviceUnknown
    return found


def _officer(declared: Declaration) -> Any:
    """A member of staff at an address that names no mission: it is the device's or the event's."""
    if request.headers.get(HEADER) != "1":
        abort(400)
    if not current_user.is_authenticated:
        abort(401)
    values = request.view_args or {}
    mission_id = queries.mission_of(event_id=values.get("event_id"), device_id=values.get("device_id"))
    roles = guard.roles_in(guard.user(), mission_id) if mission_id else []
    if mission_id is None or not roles:
        raise NotFound
    g.mission, g.permissions = missions.get(mission_id), permissions_of(roles)
    if Permission(declared.detail) not in g.permissions:
        raise Forbidden
    return None

"""The protocol of the devices, version 1 (docs/offline-check-in.md)."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.checkin import errors, queries, roster, sync, wire
from app.checkin.assets import BUILD, MIN_BUILD
from app.checkin.instants import stamp
from app.checkin.models import Right
from app.checkin.routes import cookie_name, credential, device, sent_credential
from app.checkin.service import deciding
from app.errors import DomainError, NotFound
from app.events import queries as events
from app.tokens import KeyRing
from app.web.errors import answer, sentence_of, status_of
from app.web.limits import limiter

api = Blueprint("checkin_api", __name__, url_prefix="/api/checkin/v1")

STATUS: dict[type[DomainError], int] = {
    errors.CodeRefused: 410,
    errors.DeviceUnknown: 401,
    errors.DeviceRevoked: 401,
    errors.GrantExpired: 401,
    errors.CursorTooOld: 410,
    errors.OtherMission: 409,
}
KEEPS = 180 * 24 * 3600


@api.before_request
def only_scripts_of_ours() -> None:
    if request.headers.get("X-Checkin") != "1":
        abort(400)


@api.after_request
def stamped(response: Response) -> Response:
    """Every answer tells the time, so that a phone can measure its clock, and the build of the page."""
    if response.is_json:
        stamps = {"schema": 1, "server_time": stamp(clock.now()), "build": BUILD, "min_build": MIN_BUILD}
        # Into the text itself: a list of a thousand guests is not read and written once more for four fields.
        rest = response.get_data().strip()[1:]
        first = json.dumps(stamps)[:-1].encode()
        response.set_data(first + (b"" if rest == b"}" else b",") + rest)
    return response


@api.errorhandler(DomainError)
def refused(error: DomainError) -> Response:
    response = answer(STATUS.get(type(error)) or status_of(error), error.code, sentence_of(error))
    if isinstance(error, errors.LogIncomplete):
        response.set_data(current_app.json.dumps({**response.get_json(), "missing": error.missing}))
    if isinstance(error, errors.DeviceRevoked):
        response.set_data(current_app.json.dumps({**response.get_json(), "wipe": True}))
    return response


@api.get("/ping")
@guard.declare("device")
def ping() -> ResponseReturnValue:
    return "", 204


@api.post("/enrol")
@guard.public("a phone becomes a device by the code it brings")
@limiter.limit("20 per minute")
def enrol() -> ResponseReturnValue:
    body, now = _body(), clock.now()
    known = queries.device_by_credential(sent_credential())
    enrolled = sync.enrol(
        wire.clean(body.get("code"), 40),
        device_id=known.id if known else None,
        device_name=wire.clean(body.get("device_name"), 100),
        operator=wire.clean(body.get("operator"), 100),
        app_build=wire.clean(body.get("app_build"), 40),
        now=now,
    )
    response = make_response(jsonify(sync.enrolment(enrolled)), 201)
    if enrolled.credential:
        response.set_cookie(
            cookie_name(),
            enrolled.credential,
            max_age=KEEPS,
            secure=cookie_name().startswith("__Host-"),
            httponly=True,
            samesite="Strict",
            path="/",
        )
    return response


@api.get("/events/<uuid:event_id>/snapshot")
@guard.declare("device")
def snapshot(event_id: UUID) -> ResponseReturnValue:
    event, rights = sync.reading(device(), event_id, clock.now())
    limit = _number("limit", 1000, least=1, most=1000)
    after = _uuid(request.args.get("after"))
    return jsonify(sync.snapshot(event, rights, after=after, limit=limit, keys=_keys()))


@api.get("/events/<uuid:event_id>/changes")
@guard.declare("device")
def changes(event_id: UUID) -> ResponseReturnValue:
    event, rights = sync.reading(device(), event_id, clock.now())
    since, limit = _number("since", 0), _number("limit", 500, least=1, most=500)
    epoch = request.args.get("epoch", "")
    found = sync.changes(device(), event, rights, epoch=epoch, since=since, limit=limit, keys=_keys())
    return jsonify(found)


@api.get("/events/<uuid:event_id>/guests/<uuid:guest_id>/photo")
@guard.declare("device")
def photo(event_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    """A guest's portrait, for the arrivals board alone."""
    event, rights = sync.reading(device(), event_id, clock.now())
    if Right.BOARD not in rights:
        raise NotFound
    return Response(roster.portrait(event, guest_id), mimetype="image/jpeg")


@api.post("/events/<uuid:event_id>/claims")
@guard.declare("acting_device")
def claim(event_id: UUID) -> ResponseReturnValue:
    body = _body()
    claim_id, gate_id = _uuid(body.get("id")), _uuid(body.get("gate_id"))
    guest_id, h = _uuid(body.get("gid")), body.get("h")
    if claim_id is None or gate_id is None or not (guest_id or isinstance(h, str)):
        abort(400)
    answer = sync.claim(
        credential(),
        event_id,
        claim_id=claim_id,
        guest_id=guest_id,
        h=h,
        gate_id=gate_id,
        keys=_keys(),
        now=clock.now(),
    )
    return jsonify(answer)


@api.post("/events/<uuid:event_id>/scans")
@guard.declare("acting_device")
def scans(event_id: UUID) -> ResponseReturnValue:
    try:
        envelope = wire.read_envelope(_bytes())
    except wire.UnreadableError:
        abort(400)
    if len(envelope.items) > wire.MAX_ITEMS:
        abort(413)
    return jsonify(sync.receipt(sync.upload(credential(), event_id, envelope=envelope, now=clock.now())))


@api.post("/events/<uuid:event_id>/conflicts/<cid>/resolve")
@guard.declare("officer", Permission.GATE_RESOLVE.value)
def resolve(event_id: UUID, cid: str) -> ResponseReturnValue:
    body = _body()
    action = body.get("action")
    if action not in (deciding.SEEN, deciding.VOID_SCAN):
        abort(400)
    event = events.get(guard.mission().id, event_id)
    person = guard.user()
    note = wire.clean(body.get("note"), wire.NOTE)
    found = sync.resolve(
        event, cid, action=action, note=note, operator=person.name, who=guard.actor(), now=clock.now()
    )
    return jsonify(found)


@api.post("/devices/<uuid:device_id>/<any(revoke,lost,approve_quarantine):verb>")
@guard.declare("officer", Permission.GATE_RESOLVE.value)
def decide_device(device_id: UUID, verb: str) -> ResponseReturnValue:
    found = queries.device(guard.mission().id, device_id)
    sync.decide_device(found, verb, event_id=None, who=guard.actor(), now=clock.now())
    return jsonify(id=str(device_id), state=found.state.value)


@api.post("/events/<uuid:event_id>/close")
@guard.declare("device")
def close(event_id: UUID) -> ResponseReturnValue:
    body = _body()
    event = queries.event_of(device(), event_id)
    last, log_hash = body.get("last_seq"), body.get("log_hash")
    if (
        _uuid(body.get("device_id")) != device().id
        or not isinstance(last, int)
        or not 0 <= last <= wire.BIGGEST
    ):
        abort(400)
    deciding.check_log(device(), event, last_seq=last, log_hash=str(log_hash))
    return jsonify(complete=True)


def _body() -> dict[str, Any]:
    try:
        body = json.loads(_bytes())
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(body, dict):
        abort(400)
    return body


def _bytes() -> bytes:
    """The body, as far as a batch may be long."""
    if (request.content_length or 0) > wire.MAX_BYTES:
        abort(413)
    body = request.get_data()
    if len(body) > wire.MAX_BYTES:
        abort(413)
    return body


def _keys() -> KeyRing:
    keys: KeyRing = current_app.extensions["keys"]
    return keys


def _uuid(value: object) -> UUID | None:
    if not isinstance(value, str):
        return None
    try:
        return UUID(value)
    except ValueError:
        abort(400)


def _number(name: str, default: int, *, least: int = 0, most: int = 2**53) -> int:
    text = request.args.get(name, str(default))
    return (
        min(max(least, int(text)), most) if text.isascii() and text.isdigit() and len(text) < 17 else default
    )

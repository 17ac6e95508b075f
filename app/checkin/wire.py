"""What a device sends, read from JSON: shape only, no rules. Every schema ever released stays readable.

A text that is too long is cut, a character that no database takes is dropped: a fact is not lost over its
spelling.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.checkin.fold import Kind
from app.checkin.instants import Sample, read_stamp

SCHEMA = 1
MAX_ITEMS = 200
MAX_BYTES = 256 * 1024
BIGGEST = 2**53
NOTE = 280
NAME = 200
DEEPEST = 12


class UnreadableError(ValueError):
    """An item, or the whole envelope, that is not what the protocol says; the message is its reason code."""


@dataclass(frozen=True, slots=True)
class WalkIn:
    """A person without invitation, as the gate wrote him down."""

    name: str
    office: str
    vouched_by: str


@dataclass(frozen=True, slots=True)
class Item:
    """One scan as it arrived; `hash` is the SHA-256 of its canonical JSON, `raw` that JSON's object."""

    id: UUID
    seq: int
    kind: Kind
    gid: UUID | None
    h: str | None
    walk_in: WalkIn | None
    shown_name: str
    gate_id: UUID
    operator: str
    method: str
    device_time: datetime
    mono_ms: int
    known_rev: int
    known_epoch: str
    advice: str
    override_reason: str | None
    ref: UUID | None
    note: str
    hash: str
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A batch; its items are still raw, so that one of them cannot spoil the rest. `waiting` scans stay
    behind; `musters`: each time that the phone showed who is inside.
    """

    app_build: str
    sample: Sample
    items: list[Any]
    waiting: int = 0
    known_rev: int = 0
    musters: tuple[UUID, ...] = ()


def canonical(value: object) -> str:
    """The hash of a JSON value whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def read_envelope(body: bytes) -> Envelope:
    """Raises UnreadableError only when the envelope itself is not JSON of the right shape."""
    try:
        data = json.loads(body, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not_json") from error
    if not isinstance(data, dict) or not isinstance(data.get("scans"), list):
        raise UnreadableError("not_an_envelope")
    return Envelope(
        app_build=clean(data.get("app_build"), 40),
        sample=read_sample(data.get("clock")),
        items=[item if shallow(item) else _too_deep(item) for item in data["scans"]],
        waiting=max(0, min(_whole(data.get("waiting")) or 0, 10**6)),
        known_rev=max(0, _whole(data.get("known_rev")) or 0),
        musters=tuple(_uuids(data.get("musters"))),
    )


def read_sample(data: object) -> Sample:
    """What the device says of its clock; whatever is missing or odd makes its times uncertain, no more."""
    if not isinstance(data, dict):
        return Sample()
    return Sample(
        offset_ms=_whole(data.get("offset_ms")),
        rtt_ms=_whole(data.get("rtt_ms")),
        age_s=_whole(data.get("age_s")),
        jump_ms=_whole(data.get("jump_ms")) or 0,
    )


def read_item(data: object) -> Item:
    """One scan; raises UnreadableError with the name of the field that cannot be used."""
    if not isinstance(data, dict):
        raise UnreadableError("not_an_object")
    return Item(
        id=_uuid(data, "id"),
        seq=_count(data, "seq", least=1),
        kind=_kind(data),
        gid=_maybe_uuid(data, "gid"),
        h=_digest(data),
        walk_in=_walk_in(data.get("walk_in")),
        shown_name=clean(data.get("shown_name"), NAME),
        gate_id=_uuid(data, "gate_id"),
        operator=clean(data.get("operator"), 100),
        method=clean(data.get("method"), 20),
        device_time=_moment(data),
        mono_ms=_whole(data.get("mono_ms")) or 0,
        known_rev=_count(data, "known_rev", least=0),
        known_epoch=clean(data.get("known_epoch"), 40),
        advice=clean(data.get("advice"), 40),
        override_reason=clean(data.get("override_reason"), NOTE) or None,
        ref=_maybe_uuid(data, "ref"),
        note=clean(data.get("note"), NOTE),
        hash=canonical(data),
        raw=data,
    )


def shallow(value: object) -> bool:
    """Whether a JSON value is nested no deeper than anything the protocol knows."""
    level: list[object] = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return True
    return False


def given_id(data: object) -> UUID | None:
    """The id that an unreadable item carries, if at least that can be read."""
    try:
        return _uuid(data, "id") if isinstance(data, dict) else None
    except UnreadableError:
        return None


def clean(value: object, length: int) -> str:
    """A text that every database takes: no NUL, no lone surrogate, cut to `length` characters."""
    if not isinstance(value, str):
        return ""
    text = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.split())[:length]


def storable(data: object) -> dict[str, Any]:
    """An unreadable item in a form that can be kept: its JSON as text, cut at 8,000 characters."""
    return {"item": json.dumps(data, ensure_ascii=True).replace("\\u0000", "")[:8000]}


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _too_deep(item: object) -> dict[str, Any]:
    """What is kept of an item that no honest device sends: enough to answer it."""
    held = item if isinstance(item, dict) else {}
    return {name: held[name] for name in ("id", "seq") if isinstance(held.get(name), str | int)} | {
        "kind": "too_deep"
    }


def _number(digits: str) -> int | float:
    """A whole number of any length; Python refuses to read very long ones, which would spoil the whole
    batch.
    """
    return int(digits) if len(digits) < 20 else float(digits)


def _uuid(data: dict[str, Any], name: str) -> UUID:
    value = data.get(name)
    if not isinstance(value, str) or len(value) > 40:
        raise UnreadableError(name)
    try:
        return UUID(value)
    except ValueError as error:
        raise UnreadableError(name) from error


def _uuids(value: object) -> Iterator[UUID]:
    """Those of a list that are ids, as far as a batch may be long."""
    for one in value[:MAX_ITEMS] if isinstance(value, list) else []:
        try:
            yield _uuid({"id": one}, "id")
        except UnreadableError:
            continue


def _maybe_uuid(data: dict[str, Any], name: str) -> UUID | None:
    return None if data.get(name) is None else _uuid(data, name)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value) if abs(value) < BIGGEST else None


def _count(data: dict[str, Any], name: str, *, least: int) -> int:
    value = _whole(data.get(name))
    if value is None or value < least:
        raise UnreadableError(name)
    return value


def _kind(data: dict[str, Any]) -> Kind:
    try:
        return Kind(str(data.get("kind")))
    except ValueError as error:
        raise UnreadableError("kind") from error


def _digest(data: dict[str, Any]) -> str | None:
    value = data.get("h")
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != 32 or not set(value) <= set("0123456789abcdef"):
        raise UnreadableError("h")
    return value


def _walk_in(value: object) -> WalkIn | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise UnreadableError("walk_in")
    return WalkIn(
        clean(value.get("name"), NAME),
        clean(value.get("office"), NAME),
        clean(value.get("vouched_by"), NAME),
    )


def _moment(data: dict[str, Any]) -> datetime:
    try:
        moment = read_stamp(str(data.get("device_time")))
    except (ValueError, OverflowError) as error:
        raise UnreadableError("device_time") from error
    if not 1971 <= moment.year <= 9000:
        raise UnreadableError("device_time")
    return moment

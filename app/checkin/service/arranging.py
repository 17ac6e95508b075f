"""The gates of an event."""

from datetime import datetime

from sqlalchemy import func, select

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import queries
from app.checkin.errors import GateInUse, GateNameTaken
from app.checkin.fold import Stage
from app.checkin.models import Gate, Grant, Scan
from app.db import db
from app.events import service as events
from app.events.models import Event


def add_gate(event: Event, *, name: str, stage: Stage, actor: Actor, now: datetime) -> Gate:
    """A further entrance, after those there are. Raises GateNameTaken."""
    events.touch(event)
    known = queries.gates(event)
    if any(gate.name.casefold() == name.casefold() for gate in known):
        raise GateNameTaken
    gate = Gate(
        mission_id=event.mission_id,
        event_id=event.id,
        name=name,
        stage=stage,
        position=len(known),
    )
    db.session.add(gate)
    db.session.flush()
    _audit("checkin.gate.add", gate, actor=actor, now=now)
    return gate


def remove_gate(gate: Gate, event: Event, *, actor: Actor, now: datetime) -> None:
    """Take a gate away that nobody used. Raises GateInUse."""
    events.touch(event)
    used = sum(
        db.session.scalar(select(func.count(model.id)).where(model.gate_id == gate.id)) or 0
        for model in (Grant, Scan)
    )
    if used:
        raise GateInUse
    _audit("checkin.gate.remove", gate, actor=actor, now=now)
    db.session.delete(gate)


def _audit(verb: str, gate: Gate, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb,
        "gate",
        gate.id,
        actor=actor,
        now=now,
        mission_id=gate.mission_id,
        event_id=gate.event_id,
    )

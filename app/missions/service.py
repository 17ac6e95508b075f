"""Founding and changing a mission; the numbers it gives out."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from babel import Locale
from sqlalchemy import select

from app import clock
from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.i18n import LANGUAGES
from app.missions.errors import BadColour, BadSlug, BadState, SlugTaken, UnknownZone
from app.missions.models import Counter, Mission, State

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
STATE_CODE = re.compile(r"[A-Z]{2,8}")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
NO_STATES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
EDITABLE = frozenset(column.key for column in Mission.__table__.columns) - {
    "id",
    "slug",
    "emblem",
    "created_at",
}


def create(slug: str, *, names: dict[str, str], actor: Actor, now: datetime, **fields: Any) -> Mission:
    """Found a mission. Raises BadSlug, SlugTaken, UnknownZone, BadColour."""
    if not SLUG.fullmatch(slug):
        raise BadSlug
    if db.session.scalars(select(Mission.id).where(Mission.slug == slug)).first():
        raise SlugTaken(slug=slug)
    ensure_states()
    mission = Mission(slug=slug, names=names, created_at=now)
    db.session.add(mission)
    _assign(mission, fields)
    db.session.flush()
    audit.record(
        "mission.create", "mission", mission.id, actor=actor, now=now, mission_id=mission.id, fields=fields
    )
    return mission


def update(mission: Mission, *, actor: Actor, now: datetime, **fields: Any) -> None:
    """Change the named fields. Raises UnknownZone, BadColour."""
    changed = {name: value for name, value in fields.items() if getattr(mission, name) != value}
    _assign(mission, changed)
    if changed:
        audit.record(
            "mission.update",
            "mission",
            mission.id,
            actor=actor,
            now=now,
            mission_id=mission.id,
            fields=changed,
        )


def set_emblem(mission: Mission, data: bytes, *, actor: Actor, now: datetime) -> None:
    """Keep the emblem, a PNG already made small and without metadata."""
    mission.emblem = data
    audit.record(
        "mission.emblem",
        "mission",
        mission.id,
        actor=actor,
        now=now,
        mission_id=mission.id,
        fields=["emblem"],
    )


def next_number(mission_id: UUID, series: str, subject: str = "", *, count: int = 1) -> int:
    """The next human number of a series; with `count` the first of so many.

    Its row is locked until commit, so numbers have no gaps of races.
    """
    query = select(Counter).where(
        Counter.mission_id == mission_id, Counter.series == series, Counter.subject == subject
    )
    counter = db.session.scalars(query.with_for_update()).one_or_none()
    if counter is None:
        counter = Counter(mission_id=mission_id, series=series, subject=subject, value=0)
        db.session.add(counter)
    counter.value += count
    db.session.flush()
    return counter.value - count + 1


def ensure_states() -> None:
    """Fill the list of states from the Unicode CLDR (by Babel) where it is empty; afterwards it is the house's."""
    if db.session.scalars(select(State.code).limit(1)).first():
        return
    territories = {lang: Locale(lang).territories for lang in LANGUAGES}
    for code, name in states_of_the_world():
        names = {lang: by_code.get(code, name) for lang, by_code in territories.items()}
        db.session.add(State(code=code, names=names))
    db.session.flush()


def states_of_the_world() -> list[tuple[str, str]]:
    """Code and English name of every state of the Unicode CLDR, by name."""
    every = Locale("en").territories.items()
    found = [
        (code, name) for code, name in every if len(code) == 2 and code.isalpha() and code not in NO_STATES
    ]
    return sorted(found, key=lambda one: one[1])


def put_state(code: str, names: dict[str, str], *, actor: Actor, now: datetime) -> State:
    """Add a state, or change how it is written. Raises BadState."""
    code = code.upper()
    if not STATE_CODE.fullmatch(code) or not names.get("en"):
        raise BadState
    state = db.session.get(State, code) or State(code=code)
    state.names = names
    db.session.add(state)
    audit.record("state.put", "state", None, actor=actor, now=now, mission_id=None, fields=["names"])
    return state


def contrast(colour: str, paper: str = "#FBFAF7") -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(colour), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _assign(mission: Mission, fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - EDITABLE:
        raise TypeError(f"not a field of a mission: {sorted(unknown)}")
    if (zone := fields.get("zone")) is not None and zone not in clock.zones():
        raise UnknownZone(zone=zone)
    if (colour := fields.get("accent_colour")) is not None:
        if not COLOUR.fullmatch(colour) or contrast(colour) < LEAST_CONTRAST:
            raise BadColour
    for name, value in fields.items():
        setattr(mission, name, value)

"""Planning an event and leading it through its life.

`touch` is the event's lock: whoever changes what a gate must know takes it first (several events: in id order).
"""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Executable, Table, bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from app import clock
from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.events.errors import (
    DeadlineAfterStart,
    EditedMeanwhile,
    EndsBeforeStart,
    NoSuchHour,
    NoText,
    WrongStatus,
)
from app.events.models import (
    DressCode,
    Event,
    EventStatus,
    EventText,
    FunctionType,
    ProgrammeItem,
    ReplyMode,
)
from app.events.signals import event_cancelled, event_changed, event_rescheduled


@dataclass(frozen=True, slots=True)
class Plan:
    """The facts of an event. Times are wall times in `zone`."""

    title: str
    starts_local: datetime
    zone: str
    ends_local: datetime | None = None
    function_type: FunctionType = FunctionType.RECEPTION
    address: str = ""
    map_url: str = ""
    host_state: str = ""
    city: str = ""
    chief_guest_id: UUID | None = None
    dress_code: DressCode | None = None
    or_national_dress: bool = True
    reply_mode: ReplyMode = ReplyMode.RSVP
    reply_until_local: datetime | None = None
    reply_telephone: str = ""
    reply_email: str = ""
    may_be_represented: bool = True
    food_served: bool = True
    capacity: int | None = None
    hard_capacity: bool = False
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the card and the letter say in one language."""

    title: str
    occasion: str = ""
    hosts: str = ""
    request_line: str = ""
    function: str = ""
    venue: str = ""
    parking: str = ""
    dress_note: str = ""
    note: str = ""
    letter_subject: str = ""
    letter_body: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the programme."""

    titles: dict[str, str]
    starts_local: datetime | None = None
    speaker: str = ""
    speaker_id: UUID | None = None


EVENT = cast(Table, Event.__table__)
WALL_TIMES = ("starts_local", "ends_local", "zone")


@cache
def _moved() -> Executable:
    """One statement locks the row, moves it and reads what another transaction may have changed before; put
    together once.
    """
    moved = update(EVENT).where(EVENT.c.id == bindparam("event")).values(rev=EVENT.c.rev + 1)
    return moved.returning(EVENT.c.rev, EVENT.c.status, EVENT.c.epoch)


def touch(event: Event) -> int:
    """Lock the event until commit, move `rev` by one and return it."""
    db.session.flush()
    row = db.session.connection().execute(_moved(), {"event": event.id}).one()
    for name, value in row._mapping.items():
        set_committed_value(event, name, value)
    return event.rev


def touch_unread(event_id: UUID) -> None:
    """The same for an event of which nothing is read yet: what is read from now on holds until commit."""
    db.session.connection().execute(_moved(), {"event": event_id})


def lock(mission_id: UUID, event_id: UUID) -> Event:
    """The event, locked and with `rev` moved. Raises NotFound through `queries.get` at the caller."""
    event = db.session.scalars(
        select(Event).where(Event.mission_id == mission_id, Event.id == event_id).with_for_update()
    ).one()
    touch(event)
    return event


def plan(
    mission_id: UUID,
    *,
    facts: Plan,
    wordings: dict[str, Wording],
    actor: Actor,
    now: datetime,
    previous: Event | None = None,
) -> Event:
    """A new event, as a draft. Raises EndsBeforeStart, DeadlineAfterStart, NoSuchHour."""
    event = Event(mission_id=mission_id, created_at=now, previous_id=previous.id if previous else None)
    event.officer_in_charge_id = actor.id
    _set_facts(event, facts)
    db.session.add(event)
    db.session.flush()
    for language, wording in wordings.items():
        _set_wording(event, language, wording)
    _audit("event.plan", event, actor=actor, now=now)
    return event


def change(event: Event, *, facts: Plan, seen_version: int, actor: Actor, now: datetime) -> None:
    """Change the facts. A new hour is told by the signal `event_rescheduled`. Raises EditedMeanwhile."""
    touch(event)
    db.session.refresh(event, attribute_names=["version"])
    if event.version != seen_version:
        raise EditedMeanwhile
    before = _facts_of(event)
    _set_facts(event, facts)
    changed = [name for name, value in _facts_of(event).items() if before[name] != value]
    if not changed:
        return
    event.version += 1
    if set(changed) & {*WALL_TIMES, "address"}:
        event.ics_sequence += 1
    _audit("event.change", event, actor=actor, now=now, fields=changed)
    if set(changed) & set(WALL_TIMES):
        event.rescheduled_at = now
        event_rescheduled.send(event, actor=actor, now=now)
    event_changed.send(event, actor=actor, now=now)


def word(event: Event, *, language: str, wording: Wording, actor: Actor, now: datetime) -> None:
    """Set the texts of one language; its version rises when they change."""
    touch(event)
    changed = _set_wording(event, language, wording)
    if changed:
        _audit("event.word", event, actor=actor, now=now, fields=[f"{language}.{name}" for name in changed])
        event_changed.send(event, actor=actor, now=now)


def set_programme(event: Event, *, items: list[Item], actor: Actor, now: datetime) -> None:
    """Replace the programme."""
    touch(event)
    event.programme.clear()
    db.session.flush()
    for position, item in enumerate(items, start=1):
        row = ProgrammeItem(mission_id=event.mission_id, event_id=event.id, position=position)
        row.titles, row.starts_local = item.titles, item.starts_local
        row.speaker, row.speaker_id = item.speaker, item.speaker_id
        event.programme.append(row)
    _audit("event.programme", event, actor=actor, now=now, fields=["programme"])


def follow(event: Event, *, previous: Event, actor: Actor, now: datetime) -> None:
    """Say which event this one follows, as this year's reception follows last year's."""
    if event.previous_id != previous.id:
        touch(event)
        event.previous_id = previous.id
        _audit("event.follow", event, actor=actor, now=now, fields=["previous_id"])


def publish(event: Event, *, actor: Actor, now: datetime) -> None:
    """From now on letters may leave. Raises WrongStatus, NoText."""
    missing = [language for language in event.languages if language not in {t.language for t in event.texts}]
    if missing:
        raise NoText(language=missing[0])
    _move(event, EventStatus.PUBLISHED, {EventStatus.DRAFT, EventStatus.POSTPONED}, actor=actor, now=now)


def postpone(event: Event, *, actor: Actor, now: datetime) -> None:
    """It will be held, later; letters wait until it is published again with its new hour."""
    _move(event, EventStatus.POSTPONED, {EventStatus.PUBLISHED}, actor=actor, now=now)


def cancel(event: Event, *, actor: Actor, now: datetime) -> None:
    """It will not be held. Letters not yet sent are recalled through the signal `event_cancelled`."""
    allowed = {EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.POSTPONED}
    _move(event, EventStatus.CANCELLED, allowed, actor=actor, now=now)
    event.ics_sequence += 1
    event_cancelled.send(event, actor=actor, now=now)


def close(event: Event, *, actor: Actor, now: datetime) -> None:
    """It is over, and nothing more is expected."""
    _move(event, EventStatus.CLOSED, {EventStatus.PUBLISHED}, actor=actor, now=now)


def cut_list(event: Event, *, actor: Actor, now: datetime) -> int:
    """Cut the next version of the guest list, for prints and phones; returns its number."""
    event.list_version_rev = touch(event)
    event.list_version += 1
    event.list_version_at = now
    _audit("event.cut_list", event, actor=actor, now=now, fields=["list_version"])
    return event.list_version


def _move(
    event: Event, status: EventStatus, allowed: set[EventStatus], *, actor: Actor, now: datetime
) -> None:
    touch(event)
    if event.status not in allowed:
        raise WrongStatus(status=event.status.value)
    event.status = status
    _audit(f"event.{status.value}", event, actor=actor, now=now, fields=["status"])


def _set_facts(event: Event, facts: Plan) -> None:
    if facts.zone not in clock.zones():
        raise NoSuchHour(zone=facts.zone)
    if facts.ends_local and facts.ends_local <= facts.starts_local:
        raise EndsBeforeStart
    if facts.reply_until_local and facts.reply_until_local > facts.starts_local:
        raise DeadlineAfterStart
    for field in dataclasses.fields(facts):
        value: Any = getattr(facts, field.name)
        setattr(event, field.name, list(value) if field.name == "languages" else value)
    derive(event)


def derive(event: Event) -> None:
    """Recompute the instants from the wall times, as after new rules of a zone."""
    event.starts_at = clock.to_utc(event.starts_local, event.zone)
    event.ends_at = clock.to_utc(event.ends_local, event.zone) if event.ends_local else None
    event.reply_until = clock.to_utc(event.reply_until_local, event.zone) if event.reply_until_local else None


def _facts_of(event: Event) -> dict[str, Any]:
    values = {field.name: getattr(event, field.name) for field in dataclasses.fields(Plan)}
    return values | {"languages": tuple(event.languages)}


def word_letter(event: Event, what: str, *, words: dict[str, str], actor: Actor, now: datetime) -> None:
    """Give a letter beside the invitation words of its own, by language; empty for the usual ones."""
    touch(event)
    for text in event.texts:
        said = words.get(text.language, "")
        if said != text.other_letters.get(what, ""):
            others = {name: value for name, value in text.other_letters.items() if name != what}
            text.other_letters = {**others, what: said} if said else others
            text.version += 1
    _audit("event.word_letter", event, actor=actor, now=now, fields=["other_letters"])


def _set_wording(event: Event, language: str, wording: Wording) -> list[str]:
    text = next((t for t in event.texts if t.language == language), None)
    if text is None:
        text = EventText(mission_id=event.mission_id, event_id=event.id, language=language, version=0)
        event.texts.append(text)
    changed = [
        f.name for f in dataclasses.fields(wording) if getattr(text, f.name) != getattr(wording, f.name)
    ]
    for name in changed:
        setattr(text, name, getattr(wording, name))
    if changed:
        text.version += 1
    db.session.flush()
    return changed


def _audit(verb: str, event: Event, *, actor: Actor, now: datetime, fields: Any = ()) -> None:
    audit.record(
        verb,
        "event",
        event.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
        fields=fields,
    )

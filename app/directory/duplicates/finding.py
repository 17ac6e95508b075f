"""Which records may be of one person.

Records meet in blocks: the same folded address, the same telephone, two sounds of the name within one organisation,
the very same name where an organisation is unknown. Only those who meet are compared, never one against all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy import func as sql

from app.db import db, new_id
from app.directory.folding import identity
from app.directory.models import (
    Appointment,
    ContactKind,
    ContactPoint,
    DuplicatePair,
    Ground,
    Likeness,
    Office,
    Organisation,
    Person,
    PersonName,
    SearchKey,
)
from app.names import Verdict, same_person

Pair = tuple[UUID, UUID]
Block = Sequence[UUID]

# A telephone that forty share is a switchboard: within it only those with like-sounding names are compared.
CROWD = 12
_BATCH = 500
_PAIR_KEYS = ("w:", "w;")
_GROUND = {ContactKind.EMAIL: Ground.EMAIL, ContactKind.PHONE: Ground.PHONE}
_LIKENESS = {Verdict.YES: Likeness.SURE, Verdict.PERHAPS: Likeness.POSSIBLE}


@dataclass(frozen=True, slots=True)
class Found:
    likeness: Likeness
    grounds: tuple[Ground, ...]


@dataclass(slots=True)
class _Known:
    """What is read of a mission for comparing, by person."""

    names: defaultdict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    bodies: defaultdict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    sounds: defaultdict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    couples: set[Pair] = field(default_factory=set)


def find(mission_id: UUID) -> dict[Pair, Found]:
    """All pairs of the mission that a person should look at."""
    known = _read(mission_id)
    met: defaultdict[Pair, set[Ground]] = defaultdict(set)
    for ground, block in _blocks(mission_id, known):
        for one, other in _meeting(block, known) if len(block) > CROWD else combinations(block, 2):
            met[ordered(one, other)].add(ground)
    found = {}
    for pair, grounds in met.items():
        likeness = None if pair in known.couples else _likeness(pair, grounds, known)
        if likeness is not None:
            found[pair] = Found(likeness, tuple(ground for ground in Ground if ground in grounds))
    return found


def keep(mission_id: UUID, found: dict[Pair, Found], *, now: datetime) -> int:
    """Bring the queue in line with what was found; returns how many pairs are new to it.

    What somebody called different stays so, whatever is found again.
    """
    query = select(DuplicatePair).where(DuplicatePair.mission_id == mission_id)
    present = {(pair.first_id, pair.second_id): pair for pair in db.session.scalars(query)}
    stale = [pair.id for key, pair in present.items() if key not in found and pair.different_at is None]
    for start in range(0, len(stale), _BATCH):
        batch = stale[start : start + _BATCH]
        db.session.execute(
            delete(DuplicatePair).where(DuplicatePair.mission_id == mission_id, DuplicatePair.id.in_(batch))
        )
    fresh = 0
    living = _living(mission_id, {person_id for pair in found.keys() - present.keys() for person_id in pair})
    for key, one in found.items():
        pair = present.get(key)
        if pair is not None:
            if (pair.likeness, pair.grounds) != (one.likeness, [*one.grounds]):
                pair.likeness, pair.grounds = one.likeness, [ground.value for ground in one.grounds]
        elif living.issuperset(key):
            fresh += 1
            db.session.add(make_pair(mission_id, key, one, now=now))
    db.session.flush()
    return fresh


def make_pair(mission_id: UUID, pair: Pair, found: Found, *, now: datetime) -> DuplicatePair:
    return DuplicatePair(
        id=new_id(),
        mission_id=mission_id,
        first_id=pair[0],
        second_id=pair[1],
        likeness=found.likeness,
        grounds=[ground.value for ground in found.grounds],
        found_at=now,
    )


def ordered(one: UUID, other: UUID) -> Pair:
    """A pair is stored once, the older id first."""
    return (one, other) if one.int < other.int else (other, one)


def _living(mission_id: UUID, person_ids: set[UUID]) -> set[UUID]:
    """Who is still there: between looking and writing somebody may have gone."""
    ids, living = list(person_ids), set[UUID]()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        living |= set(
            db.session.scalars(select(Person.id).where(Person.mission_id == mission_id, Person.id.in_(batch)))
        )
    return living


def _read(mission_id: UUID) -> _Known:
    known = _Known()
    names = select(PersonName.person_id, PersonName.full).where(PersonName.mission_id == mission_id)
    for person_id, full in db.session.execute(names):
        known.names[person_id].append(full)
    posts = (
        select(Appointment.person_id, Office.organisation_id)
        .join(Office, Office.id == Appointment.office_id)
        .join(Organisation, Organisation.id == Office.organisation_id)
        .where(Appointment.mission_id == mission_id, Organisation.name != "")
    )
    for person_id, body_id in db.session.execute(posts):
        known.bodies[person_id].add(body_id)
    first, after = _PAIR_KEYS
    sounds = select(SearchKey.person_id, SearchKey.key).where(
        SearchKey.mission_id == mission_id, SearchKey.key >= first, SearchKey.key < after
    )
    for person_id, key in db.session.execute(sounds):
        known.sounds[person_id].add(key)
    linked = select(Person.id, Person.spouse_id, Person.assistant_id).where(
        Person.mission_id == mission_id, Person.spouse_id.is_not(None) | Person.assistant_id.is_not(None)
    )
    for person_id, spouse_id, assistant_id in db.session.execute(linked):
        known.couples |= {ordered(person_id, other) for other in (spouse_id, assistant_id) if other}
    return known


def _blocks(mission_id: UUID, known: _Known) -> Iterator[tuple[Ground, Block]]:
    """Those who share something; each block holds at least two."""
    for kind, ground in _GROUND.items():
        for block in _sharing(mission_id, kind):
            yield ground, block
    by_body: defaultdict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    by_name: defaultdict[str, set[UUID]] = defaultdict(set)
    for person_id, names in known.names.items():
        spelt = {identity(name) for name in names} - {""}
        for name in spelt:
            by_name[name].add(person_id)
        for body_id in known.bodies.get(person_id, ()):
            for key in (*known.sounds.get(person_id, ()), *spelt):
                by_body[body_id, key].add(person_id)
    for colleagues in by_body.values():
        if len(colleagues) > 1:
            yield Ground.ORGANISATION, sorted(colleagues, key=str)
    for namesakes in by_name.values():
        homeless = [person_id for person_id in namesakes if person_id not in known.bodies]
        for person_id in homeless if len(namesakes) > 1 else ():
            for other in namesakes - {person_id}:
                yield Ground.NAME, (person_id, other)


def _sharing(mission_id: UUID, kind: ContactKind) -> Iterator[Block]:
    own = (
        ContactPoint.mission_id == mission_id,
        ContactPoint.kind == kind,
        ContactPoint.via_assistant.is_(False),
        ContactPoint.folded != "",
    )
    shared = (
        select(ContactPoint.folded)
        .where(*own)
        .group_by(ContactPoint.folded)
        .having(sql.count(sql.distinct(ContactPoint.person_id)) > 1)
    )
    query = select(ContactPoint.folded, ContactPoint.person_id).where(*own, ContactPoint.folded.in_(shared))
    blocks: defaultdict[str, set[UUID]] = defaultdict(set)
    for folded, person_id in db.session.execute(query):
        blocks[folded].add(person_id)
    for sharers in blocks.values():
        yield sorted(sharers, key=str)


def _meeting(block: Block, known: _Known) -> Iterable[Pair]:
    """Of a crowd only those whose names share two sounds, or are spelt alike."""
    within: defaultdict[str, list[UUID]] = defaultdict(list)
    for person_id in block:
        spelt = {identity(name) for name in known.names[person_id]}
        for key in known.sounds.get(person_id, set()) | spelt:
            within[key].append(person_id)
    return {ordered(*pair) for alike in within.values() for pair in combinations(alike, 2)}


def _likeness(pair: Pair, grounds: set[Ground], known: _Known) -> Likeness | None:
    """The most that any two of their names say; a name alone makes nobody sure."""
    mine, others = known.names[pair[0]], known.names[pair[1]]
    exact = bool({identity(name) for name in mine} & {identity(name) for name in others})
    if grounds == {Ground.NAME}:
        return Likeness.POSSIBLE if exact else None
    if exact:
        return Likeness.SURE
    verdicts = {same_person(one, other) for one in mine for other in others}
    for verdict in (Verdict.YES, Verdict.PERHAPS):
        # Within one organisation alone a resemblance is not enough: families serve together.
        if verdict in verdicts and (verdict is Verdict.YES or grounds != {Ground.ORGANISATION}):
            return _LIKENESS[verdict]
    return None

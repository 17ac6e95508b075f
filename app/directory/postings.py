"""The words by which a person is found: keys of the names, of offices, bodies and states, of telephones.

Kinds of keys: those of `app.names` as they are; "t:" and the first three, four and five letters of a word that
stands about the person (office, organisation, state, spouse, assistant); "#" and four digits that follow each other
in the last nine of a telephone number.

Whoever asks here by persons' ids has found them within their mission. The questions go by the ids alone: with the
mission beside them, a database without statistics reads the whole mission.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select

from app.db import db
from app.directory.folding import fold
from app.directory.models import (
    Appointment,
    ContactKind,
    ContactPoint,
    Office,
    Organisation,
    Person,
    PersonName,
    SearchKey,
)
from app.directory.states import words_of
from app.names import search_keys

BATCH = 500
WINDOW = 4
TELEPHONE_TAIL = 9
SHORTEST, LONGEST = 3, 5
STOP_WORDS = frozenset(
    [
        "of",
        "the",
        "for",
        "and",
        "to",
        "in",
        "at",
        "a",
        "an",
        "de",
        "du",
        "la",
        "le",
        "des",
        "et",
        "von",
        "und",
    ]
)

_TABLE = cast(Table, SearchKey.__table__)
_NAMES = (
    select(PersonName.person_id, PersonName.full, PersonName.called)
    .where(PersonName.person_id.in_(bindparam("person_ids", expanding=True)))
    .order_by(PersonName.position)
)
_INSERT = {
    "qmark": "INSERT INTO search_key (mission_id, key, person_id) VALUES (?, ?, ?)",
    "pyformat": "INSERT INTO search_key (mission_id, key, person_id) VALUES (%s, %s, %s)",
}


def refresh(mission_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Write the postings of these persons anew, and of those who are found under their names.

    The rows must have been flushed.
    """
    if not person_ids:
        return
    remaining = iter(_with_related(person_ids))
    while batch := list(islice(remaining, BATCH)):
        keys = _keys(batch)
        db.session.execute(
            delete(SearchKey).where(SearchKey.person_id.in_(batch)),
            execution_options={"synchronize_session": False},
        )
        _write(mission_id, keys)


def _write(mission_id: UUID, keys: dict[UUID, set[str]]) -> None:
    """Past SQLAlchemy: its work on every row costs more than the row. In the order in which they are kept."""
    connection = db.session.connection()
    dialect = connection.dialect
    bound = _TABLE.c.person_id.type.dialect_impl(dialect).bind_processor(dialect)
    mission, *persons = [bound(one) if bound else one for one in (mission_id, *keys)]
    rows = [(mission, key, person) for person, own in zip(persons, keys.values(), strict=True) for key in own]
    rows.sort(key=itemgetter(1))
    if rows:
        connection.exec_driver_sql(_INSERT[dialect.paramstyle], rows)


def _with_related(person_ids: Sequence[UUID]) -> list[UUID]:
    """These, their spouses, and those whose assistants they are."""
    found = dict.fromkeys(person_ids)
    for start in range(0, len(person_ids), BATCH):
        batch = person_ids[start : start + BATCH]
        for column in (Person.spouse_id, Person.assistant_id):
            related = select(Person.id).where(column.in_(batch))
            found |= dict.fromkeys(db.session.scalars(related))
    return list(found)


def word_keys(words: Iterable[str]) -> set[str]:
    """Keys of folded words, one for each length that may be typed."""
    return {
        f"t:{word[:length]}"
        for word in words
        if word not in STOP_WORDS
        for length in range(SHORTEST, LONGEST + 1)
        if len(word) >= length
    }


def typed_word_key(word: str) -> str | None:
    """The key under which a typed word, or the beginning of one, is stored."""
    return f"t:{word[:LONGEST]}" if len(word) >= SHORTEST and word not in STOP_WORDS else None


def digit_keys(digits: str) -> set[str]:
    tail = digits[-TELEPHONE_TAIL:]
    return {f"#{tail[at : at + WINDOW]}" for at in range(len(tail) - WINDOW + 1)}


def typed_digit_keys(digits: str) -> set[str]:
    return {f"#{digits[at : at + WINDOW]}" for at in range(len(digits) - WINDOW + 1)}


def names_of(person_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Every form of each person's name, the primary one first, and what people call him."""
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for person_id, full, called in db.session.execute(_NAMES, {"person_ids": person_ids}):
        found[person_id] += [full, called] if called and called not in full else [full]
    return found


def warm(mission_id: UUID) -> None:
    """Read all names of a mission once, so that the matcher knows their tokens as after a morning's work."""
    for full in db.session.scalars(select(PersonName.full).where(PersonName.mission_id == mission_id)):
        search_keys([full])


def _keys(person_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    keys: dict[UUID, set[str]] = {person_id: set() for person_id in person_ids}
    for person_id, own in names_of(person_ids).items():
        keys[person_id] |= set(search_keys(own))
    for person_id, words in surroundings(person_ids).items():
        keys[person_id] |= word_keys(word for one in words for word in one.words)
    query = select(ContactPoint.person_id, ContactPoint.folded).where(
        ContactPoint.person_id.in_(person_ids),
        ContactPoint.kind == ContactKind.PHONE,
    )
    for person_id, digits in db.session.execute(query):
        keys[person_id] |= digit_keys(digits)
    return keys


@dataclass(frozen=True, slots=True)
class About:
    """What stands about a person: `label` as it is shown, `words` folded; `household`: it is somebody else's name."""

    label: str
    words: frozenset[str]
    household: bool = False


def surroundings(person_ids: Sequence[UUID]) -> dict[UUID, list[About]]:
    """Offices held now with organisation and state, then spouse and assistant, of each person."""
    found: defaultdict[UUID, list[About]] = defaultdict(list)
    query = (
        select(Appointment.person_id, Office.title, Office.titles, Organisation.name, Organisation.names)
        .add_columns(Organisation.state)
        .select_from(Appointment)
        .join(Office, Office.id == Appointment.office_id)
        .join(Organisation, Organisation.id == Office.organisation_id)
        .where(Appointment.person_id.in_(person_ids), Appointment.ends.is_(None))
        .order_by(Appointment.is_primary.desc())
    )
    rows = db.session.execute(query).all()
    states = words_of(row.state for row in rows)
    for row in rows:
        label = ", ".join(filter(None, (row.title, row.name)))
        texts = (row.title, *row.titles.values(), row.name, *row.names.values(), states.get(row.state, ""))
        found[row.person_id].append(About(label, _words(texts)))
    for column in (Person.spouse_id, Person.assistant_id):
        related = (
            select(Person.id, PersonName.full)
            .join(PersonName, PersonName.person_id == column)
            .where(Person.id.in_(person_ids))
        )
        for person_id, full in db.session.execute(related):
            found[person_id].append(About(full, _words([full]), household=True))
    return found


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())

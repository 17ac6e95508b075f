"""The search: candidates by the postings, ranked by `app.names`, by office, body and state, telephone and e-mail.

A query may mix them: "khazar azerb" is somebody called Khazar at something Azerbaijani. Words that stand about a
person (office, organisation, state, spouse, assistant) are taken out of the query; the rest is his name.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import Float, case, cast, func, select

from app.db import db
from app.directory import postings
from app.directory.folding import fold, fold_email
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
from app.directory.queries.persons import get_many
from app.directory.states import States
from app.i18n import N_, gettext
from app.names import query_keys, rank

CANDIDATES = 160
LONGEST_QUERY = 120
FEWEST_DIGITS = 4
WORD_WEIGHT = 3.0
ABOUT_SCORE = 0.96  # of a word that stands about the person, against 1.0 of a name written exactly
CALLED_OTHERWISE = N_("also written %(name)s")
BY_NAME = N_("the name")
BY_TELEPHONE = N_("telephone %(value)s")
BY_EMAIL = N_("e-mail %(value)s")


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found; `score` from 0 to 1, `why` in the reader's words."""

    person: Person
    score: float
    why: str


@dataclass(slots=True)
class _Found:
    person_id: UUID
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class _About:
    """What stands about a person: `label` as it is shown, `words` folded."""

    label: str
    words: frozenset[str]


def search(mission_id: UUID, text: str, limit: int = 20) -> list[Hit]:
    """The likeliest persons for what was typed, best first."""
    found = search_ids(mission_id, text, limit)
    persons = {person.id: person for person in get_many(mission_id, [one.person_id for one in found])}
    return [Hit(persons[one.person_id], one.score, one.why) for one in found if one.person_id in persons]


def search_ids(mission_id: UUID, text: str, limit: int = 20) -> list[_Found]:
    """The same with ids alone, without loading the persons."""
    text = " ".join(text.split())[:LONGEST_QUERY]
    digits = "".join(filter(str.isdigit, text))
    if "@" in text:
        return _by_email(mission_id, text, limit)
    if len(digits) >= FEWEST_DIGITS and not any(map(str.isalpha, text)):
        return _by_telephone(mission_id, digits.lstrip("0"), limit)
    return _by_words(mission_id, text, limit)


def _by_words(mission_id: UUID, text: str, limit: int) -> list[_Found]:
    typed = fold(text).split()
    about_keys = {key for word in typed if (key := postings.typed_word_key(word))}
    weights = dict(query_keys(text))
    weights |= dict.fromkeys(about_keys, WORD_WEIGHT)
    sizes = _sizes(mission_id, weights)
    candidates = _candidates(mission_id, {key: weights[key] / (3 + size**0.5) for key, size in sizes.items()})
    names = postings.names_of(mission_id, candidates)
    by_name = {hit.key: hit for hit in rank(text, names.items(), limit=CANDIDATES)}
    primary = {person_id: forms[0] for person_id, forms in names.items()}
    found = {key: _Found(key, hit.score, _why(hit.name, primary[key])) for key, hit in by_name.items()}
    if about_keys & sizes.keys():
        for other in _mixed(mission_id, text, names):
            if other.person_id not in found or other.score > found[other.person_id].score:
                found[other.person_id] = other
    return sorted(found.values(), key=lambda one: -one.score)[:limit]


def _sizes(mission_id: UUID, keys: Iterable[str]) -> dict[str, int]:
    """How many persons have each key."""
    query = (
        select(SearchKey.key, func.count().label("size"))
        .where(SearchKey.mission_id == mission_id, SearchKey.key.in_(list(keys)))
        .group_by(SearchKey.key)
    )
    return {row.key: row.size for row in db.session.execute(query)}


def _candidates(mission_id: UUID, weights: dict[str, float]) -> list[UUID]:
    """The persons with the weightiest keys; a rare key weighs more than a common one."""
    if not weights:
        return []
    gained = func.sum(cast(case(weights, value=SearchKey.key, else_=0.0), Float))
    query = (
        select(SearchKey.person_id)
        .where(SearchKey.mission_id == mission_id, SearchKey.key.in_(list(weights)))
        .group_by(SearchKey.person_id)
        .order_by(gained.desc(), SearchKey.person_id)
        .limit(CANDIDATES)
    )
    return list(db.session.scalars(query))


def _mixed(mission_id: UUID, text: str, names: dict[UUID, list[str]]) -> list[_Found]:
    """Candidates of whom some typed words tell the office, organisation, state or household."""
    words = [(word, fold(word)) for word in text.split()]
    words = [(word, folded) for word, folded in words if folded and folded not in postings.STOP_WORDS]
    rests: defaultdict[str, list[UUID]] = defaultdict(list)
    matched: dict[UUID, tuple[float, str]] = {}
    for person_id, about in _about(mission_id, list(names)).items():
        told = {folded for _, folded in words if _stands_about(folded, about)}
        if told:
            rest = " ".join(word for word, folded in words if folded not in told)
            rests[rest].append(person_id)
            label = next(one.label for one in about if any(_stands_about(word, [one]) for word in told))
            matched[person_id] = (len(told) / len(words), label)
    found = []
    for rest, person_ids in rests.items():
        if not rest:
            found += [_Found(person_id, ABOUT_SCORE, matched[person_id][1]) for person_id in person_ids]
            continue
        for hit in rank(rest, [(person_id, names[person_id]) for person_id in person_ids], limit=CANDIDATES):
            share, label = matched[hit.key]
            score = round(hit.score * (1 - share) + ABOUT_SCORE * share, 4)
            found.append(_Found(hit.key, score if hit.score >= 0.5 else score / 2, f"{hit.name}, {label}"))
    return found


def _stands_about(word: str, about: Iterable[_About]) -> bool:
    if len(word) < postings.SHORTEST:
        return False
    return any(known.startswith(word) for one in about for known in one.words)


def _about(mission_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, list[_About]]:
    """Office, organisation with state, and household of each, in that order."""
    states = States()
    found: defaultdict[UUID, list[_About]] = defaultdict(list)
    query = (
        select(Appointment.person_id, Office.title, Office.titles, Organisation.name, Organisation.names)
        .add_columns(Organisation.state)
        .select_from(Appointment)
        .join(Office, Office.id == Appointment.office_id)
        .join(Organisation, Organisation.id == Office.organisation_id)
        .where(
            Appointment.mission_id == mission_id,
            Appointment.person_id.in_(person_ids),
            Appointment.ends.is_(None),
        )
        .order_by(Appointment.is_primary.desc())
    )
    for person_id, title, titles, name, names, state in db.session.execute(query):
        label = ", ".join(filter(None, (title, name)))
        texts = (title, *titles.values(), name, *names.values(), states.words_of(state))
        found[person_id].append(_About(label, _words(texts)))
    for column in (Person.spouse_id, Person.assistant_id):
        related = (
            select(Person.id, PersonName.full)
            .join(PersonName, PersonName.person_id == column)
            .where(Person.mission_id == mission_id, Person.id.in_(person_ids))
        )
        for person_id, full in db.session.execute(related):
            found[person_id].append(_About(full, _words([full])))
    return found


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())


def _why(matched: str, primary: str) -> str:
    return gettext(BY_NAME) if matched == primary else gettext(CALLED_OTHERWISE, name=matched)


def _by_telephone(mission_id: UUID, digits: str, limit: int) -> list[_Found]:
    """Persons with a number that holds the digits, as typed abroad or at home."""
    windows = postings.typed_digit_keys(digits)
    candidates = _candidates(mission_id, dict.fromkeys(windows, 1.0))
    query = select(ContactPoint.person_id, ContactPoint.folded, ContactPoint.value).where(
        ContactPoint.mission_id == mission_id,
        ContactPoint.kind == ContactKind.PHONE,
        ContactPoint.person_id.in_(candidates),
    )
    rows = [row for row in db.session.execute(query) if digits in row.folded]
    found = [
        _Found(
            row.person_id, 1.0 if row.folded.endswith(digits) else 0.9, gettext(BY_TELEPHONE, value=row.value)
        )
        for row in rows
    ]
    return _each_once(found, limit)


def _by_email(mission_id: UUID, text: str, limit: int) -> list[_Found]:
    query = (
        select(ContactPoint.person_id, ContactPoint.value)
        .where(
            ContactPoint.mission_id == mission_id,
            ContactPoint.kind == ContactKind.EMAIL,
            ContactPoint.folded.contains(fold_email(text), autoescape=True),
        )
        .limit(limit)
    )
    found = [
        _Found(person_id, 1.0, gettext(BY_EMAIL, value=value))
        for person_id, value in db.session.execute(query)
    ]
    return _each_once(found, limit)


def _each_once(found: list[_Found], limit: int) -> list[_Found]:
    ordered = sorted(found, key=lambda one: (str(one.person_id), -one.score))
    best = [next(group) for _, group in groupby(ordered, key=lambda one: one.person_id)]
    return sorted(best, key=lambda one: -one.score)[:limit]

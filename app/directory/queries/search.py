"""The search: candidates by the postings, ranked by `app.names`, by office, body and state, telephone and e-mail.

A query may mix them: "khazar azerb" is somebody called Khazar at something Azerbaijani. Words that stand about a
person (office, organisation, state, spouse, assistant) are taken out of the query; the rest is his name.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import JSON, Float, Select, TableValuedAlias, Text, bindparam, cast, func, literal, select

from app.db import db
from app.directory import postings
from app.directory.folding import fold, fold_email
from app.directory.models import (
    ContactKind,
    ContactPoint,
    Person,
    SearchKey,
)
from app.directory.queries.persons import get_many
from app.i18n import N_, gettext
from app.names import query_keys, rank, rank_in_turn, worth_ranking

CANDIDATES = 160
PLACED = 60  # candidates of whom a typed word tells the office, the body or the household
MOST_POSTINGS = 4000
LONGEST_QUERY = 120
FEWEST_DIGITS = 4
WORD_WEIGHT = 3.0
ABOUT_SCORE = 0.96  # of a word that stands about the person, against 1.0 of a name written exactly
HOUSEHOLD_SCORE = (
    0.8  # of a word that is the name of the spouse or the assistant: who bears it himself comes first
)
CALLED_OTHERWISE = N_("also written %(name)s")
BY_NAME = N_("the name")
BY_TELEPHONE = N_("telephone %(value)s")
BY_EMAIL = N_("e-mail %(value)s")


_SIZES = (  # made once: making a query takes longer than asking it
    select(SearchKey.key, func.count().label("size"))
    .where(
        SearchKey.mission_id == bindparam("mission_id"),
        SearchKey.key.in_(bindparam("keys", expanding=True)),
    )
    .group_by(SearchKey.key)
)

Among = Select[tuple[UUID | None]] | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found; `score` from 0 to 1, `why` in the reader's words."""

    person: Person
    score: float
    why: str


@dataclass(slots=True)
class _Found:
    """`name`: the form that matched, where it is not the primary one; `about`: what else did."""

    person_id: UUID
    score: float
    name: str = ""
    about: str = ""
    why: str = ""


def search(mission_id: UUID, text: str, limit: int = 20) -> list[Hit]:
    """The likeliest persons for what was typed, best first."""
    found = search_ids(mission_id, text, limit)
    persons = {person.id: person for person in get_many(mission_id, [one.person_id for one in found])}
    return [Hit(persons[one.person_id], one.score, one.why) for one in found if one.person_id in persons]


def search_ids(mission_id: UUID, text: str, limit: int = 20, *, among: Among = None) -> list[_Found]:
    """The same with ids alone, without loading the persons; `among` chooses the ids of those who may be found."""
    text = " ".join(text.split())[:LONGEST_QUERY]
    digits = "".join(filter(str.isdigit, text))
    if "@" in text:
        return _by_email(mission_id, text, limit, among)
    if len(digits) >= FEWEST_DIGITS and not any(map(str.isalpha, text)):
        return _by_telephone(mission_id, digits.lstrip("0"), limit, among)
    return _by_words(mission_id, text, limit, among)


def _by_words(mission_id: UUID, text: str, limit: int, among: Among) -> list[_Found]:
    by_name = dict(query_keys(text))
    about = {key for word in fold(text).split() if (key := postings.typed_word_key(word))}
    sizes = _sizes(mission_id, by_name.keys() | about)
    rarity = {key: 1 / (3 + size**0.5) for key, size in _rare(sizes).items()}
    named = {key: weight * rarity[key] for key, weight in by_name.items() if key in rarity}
    candidates = worth_ranking(_weighed(mission_id, named, among=among))
    told = {key: WORD_WEIGHT * rarity[key] for key in about & rarity.keys()}
    known = about & sizes.keys()
    placed = _candidates(mission_id, {**named, **told}, PLACED, among) if known else []
    names = postings.names_of(placed)

    def read(person_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
        names.update(postings.names_of([one for one in person_ids if one not in names]))
        return {one: names[one] for one in person_ids}

    found = {
        hit.key: _Found(hit.key, hit.score, _unless_primary(hit.name, names[hit.key]))
        for hit in rank_in_turn(text, candidates, read, limit=CANDIDATES)
    }
    if known:
        for other in _mixed(mission_id, text, {one: names[one] for one in placed}, known):
            if other.person_id not in found or other.score > found[other.person_id].score:
                found[other.person_id] = other
    best = sorted(found.values(), key=lambda one: -one.score)[:limit]
    for one in best:
        one.why = _why(one)
    return best


def _rare(sizes: dict[str, int]) -> dict[str, int]:
    """The rarer keys, as many as can be read at once: "embassy" tells nothing where half the list is of one."""
    kept: dict[str, int] = {}
    for key, size in sorted(sizes.items(), key=lambda item: item[1]):
        if kept and sum(kept.values()) + size > MOST_POSTINGS:
            break
        kept[key] = size
    return kept


def _sizes(mission_id: UUID, keys: Iterable[str]) -> dict[str, int]:
    """How many persons have each key."""
    found = db.session.execute(_SIZES, {"mission_id": mission_id, "keys": list(keys)})
    return {row.key: row.size for row in found}


def _candidates(mission_id: UUID, weights: dict[str, float], limit: int, among: Among) -> list[UUID]:
    """The persons with the weightiest keys."""
    return [person_id for person_id, _ in _weighed(mission_id, weights, limit=limit, among=among)]


def _weighed(
    mission_id: UUID, weights: dict[str, float], *, limit: int = CANDIDATES, among: Among
) -> list[tuple[UUID, float]]:
    """The same with the weight of each; a rare key weighs more than a common one."""
    if not weights:
        return []
    typed = _table_of(weights)
    gained = func.sum(cast(typed.c.value, Float))
    query = (
        select(SearchKey.person_id, gained)
        .select_from(typed)
        .join(SearchKey, SearchKey.key == typed.c.key)
        .where(SearchKey.mission_id == mission_id)
        .group_by(SearchKey.person_id)
        .order_by(gained.desc(), SearchKey.person_id)
        .limit(limit)
    )
    if _on_postgresql():  # without statistics it would read the whole mission
        query = query.where(SearchKey.key.in_(list(weights)))
    if among is not None:
        query = query.where(SearchKey.person_id.in_(among))
    return [(person_id, weight) for person_id, weight in db.session.execute(query)]


def _on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _table_of(weights: dict[str, float]) -> TableValuedAlias:
    """The keys and their weights as a table: one parameter, so that the statement is compiled once for all queries."""
    told = literal(json.dumps(weights), Text)
    if _on_postgresql():
        return func.json_each_text(cast(told, JSON)).table_valued("key", "value", name="typed")
    return func.json_each(told).table_valued("key", "value", name="typed")


def _with_any(mission_id: UUID, keys: set[str], person_ids: Sequence[UUID]) -> list[UUID]:
    """Those of the persons who have one of the keys."""
    query = select(SearchKey.person_id).where(
        SearchKey.mission_id == mission_id, SearchKey.key.in_(keys), SearchKey.person_id.in_(person_ids)
    )
    return list(db.session.scalars(query.distinct()))


def _mixed(mission_id: UUID, text: str, names: dict[UUID, list[str]], keys: set[str]) -> list[_Found]:
    """Candidates of whom some typed words tell the office, organisation, state or household."""
    words = [(word, fold(word)) for word in text.split()]
    words = [(word, folded) for word, folded in words if folded and folded not in postings.STOP_WORDS]
    rests: defaultdict[str, list[UUID]] = defaultdict(list)
    matched: dict[UUID, tuple[float, str, float]] = {}
    for person_id, about in postings.surroundings(_with_any(mission_id, keys, list(names))).items():
        told = {folded for _, folded in words if _stands_about(folded, about)}
        if told:
            rest = " ".join(word for word, folded in words if folded not in told)
            rests[rest].append(person_id)
            first = next(one for one in about if any(_stands_about(word, [one]) for word in told))
            worth = HOUSEHOLD_SCORE if first.household else ABOUT_SCORE
            matched[person_id] = (len(told) / len(words), first.label, worth)
    found = []
    for rest, person_ids in rests.items():
        if not rest:
            for person_id in person_ids:
                _share, label, worth = matched[person_id]
                found.append(_Found(person_id, worth, about=label))
            continue
        for hit in rank(rest, [(person_id, names[person_id]) for person_id in person_ids], limit=CANDIDATES):
            share, label, worth = matched[hit.key]
            score = round(hit.score * (1 - share) + worth * share, 4)
            name = _unless_primary(hit.name, names[hit.key])
            found.append(_Found(hit.key, score if hit.score >= 0.5 else score / 2, name, label))
    return found


def _unless_primary(name: str, names: Sequence[str]) -> str:
    """What the reader of a hit is told of its name: nothing where he sees it anyway."""
    return "" if name == names[0] else name


def _stands_about(word: str, about: Iterable[postings.About]) -> bool:
    if len(word) < postings.SHORTEST:
        return False
    return any(known.startswith(word) for one in about for known in one.words)


def _why(found: _Found) -> str:
    if found.about:
        return f"{found.name}, {found.about}" if found.name else found.about
    return gettext(CALLED_OTHERWISE, name=found.name) if found.name else gettext(BY_NAME)


def _by_telephone(mission_id: UUID, digits: str, limit: int, among: Among) -> list[_Found]:
    """Persons with a number that holds the digits, as typed abroad or at home."""
    windows = postings.typed_digit_keys(digits)
    candidates = _candidates(mission_id, dict.fromkeys(windows, 1.0), CANDIDATES, among)
    query = select(ContactPoint.person_id, ContactPoint.folded, ContactPoint.value).where(
        ContactPoint.person_id.in_(candidates),
        ContactPoint.kind == ContactKind.PHONE,
    )
    rows = [row for row in db.session.execute(query) if digits in row.folded]
    found = [
        _Found(
            row.person_id,
            1.0 if row.folded.endswith(digits) else 0.9,
            why=gettext(BY_TELEPHONE, value=row.value),
        )
        for row in rows
    ]
    return _each_once(found, limit)


def _by_email(mission_id: UUID, text: str, limit: int, among: Among) -> list[_Found]:
    query = (
        select(ContactPoint.person_id, ContactPoint.value)
        .where(
            ContactPoint.mission_id == mission_id,
            ContactPoint.kind == ContactKind.EMAIL,
            ContactPoint.folded.contains(fold_email(text), autoescape=True),
        )
        .limit(limit)
    )
    if among is not None:
        query = query.where(ContactPoint.person_id.in_(among))
    found = [
        _Found(person_id, 1.0, why=gettext(BY_EMAIL, value=value))
        for person_id, value in db.session.execute(query)
    ]
    return _each_once(found, limit)


def _each_once(found: list[_Found], limit: int) -> list[_Found]:
    ordered = sorted(found, key=lambda one: (str(one.person_id), -one.score))
    best = [next(group) for _, group in groupby(ordered, key=lambda one: one.person_id)]
    return sorted(best, key=lambda one: -one.score)[:limit]

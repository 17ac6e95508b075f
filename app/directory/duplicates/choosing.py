"""What survives when two records become one, field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from app.directory.address import office_line
from app.directory.folding import fold
from app.directory.models import Category, LifeState, Person, Sex
from app.directory.retired import with_mark
from app.directory.service.facts import (
    NameFacts,
    PersonFacts,
    TitleFacts,
    facts_of,
    folded_contact,
)

Fact = TypeVar("Fact")


class Side(StrEnum):
    """Whose value survives: of the record that stays, of the one that goes, or both."""

    STAYS = "stays"
    GOES = "goes"
    BOTH = "both"


ONE = (Side.STAYS, Side.GOES)
ALL = (Side.STAYS, Side.GOES, Side.BOTH)
# Of names and lines the chosen side leads; what only the other has is kept behind it.
SIDES: dict[str, tuple[Side, ...]] = {
    "names": ONE,
    "titles": ALL,
    "office": ONE,
    "contacts": ALL,
    "spouse": ONE,
    "assistant": ONE,
    "sex": ONE,
    "language": ONE,
    "category": ONE,
    "life_state": ONE,
    "pronunciation": ONE,
    "no_photo": ONE,
    "accompanied": ONE,
    "tags": ALL,
    "notes": ALL,
    "photo": ONE,
    "lines": ONE,
}
SCALARS = ("sex", "language", "category", "life_state", "pronunciation", "no_photo", "accompanied")
_SAYS_NOTHING = (Sex.UNKNOWN, Category.OTHER, LifeState.ACTIVE, "", (), None, False)

Choices = Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records differ: both values, what may be chosen, what is proposed."""

    field: str
    stays: Any
    goes: Any
    sides: tuple[Side, ...]
    proposed: Side


def differences(person: Person, other: Person, *, photos: tuple[bool, bool]) -> list[Difference]:
    """Where the two records differ, in the order of the record. `photos`: which of them has one."""
    mine, others = _values(person, photos[0]), _values(other, photos[1])
    return [
        Difference(field, mine[field], others[field], sides, _proposed(mine[field], others[field], sides))
        for field, sides in SIDES.items()
        if mine[field] != others[field]
    ]


def alike(person: Person, other: Person) -> dict[str, Any]:
    """What both records say, by field; what both leave empty is left out."""
    mine, others = _values(person, False), _values(other, False)
    return {
        field: mine[field]
        for field in SIDES
        if mine[field] == others[field] and mine[field] not in _SAYS_NOTHING
    }


def proposed(person: Person, other: Person, *, photos: tuple[bool, bool]) -> dict[str, Side]:
    """What is chosen where nobody chooses: nothing known is lost, and the record that stays leads."""
    return {one.field: one.proposed for one in differences(person, other, photos=photos)}


def merged(stays: PersonFacts, goes: PersonFacts, choices: Choices, *, region: str) -> PersonFacts:
    """The record that comes of two."""
    both = (stays, goes)
    own = {field: getattr(_of(choices, field, both), field) for field in SCALARS}
    lead, behind = both if choices.get("names", Side.STAYS) is not Side.GOES else (goes, stays)
    return PersonFacts(
        names=_names(lead.names, behind.names),
        titles=_chosen(choices, "titles", stays.titles, goes.titles, _title_key),
        contacts=_chosen(
            choices,
            "contacts",
            stays.contacts,
            goes.contacts,
            lambda point: folded_contact(point.kind, point.value, region),
        ),
        tags=_chosen(choices, "tags", stays.tags, goes.tags, str),
        notes="\n".join(_chosen(choices, "notes", _lines(stays.notes), _lines(goes.notes), fold)),
        **own,
    )


def _values(person: Person, photo: bool) -> dict[str, Any]:
    facts = facts_of(person)
    return {
        "names": tuple(name.full for name in facts.names),
        "titles": tuple(with_mark(one.text, one.retired) for one in facts.titles),
        "office": office_line(person.appointment, ""),
        "contacts": tuple(point.value for point in facts.contacts),
        "spouse": person.spouse.name.full if person.spouse else "",
        "assistant": person.assistant.name.full if person.assistant else "",
        "tags": facts.tags,
        "notes": facts.notes,
        "photo": photo,
        "lines": tuple(sorted(form.text for form in person.address_forms)),
        **{field: getattr(facts, field) for field in SCALARS},
    }


def _proposed(mine: Any, others: Any, sides: tuple[Side, ...]) -> Side:
    if mine in _SAYS_NOTHING:
        return Side.GOES
    if others in _SAYS_NOTHING or Side.BOTH not in sides:
        return Side.STAYS
    return Side.BOTH


def _of(choices: Choices, field: str, both: tuple[Fact, Fact]) -> Fact:
    return both[1] if choices.get(field) is Side.GOES else both[0]


def _names(lead: tuple[NameFacts, ...], behind: tuple[NameFacts, ...]) -> tuple[NameFacts, ...]:
    """All forms once; the first of `lead` is the primary one."""
    known = {name.full for name in lead}
    return (*lead, *(name for name in behind if name.full not in known))


def _title_key(title: TitleFacts) -> str:
    return f"{title.kind.value} {fold(title.text)}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line.strip())


def _chosen(
    choices: Choices, field: str, mine: Iterable[Fact], others: Iterable[Fact], key: Any
) -> tuple[Fact, ...]:
    side = choices.get(field, Side.BOTH)
    if side is not Side.BOTH:
        return tuple(mine if side is Side.STAYS else others)
    found: dict[Any, Fact] = {}
    for fact in (*mine, *others):
        found.setdefault(key(fact), fact)
    return tuple(found.values())

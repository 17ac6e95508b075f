"""Persons as plain values, for files that leave the house."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.directory.folding import fold
from app.directory.imports.comparing import titles_line, view_of_person
from app.directory.models import ContactKind, Person, TitleKind
from app.directory.queries import Filter, filtered_ids, get_many

BATCH = 500
WITHOUT_NAME = "Spouse"
HEADER = (
    "name",
    "given",
    "family",
    "names",
    "titles",
    "office",
    "organisation",
    "emails",
    "phones",
    "spouse",
    "tags",
    "notes",
)


def export(mission_id: UUID, wanted: Filter) -> Iterator[dict[str, Any]]:
    """One value a person, in the order of the directory; lists stay lists."""
    return map(values, persons(mission_id, wanted))


def persons(mission_id: UUID, wanted: Filter) -> Iterator[Person]:
    """Whom the filter lets through, a batch at a time."""
    ids = filtered_ids(mission_id, wanted)
    for start in range(0, len(ids), BATCH):
        yield from get_many(mission_id, ids[start : start + BATCH])


def values(person: Person) -> dict[str, Any]:
    view, name = view_of_person(person), person.name
    return {
        "name": name.full,
        "given": name.given,
        "family": name.family,
        "names": [other.full for other in person.names[1:]],
        "titles": _before_the_name(person, view.honorific),
        "office": view.office,
        "organisation": view.organisation,
        "emails": _contacts(person, ContactKind.EMAIL),
        "phones": _contacts(person, ContactKind.PHONE),
        "spouse": _spouse(person),
        "tags": [tag.tag for tag in person.tags],
        "notes": "\n".join(filter(None, (person.notes, *_assistants(person)))),
    }


def row(values_of_person: dict[str, Any]) -> list[str]:
    """The same for a spreadsheet: lists joined."""
    return [
        "; ".join(value) if isinstance(value, list) else str(value) for value in values_of_person.values()
    ]


def _before_the_name(person: Person, honorific: str) -> str:
    titles = view_of_person(person).facts.titles
    before = tuple(title for title in titles if title.kind is not TitleKind.POST_NOMINAL)
    known = {fold(title.text) for title in before}
    return titles_line("" if fold(honorific) in known else honorific, before)


def _contacts(person: Person, kind: ContactKind) -> list[str]:
    return [point.value for point in person.contact_points if point.kind is kind and not point.via_assistant]


def _assistants(person: Person) -> list[str]:
    """Who answers for the person, and where."""
    reached: dict[str, list[str]] = {}
    for point in person.contact_points:
        if point.via_assistant:
            reached.setdefault(point.assistant_name, []).append(point.value)
    return [f"Assistant: {', '.join(filter(None, (name, *values)))}" for name, values in reached.items()]


def _spouse(person: Person) -> str:
    if person.spouse is None:
        return WITHOUT_NAME if person.accompanied else ""
    name = person.spouse.name.full
    titles = view_of_person(person.spouse).facts.titles
    before = tuple(title for title in titles if not fold(name).startswith(f"{fold(title.text)} "))
    return " ".join(filter(None, (titles_line("", before), name)))

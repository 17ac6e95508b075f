"""What an import would do with a row: new, update, the same, a duplicate, a problem, left out; and why."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.db import new_id
from app.directory import queries
from app.directory.folding import fold
from app.directory.importing.person import RowKind, RowReading
from app.directory.imports import marks
from app.directory.imports.codec import to_json
from app.directory.imports.comparing import View, changes, view_of_person
from app.directory.imports.known import Match
from app.directory.models import Person, Verdict
from app.i18n import N_

HIDDEN = N_("This row is hidden in the file.")
STRUCK = N_("This row is struck through in the file.")
COLOURED = N_("You chose to leave out rows of this colour.")
COMMENTED = N_("You chose to leave out rows with a comment.")
FURNITURE = N_("This row is a heading, a total or a remark, not a person.")
TWICE = N_("The same person as in row %(number)s.")
TWICE_PERHAPS = N_("Perhaps the same person as in row %(number)s.")
KNOWN_PERHAPS = N_("Perhaps the same person as %(name)s, who is in the directory.")
_LEFT_OUT = {marks.HIDDEN: HIDDEN, marks.STRIKE: STRUCK, marks.COMMENT: COMMENTED}
_OF_THE_LIST = (RowKind.person, RowKind.problem)


@dataclass(slots=True)
class Found:
    """A row on the way to its verdict."""

    reading: RowReading
    view: View | None = None
    match: Match | None = None
    again: int | None = None  # the place of an earlier row about the same person of the directory


def left_out_because(reading: RowReading, options: dict[str, Any]) -> str:
    mark = marks.skipped_for(reading.marks, options)
    return _LEFT_OUT.get(mark, COLOURED) if mark else ""


@dataclass(frozen=True, slots=True)
class Source:
    """The import the rows are of. `region` is where telephones without a country code are dialled."""

    mission_id: UUID
    import_id: UUID
    options: dict[str, Any]
    region: str


def judged(source: Source, batch: list[tuple[int, Found]], found: list[Found]) -> list[dict[str, Any]]:
    """The rows of `batch`, ready to be stored with their verdicts. Reasons are gettext msgids."""
    ids = [item.match.entry.person_id for _, item in batch if item.match and item.match.entry.person_id]
    persons = {person.id: person for person in queries.get_many(source.mission_id, list(dict.fromkeys(ids)))}
    rows = []
    for place, item in batch:
        verdict, reason, person_id, change = _verdict(item, found, persons, source)
        reading = item.reading
        rows.append(
            {
                "id": new_id(),
                "mission_id": source.mission_id,
                "import_id": source.import_id,
                "position": place,
                "sheet": reading.sheet[:200],
                "number": reading.number,
                "text": reading.text[:4000],
                "draft": to_json(reading.draft) if reading.draft else None,
                "verdict": verdict,
                "reason": reason[:500],
                "person_id": person_id,
                "changes": change,
            }
        )
    return rows


Judgement = tuple[Verdict, str, UUID | None, dict[str, Any]]


def _verdict(item: Found, found: list[Found], persons: dict[UUID, Person], source: Source) -> Judgement:
    """(verdict, reason, the person it is about, what would change). Reasons are gettext msgids with `params`."""
    reading = item.reading
    if reading.kind not in _OF_THE_LIST:
        return Verdict.SKIPPED, FURNITURE, None, {"furniture": reading.kind.value}
    if reading.problem is not None:
        return Verdict.PROBLEM, reading.problem, None, {"params": {}, "detail": reading.detail}
    if left_out := left_out_because(reading, source.options):
        return Verdict.SKIPPED, left_out, None, {}
    if item.view is None or item.match is None:
        return Verdict.NEW, "", None, {}
    if item.match.entry.person_id is not None:
        return _against_directory(item.view, item, found, persons[item.match.entry.person_id], source.region)
    return _within_file(item.view, item.match, found, source.region)


def _against_directory(view: View, item: Found, found: list[Found], person: Person, region: str) -> Judgement:
    first = found[item.again] if item.again is not None else None
    doubted = first is not None and first.view is not None and _contradicts(first.view, view)
    adding_only = first is not None and not doubted
    fields = changes(view_of_person(person), view, region=region, adding_only=adding_only)
    if not fields:
        return Verdict.SAME, "", person.id, {}
    told: dict[str, Any] = {"fields": fields}
    if first is not None:
        told |= {"params": {"number": first.reading.number}, "adding_only": adding_only, "ask": doubted}
        return Verdict.DUPLICATE, TWICE_PERHAPS if doubted else TWICE, person.id, told
    if item.match is not None and item.match.certain:
        return Verdict.UPDATE, "", person.id, told
    told |= {"params": {"name": person.name.full}, "ask": True}
    return Verdict.DUPLICATE, KNOWN_PERHAPS, person.id, told


def _within_file(view: View, match: Match, found: list[Found], region: str) -> Judgement:
    earlier = found[match.entry.row or 0]
    if earlier.view is None:
        raise ValueError("a row without a person was registered")
    certain = match.certain and not _contradicts(earlier.view, view)
    fields = changes(earlier.view, view, region=region, adding_only=certain)
    told: dict[str, Any] = {
        "fields": fields,
        "row": match.entry.row,
        "params": {"number": earlier.reading.number},
    }
    told["adding_only"] = certain
    if certain or not fields:
        return Verdict.DUPLICATE, TWICE, None, told
    return Verdict.DUPLICATE, TWICE_PERHAPS, None, {**told, "ask": True}


def _contradicts(earlier: View, view: View) -> bool:
    """Two rows of one file name another office or another spouse: which one holds, a human being knows."""
    pairs = ((earlier.office, view.office), (earlier.spouse, view.spouse))
    return any(one and other and fold(one) != fold(other) for one, other in pairs)

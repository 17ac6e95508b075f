"""Whom a row may be about: everybody known already, found by blocks and never by searching the whole."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.folding import fold, identity, script_of
from app.directory.imports.comparing import View
from app.directory.models import Appointment, ContactKind, ContactPoint, Office, Organisation, PersonName
from app.directory.service.facts import folded_contact
from app.names import Verdict, same_person

_BLOCK_LETTERS = 3
# A beginning that so many of one organisation share says nothing about anybody: then two words must begin alike.
CROWD = 40
_REACHING = (ContactKind.EMAIL, ContactKind.PHONE)


@dataclass(slots=True)
class Entry:
    """Somebody of the directory (`person_id`), or of an earlier row of the same file (`row`: its place)."""

    names: list[str]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    body: str = ""
    office: str = ""
    person_id: UUID | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """`certain`: the same name under the same address, telephone or organisation. Otherwise a human decides."""

    entry: Entry
    certain: bool


class Register:
    """All entries, with the blocks in which the same person would meet himself."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._by_contact: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_identity: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_body: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)

    @classmethod
    def of_mission(cls, mission_id: UUID, region: str) -> "Register":
        register = cls(region)
        for entry in _stored(mission_id):
            register.add(entry)
        return register

    def add(self, entry: Entry) -> None:
        for contact in entry.emails + entry.phones:
            self._by_contact[contact].append(entry)
        for name in entry.names:
            self._by_identity[identity(name)].append(entry)
            for block in _blocks(name) if entry.body else ():
                self._by_body[entry.body, block].append(entry)

    def entry_of(self, view: View, row: int) -> Entry:
        """A row of the file as an entry; contacts of an assistant say nothing about the person."""
        own = [point for point in view.facts.contacts if not point.via_assistant]
        reached = {
            kind: tuple(
                {folded_contact(kind, point.value, self.region) for point in own if point.kind is kind}
            )
            for kind in _REACHING
        }
        return Entry(
            names=[name.full for name in view.facts.names],
            emails=reached[ContactKind.EMAIL],
            phones=reached[ContactKind.PHONE],
            body=fold(view.organisation),
            office=fold(view.office),
            row=row,
        )

    def find(self, wanted: Entry) -> Match | None:
        """The likeliest entry for `wanted`: one of the directory before one of the file."""
        best: tuple[tuple[bool, bool], Match] | None = None
        for entry in self._candidates(wanted):
            certain = _certainty(wanted, entry)
            if certain is None:
                continue
            order = (certain, entry.person_id is not None)
            if best is None or order > best[0]:
                best = (order, Match(entry, certain))
        return best[1] if best else None

    def _candidates(self, wanted: Entry) -> Iterator[Entry]:
        seen: set[int] = set()
        blocks = [self._by_contact.get(contact, ()) for contact in wanted.emails + wanted.phones]
        blocks += [self._by_identity.get(identity(name), ()) for name in wanted.names]
        if wanted.body:
            keys = {block for name in wanted.names for block in _blocks(name)}
            sharing = [self._by_body.get((wanted.body, key), ()) for key in keys]
            blocks += [block for block in sharing if len(block) <= CROWD]
        for entries in blocks:
            for entry in entries:
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry


def _certainty(wanted: Entry, entry: Entry) -> bool | None:
    """True for the same person, False for one to ask about, None for another."""
    exact = bool({identity(name) for name in wanted.names} & {identity(name) for name in entry.names})
    shares = any(one in entry.emails for one in wanted.emails) or any(
        one in entry.phones for one in wanted.phones
    )
    same_body = bool(wanted.body) and wanted.body == entry.body
    if exact:
        if shares:
            return True
        if same_body:
            elsewhere = bool(wanted.emails and entry.emails) and wanted.office != entry.office
            return not elsewhere
        return False if _written_alike(wanted, entry) and not (wanted.body and entry.body) else None
    if not (shares or same_body):
        return None
    alike = _alike(wanted, entry)
    if alike is Verdict.YES:
        return shares
    return False if alike is Verdict.PERHAPS and shares else None


def _written_alike(wanted: Entry, entry: Entry) -> bool:
    """The same words in the same order and script: all that two bare names can show."""
    mine, others = ({(script_of(name), fold(name)) for name in one.names} for one in (wanted, entry))
    return bool(mine & others)


def _alike(wanted: Entry, entry: Entry) -> Verdict:
    order = (Verdict.YES, Verdict.PERHAPS, Verdict.NO)
    verdicts = {same_person(one, other) for one in wanted.names for other in entry.names}
    return next(verdict for verdict in order if verdict in verdicts)


def _blocks(name: str) -> set[str]:
    """The beginnings of words, and each two of them together."""
    begun = sorted({word[:_BLOCK_LETTERS] for word in fold(name).split() if len(word) >= _BLOCK_LETTERS})
    return {*begun, *map(" ".join, combinations(begun, 2))}


def _stored(mission_id: UUID) -> list[Entry]:
    entries: dict[UUID, Entry] = {}
    names = select(PersonName.person_id, PersonName.full).where(PersonName.mission_id == mission_id)
    for person_id, full in db.session.execute(names):
        entry = entries.setdefault(person_id, Entry([], (), (), person_id=person_id))
        entry.names.append(full)
    contacts = select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.folded).where(
        ContactPoint.mission_id == mission_id,
        ContactPoint.kind.in_(_REACHING),
        ContactPoint.via_assistant.is_(False),
    )
    for person_id, kind, folded in db.session.execute(contacts):
        entry = entries[person_id]
        if kind is ContactKind.EMAIL:
            entry.emails += (folded,)
        else:
            entry.phones += (folded,)
    posts = (
        select(Appointment.person_id, Organisation.folded_name, Office.folded_title)
        .select_from(Appointment)
        .join(Office, Office.id == Appointment.office_id)
        .join(Organisation, Organisation.id == Office.organisation_id)
        .where(Appointment.mission_id == mission_id, Appointment.ends.is_(None))
        .order_by(Appointment.is_primary)
    )
    for person_id, body, office in db.session.execute(posts):
        entries[person_id].body, entries[person_id].office = body, office
    return list(entries.values())

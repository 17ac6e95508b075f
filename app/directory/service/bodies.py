"""Organisations and their offices: found by their folded name, or made."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import Texts, db, new_id
from app.directory import postings
from app.directory.errors import OfficeExists, OrganisationExists, OrganisationNameMissing
from app.directory.folding import fold
from app.directory.models import Appointment, InvitationRoute, Office, Organisation, OrganisationKind
from app.directory.states import States

_KINDS: tuple[tuple[OrganisationKind, re.Pattern[str]], ...] = (
    (
        OrganisationKind.DIPLOMATIC_MISSION,
        re.compile(
            r"\b(embass|ambassade|botschaft|high commission|consul|nunciature|sefirlik|buyukelcilig|posolstvo)"
        ),
    ),
    (
        OrganisationKind.INTERNATIONAL,
        re.compile(r"\b(united nations|un|undp|unicef|unesco|who|oic|red cross)\b"),
    ),
    (
        OrganisationKind.MINISTRY,
        re.compile(r"\b(minist|nazirli|bakanlig|cabinet|secretariat|presidency|president s)"),
    ),
    (OrganisationKind.PARLIAMENT, re.compile(r"\b(parliament|senate|national assembly|milli meclis|mejlis)")),
    (
        OrganisationKind.ARMED_FORCES,
        re.compile(r"\b(army|navy|air force|air headquarters|general headquarters|ghq)"),
    ),
    (
        OrganisationKind.MEDIA,
        re.compile(r"\b(news|tv|television|radio|daily|times|herald|tribune|press|gazette)\b"),
    ),
    (OrganisationKind.ACADEMIC, re.compile(r"\b(universi|institut|academy|college|school)")),
    (
        OrganisationKind.BUSINESS,
        re.compile(r"\b(bank|ltd|llc|inc|gmbh|group|company|corporation|chamber|industries)\b"),
    ),
)


_BATCH = 400


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """An organisation. `state` is a code of `missions.State`."""

    name: str
    kind: OrganisationKind = OrganisationKind.OTHER
    names: Texts = field(default_factory=dict)
    state: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    title: str
    titles: Texts = field(default_factory=dict)
    salutation_title: str = ""
    default_honorific: str = ""
    place_card_by_office: bool = False
    invitation_route: InvitationRoute = InvitationRoute.DIRECT


@lru_cache(maxsize=8192)
def guess_kind(name: str) -> OrganisationKind:
    folded = fold(name)
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), OrganisationKind.OTHER)


class Bodies:
    """Finding or making many organisations and offices by their folded names, with few queries."""

    def __init__(self, mission_id: UUID, names: Iterable[str] = ()) -> None:
        """`names` are those of organisations that will be asked for; others are looked up one by one."""
        self.mission_id = mission_id
        self._states = States()
        self._organisations: dict[str, Organisation] = {}
        self._offices: dict[tuple[UUID, str], Office] = {}
        self._asked: set[str] = set()
        self.made: list[Organisation | Office] = []
        self._load({_folded(name) for name in names})

    def organisation(self, name: str, *, state: str = "") -> Organisation:
        """The organisation of that name; an empty name is the nameless one."""
        name = " ".join(name.split())[:300]
        folded = _folded(name)
        if folded not in self._asked:
            self._load({folded})
        found = self._organisations.get(folded)
        if found is None:
            found = Organisation(id=new_id(), mission_id=self.mission_id, name=name, folded_name=folded)
            found.kind = guess_kind(name)
            found.state = self._states.code_of(state) or self._states.code_within(name)
            found.names = {}
            db.session.add(found)
            self._organisations[folded] = found
            self.made.append(found)
        elif state and not found.state:
            found.state = self._states.code_of(state)
        return found

    def _load(self, folded: set[str]) -> None:
        self._asked |= folded
        wanted = sorted(folded)
        for start in range(0, len(wanted), _BATCH):
            mine = select(Organisation).where(
                Organisation.mission_id == self.mission_id,
                Organisation.folded_name.in_(wanted[start : start + _BATCH]),
            )
            bodies = list(db.session.scalars(mine))
            self._organisations |= {body.folded_name: body for body in bodies}
            offices = select(Office).where(
                Office.mission_id == self.mission_id, Office.organisation_id.in_([body.id for body in bodies])
            )
            self._offices |= {(o.organisation_id, o.folded_title): o for o in db.session.scalars(offices)}

    def office(self, organisation: Organisation, title: str) -> Office:
        """The office of that title; an empty title stands for belonging to the organisation."""
        title = " ".join(title.split())[:300]
        folded = _folded(title)
        found = self._offices.get((organisation.id, folded))
        if found is None:
            found = Office(id=new_id(), mission_id=self.mission_id, title=title, folded_title=folded)
            found.organisation_id, found.organisation, found.titles = organisation.id, organisation, {}
            db.session.add(found)
            self._offices[organisation.id, folded] = found
            self.made.append(found)
        return found


def _folded(text: str) -> str:
    return fold(text)[:300] or text.casefold()[:300]


def find_or_add_organisation(mission_id: UUID, name: str, *, state: str = "") -> Organisation:
    """By its folded name in any of its languages."""
    organisation = Bodies(mission_id).organisation(name, state=state)
    db.session.flush()
    return organisation


def find_or_add_office(mission_id: UUID, title: str, *, organisation: str = "", state: str = "") -> Office:
    """The office of that title in the organisation of that name, both made where they are missing."""
    bodies = Bodies(mission_id)
    body = bodies.organisation(organisation, state=state)
    office = bodies.office(body, title)
    db.session.flush()
    return office


def add_organisation(mission_id: UUID, facts: BodyFacts, *, actor: Actor, now: datetime) -> Organisation:
    """Raises OrganisationNameMissing, OrganisationExists."""
    organisation = Organisation(id=new_id(), mission_id=mission_id)
    _assign_body(organisation, facts)
    db.session.add(organisation)
    db.session.flush()
    _audit("organisation.add", organisation, actor=actor, now=now)
    return organisation


def change_organisation(organisation: Organisation, facts: BodyFacts, *, actor: Actor, now: datetime) -> None:
    """Its people are found under the new words at once. Raises OrganisationNameMissing, OrganisationExists."""
    _assign_body(organisation, facts)
    db.session.flush()
    _refresh_holders(organisation.mission_id, [office.id for office in organisation.offices])
    _audit("organisation.change", organisation, actor=actor, now=now)


def add_office(organisation: Organisation, facts: OfficeFacts, *, actor: Actor, now: datetime) -> Office:
    """Raises OfficeExists."""
    office = Office(id=new_id(), mission_id=organisation.mission_id, organisation_id=organisation.id)
    office.organisation = organisation
    _assign_office(office, facts)
    db.session.add(office)
    db.session.flush()
    _audit("office.add", office, actor=actor, now=now)
    return office


def change_office(office: Office, facts: OfficeFacts, *, actor: Actor, now: datetime) -> None:
    """Raises OfficeExists."""
    _assign_office(office, facts)
    db.session.flush()
    _refresh_holders(office.mission_id, [office.id])
    _audit("office.change", office, actor=actor, now=now)


def _assign_body(organisation: Organisation, facts: BodyFacts) -> None:
    folded = _folded(facts.name)
    if not folded:
        raise OrganisationNameMissing
    same = select(Organisation.id).where(
        Organisation.mission_id == organisation.mission_id,
        Organisation.folded_name == folded,
        Organisation.id != organisation.id,
    )
    with db.session.no_autoflush:
        if db.session.scalars(same).first():
            raise OrganisationExists(name=facts.name)
    for name in BodyFacts.__dataclass_fields__:
        setattr(organisation, name, getattr(facts, name))
    organisation.folded_name = folded


def _assign_office(office: Office, facts: OfficeFacts) -> None:
    folded = _folded(facts.title)
    same = select(Office.id).where(
        Office.mission_id == office.mission_id,
        Office.organisation_id == office.organisation_id,
        Office.folded_title == folded,
        Office.id != office.id,
    )
    with db.session.no_autoflush:
        if db.session.scalars(same).first():
            raise OfficeExists(title=facts.title)
    for name in OfficeFacts.__dataclass_fields__:
        setattr(office, name, getattr(facts, name))
    office.folded_title = folded


def _refresh_holders(mission_id: UUID, office_ids: Iterable[UUID]) -> None:
    holders = select(Appointment.person_id).where(
        Appointment.mission_id == mission_id, Appointment.office_id.in_(list(office_ids))
    )
    postings.refresh(mission_id, list(db.session.scalars(holders.distinct())))


def _audit(verb: str, record: Organisation | Office, *, actor: Actor, now: datetime) -> None:
    kind = "organisation" if isinstance(record, Organisation) else "office"
    audit.record(verb, kind, record.id, actor=actor, now=now, mission_id=record.mission_id)

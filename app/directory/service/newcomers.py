"""Many new persons at once, by plain inserts: an import brings thousands, and the unit of work is slow with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db, new_id
from app.directory.errors import NameMissing
from app.directory.folding import sort_key
from app.directory.models import (
    Appointment,
    ContactPoint,
    NameKind,
    Office,
    Person,
    PersonName,
    PersonTag,
    PersonTitle,
)
from app.directory.service.appointments import Term
from app.directory.service.facts import (
    CONTACT_FIELDS,
    NAME_FIELDS,
    OWN_FIELDS,
    TITLE_FIELDS,
    PersonFacts,
    folded_contact,
)

# Parents before children.
_TABLES = (Person, PersonName, PersonTitle, ContactPoint, PersonTag, Appointment)
_TERM_FIELDS = tuple(Term.__dataclass_fields__)

Values = dict[str, Any]


class Newcomers:
    """Persons gathered to be written together. `ids` are all that were added, written or not."""

    def __init__(
        self, mission_id: UUID, *, now: datetime, region: str = "", import_id: UUID | None = None
    ) -> None:
        self.mission_id, self.now, self.region, self.import_id = mission_id, now, region, import_id
        self.ids: list[UUID] = []
        self._rows: dict[type, list[Values]] = {table: [] for table in _TABLES}

    def add(self, facts: PersonFacts) -> UUID:
        """The rows of a person, not yet written. Raises NameMissing."""
        names = [name for name in facts.names if name.full.strip()]
        if not names or not facts.names[0].full.strip():
            raise NameMissing
        person_id = new_id()
        self._rows[Person].append(
            {
                "id": person_id,
                "mission_id": self.mission_id,
                "import_id": self.import_id,
                "sort_key": sort_key(names[0].full, names[0].family),
                "created_at": self.now,
                "updated_at": self.now,
                "version": 1,
                **{field: getattr(facts, field) for field in OWN_FIELDS},
            }
        )
        for position, name in enumerate(names):
            kind = NameKind.ALIAS if position and name.kind is NameKind.PRIMARY else name.kind
            self._row(PersonName, person_id, name, NAME_FIELDS, position=position)
            self._rows[PersonName][-1]["kind"] = kind if position else NameKind.PRIMARY
        for position, title in enumerate(title for title in facts.titles if title.text.strip()):
            self._row(PersonTitle, person_id, title, TITLE_FIELDS, position=position)
        for position, point in enumerate(point for point in facts.contacts if point.value.strip()):
            folded = folded_contact(point.kind, point.value, self.region)
            self._row(ContactPoint, person_id, point, CONTACT_FIELDS, position=position, folded=folded)
        for tag in sorted({tag[:60] for tag in facts.tags if tag}):
            self._row(PersonTag, person_id, None, (), tag=tag)
        self.ids.append(person_id)
        return person_id

    def appoint(self, person_id: UUID, office: Office, term: Term) -> None:
        """Put a gathered person into an office; it is his main one."""
        self._row(Appointment, person_id, term, _TERM_FIELDS, office_id=office.id, is_primary=True)

    def write(self) -> None:
        """Insert what has been gathered since the last time."""
        db.session.flush()
        connection = db.session.connection()
        for kind, rows in self._rows.items():
            if rows:
                connection.execute(cast(Table, kind.__table__).insert(), rows)  # type: ignore[attr-defined]
                rows.clear()

    def tell(self, *, actor: Actor) -> None:
        """One entry of the audit trail for each."""
        audit.record_many(
            "person.add", "person", self.ids, actor=actor, now=self.now, mission_id=self.mission_id
        )

    def _row(self, kind: type, person_id: UUID, fact: object, fields: Sequence[str], **more: object) -> None:
        values = {field: getattr(fact, field) for field in fields}
        row = {"id": new_id(), "mission_id": self.mission_id, "person_id": person_id, **values, **more}
        self._rows[kind].append(row)

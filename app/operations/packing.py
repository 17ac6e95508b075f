"""One mission in one encrypted file, into another installation: the same ids, the same links and badges.

A pack holds the mission's rows, its own keys, the accounts of those who worked in it (without their
passwords, which a person sets anew where he works) and the list of states. The mission stays where it was packed: that
it is worked on in one house only is the administrators' business.
"""

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, false, or_, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.db import Model, new_id
from app.i18n import N_
from app.missions.models import Mission, State
from app.operations import backups, checks, copying, restoring
from app.operations.copying import Changed, Wanted
from app.operations.errors import AlreadyThere, NotAPack, PassphraseTooShort, TablesMissing
from app.tokens import KeyRing
from config import SHORTEST_PASSPHRASE, Config

KIND = "mission"
MAY_HAVE_LEFT = N_("The mission moved here: this letter may have left from its former house.")
SECRETS_OF_ACCOUNTS = ("password", "mf_recovery_codes", "tf_primary_method", "tf_totp_secret", "tf_last_step")
# Its entries are sealed with whoever acted, so they keep the ids of the former house.
SEALED = "audit_entry"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came: `rows` in all; `without_password` are the addresses of accounts that are new here."""

    slug: str
    rows: int
    made_at: str
    without_password: list[str]


@dataclass(frozen=True, slots=True)
class _Here:
    """What the house holds already, so that it is not written twice."""

    states: frozenset[str]
    accounts: dict[UUID, str]


def pack(
    mission: Mission, engine: Engine, target: Path, *, config: Config, passphrase: str, now: datetime
) -> int:
    """Write everything of one mission into `target`; returns the number of rows.

    Raises PassphraseTooShort, TablesMissing.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(length=SHORTEST_PASSPHRASE)
    if not checks.migrations_at_head():
        raise TablesMissing
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".packing-") as name:
        folder = Path(name)
        keys = folder / "own-keys.json"
        keys.touch(mode=0o600)
        keys.write_text(json.dumps({str(mission.id): KeyRing(config.key_file).of(mission.id)}))
        with copying.open_file(folder / backups.DATABASE) as there:
            copying.make_tables(there)
            with copying.snapshot(engine) as source:
                wanted = _rows_of(mission.id, source, _Here(frozenset(), {}))
                left = copying.copy(source, there, wanted=wanted, changed=_apart({}), new_epochs=False)
        backups.pack(
            folder / backups.DATABASE,
            target,
            kind=KIND,
            keys=keys,
            config=config,
            now=now,
            passphrase=passphrase,
            mission=str(mission.id),
            slug=mission.slug,
        )
    return sum(one.rows for one in left.values())


def unpack(path: Path, target: Engine, *, config: Config, passphrase: str, now: datetime) -> Arrival:
    """Bring the mission of a pack into this house, beside those that are here.

    Raises NotAPack, AlreadyThere, TablesMissing, OfAnotherVersion, PassphraseMissing, WrongPassphrase,
    BackupDamaged.
    """
    with backups.opened(path, passphrase=passphrase) as found:
        if found.manifest.get("kind") != KIND or found.keys is None:
            raise NotAPack
        backups.check(found)
        mission_id, slug = UUID(found.manifest["mission"]), str(found.manifest["slug"])
        with copying.open_file(found.database) as source_engine:
            restoring.bring_up(found, source_engine)
            with copying.snapshot(source_engine) as source:
                rows, new = _bring_in(source, target, mission_id, slug)
        with target.connect().execution_options(write=True) as connection, connection.begin():
            restoring.ask_about_letters(connection, MAY_HAVE_LEFT, now=now, mission_id=mission_id)
        KeyRing(config.key_file).take(json.loads(found.keys.read_text()))
    return Arrival(slug, rows, found.manifest["made_at"], new)


def _bring_in(source: Connection, target: Engine, mission_id: UUID, slug: str) -> tuple[int, list[str]]:
    """Copy the rows; how many came, and the addresses of new accounts. Raises AlreadyThere."""
    with copying.snapshot(target) as connection:
        if checks.revision_of(connection) != checks.head():
            raise TablesMissing
        if connection.execute(
            select(Mission.id).where(or_(Mission.id == mission_id, Mission.slug == slug))
        ).first():
            raise AlreadyThere
        here = _Here(
            frozenset(connection.scalars(select(State.code))),
            {row.id: row.email for row in connection.execute(select(User.id, User.email))},
        )
    by_email = {email: user_id for user_id, email in here.accounts.items()}
    coming = {row.id: row.email for row in source.execute(select(User.id, User.email))}
    known = {old: by_email[email] for old, email in coming.items() if email in by_email}
    wanted = _rows_of(mission_id, source, here)
    try:
        left = copying.copy(source, target, wanted=wanted, changed=_apart(known), into_empty=False)
    except IntegrityError as error:
        raise AlreadyThere from error
    new = [email for old, email in coming.items() if old not in known and old not in here.accounts]
    return sum(one.rows for one in left.values()), sorted(new)


def _rows_of(mission_id: UUID, source: Connection, here: _Here) -> Wanted:
    """Which rows of each table belong to a mission, apart from accounts and states that are `here`."""
    accounts = _accounts_of(mission_id, source)

    def wanted(table: Table) -> ColumnElement[bool] | None:
        if table.name == Mission.__tablename__:
            return table.c.id == mission_id
        if table.name == State.__tablename__:
            return table.c.code.not_in(here.states)
        if table.name == User.__tablename__:
            new = table.c.email.not_in(list(here.accounts.values()))
            return table.c.id.in_(accounts - here.accounts.keys()) & new
        if "mission_id" in table.c:
            return table.c.mission_id == mission_id
        return _through_parent(table, mission_id)

    return wanted


def _through_parent(table: Table, mission_id: UUID) -> ColumnElement[bool]:
    """The rows of a table that belongs to a mission by what it refers to."""
    for key in table.foreign_key_constraints:
        parent = key.referred_table
        if "mission_id" in parent.c:
            [element] = key.elements
            return element.parent.in_(select(element.column).where(parent.c.mission_id == mission_id))
    return false()


def _accounts_of(mission_id: UUID, source: Connection) -> set[UUID]:
    """Everybody who belongs to the mission, or is named in one of its rows."""
    found: set[UUID] = set()
    for table in Model.metadata.sorted_tables:
        if "mission_id" not in table.c:
            continue
        for column in _who(table):
            found |= set(source.scalars(select(column).where(table.c.mission_id == mission_id).distinct()))
    known = set(source.scalars(select(User.id)))
    return found & known


def _who(table: Table) -> list[Column[Any]]:
    """The columns that say who: references to accounts, and the actor of a row, whatever he was."""
    referring = [
        element.parent
        for key in table.foreign_key_constraints
        if key.referred_table.name == User.__tablename__
        for element in key.elements
    ]
    return [
        *referring,
        *(column for column in table.c if column.name in {"actor_id", "created_by", "made_by"}),
    ]


def _apart(known: dict[UUID, UUID]) -> Changed:
    """Rows as the other house keeps them; `known` accounts are there already under another id."""

    def changed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
        if table.name == User.__tablename__:
            return row | dict.fromkeys(SECRETS_OF_ACCOUNTS) | {"fs_uniquifier": new_id().hex}
        if table.name == SEALED or not known:
            return row
        return {
            name: known.get(value, value) if isinstance(value, UUID) else value for name, value in row.items()
        }

    return changed

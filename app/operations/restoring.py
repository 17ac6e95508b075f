"""Bringing a backup back, and rehearsing it.

A restored house is another one: every event gets a new epoch, so that gates send their whole log again;
everybody signs in anew; letters that were on their way when the backup was made wait for an officer, since
they may have left since.
"""

import json
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, text, update

from app.accounts.models import User
from app.db import new_id
from app.events.models import Event
from app.i18n import N_
from app.mail.models import LetterState, Outbox
from app.operations import backups, checks, copying, marks
from app.operations.backups import KIND, Opened
from app.operations.errors import BackupDamaged, NotAPack, OfAnotherVersion
from app.tokens import KeyRing
from config import Config

MAY_HAVE_LEFT = N_("A backup was restored: this letter may have left since it was made.")


def restore(
    path: Path, target: Engine, config: Config, *, passphrase: str, now: datetime, keys: Path | None = None
) -> Opened:
    """Fill the empty database of `target` from the backup, and the key file from it or from `keys`.

    Raises NotEmpty, OfAnotherVersion, BackupDamaged, PassphraseMissing, WrongPassphrase, NotAPack.
    """
    with backups.opened(path, passphrase=passphrase) as found:
        if found.manifest.get("kind") != KIND:
            raise NotAPack
        backups.check(found)
        fill(found, target, now=now)
        if found.keys:
            KeyRing(config.key_file).take(json.loads(found.keys.read_text()))
        if keys:
            KeyRing(config.key_file).take(read_keys(keys.read_text()))
        return found


def fill(found: Opened, target: Engine, *, now: datetime) -> None:
    """Make the tables where there are none, then copy every row. All, or nothing."""
    with copying.open_file(found.database) as source:
        bring_up(found, source)
        copying.make_tables(target)
        with copying.snapshot(source) as connection:
            copying.copy(connection, target)
        with target.connect().execution_options(write=True) as connection, connection.begin():
            settle(connection, now=now)


def bring_up(found: Opened, source: Engine) -> None:
    """Bring the unpacked database to the tables of this version. Raises OfAnotherVersion."""
    if found.manifest["revision"] != checks.head():
        if not checks.knows(found.manifest["revision"]):
            raise OfAnotherVersion
        copying.make_tables(source)


def clear(target: Engine) -> None:
    """Take every table away, so that a backup can be filled in."""
    with target.connect().execution_options(write=True) as connection, connection.begin():
        present = MetaData()
        present.reflect(connection, only=lambda name, _metadata: not name.startswith("huey_"))
        present.drop_all(connection)


def settle(connection: Connection, *, now: datetime) -> None:
    """What must be otherwise in a house that was restored."""
    for (event_id,) in connection.execute(Event.__table__.select().with_only_columns(Event.id)).all():
        connection.execute(update(Event).where(Event.id == event_id).values(epoch=new_id()))
    for (user_id,) in connection.execute(User.__table__.select().with_only_columns(User.id)).all():
        connection.execute(update(User).where(User.id == user_id).values(fs_uniquifier=new_id().hex))
    ask_about_letters(connection, MAY_HAVE_LEFT, now=now)


def ask_about_letters(
    connection: Connection, why: str, *, now: datetime, mission_id: UUID | None = None
) -> None:
    """Letters that were on their way, of one mission or of all, wait for an officer's decision."""
    query = update(Outbox).where(Outbox.state.in_((LetterState.QUEUED, LetterState.SENDING)))
    if mission_id is not None:
        query = query.where(Outbox.mission_id == mission_id)
    connection.execute(
        query.values(
            state=LetterState.UNCERTAIN,
            last_text=why,
            lease_token=None,
            lease_until=None,
            phase=None,
            finished_at=now,
        )
    )


def rehearse(path: Path, config: Config, *, passphrase: str, now: datetime) -> dict[str, Any]:
    """Restore into a temporary folder, compare what arrived, throw it away; what was found is kept as a mark.

    Raises what restoring raises.
    """
    with (
        tempfile.TemporaryDirectory(prefix="chancery-rehearsal-") as folder,
        copying.open_file(Path(folder) / "rehearsal.sqlite3") as there,
    ):
        with backups.opened(path, passphrase=passphrase) as found:
            backups.check(found)
            fill(found, there, now=now)
        with there.connect() as connection:
            if connection.scalar(text("PRAGMA integrity_check")) != "ok":
                raise BackupDamaged(what="integrity_check")
            counts = {name: one.rows for name, one in copying.tally(connection).items()}
        expected = {name: one.rows for name, one in found.tallies.items()}
        if differing := [name for name, rows in expected.items() if counts.get(name) != rows]:
            raise BackupDamaged(what=", ".join(differing))
    facts = {"backup": path.name, "rows": sum(counts.values()), "tables": len(counts)}
    marks.leave(config.instance, marks.REHEARSAL, now=now, **facts)
    return facts


def read_keys(text_of_keys: str) -> dict[str, Any]:
    """Keys as the sheet for the safe carries them: a line of JSON for each mission. Raises BackupDamaged."""
    found: dict[str, Any] = {}
    for line in filter(None, (line.strip() for line in text_of_keys.splitlines())):
        try:
            found |= json.loads(line)
        except ValueError as error:
            raise BackupDamaged(what="a line of the keys cannot be read") from error
    return found

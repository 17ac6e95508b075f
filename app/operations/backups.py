"""Making a backup, looking into it, rehearsing what would be restored.

A backup is a zip file: `manifest.json`, and the database as a SQLite file whatever the installation runs on,
so that every backup can be restored into either. Pictures and uploaded files stand in the database. With a
passphrase the file is sealed and holds the keys of links and badges as well.
"""

import errno
import json
import os
import sqlite3
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.operations import checks, copying, files, marks, sealed
from app.operations.copying import Tally
from app.operations.errors import BackupDamaged, BackupNotFound, DiskFull, PassphraseMissing
from app.operations.files import Backup
from config import ROOT, Config

MANIFEST, DATABASE, KEYS = "manifest.json", "database.sqlite3", "keys.json"
KIND = "backup"


@dataclass(frozen=True, slots=True)
class Opened:
    """What lies in the temporary folder: the database file, the keys if any, and what was said of them."""

    manifest: dict[str, Any]
    database: Path
    keys: Path | None

    @property
    def tallies(self) -> dict[str, Tally]:
        return {name: Tally(**one) for name, one in self.manifest["tables"].items()}

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tallies.values())


def create(engine: Engine, config: Config, *, now: datetime, occasion: str = "") -> Backup:
    """Write a backup of one committed moment into the backups' folder. Raises DiskFull."""
    passphrase = config.backup_passphrase
    target = config.backup_dir / files.name_of(now, sealed=bool(passphrase), occasion=occasion)
    try:
        config.backup_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=config.backup_dir, prefix=".making-") as folder:
            file = Path(folder) / DATABASE
            dump(engine, file)
            pack(
                file,
                target,
                kind=KIND,
                keys=config.key_file if config.key_file.exists() else None,
                config=config,
                now=now,
                passphrase=passphrase,
            )
    except OSError as error:
        marks.leave(config.instance, marks.BACKUP_FAILED, now=now, why=error.strerror or "")
        if error.errno == errno.ENOSPC:
            raise DiskFull from error
        raise
    marks.wipe(config.instance, marks.BACKUP_FAILED)
    if passphrase:
        seen = checks.keys_fingerprint(config.key_file)
        marks.leave(config.instance, marks.KEYS_SAFE, now=now, fingerprint=seen)
    return Backup(target, now, target.stat().st_size, bool(passphrase))


def dump(engine: Engine, file: Path) -> None:
    """The whole database as it stood at one committed moment, as a SQLite file."""
    if engine.dialect.name == "sqlite":
        with (
            closing(sqlite3.connect(str(engine.url.database))) as source,
            closing(sqlite3.connect(file)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        return
    with copying.open_file(file) as there:
        copying.make_tables(there)
        with copying.snapshot(engine) as source_connection:
            copying.copy(source_connection, there, new_epochs=False)
        with there.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def pack(
    database: Path,
    target: Path,
    *,
    kind: str,
    keys: Path | None,
    config: Config,
    now: datetime,
    passphrase: str,
    **facts: Any,
) -> None:
    """Put database, keys (only into a sealed file) and a manifest into one file; it appears whole or not at all."""
    with copying.open_file(database) as reading, reading.connect() as connection:
        tallies = copying.tally(connection)
        at = connection.scalar(text("SELECT version_num FROM alembic_version"))
    manifest = {
        "kind": kind,
        "made_at": now.isoformat(),
        "version": product_version(),
        "revision": at,
        "address": config.public_url,
        "keys": bool(passphrase and keys),
        "tables": {name: asdict(one) for name, one in tallies.items()},
        **facts,
    }
    draft = database.with_name("draft.zip")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(MANIFEST, json.dumps(manifest, indent=1))
        bundle.write(database, DATABASE)
        if passphrase and keys:
            bundle.write(keys, KEYS)
    if passphrase:
        done = database.with_name("draft.sealed")
        sealed.seal(draft, done, passphrase=passphrase)
        draft = done
    draft.chmod(0o600)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)


@contextmanager
def opened(path: Path, *, passphrase: str) -> Iterator[Opened]:
    """Unpack into a temporary folder. Raises PassphraseMissing, WrongPassphrase, BackupDamaged."""
    if not path.is_file():
        raise BackupNotFound
    with tempfile.TemporaryDirectory(prefix="chancery-open-") as name:
        folder = Path(name)
        if sealed.is_sealed(path):
            if not passphrase:
                raise PassphraseMissing
            sealed.unseal(path, folder / "plain.zip", passphrase=passphrase)
            path = folder / "plain.zip"
        try:
            with zipfile.ZipFile(path) as bundle:
                manifest = json.loads(bundle.read(MANIFEST))
                bundle.extract(DATABASE, folder)
                has_keys = KEYS in bundle.namelist()
                if has_keys:
                    bundle.extract(KEYS, folder)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise BackupDamaged(what="the file cannot be unpacked") from error
        yield Opened(manifest, folder / DATABASE, folder / KEYS if has_keys else None)


def verify(path: Path, *, passphrase: str) -> Opened:
    """Open the backup and compare it with what its manifest says. Raises BackupDamaged and what opening raises."""
    with opened(path, passphrase=passphrase) as found:
        check(found)
        return found


def check(found: Opened) -> None:
    """Raises BackupDamaged."""
    try:
        with copying.open_file(found.database) as engine, engine.connect() as connection:
            if connection.scalar(text("PRAGMA integrity_check")) != "ok":
                raise BackupDamaged(what="integrity_check")
            if broken := copying.broken_references(connection):
                raise BackupDamaged(what=", ".join(broken))
            if found.manifest["revision"] != checks.head():
                return
            present = copying.tally(connection)
    except SQLAlchemyError as error:
        raise BackupDamaged(what="the database cannot be read") from error
    if differing := [name for name, one in found.tallies.items() if present.get(name) != one]:
        raise BackupDamaged(what=", ".join(differing))


def find(folder: Path, name: str) -> Backup:
    """The backup of this file name. Raises BackupNotFound."""
    found = next((one for one in files.listed(folder) if one.path.name == name), None)
    if found is None:
        raise BackupNotFound
    return found


def product_version() -> str:
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["version"]

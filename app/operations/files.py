"""Backups as files: their names say when they were made, so the folder is the list."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PLAIN, SEALED = ".zip", ".sealed"
NAME = re.compile(r"chancery-(\d{8}T\d{6}Z)(?:-\w+)?(\.zip|\.sealed)")
FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """`size` in bytes; `sealed` when it is encrypted and so holds the keys too."""

    path: Path
    made_at: datetime
    size: int
    sealed: bool


def name_of(made_at: datetime, *, sealed: bool, occasion: str = "") -> str:
    tail = f"-{occasion}" if occasion else ""
    return f"chancery-{made_at.astimezone(UTC).strftime(FORMAT)}{tail}{SEALED if sealed else PLAIN}"


def listed(folder: Path) -> list[Backup]:
    """The backups of the folder, the newest first; half-written ones have other names."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if match := NAME.fullmatch(path.name):
            made_at = datetime.strptime(match[1], FORMAT).replace(tzinfo=UTC)
            found.append(Backup(path, made_at, path.stat().st_size, match[2] == SEALED))
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def newest(folder: Path) -> Backup | None:
    return next(iter(listed(folder)), None)


def thin_out(folder: Path, *, keep: int) -> list[Backup]:
    """Delete all but the newest `keep`; returns what went."""
    gone = listed(folder)[keep:]
    for backup in gone:
        backup.path.unlink(missing_ok=True)
    return gone

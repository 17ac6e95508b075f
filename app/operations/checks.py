"""The doctor: what an administrator should know about the house, a colour and a sentence each."""

import hashlib
import shutil
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.audit.models import AuditEntry
from app.db import db
from app.i18n import N_
from app.mail import transports
from app.mail.models import LetterState, Outbox, TransportState
from app.operations import files, marks
from config import ROOT, Config, Mode

LATE = timedelta(minutes=15)
SILENT = timedelta(minutes=3)
OLD, TOO_OLD = timedelta(hours=26), timedelta(days=3)
SOON, VERY_SOON = timedelta(days=14), timedelta(days=3)
DRIFT = timedelta(minutes=2)
LITTLE, TOO_LITTLE = 2 * 1024**3, 300 * 1024**2  # bytes
PATIENCE = 4.0  # seconds


class Level(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject` and `sentence` are gettext message ids; `params` fill the sentence."""

    subject: str
    level: Level
    sentence: str
    params: dict[str, Any] = field(default_factory=dict)


def examine(config: Config, *, now: datetime) -> list[Finding]:
    """Every check; one that breaks is itself a finding."""
    found = []
    for subject, check in CHECKS:
        try:
            level, sentence, params = check(config, now)
        except (SQLAlchemyError, OSError) as error:
            level, sentence = Level.RED, N_("This could not be examined: %(what)s.")
            params = {"what": type(error).__name__}
        found.append(Finding(subject, level, sentence, params))
    return found


def worst(findings: list[Finding]) -> Level:
    levels = {finding.level for finding in findings}
    return next((level for level in (Level.RED, Level.AMBER) if level in levels), Level.GREEN)


Said = tuple[Level, str, dict[str, Any]]


def migrations_at_head() -> bool:
    """Whether the tables are those that this version of the product needs."""
    return revision() == head()


def revision() -> str | None:
    """The revision at which the database stands; None where it has no tables."""
    with db.engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return _script().get_current_head()


def knows(revision: str) -> bool:
    """Whether this version of the product can bring such tables to its own."""
    return any(one.revision == revision for one in _script().walk_revisions())


def _script() -> ScriptDirectory:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(settings)


def keys_fingerprint(path: Path) -> str:
    """Which keys the file holds, without telling them; empty where there is none yet."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except FileNotFoundError:
        return ""


def _database(_config: Config, _now: datetime) -> Said:
    if migrations_at_head():
        return Level.GREEN, N_("The tables are those of this version."), {}
    return Level.RED, N_("The tables are of another version. Run: flask db upgrade"), {}


def _worker(config: Config, now: datetime) -> Said:
    mark = marks.find(config.instance, marks.WORKER)
    if mark is None:
        return Level.RED, N_("The worker has never run: letters wait and no backup is made."), {}
    if now - mark["at"] > SILENT:
        minutes = int((now - mark["at"]).total_seconds() // 60)
        return Level.RED, N_("The worker has been silent for %(minutes)s minutes."), {"minutes": minutes}
    return Level.GREEN, N_("The worker is alive."), {}


def _mail(config: Config, now: datetime) -> Said:
    way = transports.state(None)
    if way is not None and way.mission_id is None and way.state is not TransportState.OPEN:
        return Level.RED, N_("The mail server takes no letters. It said: %(said)s"), {"said": way.reason}
    waiting = db.session.scalar(
        select(func.count(Outbox.id)).where(Outbox.state == LetterState.QUEUED, Outbox.next_at < now - LATE)
    )
    if waiting:
        return Level.AMBER, N_("%(count)s letters wait longer than they should."), {"count": waiting}
    if config.mail_url.startswith("file:"):
        level = Level.AMBER if config.mode is Mode.PRODUCTION else Level.GREEN
        return level, N_("No mail server is set: letters go into a folder."), {}
    return Level.GREEN, N_("Letters leave; none waits too long."), {}


def _certificate(config: Config, now: datetime) -> Said:
    parts = urlsplit(config.public_url)
    host = parts.hostname or ""
    if parts.scheme != "https":
        level = Level.RED if config.mode is Mode.PRODUCTION and host != "localhost" else Level.AMBER
        return (
            level,
            N_("%(url)s has no HTTPS: only this computer may use the camera at the gate."),
            {"url": config.public_url},
        )
    try:
        ends = certificate_ends(host, parts.port or 443)
    except ssl.SSLError as error:
        said = getattr(error, "verify_message", "") or error.reason or ""
        return (
            Level.RED,
            N_("Browsers refuse the certificate of %(host)s: %(said)s."),
            {
                "host": host,
                "said": said,
            },
        )
    except OSError:
        return Level.AMBER, N_("%(host)s does not answer from here; try it from a telephone."), {"host": host}
    days = (ends - now).days
    level = Level.RED if ends - now < VERY_SOON else Level.AMBER if ends - now < SOON else Level.GREEN
    return (
        level,
        N_("The certificate of %(host)s holds for %(days)s more days."),
        {
            "host": host,
            "days": days,
        },
    )


def certificate_ends(host: str, port: int, trust: ssl.SSLContext | None = None) -> datetime:
    """When the certificate shown at this address ends. Raises SSLError where it is refused, OSError."""
    context = trust or ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as line,
        context.wrap_socket(line, server_hostname=host) as talk,
    ):
        shown = talk.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def _clock(config: Config, now: datetime) -> Said:
    newest = db.session.scalar(select(func.max(AuditEntry.at)))
    if newest is not None and newest - now > DRIFT:
        return Level.RED, N_("The clock went back: something is recorded for later than now."), {}
    if db.engine.dialect.name == "postgresql":
        there: datetime = db.session.scalar(select(func.clock_timestamp())) or now
        seconds = int(abs((there - datetime.now(UTC)).total_seconds()))
        if seconds > 5:
            return (
                Level.AMBER,
                N_("This clock and the database’s differ by %(seconds)s seconds."),
                {"seconds": seconds},
            )
    probe = config.instance / "marks" / "clock"
    probe.parent.mkdir(parents=True, exist_ok=True)
    probe.touch()
    if abs(probe.stat().st_mtime - time.time()) > 5:
        return Level.AMBER, N_("The clock of the disk’s computer differs from ours."), {}
    return Level.GREEN, N_("The clock agrees with what is recorded."), {}


def _disk(config: Config, _now: datetime) -> Said:
    free = min(shutil.disk_usage(_standing(path)).free for path in (config.instance, config.backup_dir))
    level = Level.RED if free < TOO_LITTLE else Level.AMBER if free < LITTLE else Level.GREEN
    return level, N_("%(free)s GB of disk are free."), {"free": f"{free / 1024**3:.1f}"}


def _backups(config: Config, now: datetime) -> Said:
    newest = files.newest(config.backup_dir)
    if newest is None:
        return Level.RED, N_("There is no backup yet."), {}
    if failed := marks.find(config.instance, marks.BACKUP_FAILED):
        return Level.RED, N_("The last backup failed: %(why)s"), {"why": failed.get("why", "")}
    age = now - newest.made_at
    level = Level.RED if age > TOO_OLD else Level.AMBER if age > OLD else Level.GREEN
    return level, N_("The last backup is %(hours)s hours old."), {"hours": int(age.total_seconds() // 3600)}


def _keys(config: Config, _now: datetime) -> Said:
    present = keys_fingerprint(config.key_file)
    if not present:
        return Level.GREEN, N_("There are no keys yet."), {}
    safe = marks.find(config.instance, marks.KEYS_SAFE)
    if safe is None:
        return Level.RED, N_("The keys of links and badges are nowhere but here. Print the sheet."), {}
    if safe.get("fingerprint") != present:
        return Level.RED, N_("There are new keys since they were last backed up. Print the sheet again."), {}
    return Level.GREEN, N_("The keys of links and badges are backed up."), {}


def _standing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return next(one for one in (path, *path.parents) if one.exists())


CHECKS: tuple[tuple[str, Callable[[Config, datetime], Said]], ...] = (
    (N_("Database"), _database),
    (N_("Worker"), _worker),
    (N_("Mail"), _mail),
    (N_("Certificate"), _certificate),
    (N_("Clock"), _clock),
    (N_("Disk"), _disk),
    (N_("Backups"), _backups),
    (N_("Keys"), _keys),
)

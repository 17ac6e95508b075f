"""The first hour: while nobody signs in here, whoever reads the code printed at start founds the house.

The code is made anew at each start; only its hash is kept, and after some wrong tries it opens nothing until the
next start. What is founded is founded once: the accounts are locked while it is seen that there are none.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import queries as accounts
from app.accounts import service as accounts_service
from app.accounts.models import Role, User
from app.audit.actor import SYSTEM
from app.db import db
from app.i18n import N_
from app.missions import service as missions
from app.missions.models import Mission
from app.operations import marks
from app.operations.errors import BegunAlready, WrongCode
from app.tokens import ALPHABET, digest, normalise
from config import Config

LENGTH, MOST_TRIES = 12, 10


@dataclass(frozen=True)
class Founding:
    """What the first page asks."""

    mission: str
    slug: str
    host_state: str
    city: str
    zone: str
    languages: list[str]
    name: str
    email: str
    password: str
    mail_from: str


def is_open() -> bool:
    """Whether there is nobody yet who could sign in."""
    return not accounts.any_user()


def new_code(config: Config, *, now: datetime) -> str:
    """A fresh code; every earlier one opens nothing any more."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    config.instance.mkdir(parents=True, exist_ok=True)
    marks.leave(config.instance, marks.FIRST_CODE, now=now, digest=digest(code), tries=0)
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def at_start(config: Config, *, now: datetime) -> str:
    """What is printed when the web server starts; empty where there is somebody, or nothing to look into yet."""
    try:
        return sentence(config, now=now) if is_open() else ""
    except SQLAlchemyError:
        return ""


def sentence(config: Config, *, now: datetime) -> str:
    return f"Nobody can sign in yet. Open {config.desk_url}/first-run and type {new_code(config, now=now)}"


def redeem(typed: str, config: Config) -> str:
    """What the session keeps when the code is right. Raises WrongCode."""
    mark = marks.find(config.instance, marks.FIRST_CODE)
    if mark is None or mark["tries"] >= MOST_TRIES:
        raise WrongCode
    if not hmac.compare_digest(digest(normalise(typed)), mark["digest"]):
        marks.leave(
            config.instance, marks.FIRST_CODE, now=mark["at"], digest=mark["digest"], tries=mark["tries"] + 1
        )
        raise WrongCode
    return str(mark["digest"])


def still_good(kept: str, config: Config) -> bool:
    """Whether what the session keeps came from the code of this start."""
    mark = marks.find(config.instance, marks.FIRST_CODE)
    return bool(kept) and mark is not None and hmac.compare_digest(kept, mark["digest"])


def found(facts: Founding, *, now: datetime) -> tuple[Mission, User]:
    """Found the mission and its first administrator, who is the installation's as well.

    Raises BegunAlready, BadSlug, SlugTaken, UnknownZone, NotAnAddress, WeakPassword.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE user_account IN SHARE ROW EXCLUSIVE MODE"))
    if not is_open():
        raise BegunAlready
    mission = missions.create(
        facts.slug,
        names={"en": facts.mission},
        actor=SYSTEM,
        now=now,
        host_state=facts.host_state,
        cities={"en": facts.city} if facts.city else {},
        zone=facts.zone,
        languages=facts.languages,
        mail_from=facts.mail_from,
    )
    user = accounts_service.open_account(
        facts.email, name=facts.name, password=facts.password, actor=SYSTEM, now=now
    )
    for role, mission_id in ((Role.ADMINISTRATOR, mission.id), (Role.INSTALLATION_ADMINISTRATOR, None)):
        accounts_service.give_role(user, role=role, mission_id=mission_id, actor=SYSTEM, now=now)
    return mission, user


def close(config: Config) -> None:
    """The code has done its work."""
    marks.wipe(config.instance, marks.FIRST_CODE)


def places(config: Config) -> list[tuple[str, str]]:
    """Where the data lie: gettext message ids, and paths or addresses without passwords."""
    url = make_url(config.database_url)
    database = str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string()
    mail = config.mail_url if config.mail_url.startswith("file:") else make_url(config.mail_url).host or ""
    return [
        (N_("Database, with pictures and uploaded files"), database),
        (N_("Keys of links and badges"), str(config.key_file)),
        (N_("Backups"), str(config.backup_dir)),
        (N_("Marks of the worker, and its queue on SQLite"), str(config.instance)),
        (N_("Letters leave by"), mail),
    ]

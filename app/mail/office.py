"""Where this installation's letters go: the settings of mail, read once."""

import os
import secrets
import socket
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from flask import current_app

from app.mail.delivery import Carrier
from app.mail.files import FilesCarrier
from app.mail.models import Security
from app.mail.oauth import Tokens
from app.mail.rehearsal import RehearsalCarrier
from app.mail.smtp import SmtpCarrier, SmtpServer
from app.tokens import KeyRing
from config import Config, Mode

PORTS = {"smtp": 587, "smtps": 465}
GRACE = timedelta(seconds=60)


@dataclass(frozen=True)
class PostOffice:
    """The installation's way out, and what every mission's way needs.

    `server` is None where letters go into `folder`. `host` is our public name. `rate` and `domain_rate` are
    letters a minute. Letters come back to `return_address`, whose mailbox is `return_box` (a URL). A campaign
    waits `grace` before its first letter leaves. `guarded`: a mission's server may not be this machine.
    `rehearsal`: the demonstration's correspondents, who let letters come back into that Maildir.
    """

    host: str
    sender: str
    server: SmtpServer | None
    folder: Path | None
    rate: int = 0
    domain_rate: int = 0
    return_address: str = ""
    return_box: str = ""
    grace: timedelta = timedelta(0)
    guarded: bool = True
    rehearsal: Path | None = None
    tokens: Tokens = field(default_factory=Tokens, repr=False)
    worker: str = field(
        default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"[-80:]
    )

    def carrier(self) -> Carrier:
        if self.server is not None:
            return SmtpCarrier(self.server)
        files = FilesCarrier(self.folder or Path("letters"))
        return RehearsalCarrier(files, self.rehearsal) if self.rehearsal is not None else files

    def message_id(self, letter_id: UUID) -> str:
        return f"<{letter_id}@{self.host}>"


def post_office() -> PostOffice:
    """The current application's, made when it is first asked for. Raises ValueError for a bad MAIL_URL."""
    extensions = current_app.extensions
    if "post_office" not in extensions:
        extensions["post_office"] = _open(extensions["config"])
    office: PostOffice = extensions["post_office"]
    return office


def key_ring() -> KeyRing:
    keys: KeyRing = current_app.extensions["keys"]
    return keys


def _open(config: Config) -> PostOffice:
    host = urlsplit(config.public_url).hostname or "localhost"
    url = urlsplit(config.mail_url)
    to_files = url.scheme == "file"
    box = urlsplit(config.mail_return_box)
    returned = Path(unquote(box.path)) if box.scheme == "maildir" else None
    return PostOffice(
        host=host,
        sender=config.mail_from,
        server=None if to_files else server_of(config.mail_url, helo=host),
        folder=Path(unquote(url.path)) if to_files else None,
        rate=config.mail_rate,
        domain_rate=config.mail_domain_rate,
        return_address=config.mail_return_address,
        return_box=config.mail_return_box,
        grace=timedelta(0) if to_files else GRACE,
        guarded=config.mode is Mode.PRODUCTION,
        rehearsal=returned if config.demo and to_files else None,
    )


def server_of(mail_url: str, *, helo: str) -> SmtpServer:
    """smtp://user:password@host:587 (STARTTLS), smtps://…:465 (TLS), smtp://…?starttls=no (neither).

    User and password are percent-encoded. Raises ValueError.
    """
    url = urlsplit(mail_url)
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("MAIL_URL must look like smtp://user:password@host:587.")
    plain = parse_qs(url.query).get("starttls") == ["no"]
    security = Security.TLS if url.scheme == "smtps" else Security.NONE if plain else Security.STARTTLS
    return SmtpServer(
        host=url.hostname,
        port=url.port or PORTS[url.scheme],
        security=security,
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        helo=helo,
    )

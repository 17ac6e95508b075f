"""Where this installation's letters go: the settings of mail, read once."""

import os
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from flask import current_app

from app.mail.delivery import Carrier
from app.mail.files import FilesCarrier
from app.mail.smtp import Security, SmtpCarrier, SmtpServer
from config import Config

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class PostOffice:
    """`server` is None where letters go into `folder`. `host` is our public name."""

    host: str
    sender: str
    server: SmtpServer | None
    folder: Path | None
    worker: str = field(
        default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"[-80:]
    )

    def carrier(self) -> Carrier:
        if self.server is not None:
            return SmtpCarrier(self.server)
        return FilesCarrier(self.folder or Path("letters"))

    def message_id(self, letter_id: UUID) -> str:
        return f"<{letter_id}@{self.host}>"


def post_office() -> PostOffice:
    """The current application's, made when it is first asked for. Raises ValueError for a bad MAIL_URL."""
    extensions = current_app.extensions
    if "post_office" not in extensions:
        extensions["post_office"] = _open(extensions["config"])
    office: PostOffice = extensions["post_office"]
    return office


def _open(config: Config) -> PostOffice:
    host = urlsplit(config.public_url).hostname or "localhost"
    url = urlsplit(config.mail_url)
    to_files = url.scheme == "file"
    return PostOffice(
        host=host,
        sender=config.mail_from,
        server=None if to_files else server_of(config.mail_url, helo=host),
        folder=Path(unquote(url.path)) if to_files else None,
    )


def server_of(mail_url: str, *, helo: str) -> SmtpServer:
    """smtp://user:password@host:587 (STARTTLS), smtps://…:465 (TLS), smtp://…?starttls=no (neither).

    User and password are percent-encoded. Raises ValueError.
    """
    url = urlsplit(mail_url)
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError("MAIL_URL must look like smtp://user:password@host:587.")
    plain = parse_qs(url.query).get("starttls") == ["no"]
    security: Security = "tls" if url.scheme == "smtps" else "none" if plain else "starttls"
    return SmtpServer(
        host=url.hostname,
        port=url.port or PORTS[url.scheme],
        security=security,
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        helo=helo,
    )

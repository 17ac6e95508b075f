"""A mission's own mail server, as its administrator arranges it. All run in the caller's transaction."""

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID

from app.audit import service as audit
from app.audit.actor import Actor
from app.mail import network, sealing, transports
from app.mail.errors import PasswordAnew, SecretLost, ServerUnusable
from app.mail.message import usable_address
from app.mail.models import Security, SignIn, Transport
from app.tokens import KeyRing

HOST = re.compile(r"(?!-)[A-Za-z0-9.-]{1,253}(?<!-)")


@dataclass(frozen=True)
class Server:
    """What is not secret. `host` empty: the installation's server carries the mission's letters."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    sign_in: SignIn = SignIn.PASSWORD
    username: str = ""
    tenant: str = ""
    client_id: str = ""
    rate: int = 0
    domain_rate: int = 0
    return_address: str = ""
    box_host: str = ""
    box_port: int = 993
    box_username: str = ""
    box_folder: str = "INBOX"


@dataclass(frozen=True)
class Typed:
    """Secrets as typed; an empty one keeps what is stored."""

    password: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    box_password: str = field(default="", repr=False)


def arrange(
    mission_id: UUID,
    server: Server,
    typed: Typed,
    *,
    keys: KeyRing,
    guarded: bool,
    actor: Actor,
    now: datetime,
) -> Transport:
    """Store the settings and try the way anew. Raises ServerUnusable, PasswordAnew, AddressUnusable."""
    for host, port, ports in (
        (server.host, server.port, network.SMTP_PORTS),
        (server.box_host, server.box_port, network.IMAP_PORTS),
    ):
        if host and (not HOST.fullmatch(host) or (guarded and port not in ports)):
            raise ServerUnusable(host=f"{host}:{port}")
    if server.return_address:
        usable_address(server.return_address)
    row = transports.own_row(mission_id)
    secrets = _secrets(row, server, typed, keys)
    changed = [f.name for f in fields(server) if getattr(row, f.name) != getattr(server, f.name)]
    changed += [f.name for f in fields(typed) if getattr(typed, f.name)]
    for name in (f.name for f in fields(server)):
        setattr(row, name, getattr(server, name))
    row.secret = sealing.seal(secrets, mission_id=mission_id, keys=keys) if server.host else ""
    row.free_at = None
    transports.reopen(mission_id)
    if changed:
        audit.record(
            "mail.arrange", "transport", row.id, actor=actor, now=now, mission_id=mission_id, fields=changed
        )
    return row


def _secrets(row: Transport, server: Server, typed: Typed, keys: KeyRing) -> sealing.Secrets:
    """What is typed, else what is stored; but nothing stored goes to a place it was not typed for."""
    try:
        stored = sealing.unseal(row.secret, mission_id=row.id, keys=keys)
    except SecretLost:
        stored = sealing.Secrets()
    moved = (row.host, row.port, row.security, row.username, row.tenant, row.client_id) != (
        server.host,
        server.port,
        server.security,
        server.username,
        server.tenant,
        server.client_id,
    )
    box_moved = (row.box_host, row.box_port, row.box_username) != (
        server.box_host,
        server.box_port,
        server.box_username,
    )
    anew = {
        "password": moved and server.sign_in is SignIn.PASSWORD,
        "client_secret": moved,
        "refresh_token": moved,
        "box_password": box_moved,
    }
    # without a password of its own the mailbox is opened with the server's
    lends = bool(server.box_host) and not (typed.box_password or (stored.box_password and not box_moved))
    if lends and box_moved and stored.password and not typed.password:
        raise PasswordAnew
    for name, must in anew.items():
        if must and server.host and getattr(stored, name) and not getattr(typed, name):
            raise PasswordAnew
    return sealing.Secrets(
        **{f.name: getattr(typed, f.name) or getattr(stored, f.name) for f in fields(typed)}
    )

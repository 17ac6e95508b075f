"""The mailboxes to which letters come back: a Maildir on this machine, or IMAP (RFC 9051) with TLS.

A message is marked as read only after what it says was committed; read twice, it counts once.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

from app.mail import network
from app.mail.reports import LONGEST

MOST = 200
WAIT = 30.0
FOLDER = re.compile(r"[A-Za-z0-9 ._/&-]{1,100}")


class BoxError(Exception):
    """The mailbox cannot be read; the words of the other side are the message."""


@dataclass(frozen=True)
class Item:
    """One unread message; `done` marks it as read."""

    raw: bytes = field(repr=False)
    done: Callable[[], None]


class Box(Protocol):
    def unread(self) -> Iterator[Item]:
        """At most `MOST` unread messages, the oldest first. Raises BoxError."""


@dataclass(frozen=True)
class Maildir:
    """https://cr.yp.to/proto/maildir.html: unread mail lies in `new`, read mail in `cur` with the flag S."""

    folder: Path

    def unread(self) -> Iterator[Item]:
        try:
            found = sorted((self.folder / "new").iterdir())[:MOST]
        except FileNotFoundError:
            return
        except OSError as error:
            raise BoxError(error.strerror or "The folder cannot be read.") from None
        for path in found:
            with open(path, "rb") as file:
                raw = file.read(LONGEST)
            yield Item(raw, lambda path=path: self._read(path))  # type: ignore[misc]

    def _read(self, path: Path) -> None:
        (self.folder / "cur").mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            path.replace(self.folder / "cur" / f"{path.name}:2,S")


@dataclass(frozen=True)
class ImapBox:
    """`token` gives an access token where the server takes no password. `guarded`: see `network`."""

    host: str
    port: int = 993
    username: str = ""
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    folder: str = "INBOX"
    guarded: bool = False
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def unread(self) -> Iterator[Item]:
        try:
            yield from self._unread()
        except (OSError, imaplib.IMAP4.error) as error:
            raise BoxError(_words(error)) from None

    def _unread(self) -> Iterator[Item]:
        if not FOLDER.fullmatch(self.folder):
            raise BoxError("This is no name of a folder.")
        door = network.numeric(self.host, self.port) if self.guarded else self.host
        with _Imap(self.host, self.port, door, self.tls or ssl.create_default_context()) as client:
            if self.token is not None:
                bearer = f"user={self.username}\x01auth=Bearer {self.token()}\x01\x01".encode()
                client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else bearer)
            else:
                client.login(self.username, self.password)
            _expect(client.select(f'"{self.folder}"'))
            found = _expect(client.uid("SEARCH", "UNSEEN"))
            for uid in (found[0] or b"").split()[:MOST]:
                raw = _fetched(_expect(client.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LONGEST}>)")))
                yield Item(raw, lambda uid=uid: _mark(client, uid))  # type: ignore[misc]


class _Imap(imaplib.IMAP4_SSL):
    """Connects to a given door, yet checks the certificate for the server's name."""

    def __init__(self, host: str, port: int, door: str, context: ssl.SSLContext) -> None:
        self._door = door
        super().__init__(host, port, ssl_context=context, timeout=WAIT)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._door, self.port), timeout)
        return cast(socket.socket, self.ssl_context.wrap_socket(plain, server_hostname=self.host))


def box_of(url: str) -> Box | None:
    """maildir:///folder, imaps://user:password@host:993/INBOX; None for an empty one. Raises ValueError."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return Maildir(Path(unquote(parts.path)))
    if parts.scheme == "imaps" and parts.hostname:
        return ImapBox(
            parts.hostname,
            parts.port or 993,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )
    raise ValueError("MAIL_RETURN_BOX must look like imaps://user:password@host/INBOX.")


def _mark(client: imaplib.IMAP4, uid: bytes) -> None:
    try:
        _expect(client.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)"))
    except (OSError, imaplib.IMAP4.error) as error:
        raise BoxError(_words(error)) from None


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(data[0] if data else status)
    return data


def _fetched(data: list[Any]) -> bytes:
    return next((part[1] for part in data if isinstance(part, tuple) and len(part) > 1), b"")


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return " ".join(text.split())[:300] or type(error).__name__

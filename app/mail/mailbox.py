"""Reading back the letters that went to files, as a mail reader would: for the demonstration only."""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from app.mail.errors import LetterNotFound
from app.mail.files import SUFFIX

NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
HEADERS_SHOWN = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "List-Unsubscribe")
MOST = 200


@dataclass(frozen=True)
class Line:
    """A letter in the list. `name` is its address within the mailbox."""

    name: str
    sender: str
    recipient: str
    subject: str
    at: datetime


@dataclass(frozen=True)
class File:
    """What hangs on a letter."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Opened:
    """One letter. `html` holds its pictures within; show it in a sandboxed frame only."""

    line: Line
    headers: list[tuple[str, str]]
    text: str
    html: str
    files: list[File]


def lines(folder: Path, *, limit: int = MOST) -> list[Line]:
    """The newest letters first. Names begin with the time (UUID version 7), so they sort by it."""
    try:
        found = sorted(folder.glob("*" + SUFFIX), key=lambda path: path.stem, reverse=True)
    except OSError:
        return []
    return [_line(path.stem, _read(path)) for path in found[:limit]]


def opened(folder: Path, name: str) -> Opened:
    """Raises LetterNotFound."""
    message = _named(folder, name)
    files = [
        File(part.get_filename() or "file", part.get_content_type(), _bytes(part))
        for part in message.iter_attachments()
        if isinstance(part, EmailMessage)
    ]
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Opened(
        line=_line(name, message),
        headers=[(header, str(message[header])) for header in HEADERS_SHOWN if header in message],
        text=str(text.get_content()) if text is not None else "",
        html=_with_pictures(str(html.get_content()), message) if html is not None else "",
        files=files,
    )


def _named(folder: Path, name: str) -> EmailMessage:
    path = folder / (name + SUFFIX)
    if not NAME.fullmatch(name) or not path.is_file():
        raise LetterNotFound
    return _read(path)


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _line(name: str, message: EmailMessage) -> Line:
    try:
        at = parsedate_to_datetime(str(message["Date"])).astimezone(UTC)
    except (TypeError, ValueError):
        at = datetime.fromtimestamp(0, UTC)
    return Line(name, str(message["From"]), str(message["Delivered-To"]), str(message["Subject"]), at)


def _with_pictures(html: str, message: EmailMessage) -> str:
    """The page with each `cid:` picture as a `data:` one, so that nothing is fetched."""
    for part in message.walk():
        cid = str(part["Content-ID"] or "").strip("<>")
        if cid and part.get_content_maintype() == "image" and isinstance(part, EmailMessage):
            data = base64.b64encode(_bytes(part)).decode()
            html = html.replace(f"cid:{cid}", f"data:{part.get_content_type()};base64,{data}")
    return html


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

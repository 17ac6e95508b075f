"""Reading what comes back: delivery reports (RFC 3464), automatic answers (RFC 3834), and older habits.

Whatever a stranger sends ends as one of four kinds; nothing in it is obeyed but the fact that it came.
"""

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from app.mail import verp
from app.mail.message import clean_line, clean_text
from app.mail.models import ReturnedKind

LONGEST = 262_144
LONGEST_WORDS, LONGEST_TEXT = 500, 2000
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
POSTMASTERS = {"mailer-daemon", "postmaster", "mail-daemon", "maildelivery"}
AWAY = re.compile(
    r"\s*(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|auto:|vacation"
    r"|abwesenheit|réponse automatique)",
    re.IGNORECASE,
)
ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
PLAIN = re.compile(r"\b(5[0-9]{2})[ -]")
MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MessageError)


@dataclass(frozen=True)
class Report:
    """What a returned message says. `kind` is None for good news, which nobody needs to read.

    `tail`: our own return path, `message_ids`: the letters it names; `status` as in RFC 3463.
    """

    digest: str
    kind: ReturnedKind | None
    sender: str = ""
    status: str = ""
    words: str = ""
    tail: verp.Tail | None = None
    message_ids: list[str] = field(default_factory=list)


def read(raw: bytes) -> Report:
    """Never raises: what cannot be read is for a person to read."""
    digest = hashlib.sha256(raw[:LONGEST]).hexdigest()
    try:
        return _read(message_from_bytes(raw[:LONGEST]), digest)
    except UNREADABLE:
        return Report(digest, ReturnedKind.OTHER)


def _read(message: Message, digest: str) -> Report:
    known_by = _header(message, "Message-ID")
    inner = _original(message)
    blocks = _status_blocks(message)
    places = [_header(message, name) for name in ADDRESSED]
    places += [_header(inner, name) for name in ("Return-Path", "Sender")] if inner is not None else []
    ids = MESSAGE_ID.findall(_header(inner, "Message-ID")) if inner is not None else []
    ids += MESSAGE_ID.findall(_header(message, "In-Reply-To") + _header(message, "References"))
    kind, status, words = _verdict(message, blocks)
    return Report(
        digest=hashlib.sha256(known_by.encode()).hexdigest() if known_by else digest,
        kind=kind,
        sender=clean_line(parseaddr(_header(message, "From"))[1])[:320],
        status=status,
        words=words,
        tail=next((tail for place in places if (tail := verp.tail_of(place))), None),
        message_ids=ids[:20],
    )


def _verdict(message: Message, blocks: list[Message]) -> tuple[ReturnedKind | None, str, str]:
    """Kind, status and words."""
    if blocks:
        return _of_report(blocks, message)
    if message.get_content_type() == "multipart/report":
        return None, "", ""  # a receipt of reading: nobody here asks whether a letter was read
    text = _text(message)
    local = parseaddr(_header(message, "From"))[1].partition("@")[0].lower()
    enhanced, plain = ENHANCED.search(text), PLAIN.search(text)
    if local in POSTMASTERS and (enhanced or plain):
        status = enhanced[1] if enhanced else f"{plain[1][0]}.0.0" if plain else ""
        kind = ReturnedKind.DELAY if status.startswith("4") else ReturnedKind.BOUNCE
        return kind, status, clean_line(text)[:LONGEST_WORDS]
    subject = clean_line(_header(message, "Subject"))
    said = f"{subject}\n{text}"[:LONGEST_TEXT]
    if _is_automatic(message, subject):
        return ReturnedKind.AUTO_REPLY, "", said
    return ReturnedKind.OTHER, "", said


def _of_report(blocks: list[Message], message: Message) -> tuple[ReturnedKind | None, str, str]:
    """The worst news of a delivery report (RFC 3464 section 2.3)."""
    by_action = {
        action: block
        for action in ("delayed", "failed")
        for block in blocks
        if _header(block, "Action").strip().lower() == action
    }
    block = by_action.get("failed") or by_action.get("delayed")
    if block is None:
        return None, "", ""
    kind = ReturnedKind.BOUNCE if "failed" in by_action else ReturnedKind.DELAY
    found = ENHANCED.search(_header(block, "Status"))
    diagnostic = _header(block, "Diagnostic-Code").partition(";")[2]
    return kind, found[1] if found else "", clean_line(diagnostic or _text(message))[:LONGEST_WORDS]


def _is_automatic(message: Message, subject: str) -> bool:
    submitted = _header(message, "Auto-Submitted").strip().lower()
    return (
        (submitted != "" and not submitted.startswith("no"))
        or any(message[name] for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or _header(message, "Precedence").strip().lower() in {"auto_reply", "junk"}
        or AWAY.match(subject) is not None
    )


def _status_blocks(message: Message) -> list[Message]:
    """The blocks about recipients of every delivery-status part."""
    found: list[Message] = []
    for part in message.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            payload = part.get_payload()
            found += (
                [block for block in payload if isinstance(block, Message)]
                if isinstance(payload, list)
                else []
            )
    return [block for block in found if block["Action"]]


def _original(message: Message) -> Message | None:
    """The letter that came back, or its headers."""
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "message/global"}:
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                return payload[0]
        if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return message_from_string(payload.decode("utf-8", "replace"))
    return None


def _text(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                charset = part.get_content_charset() or "utf-8"
                return clean_text(payload.decode(_known(charset), "replace")).strip()[:LONGEST_TEXT]
    return ""


def _known(charset: str) -> str:
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return "utf-8"
    return charset


def _header(message: Message, name: str) -> str:
    """All headers of that name as one text, encoded words read."""
    values = [str(value) for value in message.get_all(name, [])]
    try:
        return " ".join(str(make_header(decode_header(value))) for value in values)
    except UNREADABLE:
        return " ".join(values)

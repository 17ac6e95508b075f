"""From a letter's parts to the message on the wire.

Headers are encoded here, not by the standard library's EmailMessage: its folding takes quoted display names
apart when they hold a comma and another script. So no text a person typed can become a header or a recipient.
Secrets (reply links, badge codes) stand in the parts as placeholders and are put in at the last moment.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, quote
from functools import lru_cache
from html import escape

from app.mail import wire
from app.mail.errors import AddressUnusable

OPEN, CLOSE = "\ue000", "\ue001"  # private-use characters: nobody can type a placeholder (see `clean_text`)
PLACEHOLDER = re.compile(f"{OPEN}([a-z][a-z0-9_]*){CLOSE}")
ALLOWED_HEADERS = frozenset(
    {
        "Auto-Submitted",
        "Content-Language",
        "In-Reply-To",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Precedence",
        "References",
    }
)
# embeddings, overrides and isolates turn the text around them; the marks that shape letters stay
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# the general categories Cc, Zl and Zp of Unicode, and lone surrogates, which no encoding can carry
CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
HARMLESS = CONTROLS | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
IN_ONE_LINE = HARMLESS | {ord(c): "" for c in (*BIDI_CONTROLS, "\ufeff", OPEN, CLOSE)}
IN_LINES = {code: c for code, c in HARMLESS.items() if code not in (0x09, 0x0A)}
# looking first is ten times as fast as translating what has nothing to be translated
NOT_HARMLESS, NOT_IN_ONE_LINE = (
    re.compile("[" + "".join(re.escape(chr(code)) for code in table) + "]")
    for table in (IN_LINES, IN_ONE_LINE)
)
NOT_IN_ADDRESS = frozenset(' "(),:;<>@[]\\')
LONGEST_ADDRESS, LONGEST_LOCAL_PART = 254, 64  # RFC 5321 section 4.5.3.1
LINE = 76


class SecretMissingError(Exception):
    """A placeholder has nothing to be replaced with; the letter must not leave."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter; with `cid` a picture within its HTML (`<img src="cid:…">`)."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    cid: str = ""


@dataclass(frozen=True)
class Parts:
    """A letter as it stands in the outbox. `to_addr` and `from_addr` are bare addresses."""

    message_id: str
    date: datetime
    from_addr: str
    from_name: str
    to_addr: str
    to_name: str
    subject: str
    text: str
    html: str = ""
    ics: str = ""
    reply_to: str = ""
    language: str = "en"
    headers: Mapping[str, str] = field(default_factory=dict)


def compose(
    parts: Parts, *, secrets: Mapping[str, str] | None = None, attachments: Iterable[Attachment] = ()
) -> bytes:
    """The complete message on the wire: ASCII, CRLF line ends.

    Raises SecretMissingError, ValueError (a header not allowed), AddressUnusable.
    """
    secrets = secrets or {}
    headers = [
        ("From", _mailbox("From", parts.from_name, parts.from_addr)),
        ("To", _mailbox("To", parts.to_name, parts.to_addr)),
        *([("Reply-To", usable_address(parts.reply_to))] if parts.reply_to else []),
        ("Subject", encode_words("Subject", parts.subject)),
        ("Date", format_datetime(parts.date)),
        ("Message-ID", _one_token(parts.message_id)),
    ]
    for name, value in {"Content-Language": parts.language, **parts.headers}.items():
        if name not in ALLOWED_HEADERS:
            raise ValueError(f"a letter may not carry the header {name!r}")
        headers.append((name, _ascii_line(fill(value, secrets))))
    headers.append(("MIME-Version", "1.0"))
    body = wire.multipart("mixed", _bodies(parts, secrets, list(attachments)))
    return wire.written(body, headers).encode("ascii")


def placeholder(name: str) -> str:
    """What stands in a letter for a secret until it is sent."""
    return f"{OPEN}{name}{CLOSE}"


def fill(text: str, secrets: Mapping[str, str], *, html: bool = False) -> str:
    """Put the secrets in. Raises SecretMissingError with the name only."""

    def secret(found: re.Match[str]) -> str:
        if found[1] not in secrets:
            raise SecretMissingError(found[1])
        return escape(secrets[found[1]]) if html else secrets[found[1]]

    return PLACEHOLDER.sub(secret, text)


def blank(text: str, shown: str = "[…]") -> str:
    """The text as staff may read it: every secret hidden."""
    return PLACEHOLDER.sub(shown, text)


def clean_line(text: str) -> str:
    """One line: control characters and line breaks become a blank; what turns writing around is dropped."""
    return " ".join((text.translate(IN_ONE_LINE) if NOT_IN_ONE_LINE.search(text) else text).split())


def clean_text(text: str) -> str:
    """Several lines that a person typed: as `tidy`, and no placeholder survives."""
    return tidy(text.replace(OPEN, "").replace(CLOSE, ""))


def tidy(text: str) -> str:
    """Several lines: of the control characters only line feeds and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(IN_LINES) if NOT_HARMLESS.search(text) else text


@lru_cache(maxsize=1024)
def usable_address(address: str, *, ours: bool = False) -> str:
    """The bare address with its domain in ASCII (IDNA). Raises AddressUnusable.

    Only an address of `ours` may name a host without a domain, such as localhost in the demonstration.

    The part before @ must be ASCII too: few servers take another one (RFC 6531).
    """
    address = unicodedata.normalize("NFC", address.strip())
    local, at, domain = address.rpartition("@")
    usable = (
        at
        and local.isascii()
        and 0 < len(local) <= LONGEST_LOCAL_PART
        and not any(c in NOT_IN_ADDRESS or ord(c) in IN_ONE_LINE for c in local + domain)
        and not (local.startswith(".") or local.endswith(".") or ".." in local)
    )
    try:
        domain = domain.encode("idna").decode("ascii") if usable else ""
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    if (
        not domain
        or (len(labels) < 2 and not ours)
        or not all(re.fullmatch(r"(?!-)[A-Za-z0-9-]+(?<!-)", label) for label in labels)
    ):
        raise AddressUnusable(address=clean_line(address)[:80])
    if len(local) + 1 + len(domain) > LONGEST_ADDRESS:
        raise AddressUnusable(address=clean_line(address)[:80])
    return f"{local}@{domain}"


def encode_words(name: str, text: str) -> str:
    """A header's free text, as encoded words (RFC 2047) where it is not plain."""
    text = clean_line(text)
    plain = text.isascii() and "=?" not in text
    return Header(text, "us-ascii" if plain else "utf-8", maxlinelen=LINE, header_name=name).encode()


def local_part_of_message_id(raw: bytes) -> str:
    """The part before @ of a message's own Message-ID: safe as a file's name."""
    found = re.search(rb"^Message-ID: <([A-Za-z0-9-]+)@", raw, re.MULTILINE | re.IGNORECASE)
    return found[1].decode() if found else "letter"


def _mailbox(header: str, name: str, address: str) -> str:
    address = usable_address(address, ours=header == "From")
    name = clean_line(name)
    if not name:
        return address
    if name.isascii() and "=?" not in name and len(name) < LINE:
        return f'"{quote(name)}" <{address}>'
    return f"{Header(name, 'utf-8', maxlinelen=LINE, header_name=header).encode()}\n <{address}>"


def _one_token(text: str) -> str:
    if not re.fullmatch(r"<[!-;=?-~]+>", text):
        raise ValueError("a Message-ID is one word in angle brackets")
    return text


def _ascii_line(value: str) -> str:
    value = clean_line(value)
    if not value.isascii():
        raise ValueError("this header takes plain ASCII only")
    return value


def _bodies(parts: Parts, secrets: Mapping[str, str], attachments: list[Attachment]) -> list[wire.Entity]:
    """Text and HTML as two readings of one letter, the pictures beside the HTML, then what is attached."""
    readings = [wire.text(fill(parts.text, secrets), "plain")]
    if parts.html:
        page = wire.text(fill(parts.html, secrets, html=True), "html")
        pictures = [_file(one) for one in attachments if one.cid]
        readings.append(wire.multipart("related", [page, *pictures]))
    found = [wire.multipart("alternative", readings)]
    if parts.ics:
        found.append(_calendar(fill(parts.ics, secrets)))
    return found + [_file(one) for one in attachments if not one.cid]


def _file(one: Attachment) -> wire.Entity:
    return wire.data(one.data, one.media_type, name=clean_line(one.name), cid=one.cid)


def _calendar(ics: str) -> wire.Entity:
    method = re.search(r"^METHOD:([A-Z]+)", ics, re.MULTILINE)
    params = {"charset": "utf-8", "method": method[1] if method else "PUBLISH"}
    return wire.data(ics.encode(), "text/calendar", name="event.ics", params=params)

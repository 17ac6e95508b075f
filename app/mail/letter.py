"""A letter before it is in the outbox, and what kind of letter it is."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.mail.models import UncertainPolicy

CONFIRMATIONS, SINGLE_LETTERS, CAMPAIGNS = 1, 5, 8


@dataclass(frozen=True)
class Kind:
    """How a sort of letter is treated.

    `priority`: smaller leaves first. `uncertain`: what to do when nobody knows whether it left; RESEND
    once by itself for what is waited for (a confirmation), ASK the officer for everything else.
    """

    name: str
    priority: int = SINGLE_LETTERS
    uncertain: UncertainPolicy = UncertainPolicy.ASK


@dataclass(frozen=True)
class Letter:
    """One letter to one address, rendered. Texts may hold placeholders for secrets, never the secrets.

    `html` may be made when it is asked for (`page`).
    `from_addr` empty: the installation's own. `says` adds facts that the text does not spell out but which
    make it another letter when they change (the calendar file's times, say). `headers`: see
    `app.mail.message.ALLOWED_HEADERS`.
    """

    to_addr: str
    subject: str
    text: str
    to_name: str = ""
    html: str | Callable[[], str] = ""
    ics: str = ""
    language: str = "en"
    from_addr: str = ""
    from_name: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The HTML, made now where it has not been made."""
        return self.html if isinstance(self.html, str) else self.html()

    @property
    def content_hash(self) -> str:
        """SHA-256 of whom it goes to and what it says, in hex."""
        return fingerprint(self.to_addr.lower(), self.subject, self.text, *self.says)


def fingerprint(*parts: object) -> str:
    """SHA-256 in hex of a row of texts, unambiguous whatever they hold."""
    digest = hashlib.sha256()
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8) + data)
    return digest.hexdigest()

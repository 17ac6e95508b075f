"""The demonstration's world outside: some correspondents whose letters come back, or who are away.

An address at `returned.example` bounces, one at `away.example` answers by itself, one at `refused.example`
is refused, and with one at `unclear.example` the line breaks at the worst moment; so with addresses at hosts
of these domains. All others just arrive.
"""

import os
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path

from app.mail.delivery import Carrier, Delivery, OnPhase, Outcome, Parcel
from app.mail.models import Phase

RETURNED, AWAY, REFUSED, UNCLEAR = "returned.example", "away.example", "refused.example", "unclear.example"


class RehearsalCarrier:
    """Delivers into files, and lets some of the recipients answer into the Maildir of what comes back."""

    def __init__(self, inner: Carrier, maildir: Path) -> None:
        self._inner, self._maildir = inner, maildir

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        domain = ".".join(parcel.recipient.lower().rpartition("@")[2].split(".")[-2:])
        if domain == REFUSED:
            return Delivery(Outcome.FAILED, Phase.CLAIMED, 550, "5.1.1 No such mailbox here")
        delivery = self._inner.carry(parcel, on_phase)
        if delivery.outcome is not Outcome.SENT:
            return delivery
        if domain == UNCLEAR:
            words = "The line broke before there was an answer."
            return Delivery(Outcome.UNCERTAIN, Phase.HANDOFF, None, words)
        if domain == RETURNED:
            self._put(_bounce(parcel))
        if domain == AWAY:
            self._put(_out_of_office(parcel))
        return delivery

    def close(self) -> None:
        self._inner.close()

    def _put(self, raw: bytes) -> None:
        """As a mail server delivers into a Maildir: written under `tmp`, then moved into `new`."""
        for part in ("tmp", "new", "cur"):
            (self._maildir / part).mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.{os.getpid()}.rehearsal"
        draft = self._maildir / "tmp" / name
        draft.write_bytes(raw)
        draft.replace(self._maildir / "new" / name)


def _bounce(parcel: Parcel) -> bytes:
    """A report of RFC 3464, as most servers write it."""
    headers = parcel.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    report = (
        f"Content-Type: text/plain; charset=utf-8\r\n\r\nYour letter to {parcel.recipient} could not be delivered.\r\n",
        "Content-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.returned.example\r\n\r\n"
        f"Final-Recipient: rfc822; {parcel.recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 This mailbox was closed\r\n",
        f"Content-Type: text/rfc822-headers\r\n\r\n{headers}\r\n",
    )
    head = (
        "Return-Path: <>\r\nFrom: Mail Delivery System <mailer-daemon@returned.example>\r\n"
        f"To: {parcel.sender}\r\nSubject: Undelivered mail returned to sender\r\nDate: {formatdate()}\r\n"
        f"Message-ID: {make_msgid(domain='returned.example')}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="part"\r\n\r\n'
    )
    return (head + "".join(f"--part\r\n{part}\r\n" for part in report) + "--part--\r\n").encode()


def _out_of_office(parcel: Parcel) -> bytes:
    """An automatic answer of RFC 3834."""
    message = EmailMessage(policy=SMTP)
    message["Return-Path"] = "<>"
    message["From"] = parcel.recipient
    message["To"] = parcel.sender
    message["Subject"] = "Out of office"
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=AWAY)
    message["In-Reply-To"] = str(message_from_bytes(parcel.raw)["Message-ID"])
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("I am away until Monday. In urgent matters please telephone my office.\n")
    return message.as_bytes()

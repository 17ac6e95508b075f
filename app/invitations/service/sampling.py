"""A letter as its guest would get it, into the officer's own mailbox."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.db import new_id
from app.events.models import Event
from app.i18n import _, use_language
from app.mail import service as mail
from app.mail.letter import CONFIRMATIONS, Kind, Letter
from app.mail.message import blank

SAMPLE = Kind("sample", priority=CONFIRMATIONS)
OF_USE = timedelta(hours=1)


def send_sample(event: Event, letter: Letter, *, to: str, name: str, now: datetime) -> None:
    """Write the letter to `to`. In the place of what is a secret stands nothing. Raises AddressUnusable."""
    with use_language(letter.language):
        subject = _("Sample: %(subject)s", subject=letter.subject)
    sample = replace(
        letter,
        to_addr=to,
        to_name=name,
        subject=subject,
        text=blank(letter.text),
        html=blank(letter.page, "#"),
        ics="",
    )
    mail.post(
        sample,
        kind=SAMPLE,
        mission_id=event.mission_id,
        recipient_ref="sample",
        now=now,
        once=str(new_id()),
        expires_at=now + OF_USE,
    )

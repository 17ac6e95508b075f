"""A test letter to oneself: written down first like every other, sent at once, and not tried again."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.db import db, new_id
from app.i18n import N_, _, use_language
from app.mail import service
from app.mail.blocks import Note, Paragraph
from app.mail.claims import end
from app.mail.letter import CONFIRMATIONS, Kind, Letter
from app.mail.models import LetterState, Outbox
from app.mail.rendering import Letterhead, render

TEST = Kind("test_letter", priority=CONFIRMATIONS)
KEEP = timedelta(minutes=10)
TAKEN = N_("The mail server took the letter to %(address)s. It said: %(said)s")
LATER = N_("The mail server put the letter off. It said: %(said)s")
REFUSED = N_("The mail server refused the letter to %(address)s. It said: %(said)s")
UNCERTAIN = N_("Nobody knows whether the letter left: the line broke at the last moment. %(said)s")
SHUT = N_("The mail server does not let us in. It said: %(said)s")
SILENT = N_("The mail server does not answer: %(said)s. Check its name and port.")


def write(
    mission_id: UUID,
    *,
    to_addr: str,
    to_name: str,
    sender: str,
    from_addr: str,
    language: str,
    now: datetime,
) -> UUID:
    """Put the letter into the outbox, held until it is sent by hand. Raises AddressUnusable."""
    with use_language(language):
        subject = _("A test letter")
        pieces = (
            Paragraph(_("This letter shows that your mission’s mail server takes letters.")),
            Note(
                _(
                    "To see whether others will trust it, look at its source for “Authentication-Results”: "
                    "spf=pass, dkim=pass and dmarc=pass are what you want."
                )
            ),
        )
        bodies = render(subject, pieces, head=Letterhead(sender))
    letter = Letter(
        to_addr=to_addr,
        to_name=to_name,
        subject=subject,
        text=bodies.text,
        html=bodies.html,
        language=bodies.language,
        from_addr=from_addr,
        from_name=sender,
    )
    return service.post(
        letter,
        kind=TEST,
        mission_id=mission_id,
        recipient_ref="test",
        now=now,
        once=str(new_id()),
        held=True,
        expires_at=now + KEEP,
    )


def put_away(letter_id: UUID, *, now: datetime) -> None:
    """It is not tried again, whatever came of it."""
    row = db.session.scalars(select(Outbox).where(Outbox.id == letter_id).with_for_update()).one()
    if row.state in (LetterState.QUEUED, LetterState.HELD):
        end(row, LetterState.CANCELLED, row.last_text, now)

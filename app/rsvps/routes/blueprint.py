"""The blueprint, and the words that its templates need."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from app.i18n import gettext
from app.invitations.models import GuestStatus
from app.invitations.names import badge_number
from app.rsvps.names import CHANNEL_NAMES, OUTCOME_NAMES, PURPOSE_NAMES, REASON_NAMES, STANDING_NAMES
from app.rsvps.wording import GUEST_WORDS

rsvps = Blueprint("rsvps", __name__)
rsvps.add_app_template_global(badge_number, "badge_number")


@rsvps.app_template_global()
def said_word(status: str) -> str:
    """An answer as it is stored, as it is called."""
    return gettext(GUEST_WORDS[GuestStatus(status)])


@rsvps.app_template_global()
def reply_word(code: object) -> str:
    """Any code of a reply, as it is called."""
    tables: tuple[Mapping[Any, str], ...] = (
        CHANNEL_NAMES,
        STANDING_NAMES,
        REASON_NAMES,
        GUEST_WORDS,
        OUTCOME_NAMES,
        PURPOSE_NAMES,
    )
    word = next(table[code] for table in tables if type(code) is type(next(iter(table))))
    return gettext(word) if word else ""

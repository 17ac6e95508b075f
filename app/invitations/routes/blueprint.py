"""The blueprint, and the words that its templates need."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from app.directory.models import Category
from app.directory.names import CATEGORY_NAMES
from app.i18n import gettext, word
from app.invitations.former import MARK_NAMES
from app.invitations.models import Purpose
from app.invitations.names import (
    CHANNEL_NAMES,
    GUEST_STATUS_NAMES,
    PURPOSE_NAMES,
    ROLE_NAMES,
    ROUTE_NAMES,
    STATUS_NAMES,
    badge_number,
)
from app.invitations.problems import PROBLEM_NAMES

invitations = Blueprint("invitations", __name__, url_prefix="/m/<mission>/events/<uuid:event_id>/guests")
invitations.add_app_template_global(badge_number, "badge_number")

# The stops of a letter's way, as a tag: what the officer can leave alone, must look at, or must act on.
LETTER_TAGS = {"sent": "ok", "failed": "stop", "bounced": "stop", "uncertain": "ask", "held": "ask"}
GUEST_TAGS = {"accepted": "ok", "awaiting": "ask"}


@invitations.app_template_global()
def invitation_word(code: object) -> str:
    """Any code of the guest list, as it is called."""
    return _word(code, CHANNEL_NAMES, ROLE_NAMES, ROUTE_NAMES, PROBLEM_NAMES, MARK_NAMES)


@invitations.app_template_global()
def document_word(document: str) -> str:
    """What left, or a sending was for, as it is called."""
    return gettext(PURPOSE_NAMES[Purpose(document)])


@invitations.app_template_global()
def category_word(category: Category) -> str:
    return gettext(CATEGORY_NAMES[category])


@invitations.app_template_global()
def invitation_status(status: object) -> str:
    return _word(status, STATUS_NAMES, GUEST_STATUS_NAMES)


@invitations.app_template_global()
def letter_tag(state: str) -> str:
    return LETTER_TAGS.get(state, "")


@invitations.app_template_global()
def guest_tag(status: str) -> str:
    return GUEST_TAGS.get(status, "")


def _word(code: object, *tables: Mapping[Any, str]) -> str:
    """Members of two enums may be spelt alike, so the enum's own table is asked."""
    return word(next(table[code] for table in tables if type(code) is type(next(iter(table)))))

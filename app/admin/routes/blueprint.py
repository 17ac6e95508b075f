"""The blueprint, and the words its templates use for roles, states and kinds."""

from flask import Blueprint

from app.accounts.models import ROLE_NAMES, Role
from app.admin.names import ACTOR_KINDS, LETTER_STATES, PHASES, RETURNED_KINDS, SUPPRESSION_REASONS, WAITS
from app.audit.models import ActorKind
from app.i18n import gettext, word
from app.mail.models import LetterState, Phase, ReturnedKind, SuppressionReason
from app.mail.overview import Wait

admin = Blueprint("admin", __name__)


@admin.app_template_global()
def role_name(role: Role) -> str:
    return gettext(ROLE_NAMES[role])


@admin.app_template_global()
def letter_state(state: LetterState) -> str:
    return word(LETTER_STATES[state])


@admin.app_template_global()
def attempt_phase(phase: Phase) -> str:
    """How far a try got."""
    return gettext(PHASES[phase])


@admin.app_template_global()
def actor_kind(kind: ActorKind) -> str:
    return gettext(ACTOR_KINDS[kind])


@admin.app_template_global()
def wait_reason(why: Wait) -> str:
    return gettext(WAITS[why])


@admin.app_template_global()
def returned_kind(kind: ReturnedKind) -> str:
    return gettext(RETURNED_KINDS[kind])


@admin.app_template_global()
def suppression_reason(reason: SuppressionReason) -> str:
    return gettext(SUPPRESSION_REASONS[reason])


@admin.app_template_global()
def said(text: str) -> str:
    """A reason in the reader's language where it is ours; the other side's words stay as they came."""
    return gettext(text) if text else ""

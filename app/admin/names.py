"""How states of letters and kinds of actors are called."""

from app.audit.models import ActorKind
from app.i18n import N_
from app.mail.models import LetterState

LETTER_STATES = {
    LetterState.HELD: N_("held back"),
    LetterState.QUEUED: N_("waits"),
    LetterState.SENDING: N_("is leaving"),
    LetterState.SENT: N_("has left"),
    LetterState.FAILED: N_("failed"),
    LetterState.UNCERTAIN: N_("may or may not have left"),
    LetterState.CANCELLED: N_("cancelled"),
    LetterState.EXPIRED: N_("too late to send"),
    LetterState.SUPPRESSED: N_("address is not to be written to"),
    LetterState.BOUNCED: N_("came back"),
}
ACTOR_KINDS = {
    ActorKind.STAFF: N_("staff"),
    ActorKind.GUEST: N_("a guest"),
    ActorKind.DEVICE: N_("a gate"),
    ActorKind.SYSTEM: N_("the product itself"),
}

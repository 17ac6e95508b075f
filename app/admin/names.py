"""How states of letters, reasons to wait, returned messages and kinds of actors are called."""

from app.audit.models import ActorKind
from app.i18n import N_
from app.mail.models import LetterState, Phase, ReturnedKind, Security, SignIn, SuppressionReason
from app.mail.overview import Wait

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
PHASES = {
    Phase.CLAIMED: N_("before the mail server answered"),
    Phase.CONNECTED: N_("the mail server let us in"),
    Phase.ENVELOPE: N_("the recipient was accepted"),
    Phase.DATA: N_("the letter was being handed over"),
    Phase.HANDOFF: N_("the letter was handed over"),
}
WAITS = {
    Wait.TURN: N_("Its turn comes."),
    Wait.HOUR: N_("Its hour has not come."),
    Wait.PUT_OFF: N_("The other side put it off; it is tried again by itself."),
    Wait.HELD: N_("Held back until somebody lets it go."),
    Wait.REFUSED: N_("Stopped, because several letters in a row were refused for the same reason."),
    Wait.SHUT: N_("The mail server takes no letters; it is tried again by itself."),
}
RETURNED_KINDS = {
    ReturnedKind.BOUNCE: N_("could not be delivered"),
    ReturnedKind.DELAY: N_("is delayed"),
    ReturnedKind.AUTO_REPLY: N_("answered automatically"),
    ReturnedKind.OTHER: N_("to be read by somebody"),
}
SUPPRESSION_REASONS = {
    SuppressionReason.CAME_BACK: N_("letters came back"),
    SuppressionReason.ASKED: N_("asked not to be written to"),
}
SECURITIES = {
    Security.STARTTLS: N_("STARTTLS (usual, port 587)"),
    Security.TLS: N_("TLS from the start (port 465)"),
    Security.NONE: N_("none (only within one building)"),
}
SIGN_INS = {
    SignIn.PASSWORD: N_("user name and password"),
    SignIn.MICROSOFT: N_("Microsoft 365 (OAuth 2)"),
    SignIn.GOOGLE: N_("Google (OAuth 2)"),
    SignIn.NONE: N_("none"),
}
ACTOR_KINDS = {
    ActorKind.STAFF: N_("staff"),
    ActorKind.GUEST: N_("a guest"),
    ActorKind.DEVICE: N_("a gate"),
    ActorKind.SYSTEM: N_("the product itself"),
}

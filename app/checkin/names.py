"""How the codes of the gate are called on screens."""

from app.checkin.fold import Kind, Stage, Verdict
from app.checkin.models import DeviceState, Method, QuarantineReason
from app.i18n import N_

STAGE_NAMES = {Stage.ADMIT: N_("admits"), Stage.SIGHT: N_("only sees")}

KIND_NAMES = {
    Kind.SIGHTED: N_("seen"),
    Kind.ENTRY: N_("admitted"),
    Kind.EXIT: N_("left"),
    Kind.REFER: N_("sent to the protocol officer"),
    Kind.REFUSE: N_("refused"),
    Kind.AMEND: N_("details added"),
    Kind.VOID: N_("undone"),
}

VERDICT_NAMES = {
    Verdict.FIRST: N_("first entry"),
    Verdict.REENTRY: N_("came back"),
    Verdict.REPEAT: N_("read twice"),
    Verdict.DUPLICATE: N_("was inside already"),
    Verdict.EXIT: N_("exit"),
    Verdict.EXIT_WITHOUT_ENTRY: N_("exit without entry"),
    Verdict.NOTED: N_("noted"),
    Verdict.VOIDED: N_("undone"),
    Verdict.VOID: N_("undoes a scan"),
    Verdict.VOID_REFUSED: N_("too late to undo"),
}

FLAG_NAMES = {
    "late": N_("delivered late"),
    "uncertain": N_("time uncertain"),
    "late_revoked": N_("was revoked before, the phone did not know"),
    "override": N_("admitted with a reason"),
    "unanswered": N_("had not answered"),
    "declined": N_("had declined"),
}

METHOD_NAMES = {
    Method.QR: N_("by camera"),
    Method.SEARCH: N_("by search"),
    Method.KEYBOARD: N_("by hand scanner"),
    Method.WALK_IN: N_("as a walk-in"),
    Method.PAPER: N_("from paper"),
    Method.HANDOVER: N_("from another phone"),
    Method.DESK: N_("at the desk"),
}

DEVICE_STATE_NAMES = {
    DeviceState.ACTIVE: N_("active"),
    DeviceState.REVOKED: N_("revoked"),
    DeviceState.LOST: N_("lost"),
}

REASON_NAMES = {
    QuarantineReason.ID_CONFLICT: N_("two different scans under one number"),
    QuarantineReason.UNREADABLE: N_("unreadable"),
    QuarantineReason.DEVICE_REVOKED: N_("sent by a revoked phone"),
    QuarantineReason.UNKNOWN_GATE: N_("of a gate that does not exist"),
    QuarantineReason.FOREIGN_GUEST: N_("of a guest of another event"),
}

# What the gate page says in one sentence; %(gate)s and %(time)s are filled on the phone.
ADVICE = {
    "expected": N_("Expected."),
    "presumed": N_("Expected: the card asked for regrets only."),
    "repeat": N_("Read just now. He is in."),
    "unanswered": N_("Did not answer the invitation."),
    "declined": N_("Declined the invitation."),
    "awaiting": N_("Waits for the embassy’s consent."),
    "represented": N_("Sends a representative in his place."),
    "walk_in": N_("Came without an invitation."),
    "nameless": N_("A companion without a name. Type the name."),
    "inside": N_("Already inside since %(time)s, %(gate)s."),
    "superseded": N_("An old badge: a new one was issued."),
    "reserved": N_("Being admitted at another gate right now."),
    "ask": N_("Not clear. Ask the protocol officer."),
    "revoked": N_("The invitation was withdrawn."),
    "cancelled": N_("The event is cancelled."),
    "badge_revoked": N_("This badge was taken back."),
    "unknown": N_("Nobody has this badge. Search by name."),
    "misread": N_("Misread. Scan once more."),
}

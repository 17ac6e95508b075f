"""What a guest is told about his answer, on the page and in the letter."""

from app.i18n import N_, _
from app.invitations.models import GuestStatus
from app.rsvps.models import Reason, Reply, Standing

GUEST_WORDS = {
    GuestStatus.UNANSWERED: N_("no answer yet"),
    GuestStatus.ACCEPTED: N_("comes"),
    GuestStatus.DECLINED: N_("regrets"),
    GuestStatus.REPRESENTED: N_("will be represented"),
    GuestStatus.AWAITING: N_("awaits the embassy’s confirmation"),
    GuestStatus.REVOKED: N_("withdrawn"),
}


def standing_sentence(row: Reply, *, telephone: str) -> str:
    """One sentence or two: what became of the answer, and whom to telephone where that matters."""
    if row.standing is Standing.REFUSED:
        sentence = _("The embassy regrets that it cannot follow your last answer.")
    elif row.standing is Standing.CONTRADICTION:
        sentence = _(
            "The embassy had recorded another answer from you. Yours has been kept, and a person will look."
        )
    elif row.standing is Standing.REQUEST and row.reason is Reason.FULL:
        sentence = _(
            "All places are taken at the moment. Your answer has been kept as a request to the embassy."
        )
    elif row.standing is Standing.REQUEST:
        sentence = _("The day for replies has passed. Your answer has been kept as a request to the embassy.")
    else:
        return _("Thank you. This is what was recorded.")
    return f"{sentence} {_('Telephone: %(number)s', number=telephone)}" if telephone else sentence

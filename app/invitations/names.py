"""How the codes of the guest list are called on screens, and where a badge's number gets its form."""

from app.directory.models import InvitationRoute
from app.i18n import N_
from app.invitations.models import Channel, GuestRole, GuestStatus, InvitationStatus, Purpose

STATUS_NAMES = {
    InvitationStatus.DRAFT: N_("not sent"),
    InvitationStatus.SENT: N_("sent"),
    InvitationStatus.WITHDRAWN: N_("withdrawn"),
}

GUEST_STATUS_NAMES = {
    GuestStatus.UNANSWERED: N_("no answer yet"),
    GuestStatus.ACCEPTED: N_("accepted"),
    GuestStatus.DECLINED: N_("declined"),
    GuestStatus.REPRESENTED: N_("represented"),
    GuestStatus.AWAITING: N_("waits for your decision"),
    GuestStatus.REVOKED: N_("withdrawn"),
}

ROLE_NAMES = {
    GuestRole.PRINCIPAL: N_("guest"),
    GuestRole.SPOUSE: N_("spouse"),
    GuestRole.COMPANION: N_("companion"),
    GuestRole.REPRESENTATIVE: N_("representative"),
    GuestRole.WALK_IN: N_("came without invitation"),
}

CHANNEL_NAMES = {
    Channel.EMAIL: N_("e-mail"),
    Channel.HAND: N_("by hand"),
    Channel.POST: N_("post"),
    Channel.NOTE_VERBALE: N_("note verbale"),
    Channel.SHARE_LINK: N_("shared link"),
    Channel.PHONE: N_("telephone"),
}

ROUTE_NAMES = {
    InvitationRoute.DIRECT: N_("directly"),
    InvitationRoute.VIA_MFA: N_("through the foreign ministry"),
    InvitationRoute.VIA_OWN_OFFICE: N_("through the guest’s own office"),
}

PURPOSE_NAMES = {
    Purpose.INVITATION: N_("Invitation"),
    Purpose.SAVE_THE_DATE: N_("Save the date"),
    Purpose.REMINDER: N_("Reminder"),
    Purpose.PRACTICAL: N_("Letter before the day"),
    Purpose.POSTPONEMENT: N_("Postponement"),
    Purpose.NEW_DATE: N_("New date"),
    Purpose.RECALL: N_("Recall"),
}

# Who may be invited only by way of an authority is not written to; this is how the paper goes.
ROUTE_CHANNEL = {
    InvitationRoute.DIRECT: Channel.EMAIL,
    InvitationRoute.VIA_MFA: Channel.NOTE_VERBALE,
    InvitationRoute.VIA_OWN_OFFICE: Channel.HAND,
}


def badge_number(number: int | None) -> str:
    """The one human number of a badge, as it is printed everywhere: 0147."""
    return f"{number:04d}" if number is not None else ""

"""What the guest list refuses."""

from app.errors import Conflict, NotFound, Refused
from app.i18n import N_


class InvitationNotFound(NotFound):
    code = "invitation_not_found"
    sentence = N_("There is no such invitation on this guest list.")


class LinkRevoked(NotFound):
    """The copy of the letter was taken back; whoever holds it learns only whom to telephone."""

    code = "reply_link_revoked"
    sentence = N_("This link is no longer valid.")


class AlreadyInvited(Conflict):
    code = "already_invited"
    sentence = N_("%(name)s is on this guest list already.")


class NotInvitable(Refused):
    code = "not_invitable"
    sentence = N_("%(name)s cannot be invited: see the record in the directory.")


class EventNotPublished(Refused):
    code = "event_not_published"
    sentence = N_("The event is not published yet. Publish it first; then letters may leave.")


class NobodyToWriteTo(Refused):
    code = "nobody_to_write_to"
    sentence = N_("None of these invitations can go by e-mail now. Look at the reasons below.")


class AddressMissing(Refused):
    code = "invitation_address_missing"
    sentence = N_("There is no e-mail address. Add one, or choose another way to invite.")


class AlreadySent(Refused):
    code = "invitation_sent"
    sentence = N_("This invitation has been sent. Withdraw it instead of deleting it.")


class Withdrawn(Refused):
    code = "invitation_withdrawn"
    sentence = N_("This invitation was withdrawn.")


class NameMissing(Refused):
    code = "place_name_missing"
    sentence = N_("Write whom the places are for.")


class NotANumberOfPlaces(Refused):
    code = "places_out_of_range"
    sentence = N_("An invitation holds between 1 and 50 places.")


class SelectionTaken(Refused):
    code = "selection_taken"
    sentence = N_("There is a selection called %(name)s already. Choose another name.")


class LastGuest(Refused):
    code = "last_guest"
    sentence = N_("This is whom the invitation is for. Take the invitation off the list, or withdraw it.")


class NothingToHandOver(Refused):
    code = "nothing_to_hand_over"
    sentence = N_("Tick the invitations first.")

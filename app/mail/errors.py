"""What the outbox refuses."""

from app.errors import Conflict, NotFound, Refused
from app.i18n import N_


class AddressUnusable(Refused):
    """No letter can go to this address; nothing was stored."""

    code = "address_unusable"
    sentence = N_("“%(address)s” is not an e-mail address. Correct it, or choose another way to invite.")


class LetterNotFound(NotFound):
    code = "letter_not_found"
    sentence = N_("There is no such letter in the outbox.")


class LetterGone(Conflict):
    """The letter is out of the house, or on its way: too late for what was asked."""

    code = "letter_gone"
    sentence = N_("This letter has left already.")


class NotToResend(Refused):
    """Only a letter that failed, or of which nobody knows whether it left, can be sent again."""

    code = "not_to_resend"
    sentence = N_("This letter cannot be sent again: it did not fail.")

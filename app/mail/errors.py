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


class NotWanted(Refused):
    """The owner of the address asked for it; an officer may lift it on the list of such addresses."""

    code = "not_wanted"
    sentence = N_(
        "“%(address)s” is not to be written to, because its owner asked for it. "
        "Choose another way, or take the address off the list first."
    )


class ServerUnusable(Refused):
    """The settings of a mail server cannot be used; nothing was stored."""

    code = "server_unusable"
    sentence = N_("“%(host)s” cannot be used as a mail server. Ask your ministry for its name.")


class PasswordAnew(Refused):
    """A stored password is never sent to another server, or in another name, than it was typed for."""

    code = "password_anew"
    sentence = N_("You changed the server or the user name. Please type the password again.")


class SecretLost(Refused):
    """The key file is not the one under which this was sealed."""

    code = "secret_lost"
    sentence = N_("The stored password cannot be read any more. Please type it again.")


class SuppressionNotFound(NotFound):
    code = "suppression_not_found"
    sentence = N_("This address is not on the list.")


class CampaignNotFound(NotFound):
    code = "campaign_not_found"
    sentence = N_("There is no such sending in the outbox.")

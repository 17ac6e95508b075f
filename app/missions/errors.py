"""What a mission refuses."""

from app.errors import Refused
from app.i18n import N_


class SlugTaken(Refused):
    code = "mission_slug_taken"
    sentence = N_("Another mission here already uses the address “%(slug)s”. Choose a different one.")


class BadSlug(Refused):
    code = "mission_bad_slug"
    sentence = N_("The address may hold small letters, digits and hyphens only, and begins with a letter.")


class UnknownZone(Refused):
    code = "mission_unknown_zone"
    sentence = N_("There is no time zone “%(zone)s”. Choose one of the list, such as Asia/Karachi.")


class BadState(Refused):
    code = "state_bad"
    sentence = N_("A state has a code of two to eight capital letters, such as PK, and a name in English.")


class BadColour(Refused):
    code = "mission_bad_colour"
    sentence = N_(
        "The accent colour is too light for text on paper. Choose a darker one, written like #0B5D4E."
    )

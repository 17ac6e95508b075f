"""Refusals of the printing house."""

from app.errors import Refused, Unavailable
from app.i18n import N_


class CannotBeSet(Refused):
    """`texts` are the texts that hold characters no font of ours has."""

    code = "cannot_be_set"
    sentence = N_(
        "These words hold characters that cannot be printed: %(texts)s. "
        "Give the name in another script, then print again."
    )


class FontsMissing(Unavailable):
    code = "fonts_missing"
    sentence = N_("The fonts for printing are not installed. Run the set-up (make setup), then try again.")


class PrintingFailed(Unavailable):
    code = "printing_failed"
    sentence = N_("This document could not be printed. The reason is in the log.")

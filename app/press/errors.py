"""Refusals of the press slice."""

from app.errors import Conflict, NotFound, Refused
from app.i18n import N_


class ReleaseNotFound(NotFound):
    code = "release_not_found"
    sentence = N_("There is no such press release.")


class TextNotFound(NotFound):
    code = "release_text_not_found"
    sentence = N_("This press release has no text in this language.")


class UnsafeLink(Refused):
    code = "unsafe_link"
    sentence = N_("The link “%(target)s” cannot be used. A link begins with https://, http:// or mailto:.")


class BlockNotReadable(Refused):
    code = "block_not_readable"
    sentence = N_("One part of the text has an unknown kind. Choose paragraph, subhead, quotation, list or picture.")


class TextTooLong(Refused):
    code = "text_too_long"
    sentence = N_("The text is too long: at most %(limit)s are allowed here. Shorten or divide it.")


class QuotationNeedsSpeaker(Refused):
    code = "quotation_needs_speaker"
    sentence = N_("A quotation needs the name of the person who said it.")

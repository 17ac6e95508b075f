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
    sentence = N_(
        "One part of the text has an unknown kind. Choose paragraph, subhead, quotation, list or picture."
    )


class TextTooLong(Refused):
    code = "text_too_long"
    sentence = N_("The text is too long: at most %(limit)s are allowed here. Shorten or divide it.")


class QuotationNeedsSpeaker(Refused):
    code = "quotation_needs_speaker"
    sentence = N_("A quotation needs the name of the person who said it.")


class HeadlineMissing(Refused):
    code = "headline_missing"
    sentence = N_("A press release needs a headline.")


class TextEmpty(Refused):
    code = "text_empty"
    sentence = N_("There is no text yet. Write at least one paragraph, then submit it.")


class PictureNeedsDescription(Refused):
    code = "picture_needs_description"
    sentence = N_("Each picture needs a description for those who cannot see it.")


class AlreadyPublished(Refused):
    code = "already_published"
    sentence = N_("This text is published and stays as it is. Make a correction instead.")


class NotPublished(Refused):
    code = "not_published"
    sentence = N_("This text is not published.")


class NotSubmitted(Refused):
    code = "not_submitted"
    sentence = N_("This text has not been submitted for approval.")


class NotApproved(Refused):
    code = "not_approved"
    sentence = N_("Nobody has approved this text as it stands. Have it approved, then publish it.")


class OwnText(Refused):
    code = "own_text"
    sentence = N_("You wrote this text. Somebody else must approve it.")


class TextChanged(Conflict):
    code = "text_changed"
    sentence = N_("The text was changed while you were reading it. Read it again, then repeat.")


class ChangeNoteMissing(Refused):
    code = "change_note_missing"
    sentence = N_("Say in one sentence what this correction corrects. Readers will see it.")


class CorrectionUnderWay(Conflict):
    code = "correction_under_way"
    sentence = N_("A correction of this text has been begun already. Continue it.")


class LanguageTaken(Conflict):
    code = "language_taken"
    sentence = N_("This press release has a text in this language already.")


class LanguageUnknown(Refused):
    code = "language_unknown"
    sentence = N_("This mission does not publish in this language.")


class NoticeMissing(Refused):
    code = "notice_missing"
    sentence = N_("Say why. Readers will see this sentence in place of the text.")


class NotPublic(Refused):
    code = "not_public"
    sentence = N_("Only a published press release can be withheld or withdrawn.")


class ReleaseWithdrawn(Refused):
    code = "release_withdrawn"
    sentence = N_("This press release was withdrawn and cannot be changed.")

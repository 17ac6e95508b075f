"""What WTForms says of a field, taken from our catalogues: it has no Azerbaijani and no Urdu of its own."""

from app.i18n import N_, gettext

# Marked here, so that they are collected; the same words as in wtforms.validators and wtforms.fields.
OF_WTFORMS = (
    N_("This field is required."),
    N_("Field cannot be longer than %(max)d characters."),
    N_("Field must be at least %(min)d characters long."),
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("Number must be at least %(min)s."),
    N_("Number must be at most %(max)s."),
    N_("Number must be between %(min)s and %(max)s."),
    N_("Not a valid choice."),
    N_("Invalid Choice: could not coerce."),
    N_("Not a valid integer value."),
    N_("Not a valid date value."),
    N_("Not a valid time value."),
    N_("Not a valid datetime value."),
    N_("Invalid email address."),
    N_("Invalid URL."),
    N_("Invalid input."),
)


class Sentences:
    """The two functions that WTForms asks for; it fills the places itself."""

    def gettext(self, sentence: str) -> str:
        return gettext(sentence)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Lengths and limits of a single character do not occur; the plural is the sentence."""
        return gettext(plural)

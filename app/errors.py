"""The tree of refusals. Each has a stable code and a sentence; `app.web.errors` gives it a status.

A sentence is a gettext message id, translated where it is shown; `params` fill its %(name)s places.
"""

from app.i18n import N_


class DomainError(Exception):
    """Something the product refuses, with the reason as a person would say it."""

    code = "refused"
    sentence = N_("This cannot be done.")

    def __init__(self, sentence: str | None = None, **params: object) -> None:
        self.params = params
        if sentence is not None:
            self.sentence = sentence
        super().__init__(self.sentence % params if params else self.sentence)


class NotFound(DomainError):
    """There is no such record within this mission."""

    code = "not_found"
    sentence = N_("There is nothing at this address.")


class Forbidden(DomainError):
    """The role of the person does not permit it."""

    code = "forbidden"
    sentence = N_("Your role does not allow this. Ask your administrator.")


class Refused(DomainError):
    """A rule of the house forbids it; nothing was changed."""


class Conflict(DomainError):
    """Somebody else was quicker; look again and repeat."""

    code = "conflict"
    sentence = N_("Somebody else changed this in the meantime. Look again, then repeat your change.")


class Unavailable(DomainError):
    """It cannot be done just now; the same request may be sent again later."""

    code = "unavailable"
    sentence = N_("This is not available just now. Please try again in a minute.")

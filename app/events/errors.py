"""What an event refuses."""

from app.errors import Conflict, Refused
from app.i18n import N_


class WrongStatus(Refused):
    code = "event_wrong_status"
    sentence = N_("This event is %(status)s; that step is not open to it.")


class EndsBeforeStart(Refused):
    code = "event_ends_before_start"
    sentence = N_("The event would end before it begins. Check the two times.")


class DeadlineAfterStart(Refused):
    code = "event_deadline_after_start"
    sentence = N_("The reply deadline lies after the beginning of the event.")


class NoSuchHour(Refused):
    code = "event_no_such_hour"
    sentence = N_("There is no time zone “%(zone)s”.")


class NoSuchChiefGuest(Refused):
    code = "event_no_such_chief_guest"
    sentence = N_(
        "Nobody in the directory is written “%(name)s”. Add the person first, or copy the name from there."
    )


class NoText(Refused):
    code = "event_no_text"
    sentence = N_("The event has no text in %(language)s yet. Write it, or leave that language out.")


class EditedMeanwhile(Conflict):
    code = "event_edited"
    sentence = N_(
        "Somebody else saved this event while you were editing. Your entries are below; compare and save again."
    )

"""What a reply refuses."""

from app.errors import NotFound, Refused
from app.i18n import N_


class ReplyNotFound(NotFound):
    code = "reply_not_found"
    sentence = N_("There is no such reply.")


class NoAnswer(Refused):
    code = "reply_no_answer"
    sentence = N_("Choose an answer for each guest.")


class EventOver(Refused):
    code = "reply_event_over"
    sentence = N_("This event is over; an answer can no longer be given.")


class EventOff(Refused):
    code = "reply_event_off"
    sentence = N_("This event is not taking place as planned. Please telephone the embassy.")


class NoRepresentatives(Refused):
    code = "reply_no_representatives"
    sentence = N_("A representative cannot be sent to this event. Please telephone the embassy.")


class RepresentativeUnnamed(Refused):
    code = "reply_representative_unnamed"
    sentence = N_("Please write the name of the person who will represent you.")


class EventFull(Refused):
    code = "reply_event_full"
    sentence = N_("All %(capacity)s places are taken. Raise the limit of the event first, or refuse.")


class AlreadyDecided(Refused):
    code = "reply_decided"
    sentence = N_("This has been decided already.")

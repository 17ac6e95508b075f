"""The verbs of replies. Each takes the event's lock, so that capacity and revision are counted in one order."""

from app.rsvps.service.calling import answer_for_all, call
from app.rsvps.service.deciding import approve_representative, grant, refuse, refuse_representative
from app.rsvps.service.details import (
    Details,
    add_details,
    delete_sensitive,
    keep_wishes,
    look_at_wishes,
    move_end,
)
from app.rsvps.service.replying import Answer, answerable, reply

__all__ = [
    "Answer",
    "Details",
    "add_details",
    "answer_for_all",
    "answerable",
    "approve_representative",
    "call",
    "delete_sensitive",
    "grant",
    "keep_wishes",
    "look_at_wishes",
    "move_end",
    "refuse",
    "refuse_representative",
    "reply",
]

"""The verbs of the directory."""

from app.directory.service.appointments import (
    Term,
    appoint,
    change_appointment,
    end_appointment,
    remove_appointment,
)
from app.directory.service.bodies import (
    Bodies,
    BodyFacts,
    OfficeFacts,
    add_office,
    add_organisation,
    change_office,
    change_organisation,
    find_or_add_office,
    find_or_add_organisation,
)
from app.directory.service.bulk import Act, Change, Plan, change_of, make_change, plan_change
from app.directory.service.facts import ContactFacts, NameFacts, PersonFacts, TitleFacts, facts_of
from app.directory.service.forgetting import forget_person
from app.directory.service.household import set_assistant, set_spouse
from app.directory.service.lines import set_line, unset_line
from app.directory.service.persons import (
    add_person,
    allow_inviting,
    change_person,
    forbid_inviting,
    remember_spelling,
    remove_person,
    set_life_state,
)
from app.directory.service.photos import remove_photo, set_photo
from app.directory.service.received import ReceivedFacts, drop_received, note_received
from app.directory.service.tags import tag, tag_many, untag

__all__ = [
    "Act",
    "Bodies",
    "BodyFacts",
    "Change",
    "ContactFacts",
    "NameFacts",
    "OfficeFacts",
    "PersonFacts",
    "Plan",
    "ReceivedFacts",
    "Term",
    "TitleFacts",
    "add_office",
    "add_organisation",
    "add_person",
    "allow_inviting",
    "appoint",
    "change_appointment",
    "change_of",
    "change_office",
    "change_organisation",
    "change_person",
    "drop_received",
    "end_appointment",
    "facts_of",
    "find_or_add_office",
    "find_or_add_organisation",
    "forbid_inviting",
    "forget_person",
    "make_change",
    "note_received",
    "plan_change",
    "remember_spelling",
    "remove_appointment",
    "remove_person",
    "remove_photo",
    "set_assistant",
    "set_life_state",
    "set_line",
    "set_photo",
    "set_spouse",
    "tag",
    "tag_many",
    "unset_line",
    "untag",
]

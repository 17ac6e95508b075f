"""What the gate page says, by the names its scripts use; %(…)s are filled on the phone."""

from app.checkin.names import ADVICE
from app.i18n import N_, gettext

WORDS = {
    "welcome": N_("Welcome"),
    "ask": N_("Ask"),
    "stop": N_("Stop"),
    "goodbye": N_("Has left"),
    "noted": N_("Noted"),
    "seen": N_("Seen"),
    "admit": N_("Admit"),
    "admit_both": N_("Admit both"),
    "admit_all": N_("Admit all %(count)s"),
    "admit_some": N_("Admit %(count)s"),
    "only": N_("Only %(name)s"),
    "too": N_("Admit %(name)s too"),
    "too_all": N_("Admit the other %(count)s too"),
    "name_companion": N_("Name the companion"),
    "undo": N_("Undo"),
    "next": N_("Next guest"),
    "back": N_("Back"),
    "leaves": N_("Leaves"),
    "refer": N_("To protocol"),
    "refuse": N_("Refuse"),
    "reason": N_("Reason"),
    "admit_with_reason": N_("Admit with a reason"),
    "came_back": N_("Came back in"),
    "other_person": N_("Another person, same badge"),
    "undone": N_("Undone."),
    "saw": N_("Seen"),
    "name": N_("Name"),
    "office": N_("Office or organisation"),
    "vouched_by": N_("Who vouches"),
    "walk_in": N_("Walk-in"),
    "walk_in_text": N_(
        "A person without invitation counts from this moment. What you do not know now can be added later."
    ),
    "unnamed": N_("Guest without details"),
    "add_details": N_("Add details"),
    "save": N_("Save"),
    "details_saved": N_("The details are saved."),
    "companion_of": N_("Companion of %(name)s"),
    "type_name": N_("Type the name first."),
    "type_reason": N_("Type the reason first."),
    "no": N_("no. %(number)s"),
    "with": N_("with %(name)s"),
    "in_since": N_("in since %(time)s, %(gate)s"),
    "expected": N_("expected"),
    "inside": N_("%(count)s inside"),
    "waiting": N_("%(count)s waiting to send"),
    "list": N_("list %(version)s"),
    "list_changes": N_("list %(version)s + %(count)s changes"),
    "old": N_("%(age)s old"),
    "seconds": N_("%(count)s s"),
    "minutes": N_("%(count)s min"),
    "hours": N_("%(count)s h"),
    "never": N_("no list yet"),
    "offline": N_("offline decision"),
    "no_network": N_("No network. You can go on; everything is kept and sent later."),
    "clock": N_("The clock of this phone is wrong by %(age)s. Scans are corrected."),
    "no_storage": N_(
        "This phone cannot store scans now (full, or a private window). Nobody can be admitted with it."
    ),
    "not_kept": N_(
        "The browser may delete what this phone stores. Keep the page open until everything is sent."
    ),
    "closed": N_("The event is over for this phone. Its list is deleted; unsent scans are still sent."),
    "unknown": N_("The server no longer knows this phone. Enrol it again; what it recorded is sent then."),
    "revoked": N_("This phone was revoked. Its list is deleted; unsent scans are still sent."),
    "protocol_admits": N_("The protocol officer admits: %(name)s."),
    "protocol_refuses": N_("The protocol officer does not admit: %(name)s."),
    "conflicts": N_("Double admission: %(name)s. Call the protocol officer."),
    "nobody": N_("Nobody found."),
    "camera_refused": N_(
        "The camera cannot be used. Search by name, or use a hand scanner in the search field."
    ),
    "enrol_failed": N_(
        "This code cannot be used: it is mistyped, used or expired. Ask the embassy for a new one."
    ),
    "enrol_slow": N_("No network, or too many tries. Wait a minute, then try again."),
    "other_mission": N_("This phone is enrolled by another embassy. Sign it out there first."),
    "fill": N_("Please fill in the code and your name."),
    "finished": N_("Everything was sent. The list and the log are deleted."),
    "unfinished": N_(
        "The list is deleted. %(count)s scans still wait to be sent; keep this phone until they are."
    ),
    "handover_taken": N_("%(count)s more are inside, by the other phone."),
    "handover_other": N_("The other phone has another list. Bring both phones onto a network once."),
    "board_enrol": N_(
        "This phone shows no arrivals board. Enrol it on the gate page with a code for the board."
    ),
    "board_last": N_("last here %(day)s"),
    "board_theirs": N_("we went to theirs on %(day)s"),
    "board_regretted": N_("sent regrets %(count)s times"),
    "board_acknowledge": N_("I know"),
    "board_at": N_("%(gate)s, %(time)s"),
    "board_heard": N_("%(gate)s last heard %(age)s ago"),
    "board_first": N_("Announce next"),
    "board_missing": N_("Of the first table not here yet: %(names)s"),
    "device": N_("Phone"),
    "event": N_("Event"),
    "gate": N_("Gate"),
    "build_label": N_("Version"),
}

# What a search hit says of a guest who is not inside.
STATES = {
    "declined": N_("declined"),
    "unanswered": N_("no answer"),
    "presumed": N_("expected"),
    "awaiting": N_("waits for consent"),
    "represented": N_("sends a representative"),
    "revoked": N_("withdrawn"),
    "cancelled": N_("cancelled"),
    "walk_in": N_("walk-in"),
    "draft": N_("invitation not sent"),
    "expected": N_("expected"),
}


def in_this_language() -> dict[str, str | dict[str, str]]:
    """All words of the page in the reader's language."""
    return {
        **{name: gettext(sentence) for name, sentence in WORDS.items()},
        "advice": {code: gettext(sentence) for code, sentence in ADVICE.items()},
        "state": {code: gettext(sentence) for code, sentence in STATES.items()},
    }

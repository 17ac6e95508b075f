"""The verbs of the guest list. Who writes takes the event's lock (`events.touch`) and stamps `rev`."""

from app.invitations.service.dispatching import (
    hand_over,
    hand_over_many,
    hand_over_note,
    make_note,
    print_links,
    set_districts,
)
from app.invitations.service.guests import (
    answer,
    locked,
    name_place,
    reissue_badge,
    represent,
    revoke_guest,
    take_off,
    walk_in,
)
from app.invitations.service.links import link_for, make_link, revoke_link
from app.invitations.service.listing import (
    Added,
    Choice,
    add_persons,
    add_places,
    add_spouse,
    change,
    remove,
    withdraw,
)
from app.invitations.service.renewing import drop_selection, renew, save_selection
from app.invitations.service.sending import (
    SendPlan,
    continue_campaign,
    plan_sending,
    resend,
    start_campaign,
    stop_campaign,
    write_some,
)

__all__ = [
    "Added",
    "Choice",
    "SendPlan",
    "add_persons",
    "add_places",
    "add_spouse",
    "answer",
    "change",
    "continue_campaign",
    "drop_selection",
    "hand_over",
    "hand_over_many",
    "hand_over_note",
    "link_for",
    "locked",
    "make_link",
    "make_note",
    "name_place",
    "plan_sending",
    "print_links",
    "reissue_badge",
    "remove",
    "renew",
    "represent",
    "resend",
    "revoke_guest",
    "revoke_link",
    "save_selection",
    "set_districts",
    "start_campaign",
    "stop_campaign",
    "take_off",
    "walk_in",
    "withdraw",
    "write_some",
]

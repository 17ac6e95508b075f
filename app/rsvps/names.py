"""How the codes of replies are called on screens."""

from app.i18n import N_
from app.invitations.models import Purpose
from app.rsvps.models import Outcome, Reason, ReplyChannel, Standing

CHANNEL_NAMES = {
    ReplyChannel.WEB: N_("on the letter’s page"),
    ReplyChannel.PHONE: N_("by telephone"),
    ReplyChannel.EMAIL: N_("by e-mail"),
    ReplyChannel.CALENDAR: N_("by calendar"),
    ReplyChannel.NOTE: N_("by note"),
    ReplyChannel.IN_PERSON: N_("in person"),
}

STANDING_NAMES = {
    Standing.APPLIED: N_("recorded"),
    Standing.REQUEST: N_("waits for your decision"),
    Standing.CONTRADICTION: N_("contradicts what was recorded"),
    Standing.GRANTED: N_("granted"),
    Standing.REFUSED: N_("refused"),
    Standing.SUPERSEDED: N_("overtaken by a later answer"),
}

REASON_NAMES = {
    Reason.NONE: "",
    Reason.LATE: N_("came after the deadline"),
    Reason.FULL: N_("all places are taken"),
    Reason.STAFF_RECORDED: N_("another answer was recorded by the embassy"),
}

OUTCOME_NAMES = {
    Outcome.REACHED: N_("reached, no answer yet"),
    Outcome.WILL_COME: N_("comes"),
    Outcome.DECLINED: N_("regrets"),
    Outcome.CALL_AGAIN: N_("call again"),
    Outcome.NO_ANSWER: N_("nobody answered"),
}

PURPOSE_NAMES = {
    Purpose.SAVE_THE_DATE: N_("Save the date"),
    Purpose.REMINDER: N_("Remind"),
    Purpose.PRACTICAL: N_("Before the day"),
    Purpose.POSTPONEMENT: N_("Tell of the postponement"),
    Purpose.NEW_DATE: N_("Tell the new date"),
    Purpose.RECALL: N_("Recall the invitations"),
}

FOOD_NAMES = {
    "vegetarian": N_("Vegetarian"),
    "vegan": N_("Vegan"),
    "halal": N_("Halal"),
    "no_pork": N_("No pork"),
    "no_beef": N_("No beef"),
    "no_alcohol": N_("No alcohol"),
    "no_nuts": N_("No nuts (allergy)"),
    "no_gluten": N_("No gluten"),
}

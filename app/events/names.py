"""How the codes of an event are called on screens and cards."""

from app.events.models import DressCode, EventStatus, FunctionType, ReplyMode
from app.i18n import N_

STATUS_NAMES = {
    EventStatus.DRAFT: N_("draft"),
    EventStatus.PUBLISHED: N_("published"),
    EventStatus.POSTPONED: N_("postponed"),
    EventStatus.CANCELLED: N_("cancelled"),
    EventStatus.CLOSED: N_("closed"),
}

FUNCTION_NAMES = {
    FunctionType.RECEPTION: N_("Reception"),
    FunctionType.DINNER: N_("Dinner"),
    FunctionType.LUNCHEON: N_("Luncheon"),
    FunctionType.BREAKFAST: N_("Breakfast"),
    FunctionType.CONCERT: N_("Concert"),
    FunctionType.EXHIBITION: N_("Exhibition"),
    FunctionType.CEREMONY: N_("Ceremony"),
    FunctionType.CONFERENCE: N_("Conference"),
    FunctionType.AT_HOME: N_("At home"),
    FunctionType.OTHER: N_("Other"),
}

DRESS_NAMES = {
    DressCode.WHITE_TIE: N_("White tie"),
    DressCode.BLACK_TIE: N_("Black tie"),
    DressCode.MORNING_DRESS: N_("Morning dress"),
    DressCode.LOUNGE_SUIT: N_("Lounge suit"),
    DressCode.BUSINESS: N_("Business attire"),
    DressCode.COCKTAIL: N_("Cocktail"),
    DressCode.SMART_CASUAL: N_("Smart casual"),
    DressCode.CASUAL: N_("Casual"),
    DressCode.NATIONAL_DRESS: N_("National dress"),
    DressCode.UNIFORM: N_("Uniform"),
}

REPLY_MODE_NAMES = {
    ReplyMode.RSVP: N_("R.S.V.P.: an answer either way"),
    ReplyMode.REGRETS_ONLY: N_("Regrets only: silence means coming"),
    ReplyMode.TO_REMIND: N_("To remind: accepted before"),
    ReplyMode.NONE: N_("No reply wanted"),
}

"""A first text from what is known of an event: dateline, headline, lead, hosts, number who came."""

from datetime import datetime

from app import clock
from app.events.models import Event, EventText, FunctionType
from app.i18n import N_, _, listed, pick, use_language
from app.missions.models import Mission
from app.press import blocks as block
from app.press.attendance import Attendance, phrase, sentence
from app.press.content import MAX_DECK, MAX_HEADLINE, Content
from app.web.filters import day, hour

FUNCTIONS = {
    FunctionType.RECEPTION: N_("a reception"),
    FunctionType.DINNER: N_("a dinner"),
    FunctionType.LUNCHEON: N_("a luncheon"),
    FunctionType.BREAKFAST: N_("a breakfast"),
    FunctionType.CONCERT: N_("a concert"),
    FunctionType.EXHIBITION: N_("an exhibition"),
    FunctionType.CEREMONY: N_("a ceremony"),
    FunctionType.CONFERENCE: N_("a conference"),
    FunctionType.AT_HOME: N_("an at-home"),
    FunctionType.OTHER: N_("a function"),
}
_EN_OPENINGS = ("on ", "to ", "in ", "for ", "at ", "marking ")


def place_of(event: Event | None, mission: Mission, lang: str) -> str:
    """The city where a release is dated: the event's where it is another than the mission's."""
    if event and event.city and event.city not in mission.cities.values():
        return event.city
    return pick(mission.cities, lang, event.city if event else "")


def blank(mission: Mission, *, language: str, now: datetime) -> Content:
    """A text to begin with where there is no event."""
    with use_language(language):
        headline = _("New press release")
    return Content(
        headline, clock.to_local(now, mission.zone).date(), (), place=place_of(None, mission, language)
    )


def from_event(
    event: Event,
    mission: Mission,
    *,
    language: str,
    attendance: Attendance | None,
    now: datetime,
    chief_guest: str = "",
) -> Content:
    """What a press officer would otherwise type from the event's page; every word may be changed.

    `attendance` is None before anybody was admitted; the text then says nothing of numbers.
    """
    with use_language(language):
        text = event.text(language)
        paragraphs = [_lead(event, text, mission, language), *_rest(text, chief_guest)]
        deck = ""
        if attendance and attendance.count:
            at, step = attendance.at, mission.attendance_rounding
            clock_time, date = hour(at, event.zone), day(at, event.zone, "long")
            paragraphs.append(sentence(attendance, step=step, time=clock_time, day=date))
            deck = _("%(guests)s attended", guests=phrase(attendance.count, step))
        headline = _("%(mission)s: %(title)s", mission=pick(mission.names, language), title=text.title)
    blocks = tuple(block.Paragraph((block.Run(block.clean_line(one)),)) for one in paragraphs)
    return Content(
        headline=headline[:MAX_HEADLINE],
        dated=clock.to_local(now, event.zone).date(),
        blocks=blocks,
        deck=deck[:MAX_DECK],
        place=place_of(event, mission, language),
    )


def _lead(event: Event, text: EventText, mission: Mission, language: str) -> str:
    facts = {
        "mission": pick(mission.names, language),
        "function": _(FUNCTIONS[event.function_type]),
        "venue": text.venue,
        "day": day(event.starts_local),
        "occasion": _occasion(text.occasion, language),
    }
    if facts["occasion"] and facts["venue"]:
        return _("%(occasion)s, the %(mission)s held %(function)s at %(venue)s on %(day)s.", **facts)
    if facts["venue"]:
        return _("The %(mission)s held %(function)s at %(venue)s on %(day)s.", **facts)
    if facts["occasion"]:
        return _("%(occasion)s, the %(mission)s held %(function)s on %(day)s.", **facts)
    return _("The %(mission)s held %(function)s on %(day)s.", **facts)


def _occasion(occasion: str, language: str) -> str:
    """The occasion as the card has it opens the sentence; a bare name is given its preposition."""
    occasion = block.clean_line(occasion).rstrip(".,")
    if language == "en" and occasion and not occasion.lower().startswith(_EN_OPENINGS):
        return f"To mark {occasion}"
    return occasion


def _rest(text: EventText, chief_guest: str) -> list[str]:
    paragraphs = []
    hosts = joined(text.hosts)
    if hosts:
        paragraphs.append(_("%(hosts)s received the guests.", hosts=hosts))
    if chief_guest:
        paragraphs.append(_("%(name)s was the chief guest.", name=chief_guest))
    return paragraphs


def joined(lines: str) -> str:
    """The lines of a card as one phrase."""
    return listed(block.clean_line(one).strip(",،") for one in lines.split("\n"))

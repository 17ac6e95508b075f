"""The invitation card: one source for the letter's page, the letter's text and its HTML."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from babel.dates import format_date

from app.events.models import Event, ReplyMode
from app.events.names import DRESS_NAMES
from app.i18n import _, current_language, current_locale, gettext, use_language
from app.invitations.addressing import lines_of
from app.invitations.models import Invitation
from app.web.filters import day, hour

NOON = 12


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed, line by line, in one language."""

    language: str
    title: str
    occasion: str
    hosts: tuple[str, ...]
    request_line: str
    guest_line: tuple[str, ...]
    function: str
    date: str
    time: str
    venue: str
    reply: str
    telephone: str
    dress: str
    note: str
    parking: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The middle of the card, for a reader of plain text."""
        return tuple(line for _part, line in self._parts())

    def places(self, *parts: str) -> tuple[int, ...]:
        """Which of `lines` are these: `occasion`, `hosts`, `request`, `guest`, `function`, `when`."""
        return tuple(place for place, (part, _line) in enumerate(self._parts()) if part in parts)

    def _parts(self) -> list[tuple[str, str]]:
        parts = [("occasion", self.occasion), *(("hosts", line) for line in self.hosts)]
        parts += [("request", self.request_line), *(("guest", line) for line in self.guest_line)]
        parts += [
            ("function", self.function),
            *(("when", line) for line in (self.date, self.time, self.venue)),
        ]
        return [(part, line) for part, line in parts if line]


def card_of(event: Event, invitation: Invitation, *, language: str, telephone: str = "") -> Card:
    """`telephone` is the mission's, where the event names none of its own."""
    text = event.text(language)
    with use_language(language):
        return Card(
            language=current_language(),
            title=text.title,
            occasion=text.occasion,
            hosts=tuple(filter(None, text.hosts.split("\n"))),
            request_line=text.request_line,
            guest_line=tuple(lines_of(invitation, language)["guest_line"].split("\n")),
            function=text.function or text.title,
            date=date_line(event),
            time=time_line(event.starts_local, event.ends_local),
            venue=text.venue or event.address,
            reply=reply_line(event),
            telephone=event.reply_telephone or telephone,
            dress=dress_line(event, text.dress_note),
            note=text.note,
            parking=text.parking,
        )


def date_line(event: Event) -> str:
    """The day, in the language of the moment: "on Sunday, 8 November 2026"."""
    return _date_line(event.starts_local, current_language())


def time_line(starts: datetime, ends: datetime | None) -> str:
    """The hours as a card writes them: "from 6.30 to 8.30 p.m."; by the 24-hour clock but in English."""
    return _time_line(starts, ends, current_language())


# Every letter of a campaign says the same day and hours: they are worded once a language.
@lru_cache(maxsize=256)
def _date_line(starts: datetime, _language: str) -> str:
    return _("on %(date)s", date=day(starts))


@lru_cache(maxsize=256)
def _time_line(starts: datetime, ends: datetime | None, _language: str) -> str:
    if ends is None:
        return _("at %(time)s", time=_clock(starts))
    same_half = starts.date() == ends.date() and (starts.hour < NOON) == (ends.hour < NOON)
    begin = _twelve(starts) if same_half and current_language() == "en" else _clock(starts)
    return _("from %(start)s to %(end)s", start=begin, end=_clock(ends))


def reply_line(event: Event) -> str:
    """The words at the foot on the inline-start side; empty where no reply is wanted."""
    if event.reply_mode is ReplyMode.NONE:
        return ""
    if event.reply_mode is ReplyMode.TO_REMIND:
        return _("To remind")
    regrets = event.reply_mode is ReplyMode.REGRETS_ONLY
    if event.reply_until_local is None:
        return _("Regrets only") if regrets else _("R.S.V.P.")
    until = _day_of_month(event.reply_until_local, current_language())
    return _("Regrets only by %(date)s", date=until) if regrets else _("R.S.V.P. by %(date)s", date=until)


def dress_line(event: Event, note: str) -> str:
    if note:
        return note
    if event.dress_code is None:
        return ""
    label = gettext(DRESS_NAMES[event.dress_code])
    if not event.or_national_dress or event.dress_code.value == "national_dress":
        return label
    return _("%(dress)s or national dress", dress=label)


@lru_cache(maxsize=256)
def _day_of_month(moment: datetime, _language: str) -> str:
    return format_date(moment, "d MMMM", locale=current_locale())


def _clock(moment: datetime) -> str:
    if current_language() != "en":
        return hour(moment)
    return f"{_twelve(moment)} {'a.m.' if moment.hour < NOON else 'p.m.'}"


def _twelve(moment: datetime) -> str:
    on_the_clock = (moment.hour - 1) % NOON + 1
    return f"{on_the_clock}.{moment.minute:02d}" if moment.minute else str(on_the_clock)

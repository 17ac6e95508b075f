"""Datelines: where and when a release was written, in the house style of the mission.

The styles follow the Associated Press (agency) and the Pakistani dailies (daily); house is the plain
form with the day before the month.
"""

from datetime import date

from babel import Locale
from babel.dates import format_date

from app.missions.models import DatelineStyle

_AP_MONTHS = (
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
)


def capitals(place: str, lang: str) -> str:
    """Upper case by the language: Azerbaijani and Turkish keep the dot on the i."""
    if lang.split("-")[0] in {"az", "tr"}:
        place = place.replace("i", "İ").replace("ı", "I")
    return place.upper()


def dateline(place: str, day: date, *, style: DatelineStyle, lang: str) -> str:
    """The dateline without the space that follows it.

    English: `Islamabad, 8 November –`, `ISLAMABAD, Nov. 8, 2026 –`, `ISLAMABAD:`. Other languages keep
    the order of the style with their own month; Urdu has no capitals and closes with its full stop.
    """
    base = lang.split("-")[0]
    if style is DatelineStyle.DAILY:
        return capitals(place, lang) + ":"
    if base == "ur":
        pattern = "d MMMM y" if style is DatelineStyle.AGENCY else "d MMMM"
        return f"{place}، {_format(day, pattern, base)}۔"
    if style is DatelineStyle.HOUSE:
        return f"{place}, {_format(day, 'd MMMM', base)} –"
    if base == "en":
        return f"{place.upper()}, {_AP_MONTHS[day.month - 1]} {day.day}, {day.year} –"
    return f"{capitals(place, lang)}, {_format(day, 'd MMMM y', base)} –"


def _format(day: date, pattern: str, base: str) -> str:
    return str(format_date(day, pattern, locale=Locale.parse(base)))

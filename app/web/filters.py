"""How dates, times and numbers are written in the reader's language."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_timezone_name
from babel.numbers import format_decimal
from flask import Flask
from markupsafe import Markup

from app import clock, i18n
from app.web.urls import asset, local_path


def day(value: date | datetime | None, zone: str | None = None, style: str = "full") -> str:
    """A day: full is "Sunday, 8 November 2026", short is "8 Nov". An instant needs its zone."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = clock.to_local(value, zone or "UTC")
    locale = i18n.current_locale()
    if style == "short":
        return format_date(value, "d MMM", locale=locale)
    if style == "medium":
        return format_date(value, "d MMM yyyy", locale=locale)
    if style == "long":
        return format_date(value, "d MMMM yyyy", locale=locale)
    if locale.language == "en":
        return format_date(value, "EEEE, d MMMM yyyy", locale=locale)
    return format_date(value, "full", locale=locale)


def hour(value: datetime | None, zone: str | None = None) -> str:
    """A time of day, 18:30."""
    if value is None:
        return ""
    if value.tzinfo is not None:
        value = clock.to_local(value, zone or "UTC")
    return format_time(value.time(), "HH:mm", locale=i18n.current_locale())


def moment(value: datetime | None, zone: str = "UTC", style: str = "d MMM yyyy, HH:mm") -> str:
    """An instant in a zone, with the zone's name: times never stand without it."""
    if value is None:
        return ""
    local = clock.to_local(value, zone)
    if i18n.current_language() == "ur":
        style = style.replace(",", "،")
    return f"{format_datetime(local, style, locale=i18n.current_locale())} {zone_name(zone, value)}"


def zone_name(zone: str, at: datetime | None = None) -> str:
    """The short name of a zone: PKT, GMT+4."""
    instant = (at or clock.now()).astimezone(ZoneInfo(zone))
    name = instant.tzname() or ""
    if name.isalpha():
        return name
    return get_timezone_name(instant, width="short", locale="en")


def number(value: int | float | None) -> str:
    return "" if value is None else format_decimal(value, locale=i18n.current_locale())


def lines(text: str | None) -> Markup:
    """Plain text with its line breaks; everything else escaped."""
    return Markup("<br>").join((text or "").split("\n"))


def init_app(app: Flask) -> None:
    helpers: dict[str, Any] = {
        "day": day,
        "hour": hour,
        "moment": moment,
        "zone_name": zone_name,
        "number": number,
        "lines": lines,
        "pick": i18n.pick,
        "direction": i18n.direction,
    }
    app.jinja_env.filters.update(helpers)
    app.jinja_env.globals.update(
        asset=asset,
        local_path=local_path,
        direction=i18n.direction,
        current_language=i18n.current_language,
        pick=i18n.pick,
        language_names=i18n.LANGUAGES,
        zone_name=zone_name,
        utcnow=clock.now,
    )

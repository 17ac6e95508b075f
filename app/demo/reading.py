"""The data files, and what is relative in them: an event lies so many days ahead of the day of loading."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app import clock

DATA = Path(__file__).with_name("data")


@cache
def read(name: str) -> Any:
    """A data file as plain values; callers do not change them."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Calendar:
    """When things happen, or happened, around the event of a data file. Wall times of the mission's zone."""

    day: date
    zone: str
    now: datetime

    def at(self, hour: str, *, days: int = 0) -> datetime:
        """The wall time "18:30" on the event's day, or so many days after it."""
        return datetime.combine(self.day + timedelta(days=days), time.fromisoformat(hour))

    def instant(self, hour: str, *, days: int = 0) -> datetime:
        """The same in UTC, but never later than the moment of loading."""
        return min(clock.to_utc(self.at(hour, days=days), self.zone), self.now)

    def local(self, instant: datetime) -> datetime:
        return clock.to_local(instant, self.zone)


def calendar(event: dict[str, Any], *, zone: str, now: datetime) -> Calendar:
    """The calendar of an event of events.json."""
    day = clock.to_local(now, zone).date() + timedelta(days=event["days_ahead"])
    return Calendar(_years_before(day, event["years_back"]), zone, now)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)

"""Time. What has happened is UTC; what is planned is a wall time in a zone, from which UTC is derived."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

END_OF_DAY = time(23, 59)


def now() -> datetime:
    return datetime.now(UTC)


def to_utc(local: datetime, zone: str) -> datetime:
    """The instant of a wall time. In a gap or a fold of summer time the first reading is taken (PEP 495)."""
    if local.tzinfo is not None:
        raise ValueError("a wall time carries no zone of its own")
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """The wall time, without tzinfo, that a clock in `zone` shows at `instant`."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def end_of(day: date) -> datetime:
    """A deadline given as a date ends at 23:59 of that day, on the wall clock."""
    return datetime.combine(day, END_OF_DAY)


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))

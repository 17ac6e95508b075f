"""The one time of a scan: the device's clock, corrected by its measured offset, never later than its
receipt.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SAMPLE_AGE = 24 * 3600
SLOW_SAMPLE = 5_000
JUMP = 2_000
FARTHEST = 50 * 365 * 24 * 3600 * 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a device knows of its own clock; milliseconds, `age_s` in seconds. None: it never asked."""

    offset_ms: int | None = None
    rtt_ms: int | None = None
    age_s: int | None = None
    jump_ms: int = 0

    @property
    def uncertain(self) -> bool:
        """No sample within a day, a slow one, or a clock that was set by hand since."""
        return (
            self.offset_ms is None
            or self.age_s is None
            or self.age_s > SAMPLE_AGE
            or self.rtt_ms is None
            or self.rtt_ms > SLOW_SAMPLE
            or abs(self.jump_ms) > JUMP
        )


def milliseconds(instant: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (instant - EPOCH) // timedelta(milliseconds=1)


def instant(at: int) -> datetime:
    """The reverse of `milliseconds`."""
    return EPOCH + timedelta(milliseconds=at)


def effective(device_time: datetime, sample: Sample, received_at: datetime) -> datetime:
    """The time that orders a scan: min(device time + offset, receipt), in whole milliseconds.

    An offset beyond all reason counts as none; a time before 1970 as the receipt.
    """
    offset = sample.offset_ms if sample.offset_ms is not None and abs(sample.offset_ms) <= FARTHEST else 0
    at = min(milliseconds(device_time) + offset, milliseconds(received_at))
    return instant(at) if at > 0 else instant(milliseconds(received_at))


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: 2026-11-08T13:30:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_stamp(text: str) -> datetime:
    """The instant of an RFC 3339 text; raises ValueError when it has no zone or cannot be read."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return moment.astimezone(UTC)

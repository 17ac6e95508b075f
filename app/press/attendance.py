"""How many came, as a release may say it: counted at a time, rounded by the mission's rule."""

from dataclasses import dataclass
from datetime import datetime

from app.i18n import _, ngettext


@dataclass(frozen=True)
class Attendance:
    """`count` guests were admitted up to `at`."""

    count: int
    at: datetime


@dataclass(frozen=True)
class Rounded:
    """`number` guests; `more` where there were more than that."""

    number: int
    more: bool


def rounded(count: int, step: int) -> Rounded:
    """Round down to a multiple of `step` (at least 1); fewer than one step are counted out."""
    if step <= 1 or count < step:
        return Rounded(count, more=False)
    number = count - count % step
    return Rounded(number, more=count > number)


def phrase(count: int, step: int) -> str:
    """“More than 270 guests”, “8 guests”, in the language of the moment."""
    figure = rounded(count, step)
    if figure.more:
        return ngettext("More than %(num)d guest", "More than %(num)d guests", figure.number)
    return ngettext("%(num)d guest", "%(num)d guests", figure.number)


def sentence(attendance: Attendance, *, step: int, time: str, day: str) -> str:
    """The sentence with which a draft dates its figure."""
    return _(
        "%(guests)s attended, as counted at the entrance by %(time)s on %(day)s.",
        guests=phrase(attendance.count, step),
        time=time,
        day=day,
    )

"""The gate list: all guests by name and again by number, with a box to tick."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.i18n import direction
from app.printing import fonts as type_case
from app.printing import service


@dataclass(frozen=True)
class ListedGuest:
    """A line of the list; `sort_key` orders it by name, `number` by badge, `note` may be empty."""

    number: str
    name: str
    sort_key: str
    office: str = ""
    note: str = ""


@dataclass(frozen=True)
class ListLabels:
    """The words of the printed list, in its language."""

    by_name: str
    by_number: str
    number: str
    name: str
    office: str
    note: str
    unset: str
    others: str = ""


@dataclass(frozen=True)
class ListHead:
    """What stands above the list: the occasion, when and where, and which list it is."""

    lang: str
    mission: str
    occasion: str
    when: str
    venue: str
    version: str


def gate_list(
    head: ListHead,
    guests: Sequence[ListedGuest],
    labels: ListLabels,
    *,
    blank: int = 0,
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
) -> bytes:
    """A PDF that prints whatever can be set and names the numbers whose names could not.

    `blank` lines at its end are for whoever is on no list. A list at the gate is better with one
    unreadable name than missing.
    """
    data = {**gate_list_data(head, guests, labels, fonts=fonts), "blank": blank}
    return service.render("gate_list", data, made_at=made_at, fonts=fonts, allow_missing=True)


def gate_list_data(
    head: ListHead, guests: Sequence[ListedGuest], labels: ListLabels, *, fonts: Path = type_case.FONTS
) -> dict[str, Any]:
    """The data of `documents/gate_list.typ`."""
    lacking = [one.number for one in guests if type_case.missing(one.name + one.office, fonts)]
    return {
        "lang": head.lang,
        "dir": direction(head.lang),
        "mission": head.mission,
        "occasion": head.occasion,
        "when": head.when,
        "venue": head.venue,
        "version": head.version,
        "labels": {
            "by_name": labels.by_name,
            "by_number": labels.by_number,
            "number": labels.number,
            "name": labels.name,
            "office": labels.office,
            "note": labels.note,
            "others": labels.others,
        },
        "by_name": [_line(one) for one in sorted(guests, key=lambda one: (one.sort_key, one.number))],
        "by_number": [_line(one) for one in sorted(guests, key=_by_number)],
        "unset": f"{labels.unset} {', '.join(lacking)}" if lacking else "",
    }


def _by_number(guest: ListedGuest) -> tuple[int, str]:
    return (int(guest.number) if guest.number.isdecimal() else 1 << 31, guest.number)


def _line(guest: ListedGuest) -> dict[str, str]:
    return {"number": guest.number, "name": guest.name, "office": guest.office, "note": guest.note}

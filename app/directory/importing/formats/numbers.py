"""Numbers and references as spreadsheets write them, turned into the text their keeper saw."""

import datetime
import re

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def whole(raw: str | None, otherwise: int = 0) -> int:
    """A whole number of at most nine ASCII digits, else `otherwise`."""
    return int(raw) if raw and len(raw) <= 9 and raw.isascii() and raw.isdecimal() else otherwise


def column_index(reference: str) -> int:
    """The column of a reference like "AB12", from 0."""
    index = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_position(reference: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of "B7", or None."""
    match = _REFERENCE.fullmatch(reference.replace("$", "").upper())
    return (int(match[2]), column_index(match[1])) if match else None


def number_text(raw: str) -> str:
    """A number without the marks of floating point: "12.0" is "12", "9.23E+11" is "923000000000"."""
    raw = raw.strip()
    try:
        value = float(raw)
    except ValueError:
        return raw
    if value == int(value) if abs(value) < 1e15 else False:
        return str(int(value))
    return raw if "e" not in raw.lower() else repr(value)


def date_text(raw: str, date1904: bool) -> str:
    """A serial day as ISO 8601, with the time only where there is one."""
    try:
        serial = float(raw)
    except ValueError:
        return raw
    if not 0 <= serial < 2_958_466:
        return number_text(raw)
    first_day = datetime.date(1904, 1, 1) if date1904 else datetime.date(1899, 12, 30)
    moment = datetime.datetime.combine(first_day, datetime.time())  # a wall time: cells know no zone
    moment += datetime.timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return moment.strftime("%H:%M")
    return moment.strftime("%Y-%m-%d" if moment.time() == datetime.time() else "%Y-%m-%d %H:%M")

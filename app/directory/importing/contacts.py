"""Addresses and telephone numbers out of whatever a cell holds."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from app.directory.importing.words import is_blank, one_line

_ADDRESS = re.compile(
    r"(?=.{6,254}$)(?!.*\.\.)[^\s@,;:<>()\[\]\"\\.][^\s@,;:<>()\[\]\"\\]{0,63}"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}"
)
_PARTS = re.compile(r"[\s;,|]+|/(?=\S*@)")
_ANYWHERE = re.compile(
    r"(?:(?:e-?mail|mailto|mail)\s*[:.]\s*)?<?([^\s@,;:|/<>()\[\]]+@[^\s@,;:|/<>()\[\]]+)>?", re.IGNORECASE
)
# A label and a number, as they stand among other words: "Cell: 0321-4567890", "051 9204423".
_NUMBER_ANYWHERE = re.compile(
    r"(?:\b(?:tel|telephone|ph|phone|cell|mob|mobile|fax|ext|contact|res|off)\b\s*(?:no)?[.:#]*\s*)*"
    r"(?<![\w.-])\+?\(?\d[\d\s().-]{6,}\d(?![\w])(?:\s*(?:ext|x)\.?\s*\d+)?",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 6
_RUSSIAN = re.compile(r"8[\s(-]*[3489]")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_HEADER = re.compile(r"^(?:b?cc|to|from|subject|reply-to|content-type)\s*:", re.IGNORECASE | re.MULTILINE)
_AT = re.compile(r"\s*[\[({]\s*at\s*[\])}]\s*", re.IGNORECASE)
_NUMBERS = re.compile(
    r"\s*(?:;|,|\n|\||:::|&|/(?=\s*[+(\d]{2,})|\b(?:or|and|və ya|veya|ve|и|или|ou|et|oder|und)\b"
    r"|(?<=\d)\s+(?=\+\d{2})|\((?=[^\W\d_]{2,}\W*\+?\d))\s*",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+?\d{1,2}", re.IGNORECASE)
_LABEL = re.compile(r"^[^\d+(]*")
_LABEL_BEHIND = re.compile(r"\s*(?:\([^\d()]+\)|[^\W\d_]{3,})\s*$")  # "(WhatsApp)"
_EXTENSION = re.compile(
    r"(?:ext|extn|extension|x|дбл|доб|dahili|daxili)\.?\s*:?\s*(\d{1,6})\s*$", re.IGNORECASE
)
# Lines beside each other: "051-2209710-14" are five, of which the first is dialled.
_RANGE = re.compile(r"(?<=\d{6})\s*[-–/]\s*[1-9]\d{0,2}(?!\s*[-\d(])")
_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Emails:
    """What a cell of addresses holds; `wrong` is the first part that cannot be one, `note` other words."""

    valid: tuple[str, ...] = ()
    wrong: str = ""
    note: str = ""


def read_emails(text: str) -> Emails:
    """Several addresses in one cell, "Name <a@b>", "mailto:", addresses in capitals, and words instead."""
    if is_blank(text) or ("@" not in text and is_phone(text)):
        return Emails()
    if has_header(text):
        return Emails(wrong=one_line(text))
    text = _AT.sub("@", text)
    valid: list[str] = []
    wrong = ""
    words: list[str] = []
    for part in _PARTS.split(text):
        bare = re.sub(r"^(?:e-?mail|mailto)\s*:", "", part.strip("<>()[]\"'.: "), flags=re.IGNORECASE)
        if not bare or is_blank(bare):
            continue
        if "@" not in bare:
            words.append(bare)
        elif _ADDRESS.fullmatch(bare):
            address = _lowered(bare)
            if address not in valid:
                valid.append(address)
        else:
            wrong = wrong or bare
    if not valid and not wrong:
        return Emails(wrong=words[0]) if len(words) == 1 else Emails(note=one_line(text))
    spoken = "<" not in text and sum(len(word) for word in words) > 12
    return Emails(tuple(valid), wrong, one_line(text) if spoken else "")


def has_header(text: str) -> bool:
    """Whether a cell hides a line of a letter's head, such as "Bcc:"."""
    return bool(_HEADER.search(text)) and "@" in text


def part_contacts(text: str) -> tuple[str, str, str]:
    """(the rest, addresses, telephone numbers) of a cell that holds them among other words."""
    if "@" not in text and sum(map(str.isdecimal, text)) < _FEWEST_DIGITS:
        return text.strip(), "", ""
    addresses = "; ".join(match[1] for match in _ANYWHERE.finditer(text))
    rest = _ANYWHERE.sub(" ", text) if addresses else text
    numbers = [match[0] for match in _NUMBER_ANYWHERE.finditer(rest) if not is_date(match[0])]
    if numbers:
        rest = _NUMBER_ANYWHERE.sub(lambda match: match[0] if is_date(match[0]) else " ", rest)
    if addresses or numbers:
        rest = "\n".join(line.strip(" ,;|/–—-") for line in rest.split("\n"))
    return rest.strip(), addresses, "; ".join(numbers)


def is_date(text: str) -> bool:
    """ "14.03.2026": digits enough for a telephone, and none."""
    return bool(_DATE.fullmatch(text.strip()))


def is_phone(text: str) -> bool:
    """Whether a cell that should hold something else holds a telephone number."""
    return sum(letter.isdecimal() for letter in text) >= 7 and not any(letter.isalpha() for letter in text)


def _lowered(address: str) -> str:
    """Domains know no case; a local part is only lowered when it shouts."""
    local, _, domain = address.rpartition("@")
    return f"{local.lower() if local.isupper() or domain.isupper() else local}@{domain.lower()}"


@lru_cache(maxsize=4096)
def read_phones(text: str, region: str) -> tuple[str, ...]:
    """Numbers as E.164 where they can be, else as typed; labels such as "Cell:" are dropped."""
    if is_blank(text):
        return ()
    if _SCIENTIFIC.fullmatch(text.strip()):
        text = f"{float(text.strip().replace(',', '.')):.0f}"
    found: list[str] = []
    for part in _NUMBERS.split(_RANGE.sub("", text.translate(_EASTERN_DIGITS))):
        for number in _side_by_side(part.strip(), region):
            if number and number not in found:
                found.append(number)
    return tuple(found)


def _side_by_side(typed: str, region: str) -> tuple[str, ...]:
    """Numbers with nothing but space between them: "0300-4000000 0321-4111111"."""
    parts = re.split(r"\s+(?=\+|00?[1-9])", typed)
    if len(parts) > 1 and all(sum(map(str.isdecimal, part)) >= 9 for part in parts):
        return tuple(_one_phone(part, region) for part in parts)
    return (_one_phone(typed, region),)


def _one_phone(typed: str, region: str) -> str:
    extension = _EXTENSION.search(typed)
    bare = typed[: extension.start()] if extension else typed
    bare = _LABEL_BEHIND.sub("", _LABEL.sub("", bare)).strip()
    if not any(map(str.isdecimal, bare)):
        return "" if is_blank(typed) else one_line(typed)
    number = _parsed(bare, region)
    if number is None:
        return one_line(typed)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164} ext. {extension[1]}" if extension else str(e164)


def _parsed(bare: str, region: str) -> phonenumbers.PhoneNumber | None:
    """The number read at home, else abroad: spreadsheets drop the plus of "+92...", and leading zeros."""
    digits = re.sub(r"\D", "", bare)
    attempts: list[tuple[str, str | None]] = [(bare, region)]
    if len(digits) == 11 and _RUSSIAN.match(bare):
        attempts.append(("+7" + digits[1:], None))  # 8 is dialled before a number within Russia
    if not bare.startswith(("+", "0")):
        attempts += [("+" + digits, None), ("0" + digits, region)]
    elif bare.startswith("00"):
        attempts.insert(0, ("+" + digits[2:], None))
    elif "(0)" in bare:
        attempts.insert(0, (bare.replace("(0)", ""), region))
    for is_good in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
        for text, home in attempts:
            try:
                number = phonenumbers.parse(text, home)
            except phonenumbers.NumberParseException:
                continue
            if is_good(number) and (home is not None or len(digits) > 9):
                return number
    return None

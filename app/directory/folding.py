"""One spelling for comparison: of words, addresses, telephones; and the order in which names are listed."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = re.compile(r"['’`ʿʾʼʻ´]")
_DIGITS = re.compile(r"\d+")
# Articles and particles that do not count when names are put in order (Arabic, French, Dutch, German use).
_UNSORTED = frozenset(
    [
        "al",
        "el",
        "ul",
        "ur",
        "as",
        "ash",
        "ad",
        "an",
        "ar",
        "az",
        "at",
        "de",
        "du",
        "des",
        "da",
        "do",
        "dos",
        "di",
        "van",
        "der",
        "den",
        "von",
        "und",
    ]
)

_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "CJK": "Hani", "HANGUL": "Hang", "GREEK": "Grek",
    "HEBREW": "Hebr", "ARMENIAN": "Armn", "GEORGIAN": "Geor", "DEVANAGARI": "Deva", "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
}  # fmt: skip


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Small ASCII words with single spaces: "Səfirlik (Xəzər)" is "sefirlik xezer"."""
    if not text.isascii():
        text = text.replace("ə", "e").replace("Ə", "e").replace("İ", "i").replace("ı", "i")
        text = anyascii(unicodedata.normalize("NFC", text))
    return " ".join(_WORD.findall(_APOSTROPHES.sub("", text).lower()))


def fold_email(value: str) -> str:
    return value.strip().casefold()


def fold_phone(value: str, region: str = "") -> str:
    """Digits with the country code where it can be known (`region`: the mission's, such as PK)."""
    if not value.lstrip().startswith("+") and region:
        try:
            number = phonenumbers.parse(value, region)
            return f"{number.country_code}{number.national_number}"
        except phonenumbers.NumberParseException:
            return "".join(_DIGITS.findall(value))
    return "".join(_DIGITS.findall(value))


def sort_key(full: str, family: str = "") -> str:
    """How a person is filed: the family name, or the last word, then the rest; particles do not count."""
    words = fold(full).split()
    first = fold(family).split() or words[-1:]
    while len(first) > 1 and first[0] in _UNSORTED:
        first = first[1:]
    rest = list(words)
    for word in first:
        if word in rest:
            rest.remove(word)
    return " ".join([*first, *rest])[:300] or full.strip()[:300]


def identity(full: str) -> str:
    """The words of a name in no order: the block in which namesakes meet."""
    return " ".join(sorted(fold(full).split()))


def script_of(text: str) -> str:
    """The ISO 15924 code of the first letter of a text; Latn where it holds none that is known."""
    for letter in text:
        if letter.isalpha():
            return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "Latn")
    return "Latn"

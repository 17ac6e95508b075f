"""A name as it was typed, cut into words: lower case, titles away, Chinese and Korean runs divided."""

import re
import unicodedata
from dataclasses import dataclass

from app.names.tables import table

_WORDS = table("words")
_HANGUL = table("hangul")
_CHINESE = table("chinese")

TITLES = frozenset(_WORDS["titles"].split())
DOTTED = frozenset(_WORDS["dotted"])
TRAILING = frozenset(_WORDS["trailing"].split())

APOSTROPHES = frozenset("'’‘`´ʿʾʼʻʹ\u2032\u05f3\u05f4\"“”")
INVISIBLE = frozenset("\u0640\u200b\u200c\u200d\u200e\u200f\u00ad\ufeff\u0307")
NON_JOINER = "\u200c"
GERESH = "\u05f3"
MIDDLE_DOTS = "·・‧•"

_RANGES = (
    ("Latn", 0x0041, 0x024F),
    ("Latn", 0x0250, 0x02AF),
    ("Grek", 0x0370, 0x03FF),
    ("Cyrl", 0x0400, 0x052F),
    ("Armn", 0x0530, 0x058F),
    ("Hebr", 0x0590, 0x05FF),
    ("Arab", 0x0600, 0x06FF),
    ("Arab", 0x0750, 0x077F),
    ("Deva", 0x0900, 0x097F),
    ("Geor", 0x10A0, 0x10FF),
    ("Latn", 0x1E00, 0x1EFF),
    ("Grek", 0x1F00, 0x1FFF),
    ("Kana", 0x3040, 0x30FF),
    ("Hani", 0x3005, 0x3007),
    ("Hani", 0x3400, 0x9FFF),
    ("Hang", 0xAC00, 0xD7A3),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its lower-case text, its script (ISO 15924) and, for Han, whether it is a family name.

    `title`: it stands where a title does and is spelt like one, but may be a name: Hafiz, Shaikha, He.
    """

    text: str
    script: str
    family: bool = False
    title: bool = False


def script_of(letter: str) -> str:
    """The ISO 15924 code of a letter's script, "Zyyy" when the matcher has no table for it."""
    point = ord(letter)
    for script, first, last in _RANGES:
        if first <= point <= last:
            return script
    return "Zyyy"


def lowered(name: str) -> str:
    """Lower case that survives Turkish and Azerbaijani: both İ and I become i (UAX 21 special casing)."""
    return unicodedata.normalize("NFKC", name).replace("İ", "i").lower().replace("i\u0307", "i")


def words(name: str) -> tuple[Word, ...]:
    """The words of a name, its titles marked as such; titles alone are words, so that a lone one can be searched."""
    parts = [_letters(part) for part in re.split("[,،、;()（）]", lowered(name))]
    kept = [_without_titles(part) for part in parts]
    foreign = any(dot in name for dot in MIDDLE_DOTS)
    if not any(rest for _, rest in kept):
        return tuple(piece for part in parts for text in part for piece in _pieces(text, foreign))
    out: list[Word] = []
    for titles, rest in kept:
        out += [Word(text, script_of(text[0]), title=True) for text in titles]
        out += [piece for text in rest for piece in _pieces(text, foreign)]
    return tuple(out)


def _letters(text: str) -> list[str]:
    """Runs of letters and marks; apostrophes join, everything else separates, as the Persian half space does."""
    out: list[str] = []
    current = ""
    for sign in text:
        if sign in APOSTROPHES:
            if current and script_of(current[-1]) == "Hebr":
                current += GERESH
            continue
        if sign in INVISIBLE and not (sign == NON_JOINER and current and script_of(current[-1]) == "Arab"):
            continue
        if unicodedata.category(sign)[0] in "LM" or sign in "ー々":
            current += sign
        elif current:
            out.append(current)
            current = ""
    return [*out, current] if current else out


def _without_titles(part: list[str]) -> tuple[list[str], list[str]]:
    """The last title before a name, which may be a name itself, and what follows the titles."""
    start, end = 0, len(part)
    while start < end:
        letters = [x for x in part[start : start + 3] if len(x) == 1]
        dotted = next((n for n in (3, 2) if "".join(letters[:n]) in DOTTED and len(letters) >= n), 0)
        if part[start] not in TITLES and not dotted:
            break
        start += dotted or 1
    last = part[start - 1 : start] if start and part[start - 1] in TITLES else []
    while end > start + 1 and part[end - 1] in TRAILING:
        end -= 1
    rest = part[start:end]
    return ([], []) if len(rest) == 1 and rest[0] in TRAILING | {"r"} else (last, rest)


def _pieces(text: str, foreign: bool) -> list[Word]:
    """Divide where the script changes, and family name from given name in Han and Hangul."""
    out: list[Word] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and (_joins(text[at]) or script_of(text[at]) == script_of(text[start])):
            continue
        run = text[start:at]
        script = script_of(run[0])
        if script == "Hani" and not foreign:
            out += _divided(
                run, script, len(next((s for s in _double(run, _CHINESE["double_surnames"])), run[0]))
            )
        elif script == "Hang" and not foreign and 2 <= len(run) <= 5:
            double = next((s for s in _double(run, _HANGUL["double_surnames"])), "")
            single = run[0] if run[0] in _HANGUL["surnames"] and len(run) <= 4 else ""
            out += _divided(run, script, len(double or single))
        else:
            out.append(Word(run, script))
        start = at
    return out


def _joins(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "M" or sign in "ー々" or sign == GERESH


def _double(run: str, known: dict[str, str] | list[str]) -> list[str]:
    return [run[:2]] if len(run) > 2 and run[:2] in known else []


def _divided(run: str, script: str, family: int) -> list[Word]:
    if family == 0 or family >= len(run):
        return [Word(run, script, family > 0)]
    return [Word(run[:family], script, True), Word(run[family:], script)]

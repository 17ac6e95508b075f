"""Letters and scripts: folding, casing by the rules of a language, blanks in all their spellings."""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

_DATA = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
_BLANKS = frozenset(_DATA["blanks"])
_YES = frozenset(_DATA["yes"])
_NO = frozenset(_DATA["no"])
_STEMS: dict[str, str] = {word.replace("ı", "i"): word for word in _DATA["turkic_stems"]}
_TURKIC_WORDS: frozenset[str] = frozenset(_DATA["turkic_words"])
_SMALL = frozenset(_DATA["small_words"])
# The joiners within Arabic and Indic words are spelling: "\u0645\u0648\u0633\u0648\u06cc\u200c\u0646\u0698\u0627\u062f".
_JOINING = "\u0600-\u077f\u0900-\u0dff"
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
    f"|(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])"
)
_SPACES = re.compile(r"[^\S\n]+")
_ELIDED = re.compile("^(?:d|l|dell|all)['’](?=\\w{2})")  # "d'ORNANO"
# Letters that only Azerbaijani and Turkish write; ş is left to them, ç ö ü prove nothing.
_TURKIC = re.compile("[əƏğĞıİşŞ]")
# No Turkish or Azerbaijani vowel stands beside ı within a word: "SAIDE", "BOILLON", but "BALCI-OĞLU".
_BESIDE_VOWEL = re.compile("(?<=[AEƏOÖUÜ])I|I(?!O[ĞG]L)(?=[AEƏOÖUÜ])|I$(?<=SKI)")
_BACK, _FRONT = frozenset("AIOUaıou"), frozenset("EƏİÖÜeəiöü")


def clean(text: str) -> str:
    """NFC, without invisible marks, with single spaces; line breaks stay."""
    if text.isascii() and "\n" not in text and "\r" not in text:
        return " ".join(text.split())
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Small letters for comparison. İ becomes i; the dotless ı stays itself."""
    return unicodedata.normalize("NFC", text).replace("İ", "i").casefold().replace("i\u0307", "i")


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, dashes, "n/a", "nil", "yoxdur", "нет данных"."""
    return not text.strip() or fold(text).strip(" .-–—_/*?") in _BLANKS


def is_yes(text: str) -> bool:
    return fold(text).strip(" .!+✓✔") in _YES or text.strip() in ("+", "✓", "✔", "+1", "(+1)", "1+1")


def is_no(text: str) -> bool:
    return fold(text).strip(" .!") in _NO or is_blank(text)


@lru_cache(maxsize=4096)
def script_of(text: str) -> str:
    """The ISO 15924 code of most letters: Latn, Cyrl, Arab, Hani, Hang, Jpan, Grek, Hebr, Deva or Zzzz."""
    if text.isascii():
        return "Latn" if any(letter.isalpha() for letter in text) else "Zzzz"
    counts: dict[str, int] = {}
    for letter in text:
        if letter.isalpha():
            code = _script(ord(letter))
            counts[code] = counts.get(code, 0) + 1
    if not counts:
        return "Zzzz"
    if "Jpan" in counts:
        return "Jpan"
    return max(counts, key=lambda code: counts[code])


def _script(point: int) -> str:
    for first, last, code in _RANGES:
        if first <= point <= last:
            return code
    return "Zzzz"


_RANGES = (
    (0x0041, 0x024F, "Latn"),
    (0x0250, 0x02AF, "Latn"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0xFB50, 0xFEFF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x10A0, 0x10FF, "Geor"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x3040, 0x30FF, "Jpan"),
    (0x3400, 0x9FFF, "Hani"),
    (0xAC00, 0xD7A3, "Hang"),
)


def is_shouted(word: str) -> bool:
    """Whether a word stands in capitals for emphasis: two letters or more, none small, not an initial."""
    if word[:1].islower():
        word = _ELIDED.sub("", word)
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) < 2 or "." in word:
        return False
    return all(letter.isupper() for letter in letters)


def is_turkic(text: str) -> bool:
    """Whether the spelling is Azerbaijani or Turkish, so that I is the capital of ı."""
    return bool(_TURKIC.search(text)) or any(fold_ascii(word) in _TURKIC_WORDS for word in text.split())


def fold_ascii(word: str) -> str:
    """Small letters with ı as i: the key under which both spellings of a capital I meet."""
    return fold(word).replace("ı", "i")


def recase(word: str, turkic: bool = False, spellings: dict[str, str] | None = None) -> str:
    """A word in capitals as it would be written: KISAKÜREK Kısakürek, O'BRIEN O'Brien, AL-SAUD Al-Saud.

    `spellings` maps `fold_ascii` forms to a mixed-case spelling seen elsewhere; it wins.
    """
    known = (spellings or {}).get(fold_ascii(word))
    if known:
        return known
    parts = re.split(r"([-'’ʼ])", word)
    cased = "".join(part if not part.isalpha() else _recase_part(part, turkic) for part in parts)
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m[1].upper(), cased)


def _recase_part(part: str, turkic: bool) -> str:
    small = lower_turkic(part) if turkic else fold_lower(part)
    if part.islower():
        return part
    first = "İ" if part[0] == "İ" or (turkic and small[0] == "i") else part[0].upper()
    if turkic and part[0] == "I" and small[0] == "i":
        first = "İ"
    return first + small[1:]


def fold_lower(text: str) -> str:
    return text.replace("İ", "i").lower().replace("i\u0307", "i")


def lower_turkic(word: str) -> str:
    """Lower-case a Turkish or Azerbaijani word in capitals.

    Where the writer told İ from I, I is ı. Where all stand as I, known stems decide, then vowel harmony.
    """
    if "İ" in word:
        return word.replace("İ", "i").replace("I", "ı").lower()
    if "I" not in word:
        return word.lower()
    word = _BESIDE_VOWEL.sub("i", word)
    plain = word.replace("I", "i").lower()
    for size in range(len(word), 2, -1):
        stem = _STEMS.get(plain[:size])
        if stem is not None:
            return stem + lower_harmonic(word[size:], stem)
    return lower_harmonic(word, "")


def lower_harmonic(word: str, before: str) -> str:
    """Each I takes the side of the vowel before it, the first one that of the vowel after it."""
    letters = list(word)
    side = _side_of(before[::-1])
    for place, letter in enumerate(letters):
        if letter == "I":
            back = side if side is not None else _side_of(word[place + 1 :].replace("I", ""))
            letters[place] = "i" if back is False else "ı"
        vowel = _side_of(letters[place])
        side = vowel if vowel is not None else side
    return "".join(letters).lower()


def _side_of(letters: str) -> bool | None:
    """True for a back vowel first, False for a front one, None without vowels."""
    for letter in letters:
        if letter in _BACK:
            return True
        if letter in _FRONT:
            return False
    return None


def has_vowel(word: str) -> bool:
    """Whether a Latin or Cyrillic word can be spoken: "CJCSC" cannot."""
    return bool(re.search("[aeiouyəıöüàéèâêîôûаеёиоуыэюя]", fold_lower(word)))


_ACRONYM = 4  # letters in which a word of capitals is one: "GHQ", "ISPR"


def recase_phrase(text: str) -> str:
    """A phrase in capitals, such as a ministry's name, in ordinary writing; short words and acronyms stay."""
    longest = max(map(len, text.split()), default=0)
    if not text.isupper() or longest <= (_ACRONYM if " " in text else _ACRONYM + 2):
        return text
    words = []
    for place, word in enumerate(text.split()):
        small = fold_lower(word)
        bare = re.sub(r"\W", "", small)
        if place and bare in _SMALL:
            words.append(small)
        elif len(bare) > 1 and not has_vowel(bare):
            words.append(word)
        else:
            words.append(recase(word, is_turkic(text)))
    return " ".join(words)

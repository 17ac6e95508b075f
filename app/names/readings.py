"""What a word sounds like: one or two strings of sounds (see tables/sounds.json) from any script."""

import re
from functools import lru_cache

from app.names.rewriting import Rewriter, base, is_mark, squeeze
from app.names.tables import table
from app.names.words import Word

_LATIN = table("latin")
_DEVA = table("devanagari")
_KANA = table("kana")
_HANGUL = table("hangul")
_CHINESE = table("chinese")
_CANTONESE: dict[str, str] = _CHINESE["cantonese"]["readings"]
_HAN = table("han")
_VOWELS = frozenset(table("sounds")["vowels"])

LATIN = Rewriter(_LATIN["letters"], _LATIN["rules"])
CHINESE = LATIN.overridden(_LATIN["chinese"]["rules"])
JAPANESE = LATIN.overridden(_LATIN["japanese"]["rules"])
_JAPANESE_WORD = re.compile(_LATIN["japanese"]["word"])
KOREAN = LATIN.overridden(_LATIN["korean"])
_ALPHABETS = {
    "Cyrl": "cyrillic",
    "Grek": "greek",
    "Armn": "armenian",
    "Geor": "georgian",
    "Hebr": "hebrew",
    "Arab": "arabic",
}
UNWRITTEN = frozenset(s for s, name in _ALPHABETS.items() if table(name).get("unwritten_vowels"))
ALPHABETS = {
    script: Rewriter(table(name)["letters"], table(name)["rules"], doubled=script in UNWRITTEN)
    for script, name in _ALPHABETS.items()
}
_EVIDENCE = {"Latn": _LATIN["evidence"], "Cyrl": table("cyrillic")["evidence"]}
PROFILES = {
    (script, name): (LATIN if script == "Latn" else ALPHABETS[script]).overridden(rows["rules"])
    for script, found in _EVIDENCE.items()
    for name, rows in found.items()
}
HEARD = {
    (script, land): (LATIN if script == "Latn" else ALPHABETS[script]).overridden(rows["rules"])
    for script, found in (("Latn", _LATIN["heard"]), ("Cyrl", table("cyrillic")["heard"]))
    for land, rows in found.items()
}
LANDS = {"both": ("chinese", "korean")}
_PINYIN: list[str] = _HAN["pinyin"].split(" ")
_FIRST_HAN: int = _HAN["first"]


def evidence(text: str) -> str:
    """The orthography its letters give away ("turkic", "slavic", "ukrainian"), or an empty string."""
    for found in _EVIDENCE.values():
        for name, rows in found.items():
            if any(letter in text for letter in rows["letters"]):
                return str(name)
    return ""


def plain(word: Word) -> str:
    """The word as an English keyboard types it: Latin letters without diacritics; else the word itself."""
    if word.script != "Latn":
        return word.text
    spelt: dict[str, str] = _LATIN["plain"]
    return "".join(spelt.get(x, base(x)) for x in word.text if not is_mark(x))


@lru_cache(maxsize=65536)
def readings(word: Word, hint: str, beside: str) -> tuple[str, ...]:
    """The strings of sounds a word may stand for, likeliest first.

    `hint` is what evidence() said of the whole name; `beside` names the
    country whose family name stands in it: "korean", "chinese", "both" or an empty string.
    """
    if word.script in ALPHABETS:
        rewriter = PROFILES.get((word.script, hint), ALPHABETS[word.script])
        found = [rewriter.sounds(word.text)]
    elif word.script == "Deva":
        found = [_devanagari(word.text)]
    elif word.script == "Kana":
        found = [_kana(word.text)]
    elif word.script == "Hang":
        found = [_hangul(word.text)]
    else:
        latin = word.script == "Latn"
        found = _latin(word.text, hint, beside) if latin else _latin(_spelt_out(word), "", "chinese")
    return tuple(dict.fromkeys(x for x in found if x))


@lru_cache(maxsize=65536)
def heard(word: Word, beside: str) -> tuple[str, ...]:
    """Further readings for a search alone: as the land sounds it, whose name stands beside the word.

    Final letters that French does not speak, a Chinese name written by a Russian, a given name in Cantonese.
    Homophones are not one person, so these never tell whether two persons are one.
    """
    rewriters = [HEARD.get((word.script, land)) for land in LANDS.get(beside, (beside,))]
    found = [rewriter.sounds(word.text) for rewriter in rewriters if rewriter]
    if word.script == "Hani" and not word.family:
        spoken = [_CANTONESE.get(sign, "") for sign in word.text]
        found += [LATIN.sounds("".join(spoken))] if all(spoken) else []
    return tuple(dict.fromkeys(x for x in found if x))


def _latin(text: str, hint: str, beside: str) -> list[str]:
    rewriter = PROFILES.get(("Latn", hint), LATIN)
    found = [rewriter.sounds(text)]
    if "x" in found[0]:
        found = [squeeze(found[0].replace("x", "ks")), found[0]]
    if beside in ("chinese", "both"):
        found.append(CHINESE.sounds(text))
    if beside in ("korean", "both"):
        found.append(KOREAN.sounds(text))
    if _JAPANESE_WORD.match(text):
        found.append(JAPANESE.sounds(text))
    return found


def _spelt_out(word: Word) -> str:
    """Han by its pinyin, with the readings that family names have; other scripts by the general table."""
    if word.family and word.text in _CHINESE["double_surnames"]:
        return str(_CHINESE["double_surnames"][word.text])
    special: dict[str, str] = _CHINESE["surnames" if word.family else "given"]
    out = []
    for sign in word.text:
        at = ord(sign) - _FIRST_HAN
        if sign in special:
            out.append(special[sign])
        elif 0 <= at < len(_PINYIN):
            out.append(_PINYIN[at].replace("-", ""))
        else:
            out.append(_HAN["others"].get(sign, ""))
    return "".join(out)


def _devanagari(text: str) -> str:
    """Schwa: spoken after a bare consonant, silent at the end of the word (Hunterian practice)."""
    out = ""
    at = 0
    while at < len(text):
        for size in (3, 2, 1):
            piece = text[at : at + size]
            if piece in _DEVA["consonants"]:
                following = text[at + len(piece) : at + len(piece) + 1]
                bare = following not in _DEVA["signs"] and at + len(piece) < len(text)
                out += _DEVA["consonants"][piece] + (_DEVA["inherent"] if bare else "")
                break
        else:
            piece = text[at]
            out += _DEVA["vowels"].get(piece) or _DEVA["signs"].get(piece) or _DEVA["marks"].get(piece, "")
        at += max(1, len(piece))
    return squeeze(out)


def _kana(text: str) -> str:
    hira = "".join(chr(ord(x) - 0x60) if 0x30A1 <= ord(x) <= 0x30F6 else x for x in text)
    out = ""
    for at, sign in enumerate(hira):
        small = _KANA["small"].get(sign)
        if small and at and hira[at - 1] in _KANA["rows"]:
            glide = small if hira[at - 1] in _KANA["glided"] else small.lstrip("y")
            out = out[: -len(_KANA["letters"][hira[at - 1]])] + _KANA["rows"][hira[at - 1]] + glide
        elif not (out and out[-1] in _KANA["long"].get(sign, "")):
            out += _KANA["letters"].get(sign, "")
    return squeeze(out)


def _hangul(text: str) -> str:
    out = ""
    for sign in text:
        at = ord(sign) - 0xAC00
        if not 0 <= at < 11172:
            continue
        initial, medial, final = at // 588, at % 588 // 28, at % 28
        start = _HANGUL["initials"][initial]
        out += start + _HANGUL["medials"][medial] + _HANGUL["finals"][final]
    return squeeze(out)

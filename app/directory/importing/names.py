"""A name to its parts. A name is not first plus last: where the order is unknown, the parts stay empty.

Sources for the orders: UTS #35 part 8 (person names) and the W3C's "Personal names around the world".
"""

import json
import re
import unicodedata
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from app.directory.importing.person import NamesDraft, NativeForm
from app.directory.importing.words import (
    fold,
    fold_ascii,
    is_shouted,
    is_turkic,
    one_line,
    recase,
    script_of,
)

_DATA: dict[str, list[str]] = json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8"))
_PARTICLES = frozenset(_DATA["particles"])
_SMALL = frozenset(_DATA["always_small"])
_KIN = frozenset(_DATA["kin"])
TO_FOLLOW = frozenset(_DATA["to_follow"])
FOLLOWING = tuple(phrase for phrase in TO_FOLLOW if " " in phrase and len(phrase) > 8)
SPOUSE_WORDS = frozenset(_DATA["spouse_words"])
BEHIND_WORDS = frozenset(_DATA["behind_words"])
JOINED_WORDS = frozenset(_DATA["joined_words"])
GUEST_WORDS = frozenset(_DATA["guest_words"])
FAMILY_WORDS = frozenset(_DATA["family_words"])
OFFICE_MODIFIERS = frozenset(_DATA["office_modifiers"])
_NASAB = frozenset({"bin", "ibn", "bint", "binti", "ben", "بن", "ابن", "بنت"})
_COMPOUND = tuple(_DATA["compound_hani"] + _DATA["compound_hang"])
_PATRONYMIC = re.compile(
    r"(?:ович|евич|ьич|[иь]нич|кич|ич|овна|евна|[ії]вна|ична|ovich|evich|ovych|ovna|evna|ivna|ichna|inichna)$"
)
# Of a first word; given names end in -ин, -ина, -ян, -ук too (Валентин, Марина, Демьян).
_SURE_FAMILY_ENDING = re.compile(
    r"(?:.{3}(?:ов|ова|ев|ева|ёв|ёва)|ський|ский|ская|ська|цкий|цкая|цький|цька|енко|дзе|швили|задә|заде|оглы)$"
)
_FAMILY_ENDING = re.compile(
    r"(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|енко|[ую]к|дзе|швили|ян|задә|заде|лы)$"
)
_TURKIC_FAMILY_ENDING = re.compile(r"(?:ov|ova|yev|yeva|zadə|zade|bəyli|bəyov|bəyova)$")
_NUMERALS = frozenset({"II", "III", "IV"})  # "Theodoros II"
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,3}")  # "Петров И.С.", "Berg J. K."
_ASIDE = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
_CALLED = re.compile(r"\s[\"“„«'‘]([^\"”“»'’]{2,30})[\"”“»'’]\s")


Parts = tuple[list[str], list[str], list[str]]


class Spellings(dict[str, str]):
    """How a workbook writes words that elsewhere stand in capitals; `turkic` if most of its names are."""

    turkic = False


def read_name(text: str, spellings: Spellings | None = None, family_first: bool = False) -> NamesDraft:
    """A name without titles to its parts, recased where it shouts.

    Understands "SAFAROV, Kamal", "SAFAROV Kamal", "Kamal SAFAROV", patronymics, particles, names in
    Chinese, Korean and Japanese order, and a second form in another script in brackets or after a slash.
    """
    text, native = other_scripts(one_line(text))
    text, called = _nickname(text)
    script = script_of(text)
    if script in ("Hani", "Hang", "Jpan"):
        names = _east_asian(text, script)
    else:
        names = _ordered(text, Spellings() if spellings is None else spellings, family_first)
    return replace(names, native=native, called=called, script=script if script != "Zzzz" else "Latn")


def join_name(
    given: str, middle: str, family: str, patronymic: str, spellings: Spellings | None = None
) -> NamesDraft:
    """A name that came in columns of its own."""
    known = Spellings() if spellings is None else spellings
    turkic = known.turkic or is_turkic(f"{given} {middle} {family} {patronymic}")
    given, native = other_scripts(one_line(given))
    family, more = other_scripts(one_line(family))
    forenames, paternal = _without_patronymic([*given.split(), *middle.split()])
    given, patronymic = " ".join(forenames), patronymic or " ".join(paternal)
    given, family, patronymic = (
        _recased(part.split(), turkic, known) for part in (given, family, one_line(patronymic))
    )
    script = script_of(given + family)
    if script in ("Hani", "Hang", "Jpan"):
        joint = "" if script != "Jpan" and len(given + family) <= 4 else " "
        full = joint.join(part for part in (family, given) if part)
    else:
        full = " ".join(part for part in (given, patronymic, family) if part)
    return NamesDraft(
        full, given, family, patronymic, script=script if script != "Zzzz" else "Latn", native=native + more
    )


def other_scripts(text: str) -> tuple[str, tuple[NativeForm, ...]]:
    """Take forms in another script out of brackets or from behind a slash. Other asides stay in place."""
    native: list[NativeForm] = []
    main = script_of(_ASIDE.sub(" ", text))

    def take(aside: re.Match[str]) -> str:
        script = script_of(aside[1])
        if script not in ("Zzzz", main):
            native.append(NativeForm(aside[1].strip(), script))
            return " "
        return aside[0]

    text = _ASIDE.sub(take, text).strip()
    first, slash, second = text.partition("/")
    if (
        slash
        and script_of(first) != script_of(second)
        and "Zzzz" not in (script_of(first), script_of(second))
    ):
        native.append(NativeForm(second.strip(), script_of(second)))
        text = first.strip()
    return text, tuple(native)


def _nickname(text: str) -> tuple[str, str]:
    match = _CALLED.search(text)
    if match:
        return one_line(text[: match.start()] + " " + text[match.end() :]), match[1].strip()
    return text, ""


def _east_asian(text: str, script: str) -> NamesDraft:
    tokens = text.split()
    if len(tokens) == 2:
        family, given = tokens
    elif len(tokens) == 1 and script != "Jpan" and 2 <= len(text) <= 4:
        size = 2 if text.startswith(_COMPOUND) and len(text) > 2 else 1
        family, given = text[:size], text[size:]
    else:
        return NamesDraft(text)
    return NamesDraft(text, given, family)


def _ordered(text: str, spellings: Spellings, family_first: bool) -> NamesDraft:
    turkic = spellings.turkic or is_turkic(text)
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip(" ,"):
        family = _recased(before.split(), turkic, spellings)
        given, patronymic = _without_patronymic(after.strip(" ,").split())
        return _composed(_recased(given, turkic, spellings), family, _recased(patronymic, turkic, spellings))
    tokens = text.strip(" ,").split()
    if len(tokens) == 2 and re.fullmatch(r"\([^\W\d_]{3,}\)", tokens[1]):
        tokens[1], family_first = tokens[1].strip("()"), False  # a prelate's: "Hilarion (Alfeyev)"
    by_capitals = _by_capitals(tokens)
    parts = by_capitals or _parted(tokens, turkic, family_first)
    order = _INDEXED if by_capitals else _written_order(parts, tokens)
    first, last, paternal = (_recased(part, turkic, spellings) for part in parts)
    return _composed(first, last, paternal, order)


# Places in `Parts`. A comma or capitals are an index's doing: the name itself begins with the given names.
_INDEXED = (0, 2, 1)


def _written_order(parts: Parts, tokens: list[str]) -> tuple[int, ...]:
    """The order in which the parts stand in the cell: that is how the person writes the name."""
    for order in permutations(range(3)):
        if [token for place in order for token in parts[place]] == tokens:
            return order
    return _INDEXED


def _composed(given: str, family: str, patronymic: str, order: tuple[int, ...] = _INDEXED) -> NamesDraft:
    parts = (given, family, patronymic)
    full = " ".join(parts[place] for place in order if parts[place])
    if not family and not patronymic and " " not in given:
        return NamesDraft(full)
    return NamesDraft(full, given, family, patronymic)


def _parted(tokens: list[str], turkic: bool, family_first: bool) -> Parts:
    """(given, family, patronymic) as tokens."""
    if len(tokens) < 2:
        return tokens, [], []
    kin = next((place for place, token in enumerate(tokens) if fold(token) in _KIN and place > 0), None)
    if kin is not None and len(tokens) > 2:
        return _by_kin(tokens, kin)
    found = _by_patronymic(tokens)
    if found:
        return found
    if family_first and not _INITIALS.fullmatch(tokens[0]) and not _ends_in_family(tokens):
        return tokens[1:], tokens[:1], []
    if _looks_family_first(tokens, turkic):
        return tokens[1:], tokens[:1], []
    return _given_first(tokens)


def _by_capitals(tokens: list[str]) -> Parts | None:
    """Words in capitals among others are the family name, wherever they stand; small particles before them too."""
    shouted = [is_shouted(token) and not _is_initials(token) for token in tokens]
    if all(shouted) or not any(shouted):
        return None
    first = shouted.index(True)
    last = len(shouted) - 1 - shouted[::-1].index(True)
    while first > 1 and fold(tokens[first - 1]) in _PARTICLES and tokens[first - 1][0].islower():
        first -= 1
    if first == 1 and fold(tokens[0]) in _PARTICLES and tokens[0][0].islower():
        first = 0
    family = tokens[first : last + 1]
    given, patronymic = _without_patronymic(tokens[:first] + tokens[last + 1 :])
    return given, family, patronymic


def _without_patronymic(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Part a patronymic off the end of given names."""
    if len(tokens) > 2 and fold(tokens[-1]) in _KIN:
        return tokens[:-2], tokens[-2:]
    if len(tokens) > 1 and _PATRONYMIC.search(fold(tokens[-1])):
        return tokens[:-1], tokens[-1:]
    return tokens, []


def _by_kin(tokens: list[str], kin: int) -> Parts:
    """Azerbaijani and Central Asian: "Həsən oğlu" is one patronymic, the family name stands at an end."""
    patronymic = tokens[kin - 1 : kin + 1]
    before, after = tokens[: kin - 1], tokens[kin + 1 :]
    if after:
        return before, after, patronymic
    if len(before) > 1 and _ends_as_family(before[-1]) and not _ends_as_family(before[0]):
        return before[:-1], before[-1:], patronymic
    if len(before) > 1:
        return before[1:], before[:1], patronymic
    return before, [], patronymic


def _ends_as_family(token: str) -> bool:
    return bool(re.search(r"(?:ov|ova|yev|yeva|zadə|zade|...l[iıuü]|ов|ова|ев|ева)$", fold(token)))


def _ends_in_family(tokens: list[str]) -> bool:
    """Whether of two words only the last is formed as a family name, whatever the heading asks for."""
    if len(tokens) != 2:
        return False
    first, second = (
        bool(_ends_as_family(token) or _SURE_FAMILY_ENDING.search(fold(token))) and len(token) > 4
        for token in tokens
    )
    return second and not first


def _by_patronymic(tokens: list[str]) -> Parts | None:
    """Russian use: in three words the one ending in -ovich, -ovna tells which end is the family name."""
    if len(tokens) == 3:
        if _PATRONYMIC.search(fold(tokens[1])):
            return tokens[:1], tokens[2:], tokens[1:2]
        if _PATRONYMIC.search(fold(tokens[2])):
            return tokens[1:2], tokens[:1], tokens[2:]
    if (
        len(tokens) == 2
        and script_of(tokens[1]) == "Cyrl"
        and re.search("(?:овна|евна|ична)$", fold(tokens[1]))
    ):
        return tokens[:1], [], tokens[1:]
    return None


def _looks_family_first(tokens: list[str], turkic: bool) -> bool:
    if all(_INITIALS.fullmatch(token) for token in tokens[1:]):
        return not _INITIALS.fullmatch(tokens[0])
    if len(tokens) != 2:
        return False
    first, second = (fold(token) for token in tokens)
    if script_of(first) == "Cyrl":
        return bool(_SURE_FAMILY_ENDING.search(first)) and not _FAMILY_ENDING.search(second)
    ending = _TURKIC_FAMILY_ENDING
    return turkic and len(first) > 4 and bool(ending.search(first)) and not ending.search(second)


def _given_first(tokens: list[str]) -> Parts:
    """The last word is the family name, with the particles that belong to it."""
    start = len(tokens) - 1
    for place in range(1, len(tokens) - 1):
        word = fold(tokens[place])
        if word in _NASAB or (word in _PARTICLES and _is_particle(tokens[place])):
            start = place
            break
    return tokens[:start], tokens[start:], []


def _is_particle(token: str) -> bool:
    """Written small, or capitalised as some families do ("Da Silva", "Van Dyke")."""
    return token.islower() or fold(token) in {
        "da",
        "de",
        "del",
        "della",
        "di",
        "dos",
        "van",
        "von",
        "al",
        "el",
    }


def _is_initials(token: str) -> bool:
    """Two or three consonants: "JK", "MR"; a vowel makes a short name of them: "VŨ", "LÊ", "MAI"."""
    letters = unicodedata.normalize("NFD", token.replace(".", "")).upper()
    return len(token.replace(".", "")) <= 3 and not re.search("[AEIOUYƏАЕИОУЫЭЮЯ]", letters)


def _recased(tokens: list[str], turkic: bool, spellings: Spellings) -> str:
    """Tokens in capitals, or a whole name in small letters, as they would be written."""
    words = []
    all_small = bool(tokens) and all(token.islower() for token in tokens)
    for place, token in enumerate(tokens):
        if is_shouted(token) and not _is_initials(token) and token not in _NUMERALS:
            small = fold_ascii(token)
            keep_small = small in _SMALL and place < len(tokens) - 1
            words.append(small if keep_small else recase(token, turkic, spellings))
        elif all_small and token not in _PARTICLES and _is_small_word(token):
            words.append(recase(_upper_turkic(token) if turkic else token.upper(), turkic, spellings))
        else:
            words.append(token)
    return " ".join(words)


def _is_small_word(token: str) -> bool:
    """A word in small letters of a script that has capitals."""
    return len(token) > 1 and re.sub("['’-]", "", token).isalpha() and script_of(token) in ("Latn", "Cyrl")


def _upper_turkic(token: str) -> str:
    return token.replace("i", "İ").replace("ı", "I").upper()


def spelling_of(tokens: list[str], known: dict[str, str | None]) -> None:
    """Note how words are spelled where they do not shout; two spellings of one word cancel each other."""
    for token in tokens:
        if len(token) > 1 and token[0].isupper() and not token.isupper() and token.isalpha():
            key = fold_ascii(token)
            known[key] = token if known.get(key, token) == token else None

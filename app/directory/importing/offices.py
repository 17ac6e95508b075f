"""Telling posts from bodies from names, by words (offices.json): only ever a proposal."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale

from app.directory.importing.words import fold_ascii, one_line, recase, recase_phrase

_DATA: dict[str, list[str]] = json.loads((Path(__file__).parent / "offices.json").read_text(encoding="utf-8"))
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_ACTING = re.compile(
    r"\b(?:a\.\s?i\.?|ad interim|acting|vəkili|vekili|и\.\s?о\.|par intérim|intérim)", re.IGNORECASE
)
# "Minister for Energy, Ministry of Energy", "Editor of Daily Courier"
_HELD_AT = re.compile(r"\s*(?:[,;|،؛]|\n|\s[-–—/:]\s| @ |\bat\b)\s*")
# "Member of Parliament (Milli Majlis)", not "Counsellor (Press)"
_BRACKETED = re.compile(r"(.+?)\s*\(([^()]+\s[^()]+)\)")
# "Republic of Moldova", "Kingdom of Saudi Arabia"
_CONSTITUTED = re.compile(
    r"(?:the )?(?:(?:islamic|people['’]s|democratic|socialist|federal|united|arab|plurinational|bolivarian|hashemite) )*"
    r"(?:republic|kingdom|state|sultanate|commonwealth|union|principality|grand duchy) of (?:the )?[^\W\d_]",
    re.IGNORECASE,
)
_DIPLOMATIC = frozenset(
    {
        "ambassador",
        "ambassadress",
        "commissioner",
        "counsellor",
        "attaché",
        "attache",
        "nuncio",
        "charge",
        "chargé",
        "chargée",
    }
)
_ASIDE = re.compile(r"\([^)]*\)")
_BEFORE_POST = frozenset({"vice", "senior", "joint", "additional", "general", "honorary", "first", "co"})
_ACRONYM = re.compile(r"[A-ZÇƏĞİÖŞÜА-Я]{3,6}")


def _matcher(words: list[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    whole = frozenset(fold_ascii(word) for word in words if not word.endswith("*"))
    stems = tuple(fold_ascii(word[:-1]) for word in words if word.endswith("*"))
    return whole, stems


# The last word of a line over a group of rows: "Ambassadors", "Members of Parliament and Media".
GROUPS = frozenset(_DATA["groups"])
# Under "Name of the Ambassador" everybody is one.
HELD_BY_ALL = frozenset(_DATA["held_by_all"])
_OFFICE_WORDS, _OFFICE_STEMS = _matcher(_DATA["office"])
_BODY_WORDS, _BODY_STEMS = _matcher(_DATA["organisation"])


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _WORD.finditer(fold_ascii(text)):
        word = match[0]
        found.append(word.rstrip("."))
        if "'" in word or "’" in word or "-" in word:
            found += re.split(r"['’-]", word.rstrip("."))
    return tuple(found)


@lru_cache(maxsize=4096)
def looks_like_office(text: str) -> bool:
    """Whether the words name a post: "First Secretary", "Müsteşar", "Посол"."""
    if _ACTING.search(text):
        return True
    return any(word in _OFFICE_WORDS or word.startswith(_OFFICE_STEMS) for word in _words(text))


@lru_cache(maxsize=4096)
def looks_like_organisation(text: str) -> bool:
    """Whether the words name a body: "Ministry of Energy", "Səfirlik", "Посольство"."""
    return any(word in _BODY_WORDS or word.startswith(_BODY_STEMS) for word in _words(text))


def names_holders(text: str) -> bool:
    """A line over holders of one post, which is no body: "Heads of Mission", "Members of Parliament"."""
    first = next(iter(_words(text)), "")
    return first.endswith("s") and first[:-1] in _OFFICE_WORDS


def is_acting(office: str) -> bool:
    return bool(_ACTING.search(office))


def split_held_at(text: str, both: bool = False) -> tuple[str, str]:
    """(office, organisation) of a post written with its body, in either order; the body may be empty.

    Cut only where one part names a body and the other a post, never inside "Trade and Industry"; with `both`
    (a column of posts and bodies) also where the words tell less.
    """
    text = text.strip()
    cuts = [(text[: match.start()].strip(), text[match.end() :].strip()) for match in _HELD_AT.finditer(text)]
    cuts = [(first, second) for first, second in cuts if first and second]
    for first, second in reversed(cuts):  # "Dean, Faculty of Arts, Central University"
        if looks_like_organisation(second) and looks_like_office(first) and not looks_like_office(second):
            return first, second
    for first, second in cuts:
        if _is_body(first) and looks_like_office(second) and not _is_body(second):
            return second, first
    bracketed = _BRACKETED.fullmatch(text) if both else None
    if bracketed and _is_body(bracketed[2]) and looks_like_office(bracketed[1]):
        return bracketed[1], bracketed[2]
    if both and cuts:
        return _likeliest(cuts)
    return undivided(text) if both else (text, "")


def undivided(text: str) -> tuple[str, str]:
    """(office, organisation) of words without a mark between them: a body alone, or behind its post."""
    if _is_body(text) or (_ACRONYM.fullmatch(text) and not looks_like_office(text)):
        return "", text
    return _run_on(text)


def _run_on(text: str) -> tuple[str, str]:
    """A post with its body behind it and nothing between: "Chairman Ulema Council"."""
    words = text.split()
    size = 0
    while size < len(words) and (looks_like_office(words[size]) or fold_ascii(words[size]) in _BEFORE_POST):
        size += 1
    body = words[size:]
    named = (
        len(body) > 1
        and body[0][0].isupper()
        and looks_like_organisation(_ASIDE.sub(" ", " ".join(body[1:])))
    )
    if size and named and looks_like_office(" ".join(words[:size])) and _is_body(" ".join(body)):
        return " ".join(words[:size]), " ".join(body)
    return text, ""


@cache
def _countries() -> dict[str, str]:
    """Every country's English name by its folded form."""
    names = [name for code, name in Locale("en").territories.items() if len(code) == 2]
    return {fold_ascii(name): name for name in (*names, *_DATA["countries"])}


def embassy_of(country: str, office: str = "") -> str:
    """The mission of a country, by its head; anything but the name of a country stays as it is."""
    name = _country(country)
    return f"{_kind_of_mission(office)} of {name}" if name else country


def _kind_of_mission(office: str) -> str:
    return "High Commission" if "commissioner" in _words(office) else "Embassy"


def _country(text: str) -> str:
    """A country as it is written, out of its capitals: "KOREA, Republic of", "CZECH REPUBLIC"; else nothing."""
    known = _countries().get(fold_ascii(text))
    if known:
        return known
    if _CONSTITUTED.match(text):
        return recase_phrase(text)
    head, comma, _ = text.partition(",")
    if comma and fold_ascii(head.strip()) in _heads():
        return one_line(recase(head) + text[len(head) :] if head.isupper() else text)
    return ""


def mission_of(country: str, office: str) -> str:
    """The mission in which a diplomat of a country serves, where the list gives him no body of his own."""
    words = set(_words(office))
    if not words & _DIPLOMATIC or not country:
        return ""
    if words & {"nuncio", "nunciature"}:
        return "Apostolic Nunciature"
    name = _country(country) or recase_phrase(country)
    return f"{_kind_of_mission(office)} of {name}"


@cache
def _heads() -> frozenset[str]:
    """What stands before the comma of an index of countries: "korea", "iran", "tanzania"."""
    names = _countries()
    return frozenset({*names, *(first for name in names if len(first := name.split()[-1]) > 4)})


def _is_body(text: str) -> bool:
    return looks_like_organisation(text) and not looks_like_office(text)


def _likeliest(cuts: list[tuple[str, str]]) -> tuple[str, str]:
    """A post and a body are there, but the words say little: whichever says something decides."""
    for first, second in cuts:
        if looks_like_office(first) and not looks_like_office(second):
            return first, second
    for first, second in cuts:
        if looks_like_office(second) and not looks_like_office(first):
            return second, first
    first, second = cuts[-1]
    return (
        (first, second)
        if _ACRONYM.fullmatch(second) or not looks_like_organisation(first)
        else (second, first)
    )

"""Telling posts from bodies from names, by words (offices.json): only ever a proposal."""

import json
import re
from functools import lru_cache
from pathlib import Path

from app.directory.importing.words import fold

_DATA: dict[str, list[str]] = json.loads((Path(__file__).parent / "offices.json").read_text(encoding="utf-8"))
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*\.?")
_ACTING = re.compile(
    r"\b(?:a\.\s?i\.?|ad interim|acting|vəkili|vekili|и\.\s?о\.|par intérim|intérim)", re.IGNORECASE
)
# "Minister for Energy, Ministry of Energy", "Editor of Daily Courier"
_HELD_AT = re.compile(r"\s*(?:,|\n| - | – | — | @ |\bat\b)\s*")


def _matcher(words: list[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    whole = frozenset(fold(word) for word in words if not word.endswith("*"))
    stems = tuple(fold(word[:-1]) for word in words if word.endswith("*"))
    return whole, stems


# The last word of a line over a group of rows: "Ambassadors", "Members of Parliament and Media".
GROUPS = frozenset(_DATA["groups"])
_OFFICE_WORDS, _OFFICE_STEMS = _matcher(_DATA["office"])
_BODY_WORDS, _BODY_STEMS = _matcher(_DATA["organisation"])


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match[0]
        found.append(word.rstrip("."))
        if "'" in word or "’" in word or "-" in word:
            found += re.split(r"['’-]", word.rstrip("."))
    return tuple(found)


@lru_cache(maxsize=8192)
def looks_like_office(text: str) -> bool:
    """Whether the words name a post: "First Secretary", "Müsteşar", "Посол"."""
    if _ACTING.search(text):
        return True
    return any(word in _OFFICE_WORDS or word.startswith(_OFFICE_STEMS) for word in _words(text))


@lru_cache(maxsize=8192)
def looks_like_organisation(text: str) -> bool:
    """Whether the words name a body: "Ministry of Energy", "Səfirlik", "Посольство"."""
    return any(word in _BODY_WORDS or word.startswith(_BODY_STEMS) for word in _words(text))


def is_acting(office: str) -> bool:
    return bool(_ACTING.search(office))


def split_held_at(text: str) -> tuple[str, str]:
    """(office, organisation) of a post written with its body; the body may be empty.

    Cut only where the second part names a body and the first a post, never inside "Trade and Industry".
    """
    for match in _HELD_AT.finditer(text):
        office, body = text[: match.start()].strip(), text[match.end() :].strip()
        if looks_like_organisation(body) and looks_like_office(office) and not looks_like_office(body):
            return office, body
    return text.strip(), ""

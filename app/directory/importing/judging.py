"""Whether what stands for a name is one: bodies, posts, places without a name, and what is no text of a list."""

import re

from app.directory.importing import problems
from app.directory.importing.names import FOLLOWING, TO_FOLLOW
from app.directory.importing.offices import looks_like_office, looks_like_organisation
from app.directory.importing.person import NamesDraft, TitleKind
from app.directory.importing.remarks import kind_of
from app.directory.importing.titles import Titled, is_title, strip_titles
from app.directory.importing.words import fold

MAX_NAME = 200
ODD = re.compile(r"[<>{}\\=|]|://|\x00|[\x01-\x08\x0b-\x1f]")
_FOLLOWS = re.compile(
    r"\b(?:names?|nominations?|nominees?|guests?) (?:to follow|to be (?:confirmed|announced|nominated|advised)|awaited)\b"
)
# Places for somebody: "two reporters", "iki nəfər", "un représentant".
_NAMELESS = re.compile(
    r"(?:^|\s)(?:\d{1,2}|an?|one|two|three|four|five|bir|iki|üç|dörd|dört|beş|один|два|две|три|четыре|une?|deux|trois"
    r"|quatre|ایک|دو|تین|چار)\s+(?:persons?|people|pax|guests?|representatives?|members?|officers?|reporters?|journalists?"
    r"|nəfər|nümayəndə\w*|müxbir\w*|qonaq\w*|kişi|temsilci\w*|misafir\w*|davetli\w*|muhabir\w*|человека?|чел|представител\w+"
    r"|корреспондент\w*|гост\w+|personnes?|représentante?s?|journalistes?|invités?|افراد|نمائندے|نمائندہ|مہمان|صحافی)\b"
)
_ASIDE = re.compile(r"\(([^()]+)\)")
_QUOTA = re.compile(r"\((\d{1,3})\)\s*$")
_BEFORE_FAMILY = frozenset(
    {
        "mr",
        "mrs",
        "mme",
        "madame",
        "monsieur",
        "judge",
        "colonel",
        "brigadier",
        "brig",
        "commander",
        "senator",
    }
)


def judged(full: str) -> tuple[str | None, str]:
    """Why a name cannot be one, if it cannot."""
    if len(full) > MAX_NAME:
        return problems.NAME_TOO_LONG, full[:80]
    if ODD.search(full) or not any(letter.isalpha() for letter in full) or "@" in full:
        return problems.NOT_A_NAME, full[:200]
    if " of " in full:
        return problems.ONLY_OFFICE, full
    if looks_like_organisation(full) and (_is_body(full) or _is_office_of_body(full)):
        return problems.ONLY_OFFICE, full
    return None, ""


def _is_body(full: str) -> bool:
    """ "Embassy of X", "Harbour News (2)": words of a body and none of the marks of a person."""
    words = fold(full).split()
    if _QUOTA.search(full) or " of " in f" {fold(full)} ":
        return True
    return looks_like_organisation(words[-1]) and len(words) >= 2


def _is_office_of_body(full: str) -> bool:
    """ "Principal Froebel College", "Baltic Fondu Sədri": a post at one end, a body in the rest."""
    words = full.split()
    if len(words) < 3:
        return False
    first, last = looks_like_office(words[0]), looks_like_office(words[-1])
    return (first and looks_like_organisation(words[-1])) or (
        last and looks_like_organisation(" ".join(words[:-1]))
    )


def is_family_only(titled: Titled, names: NamesDraft) -> bool:
    """A single name behind a title that goes with the family name: "Mr. Khan", "Judge Baker"."""
    told = {fold(title.text).strip(".") for title in titled.titles}
    return bool(told & _BEFORE_FAMILY) and " " not in names.full


def says_to_follow(text: str) -> bool:
    folded = fold(text).strip(" .()")
    if folded in TO_FOLLOW or _FOLLOWS.search(folded) or _NAMELESS.search(folded):
        return True
    return any(words in folded for words in FOLLOWING)


def without_remark(cell: str) -> tuple[str, str]:
    """Part what a guest eats or needs off his name: "Joris (vegan) Berg"."""
    for aside in _ASIDE.finditer(cell):
        if kind_of(aside[1]) in ("food", "access"):
            return f"{cell[: aside.start()].rstrip()} {cell[aside.end() :].lstrip()}".strip(), aside[1]
    return cell, ""


def is_before_a_name(given: str) -> bool:
    """A cell of titles and nothing else, none of which is a name as well: "Col", "H.E."."""
    titles = strip_titles(f"{given} X Y").titles if is_title(given) else ()
    return bool(titles) and all(title.kind is not TitleKind.name_title for title in titles)

"""What a heading says that its column holds, in the languages in which embassies keep their lists.

Known headings stand in headings.json as they are written; any other is understood by the beginnings of its
words (heading_stems.json), where the order of the fields tells which word counts more: "spouse's name" is a spouse.
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

from app.directory.importing.fields import Field
from app.directory.importing.words import clean, fold_ascii

_HERE = Path(__file__).parent
_NOT_WORDS = re.compile(r"[^\w№#°@]+")
_PIECES = re.compile(r"\s*[/|\n(){}\[\]:,]\s*")
_PLUS_ONE = re.compile(r"\+\s?1\b")
_COUNTED = re.compile(r"\s*\d+$")
_OF = re.compile(r"\b(?:of|de l|de la|du|der|des)\b")
_MOST_WORDS = 7
_ASSISTANTS = {Field.email: Field.assistant_email, Field.phone: Field.assistant_phone}
_REACHED = frozenset({"contact", "no", "number"})  # "PA contact"
_NAMES = frozenset({Field.full_name, Field.given, Field.family})
_POSTS = frozenset({Field.position, Field.organisation, Field.titles})
_MISSION_WORDS = frozenset(
    {
        "embassy",
        "embassies",
        "high",
        "commission",
        "commissions",
        "diplomatic",
        "mission",
        "missions",
        "consulate",
    }
    | {"or", "and", "of", "the", "name", "country"}
)


@cache
def _known() -> dict[str, Field]:
    raw = json.loads((_HERE / "headings.json").read_text(encoding="utf-8"))
    known: dict[str, Field] = {}
    for name, words in raw.items():
        for word in (*words, name):
            known.setdefault(normal(word), Field(name))
    return known


@cache
def _stems() -> tuple[tuple[Field, frozenset[str], tuple[str, ...]], ...]:
    """(field, whole words, beginnings of words), the fields that count most first."""
    raw: dict[str, list[str]] = json.loads((_HERE / "heading_stems.json").read_text(encoding="utf-8"))
    return tuple(
        (
            Field(name),
            frozenset(fold_ascii(word) for word in words if not word.endswith("*")),
            tuple(fold_ascii(word[:-1]) for word in words if word.endswith("*")),
        )
        for name, words in raw.items()
    )


@lru_cache(maxsize=4096)
def normal(heading: str) -> str:
    """A heading for comparison: small letters, words parted by single spaces, no punctuation."""
    heading = _PLUS_ONE.sub("plus one", clean(heading))
    return " ".join(_NOT_WORDS.sub(" ", fold_ascii(heading).replace("_", " ")).split())


@lru_cache(maxsize=4096)
def field_of(heading: str) -> Field | None:
    """The field that a heading names, in any of the known languages."""
    known = _known()
    whole = normal(heading)
    if not whole or len(whole) > 80:
        return None
    for text in (whole, _COUNTED.sub("", whole)):
        if text in known:
            return known[text]
    if tells_post_and_body(heading) and not _NAMES & set(fields_told(heading)):
        return Field.position
    pieces = [normal(piece) for piece in _PIECES.split(heading)]
    found = [known[piece] for piece in pieces if piece in known]
    if found and found[0] in _NAMES:
        told = set(found) | (set(fields_told(heading)) if len(found) < len(pieces) else set())
        if {Field.position, Field.organisation} & told and not _OF.search(whole):
            return Field.name_and_post
        if Field.full_name in found or {Field.given, Field.family} <= set(found):
            return Field.full_name
    return found[0] if found else _by_stems(whole)


def _by_stems(whole: str) -> Field | None:
    """The field told by the words of a heading; a sentence, or a heading with numbers, tells none."""
    words = whole.split()
    if len(words) > _MOST_WORDS or any(letter.isdecimal() for word in words[:-1] for letter in word):
        return None
    found = fields_told(whole)
    if not found:
        return None
    if Field.assistant in found:
        if _REACHED & set(words):
            return Field.assistant_phone
        return next((held for field, held in _ASSISTANTS.items() if field in found), Field.assistant)
    if found[0] in (Field.email, Field.phone, Field.address, Field.spouse):
        return found[0]
    if _NAMES & set(found) and _POSTS & set(found):
        if not _OF.search(whole):
            return Field.name_and_post
        return next(field for field in found if field not in _NAMES)
    if found[0] is Field.organisation and _OF.search(whole):
        return None  # "Embassy of Norway" is a body, and no heading
    return found[0]


@lru_cache(maxsize=4096)
def fields_told(heading: str) -> list[Field]:
    """All fields that words of a heading name, those that count most first."""
    words = normal(heading).split()
    return [
        field
        for field, whole, beginnings in _stems()
        if any(word in whole or word.startswith(beginnings) for word in words)
    ]


def tells_post_and_body(heading: str) -> bool:
    """Whether one column holds both the post and the body: "Place of work and position"."""
    told = fields_told(heading)
    return Field.organisation in told and bool({Field.position, Field.titles} & set(told))


def tells_mission(heading: str) -> bool:
    """Whether the countries in a column stand for their missions: "Embassy / High Commission"."""
    words = set(normal(heading).split())
    return bool(words & {"embassy", "embassies", "mission", "missions"}) and words <= _MISSION_WORDS


def tells_family_first(heading: str) -> bool:
    """Whether the heading asks for the family name before the given name: "Soyadı, adı", "Фамилия, имя"."""
    words = normal(heading).split()
    if len(words) < 2 or not set(fields_told(words[0])) & {Field.family} or "nom" in words:
        return False
    rest = " ".join(words[1:])
    return bool({Field.given, Field.full_name} & set(fields_told(rest))) or field_of(rest) is Field.given

"""Remarks sorted by where they may go: what is sensitive, what is an answer, what is a note."""

import json
import re
from functools import lru_cache
from pathlib import Path

from app.directory.importing.person import Remarks
from app.directory.importing.words import fold, fold_ascii, is_blank, one_line

_DATA: dict[str, list[str]] = json.loads((Path(__file__).parent / "remarks.json").read_text(encoding="utf-8"))
_LIFE = ("deceased", "left_post", "retired")
_PIECES = re.compile(r"\s*[;\n]\s*")
_SMALLER = re.compile(r"\s*(?:,|\.\s|\band\b|\bvə\b|\bve\b)\s*")


def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(word)) for word in _DATA[kind]) + ")")


_HEADINGS = {
    kind: frozenset(fold_ascii(word) for word in _DATA[f"{kind}_headings"]) for kind in ("food", "confirmed")
}
_PATTERNS = {kind: _pattern(kind) for kind in ("food", "access", "confirmed", *_LIFE)}


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """food, access, confirmed, deceased, left_post, retired, or "" for a plain note."""
    folded = fold(text)
    for kind in ("food", "access", *_LIFE, "confirmed"):
        if _PATTERNS[kind].search(folded):
            return kind
    return ""


@lru_cache(maxsize=4096)
def route(text: str, heading: str = "") -> Remarks:
    """The remarks of one cell. `heading` (normalised) decides for columns of one purpose."""
    headed = next((kind for kind in ("food", "confirmed") if heading in _HEADINGS[kind]), "")
    found: dict[str, list[str]] = {"food": [], "access": [], "confirmed": [], "notes": []}
    life = ""
    for piece in _pieces(text):
        if is_blank(piece) and fold(piece) not in ("no", "yok", "yox"):
            continue
        kind = kind_of(piece) or headed
        if kind in _LIFE:
            life = life or kind
            kind = "notes"
        found[kind or "notes"].append(one_line(piece))
    return Remarks(
        tuple(found["food"]), tuple(found["access"]), tuple(found["confirmed"]), life, tuple(found["notes"])
    )


def _pieces(text: str) -> list[str]:
    """Cut at semicolons and lines; at commas only where two pieces would go different ways."""
    pieces: list[str] = []
    for piece in _PIECES.split(text):
        smaller = [part for part in _SMALLER.split(piece) if part]
        kinds = {kind_of(part) for part in smaller}
        pieces += smaller if len(kinds) > 1 and "" not in kinds else [piece]
    return pieces


def together(parts: list[Remarks]) -> Remarks:
    """Remarks of several cells as one."""
    return Remarks(
        tuple(text for part in parts for text in part.food),
        tuple(text for part in parts for text in part.access),
        tuple(text for part in parts for text in part.confirmed),
        next((part.life_state for part in parts if part.life_state), ""),
        tuple(text for part in parts for text in part.notes),
    )

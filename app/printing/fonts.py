"""The vendored fonts and the characters that they can set."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from app.printing.errors import FontsMissing

FONTS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "fonts" / "ttf"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Format characters and variation selectors steer the setting and need no glyph of their own.
_STEERING = {"Cf", "Cc", "Zs", "Zl", "Zp"}


@dataclass(frozen=True)
class Uncovered:
    """A text and those of its characters that no font can set."""

    text: str
    characters: str


@lru_cache(maxsize=4)
def book(folder: Path = FONTS) -> typst.Fonts:
    """All fonts of the folder and no others; raises FontsMissing."""
    if not any(folder.glob("*.ttf")):
        raise FontsMissing()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@lru_cache(maxsize=4)
def covered(folder: Path = FONTS) -> frozenset[int]:
    """The code points for which some font of the folder has a glyph; raises FontsMissing."""
    points: set[int] = set()
    for path in sorted(folder.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            points.update(font.getBestCmap())
    if not points:
        raise FontsMissing()
    return frozenset(points)


def missing(text: str, folder: Path = FONTS) -> str:
    """The characters of `text` that cannot be set, each once, in their order."""
    points = covered(folder)
    # Typst composes what a font has composed, so a text counts as set when either form is covered.
    text = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(char for char in text if not _settable(char, points)))


def _settable(char: str, points: frozenset[int]) -> bool:
    if ord(char) in points or unicodedata.category(char) in _STEERING or "\ufe00" <= char <= "\ufe0f":
        return True
    parts = unicodedata.normalize("NFD", char)
    return len(parts) > 1 and all(ord(part) in points for part in parts)


def uncovered(texts: Iterable[str], folder: Path = FONTS) -> list[Uncovered]:
    """Those texts that cannot be set whole."""
    return [Uncovered(text, lacking) for text in texts if (lacking := missing(text, folder))]

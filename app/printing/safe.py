"""The sheet for the safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno

from app.i18n import direction
from app.printing import fonts as type_case
from app.printing import service


@dataclass(frozen=True)
class Step:
    """What to do, and the lines to type."""

    words: str
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Secret:
    """Whose it is, and the text of its QR."""

    title: str
    text: str


@dataclass(frozen=True)
class SafeSheet:
    lang: str
    title: str
    warning: str
    footer: str
    facts: Sequence[tuple[str, str]]
    steps_title: str
    steps: Sequence[Step]
    keys_title: str
    keys_words: str
    keys: Sequence[Secret]


def safe_sheet(sheet: SafeSheet, *, made_at: datetime, fonts: Path = type_case.FONTS) -> bytes:
    """The PDF; what has no glyph is printed as a replacement mark."""
    data = {
        "lang": sheet.lang,
        "dir": direction(sheet.lang),
        "title": sheet.title,
        "warning": sheet.warning,
        "footer": sheet.footer,
        "facts": [list(fact) for fact in sheet.facts],
        "steps_title": sheet.steps_title,
        "steps": [{"words": step.words, "lines": list(step.lines)} for step in sheet.steps],
        "keys_title": sheet.keys_title,
        "keys_words": sheet.keys_words,
        "keys": [
            {"title": one.title, "qr": _qr(one.text), "groups": _groups(one.text)} for one in sheet.keys
        ],
    }
    return service.render("safe", data, made_at=made_at, fonts=fonts, allow_missing=True)


def _qr(text: str) -> str:
    drawn = segno.make(text, error="m", micro=False, boost_error=False)
    return drawn.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)


def _groups(text: str) -> str:
    """The text in lines short enough to be typed from paper; the lines are joined again without a space."""
    return "\n".join(text[at : at + 60] for at in range(0, len(text), 60))

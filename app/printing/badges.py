"""Badges: one a guest; a couple's two stand on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno

from app.i18n import direction
from app.printing import fonts as type_case
from app.printing import service

MODULES = 4  # quiet zone of a QR in modules (ISO/IEC 18004)


@dataclass(frozen=True)
class Badge:
    """What admits one guest. `code` is the content of the QR; `office` may be empty."""

    number: str
    name: str
    code: str
    office: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class BadgeSheet:
    """What stands on every badge of an event, in one language."""

    lang: str
    mission: str
    occasion: str
    when: str
    venue: str
    number_label: str
    hint: str = ""
    accent: str = "#0B5D4E"


def badges(
    sheet: BadgeSheet,
    pages: Sequence[Sequence[Badge]],
    *,
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
    allow_missing: bool = False,
) -> bytes:
    """A PDF with one page for each invitation: its guests' badges below one another.

    Raises CannotBeSet, naming what has no glyph.
    """
    data = badge_data(sheet, pages)
    return service.render("badge", data, made_at=made_at, fonts=fonts, allow_missing=allow_missing)


def badge_data(sheet: BadgeSheet, pages: Sequence[Sequence[Badge]]) -> dict[str, object]:
    """The data of `documents/badge.typ`."""
    return {
        "lang": sheet.lang,
        "dir": direction(sheet.lang),
        "accent": sheet.accent,
        "mission": sheet.mission,
        "occasion": sheet.occasion,
        "when": sheet.when,
        "venue": sheet.venue,
        "number_label": sheet.number_label,
        "hint": sheet.hint,
        "pages": [[_badge(one) for one in page] for page in pages],
    }


def _badge(badge: Badge) -> dict[str, str]:
    return {
        "number": badge.number,
        "name": badge.name,
        "office": badge.office,
        "organisation": badge.organisation,
        "qr": qr_svg(badge.code),
    }


def qr_svg(code: str) -> str:
    """The QR of a badge as SVG, error correction Q, black on white with its quiet zone."""
    drawn = segno.make(code, error="q", micro=False, boost_error=False)
    return drawn.svg_inline(border=MODULES, dark="#000", light="#fff", omitsize=True)

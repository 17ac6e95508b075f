"""The printed press release."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.i18n import direction
from app.printing import fonts as type_case
from app.printing import service


@dataclass(frozen=True)
class ReleaseSheet:
    """One language's text, ready to print. `blocks` is the data that `app.press.rendering.to_print` gives."""

    lang: str
    mission: str
    release_line: str
    number_line: str
    headline: str
    dateline: str
    blocks: list[dict[str, Any]]
    deck: str = ""
    notice: str = ""
    boilerplate: str = ""
    contact: list[str] = field(default_factory=list)
    end_mark: str = "###"
    accent: str = "#0B5D4E"


def release(
    sheet: ReleaseSheet,
    *,
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
    allow_missing: bool = False,
) -> bytes:
    """The release as PDF; raises CannotBeSet, naming what has no glyph."""
    return service.render(
        "release", release_data(sheet), made_at=made_at, fonts=fonts, allow_missing=allow_missing
    )


def release_data(sheet: ReleaseSheet) -> dict[str, Any]:
    """The data of `documents/release.typ`."""
    return {
        "lang": sheet.lang,
        "dir": direction(sheet.lang),
        "accent": sheet.accent,
        "mission": sheet.mission,
        "release_line": sheet.release_line,
        "number_line": sheet.number_line,
        "headline": sheet.headline,
        "deck": sheet.deck,
        "notice": sheet.notice,
        "dateline": sheet.dateline,
        "blocks": sheet.blocks,
        "boilerplate": sheet.boilerplate,
        "contact": sheet.contact,
        "end_mark": sheet.end_mark,
    }

"""The list for police and guards, and the addendum of what changed since an earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.i18n import direction
from app.printing import fonts as type_case
from app.printing import service
from app.printing.lists import ListHead


@dataclass(frozen=True)
class Part:
    """A heading and its lines; every line has as many cells as there are columns."""

    title: str
    rows: Sequence[Sequence[str]]


def security_list(
    head: ListHead,
    columns: Sequence[str],
    parts: Sequence[Part],
    *,
    nobody: str,
    notice: str = "",
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
) -> bytes:
    """A PDF of five columns and of those that stand beyond them in `columns`; what has no glyph is printed as a
    replacement mark.
    """
    data = {
        "lang": head.lang,
        "dir": direction(head.lang),
        "mission": head.mission,
        "occasion": head.occasion,
        "when": head.when,
        "venue": head.venue,
        "version": head.version,
        "none": nobody,
        "notice": notice,
        "columns": list(columns),
        "parts": [{"title": part.title, "rows": [list(row) for row in part.rows]} for part in parts],
    }
    return service.render("security_list", data, made_at=made_at, fonts=fonts, allow_missing=True)

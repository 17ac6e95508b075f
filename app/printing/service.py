"""From a document's name and its data to PDF."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from app.printing import fonts as type_case
from app.printing.errors import CannotBeSet, PrintingFailed

DOCUMENTS = Path(__file__).resolve().parent / "documents"
logger = logging.getLogger(__name__)

# Values under these keys are pictures or targets, not words that are set.
_NOT_WORDS = frozenset({"qr", "data", "href", "kind", "lang", "dir", "accent", "format"})


def render(
    document: str,
    data: Mapping[str, Any],
    *,
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
    allow_missing: bool = False,
) -> bytes:
    """The PDF of `documents/<document>.typ` with `data` (whatever JSON can hold).

    Equal data and `made_at` give equal bytes. Raises CannotBeSet when a character has no glyph;
    with `allow_missing` such a character is printed as U+FFFD. Raises FontsMissing, PrintingFailed.
    """
    return _compile(document, data, "pdf", made_at=made_at, fonts=fonts, allow_missing=allow_missing)[0]


def render_png(
    document: str, data: Mapping[str, Any], *, ppi: float = 110, fonts: Path = type_case.FONTS
) -> list[bytes]:
    """The same as pictures, one a page, to look at."""
    return _compile(document, data, "png", ppi=ppi, fonts=fonts, allow_missing=True)


def _compile(
    document: str,
    data: Mapping[str, Any],
    form: Literal["pdf", "png"],
    *,
    fonts: Path,
    allow_missing: bool,
    ppi: float | None = None,
    made_at: datetime | None = None,
) -> list[bytes]:
    source = DOCUMENTS / f"{document}.typ"
    lacking = type_case.uncovered(words(data), fonts)
    if lacking and not allow_missing:
        raise CannotBeSet(texts=", ".join(f"{one.text} ({one.characters})" for one in lacking[:10]))
    if lacking:
        data = _replace(data, "".join(one.characters for one in lacking))
    try:
        result, warnings = typst.compile_with_warnings(
            str(source),
            root=str(DOCUMENTS),
            font_paths=type_case.book(fonts),
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=int(made_at.timestamp()) if made_at else None,
        )
    except typst.TypstError as error:
        logger.error("printing %s failed", document, exc_info=error)
        raise PrintingFailed() from error
    for warning in warnings:
        logger.warning("printing %s: %s", document, warning.message)
    return result if isinstance(result, list) else [result]


def words(data: Any) -> Iterator[str]:
    """Every string in `data` that will be set in type, keys and pictures left out."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key not in _NOT_WORDS:
                yield from words(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from words(value)


def _replace(data: Any, characters: str) -> Any:
    table = {ord(char): type_case.REPLACEMENT for char in characters}

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return value.translate(table)
        if isinstance(value, Mapping):
            return {key: one if key in _NOT_WORDS else walk(one) for key, one in value.items()}
        return [walk(one) for one in value] if isinstance(value, list | tuple) else value

    return walk(data)

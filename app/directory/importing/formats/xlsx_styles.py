"""Cell styles of a workbook, reduced to what says something about a person: strike-through, fill, dates."""

import re
from dataclasses import dataclass

from app.directory.importing.formats.archive import Archive
from app.directory.importing.formats.numbers import whole

# Built-in number formats that show dates or times (ECMA-376 part 1, 18.8.30).
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
# The default indexed palette (18.8.27), as far as people use it.
_INDEXED = {
    2: "FF0000", 3: "00FF00", 4: "0000FF", 5: "FFFF00", 6: "FF00FF", 7: "00FFFF",
    10: "FF0000", 11: "00FF00", 12: "0000FF", 13: "FFFF00", 14: "FF00FF", 15: "00FFFF",
    22: "C0C0C0", 23: "808080", 40: "00CCFF", 41: "CCFFFF", 42: "CCFFCC", 43: "FFFF99",
    44: "99CCFF", 45: "FF99CC", 46: "CC99FF", 47: "FFCC99", 51: "FFCC00", 52: "FF9900", 53: "FF6600",
}  # fmt: skip
# The order in which a theme's colours are counted (18.8.3): light and dark pairs are swapped.
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_PLAIN = frozenset({"FFFFFF", "000000", ""})


@dataclass(frozen=True, slots=True)
class Style:
    strike: bool = False
    fill: str = ""
    is_date: bool = False


def read_styles(archive: Archive, part: str, theme: str) -> list[Style]:
    """The styles of cells by their index (cellXfs)."""
    if part not in archive:
        return []
    reader = _StyleReader(_theme(archive, theme))
    archive.parse(part, reader.start, reader.end)
    return reader.styles()


def _theme(archive: Archive, part: str) -> list[str]:
    found: dict[str, str] = {}
    if part not in archive:
        return []
    current = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in _THEME_ORDER:
            current[0] = tag
        elif tag in ("srgbClr", "sysClr") and current[0] and current[0] not in found:
            found[current[0]] = (attributes.get("lastClr") or attributes.get("val", "")).upper()

    def end(tag: str) -> None:
        if tag == current[0]:
            current[0] = ""

    archive.parse(part, start, end)
    return [found.get(name, "") for name in _THEME_ORDER]


class _StyleReader:
    def __init__(self, colours: list[str]) -> None:
        self._colours = colours
        self._formats: dict[int, str] = {}
        self._strikes: list[bool] = []
        self._fills: list[str] = []
        self._xfs: list[tuple[int, int, int]] = []
        self._within = ""
        self._solid = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in ("fonts", "fills", "cellXfs", "cellStyleXfs", "dxfs", "borders"):
            self._within = tag
        elif tag == "numFmt":
            self._formats[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif self._within == "fonts" and tag == "font":
            self._strikes.append(False)
        elif self._within == "fonts" and tag == "strike" and self._strikes:
            self._strikes[-1] = attributes.get("val", "1") not in ("0", "false")
        elif self._within == "fills" and tag == "fill":
            self._fills.append("")
        elif self._within == "fills" and tag == "patternFill":
            self._solid = attributes.get("patternType", "none") not in ("none", "gray125")
        elif self._within == "fills" and tag == "fgColor" and self._solid and self._fills:
            self._fills[-1] = self._colour(attributes)
        elif self._within == "cellXfs" and tag == "xf":
            names = ("numFmtId", "fontId", "fillId")
            number, font, fill = (whole(attributes.get(name)) for name in names)
            self._xfs.append((number, font, fill))

    def end(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def _colour(self, attributes: dict[str, str]) -> str:
        colour = attributes.get("rgb", "").upper()[-6:]
        if not colour and "theme" in attributes:
            index = whole(attributes["theme"])
            colour = self._colours[index] if index < len(self._colours) else ""
            colour = _tinted(colour, attributes.get("tint", "0"))
        if not colour and "indexed" in attributes:
            colour = _INDEXED.get(whole(attributes["indexed"]), "")
        return "" if colour in _PLAIN else colour

    def styles(self) -> list[Style]:
        return [
            Style(
                strike=font < len(self._strikes) and self._strikes[font],
                fill=self._fills[fill] if fill < len(self._fills) else "",
                is_date=number in _DATE_FORMATS or _shows_date(self._formats.get(number, "")),
            )
            for number, font, fill in self._xfs
        ]


def _shows_date(code: str) -> bool:
    letters = _NOT_LETTERS.sub("", code).lower()
    return any(letter in letters for letter in "ymdhs") and "general" not in letters


def _tinted(colour: str, tint: str) -> str:
    """A theme colour made lighter (tint > 0) or darker, channel by channel: near enough to name it."""
    try:
        share = float(tint)
        channels = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    except ValueError:
        return colour
    moved = [c + (255 - c) * share if share > 0 else c * (1 + share) for c in channels]
    return "".join(f"{min(max(round(c), 0), 255):02X}" for c in moved)

"""Write app/names/tables/han.json from anyascii: pinyin of Han characters, Latin spelling of other scripts.

Run after upgrading anyascii: `python tools/make_names_han.py`. Both the Python matcher and its JavaScript
twin read the table, so that they agree whatever anyascii later says.
"""

import json
import unicodedata
from pathlib import Path

from anyascii import anyascii

TARGET = Path(__file__).parent.parent / "app" / "names" / "tables" / "han.json"
FIRST, LAST = 0x4E00, 0x9FFF
OTHERS = (
    (0x0700, 0x08FF),
    (0x0980, 0x0DFF),
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1100, 0x137F),
    (0x1780, 0x18AF),
    (0x3100, 0x312F),
)


def spelt(point: int) -> str:
    """The ASCII letters of one code point, lower case, without separators."""
    return "".join(x for x in anyascii(chr(point)).lower() if x.isalpha())


def main() -> None:
    others = {
        chr(point): spelt(point)
        for first, last in OTHERS
        for point in range(first, last + 1)
        if unicodedata.category(chr(point))[0] in "LM" and spelt(point)
    }
    data = {
        "about": "Pinyin of the characters from `first` on, one word each; ASCII spelling of scripts without a table.",
        "source": "anyascii (ISC licence), written by tools/make_names_han.py; readings from Unihan kMandarin.",
        "first": FIRST,
        "pinyin": " ".join(spelt(point) or "-" for point in range(FIRST, LAST + 1)),
        "others": others,
    }
    TARGET.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

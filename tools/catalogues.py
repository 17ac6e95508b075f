"""Compile the message catalogues whose text is newer than their compiled form."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for source in (ROOT / "app" / "translations").glob("*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        draft = target.with_suffix(".new")
        with draft.open("wb") as compiled:
            write_mo(compiled, catalogue)
        draft.replace(target)


if __name__ == "__main__":
    main()

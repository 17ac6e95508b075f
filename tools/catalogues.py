"""The message catalogues: compile those that are newer than their compiled form, or collect the texts anew.

`python tools/catalogues.py` compiles; with `collect` it first brings every catalogue in line with the texts
of app/ and templates/ (babel.cfg). Translations stay with their English text, word for word.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "app" / "translations"
FOLDERS = ("app", "templates")
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy": None}
LANGUAGES = ("az", "ur")
# What gettext needs to know, and nothing that changes with the day or the writer.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def texts() -> Catalog:
    """Every text that the sources mark for translation; `locations` name its files."""
    with (ROOT / "babel.cfg").open() as settings:
        methods, options = parse_mapping_cfg(settings, "babel.cfg")
    found = Catalog(charset="utf-8")
    for folder in FOLDERS:
        inside = extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS)
        for path, line, message, _comments, context in inside:
            found.add(message, None, [(f"{folder}/{path}", line)], context=context)
    return found


def read(language: str) -> Catalog:
    """The catalogue as it is kept; empty where there is none yet."""
    source = source_of(language)
    with source.open("rb") if source.exists() else BytesIO() as text:
        return read_po(text, locale=language)


def source_of(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def collect() -> None:
    """Give every catalogue the texts of today: known ones keep their translation, unused ones go."""
    wanted = texts()
    for language in LANGUAGES:
        known, made = read(language), Catalog(locale=language)
        for message in wanted:
            if message.id:
                old = known.get(message.id, message.context)
                made.add(message.id, old.string if old else None, context=message.context)
        write(made, language)


def write(catalogue: Catalog, language: str) -> None:
    """Sorted by text, without locations and dates: two runs write the same file."""
    body = BytesIO()
    write_po(body, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)
    target = source_of(language)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(HEADER.format(language=language) + body.getvalue().decode().lstrip("\n"))


def compile_all() -> None:
    for language in LANGUAGES:
        source = source_of(language)
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(".new")
        with draft.open("wb") as compiled:
            write_mo(compiled, read(language))
        draft.replace(target)


def main() -> None:
    if sys.argv[1:] == ["collect"]:
        collect()
    compile_all()


if __name__ == "__main__":
    main()

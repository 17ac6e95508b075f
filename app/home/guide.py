"""The staff's guide: the chapters of docs/guide as pages, and a search through their sections."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.directory.folding import fold
from app.errors import NotFound

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guide"
# In the order in which they are read; the file's name is the address of the page.
CHAPTERS = ("start", "directory", "events", "guests", "replies", "gate", "press", "mail", "administrator")
# The part of the desk → its chapter; single pages first.
CHAPTER_OF_PAGE = {
    "home.overview": "events",
    "admin.mail_server": "mail",
    "admin.outbox": "mail",
    "admin.letter": "mail",
    "admin.returned": "mail",
}
CHAPTER_OF = {
    "directory": "directory",
    "events": "events",
    "invitations": "guests",
    "rsvps": "replies",
    "checkin": "gate",
    "press": "press",
    "newsroom": "press",
    "admin": "administrator",
    "operations": "administrator",
}
EXCERPT = 160
MARKS = re.compile(r"!\[[^]]*\]\([^)]*\)|\]\([^)]*\)|[*`_\[\]]")
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text below it; `anchor` is empty for the chapter itself."""

    chapter: str
    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    title: str
    sections: tuple[Section, ...]


def chapter_of(endpoint: str) -> str:
    """The chapter that a page of the desk leads to."""
    return CHAPTER_OF_PAGE.get(endpoint) or CHAPTER_OF.get(endpoint.split(".")[0], "start")


@lru_cache
def chapters() -> tuple[Chapter, ...]:
    return tuple(_read(name) for name in CHAPTERS)


def page(name: str, *, chapter_url: Address, picture_url: Address) -> Markup:
    """A chapter as HTML. Raises NotFound."""
    if name not in CHAPTERS:
        raise NotFound
    tokens = _parser().parse(_source(name))
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.type == "heading_open" and token.tag != "h1":
            token.attrSet("id", _anchor(following.content))
        for child in token.children or ():
            _lead(child, chapter_url, picture_url)
    # The files are ours and the parser lets no HTML through.
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))  # noqa: S704


def search(text: str) -> list[Section]:
    """Sections in which every typed word stands, those with the words in their heading first."""
    words = fold(text).split()
    if not words:
        return []
    found = []
    for chapter in chapters():
        for section in chapter.sections:
            title, whole = fold(section.title), fold(f"{section.title} {section.text}")
            if all(word in whole for word in words):
                found.append((-sum(word in title for word in words), section))
    return [section for _, section in sorted(found, key=lambda one: one[0])]


def excerpt(section: Section) -> str:
    text = " ".join(MARKS.sub("", section.text).split())
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def picture(name: str) -> Path:
    """The file of a picture that a chapter shows. Raises NotFound."""
    if re.fullmatch(r"[a-z-]+\.png", name) is None or not (FOLDER / name).is_file():
        raise NotFound
    return FOLDER / name


def _read(name: str) -> Chapter:
    parts = re.split(r"^(#{1,2}) (.+)$", _source(name), flags=re.MULTILINE)
    titles, texts = parts[2::3], parts[3::3]
    sections = [
        Section(name, _anchor(title) if number else "", title.strip(), text)
        for number, (title, text) in enumerate(zip(titles, texts, strict=True))
    ]
    return Chapter(name, titles[0].strip(), tuple(sections))


def _source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _lead(token: Token, chapter_url: Address, picture_url: Address) -> None:
    """Links between the files become links between the pages."""
    if token.type == "image":
        token.attrSet("src", picture_url(str(token.attrs["src"])))
    if token.type == "link_open" and (found := re.match(r"([a-z]+)\.md(#.*)?$", str(token.attrs["href"]))):
        token.attrSet("href", chapter_url(found[1]) + (found[2] or ""))


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def beside(name: str) -> Sequence[Chapter | None]:
    """The chapters before and after this one."""
    at = CHAPTERS.index(name)
    every = chapters()
    return every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None

"""The staff's guide in the product: chapters, search, and the way from a page to its chapter."""

import re

import pytest
from flask import Flask

from app.home import guide
from app.missions.models import Mission
from tests.pages import Pages
from tools.catalogues import texts


@pytest.mark.parametrize("name", guide.CHAPTERS)
def test_every_chapter_is_shown_with_working_links_and_pictures(desk: Pages, name: str) -> None:
    page = desk.get(f"/help/{name}")
    assert page.status == 200
    assert "](" not in page.text
    pictures = [node.get("src", "") for node in page.tree.iter() if node.tag.endswith("img")]
    for address in [*page.links(), *pictures]:
        if address.startswith("/help/"):
            assert desk.get(address.partition("#")[0], check=False).status == 200


def test_every_file_of_the_guide_is_a_chapter() -> None:
    assert {path.stem for path in guide.FOLDER.glob("*.md")} == set(guide.CHAPTERS)


def test_links_between_chapters_lead_to_headings() -> None:
    sections = {one.name: {section.anchor for section in one.sections} for one in guide.chapters()}
    for name in guide.CHAPTERS:
        text = (guide.FOLDER / f"{name}.md").read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\(([a-z]+)\.md(?:#([a-z-]+))?\)", text):
            assert anchor in sections[target]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("undo import", "Undoing an import"), ("lost telephone", "A telephone is lost"), ("zzz", "")],
)
def test_the_guide_is_searched_by_words(desk: Pages, typed: str, first: str) -> None:
    text = desk.get("/help/", query_string={"q": typed}).text
    assert first in text
    assert ("No section holds" in text) == (not first)


@pytest.mark.parametrize(
    ("path", "chapter"),
    [
        ("directory/", "directory"),
        ("events/", "events"),
        ("outbox", "mail"),
        ("", "start"),
        ("directory/duplicates/", "directory"),
    ],
)
def test_a_page_of_the_desk_leads_to_its_chapter(
    mission: Mission, desk: Pages, path: str, chapter: str
) -> None:
    assert desk.get(f"/m/{mission.slug}/{path}").link("Help") == f"/help/{chapter}"


def test_every_page_of_the_desk_has_a_chapter_of_its_own(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/m/<") and "GET" in rule.methods
    }
    assert {page for page in pages if guide.chapter_of(page) == "start"} == {"home.mission_start"}


def test_what_the_guide_names_stands_on_a_page() -> None:
    """In italics stand the words of the desk, as its buttons and headings write them."""
    shown = [
        message.id if isinstance(message.id, str) else message.id[0] for message in texts() if message.id
    ]
    unknown = {
        (name, words)
        for name in guide.CHAPTERS
        for words in re.findall(
            r"(?<!\*)\*([^*\n]+)\*(?!\*)", (guide.FOLDER / f"{name}.md").read_text(encoding="utf-8")
        )
        if not any(text.startswith(words) for text in shown)
    }
    assert not unknown


@pytest.mark.parametrize(
    "path", ["/help/nothing", "/help/pictures/nothing.png", "/help/pictures/..%2fnames.md"]
)
def test_nothing_but_the_guide_is_shown(desk: Pages, path: str) -> None:
    assert desk.get(path, check=False).status == 404

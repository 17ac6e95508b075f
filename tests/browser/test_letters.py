"""Letters as mail readers show them: narrow and wide, light and dark, in three languages, pictures off.

Three readers besides: one that drops the style sheet, as Gmail does for some accounts; one that lays out like a
word processor, as Outlook for Windows does; and one that shows text only.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from app import clock
from app.audit.actor import SYSTEM
from app.db import transaction
from app.i18n import use_language
from app.invitations import mails
from app.invitations.addressing import Address
from app.invitations.models import GuestStatus
from app.mail.blocks import Block, Button, Card, Code, Facts, Link, Note, Paragraph, Picture, Rule, Secret
from app.mail.message import blank
from app.mail.rendering import Letterhead, render
from app.missions.models import Mission
from app.rsvps import circulars, letters, service
from app.rsvps import mails as replies
from app.rsvps.models import ReplyChannel
from tests import factories
from tests.browser.conftest import AXE
from tests.invitations import making

pytestmark = pytest.mark.browser

WIDTHS = (320, 700)
REPLY = "https://events.valdara.example/r/" + "k" * 26
WORDS = {
    "en": ("Dear Mr. Aune,", "The Ambassador of Valdara", "When", "Sunday, 8 November 2026, 18:30", "Reply"),
    "az": ("Hörmətli cənab Aune,", "Valdara Səfiri", "Vaxt", "8 noyabr 2026, bazar, 18:30", "Cavab verin"),
    "ur": ("محترم جناب اونے،", "سفیرِ والدارا", "وقت", "اتوار، 8 نومبر 2026ء، 18:30", "جواب دیجیے"),
}
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


def every_block(language: str) -> list[Block]:
    greeting, host, when, at, reply = WORDS[language]
    return [
        Paragraph(greeting),
        Card((host, "Mr. Henrik Aune", LONG), heading=1),
        Facts(((when, at), (LONG, LONG))),
        Button(reply, Secret("reply_link")),
        Link(reply, "https://maps.example/" + "x" * 200),
        Code("Badge", "0001"),
        Picture("badge-0001", "QR code of badge 0001", 222, 222),
        Rule(),
        Note(LONG),
    ]


def written(mission: Mission, language: str) -> dict[str, str]:
    """The letters' HTML by name."""
    return {name: html for name, (html, _text) in both(mission, language).items()}


def both(mission: Mission, language: str) -> dict[str, tuple[str, str]]:
    """HTML and text by name: every kind of block, and each letter that a guest may get."""
    with use_language(language):
        blocks = render("A reception", every_block(language), head=Letterhead(LONG[:60], foot=(LONG,)))
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    with transaction():
        invitation.language = language
    address, clerk = (
        Address("guest@foreign.example"),
        Address("desk@foreign.example", True, "Ms. Rana"),
    )
    found = {
        "invitation": mails.invitation_letter(invitation, event, mission, address=address),
        "assistant": mails.invitation_letter(invitation, event, mission, address=clerk),
    }
    with transaction():
        answer = service.reply(
            invitation,
            service.Answer({guest.id: GuestStatus.ACCEPTED for guest in service.answerable(invitation)}),
            channel=ReplyChannel.PHONE,
            submission=language,
            actor=SYSTEM,
            now=clock.now(),
        )
    found["confirmation"] = replies.confirmation(
        answer, invitation, event, mission, address=address, now=clock.now()
    )
    for purpose in circulars.PURPOSES:
        found[purpose.value] = letters.write(purpose, invitation, event, mission, address, clock.now())
    bodies = {"blocks": (blocks.html, blocks.text)} | {
        name: (letter.page, letter.text) for name, letter in found.items()
    }
    return {name: (blank(html, REPLY), blank(text, REPLY)) for name, (html, text) in bodies.items()}


def opened(browser: Browser, html: str, *, width: int, scheme: Any) -> tuple[Page, list[str]]:
    """The letter in a window of that width; every request it makes is refused and noted."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", refuse)
    page.set_content(html)
    return page, asked


def shoot(page: Page, name: str) -> None:
    """A picture to look at, where a folder for it is named."""
    if folder := os.environ.get("LETTER_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def assert_sound(page: Page, asked: list[str], words: tuple[str, ...], width: int) -> None:
    assert asked == [], "a letter fetches nothing"
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= width, f"scrolls sideways by {wide - width} px"
    text = re.sub(r"\s+", " ", page.inner_text("body"))
    for word in words:
        assert word in text
    page.evaluate(AXE)
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['color-contrast', 'image-alt', 'link-name', 'html-has-lang']})"
        ".then(r => r.violations.map(v => v.id + ' ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))"
    )
    assert found == []


@pytest.mark.parametrize("language", ["en", "az", "ur"])
def test_a_letter_is_sound_narrow_and_wide_light_and_dark(
    app: Flask, mission: Mission, browser: Browser, language: str
) -> None:
    for name, html in written(mission, language).items():
        words = WORDS[language] if name == "blocks" else ()
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page, asked = opened(browser, html, width=width, scheme=scheme)
                assert_sound(page, asked, words, width)
                assert page.evaluate("() => document.documentElement.dir") == (
                    "rtl" if language == "ur" else "ltr"
                )
                shoot(page, f"{name}-{language}-{width}-{scheme}")
                page.context.close()


def test_a_telephone_number_reads_from_its_plus_in_urdu(
    app: Flask, mission: Mission, browser: Browser
) -> None:
    """Where the characters stand on the screen, not only in the text."""
    page, _asked = opened(browser, written(mission, "ur")["invitation"], width=700, scheme="light")
    places = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf("+92 51 555 0147");
            if (at < 0) continue;
            const range = document.createRange();
            found.push([...Array(15).keys()].map((n) => {
              range.setStart(walker.currentNode, at + n);
              range.setEnd(walker.currentNode, at + n + 1);
              return range.getBoundingClientRect().left;
            }));
          }
          return found;
        }"""
    )
    assert places
    for xs in places:
        assert xs == sorted(xs)
    page.context.close()


def without_sheet(html: str) -> str:
    """As Gmail shows it where it drops the style sheet."""
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def by_word_processor(html: str) -> str:
    """As Outlook for Windows shows it: its own comments hold, and it knows few properties of style."""
    html = re.sub(r"<!--\[if mso\]><xml>.*?<!\[endif\]-->", "", without_sheet(html), flags=re.DOTALL)
    html = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", html, flags=re.DOTALL)
    return re.sub(UNKNOWN_TO_WORD, "", html)


UNKNOWN_TO_WORD = re.compile(
    r"(?<=[\";])(?:max-width|border-radius|display|overflow-wrap|word-wrap|word-break|letter-spacing):[^;\"]*;?"
)
READERS = {"gmail": (without_sheet, 320), "outlook": (by_word_processor, 700)}


@pytest.mark.parametrize("language", ["en", "az", "ur"])
@pytest.mark.parametrize("reader", list(READERS))
def test_a_letter_is_sound_in_poor_readers(
    app: Flask, mission: Mission, browser: Browser, language: str, reader: str
) -> None:
    shown, width = READERS[reader]
    for name, html in written(mission, language).items():
        poor = shown(html)
        assert "<style" not in poor
        # no line of a real letter is as long as the longest word above, which Word cannot break
        poor = poor.replace(LONG, LONG[:40]) if reader == "outlook" else poor
        page, asked = opened(browser, poor, width=width, scheme="light")
        assert_sound(page, asked, WORDS[language] if name == "blocks" else (), width)
        shoot(page, f"{name}-{language}-{reader}")
        page.context.close()


@pytest.mark.parametrize("language", ["en", "az", "ur"])
def test_who_reads_text_only_learns_everything(
    app: Flask, mission: Mission, browser: Browser, language: str
) -> None:
    """Every line that the HTML shows stands in the text; pictures are described."""
    for html, text in both(mission, language).values():
        page, _asked = opened(browser, html, width=700, scheme="light")
        plain = flat(text)
        for line in page.inner_text("body").splitlines():
            for cell in line.split("\t"):
                assert flat(cell) in plain
        for alternative in page.eval_on_selector_all("img", "all => all.map(one => one.alt)"):
            assert f"[{alternative}]" in text
        page.context.close()


def flat(text: str) -> str:
    return " ".join(text.replace("\u200e", "").split())

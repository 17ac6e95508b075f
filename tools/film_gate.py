"""A film strip of the gate page: its states side by side, 390 px wide, in a language and a light. Writes to shots/.

`python -m tools.film_gate [en-light ur-dark …]`
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import select

from app.checkin.models import Gate, Right
from app.db import db, transaction
from app.directory.models import Category
from app.events import service as events
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestStatus
from tests.browser.conftest import PHONE, chrome, serve
from tests.browser.test_gate import Evening, scan
from tests.checkin.conftest import enrolled

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "shots"
STRIPS = ("en-light", "en-dark", "az-light", "ur-light", "ur-dark")
OFFICES = {
    "Xəzər Bayramlı": ("Counsellor", "Embassy of Orland"),
    "H.E. Ms. Inés Arrieta": ("Ambassador", "Embassy of Meridia"),
    "Khalid al-Khazraji": ("Minister", "Ministry of Trade"),
    "Юсуф Ахмедов": ("Director", "National Museum"),
}


def invite(evening: Evening) -> dict[str, str]:
    """Badge codes by name."""
    codes: dict[str, str] = {}
    parties = [
        ("Xəzər Bayramlı", "Mrs. Leyla Bayramlı"),
        ("H.E. Ms. Inés Arrieta",),
        ("Khalid al-Khazraji", "Sara al-Khazraji", "Omar Rahim", "Юсуф Ахмедов"),
        ("Ada Orr", ""),
        ("Bo Lund",),
        ("Cy Dahl",),
        ("Eve Moss",),
    ]
    for names in parties:
        status = GuestStatus.DECLINED if names[0].startswith("H.E.") else GuestStatus.ACCEPTED
        codes |= dict(zip(names, evening.invite(*names, status=status), strict=True))
    with evening.event(), transaction() as session:
        event = session.get_one(Event, evening.event_id)
        rev = events.touch(event)
        for guest in session.scalars(select(Guest).where(Guest.event_id == event.id)):
            guest.office, guest.organisation = OFFICES.get(guest.name, ("", ""))
            if guest.name.startswith("H.E."):
                guest.category = Category.VIP
            guest.rev = rev
            if guest.name == "Bo Lund":
                invitations.revoke_guest(guest, rev=rev)
        inside = session.scalars(select(Guest.id).where(Guest.name == "Cy Dahl")).one()
    with evening.event():
        other = enrolled(evening.server.app, db.session.get_one(Gate, evening.gate_ids[1]))
        other.admit(inside, ago=1500)
    return codes


def frames(page: Page, evening: Evening, codes: dict[str, str], lang: str) -> Iterator[str]:
    """Leads through the evening; each yield is a state worth a picture."""
    yield from enrolling(page, evening, lang)
    yield from admitting(page)
    yield from asking(page, codes)
    yield from unnamed(page, codes)
    yield from alone(page, codes)


def enrolling(page: Page, evening: Evening, lang: str) -> Iterator[str]:
    page.goto(f"{evening.server.url}/gate/?lang={lang}")
    yield "enrol"
    page.locator("#code").fill(evening.code(0, Right.WALK_IN, Right.BOARD))
    page.locator("#operator").fill("Nadia")
    page.locator("#enrol-form button").click()
    expect(page.locator("#gate-name")).to_have_text("Gate 1")
    expect(page.locator("#dot")).to_have_class("dot live")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    yield "home"


def admitting(page: Page) -> Iterator[str]:
    page.locator("#query").fill("khaz")
    expect(page.locator("#hits li").first).to_be_visible()
    yield "search"
    page.locator("#query").fill("Khazar Bayramli")
    page.locator("#hits button").first.click()
    expect(page.locator("#verdict")).to_be_visible()
    yield "couple"
    press(page, 0)
    yield "welcome"
    home(page)
    page.locator("#query").fill("al-Khazraji")
    page.locator("#hits button").first.click()
    page.locator("#verdict-choices input").nth(1).uncheck()
    yield "delegation"
    press(page, 0)
    home(page)


def asking(page: Page, codes: dict[str, str]) -> Iterator[str]:
    scan(page, codes["H.E. Ms. Inés Arrieta"])
    shown(page, "amber")
    yield "ask"
    home(page)
    scan(page, codes["Bo Lund"])
    shown(page, "red")
    yield "revoked"
    page.locator("#verdict-buttons button").nth(2).click()
    yield "refuse"
    page.locator("#paper-back").click()
    scan(page, "E1" + "0" * 27)
    shown(page, "red")
    yield "unknown"
    home(page)
    scan(page, codes["Cy Dahl"])
    shown(page, "amber")
    yield "inside"
    home(page)


def unnamed(page: Page, codes: dict[str, str]) -> Iterator[str]:
    scan(page, codes["Ada Orr"])
    shown(page, "green")
    yield "nameless"
    page.locator("#verdict-buttons button").nth(0).click()
    yield "name it"
    page.locator("#paper-back").click()
    page.locator("#walk-in").click()
    yield "walk-in"
    page.locator("#paper-form button").first.click()
    shown(page, "green")
    yield "details later"
    home(page)


def alone(page: Page, codes: dict[str, str]) -> Iterator[str]:
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    scan(page, codes["Eve Moss"])
    shown(page, "green")
    yield "offline"
    home(page)
    page.locator("#query").fill("orr")
    expect(page.locator("#hits li").first).to_be_visible()
    yield "offline home"
    page.locator("#query").fill("")
    page.locator("#scan").click()
    page.wait_for_timeout(500)
    yield "no camera"
    page.locator("#more").click()
    yield "more"
    page.locator("#hand-over").click()
    yield "hand over"


def press(page: Page, place: int) -> None:
    page.locator("#verdict-buttons button").nth(place).click()
    shown(page, "green")


def shown(page: Page, colour: str) -> None:
    expect(page.locator(f"#verdict[data-colour={colour}]")).to_be_visible()


def home(page: Page) -> None:
    page.locator("#verdict-buttons button").last.click()
    expect(page.locator("#home")).to_be_visible()


def strip(browser: Browser, name: str) -> Path:
    lang, light = name.split("-")
    pictures: list[Image.Image] = []
    with tempfile.TemporaryDirectory() as folder:
        for server in serve(Path(folder)):
            evening = Evening(server)
            codes = invite(evening)
            context = browser.new_context(viewport=PHONE, color_scheme=light)
            page = context.new_page()
            for number, title in enumerate(frames(page, evening, codes, lang)):
                page.evaluate("document.fonts.ready")
                path = Path(folder) / f"{number}.png"
                page.screenshot(path=path)
                pictures.append(Image.open(path).convert("RGB"))
                print(name, number, title)
            context.close()
    width, height = pictures[0].size
    row = 7
    rows = -(-len(pictures) // row)
    film = Image.new("RGB", ((width + 12) * row, (height + 12) * rows), "#777")
    for number, picture in enumerate(pictures):
        film.paste(picture, ((number % row) * (width + 12) + 6, (number // row) * (height + 12) + 6))
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"gate-film-{name}.png"
    film.save(path)
    return path


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome())
        for name in sys.argv[1:] or STRIPS:
            print(strip(browser, name))
        browser.close()


if __name__ == "__main__":
    main()

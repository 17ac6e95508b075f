"""Pictures of the main pages, as people see them: 390 and 1280 px, English and Urdu. Writes to shots/."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import LAPTOP, PHONE, Server, serve, sign_in
from tools import film_gate

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "shots"
WIDTHS = {"390": PHONE, "1280": LAPTOP}
# Pictures of the staff's guide: what they are called there → the picture they are cut from, and its height in px.
GUIDE = ROOT / "docs" / "guide"
IN_GUIDE = {
    "start": ("desk-start-1280", 720),
    "directory": ("desk-directory-1280", 720),
    "guest-list": ("desk-guests-1280", 760),
    "gate": ("gate-enrol-390", 700),
}
COLOURS = 64


def shoot(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def desk_pages(page: Page, server: Server) -> dict[str, str]:
    """Addresses of the desk by name, found as a person finds them."""
    sign_in(page, server, os.environ.get("SHOTS_AS", "leyla@valdara.example"))
    page.goto(f"{server.url}/")
    start = page.url
    events = start.rstrip("/") + "/events/"
    page.goto(events)
    event = page.locator("table.list a").first.get_attribute("href") or ""
    past = page.locator("section table.list a").first.get_attribute("href") or event
    mission = re.sub(r"/events/?$", "", events.rstrip("/"))
    return {
        "desk-start": start,
        "desk-events": events,
        "desk-overview": server.url + event,
        "desk-overview-past": server.url + past,
        "desk-guests": f"{server.url}{event}/guests",
        "desk-replies": f"{server.url}{event}/replies",
        "desk-gate": f"{server.url}{event}/gate",
        "desk-press": f"{server.url}{event}/press",
        "desk-facts": f"{server.url}{event}/edit",
        "desk-texts-ur": f"{server.url}{event}/texts/ur",
        "desk-directory": f"{mission}/directory/",
        "desk-import": f"{mission}/directory/imports",
        "desk-outbox": f"{mission}/outbox",
    }


def letter_of(page: Page, server: Server) -> str:
    """A personal link, taken from the newest invitation in the mailbox."""
    page.goto(f"{server.url}/dev/mailbox")
    for href in page.locator("table.list a").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
        page.goto(server.url + href)
        if found := re.search(r"http://[^\s]+/r/[a-z0-9]+", page.locator("main").inner_text()):
            return found.group(0)
    raise SystemExit("no personal link in the demo's mailbox")


def main() -> None:
    chrome = os.environ.get("CHROME") or shutil.which("chromium")
    if chrome is None:
        raise SystemExit("No Chromium found. Install it, or name one with CHROME=/path.")
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    with tempfile.TemporaryDirectory(prefix="chancery-shots-") as folder, sync_playwright() as playwright:
        for server in serve(Path(folder)):
            loaded = server.app.test_cli_runner().invoke(args=["demo"])
            if loaded.exception:
                raise loaded.exception
            server.drain()
            launched = playwright.chromium.launch(executable_path=chrome)
            for width, size in WIDTHS.items():
                page = launched.new_context(viewport=size).new_page()
                page.goto(f"{server.url}/sign-in")
                shoot(page, f"sign-in-{width}")
                for name, address in desk_pages(page, server).items():
                    page.goto(address)
                    shoot(page, f"{name}-{width}")
                page.goto(f"{server.url}/dev/mailbox")
                shoot(page, f"mailbox-{width}")
                letter = letter_of(page, server)
                shoot(page, f"mailbox-letter-{width}")
                for language in ("en", "az", "ur"):
                    page.goto(f"{letter}?lang={language}")
                    shoot(page, f"letter-{language}-{width}")
                    page.goto(f"{server.url}/n/valdara/?lang={language}")
                    shoot(page, f"newsroom-{language}-{width}")
                    page.locator("article a, main a").first.click()
                    shoot(page, f"release-{language}-{width}")
                page.goto(f"{server.url}/gate/")
                shoot(page, f"gate-enrol-{width}")
            for film in film_gate.STRIPS:
                film_gate.strip(launched, film)
            launched.close()
    for name, (source, height) in IN_GUIDE.items():
        with Image.open(SHOTS / f"{source}.png") as picture:
            cut = picture.convert("RGB").crop((0, 0, picture.width, min(height, picture.height)))
            cut.quantize(COLOURS).save(GUIDE / f"{name}.png", optimize=True)
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}")


if __name__ == "__main__":
    main()

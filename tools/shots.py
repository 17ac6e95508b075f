"""Pictures of the main pages, as people see them: 390 and 1280 px, English and Urdu. Writes to shots/.

The letter in Azerbaijani too, the gate as film strips by day and by night, the mails, and the first page of each
print. The pictures of docs/guide are cut from them.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import update

from app.accounts.models import User
from app.db import transaction
from app.printing import service as printing
from tests.browser.conftest import LAPTOP, PHONE, Server, chrome, serve, sign_in
from tools import film_gate

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "shots"
SIZES = {390: PHONE, 1280: LAPTOP}
LEYLA, EMIN, AYSEL, ORXAN = (f"{name}@valdara.example" for name in ("leyla", "emin", "aysel", "orxan"))
# Pictures of the staff's guide: what they are called there → the picture they are cut from, and its height in px.
GUIDE = ROOT / "docs" / "guide"
IN_GUIDE = {
    "start": ("desk-start-1280", 560),
    "overview": ("desk-overview-1280", 900),
    "directory": ("desk-directory-1280", 640),
    "events": ("desk-events-1280", 640),
    "guest-list": ("desk-guests-1280", 700),
    "replies": ("desk-replies-1280", 700),
    "letter": ("letter-en-390", 1180),
    "gate": ("gate-search-390", 700),
    "gate-welcome": ("gate-welcome-390", 844),
    "press": ("desk-release-1280", 760),
    "mail": ("desk-outbox-1280", 640),
    "administrator": ("desk-installation-1280", 700),
}
COLOURS = 48
# The faces have come, and the pictures below the fold too.
LOADED = """Promise.all([document.fonts.ready, ...[...document.images].map((one) => {
  one.loading = "eager";
  return one.decode().catch(() => null);
})])"""


def shoot(page: Page, name: str, *, whole: bool = True) -> None:
    page.evaluate(LOADED)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)


class Studio:
    """A running demo, and browsers that look at it."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.pages: dict[tuple[int, str], Page] = {}

    def page(self, width: int, user: str = "") -> Page:
        key = (width, user)
        if key not in self.pages:
            context = self.browser.new_context(viewport=SIZES[width])
            self.pages[key] = context.new_page()
            if user:
                sign_in(self.pages[key], self.server, user)
        return self.pages[key]

    def speak(self, language: str) -> None:
        """The desk in this language, for everybody."""
        with self.server.app.app_context(), transaction() as session:
            session.execute(update(User).values(language=language))


def addresses(studio: Studio) -> dict[str, tuple[str, str]]:
    """Pages of the desk by name, found as a person finds them: who looks, and the address."""
    page, base = studio.page(1280, LEYLA), f"{studio.server.url}/m/valdara"
    page.goto(f"{base}/events/")
    event = studio.server.url + (page.locator("table.list a").first.get_attribute("href") or "")
    past = studio.server.url + (page.locator("section table.list a").first.get_attribute("href") or "")
    page.goto(f"{event}/guests")
    guest = page.locator("table.list a").first.get_attribute("href") or ""
    page.goto(f"{base}/directory/")
    person = page.locator("table.list a").first.get_attribute("href") or ""
    press = studio.page(1280, AYSEL)
    press.goto(f"{base}/press/")
    release = press.locator("table.list a").first.get_attribute("href") or ""
    return {
        "start": (LEYLA, f"{base}/"),
        "events": (LEYLA, f"{base}/events/"),
        "overview": (LEYLA, event),
        "overview-past": (LEYLA, past),
        "guests": (LEYLA, f"{event}/guests"),
        "invitation": (LEYLA, studio.server.url + guest),
        "dispatch": (LEYLA, f"{event}/guests/dispatch"),
        "replies": (LEYLA, f"{event}/replies"),
        "telephone": (LEYLA, f"{event}/replies/telephone"),
        "gate": (EMIN, f"{past}/gate"),
        "security": (EMIN, f"{past}/gate/lists"),
        "press": (AYSEL, f"{event}/press"),
        "facts": (LEYLA, f"{event}/edit"),
        "texts-ur": (LEYLA, f"{event}/texts/ur"),
        "directory": (LEYLA, f"{base}/directory/"),
        "person": (LEYLA, studio.server.url + person),
        "import": (LEYLA, f"{base}/directory/imports"),
        "releases": (AYSEL, f"{base}/press/"),
        "release": (AYSEL, studio.server.url + release),
        "outbox": (LEYLA, f"{base}/outbox"),
        "mission": (ORXAN, f"{base}/settings"),
        "members": (ORXAN, f"{base}/members"),
        "audit": (ORXAN, f"{base}/audit"),
        "installation": (ORXAN, f"{studio.server.url}/installation"),
        "help": (LEYLA, f"{studio.server.url}/help/guests"),
    }


def desk(studio: Studio, width: int) -> None:
    found = addresses(studio)
    for suffix, language in (("", "en"), ("-ur", "ur")):
        studio.speak(language)
        for name, (user, address) in found.items():
            page = studio.page(width, user)
            page.goto(address)
            shoot(page, f"desk-{name}{suffix}-{width}")
    studio.speak("en")


def letter_of(studio: Studio) -> str:
    """A personal link, taken from the newest invitation in the mailbox."""
    page = studio.page(1280, LEYLA)
    page.goto(f"{studio.server.url}/dev/mailbox")
    for href in page.locator("table.list a").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
        page.goto(studio.server.url + href)
        if found := re.search(r"http://[^\s]+/r/[a-z0-9]+", page.locator("main").inner_text()):
            return found.group(0)
    raise SystemExit("no personal link in the demo's mailbox")


def mails(studio: Studio, width: int) -> None:
    """Each letter of the demo's mailbox as its reader sees it."""
    page = studio.page(width, LEYLA)
    page.goto(f"{studio.server.url}/dev/mailbox")
    shoot(page, f"mail-box-{width}")
    links = page.locator("table.list a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for number, href in enumerate(links, 1):
        page.goto(studio.server.url + href)
        frame = page.locator("iframe.letter").get_attribute("src")
        page.goto(studio.server.url + frame if frame else page.url)
        shoot(page, f"mail-{number}-{width}")


def public(studio: Studio, width: int) -> None:
    page, url = studio.page(width), studio.server.url
    page.goto(f"{url}/sign-in")
    shoot(page, f"sign-in-{width}")
    letter = letter_of(studio)
    for language in ("en", "az", "ur"):
        page.goto(f"{letter}?lang={language}")
        shoot(page, f"letter-{language}-{width}")
        page.goto(f"{url}/n/valdara/?lang={language}")
        shoot(page, f"newsroom-{language}-{width}")
        page.locator("article a, main a").first.click()
        shoot(page, f"release-{language}-{width}")


def answered(studio: Studio) -> None:
    """The letter once more, after its first button."""
    letter, page = letter_of(studio), studio.page(390)
    page.goto(f"{letter}?lang=en")
    page.locator(".choice button").first.click()
    for width in SIZES:
        for language in ("en", "az", "ur"):
            page = studio.page(width)
            page.goto(f"{letter}?lang={language}")
            shoot(page, f"letter-answered-{language}-{width}")


def gate(studio: Studio) -> None:
    """A telephone that is enrolled, searches and admits, for the guide; then every state as a film strip."""
    page, officer = studio.page(390), studio.page(1280, EMIN)
    officer.goto(addresses(studio)["overview"][1] + "/gate")
    officer.get_by_label("For the gate").select_option(index=1)
    officer.get_by_role("button", name="Make a code").click()
    code = officer.locator("#enrol-code").inner_text()
    page.goto(f"{studio.server.url}/gate/")
    shoot(page, "gate-enrol-390")
    page.get_by_label("Code").fill(code)
    page.get_by_label("Your name").fill("Bilal")
    page.get_by_role("button", name="Enrol this phone").click()
    expect(page.locator("#list-state")).to_contain_text("old")
    page.locator("#query").fill("khaz")
    expect(page.locator("#hits button").first).to_be_visible()
    shoot(page, "gate-search-390", whole=False)
    page.locator("#hits button").filter(has_text="expected").first.click()
    page.locator("#verdict button.big").first.click()
    expect(page.locator("#verdict")).to_have_attribute("data-colour", "green")
    shoot(page, "gate-welcome-390", whole=False)
    for film in film_gate.STRIPS:
        film_gate.strip(studio.browser, film)


def prints(studio: Studio) -> None:
    """The first page of each print, drawn beside the PDF that the desk offers."""
    render = printing.render

    def drawn(document: str, data: Mapping[str, Any], **options: Any) -> bytes:
        picture = SHOTS / f"print-{document}.png"
        if not picture.exists():
            picture.write_bytes(printing.render_png(document, data)[0])
        return render(document, data, **options)

    printing.render = drawn
    try:
        for fetch in fetches(studio):
            fetch()
    finally:
        printing.render = render


def fetches(studio: Studio) -> Iterator[Callable[[], object]]:
    pages = addresses(studio)
    officer, secretary = studio.page(1280, EMIN), studio.page(1280, LEYLA)
    event = pages["overview"][1]
    for path in ("badges.pdf", "list.pdf", "lists/1.pdf"):
        yield lambda path=path: officer.request.get(f"{event}/gate/{path}")
    public_page = studio.page(1280)
    public_page.goto(f"{studio.server.url}/n/valdara/?lang=en")
    public_page.locator("article a").first.click()
    release = public_page.get_by_role("link", name="PDF").get_attribute("href") or ""
    yield lambda: public_page.request.get(studio.server.url + release)
    secretary.goto(f"{event}/guests/dispatch?channel=note_verbale&left=y")
    token = secretary.locator("input[name=csrf_token]").last.get_attribute("value") or ""
    ticked = secretary.locator("input[name=id]").first.get_attribute("value") or ""
    form = {"csrf_token": token, "id": ticked, "channel": "note_verbale"}
    for what in ("cards", "book", "labels"):
        yield lambda what=what: secretary.request.post(f"{event}/guests/dispatch/papers/{what}", form=form)


def cut_for_the_guide() -> None:
    for name, (source, height) in IN_GUIDE.items():
        if not (SHOTS / f"{source}.png").exists():
            continue
        with Image.open(SHOTS / f"{source}.png") as picture:
            cut = picture.convert("RGB").crop((0, 0, picture.width, min(height, picture.height)))
            cut.quantize(COLOURS).save(GUIDE / f"{name}.png", optimize=True)


def main() -> None:
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    with tempfile.TemporaryDirectory(prefix="chancery-shots-") as folder, sync_playwright() as playwright:
        for server in serve(Path(folder)):
            loaded = server.app.test_cli_runner().invoke(args=["demo"])
            if loaded.exception:
                raise loaded.exception
            server.drain()
            launched = playwright.chromium.launch(executable_path=chrome())
            studio = Studio(server, launched)
            for width in SIZES:
                public(studio, width)
                mails(studio, width)
                desk(studio, width)
            gate(studio)
            prints(studio)
            answered(studio)
            launched.close()
    cut_for_the_guide()
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS}")


if __name__ == "__main__":
    main()

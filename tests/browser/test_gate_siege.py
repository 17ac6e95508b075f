"""Four gate pages in four browsers, with their own disks and screens, against a server that is stopped, killed,
restored and takes one of them its right.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.checkin.models import Scan
from app.db import db
from tests.browser.conftest import PHONE
from tests.checkin.test_siege import STAGES, House, assert_nothing_is_lost, deal

pytestmark = [pytest.mark.browser, pytest.mark.siege]
AUTOPILOT = Path(__file__).with_name("autopilot.js")
FLAP = 1_300  # milliseconds
LOSS = 0.3
GUESTS = 2_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def phones(house: House, browser: Browser) -> Iterator[list[Page]]:
    """One at each gate, enrolled on a good network."""
    pages = [_enrolled(browser, house, code) for code in house.enrol_codes()]
    yield pages
    for page in pages:
        page.context.close()


def _enrolled(browser: Browser, house: House, code: str) -> Page:
    context = browser.new_context(viewport=PHONE)
    context.add_init_script(path=AUTOPILOT)
    page = context.new_page()
    page.goto(f"{house.url}/gate/#code={code}&operator=Nadia")
    page.get_by_role("button", name="Enrol this phone").click()
    expect(page.locator("#home")).to_be_visible(timeout=60_000)
    return page


def network(phones: Sequence[Page], *, down: bool, loss: float = 0) -> None:
    for page in phones:
        page.context.set_offline(down)
        page.evaluate("(share) => autopilot.lose(share)", loss)


def work(phones: Sequence[Page], codes: Sequence[Sequence[str]], meanwhile: Callable[[], None]) -> None:
    """Each shows its badges while something befalls the server and the network comes and goes."""
    for page, own in zip(phones, codes, strict=True):
        page.evaluate("(codes) => { autopilot.work(codes); }", own)
    meanwhile()
    down = False
    while not all(page.evaluate("(within) => autopilot.done(within)", FLAP / len(phones)) for page in phones):
        down = not down
        network(phones, down=down, loss=LOSS)


def settle(phones: Sequence[Page]) -> None:
    """The network is good, everything is sent, and whoever may still hear has heard of everybody."""
    network(phones, down=False)
    for page in phones:
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("#waiting")).to_have_text("0 waiting to send", timeout=120_000)
    expect(phones[-1].locator("#warning")).to_contain_text("This phone was revoked.", timeout=60_000)


def told(page: Page) -> dict[str, Any]:
    revoked = "revoked" in (page.locator("#warning").text_content() or "")
    return {
        "closed": "revoked" if revoked else None,
        "left": page.evaluate("autopilot.left()"),
        "inside": int((page.locator("#inside").text_content() or "").split()[0]),
        "log": page.evaluate("autopilot.written()"),
    }


@pytest.mark.timeout(1200)
@pytest.mark.check("O01")
def test_four_browsers_besieged_lose_nobody(house: House, phones: list[Page]) -> None:
    shared, parts = deal(house, GUESTS)
    for page in phones:
        expect(page.locator("#list-state")).to_contain_text("old")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.locator("#query").fill(f"Guest {GUESTS - 1}")
        expect(page.locator("#hits li").first).to_be_visible(timeout=60_000)
    network(phones, down=True)
    work(phones, [shared] * len(phones), house.rest)
    for name, codes in zip(STAGES, parts, strict=True):
        work(phones, codes, getattr(house, name))
    settle(phones)
    left = [code for page in phones for code in page.evaluate("autopilot.left()")]
    work(phones[:1], [left], house.rest)
    settle(phones)
    with house.app.app_context():
        heard = len(set(db.session.scalars(select(Scan.guest_id))))
    for page in phones[:-1]:
        expect(page.locator("#inside")).to_have_text(f"{heard} inside", timeout=60_000)
    assert assert_nothing_is_lost(house, [told(page) for page in phones]) >= 9

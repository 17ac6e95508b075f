"""The gate page beyond one admission: delegations, languages, hand-over, the board, bad networks, new builds."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.checkin import assets
from app.checkin.models import Right
from app.checkin.routes import api
from tests.browser.conftest import BAD, GOOD, PHONE, Server, Watch, assert_accessible
from tests.browser.test_gate import Evening, enrol, scan, sent, word

pytestmark = pytest.mark.browser

# The build of the page, then those that the browser keeps; a page looks for a new one every five seconds.
BUILDS = """async () => [
  JSON.parse(document.getElementById('words').textContent).build, ...(await caches.keys()).sort().reverse(),
]"""
LOOKS = 7_000


def wait_for_build(page: Page, build: str) -> None:
    page.wait_for_function(
        "(build) => JSON.parse(document.getElementById('words').textContent).build === build",
        arg=build,
        timeout=20_000,
    )
    expect(page.locator("#gate-name")).to_have_text("Gate 1")


@pytest.fixture
def evening(server: Server) -> Evening:
    return Evening(server)


def test_several_of_one_delegation_are_ticked_and_admitted_together(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    evening.invite("Ada Orr", "Bo Lund", "Cem Er", "Dee Moss")
    page = open_page(PHONE)
    enrol(page, evening)
    page.locator("#query").fill("orr")
    page.locator("#hits button").first.click()
    expect(page.get_by_role("button", name="Admit all 4")).to_be_visible()
    page.get_by_label("Cem Er").uncheck()
    assert_accessible(page)
    page.get_by_role("button", name="Admit 3").click()
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    sent(page)
    assert evening.inside() == 3


def test_the_officer_s_language_stays_without_network(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    page = open_page(PHONE)
    enrol(page, evening)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name="More").click()
    page.locator("#settings").get_by_role("link", name="اردو").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#gate-name")).to_have_text("Gate 1")
    page.context.set_offline(True)
    page.goto(f"{evening.server.url}/gate/")
    expect(page.locator("html")).to_have_attribute("lang", "ur")
    expect(page.locator("#gate-name")).to_have_text("Gate 1")
    page.locator("#more").click()
    page.locator("#settings").get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#more")).to_have_text("More")


def test_who_is_inside_goes_from_phone_to_phone_without_network(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    code = evening.invite("Ada Orr")[0]
    evening.invite("Bo Lund")
    giver, taker = open_page(PHONE), open_page(PHONE)
    for number, page in enumerate((giver, taker)):
        enrol(page, evening, number)
        page.evaluate("import('/static/vendor/qr/decode.js').then(() => true)")
        page.context.set_offline(True)
    scan(giver, code)
    expect(word(giver)).to_have_text("Welcome")
    giver.get_by_role("button", name="Next guest").click()
    giver.locator("#more").click()
    giver.get_by_role("button", name="Show who is inside to another phone").click()
    read = giver.evaluate(
        """async () => {
          const { default: decodeQR } = await import('/static/vendor/qr/decode.js');
          const canvas = document.getElementById('handover-code');
          return decodeQR(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height));
        }"""
    )
    scan(taker, read)
    expect(taker.locator("#said")).to_have_text("1 more are inside, by the other phone.")
    scan(taker, code)
    expect(word(taker)).to_have_text("Ask")
    expect(taker.locator("#verdict-sentence")).to_contain_text("Gate 1")


def test_the_arrivals_board_announces_whom_the_gates_have_seen(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    codes = [evening.invite(name)[0] for name in ("Ada Orr", "Bo Lund")]
    evening.invite("Cem Er")
    gate, board = open_page(PHONE), open_page(PHONE)
    enrol(gate, evening)
    enrol(board, evening, 1, rights=[Right.BOARD])
    board.evaluate("navigator.serviceWorker.ready.then(() => true)")
    board.locator("#more").click()
    board.get_by_role("link", name="Arrivals board").click()
    expect(board.locator("#nobody")).to_be_visible()
    for code in codes:
        scan(gate, code)
        expect(word(gate)).to_have_text("Welcome")
        gate.get_by_role("button", name="Next guest").click()
    sent(gate)
    expect(board.locator("#now-line")).to_have_text("Ada Orr", timeout=20_000)
    expect(board.locator("#next")).to_contain_text("Bo Lund", timeout=20_000)
    assert_accessible(board)
    board.context.set_offline(True)
    board.get_by_role("button", name="Let the next go first").click()
    expect(board.locator("#now-line")).to_have_text("Bo Lund")
    board.get_by_role("button", name="Announced, next").click()
    expect(board.locator("#now-line")).to_have_text("Ada Orr")
    board.locator("#query").fill("cem")
    board.locator("#hits button").first.click()
    expect(board.locator("#now-line")).to_have_text("Cem Er")
    board.reload()
    expect(board.locator("#now-line")).to_have_text("Cem Er")


@pytest.mark.parametrize("network", [GOOD, BAD], ids=["good", "bad"], indirect=True)
def test_whoever_was_admitted_is_counted_once_whatever_the_network(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    codes = evening.invite("Ada Orr", "Bo Lund")
    page = open_page(PHONE)
    enrol(page, evening)
    for code in codes:
        scan(page, code)
        expect(word(page)).to_have_text("Welcome", timeout=3_000)
        page.get_by_role("button", name="Next guest").click()
    expect(page.locator("#inside")).to_have_text("2 inside")
    expect(page.locator("#waiting")).to_have_text("0 waiting to send", timeout=60_000)
    assert evening.scans() == [("entry", "first")] * 2
    assert evening.inside() == 2


@pytest.mark.check("O20")
def test_a_new_build_waits_until_nothing_waits(
    evening: Evening, open_page: Callable[..., Page], watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.expected += ["ERR_FAILED", "Failed to load resource"]
    code = evening.invite("Ada Orr")[0]
    evening.invite("Bo Lund")
    page = open_page(PHONE)
    enrol(page, evening)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator("#gate-name")).to_have_text("Gate 1")
    old = assets.BUILD
    page.context.route("**/scans", lambda route: route.abort())
    scan(page, code)
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    new = "0123456789ab"
    monkeypatch.setattr(assets, "BUILD", new)
    waits = page.evaluate(
        """async () => {
          const found = await navigator.serviceWorker.ready;
          await found.update();
          const fresh = found.installing;
          if (fresh) await new Promise((done) => { fresh.onstatechange = done; });
          return Boolean(found.waiting);
        }"""
    )
    assert waits
    page.reload()
    expect(page.locator("#waiting")).to_have_text("1 waiting to send")
    page.locator("#more").click()
    expect(page.locator("#settings-facts")).to_contain_text(old)
    page.locator("#settings-back").click()
    page.locator("#query").fill("lund")
    page.locator("#hits button").first.click()
    page.context.unroute("**/scans")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    assert evening.inside() == 1
    page.wait_for_timeout(LOOKS)
    assert page.evaluate(BUILDS) == [old, f"gate-{old}", f"gate-{new}"]  # somebody stands before the phone
    page.get_by_role("button", name="Back").click()
    wait_for_build(page, new)
    assert page.evaluate(BUILDS) == [new, f"gate-{new}"]


@pytest.mark.check("O20")
def test_a_new_build_is_heard_of_and_waits_for_the_other_page(
    evening: Evening, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(PHONE)
    enrol(page, evening)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    other = page.context.new_page()
    other.goto(f"{evening.server.url}/gate/")
    expect(other.locator("#gate-name")).to_have_text("Gate 1")
    old, new = assets.BUILD, "0123456789ab"
    for module in (assets, api):
        monkeypatch.setattr(module, "BUILD", new)
    page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration().then((found) => Boolean(found.waiting))",
        timeout=30_000,
    )
    page.wait_for_timeout(LOOKS)
    assert page.evaluate(BUILDS) == [old, f"gate-{old}", f"gate-{new}"]
    other.close()
    wait_for_build(page, new)
    assert page.evaluate(BUILDS) == [new, f"gate-{new}"]

"""What the gate page promises when something is wrong: a withdrawn guest, a clock, a disk, a second tab."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.audit import service as audit
from app.checkin import queries
from app.checkin.models import Right
from app.db import transaction
from app.events import service as events
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import Guest
from tests.browser.conftest import GOOD, PHONE, Network, Server, Watch, assert_accessible
from tests.browser.test_gate import Evening, enrol, scan, sent, word

pytestmark = pytest.mark.browser

CLOCK = """(milliseconds) => {
  const real = Date.now.bind(Date);
  window.Date = class extends Date {
    constructor(...given) { super(...(given.length ? given : [real() + milliseconds])); }
    static now() { return real() + milliseconds; }
  };
}"""
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""
STORED = """async () => {
  const open = indexedDB.open('checkin');
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const all = (name) => new Promise((done) => {
    const ask = base.transaction(name).objectStore(name).getAll();
    ask.onsuccess = () => done(ask.result);
  });
  const names = [...base.objectStoreNames];
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await all(name)])));
}"""

EMPTY = f"({STORED})().then(({{ log }}) => !log.length)"


@pytest.fixture
def evening(server: Server) -> Evening:
    return Evening(server)


def withdraw(evening: Evening, name: str) -> None:
    with evening.event() as event, transaction() as session:
        guest = next(guest for guest in session.query(Guest) if guest.name == name)
        invitations.revoke_guest(guest, rev=events.touch(session.get_one(Event, event.id)))


@pytest.mark.check("O08")
def test_a_withdrawn_guest_is_red_offline_and_comes_in_only_with_a_reason(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    code = evening.invite("Ada Orr")[0]
    withdraw(evening, "Ada Orr")
    page = open_page(PHONE)
    enrol(page, evening)
    page.context.set_offline(True)
    scan(page, code)
    expect(word(page)).to_have_text("Stop")
    expect(page.locator("#verdict-sentence")).to_have_text("The invitation was withdrawn.")
    expect(page.locator("#verdict-who")).to_have_text("Ada Orr")
    page.get_by_role("button", name="Admit with a reason").click()
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Type the reason first.")
    page.get_by_label("Reason").fill("The Ambassador asks")
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    page.context.set_offline(False)
    sent(page)
    with evening.event() as event:
        [one] = queries.recent_scans(event)
        assert (one.override_reason, one.advice, one.flags) == ("The Ambassador asks", "revoked", [])
        assert [row.flags for row in queries.presences(event).values()] == [["override"]]


def test_without_a_list_no_badge_is_called_unknown(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_FAILED", "Failed to load resource"]
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    page.context.route("**/snapshot*", lambda route: route.abort())
    page.goto(f"{evening.server.url}/gate/")
    page.get_by_label("Code").fill(evening.code(0))
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_role("button", name="Enrol this phone").click()
    expect(page.locator("#list-state")).to_have_text("no list yet")
    scan(page, code)
    expect(page.locator("#said")).to_have_text("no list yet")
    page.context.unroute("**/snapshot*")
    expect(page.locator("#list-state")).to_contain_text("old", timeout=30_000)
    scan(page, code)
    expect(word(page)).to_have_text("Welcome")


def test_who_is_inside_is_shown_for_an_evacuation_without_a_network_and_that_is_told_later(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    codes = evening.invite("Bo Lund", "Ada Orr", "Cem Er")
    page = open_page(PHONE)
    enrol(page, evening, rights=[Right.WALK_IN, Right.MUSTER])
    page.context.set_offline(True)
    for code in codes[:2]:
        scan(page, code)
        expect(word(page)).to_have_text("Welcome")
        page.get_by_role("button", name="Next guest").click()
    page.locator("#more").click()
    page.get_by_role("button", name="Evacuation: who is inside").click()
    expect(page.locator("#muster-count")).to_have_text("2 inside")
    assert page.locator("#muster-list bdi:first-child").all_inner_texts()[::2] == ["Ada Orr", "Bo Lund"]
    page.get_by_label("Ada Orr").check()
    assert_accessible(page)
    page.context.set_offline(False)
    page.locator("#muster-back").click()
    page.locator("#settings-back").click()
    sent(page)
    with evening.event() as event:
        page.wait_for_timeout(500)
        assert audit.count(event.mission_id, verb="checkin.muster") == 1


@pytest.mark.check("O06")
@pytest.mark.parametrize(
    ("milliseconds", "said"), [(3 * 3_600_000, "3 h"), (-86_400_000, "24 h"), (60_000, None)]
)
def test_a_wrong_clock_is_said_and_its_scans_are_corrected(
    evening: Evening, open_page: Callable[..., Page], milliseconds: int, said: str | None
) -> None:
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    page.context.add_init_script(f"({CLOCK})({milliseconds})")
    enrol(page, evening)
    if said:
        expect(page.locator("#warning")).to_contain_text(f"The clock of this phone is wrong by {said}")
    else:
        expect(page.locator("#inside")).to_have_text("0 inside")
        expect(page.locator("#warning")).not_to_contain_text("clock")
    scan(page, code)
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    sent(page)
    with evening.event() as event:
        [one] = queries.recent_scans(event)
        assert abs((one.t_eff - one.received_at).total_seconds()) < 20
        assert one.flags == []


@pytest.mark.check("O21")
def test_two_tabs_of_one_phone_have_one_uploader_and_write_no_scan_twice(
    evening: Evening, network: Network, open_page: Callable[..., Page]
) -> None:
    codes = [evening.invite(f"Ada Orr {number}")[0] for number in range(4)]
    page = open_page(PHONE)
    enrol(page, evening)
    other = page.context.new_page()
    signals = "window.felt = []; navigator.vibrate = (pattern) => window.felt.push(pattern);"
    other.add_init_script(signals)
    other.goto(f"{evening.server.url}/gate/")
    expect(other.locator("#gate-name")).to_have_text("Gate 1")
    posts: list[str] = []
    page.context.on(
        "request", lambda request: posts.append(request.post_data or "") if "/scans" in request.url else None
    )
    for number, code in enumerate(codes):
        tab = (page, other)[number % 2]
        scan(tab, code)
        expect(word(tab)).to_have_text("Welcome")
        tab.get_by_role("button", name="Next guest").click()
    for tab in (page, other):
        expect(tab.locator("#inside")).to_have_text("4 inside", timeout=90_000)
        sent(tab)
    assert other.evaluate("window.felt.length") == 2
    assert evening.scans() == [("entry", "first")] * 4
    delivered = [scan_id for body in posts for scan_id in re.findall(r'"id":"([^"]+)"', body)]
    assert len(set(delivered)) == 4
    if network == GOOD:  # what no answer comes to is rightly sent again
        assert len(delivered) == 4
    with evening.event() as event:
        assert sorted(one.seq for one in queries.recent_scans(event)) == [1, 2, 3, 4]


@pytest.mark.check("O22")
@pytest.mark.parametrize(
    ("broken", "warning"),
    [
        ("navigator.storage.persist = async () => false;", "The browser may delete what this phone stores."),
        (
            "indexedDB.open = () => { throw new DOMException('private', 'InvalidStateError'); };",
            "cannot store",
        ),
    ],
    ids=["persist-denied", "private-window"],
)
def test_storage_that_may_be_lost_or_is_not_there_is_said(
    evening: Evening, open_page: Callable[..., Page], watch: Watch, broken: str, warning: str
) -> None:
    watch.expected += ["private"]
    page = open_page(PHONE)
    enrol(page, evening)
    page.add_init_script(broken)
    page.reload()
    expect(page.locator("#warning")).to_contain_text(warning)


@pytest.mark.check("O22")
def test_a_disk_that_fills_up_while_the_list_comes_is_said(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["full"]
    page = open_page(PHONE)
    enrol(page, evening)
    page.evaluate(FULL)
    evening.invite("Ada Orr")
    expect(page.locator("#warning")).to_contain_text("cannot store scans", timeout=20_000)


@pytest.mark.check("O09")
def test_a_revoked_phone_keeps_neither_list_nor_keys_nor_a_delivered_log(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["401"]
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    scan(page, code)
    page.get_by_role("button", name="Next guest").click()
    sent(page)
    before: dict[str, list[Any]] = page.evaluate(STORED)
    assert "Ada Orr" in str(before)
    evening.revoke()
    expect(page.locator("#warning")).to_contain_text("This phone was revoked.", timeout=60_000)
    page.wait_for_function(EMPTY)
    kept = page.evaluate(STORED)
    assert [kept[name] for name in ("guest", "peer", "log")] == [[], [], []]
    assert "Ada Orr" not in str(kept)

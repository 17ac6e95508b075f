"""The gate page in a real browser, on a phone enrolled by its code."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from app import clock
from app.audit.actor import SYSTEM
from app.checkin import queries
from app.checkin.models import DeviceState, Gate, Right, Scan
from app.checkin.service import deciding
from app.db import db, transaction
from app.events.models import Event
from app.invitations import keys
from app.invitations.models import GuestStatus
from app.missions import queries as missions
from app.tokens import digest
from tests import factories
from tests.browser.conftest import PHONE, Network, Server, Watch, assert_accessible
from tests.checkin.conftest import add_gate, code_for, party

pytestmark = pytest.mark.browser


class Evening:
    """An event on a running server, and what its database says."""

    def __init__(self, at: Server, slug: str = "", beside: "Evening | None" = None) -> None:
        """`beside`: another event of that one's mission."""
        self.server = at
        with at.app.app_context():
            mission = missions.get(beside.mission_id) if beside else factories.mission(slug=slug)
            event: Event = factories.event(mission)
            self.mission_id = mission.id
            self.event_id = event.id
            self.gate_ids = [add_gate(event, f"Gate {number}").id for number in (1, 2)]

    @contextmanager
    def event(self) -> Iterator[Event]:
        with self.server.app.app_context():
            yield db.session.get_one(Event, self.event_id)

    def invite(self, *names: str, status: GuestStatus = GuestStatus.ACCEPTED) -> list[str]:
        """Returns the badge codes of the party."""
        with self.event() as event:
            return [keys.badge_code(guest) for guest in party(event, *names, status=status)]

    def code(self, gate: int, *rights: Right) -> str:
        with self.event():
            return code_for(db.session.get_one(Gate, self.gate_ids[gate]), *(rights or (Right.WALK_IN,)))

    def revoke(self) -> None:
        """The newest phone loses its right."""
        with self.event() as event, transaction():
            newest = queries.devices(event)[0][0]
            deciding.revoke(newest, state=DeviceState.REVOKED, actor=SYSTEM, now=clock.now())

    def inside(self) -> int:
        with self.event() as event:
            return queries.headcount(event).inside

    def scans(self) -> list[tuple[str, str]]:
        with self.event():
            rows = db.session.scalars(select(Scan).order_by(Scan.seq))
            return [(row.kind.value, row.verdict) for row in rows]


@pytest.fixture
def evening(server: Server) -> Evening:
    return Evening(server)


def enrol(page: Page, evening: Evening, gate: int = 0, rights: Sequence[Right] = ()) -> None:
    if page.locator("#enrol").is_hidden():
        page.goto(f"{evening.server.url}/gate/")
    page.get_by_label("Code").fill(evening.code(gate, *rights))
    page.get_by_label("Your name").fill("Nadia")
    page.get_by_role("button", name="Enrol this phone").click()
    expect(page.locator("#home")).to_be_visible(timeout=60_000)
    expect(page.locator("#gate-name")).to_have_text(f"Gate {gate + 1}")
    expect(page.locator("#list-state")).to_contain_text("old", timeout=60_000)
    page.evaluate("window.worsen?.()")


def scan(page: Page, code: str) -> None:
    """A hand scanner types the code and Enter."""
    page.locator("#query").fill(code)
    page.keyboard.press("Enter")


def word(page: Page) -> Any:
    return page.locator("#verdict-word")


def sent(page: Page) -> None:
    expect(page.locator("#waiting")).to_have_text("0 waiting to send", timeout=60_000)


def test_enrol_search_and_admit_a_couple(evening: Evening, open_page: Callable[..., Page]) -> None:
    evening.invite("Xəzər Bayramlı", "Leyla Bayramlı")
    page = open_page(PHONE)
    enrol(page, evening)
    assert_accessible(page)
    page.locator("#query").fill("Khazar Bayramli")
    page.locator("#hits button").first.click()
    assert_accessible(page)
    expect(page.locator("#verdict")).not_to_have_attribute("data-colour", "green")
    page.get_by_role("button", name="Admit both").click()
    expect(word(page)).to_have_text("Welcome")
    assert_accessible(page)
    page.get_by_role("button", name="Next guest").click()
    expect(page.locator("#inside")).to_have_text("2 inside")
    sent(page)
    assert evening.inside() == 2


def test_a_scanned_badge_admits_at_once_and_can_be_undone(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    scan(page, code)
    expect(word(page)).to_have_text("Welcome")
    expect(page.locator("#verdict")).to_have_attribute("data-colour", "green")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#inside")).to_have_text("0 inside")
    sent(page)
    assert evening.scans() == [("entry", "voided"), ("void", "void")]


def test_amber_asks_and_admits_with_one_tap(evening: Evening, open_page: Callable[..., Page]) -> None:
    code = evening.invite("Ada Orr", status=GuestStatus.DECLINED)[0]
    page = open_page(PHONE)
    enrol(page, evening)
    scan(page, code)
    expect(word(page)).to_have_text("Ask")
    expect(page.locator("#verdict-sentence")).to_have_text("Declined the invitation.")
    assert_accessible(page)
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    sent(page)
    assert evening.inside() == 1


def test_an_unknown_badge_is_red_and_a_misread_is_not(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    scan(page, "E1" + "0" * 27)
    expect(word(page)).to_have_text("Stop")
    assert_accessible(page)
    page.get_by_role("button", name="Back").click()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    scan(page, wrong)
    expect(page.locator("#said")).to_have_text("Misread. Scan once more.")


def test_a_nameless_companion_is_named_and_a_walk_in_counts(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    badge = evening.invite("Ada Orr", "")[1]
    page = open_page(PHONE)
    enrol(page, evening)
    scan(page, badge)
    page.get_by_label("Name", exact=True).fill("Eve Orr")
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(page.locator("#verdict-who")).to_have_text("Eve Orr")
    page.get_by_role("button", name="Next guest").click()
    page.locator("#walk-in").click()
    assert_accessible(page)
    page.get_by_label("Name", exact=True).fill("Dee Moss")
    page.get_by_label("Who vouches").fill("Ms. Orr")
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    expect(page.locator("#inside")).to_have_text("2 inside")
    sent(page)
    assert evening.inside() == 2


@pytest.mark.check("O01")
@pytest.mark.check("O13")
def test_two_phones_without_network_admit_one_guest_and_both_are_told(
    evening: Evening, open_page: Callable[..., Page], watch: Watch, network: Network
) -> None:
    watch.expected += ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"]
    code = evening.invite("Ada Orr")[0]
    phones = [open_page(PHONE), open_page(PHONE)]
    for number, page in enumerate(phones):
        enrol(page, evening, number)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.context.set_offline(True)
    for page in phones:
        scan(page, code)
        expect(word(page)).to_have_text("Welcome")
        expect(page.locator("#verdict-note")).to_have_text("offline decision")
        page.reload()
        expect(page.locator("#waiting")).to_have_text("1 waiting to send")
        expect(page.locator("#inside")).to_have_text("1 inside")
    for page in phones:
        page.context.set_offline(False)
        sent(page)
    for page in phones:
        expect(page.locator("#warning")).to_contain_text(
            "Double admission: Ada Orr", timeout=network.patience
        )
    assert evening.inside() == 1
    assert sorted(verdict for _kind, verdict in evening.scans()) == ["duplicate", "first"]


def test_who_is_inside_is_amber_at_the_other_gate(evening: Evening, open_page: Callable[..., Page]) -> None:
    code = evening.invite("Ada Orr")[0]
    phones = [open_page(PHONE), open_page(PHONE)]
    for number, page in enumerate(phones):
        enrol(page, evening, number)
    scan(phones[0], code)
    expect(word(phones[0])).to_have_text("Welcome")
    phones[0].get_by_role("button", name="Next guest").click()
    sent(phones[0])
    scan(phones[1], code)
    expect(word(phones[1])).to_have_text("Ask")
    expect(phones[1].locator("#verdict-sentence")).to_contain_text("Gate 1")
    phones[1].get_by_role("button", name="Came back in").click()
    expect(word(phones[1])).to_have_text("Welcome")


@pytest.mark.check("O12")
def test_a_server_that_answers_late_is_not_waited_for(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["ERR_FAILED", "Failed to load resource"]
    codes = evening.invite("Ada Orr", "Bo Lund")
    page = open_page(PHONE)
    enrol(page, evening)
    held: list[Route] = []
    page.context.route("**/claims", lambda route: held.append(route))
    page.context.route("**/ping", lambda route: route.abort())
    started = time.monotonic()
    scan(page, codes[0])
    expect(word(page)).to_have_text("Welcome", timeout=3_000)
    assert time.monotonic() - started < 3
    expect(page.locator("#verdict-note")).to_have_text("offline decision")
    page.get_by_role("button", name="Next guest").click()
    scan(page, codes[1])
    expect(word(page)).to_have_text("Welcome", timeout=1_000)
    page.get_by_role("button", name="Next guest").click()
    sent(page)
    assert len(held) == 1
    assert evening.scans() == [("entry", "first"), ("entry", "first")]


@pytest.mark.check("O26")
def test_without_a_camera_search_and_hand_scanner_go_on(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    page.get_by_role("button", name="Open the scanner").click()
    expect(page.locator("#said")).to_contain_text("The camera cannot be used.")
    scan(page, code)
    expect(word(page)).to_have_text("Welcome")


@pytest.mark.check("O22")
def test_what_cannot_be_stored_is_never_green(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["QuotaExceededError"]
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    scan(page, code)
    expect(word(page)).to_have_text("Stop")
    expect(page.locator("#verdict-sentence")).to_contain_text("cannot store scans")
    expect(page.locator("#inside")).to_have_text("0 inside")


@pytest.mark.check("O09")
def test_a_revoked_phone_deletes_its_list_and_keeps_its_log(
    evening: Evening, open_page: Callable[..., Page], watch: Watch
) -> None:
    watch.expected += ["401", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    page.context.set_offline(True)
    scan(page, code)
    expect(word(page)).to_have_text("Welcome")
    page.get_by_role("button", name="Next guest").click()
    evening.revoke()
    page.context.set_offline(False)
    expect(page.locator("#warning")).to_contain_text("This phone was revoked.", timeout=60_000)
    sent(page)
    page.locator("#query").fill("orr")
    expect(page.locator("#said")).to_have_text("Nobody found.")
    with evening.event() as event:
        assert len(queries.quarantined(event)) == 1
    assert evening.inside() == 0


@pytest.mark.check("O27")
def test_the_phone_stores_no_badge_and_no_address(evening: Evening, open_page: Callable[..., Page]) -> None:
    code = evening.invite("Ada Orr")[0]
    page = open_page(PHONE)
    enrol(page, evening)
    kept = page.evaluate(
        """async () => {
          const open = indexedDB.open('checkin');
          const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
          const all = (name) => new Promise((done) => {
            const ask = base.transaction(name).objectStore(name).getAll();
            ask.onsuccess = () => done(ask.result);
          });
          return JSON.stringify(await Promise.all([...base.objectStoreNames].map(all)));
        }"""
    )
    assert "Ada Orr" in kept
    assert code not in kept
    assert "@" not in kept


@pytest.mark.check("O27")
def test_the_log_that_the_phone_saves_holds_this_event_alone(
    evening: Evening, open_page: Callable[..., Page]
) -> None:
    other = Evening(evening.server, beside=evening)
    codes = [evening.invite("Ada Orr")[0], other.invite("Bo Lund")[0]]
    page = open_page(PHONE)
    for at, code in ((other, codes[1]), (evening, codes[0])):
        if at is evening:
            page.get_by_role("button", name="More").click()
            page.get_by_role("button", name="Enrol for another gate").click()
            page.evaluate("sessionStorage.clear()")  # enrolling needs a network
        enrol(page, at)
        scan(page, code)
        expect(word(page)).to_have_text("Welcome")
        page.get_by_role("button", name="Next guest").click()
        sent(page)
    page.get_by_role("button", name="More").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save this phone’s log").click()
    text = Path(saved.value.path()).read_text()
    [kept] = json.loads(text)["scans"]
    assert (kept["kind"], kept["shown_name"], kept["method"]) == ("entry", "Ada Orr", "keyboard")
    for secret in ("Bo Lund", *codes, *(digest(code)[:32] for code in codes), "@", "note"):
        assert secret not in text

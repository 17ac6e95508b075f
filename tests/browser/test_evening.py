"""One evening from the messy list to the published release, in one real browser."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from app import clock
from app.accounts import service as accounts_service
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import transaction
from app.jobs import REGISTRY
from tests import factories
from tests.browser.conftest import LAPTOP, PHONE, Server, assert_accessible, sign_in

pytestmark = pytest.mark.browser

SECRETARY, PRESS, AMBASSADOR = "leyla@valdara.example", "aysel@valdara.example", "turan@valdara.example"
PASSWORD = "a long enough password"

CORPS = [
    ["GUEST LIST - RECEPTION (8 November)"],
    ["as of", "2026-10-20"],
    [],
    ["S. No.", "Name & Designation", "Mission", "E-mail", "Tel.", "Remarks"],
    [
        "1",
        "H.E. Mr. Henrik AUNE & Mrs. Ingrid Aune\nAmbassador",
        "Embassy of Norway",
        "henrik@norway.example",
        "051-2342843",
        "",
    ],
    [
        "2",
        "Mr. Xəzər BAYRAMLI, Counsellor",
        "Embassy of Azerbaijan",
        "xezer@azerbaijan.example",
        "0300 0401130",
        "halal only",
    ],
    [
        "3",
        "Dr. Bilal Ahmed and Spouse, Secretary",
        "Ministry of Commerce",
        "bilal@commerce.example; office@commerce.example",
        "n/a",
        "confirmed by phone",
    ],
    [
        "3",
        "Dr. Bilal Ahmed and Spouse, Secretary ",
        "MINISTRY OF COMMERCE",
        "BILAL@COMMERCE.EXAMPLE",
        "",
        "dup?",
    ],
]
MEDIA = [
    ["ad", "soyad", "e-poçt", "telefon", "təşkilat"],
    ["Nəzakət", "Əkbərzadə", "nezaket@newswire.example", "0300 0805980", "News Wire"],
]


def workbook() -> bytes:
    """A guest list of two sheets, kept as embassies keep them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in (("Diplomatic Corps", CORPS), ("Media", MEDIA)):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


@pytest.fixture
def slug(server: Server) -> str:
    """The mission and three members of its staff."""
    with server.app.app_context():
        mission = factories.mission("valdara")
        with transaction():
            for email, role in (
                (SECRETARY, Role.SOCIAL_SECRETARY),
                (PRESS, Role.PRESS_OFFICER),
                (AMBASSADOR, Role.HEAD_OF_MISSION),
            ):
                user = accounts_service.open_account(
                    email, name=email.split("@")[0].title(), password=PASSWORD, actor=SYSTEM, now=clock.now()
                )
                accounts_service.give_role(
                    user, role=role, mission_id=mission.id, actor=SYSTEM, now=clock.now()
                )
        return mission.slug


def look(page: Page) -> None:
    """Every page visited is accessible."""
    assert_accessible(page)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def test_one_evening(server: Server, slug: str, open_page: Callable[..., Page]) -> None:
    desk = open_page(LAPTOP)
    sign_in(desk, server, SECRETARY, PASSWORD)
    look(desk)
    bring_the_list(desk, server, slug)
    overview = plan_the_event(desk, server, slug)
    invite(desk, overview)
    send(desk, overview, server)

    couple = open_page(PHONE, locale="ur")
    letter = open_the_letter(couple, server, "henrik@norway.example")
    reply_in_urdu(couple, letter)
    server.drain()
    confirmation_arrived(couple, server)
    change_the_answer(couple, letter)
    replies(desk, overview)

    phone = open_page(PHONE)
    enrol(desk, phone, overview, server)
    admit(phone, "Khazar", "Xəzər Bayramlı")
    admit(phone, "Aune", "Henrik Aune")
    expect(phone.locator("#waiting")).to_have_text("0 waiting to send", timeout=20_000)
    desk.goto(overview)
    look(desk)

    officer, ambassador = open_page(LAPTOP), open_page(LAPTOP)
    sign_in(officer, server, PRESS, PASSWORD)
    sign_in(ambassador, server, AMBASSADOR, PASSWORD)
    release(officer, ambassador, overview)
    reader = open_page(PHONE)
    read(reader, server, slug)


def bring_the_list(desk: Page, server: Server, slug: str) -> None:
    desk.get_by_role("link", name="Directory").click()
    look(desk)
    desk.get_by_role("link", name=re.compile("Import")).first.click()
    look(desk)
    desk.locator("input[type=file]").set_input_files(
        {"name": "guest list.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    press(desk, "Show what it would do")
    look(desk)
    if "/columns" in desk.url:
        press(desk, "Show what it would do")
        look(desk)
    press(desk, "Import now")
    look(desk)
    desk.goto(f"{server.url}/m/{slug}/directory/")
    desk.locator("[data-search]").fill("Khazar")
    expect(desk.get_by_role("link", name="Xəzər Bayramlı")).to_be_visible()
    desk.get_by_role("link", name="Xəzər Bayramlı").click()
    expect(desk.locator("main")).to_contain_text("Embassy of Azerbaijan")
    look(desk)


def plan_the_event(desk: Page, server: Server, slug: str) -> str:
    starts = (clock.to_local(clock.now(), "Asia/Karachi") + timedelta(days=12)).replace(hour=18, minute=30)
    desk.goto(f"{server.url}/m/{slug}/events/")
    desk.get_by_role("link", name="Plan an event").first.click()
    look(desk)
    desk.get_by_label("Name of the event").fill("Victory Day reception")
    desk.get_by_label("Begins").fill(f"{starts:%Y-%m-%dT%H:%M}")
    desk.get_by_label("Ends").fill(f"{starts + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    desk.get_by_label("Reply by").fill(f"{starts - timedelta(days=7):%Y-%m-%dT23:59}")
    desk.get_by_label("R.S.V.P. telephone").fill("+92 51 555 0147")
    desk.get_by_label("Address").fill("14 Margalla Road, Islamabad")
    desk.get_by_label("Dress", exact=True).select_option(label="Lounge suit")
    desk.get_by_label("How many the venue holds").fill("320")
    press(desk, "Save")
    look(desk)
    event_url = desk.url.split("/texts/")[0]
    for language in ("en", "az", "ur"):
        texts = factories.wording(language)
        desk.goto(f"{event_url}/texts/{language}")
        for label, value in (
            ("Title of the evening", texts.title),
            ("Occasion line", texts.occasion),
            ("Host lines", texts.hosts),
            ("Request line", texts.request_line),
            ("Function line", texts.function),
            ("Venue line", texts.venue),
        ):
            desk.get_by_label(label).fill(value)
        press(desk, "Save the texts")
        look(desk)
    desk.goto(event_url)
    press(desk, "Publish")
    expect(desk.locator(".notice")).to_contain_text("published")
    look(desk)
    return event_url


def invite(desk: Page, overview: str) -> None:
    desk.goto(overview)
    desk.get_by_role("link", name="Choose the guests").click()
    look(desk)
    desk.get_by_role("link", name="Add guests").first.click()
    look(desk)
    for name in ("Henrik Aune", "Xəzər Bayramlı", "Bilal Ahmed", "Nəzakət Əkbərzadə"):
        desk.get_by_label(f"Invite {name}").check()
    press(desk, "Put those ticked on the list")
    look(desk)
    expect(desk.locator("main")).to_contain_text("Ingrid Aune")


def send(desk: Page, overview: str, server: Server) -> None:
    desk.goto(f"{overview}/guests")
    desk.get_by_role("link", name=re.compile("Send 4 invitations")).click()
    look(desk)
    press(desk, re.compile("Send 4 letters now"))
    look(desk)
    work(server)
    server.drain()
    desk.reload()
    look(desk)


def work(server: Server) -> None:
    """What the worker does with a campaign."""
    with server.app.app_context():
        for name in ("invitations.sweep",):
            REGISTRY[name].run()


def open_the_letter(phone: Page, server: Server, address: str) -> str:
    phone.goto(f"{server.url}/dev/mailbox")
    look(phone)
    row = phone.locator("tr", has_text=address)
    row.get_by_role("link").click()
    look(phone)
    frame = phone.frame_locator("iframe.letter")
    expect(frame.locator("body")).to_contain_text("Victory Day")
    text = phone.locator(".letter-text").inner_text()
    found = re.search(r"http://\S+/r/[0-9a-z]+", text)
    assert found
    return found.group(0)


def reply_in_urdu(phone: Page, letter: str) -> None:
    phone.goto(letter)
    look(phone)
    phone.get_by_role("link", name="اردو").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("html")).to_have_attribute("lang", "ur")
    look(phone)
    phone.locator("button[name=choice][value=accept]").click()
    expect(phone.locator("img").first).to_be_visible()
    look(phone)


def confirmation_arrived(phone: Page, server: Server) -> None:
    phone.goto(f"{server.url}/dev/mailbox")
    row = phone.locator("tr", has_text="henrik@norway.example").first
    row.get_by_role("link").click()
    look(phone)
    expect(phone.locator("main")).to_contain_text(".ics")


def change_the_answer(phone: Page, letter: str) -> None:
    phone.goto(f"{letter}?lang=en")
    phone.get_by_text("Change your answer", exact=True).click()
    phone.get_by_text("Answer for each guest", exact=True).click()
    group = phone.get_by_role("group", name="Ingrid Aune")
    group.get_by_label("regrets").check()
    press(phone, "Send these answers")
    look(phone)


def replies(desk: Page, overview: str) -> None:
    desk.goto(f"{overview}/replies")
    look(desk)
    expect(desk.locator("main")).to_contain_text("Ingrid Aune: regrets")


def enrol(desk: Page, phone: Page, overview: str, server: Server) -> None:
    desk.goto(f"{overview}/gate")
    desk.get_by_label("Name of the gate").fill("Garden door")
    press(desk, "Add the gate")
    press(desk, "Make a code")
    look(desk)
    code = desk.locator("#enrol-code").inner_text()
    phone.goto(f"{server.url}/gate/")
    phone.get_by_label("Code").fill(code)
    phone.get_by_label("Your name").fill("Nadia")
    press(phone, "Enrol this phone")
    expect(phone.locator("#gate-name")).to_have_text("Garden door")
    expect(phone.locator("#list-state")).to_contain_text("old")
    look(phone)


def admit(phone: Page, typed: str, name: str) -> None:
    phone.locator("#query").fill(typed)
    expect(phone.locator("#hits button").first).to_contain_text(name, timeout=15_000)
    phone.locator("#hits button").first.click()
    look(phone)
    phone.locator("#verdict-buttons button").first.click()
    expect(phone.locator("#verdict-word")).to_have_text("Welcome")
    look(phone)
    press(phone, "Next guest")


def release(officer: Page, ambassador: Page, overview: str) -> None:
    officer.goto(f"{overview}/press")
    look(officer)
    officer.locator("main form button.btn-primary").first.click()
    look(officer)
    expect(officer.locator("main")).to_contain_text("Victory Day")
    officer.get_by_label("Second line").fill("More than a hundred guests attended")
    press(officer, "Save")
    look(officer)
    press(officer, "Submit for approval")
    look(officer)
    address = officer.url
    ambassador.goto(address)
    look(ambassador)
    press(ambassador, "Approve this text")
    look(ambassador)
    officer.goto(address)
    officer.on("dialog", lambda dialog: dialog.accept())
    press(officer, "Publish")
    look(officer)


def read(reader: Page, server: Server, slug: str) -> None:
    reader.goto(f"{server.url}/n/{slug}/")
    look(reader)
    reader.locator("main a").first.click()
    expect(reader.locator("article")).to_contain_text("Victory Day")
    look(reader)

"""Guests, readers and the gate are spoken to in Azerbaijani and Urdu: catalogues complete, well written, used."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask
from flask_babel import get_babel

from app import clock
from app.accounts.models import Role, User
from app.audit.actor import SYSTEM, Actor
from app.db import transaction
from app.directory.names import CATEGORY_NAMES
from app.events import service as events
from app.events.models import DressCode, ReplyMode
from app.i18n import gettext, listed, use_language
from app.invitations import queries as guest_lists
from app.invitations import service as invitations
from app.invitations.card import reply_line
from app.invitations.models import Channel, Invitation
from app.missions.models import Mission
from app.press import blocks as block
from app.press import queries as releases
from app.press import service as press
from app.press.attendance import Attendance
from app.press.drafting import from_event
from app.web.filters import day, moment
from tests import factories
from tests.invitations import making
from tests.pages import Page, Pages
from tests.press import making as press_making
from tools import catalogues

# Whose texts guests, readers of the newsroom and gate officers meet: folders end with a slash.
SPOKEN = (
    "app/errors.py",
    "app/web/",
    "app/events/names.py",
    "app/invitations/addressing.py",
    "app/invitations/card.py",
    "app/invitations/errors.py",
    "app/invitations/mails.py",
    "app/mail/blocks.py",
    "app/mail/letter.py",
    "app/mail/rendering.py",
    "app/rsvps/",
    *(
        f"app/press/{name}.py"
        for name in ("attendance", "datelines", "drafting", "feed", "newsroom", "reading")
    ),
    "app/checkin/",
    "app/printing/",
    "templates/checkin/",
    "templates/errors/",
    "templates/layouts/base.html",
    "templates/layouts/plain.html",
    "templates/macros/forms.html",
    "templates/mail/",
    "templates/newsroom/",
    "templates/rsvps/",
)
# The desk may wait.
DESK = (
    "app/rsvps/routes/chasing.py",
    "app/rsvps/routes/desk.py",
    "app/rsvps/routes/telling.py",
    "app/rsvps/routes/told.py",
    "templates/rsvps/index.html",
    "templates/rsvps/record.html",
    "templates/rsvps/telephone.html",
    "templates/rsvps/tell.html",
    "templates/rsvps/told.html",
    "templates/rsvps/wishes.html",
)
LANGUAGES = pytest.mark.parametrize("lang", catalogues.LANGUAGES)
PLACE = re.compile(r"%(?:\((\w+)\))?[sd]")
AZERBAIJANI = set("abcçdeəfgğhxıijkqlmnoöprsştuüvyz")
LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏə]{2,}(?:[’'.-][A-Za-zÀ-ɏə]+)*")
ENGLISH = re.compile(r"\b(?:the|and|your|you|please|this|that|with|for|from|was|will|are|has)\b", re.I)
# Names and addresses of the fixtures, file types and zones: what stays as it is in every language.
UNTRANSLATED = {
    *("Henrik", "Aune", "The", "Islamabad", "Observer", "Margalla", "Road", "Chancery"),
    *("English", "Azərbaycanca", "QR", "PDF", "PKT", "JavaScript", "Share", "Add", "to", "Home", "Screen"),
}
FOREIGN = {"javascript", "share", "add", "to", "home", "screen", "web", "webp", "qr", "word"}
NOW = press_making.NOW


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    """The texts of the sources as they are now."""
    return catalogues.texts()


@pytest.fixture
def spoken_app(app: Flask) -> Flask:
    """The application with catalogues compiled from what the sources hold."""
    catalogues.compile_all()
    get_babel().instance.domain_instance.cache.clear()
    return app


def translated(lang: str) -> Iterator[tuple[Message, str]]:
    """Every translation, the forms of a plural one by one."""
    for message in catalogues.read(lang):
        if message.id:
            forms = [message.string] if isinstance(message.string, str) else list(message.string)
            yield from ((message, form) for form in forms if form)


def english(message: Message) -> str:
    """The English text; of a plural the form for many."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def places(text: str) -> set[str]:
    return {found[1] or "" for found in PLACE.finditer(text)}


@pytest.mark.once
@LANGUAGES
def test_whatever_guests_readers_and_gates_meet_is_translated(wanted: Catalog, lang: str) -> None:
    known = catalogues.read(lang)
    missing = []
    for message in wanted:
        sources = [path for path, _line in message.locations if path not in DESK]
        printed = message.id in CATEGORY_NAMES.values()  # on badges and on the security list
        if not message.id or not (printed or any(path.startswith(SPOKEN) for path in sources)):
            continue
        found = known.get(message.id, message.context)
        forms = (found.string,) if found and isinstance(found.string, str) else found.string if found else ()
        if found is None or found.fuzzy or not forms or not all(forms):
            missing.append(english(message))
    assert not missing, f"run make translations, then translate into {lang}: {missing}"


@pytest.mark.once
def test_every_source_named_here_exists() -> None:
    assert not [source for source in SPOKEN + DESK if not (catalogues.ROOT / source).exists()]


@pytest.mark.once
@LANGUAGES
def test_a_translation_keeps_its_places(lang: str) -> None:
    broken = [form for message, form in translated(lang) if places(form) != places(english(message))]
    assert not broken


@pytest.mark.once
@LANGUAGES
def test_a_catalogue_is_plain_and_settled(lang: str) -> None:
    text = catalogues.source_of(lang).read_text()
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in text
    assert "fuzzy" not in text
    assert not re.search(r"^#[:~]|POT-Creation-Date|Last-Translator", text, re.M)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.once
@LANGUAGES
def test_a_translation_ends_as_its_sentence_does(lang: str) -> None:
    stops = {".": "۔" if lang == "ur" else ".", "?": "؟" if lang == "ur" else "?"}
    broken = []
    for message, form in translated(lang):
        text, end = english(message), english(message)[-1]
        sentence = end in stops and " " in text and not PLACE.search(text[-4:]) and not form.endswith(")s")
        if sentence and not form.endswith(stops[end]):
            broken.append(form)
    assert not broken


@pytest.mark.once
def test_urdu_is_set_with_urdu_marks_and_letters() -> None:
    broken = []
    for message, form in translated("ur"):
        text = PLACE.sub("", form)
        if re.search(r"[?,;]|[\u0643\u064a\u0649\u0647]|(?<=[\u0600-\u06ff])\.", text):
            broken.append(form)
        foreign = set(LATIN_WORD.findall(text)) - UNTRANSLATED
        if foreign - set(LATIN_WORD.findall(english(message))):
            broken.append(form)
    assert not broken


@pytest.mark.once
def test_azerbaijani_is_written_with_its_own_letters() -> None:
    broken = []
    for _message, form in translated("az"):
        lower = PLACE.sub("", form).replace("İ", "i").replace("I", "ı").lower()
        for word in re.findall(r"[^\W\d_]+", lower.replace("javascrıpt", "javascript")):
            if word not in FOREIGN and not set(word) <= AZERBAIJANI | set("№"):
                broken.append(form)
    assert not broken


def spoken_texts(page: Page) -> Iterator[str]:
    """What is read or read out: text and the attributes that hold words."""
    yield page.text
    title = page.tree.find(".//title")
    yield (title.text or "") if title is not None else ""
    for node in page.tree.iter():
        if isinstance(node.tag, str):
            named = ("alt", "title", "aria-label", "placeholder")
            yield from (node.attrib[name] for name in named if name in node.attrib)


def assert_spoken(text: str, lang: str) -> None:
    """No English sentence, whether it waits for its translation or never asked for one."""
    left = [english(message) for message, form in translated(lang) if form != english(message)]
    found = [one for one in left if len(one) > 12 and " " in one and "%" not in one and one in text]
    assert not found
    assert not (words := ENGLISH.findall(text.replace("The Islamabad", ""))), (words, text)
    if lang == "ur":
        text = re.sub(r"https?://\S+|\S+@\S+|\b[0-9a-f]{16}\b", "", text)
        assert not (words := set(LATIN_WORD.findall(text)) - UNTRANSLATED), (words, text)


def assert_page_spoken(page: Page, lang: str) -> Page:
    assert page.tree.attrib["lang"] == lang
    assert page.tree.attrib["dir"] == ("rtl" if lang == "ur" else "ltr")
    for text in spoken_texts(page):
        assert_spoken(text, lang)
    return page


def gala(mission: Mission, **facts: Any) -> Any:
    """An event that asks a guest everything."""
    asking = {"may_be_represented": True, "food_served": True, "map_url": "https://maps.example/residence"}
    dressed = {"dress_code": DressCode.LOUNGE_SUIT, "or_national_dress": True}
    return factories.event(mission, **{**asking, **dressed, **facts})


def invited(mission: Mission, event: Any, lang: str) -> Invitation:
    [invitation] = making.invite(event, making.person(mission, language=lang))
    return invitation


@LANGUAGES
def test_the_letter_s_page_is_whole_in_the_guest_s_language(
    spoken_app: Flask, mission: Mission, pages: Pages, lang: str
) -> None:
    invitation = invited(mission, gala(mission), lang)
    page = assert_page_spoken(pages.get(making.letter_path(invitation)), lang)
    with use_language(lang):
        accept, represent = gettext("I accept with pleasure"), gettext("Send this person’s name")
        keep, address = gettext("Keep this"), gettext("Your e-mail address, for a copy of the confirmation")
    refused = assert_page_spoken(page.submit(represent), lang)
    assert refused.status == 422
    recorded = assert_page_spoken(page.submit(accept), lang)
    mistyped = assert_page_spoken(recorded.submit(keep, **{address: "nobody"}), lang)
    assert mistyped.status == 422


@LANGUAGES
def test_several_guests_on_one_letter_are_asked_in_their_language(
    spoken_app: Flask, mission: Mission, pages: Pages, lang: str
) -> None:
    event = gala(mission, hard_capacity=True, capacity=2)
    path = making.letter_path(making.places(event, 4))
    page = assert_page_spoken(pages.get(f"{path}?lang={lang}"), lang)
    with use_language(lang):
        page = page.submit(gettext("Send these answers"))
    assert page.status == 422
    assert_page_spoken(page, lang)


@LANGUAGES
@pytest.mark.parametrize("hours", [-2, 3, 24 * 9])
def test_the_page_is_spoken_at_every_hour(
    spoken_app: Flask, mission: Mission, pages: Pages, lang: str, hours: int
) -> None:
    """Begun, today, and after the day for replies."""
    starts = (clock.to_local(clock.now(), mission.zone) + timedelta(hours=hours)).replace(tzinfo=None)
    event = gala(
        mission,
        starts_local=starts,
        ends_local=starts + timedelta(hours=1),
        reply_until_local=starts - timedelta(days=10),
    )
    invitation = invited(mission, event, lang)
    page = assert_page_spoken(pages.get(making.letter_path(invitation)), lang)
    if hours > 0:
        with use_language(lang):
            assert_page_spoken(page.submit(gettext("I accept with pleasure")), lang)


@LANGUAGES
def test_bad_news_reaches_a_guest_in_his_language(
    spoken_app: Flask, mission: Mission, pages: Pages, lang: str
) -> None:
    event = gala(mission)
    invitation = invited(mission, event, lang)
    making.hand_over(invitation)
    path = making.letter_path(invitation)
    browser = {"headers": {"Accept-Language": lang}}
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    assert_page_spoken(pages.get(path), lang)
    with transaction():
        link = guest_lists.live_link(invitation, Channel.SHARE_LINK)
        assert link
        invitations.revoke_link(invitation, link, actor=SYSTEM, now=clock.now())
    gone = assert_page_spoken(pages.get(path, **browser), lang)
    assert gone.status == 410
    unknown = assert_page_spoken(pages.get("/r/nothing", **browser), lang)
    assert unknown.status == 404


@LANGUAGES
def test_letters_are_written_in_the_guest_s_language(
    spoken_app: Flask, mission: Mission, pages: Pages, lang: str
) -> None:
    event = gala(mission)
    invited(mission, event, lang)
    making.send_all(event)
    [letter] = making.collect()
    page = pages.get(making.link_in(making.body(letter)))
    with use_language(lang):
        page.submit(gettext("I accept with pleasure"))
    [confirmation] = making.collect()
    [entry] = [part for part in confirmation.walk() if part.get_content_type() == "text/calendar"]
    assert factories.wording(lang).venue in str(entry.get_content())
    for message in (letter, confirmation):
        assert_spoken(str(message["Subject"]), lang)
        assert_spoken(making.body(message), lang)
        visible = re.sub(r"(?s)<style.*?</style>|<[^>]*>|cid:\S+", " ", making.body(message, "html"))
        assert_spoken(visible, lang)


@LANGUAGES
def test_the_newsroom_is_whole_in_its_reader_s_language(
    spoken_app: Flask, mission: Mission, pages: Pages, staff: Callable[..., User], lang: str
) -> None:
    writer, head = staff(Role.PRESS_OFFICER), staff(Role.HEAD_OF_MISSION)
    front = f"/n/{mission.slug}/?lang={lang}"
    assert_page_spoken(pages.get(front), lang)
    release = press_making.published(mission, writer, head, lang)
    correct(release, writer, head, lang)
    assert_page_spoken(pages.get(front), lang)
    page = pages.get(f"/n/{mission.slug}/{release.id}/?lang={lang}")
    assert_page_spoken(page, lang)
    text = pages.get(f"/n/{mission.slug}/{release.id}/{lang}/release.txt").response.get_data(as_text=True)
    assert_spoken(text, lang)
    actor = Actor.staff(writer.id)
    for verb in (press.withhold, press.withdraw):
        with transaction():
            found = releases.get(release.mission_id, release.id)
            verb(found, notices={lang: press_making.TEXTS[lang][0]}, actor=actor, now=NOW)
        assert_page_spoken(pages.get(front), lang)
        assert_page_spoken(pages.get(f"/n/{mission.slug}/{release.id}/?lang={lang}"), lang)


def correct(release: Any, writer: User, head: User, lang: str) -> None:
    """Publish a correction, so that readers see its note."""
    actor = Actor.staff(writer.id)
    with transaction():
        found = releases.get(release.mission_id, release.id)
        press.correct(found, language=lang, actor=actor, now=NOW)
        version = press_making.version_of(release, lang)
        words = press_making.content(lang, note=press_making.TEXTS[lang][1])
        press.edit(version, content=words, seen_hash=version.content_hash, actor=actor, now=NOW)
        press.submit(version, actor=actor, now=NOW)
    press_making.approve(release, head, lang)
    press_making.publish(release, writer, lang, now=NOW + timedelta(hours=1))


@LANGUAGES
def test_a_draft_of_a_release_is_written_in_its_language(
    spoken_app: Flask, mission: Mission, lang: str
) -> None:
    event = gala(mission)
    made = from_event(
        event, mission, language=lang, attendance=Attendance(274, NOW), now=NOW, chief_guest="Henrik Aune"
    )
    paragraphs = [block.words(one.runs) for one in made.blocks if isinstance(one, block.Paragraph)]
    assert len(paragraphs) == 3
    assert_spoken(" ".join([made.headline, made.deck, *paragraphs]), lang)


@LANGUAGES
def test_the_gate_speaks_the_language_of_its_phone(spoken_app: Flask, pages: Pages, lang: str) -> None:
    page = pages.get("/gate/", headers={"Accept-Language": f"{lang},en;q=0.5"}, check=False)
    assert_page_spoken(page, lang)


def test_the_card_asks_for_its_answer_in_one_sentence(spoken_app: Flask, mission: Mission) -> None:
    event = factories.event(mission, reply_mode=ReplyMode.RSVP)
    with use_language("ur"):
        until = day(event.reply_until_local, style="long").rsplit(" ", 1)[0]
        assert reply_line(event) == f"براہِ کرم {until} تک جواب سے مطلع فرمائیں"
    with use_language("az"):
        assert "tarixinədək cavab verməyiniz xahiş olunur" in reply_line(event)


def test_urdu_joins_with_its_own_comma(spoken_app: Flask) -> None:
    with use_language("ur"):
        assert listed(("سفارت خانہ", "", "اسلام آباد")) == "سفارت خانہ، اسلام آباد"
        assert moment(NOW, "Asia/Karachi") == "8 نومبر 2026، 21:52 PKT"
    with use_language("en"):
        assert listed(("Embassy", "", "Islamabad")) == "Embassy, Islamabad"

"""What the public sees: pages, feed, plain text, print, linked data, corrections, withdrawal."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Role, User
from app.audit.actor import Actor
from app.db import transaction
from app.missions.models import Mission
from app.press import blocks as block
from app.press import queries, service
from app.press.content import Content
from app.press.models import PressRelease
from tests import factories
from tests.pages import Page, Pages
from tests.press import making
from tests.press.hostile import HOSTILE_TEXTS
from tests.press.making import NOW, content, version_of

ATOM = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}


@pytest.fixture
def writer(staff: Callable[..., User]) -> User:
    return staff(Role.PRESS_OFFICER)


@pytest.fixture
def head(staff: Callable[..., User]) -> User:
    return staff(Role.HEAD_OF_MISSION)


@pytest.fixture
def release(mission: Mission, writer: User, head: User) -> PressRelease:
    """Public in English and Urdu."""
    made = making.published(mission, writer, head)
    making.add_published(made, writer, head, "ur")
    return made


def url(mission: Mission, release: PressRelease, rest: str = "") -> str:
    return f"/n/{mission.slug}/{release.id}/{rest}"


def linked(page: Page) -> dict[str, Any]:
    [script] = [s for s in page.tree.iter("script") if s.attrib.get("type") == "application/ld+json"]
    data: dict[str, Any] = json.loads(script.text or "")
    return data


def correct(release: PressRelease, writer: User, head: User, note: str) -> None:
    actor = Actor.staff(writer.id)
    with transaction():
        service.correct(queries.get(release.mission_id, release.id), language="en", actor=actor, now=NOW)
        version = version_of(release)
        words = content(text="The Embassy held a dinner.", note=note)
        service.edit(version, content=words, seen_hash=version.content_hash, actor=actor, now=NOW)
        service.submit(version, actor=actor, now=NOW)
    making.approve(release, head)
    making.publish(release, writer, now=NOW + timedelta(hours=11))


def withdraw(release: PressRelease, writer: User) -> None:
    with transaction():
        service.withdraw(
            queries.get(release.mission_id, release.id),
            notices={"en": "The event did not take place.", "ur": "تقریب نہیں ہوئی۔"},
            actor=Actor.staff(writer.id),
            now=NOW + timedelta(hours=20),
        )


def test_front_page_lists_what_is_public(
    pages: Pages, mission: Mission, writer: User, release: PressRelease
) -> None:
    making.drafted(mission, writer, words=content(headline="Nobody may see this"))

    page = pages.get(f"/n/{mission.slug}/")

    assert page.status == 200
    assert "Embassy marks Harvest Day" in page.text
    assert "Nobody may see this" not in page.text


def test_release_is_read_without_signing_in(pages: Pages, mission: Mission, release: PressRelease) -> None:
    page = pages.get(f"/n/{mission.slug}/").follow("Embassy marks Harvest Day")

    assert page.path.endswith("/embassy-marks-harvest-day")
    assert "Islamabad, 8 November – The Embassy held a reception" in page.text
    assert "Press release 1/2026 · 8 November 2026, 21:52 PKT" in page.text
    assert page.response.headers["X-Robots-Tag"] == "all"


def test_readable_words_of_the_address_may_be_wrong(
    client: FlaskClient, mission: Mission, release: PressRelease
) -> None:
    for words in ("", "an-older-headline"):
        answer = client.get(url(mission, release, words))
        assert answer.status_code == 301
        assert answer.headers["Location"].endswith(f"/{release.id}/embassy-marks-harvest-day")


def test_urdu_stands_from_right_to_left_under_the_same_id(
    pages: Pages, mission: Mission, release: PressRelease
) -> None:
    page = pages.get(url(mission, release)).follow("اردو")

    root = page.tree
    assert (root.attrib["lang"], root.attrib["dir"]) == ("ur", "rtl")
    assert "سفارت خانے نے رہائش گاہ پر استقبالیہ دیا۔" in page.text
    assert str(release.id) in page.path


def test_draft_has_no_address(client: FlaskClient, mission: Mission, writer: User) -> None:
    draft = making.drafted(mission, writer)

    for rest in ("", "embassy", "en/release.txt", "en/release.pdf"):
        assert client.get(url(mission, draft, rest)).status_code == 404


def test_release_is_not_found_under_another_mission(client: FlaskClient, release: PressRelease) -> None:
    other = factories.mission()

    assert client.get(url(other, release)).status_code == 404
    assert client.get(url(other, release, "en/release.txt")).status_code == 404


def test_unpublished_correction_stays_unseen(
    pages: Pages, mission: Mission, writer: User, release: PressRelease
) -> None:
    with transaction():
        actor = Actor.staff(writer.id)
        service.correct(queries.get(mission.id, release.id), language="en", actor=actor, now=NOW)
        version = version_of(release)
        secret = content(text="Not yet approved.", note="Not yet.")
        service.edit(version, content=secret, seen_hash=version.content_hash, actor=actor, now=NOW)

    for rest in ("", "en/release.txt"):
        assert "ot yet" not in pages.get(url(mission, release, rest)).response.get_data(as_text=True)


def test_plain_text_holds_all_a_desk_needs(
    client: FlaskClient, mission: Mission, release: PressRelease
) -> None:
    answer = client.get(url(mission, release, "en/release.txt"))

    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True) == (
        "Embassy of Valdara\nFOR IMMEDIATE RELEASE\nPress release 1/2026\n8 November 2026, 21:52 PKT\n\n"
        "Embassy marks Harvest Day\n\n"
        "Islamabad, 8 November – The Embassy held a reception at the Residence.\n\n###\n"
    )


@pytest.mark.parametrize("lang", ["en", "ur"])
def test_pdf_is_served_in_each_language(
    client: FlaskClient, mission: Mission, release: PressRelease, lang: str
) -> None:
    answer = client.get(url(mission, release, f"{lang}/release.pdf"))

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")


def test_language_without_a_text_is_not_found(
    client: FlaskClient, mission: Mission, release: PressRelease
) -> None:
    assert client.get(url(mission, release, "az/release.txt")).status_code == 404


def test_linked_data_names_translations_and_dates(
    pages: Pages, mission: Mission, release: PressRelease
) -> None:
    data = linked(pages.get(url(mission, release)))

    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Embassy marks Harvest Day"
    assert data["url"] == f"http://public.example/n/{mission.slug}/{release.id}/embassy-marks-harvest-day"
    assert data["datePublished"] == "2026-11-08T16:52:00+00:00"
    assert (data["inLanguage"], data["locationCreated"]["name"]) == ("en", "Islamabad")
    assert [one["inLanguage"] for one in data["workTranslation"]] == ["ur"]


def test_correction_is_said_at_the_top_and_in_the_data(
    pages: Pages, mission: Mission, writer: User, head: User, release: PressRelease
) -> None:
    before = pages.get(url(mission, release)).path
    correct(release, writer, head, "It was a dinner, not a reception.")

    page = pages.get(url(mission, release))

    assert page.path == before
    assert "Corrected 9 November 2026, 08:52 PKT. It was a dinner, not a reception." in page.text
    assert "held a dinner" in page.text
    assert "held a reception" not in page.text
    [correction] = linked(page)["correction"]
    assert correction["text"] == "It was a dinner, not a reception."


def test_withdrawn_release_answers_gone_with_its_notice(
    pages: Pages, mission: Mission, writer: User, release: PressRelease
) -> None:
    withdraw(release, writer)

    for rest in ("", "embassy-marks-harvest-day", "en/release.txt", "en/release.pdf"):
        page = pages.get(url(mission, release, rest))
        assert page.status == 410
        assert "The event did not take place." in page.text
        assert "held a reception" not in page.text
    urdu = pages.get(url(mission, release, "?lang=ur"))
    assert (urdu.status, "تقریب نہیں ہوئی۔" in urdu.text) == (410, True)
    assert "Harvest" not in pages.get(f"/n/{mission.slug}/").text


def test_withheld_release_shows_only_its_notice(
    pages: Pages, mission: Mission, writer: User, release: PressRelease
) -> None:
    with transaction():
        found = queries.get(mission.id, release.id)
        service.withhold(found, notices={"en": "We check a name."}, actor=Actor.staff(writer.id), now=NOW)

    for rest in ("", "en/release.txt"):
        page = pages.get(url(mission, release, rest))
        assert page.status == 200
        assert "We check a name." in page.text
        assert "held a reception" not in page.text


def feed(client: FlaskClient, mission: Mission, lang: str = "en") -> ElementTree.Element:
    answer = client.get(f"/n/{mission.slug}/feed.{lang}.atom")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ElementTree.fromstring(answer.data)


def test_feed_has_one_language_and_permanent_ids(
    client: FlaskClient, mission: Mission, writer: User, head: User, release: PressRelease
) -> None:
    english, urdu = feed(client, mission), feed(client, mission, "ur")
    [entry] = english.findall("a:entry", ATOM)
    identifier = entry.findtext("a:id", namespaces=ATOM)

    assert english.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"
    assert entry.findtext("a:title", namespaces=ATOM) == "Embassy marks Harvest Day"
    assert urdu.findtext("a:entry/a:title", namespaces=ATOM) == making.TEXTS["ur"][0]
    assert urdu.findtext("a:entry/a:id", namespaces=ATOM) != identifier

    correct(release, writer, head, "It was a dinner.")
    [corrected] = feed(client, mission).findall("a:entry", ATOM)
    assert corrected.findtext("a:id", namespaces=ATOM) == identifier
    assert corrected.findtext("a:title", namespaces=ATOM) == "Corrected: Embassy marks Harvest Day"
    assert corrected.findtext("a:published", namespaces=ATOM) == entry.findtext(
        "a:published", namespaces=ATOM
    )
    assert corrected.findtext("a:updated", namespaces=ATOM) == "2026-11-09T03:52:00+00:00"


def test_feed_says_what_was_withdrawn(
    client: FlaskClient, mission: Mission, writer: User, release: PressRelease
) -> None:
    [entry] = feed(client, mission).findall("a:entry", ATOM)
    withdraw(release, writer)

    after = feed(client, mission)

    assert after.findall("a:entry", ATOM) == []
    [deleted] = after.findall("at:deleted-entry", ATOM)
    assert deleted.attrib["ref"] == entry.findtext("a:id", namespaces=ATOM)
    assert deleted.findtext("at:comment", namespaces=ATOM) == "The event did not take place."


def test_feed_in_a_foreign_language_is_not_found(client: FlaskClient, mission: Mission) -> None:
    assert client.get(f"/n/{mission.slug}/feed.fr.atom").status_code == 404


def test_unchanged_feed_is_not_sent_again(
    client: FlaskClient, mission: Mission, release: PressRelease
) -> None:
    address = f"/n/{mission.slug}/feed.en.atom"
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.check("S18")
@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_words_stay_words_in_every_public_output(
    pages: Pages, client: FlaskClient, mission: Mission, writer: User, head: User, text: str
) -> None:
    words = Content(
        headline="H " + text,
        deck=text,
        place=text[:100],
        dated=NOW.date(),
        blocks=(block.Paragraph((block.Run(block.clean(text)),)),),
    )
    release = making.published(mission, writer, head, words=words)
    expected = " ".join(block.clean(text).split())

    page = pages.get(url(mission, release))
    scripts = list(page.tree.iter("script"))
    assert [s.attrib.get("type") for s in scripts] == ["application/ld+json"]
    assert linked(page)["headline"] == block.clean_line("H " + text)
    assert expected in page.text
    assert not list(page.tree.iter("img")) + list(page.tree.iter("iframe")) + list(page.tree.iter("svg"))
    assert expected in " ".join(
        client.get(url(mission, release, "en/release.txt")).get_data(as_text=True).split()
    )
    entry = feed(client, mission).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == block.clean_line("H " + text)
    assert client.get(url(mission, release, "en/release.pdf")).data.startswith(b"%PDF-")

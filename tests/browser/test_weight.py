"""What a telephone on a slow line must load before a letter can be read and answered."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests import factories
from tests.browser.conftest import PHONE, Server
from tests.invitations import making

pytestmark = pytest.mark.browser

# Everything but the faces, gzipped; then the faces, by language of the letter.
BODY = 60_000
FACES = {"en": 30_000, "az": 90_000, "ur": 190_000}


@pytest.mark.parametrize("language", FACES)
def test_a_letter_is_light_in_every_language(
    server: Server, open_page: Callable[..., Page], language: str
) -> None:
    with server.app.app_context():
        mission = factories.mission()
        event = factories.event(mission)
        path = making.letter_path(making.invited(event, mission))
    loaded: list[Response] = []
    page = open_page(PHONE)
    page.on("response", lambda one: loaded.append(one))
    page.goto(f"{server.url}{path}?lang={language}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    assert page.locator("html").get_attribute("lang") == language
    faces = sum(len(one.body()) for one in loaded if one.url.endswith(".woff2"))
    rest = sum(len(gzip.compress(one.body())) for one in loaded if not one.url.endswith(".woff2"))
    assert rest < BODY
    assert 0 < faces < FACES[language], [one.url.rsplit("/", 1)[-1] for one in loaded]

"""Where the links of letters lead: to the public address of the settings, whatever a request said its host was."""

import re

import pytest
from flask.testing import FlaskClient

from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages

ABSOLUTE = re.compile(r"https?://[^\s\"'<>\x00-\x1f]+")
EVIL = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"Host": "public.example.evil.example"},
]


@pytest.mark.check("S04")
@pytest.mark.parametrize("headers", EVIL)
def test_an_answer_for_a_foreign_host_is_refused_and_writes_no_letter(
    mission: Mission, client: FlaskClient, headers: dict[str, str]
) -> None:
    invitation = making.invited(factories.event(mission), mission, email="aune@norway.example")
    base = f"http://{headers['Host']}" if "Host" in headers else "http://localhost"
    response = client.post(
        making.letter_path(invitation), data={"choice": "accept"}, headers=headers, base_url=base
    )
    assert response.status_code == 400
    assert making.collect() == []


@pytest.mark.check("S04")
@pytest.mark.parametrize("base", ["http://public.example", "http://localhost", "http://127.0.0.1"])
def test_the_links_of_a_letter_begin_with_the_public_address(
    mission: Mission, client: FlaskClient, base: str
) -> None:
    """The confirmation is written during a request; its host has no say."""
    event = factories.event(mission)
    making.invite(event, making.person(mission))
    making.send_all(event)
    [invitation] = making.collect()
    pages = Pages(client, base)
    pages.get(making.link_in(making.body(invitation))).submit("I accept with pleasure")
    [confirmation] = making.collect()
    for letter in (invitation, confirmation):
        links = {
            link
            for kind in ("plain", "html")
            for link in ABSOLUTE.findall(
                making.body(letter, kind).replace("http://www.w3.org/1999/xhtml", "")
            )
        }
        assert links
        assert all(link.startswith("http://public.example/") for link in links), links

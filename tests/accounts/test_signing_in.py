"""Signing in: the real form, the real hash, redirects that stay in the house."""

import dataclasses
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from app import clock
from app.accounts import queries, service
from app.accounts.models import Role
from app.audit.actor import SYSTEM
from app.db import transaction
from app.missions.models import Mission
from config import Config
from tests.conftest import Client
from tests.pages import Pages

PASSWORD = "correct horse battery"


@pytest.fixture
def leyla(mission: Mission) -> str:
    with transaction():
        user = service.open_account(
            "leyla@valdara.example", name="Leyla", password=PASSWORD, actor=SYSTEM, now=clock.now()
        )
        service.give_role(
            user, role=Role.SOCIAL_SECRETARY, mission_id=mission.id, actor=SYSTEM, now=clock.now()
        )
    return "leyla@valdara.example"


def sign_in(pages: Pages, email: str, password: str, path: str = "/sign-in") -> Pages:
    page = pages.get(path)
    form = page.form("Sign in").fill("E-mail", email).fill("Password", password)
    form.submit()
    return pages


def test_signing_in_leads_to_the_events_of_the_only_mission(pages: Pages, leyla: str) -> None:
    sign_in(pages, leyla, PASSWORD)
    page = pages.get("/")
    assert page.status == 200
    assert "Events" in page.text


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_however_he_asks(
    app: Flask, mission: Mission, leyla: str
) -> None:
    asked = app.test_client().get("/", base_url="http://localhost")
    looked = app.test_client().head("/", base_url="http://localhost")
    assert asked.status_code == looked.status_code == 302
    assert asked.headers["Location"] == looked.headers["Location"]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(pages: Pages, leyla: str) -> None:
    wrong = pages.get("/sign-in").form("Sign in").fill("E-mail", leyla).fill("Password", "wrong password!")
    unknown = (
        pages.get("/sign-in").form("Sign in").fill("E-mail", "no@one.example").fill("Password", PASSWORD)
    )
    first, second = wrong.submit(), unknown.submit()
    assert "not right" in first.text
    assert first.text.replace(leyla, "") == second.text.replace("no@one.example", "")


@pytest.mark.check("S26")
def test_the_password_is_kept_as_argon2id(mission: Mission, leyla: str) -> None:
    user = queries.by_email(leyla)
    assert user is not None and user.password is not None
    assert user.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.check("S06")
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "%0d%0aSet-Cookie:x=1",
        "javascript:alert(1)",
        "https://evil.example/",
    ],
)
def test_after_signing_in_the_redirect_stays_local(app: Flask, leyla: str, target: str) -> None:
    client = app.test_client()
    form = Pages(client).get("/sign-in", query_string={"next": target}).form("Sign in")
    data = dict(form.fill("E-mail", leyla).fill("Password", PASSWORD).values)
    typed = client.post("/sign-in", query_string={"next": target}, data=data, base_url="http://localhost")
    for location in filter(None, [typed.headers.get("Location")]):
        assert urlsplit(urljoin("http://localhost/sign-in", location)).netloc == "localhost"
        assert not set("\r\n\\") & set(location)
    sent = client.post(form.node.attrib["action"], data=data, base_url="http://localhost")
    assert sent.status_code in {302, 303} or typed.status_code in {302, 303}
    assert sent.headers.get("Location", "/") == "/"


@pytest.mark.check("S28")
@pytest.mark.parametrize("change", ["password", "role", "disable"])
def test_a_session_ends_with_the_next_request_when_the_account_changes(
    pages: Pages, mission: Mission, leyla: str, change: str
) -> None:
    sign_in(pages, leyla, PASSWORD)
    path = f"/m/{mission.slug}/events/"
    assert pages.client.get(path, base_url="http://localhost").status_code == 200
    with transaction():
        user = queries.by_email(leyla)
        assert user is not None
        if change == "password":
            service.set_password(user, password="another long password", actor=SYSTEM, now=clock.now())
        elif change == "role":
            service.give_role(user, role=Role.AUDITOR, mission_id=mission.id, actor=SYSTEM, now=clock.now())
        else:
            service.disable(user, actor=SYSTEM, now=clock.now())
    assert pages.client.get(path, base_url="http://localhost").status_code in {302, 303, 401}


def test_a_demo_account_is_refused_outside_demo_mode(pages: Pages, mission: Mission) -> None:
    with transaction():
        service.open_account(
            "demo@valdara.example",
            name="Demo",
            password="chancery-demo",
            actor=SYSTEM,
            now=clock.now(),
            demo=True,
        )
    page = pages.get("/sign-in")
    answer = (
        page.form("Sign in").fill("E-mail", "demo@valdara.example").fill("Password", "chancery-demo").submit()
    )
    assert "demo mode" in answer.text


def test_the_password_form_changes_the_password(pages: Pages, mission: Mission, leyla: str) -> None:
    sign_in(pages, leyla, PASSWORD)
    form = pages.get("/password").form("Change password")
    form.fill("Present", PASSWORD).fill("New password", "quite another password").fill(
        "The new one", "quite another password"
    )
    form.submit()
    user = queries.by_email(leyla)
    assert user is not None and user.verify_and_update_password("quite another password")


@pytest.mark.check("S02")
def test_passwords_fit_after_the_change_of_the_signing_key(
    app: Flask, config: Config, leyla: str, make_app: Callable[[Config], Flask]
) -> None:
    rotated = make_app(dataclasses.replace(config, secret_key="another-key-0123456789-abcdef-ghijkl-XYZ"))
    rotated.test_client_class = Client
    pages = sign_in(Pages(rotated.test_client()), leyla, PASSWORD)
    assert "Events" in pages.get("/").text


@pytest.mark.check("S05")
def test_a_forged_forwarded_address_does_not_escape_the_limit(app: Flask, leyla: str) -> None:
    client = app.test_client()
    statuses = []
    for number in range(12):
        form = Pages(client).get("/sign-in").form("Sign in").fill("E-mail", leyla).fill("Password", "x" * 14)
        answer = client.post(
            "/sign-in",
            data=dict(form.values),
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
            base_url="http://localhost",
        )
        statuses.append(answer.status_code)
    assert statuses[-1] == 429

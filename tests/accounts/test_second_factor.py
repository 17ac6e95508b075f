"""Signing in with a code: an authenticator that computes, the real pages, the clock of now."""

import re
import time

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from app import clock
from app.accounts import queries, service
from app.accounts.models import Role, User
from app.audit.actor import SYSTEM
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.missions.models import Mission
from tests.accounts.test_signing_in import PASSWORD
from tests.pages import Page, Pages

LEYLA = "leyla@valdara.example"
STEP = 30


@pytest.fixture
def leyla(mission: Mission) -> str:
    with transaction():
        user = service.open_account(LEYLA, name="Leyla", password=PASSWORD, actor=SYSTEM, now=clock.now())
        service.give_role(
            user, role=Role.SOCIAL_SECRETARY, mission_id=mission.id, actor=SYSTEM, now=clock.now()
        )
    return LEYLA


@pytest.fixture
def authenticator(app: Flask, leyla: str) -> TOTP:
    """Leyla's telephone, after she has set the second factor up."""
    pages = Pages(app.test_client())
    enter(pages)
    page = pages.get("/second-factor").submit("Set it up")
    found = re.search(r"<code[^>]*>([A-Z2-7 -]+)</code>", page.response.get_data(as_text=True))
    assert found
    telephone = TOTP(key=re.sub("[ -]", "", found[1]))
    page = page.form("Switch it on").set("code", code(telephone)).submit()
    assert "From now on signing in asks for a code" in page.text
    return telephone


def code(telephone: TOTP, steps: int = 0) -> str:
    return str(telephone.generate(time=int(time.time()) + steps * STEP).token)


def enter(pages: Pages) -> Page:
    return pages.get("/sign-in").form("Sign in").fill("E-mail", LEYLA).fill("Password", PASSWORD).submit()


def test_the_password_alone_opens_nothing(authenticator: TOTP, pages: Pages) -> None:
    asked = enter(pages)
    assert "A code of your authenticator" in asked.text
    assert "Sign in" in pages.get("/").text
    opened = asked.form("Sign in").set("code", code(authenticator, 1)).submit()
    assert "Events" in opened.text


@pytest.mark.check("S27")
def test_a_code_is_good_once(app: Flask, authenticator: TOTP, pages: Pages) -> None:
    one = code(authenticator, 1)
    assert "Events" in enter(pages).form("Sign in").set("code", one).submit().text
    other = Pages(app.test_client())
    refused = enter(other).form("Sign in").set("code", one).submit()
    assert "was used before" in refused.text
    assert "Sign in" in other.get("/").text


@pytest.mark.check("S27")
def test_a_recovery_code_is_good_once(app: Flask, authenticator: TOTP, pages: Pages) -> None:
    enter(pages).form("Sign in").set("code", code(authenticator, 1)).submit()
    shown = pages.get("/second-factor/recovery-codes").submit("Make new codes")
    codes = re.findall(r"\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b", shown.text)
    assert len(codes) == 8
    lost = Pages(app.test_client())
    form = enter(lost).follow("The telephone is lost").form("Sign in")
    assert "Events" in form.set("code", codes[0]).submit().text
    again = Pages(app.test_client())
    refused = enter(again).follow("The telephone is lost").form("Sign in").set("code", codes[0]).submit()
    assert "none of the codes that are left" in refused.text


@pytest.mark.check("S25")
def test_neither_seed_nor_recovery_code_stands_in_the_database(
    app: Flask, authenticator: TOTP, pages: Pages
) -> None:
    enter(pages).form("Sign in").set("code", code(authenticator, 1)).submit()
    shown = pages.get("/second-factor/recovery-codes").submit("Make new codes").text
    user = queries.by_email(LEYLA)
    assert user is not None
    stored = f"{user.tf_totp_secret} {user.mf_recovery_codes}"
    assert authenticator.base32_key not in stored
    assert not re.search(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", stored)
    assert re.search(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", shown)


def test_it_is_switched_off_at_the_desk_and_by_the_administrator(
    app: Flask, authenticator: TOTP, pages: Pages
) -> None:
    enter(pages).form("Sign in").set("code", code(authenticator, 1)).submit()
    assert "password alone" in pages.get("/second-factor").submit("Switch it off").text
    assert "Events" in enter(Pages(app.test_client())).text
    verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("user.second"))))
    assert verbs == {"user.second_factor_on", "user.second_factor_off"}


def test_the_administrator_forgets_it_for_whoever_lost_everything(app: Flask, authenticator: TOTP) -> None:
    result = app.test_cli_runner().invoke(args=["reset-password", LEYLA, "--forget-second-factor"])
    assert result.exit_code == 0, result.output
    user = db.session.scalars(select(User).where(User.email == LEYLA)).one()
    assert (user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes) == (None, None, None)


def test_codes_tried_by_the_dozen_are_limited(authenticator: TOTP, pages: Pages) -> None:
    page = enter(pages)
    for _ in range(10):
        page = page.form("Sign in").set("code", "000000").submit()
    assert page.form("Sign in").set("code", "000000").submit().status == 429

"""Whatever stands in a parameter or a field, no page falls over, and nothing typed becomes a query."""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import Client

from app.accounts.models import Role, User
from app.accounts.permissions import ROLE_PERMISSIONS
from app.db import db
from app.directory.models import Person
from app.missions import queries as missions
from app.missions.models import Mission
from app.web.inputs import NEVER_ASKED
from tests import factories
from tests.conftest import sign_in
from tests.invitations import making
from tests.pages import Pages
from tests.rules.test_routes import UNSAFE, csrf_token, path_of, rules

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = [
    "' OR '1'='1' --",
    "1; DROP TABLE person; --",
    "%' UNION SELECT password FROM user --",
    "\x00",
    "😀" * 3,
    "9" * 40,
    "-1",
    "2026-02-30T25:61",
    "{{ 7 * 7 }}${7*7}",
    "x" * 70_000,
]
# A few in every run, all of them in make attack.
EVERY = [
    pytest.param(one, marks=[] if at in (0, 3, 5) else [pytest.mark.attack]) for at, one in enumerate(HOSTILE)
]
# Signing out would end the session; the demo's mailbox and the library's pages have their own tests.
LEFT_OUT = ("security.", "static")


def names_asked_for() -> list[str]:
    """Every name under which the code reads an argument or a field."""
    found: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:args|form|values)\.(?:get|getlist)\(\s*"([a-z_-]+)"', text))
        found |= set(re.findall(r"^    ([a-z_]+) = [A-Z][A-Za-z]*Field\(", text, flags=re.MULTILINE))
    return sorted(found - {"csrf_token", "mission"})


def addresses(
    app: Flask, methods: set[str], mission: Mission, ids: dict[str, UUID]
) -> Iterator[tuple[str, str]]:
    for rule, declared in rules(app):
        if declared.kind in ("mission", "signed_in", "member", "public") and not rule.endpoint.startswith(
            LEFT_OUT
        ):
            if not rule.arguments <= rule._converters.keys():
                continue  # a second name for another rule
            for method in sorted((rule.methods or set()) & methods):
                yield method, path_of(app, rule, mission=mission.slug, ids=ids)


@pytest.fixture
def ids(mission: Mission) -> dict[str, UUID]:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    person = invitation.person_id
    assert person is not None
    return {
        "event_id": event.id,
        "invitation_id": invitation.id,
        "guest_id": invitation.guests[0].id,
        "person_id": person,
    }


@pytest.fixture
def everybody(app: Flask, mission: Mission) -> User:
    """Somebody with every role in the mission."""
    return factories.staff(
        mission, *[role for role in ROLE_PERMISSIONS if not role.value.startswith("installation")]
    )


@pytest.mark.check("S21")
@pytest.mark.parametrize("hostile", EVERY, ids=range(len(EVERY)))
def test_no_argument_breaks_a_page(
    app: Flask, mission: Mission, ids: dict[str, UUID], everybody: User, hostile: str
) -> None:
    browser = sign_in(app, everybody).client
    arguments = dict.fromkeys(names_asked_for(), hostile[:2_000])
    before = persons()
    for _method, path in list(addresses(app, {"GET"}, mission, ids)):
        assert status(browser, "GET", path, query_string=arguments) < 500, path
    assert persons() == before


@pytest.mark.check("S21")
@pytest.mark.parametrize("hostile", EVERY, ids=range(len(EVERY)))
def test_no_field_breaks_a_page(
    app: Flask, mission: Mission, ids: dict[str, UUID], everybody: User, hostile: str
) -> None:
    browser = sign_in(app, everybody).client
    fields = dict.fromkeys(names_asked_for(), hostile) | {"csrf_token": csrf_token(browser)}
    for method, path in list(addresses(app, UNSAFE, mission, ids)):
        assert status(browser, method, path, data=fields) < 500, f"{method} {path}"
    assert persons() >= 0


def status(browser: Client, method: str, path: str, **options: object) -> int:
    answer = browser.open(path, method=method, base_url="http://localhost", **options)  # type: ignore[arg-type]
    answer.close()
    return answer.status_code


def persons() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


@pytest.mark.check("S24")
def test_fields_that_no_form_asks_for_change_nothing_and_are_noted(
    as_role: Callable[..., Pages], mission: Mission, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    other, pages = factories.mission(), as_role(Role.ADMINISTRATOR)
    here, there = mission.id, other.id
    form = pages.get(f"/m/{mission.slug}/settings").form("Save the mission")
    form.values += [("mission_id", str(there)), ("slug", "taken"), ("is_admin", "1"), ("id", str(there))]
    assert "The mission is saved" in form.fill("Telephone", "+92 51 555 0911").submit().text
    assert missions.get(here).telephone == "+92 51 555 0911"
    assert missions.get(here).slug != "taken"
    assert missions.get(there).telephone != "+92 51 555 0911"
    assert [r.endpoint for r in caplog.records if "no form asks" in r.message] == ["admin.mission"]  # type: ignore[attr-defined]


@pytest.mark.once
def test_no_form_asks_for_what_is_never_asked() -> None:
    field = re.compile(r"^    ([a-z_]+) = [A-Z]\w+Field\(", re.MULTILINE)
    forms = (path.read_text() for path in (ROOT / "app").rglob("forms.py"))
    asked = {name for text in forms for name in field.findall(text)}
    assert not asked & NEVER_ASKED


def test_the_names_are_found() -> None:
    assert {"q", "state", "title", "remark"} <= set(names_asked_for())
    assert Role.AUDITOR in ROLE_PERMISSIONS

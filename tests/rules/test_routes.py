"""Laws about the routes: guarded, reached through their mission, safe against forged requests."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.accounts.guard import Declaration, declaration_of
from app.accounts.models import Role, User
from app.accounts.permissions import ROLE_PERMISSIONS, Permission
from app.db import new_id
from app.missions.models import Mission
from tests import factories
from tests.conftest import sign_in

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
LANGUAGE = "en"


def rules(app: Flask) -> Iterator[tuple[Rule, Declaration]]:
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if declared is not None:
            yield rule, declared


def path_of(app: Flask, rule: Rule, *, mission: str, ids: dict[str, UUID] | None = None) -> str:
    """The rule's path, every id either the given one or one that nothing has."""
    values: dict[str, object] = {}
    for argument in rule.arguments:
        converter = type(rule._converters[argument]).__name__
        if argument == "mission":
            values[argument] = mission
        elif converter == "UUIDConverter":
            values[argument] = (ids or {}).get(argument, new_id())
        elif converter == "IntegerConverter":
            values[argument] = 1
        elif converter == "AnyConverter":
            values[argument] = sorted(rule._converters[argument].items)[0]  # type: ignore[attr-defined]
        else:
            values[argument] = "en"
    built = rule.build(values)
    assert built is not None
    return built[1]


@pytest.mark.check("S10")
def test_every_route_declares_its_guard(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    bare = [r.endpoint for r in app.url_map.iter_rules() if declaration_of(app, r.endpoint) is None]
    assert not bare, f"no guard: {bare}"
    for rule, declared in rules(app):
        if declared.kind == "public":
            assert declared.detail, f"{rule.endpoint} is public without a reason"
            print(f"{rule.rule:60} {declared.detail}")


@pytest.mark.check("S10")
def test_public_pages_stand_under_the_public_addresses_only(app: Flask) -> None:
    """So that a proxy can expose these alone; the rest are sign-in, health and the demo's mailbox."""
    allowed = (
        "/r/",
        "/n/",
        "/gate",
        "/api/",
        "/static/",
        "/sign-",
        "/dev/",
        "/first-run",
        "/healthz",
        "/readyz",
        "/robots.txt",
    )
    for rule, declared in rules(app):
        if declared.kind == "public":
            assert rule.rule.startswith(allowed), f"{rule.rule} is public"


@pytest.mark.check("S11")
@pytest.mark.parametrize("role", [role for role in Role if role in ROLE_PERMISSIONS], ids=lambda r: r.value)
def test_the_matrix_of_roles_missions_and_objects(app: Flask, role: Role) -> None:
    """In a foreign mission every address answers 404; in one's own, 403 without the permission, else 404 for
    objects that belong to another mission or to nobody."""
    home, foreign = factories.mission(), factories.mission()
    foreign_event = factories.event(foreign)
    if role.value.startswith("installation"):
        user = factories.staff(home)
    else:
        user = factories.staff(home, role)
    client = sign_in(app, user).client
    home_slug, foreign_slug, event_id = home.slug, foreign.slug, foreign_event.id
    token = csrf_token(client)
    for rule, declared in rules(app):
        if declared.kind != "mission":
            continue
        for method in sorted((rule.methods or set()) & {"GET", *UNSAFE}):
            there = path_of(app, rule, mission=foreign_slug, ids={"event_id": event_id})
            assert ask(client, method, there, token) == 404, f"{method} {there} of another mission"
            here = path_of(app, rule, mission=home_slug, ids={"event_id": event_id})
            status = ask(client, method, here, token)
            if role.value.startswith("installation"):
                assert status == 404
            elif declared.detail and Permission(declared.detail) not in ROLE_PERMISSIONS[role]:
                assert status == 403, f"{method} {here} as {role.value}: {status}"
            elif any(type(c).__name__ == "UUIDConverter" for c in rule._converters.values()):
                assert status == 404, f"{method} {here} with an object of another mission: {status}"
            else:
                assert status < 500, f"{method} {here}: {status}"


@pytest.mark.check("S07")
def test_no_unsafe_route_works_without_its_token(
    app: Flask, staff: Callable[..., User], mission: Mission
) -> None:
    """400, except for the gate's calls, whose header takes the token's place."""
    slug = mission.slug
    client = sign_in(
        app, staff(*[role for role in ROLE_PERMISSIONS if not role.value.startswith("installation")])
    ).client
    for rule, declared in rules(app):
        for method in sorted((rule.methods or set()) & UNSAFE):
            path = path_of(app, rule, mission=slug)
            for headers in ({}, {"HX-Request": "true"}, {"Content-Type": "application/json"}):
                response = client.open(path, method=method, headers=headers, base_url="http://localhost")
                expected = (
                    {400, 401, 403} if declared.kind in {"device", "acting_device", "officer"} else {400}
                )
                assert response.status_code in expected, f"{method} {path} {headers}: {response.status_code}"


def csrf_token(client: object) -> str:
    page = client.get("/?choose=1", base_url="http://localhost").get_data(as_text=True)  # type: ignore[attr-defined]
    return str(page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0])


def ask(client: object, method: str, path: str, token: str) -> int:
    response = client.open(  # type: ignore[attr-defined]
        path,
        method=method,
        base_url="http://localhost",
        data={"csrf_token": token} if method in UNSAFE else None,
    )
    return int(response.status_code)

"""The guard: closed unless opened. Every route declares who may come in; one that does not is shut.

Kinds of declaration: `needs(permission)` in the mission of the URL, `installation(permission)`, `signed_in`,
`public(reason)`; slices above register further kinds (the gate's devices) with `register`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from app.accounts import queries
from app.accounts.models import Role, User
from app.accounts.permissions import Permission, permissions_of
from app.audit.actor import Actor
from app.errors import Forbidden, NotFound
from app.missions import queries as missions
from app.missions.models import Mission
from app.web.htmx import is_htmx
from app.web.urls import settings

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Declaration:
    """`detail` is the permission, or the reason why a route is public."""

    kind: str
    detail: str = ""


Check = Callable[[Declaration], Any]
KINDS: dict[str, Check] = {}
# Asked in turn where somebody who is not signed in is to go; the sign-in page where none knows better.
ENTRANCES: list[Callable[[], str | None]] = []

# Views of libraries cannot carry a declaration of ours; this is the written list.
LIBRARY_ROUTES = {
    "static": Declaration("public", "style sheets, scripts and fonts"),
    "security.login": Declaration("public", "the sign-in page"),
    "security.logout": Declaration("public", "signing out needs no right; only by POST with a token"),
    "security.change_password": Declaration("signed_in"),
    "security.two_factor_token_validation": Declaration("public", "the second step of signing in"),
    "security.mf_recovery": Declaration("public", "the second step of signing in, without the telephone"),
    "security.two_factor_setup": Declaration("signed_in"),
    "security.two_factor_setup_validate": Declaration("signed_in"),
    "security.mf_recovery_codes": Declaration("signed_in"),
    "security.two_factor_rescue": Declaration("closed"),
    "security.tf_select": Declaration("closed"),
    "security.verify": Declaration("closed"),
    "security.static": Declaration("closed"),
}


def declare(kind: str, detail: str = "") -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.guard = Declaration(kind, detail)  # type: ignore[attr-defined]
        return view

    return mark


def needs(permission: Permission) -> Callable[[View], View]:
    """Signed in, a member of the mission in the URL, with a role that holds `permission`."""
    return declare("mission", permission.value)


def member(view: View) -> View:
    """Signed in, and a member of the mission in the URL in whatever role."""
    return declare("mission")(view)


def installation(permission: Permission) -> Callable[[View], View]:
    return declare("installation", permission.value)


def signed_in(view: View) -> View:
    return declare("signed_in")(view)


def public(reason: str) -> Callable[[View], View]:
    """Open to everybody; the reason is printed by the test that lists the public routes."""
    return declare("public", reason)


def lead_in(entrance: Callable[[], str | None]) -> None:
    """An upper slice may lead who is not signed in elsewhere than to the sign-in page."""
    if entrance not in ENTRANCES:
        ENTRANCES.append(entrance)


def register(kind: str, check: Check) -> None:
    KINDS[kind] = check


def declaration_of(app: Flask, endpoint: str) -> Declaration | None:
    return LIBRARY_ROUTES.get(endpoint) or getattr(app.view_functions.get(endpoint), "guard", None)


def mission() -> Mission:
    """The mission of the URL, to which the guard has admitted the request."""
    found: Mission = g.mission
    return found


def user() -> User:
    found: User = current_user._get_current_object()
    return found


def actor() -> Actor:
    return Actor.staff(user().id)


def may(permission: Permission | str) -> bool:
    """Whether the person may do this in the mission of the URL."""
    return Permission(permission) in g.get("permissions", frozenset())


def may_in_installation(permission: Permission | str) -> bool:
    """Whether the person may do this in the installation as a whole."""
    if not current_user.is_authenticated:
        return False
    return Permission(permission) in permissions_of(roles_in(user(), None))


def roles_in(person: User, mission_id: UUID | None) -> list[Role]:
    return [m.role for m in person.memberships if m.mission_id == mission_id]


def missions_of(person: User) -> list[Mission]:
    ids = {m.mission_id for m in person.memberships if m.mission_id}
    return [m for m in missions.all_missions() if m.id in ids]


def demo_users() -> list[User]:
    """The demo's sign-ins; none outside demo mode."""
    return queries.demo_users() if settings().demo else []


def _public(_declared: Declaration) -> None:
    return None


def _signed_in(_declared: Declaration) -> Any:
    if current_user.is_authenticated and (not user().demo or settings().demo):
        return None
    if request.method in {"GET", "HEAD"} and not is_htmx():
        led = next(filter(None, (entrance() for entrance in ENTRANCES)), None)
        return redirect(led or url_for("security.login", next=request.full_path.rstrip("?")))
    abort(401)


def _mission(declared: Declaration) -> Any:
    if (answer := _signed_in(declared)) is not None:
        return answer
    found = missions.by_slug(g.mission_slug)
    roles = roles_in(user(), found.id)
    if not roles:
        # Whether a mission exists is nobody's business who does not belong to it.
        raise NotFound
    g.mission, g.permissions = found, permissions_of(roles)
    if declared.detail and Permission(declared.detail) not in g.permissions:
        raise Forbidden
    return None


def _installation(declared: Declaration) -> Any:
    if (answer := _signed_in(declared)) is not None:
        return answer
    if Permission(declared.detail) not in permissions_of(roles_in(user(), None)):
        raise NotFound
    return None


def _closed(_declared: Declaration) -> None:
    """A library's page that this house does not use."""
    raise NotFound


def enforce() -> Any:
    if request.endpoint is None:
        return None
    declared = declaration_of(current_app, request.endpoint)
    if declared is None:
        log.error("a route declares no guard", extra={"endpoint": request.endpoint})
        raise Forbidden
    return KINDS[declared.kind](declared)


def init_app(app: Flask) -> None:
    register("public", _public)
    register("closed", _closed)
    register("signed_in", _signed_in)
    register("mission", _mission)
    register("installation", _installation)

    @app.url_value_preprocessor
    def take_mission(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "mission" in values:
            g.mission_slug = values.pop("mission")

    @app.url_defaults
    def add_mission(endpoint: str, values: dict[str, Any]) -> None:
        if "mission_slug" in g and app.url_map.is_endpoint_expecting(endpoint, "mission"):
            values.setdefault("mission", g.mission_slug)

    app.before_request(enforce)
    app.jinja_env.globals.update(may=may, may_in_installation=may_in_installation)

    @app.context_processor
    def context() -> dict[str, Any]:
        return {"mission": g.get("mission")}

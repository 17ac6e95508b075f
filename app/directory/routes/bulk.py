"""One change for the ticked persons, or for all whom the filters let through."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import queries, service
from app.directory.errors import NothingToSet
from app.directory.models import LifeState
from app.directory.queries import Filter
from app.directory.routes.blueprint import directory
from app.directory.routes.people import selection, ticked_ids
from app.directory.service import Act, Change
from app.errors import Forbidden
from app.i18n import ngettext
from app.web.htmx import see_other

SHOWN = 100
_PROTOCOL = (Act.FORBID, Act.ALLOW)
KEPT = (
    "q",
    "category",
    "organisation",
    "body",
    "state",
    "tag",
    "life_state",
    "lacks",
    "import",
    "person",
    "all",
)


@directory.get("/bulk")
@guard.needs(Permission.DIRECTORY_EDIT)
def bulk() -> ResponseReturnValue:
    """Whom it concerns, what may be done, and, once that is chosen, what it will change."""
    mission_id, wanted = guard.mission().id, _concerned()
    change, refused = _asked()
    plan = service.plan_change(mission_id, wanted, change, shown=SHOWN) if change else None
    return render_template(
        "directory/bulk.html",
        count=queries.count_filtered(mission_id, wanted),
        change=change,
        state=LifeState(change.value) if change and change.act is Act.LIFE_STATE else None,
        refused=refused,
        plan=plan,
        persons=queries.get_many(mission_id, plan.first) if plan else [],
        acts=[act for act in Act if act not in _PROTOCOL or guard.may(Permission.PROTOCOL_READ)],
        life_states=list(LifeState),
        tags=queries.tags_in_use(mission_id),
        kept=kept_arguments(),
    )


@directory.post("/bulk")
@guard.needs(Permission.DIRECTORY_EDIT)
def change_many() -> ResponseReturnValue:
    change, _refused = _asked()
    if change is None:
        raise NothingToSet
    mission_id, wanted = guard.mission().id, _concerned()
    with transaction():
        number = service.make_change(mission_id, wanted, change, actor=guard.actor(), now=clock.now())
    flash(ngettext("%(num)d record has been changed.", "%(num)d records have been changed.", number))
    back: dict[str, Any] = {name: value for name, value in request.args.items() if name in KEPT[:-2]}
    return see_other(url_for("directory.index", **back))


def _concerned() -> Filter:
    """Nobody, unless somebody is ticked or all are meant."""
    return selection() if request.args.get("all") else Filter(ids=tuple(ticked_ids()))


def kept_arguments() -> list[tuple[str, str]]:
    """What a form must carry on so that it is about the same persons."""
    return [(name, value) for name in KEPT for value in request.args.getlist(name)]


def _asked() -> tuple[Change | None, bool]:
    """The change in the URL; whether something was asked for that cannot be made."""
    code = request.args.get("act", "")
    if code not in set(Act):
        return None, False
    act = Act(code)
    if act in _PROTOCOL and not guard.may(Permission.PROTOCOL_READ):
        raise Forbidden
    field = {Act.LIFE_STATE: "to_state", Act.FORBID: "reason"}.get(act, "to_tag")
    try:
        return service.change_of(act, request.args.get(field, "")), False
    except NothingToSet:
        return None, True

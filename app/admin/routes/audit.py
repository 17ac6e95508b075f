"""The audit trail of the mission."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import guard, queries
from app.accounts.permissions import Permission
from app.admin.routes.blueprint import admin
from app.audit import service as trail
from app.web.tables import Page, page_number

TRAIL_PAGE = 100


@admin.get("/m/<mission>/audit")
@guard.needs(Permission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    mission_id, number, verb = guard.mission().id, page_number(), request.args.get("verb", "")
    rows = trail.entries(mission_id, verb=verb, limit=TRAIL_PAGE, offset=(number - 1) * TRAIL_PAGE)
    people = queries.names({row.actor_id for row in rows if row.actor_id})
    page = Page(rows, number, TRAIL_PAGE, trail.count(mission_id, verb=verb))
    return render_template(
        "admin/audit.html", page=page, people=people, verb=verb, broken=trail.verify(mission_id)
    )

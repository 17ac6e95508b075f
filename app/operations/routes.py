"""Health for machines, and the pages of the installation's administrator."""

from flask import Blueprint, Response, render_template
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import db
from app.i18n import N_, gettext
from app.operations import checks
from app.operations.checks import Level
from app.web.urls import settings

operations = Blueprint("operations", __name__)
LEVELS = {Level.GREEN: N_("In order"), Level.AMBER: N_("Look at this"), Level.RED: N_("Act now")}


@operations.app_template_global()
def level_name(level: Level) -> str:
    return gettext(LEVELS[level])


@operations.get("/healthz")
@guard.public("whether the process answers, for the machine that watches it")
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@operations.get("/readyz")
@guard.public("whether requests can be served now, for the proxy in front")
def ready() -> Response:
    try:
        db.session.execute(select(1))
        at_head = checks.migrations_at_head()
    except SQLAlchemyError:
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    if not at_head:
        return Response("the tables are of another version\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")


@operations.get("/installation")
@guard.installation(Permission.INSTALLATION_READ)
def index() -> str:
    """How the house is: one colour and one sentence each."""
    findings = checks.examine(settings(), now=clock.now())
    return render_template("operations/index.html", findings=findings, worst=checks.worst(findings))

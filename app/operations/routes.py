"""Health for machines, and the pages of the installation's administrator."""

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import verify_password
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.audit import service as audit
from app.db import db, transaction
from app.i18n import N_, gettext
from app.jobs import enqueue
from app.operations import checks, files, marks, sheet, tasks
from app.operations.checks import Level
from app.operations.forms import SheetForm
from app.web.download import attachment
from app.web.htmx import see_other
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
    return _page()


@operations.post("/installation/backup")
@guard.installation(Permission.INSTALLATION_EDIT)
def back_up() -> ResponseReturnValue:
    enqueue(tasks.BACKUP)
    flash(gettext("The worker makes a backup now. Load this page again in a minute."))
    return see_other(url_for("operations.index"))


@operations.post("/installation/rehearsal")
@guard.installation(Permission.INSTALLATION_EDIT)
def rehearse() -> ResponseReturnValue:
    """Whether the newest backup could be restored, tried in a temporary folder."""
    enqueue(tasks.REHEARSAL)
    flash(gettext("The worker rehearses a restoration now. Load this page again in a minute."))
    return see_other(url_for("operations.index"))


@operations.post("/installation/sheet")
@guard.installation(Permission.INSTALLATION_EDIT)
def sheet_for_the_safe() -> ResponseReturnValue:
    """Whoever prints it types his password once more: it opens every backup."""
    form = SheetForm()
    if form.validate_on_submit():
        if verify_password(form.password.data or "", guard.user().password or ""):
            with transaction():
                audit.record(
                    "keys.print", "installation", None, actor=guard.actor(), now=clock.now(), mission_id=None
                )
            pdf = sheet.make(settings(), telephone=form.telephone.data or "", now=clock.now())
            return attachment(pdf, "sheet-for-the-safe.pdf", "application/pdf")
        form.refuse(gettext("This is not your password."))
    return _page(form), 422


def _page(form: SheetForm | None = None) -> str:
    config = settings()
    findings = checks.examine(config, now=clock.now())
    return render_template(
        "operations/index.html",
        findings=findings,
        worst=checks.worst(findings),
        backups=files.listed(config.backup_dir),
        folder=config.backup_dir,
        rehearsal=marks.find(config.instance, marks.REHEARSAL),
        form=form or SheetForm(formdata=None),
    )

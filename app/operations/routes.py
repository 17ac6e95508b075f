"""Health for machines, and the pages of the installation's administrator."""

from flask import Blueprint, Response, flash, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user, verify_password
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.audit import service as audit
from app.db import db, transaction
from app.errors import NotFound
from app.i18n import N_, gettext
from app.jobs import enqueue
from app.missions import service as missions
from app.operations import beginning, checks, files, marks, sheet, tasks
from app.operations.beginning import Founding
from app.operations.checks import Level
from app.operations.errors import WrongCode
from app.operations.forms import CodeForm, FoundingForm, SheetForm
from app.web.download import attachment
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.limits import limiter
from app.web.urls import settings

operations = Blueprint("operations", __name__)
SHOWN_CODE = "first_code"
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


def entrance() -> str | None:
    """While there is nobody who could sign in, everybody is led to the first page."""
    return url_for("operations.first_run") if beginning.is_open() else None


@operations.get("/first-run")
@guard.public("founds the house; shut as soon as there is an account")
def first_run() -> ResponseReturnValue:
    _while_open()
    if not beginning.still_good(session.get(SHOWN_CODE, ""), settings()):
        return render_template("operations/code.html", form=CodeForm())
    return _first_page(FoundingForm(mail_from=settings().mail_from, zone="UTC"))


@operations.post("/first-run/code")
@guard.public("takes the code printed at start; shut as soon as there is an account")
@limiter.limit("5 per minute; 30 per hour")
def first_code() -> ResponseReturnValue:
    _while_open()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            session[SHOWN_CODE] = beginning.redeem(form.code.data or "", settings())
            return see_other(url_for("operations.first_run"))
        except WrongCode as error:
            form.refuse(gettext(error.sentence))
    return render_template("operations/code.html", form=form), 422


@operations.post("/first-run")
@guard.public("founds the house, behind the code; shut as soon as there is an account")
@limiter.limit("10 per minute")
def begin() -> ResponseReturnValue:
    _while_open()
    if not beginning.still_good(session.get(SHOWN_CODE, ""), settings()):
        return see_other(url_for("operations.first_run"))
    form = FoundingForm()
    form.offer(missions.states_of_the_world())
    if form.validate_on_submit():
        with saving(form):
            mission, user = beginning.found(form.read(Founding), now=clock.now())
            slug = mission.slug
            login_user(user, authn_via=["password"])
        if not form.form_errors:
            session.pop(SHOWN_CODE, None)
            beginning.close(settings())
            return see_other(url_for("operations.begun", slug=slug))
    return _first_page(form), 422


@operations.get("/installation/begun/<slug>")
@guard.installation(Permission.INSTALLATION_EDIT)
def begun(slug: str) -> str:
    """What was founded, where the data lie, and what to do next."""
    return render_template("operations/begun.html", slug=slug, places=beginning.places(settings()))


def _while_open() -> None:
    if not beginning.is_open():
        raise NotFound


def _first_page(form: FoundingForm) -> str:
    form.offer(missions.states_of_the_world())
    return render_template("operations/first_run.html", form=form)


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
        places=beginning.places(config),
    )

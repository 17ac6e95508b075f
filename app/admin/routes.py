"""Mission, members, outbox, audit trail; in demo mode the mailbox."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard, queries, service
from app.accounts.models import ROLE_NAMES, Role
from app.accounts.permissions import Permission
from app.admin.forms import MemberForm, MissionFacts, MissionForm
from app.admin.names import ACTOR_KINDS, LETTER_STATES
from app.audit import service as trail
from app.audit.models import ActorKind
from app.db import transaction
from app.errors import NotFound
from app.i18n import LANGUAGES, gettext, pick
from app.mail import mailbox as letters_on_disk
from app.mail import queries as mail_queries
from app.mail import service as mail
from app.mail.models import LetterState
from app.missions import queries as missions
from app.missions import service as missions_service
from app.web.download import attachment
from app.web.forms import saving
from app.web.headers import policy
from app.web.htmx import see_other
from app.web.tables import Page, page_number
from app.web.urls import settings

admin = Blueprint("admin", __name__)
TRAIL_PAGE = 100


@admin.app_template_global()
def role_name(role: Role) -> str:
    return gettext(ROLE_NAMES[role])


@admin.app_template_global()
def letter_state(state: LetterState) -> str:
    return gettext(LETTER_STATES[state])


@admin.app_template_global()
def actor_kind(kind: ActorKind) -> str:
    return gettext(ACTOR_KINDS[kind])


@admin.route("/m/<mission>/settings", methods=["GET", "POST"])
@guard.needs(Permission.MISSION_EDIT)
def mission() -> ResponseReturnValue:
    found = guard.mission()
    form = MissionForm(obj=found)
    form.offer([(state.code, pick(state.names)) for state in missions.states()])
    if form.validate_on_submit():
        facts = form.read(MissionFacts)
        texts = {name: _by_language(name) for name in ("names", "cities")}
        fields = {name: getattr(facts, name) or _nothing(facts, name) for name in facts.__dataclass_fields__}
        with saving(form):
            missions_service.update(found, actor=guard.actor(), now=clock.now(), **fields, **texts)
            flash(gettext("The mission is saved."))
            return see_other(url_for("admin.mission"))
    return render_template("admin/mission.html", form=form), 422 if form.is_submitted() else 200


@admin.route("/m/<mission>/members", methods=["GET", "POST"])
@guard.needs(Permission.MEMBERS_EDIT)
def members() -> ResponseReturnValue:
    form = MemberForm()
    form.offer()
    first_password = ""
    if form.validate_on_submit():
        with saving(form):
            first_password = _appoint(form)
        if first_password or not form.all_errors:
            form = MemberForm(formdata=None)
            form.offer()
    page = render_template(
        "admin/members.html",
        form=form,
        members=queries.members(guard.mission().id),
        first_password=first_password,
    )
    return page, 422 if form.all_errors else 200


@admin.post("/m/<mission>/members/<uuid:membership_id>/take")
@guard.needs(Permission.MEMBERS_EDIT)
def take_role(membership_id: UUID) -> ResponseReturnValue:
    membership = queries.membership(guard.mission().id, membership_id)
    with transaction():
        service.take_role(membership, actor=guard.actor(), now=clock.now())
    flash(gettext("The role is taken back; all sessions of the person have ended."))
    return see_other(url_for("admin.members"))


@admin.get("/m/<mission>/outbox")
@guard.needs(Permission.OUTBOX_READ)
def outbox() -> ResponseReturnValue:
    mission_id, number = guard.mission().id, page_number()
    wanted = [state for state in LetterState if state.value in request.args.getlist("state")]
    summary = mail_queries.summary(mission_id)
    total = summary.count(*(wanted or LetterState))
    rows = mail_queries.letters(mission_id, states=wanted, limit=50, offset=(number - 1) * 50)
    return render_template(
        "admin/outbox.html",
        page=Page(rows, number, 50, total),
        summary=summary,
        wanted=wanted,
        states=list(LetterState),
    )


@admin.get("/m/<mission>/outbox/<uuid:letter_id>")
@guard.needs(Permission.OUTBOX_READ)
def letter(letter_id: UUID) -> ResponseReturnValue:
    found = mail_queries.get(guard.mission().id, letter_id)
    return render_template("admin/letter.html", letter=found, attempts=mail_queries.attempts(found.id))


@admin.post("/m/<mission>/outbox/<uuid:letter_id>/<any(resend,cancel):verb>")
@guard.needs(Permission.OUTBOX_RESEND)
def decide(letter_id: UUID, verb: str) -> ResponseReturnValue:
    mission_id = guard.mission().id
    act = mail.resend if verb == "resend" else mail.cancel
    with transaction():
        act(letter_id, mission_id=mission_id, actor=guard.actor(), now=clock.now())
    flash(
        gettext("The letter goes out again.") if verb == "resend" else gettext("The letter will not leave.")
    )
    return see_other(url_for("admin.letter", letter_id=letter_id))


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


@admin.get("/dev/mailbox")
@guard.public("the demo's letters; refused outside demo mode")
def mailbox() -> ResponseReturnValue:
    return render_template("admin/mailbox.html", lines=letters_on_disk.lines(_letters_folder()))


@admin.get("/dev/mailbox/<name>")
@guard.public("one of the demo's letters; refused outside demo mode")
def mailbox_letter(name: str) -> ResponseReturnValue:
    opened = letters_on_disk.opened(_letters_folder(), name)
    return render_template("admin/mailbox_letter.html", name=name, opened=opened)


@admin.get("/dev/mailbox/<name>/body")
@guard.public("the HTML of one of the demo's letters, for the sandboxed frame")
def mailbox_body(name: str) -> ResponseReturnValue:
    opened = letters_on_disk.opened(_letters_folder(), name)
    response = Response(opened.html)
    # Links open in the tab around the frame, on a tap; scripts, forms and foreign pictures do nothing.
    response.headers["Content-Security-Policy"] = policy(
        default_src="'none'",
        script_src="'none'",
        style_src="'unsafe-inline'",
        img_src="data:",
        frame_ancestors="'self'",
        sandbox="allow-popups allow-top-navigation-by-user-activation",
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@admin.get("/dev/mailbox/<name>/files/<int:number>")
@guard.public("a file of one of the demo's letters")
def mailbox_file(name: str, number: int) -> ResponseReturnValue:
    files = letters_on_disk.opened(_letters_folder(), name).files
    if number >= len(files):
        raise NotFound
    return attachment(files[number].data, files[number].name, files[number].media_type)


def _letters_folder() -> Path:
    """Raises NotFound outside demo mode."""
    config = settings()
    if not config.demo:
        raise NotFound
    return Path(urlsplit(config.mail_url).path)


def _by_language(name: str) -> dict[str, str]:
    """The texts typed in the fields `names-en`, `names-az`, …"""
    typed = {lang: request.form.get(f"{name}-{lang}", "").strip()[:200] for lang in LANGUAGES}
    return {lang: text for lang, text in typed.items() if text}


def _nothing(facts: MissionFacts, name: str) -> object:
    """An empty field is an empty text; a number or a mark keeps its zero."""
    value = getattr(facts, name)
    return "" if value is None else value


def _appoint(form: MemberForm) -> str:
    """Give the role; returns the first password when the account is new."""
    password = secrets.token_urlsafe(12)
    email = form.email.data or ""
    known = queries.by_email(email)
    user = service.open_account(
        email, name=form.name.data or "", password=password, actor=guard.actor(), now=clock.now()
    )
    service.give_role(
        user, role=form.role.data, mission_id=guard.mission().id, actor=guard.actor(), now=clock.now()
    )
    return "" if known else password

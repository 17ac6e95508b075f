"""The outbox: what left, what waits and why, and what can be done about it."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.admin.routes.blueprint import admin
from app.admin.routes.framing import framed
from app.db import transaction
from app.i18n import gettext, ngettext
from app.mail import forecast, overview, queries, returns, service, transports
from app.mail.message import blank
from app.mail.models import LetterState, Outbox
from app.web.htmx import see_other
from app.web.tables import Page, page_number

PAGE = 50


@admin.get("/m/<mission>/outbox")
@guard.needs(Permission.OUTBOX_READ)
def outbox() -> ResponseReturnValue:
    mission_id, number, now = guard.mission().id, page_number(), clock.now()
    wanted = [state for state in LetterState if state.value in request.args.getlist("state")]
    summary = queries.summary(mission_id)
    rows = queries.letters(mission_id, states=wanted, limit=PAGE, offset=(number - 1) * PAGE)
    return render_template(
        "admin/outbox.html",
        page=Page(rows, number, PAGE, summary.count(*(wanted or LetterState))),
        summary=summary,
        wanted=wanted,
        states=LetterState,
        way=transports.state(mission_id),
        waits=overview.waits(mission_id, now=now),
        sendings=overview.sendings(mission_id, now=now),
        undecided=overview.undecided(mission_id),
        forecast=forecast.forecast(mission_id, now=now),
        now=now,
    )


@admin.get("/m/<mission>/outbox/<uuid:letter_id>")
@guard.needs(Permission.OUTBOX_READ)
def letter(letter_id: UUID) -> ResponseReturnValue:
    found = queries.get(guard.mission().id, letter_id)
    return render_template(
        "admin/letter.html",
        letter=found,
        text=blank(found.text, gettext("[secret]")),
        attempts=queries.attempts(found.id),
        returned=returns.of_letter(found.id),
        invitation_id=_invitation_of(found),
    )


@admin.get("/m/<mission>/outbox/<uuid:letter_id>/body")
@guard.needs(Permission.OUTBOX_READ)
def letter_body(letter_id: UUID) -> ResponseReturnValue:
    """The letter's HTML for a frame; its secrets are left out, its links lead nowhere."""
    return framed(blank(queries.get(guard.mission().id, letter_id).html, "#"))


@admin.post("/m/<mission>/outbox/<uuid:letter_id>/<any(resend,cancel):verb>")
@guard.needs(Permission.OUTBOX_RESEND)
def decide(letter_id: UUID, verb: str) -> ResponseReturnValue:
    act = service.resend if verb == "resend" else service.cancel
    with transaction():
        act(letter_id, mission_id=guard.mission().id, actor=guard.actor(), now=clock.now())
    flash(
        gettext("The letter goes out again.") if verb == "resend" else gettext("The letter will not leave.")
    )
    return see_other(url_for("admin.letter", letter_id=letter_id))


@admin.post("/m/<mission>/outbox/undecided")
@guard.needs(Permission.OUTBOX_RESEND)
def decide_many() -> ResponseReturnValue:
    """The ticked letters of which nobody knows whether they left: once more, or leave it at that."""
    again = request.form.get("verb") == "resend"
    ids = request.form.getlist("id", type=UUID)
    with transaction():
        done = service.decide(
            ids, resend_them=again, mission_id=guard.mission().id, actor=guard.actor(), now=clock.now()
        )
    if not done:
        flash(gettext("Tick the letters first."))
    elif again:
        flash(ngettext("%(num)d letter goes out again.", "%(num)d letters go out again.", done))
    else:
        flash(ngettext("%(num)d letter stays as it is.", "%(num)d letters stay as they are.", done))
    return see_other(url_for("admin.outbox"))


@admin.post("/m/<mission>/outbox/sendings/<uuid:campaign_id>/<any(stop,go,drop):verb>")
@guard.needs(Permission.OUTBOX_RESEND)
def steer_sending(campaign_id: UUID, verb: str) -> ResponseReturnValue:
    mission_id = guard.mission().id
    overview.campaign_is_here(mission_id, campaign_id)
    act = {"stop": service.hold, "go": service.release, "drop": service.give_up}[verb]
    with transaction():
        number = act(campaign_id, mission_id=mission_id, actor=guard.actor(), now=clock.now())
    if verb == "stop":
        flash(ngettext("%(num)d letter is held back.", "%(num)d letters are held back.", number))
    elif verb == "go":
        flash(ngettext("%(num)d letter may leave.", "%(num)d letters may leave.", number))
    else:
        flash(ngettext("%(num)d letter will not leave.", "%(num)d letters will not leave.", number))
    return see_other(url_for("admin.outbox"))


@admin.post("/m/<mission>/outbox/try")
@guard.needs(Permission.OUTBOX_RESEND)
def try_way() -> ResponseReturnValue:
    """The mail server took no letters: try it now."""
    with transaction():
        transports.reopen(guard.mission().id)
        service.nudge()
    flash(gettext("One letter tries the way now; if it is taken, the others follow."))
    return see_other(url_for("admin.outbox"))


def _invitation_of(found: Outbox) -> UUID | None:
    """The invitation that a letter is about, where it is about one."""
    kind, _colon, identifier = found.recipient_ref.partition(":")
    return UUID(identifier) if kind == "invitation" and found.event_id else None

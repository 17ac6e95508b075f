"""The mail server of the mission, and a test letter to oneself."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.admin.forms import ServerForm
from app.admin.names import SECURITIES, SIGN_INS
from app.admin.routes.blueprint import admin
from app.db import transaction
from app.i18n import current_language, gettext, pick
from app.mail import arranging, drain, overview, testing, transports
from app.mail.arranging import Server, Typed
from app.mail.delivery import Delivery, Outcome
from app.mail.models import Transport
from app.mail.office import key_ring, post_office
from app.missions import service as missions
from app.missions.models import Mission
from app.web.forms import saving
from app.web.htmx import see_other

WORDS = {
    Outcome.SENT: testing.TAKEN,
    Outcome.RETRY: testing.LATER,
    Outcome.FAILED: testing.REFUSED,
    Outcome.UNCERTAIN: testing.UNCERTAIN,
    Outcome.PAUSED: testing.SHUT,
    Outcome.UNREACHABLE: testing.SILENT,
}


@admin.route("/m/<mission>/settings/mail", methods=["GET", "POST"])
@guard.needs(Permission.MISSION_EDIT)
def mail_server() -> ResponseReturnValue:
    mission = guard.mission()
    row = transports.find_own(mission.id)
    form = ServerForm(obj=row, mail_from=mission.mail_from)
    form.offer(SECURITIES, SIGN_INS)
    if form.validate_on_submit():
        with saving(form):
            _save(mission, form)
            flash(gettext("The mail server is saved. Send a test letter to yourself now."))
            return see_other(url_for("admin.mail_server"))
    return _page(form, row), 422 if form.is_submitted() else 200


@admin.post("/m/<mission>/settings/mail/test")
@guard.needs(Permission.MISSION_EDIT)
def test_letter() -> ResponseReturnValue:
    """Write one letter to whoever asks, send it at once, and say what the other side said."""
    mission, user = guard.mission(), guard.user()
    with transaction():
        letter_id = testing.write(
            mission.id,
            to_addr=user.email,
            to_name=user.name,
            sender=pick(mission.names),
            from_addr=mission.mail_from,
            language=current_language(),
            now=clock.now(),
        )
    delivery = drain.send_now(letter_id)
    with transaction():
        testing.put_away(letter_id, now=clock.now())
    flash(_report(delivery, user.email), "" if delivery.outcome is Outcome.SENT else "error")
    return see_other(url_for("admin.mail_server"))


def _save(mission: Mission, form: ServerForm) -> None:
    own = form.own.data
    missions.update(mission, actor=guard.actor(), now=clock.now(), mail_from=form.mail_from.data or "")
    arranging.arrange(
        mission.id,
        form.read(Server) if own else Server(""),
        form.read(Typed) if own else Typed(),
        keys=key_ring(),
        guarded=post_office().guarded,
        actor=guard.actor(),
        now=clock.now(),
    )


def _report(delivery: Delivery, address: str) -> str:
    said = " ".join(filter(None, (str(delivery.code or ""), delivery.text)))
    return gettext(WORDS[delivery.outcome], address=address, said=gettext(said) if said else "–")


def _page(form: ServerForm, row: Transport | None) -> str:
    return render_template(
        "admin/server.html",
        form=form,
        way=transports.state(guard.mission().id),
        own=row,
        has_own=overview.own_server(guard.mission().id),
        office=post_office(),
    )

"""What came back, and the addresses that are not written to."""

from uuid import UUID

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.admin.forms import AddressForm
from app.admin.routes.blueprint import admin
from app.db import transaction
from app.i18n import gettext
from app.mail import returns, suppressions
from app.mail.models import SuppressionReason
from app.web.forms import saving
from app.web.htmx import see_other


@admin.get("/m/<mission>/outbox/returned")
@guard.needs(Permission.OUTBOX_READ)
def returned() -> ResponseReturnValue:
    return _page(AddressForm(formdata=None))


@admin.post("/m/<mission>/outbox/returned")
@guard.needs(Permission.OUTBOX_RESEND)
def close_address() -> ResponseReturnValue:
    """Somebody asked not to be written to by e-mail."""
    form = AddressForm()
    if form.validate_on_submit():
        with saving(form):
            suppressions.suppress(
                guard.mission().id,
                form.address.data or "",
                reason=SuppressionReason.ASKED,
                now=clock.now(),
                actor=guard.actor(),
            )
            flash(gettext("No letter goes to this address any more."))
            return see_other(url_for("admin.returned"))
    return _page(form), 422


@admin.post("/m/<mission>/outbox/returned/<uuid:suppression_id>/lift")
@guard.needs(Permission.OUTBOX_RESEND)
def open_address(suppression_id: UUID) -> ResponseReturnValue:
    with transaction():
        suppressions.lift(guard.mission().id, suppression_id, actor=guard.actor(), now=clock.now())
    flash(gettext("Letters go to this address again."))
    return see_other(url_for("admin.returned"))


def _page(form: AddressForm) -> str:
    mission_id = guard.mission().id
    return render_template(
        "admin/returned.html",
        form=form,
        returned=returns.recent(mission_id),
        closed=suppressions.standing(mission_id),
    )

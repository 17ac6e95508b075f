"""Who works in the mission, and in what role."""

import secrets
from uuid import UUID

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard, queries, service
from app.accounts.permissions import Permission
from app.admin.forms import MemberForm
from app.admin.routes.blueprint import admin
from app.db import transaction
from app.i18n import gettext
from app.web.forms import saving
from app.web.htmx import see_other


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

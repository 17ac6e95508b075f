"""The list of states that all missions share: how each is written, and those that the house adds."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.admin.forms import StateForm
from app.admin.routes.blueprint import admin
from app.admin.routes.languages import typed_by_language
from app.i18n import gettext
from app.missions import queries as missions
from app.missions import service
from app.web.forms import saving
from app.web.htmx import see_other


@admin.get("/installation/states")
@guard.installation(Permission.INSTALLATION_EDIT)
def states() -> str:
    """The list; `?code=` offers one of them for changing."""
    found = missions.state(request.args.get("code", ""))
    return _page(StateForm(formdata=None, obj=found), dict(found.names) if found else {})


@admin.post("/installation/states")
@guard.installation(Permission.INSTALLATION_EDIT)
def put_state() -> ResponseReturnValue:
    form, names = StateForm(), typed_by_language("names")
    if form.validate_on_submit():
        with saving(form):
            state = service.put_state(form.code.data or "", names, actor=guard.actor(), now=clock.now())
            flash(gettext("%(code)s is kept.", code=state.code))
            return see_other(url_for("admin.states"))
    return _page(form, names), 422


def _page(form: StateForm, names: dict[str, str]) -> str:
    return render_template("admin/states.html", form=form, names=names, states=missions.states())

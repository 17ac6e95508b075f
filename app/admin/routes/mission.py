"""The mission's own facts."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.admin.forms import EmblemForm, MissionFacts, MissionForm
from app.admin.routes.blueprint import admin
from app.admin.routes.languages import typed_by_language
from app.i18n import gettext, pick
from app.missions import queries as missions
from app.missions import service
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.pictures import fresh

EMBLEM_EDGE = 400


@admin.route("/m/<mission>/settings", methods=["GET", "POST"])
@guard.needs(Permission.MISSION_EDIT)
def mission() -> ResponseReturnValue:
    found = guard.mission()
    form = MissionForm(obj=found)
    form.offer([(state.code, pick(state.names)) for state in missions.states()])
    if form.validate_on_submit():
        facts = form.read(MissionFacts)
        texts = {name: typed_by_language(name) for name in ("names", "cities")}
        fields = {name: getattr(facts, name) or _nothing(facts, name) for name in facts.__dataclass_fields__}
        with saving(form):
            service.update(found, actor=guard.actor(), now=clock.now(), **fields, **texts)
            flash(gettext("The mission is saved."))
            return see_other(url_for("admin.mission"))
    page = render_template("admin/mission.html", form=form, picture=EmblemForm(formdata=None))
    return page, 422 if form.is_submitted() else 200


@admin.post("/m/<mission>/settings/emblem")
@guard.needs(Permission.MISSION_EDIT)
def emblem() -> ResponseReturnValue:
    found, form = guard.mission(), EmblemForm()
    if form.validate_on_submit():
        with saving(form):
            data, _width, _height = fresh(form.emblem.data.read(), edge=EMBLEM_EDGE, kind="PNG")
            service.set_emblem(found, data, actor=guard.actor(), now=clock.now())
            flash(gettext("The emblem is kept."))
            return see_other(url_for("admin.mission"))
    facts = MissionForm(obj=found, formdata=None)
    facts.offer([(state.code, pick(state.names)) for state in missions.states()])
    return render_template("admin/mission.html", form=facts, picture=form), 422


def _nothing(facts: MissionFacts, name: str) -> object:
    """An empty field is an empty text; a number or a mark keeps its zero."""
    value = getattr(facts, name)
    return "" if value is None else value

"""The lines of address of a person, by language and use."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import address, queries, service
from app.directory.models import Usage
from app.directory.routes.blueprint import directory
from app.i18n import gettext
from app.web.htmx import see_other


@directory.get("/persons/<uuid:person_id>/lines")
@guard.needs(Permission.DIRECTORY_EDIT)
def lines(person_id: UUID) -> ResponseReturnValue:
    person = queries.get(guard.mission().id, person_id)
    written = {lang: address.lines(person, lang) for lang in guard.mission().languages}
    composed = {
        (lang, usage): address.composed(person, lang, usage)
        for lang in guard.mission().languages
        for usage in Usage
    }
    return render_template("directory/lines.html", person=person, written=written, composed=composed)


@directory.post("/persons/<uuid:person_id>/lines")
@guard.needs(Permission.DIRECTORY_EDIT)
def set_lines(person_id: UUID) -> ResponseReturnValue:
    person = queries.get(guard.mission().id, person_id)
    with transaction():
        for lang in guard.mission().languages:
            for usage in Usage:
                text = request.form.get(f"{lang}-{usage.value}")
                if text is not None:
                    service.set_line(
                        person, language=lang, usage=usage, text=text, actor=guard.actor(), now=clock.now()
                    )
    flash(gettext("The lines are saved."))
    return see_other(url_for("directory.person", person_id=person_id))

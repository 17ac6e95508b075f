"""The press desk: releases of an event and of the mission, their texts, approval and publication."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.errors import NotFound
from app.events import queries as events
from app.i18n import _
from app.press import facts, pictures, queries, service
from app.press.forms import LanguageForm, NoticeForm, PictureForm, ReturnForm, SeenForm, TextForm, stored
from app.press.models import PressRelease, ReleaseVersion
from app.press.pages import event_page, list_page, release_page, text_page
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.tables import page_number

press = Blueprint("press", __name__)
PAGE = 50


@press.get("/m/<mission>/press/")
@guard.needs(Permission.PRESS_READ)
def index() -> str:
    return list_page(guard.mission(), page=page_number(), size=PAGE)


@press.post("/m/<mission>/press/")
@guard.needs(Permission.PRESS_EDIT)
def new() -> Response:
    mission, now = guard.mission(), clock.now()
    language = LanguageForm().language.data or mission.languages[0]
    with transaction():
        content = facts.content(None, mission, language=language, now=now)
        release = service.draft(mission, language=language, content=content, actor=guard.actor(), now=now)
        target = _text_url(release, language, "press.edit")
    return see_other(target)


@press.get("/m/<mission>/events/<uuid:event_id>/press")
@guard.needs(Permission.PRESS_READ)
def event(event_id: UUID) -> str:
    return event_page(events.get(guard.mission().id, event_id), guard.mission())


@press.post("/m/<mission>/events/<uuid:event_id>/press")
@guard.needs(Permission.PRESS_EDIT)
def draft(event_id: UUID) -> Response:
    mission, now = guard.mission(), clock.now()
    language = LanguageForm().language.data or mission.languages[0]
    with transaction():
        found = events.get(mission.id, event_id)
        content = facts.content(found, mission, language=language, now=now)
        release = service.draft(
            mission,
            language=language,
            content=content,
            actor=guard.actor(),
            now=now,
            event_id=found.id,
            zone=found.zone,
        )
        target = _text_url(release, language, "press.edit")
    flash(_("Drafted from the event’s facts. Check every word."))
    return see_other(target)


@press.get("/m/<mission>/press/<uuid:release_id>")
@guard.needs(Permission.PRESS_READ)
def release(release_id: UUID) -> Any:
    found = queries.get(guard.mission().id, release_id)
    return redirect(_text_url(found, queries.languages(found)[0]))


@press.get("/m/<mission>/press/<uuid:release_id>/<lang>")
@guard.needs(Permission.PRESS_READ)
def show(release_id: UUID, lang: str) -> str:
    found, version = _find(release_id, lang)
    return release_page(found, version, guard.mission(), returning=ReturnForm(formdata=None))


@press.post("/m/<mission>/press/<uuid:release_id>/languages")
@guard.needs(Permission.PRESS_EDIT)
def add_language(release_id: UUID) -> Response:
    mission, now = guard.mission(), clock.now()
    language = LanguageForm().language.data or ""
    with transaction():
        found = queries.get(mission.id, release_id)
        about = events.get(mission.id, found.event_id) if found.event_id else None
        content = facts.content(about, mission, language=language, now=now)
        service.add_language(found, language=language, content=content, actor=guard.actor(), now=now)
        target = _text_url(found, language, "press.edit")
    return see_other(target)


@press.get("/m/<mission>/press/<uuid:release_id>/<lang>/edit")
@guard.needs(Permission.PRESS_EDIT)
def edit(release_id: UUID, lang: str) -> Any:
    found, version = _find(release_id, lang)
    if version.published_at is not None:
        return redirect(_text_url(found, lang))
    form = TextForm(formdata=None, data=stored(version))
    if not form.blocks.entries:
        form.add_block("paragraph")
    return text_page(found, version, form)


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/edit")
@guard.needs(Permission.PRESS_EDIT)
def save(release_id: UUID, lang: str) -> Any:
    found, version = _find(release_id, lang)
    form = TextForm()
    if wanted := request.form.get("add"):
        form.add_block(wanted)
        return text_page(found, version, form)
    if form.validate():
        with saving(form):
            _found, version = _find(release_id, lang)
            service.edit(
                version,
                content=form.content(),
                seen_hash=form.seen_hash.data or "",
                actor=guard.actor(),
                now=clock.now(),
            )
    if form.all_errors:
        found, version = _find(release_id, lang)
        return text_page(found, version, form), 422
    flash(_("Saved."))
    return see_other(_text_url(found, lang))


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/submit")
@guard.needs(Permission.PRESS_EDIT)
def submit(release_id: UUID, lang: str) -> Response:
    with transaction():
        found, version = _find(release_id, lang)
        service.submit(version, actor=guard.actor(), now=clock.now())
    flash(_("Submitted. Somebody else must approve it."))
    return see_other(_text_url(found, lang))


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/approve")
@guard.needs(Permission.PRESS_APPROVE)
def approve(release_id: UUID, lang: str) -> Response:
    seen = SeenForm().seen_hash.data or ""
    with transaction():
        found, version = _find(release_id, lang)
        service.approve(version, seen_hash=seen, actor=guard.actor(), now=clock.now())
    flash(_("Approved, exactly as it stands. Any change takes the approval back."))
    return see_other(_text_url(found, lang))


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/return")
@guard.needs(Permission.PRESS_APPROVE)
def send_back(release_id: UUID, lang: str) -> Any:
    found, version = _find(release_id, lang)
    form = ReturnForm()
    if form.validate():
        with saving(form):
            _found, version = _find(release_id, lang)
            service.send_back(version, note=form.note.data or "", actor=guard.actor(), now=clock.now())
    if form.all_errors:
        found, version = _find(release_id, lang)
        return release_page(found, version, guard.mission(), returning=form), 422
    flash(_("Sent back to its writer with your remark."))
    return see_other(_text_url(found, lang))


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/publish")
@guard.needs(Permission.PRESS_PUBLISH)
def publish(release_id: UUID, lang: str) -> Response:
    seen = SeenForm().seen_hash.data or ""
    with transaction():
        found, version = _find(release_id, lang)
        service.publish(version, seen_hash=seen, actor=guard.actor(), now=clock.now())
    flash(_("Published. Everybody can read it now."))
    return see_other(_text_url(found, lang))


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/correct")
@guard.needs(Permission.PRESS_EDIT)
def correct(release_id: UUID, lang: str) -> Response:
    with transaction():
        found = queries.get(guard.mission().id, release_id)
        service.correct(found, language=lang, actor=guard.actor(), now=clock.now())
    flash(_("The public text stays as it is until the correction is approved and published."))
    return see_other(_text_url(found, lang, "press.edit"))


@press.post("/m/<mission>/press/<uuid:release_id>/<lang>/discard")
@guard.needs(Permission.PRESS_EDIT)
def discard(release_id: UUID, lang: str) -> Response:
    with transaction():
        _found, version = _find(release_id, lang)
        gone = service.discard(version, actor=guard.actor(), now=clock.now())
    flash(_("Thrown away."))
    return see_other(url_for("press.index") if gone else url_for("press.release", release_id=release_id))


@press.post("/m/<mission>/press/<uuid:release_id>/pictures")
@guard.needs(Permission.PRESS_EDIT)
def add_picture(release_id: UUID) -> Any:
    found = queries.get(guard.mission().id, release_id)
    lang = request.args.get("lang", "")
    version = queries.current(found, lang)
    form = PictureForm()
    if form.validate():
        with saving(form):
            found = queries.get(guard.mission().id, release_id)
            pictures.add(found, file=form.file.data.stream, actor=guard.actor(), now=clock.now())
    if form.all_errors:
        found, version = _find(release_id, lang)
        return release_page(
            found, version, guard.mission(), returning=ReturnForm(formdata=None), picturing=form
        ), 422
    flash(_("Added. Choose it now for a picture block of the text."))
    return see_other(_text_url(found, lang, "press.edit"))


@press.get("/m/<mission>/press/<uuid:release_id>/pictures/<uuid:picture_id>.jpg")
@guard.needs(Permission.PRESS_READ)
def picture(release_id: UUID, picture_id: UUID) -> Response:
    mission_id = guard.mission().id
    release = queries.get(mission_id, release_id)
    found = queries.picture(mission_id, picture_id)
    if found is None or found.release_id != release.id:
        raise NotFound
    return Response(found.content, mimetype="image/jpeg")


@press.post("/m/<mission>/press/<uuid:release_id>/withhold")
@guard.needs(Permission.PRESS_PUBLISH)
def withhold(release_id: UUID) -> Response:
    with transaction():
        found = queries.get(guard.mission().id, release_id)
        service.withhold(found, notices=_notices(found), actor=guard.actor(), now=clock.now())
    flash(_("Withheld. Readers see your notice instead of the text."))
    return see_other(url_for("press.release", release_id=release_id))


@press.post("/m/<mission>/press/<uuid:release_id>/restore")
@guard.needs(Permission.PRESS_PUBLISH)
def restore(release_id: UUID) -> Response:
    with transaction():
        found = queries.get(guard.mission().id, release_id)
        service.restore(found, actor=guard.actor(), now=clock.now())
    flash(_("Everybody can read it again."))
    return see_other(url_for("press.release", release_id=release_id))


@press.post("/m/<mission>/press/<uuid:release_id>/withdraw")
@guard.needs(Permission.PRESS_PUBLISH)
def withdraw(release_id: UUID) -> Response:
    with transaction():
        found = queries.get(guard.mission().id, release_id)
        service.withdraw(found, notices=_notices(found), actor=guard.actor(), now=clock.now())
    flash(_("Withdrawn. Its address answers with your notice from now on."))
    return see_other(url_for("press.release", release_id=release_id))


def _find(release_id: UUID, lang: str) -> tuple[PressRelease, ReleaseVersion]:
    found = queries.get(guard.mission().id, release_id)
    return found, queries.current(found, lang)


def _notices(release: PressRelease) -> dict[str, str]:
    return NoticeForm().notices(request.form, queries.public_languages(release))


def _text_url(release: PressRelease, lang: str, endpoint: str = "press.show") -> str:
    return url_for(endpoint, release_id=release.id, lang=lang)

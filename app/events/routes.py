"""Planning events: list, facts, texts, programme, and the verbs of their life."""

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.directory import queries as directory
from app.events import queries, service
from app.events.errors import NoSuchChiefGuest
from app.events.forms import PLACES, FactsForm, ProgrammeForm, WordingForm
from app.events.models import Event
from app.events.names import DRESS_NAMES, FUNCTION_NAMES, STATUS_NAMES
from app.events.service import Item
from app.i18n import LANGUAGES, _, current_language, gettext, pick, use_language
from app.missions import queries as missions
from app.web.forms import saving
from app.web.htmx import see_other

events = Blueprint("events", __name__, url_prefix="/m/<mission>/events")

VERBS: dict[str, Callable[..., None]] = {
    "publish": service.publish,
    "postpone": service.postpone,
    "cancel": service.cancel,
    "close": service.close,
}
PROGRAMME_LINE = re.compile(r"(?:(\d{1,2})[:.](\d{2})\s+)?(.+)")


@events.app_template_global()
def status_name(status: object) -> str:
    return gettext(STATUS_NAMES[status])  # type: ignore[index]


@events.app_template_global()
def function_name(function: object) -> str:
    return gettext(FUNCTION_NAMES[function])  # type: ignore[index]


@events.app_template_global()
def dress_name(event: Event) -> str:
    """The dress as it is printed: a word of one's own, else the code's name."""
    if event.dress_code is None:
        return ""
    name = gettext(DRESS_NAMES[event.dress_code])
    return gettext("%(dress)s or national dress", dress=name) if event.or_national_dress else name


@events.app_template_global()
def chief_guest_name(event: Event) -> str:
    return _name_of_chief_guest(event)


@events.get("/")
@guard.needs(Permission.EVENT_READ)
def index() -> ResponseReturnValue:
    mission_id, now = guard.mission().id, clock.now()
    return render_template(
        "events/index.html", upcoming=queries.upcoming(mission_id, now), past=queries.past(mission_id, now)
    )


@events.route("/new", methods=["GET", "POST"])
@guard.needs(Permission.EVENT_EDIT)
def new() -> ResponseReturnValue:
    mission = guard.mission()
    given = {"zone": mission.zone, "city": pick(mission.cities), "host_state": mission.host_state}
    form = _facts_form(FactsForm(languages=mission.languages, **given))
    if form.validate_on_submit():
        with saving(form):
            facts = form.facts(_chief_guest_id(form))
            wordings = {language: _first_words(facts.title, language) for language in facts.languages}
            event = service.plan(
                mission.id, facts=facts, wordings=wordings, actor=guard.actor(), now=clock.now()
            )
            return see_other(url_for("events.wording", event_id=event.id, language=facts.languages[0]))
    return render_template("events/facts.html", form=form, event=None), 422 if form.is_submitted() else 200


@events.route("/<uuid:event_id>/edit", methods=["GET", "POST"])
@guard.needs(Permission.EVENT_EDIT)
def edit(event_id: UUID) -> ResponseReturnValue:
    event = queries.get(guard.mission().id, event_id)
    form = _facts_form(FactsForm(obj=event, chief_guest=_name_of_chief_guest(event)))
    if form.validate_on_submit():
        seen = request.form.get("version", "0")
        with saving(form):
            facts = form.facts(_chief_guest_id(form))
            service.change(
                event,
                facts=facts,
                seen_version=int(seen) if seen.isdigit() else 0,
                actor=guard.actor(),
                now=clock.now(),
            )
            return see_other(url_for("home.overview", event_id=event_id))
    return render_template("events/facts.html", form=form, event=event), 422 if form.is_submitted() else 200


@events.route("/<uuid:event_id>/texts/<language>", methods=["GET", "POST"])
@guard.needs(Permission.EVENT_EDIT)
def wording(event_id: UUID, language: str) -> ResponseReturnValue:
    event = queries.get(guard.mission().id, event_id)
    text = next((t for t in event.texts if t.language == language), None)
    form = WordingForm(obj=text or event.text(language))
    if language in LANGUAGES and form.validate_on_submit():
        with saving(form):
            service.word(
                event, language=language, wording=form.wording(), actor=guard.actor(), now=clock.now()
            )
            flash(gettext("The texts are saved."))
            return see_other(url_for("events.wording", event_id=event_id, language=language))
    return (
        render_template(
            "events/wording.html", form=form, event=event, language=language, text=text, places=PLACES
        ),
        422 if form.is_submitted() else 200,
    )


@events.route("/<uuid:event_id>/programme", methods=["GET", "POST"])
@guard.needs(Permission.EVENT_EDIT)
def programme(event_id: UUID) -> ResponseReturnValue:
    event = queries.get(guard.mission().id, event_id)
    form = ProgrammeForm(lines=_programme_text(event))
    if form.validate_on_submit():
        with saving(form):
            items = _items(event, form.lines.data or "")
            service.set_programme(event, items=items, actor=guard.actor(), now=clock.now())
            return see_other(url_for("home.overview", event_id=event_id))
    return render_template(
        "events/programme.html", form=form, event=event
    ), 422 if form.is_submitted() else 200


@events.post("/<uuid:event_id>/<any(publish,postpone,cancel,close):verb>")
@guard.needs(Permission.EVENT_EDIT)
def move(event_id: UUID, verb: str) -> ResponseReturnValue:
    event = queries.get(guard.mission().id, event_id)
    with transaction():
        VERBS[verb](event, actor=guard.actor(), now=clock.now())
    flash(gettext("The event is now: %(status)s.", status=gettext(STATUS_NAMES[event.status])))
    return see_other(url_for("home.overview", event_id=event_id))


def _chief_guest_id(form: FactsForm) -> UUID | None:
    """The person of the directory with the name typed. Raises NoSuchChiefGuest."""
    name = form.chief_guest.data
    if not name:
        return None
    for hit in directory.search(guard.mission().id, name, limit=5):
        if name in {one.full for one in hit.person.names}:
            return hit.person.id
    raise NoSuchChiefGuest(name=name)


def _name_of_chief_guest(event: Event) -> str:
    if event.chief_guest_id is None:
        return ""
    return directory.get(event.mission_id, event.chief_guest_id).name.full


def _facts_form(form: FactsForm) -> FactsForm:
    states = [(state.code, pick(state.names)) for state in missions.states()]
    form.offer(list(clock.zones()), guard.mission().languages, states)
    if form.is_submitted():
        form.process_data()
    return form


def _programme_text(event: Event) -> str:
    lines = []
    for item in event.programme:
        time = f"{item.starts_local:%H:%M} " if item.starts_local else ""
        speaker = f" | {item.speaker}" if item.speaker else ""
        lines.append(f"{time}{pick(item.titles)}{speaker}")
    return "\n".join(lines)


def _items(event: Event, text: str) -> list[Item]:
    """The programme as typed. Titles in other languages are kept where the line kept its title."""
    known = {pick(item.titles): item.titles for item in event.programme}
    items = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        what, _, speaker = line.partition("|")
        match = PROGRAMME_LINE.fullmatch(what.strip())
        if match is None:
            continue
        hour, minute, title = match.groups()
        starts = _at(event, int(hour), int(minute)) if hour else None
        titles = known.get(title.strip()) or {current_language(): title.strip()}
        items.append(Item(titles=titles, starts_local=starts, speaker=speaker.strip()))
    return items


def _at(event: Event, hour: int, minute: int) -> datetime | None:
    return event.starts_local.replace(hour=hour, minute=minute) if hour < 24 and minute < 60 else None


def _first_words(title: str, language: str) -> service.Wording:
    """What every card says until somebody words it."""
    with use_language(language):
        return service.Wording(title=title, request_line=_("request the pleasure of the company of"))

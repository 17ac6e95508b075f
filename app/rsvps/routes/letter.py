"""The letter: what a guest sees and sends. Loading it, however often and by whomever, changes nothing."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, abort, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.audit.actor import Actor
from app.errors import NotFound
from app.events import queries as events
from app.i18n import current_language, known
from app.invitations import keys
from app.invitations import queries as invitations
from app.invitations.errors import LinkRevoked
from app.invitations.models import Invitation, ReplyLink
from app.missions import queries as missions
from app.rsvps import badges, calendar, service
from app.rsvps.forms import AnswerForm, DetailsForm, food_parts, submission_id
from app.rsvps.models import ReplyChannel
from app.rsvps.names import FOOD_NAMES
from app.rsvps.page import LetterPage, page_of, wishes_of
from app.rsvps.routes.blueprint import rsvps
from app.rsvps.wording import standing_sentence
from app.web.forms import saving
from app.web.htmx import see_other
from app.web.limits import client_address, limiter

PER_ADDRESS = "30 per minute"
PER_LETTER = "12 per minute"


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter that its holder opened."""

    token: str
    invitation: Invitation
    link: ReplyLink


def letter_opened() -> str:
    """Limits count per letter, too."""
    return f"letter:{(request.view_args or {}).get('token', '')}"


@rsvps.get("/r/<token>")
@guard.public("a guest reads his letter by its personal link")
def letter(token: str) -> ResponseReturnValue:
    return _render(_open(token))


@rsvps.post("/r/<token>")
@guard.public("a guest answers by his personal link")
@limiter.limit(PER_ADDRESS, key_func=client_address)
@limiter.limit(PER_LETTER, key_func=letter_opened)
def answer(token: str) -> ResponseReturnValue:
    opened = _open(token)
    form = AnswerForm()
    if form.validate_on_submit():
        with saving(form):
            service.reply(
                opened.invitation,
                form.answer(opened.invitation),
                channel=ReplyChannel.WEB,
                submission=form.submission.data or submission_id(),
                actor=Actor.guest(opened.invitation.id),
                now=clock.now(),
                link=opened.link,
            )
            return see_other(_address(token, "recorded"))
    return _render(opened, answering=form), 422


@rsvps.post("/r/<token>/details")
@guard.public("a guest adds to his answer by his personal link")
@limiter.limit(PER_ADDRESS, key_func=client_address)
@limiter.limit(PER_LETTER, key_func=letter_opened)
def details(token: str) -> ResponseReturnValue:
    opened = _open(token)
    form = DetailsForm()
    if form.validate_on_submit():
        with saving(form):
            service.add_details(
                opened.invitation,
                form.details(opened.invitation),
                actor=Actor.guest(opened.invitation.id),
                now=clock.now(),
            )
            return see_other(_address(token, "details"))
    return _render(opened, adding=form), 422


@rsvps.get("/r/<token>/badge/<uuid:guest_id>.png")
@guard.public("a guest's badge, by his personal link")
def badge(token: str, guest_id: UUID) -> ResponseReturnValue:
    page = _page(_open(token))
    place = next((one for one in page.coming if one.guest.id == guest_id), None)
    if place is None:
        raise NotFound
    response = Response(badges.png(place.guest), mimetype="image/png")
    response.headers["Content-Disposition"] = (
        f'inline; filename="badge-{place.guest.badge_number or 0:04d}.png"'
    )
    return response


@rsvps.get("/r/<token>/event.ics")
@guard.public("the calendar entry of a guest, by his personal link")
def calendar_entry(token: str) -> ResponseReturnValue:
    page = _page(_open(token))
    text = calendar.entry(page.event, page.invitation, language=page.card.language, now=clock.now())
    response = Response(text, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return response


def _open(token: str) -> Opened:
    """Find the letter and take its language. A revoked copy ends here, with a telephone number."""
    token_hash = keys.token_hash(token)
    try:
        invitation, link = invitations.by_token(token_hash)
    except LinkRevoked:
        mission = missions.get(invitations.mission_of_token(token_hash) or UUID(int=0))
        abort(make_response(render_template("rsvps/revoked.html", mission=mission), 410))
    g.language = known(request.args.get("lang"), known(invitation.language))
    return Opened(token, invitation, link)


def _page(opened: Opened) -> LetterPage:
    invitation = opened.invitation
    event = events.get(invitation.mission_id, invitation.event_id)
    return page_of(event, missions.get(invitation.mission_id), invitation, now=clock.now())


def _render(opened: Opened, *, answering: AnswerForm | None = None, adding: DetailsForm | None = None) -> str:
    page = _page(opened)
    last = page.last
    if answering is None:
        answering = AnswerForm(formdata=None, submission=submission_id())
    if adding is None:
        adding = DetailsForm(formdata=None, obj=last)
    return render_template(
        "rsvps/letter.html",
        page=page,
        token=opened.token,
        answering=answering,
        adding=adding,
        sentence=standing_sentence(last, telephone=page.card.telephone) if last else "",
        wishes=wishes_of(page),
        food_names=FOOD_NAMES,
        food_parts=food_parts,
        page_language=current_language(),
    )


def _address(token: str, anchor: str) -> str:
    return url_for("rsvps.letter", token=token, lang=request.args.get("lang"), _anchor=anchor)

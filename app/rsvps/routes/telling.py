"""Letters beside the invitation: whom they go to, how they read, and who must be told otherwise."""

from uuid import UUID, uuid4

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.events import service as planning
from app.events.models import Event
from app.i18n import gettext
from app.invitations import queries as invitations
from app.invitations import service as inviting
from app.invitations.addressing import address_of
from app.invitations.circulars import REGISTER, reach
from app.invitations.delivering import destination
from app.invitations.forms import SendForm
from app.invitations.models import Invitation, Purpose
from app.invitations.problems import name_of
from app.invitations.searching import ids_in
from app.mail.message import blank, clean_text
from app.missions import queries as missions
from app.rsvps import circulars
from app.rsvps.names import PURPOSE_NAMES
from app.rsvps.routes.blueprint import rsvps
from app.web.forms import saving
from app.web.htmx import see_other

BASE = "/m/<mission>/events/<uuid:event_id>/replies/letters"
LONGEST = 4000
ANY = "<any(save_the_date,reminder,practical,postponement,new_date,recall):what>"


@rsvps.get(f"{BASE}/{ANY}")
@guard.needs(Permission.INVITATION_SEND)
def tell(event_id: UUID, what: str) -> ResponseReturnValue:
    """Exactly what would happen now, with the letter as one of them would read it."""
    event = events.get(guard.mission().id, event_id)
    return _page(event, Purpose(what), SendForm(formdata=None, submission=uuid4().hex))


@rsvps.post(f"{BASE}/{ANY}")
@guard.needs(Permission.INVITATION_SEND)
def write(event_id: UUID, what: str) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    form = SendForm()
    if form.validate_on_submit():
        with saving(form):
            campaign = inviting.start_circular(
                event,
                REGISTER[Purpose(what)],
                ids=ids_in(request.form.getlist("id")),
                submission=form.submission.data or "",
                actor=guard.actor(),
                now=clock.now(),
            )
            return see_other(url_for("invitations.campaign", event_id=event_id, campaign_id=campaign.id))
    return _page(event, Purpose(what), form), 422


@rsvps.post(f"{BASE}/{ANY}/words")
@guard.needs(Permission.EVENT_EDIT)
def word(event_id: UUID, what: str) -> ResponseReturnValue:
    """The mission's own words for this letter, in each of the event's languages."""
    event = events.get(guard.mission().id, event_id)
    typed = {code: clean_text(request.form.get(f"words-{code}", "")).strip() for code in event.languages}
    with transaction():
        planning.word_letter(
            event,
            what,
            words={code: text[:LONGEST] for code, text in typed.items()},
            actor=guard.actor(),
            now=clock.now(),
        )
    flash(gettext("The texts are saved."))
    return see_other(url_for("rsvps.tell", event_id=event_id, what=what))


@rsvps.post(f"{BASE}/{ANY}/told/<uuid:invitation_id>")
@guard.needs(Permission.INVITATION_SEND)
def told(event_id: UUID, what: str, invitation_id: UUID) -> ResponseReturnValue:
    """He was told by telephone, by hand, by note."""
    invitation = invitations.get(guard.mission().id, event_id, invitation_id)
    with transaction():
        inviting.tell(invitation, REGISTER[Purpose(what)], actor=guard.actor(), now=clock.now())
    flash(gettext("It is recorded that the guest was told."))
    return see_other(url_for("rsvps.tell", event_id=event_id, what=what))


def _page(event: Event, purpose: Purpose, form: SendForm) -> str:
    now, circular = clock.now(), REGISTER[purpose]
    found = reach(event, circular, now)
    due = {one.id for one in found.letters}
    if purpose is Purpose.REMINDER:
        due = circulars.due_for_a_reminder(event, found.letters, now)
    subject, text, language = _sample(event, purpose, found.letters)
    return render_template(
        "rsvps/tell.html",
        event=event,
        purpose=purpose,
        title=gettext(PURPOSE_NAMES[purpose]),
        form=form,
        found=found,
        due=due,
        subject=subject,
        text=text,
        language=language,
        name_of=name_of,
        address_of=address_of,
        own_words={text.language: text.other_letters.get(purpose.value, "") for text in event.texts},
        telephones={one.id: destination(one, event).telephone for one in found.otherwise},
    )


def _sample(event: Event, purpose: Purpose, found: list[Invitation]) -> tuple[str, str, str]:
    """The letter to the guest asked for, else to the first; empty where there is none."""
    asked = ids_in([request.args.get("preview", "")])
    chosen = next((one for one in found if one.id in asked), found[0] if found else None)
    if chosen is None:
        return "", "", ""
    mission = missions.get(event.mission_id)
    letter = REGISTER[purpose].write(chosen, event, mission, address_of(chosen), clock.now())
    return letter.subject, blank(letter.text, gettext("[the guest’s own link]")), letter.language

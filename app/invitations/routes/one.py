"""One invitation: its guests and badges, how it went, its links, and what can be done with it."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts import guard
from app.accounts import queries as accounts
from app.accounts.permissions import Permission
from app.db import transaction
from app.events import queries as events
from app.events import service as events_service
from app.events.models import Event
from app.i18n import gettext
from app.invitations import keys, problems, queries, service
from app.invitations.addressing import address_of, known_addresses, lines_of
from app.invitations.delivering import share_text
from app.invitations.forms import HandOverForm, InvitationForm
from app.invitations.mails import recipient_ref
from app.invitations.models import Channel, GuestStatus, Invitation
from app.invitations.problems import name_of
from app.invitations.routes.blueprint import invitations
from app.mail import queries as mail
from app.mail.message import clean_line
from app.web.forms import saving
from app.web.htmx import see_other

SHARED = (Channel.SHARE_LINK, Channel.HAND, Channel.POST, Channel.NOTE_VERBALE)


@invitations.get("/<uuid:invitation_id>")
@guard.needs(Permission.GUEST_LIST_READ)
def show(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    event, invitation = _find(event_id, invitation_id)
    return _page(event, invitation, _form(event, invitation), HandOverForm(formdata=None))


@invitations.post("/<uuid:invitation_id>")
@guard.needs(Permission.GUEST_LIST_EDIT)
def change(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    event, invitation = _find(event_id, invitation_id)
    form = InvitationForm()
    form.offer(event.languages)
    if form.validate_on_submit():
        with saving(form):
            service.change(
                invitation,
                language=form.language.data,
                channel=form.channel.data,
                email=request.form.get("choose", "")[:320] or form.email.data or "",
                note=form.note.data or "",
                via_assistant=bool(form.via_assistant.data),
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(gettext("The invitation is saved."))
            return see_other(_address(event_id, invitation_id))
    return _page(event, invitation, form, HandOverForm(formdata=None)), 422


@invitations.post("/<uuid:invitation_id>/withdraw")
@guard.needs(Permission.GUEST_LIST_EDIT)
def withdraw(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    _event, invitation = _find(event_id, invitation_id)
    with transaction():
        service.withdraw(invitation, actor=guard.actor(), now=clock.now())
    flash(gettext("The invitation is withdrawn. Tell the guest by telephone."))
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/remove")
@guard.needs(Permission.GUEST_LIST_EDIT)
def remove(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    _event, invitation = _find(event_id, invitation_id)
    with transaction():
        service.remove(invitation, actor=guard.actor(), now=clock.now())
    flash(gettext("The invitation is off the list."))
    return see_other(url_for("invitations.index", event_id=event_id))


@invitations.post("/<uuid:invitation_id>/spouse")
@guard.needs(Permission.GUEST_LIST_EDIT)
def add_spouse(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    _event, invitation = _find(event_id, invitation_id)
    with transaction():
        service.add_spouse(invitation, actor=guard.actor(), now=clock.now())
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/letter")
@guard.needs(Permission.INVITATION_SEND)
def resend(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    _event, invitation = _find(event_id, invitation_id)
    with transaction():
        service.resend(invitation, actor=guard.actor(), now=clock.now())
    flash(gettext("The letter is in the outbox."))
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/handed")
@guard.needs(Permission.INVITATION_SEND)
def hand_over(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    event, invitation = _find(event_id, invitation_id)
    form = HandOverForm()
    form.offer()
    if form.validate_on_submit():
        with saving(form):
            service.hand_over(
                invitation,
                channel=form.channel.data,
                handed_to=form.handed_to.data or "",
                at=form.instant(event.zone),
                actor=guard.actor(),
                now=clock.now(),
            )
            flash(gettext("It is recorded that the invitation left."))
            return see_other(_address(event_id, invitation_id))
    return _page(event, invitation, _form(event, invitation), form), 422


@invitations.post("/<uuid:invitation_id>/links")
@guard.needs(Permission.INVITATION_SEND)
def make_link(event_id: UUID, invitation_id: UUID) -> ResponseReturnValue:
    """A copy of the letter's link for another way: a message, a printed card."""
    _event, invitation = _find(event_id, invitation_id)
    asked = request.form.get("channel", "")
    channel = Channel(asked) if asked in {one.value for one in SHARED} else Channel.SHARE_LINK
    with transaction():
        service.make_link(invitation, channel, actor=guard.actor(), now=clock.now())
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/links/<uuid:link_id>/revoke")
@guard.needs(Permission.GUEST_LIST_EDIT)
def revoke_link(event_id: UUID, invitation_id: UUID, link_id: UUID) -> ResponseReturnValue:
    _event, invitation = _find(event_id, invitation_id)
    link = queries.link(invitation, link_id)
    with transaction():
        service.revoke_link(invitation, link, actor=guard.actor(), now=clock.now())
    flash(gettext("That copy of the link no longer opens the letter."))
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/guests/<uuid:guest_id>/name")
@guard.needs(Permission.GUEST_LIST_EDIT)
def name(event_id: UUID, invitation_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    event = events.get(guard.mission().id, event_id)
    guest = queries.guest(event.mission_id, event_id, guest_id)
    with transaction():
        rev = events_service.touch(event)
        service.name_place(guest, name=clean_line(request.form.get("name", ""))[:200], rev=rev)
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/guests/<uuid:guest_id>/off")
@guard.needs(Permission.GUEST_LIST_EDIT)
def take_off(event_id: UUID, invitation_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    guest = queries.guest(guard.mission().id, event_id, guest_id)
    with transaction():
        service.take_off(guest, actor=guard.actor(), now=clock.now())
    flash(gettext("The guest is off this invitation."))
    return see_other(_address(event_id, invitation_id))


@invitations.post("/<uuid:invitation_id>/guests/<uuid:guest_id>/badge")
@guard.needs(Permission.GUEST_LIST_EDIT)
def reissue_badge(event_id: UUID, invitation_id: UUID, guest_id: UUID) -> ResponseReturnValue:
    guest = queries.guest(guard.mission().id, event_id, guest_id)
    with transaction():
        service.reissue_badge(guest, actor=guard.actor(), now=clock.now())
    flash(gettext("The badge has a new code; the old one is refused at the gate."))
    return see_other(_address(event_id, invitation_id))


def _find(event_id: UUID, invitation_id: UUID) -> tuple[Event, Invitation]:
    event = events.get(guard.mission().id, event_id)
    return event, queries.get(event.mission_id, event_id, invitation_id)


def _form(event: Event, invitation: Invitation) -> InvitationForm:
    form = InvitationForm(formdata=None, obj=invitation)
    form.offer(list(dict.fromkeys([*event.languages, invitation.language])))
    return form


def _page(event: Event, invitation: Invitation, form: InvitationForm, handing: HandOverForm) -> str:
    handing.offer()
    dispatches = queries.dispatches(invitation)
    return render_template(
        "invitations/show.html",
        event=event,
        invitation=invitation,
        form=form,
        handing=handing,
        name=name_of(invitation),
        address=address_of(invitation),
        addresses=known_addresses(invitation.person),
        lines=lines_of(invitation, invitation.language),
        problems=list(problems.of_invitation(invitation)),
        links=[(link, keys.reply_url(link)) for link in invitation.links],
        share_text=share_text(event, invitation),
        dispatches=dispatches,
        staff=accounts.names({one.by_id for one in dispatches if one.by_id}),
        letters=mail.letters(event.mission_id, recipient_ref=recipient_ref(invitation)),
        may_add_spouse=invitation.person is not None
        and invitation.person.spouse_id is not None
        and all(guest.person_id != invitation.person.spouse_id for guest in invitation.guests),
        revoked=GuestStatus.REVOKED,
    )


def _address(event_id: UUID, invitation_id: UUID) -> str:
    return url_for("invitations.show", event_id=event_id, invitation_id=invitation_id)

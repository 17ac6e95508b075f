"""The confirmation of a reply: what was recorded, the badges, the calendar entry."""

from datetime import datetime

from app.events.models import Event
from app.i18n import _, gettext, listed, pick, use_language
from app.invitations.addressing import Address, shown_name
from app.invitations.card import Card, card_of
from app.invitations.mails import REPLY_LINK, first_line, for_whom, head_of, reply_to
from app.invitations.models import Guest, GuestRole, GuestStatus, Invitation
from app.invitations.names import badge_number
from app.mail import blocks
from app.mail.letter import CONFIRMATIONS, Kind, Letter
from app.mail.models import UncertainPolicy
from app.mail.rendering import render
from app.missions.models import Mission
from app.rsvps import badges, calendar, wording
from app.rsvps.models import Reply

CONFIRMATION = Kind("reply_confirmation", priority=CONFIRMATIONS, uncertain=UncertainPolicy.RESEND)


def badge_cid(guest: Guest) -> str:
    return f"badge-{badge_number(guest.badge_number)}"


def confirmation(
    row: Reply, invitation: Invitation, event: Event, mission: Mission, *, address: Address, now: datetime
) -> Letter:
    """The letter in the invitation's language. Link and badges stand in it as placeholders and attachments."""
    language = invitation.language
    card = card_of(event, invitation, language=language, telephone=mission.telephone)
    coming = admitted(invitation)
    with use_language(language):
        subject = for_whom(_("Your reply: %(title)s", title=card.title), card, address)
        pieces = [*first_line(card, address), *_pieces(row, invitation, event, card, coming)]
        bodies = render(subject, pieces, head=head_of(mission))
    return Letter(
        to_addr=address.email,
        to_name=address.assistant or card.guest_line[0],
        subject=subject,
        text=bodies.text,
        html=lambda: bodies.html,
        ics=calendar.entry(event, invitation, language=language, now=now) if coming else "",
        language=language,
        from_addr=mission.mail_from,
        from_name=pick(mission.names, language),
        reply_to=reply_to(event, mission),
        headers={"Auto-Submitted": "auto-replied"},
        says=(str(event.starts_at), str(event.ics_sequence)),
    )


def admitted(invitation: Invitation) -> list[Guest]:
    """The guests who hold a badge: who accepted, and a representative who was agreed to."""
    return [guest for guest in invitation.guests if guest.status is GuestStatus.ACCEPTED]


def _pieces(
    row: Reply, invitation: Invitation, event: Event, card: Card, coming: list[Guest]
) -> list[blocks.Block]:
    pieces: list[blocks.Block] = [
        blocks.Paragraph(wording.standing_sentence(row, telephone=card.telephone)),
        blocks.Facts(tuple(_answers(invitation, card.language))),
    ]
    if coming:
        pieces += evening(invitation, event, card, coming)
    pieces.append(blocks.Button(_("See or change your answer"), REPLY_LINK))
    return pieces


def evening(invitation: Invitation, event: Event, card: Card, coming: list[Guest]) -> list[blocks.Block]:
    """What helps on the day: when, where, arrival, dress, the badges, the map."""
    pieces: list[blocks.Block] = [blocks.Facts(tuple(_evening(card, event)))]
    for guest in coming:
        name = shown_name(invitation, guest, card.language) or _("your companion")
        number = badge_number(guest.badge_number)
        pieces.append(blocks.Code(_("Badge of %(name)s", name=name), number))
        alternative = _("QR code of badge %(number)s", number=number)
        pieces.append(blocks.Picture(badge_cid(guest), alternative, badges.WIDTH, badges.HEIGHT))
    pieces.append(blocks.Note(_("Please show the badge at the entrance, on a telephone or printed.")))
    return pieces + ([blocks.Link(_("Open the map"), event.map_url)] if event.map_url else [])


def _answers(invitation: Invitation, language: str) -> list[tuple[str, str]]:
    rows = []
    for guest in invitation.guests:
        if guest.status is GuestStatus.REVOKED:
            continue
        name = shown_name(invitation, guest, language) or _("Companion")
        if guest.role is GuestRole.REPRESENTATIVE:
            name = _("Representative: %(name)s", name=guest.name)
        rows.append((name, gettext(wording.GUEST_WORDS[guest.status])))
    return rows


def _evening(card: Card, event: Event) -> list[tuple[str, str]]:
    place = "\n".join(dict.fromkeys(filter(None, (card.venue, event.address))))
    rows = [
        (_("When"), listed((card.date, card.time))),
        (_("Where"), place),
        (_("Arrival"), card.parking),
        (_("Dress"), card.dress),
    ]
    return [row for row in rows if row[1]]

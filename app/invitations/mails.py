"""The letter that invites: the card, its words and the personal link, in one language from one source."""

import re

from app.accounts import queries as accounts
from app.events.models import Event
from app.i18n import _, listed, pick, use_language
from app.invitations.addressing import Address, lines_of
from app.invitations.card import Card, card_of
from app.invitations.models import Invitation
from app.mail import blocks
from app.mail.letter import CAMPAIGNS, Kind, Letter
from app.mail.rendering import Letterhead, render
from app.missions.models import Mission

INVITATION = Kind("invitation", priority=CAMPAIGNS)
REPLY_LINK = blocks.Secret("reply_link")
PLACE = re.compile(r"\{([a-z_]+)\}")


def recipient_ref(invitation: Invitation) -> str:
    return f"invitation:{invitation.id}"


def invitation_letter(
    invitation: Invitation, event: Event, mission: Mission, *, address: Address, language: str = ""
) -> Letter:
    """The letter in the invitation's language, or in another one. Its link stands in it as a placeholder."""
    language = language or invitation.language
    text = event.text(language)
    card = card_of(event, invitation, language=language, telephone=mission.telephone)
    with use_language(language):
        words = places(invitation, event, mission, card)
        subject = fill(text.letter_subject, words) or _("Invitation: %(title)s", title=card.title)
        subject = for_whom(subject, card, address)
        bodies = render(
            subject, _pieces(card, fill(text.letter_body, words), words, address), head=head_of(mission)
        )
    return Letter(
        to_addr=address.email,
        to_name=address.assistant or card.guest_line[0],
        subject=subject,
        text=bodies.text,
        html=lambda: bodies.html,
        language=language,
        from_addr=mission.mail_from,
        from_name=pick(mission.names, language),
        reply_to=reply_to(event, mission),
    )


def reply_to(event: Event, mission: Mission) -> str:
    """Where an answer by e-mail arrives: the event's address, else the officer's own mailbox, else the mission's."""
    if event.reply_email or event.officer_in_charge_id is None:
        return event.reply_email or mission.reply_to
    return accounts.email_of(event.officer_in_charge_id) or mission.reply_to


def for_whom(subject: str, card: Card, address: Address) -> str:
    """A subject that an assistant can sort: it begins with whose letter it is."""
    if not address.via_assistant:
        return subject
    return _("For %(name)s: %(subject)s", name=card.guest_line[0], subject=subject)


def first_line(card: Card, address: Address) -> list[blocks.Block]:
    """What an assistant reads before anything else."""
    if not address.via_assistant:
        return []
    return [blocks.Note(_("This letter is for %(name)s.", name=card.guest_line[0]))]


def head_of(mission: Mission) -> Letterhead:
    """The mission's paper, in the language of the moment."""
    foot = tuple(filter(None, (pick(mission.cities), mission.telephone)))
    return Letterhead(pick(mission.names), accent=mission.accent_colour, foot=foot)


def places(invitation: Invitation, event: Event, mission: Mission, card: Card) -> dict[str, str]:
    """Everything that a mission's own text may name in braces; anything else in braces stays as it is."""
    return {
        "guest_line": listed(card.guest_line),
        "salutation": str(lines_of(invitation, card.language)["salutation"]),
        "title": card.title,
        "occasion": card.occasion,
        "hosts": listed(card.hosts),
        "function": card.function,
        "date": card.date,
        "time": card.time,
        "venue": card.venue,
        "dress": card.dress,
        "reply_until": card.reply,
        "telephone": card.telephone,
        "mission": pick(mission.names),
    }


def fill(text: str, words: dict[str, str]) -> str:
    """Put the words into `{places}` once: what a word holds is never read again."""
    return PLACE.sub(lambda place: words.get(place[1], place[0]), text)


def card_block(card: Card) -> blocks.Card:
    """The card within a letter."""
    return blocks.Card(
        card.lines,
        heading=next(iter(card.places("function")), -1),
        named=card.places("guest"),
        quiet=card.places("occasion", "request"),
    )


def foot_of(card: Card) -> list[blocks.Block]:
    """What stands in the corners of a printed card: dress, and how to reply by when."""
    rows = [(_("Dress"), card.dress), (_("Reply"), "\n".join(filter(None, (card.reply, card.telephone))))]
    told = tuple(row for row in rows if row[1])
    return [blocks.Facts(told)] if told else []


def _pieces(card: Card, body: str, words: dict[str, str], address: Address) -> list[blocks.Block]:
    pieces = first_line(card, address)
    pieces += [blocks.Paragraph(part) for part in (words["salutation"], body) if part]
    pieces += [
        card_block(card),
        *foot_of(card),
        blocks.Button(
            _("Open the invitation and reply") if card.reply else _("Open the invitation"), REPLY_LINK
        ),
        blocks.Note(
            _(
                "This link is yours alone. You can answer there, change your answer, and later find "
                "your badge, the calendar entry and the way to us."
            )
        ),
    ]
    return pieces + ([blocks.Note(card.note)] if card.note else [])

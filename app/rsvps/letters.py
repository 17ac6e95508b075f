"""Letters beside the invitation: save the date, reminder, before the day, postponement, new date, recall."""

from collections.abc import Collection
from datetime import datetime

from app.events.models import Event, EventStatus
from app.i18n import _, pick, use_language
from app.invitations.addressing import Address, lines_of
from app.invitations.card import Card, card_of
from app.invitations.mails import (
    REPLY_LINK,
    card_block,
    fill,
    first_line,
    foot_of,
    for_whom,
    head_of,
    places,
    reply_to,
)
from app.invitations.models import Invitation, InvitationStatus, Purpose
from app.mail import blocks
from app.mail.letter import Letter
from app.mail.rendering import render
from app.missions.models import Mission
from app.rsvps import calendar, mails
from app.rsvps.missing import Missing, missing_of


def write(
    purpose: Purpose, invitation: Invitation, event: Event, mission: Mission, address: Address, now: datetime
) -> Letter:
    """The letter in the invitation's language. Its link stands in it as a placeholder."""
    language = invitation.language
    card = card_of(event, invitation, language=language, telephone=mission.telephone)
    with use_language(language):
        subject = for_whom(_subject(purpose, card), card, address)
        pieces = first_line(card, address)
        if salutation := lines_of(invitation, card.language)["salutation"]:
            pieces.append(blocks.Paragraph(salutation))
        words = _own_words(purpose, invitation, event, mission, card) or usual_words(purpose, invitation)
        pieces += [blocks.Paragraph(words), *_pieces(purpose, invitation, event, card)]
        bodies = render(subject, pieces, head=head_of(mission))
    entry = event.status is EventStatus.CANCELLED and mails.admitted(invitation)
    return Letter(
        to_addr=address.email,
        to_name=address.assistant or card.guest_line[0],
        subject=subject,
        text=bodies.text,
        html=bodies.html,
        ics=calendar.entry(event, invitation, language=language, now=now) if entry else "",
        language=language,
        from_addr=mission.mail_from,
        from_name=pick(mission.names, language),
        reply_to=reply_to(event, mission),
        says=(str(event.starts_at), str(event.ics_sequence)),
    )


def _subject(purpose: Purpose, card: Card) -> str:
    if purpose is Purpose.SAVE_THE_DATE:
        return _("Please save the date: %(title)s", title=card.title)
    if purpose is Purpose.REMINDER:
        return _("We look forward to your answer: %(title)s", title=card.title)
    if purpose is Purpose.PRACTICAL:
        return _("Before we meet: %(title)s", title=card.title)
    if purpose is Purpose.POSTPONEMENT:
        return _("Postponed: %(title)s", title=card.title)
    if purpose is Purpose.NEW_DATE:
        return _("New date: %(title)s", title=card.title)
    return _("Cancelled: %(title)s", title=card.title)


def usual_words(purpose: Purpose, invitation: Invitation) -> str:
    """What the letter says where the mission has given it no words of its own."""
    if purpose is Purpose.SAVE_THE_DATE:
        return _("It would give us pleasure if you kept this date free. The invitation will follow.")
    if purpose is Purpose.REMINDER:
        return _("We have invited you, and have no answer from you yet. May we ask whether you will come?")
    if purpose is Purpose.PRACTICAL:
        return _("We look forward to seeing you. This may help on the day.")
    if purpose is Purpose.NEW_DATE:
        return _(
            "The function to which we invited you has a new date. Your answer still stands; please tell us if you "
            "cannot come on that day."
        )
    if purpose is Purpose.POSTPONEMENT:
        return _(
            "We regret that the function below will not be held on that day. It has been postponed, and we will "
            "write to you again with its new date."
        )
    if invitation.status is InvitationStatus.DRAFT:
        return _("We regret that the function for which we asked you to keep the date free will not be held.")
    return _("We regret that the function below will not be held, and are obliged to recall our invitation.")


def _own_words(purpose: Purpose, invitation: Invitation, event: Event, mission: Mission, card: Card) -> str:
    """The mission's, in the letter's own language alone: another one's would not be understood."""
    texts = (text for text in event.texts if text.language == invitation.language)
    said = next((text.other_letters.get(purpose.value, "") for text in texts), "")
    return fill(said, places(invitation, event, mission, card)) if said else ""


def _pieces(purpose: Purpose, invitation: Invitation, event: Event, card: Card) -> list[blocks.Block]:
    if purpose is Purpose.SAVE_THE_DATE:
        return [_announced(card)]
    if purpose is Purpose.PRACTICAL:
        return _practical(invitation, event, card)
    if purpose in (Purpose.REMINDER, Purpose.NEW_DATE):
        button = blocks.Button(_("Open the invitation and reply"), REPLY_LINK)
        return [card_block(card), *foot_of(card), button]
    return [_announced(card), *_telephone(card)]


def _practical(invitation: Invitation, event: Event, card: Card) -> list[blocks.Block]:
    pieces = mails.evening(invitation, event, card, mails.admitted(invitation))
    if asked := _questions(missing_of(invitation, event)):
        pieces.append(blocks.Paragraph("\n".join((_("This is still missing:"), *asked))))
        pieces.append(blocks.Button(_("Tell us what is missing"), REPLY_LINK))
    else:
        pieces.append(blocks.Button(_("Open the invitation"), REPLY_LINK))
    return pieces + _telephone(card)


def _questions(missing: Collection[Missing]) -> list[str]:
    sentences = {
        Missing.NAMES: _("the name of whoever comes with you"),
        Missing.WISHES: _("wishes for the table, if there are any"),
    }
    return [sentences[one] for one in Missing if one in missing]


def _announced(card: Card) -> blocks.Card:
    """The function and its day, without the words that invite."""
    lines = tuple(filter(None, (card.occasion, card.function, card.date, card.time, card.venue)))
    return blocks.Card(lines, heading=lines.index(card.function), quiet=(0,) if card.occasion else ())


def _telephone(card: Card) -> list[blocks.Block]:
    return [blocks.Note(_("Telephone: %(number)s", number=card.telephone))] if card.telephone else []

"""What leaves otherwise than by e-mail: where each goes, and the papers that go with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.db import db
from app.directory.folding import fold
from app.directory.models import ContactKind, Person
from app.errors import NotFound
from app.events.models import Event
from app.i18n import _, current_language, gettext, listed, pick, use_language
from app.invitations import keys, queries
from app.invitations.addressing import lines_of
from app.invitations.card import card_of, date_line, time_line
from app.invitations.models import Channel, Invitation, InvitationStatus, NoteVerbale
from app.invitations.names import badge_number
from app.invitations.problems import name_of
from app.missions.models import Mission
from app.printing import dispatch as papers
from app.printing.lists import ListHead
from app.web.filters import day, hour, moment


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an envelope goes. `district` is the invitation's own, else read from the address."""

    address: str
    district: str
    telephone: str


def waiting(event: Event) -> dict[Channel, int]:
    """How many invitations have not left, by the way they go."""
    query = select(Invitation.channel, func.count()).where(
        Invitation.mission_id == event.mission_id,
        Invitation.event_id == event.id,
        Invitation.status == InvitationStatus.DRAFT,
        queries.not_walked_in(),
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Invitation.channel))}


def notes(event: Event) -> list[NoteVerbale]:
    """The newest first."""
    mine = (NoteVerbale.mission_id == event.mission_id, NoteVerbale.event_id == event.id)
    query = select(NoteVerbale).where(*mine)
    return list(db.session.scalars(query.order_by(NoteVerbale.year.desc(), NoteVerbale.number.desc())))


def note(event: Event, note_id: UUID) -> NoteVerbale:
    """Raises NotFound."""
    found = next((one for one in notes(event) if one.id == note_id), None)
    if found is None:
        raise NotFound
    return found


def note_number(one: NoteVerbale) -> str:
    return gettext("No. %(number)s/%(year)s", number=one.number, year=one.year)


def destination(invitation: Invitation, event: Event) -> Destination:
    """The postal address on record, else the organisation."""
    address = _contact(invitation.person, ContactKind.POSTAL)
    first = invitation.guests[0] if invitation.guests else None
    shown = address or (first.organisation if first else "")
    return Destination(
        address=shown,
        district=invitation.district or district_of(address, event.city),
        telephone=_contact(invitation.person, ContactKind.PHONE),
    )


def district_of(address: str, city: str) -> str:
    """The last part of an address before the city; nothing where it has no such part.

    "House 3, Street 9, F-6/2, Islamabad" lies in F-6/2.
    """
    parts = [part.strip() for part in address.replace("\n", ",").split(",") if part.strip()]
    while parts and (fold(parts[-1]).startswith(fold(city)) if city else False):
        parts.pop()
    return parts[-1] if len(parts) > 1 and not parts[-1].isdigit() else ""


def share_text(event: Event, invitation: Invitation) -> str:
    """A message ready to copy, in the guest's language; empty until there is a link to share."""
    link = queries.live_link(invitation, Channel.SHARE_LINK)
    if link is None:
        return ""
    lines = lines_of(invitation, invitation.language)
    with use_language(invitation.language):
        greeting = lines["salutation"] or lines["guest_line"].split("\n")[0]
        words = _(
            "You are invited: %(title)s, %(date)s. Your invitation and reply:",
            title=event.text(invitation.language).title,
            date=date_line(event),
        )
    return f"{greeting}\n{words}\n{keys.reply_url(link)}"


def print_cards(
    event: Event, mission: Mission, invitations: Sequence[Invitation], channel: Channel, *, now: datetime
) -> bytes:
    """A card an invitation, with the QR of its own link for that way."""
    pages = [_card(event, mission, one, channel) for one in invitations]
    accent = event.accent_colour or mission.accent_colour
    return papers.cards(pick(mission.names), pages, accent=accent, made_at=now)


def print_book(event: Event, mission: Mission, invitations: Sequence[Invitation], *, now: datetime) -> bytes:
    """The delivery book: by district, then by name."""
    parts: dict[str, list[papers.Delivery]] = defaultdict(list)
    for one in invitations:
        where = destination(one, event)
        parts[where.district].append(
            papers.Delivery(
                numbers=", ".join(badge_number(guest.badge_number) for guest in one.guests),
                name=name_of(one),
                office=one.guests[0].office if one.guests else "",
                address=where.address,
                telephone=where.telephone,
            )
        )
    districts = [
        (district or gettext("Without a district"), parts[district])
        for district in sorted(parts, key=lambda one: (not one, fold(one)))
    ]
    return papers.delivery_book(_head(event, mission, now), districts, _book_labels(), made_at=now)


def print_labels(event: Event, invitations: Sequence[Invitation], *, now: datetime) -> bytes:
    """Labels for envelopes: the lines of the address, each in its invitation's language."""
    labels = []
    for one in invitations:
        lines = str(lines_of(one, one.language)["guest_line"]).split("\n")
        address = destination(one, event).address
        parts = [part.strip() for part in address.replace("\n", ",").split(",") if part.strip()]
        # an organisation that ends the line of the office is not written once more
        labels.append([*lines, *(part for part in parts if not any(line.endswith(part) for line in lines))])
    return papers.address_labels(current_language(), event.title, labels, made_at=now)


def proposed_body(event: Event, mission: Mission, language: str, addressed_to: str) -> str:
    """How a note that hands on invitations is worded; the officer may change it before it is numbered."""
    text = event.text(language)
    with use_language(language):
        names = {"mission": pick(mission.names, language), "to": addressed_to}
        first = _(
            "The %(mission)s presents its compliments to the %(to)s and has the honour to request that the "
            "invitations to the %(title)s, to be held %(date)s, %(time)s, at %(venue)s, be conveyed to the "
            "persons named in the annexed list.",
            **names,
            title=text.title,
            date=date_line(event),
            time=time_line(event.starts_local, event.ends_local),
            venue=text.venue or event.address,
        )
        last = _(
            "The %(mission)s avails itself of this opportunity to renew to the %(to)s the assurances of its "
            "highest consideration.",
            **names,
        )
    return f"{first}\n\n{last}"


def print_note(event: Event, mission: Mission, one: NoteVerbale) -> bytes:
    """The note as it was numbered, with the list annexed."""
    ids = {UUID(line["invitation"]) for line in one.annex}
    found = {str(row.id): row for row in queries.some(event, ids)}
    with use_language(one.language):
        number = note_number(one)
        sheet = papers.Note(
            lang=current_language(),
            mission=pick(mission.names, one.language),
            number=number,
            paragraphs=[part.strip() for part in one.body.split("\n\n") if part.strip()],
            place_and_date=listed((pick(mission.cities, one.language), day(one.made_at, event.zone, "long"))),
            addressed_to=[one.addressed_to],
            annex_title=_("List annexed to Note %(number)s", number=number),
            columns=[_("No."), _("Name"), _("Office"), _("Reply")],
            annex=[_annexed(line, found.get(line["invitation"])) for line in one.annex],
            hint=_("Each code opens the reply page of that guest’s invitation alone."),
            accent=event.accent_colour or mission.accent_colour,
        )
    return papers.note_verbale(sheet, made_at=one.made_at)


def _annexed(line: dict[str, str], invitation: Invitation | None) -> papers.AnnexLine:
    link = queries.live_link(invitation, Channel.NOTE_VERBALE) if invitation else None
    url = keys.reply_url(link) if link else ""
    return papers.AnnexLine(line["number"], line["name"] or _("to be named"), line["office"], url)


def _card(event: Event, mission: Mission, invitation: Invitation, channel: Channel) -> papers.PrintedCard:
    card = card_of(event, invitation, language=invitation.language, telephone=mission.telephone)
    link = queries.live_link(invitation, channel)
    with use_language(card.language):
        hint = _("To reply, point a telephone’s camera here")
    return papers.PrintedCard(
        lang=card.language,
        occasion=card.occasion,
        hosts=card.hosts,
        request_line=card.request_line,
        guest_line=card.guest_line,
        function=card.function,
        date=card.date,
        time=card.time,
        venue=card.venue,
        reply=card.reply,
        telephone=card.telephone,
        dress=card.dress,
        hint=hint,
        number=" · ".join(badge_number(guest.badge_number) for guest in invitation.guests),
        reply_url=keys.reply_url(link) if link else "",
    )


def _head(event: Event, mission: Mission, now: datetime) -> ListHead:
    language = current_language()
    text = event.text(language)
    return ListHead(
        lang=language,
        mission=pick(mission.names, language),
        occasion=text.title,
        when=listed([day(event.starts_local), hour(event.starts_local)]),
        venue=text.venue,
        version=gettext("printed %(time)s", time=moment(now, event.zone, "d MMM, HH:mm")),
    )


def _book_labels() -> papers.BookLabels:
    return papers.BookLabels(
        title=gettext("Delivery book"),
        number=gettext("Badges"),
        name=gettext("For"),
        address=gettext("Address"),
        received=gettext("Received by (name, signature)"),
        when=gettext("When"),
        unset="",
    )


def _contact(person: Person | None, kind: ContactKind) -> str:
    points = person.contact_points if person else []
    return next((point.value for point in points if point.kind is kind), "")

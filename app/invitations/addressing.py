"""Whom an invitation names, by language, and where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.directory.address import compose, joint
from app.directory.models import ContactKind, InvitationRoute, Person, Sex, TitleKind, Usage
from app.i18n import _, use_language
from app.invitations.models import Channel, Guest, GuestRole, Invitation
from app.mail import suppressions

SPOKEN = (TitleKind.SOCIAL, TitleKind.RANK, TitleKind.ACADEMIC, TitleKind.HONORIFIC)
UNLISTED = (GuestRole.REPRESENTATIVE, GuestRole.WALK_IN)


@dataclass(frozen=True, slots=True)
class Address:
    """Where letters go; `assistant` is whose hands they pass through."""

    email: str = ""
    via_assistant: bool = False
    assistant: str = ""


def address_of(invitation: Invitation) -> Address:
    """The invitation's own address, else the person's first; one that is his own before an assistant's."""
    known = known_addresses(invitation.person)
    if not invitation.email:
        return known[0] if known else Address()
    same = (one for one in known if one.email.casefold() == invitation.email.casefold())
    name = next((one.assistant for one in same), "")
    return Address(invitation.email, invitation.via_assistant, name if invitation.via_assistant else "")


def address_as(invitation: Invitation, email: str) -> Address:
    """The address to which a letter was written down, with whose it is."""
    usual = address_of(invitation)
    return usual if usual.email.casefold() == email.casefold() else Address(email)


def known_addresses(person: Person | None) -> list[Address]:
    """Where a letter for him may go, the best first: his own, those of assistants, that of the assistant on record."""
    if person is None:
        return []
    points = [point for point in person.contact_points if point.kind is ContactKind.EMAIL]
    points.sort(key=lambda point: point.via_assistant)
    found = [Address(point.value, point.via_assistant, point.assistant_name) for point in points]
    if person.assistant_id is not None and person.assistant is not None:
        name = person.assistant.name.full
        theirs = (point for point in person.assistant.contact_points if point.kind is ContactKind.EMAIL)
        found += [Address(point.value, True, name) for point in theirs if not point.via_assistant]
    return found


def closed_to_letters(mission_id: UUID, invitations: Iterable[Invitation]) -> set[UUID]:
    """Those by e-mail whose address takes no letters: they came back, or its owner asked for it."""
    by_letter = (one for one in invitations if one.channel is Channel.EMAIL)
    addresses = {one.id: address_of(one).email.lower() for one in by_letter}
    closed = suppressions.among(mission_id, set(addresses.values()))
    return {one for one, address in addresses.items() if address in closed}


def has_salutation(person: Person, language: str) -> bool:
    """Whether a letter greets him by more than his bare name: a title, a rank, an office, a line by hand."""
    if any(form.usage is Usage.SALUTATION and form.language == language for form in person.address_forms):
        return True
    if person.sex in (Sex.MALE, Sex.FEMALE) or any(title.kind in SPOKEN for title in person.titles):
        return True
    held = person.appointment
    return held is not None and bool(
        held.honorific or held.rank or held.office.salutation_title or held.office.default_honorific
    )


def route_of(person: Person | None) -> InvitationRoute:
    """How the office that the person holds now is asked."""
    appointment = person.appointment if person else None
    return appointment.office.invitation_route if appointment else InvitationRoute.DIRECT


def lines_of(invitation: Invitation, language: str) -> dict[str, Any]:
    """The invitation's words in a language: as they were sent, else as they would be sent now.

    {"guest_line": one or more lines, "salutation": one line, "names": {guest id: line}}
    """
    if sent := invitation.lines.get(language):
        return dict(sent)
    return compose_lines(invitation, language)


def compose_lines(invitation: Invitation, language: str) -> dict[str, Any]:
    with use_language(language):
        named = [guest for guest in invitation.guests if guest.role not in UNLISTED]
        guest_line = _line(invitation, named, language, Usage.ENVELOPE)
        names = {
            # whoever is invited stands first, as he stands when he is named alone
            str(guest.id): guest_line.split("\n")[0]
            if guest.person_id == invitation.person_id
            else name_line(guest, language)
            for guest in named
            if guest.person
        }
        return {
            "guest_line": guest_line,
            "salutation": _line(invitation, named, language, Usage.SALUTATION),
            "names": names,
        }


def name_line(guest: Guest, language: str) -> str:
    """How a guest is written within a sentence or beside a button: the first line of the envelope."""
    if guest.person is None:
        return guest.name
    return compose(guest.person, language, Usage.ENVELOPE).split("\n")[0]


def shown_name(invitation: Invitation, guest: Guest, language: str) -> str:
    """The guest's name as his letter writes it; empty for a place that waits for its name."""
    names = lines_of(invitation, language)["names"]
    return str(names.get(str(guest.id)) or guest.name)


def _line(invitation: Invitation, guests: list[Guest], language: str, usage: Usage) -> str:
    """For one, or for two on one letter: a named spouse, or a companion whose name may follow."""
    person = invitation.person
    if person is None:
        return invitation.addressee if usage is Usage.ENVELOPE else ""
    other = next((guest for guest in guests if guest.person_id != person.id), None)
    if other is None:
        return compose(person, language, usage)
    if other.person is None and other.name and usage is Usage.ENVELOPE:
        return "\n".join((compose(person, language, usage), _("and %(name)s", name=other.name)))
    return joint(person, other.person, language, usage)

"""Guests as the services make them, and letters as a mail server would get them."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from app import clock
from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import service as directory
from app.directory.models import ContactKind, InvitationRoute, OrganisationKind, Person, Sex, TitleKind
from app.directory.service import BodyFacts, ContactFacts, NameFacts, OfficeFacts, PersonFacts, TitleFacts
from app.events.models import Event
from app.invitations import keys, service
from app.invitations.models import Channel, Invitation
from app.invitations.service import Choice
from app.mail.delivery import Delivery, Outcome, Parcel
from app.mail.drain import drain
from app.mail.models import Phase
from app.missions.models import Mission
from tests.factories import NOW


def person(
    mission: Mission,
    name: str = "Henrik Aune",
    *,
    email: str = "aune@norway.example",
    office: str = "",
    route: InvitationRoute = InvitationRoute.DIRECT,
    sex: Sex = Sex.MALE,
    **facts: Any,
) -> Person:
    """Somebody in the directory; with `office` the head of an organisation of his own."""
    contacts = (ContactFacts(ContactKind.EMAIL, email),) if email else ()
    family = name.split()[-1]
    with transaction():
        made = directory.add_person(
            mission.id,
            PersonFacts(
                names=(NameFacts(name, family=family),),
                titles=(TitleFacts(TitleKind.SOCIAL, "Mr." if sex is Sex.MALE else "Mrs."),),
                contacts=contacts,
                sex=sex,
                **facts,
            ),
            actor=SYSTEM,
            now=NOW,
        )
        if office:
            body = directory.add_organisation(
                mission.id,
                BodyFacts(f"Office of {name}", kind=OrganisationKind.OTHER),
                actor=SYSTEM,
                now=NOW,
            )
            position = directory.add_office(
                body, OfficeFacts(office, invitation_route=route), actor=SYSTEM, now=NOW
            )
            directory.appoint(made, position, actor=SYSTEM, now=NOW)
    return made


def couple(mission: Mission) -> tuple[Person, Person]:
    he = person(mission)
    she = person(mission, "Ingrid Aune", email="", sex=Sex.FEMALE)
    with transaction():
        directory.set_spouse(he, she, actor=SYSTEM, now=NOW)
    return he, she


def invite(event: Event, *persons: Person, with_spouse: bool = True) -> list[Invitation]:
    with transaction():
        added = service.add_persons(
            event,
            choices=[Choice(one.id, with_spouse) for one in persons],
            actor=SYSTEM,
            now=clock.now(),
        )
    return list(added.invitations)


def invited(event: Event, mission: Mission, name: str = "Henrik Aune", **facts: Any) -> Invitation:
    """One person's invitation, handed over by hand, so that replies are expected."""
    facts.setdefault("email", "")
    [invitation] = invite(event, person(mission, name, **facts))
    hand_over(invitation)
    return invitation


def places(event: Event, number: int, addressee: str = "The Islamabad Observer") -> Invitation:
    with transaction():
        made = service.add_places(event, addressee=addressee, places=number, actor=SYSTEM, now=clock.now())
    hand_over(made)
    return made


def hand_over(invitation: Invitation) -> None:
    with transaction():
        service.hand_over(invitation, channel=Channel.SHARE_LINK, handed_to="", actor=SYSTEM, now=clock.now())


def letter_path(invitation: Invitation, channel: Channel = Channel.SHARE_LINK) -> str:
    """The path of the personal page, as the copy for `channel` names it."""
    with transaction():
        link = service.link_for(invitation, channel, now=clock.now())
    return "/r/" + keys.reply_token(link.mission_id, link.invitation_id, link.copy)


def send_all(event: Event, submission: str = "form-1") -> None:
    """Write to everybody who can be written to, as the worker does."""
    with transaction():
        campaign = service.start_campaign(
            event, ids=None, submission=submission, actor=SYSTEM, now=clock.now()
        )
    left = True
    while left:
        with transaction():
            left = service.write_some(campaign.id, now=clock.now())


class Postbag:
    """Takes every letter and keeps it: what a mail server would have got."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    def carry(self, parcel: Parcel, on_phase: Any) -> Delivery:
        on_phase(Phase.HANDOFF)
        self.parcels.append(parcel)
        return Delivery(Outcome.SENT, Phase.HANDOFF, 250, "taken")

    def close(self) -> None:
        return None


def collect() -> list[EmailMessage]:
    """Let the outbox empty itself; the letters that left, as a mail reader opens them."""
    bag = Postbag()
    drain(carrier=bag)
    return [read(parcel) for parcel in bag.parcels]


def read(parcel: Parcel) -> EmailMessage:
    message = message_from_bytes(parcel.raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def link_in(text: str) -> str:
    found = re.search(r"http://public\.example(/r/[a-z0-9]+)", text)
    assert found, text
    return found[1]

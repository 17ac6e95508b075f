"""The guest lists: whom the embassy invites, and how each letter left."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.demo.founding import Embassy
from app.demo.reading import read
from app.directory.models import LifeState, Person
from app.events.models import Event
from app.invitations import service
from app.invitations.models import Channel, Invitation
from app.mail.models import LetterState, Outbox, OutboxAttempt, Phase

LISTED_BEFORE = timedelta(days=9)  # before the letters leave
PROTOCOL = "Ministry of Foreign Affairs, Protocol Division"
DRIVER = "the Embassy's driver"


def invite(
    embassy: Embassy, event: Event, facts: dict[str, Any], *, persons: dict[str, Person], sent: datetime
) -> list[Invitation]:
    """Put everybody on the list who holds an office, couples together, and the places to be named."""
    actor, now = embassy.secretary, sent - LISTED_BEFORE
    unknown = {one["person"] for one in facts.get("newcomers", ())}
    choices = [
        service.Choice(persons[entry["key"]].id)
        for entry in read("persons")
        if entry["key"] not in unknown and _may_be_asked(persons[entry["key"]])
    ]
    listed = list(service.add_persons(event, choices=choices, actor=actor, now=now).invitations)
    for one in facts["places"]:
        listed.append(service.add_places(event, **one, actor=actor, now=now))
    return listed


def _may_be_asked(person: Person) -> bool:
    """Who holds or held an office; not who has died or left the country."""
    return bool(person.appointments) and person.life_state in (LifeState.ACTIVE, LifeState.RETIRED)


def send(embassy: Embassy, event: Event, *, sent: datetime, by_hand: Collection[UUID]) -> None:
    """Write to everybody with an address, hand over notes verbales, and the cards of those persons by hand."""
    actor = embassy.secretary
    plan = service.plan_sending(event)
    campaign = service.start_campaign(event, ids=None, submission=f"demo-{event.id}", actor=actor, now=sent)
    while service.write_some(campaign.id, now=sent):
        pass
    for invitation in plan.through_authority:
        _hand_over(invitation, PROTOCOL, embassy, at=sent + timedelta(hours=5))
    for invitation in plan.no_address:
        if invitation.person_id in by_hand:
            language = invitation.language
            service.change(
                invitation, language=language, channel=Channel.HAND, email="", note="", actor=actor, now=sent
            )
            _hand_over(invitation, DRIVER, embassy, at=sent + timedelta(days=1, hours=3))


def _hand_over(invitation: Invitation, handed_to: str, embassy: Embassy, *, at: datetime) -> None:
    service.hand_over(
        invitation, channel=invitation.channel, handed_to=handed_to, actor=embassy.secretary, now=at
    )


def settle(event: Event, failed: Iterable[tuple[str, LetterState, str, str]] = ()) -> None:
    """Say of every letter that waits that it left at its hour, but of those named how they ended.

    `failed`: address, state, code and words of the mail server.
    """
    ends = {address: (state, code, text) for address, state, code, text in failed}
    waiting = select(Outbox).where(Outbox.event_id == event.id, Outbox.state == LetterState.QUEUED)
    for place, letter in enumerate(db.session.scalars(waiting.order_by(Outbox.id))):
        state, code, text = ends.get(letter.to_addr, (LetterState.SENT, "250", "2.0.0 Ok: queued"))
        at = letter.created_at + timedelta(seconds=3 * place)
        letter.state, letter.last_code, letter.last_text = state, code, text
        letter.phase, letter.attempts, letter.finished_at = None, 1, at
        phase = Phase.ENVELOPE if state is LetterState.FAILED else Phase.HANDOFF
        db.session.add(
            OutboxAttempt(
                outbox_id=letter.id,
                worker="demo",
                started_at=at,
                ended_at=at,
                phase=phase,
                code=code,
                text=text,
            )
        )
    db.session.flush()

"""The verbs of the guest list, and the promises its tables keep."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, new_id, transaction
from app.directory import service as directory
from app.directory.service import facts_of
from app.directory.signals import person_merged
from app.events.models import ReplyMode
from app.invitations import keys, queries, service
from app.invitations.errors import AlreadySent, NotANumberOfPlaces, Withdrawn
from app.invitations.models import (
    AddresseeKind,
    Channel,
    Guest,
    GuestRole,
    GuestStatus,
    Invitation,
    InvitationStatus,
)
from app.missions.models import Mission
from app.tokens import digest
from tests import factories
from tests.invitations import making


def do(verb: Callable[..., Any], *subjects: Any, **values: Any) -> Any:
    with transaction():
        return verb(*subjects, actor=SYSTEM, now=clock.now(), **values)


def test_numbers_are_given_once_per_event_and_never_again(mission: Mission) -> None:
    first, second = factories.event(mission), factories.event(mission)
    [a] = making.invite(first, making.person(mission, "A One", email=""))
    do(service.remove, a)
    [b] = making.invite(first, making.person(mission, "B Two", email=""))
    [c] = making.invite(second, making.person(mission, "C Three", email=""))
    assert (b.guests[0].badge_number, c.guests[0].badge_number) == (2, 1)


def test_a_badge_is_known_by_the_first_half_of_its_codes_hash(mission: Mission) -> None:
    [invitation] = making.invite(factories.event(mission), making.person(mission))
    guest = invitation.guests[0]
    code = keys.badge_code(guest)
    assert (len(code), guest.badge_hash) == (29, digest(code)[:32])
    do(service.reissue_badge, guest)
    assert keys.badge_code(guest) != code
    assert guest.badge_hash == digest(keys.badge_code(guest))[:32]
    assert guest.badge_number == 1


def test_of_two_office_holders_the_one_with_an_office_comes_first(mission: Mission) -> None:
    event = factories.event(mission)
    he = making.person(mission, "Tom Baxter", email="t@x.example")
    she = making.person(mission, "Dana Williams", email="d@x.example", office="Ambassador")
    do(directory.set_spouse, he, she)
    [invitation] = making.invite(event, he, she)
    assert [guest.name for guest in invitation.guests] == ["Dana Williams", "Tom Baxter"]
    assert invitation.person_id == she.id
    assert invitation.kind is AddresseeKind.COUPLE


def test_a_spouse_whose_name_is_not_known_is_a_companion(mission: Mission) -> None:
    event = factories.event(mission)
    he = making.person(mission, accompanied=True)
    [invitation] = making.invite(event, he)
    assert [(guest.role, guest.name) for guest in invitation.guests] == [
        (GuestRole.PRINCIPAL, "Henrik Aune"),
        (GuestRole.COMPANION, ""),
    ]


def test_nobody_is_added_twice_and_who_is_not_to_be_invited_stays_away(mission: Mission) -> None:
    event = factories.event(mission)
    he, she = making.couple(mission)
    other = making.person(mission, "Omar Rashidi", email="")
    do(directory.forbid_inviting, other, reason="asked for it")
    making.invite(event, he)
    added = do(service.add_persons, event, choices=[service.Choice(one.id) for one in (he, she, other)])
    assert (len(added.invitations), added.listed_already, added.not_invitable) == (0, 2, 1)


def test_the_table_lets_a_person_stand_on_one_list_once(mission: Mission) -> None:
    event = factories.event(mission)
    he = making.person(mission)
    [invitation] = making.invite(event, he)
    twin = Invitation(
        mission_id=mission.id,
        event_id=event.id,
        person_id=he.id,
        created_at=clock.now(),
        kind=AddresseeKind.PERSON,
    )
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(twin)
        session.flush()
    making.hand_over(invitation)
    do(service.withdraw, invitation)
    assert len(making.invite(event, he)) == 1


def test_a_sent_invitation_is_withdrawn_not_deleted(mission: Mission) -> None:
    event = factories.event(mission)
    invitation = making.invited(event, mission)
    with pytest.raises(AlreadySent):
        do(service.remove, invitation)
    do(service.withdraw, invitation)
    again = queries.get(mission.id, event.id, invitation.id)
    guest = again.guests[0]
    assert (again.status, guest.status) == (InvitationStatus.WITHDRAWN, GuestStatus.REVOKED)
    assert guest.revoked_rev == guest.rev == db.session.get_one(type(event), event.id).rev
    with pytest.raises(Withdrawn):
        do(service.withdraw, invitation)


@pytest.mark.parametrize("number", [0, 51])
def test_an_invitation_holds_a_sensible_number_of_places(mission: Mission, number: int) -> None:
    event = factories.event(mission)
    with pytest.raises(NotANumberOfPlaces):
        do(service.add_places, event, addressee="The Observer", places=number)


def test_each_way_has_its_own_link_and_each_is_taken_back_alone(mission: Mission) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    paths = {making.letter_path(invitation, channel) for channel in (Channel.EMAIL, Channel.HAND)}
    assert len(paths) == 2
    assert making.letter_path(invitation, Channel.HAND) in paths
    [first, second] = invitation.links
    do(service.revoke_link, invitation, first)
    assert invitation.links[0].revoked_at is not None
    assert invitation.links[1].revoked_at is None
    assert second.channel is Channel.HAND


def test_a_walk_in_counts_as_accepted_and_not_as_an_invitation(mission: Mission) -> None:
    event = factories.event(mission)
    guest_id = new_id()
    do(service.walk_in, event, guest_id=guest_id, name="Sana Mir", office="Editor", vouched_by="Emin")
    counts = queries.counts(event)
    assert (counts.invitations, counts.accepted) == (0, 1)
    assert queries.guest(mission.id, event.id, guest_id).role is GuestRole.WALK_IN


@pytest.mark.parametrize(
    ("mode", "presumed"), [(ReplyMode.RSVP, 0), (ReplyMode.REGRETS_ONLY, 1), (ReplyMode.NONE, 0)]
)
def test_silence_means_what_the_card_says(mission: Mission, mode: ReplyMode, presumed: int) -> None:
    event = factories.event(mission, reply_mode=mode)
    making.invited(event, mission)
    making.invite(event, making.person(mission, "Claire Moreau", email=""))
    counts = queries.counts(event)
    assert (counts.presumed, counts.expected) == (presumed, presumed)


def test_invitations_pass_to_the_record_that_stays(mission: Mission) -> None:
    event, other_event = factories.event(mission), factories.event(mission)
    stays, goes = making.person(mission), making.person(mission, "Hendrik Aune", email="")
    making.invite(event, stays)
    making.invite(event, goes)
    making.invite(other_event, goes)
    with transaction():
        person_merged.send(stays, other=goes, actor=SYSTEM, now=clock.now())
    assert db.session.scalars(select(Guest).where(Guest.person_id == goes.id)).all() == []
    assert db.session.scalars(select(Invitation).where(Invitation.person_id == goes.id)).all() == []
    # No badge is lost: he stands twice on the one list, with one invitation that is his and one to be withdrawn.
    assert len(db.session.scalars(select(Guest).where(Guest.person_id == stays.id)).all()) == 3
    assert len(db.session.scalars(select(Invitation).where(Invitation.person_id == stays.id)).all()) == 2
    [left] = db.session.scalars(select(Invitation).where(Invitation.person_id.is_(None)))
    assert left.addressee == "Hendrik Aune"


def test_who_has_left_the_office_he_was_invited_for_is_noticed(mission: Mission) -> None:
    from app.invitations import problems

    event = factories.event(mission)
    she = making.person(mission, "Dana Williams", office="Ambassador")
    making.invite(event, she)
    appointment = she.appointment
    assert appointment is not None
    do(directory.end_appointment, appointment, on=clock.now().date())
    assert [one.kind for one in problems.of_event(event)] == [problems.ProblemKind.APPOINTMENT_ENDED]


def test_a_correction_of_the_name_changes_what_has_not_been_sent(mission: Mission) -> None:
    from app.directory.service import NameFacts
    from app.invitations.addressing import lines_of

    event = factories.event(mission)
    he = making.person(mission)
    [invitation] = making.invite(event, he)
    facts = replace(facts_of(he), names=(NameFacts("Henrik Lie", family="Lie"),))
    do(directory.change_person, he, facts)
    again = queries.get(mission.id, event.id, invitation.id)
    assert lines_of(again, "en")["guest_line"] == "Mr. Henrik Lie"


def test_removing_a_guest_moves_the_revision(mission: Mission) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    db.session.refresh(event)
    before = event.rev
    do(service.remove, invitation)
    db.session.refresh(event)
    assert event.rev > before

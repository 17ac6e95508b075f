"""The last look before letters leave: each thing that is wrong, with a link to its remedy."""

from app import clock
from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import service as directory
from app.directory.models import Sex
from app.directory.queries import get as person_of
from app.events import service as events
from app.events.models import Event
from app.invitations import problems, queries, service
from app.invitations.models import Channel, GuestRole
from app.invitations.problems import ProblemKind
from app.invitations.service.guests import make
from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages


def look(mission: Mission, event: Event) -> str:
    return f"/m/{mission.slug}/events/{event.id}/guests/problems"


def go(event: Event, name: str, channel: Channel) -> None:
    [invitation] = [one for one in queries.all_listed(event) if problems.name_of(one) == name]
    with transaction():
        service.change(
            invitation, language="en", channel=channel, email="", note="", actor=SYSTEM, now=clock.now()
        )


def test_a_wife_invited_alone_and_as_spouse_is_taken_off_once(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    he, she = making.couple(mission)
    making.invite(event, he, with_spouse=False)
    making.invite(event, she, with_spouse=False)
    alone = next(one for one in queries.all_listed(event) if one.person_id == he.id)
    with transaction():
        # As when a record was merged into hers after both had been invited.
        make(alone, role=GuestRole.SPOUSE, now=clock.now(), person=she)
    page = desk.get(look(mission, event))
    assert "Stands on the list twice" in page.text
    page = page.follow("Take off one of the two")
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/{alone.id}").submit("Take off")
    assert "The guest is off this invitation." in page.text
    assert not [one for one in problems.of_event(event) if one.kind is ProblemKind.TWICE]
    assert len(queries.get(mission.id, event.id, alone.id).guests) == 1


def test_a_bare_name_is_no_salutation(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    with transaction():
        bare = directory.add_person(
            mission.id,
            directory.PersonFacts(names=(directory.NameFacts("Noor"),), sex=Sex.UNKNOWN),
            actor=SYSTEM,
            now=clock.now(),
        )
    making.invite(event, bare, making.person(mission))
    page = desk.get(look(mission, event))
    assert "No salutation but the bare name 1" in page.text
    assert page.follow("Give a title").status == 200


def test_each_way_needs_its_own_address(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    for name in ("By Post", "By Call"):
        making.invite(event, making.person(mission, name, email=f"{name[-4:]}@x.example"))
    go(event, "By Post", Channel.POST)
    go(event, "By Call", Channel.PHONE)
    page = desk.get(look(mission, event))
    assert "No postal address 1" in page.text
    assert "No telephone number 1" in page.text
    assert page.follow("Add it to the record").status == 200


def test_who_stood_on_the_former_list_and_is_missing_is_named(mission: Mission, desk: Pages) -> None:
    former, event = factories.event(mission, title="Before"), factories.event(mission)
    missed, kept = (
        making.person(mission, "Missed Guest"),
        making.person(mission, "Kept Guest", email="k@x.example"),
    )
    gone = making.person(mission, "Barred Guest", email="b@x.example")
    for invitation in making.invite(former, missed, kept, gone):
        making.hand_over(invitation)
    making.invite(event, kept)
    with transaction():
        person_of(mission.id, gone.id).do_not_invite = True
        events.follow(event, previous=former, actor=SYSTEM, now=clock.now())
    page = desk.get(look(mission, event))
    assert "On the former list and not on this one 1" in page.text
    assert "Missed Guest" in page.follow("Invite again").text


def test_the_sending_begins_with_the_last_look(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    making.invite(event, making.person(mission, email=""))
    page = desk.get(f"/m/{mission.slug}/events/{event.id}/guests/send")
    assert "A last look 1 no e-mail address" in page.text
    assert "Give an address, or choose another way" in page.follow("no e-mail address").text

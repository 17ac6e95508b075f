"""How invitations leave otherwise than by e-mail: papers, links, notes, and the record that they left."""

import re
from uuid import UUID

import pytest

from app import clock
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.directory import service as directory
from app.directory.models import ContactKind, InvitationRoute, Person, TitleKind
from app.directory.service import ContactFacts, NameFacts, PersonFacts, TitleFacts
from app.events.models import Event
from app.invitations import delivering, keys, queries, service
from app.invitations.models import Channel, Dispatch, Invitation, InvitationStatus
from app.missions.models import Mission
from tests import factories
from tests.invitations import making
from tests.pages import Pages
from tests.printing.reading import words_of


def living_at(mission: Mission, name: str, address: str) -> Person:
    with transaction():
        return directory.add_person(
            mission.id,
            PersonFacts(
                names=(NameFacts(name, family=name.split()[-1]),),
                titles=(TitleFacts(TitleKind.SOCIAL, "Mr."),),
                contacts=(
                    ContactFacts(ContactKind.POSTAL, address),
                    ContactFacts(ContactKind.PHONE, "+92 51 555 0199"),
                ),
            ),
            actor=SYSTEM,
            now=clock.now(),
        )


def going(event: Event, channel: Channel, *persons: Person) -> list[Invitation]:
    made = making.invite(event, *persons)
    with transaction():
        for one in queries.some(event, [invitation.id for invitation in made]):
            one.channel = channel
    return made


def place(mission: Mission, event: Event, channel: Channel) -> str:
    return f"/m/{mission.slug}/events/{event.id}/guests/dispatch?channel={channel.value}"


def press(page: object, button: str) -> bytes:
    """Press a button that answers with a PDF; its bytes."""
    answer = page.submit(button)  # type: ignore[attr-defined]
    assert answer.response.mimetype == "application/pdf", answer.text
    return bytes(answer.response.data)


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("House 3, Street 9, F-6/2, Islamabad", "F-6/2"),
        ("Embassy of Norway, Diplomatic Enclave, Islamabad 44000", "Diplomatic Enclave"),
        ("Senate", ""),
        ("", ""),
    ],
)
def test_the_district_is_the_last_part_before_the_city(address: str, district: str) -> None:
    assert delivering.district_of(address, "Islamabad") == district


def test_the_delivery_book_goes_by_district_and_leaves_room_to_sign(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    people = [
        living_at(mission, "Enclave Guest", "Embassy of Norway, Diplomatic Enclave, Islamabad"),
        living_at(mission, "Sector Guest", "House 3, F-6/2, Islamabad"),
        living_at(mission, "Homeless Guest", "Senate"),
    ]
    going(event, Channel.HAND, *people)
    page = desk.get(place(mission, event, Channel.HAND))
    text = words_of(press(page, "Delivery book")).replace("\n", "")
    for word in ("Diplomatic Enclave", "F-6/2", "Without a district", "Received by (name, signature)"):
        assert word in text
    assert text.index("Enclave Guest") < text.index("Sector Guest") < text.index("Homeless Guest")


def test_a_district_typed_by_hand_is_kept(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    [invitation] = going(event, Channel.HAND, living_at(mission, "Homeless Guest", "Senate"))
    page = desk.get(place(mission, event, Channel.HAND))
    form = page.form("Save the districts")
    page = form.set(f"district-{invitation.id}", "Red Zone").submit()
    assert "The districts are saved." in page.text
    assert queries.get(mission.id, event.id, invitation.id).district == "Red Zone"


def test_what_was_handed_over_says_to_whom_when_and_by_whom(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    first, second = going(
        event,
        Channel.HAND,
        living_at(mission, "First Guest", "House 3, F-6/2, Islamabad"),
        living_at(mission, "Second Guest", "House 4, F-6/2, Islamabad"),
    )
    page = desk.get(place(mission, event, Channel.HAND))
    form = page.form("Record that they left").fill("Handed to", "Mr. Khan, registry")
    page = form.set("at", "2026-10-01T11:30").set("id", str(first.id)).submit()
    assert "It is recorded that 1 invitation left." in page.text
    [dispatch] = queries.dispatches(queries.get(mission.id, event.id, first.id))
    assert (dispatch.handed_to, dispatch.channel) == ("Mr. Khan, registry", Channel.HAND)
    assert dispatch.at.isoformat() == "2026-10-01T06:30:00+00:00"
    assert dispatch.by_id is not None
    assert queries.get(mission.id, event.id, second.id).status is InvitationStatus.DRAFT


def test_printed_cards_carry_a_link_of_their_own_way(mission: Mission, desk: Pages, pages: Pages) -> None:
    event = factories.event(mission)
    [invitation] = going(event, Channel.POST, living_at(mission, "First Guest", "House 3, F-6/2, Islamabad"))
    page = desk.get(place(mission, event, Channel.POST))
    text = words_of(press(page, "Cards with a reply code")).replace("\n", "")
    assert "First Guest" in text
    assert "request the pleasure of the company of" in text
    link = queries.live_link(queries.get(mission.id, event.id, invitation.id), Channel.POST)
    assert link is not None
    assert pages.get(keys.reply_url(link).replace("http://public.example", "")).status == 200


def test_labels_show_the_lines_of_the_envelope_and_its_address(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    going(event, Channel.POST, living_at(mission, "First Guest", "House 3, F-6/2, Islamabad"))
    text = words_of(press(desk.get(place(mission, event, Channel.POST)), "Address labels"))
    assert all(word in text for word in ("Mr. First Guest", "House 3", "F-6/2"))


def test_a_label_names_the_organisation_once(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    going(event, Channel.POST, making.person(mission, "First Guest", email="", office="Registrar"))
    text = words_of(press(desk.get(place(mission, event, Channel.POST)), "Address labels"))
    assert text.count("Office of First Guest") == 1


def test_a_note_verbale_is_numbered_and_takes_its_list_with_it(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    minister = making.person(mission, "Some Minister", office="Minister", route=InvitationRoute.VIA_MFA)
    [invitation] = making.invite(event, minister)
    assert invitation.channel is Channel.NOTE_VERBALE
    page = desk.get(place(mission, event, Channel.NOTE_VERBALE)).submit("Word a note verbale")
    assert "has the honour to request" in page.tree.find(".//textarea").text  # type: ignore[union-attr, operator]
    page = page.submit("Make the note", addressed_to="Ministry of Foreign Affairs, State Protocol")
    year = clock.to_local(clock.now(), mission.zone).year
    assert f"No. 1/{year}" in page.text
    assert press(page, "Print the note").startswith(b"%PDF-")
    [note] = delivering.notes(event)
    assert "presents its compliments to the Ministry of Foreign Affairs" in note.body
    assert [line["name"] for line in note.annex] == ["Some Minister"]
    page = page.submit("It was handed over")
    [row] = db.session.query(Dispatch).all()
    assert row.note_id is not None
    assert queries.get(mission.id, event.id, invitation.id).status is InvitationStatus.SENT
    with transaction():
        again = service.make_note(
            event,
            [invitation.id],
            addressed_to="Ministry",
            language="en",
            body="Again.",
            actor=SYSTEM,
            now=clock.now(),
        )
    assert again.number == 2


def test_a_note_is_for_those_ticked(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    people = [
        making.person(
            mission, f"{name} Minister", email="", office=f"Minister {name}", route=InvitationRoute.VIA_MFA
        )
        for name in ("First", "Second")
    ]
    _first, second = making.invite(event, *people)
    form = desk.get(place(mission, event, Channel.NOTE_VERBALE)).form("Word a note verbale")
    page = form.set("id", str(second.id)).submit()
    assert "csrf_token" not in page.path
    assert "1 invitation will be annexed" in page.text
    page.submit("Make the note", addressed_to="Ministry of Foreign Affairs")
    [note] = delivering.notes(event)
    assert [line["name"] for line in note.annex] == ["Second Minister"]


def test_a_shared_link_comes_with_a_message_ready_to_copy(mission: Mission, desk: Pages) -> None:
    event = factories.event(mission)
    going(event, Channel.SHARE_LINK, living_at(mission, "First Guest", "F-6"), making.person(mission))
    page = desk.get(place(mission, event, Channel.SHARE_LINK)).submit("Make the messages to copy")
    texts = [node.text or "" for node in page.tree.iter("textarea")]
    assert len({re.search(r"/r/\w+", text)[0] for text in texts}) == 2  # type: ignore[index]
    assert "You are invited" in texts[0]


def test_whoever_is_asked_through_an_authority_is_never_in_the_post_by_default(mission: Mission) -> None:
    event = factories.event(mission)
    routes = (InvitationRoute.VIA_MFA, InvitationRoute.VIA_OWN_OFFICE)
    made = [
        making.invite(
            event,
            making.person(
                mission,
                f"Person {route.value}",
                email=f"{number}@x.example",
                office=f"Post {number}",
                route=route,
            ),
        )[0]
        for number, route in enumerate(routes)
    ]
    assert [one.channel for one in made] == [Channel.NOTE_VERBALE, Channel.HAND]
    assert queries.sendable_ids(event) == []


def test_a_paper_of_another_mission_s_guest_is_not_printed(mission: Mission, desk: Pages) -> None:
    foreign = factories.mission()
    theirs = factories.event(foreign)
    [invitation] = going(theirs, Channel.HAND, living_at(foreign, "Foreign Guest", "House 1, G-7, City"))
    event = factories.event(mission)
    going(event, Channel.HAND, living_at(mission, "Own Guest", "House 1, G-7, City"))
    form = desk.get(place(mission, event, Channel.HAND)).form("Delivery book")
    answer = form.set("id", str(UUID(str(invitation.id)))).submit()
    assert "Foreign Guest" not in words_of(answer.response.data)

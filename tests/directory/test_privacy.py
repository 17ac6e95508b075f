import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Role
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.audit.models import ActorKind, AuditEntry
from app.checkin.models import Gate, Kind, ListLine, Method, Scan
from app.checkin.service import cutting
from app.db import Model, db, transaction
from app.directory import queries, service, vcards
from app.directory.errors import StillInvited
from app.directory.importing.formats import vcard as reader
from app.directory.importing.formats.vcard import COLUMNS
from app.directory.models import ContactKind, Person, TitleKind
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus
from app.invitations.service import Choice
from app.mail.models import LetterState, Outbox, OutboxAttempt, Returned, ReturnedKind
from app.missions.models import Mission
from app.rsvps.models import Reply, ReplyChannel, SensitiveAnswer, SensitiveKind
from tests import factories
from tests.factories import NOW
from tests.invitations import making
from tests.pages import Pages

Make = Callable[..., Person]


def at(mission: Mission, rest: str = "") -> str:
    return f"/m/{mission.slug}/directory/{rest}"


def evening(mission: Mission, person: Person, *, over: bool = True) -> Event:
    """An event with the person on its list: written to, answered, with a wish."""
    event = factories.event(mission)
    with transaction() as session:
        [made] = invitations.add_persons(
            event, choices=[Choice(person.id)], actor=SYSTEM, now=NOW
        ).invitations
        made.status, made.sent_at, made.lines = (
            InvitationStatus.SENT,
            NOW,
            {"en": {"envelope": person.name.full}},
        )
        [guest] = made.guests
        guest.status = GuestStatus.ACCEPTED
        session.add(
            Reply(
                mission_id=mission.id,
                event_id=event.id,
                invitation_id=made.id,
                submission="one",
                channel=ReplyChannel.PHONE,
                at=NOW,
                actor_kind=ActorKind.GUEST,
                answers={str(guest.id): "accepted"},
                names={str(guest.id): person.name.full},
                email="secret@norway.example",
                remark="Aune says hello",
            )
        )
        session.add(
            SensitiveAnswer(
                mission_id=mission.id,
                guest_id=guest.id,
                kind=SensitiveKind.FOOD,
                text="no nuts",
                given_at=NOW,
                delete_at=NOW,
            )
        )
        cutting.cut(event, actor=SYSTEM, now=NOW)
        gate = Gate(mission_id=mission.id, event_id=event.id, name="Main gate")
        session.add(gate)
        session.flush()
        session.add(
            Scan(
                mission_id=mission.id,
                event_id=event.id,
                gate_id=gate.id,
                guest_id=guest.id,
                seq=1,
                kind=Kind.ENTRY,
                method=Method.SEARCH,
                shown_name=person.name.full,
                note="Aune came by bicycle",
                device_time=NOW,
                received_at=NOW,
                t_eff=NOW,
                canonical_hash="0" * 64,
                rev=event.rev,
            )
        )
        if over:
            event.starts_at = clock.now() - timedelta(days=30)
            event.ends_at = event.starts_at + timedelta(hours=2)
    return event


def everything_stored() -> str:
    """All rows of the database in one text."""
    with db.engine.connect() as connection:
        return "\n".join(
            str(tuple(row))
            for table in Model.metadata.sorted_tables
            for row in connection.execute(select(table))
        )


def test_a_forgotten_person_is_named_nowhere_and_still_counted(mission: Mission, person: Make) -> None:
    made = person(
        "Henrik Aune", emails=("aune@norway.example",), office="Counsellor", organisation="Embassy X"
    )
    made_id, event = made.id, evening(mission, made)
    with transaction():
        service.forget_person(queries.get(mission.id, made_id), actor=SYSTEM, now=clock.now())
    stored = everything_stored()
    assert "Aune" not in stored
    assert "aune" not in stored
    assert "secret@norway.example" not in stored
    assert "no nuts" not in stored
    [guest] = db.session.scalars(select(Guest).where(Guest.event_id == event.id))
    assert (guest.person_id, guest.name, guest.status) == (None, "", GuestStatus.ACCEPTED)
    assert guest.badge_number is not None
    [reply] = db.session.scalars(select(Reply))
    assert list(reply.answers.values()) == ["accepted"]
    [scan] = db.session.scalars(select(Scan))
    assert (scan.kind, scan.guest_id, scan.shown_name) == (Kind.ENTRY, guest.id, "")
    [line] = db.session.scalars(select(ListLine))
    assert (line.number, line.name) == (guest.badge_number, "")
    [entry] = audit.entries(mission.id, verb="person.forget")
    assert entry.record_id == made_id


def test_a_letter_that_left_keeps_its_day_and_loses_its_words(mission: Mission, person: Make) -> None:
    made = person("Henrik Aune", emails=("aune@norway.example",))
    made_id, event = made.id, factories.event(mission)
    making.invite(event, made)
    making.send_all(event)
    assert len(making.collect()) == 1
    with transaction():
        letter = db.session.scalars(select(Outbox)).one()
        db.session.add(
            Returned(
                mission_id=mission.id,
                outbox_id=letter.id,
                kind=next(iter(ReturnedKind)),
                digest="0" * 64,
                sender="aune@norway.example",
                text="Aune is away",
                at=NOW,
            )
        )
        db.session.scalars(select(OutboxAttempt)).one().text = "250 taken for aune@norway.example"
        past = db.session.get_one(Event, event.id)
        past.starts_at = past.ends_at = clock.now() - timedelta(days=3)
    with transaction():
        service.forget_person(queries.get(mission.id, made_id), actor=SYSTEM, now=clock.now())
    stored = everything_stored()
    assert "Aune" not in stored
    assert "aune@" not in stored
    letter = db.session.scalars(select(Outbox)).one()
    assert (letter.state, letter.to_addr, letter.text) == (LetterState.SENT, "", "")


def test_whoever_is_still_invited_is_withdrawn_first(mission: Mission, person: Make) -> None:
    made = person("Henrik Aune")
    evening(mission, made, over=False)
    with pytest.raises(StillInvited), transaction():
        service.forget_person(queries.get(mission.id, made.id), actor=SYSTEM, now=clock.now())
    assert queries.get(mission.id, made.id).name.full == "Henrik Aune"
    [invitation] = db.session.scalars(select(Invitation))
    with transaction():
        invitations.withdraw(invitation, actor=SYSTEM, now=NOW)
    with transaction():
        service.forget_person(queries.get(mission.id, made.id), actor=SYSTEM, now=clock.now())
    assert queries.count(mission.id) == 0


def test_the_spouse_on_the_same_invitation_keeps_his_own(mission: Mission, person: Make) -> None:
    he, she = person("Henrik Aune"), person("Liv Dahl")
    with transaction():
        service.set_spouse(he, she, actor=SYSTEM, now=NOW)
    he_id, she_id = he.id, she.id
    event = factories.event(mission)
    with transaction():
        invitations.add_persons(event, choices=[Choice(he_id)], actor=SYSTEM, now=NOW)
        event.starts_at = event.ends_at = clock.now() - timedelta(days=3)
    with transaction():
        service.forget_person(queries.get(mission.id, she_id), actor=SYSTEM, now=clock.now())
    [invitation] = db.session.scalars(select(Invitation))
    assert invitation.person_id == he_id
    assert sorted(guest.name for guest in invitation.guests) == ["", "Henrik Aune"]


def test_removing_still_leaves_whoever_stands_on_a_list(desk: Pages, mission: Mission, person: Make) -> None:
    made = person("Henrik Aune")
    evening(mission, made)
    page = desk.get(at(mission, f"persons/{made.id}")).submit("Remove from the directory")
    assert "stands on a guest list" in page.text
    page = desk.get(at(mission, f"persons/{made.id}")).follow("Forget this person")
    assert "What stays" in page.text
    assert "has been forgotten" in page.submit("Forget this person").text


@pytest.mark.check("S29")
def test_everything_about_one_person_is_one_file_and_logged(
    desk: Pages, mission: Mission, person: Make
) -> None:
    made = person("Henrik Aune", native="ہنرک", emails=("aune@norway.example",), notes="plays chess")
    evening(mission, made)
    page = desk.get(at(mission, f"persons/{made.id}")).follow("Everything about this person")
    assert desk.post(page.path, {"csrf_token": page.form("Export").values[0][1]}, check=False).status == 422
    answer = page.submit("Export everything", Who_asks="the person himself, by letter")
    archive = zipfile.ZipFile(io.BytesIO(answer.response.get_data()))
    held = json.loads(archive.read("everything.json"))
    assert [name["full"] for name in held["person_name"]] == ["Henrik Aune", "ہنرک"]
    assert held["person"]["notes"] == "plays chess"
    assert held["guest"][0]["status"] == "accepted"
    assert held["reply"][0]["remark"] == "Aune says hello"
    assert held["scan"][0]["note"] == "Aune came by bicycle"
    assert held["line_of_a_printed_list"][0]["name"] == "Henrik Aune"
    assert held["wish"][0]["text"] == "no nuts"
    assert "hash" not in json.dumps(held)
    [entry] = audit.entries(mission.id, verb="person.disclose")
    assert entry.fields == ["purpose: the person himself, by letter"]
    assert "Aune" not in str([e.fields for e in db.session.scalars(select(AuditEntry))])


@pytest.mark.check("S11")
def test_everything_stays_with_those_who_may_export(
    as_role: Callable[..., Pages], mission: Mission, person: Make
) -> None:
    made = person("Henrik Aune")
    for role in (Role.PROTOCOL_OFFICER, Role.HEAD_OF_MISSION, Role.PRESS_OFFICER):
        assert as_role(role).get(at(mission, f"persons/{made.id}/everything")).status == 403


def test_a_card_is_read_back_as_it_was(mission: Mission, person: Make) -> None:
    made = person(
        "Kamal Səfərov",
        emails=("kamal@azerbaijan.example",),
        phones=("+92 51 555 0147",),
        titles=((TitleKind.HONORIFIC, "H.E."), (TitleKind.POST_NOMINAL, "PhD")),
        office="Ambassador, Plenipotentiary; and more",
        organisation="Embassy of Azerbaijan in the Islamic Republic of Pakistan, Diplomatic Enclave",
        tags=("friends",),
    )
    text = vcards.card(made)
    assert all(len(line.encode()) <= vcards.WIDTH for line in text.split("\r\n"))
    [row] = reader.read_vcards(text).sheets[0].rows[1:]
    cells = {field.value: cell for field, cell in zip(COLUMNS, row.cells, strict=True)}
    assert cells["full_name"] == "Kamal Səfərov"
    assert cells["position"] == "Ambassador, Plenipotentiary; and more"
    assert cells["organisation"].startswith("Embassy of Azerbaijan in the Islamic Republic")
    assert "kamal@azerbaijan.example" in cells["email"]


@pytest.mark.check("M13")
def test_a_name_adds_no_property_to_a_card(mission: Mission, person: Make) -> None:
    made = person("Henrik Aune", notes="")
    made.names[0].full = "Aune\r\nEMAIL:evil@x.example\nEND:VCARD"
    lines = vcards.card(made).replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("EMAIL")]
    assert lines.count("END:VCARD") == 1
    db.session.rollback()


def test_the_ticked_leave_as_cards(desk: Pages, mission: Mission, person: Make) -> None:
    one = person("Henrik Aune")
    person("Jan Novák")
    page = desk.get(at(mission)).form("Export the ticked").set("person", str(one.id)).submit()
    assert "1 person" in page.text
    answer = page.submit("Export", What_is="a telephone", As="vcf")
    assert answer.response.mimetype == "text/vcard"
    body = answer.response.get_data(as_text=True)
    assert body.count("BEGIN:VCARD") == 1
    assert "Novák" not in body
    nobody = desk.get(at(mission)).form("Export the ticked").submit()
    assert "0 persons" in nobody.text


def test_a_contact_kind_of_each_stands_on_the_card(mission: Mission, person: Make) -> None:
    made = person("Henrik Aune")
    with transaction():
        facts = service.facts_of(made)
        kinds = tuple(service.ContactFacts(kind, f"value of {kind.value}") for kind in ContactKind)
        service.change_person(
            made, service.PersonFacts(names=facts.names, contacts=kinds), actor=SYSTEM, now=NOW
        )
    text = vcards.card(queries.get(mission.id, made.id))
    assert {line.split(":")[0].split(";")[0] for line in text.split("\r\n")} >= {"EMAIL", "TEL", "ADR"}

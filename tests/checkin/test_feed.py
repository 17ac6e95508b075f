"""What devices are told: the list, what moved, and nothing more than the gate needs."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as ThreadEvent
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app import clock
from app.audit.actor import SYSTEM
from app.checkin.models import Gate
from app.db import db, transaction
from app.events import service as events
from app.events.models import Event, ReplyMode
from app.invitations import keys
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus
from app.tokens import digest
from tests.checkin.conftest import enrolled, keep, named
from tests.checkin.phone import Phone

Invite = Callable[..., list[Guest]]


def test_the_snapshot_comes_in_pages_and_keeps_the_first_page_s_rev(phone: Phone, invite: Invite) -> None:
    ids = {str(invite(f"Guest {number}")[0].id) for number in range(7)}
    page = phone.snapshot(limit=3)
    found, pages, rev = list(page["guests"]), 1, page["rev"]
    while not page["complete"]:
        page = phone.snapshot(limit=3, after=page["next"])
        found, pages = found + page["guests"], pages + 1
    assert {guest["gid"] for guest in found} == ids
    assert len(found) == 7
    assert pages == 3
    assert rev == page["rev"]


def test_a_phone_enrolled_late_knows_who_is_inside(
    app: Flask, phone: Phone, gate: Gate, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    phone.admit(guest)
    late = enrolled(app, gate)
    assert [(scan["gid"], scan["kind"]) for scan in late.snapshot()["scans"]] == [(str(guest), "entry")]


@pytest.mark.parametrize(
    ("status", "sent", "mode", "said"),
    [
        (GuestStatus.ACCEPTED, InvitationStatus.SENT, ReplyMode.RSVP, "expected"),
        (GuestStatus.UNANSWERED, InvitationStatus.SENT, ReplyMode.RSVP, "unanswered"),
        (GuestStatus.UNANSWERED, InvitationStatus.SENT, ReplyMode.REGRETS_ONLY, "presumed"),
        (GuestStatus.UNANSWERED, InvitationStatus.SENT, ReplyMode.TO_REMIND, "expected"),
        (GuestStatus.UNANSWERED, InvitationStatus.DRAFT, ReplyMode.RSVP, "draft"),
        (GuestStatus.DECLINED, InvitationStatus.SENT, ReplyMode.RSVP, "declined"),
        (GuestStatus.REPRESENTED, InvitationStatus.SENT, ReplyMode.RSVP, "represented"),
        (GuestStatus.AWAITING, InvitationStatus.SENT, ReplyMode.RSVP, "awaiting"),
        (GuestStatus.REVOKED, InvitationStatus.SENT, ReplyMode.RSVP, "revoked"),
        (GuestStatus.ACCEPTED, InvitationStatus.WITHDRAWN, ReplyMode.RSVP, "revoked"),
    ],
)
def test_everyone_invited_is_on_the_phone_with_his_status(
    phone: Phone,
    event: Event,
    invite: Invite,
    status: GuestStatus,
    sent: InvitationStatus,
    mode: ReplyMode,
    said: str,
) -> None:
    guest = invite("Ada Orr", status=status, sent=sent)[0].id
    with transaction() as session:
        session.get_one(Event, event.id).reply_mode = mode
    assert named(phone.snapshot()["guests"], guest)["status"] == said


def test_a_cancelled_event_turns_every_guest(phone: Phone, event: Event, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    cursor = phone.snapshot()["rev"]
    with transaction():
        events.cancel(event, actor=SYSTEM, now=clock.now())
    assert named(phone.changes(cursor)["guests"], guest)["status"] == "cancelled"


@pytest.mark.check("O27")
def test_the_phone_learns_no_address_no_note_and_no_badge(phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr", "")[0]
    code = keys.badge_code(guest)
    with transaction() as session:
        invitation = session.get_one(Invitation, guest.invitation_id)
        invitation.email, invitation.note = "ada@orland.example", "sits apart from Mr. Quill"
    text = json.dumps(phone.snapshot())
    assert "orland.example" not in text
    assert "Quill" not in text
    assert code not in text
    assert digest(code)[:32] in text
    assert digest(code) not in text


def test_a_badge_issued_again_leaves_the_old_one_known_as_superseded(phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0]
    old = digest(keys.badge_code(guest))[:32]
    with transaction():
        invitations.reissue_badge(db.session.get_one(Guest, guest.id), actor=SYSTEM, now=clock.now())
    line = named(phone.snapshot()["guests"], guest.id)
    assert line["old_badges"] == [{"h": old, "s": "superseded"}]
    assert line["badge"]["h"] != old
    answer = phone.post(
        f"/events/{phone.event_id}/claims", {"id": str(uuid4()), "h": old, "gate_id": phone.gate_id}
    )
    assert (answer.json["advice"], answer.json["colour"]) == ("superseded", "amber")


def test_a_plate_told_or_taken_back_later_reaches_the_phone(phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr")[0]
    cursor = phone.snapshot()["rev"]
    keep(guest, plate="ICT 147", driver="Yusuf Rao")
    change = phone.changes(cursor)
    assert named(change["guests"], guest.id)["plates"] == ["ICT 147"]
    assert "Yusuf" not in json.dumps(change)
    keep(guest, plate="")
    assert named(phone.changes(change["rev"])["guests"], guest.id)["plates"] == []


def test_an_idle_answer_is_small(phone: Phone, invite: Invite) -> None:
    invite("Ada Orr")
    answer = phone.get(f"/events/{phone.event_id}/changes", epoch=phone.epoch, since=phone.snapshot()["rev"])
    assert len(answer.data) < 1000
    assert answer.json["guests"] == answer.json["scans"] == []


def test_changes_come_in_parts_that_never_cut_a_rev(phone: Phone, invite: Invite) -> None:
    wanted = {str(invite(f"Guest {number}", "", "")[0].id) for number in range(5)}
    cursor, seen, parts = 0, [], 0
    while True:
        part = phone.changes(cursor, limit=4)
        seen += [guest["gid"] for guest in part["guests"]]
        assert part["rev"] > cursor or not part["has_more"]
        cursor, parts = part["rev"], parts + 1
        if not part["has_more"]:
            break
    assert len(seen) == len(set(seen)) == 15
    assert wanted <= set(seen)
    assert parts > 2


def test_one_rev_larger_than_the_limit_comes_whole(phone: Phone, invite: Invite) -> None:
    invite(*[f"Guest {number}" for number in range(20)])
    assert len(phone.changes(0, limit=3)["guests"]) == 20


@pytest.mark.check("O14")
def test_another_epoch_asks_for_a_new_start(phone: Phone, event: Event) -> None:
    with transaction() as session:
        session.get_one(Event, event.id).epoch = uuid4()
    answer = phone.get(f"/events/{phone.event_id}/changes", epoch=phone.epoch, since=0)
    assert (answer.status_code, answer.json["code"]) == (409, "epoch_changed")


def test_a_cursor_from_the_future_asks_for_a_snapshot(phone: Phone) -> None:
    answer = phone.get(f"/events/{phone.event_id}/changes", epoch=phone.epoch, since=10**6)
    assert (answer.status_code, answer.json["code"]) == (410, "cursor_too_old")


def test_a_guest_deleted_from_the_list_leaves_the_phone(phone: Phone, invite: Invite) -> None:
    guest = invite("Ada Orr", sent=InvitationStatus.DRAFT)[0]
    gid, cursor = str(guest.id), phone.snapshot()["rev"]
    with transaction() as session:
        invitation = session.get_one(Invitation, guest.invitation_id)
        invitations.remove(invitation, actor=SYSTEM, now=clock.now())
    assert phone.changes(cursor)["gone"] == [gid]


def test_the_list_s_version_and_the_changes_since(phone: Phone, event: Event, invite: Invite) -> None:
    assert phone.snapshot()["list_version"] == ""
    with transaction():
        events.cut_list(event, actor=SYSTEM, now=clock.now())
    assert phone.snapshot()["list_version"] == "v1"
    invite("Ada Orr")
    assert phone.snapshot()["list_version"] == "v1 + 1"


def test_the_questions_to_the_database_do_not_grow_with_the_list(
    phone: Phone, invite: Invite, statements: list[str]
) -> None:
    def asked() -> int:
        statements.clear()
        phone.snapshot()
        return len(statements)

    invite("Ada Orr", "Bo Lund")
    few = asked()
    for number in range(30):
        invite(f"Guest {number}", "")
    assert asked() == few


def test_a_party_knows_of_one_another(phone: Phone, invite: Invite) -> None:
    guests: list[dict[str, Any]] = []
    party = invite("Ada Orr", "Bo Orr")
    guests = phone.snapshot()["guests"]
    lines = [named(guests, guest.id) for guest in party]
    assert lines[0]["iid"] == lines[1]["iid"]
    assert [line["spouse"] for line in lines] == ["Bo Orr", "Ada Orr"]


@pytest.mark.check("O16")
def test_what_commits_late_is_never_skipped(app: Flask, phone: Phone, event: Event, invite: Invite) -> None:
    guest = invite("Ada Orr")[0].id
    cursor, event_id = phone.snapshot()["rev"], event.id
    changed, polled = ThreadEvent(), ThreadEvent()

    def slow() -> None:
        with app.app_context(), transaction() as session:
            row = session.get_one(Guest, guest)
            row.name, row.rev = "Ada Orr-Lund", events.touch(session.get_one(Event, event_id))
            session.flush()
            changed.set()
            assert polled.wait(20)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow)
        assert changed.wait(20)
        early = phone.changes(cursor)
        polled.set()
        done.result()
    assert (early["rev"], early["guests"]) == (cursor, [])
    late = phone.changes(early["rev"])
    assert named(late["guests"], guest)["line"] == "Ada Orr-Lund"


@pytest.mark.check("O15")
def test_a_list_stays_small_and_an_idle_question_smaller(phone: Phone, invite: Invite) -> None:
    for number in range(60):
        invite(f"Xəzər Bayramlı {number}", f"Leyla Bayramlı {number}", "", "Ada Orr")
    answer = phone.get(f"/events/{phone.event_id}/snapshot")
    guests = len(answer.json["guests"])
    assert guests == 240
    assert len(gzip.compress(answer.data)) * 10_000 / guests < 2_000_000
    idle = phone.get(
        f"/events/{phone.event_id}/changes", epoch=phone.epoch, since=answer.json["rev"], limit=500
    )
    assert idle.json["guests"] == []
    assert len(idle.data) < 1_000

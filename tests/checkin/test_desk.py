"""The gate tab of the desk."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.checkin.models import Conflict, ConflictState, Device, DeviceState, Gate
from app.db import db, transaction
from app.events import service as events
from app.events.models import Event
from app.invitations import keys
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestStatus, Invitation
from app.missions.models import Mission
from tests import factories
from tests.checkin.conftest import add_gate, cells, code_for, enrolled, party
from tests.checkin.phone import Phone
from tests.pages import Pages
from tests.printing.reading import words_of

Invite = Callable[..., list[Guest]]


@pytest.fixture
def officer(as_role: Callable[..., Pages]) -> Pages:
    return as_role(Role.PROTOCOL_OFFICER)


def tab(mission: Mission, event: Event) -> str:
    return f"/m/{mission.slug}/events/{event.id}/gate"


def test_a_gate_is_added_and_a_code_is_shown_once(
    app: Flask, officer: Pages, mission: Mission, event: Event
) -> None:
    page = officer.get(tab(mission, event))
    assert "There is no gate yet" in page.text
    page = page.submit("Add the gate", Name_of_the_gate="North gate")
    assert "North gate" in page.text
    page = page.submit("Make a code")
    code = page.tree.find(".//b[@id='enrol-code']")
    assert code is not None
    gate = db.session.scalars(select(Gate)).one()
    assert Phone(app.test_client(), gate).enrol(code.text or "").status_code == 201
    again = officer.get(tab(mission, event))
    assert again.tree.find(".//b[@id='enrol-code']") is None
    assert "Nadia" in again.text


def test_two_gates_of_one_name_are_refused(
    officer: Pages, mission: Mission, event: Event, gate: Gate
) -> None:
    page = officer.get(tab(mission, event)).submit("Add the gate", Name_of_the_gate="GATE 1")
    assert page.status == 422
    assert "has a gate of that name" in page.text


def test_a_gate_in_use_stays(officer: Pages, mission: Mission, event: Event, phone: Phone) -> None:
    page = officer.get(tab(mission, event))
    assert "Remove Gate 1" not in [
        " ".join("".join(node.itertext()).split()) for node in page.tree.iter("button")
    ]
    token = page.tree.find(".//input[@name='csrf_token']").attrib["value"]
    gate = db.session.scalars(select(Gate)).one()
    assert officer.post(f"{tab(mission, event)}/gates/{gate.id}/remove", {"csrf_token": token}).status == 422
    assert len(db.session.scalars(select(Gate)).all()) == 1


def test_an_unused_gate_can_be_removed(officer: Pages, mission: Mission, event: Event, gate: Gate) -> None:
    officer.get(tab(mission, event)).submit("Remove Gate 1")
    assert db.session.scalars(select(Gate)).all() == []


def test_the_tab_shows_who_came_and_settles_a_double_admission(
    officer: Pages, mission: Mission, event: Event, phone: Phone, other_phone: Phone, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    phone.admit(guest, ago=60)
    other_phone.admit(guest, ago=30)
    page = officer.get(tab(mission, event))
    assert "1 guests inside now" in page.text
    assert "was inside already" in page.text
    page = page.submit("One person, undo the second", Note="the son held her badge")
    assert "settled" in page.text
    db.session.rollback()
    conflict = db.session.scalars(select(Conflict)).one()
    assert (conflict.state, conflict.note) == (ConflictState.VOIDED, "the son held her badge")


def test_a_phone_is_revoked_and_its_scans_are_taken_in(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    officer.get(tab(mission, event)).submit("Revoke Phone")
    db.session.rollback()
    assert db.session.scalars(select(Device)).one().state is DeviceState.REVOKED
    phone.admit(guest)
    page = officer.get(tab(mission, event))
    assert "sent by a revoked phone" in page.text
    page = page.submit("Take in the scans of Phone")
    assert "1 guests inside now" in page.text
    verbs = {entry.verb for entry in db.session.scalars(select(AuditEntry))}
    assert {"checkin.device.revoked", "checkin.approve_scan", "checkin.approve_quarantine"} <= verbs


def test_badges_are_printed_and_the_print_is_audited(
    officer: Pages, mission: Mission, event: Event, invite: Invite
) -> None:
    invite("Ada Orr", "Xəzər Bayramlı")
    page = officer.get(f"{tab(mission, event)}/badges.pdf")
    assert page.response.data.startswith(b"%PDF")
    assert "checkin.print_badges" in {entry.verb for entry in db.session.scalars(select(AuditEntry))}


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.GATE_OFFICER, "", 200),
        (Role.GATE_OFFICER, "/badges.pdf", 403),
        (Role.PRESS_OFFICER, "", 403),
        (Role.AUDITOR, "", 403),
    ],
)
def test_who_may_see_the_tab(
    as_role: Callable[..., Pages], mission: Mission, event: Event, role: Role, path: str, status: int
) -> None:
    assert as_role(role).get(tab(mission, event) + path).status == status


def test_a_gate_officer_sees_no_button_that_she_may_not_press(
    as_role: Callable[..., Pages], app: Flask, mission: Mission, event: Event, gate: Gate, invite: Invite
) -> None:
    enrolled(app, gate)
    page = as_role(Role.GATE_OFFICER).get(tab(mission, event))
    buttons = {" ".join("".join(node.itertext()).split()) for node in page.tree.iter("button")}
    assert not {label for label in buttons if label.startswith(("Revoke", "Remove", "Make", "Add"))}


def test_the_gate_page_holds_no_guest(pages: Pages, event: Event, invite: Invite) -> None:
    invite("Ada Orr")
    page = pages.get("/gate/")
    assert page.status == 200
    assert "Orr" not in page.response.text


def test_the_page_s_files_are_all_kept_by_its_worker(pages: Pages) -> None:
    script = pages.get("/gate/sw.js").response
    assert script.headers["Cache-Control"] == "no-cache"
    assert script.mimetype == "text/javascript"
    for name in ("/gate/", "js/checkin/main.js", "js/checkin/advise.js", "css/gate.css"):
        assert name in script.text


def test_the_page_can_be_installed(pages: Pages) -> None:
    manifest: Any = pages.get("/gate/manifest.webmanifest").response
    assert manifest.mimetype == "application/manifest+json"
    told = manifest.get_json(force=True)
    assert told["start_url"] == "/gate/"
    pictures = {one["sizes"]: one["src"] for one in told["icons"] if one["type"] == "image/png"}
    [home] = pages.get("/gate/").tree.findall(".//link[@rel='apple-touch-icon']")
    pictures["180x180"] = home.attrib["href"]
    for side in (180, 192, 512):
        with pages.get(pictures[f"{side}x{side}"]).response as sent, Image.open(BytesIO(sent.data)) as icon:
            assert (icon.format, icon.size) == ("PNG", (side, side))


def test_no_badge_is_printed_for_whoever_has_declined(
    officer: Pages, mission: Mission, event: Event, invite: Callable[..., list[Guest]]
) -> None:
    invite("Ada Orr")
    invite("Bela Kun", status=GuestStatus.DECLINED)
    printed = words_of(officer.get(f"{tab(mission, event)}/badges.pdf").response.data)
    assert "Orr" in printed
    assert "Kun" not in printed


def test_a_referral_is_admitted_at_the_desk_and_the_phone_hears_it(
    officer: Pages, mission: Mission, event: Event, phone: Phone
) -> None:
    gid, person = uuid4(), {"name": "Dee Moss", "office": "Daily Post", "vouched_by": "Ms. Orr"}
    referral = phone.scan(gid, kind="refer", walk_in=person, shown_name="Dee Moss", advice="walk_in")
    phone.send(referral)
    cursor = phone.snapshot()["rev"]
    page = officer.get(tab(mission, event))
    assert "Ms. Orr vouches." in page.text
    page = page.submit("Admit", Note="known to the Ambassador")
    assert "1 guests inside now" in page.text
    assert "Sent to the protocol officer" not in page.text
    heard = phone.changes(cursor)["scans"]
    assert [(scan["kind"], scan["gid"], scan["ref"]) for scan in heard] == [
        ("entry", str(gid), referral["id"])
    ]
    verbs = [entry.verb for entry in db.session.scalars(select(AuditEntry))]
    assert verbs.count("checkin.referral.entry") == 1


def test_a_referral_of_an_unknown_badge_can_only_be_refused(
    officer: Pages, mission: Mission, event: Event, phone: Phone
) -> None:
    phone.send(phone.scan(None, kind="refer", h="0" * 32, shown_name="", advice="unknown"))
    page = officer.get(tab(mission, event))
    assert "Admit" not in [" ".join("".join(node.itertext()).split()) for node in page.tree.iter("button")]
    page = page.submit("Refuse")
    assert "Sent to the protocol officer" not in page.text
    assert "0 guests inside now" in page.text


@pytest.mark.parametrize("kind", ["entry", "refuse"])
def test_a_referral_that_the_gate_settled_itself_is_closed(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite, kind: str
) -> None:
    guest = invite("Ada Orr")[0].id
    phone.send(phone.scan(guest, kind="refer", ago=60))
    assert "Sent to the protocol officer" in officer.get(tab(mission, event)).text
    phone.send(phone.scan(guest, kind=kind, ago=20))
    assert "Sent to the protocol officer" not in officer.get(tab(mission, event)).text


def test_the_protocol_officer_undoes_what_a_gate_recorded(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    phone.admit(invite("Ada Orr")[0].id, ago=3600)
    page = officer.get(tab(mission, event)).submit("Undo")
    assert "0 guests inside now" in page.text
    verbs = [entry.verb for entry in db.session.scalars(select(AuditEntry))]
    assert verbs.count("checkin.void") == 1


@pytest.mark.check("O07")
def test_the_tab_names_gate_phone_and_change_of_whoever_came_in_although_withdrawn(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    guest = invite("Ada Orr")[0].id
    known = phone.snapshot()["rev"]
    with transaction():
        invitations.revoke_guest(db.session.get_one(Guest, guest), rev=events.touch(event))
    phone.admit(guest, known_rev=known)
    page = officer.get(tab(mission, event))
    alert = "".join(page.tree.find(".//section[@aria-labelledby='revoked-head']").itertext())
    assert all(word in alert for word in ("Ada Orr", "Gate 1", "by Phone", f"change {known}"))
    assert "Admitted although withdrawn" not in page.submit("Undo").text


def test_the_tab_tells_what_each_phone_holds(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    rev = phone.snapshot()["rev"]
    phone.upload(waiting=3, known_rev=rev)
    assert "3 scans as here b1 active" in officer.get(tab(mission, event)).text
    invite("Ada Orr")
    assert "3 scans 1 change behind b1 active" in officer.get(tab(mission, event)).text


def test_drivers_and_staff_are_counted_in_by_hand(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite
) -> None:
    phone.admit(invite("Ada Orr")[0].id)
    page = officer.get(tab(mission, event)).submit(
        "Count them in", Drivers_and_guards="12", Staff_and_caterers="30"
    )
    assert "43 people in the house" in page.text
    page = page.submit("Count them in", Drivers_and_guards="11", Staff_and_caterers="30")
    assert "42 people in the house" in page.text
    muster = officer.get(f"{tab(mission, event)}/muster")
    assert "11 drivers and guards, 30 of staff" in muster.text
    page = page.submit("Count them in", Drivers_and_guards="-1", Staff_and_caterers="")
    assert "Type two numbers" in page.text
    assert "42 people in the house" in page.text


@pytest.mark.check("O27")
def test_the_log_of_a_phone_holds_this_event_alone(
    officer: Pages, mission: Mission, event: Event, phone: Phone, invite: Invite, app: Flask
) -> None:
    guest = invite("Ada Orr")[0]
    code, h = keys.badge_code(guest), (guest.badge_hash or "")[:32]
    with transaction() as session:
        invitation = session.get_one(Invitation, guest.invitation_id)
        invitation.email, invitation.note = "ada@orland.example", "sits apart from Mr. Quill"
    phone.admit(guest.id, h=h, method="qr", note="said his number is 0300 555 0147")
    phone.send({"id": "unreadable", "seq": 2})
    other = factories.event(mission)
    elsewhere = add_gate(other, "Garden gate")
    phone.enrol(code_for(elsewhere))
    stranger = party(other, "Bo Lund")[0]
    phone.event_id, phone.gate_id = str(other.id), str(elsewhere.id)
    phone.admit(stranger.id, seq=3, shown_name="Bo Lund")
    page = officer.get(tab(mission, event))
    text = cells(officer.get(page.link("Log Phone")).response.data)
    for fact in ("Ada Orr", "admitted", "by camera", "first entry", "set apart", "Gate 1", "Nadia"):
        assert fact in text
    for secret in ("Bo Lund", "Garden gate", "orland.example", "Quill", "0300", code, h):
        assert secret not in text
    log = cells(officer.get(f"{tab(mission, other)}/devices/{phone.device_id}/log.xlsx").response.data)
    assert "Bo Lund" in log
    assert "Ada Orr" not in log
    verbs = [entry.verb for entry in db.session.scalars(select(AuditEntry))]
    assert verbs.count("checkin.export_log") == 2


@pytest.mark.parametrize("role", [Role.GATE_OFFICER, Role.SOCIAL_SECRETARY])
def test_only_the_protocol_officer_takes_the_log_of_a_phone(
    as_role: Callable[..., Pages], mission: Mission, event: Event, phone: Phone, role: Role
) -> None:
    browser = as_role(role)
    assert "log.xlsx" not in str(browser.get(tab(mission, event)).response.data)
    assert browser.get(f"{tab(mission, event)}/devices/{phone.device_id}/log.xlsx").status == 403


def test_a_phone_that_was_never_at_the_event_has_no_log_there(
    officer: Pages, mission: Mission, event: Event, phone: Phone
) -> None:
    other = factories.event(mission)
    assert officer.get(f"{tab(mission, other)}/devices/{phone.device_id}/log.xlsx").status == 404

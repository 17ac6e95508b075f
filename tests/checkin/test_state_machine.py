"""The server under any sequence of what phones and officers do: after every step it tells the truth."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app import clock
from app.audit.actor import SYSTEM
from app.checkin import queries
from app.checkin.fold import Fact, Presence, fold
from app.checkin.instants import milliseconds
from app.checkin.models import Conflict, ConflictState, Right, Scan
from app.checkin.models import Presence as PresenceRow
from app.checkin.service import deciding
from app.db import db, transaction
from app.events import service as events
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import Guest
from app.web.limits import limiter
from tests import factories
from tests.checkin.conftest import add_gate, enrolled, party
from tests.checkin.phone import Phone

GUESTS = 4
PHONES = st.integers(0, 2)
WHO = st.integers(0, GUESTS - 1)
AGO = st.integers(1, 400)


@dataclass
class Sent:
    """A scan that a phone wrote, and whether the server has it."""

    phone: Phone
    scan: dict[str, Any]
    fact: Fact
    gid: str | None
    arrived: bool = False


class Evening(RuleBasedStateMachine):
    """Three phones at two gates, four guests and whoever walks in. Scans may wait, come late, twice and in any order."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        limiter.reset()
        event = factories.event(factories.mission(slug=f"m{uuid4().hex[:12]}"))
        gates = [add_gate(event, "Gate 1"), add_gate(event, "Gate 2")]
        self.phones = [
            enrolled(app, gates[0], Right.VOID),
            enrolled(app, gates[1], Right.WALK_IN),
            enrolled(app, gates[1], Right.WALK_IN),
        ]
        self.event_id = event.id
        self.guests = [str(party(event, f"Guest {number}")[0].id) for number in range(GUESTS)]
        self.now = clock.now()
        self.sent: list[Sent] = []
        self.desk: list[tuple[str, str]] = []
        self.rev = 0

    def event(self) -> Event:
        db.session.rollback()
        return db.session.get_one(Event, self.event_id)

    def write(self, who: int, kind: str, gid: str | None, ago: int, **more: Any) -> None:
        phone = self.phones[who]
        moment = self.now - timedelta(seconds=ago)
        scan = phone.scan(gid, kind=kind, moment=moment, **more)
        self.sent.append(Sent(phone, scan, self.fact(phone, scan, moment), gid))

    def fact(self, phone: Phone, scan: dict[str, Any], moment: datetime) -> Fact:
        return Fact(
            id=scan["id"],
            device_id=phone.device_id,
            seq=scan["seq"],
            kind=scan["kind"],
            gate_id=phone.gate_id,
            at=milliseconds(moment.replace(microsecond=moment.microsecond // 1000 * 1000)),
            ref=scan["ref"],
            advice=scan["advice"],
            override=bool(scan["override_reason"]),
            may_void=phone is self.phones[0],
        )

    @rule(who=PHONES, guest=WHO, ago=AGO, knowing=st.booleans())
    def admit(self, who: int, guest: int, ago: int, knowing: bool) -> None:
        more = {"advice": "inside", "override_reason": "Came back in"} if knowing else {}
        self.write(who, "entry", self.guests[guest], ago, **more)

    @rule(who=PHONES, guest=WHO, ago=AGO, kind=st.sampled_from(["exit", "refer", "refuse", "sighted"]))
    def note(self, who: int, guest: int, ago: int, kind: str) -> None:
        self.write(who, kind, self.guests[guest], ago)

    @rule(who=PHONES, ago=AGO)
    def walk_in(self, who: int, ago: int) -> None:
        gid = str(uuid4())
        self.guests.append(gid)
        person = {"name": "Dee Moss", "office": "", "vouched_by": ""}
        self.write(who, "entry", gid, ago, walk_in=person, advice="walk_in")

    @precondition(lambda self: self.sent)
    @rule(who=PHONES, place=st.integers(0, 10**6), ago=AGO, named=st.booleans())
    def undo(self, who: int, place: int, ago: int, named: bool) -> None:
        target = self.sent[place % len(self.sent)]
        self.write(who, "void", target.gid if named else None, ago, ref=target.scan["id"])

    @precondition(lambda self: self.sent)
    @rule(places=st.lists(st.integers(0, 10**6), min_size=1, max_size=6), poison=st.booleans())
    def deliver(self, places: list[int], poison: bool) -> None:
        """Some of what was ever written, in any order: new, again, and among it something that nobody can read."""
        first = self.sent[places[0] % len(self.sent)]
        batch = [
            one for one in (self.sent[place % len(self.sent)] for place in places) if one.phone is first.phone
        ]
        odd: list[object] = [{"id": "x", "kind": "teleport"}] if poison else []
        answer = first.phone.upload(*odd, *[one.scan for one in batch])
        assert answer.status_code == 200, answer.text
        results = answer.json["results"]
        assert [one["status"] for one in results[: len(odd)]] == ["quarantined"] * len(odd)
        for one, result in zip(batch, results[len(odd) :], strict=True):
            assert result["status"] == ("known" if one.arrived else "stored")
            one.arrived = True

    @rule(who=PHONES, guest=WHO)
    def claim(self, who: int, guest: int) -> None:
        before = self.count()
        assert self.phones[who].claim(self.guests[guest]).status_code == 200
        assert self.count() == before

    @rule(guest=WHO)
    def revoke(self, guest: int) -> None:
        event = self.event()
        with transaction():
            row = db.session.get_one(Guest, UUID(self.guests[guest]))
            invitations.revoke_guest(row, rev=events.touch(event))

    @rule(seen=st.booleans())
    def resolve(self, seen: bool) -> None:
        """The officer decides on one double admission; both scans stay, or a further one undoes the second."""
        event = self.event()
        conflicts = queries.open_conflicts(event)
        if not conflicts:
            return
        action = deciding.SEEN if seen else deciding.VOID_SCAN
        with transaction():
            deciding.resolve(
                conflicts[0], event, action=action, note="", operator="Omar", actor=SYSTEM, now=clock.now()
            )
        self.desk = [
            (str(row.id), str(row.ref_id))
            for row in db.session.scalars(
                select(Scan).where(Scan.event_id == event.id, Scan.device_id.is_(None))
            )
        ]

    def count(self) -> int:
        db.session.rollback()
        return len(db.session.scalars(select(Scan.id).where(Scan.event_id == self.event_id)).all())

    def truth(self) -> dict[str, Presence]:
        """By guest, from what arrived alone."""
        arrived = [one for one in self.sent if one.arrived]
        owner = {one.scan["id"]: one.gid for one in arrived if one.fact.kind != "void"}
        facts: dict[str, list[Fact]] = {}
        for one in arrived:
            gid = one.gid if one.fact.kind != "void" else owner.get(one.fact.ref or "", one.gid)
            if gid:
                facts.setdefault(gid, []).append(one.fact)
        for void_id, ref in self.desk:
            void = Fact(void_id, "desk", 0, "void", "", milliseconds(self.now), ref=ref, may_void=True)
            facts[owner[ref] or ""].append(void)
        return {gid: fold(gid, scans) for gid, scans in facts.items()}

    @invariant()
    def what_is_kept_is_the_truth(self) -> None:
        event = self.event()
        truth = self.truth()
        rows = db.session.scalars(select(PresenceRow).where(PresenceRow.event_id == event.id))
        kept = {str(row.guest_id): (row.inside, row.first_at and milliseconds(row.first_at)) for row in rows}
        assert kept == {gid: (state.inside, state.first_at) for gid, state in truth.items()}
        assert queries.headcount(event).inside == sum(state.inside for state in truth.values())

    @invariant()
    def every_verdict_is_the_truth(self) -> None:
        verdicts = {
            scan_id: one.value for state in self.truth().values() for scan_id, one in state.verdicts.items()
        }
        query = select(Scan.id, Scan.verdict).where(Scan.event_id == self.event_id)
        kept = {str(scan_id): verdict for scan_id, verdict in db.session.execute(query)}
        assert {scan_id: kept[scan_id] for scan_id in verdicts} == verdicts
        assert set(kept) == {one.scan["id"] for one in self.sent if one.arrived} | {
            one for one, _ref in self.desk
        }

    @invariant()
    def a_double_admission_is_an_open_conflict_or_was_decided(self) -> None:
        event = self.event()
        clashes = {clash.cid for state in self.truth().values() for clash in state.clashes}
        assert {row.cid for row in queries.open_conflicts(event)} <= clashes
        known = db.session.scalars(select(Conflict).where(Conflict.event_id == event.id))
        assert clashes <= {row.cid for row in known if row.state is not ConflictState.LAPSED}

    @invariant()
    def revisions_only_grow(self) -> None:
        rev = self.event().rev
        assert rev >= self.rev
        self.rev = rev


@pytest.mark.check("O05")
@pytest.mark.check("O23")
@pytest.mark.timeout(600)
def test_whatever_phones_and_officers_do_the_server_tells_the_truth(app: Flask) -> None:
    run_state_machine_as_test(
        lambda: Evening(app),
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

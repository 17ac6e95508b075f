"""An event with gates, guests and phones, as the services make them."""

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from app import clock
from app.audit.actor import SYSTEM
from app.checkin.fold import Stage
from app.checkin.models import Gate, Right
from app.checkin.service import arranging, enrolling
from app.db import transaction
from app.events.models import Event
from app.invitations import queries as found
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestStatus, InvitationStatus
from app.missions.models import Mission
from app.rsvps import service as rsvps
from app.rsvps.models import SensitiveKind
from tests import factories
from tests.checkin.phone import Phone


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What the protocol promises holds on a good network and on one that loses three of ten requests."""
    promises = [str(mark.args[0]) for mark in metafunc.definition.iter_markers("check")]
    if "phone" in metafunc.fixturenames and any(number.startswith("O") for number in promises):
        metafunc.parametrize("network", [0.0, 0.3], ids=["good", "bad"], indirect=True)


@pytest.fixture(autouse=True)
def network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Phone, "loss", getattr(request, "param", 0.0))


@pytest.fixture
def event(mission: Mission) -> Event:
    return factories.event(mission)


@pytest.fixture
def gate(event: Event) -> Gate:
    return add_gate(event, "Gate 1")


@pytest.fixture
def other_gate(event: Event) -> Gate:
    return add_gate(event, "Gate 2")


@pytest.fixture
def phone(app: Flask, gate: Gate) -> Phone:
    """A phone enrolled at gate 1."""
    return enrolled(app, gate)


@pytest.fixture
def other_phone(app: Flask, other_gate: Gate) -> Phone:
    """A phone enrolled at gate 2."""
    return enrolled(app, other_gate)


@pytest.fixture
def invite(event: Event) -> Callable[..., list[Guest]]:
    """Put guests on the list: `invite("Ada Orr", "")` is one invitation with a companion without a name."""
    return lambda *names, **options: party(event, *names, **options)


def add_gate(event: Event, name: str, stage: Stage = Stage.ADMIT) -> Gate:
    with transaction():
        return arranging.add_gate(event, name=name, stage=stage, actor=SYSTEM, now=clock.now())


def code_for(gate: Gate, *rights: Right) -> str:
    with transaction():
        return enrolling.make_code(gate, rights=list(rights), actor=SYSTEM, now=clock.now())


def enrolled(app: Flask, gate: Gate, *rights: Right, name: str = "Phone") -> Phone:
    phone = Phone(app.test_client(), gate)
    answer = phone.enrol(code_for(gate, *(rights or (Right.WALK_IN,))), name=name)
    assert answer.status_code == 201, answer.text
    return phone


def party(
    event: Event,
    *names: str,
    status: GuestStatus = GuestStatus.ACCEPTED,
    sent: InvitationStatus = InvitationStatus.SENT,
) -> list[Guest]:
    with transaction() as session:
        invitation = invitations.add_places(
            event, addressee="Embassy of Orland", places=len(names), actor=SYSTEM, now=clock.now()
        )
        invitation.status = sent
        for guest, name in zip(invitation.guests, names, strict=True):
            guest.name, guest.status = name, status
        session.flush()
        return list(invitation.guests)


def keep(guest: Guest, **told: str) -> None:
    """What staff take down for a guest, by kind."""
    with transaction():
        invitation = found.get(guest.mission_id, guest.event_id, guest.invitation_id)
        wishes = {guest.id: {SensitiveKind(name): text for name, text in told.items()}}
        rsvps.keep_wishes(invitation, wishes, actor=SYSTEM, now=clock.now())


def cells(content: bytes) -> str:
    """The texts of a spreadsheet."""
    return zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()


def named(guests: list[dict[str, Any]], gid: UUID) -> dict[str, Any]:
    return next(guest for guest in guests if guest["gid"] == str(gid))

"""An outbox whose letters go to a mail server that misbehaves when told to."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.audit.actor import SYSTEM
from app.db import transaction
from app.missions import service as missions_service
from app.missions.models import Mission
from tests.faults.smtp import FaultServer
from tests.mail.outbox import Clock, office_to


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(app: Flask) -> Iterator[FaultServer]:
    """The server to which this application's letters go during the test."""
    before = app.extensions.get("post_office")
    with FaultServer() as running:
        app.extensions["post_office"] = office_to(running.port)
        yield running
    app.extensions["post_office"] = before
    if before is None:
        del app.extensions["post_office"]


@pytest.fixture
def missions(mission: Mission, clock: Clock) -> list[Mission]:
    """Two missions in one installation."""
    with transaction():
        other = missions_service.create(
            "other", names={"en": "Embassy of Estmark"}, actor=SYSTEM, now=clock()
        )
    return [mission, other]

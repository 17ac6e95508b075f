"""A worker killed while it takes a reply in leaves all of the reply, or nothing of it."""

import os
import signal
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import db, transaction
from app.invitations import queries
from app.invitations.models import GuestStatus
from app.mail.models import Outbox
from app.missions.models import Mission
from app.rsvps.models import Reply
from config import Config
from tests import factories
from tests.conftest import SECRET
from tests.invitations import making
from tests.rsvps.crash import take_in


@pytest.mark.check("R01")
@pytest.mark.parametrize(("moment", "kept"), [("before", 0), ("after", 1)])
def test_a_killed_worker_leaves_no_half_reply(
    app: Flask, config: Config, mission: Mission, moment: str, kept: int
) -> None:
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    making.collect()
    db.session.rollback()
    settings = {
        "CHANCERY_MODE": "test",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": config.database_url,
        "PUBLIC_URL": config.public_url,
        "DESK_URL": config.desk_url,
        "INSTANCE": str(config.instance),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.rsvps.crash", moment, str(mission.id), str(invitation.id)],
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]
    assert replies_and_letters() == (kept, kept)
    with transaction():
        take_in(mission.id, invitation.id)
    assert replies_and_letters() == (1, 1)
    again = queries.get(mission.id, event.id, invitation.id)
    assert [guest.status for guest in again.guests] == [GuestStatus.ACCEPTED]


def replies_and_letters() -> tuple[int, int]:
    db.session.rollback()
    confirmations = select(func.count(Outbox.id)).where(Outbox.kind == "reply_confirmation")
    return db.session.scalar(select(func.count(Reply.id))) or 0, db.session.scalar(confirmations) or 0

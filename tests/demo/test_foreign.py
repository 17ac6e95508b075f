"""Nothing of a furnished mission can be reached from another one, by any address and with every right."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.models import INSTALLATION_ROLES, Membership, Role, User
from app.checkin.models import Device, Gate
from app.db import Model, db, transaction
from app.demo import founding
from app.directory.models import Appointment, Office, Organisation, Person
from app.events.models import Event
from app.invitations.models import Campaign, Guest, Invitation, NoteVerbale, ReplyLink
from app.mail.models import Outbox
from app.missions import queries as missions
from app.missions.models import Mission
from app.press.models import PressRelease, ReleasePicture
from app.rsvps.models import Reply
from tests import factories
from tests.conftest import sign_in
from tests.rules.test_routes import UNSAFE, ask, csrf_token, path_of, rules

# What the arguments of addresses name. Those that the demo has nothing of get an id of nothing.
NAMED: dict[str, type[Model]] = {
    "appointment_id": Appointment,
    "campaign_id": Campaign,
    "device_id": Device,
    "event_id": Event,
    "gate_id": Gate,
    "guest_id": Guest,
    "invitation_id": Invitation,
    "letter_id": Outbox,
    "link_id": ReplyLink,
    "membership_id": Membership,
    "note_id": NoteVerbale,
    "office_id": Office,
    "organisation_id": Organisation,
    "other_id": Person,
    "person_id": Person,
    "picture_id": ReleasePicture,
    "release_id": PressRelease,
    "reply_id": Reply,
}
FEWEST = 14

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def elsewhere(now: datetime) -> Iterator[tuple[User, Mission, Event]]:
    """Another mission beside the demo's, with an event, and somebody who may do everything there."""
    here = factories.mission("elsewhere")
    event = factories.event(here)
    user = factories.staff(here, *(role for role in Role if role not in INSTALLATION_ROLES))
    mission_id, user_id = here.id, user.id
    yield user, here, event
    with transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            if "mission_id" in table.c:
                session.execute(table.delete().where(table.c.mission_id == mission_id))
        for kind, row_id in ((User, user_id), (Mission, mission_id)):
            session.execute(kind.__table__.delete().where(kind.__table__.c.id == row_id))


def of_mission(mission: Mission) -> dict[str, UUID]:
    """An object of the mission for each argument."""
    found = {
        name: db.session.scalars(
            select(kind.__table__.c.id).where(kind.__table__.c.mission_id == mission.id).limit(1)
        ).first()
        for name, kind in NAMED.items()
    }
    return {name: row_id for name, row_id in found.items() if row_id is not None}


@pytest.mark.check("S11")
def test_no_object_of_another_mission_is_reached(
    elsewhere: tuple[User, Mission, Event], demo: object
) -> None:
    user, here, event = elsewhere
    app = demo[0]  # type: ignore[index]
    foreign = of_mission(missions.by_slug(founding.slug()))
    assert len(foreign) >= FEWEST
    slug, own_event = here.slug, event.id
    client = sign_in(app, user).client
    token, tried = csrf_token(client), 0
    for rule, declared in rules(app):
        named = rule.arguments & NAMED.keys()
        if declared.kind != "mission" or not named:
            continue
        for ids in (foreign, foreign | {"event_id": own_event}):
            if named == {"event_id"} and ids["event_id"] == own_event:
                continue
            for method in sorted((rule.methods or set()) & {"GET", *UNSAFE}):
                path = path_of(app, rule, mission=slug, ids=ids)
                assert ask(client, method, path, token) == 404, f"{method} {path} ({rule.endpoint})"
                tried += 1
    assert tried > 2 * len(foreign)

"""One mission moves into another house, of the other kind of database: same ids, same links, same badges."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import clock, create_app
from app.accounts import service as accounts
from app.accounts.models import Membership, Role, User
from app.audit import service as trail
from app.audit.actor import SYSTEM, Actor
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.models import GuestStatus, Invitation
from app.mail.models import LetterState, Outbox
from app.missions import service as missions
from app.missions.models import Mission
from app.operations import backups
from app.tokens import KeyRing
from config import Config
from tests import factories
from tests.conftest import Client
from tests.invitations import making
from tests.pages import Pages

PASSPHRASE = "sixteen candles and a spare"
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture
def elsewhere(tmp_path: Path, config: Config, other_url: str) -> Iterator[Flask]:
    """Another house, with tables, a mission and keys of its own, where Aysel works already."""
    folder = tmp_path / "elsewhere"
    there = create_app(
        dataclasses.replace(
            config,
            database_url=other_url,
            instance=folder,
            key_file=folder / "keys.json",
            backup_dir=folder / "backups",
        )
    )
    there.test_client_class = Client
    with there.app_context():
        upgrade(directory=there.extensions["migrate"].directory)
        host = factories.mission("host-mission")
        open_account("aysel@valdara.example", host, Role.PRESS_OFFICER)
        there.extensions["keys"].key(host.id, "reply")
        db.session.remove()
    yield there
    with there.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def invitation(mission: Mission) -> Invitation:
    """A guest with a letter on its way, a share link and a badge; and a second mission that stays."""
    event = factories.event(mission)
    [invitation] = making.invite(event, making.person(mission))
    making.send_all(event)
    stays = factories.mission()
    making.invited(factories.event(stays), stays, "Somebody Else")
    with transaction():
        missions.put_state("XV", {"en": "Valdara"}, actor=SYSTEM, now=clock.now())
    return invitation


def open_account(email: str, mission: Mission, role: Role) -> User:
    with transaction():
        user = accounts.open_account(
            email, name=email.split("@")[0], password="a long enough one", actor=SYSTEM, now=clock.now()
        )
        accounts.give_role(user, role=role, mission_id=mission.id, actor=SYSTEM, now=clock.now())
    return user


def type_in(app: Flask, *words: object) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def move(app: Flask, there: Flask, mission: Mission, file: Path, passphrase: Path) -> Result:
    packed = type_in(app, "mission", "pack", mission.slug, file, "--passphrase-file", passphrase)
    assert packed.exit_code == 0, packed.output
    with there.app_context():
        return type_in(there, "mission", "unpack", file, "--passphrase-file", passphrase)


def test_a_mission_arrives_with_its_links_and_badges(
    app: Flask, mission: Mission, elsewhere: Flask, invitation: Invitation, tmp_path: Path, passphrase: Path
) -> None:
    path = making.letter_path(invitation)
    guest_id, invitation_id = invitation.guests[0].id, invitation.id
    epoch = db.session.scalars(select(Event.epoch).where(Event.id == invitation.event_id)).one()
    code = app.extensions["keys"].badge_code(mission.id, guest_id, 1)

    done = move(app, elsewhere, mission, tmp_path / "valdara.pack", passphrase)

    assert done.exit_code == 0, done.output
    with elsewhere.app_context():
        letter = Pages(elsewhere.test_client()).get(path)
        assert "Henrik Aune" in letter.text
        letter.submit("I accept with pleasure")
        arrived = db.session.get_one(Invitation, invitation_id)
        assert arrived.guests[0].id == guest_id
        assert arrived.guests[0].status is GuestStatus.ACCEPTED
        assert elsewhere.extensions["keys"].badge_code(mission.id, guest_id, 1) == code
        assert db.session.get_one(Event, arrived.event_id).epoch != epoch
        assert db.session.scalars(select(Mission.slug).order_by(Mission.slug)).all() == [
            "host-mission",
            mission.slug,
        ]
        letters = db.session.scalars(select(Outbox.state).where(Outbox.kind == "invitation")).all()
        assert set(letters) == {LetterState.UNCERTAIN}
        db.session.remove()


def test_only_what_is_the_mission_s_is_packed(
    app: Flask, mission: Mission, invitation: Invitation, tmp_path: Path, passphrase: Path
) -> None:
    open_account("aysel@valdara.example", mission, Role.PRESS_OFFICER)
    file = tmp_path / "valdara.pack"
    done = type_in(app, "mission", "pack", mission.slug, file, "--passphrase-file", passphrase)
    assert done.exit_code == 0, done.output
    with backups.opened(file, passphrase=PASSPHRASE) as found:
        content = found.database.read_bytes()
        own = json.loads(found.keys.read_text()) if found.keys else {}
    assert list(own) == [str(mission.id)]
    assert b"Henrik Aune" in content
    assert b"Somebody Else" not in content
    assert b"$argon2" not in content
    assert mission.names["en"].encode() not in file.read_bytes()


def test_who_has_an_account_there_keeps_it_and_the_trail_stays_whole(
    app: Flask, mission: Mission, elsewhere: Flask, tmp_path: Path, passphrase: Path
) -> None:
    aysel = open_account("aysel@valdara.example", mission, Role.PRESS_OFFICER)
    leyla = open_account("leyla@valdara.example", mission, Role.SOCIAL_SECRETARY)
    leyla_id = leyla.id
    event = factories.event(mission)
    with transaction():
        event.officer_in_charge_id = aysel.id
        invitations.add_places(
            event, addressee="The Post", places=2, actor=Actor.staff(leyla.id), now=clock.now()
        )
        trail.seal(mission.id)
    event_id, mission_id = event.id, mission.id

    done = move(app, elsewhere, mission, tmp_path / "valdara.pack", passphrase)

    assert "leyla@valdara.example needs a password" in done.output
    assert "aysel@valdara.example" not in done.output
    with elsewhere.app_context():
        known = db.session.scalars(select(User).where(User.email == "aysel@valdara.example")).one()
        assert known.password
        assert db.session.get_one(Event, event_id).officer_in_charge_id == known.id
        roles = db.session.scalars(select(Membership.user_id).where(Membership.mission_id == mission_id))
        assert set(roles) == {known.id, leyla_id}
        assert db.session.get_one(User, leyla_id).password is None
        assert trail.verify(mission_id) is None
        assert db.session.scalar(select(func.count()).where(AuditEntry.mission_id == mission_id))
        db.session.remove()


def test_what_does_not_fit_leaves_nothing_behind(
    app: Flask, mission: Mission, elsewhere: Flask, tmp_path: Path, passphrase: Path
) -> None:
    file = tmp_path / "valdara.pack"
    assert move(app, elsewhere, mission, file, passphrase).exit_code == 0
    with elsewhere.app_context():
        again = type_in(elsewhere, "mission", "unpack", file, "--passphrase-file", passphrase)
        assert again.exit_code == 1
        assert "is here already" in again.output
        wrong = tmp_path / "wrong"
        wrong.write_text("something else entirely")
        assert (
            "does not open"
            in type_in(elsewhere, "mission", "unpack", file, "--passphrase-file", wrong).output
        )
        db.session.remove()
    over = type_in(app, "mission", "pack", mission.slug, file, "--passphrase-file", passphrase)
    assert "a file of this name" in over.output
    short = tmp_path / "short"
    short.write_text("short")
    refused = type_in(app, "mission", "pack", mission.slug, tmp_path / "b", "--passphrase-file", short)
    assert "at least 16 characters" in refused.output
    assert not (tmp_path / "b").exists()


def test_a_backup_is_no_pack_and_a_pack_no_backup(
    app: Flask, mission: Mission, house: Config, tmp_path: Path, passphrase: Path
) -> None:
    made = backups.create(
        db.engine, dataclasses.replace(house, backup_passphrase=PASSPHRASE), now=clock.now()
    )
    done = type_in(app, "mission", "unpack", made.path, "--passphrase-file", passphrase)
    assert done.exit_code == 1
    assert "of another kind" in done.output


def test_keys_of_several_missions_stand_side_by_side(tmp_path: Path, mission: Mission) -> None:
    ring, other = KeyRing(tmp_path / "keys.json"), KeyRing(tmp_path / "other.json")
    first = ring.key(mission.id, "reply")
    other.take({str(mission.id): ring.of(mission.id)})
    assert other.key(mission.id, "reply") == first
    assert other.of(factories.mission().id) == {}

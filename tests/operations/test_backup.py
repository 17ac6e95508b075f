"""What is backed up can be restored: whole, of one moment, and into an empty house."""

import dataclasses
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import clock
from app.accounts.models import Role, User
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.events.models import Event
from app.mail import service as mail
from app.mail.letter import Letter
from app.mail.models import LetterState, Outbox
from app.mail.testing import TEST
from app.missions import service as missions
from app.missions.models import Counter, Mission
from app.operations import backups, checks, copying, files, marks, restoring, sealed
from app.operations.errors import BackupDamaged, NotEmpty, PassphraseMissing, WrongPassphrase
from app.tokens import KeyRing
from config import Config
from tests import factories

PASSPHRASE = "sixteen candles and a spare"


@pytest.fixture
def safe(house: Config) -> Config:
    """A house whose backups are encrypted."""
    return dataclasses.replace(house, backup_passphrase=PASSPHRASE)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[copying.Engine]:
    with copying.open_file(tmp_path / "restored.sqlite3") as engine:
        yield engine


@pytest.mark.check("R06")
@pytest.mark.timeout(120)
def test_a_backup_during_load_is_one_committed_moment(app: Flask, mission: Mission, house: Config) -> None:
    """Every transaction adds one to a counter and three entries to the trail: no backup sees a part of one."""
    mission_id, stop = mission.id, threading.Event()

    def work() -> None:
        with app.app_context():
            while not stop.is_set():
                act(mission_id)
            db.session.remove()

    act(mission_id)  # the counter's row is there before anybody races for it
    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        while value_of_counter() < 10:
            db.session.rollback()
        made = [
            backups.create(db.engine, house, now=clock.now() + timedelta(seconds=number))
            for number in range(4)
        ]
        enough = value_of_counter() + 5
        while value_of_counter() < enough:
            db.session.rollback()
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    moments = [counts_of(backup.path, house) for backup in made]
    assert all(value >= 10 and entries == 3 * value for value, entries in moments)
    assert moments == sorted(moments)
    assert value_of_counter() > moments[-1][0]
    facts = restoring.rehearse(made[-1].path, house, passphrase="", now=clock.now())
    assert facts["rows"] > 30


def act(mission_id: UUID) -> None:
    with transaction():
        missions.next_number(mission_id, "load")
        for verb in ("load.one", "load.two", "load.three"):
            audit.record(verb, "mission", None, actor=SYSTEM, now=clock.now(), mission_id=mission_id)


def value_of_counter() -> int:
    return db.session.scalar(select(Counter.value).where(Counter.series == "load")) or 0


def counts_of(path: Path, house: Config) -> tuple[int, int]:
    """Restored into an empty file: the counter, and the entries written beside it."""
    with copying.open_file(house.instance / f"{uuid4().hex}.sqlite3") as engine:
        restoring.restore(path, engine, house, passphrase="", now=clock.now())
        with engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert copying.broken_references(connection) == []
            value = connection.scalar(select(Counter.value).where(Counter.series == "load"))
            entries = connection.scalar(select(func.count()).where(AuditEntry.verb.startswith("load.")))
    return value or 0, entries or 0


def test_a_restored_house_is_another_one(
    mission: Mission, house: Config, empty: copying.Engine, app: Flask
) -> None:
    event = factories.event(mission)
    user = factories.staff(mission, Role.PRESS_OFFICER)
    write_letter(mission)
    before = (event.epoch, user.fs_uniquifier)
    made = backups.create(db.engine, house, now=clock.now())
    restoring.restore(made.path, empty, house, passphrase="", now=clock.now())
    with empty.connect() as connection:
        epoch = connection.scalar(select(Event.epoch).where(Event.id == event.id))
        session = connection.scalar(select(User.fs_uniquifier).where(User.id == user.id))
        letter = connection.execute(select(Outbox.state, Outbox.last_text)).one()
    assert epoch != before[0]
    assert session != before[1]
    assert letter.state is LetterState.UNCERTAIN
    assert "restored" in letter.last_text


def test_links_and_badges_open_again_after_an_encrypted_backup(
    mission: Mission, safe: Config, empty: copying.Engine, tmp_path: Path
) -> None:
    guest = uuid4()
    code = KeyRing(safe.key_file).badge_code(mission.id, guest, 1)
    made = backups.create(db.engine, safe, now=clock.now())
    assert made.sealed
    assert safe.key_file.read_bytes() not in made.path.read_bytes()
    elsewhere = dataclasses.replace(safe, key_file=tmp_path / "elsewhere" / "keys.json")
    restoring.restore(made.path, empty, elsewhere, passphrase=PASSPHRASE, now=clock.now())
    assert KeyRing(elsewhere.key_file).badge_code(mission.id, guest, 1) == code
    assert (
        next(one for one in checks.examine(safe, now=clock.now()) if one.subject == "Keys").level == "green"
    )


def test_a_plain_backup_holds_no_key(mission: Mission, house: Config, tmp_path: Path) -> None:
    KeyRing(house.key_file).badge_code(mission.id, uuid4(), 1)
    made = backups.create(db.engine, house, now=clock.now())
    with backups.opened(made.path, passphrase="") as found:
        assert found.keys is None
        content = found.database.read_bytes()
    for keys in json.loads(house.key_file.read_text()).values():
        for key in (key for several in keys.values() for key in several):
            assert key.encode() not in content
            assert bytes.fromhex(key) not in content


def test_an_encrypted_backup_opens_with_its_passphrase_only(mission: Mission, safe: Config) -> None:
    made = backups.create(db.engine, safe, now=clock.now())
    assert backups.verify(made.path, passphrase=PASSPHRASE).rows > 0
    with pytest.raises(PassphraseMissing):
        backups.verify(made.path, passphrase="")
    with pytest.raises(WrongPassphrase):
        backups.verify(made.path, passphrase="another passphrase")


@pytest.mark.parametrize("size", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 2 * sealed.PIECE])
def test_what_was_sealed_comes_back_and_what_was_cut_off_does_not(tmp_path: Path, size: int) -> None:
    plain, shut, back = (tmp_path / name for name in ("plain", "shut", "back"))
    plain.write_bytes(bytes(number % 251 for number in range(size)))
    sealed.seal(plain, shut, passphrase=PASSPHRASE)
    sealed.unseal(shut, back, passphrase=PASSPHRASE)
    assert back.read_bytes() == plain.read_bytes()
    whole = shut.read_bytes()
    for cut in (whole[:-1], whole[: len(sealed.MAGIC) + 23], whole[:-1] + bytes([whole[-1] ^ 1])):
        shut.write_bytes(cut)
        with pytest.raises(WrongPassphrase):
            sealed.unseal(shut, back, passphrase=PASSPHRASE)


def test_a_changed_row_is_noticed(mission: Mission, house: Config, tmp_path: Path) -> None:
    made = backups.create(db.engine, house, now=clock.now())
    with backups.opened(made.path, passphrase="") as found:
        with (
            copying.open_file(found.database) as engine,
            engine.connect() as connection,
            connection.begin(),
        ):
            connection.execute(text("UPDATE mission SET telephone = '+1'"))
        with pytest.raises(BackupDamaged, match="mission"):
            backups.check(found)


def test_half_a_file_is_refused(mission: Mission, house: Config) -> None:
    made = backups.create(db.engine, house, now=clock.now())
    made.path.write_bytes(made.path.read_bytes()[: made.size // 2])
    with pytest.raises(BackupDamaged):
        backups.verify(made.path, passphrase="")


def test_a_house_with_anything_in_it_is_not_written_into(mission: Mission, house: Config) -> None:
    made = backups.create(db.engine, house, now=clock.now())
    with pytest.raises(NotEmpty):
        restoring.restore(made.path, db.engine, house, passphrase="", now=clock.now())
    assert db.session.get(Mission, mission.id) is not None


def test_the_oldest_backups_go(house: Config) -> None:
    house.backup_dir.mkdir()
    for day in range(6):
        made_at = clock.now() - timedelta(days=day)
        (house.backup_dir / files.name_of(made_at, sealed=day % 2 == 0)).touch()
    assert len(files.thin_out(house.backup_dir, keep=4)) == 2
    assert files.newest(house.backup_dir).made_at > clock.now() - timedelta(hours=1)  # type: ignore[union-attr]


def test_a_folder_that_cannot_be_written_turns_the_doctor_red(app: Flask, house: Config) -> None:
    house.instance.joinpath("file").touch()
    broken = dataclasses.replace(house, backup_dir=house.instance / "file" / "below")
    with pytest.raises(OSError, match="directory"):
        backups.create(db.engine, broken, now=clock.now())
    assert marks.find(house.instance, marks.BACKUP_FAILED) is not None


def write_letter(mission: Mission) -> None:
    letter = Letter(
        to_addr="guest@elsewhere.example",
        to_name="Guest",
        subject="A letter",
        text="Words",
        html="",
        language="en",
        from_addr="protocol@valdara.example",
        from_name="Valdara",
    )
    with transaction():
        mail.post(letter, kind=TEST, mission_id=mission.id, recipient_ref="x", now=clock.now(), once="1")

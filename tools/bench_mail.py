"""Figures of the outbox: queueing a campaign, draining it into a sink, the list page. `python -m tools.bench_mail`.

A fresh SQLite file as in production (WAL, synchronous=FULL) in `--folder`; the sink is a process of its own. The
floor beside the drain is what this disk gives: commits a second of an empty transaction's size.
"""

import argparse
import gc
import os
import smtplib
import sqlite3
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade

from app import clock, create_app, settle
from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import service as directory
from app.directory.models import ContactKind
from app.directory.service import ContactFacts, NameFacts, PersonFacts
from app.events.models import Event
from app.invitations import service as invitations
from app.mail import drain, queries
from app.mail.models import LetterState
from app.mail.office import post_office
from app.missions.models import Mission
from config import Config
from tests import factories
from tests.faults.sink import sink
from tools.measuring import tell

SAMPLE_EVERY = 500


def application(folder: Path, port: int) -> Flask:
    config = Config.from_env(
        {
            "CHANCERY_MODE": "test",
            "SECRET_KEY": "bench-0123456789-abcdefghijklmnopqrstuvwxyz",
            "INSTANCE": str(folder),
            "PUBLIC_URL": "https://events.valdara.example",
            "MAIL_URL": f"smtp://127.0.0.1:{port}?starttls=no",
            "LOG_LEVEL": "ERROR",
        }
    )
    return create_app(config)


def guests(mission: Mission, event: Event, number: int) -> None:
    """So many persons with an address each, all on the list."""
    made: list[UUID] = []
    for start in range(0, number, 250):
        with transaction():
            for index in range(start, min(start + 250, number)):
                address = f"guest{index}@host{index % 97}.example"
                facts = PersonFacts(
                    names=(NameFacts(f"Jarmila Guest{index}", family=f"Guest{index}"),),
                    contacts=(ContactFacts(ContactKind.EMAIL, address),),
                )
                person = directory.add_person(mission.id, facts, actor=SYSTEM, now=clock.now())
                made.append(person.id)
    for start in range(0, number, 250):
        with transaction():
            invitations.add_persons(
                event,
                choices=[invitations.Choice(one) for one in made[start : start + 250]],
                actor=SYSTEM,
                now=clock.now(),
            )


def resident() -> int:
    """Resident memory of this process in KiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") // 1024


def commits_a_second(folder: Path, number: int = 300) -> float:
    """What the disk gives: the smallest durable commits."""
    connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE one (x)")
    start = time.perf_counter()
    for at in range(number):
        connection.execute("INSERT INTO one VALUES (?)", (at,))
    connection.close()
    return number / (time.perf_counter() - start)


def queue_campaign(event: Event) -> tuple[float, float, float]:
    """Seconds until the officer's page is back, until every letter is in the outbox, and of the processor."""
    start, busy = time.perf_counter(), time.process_time()
    with transaction():
        campaign = invitations.start_campaign(
            event, ids=None, submission="bench", actor=SYSTEM, now=clock.now()
        )
        campaign_id = campaign.id
    answered = time.perf_counter() - start
    more = True
    while more:
        with transaction():
            more = invitations.write_some(campaign_id, now=clock.now())
    return answered, time.perf_counter() - start, time.process_time() - busy


def drain_all(number: int) -> tuple[float, float, list[int]]:
    """Letters a second, milliseconds of the processor for each, and the memory after every so many."""
    memory = [resident()]
    ahead = clock.now() + post_office().grace
    start, busy = time.perf_counter(), time.process_time()
    left = number
    while left > 0:
        tried = drain.drain(SAMPLE_EVERY, seconds=600, now=lambda: max(clock.now(), ahead))
        if not tried:
            break
        left -= tried
        gc.collect()
        memory.append(resident())
    rate, busy = number / (time.perf_counter() - start), time.process_time() - busy
    return rate, busy / number * 1000, memory


def bare(port: int, folder: Path, number: int = 200) -> float:
    """The processor's milliseconds of one letter: built, sent over an open line, and noted by one durable commit."""
    connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE sent (x)")
    busy = time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for at in range(number):
            letter = EmailMessage()
            letter["From"], letter["To"] = "protocol@valdara.example", f"guest{at}@host.example"
            letter["Subject"] = "Invitation"
            letter.set_content("The Ambassador requests the pleasure of your company.\n" * 20)
            letter.add_alternative(
                "<p>The Ambassador requests the pleasure of your company.</p>" * 60, "html"
            )
            line.send_message(letter)
            connection.execute("INSERT INTO sent VALUES (?)", (at,))
    connection.close()
    return (time.process_time() - busy) / number * 1000


def figures(letters: int = 500) -> None:
    """The lines of the one table: a letter written to the outbox, and a letter taken to the mail server."""
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as name, sink() as server:
        folder = Path(name)
        floor = bare(server.port, folder)
        app = application(folder, server.port)
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            settle()
            mission = factories.mission()
            event = factories.event(mission)
            guests(mission, event, letters)
            _answered, _queued, busy = queue_campaign(event)
            _rate, each, _memory = drain_all(letters)
    tell("letter, written to the outbox", letters, busy / letters * 1000, floor)
    tell("letter, sent", letters, each, floor)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--folder", help="where the database lies; a fresh temporary folder by default")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="chancery-bench-", dir=arguments.folder) as name,
        sink() as server,
    ):
        folder = Path(name)
        floor = commits_a_second(folder)
        app = application(folder, server.port)
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            settle()
            mission = factories.mission()
            event = factories.event(mission)
            guests(mission, event, arguments.letters)
            answered, queued, busy = queue_campaign(event)
            rate, each, memory = drain_all(arguments.letters)
            sent = queries.summary(mission.id).count(LetterState.SENT)
        letters, different = server.counted()
    print(f"disk: {floor:.0f} durable commits a second")
    print(f"queue: {arguments.letters} letters in {queued:.1f} s, {busy:.1f} s of them the processor's")
    print(f"page: back after {answered:.2f} s")
    print(f"drain: {rate:.1f} letters a second by one worker, {each:.1f} ms of the processor each")
    print(f"sink: {letters} letters, {different} different, {sent} noted as sent")
    print(
        f"memory: {memory[0] // 1024} MiB before, {max(memory) // 1024} at most, {memory[-1] // 1024} after"
    )
    return 0 if letters == different == sent == arguments.letters else 1


if __name__ == "__main__":
    sys.exit(main())

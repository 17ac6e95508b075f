"""CPU time of a scan upload and of a claim, as ratios to a floor of the same run, and the size of a snapshot.

`python -m tools.bench_gate [--guests 1000,10000] [--rounds 100] [--clients 1,8]`; TEST_DATABASE=sqlite|postgresql
for one of the two databases only. The floor is a Flask application with one SELECT and one committed UPDATE in the
same database, asked before and after each figure, so that what else the machine does weighs on both. Of several
clients at once the mean is told, since CPU time is counted for the whole process.
"""

import argparse
import gzip
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask, jsonify
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app import clock
from app.checkin.models import Right
from app.db import db, new_id, transaction
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus
from app.tokens import digest
from tests import factories
from tests.checkin.conftest import add_gate, enrolled
from tests.checkin.phone import Phone
from tests.database import database_url
from tools.measuring import WARM, cost, running, tell

CHUNK = 5000


class Base(DeclarativeBase):
    """The floor's own tables."""


class Counted(Base):
    __tablename__ = "bench_floor"
    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]


def floor(engine: Engine, clients: int) -> list[FlaskClient]:
    """What a request costs which reads one row and keeps one change, by the same means as ours."""
    app = Flask("floor")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.execute(delete(Counted))
        session.add_all(Counted(id=number, n=0) for number in range(clients))

    @app.post("/<int:number>")
    def one_select_one_update(number: int) -> object:
        with Session(engine) as session:
            session.connection(execution_options={"write": True})
            row = session.scalars(select(Counted).where(Counted.id == number)).one()
            row.n += 1
            session.commit()
            return jsonify(done=True)

    return [app.test_client() for _number in range(clients)]


def invite(event: Event, count: int, *, first: int = 1) -> list[UUID]:
    """So many guests, an invitation each, their badges numbered from `first`; returns their ids."""
    ids: list[UUID] = []
    now, mine = clock.now(), {"mission_id": event.mission_id, "event_id": event.id}
    for start in range(0, count, CHUNK):
        places = range(start, min(start + CHUNK, count))
        letters = [new_id() for _place in places]
        guests = [new_id() for _place in places]
        with transaction() as session:
            session.execute(
                insert(Invitation),
                [
                    {**mine, "id": letter, "status": InvitationStatus.SENT, "created_at": now, "version": 1}
                    for letter in letters
                ],
            )
            session.execute(
                insert(Guest),
                [
                    {
                        **mine,
                        "id": guest,
                        "invitation_id": letter,
                        "status": GuestStatus.ACCEPTED,
                        "name": f"Guest Number {place:06d}",
                        "office": "Counsellor",
                        "organisation": "Embassy of Orland",
                        "badge_number": first + place,
                        "badge_hash": digest(f"{guest}")[:32],
                        "rev": event.rev,
                        "created_at": now,
                    }
                    for place, guest, letter in zip(places, guests, letters, strict=True)
                ],
            )
        ids += guests
    return ids


def cost_together(acts: Sequence[Callable[[int], int]], rounds: int) -> float:
    """The mean CPU time of one request when so many clients ask at once, in milliseconds."""

    def work(act: Callable[[int], int]) -> None:
        for number in range(rounds):
            status = act(number)
            assert status == 200, status

    began = time.process_time()
    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(work, acts))
    return (time.process_time() - began) * 1000 / (len(acts) * rounds)


def spent(acts: Sequence[Callable[[int], int]], rounds: int) -> float:
    return cost(acts[0], rounds) if len(acts) == 1 else cost_together(acts, max(10, rounds // len(acts)))


Figure = tuple[float, float]  # CPU time of one request, and of the floor's beside it


def beside(
    bottom: Sequence[Callable[[int], int]], acts: Sequence[Callable[[int], int]], rounds: int
) -> Figure:
    before = spent(bottom, rounds)
    took = spent(acts, rounds)
    return took, (before + spent(bottom, rounds)) / 2


def measure(app: Flask, count: int, rounds: int, clients: int) -> tuple[Figure, Figure, Phone]:
    """A scan upload and a claim, at an event of so many guests."""
    event = factories.event(factories.mission(slug=f"bench-{uuid4().hex[:8]}"))
    gate = add_gate(event, "Gate 1")
    phones = [enrolled(app, gate, Right.WALK_IN, name=f"Phone {number}") for number in range(clients)]
    ids = invite(event, count)
    db.session.remove()
    each = (rounds + WARM) // clients + WARM

    def scanning(place: int) -> Callable[[int], int]:
        phone = phones[place]
        scans = [phone.scan(gid) for gid in ids[place * each :][: rounds + WARM]]
        return lambda number: phone.upload(scans[number]).status_code

    def claiming(place: int) -> Callable[[int], int]:
        others = ids[::-1][place * each :]
        return lambda number: phones[place].claim(others[number]).status_code

    bottom = [
        lambda _number, one=one, path=f"/{place}": one.post(path, json={}).status_code
        for place, one in enumerate(floor(db.engine, clients))
    ]
    upload = beside(bottom, [scanning(place) for place in range(clients)], rounds)
    return upload, beside(bottom, [claiming(place) for place in range(clients)], rounds), phones[0]


def snapshot_size(phone: Phone) -> tuple[int, int]:
    """(guests, bytes gzipped) of the whole list."""
    after, total, guests = None, 0, 0
    while True:
        answer = phone.get(f"/events/{phone.event_id}/snapshot", **({"after": after} if after else {}))
        total, guests = total + len(gzip.compress(answer.data)), guests + len(answer.json["guests"])
        after = answer.json["next"]
        if answer.json["complete"]:
            return guests, total


def report(app: Flask, sizes: Sequence[int], rounds: int, clients: int) -> None:
    print(
        f"{f'{db.engine.dialect.name}, {clients} at once':34}{'CPU ms':>9}{'floor ms':>10}{'floors':>8}",
        flush=True,
    )
    seen: list[tuple[float, float]] = []
    for count in sizes:
        upload, claim, phone = measure(app, count, rounds, clients)
        seen.append((upload[0] / upload[1], claim[0] / claim[1]))
        for name, (took, base) in (("scan upload", upload), ("claim", claim)):
            print(f"{f'{name}, {count:,} guests':34}{took:9.2f}{base:10.2f}{took / base:8.1f}", flush=True)
        if clients == 1:
            guests, size = snapshot_size(phone)
            print(f"snapshot, {guests:,} guests: {size / 1000:.0f} kB gzipped")
    if len(seen) > 1:
        ratios = [last / first for first, last in zip(seen[0], seen[-1], strict=True)]
        print(f"{sizes[-1]:,} against {sizes[0]:,}: scan upload {ratios[0]:.2f}, claim {ratios[1]:.2f}")


def figures() -> None:
    """The lines of the one table: a scan and a claim on SQLite, one telephone at a time."""
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder, running(folder) as app:
        for count in (1_000, 10_000, 100_000):
            upload, claim, _phone = measure(app, count, 50, 1)
            tell("gate: scan", count, *upload)
            tell("gate: claim of a guest", count, *claim)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--guests", default="1000,10000", help="sizes of the lists, e.g. 1000,100000")
    options.add_argument("--rounds", type=int, default=100)
    options.add_argument("--clients", default="1,8", help="how many ask at once, e.g. 1,8")
    chosen = options.parse_args()
    sizes = [int(part) for part in chosen.guests.split(",")]
    wanted = os.environ.get("TEST_DATABASE")
    for kind in [wanted] if wanted else ["sqlite", "postgresql"]:
        os.environ["TEST_DATABASE"] = kind
        with (
            tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder,
            database_url(Path(folder)) as url,
            running(folder, DATABASE_URL=url) as app,
        ):
            for part in chosen.clients.split(","):
                report(app, sizes, chosen.rounds, int(part))
    print("wanted: 4 floors at most, 1.2 times at most for a longer list, 2 MB for 10,000 guests")


if __name__ == "__main__":
    main()

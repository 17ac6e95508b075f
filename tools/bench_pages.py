"""CPU time of the main pages at 1,000, 10,000 and 100,000 rows, as ratios to bare pages of the same run.

`python -m tools.bench_pages [sizes]`. The floors: a bare Flask application that reads one row, or fifty, from the same
database and renders them; for a write, one SELECT and one committed UPDATE.
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.db import db, new_id, transaction
from app.demo import loader
from app.directory import postings
from app.directory.service import NameFacts, PersonFacts
from app.directory.service.persons import make_person
from app.events.models import Event
from app.invitations import keys
from app.invitations.models import Invitation, ReplyLink
from app.missions.models import Mission
from tests import factories
from tests.conftest import sign_in
from tests.names.directories import directory
from tools.bench_gate import floor, invite
from tools.measuring import cost, page_floor, running, tell

SIZES = (1_000, 10_000, 100_000)
GUESTS = (1_000, 5_000, 100_000)
BATCH = 500
LEYLA = "leyla@valdara.example"


class Bench:
    """The demo's embassy, its secretary signed in, and the floors beside it."""

    def __init__(self, app: Flask) -> None:
        with transaction():
            loader.load(now=clock.now())
        self.app = app
        mission = db.session.scalars(select(Mission).where(Mission.slug == "valdara")).one()
        self.mission_id: UUID = mission.id
        secretary = db.session.scalars(select(User).where(User.email == LEYLA)).one()
        self.client = sign_in(app, secretary).client
        coming = select(Invitation.id).join(Event, Event.id == Invitation.event_id)
        coming = coming.where(Event.starts_at > clock.now(), Invitation.answered_at.is_(None))
        standing = select(ReplyLink).where(
            ReplyLink.revoked_at.is_(None), ReplyLink.invitation_id.in_(coming)
        )
        link = db.session.scalars(standing).first()
        assert link is not None
        self.letter = "/r/" + keys.reply_url(link).rsplit("/", 1)[1]
        self.page = self.get(page_floor(db.engine, 1), "/")
        self.list = self.get(page_floor(db.engine, 50), "/")
        bare = floor(db.engine, 1)[0]
        self.write = cost(lambda _number: bare.post("/0", json={}).status_code)
        db.session.remove()

    def get(self, client: FlaskClient, path: str) -> float:
        return cost(lambda _number: _read(client, path))

    def post_reply(self) -> float:
        """Two answers in turn from one letter; the form is read outside the clock."""
        client = self.app.test_client()
        text = client.get(self.letter, base_url="http://localhost").text
        (token,) = re.findall(r'id="answer-token"[^>]*value="([^"]+)"', text)

        def answer(number: int) -> int:
            choice = ("accept", "decline")[number % 2]
            return _wrote(
                client, self.letter, {"csrf_token": token, "submission": new_id().hex, "choice": choice}
            )

        return cost(answer)


def _read(client: FlaskClient, path: str) -> int:
    with client.get(path, base_url="http://localhost") as answer:
        return answer.status_code


def _wrote(client: FlaskClient, path: str, fields: dict[str, str]) -> int:
    with client.post(path, data=fields, base_url="http://localhost") as answer:
        return 200 if answer.status_code == 303 else answer.status_code


def add_persons(mission_id: UUID, names: Sequence[str]) -> None:
    for start in range(0, len(names), BATCH):
        with transaction():
            made = [
                make_person(mission_id, PersonFacts(names=(NameFacts(name),)), now=clock.now())
                for name in names[start : start + BATCH]
            ]
            db.session.flush()
            postings.refresh(mission_id, [person.id for person in made])
        db.session.expunge_all()


def plain_pages(bench: Bench) -> None:
    tell("sign-in page", None, bench.get(bench.app.test_client(), "/sign-in"), bench.page)
    tell("letter, read", None, bench.get(bench.app.test_client(), bench.letter), bench.page)
    tell("letter, an answer", None, bench.post_reply(), bench.write)
    tell("newsroom", None, bench.get(bench.app.test_client(), "/n/valdara/"), bench.page)


def directory_pages(bench: Bench, sizes: Sequence[int]) -> None:
    names, known = directory([], sizes[-1]), 250
    for size in sizes:
        add_persons(bench.mission_id, names[known:size])
        known = size
        base = "/m/valdara/directory/"
        tell("directory, 50 of", size, bench.get(bench.client, base), bench.list)
        tell("directory, search “Khazar”", size, bench.get(bench.client, f"{base}?q=Khazar"), bench.list)


def guest_pages(bench: Bench, sizes: Sequence[int]) -> None:
    mission = db.session.get_one(Mission, bench.mission_id)
    event_id = factories.event(mission).id
    path, known = f"/m/valdara/events/{event_id}", 0
    for size in sizes:
        invite(db.session.get_one(Event, event_id), size - known, first=known + 1)
        known = size
        db.session.remove()
        tell("guest list, 50 of", size, bench.get(bench.client, f"{path}/guests/"), bench.list)
        tell("guest list, search", size, bench.get(bench.client, f"{path}/guests/?q=000777"), bench.list)
        tell("overview", size, bench.get(bench.client, path), bench.list)


def figures(sizes: Sequence[int] = SIZES) -> None:
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder, running(folder) as app:
        bench = Bench(app)
        plain_pages(bench)
        guest_pages(bench, GUESTS)
        directory_pages(bench, sizes)


if __name__ == "__main__":
    figures(tuple(map(int, sys.argv[1].split(","))) if len(sys.argv) > 1 else SIZES)

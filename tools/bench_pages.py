"""CPU time of the main pages of the demo, as ratios to a floor: a page with one SELECT and nothing else."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select, text

from app import clock, create_app
from app.accounts.models import User
from app.db import db, transaction
from app.demo import loader
from app.events.models import Event
from app.invitations import keys
from app.invitations.models import ReplyLink
from config import Config
from tests.conftest import sign_in

ROUNDS = 30


def floor(app: Flask) -> Callable[[], str]:
    def one_select() -> str:
        return str(db.session.execute(text("SELECT 1")).scalar())

    app.add_url_rule("/sign-floor", view_func=one_select)
    one_select.guard = type("Open", (), {"kind": "public", "detail": "the floor"})()  # type: ignore[attr-defined]
    return one_select


def cost(client: FlaskClient, path: str) -> float:
    """The median CPU time of one request, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        with client.get(path, base_url="http://localhost") as answer:
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times[3:])


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder:
        env = {
            "CHANCERY_MODE": "demo",
            "INSTANCE": folder,
            "PUBLIC_URL": "http://localhost",
            "LOG_LEVEL": "ERROR",
        }
        app = create_app(Config.from_env(env))
        floor(app)
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            with transaction():
                loader.load(now=clock.now())
            secretary = db.session.scalars(select(User).where(User.email.startswith("leyla"))).one()
            last, this = db.session.scalars(select(Event).order_by(Event.starts_at)).all()
            link = db.session.scalars(select(ReplyLink).where(ReplyLink.revoked_at.is_(None))).first()
            assert link is not None
            letter = "/r/" + keys.reply_url(link).rsplit("/", 1)[1]
            ids = (this.id, last.id)
            client = sign_in(app, secretary).client
            db.session.remove()
        mission = "/m/valdara"
        pages = {
            "floor: one SELECT": "/sign-floor",
            "the letter": letter,
            "newsroom": "/n/valdara/",
            "overview": f"{mission}/events/{ids[0]}",
            "guest list, 50 of 179": f"{mission}/events/{ids[0]}/guests/",
            "replies": f"{mission}/events/{ids[0]}/replies/",
            "directory, 50 of 250": f"{mission}/directory/",
            "search for Khazar": f"{mission}/directory/?q=Khazar",
        }
        base = 0.0
        print(f"{'page':26}{'CPU ms':>9}{'floors':>9}")
        for name, path in pages.items():
            spent = cost(client, path)
            base = base or spent
            print(f"{name:26}{spent:9.1f}{spent / base:9.1f}")
        print(f"database: {Path(folder, 'chancery.sqlite3').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

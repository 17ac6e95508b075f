"""The search over a directory in the database, by the command line, beside two simple pipelines.

`python -m tools.bench_search [size] [--half test|fresh|second|last]`: a directory of invented persons (10,000 unless
told), asked with the test half of the pairs. A namesake spelt as typed is no miss. TEST_DATABASE=sqlite|postgresql
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from anyascii import anyascii
from flask import Flask
from flask_migrate import upgrade

from app import clock, create_app, settle
from app.db import db, transaction
from app.directory import postings
from app.directory.service import NameFacts, PersonFacts
from app.directory.service.persons import make_person
from config import Config
from tests import factories
from tests.database import database_url
from tests.names.directories import directory, pairs
from tools.bench_names import HALVES, simple, stripped

BATCH = 500


def place(found: Sequence[str], stored: str, typed: str) -> int:
    """1 to 5, or 0 when missed."""
    return next((at for at, name in enumerate(found[:5], 1) if name in (stored, typed)), 0)


def fill(names: Sequence[str]) -> str:
    """Write a person for each name; the address of their mission."""
    mission = factories.mission()
    mission_id, slug = mission.id, mission.slug
    for start in range(0, len(names), BATCH):
        with transaction():
            made = [
                make_person(mission_id, PersonFacts(names=(NameFacts(name),)), now=clock.now())
                for name in names[start : start + BATCH]
            ]
            db.session.flush()
            postings.refresh(mission_id, [person.id for person in made])
        db.session.expunge_all()
    return slug


def by_command(app: Flask, slug: str, file: Path) -> Iterator[tuple[list[str], float]]:
    arguments = ["directory", "search", "--queries", str(file), "--mission", slug, "--limit", "5", "--json"]
    answer = app.test_cli_runner().invoke(args=arguments, catch_exceptions=False)
    for line in answer.stdout.splitlines():
        told = json.loads(line)
        yield [hit["name"] for hit in told["hits"]], told["ms"]


def line(label: str, places: list[int], times: list[float]) -> None:
    first = sum(one == 1 for one in places) / len(places)
    five = sum(one > 0 for one in places) / len(places)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"{label:24} {first:7.1%} {five:7.1%} {statistics.median(times):6.1f}ms {p95:6.1f}ms", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("size", type=int, nargs="?", default=10_000)
    options.add_argument("--half", choices=HALVES, default="test")
    chosen = options.parse_args()
    rows = pairs(f"same-{chosen.half}")
    halves = dict.fromkeys(("train", "test", chosen.half))
    names = directory([one for half in halves for _, one, _ in pairs(f"same-{half}")], chosen.size)
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder, database_url(Path(folder)) as url:
        env = {
            "CHANCERY_MODE": "demo",
            "INSTANCE": folder,
            "PUBLIC_URL": "http://localhost",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": url,
        }
        app = create_app(Config.from_env(env))
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            settle()
            began = time.perf_counter()
            slug = fill(names)
            print(
                f"{len(rows)} pairs ({chosen.half}), {len(names)} persons written in {time.perf_counter() - began:.1f} s"
            )
            db.session.remove()
        file = Path(folder, "queries.txt")
        file.write_text("\n".join(typed for _, _, typed in rows) + "\n", encoding="utf-8")
        answers = list(by_command(app, slug, file))
    print(f"{'pipeline':24} {'first':>7} {'of five':>7} {'median':>8} {'p95':>8}")
    placed = [
        place(found, stored, typed) for (_, stored, typed), (found, _) in zip(rows, answers, strict=True)
    ]
    line("flask directory search", placed, [ms for _, ms in answers])
    for label, fold in (
        ("accents off + WRatio", stripped),
        ("anyascii + WRatio", lambda x: anyascii(x).lower()),
    ):
        search, placed, times = simple(names, fold), [], []
        for _, stored, typed in rows:
            began = time.perf_counter()
            found = [name for name, _ in search(typed)]
            times.append((time.perf_counter() - began) * 1000)
            placed.append(place(found, stored, typed))
        line(label, placed, times)


if __name__ == "__main__":
    main()

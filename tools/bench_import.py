"""Figures of the import: reading, judging and writing long lists. `python -m tools.bench_import`.

A long list is shown after its first rows and judged on behind a progress bar. Each size runs in a process and an
SQLite file of its own (WAL, synchronous=FULL), in the steps of the worker. One row in ten repeats an earlier person,
so that duplicates are found and not only looked for. The floor is the bare reading of the same file.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from flask import Flask, current_app
from flask_migrate import upgrade

from app import clock, create_app, settle
from app.audit.actor import SYSTEM
from app.db import transaction
from app.directory import queries
from app.directory import service as directory
from app.directory.importing.reading import read_workbook
from app.directory.imports import apply, preview
from app.directory.models import ContactKind, Verdict
from app.directory.service import ContactFacts, NameFacts, PersonFacts
from app.directory.tasks import apply_import, read_import
from config import Config
from tests import factories
from tools.measuring import tell

SIZES = (2_000, 20_000)
SECONDS, SHOWN, MEMORY, GROWTH = 60.0, 5.0, 300, 11.0
HEADINGS = "Title,Name,Position,Organisation,E-mail,Phone,Spouse,Remarks"
GIVEN = ("Aydin", "Leyla", "Bilal", "Ayesha", "Ingrid", "Claire", "Mehmet", "Oksana", "Takeshi", "Paula")
SYLLABLES = (
    "ra",
    "mi",
    "ko",
    "sel",
    "dar",
    "vi",
    "un",
    "tah",
    "bor",
    "lek",
    "zan",
    "ot",
    "gul",
    "fer",
    "nis",
)
POSTS = ("Ambassador", "Counsellor", "First Secretary", "Director", "Deputy Director", "Defence Attaché")
BODIES = ("Embassy of {}", "Ministry of {}", "University of {}", "{} Foundation", "{} Trading Company")
TITLES = ("H.E. Mr.", "Dr.", "Ms.", "Brig (R)", "Prof.", "Mr.", "")


def written(number: int) -> bytes:
    """A list of so many rows, the same at each run."""
    dice = random.Random(number)
    families = sorted({"".join(dice.choices(SYLLABLES, k=3)).title() for _ in range(2000)})
    bodies = [body.format(family) for family in families[:200] for body in BODIES]
    lines: list[str] = []
    for index in range(number):
        if index % 10 == 9:
            lines.append(lines[dice.randrange(len(lines))])
            continue
        given, family = dice.choice(GIVEN), dice.choice(families)
        spouse = f"Mrs. {dice.choice(GIVEN)} {family}" if index % 4 == 0 else ""
        remark = ("vegetarian", "confirmed by phone", "sits near the door", "", "")[index % 5]
        lines.append(
            f"{dice.choice(TITLES)},{given} {family},{dice.choice(POSTS)},{dice.choice(bodies)},"
            f"{given.lower()}.{family.lower()}{index}@host{index % 97}.example,"
            f"+92 300 {index:07d},{spouse},{remark}"
        )
    return "\n".join([HEADINGS, *lines]).encode()


def application(folder: Path) -> Flask:
    config = Config.from_env(
        {
            "CHANCERY_MODE": "test",
            "SECRET_KEY": "bench-0123456789-abcdefghijklmnopqrstuvwxyz",
            "INSTANCE": str(folder),
            "PUBLIC_URL": "https://events.valdara.example",
            "LOG_LEVEL": "ERROR",
        }
    )
    return create_app(config)


def one(number: int, folder: Path) -> dict[str, float]:
    """Import a list of so many rows; seconds, and the highest memory of this process in MiB."""
    app = application(folder)
    data = written(number)
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
        settle()
        mission = factories.mission()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, busy = time.perf_counter(), time.process_time()
        read_workbook(data, "list.csv")
        floor = time.perf_counter() - start
        start = time.perf_counter()
        with transaction():
            run = preview.preview(
                mission.id, filename="list.csv", data=data, actor=SYSTEM, now=clock.now(), in_steps=True
            )
        shown = time.perf_counter() - start
        run_id = run.id
        read_import(str(mission.id), str(run_id))
        judged = time.perf_counter() - start
        with transaction():
            apply.begin(queries.get_import(mission.id, run_id), actor=SYSTEM, now=clock.now())
        apply_import(str(mission.id), str(run_id))
        whole, busy = time.perf_counter() - start, time.process_time() - busy
        run = queries.get_import(mission.id, run_id)
        verdicts = queries.verdicts(run)
    return {
        "rows": sum(verdicts.values()),
        "new": verdicts[Verdict.NEW],
        "floor": floor,
        "shown": shown,
        "judged": judged,
        "whole": whole,
        "busy": busy,
        "before": before / 1024,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def bare(number: int) -> float:
    """The processor's milliseconds of writing so many persons by name and e-mail, nothing read and nothing judged."""
    rows = [line.split(",") for line in written(number).decode().splitlines()[1:]]
    with (
        tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder,
        application(Path(folder)).app_context(),
    ):
        upgrade(directory=current_app.extensions["migrate"].directory)
        mission_id = factories.mission().id
        busy = time.process_time()
        for start in range(0, number, 500):
            with transaction():
                for row in rows[start : start + 500]:
                    facts = PersonFacts(
                        names=(NameFacts(row[1]),), contacts=(ContactFacts(ContactKind.EMAIL, row[4]),)
                    )
                    directory.add_person(mission_id, facts, actor=SYSTEM, now=clock.now())
        return (time.process_time() - busy) * 1000


def figures() -> None:
    """The lines of the one table: a row of a list, read, judged and written; the floor writes it and no more."""
    floor = bare(500) / 500
    for number in (1_000, 10_000):
        found = apart(number, None)
        tell("import, each row of", number, found["busy"] * 1000 / number, floor)


def apart(number: int, folder: str | None) -> dict[str, float]:
    """The same in a process of its own, so that one size's memory is not the other's."""
    with tempfile.TemporaryDirectory(prefix="chancery-bench-", dir=folder) as name:
        command = [sys.executable, "-m", "tools.bench_import", "--one", str(number), "--folder", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ))
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(sizes: Sequence[int] = SIZES) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, help="run this size alone and print its figures as JSON")
    parser.add_argument("--folder", help="where the database lies; a fresh temporary folder by default")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(one(arguments.one, Path(arguments.folder or tempfile.mkdtemp()))))
        return 0
    found = {number: apart(number, arguments.folder) for number in sizes}
    for number, told in found.items():
        print(
            f"{number} rows: read in {told['floor']:.1f} s, first verdicts after {told['shown']:.1f} s,"
            f" all after {told['judged']:.1f} s, imported after {told['whole']:.1f} s"
            f" ({told['busy']:.1f} s of the processor),"
            f" {told['before']:.0f} MiB before, {told['memory']:.0f} MiB at most, {told['new']:.0f} new persons"
        )
    small, large = found[sizes[0]], found[sizes[-1]]
    growth = large["busy"] / small["busy"]
    print(f"growth: {growth:.1f} times the processor's time for ten times the rows")
    kept = large["shown"] <= SHOWN and large["whole"] <= SECONDS and large["memory"] <= MEMORY
    return 0 if kept and growth <= GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())

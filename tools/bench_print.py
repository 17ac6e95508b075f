"""1,000 badges as one PDF, against as many bare pages with a code each: `python -m tools.bench_print`."""

import json
import tempfile
import time
from uuid import uuid4

import segno
import typst

from app import clock
from app.audit.actor import SYSTEM
from app.checkin import badges
from app.db import db, transaction
from app.events.models import Event
from app.missions.models import Mission
from tests import factories
from tools.bench_gate import invite
from tools.measuring import running, tell

PAGES = 1_000
BARE = """#set page(width: 90mm, height: 60mm)
#for code in json(bytes(sys.inputs.codes)) [Guest #image(bytes(code), format: "svg") #pagebreak(weak: true)]
"""


def bare(pages: int) -> float:
    """The processor's milliseconds of so many pages with one word and one code each."""
    busy = time.process_time()
    codes = [segno.make(f"E1{number:027}", error="q", micro=False) for number in range(pages)]
    drawn = [one.svg_inline(border=4, dark="#000", light="#fff", omitsize=True) for one in codes]
    typst.compile(BARE.encode(), ignore_system_fonts=True, sys_inputs={"codes": json.dumps(drawn)})
    return (time.process_time() - busy) * 1000


def figures() -> None:
    """The line of the one table."""
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder, running(folder):
        mission = factories.mission(slug=f"bench-{uuid4().hex[:8]}")
        event_id, mission_id = factories.event(mission).id, mission.id
        invite(db.session.get_one(Event, event_id), PAGES)
        db.session.remove()
        with transaction() as session:
            event, house = session.get_one(Event, event_id), session.get_one(Mission, mission_id)
            busy = time.process_time()
            badges.print_all(event, house, actor=SYSTEM, now=clock.now())
            spent = (time.process_time() - busy) * 1000
    tell("badges as one PDF", PAGES, spent, bare(PAGES))


if __name__ == "__main__":
    figures()

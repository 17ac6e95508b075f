"""From a badge's code to its verdict, and from a name typed to the names found, on a telephone four times slower.

`python -m tools.bench_phone`. The gate's page in Chromium, without a network, its processor throttled: by the clock,
not the processor's time, because that is what the officer waits. The floor is what the same page needs to show an
empty line and be told of it.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.db import db
from app.events.models import Event
from tests.browser.conftest import PHONE, Server, chrome, serve
from tests.browser.test_gate import Evening, enrol
from tools.bench_gate import invite
from tools.measuring import tell

SIZES = (3_000, 10_000)
BADGES = 12
SLOWER = 4
WANTED = 50
# From the scanner's Enter to the colour; from a letter typed to the names below it. Milliseconds.
VERDICT = """async (code) => {
  const query = document.getElementById('query');
  const verdict = document.getElementById('verdict');
  query.value = code;
  const began = performance.now();
  const shown = new Promise((done) => {
    new MutationObserver((_all, watcher) => {
      if (verdict.hidden) return;
      watcher.disconnect();
      done(performance.now() - began);
    }).observe(verdict, { attributes: true });
  });
  query.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }));
  return shown;
}"""
SEARCH = """(typed) => {
  const query = document.getElementById('query');
  query.value = typed;
  const began = performance.now();
  query.oninput();
  return performance.now() - began;
}"""
FLOOR = """async () => {
  const line = document.createElement('p');
  document.body.append(line);
  const began = performance.now();
  const shown = new Promise((done) => {
    new MutationObserver(() => done(performance.now() - began)).observe(line, { attributes: true });
  });
  line.hidden = true;
  const took = await shown;
  line.remove();
  return took;
}"""
TYPED = ("Nomber 00012", "gest", "Orland", "Ada Or", "12")


def measure(server: Server, browser: Browser, count: int) -> tuple[float, float, float]:
    """Milliseconds of a verdict, of a search and of the floor, among so many guests."""
    evening = Evening(server, f"bench-{count}")
    codes = [code for number in range(BADGES) for code in evening.invite(f"Ada Orr {number}")]
    with evening.event():
        invite(db.session.get_one(Event, evening.event_id), count, first=1_000)
    page = browser.new_context(viewport=PHONE).new_page()
    enrol(page, evening)
    page.locator("#query").fill("number 0000")
    expect(page.locator("#hits li").first).to_be_visible(timeout=60_000)
    page.context.set_offline(True)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    verdicts = [_verdict(page, code) for code in codes]
    page.evaluate(SEARCH, "warm")
    searches: Sequence[float] = [page.evaluate(SEARCH, typed) for typed in TYPED]
    floors: Sequence[float] = [page.evaluate(FLOOR) for _code in codes]
    page.context.close()
    return median(verdicts), median(searches), max(median(floors), 0.01)


def _verdict(page: Page, code: str) -> float:
    took = float(page.evaluate(VERDICT, code))
    page.get_by_role("button", name="Next guest").click()
    return took


def figures() -> None:
    """The lines of the one table."""
    if not (os.environ.get("CHROME") or shutil.which("chromium")):
        print("phone: left out, since there is no Chromium")
        return
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome())
        with contextmanager(serve)(Path(folder)) as server:
            for count in SIZES:
                verdict, search, floor = measure(server, browser, count)
                tell("phone, 4x slower: code to verdict", count, verdict, floor)
                tell("phone, 4x slower: search", count, search, floor)
        browser.close()
    print(f"wanted: {WANTED} ms at most by the clock, each, with 3,000 guests")


if __name__ == "__main__":
    figures()

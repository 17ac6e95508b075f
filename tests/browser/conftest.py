"""A real server on loopback and a real Chromium. A console error, a policy report or a finding of axe fails."""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.mail.tasks import drain_outbox
from config import ROOT, Config

AXE = (ROOT / "app" / "static" / "vendor" / "axe" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FINDINGS = f"""() => axe.run(document, {{runOnly: {TAGS}}}).then((result) => result.violations.map((one) => {{
  const places = one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " " + (node.any[0]?.message ?? ""));
  return one.id + ": " + places.join(" | ");
}}))"""
ANSWER = "tests.answer"
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}


# Three of ten requests are lost, on their way or on the way back, and the way takes two seconds.
WORSE = """
const real = window.fetch.bind(window);
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
let turn = 0;
window.worsen = () => sessionStorage.setItem('network', 'bad');
window.fetch = async (input, init) => {
  if (sessionStorage.getItem('network') !== 'bad' || !String(input).includes('/api/')) return real(input, init);
  turn += 1;
  const lost = (turn * 3) % 10 < 3;
  await wait(1000);
  if (lost && turn % 2) throw new TypeError('request lost');
  const answer = await real(input, init);
  await wait(1000);
  if (lost) throw new TypeError('answer lost');
  return answer;
};
"""


@dataclass(frozen=True)
class Network:
    """`script` makes it worse, from when a phone is enrolled; within `patience` (ms) news has come."""

    script: str
    patience: int


GOOD, BAD = Network("", 10_000), Network(WORSE, 60_000)


@dataclass
class Server:
    """`url` without a trailing slash; `app` for what no page shows."""

    app: Flask
    url: str

    def drain(self) -> None:
        """What the worker does within the minute."""
        with self.app.app_context():
            drain_outbox()


@dataclass
class Watch:
    """Everything that a browser complains about."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in message.text for part in self.expected):
            self.complaints.append(message.text)

    def response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")


class Handler(WSGIRequestHandler):
    """Closes the answer, too, for which a page did not wait: werkzeug alone would leave its file open."""

    def connection_dropped(self, error: BaseException, environ: WSGIEnvironment | None = None) -> None:
        super().connection_dropped(error, environ)
        if environ and hasattr(environ.get(ANSWER), "close"):
            environ[ANSWER].close()


def keeping_answers(app: Flask) -> WSGIApplication:
    """The application, which leaves each answer beside its request for `Handler`."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[ANSWER] = app(environ, start_response)
        return cast(Iterable[bytes], environ[ANSWER])

    return call


def serve(folder: Path, port: int = 0) -> Iterator[Server]:
    """The demo's application on a free port of loopback, with a database of its own."""
    probe = make_server("127.0.0.1", port, lambda *_: [], threaded=True)
    port = probe.port
    probe.server_close()
    config = Config.from_env(
        {
            "CHANCERY_MODE": "demo",
            "INSTANCE": str(folder),
            "PORT": str(port),
            "PUBLIC_URL": f"http://localhost:{port}",
            "LOG_LEVEL": "ERROR",
        }
    )
    app = create_app(config)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
    server = make_server("127.0.0.1", port, keeping_answers(app), threaded=True, request_handler=Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Server(app, f"http://localhost:{port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    yield from serve(tmp_path)


def chrome() -> str:
    found = os.environ.get("CHROME") or shutil.which("chromium")
    if found is None:
        pytest.fail("no Chromium: set CHROME=/path")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chrome())
        yield launched
        launched.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What the gate promises holds on a bad network, too; in full in the siege."""
    promises = [str(mark.args[0]) for mark in metafunc.definition.iter_markers("check")]
    if "network" in metafunc.fixturenames and any(number.startswith("O") for number in promises):
        bad = pytest.param(BAD, id="bad", marks=pytest.mark.siege)
        metafunc.parametrize("network", [pytest.param(GOOD, id="good"), bad], indirect=True)


@pytest.fixture
def network(request: pytest.FixtureRequest) -> Network:
    found: Network = getattr(request, "param", GOOD)
    return found


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert not watching.complaints, watching.complaints


@pytest.fixture
def open_page(browser: Browser, watch: Watch, network: Network) -> Iterator[Callable[..., Page]]:
    """A page in a context of its own: `open_page(PHONE)`."""
    contexts: list[BrowserContext] = []

    def make(size: dict[str, int], **options: Any) -> Page:
        context = browser.new_context(viewport=size, **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        if network.script:
            context.add_init_script(network.script)
        page = context.new_page()
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        page.on("response", watch.response)
        return page

    yield make
    for context in contexts:
        context.close()


def assert_accessible(page: Page) -> None:
    """axe finds nothing (WCAG 2.2 A and AA), and nothing scrolls sideways."""
    page.wait_for_load_state("load")
    page.evaluate(AXE)
    found = page.evaluate(FINDINGS)
    assert not found, f"{page.url}: {found}"
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1, f"{page.url} scrolls sideways by {wide} px"


def sign_in(page: Page, server: Server, email: str, password: str = "chancery-demo") -> None:
    page.goto(f"{server.url}/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

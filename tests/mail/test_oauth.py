"""Signing in with a token instead of a password."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiosmtpd.smtp import SMTP

from app.mail.delivery import Outcome, Parcel, Timeouts
from app.mail.models import Security, SignIn
from app.mail.oauth import Grant, TokenRefusedError, Tokens, fetch, grant_of
from app.mail.smtp import SmtpCarrier, SmtpServer
from tests.faults.smtp import FaultServer


class Provider(HTTPServer):
    """Gives tokens, or what it is told to give."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers: list[tuple[int, dict[str, Any] | bytes]] = []
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/token"


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append({name: values[0] for name, values in parse_qs(body).items()})
        code, said = self.server.answers.pop(0)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "http://169.254.169.254/")
        self.end_headers()
        self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    running = Provider()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def grant(provider: Provider, **more: str) -> Grant:
    return Grant(provider.url, "client", **{"client_secret": "s", "refresh_token": "r1", **more})


def test_a_token_is_kept_until_shortly_before_its_end(provider: Provider) -> None:
    provider.answers = [
        (200, {"access_token": "t1", "expires_in": 3600}),
        (200, {"access_token": "t2", "expires_in": 1}),
    ]
    tokens = Tokens()
    assert [tokens.value(grant(provider)), tokens.value(grant(provider))] == ["t1", "t1"]
    assert provider.asked == [
        {"client_id": "client", "client_secret": "s", "grant_type": "refresh_token", "refresh_token": "r1"}
    ]
    assert tokens.value(grant(provider, refresh_token="other")) == "t2"


def test_a_new_refresh_token_is_handed_on_and_the_token_kept_for_it(provider: Provider) -> None:
    provider.answers = [(200, {"access_token": "t1", "expires_in": 3600, "refresh_token": "r2"})]
    tokens, renewed = Tokens(), list[str]()
    assert tokens.value(grant(provider), renewed.append) == "t1"
    assert renewed == ["r2"]
    assert tokens.value(grant(provider, refresh_token="r2"), renewed.append) == "t1"
    assert len(provider.asked) == 1


def test_without_a_refresh_token_the_application_asks_in_its_own_name(provider: Provider) -> None:
    provider.answers = [(200, {"access_token": "t", "expires_in": 60})]
    fetch(Grant(provider.url, "client", "secret", scope="x"))
    assert provider.asked[0]["grant_type"] == "client_credentials"


@pytest.mark.parametrize(
    "answer",
    [
        (400, {"error": "invalid_grant", "error_description": "AADSTS70008: the grant has expired"}),
        (401, b"not json"),
        (200, {"token": "x"}),
        (200, b"[]"),
        (302, {}),
    ],
)
def test_a_provider_that_gives_no_token_is_a_closed_way(
    provider: Provider, answer: tuple[int, dict[str, Any] | bytes]
) -> None:
    provider.answers = [answer]
    with pytest.raises(TokenRefusedError):
        fetch(grant(provider))
    provider.answers = [answer]
    server = SmtpServer(
        "127.0.0.1",
        1,
        Security.NONE,
        "u",
        token=lambda: fetch(grant(provider)).value,
        timeouts=Timeouts(5, 5, 5, 5),
    )
    with FaultServer(credentials=("u", "x")) as running:
        open_server = SmtpServer(
            "127.0.0.1", running.port, Security.NONE, "u", token=server.token, timeouts=Timeouts(5, 5, 5, 5)
        )
        carrier = SmtpCarrier(open_server)
        delivery = carrier.carry(Parcel("a@b.example", "c@d.example", b"x: y\r\n\r\n"), lambda phase: None)
        carrier.close()
        assert delivery.outcome is Outcome.PAUSED
        assert running.taken == []


def test_a_provider_in_trouble_is_nobody_there(provider: Provider) -> None:
    provider.answers = [(503, b"busy")]
    with pytest.raises(OSError, match="does not answer"):
        fetch(grant(provider))


@pytest.mark.check("S22")
@pytest.mark.parametrize(
    "tenant", ["", "../x", "evil.example/", "a@b", "a?b", "a#b", "http://x", ".", "a" * 101]
)
def test_no_typed_tenant_leads_elsewhere(tenant: str) -> None:
    with pytest.raises(TokenRefusedError):
        grant_of(SignIn.MICROSOFT, tenant=tenant, client_id="c", client_secret="s", refresh_token="")


def test_the_providers_addresses_are_fixed() -> None:
    parts = {"tenant": "valdara.example", "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    assert grant_of(SignIn.MICROSOFT, **parts).url.startswith(
        "https://login.microsoftonline.com/valdara.example/"
    )
    assert grant_of(SignIn.GOOGLE, **parts).url == "https://oauth2.googleapis.com/token"


def test_a_letter_leaves_with_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bytes] = []

    async def auth_xoauth2(self: SMTP, server: SMTP, args: list[str]) -> Any:
        import base64

        from aiosmtpd.smtp import AuthResult

        heard.append(base64.b64decode(args[1]))
        return AuthResult(success=b"Bearer good" in heard[-1], handled=False)

    monkeypatch.setattr(SMTP, "auth_XOAUTH2", auth_xoauth2, raising=False)
    with FaultServer(credentials=("u", "x")) as running:
        outcomes = []
        for token in ("good", "bad"):
            server = SmtpServer(
                "127.0.0.1",
                running.port,
                Security.NONE,
                "u@v.example",
                token=lambda token=token: token,
                timeouts=Timeouts(10, 10, 10, 10),
            )
            carrier = SmtpCarrier(server)
            parcel = Parcel("a@b.example", "c@d.example", b"Message-ID: <1@x>\r\n\r\nHello\r\n")
            outcomes.append(carrier.carry(parcel, lambda phase: None).outcome)
            carrier.close()
    assert outcomes == [Outcome.SENT, Outcome.PAUSED]
    assert heard[0] == b"user=u@v.example\x01auth=Bearer good\x01\x01"

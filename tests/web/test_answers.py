"""Headers, cookies and hosts of every answer."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import BadSignature

from app.missions.models import Mission
from config import Config, ConfigError, Mode
from tests.pages import Pages

PATHS = ["/sign-in", "/nothing-here", "/static/css/tokens.css", "/r/unknown-token", "/api/checkin/v1/ping"]


@pytest.mark.check("S09")
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path, base_url="http://localhost") as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_an_unforeseen_error_shows_no_trace(
    app: Flask, config: Config, make_app: Callable[[Config], Flask]
) -> None:
    broken = make_app(config)

    def fall() -> str:
        raise RuntimeError("secret detail")

    fall.guard = type("G", (), {"kind": "public", "detail": "test"})()  # type: ignore[attr-defined]
    broken.add_url_rule("/fall", view_func=fall)
    broken.config["PROPAGATE_EXCEPTIONS"] = False
    response = broken.test_client().get("/fall", base_url="http://localhost")
    assert response.status_code == 500
    assert "secret detail" not in response.get_data(as_text=True)
    assert "Content-Security-Policy" in response.headers


@pytest.mark.check("S08")
def test_private_pages_are_not_kept(desk: Pages, mission: Mission) -> None:
    headers = desk.get(f"/m/{mission.slug}/events/").response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


@pytest.mark.check("S04")
@pytest.mark.parametrize("path", ["/sign-in", "/r/unknown-token", "/n/somewhere/"])
@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Host": "localhost.evil.example"}],
)
def test_a_foreign_host_is_not_answered(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    base = f"http://{headers['Host']}" if "Host" in headers else "http://localhost"
    assert client.get(path, headers=headers, base_url=base).status_code == 400


@pytest.mark.check("S03")
def test_cookies_are_marked_for_https(config: Config, make_app: Callable[[Config], Flask]) -> None:
    secure = dataclasses.replace(config, desk_url="https://desk.example", public_url="https://public.example")
    client = make_app(secure).test_client()
    cookies = client.get("/sign-in", base_url="https://desk.example").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for mark in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert mark in cookie
        assert "Domain" not in cookie
    headers = client.get("/sign-in", base_url="https://desk.example").headers
    assert "max-age=" in headers["Strict-Transport-Security"]


@pytest.mark.check("S01")
@pytest.mark.parametrize("secret", ["", "short", "changeme", "a" * 64])
def test_production_refuses_a_bad_secret(secret: str, tmp_path: object) -> None:
    env = {
        "CHANCERY_MODE": "production",
        "SECRET_KEY": secret,
        "PUBLIC_URL": "https://public.example",
        "MAIL_URL": "smtp://mail.example",
        "INSTANCE": str(tmp_path),
    }
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(env)
    assert any("SECRET_KEY" in mistake for mistake in refusal.value.mistakes)


def test_every_mistake_in_the_settings_is_one_sentence(tmp_path: object) -> None:
    with pytest.raises(ConfigError) as refusal:
        Config.from_env(
            {
                "CHANCERY_MODE": "production",
                "PUBLIC_URL": "ftp://x/y",
                "PROXY_HOPS": "one",
                "INSTANCE": str(tmp_path),
            }
        )
    mistakes = refusal.value.mistakes
    assert {m.split()[0] for m in mistakes} >= {"PUBLIC_URL", "PROXY_HOPS", "SECRET_KEY", "MAIL_URL"}
    assert all(mistake.endswith((".", ").")) for mistake in mistakes)


def test_demo_mode_makes_its_own_secret_once(tmp_path: object) -> None:
    env = {"CHANCERY_MODE": "demo", "INSTANCE": str(tmp_path)}
    first, second = Config.from_env(env), Config.from_env(env)
    assert first.mode is Mode.DEMO
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64


@pytest.mark.check("S02")
def test_a_session_survives_the_change_of_the_key_and_is_signed_anew(
    config: Config, make_app: Callable[[Config], Flask]
) -> None:
    """The old key still reads; what is written carries the new one, and the old alone no longer reads that."""
    old_key, new_key = config.secret_key, "another-key-0123456789-abcdef-ghijkl-XYZ"
    before = make_app(config).test_client()
    before.get("/sign-in", base_url="http://localhost")
    cookie = before.get_cookie("chancery")
    assert cookie is not None
    rotated = make_app(dataclasses.replace(config, secret_key=new_key, secret_key_fallbacks=(old_key,)))
    with rotated.test_client() as client:
        client.set_cookie("chancery", cookie.value)
        page = client.get("/sign-in", base_url="http://localhost").get_data(as_text=True)
        token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        data = {"csrf_token": token, "email": "no@one.example", "password": "x" * 14}
        assert client.post("/sign-in", data=data, base_url="http://localhost").status_code == 200
    serializer = rotated.session_interface.get_signing_serializer(rotated)  # type: ignore[attr-defined]
    fresh = serializer.dumps({"a": 1})
    only_old = make_app(config)
    reading = only_old.session_interface.get_signing_serializer(only_old)  # type: ignore[attr-defined]
    with pytest.raises(BadSignature):
        reading.loads(fresh)

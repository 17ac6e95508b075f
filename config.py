"""Every setting, read from the environment once and typed. docs/operations.md explains each."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
SHORTEST_SECRET = 32
SHORTEST_PASSPHRASE = 16
DEFAULT_SECRETS = {"secret", "changeme", "change-me", "dev", "development", "password"}


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class ConfigError(Exception):
    """The settings cannot be used; `mistakes` holds one sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process. URLs carry no trailing slash."""

    mode: Mode
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    database_url: str
    public_url: str
    desk_url: str
    instance: Path
    key_file: Path
    mail_url: str
    mail_from: str
    mail_rate: int
    mail_domain_rate: int
    mail_return_address: str
    mail_return_box: str
    proxy_hops: int
    backup_dir: Path
    backup_keep: int
    backup_passphrase: str
    rate_limit_storage: str
    log_level: str

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def secure(self) -> bool:
        """Whether people reach the desk by HTTPS."""
        return self.desk_url.startswith("https://")

    @property
    def trusted_hosts(self) -> list[str]:
        hosts = {urlsplit(url).hostname or "" for url in (self.public_url, self.desk_url)}
        if self.mode is not Mode.PRODUCTION:
            hosts |= {"localhost", "127.0.0.1"}
        return sorted(hosts)

    def flask(self) -> dict[str, Any]:
        """The keys that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SECRET_KEY_FALLBACKS": list(self.secret_key_fallbacks),
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "TRUSTED_HOSTS": self.trusted_hosts,
            "TESTING": self.mode is Mode.TEST,
            "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
            "MAX_FORM_PARTS": 1000,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "__Host-chancery" if self.secure else "chancery",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": 12 * 3600,
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "app" / "translations"),
            "RATELIMIT_STORAGE_URI": self.rate_limit_storage,
            "RATELIMIT_HEADERS_ENABLED": False,
        }

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read the settings; raises ConfigError with every mistake at once."""
        env = os.environ if env is None else env
        mistakes: list[str] = []
        try:
            mode = Mode(env.get("CHANCERY_MODE", Mode.PRODUCTION))
        except ValueError:
            raise ConfigError(["CHANCERY_MODE must be production, demo or test."]) from None
        instance = Path(env.get("INSTANCE", str(ROOT / "instance"))).resolve()
        loopback = f"http://localhost:{env.get('PORT', '8000')}"
        public = env.get("PUBLIC_URL", "" if mode is Mode.PRODUCTION else loopback).rstrip("/")
        desk = env.get("DESK_URL", public).rstrip("/")
        for name, url in (("PUBLIC_URL", public), ("DESK_URL", desk)):
            mistakes += _url_mistakes(name, url, mode)
        hops = env.get("PROXY_HOPS", "0")
        if not hops.isdigit():
            mistakes.append("PROXY_HOPS must be the number of proxies in front, such as 0 or 1.")
        mail_url = env.get("MAIL_URL", "")
        if mail_url and urlsplit(mail_url).scheme not in {"smtp", "smtps", "file"}:
            mistakes.append("MAIL_URL must begin with smtp://, smtps:// or file://.")
        if mode is Mode.PRODUCTION and not mail_url:
            mistakes.append(
                "MAIL_URL is missing: say where letters go, such as smtp://user:password@host:587."
            )
        return_box = env.get(
            "MAIL_RETURN_BOX", "" if mode is Mode.PRODUCTION else f"maildir://{instance}/returned"
        )
        if return_box and urlsplit(return_box).scheme not in {"maildir", "imaps"}:
            mistakes.append("MAIL_RETURN_BOX must begin with maildir:// or imaps://.")
        passphrase = _passphrase(env, mistakes)
        rates = _rates(env, mistakes)
        keep = _keep(env, mistakes)
        secret = _secret(env, mode, instance, mistakes)
        if mistakes:
            raise ConfigError(mistakes)
        return cls(
            mode=mode,
            secret_key=secret,
            secret_key_fallbacks=tuple(filter(None, env.get("SECRET_KEY_FALLBACKS", "").split(","))),
            database_url=with_driver(env.get("DATABASE_URL", f"sqlite:///{instance}/chancery.sqlite3")),
            public_url=public,
            desk_url=desk,
            instance=instance,
            key_file=Path(env.get("KEY_FILE", str(instance / "keys.json"))),
            mail_url=mail_url or f"file://{instance}/letters",
            mail_from=env.get("MAIL_FROM", f"chancery@{urlsplit(public).hostname}"),
            mail_rate=int(rates["MAIL_RATE"]),
            mail_domain_rate=int(rates["MAIL_DOMAIN_RATE"]),
            mail_return_address=env.get(
                "MAIL_RETURN_ADDRESS",
                f"returned@{urlsplit(public).hostname}" if mode is not Mode.PRODUCTION else "",
            ),
            mail_return_box=return_box,
            proxy_hops=int(hops),
            backup_dir=Path(env.get("BACKUP_DIR", str(instance / "backups"))).resolve(),
            backup_keep=int(keep),
            backup_passphrase=passphrase,
            rate_limit_storage=env.get("RATE_LIMIT_STORAGE", "memory://"),
            log_level=env.get("LOG_LEVEL", "INFO").upper(),
        )


def _url_mistakes(name: str, url: str, mode: Mode) -> list[str]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        return [f"{name} must be an address without a path, such as https://events.embassy.example."]
    if (
        mode is Mode.PRODUCTION
        and parts.scheme != "https"
        and parts.hostname not in {"localhost", "127.0.0.1"}
    ):
        return [f"{name} must begin with https:// (the gate's camera and offline work need it)."]
    return []


def _rates(env: Mapping[str, str], mistakes: list[str]) -> dict[str, str]:
    rates = {name: env.get(name, "0") for name in ("MAIL_RATE", "MAIL_DOMAIN_RATE")}
    mistakes += [
        f"{name} must be a number of letters a minute." for name, n in rates.items() if not n.isdigit()
    ]
    return rates


def _keep(env: Mapping[str, str], mistakes: list[str]) -> str:
    keep = env.get("BACKUP_KEEP", "14")
    if keep.isdigit() and int(keep) >= 2:
        return keep
    mistakes.append("BACKUP_KEEP must be the number of backups to keep, 2 or more.")
    return "2"


def _passphrase(env: Mapping[str, str], mistakes: list[str]) -> str:
    """Given itself, or the file that holds it."""
    given = env.get("BACKUP_PASSPHRASE", "")
    if path := env.get("BACKUP_PASSPHRASE_FILE", ""):
        try:
            given = Path(path).read_text().strip()
        except OSError:
            mistakes.append("BACKUP_PASSPHRASE_FILE cannot be read.")
            return ""
    if given and len(given) < SHORTEST_PASSPHRASE:
        mistakes.append(
            f"BACKUP_PASSPHRASE is too short: it needs at least {SHORTEST_PASSPHRASE} characters."
        )
    return given


def with_driver(url: str) -> str:
    """Name the driver, so that the ordinary postgresql:// address selects psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _secret(env: Mapping[str, str], mode: Mode, instance: Path, mistakes: list[str]) -> str:
    """The signing key. Outside production a missing one is made once and kept beside the data."""
    secret = env.get("SECRET_KEY", "")
    if not secret and mode is not Mode.PRODUCTION:
        path = instance / "secret-key"
        if not path.exists():
            instance.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        secret = path.read_text().strip()
    if not secret:
        mistakes.append("SECRET_KEY is missing: set it to the output of `openssl rand -hex 32`.")
    elif len(secret) < SHORTEST_SECRET or secret.lower() in DEFAULT_SECRETS or len(set(secret)) < 10:
        mistakes.append(f"SECRET_KEY is too simple: it needs at least {SHORTEST_SECRET} random characters.")
    return secret

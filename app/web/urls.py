"""Addresses: local ones for redirects, absolute ones for letters."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, url_for

from config import Config


def local_path(target: str | None, fallback: str = "/") -> str:
    """`target` when it is a path on this host, else `fallback`: a redirect never leaves the house."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    if "\\" in target or any(character < " " or character == "\x7f" for character in target):
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target


def settings() -> Config:
    config: Config = current_app.extensions["config"]
    return config


def public_url(endpoint: str, **values: object) -> str:
    """An absolute address for guests; its host comes from the settings, never from a request."""
    return settings().public_url + _path(endpoint, values)


def desk_url(endpoint: str, **values: object) -> str:
    """An absolute address for staff."""
    return settings().desk_url + _path(endpoint, values)


def _path(endpoint: str, values: dict[str, object]) -> str:
    adapter = current_app.url_map.bind("localhost")
    return adapter.build(endpoint, {name: value for name, value in values.items() if value is not None})


def asset(filename: str) -> str:
    """A static file with its modification time, so that browsers may keep it for long."""
    root = current_app.static_folder or ""
    stamps: dict[str, int] = current_app.extensions.setdefault("asset_stamps", {})
    if filename not in stamps or current_app.debug:
        try:
            from_disk = (Path(root) / filename).stat().st_mtime_ns // 1_000_000_000
        except FileNotFoundError:
            from_disk = 0
        stamps[filename] = from_disk
    return url_for("static", filename=filename, v=stamps[filename])

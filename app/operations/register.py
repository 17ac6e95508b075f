"""Puts the house itself into the application: its pages, its first hour."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask

from app import clock
from app.accounts import guard
from app.operations import beginning
from app.operations.routes import entrance, operations

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH = ("/healthz", "/readyz")


def init_app(app: Flask) -> None:
    app.register_blueprint(operations)
    host = urlsplit(app.extensions["config"].public_url).netloc
    app.wsgi_app = _health_by_any_name(app.wsgi_app, host)  # type: ignore[method-assign,assignment]
    guard.lead_in(entrance)

    def first_code() -> str:
        with app.app_context():
            return beginning.at_start(app.extensions["config"], now=clock.now())

    app.extensions["first_code"] = first_code


def _health_by_any_name(served: "WSGIApplication", host: str) -> "WSGIApplication":
    """Whoever watches a container or a machine knows its number and not our name; the answer holds no link."""

    def call(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO") in HEALTH:
            environ["HTTP_HOST"] = host
        return served(environ, start)

    return call

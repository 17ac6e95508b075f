"""Headers of every answer, its line in the log, and which hosts are listened to."""

import logging
import secrets
import time
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
log = logging.getLogger(__name__)
# What is asked for many times a minute and tells nothing.
QUIET = {"static", "operations.alive", "operations.ready", "checkin_api.ping"}
PERMISSIONS = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


def policy(**changes: str) -> str:
    """The content security policy, with single directives replaced (`frame_ancestors="'self'"`)."""
    directives = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


def request_id() -> str | None:
    return g.get("request_id") if g else None


def init_app(app: Flask, config: Config) -> None:
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    trusted = set(config.trusted_hosts)

    @app.before_request
    def begin() -> None:
        g.request_id, g.begun = secrets.token_hex(8), time.monotonic()
        forwarded = request.headers.get("X-Forwarded-Host")
        if forwarded and (urlsplit(f"//{forwarded}").hostname or "") not in trusted:
            abort(400)

    @app.after_request
    def finish(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if config.secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("X-Robots-Tag", "noindex")
            response.vary.add("Cookie")
        if identifier := request_id():
            headers.setdefault("X-Request-Id", identifier)
        _note(response)
        return response


def _note(response: Response) -> None:
    """One line a request: which kind of page, never its address, since that may hold a token or a name."""
    level = logging.DEBUG if request.endpoint in QUIET else logging.INFO
    ms = round((time.monotonic() - g.begun) * 1000) if "begun" in g else None
    facts = {"endpoint": request.endpoint or "", "status": response.status_code, "ms": ms}
    log.log(level, request.method, extra=facts)

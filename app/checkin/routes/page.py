"""The gate page: a shell without a single guest, its service worker, and how it is installed."""

import json

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import guard
from app.checkin import assets, words
from app.i18n import LANGUAGES, gettext
from app.web.urls import asset

gate_page = Blueprint("gate_page", __name__, url_prefix="/gate")
SHELL = "the gate page holds no guest; what it shows comes by the device's credential"
ALWAYS_ASKED = "no-cache"


@gate_page.get("/")
@guard.public(SHELL)
def index() -> ResponseReturnValue:
    return render_template("checkin/gate.html", words=_words())


@gate_page.get("/board")
@guard.public(SHELL)
def board() -> ResponseReturnValue:
    """The arrivals board beside the receiving line."""
    return render_template("checkin/board.html", words=_words())


@gate_page.get("/sw.js")
@guard.public(SHELL)
def service_worker() -> Response:
    """The worker's code with its list of files; asked for anew every time, so that a new build is noticed."""
    addresses = [("gate_page.index", lang) for lang in (None, *LANGUAGES)]
    addresses += [("gate_page.board", lang) for lang in (None, *LANGUAGES)]
    pages = [url_for(endpoint, lang=lang) for endpoint, lang in addresses]
    keep = [*pages, *(asset(name) for name in assets.files())]
    script = render_template("checkin/sw.js", build=json.dumps(assets.BUILD), keep=json.dumps(keep))
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = ALWAYS_ASKED
    return response


@gate_page.get("/manifest.webmanifest")
@guard.public(SHELL)
def manifest() -> Response:
    shape = {
        "name": gettext("Gate"),
        "short_name": gettext("Gate"),
        "start_url": url_for("gate_page.index"),
        "scope": url_for("gate_page.index"),
        "display": "standalone",
        "background_color": "#151B27",
        "theme_color": "#151B27",
        "icons": [
            {"src": asset("img/gate/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *(_picture(side) for side in (192, 512)),
        ],
    }
    return Response(json.dumps(shape), mimetype="application/manifest+json")


def _picture(side: int) -> dict[str, str]:
    """The icon for phones that take no SVG."""
    return {"src": asset(f"img/gate/icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}


def _words() -> dict[str, object]:
    spelling = [url_for("static", filename=name) for name in assets.spelling()]
    return {**words.in_this_language(), "build": assets.BUILD, "spelling": spelling}

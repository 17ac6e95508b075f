"""The public face of a mission: its accent colour as a style sheet, its emblem as a picture."""

from flask import Blueprint, Response, g

from app.accounts import guard
from app.errors import NotFound
from app.missions import queries as missions
from app.web.headers import policy

accounts = Blueprint("accounts", __name__)
KEEP = "public, max-age=300"


@accounts.get("/n/<mission>/accent.css")
@guard.public("the colour of letters and newsroom")
def accent() -> Response:
    colour = missions.by_slug(g.mission_slug).accent_colour
    response = Response(f":root{{--accent:{colour}}}\n", mimetype="text/css")
    response.headers["Cache-Control"] = KEEP
    return response


@accounts.get("/n/<mission>/emblem")
@guard.public("the emblem on cards and pages")
def emblem() -> Response:
    picture = missions.by_slug(g.mission_slug).emblem
    if picture is None:
        raise NotFound
    response = Response(picture, mimetype="image/png")
    response.headers["Cache-Control"] = KEEP
    response.headers["Content-Security-Policy"] = policy(sandbox="")
    return response

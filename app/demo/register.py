"""Puts the demo into the application: its tour, and the way in."""

from flask import Flask

from app.accounts import guard
from app.demo.routes import demo, entrance


def init_app(app: Flask) -> None:
    app.register_blueprint(demo)
    guard.lead_in(entrance)

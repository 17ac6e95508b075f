"""Puts the press slice into the application."""

from flask import Flask

from app.press.newsroom import newsroom
from app.press.routes import press


def init_app(app: Flask) -> None:
    app.register_blueprint(press)
    app.register_blueprint(newsroom)

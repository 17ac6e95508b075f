"""Puts the house itself into the application: its pages, its first hour."""

from flask import Flask

from app import clock
from app.accounts import guard
from app.operations import beginning
from app.operations.routes import entrance, operations


def init_app(app: Flask) -> None:
    app.register_blueprint(operations)
    guard.lead_in(entrance)

    def first_code() -> str:
        with app.app_context():
            return beginning.at_start(app.extensions["config"], now=clock.now())

    app.extensions["first_code"] = first_code

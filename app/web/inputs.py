"""What no person types and no database takes: a null character in an argument or a field."""

from flask import Flask, abort, request

NUL = "\x00"


def init_app(app: Flask) -> None:
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """Answer 400 before anybody stores or looks for such a text."""
    for values in (request.args, request.form):
        if any(NUL in text for _name, texts in values.lists() for text in texts):
            abort(400)

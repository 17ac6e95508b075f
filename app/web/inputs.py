"""What no person types and no form asks for: a null character, or a field that would be somebody's rank."""

import logging

from flask import Flask, abort, request

log = logging.getLogger(__name__)
NUL = "\x00"
# Columns that no form has; whoever sends them hopes that a form writes what it is not asked for.
NEVER_ASKED = frozenset({"is_admin", "mission_id", "status", "active", "created_at", "fs_uniquifier", "demo"})


def init_app(app: Flask) -> None:
    app.before_request(refuse_nul)
    app.before_request(note_never_asked)


def refuse_nul() -> None:
    """Answer 400 before anybody stores or looks for such a text."""
    for values in (request.args, request.form):
        if any(NUL in text for _name, texts in values.lists() for text in texts):
            abort(400)


def note_never_asked() -> None:
    """Such a field is ignored, since forms yield only what they name; that it came is worth knowing."""
    if NEVER_ASKED & request.form.keys():
        log.warning("a field that no form asks for was sent", extra={"endpoint": request.endpoint})

"""The demo's mailbox: letters as their readers see them. Refused outside demo mode."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts import guard
from app.admin.routes.blueprint import admin
from app.admin.routes.framing import framed
from app.errors import NotFound
from app.mail import mailbox as letters
from app.web.download import attachment
from app.web.urls import settings


@admin.get("/dev/mailbox")
@guard.public("the demo's letters; refused outside demo mode")
def mailbox() -> ResponseReturnValue:
    return render_template("admin/mailbox.html", lines=letters.lines(_folder()))


@admin.get("/dev/mailbox/<name>")
@guard.public("one of the demo's letters; refused outside demo mode")
def mailbox_letter(name: str) -> ResponseReturnValue:
    opened = letters.opened(_folder(), name)
    return render_template("admin/mailbox_letter.html", name=name, opened=opened)


@admin.get("/dev/mailbox/<name>/body")
@guard.public("the HTML of one of the demo's letters, for the sandboxed frame")
def mailbox_body(name: str) -> ResponseReturnValue:
    # Links open in the tab around the frame, on a tap; scripts, forms and foreign pictures do nothing.
    return framed(
        letters.opened(_folder(), name).html, "allow-popups allow-top-navigation-by-user-activation"
    )


@admin.get("/dev/mailbox/<name>/files/<int:number>")
@guard.public("a file of one of the demo's letters")
def mailbox_file(name: str, number: int) -> ResponseReturnValue:
    files = letters.opened(_folder(), name).files
    if number >= len(files):
        raise NotFound
    return attachment(files[number].data, files[number].name, files[number].media_type)


def _folder() -> Path:
    """Raises NotFound outside demo mode."""
    config = settings()
    if not config.demo:
        raise NotFound
    return Path(urlsplit(config.mail_url).path)

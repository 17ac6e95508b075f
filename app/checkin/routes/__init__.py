"""The gate's addresses: the devices' protocol, the phone page, and the tab on the desk."""

from flask import g, request

from app.checkin.models import Device
from app.tokens import digest
from app.web.urls import settings

COOKIE = "cdev"


def cookie_name() -> str:
    """`__Host-` binds the cookie to this host over HTTPS; the demo on loopback has none (Safari refuses it
    there).
    """
    config = settings()
    return COOKIE if config.demo and not config.secure else f"__Host-{COOKIE}"


def sent_credential() -> str:
    """What the request says to be the credential of a device, as it would be kept."""
    return digest(request.cookies.get(cookie_name(), ""))


def credential() -> str:
    """Of the device that is about to write, as it is kept."""
    found: str = g.credential
    return found


def device() -> Device:
    """The device that the guard has admitted."""
    found: Device = g.device
    return found

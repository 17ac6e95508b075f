"""Addresses of the guest list: the list, adding, sending, one invitation."""

from app.invitations.routes.adding import add
from app.invitations.routes.blueprint import invitations
from app.invitations.routes.dispatching import dispatch
from app.invitations.routes.lists import index
from app.invitations.routes.one import show
from app.invitations.routes.preview import preview
from app.invitations.routes.renewing import renew
from app.invitations.routes.sending import sending

__all__ = ["add", "dispatch", "index", "invitations", "preview", "renew", "sending", "show"]

"""Pages of the administrator and of the outbox."""

from app.admin.routes import audit, mailbox, members, mission, outbox, returned, server, states
from app.admin.routes.blueprint import admin

__all__ = ["admin", "audit", "mailbox", "members", "mission", "outbox", "returned", "server", "states"]

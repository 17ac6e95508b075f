"""The one table of what each role may do."""

from collections.abc import Iterable
from enum import StrEnum

from app.accounts.models import Role


class Permission(StrEnum):
    MISSION_EDIT = "mission.edit"
    MEMBERS_EDIT = "members.edit"
    AUDIT_READ = "audit.read"
    OUTBOX_READ = "outbox.read"
    OUTBOX_RESEND = "outbox.resend"
    DIRECTORY_READ = "directory.read"
    DIRECTORY_EDIT = "directory.edit"
    DIRECTORY_IMPORT = "directory.import"
    DIRECTORY_EXPORT = "directory.export"
    PROTOCOL_READ = "protocol.read"
    EVENT_READ = "event.read"
    EVENT_EDIT = "event.edit"
    GUEST_LIST_READ = "guest_list.read"
    GUEST_LIST_EDIT = "guest_list.edit"
    INVITATION_SEND = "invitation.send"
    REPLY_READ = "reply.read"
    REPLY_RECORD = "reply.record"
    SENSITIVE_READ = "sensitive.read"
    GATE_READ = "gate.read"
    GATE_MANAGE = "gate.manage"
    GATE_RESOLVE = "gate.resolve"
    PRESS_READ = "press.read"
    PRESS_EDIT = "press.edit"
    PRESS_APPROVE = "press.approve"
    PRESS_PUBLISH = "press.publish"
    INSTALLATION_EDIT = "installation.edit"
    INSTALLATION_READ = "installation.read"


P = Permission
_LIST = {P.DIRECTORY_READ, P.DIRECTORY_EDIT, P.EVENT_READ, P.EVENT_EDIT, P.GUEST_LIST_READ, P.GUEST_LIST_EDIT}
_REPLIES = {P.REPLY_READ, P.REPLY_RECORD, P.SENSITIVE_READ, P.PROTOCOL_READ}
_PRESS = {P.PRESS_READ, P.PRESS_EDIT, P.PRESS_APPROVE, P.PRESS_PUBLISH}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {P.MISSION_EDIT, P.MEMBERS_EDIT, P.AUDIT_READ, P.OUTBOX_READ, P.OUTBOX_RESEND}
    ),
    Role.SOCIAL_SECRETARY: frozenset(
        _LIST
        | _REPLIES
        | {P.DIRECTORY_IMPORT, P.DIRECTORY_EXPORT, P.INVITATION_SEND, P.OUTBOX_READ, P.OUTBOX_RESEND}
        | {P.GATE_READ, P.GATE_MANAGE, P.PRESS_READ}
    ),
    Role.PROTOCOL_OFFICER: frozenset(
        _LIST | _REPLIES | {P.INVITATION_SEND, P.OUTBOX_READ, P.GATE_READ, P.GATE_MANAGE, P.GATE_RESOLVE}
    ),
    Role.GATE_OFFICER: frozenset({P.EVENT_READ, P.GATE_READ}),
    Role.PRESS_OFFICER: frozenset({P.EVENT_READ} | _PRESS),
    Role.HEAD_OF_MISSION: frozenset(
        {P.DIRECTORY_READ, P.EVENT_READ, P.GUEST_LIST_READ, P.REPLY_READ, P.GATE_READ, P.OUTBOX_READ}
        | {P.PRESS_READ, P.PRESS_APPROVE}
    ),
    Role.AUDITOR: frozenset({P.AUDIT_READ}),
    Role.INSTALLATION_ADMINISTRATOR: frozenset({P.INSTALLATION_EDIT, P.INSTALLATION_READ}),
    Role.INSTALLATION_AUDITOR: frozenset({P.INSTALLATION_READ}),
}


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))

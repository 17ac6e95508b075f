"""What the gate refuses, and why. Scans are never among it."""

from app.errors import Conflict, Refused
from app.i18n import N_


class CodeRefused(Refused):
    """The code is unknown, used, too old, or was tried too often; the device is not told which."""

    code = "code_refused"
    sentence = N_("This code cannot be used: it is mistyped, used or expired. Ask the embassy for a new one.")


class OtherMission(Refused):
    """A phone keeps the credential of one mission, so that its unsent scans stay deliverable."""

    code = "other_mission"
    sentence = N_("This phone is enrolled by another embassy. Sign it out there first.")


class DeviceUnknown(Refused):
    """The request carries no credential of a device, or one that was never given."""

    code = "device_unknown"
    sentence = N_("This device is not enrolled. Ask the embassy for a code.")


class DeviceRevoked(Refused):
    """The device may deliver its scans and read nothing."""

    code = "device_revoked"
    sentence = N_("This device was revoked. Its guest list is deleted; its scans are kept for the officer.")


class GrantExpired(Refused):
    """The evening is over: no more guest data, yet unsent scans are taken."""

    code = "grant_expired"
    sentence = N_("The event is over for this device.")


class EpochChanged(Conflict):
    """The server was restored or copied: send the whole log again, then take a new snapshot."""

    code = "epoch_changed"
    sentence = N_("The list was restored. The device is sending its scans again.")


class CursorTooOld(Refused):
    """The device's cursor cannot be continued: take a new snapshot."""

    code = "cursor_too_old"
    sentence = N_("The device's list is too old to be continued.")


class ClaimReused(Conflict):
    """One claim id for two guests."""

    code = "claim_reused"
    sentence = N_("This claim belongs to another guest.")


class LogIncomplete(Conflict):
    """The server has not every scan of the device; `missing` are their numbers."""

    code = "log_incomplete"
    sentence = N_("Some scans of this device have not arrived.")

    def __init__(self, missing: list[int]) -> None:
        super().__init__()
        self.missing = missing


class GateInUse(Refused):
    """A gate with scans stays, since the scans name it."""

    code = "gate_in_use"
    sentence = N_("This gate has scans or devices and cannot be removed.")


class GateNameTaken(Refused):
    """Two gates of one event cannot have one name."""

    code = "gate_name_taken"
    sentence = N_("This event has a gate of that name already.")


class LinesUnread(Refused):
    """`lines` are lines keyed in from paper that name no time, or a number that no badge has."""

    code = "lines_unread"
    sentence = N_(
        "These lines cannot be used: %(lines)s. Write a number or a name, then a time, as in 147 18:42."
    )

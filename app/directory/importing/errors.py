"""Why a file was not read: one plain sentence each. Nothing has been written when one is raised."""

from app.errors import Refused
from app.i18n import N_


class UnreadableFile(Refused):
    """The file cannot be read as a list of persons."""

    code = "unreadable_file"
    sentence = N_("This file cannot be read. Save it as an Excel workbook (.xlsx) or as CSV, and try again.")


class EmptyFile(UnreadableFile):
    code = "empty_file"
    sentence = N_("This file holds no rows.")


class BrokenFile(UnreadableFile):
    code = "broken_file"
    sentence = N_(
        "This file is damaged or cut short. Open it where it was made, save it again, and try again."
    )


class UnknownFormat(UnreadableFile):
    code = "unknown_format"
    sentence = N_(
        "This is not a kind of list that can be read. Excel, OpenDocument, CSV, vCard and Word tables are."
    )


class LockedFile(UnreadableFile):
    code = "locked_file"
    sentence = N_("This file is protected by a password. Save a copy without one, and try again.")


class TooMuch(UnreadableFile):
    code = "file_too_large"
    sentence = N_("This file holds more than a guest list can: at most %(rows)s rows of %(columns)s columns.")


class SuspiciousFile(UnreadableFile):
    code = "suspicious_file"
    sentence = N_("This file holds instructions or parts that do not belong in a list. It was not opened.")

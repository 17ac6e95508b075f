"""Refusals of backups, moving and the first hour."""

from app.errors import DomainError, NotFound, Refused, Unavailable
from app.i18n import N_


class BackupNotFound(NotFound):
    code = "backup_not_found"
    sentence = N_("There is no backup of this name.")


class BackupDamaged(DomainError):
    """What is in the file is not what was put into it."""

    code = "backup_damaged"
    sentence = N_("This backup is damaged: %(what)s.")


class WrongPassphrase(Refused):
    code = "wrong_passphrase"
    sentence = N_("The file does not open with this passphrase, or it was changed.")


class PassphraseMissing(Refused):
    code = "passphrase_missing"
    sentence = N_("The file is encrypted: give the passphrase.")


class PassphraseTooShort(Refused):
    code = "passphrase_too_short"
    sentence = N_("The passphrase needs at least %(length)s characters.")


class FileThere(Refused):
    code = "file_there"
    sentence = N_("There is a file of this name already. Nothing was written.")


class OfAnotherVersion(Refused):
    code = "of_another_version"
    sentence = N_("The file comes from a newer version of the product. Upgrade first.")


class NotEmpty(Refused):
    code = "not_empty"
    sentence = N_("There is data at the other end (%(table)s). Nothing was written.")


class TablesMissing(Refused):
    code = "tables_missing"
    sentence = N_("The database has no tables of this version. Run: flask db upgrade")


class CopyDiffers(DomainError):
    """Rows arrived otherwise than they left; nothing was kept."""

    code = "copy_differs"
    sentence = N_("What arrived is not what was sent: %(table)s. Nothing was kept.")


class DiskFull(Unavailable):
    code = "disk_full"
    sentence = N_("There is no room left on the disk. Nothing was lost; make room, then try again.")


class AlreadyThere(Refused):
    code = "already_there"
    sentence = N_("This mission, or one with its address, is here already. Nothing was written.")


class NotAPack(Refused):
    code = "not_a_pack"
    sentence = N_("This file is of another kind.")


class WrongCode(Refused):
    code = "wrong_code"
    sentence = N_("This is not the code of the last start. After ten wrong tries start the web server again.")


class BegunAlready(Refused):
    code = "begun_already"
    sentence = N_("Somebody was quicker: there is an administrator already. Sign in.")

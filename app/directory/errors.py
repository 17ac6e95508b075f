"""What the directory refuses."""

from app.errors import Conflict, Refused
from app.i18n import N_


class NameMissing(Refused):
    code = "person_name_missing"
    sentence = N_("A person needs a name. Write it as the person writes it.")


class OrganisationNameMissing(Refused):
    code = "organisation_name_missing"
    sentence = N_("An organisation needs a name.")


class OrganisationExists(Refused):
    code = "organisation_exists"
    sentence = N_("There is an organisation “%(name)s” already. Open it and change that one.")


class OfficeExists(Refused):
    code = "office_exists"
    sentence = N_("There is an office “%(title)s” in this organisation already. Open it and change that one.")


class OwnSpouse(Refused):
    code = "own_spouse"
    sentence = N_("A person cannot be linked to the same person. Choose somebody else.")


class PeriodReversed(Refused):
    code = "appointment_period"
    sentence = N_("The appointment would end before it begins. Check the two dates.")


class StillInUse(Refused):
    code = "person_in_use"
    sentence = N_(
        "%(name)s stands on a guest list, so the record stays. Mark the person as left or deceased instead."
    )


class EditedMeanwhile(Conflict):
    code = "person_edited"
    sentence = N_(
        "Somebody else saved this record while you were editing. Your entries are below; compare and save again."
    )


class ImportNotOpen(Refused):
    code = "import_not_open"
    sentence = N_("This import has been applied or undone already; that step is not open to it.")


class RowNotOpen(Refused):
    code = "import_row_not_open"
    sentence = N_("This row offers no such choice.")


class PurposeMissing(Refused):
    code = "export_purpose_missing"
    sentence = N_("Say what the list is for. It is kept with your name in the audit trail.")


class NotTwoRecords(Refused):
    code = "not_two_records"
    sentence = N_("These two are a couple, or one and the same record. They cannot be merged.")


class LaterMergeFirst(Refused):
    code = "later_merge_first"
    sentence = N_("Another record was merged into this one later. Split that one first.")


class NothingToSet(Refused):
    code = "nothing_to_set"
    sentence = N_("Say what is to be set: the tag, the state, or the reason.")


class StillInvited(Refused):
    code = "still_invited"
    sentence = N_("%(name)s is on the guest list of %(event)s. Withdraw that invitation first.")

"""How the desk calls kinds and states; gettext message ids."""

from app.directory.duplicates.choosing import Side
from app.directory.importing.fields import Field
from app.directory.models import (
    Category,
    ContactKind,
    Ground,
    ImportState,
    InvitationRoute,
    LifeState,
    Likeness,
    NameKind,
    OrganisationKind,
    Outcome,
    SeniorityBasis,
    Sex,
    TitleKind,
    Usage,
    Verdict,
)
from app.directory.queries import Lack
from app.directory.service.bulk import Act
from app.i18n import N_

CATEGORY_NAMES = {
    Category.VIP: N_("Very important"),
    Category.DIPLOMAT: N_("Diplomat"),
    Category.OFFICIAL: N_("Government"),
    Category.PARLIAMENT: N_("Parliament"),
    Category.ARMED_FORCES: N_("Armed forces"),
    Category.MEDIA: N_("Media"),
    Category.BUSINESS: N_("Business"),
    Category.ACADEMIC: N_("Academia"),
    Category.COMMUNITY: N_("Community"),
    Category.STAFF: N_("Staff"),
    Category.PERFORMER: N_("Performer"),
    Category.CONTRACTOR: N_("Contractor"),
    Category.OTHER: N_("Other"),
}
LIFE_STATE_NAMES = {
    LifeState.ACTIVE: N_("Active"),
    LifeState.LEFT_POST: N_("Left the post"),
    LifeState.RETIRED: N_("Retired"),
    LifeState.DECEASED: N_("Deceased"),
}
NAME_KIND_NAMES = {
    NameKind.PRIMARY: N_("Name"),
    NameKind.NATIVE: N_("In own script"),
    NameKind.DOCUMENT: N_("On the identity document"),
    NameKind.FORMER: N_("Former name"),
    NameKind.ALIAS: N_("Other spelling"),
    NameKind.AS_HEARD: N_("As heard"),
}
TITLE_KIND_NAMES = {
    TitleKind.HONORIFIC: N_("Honorific"),
    TitleKind.RANK: N_("Rank"),
    TitleKind.ACADEMIC: N_("Academic or professional title"),
    TitleKind.SOCIAL: N_("Social title"),
    TitleKind.NAME_TITLE: N_("Title within the name"),
    TitleKind.POST_NOMINAL: N_("After the name"),
}
SEX_NAMES = {
    Sex.UNKNOWN: N_("Not known"),
    Sex.FEMALE: N_("Female"),
    Sex.MALE: N_("Male"),
    Sex.OTHER: N_("Neither"),
}
CONTACT_NAMES = {
    ContactKind.EMAIL: N_("E-mail"),
    ContactKind.PHONE: N_("Telephone"),
    ContactKind.POSTAL: N_("Postal address"),
}
KIND_NAMES = {
    OrganisationKind.DIPLOMATIC_MISSION: N_("Diplomatic mission"),
    OrganisationKind.MINISTRY: N_("Ministry"),
    OrganisationKind.PARLIAMENT: N_("Parliament"),
    OrganisationKind.ARMED_FORCES: N_("Armed forces"),
    OrganisationKind.INTERNATIONAL: N_("International organisation"),
    OrganisationKind.MEDIA: N_("Media"),
    OrganisationKind.BUSINESS: N_("Business"),
    OrganisationKind.ACADEMIC: N_("Academia"),
    OrganisationKind.OTHER: N_("Other"),
}
ROUTE_NAMES = {
    InvitationRoute.DIRECT: N_("Directly"),
    InvitationRoute.VIA_MFA: N_("Through the foreign ministry"),
    InvitationRoute.VIA_OWN_OFFICE: N_("Through the holder's own office"),
}
BASIS_NAMES = {
    SeniorityBasis.CREDENTIALS_PRESENTED: N_("Credentials presented"),
    SeniorityBasis.ARRIVAL_NOTIFIED: N_("Arrival notified"),
    SeniorityBasis.APPOINTED: N_("Appointed"),
    SeniorityBasis.PROMOTED: N_("Promoted"),
    SeniorityBasis.ELECTED: N_("Elected"),
}
USAGE_NAMES = {
    Usage.ENVELOPE: N_("Envelope and guest line"),
    Usage.SALUTATION: N_("Salutation"),
    Usage.PLACE_CARD: N_("Place card"),
    Usage.ANNOUNCEMENT: N_("Announcement"),
    Usage.BADGE: N_("Badge and lists"),
    Usage.PRESS: N_("Press"),
}
LACK_NAMES = {
    Lack.ADDRESS: N_("An e-mail address"),
    Lack.SALUTATION: N_("A title for the salutation"),
    Lack.APPOINTMENT: N_("An office"),
}
VERDICT_NAMES = {
    Verdict.NEW: N_("New"),
    Verdict.UPDATE: N_("Update"),
    Verdict.SAME: N_("Known already"),
    Verdict.DUPLICATE: N_("Duplicate"),
    Verdict.PROBLEM: N_("Problem"),
    Verdict.SKIPPED: N_("Left out"),
}
IMPORT_STATE_NAMES = {
    ImportState.READING: N_("Being read"),
    ImportState.PREVIEWED: N_("Waiting for your decision"),
    ImportState.APPLYING: N_("Being imported"),
    ImportState.APPLIED: N_("Imported"),
    ImportState.STOPPED: N_("Stopped"),
    ImportState.UNDONE: N_("Undone"),
}
LIKENESS_NAMES = {
    Likeness.SURE: N_("Almost certainly the same person"),
    Likeness.POSSIBLE: N_("Possibly the same person"),
}
GROUND_NAMES = {
    Ground.EMAIL: N_("the same e-mail address"),
    Ground.PHONE: N_("the same telephone"),
    Ground.ORGANISATION: N_("the name within one organisation"),
    Ground.NAME: N_("the very same name"),
}
SIDE_NAMES = {
    Side.STAYS: N_("of the record that stays"),
    Side.GOES: N_("of the other record"),
    Side.BOTH: N_("both"),
}
RECORD_FIELD_NAMES = {
    "names": N_("Leading name"),
    "titles": N_("Titles"),
    "office": N_("Main office"),
    "contacts": N_("Addresses and telephones"),
    "spouse": N_("Spouse"),
    "spouse_id": N_("Spouse"),
    "assistant": N_("Assistant"),
    "assistant_id": N_("Assistant"),
    "sex": N_("Grammatical sex"),
    "language": N_("Preferred language"),
    "category": N_("Category"),
    "life_state": N_("State"),
    "pronunciation": N_("Pronunciation"),
    "no_photo": N_("Does not wish to be photographed"),
    "accompanied": N_("There is a spouse whose name is not known"),
    "tags": N_("Tags"),
    "notes": N_("Notes"),
    "photo": N_("Photo"),
    "lines": N_("Lines written by hand"),
}
OUTCOME_NAMES = {
    Outcome.OPEN: N_("Not decided"),
    Outcome.WENT: N_("We went"),
    Outcome.REGRETTED: N_("We regretted"),
}
ACT_NAMES = {
    Act.TAG: N_("Give a tag"),
    Act.UNTAG: N_("Take a tag away"),
    Act.LIFE_STATE: N_("Set the state"),
    Act.FORBID: N_("Mark as not to be invited"),
    Act.ALLOW: N_("May be invited again"),
}
CHOICE_NAMES = {
    "": N_("As proposed"),
    "apply": N_("The same person: take over"),
    "new": N_("A person of its own"),
    "skip": N_("Leave out"),
}
DELIMITER_NAMES = {
    ",": N_("Comma"),
    ";": N_("Semicolon"),
    "\t": N_("Tab"),
    "|": N_("Vertical bar"),
}
MARK_NAMES = {
    "strike": N_("struck through"),
    "hidden": N_("hidden"),
    "comment": N_("with a comment"),
}
MEANING_NAMES = {
    "nothing": N_("Nothing: import as any other"),
    "note": N_("Keep the comment as a note"),
    "tag": N_("A tag:"),
    "skip": N_("Leave these rows out"),
    LifeState.LEFT_POST.value: N_("Has left the post"),
    LifeState.RETIRED.value: N_("Is retired"),
    LifeState.DECEASED.value: N_("Is deceased"),
}
CHANGE_NAMES = {
    "name": N_("Other spelling"),
    "native_name": N_("Name in own script"),
    "titles": N_("Titles"),
    "office": N_("Office"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "postal": N_("Postal address"),
    "spouse": N_("Spouse"),
    "accompanied": N_("With spouse"),
    "notes": N_("Notes"),
    "tags": N_("Tags"),
    "life_state": N_("State"),
    "category": N_("Category"),
    "language": N_("Language"),
}
FIELD_NAMES = {
    Field.titles: N_("Title before the name"),
    Field.full_name: N_("Full name"),
    Field.given: N_("Given name"),
    Field.middle: N_("Middle name"),
    Field.family: N_("Family name"),
    Field.patronymic: N_("Patronymic"),
    Field.suffix: N_("After the name"),
    Field.native_name: N_("Name in own script"),
    Field.called: N_("What people call the person"),
    Field.name_and_post: N_("Name and office in one cell"),
    Field.position: N_("Office"),
    Field.department: N_("Department"),
    Field.organisation: N_("Organisation"),
    Field.email: N_("E-mail"),
    Field.phone: N_("Telephone"),
    Field.address: N_("Postal address"),
    Field.spouse: N_("Spouse"),
    Field.assistant: N_("Assistant"),
    Field.assistant_phone: N_("Assistant's telephone"),
    Field.assistant_email: N_("Assistant's e-mail"),
    Field.remarks: N_("Remarks"),
    Field.category: N_("Category"),
    Field.state: N_("Country"),
    Field.language: N_("Language"),
    Field.precedence: N_("Precedence"),
    Field.places: N_("Number of guests"),
    Field.number: N_("Running number (not kept)"),
    Field.tags: N_("Tags"),
    Field.notes: N_("Notes"),
    Field.skip: N_("Not imported"),
}

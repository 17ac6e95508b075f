"""What a column of a list may hold."""

from enum import StrEnum


class Field(StrEnum):
    titles = "title"  # `title` is a method of str
    full_name = "full_name"
    given = "given"
    middle = "middle"
    family = "family"
    patronymic = "patronymic"
    suffix = "suffix"
    native_name = "native_name"
    called = "called"
    name_and_post = "name_and_post"
    position = "position"
    department = "department"
    organisation = "organisation"
    email = "email"
    phone = "phone"
    address = "address"
    spouse = "spouse"
    assistant = "assistant"
    assistant_phone = "assistant_phone"
    assistant_email = "assistant_email"
    remarks = "remarks"
    category = "category"
    state = "state"
    language = "language"
    precedence = "precedence"
    places = "places"
    number = "number"
    tags = "tags"
    notes = "notes"
    skip = "skip"


# Several columns may hold these; a second column of any other field goes to the notes.
REPEATABLE = frozenset(
    {
        Field.email,
        Field.phone,
        Field.remarks,
        Field.tags,
        Field.notes,
        Field.skip,
        Field.address,
        Field.spouse,
    }
)

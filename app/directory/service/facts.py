"""What is said about a person, as plain values: what a form, an import and the demo hand to the verbs."""

from dataclasses import dataclass

from app.directory.folding import fold_email, fold_phone
from app.directory.models import (
    Category,
    ContactKind,
    ContactPoint,
    LifeState,
    NameKind,
    Person,
    PersonName,
    PersonTitle,
    Sex,
    TitleKind,
)


@dataclass(frozen=True, slots=True)
class NameFacts:
    """One form of a name; `script` is an ISO 15924 code, `language` a BCP 47 tag or empty."""

    full: str
    kind: NameKind = NameKind.PRIMARY
    language: str = ""
    script: str = "Latn"
    called: str = ""
    given: str = ""
    family: str = ""
    patronymic: str = ""
    prefix: str = ""
    generation: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class TitleFacts:
    kind: TitleKind
    text: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class ContactFacts:
    kind: ContactKind
    value: str
    via_assistant: bool = False
    assistant_name: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """All that stands on a person's record itself. The first name is the primary one.

    `accompanied`: a spouse whose name is not known.
    """

    names: tuple[NameFacts, ...]
    titles: tuple[TitleFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    sex: Sex = Sex.UNKNOWN
    language: str = ""
    category: Category = Category.OTHER
    life_state: LifeState = LifeState.ACTIVE
    no_photo: bool = False
    accompanied: bool = False
    pronunciation: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()


NAME_FIELDS = (
    "full", "kind", "language", "script", "called", "given", "family", "patronymic", "prefix", "generation", "source",
)  # fmt: skip
TITLE_FIELDS = ("kind", "text", "retired")
CONTACT_FIELDS = ("kind", "value", "via_assistant", "assistant_name")
OWN_FIELDS = (
    "sex", "language", "category", "life_state", "no_photo", "accompanied", "pronunciation", "notes",
)  # fmt: skip


def facts_of(person: Person) -> PersonFacts:
    """The record as it stands."""
    return PersonFacts(
        names=tuple(name_facts(name) for name in person.names),
        titles=tuple(title_facts(title) for title in person.titles),
        contacts=tuple(contact_facts(point) for point in person.contact_points),
        tags=tuple(sorted(tag.tag for tag in person.tags)),
        **{field: getattr(person, field) for field in OWN_FIELDS},
    )


def name_facts(name: PersonName) -> NameFacts:
    return NameFacts(**{field: getattr(name, field) for field in NAME_FIELDS})


def title_facts(title: PersonTitle) -> TitleFacts:
    return TitleFacts(**{field: getattr(title, field) for field in TITLE_FIELDS})


def contact_facts(point: ContactPoint) -> ContactFacts:
    return ContactFacts(**{field: getattr(point, field) for field in CONTACT_FIELDS})


def folded_contact(kind: ContactKind, value: str, region: str = "") -> str:
    """What two contact points are compared by."""
    if kind is ContactKind.EMAIL:
        return fold_email(value)
    if kind is ContactKind.PHONE:
        return fold_phone(value, region)
    return " ".join(value.split()).casefold()[:500]

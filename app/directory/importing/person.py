"""What a row says about a person, before anybody has agreed to it."""

from dataclasses import dataclass
from enum import StrEnum

from app.directory.importing.sheets import NO_MARKS, RowMarks


class TitleKind(StrEnum):
    honorific = "honorific"
    rank = "rank"
    academic = "academic"
    social = "social"
    post_nominal = "post_nominal"
    name_title = "name_title"


@dataclass(frozen=True, slots=True)
class TitleDraft:
    """`text` as it was written: "H.E.", "Lt Gen", "Begum", "PhD"."""

    kind: TitleKind
    text: str


@dataclass(frozen=True, slots=True)
class NativeForm:
    """The name in another script. `script` is an ISO 15924 code: Cyrl, Arab, Hani, Hang, Latn."""

    full: str
    script: str


@dataclass(frozen=True, slots=True)
class NamesDraft:
    """`full` is the name without titles; the parts may all be empty (a single name, an unknown order)."""

    full: str
    given: str = ""
    family: str = ""
    patronymic: str = ""
    generation: str = ""
    called: str = ""
    script: str = "Latn"
    native: tuple[NativeForm, ...] = ()


@dataclass(frozen=True, slots=True)
class SpouseDraft:
    """A spouse; without `names` the list only says that there is one ("and Spouse")."""

    text: str
    names: NamesDraft | None = None
    titles: tuple[TitleDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class AssistantDraft:
    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """Remarks by where they may go. `food` and `access` are sensitive and need consent."""

    food: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    life_state: str = ""  # left_post, retired or deceased, when a remark says so
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """One person as a careful reader takes it from a row.

    Titles stand in the order they are written, post-nominals last. Phones are E.164 where they can be,
    else as typed; e-mail addresses are checked for their shape. `state` is as typed.
    """

    names: NamesDraft
    titles: tuple[TitleDraft, ...] = ()
    retired: bool = False
    acting: bool = False
    office: str = ""
    department: str = ""
    organisation: str = ""
    state: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    address: str = ""
    spouse: SpouseDraft | None = None
    assistant: AssistantDraft | None = None
    category: str = ""
    precedence: str = ""
    language: str = ""
    places: int | None = None
    tags: tuple[str, ...] = ()
    remarks: Remarks = Remarks()

    def titles_line(self) -> str:
        """Titles before the name in one line: "H.E. Mr.", "Lt Gen (R)"."""
        return " ".join(title.text for title in self.titles if title.kind is not TitleKind.post_nominal)


class RowKind(StrEnum):
    """What a row turned out to be. `person` and `problem` are the list; the rest is furniture."""

    person = "person"
    problem = "problem"
    title_block = "title_block"
    header = "header"
    section = "section"
    totals = "totals"
    footer = "footer"


@dataclass(frozen=True, slots=True)
class RowReading:
    """The end of one row. `problem` is a gettext msgid, `detail` the words it is about.

    A problem may come with a draft of what could be read all the same; it is not to be applied as it is.
    """

    sheet: str
    number: int
    text: str
    kind: RowKind
    draft: PersonDraft | None = None
    problem: str | None = None
    detail: str = ""
    marks: RowMarks = NO_MARKS

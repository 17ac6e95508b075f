"""Forms of the directory: shape only."""

import re
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.directory.folding import script_of
from app.directory.models import (
    Category,
    ContactKind,
    InvitationRoute,
    LifeState,
    NameKind,
    OrganisationKind,
    Outcome,
    SeniorityBasis,
    Sex,
    TitleKind,
)
from app.directory.names import (
    BASIS_NAMES,
    CATEGORY_NAMES,
    KIND_NAMES,
    LIFE_STATE_NAMES,
    NAME_KIND_NAMES,
    OUTCOME_NAMES,
    ROUTE_NAMES,
    SEX_NAMES,
)
from app.directory.service import (
    BodyFacts,
    ContactFacts,
    NameFacts,
    OfficeFacts,
    PersonFacts,
    ReceivedFacts,
    Term,
    TitleFacts,
)
from app.i18n import LANGUAGES, gettext, lazy
from app.web.forms import Form, OneLine, tidy

_EMAIL = re.compile(r"[^@\s\"<>,;:]+@[^@\s\"<>,;:]+\.[^@\s\"<>,;:.]{2,}")
_OTHER_KINDS = [kind for kind in NameKind if kind is not NameKind.PRIMARY]
_LINE = [Length(max=300), OneLine()]


class OtherNameForm(PlainForm):
    """One more form of the name."""

    kind = SelectField(lazy("Kind"), choices=[], coerce=NameKind)
    full = StringField(lazy("Written as"), [Length(max=200), OneLine()], filters=[tidy])
    language = StringField(lazy("Language"), [Length(max=16), OneLine()], filters=[tidy])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, gettext(NAME_KIND_NAMES[kind])) for kind in _OTHER_KINDS]


class PersonForm(Form):
    """A person. Only the name must be there; `version` is the state that was seen."""

    version = HiddenField()
    full = StringField(lazy("Name, as the person writes it"), [InputRequired(), Length(max=200), OneLine()])
    called = StringField(lazy("What people call the person"), [Length(max=100), OneLine()])
    given = StringField(lazy("Given name"), [Length(max=100), OneLine()])
    family = StringField(lazy("Family name"), [Length(max=100), OneLine()])
    patronymic = StringField(lazy("Patronymic"), [Length(max=100), OneLine()])
    name_language = StringField(lazy("Language of the name"), [Length(max=16), OneLine()])
    other_names = FieldList(FormField(OtherNameForm), min_entries=1, max_entries=12)
    honorific = StringField(lazy("Honorific"), [Length(max=100), OneLine()])
    rank = StringField(lazy("Rank"), [Length(max=100), OneLine()])
    rank_retired = BooleanField(lazy("Retired from that rank"))
    academic = StringField(lazy("Academic or professional title"), [Length(max=100), OneLine()])
    social = StringField(lazy("Social title"), [Length(max=100), OneLine()])
    name_title = StringField(lazy("Title within the name"), [Length(max=100), OneLine()])
    post_nominals = StringField(lazy("After the name"), _LINE)
    sex = SelectField(lazy("Grammatical sex"), choices=[], coerce=Sex)
    language = SelectField(lazy("Preferred language"), choices=[])
    category = SelectField(lazy("Category"), choices=[], coerce=Category, default=Category.OTHER)
    life_state = SelectField(lazy("State"), choices=[], coerce=LifeState)
    pronunciation = StringField(lazy("Pronunciation"), [Length(max=200), OneLine()])
    emails = TextAreaField(lazy("E-mail addresses, one per line"), [Length(max=2000)])
    phones = TextAreaField(lazy("Telephones, one per line"), [Length(max=1000)])
    postal = TextAreaField(lazy("Postal address"), [Length(max=500)])
    assistant_name = StringField(lazy("Assistant"), [Length(max=200), OneLine()])
    assistant_email = StringField(lazy("Assistant's e-mail"), [Length(max=320), OneLine()])
    assistant_phone = StringField(lazy("Assistant's telephone"), [Length(max=60), OneLine()])
    accompanied = BooleanField(lazy("There is a spouse whose name is not known"))
    no_photo = BooleanField(lazy("Does not wish to be photographed"))
    tags = StringField(lazy("Tags, separated by commas"), [Length(max=500), OneLine()])
    notes = TextAreaField(lazy("Notes"), [Length(max=5000)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sex.choices = [(sex.value, gettext(name)) for sex, name in SEX_NAMES.items()]
        self.category.choices = [(kind.value, gettext(name)) for kind, name in CATEGORY_NAMES.items()]
        self.life_state.choices = [(state.value, gettext(name)) for state, name in LIFE_STATE_NAMES.items()]
        spoken = {**dict.fromkeys([self.language.data] if self.language.data else []), **LANGUAGES}
        self.language.choices = [("", gettext("As the mission"))] + [
            (code, name or code) for code, name in spoken.items()
        ]

    def validate_emails(self, field: Any) -> None:
        for address in _lines(field.data):
            _check_email(address)

    def validate_assistant_email(self, field: Any) -> None:
        if field.data:
            _check_email(field.data)

    def facts(self) -> PersonFacts:
        return PersonFacts(
            names=tuple(self._names()),
            titles=tuple(self._titles()),
            contacts=tuple(self._contacts()),
            sex=self.sex.data,
            language=self.language.data or "",
            category=self.category.data,
            life_state=self.life_state.data,
            no_photo=self.no_photo.data,
            accompanied=self.accompanied.data,
            pronunciation=self.pronunciation.data or "",
            notes=self.notes.data or "",
            tags=tuple(
                dict.fromkeys(filter(None, (" ".join(t.split()) for t in (self.tags.data or "").split(","))))
            ),
        )

    def _names(self) -> list[NameFacts]:
        full = self.full.data or ""
        own: dict[str, Any] = {n: self[n].data or "" for n in ("called", "given", "family", "patronymic")}
        names = [
            NameFacts(
                full, language=self.name_language.data or "", script=script_of(full), source="desk", **own
            )
        ]
        for entry in self.other_names.data:
            if entry["full"]:
                script = script_of(entry["full"])
                names.append(
                    NameFacts(
                        entry["full"],
                        entry["kind"],
                        language=entry["language"] or "",
                        script=script,
                        source="desk",
                    )
                )
        return names

    def _titles(self) -> list[TitleFacts]:
        titles = [
            TitleFacts(kind, self[kind.value].data, kind is TitleKind.RANK and self.rank_retired.data)
            for kind in (
                TitleKind.HONORIFIC, TitleKind.RANK, TitleKind.ACADEMIC, TitleKind.SOCIAL, TitleKind.NAME_TITLE,
            )
            if self[kind.value].data
        ]  # fmt: skip
        behind = [text.strip() for text in (self.post_nominals.data or "").split(",")]
        return titles + [TitleFacts(TitleKind.POST_NOMINAL, text) for text in behind if text]

    def _contacts(self) -> list[ContactFacts]:
        contacts = [ContactFacts(ContactKind.EMAIL, value) for value in _lines(self.emails.data)]
        contacts += [ContactFacts(ContactKind.PHONE, value) for value in _lines(self.phones.data)]
        if self.postal.data:
            contacts.append(ContactFacts(ContactKind.POSTAL, self.postal.data))
        name = self.assistant_name.data or ""
        for kind, value in (
            (ContactKind.EMAIL, self.assistant_email.data), (ContactKind.PHONE, self.assistant_phone.data),
        ):  # fmt: skip
            if value:
                contacts.append(ContactFacts(kind, value, via_assistant=True, assistant_name=name))
        return contacts


class NewPersonForm(PersonForm):
    """The same, with the office that the person holds."""

    office = StringField(lazy("Office"), _LINE)
    organisation = StringField(lazy("Organisation"), _LINE)
    since = DateField(lazy("Since"), [Optional()])


class AppointmentForm(Form):
    office = StringField(lazy("Office"), _LINE)
    organisation = StringField(lazy("Organisation"), _LINE)
    starts = DateField(lazy("From"), [Optional()])
    ends = DateField(lazy("Until"), [Optional()])
    acting = BooleanField(lazy("Acting (a.i.)"))
    honorific = StringField(lazy("Honorific that goes with it"), [Length(max=60), OneLine()])
    rank = StringField(lazy("Rank"), [Length(max=60), OneLine()])
    seniority_local = DateTimeLocalField(
        lazy("Seniority: day and hour"), [Optional()], format="%Y-%m-%dT%H:%M"
    )
    seniority_basis = SelectField(
        lazy("Seniority counts from"),
        choices=[],
        coerce=lambda value: SeniorityBasis(value) if value else None,
    )
    leaves_former = BooleanField(lazy("The present office ends with it"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis = [(basis.value, gettext(name)) for basis, name in BASIS_NAMES.items()]
        self.seniority_basis.choices = [("", gettext("Not said")), *basis]

    def validate_organisation(self, field: Any) -> None:
        if not field.data and not self.office.data:
            raise ValidationError(gettext("Write the office, the organisation, or both."))

    def term(self, seniority_at: Any) -> Term:
        return Term(
            starts=self.starts.data,
            ends=self.ends.data,
            acting=self.acting.data,
            honorific=self.honorific.data or "",
            rank=self.rank.data or "",
            seniority_at=seniority_at,
            seniority_basis=self.seniority_basis.data,
        )


class EndForm(Form):
    on = DateField(lazy("Last day in office"), [InputRequired()])


class ForbidForm(Form):
    reason = StringField(lazy("Reason, for protocol only"), [InputRequired(), Length(max=300), OneLine()])


class ReceivedForm(Form):
    """An invitation to us."""

    on = DateField(lazy("Day of the occasion"), [InputRequired()])
    occasion = StringField(lazy("Occasion"), [InputRequired(), Length(max=300), OneLine()])
    outcome = SelectField(lazy("Did we go?"), choices=[], coerce=Outcome)
    by = StringField(lazy("Who went"), [Length(max=200), OneLine()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(one.value, gettext(name)) for one, name in OUTCOME_NAMES.items()]

    def facts(self) -> ReceivedFacts:
        return self.read(ReceivedFacts)


class BodyForm(Form):
    """An organisation; `names` by language."""

    name = StringField(lazy("Name"), [InputRequired(), Length(max=300), OneLine()])
    name_az = StringField(lazy("Name in Azerbaijani"), _LINE)
    name_ur = StringField(lazy("Name in Urdu"), _LINE)
    kind = SelectField(lazy("Kind"), choices=[], coerce=OrganisationKind)
    state = SelectField(lazy("Country"), choices=[])
    city = StringField(lazy("City"), [Length(max=100), OneLine()])

    def offer(self, states: list[tuple[str, str]]) -> None:
        self.kind.choices = [(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()]
        self.state.choices = [("", gettext("None")), *states]

    def facts(self) -> BodyFacts:
        names = {lang: self[f"name_{lang}"].data or "" for lang in ("az", "ur")}
        return BodyFacts(
            name=self.name.data or "",
            kind=self.kind.data,
            names={lang: text for lang, text in names.items() if text},
            state=self.state.data or "",
            city=self.city.data or "",
        )


class OfficeForm(Form):
    title = StringField(lazy("Title of the office"), [InputRequired(), Length(max=300), OneLine()])
    title_az = StringField(lazy("Title in Azerbaijani"), _LINE)
    title_ur = StringField(lazy("Title in Urdu"), _LINE)
    salutation_title = StringField(lazy("Spoken as (“Minister”)"), [Length(max=100), OneLine()])
    default_honorific = StringField(lazy("Honorific of its holders"), [Length(max=60), OneLine()])
    place_card_by_office = BooleanField(lazy("The place card names the office alone"))
    invitation_route = SelectField(lazy("Invitations go"), choices=[], coerce=InvitationRoute)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation_route.choices = [(route.value, gettext(name)) for route, name in ROUTE_NAMES.items()]

    def facts(self) -> OfficeFacts:
        titles = {lang: self[f"title_{lang}"].data or "" for lang in ("az", "ur")}
        return OfficeFacts(
            title=self.title.data or "",
            titles={lang: text for lang, text in titles.items() if text},
            salutation_title=self.salutation_title.data or "",
            default_honorific=self.default_honorific.data or "",
            place_card_by_office=self.place_card_by_office.data,
            invitation_route=self.invitation_route.data,
        )


class UploadForm(Form):
    """A file, or cells copied from one."""

    file = FileField(lazy("File"))
    pasted = TextAreaField(lazy("Or paste the cells here"), [Length(max=2_000_000)])

    def validate_pasted(self, field: Any) -> None:
        if not field.data and not self.file.data:
            raise ValidationError(gettext("Choose a file, or paste cells into the field."))

    def content(self) -> tuple[bytes, str]:
        """(bytes, file name) of what was given."""
        upload = self.file.data
        if upload:
            return upload.read(), upload.filename or "list"
        return (self.pasted.data or "").encode(), "pasted.txt"


def person_values(facts: PersonFacts) -> dict[str, Any]:
    """A record as values of the form's fields."""
    name = facts.names[0]
    texts = {
        kind: ", ".join(title.text for title in facts.titles if title.kind is kind) for kind in TitleKind
    }
    own = [point for point in facts.contacts if not point.via_assistant]
    via = {point.kind: point for point in facts.contacts if point.via_assistant}
    assisted = next(iter(via.values()), None)
    values: dict[str, Any] = {
        field: getattr(facts, field)
        for field in (
            "sex", "language", "category", "life_state", "no_photo", "accompanied", "pronunciation", "notes",
        )
    }  # fmt: skip
    values |= {field: getattr(name, field) for field in ("full", "called", "given", "family", "patronymic")}
    values |= {kind.value: text for kind, text in texts.items() if kind is not TitleKind.POST_NOMINAL}
    values |= {
        "name_language": name.language,
        "other_names": [
            {"kind": other.kind, "full": other.full, "language": other.language} for other in facts.names[1:]
        ]
        + [{"kind": NameKind.NATIVE, "full": "", "language": ""}],
        "rank_retired": any(title.retired for title in facts.titles),
        "post_nominals": texts[TitleKind.POST_NOMINAL],
        "emails": "\n".join(point.value for point in own if point.kind is ContactKind.EMAIL),
        "phones": "\n".join(point.value for point in own if point.kind is ContactKind.PHONE),
        "postal": "\n".join(point.value for point in own if point.kind is ContactKind.POSTAL),
        "assistant_name": assisted.assistant_name if assisted else "",
        "assistant_email": via[ContactKind.EMAIL].value if ContactKind.EMAIL in via else "",
        "assistant_phone": via[ContactKind.PHONE].value if ContactKind.PHONE in via else "",
        "tags": ", ".join(facts.tags),
    }
    return values


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _check_email(address: str) -> None:
    if not _EMAIL.fullmatch(address) or not address.isprintable():
        raise ValidationError(gettext("“%(address)s” is no e-mail address.", address=address))

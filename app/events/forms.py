"""Forms of an event: shape only."""

from uuid import UUID

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    EmailField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.events.models import DressCode, FunctionType, ReplyMode
from app.events.names import DRESS_NAMES, FUNCTION_NAMES, REPLY_MODE_NAMES
from app.events.service import Plan, Wording
from app.i18n import LANGUAGES, N_, gettext, lazy
from app.web.forms import Form, OneLine

MINUTE = "%Y-%m-%dT%H:%M"

# What a mission's own words for a letter may name in braces; everything else in braces stays as it is typed.
PLACES = {
    "guest_line": N_("the guest, as the card writes him"),
    "salutation": N_("the salutation"),
    "title": N_("the title of the event"),
    "occasion": N_("the occasion"),
    "hosts": N_("the hosts"),
    "function": N_("the function"),
    "date": N_("the day"),
    "time": N_("the hours"),
    "venue": N_("the venue"),
    "dress": N_("the dress"),
    "reply_until": N_("until when to reply"),
    "telephone": N_("the telephone for replies"),
    "mission": N_("the name of the mission"),
}


class FactsForm(Form):
    """The facts of an event. `version` is the state that the person saw."""

    title = StringField(
        lazy("Name of the event, for the desk"), [InputRequired(), Length(max=200), OneLine()]
    )
    function_type = SelectField(lazy("Function"), choices=[], coerce=FunctionType)
    starts_local = DateTimeLocalField(lazy("Begins"), [InputRequired()], format=MINUTE)
    ends_local = DateTimeLocalField(lazy("Ends"), [Optional()], format=MINUTE)
    zone = SelectField(lazy("Time zone"), choices=[])
    address = StringField(lazy("Address"), [Length(max=300), OneLine()])
    map_url = URLField(
        lazy("Link to a map"),
        [
            Optional(),
            Length(max=500),
            Regexp(r"https://", message=lazy("The link must begin with https://.")),
        ],
    )
    host_state = SelectField(lazy("Host state"), choices=[])
    chief_guest = StringField(lazy("Chief guest, by the name in the directory"), [Length(max=200), OneLine()])
    city = StringField(lazy("City"), [Length(max=100), OneLine()])
    dress_code = SelectField(
        lazy("Dress"), choices=[], coerce=lambda value: DressCode(value) if value else None
    )
    or_national_dress = BooleanField(lazy("“or national dress” is added"))
    reply_mode = SelectField(lazy("Reply"), choices=[], coerce=ReplyMode)
    reply_until_local = DateTimeLocalField(lazy("Reply by"), [Optional()], format=MINUTE)
    reply_telephone = TelField(lazy("R.S.V.P. telephone"), [Length(max=40), OneLine()])
    reply_email = EmailField(
        lazy("R.S.V.P. e-mail"), [Optional(), Email(message=lazy("This is no e-mail address."))]
    )
    may_be_represented = BooleanField(lazy("Guests may send a representative"))
    food_served = BooleanField(lazy("Food is served (ask for wishes)"))
    capacity = IntegerField(lazy("How many the venue holds"), [Optional(), NumberRange(1, 100000)])
    hard_capacity = BooleanField(
        lazy("A hard limit: no further acceptance once it is reached (concert seats)")
    )
    languages = SelectMultipleField(
        lazy("Languages of the letter"),
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, zones: list[str], languages: list[str], states: list[tuple[str, str]]) -> None:
        """Fill the choices, in the reader's language."""
        self.function_type.choices = [(kind.value, gettext(FUNCTION_NAMES[kind])) for kind in FunctionType]
        self.dress_code.choices = [
            ("", "–"),
            *((code.value, gettext(DRESS_NAMES[code])) for code in DressCode),
        ]
        self.reply_mode.choices = [(mode.value, gettext(REPLY_MODE_NAMES[mode])) for mode in ReplyMode]
        self.host_state.choices = [("", "–"), *states]
        self.zone.choices = [(zone, zone) for zone in zones]
        self.languages.choices = [(code, LANGUAGES.get(code, code)) for code in languages]

    def facts(self, chief_guest_id: UUID | None) -> Plan:
        return self.read(Plan, chief_guest_id=chief_guest_id, languages=tuple(self.languages.data or ()))

    def process_data(self) -> None:
        """Nothing typed means an empty text, not None."""
        for field in (
            self.address,
            self.map_url,
            self.city,
            self.chief_guest,
            self.reply_telephone,
            self.reply_email,
        ):
            field.data = field.data or ""
        self.languages.data = list(self.languages.data or ["en"])


class WordingForm(Form):
    """What the card and the letter say in one language."""

    title = StringField(lazy("Title of the evening"), [InputRequired(), Length(max=200), OneLine()])
    occasion = StringField(lazy("Occasion line"), [Length(max=300), OneLine()])
    hosts = TextAreaField(lazy("Host lines, as on the card"), [Length(max=1000)])
    request_line = StringField(lazy("Request line"), [Length(max=200), OneLine()])
    function = StringField(lazy("Function line"), [Length(max=200), OneLine()])
    venue = StringField(lazy("Venue line"), [Length(max=300), OneLine()])
    parking = StringField(lazy("Arrival and parking"), [Length(max=500), OneLine()])
    dress_note = StringField(lazy("Dress, in words of your own"), [Length(max=200), OneLine()])
    note = TextAreaField(lazy("Note below the card"), [Length(max=2000)])
    letter_subject = StringField(lazy("Subject of the letter"), [Length(max=200), OneLine()])
    letter_body = TextAreaField(lazy("Words above the card in the letter"), [Length(max=4000)])

    def wording(self) -> Wording:
        return self.read(Wording)


class ProgrammeForm(Form):
    """The programme, a line an item: `18:30 Arrival of guests | speaker`."""

    lines = TextAreaField(
        lazy("One item a line: time, what, and after a bar the speaker"), [Length(max=4000)]
    )

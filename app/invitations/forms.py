"""Forms of the guest list: shape only."""

from datetime import datetime

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from app import clock
from app.i18n import LANGUAGES, gettext, lazy
from app.invitations.models import Channel
from app.invitations.names import CHANNEL_NAMES
from app.web.forms import Form, OneLine

NOT_AN_ADDRESS = lazy("This is no e-mail address.")
HANDED = (Channel.HAND, Channel.POST, Channel.NOTE_VERBALE, Channel.SHARE_LINK, Channel.PHONE)


class PlacesForm(Form):
    """Places to be named later."""

    addressee = StringField(lazy("For whom"), [InputRequired(), Length(max=300), OneLine()])
    places = IntegerField(lazy("How many places"), [InputRequired(), NumberRange(1, 50)], default=2)
    email = EmailField(lazy("E-mail address"), [Optional(), Length(max=320), Email(message=NOT_AN_ADDRESS)])
    language = SelectField(lazy("Language of the letter"), choices=[])

    def offer(self, languages: list[str]) -> None:
        self.language.choices = [(code, LANGUAGES.get(code, code)) for code in languages]


class InvitationForm(Form):
    """How one invitation goes."""

    language = SelectField(lazy("Language of the letter"), choices=[])
    channel = SelectField(lazy("How it goes"), choices=[], coerce=Channel)
    email = EmailField(
        lazy("E-mail address for this invitation"),
        [Optional(), Length(max=320), Email(message=NOT_AN_ADDRESS)],
    )
    via_assistant = BooleanField(lazy("It is an assistant’s: the letter says for whom it is"))
    note = TextAreaField(lazy("Note for the desk"), [Length(max=1000)])

    def offer(self, languages: list[str]) -> None:
        self.language.choices = [(code, LANGUAGES.get(code, code)) for code in languages]
        self.channel.choices = [(one.value, gettext(CHANNEL_NAMES[one])) for one in Channel]


class HandOverForm(Form):
    """The invitation left otherwise than by letter."""

    channel = SelectField(lazy("How it left"), choices=[], coerce=Channel)
    handed_to = StringField(lazy("Handed to"), [Length(max=200), OneLine()])
    at = DateTimeLocalField(lazy("When, if not now"), [Optional()], format="%Y-%m-%dT%H:%M")

    def offer(self) -> None:
        self.channel.choices = [(one.value, gettext(CHANNEL_NAMES[one])) for one in HANDED]

    def instant(self, zone: str) -> datetime | None:
        """When it left, as an instant; None for now."""
        return clock.to_utc(self.at.data, zone) if self.at.data else None


class NoteForm(Form):
    """A note verbale, before it gets its number."""

    addressed_to = StringField(lazy("Addressed to"), [InputRequired(), Length(max=300), OneLine()])
    language = SelectField(lazy("Language of the note"), choices=[])
    body = TextAreaField(lazy("Text of the note"), [InputRequired(), Length(max=4000)])

    def offer(self, languages: list[str]) -> None:
        self.language.choices = [(code, LANGUAGES.get(code, code)) for code in languages]


class SendForm(Form):
    """Yes, send them. `submission` makes the same form, sent twice, one sending."""

    submission = HiddenField(validators=[InputRequired(), Length(max=64)])
